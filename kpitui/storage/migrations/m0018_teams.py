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

# A view of its own: DuckDB writes what it reads anew, and brackets what SQLite does not.
_ABOVE = """
CREATE VIEW teams_above AS
-- Each team with every team above it, and when.
WITH RECURSIVE above AS (
    SELECT team_id, parent_id AS above_id, starts_on AS since,
        coalesce(ends_on, '9999-12-31') AS stop FROM team_parents
    UNION
    SELECT above.team_id, place.parent_id, max(since, place.starts_on),
        min(stop, coalesce(place.ends_on, '9999-12-31'))
    FROM above JOIN team_parents AS place ON place.team_id = above.above_id
        AND place.starts_on < stop AND coalesce(place.ends_on, '9999-12-31') > since
)
SELECT team_id, above_id, since, stop FROM above;
"""
_VIEW = (
    (" of its people.\n", " of its people\n-- and of the teams under it on that day.\n"),
    (
        "), days AS (\n",
        """), above AS (
    SELECT team_id, above_id, since, stop FROM teams_above
), days AS (
""",
    ),
    (
        "levels.of_teams = 1 AND levels.of_people = 1 THEN",
        "levels.of_teams = 1\n"
        "            AND (levels.of_people = 1 OR EXISTS (SELECT 1 FROM team_parents)) THEN",
    ),
    (
        "(day.read_of = 'team' OR teams_read.team_id IS NULL)",
        """(day.read_of = 'team' OR teams_read.team_id IS NULL)
            AND (NOT EXISTS (
                SELECT 1 FROM above JOIN teams_read AS read ON read.team_id = above.above_id
                    AND read.metric_id = day.metric_id AND read.month = substr(day.date, 1, 7)
                WHERE above.team_id = day.team_id AND day.date >= since AND day.date < stop
            ) OR EXISTS (  -- a circle of teams, which has no top
                SELECT 1 FROM above WHERE above.team_id = day.team_id
                    AND above.above_id = day.team_id AND day.date >= since AND day.date < stop
            ))""",
    ),
)
"""What of the view of months knows teams in teams: what it was and what it is."""


def apply(db: Database) -> None:
    """Bring a file from schema 17 to 18. Runs inside a transaction of the caller."""
    run(db, _TABLES + _ABOVE)
    for table in ("team_parents", "account_teams", "absences", "memberships"):
        keep_history(db, table)
    ((view,),) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'v_status_by_month'")
    db.execute("DROP VIEW v_status_by_month")
    for before, after in _VIEW:
        assert view.count(before) == 1, before
        view = view.replace(before, after)
    db.execute(view)
