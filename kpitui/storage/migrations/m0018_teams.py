"""Schema 18: teams in teams, the teams that an account is for, when somebody is away, and for how
many hours a week they work.
"""

from sqlite_utils import Database

from kpitui.storage.migrations.steps import DATE, keep_history, run

_TABLES = f"""
CREATE TABLE team_parents (
    id INTEGER PRIMARY KEY,
    team_id INTEGER NOT NULL REFERENCES teams (id),
    parent_id INTEGER NOT NULL REFERENCES teams (id) CHECK (parent_id <> team_id),
    starts_on TEXT NOT NULL {DATE.format("starts_on")},
    ends_on TEXT {DATE.format("ends_on")} CHECK (ends_on > starts_on),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (team_id, starts_on)
) STRICT;
CREATE INDEX team_parents_of_parent ON team_parents (parent_id);
CREATE TABLE account_teams (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    team_id INTEGER NOT NULL REFERENCES teams (id),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (account_id, team_id)
) STRICT;
CREATE INDEX account_teams_of_team ON account_teams (team_id);
CREATE TABLE absences (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id),
    starts_on TEXT NOT NULL {DATE.format("starts_on")},
    ends_on TEXT {DATE.format("ends_on")} CHECK (ends_on > starts_on),
    reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 120),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (person_id, starts_on)
) STRICT;
ALTER TABLE memberships ADD COLUMN hours REAL CHECK (hours > 0 AND hours <= 168);
"""


def apply(db: Database) -> None:
    """Bring a file from schema 17 to 18. Runs inside a transaction of the caller."""
    run(db, _TABLES)
    for table in ("team_parents", "account_teams", "absences", "memberships"):
        keep_history(db, table)
