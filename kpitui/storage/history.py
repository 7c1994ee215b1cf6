"""The history as it is kept: change records with their changes, and what refers to a record."""

import math
from collections.abc import Iterable

from msgspec import Struct

from kpitui.storage.activities import strategies_in_team
from kpitui.storage.driver import Database
from kpitui.storage.record_labels import RECORDS, REFERENCES, Labels, table_words
from kpitui.storage.records import (
    LARGEST_NUMBER,
    Row,
    columns,
    find_rows,
    first_row,
    from_json,
    has_rows,
    in_json,
    row_of,
    rows,
)
from kpitui.storage.stands_undone import SAME_BUT_TEAM, STANDS_UNDONE


def committed(db: Database, uuids: Iterable[str]) -> set[str]:
    """Which of these changes are in the file."""
    return {uuid for uuid in uuids if has_rows(db, "deeds", {"uuid": uuid})}


def newest_change(db: Database, *, besides: Iterable[str]) -> int:
    """The id of the newest change of any table but some; 0 before the first."""
    sql = (
        "SELECT id FROM changes WHERE table_name NOT IN (SELECT value FROM json_each(:besides)) "
        "ORDER BY id DESC LIMIT 1"
    )
    found = first_row(db, sql, {"besides": in_json(besides)})
    return int(found["id"]) if found else 0


CHANGES = (
    "SELECT changes.*, deeds.at AS deed_at, coalesce(deeds.by, 'another program') AS by, "
    "coalesce(deeds.way, '') AS way, coalesce(deeds.action, 'change') AS action, "
    "coalesce(deeds.why, '') AS why, "
    f"deeds.undoes, coalesce(deeds.id IN ({STANDS_UNDONE}), 0) AS undone "
    "FROM changes LEFT JOIN deeds ON deeds.id = deed_id "
)
"""Changes with what the change record says of them."""


def load_changes(db: Database, by: str, since: str, before: str, limit: int | None) -> list[Row]:
    """The changes of the newest change records between two moments, oldest first, with what the
    record says of them; those that another program made stand alone.

    `by` is who made them, empty for everyone; `limit` counts change records.
    """
    return rows(
        db,
        f"{CHANGES} WHERE coalesce(deed_id, -changes.id) IN ("
        "  SELECT coalesce(deed_id, -changes.id) FROM changes "
        "  LEFT JOIN deeds ON deeds.id = deed_id WHERE (:by = '' OR deeds.by = :by) "
        "  AND coalesce(deeds.at, changes.at) >= :since "
        "  AND coalesce(deeds.at, changes.at) < :before "
        "  GROUP BY 1 ORDER BY max(changes.id) DESC LIMIT :limit) ORDER BY changes.id",
        {
            "by": by,
            "since": since,
            "before": before,
            "limit": -1 if limit is None else min(limit, LARGEST_NUMBER),
        },
    )


def changes_to_reading(db: Database, reading_id: int) -> list[Row]:
    """The changes of one reading, oldest first, with what the change record says of them; also that
    of many readings which brought or voided it.
    """
    return rows(
        db,
        f"{CHANGES} WHERE table_name = 'readings' AND record_id IN (0, :id) AND (record_id = :id "
        "OR :id BETWEEN after ->> 'first' AND after ->> 'last') ORDER BY changes.id",
        {"id": reading_id},
    )


def changes_of(db: Database, change_id: int) -> list[Row]:
    """What one change record changed, oldest first."""
    return find_rows(db, "changes", {"deed_id": change_id})


def find_change_record(db: Database, change_id: int) -> Row | None:
    """A change record, and whether it is `undone`."""
    if abs(change_id) > LARGEST_NUMBER:
        return None
    sql = f"SELECT *, id IN ({STANDS_UNDONE}) AS undone FROM deeds WHERE id = :id"
    return first_row(db, sql, {"id": change_id})


def standing_change(db: Database, table: str, record_id: int) -> Row | None:
    """Who gave a row what it holds, when and why: the newest change of it that stands, undo and
    redo left out; None where there is none.
    """
    return first_row(
        db,
        "SELECT coalesce(deeds.by, 'another program') AS by, "
        "coalesce(deeds.at, changes.at) AS at, coalesce(deeds.why, '') AS why "
        "FROM changes LEFT JOIN deeds ON deeds.id = changes.deed_id "
        "WHERE table_name = :table AND record_id = :record_id AND deeds.undoes IS NULL "
        f"AND coalesce(deed_id, 0) NOT IN ({STANDS_UNDONE}) ORDER BY changes.id DESC LIMIT 1",
        {"table": table, "record_id": record_id},
    )


def next_to_undo(db: Database, by: str, after: int) -> Row | None:
    """The newest change record of someone, after another, that changed anything and stands."""
    return first_row(
        db,
        "SELECT * FROM deeds WHERE by = :by AND undoes IS NULL "
        f"AND id NOT IN ({STANDS_UNDONE}) AND id IN (SELECT deed_id FROM changes) "
        "AND id > :after ORDER BY id DESC LIMIT 1",
        {"by": by, "after": after},
    )


def next_to_redo(db: Database, by: str, after: int) -> Row | None:
    """The newest undo of someone, after another change record, that was not redone, where they did
    nothing since.
    """
    # What was undone by an undo, and not by a redo.
    return first_row(
        db,
        "SELECT deeds.* FROM deeds JOIN deeds AS done ON done.id = deeds.undoes "
        f"AND done.undoes IS NULL WHERE deeds.by = :by AND deeds.id NOT IN ({STANDS_UNDONE}) "
        "AND deeds.id > coalesce((SELECT max(id) FROM deeds WHERE by = :by AND undoes IS NULL "
        "AND id IN (SELECT deed_id FROM changes)), 0) AND deeds.id > :after "
        "ORDER BY deeds.id DESC LIMIT 1",
        {"by": by, "after": after},
    )


def corrected_since(db: Database, ids: range, table: str = "readings") -> bool:
    """Whether any of a span of readings, or rows of another table, was corrected, and that
    stands.
    """
    found = first_row(
        db,
        f"SELECT 1 FROM changes JOIN {table} ON {table}.id = record_id "
        "LEFT JOIN deeds ON deeds.id = changes.deed_id "
        "WHERE table_name = :table AND kind = 'update' AND record_id BETWEEN :first AND :last "
        f"AND deeds.undoes IS NULL AND coalesce(changes.deed_id, 0) NOT IN ({STANDS_UNDONE}) "
        f"AND NOT ({SAME_BUT_TEAM}) LIMIT 1",
        {"first": ids.start, "last": ids.stop - 1, "table": table},
    )
    return found is not None


def about(changes: list[Row]) -> tuple[str, int]:
    """Table and id of the record that a change was about; of a level, a membership or a place, what
    it belongs to.
    """
    owners = {"targets": ("kpi_id", "standard_id"), "memberships": ("person_id",)}
    owners["team_parents"] = ("team_id",)
    found = [
        (change["table_name"], int(change["record_id"]))
        for change in changes
        if change["table_name"] not in owners
    ]
    if found:
        return found[0]
    content = from_json(changes[0]["after"] or changes[0]["before"])
    column = next(name for name in owners[changes[0]["table_name"]] if content[name])
    return REFERENCES[column], int(content[column])


class Referring(Struct, frozen=True):
    """What refers to a record."""

    of: str
    sentence: str
    only_voided: bool


def _referring_rows(db: Database, table: str, column: str, record_id: int) -> list[Row]:
    if table == "strategies" and column == "team_id":
        return strategies_in_team(db, record_id)
    if column not in columns(db, table):
        return []
    return rows(db, f"SELECT * FROM {table} WHERE {column} = :id LIMIT 100", {"id": record_id})


def referring(db: Database, table: str, record_id: int, *, besides: str = "") -> Referring | None:
    """What refers to a record, besides the records of a table, and keeps it from being taken away;
    None where nothing does.
    """
    columns_to = [name for name, target in REFERENCES.items() if target == table]
    labels = Labels(db)
    own = row_of(db, table, record_id)
    voided = False
    for other in RECORDS:
        wanted = columns_to if other != besides else ()
        for row in (row for one in wanted for row in _referring_rows(db, other, one, record_id)):
            if other == "readings" and row["state"] == "void":
                voided = True
                continue
            what = f"{table_words(other)} “{labels.of(other, row)}”"
            sentence = f"The {what} depends on the {table_words(table)} “{labels.of(table, own)}”."
            return Referring(labels.of(table, own), sentence, only_voided=False)
    return Referring(labels.of(table, own), "", only_voided=True) if voided else None


def is_as_told(kept: object, told: object) -> bool:
    """Whether a row holds what the history says; older SQLites write numbers to 15 digits there."""
    if isinstance(kept, float) and isinstance(told, float):
        return math.isclose(kept, told, rel_tol=1e-14)
    return kept == told
