"""What was erased when people were forgotten: what it means for an undo, and whether it holds."""

import contextlib
import json
from pathlib import Path

from kpitui.domain.numbers import counted
from kpitui.storage.driver import Database
from kpitui.storage.names import beside
from kpitui.storage.records import first_row, rows


def erased_in(db: Database, deed_id: int) -> tuple[str, bool]:
    """What someone is called now of whom a change held something that was erased, empty where there
    is no one; and whether they were forgotten by this very change.
    """
    found = first_row(
        db,
        "SELECT stands, deed_id = :deed AS itself FROM forgetting WHERE deed_id = :deed "
        "OR deed_id IN (SELECT erased.deed_id FROM changes JOIN erased ON change_id = changes.id "
        "WHERE changes.deed_id = :deed AND field <> 'by') ORDER BY itself DESC LIMIT 1",
        {"deed": deed_id},
    )
    return (str(found["stands"]), bool(found["itself"])) if found else ("", False)


def erased_by(db: Database, deed_id: int) -> tuple[int, str]:
    """How many texts of the history a change erased, and a hash over their digests."""
    import hashlib  # brings OpenSSL, which no list of changes needs

    hashed, count = hashlib.sha256(), 0
    sql = "SELECT change_id, field, digest FROM erased WHERE deed_id = ? ORDER BY change_id, field"
    for row in db.execute(sql, [deed_id]):
        hashed.update(json.dumps(row).encode())
        count += 1
    return count, hashed.hexdigest()


def pseudonyms(db: Database) -> list[str]:
    """What everyone is called who was forgotten."""
    return [str(row["stands"]) for row in rows(db, "SELECT stands FROM forgetting")]


_NEWEST_FORGOT = (
    "SELECT stands FROM forgetting WHERE deed_id = (SELECT max(id) FROM deeds) "
    "AND NOT EXISTS (SELECT 1 FROM presences)"
)
"""Who was forgotten by the newest change, where no one is in: nothing was written since."""


def unfinished(db: Database, path: Path) -> list[str]:
    """What those are called who were forgotten, and of whom free pages of the file, or the log
    beside it, may hold something still.
    """
    sql = "SELECT stands FROM forgetting WHERE cleaned = 0 ORDER BY deed_id"
    found = [str(row["stands"]) for row in rows(db, sql)]
    if not found and (_free_pages(db) or _log_bytes(path)):
        found = [str(row["stands"]) for row in rows(db, _NEWEST_FORGOT)]
    return found


def _free_pages(db: Database) -> int:
    return int(db.execute("PRAGMA freelist_count").fetchone()[0])


def _log_bytes(path: Path) -> int:
    found = 0
    for file in beside(path):
        if not file.name.endswith("-shm"):
            with contextlib.suppress(OSError):
                found += file.stat().st_size
    return found


def findings_of_erasures(db: Database, path: Path) -> list[str]:
    """What is wrong with those who were forgotten."""
    found = [
        f"{stands} was forgotten, but free pages of the file or its log may hold them still; "
        f"finish it with: kpitui people forget {stands}"
        for stands in unfinished(db, path)
    ]
    salts = "SELECT count(*) AS n FROM person_salts JOIN people ON people.id = person_id "
    if count := rows(db, f"{salts} WHERE forgotten_on IS NOT NULL")[0]["n"]:
        found.append(
            f"{counted(count, 'salt')} of people who were forgotten still there, by which what was "
            "erased of them can be guessed; take that out of person_salts"
        )
    return found + [
        f"the history was altered: what was erased of {row['stands']} is not what was erased when "
        "they were forgotten; compare with a backup"
        for row in rows(db, "SELECT * FROM forgetting ORDER BY deed_id")
        if not _holds(db, row["deed_id"], row["person_id"], row["stands"])
    ] + _strays(db)  # fmt: skip


def _holds(db: Database, deed_id: int, person_id: int, stands: str) -> bool:
    """Whether the history says of a change that forgot someone what it erased."""
    said = first_row(
        db,
        "SELECT after FROM changes WHERE deed_id = :deed AND table_name = 'forgetting'",
        {"deed": deed_id},
    )
    count, digest = erased_by(db, deed_id)
    is_so = {"person_id": person_id, "name": stands, "erased": count, "digest": digest}
    return said is not None and json.loads(said["after"]) == is_so


def _strays(db: Database) -> list[str]:
    """People who are called forgotten, and of whom the history does not tell it."""
    sql = (
        "SELECT name FROM people WHERE (forgotten_on IS NOT NULL) <> "
        "(id IN (SELECT person_id FROM forgetting)) ORDER BY id"
    )
    return [
        f"{row['name']} is marked as forgotten, or not marked, by another program; compare with a "
        "backup"
        for row in rows(db, sql)
    ]
