"""Schema 6: the SSH keys by which accounts come in through the gate."""

from sqlite_utils import Database

from kpitui.storage.migrations.m0001_first_schema import DATE, history_triggers, run

KEYS = """
CREATE TABLE access_keys (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
    blob TEXT NOT NULL CHECK (length(blob) BETWEEN 1 AND 4000),
    fingerprint TEXT NOT NULL CHECK (length(fingerprint) BETWEEN 1 AND 60),
    comment TEXT NOT NULL DEFAULT '' CHECK (length(comment) <= 100),
    expires_on TEXT {expires_on},
    ends_on TEXT {ends_on},
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX access_keys_once ON access_keys (fingerprint) WHERE ends_on IS NULL;
CREATE INDEX access_keys_by_account ON access_keys (account_id);
"""


def apply(db: Database) -> None:
    """Bring a file from schema 5 to 6. Runs inside a transaction of the caller."""
    run(db, KEYS.format(**{name: DATE.format(name) for name in ("expires_on", "ends_on")}))
    run(db, history_triggers("access_keys", list(db.table("access_keys").columns_dict)))
