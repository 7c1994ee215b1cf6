"""Schema 19: a person can be forgotten. What the history says of someone is sealed by a digest
with a salt of theirs; the history of before is sealed again, and its old head is kept.
"""

import hashlib
import json

from sqlite_utils import Database

from kpitui.storage.migrations.sealing_19 import seal_again
from kpitui.storage.migrations.steps import DATE, keep_history, run

_TABLES = f"""
ALTER TABLE people ADD COLUMN forgotten_on TEXT {DATE.format("forgotten_on")};
ALTER TABLE current_deed ADD COLUMN erases INTEGER NOT NULL DEFAULT 0 CHECK (erases IN (0, 1));
CREATE TABLE person_salts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER UNIQUE,
    name TEXT UNIQUE,  -- of an account, or as it stands in a record
    deed_id INTEGER UNIQUE,  -- of the reason of a change
    salt BLOB NOT NULL CHECK (length(salt) = 32),
    CHECK ((person_id IS NOT NULL) + (name IS NOT NULL) + (deed_id IS NOT NULL) = 1)
) STRICT;
CREATE TABLE forgetting (
    deed_id INTEGER PRIMARY KEY REFERENCES deeds (id),
    person_id INTEGER NOT NULL UNIQUE REFERENCES people (id),
    stands TEXT NOT NULL,
    cleaned INTEGER NOT NULL DEFAULT 0 CHECK (cleaned IN (0, 1))
) STRICT;
CREATE TABLE erased (
    id INTEGER PRIMARY KEY,
    change_id INTEGER NOT NULL REFERENCES changes (id),
    field TEXT NOT NULL,
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    deed_id INTEGER NOT NULL REFERENCES forgetting (deed_id),
    UNIQUE (change_id, field)
) STRICT;
CREATE INDEX erased_by ON erased (deed_id);
CREATE TABLE sealed_again (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    rows INTEGER NOT NULL,
    old_head TEXT NOT NULL,
    new_head TEXT NOT NULL,
    broken_at INTEGER
) STRICT;
ALTER TABLE seals RENAME TO seals_before;
CREATE TABLE seals (
    change_id INTEGER PRIMARY KEY REFERENCES changes (id),
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    outside INTEGER NOT NULL CHECK (outside IN (0, 1)),
    salt_id INTEGER
) STRICT;
CREATE INDEX seals_of_salt ON seals (salt_id) WHERE salt_id IS NOT NULL;
DROP TRIGGER changes_update_kept;
DROP TRIGGER deeds_update_kept;
"""
_ERASES = "WHEN NOT EXISTS (SELECT 1 FROM current_deed WHERE erases = 1)"
_GUARDS = (
    ("changes", "UPDATE", _ERASES), ("deeds", "UPDATE", _ERASES),
    ("seals", "UPDATE", ""), ("seals", "DELETE", ""),
    ("erased", "UPDATE", ""), ("erased", "DELETE", ""),
    ("forgetting", "DELETE", ""), ("sealed_again", "UPDATE", ""), ("sealed_again", "DELETE", ""),
)  # fmt: skip


def apply(db: Database) -> None:
    """Bring a file from schema 18 to 19. Runs inside a transaction of the caller."""
    head, broken_at = _old_chain(db)
    run(db, _TABLES)
    keep_history(db, "people")
    count, new_head = seal_again(db.conn)
    if count:
        db.execute(
            "INSERT INTO sealed_again (rows, old_head, new_head, broken_at) VALUES (?, ?, ?, ?)",
            [count, head, new_head, broken_at],
        )
    db.execute("DROP TABLE seals_before")
    for table, what, when in _GUARDS:
        db.execute(
            f"CREATE TRIGGER {table}_{what.lower()}_kept BEFORE {what} ON {table} {when}\n"
            "BEGIN\nSELECT RAISE(ABORT, 'kpitui: the history is never rewritten');\nEND"
        )


def _old_chain(db: Database) -> tuple[str, int | None]:
    """The head of the chain as schema 18 makes it, and the first row that does not hold."""
    sql = (
        "SELECT changes.id, changes.deed_id, changes.at, changes.table_name, changes.record_id, "
        "changes.kind, changes.before, changes.after, deeds.uuid, deeds.at, deeds.by, deeds.way, "
        "deeds.action, deeds.why, deeds.undoes, seals.hash FROM changes "
        "LEFT JOIN deeds ON deeds.id = changes.deed_id JOIN seals ON change_id = changes.id "
        "ORDER BY changes.id"
    )
    head, broken = "", None
    for *row, kept in db.execute(sql):
        head = hashlib.sha256(json.dumps([head, *row]).encode()).hexdigest()
        if head != kept:
            broken = row[0] if broken is None else broken
            head = kept
    lost = db.execute(
        "SELECT min(change_id) FROM seals WHERE change_id NOT IN (SELECT id FROM changes)"
    ).fetchone()[0]
    return head, broken if lost is None else min(lost, broken or lost)
