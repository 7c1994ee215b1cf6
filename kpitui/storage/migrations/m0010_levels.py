"""Schema 10: day summaries by the level that was read, so that nothing counts twice; and what an
empty period of a metric means.
"""

from sqlite_utils import Database

from kpitui.storage.migrations.steps import keep_history, run

_NUMBERS = ("count", "unweighted", "weight", "weighted", "total", "numerator", "denominator")
_ADDED = ", ".join(f"{name} = {name} + excluded.{name}" for name in _NUMBERS)
_SUMMED = ", ".join(f"sum({name})" for name in _NUMBERS)
_COUNTED = (
    "count(*), count(*) FILTER (WHERE value IS NOT NULL AND n IS NULL), "
    "coalesce(sum(coalesce(n, 1) * 1.0) FILTER (WHERE value IS NOT NULL), 0.0), "
    "coalesce(sum(value * coalesce(n, 1)), 0.0), coalesce(sum(value), 0.0), "
    "coalesce(sum(numerator), 0.0), coalesce(sum(denominator), 0.0)"
)
_READ_OF = (
    "iif({0}person_id IS NOT NULL, 'person', iif({0}team_id IS NOT NULL, 'team', 'organisation'))"
)
_ONE_BY_ONE = "NOT EXISTS (SELECT 1 FROM current_deed WHERE bulk = 1)"

_TABLE = """
DROP TRIGGER summary_insert;
DROP TRIGGER summary_update;
DROP VIEW v_status_by_month;
DROP TABLE day_summaries;
CREATE TABLE day_summaries (
    metric_id INTEGER NOT NULL,
    team_id INTEGER NOT NULL,  -- 0: of no team; -1: everybody, which is the sum of all others
    date TEXT NOT NULL,
    read_of TEXT NOT NULL CHECK (read_of IN ('organisation', 'team', 'person')),
    count INTEGER NOT NULL,
    unweighted INTEGER NOT NULL,
    weight REAL NOT NULL,
    weighted REAL NOT NULL,
    total REAL NOT NULL,
    numerator REAL NOT NULL,
    denominator REAL NOT NULL,
    PRIMARY KEY (metric_id, team_id, date, read_of)
) STRICT, WITHOUT ROWID;
ALTER TABLE metrics ADD COLUMN empty_means TEXT NOT NULL DEFAULT 'gap'
    CHECK (empty_means IN ('gap', 'zero'));
"""

_FILL = f"""
INSERT INTO day_summaries SELECT metric_id, coalesce(team_id, 0), date, {_READ_OF.format("")},
{_COUNTED} FROM readings WHERE state = 'kept' GROUP BY 1, 2, 3, 4;
INSERT INTO day_summaries SELECT metric_id, -1, date, read_of, {_SUMMED} FROM day_summaries
GROUP BY metric_id, date, read_of;
"""


def _added(team: str) -> str:
    return (
        f"(NEW.metric_id, {team}, NEW.date, {_READ_OF.format('NEW.')}, 1, "
        "NEW.value IS NOT NULL AND NEW.n IS NULL, iif(NEW.value IS NULL, 0.0, "
        "coalesce(NEW.n, 1)), coalesce(NEW.value * coalesce(NEW.n, 1), 0.0), "
        "coalesce(NEW.value, 0.0), coalesce(NEW.numerator, 0.0), coalesce(NEW.denominator, 0.0))"
    )


def _counted_again(row: str, condition: str) -> str:
    """The statements that work the day of a row out from its readings, where a condition holds."""
    level = _READ_OF.format(f"{row}.")
    return f"""
DELETE FROM day_summaries WHERE metric_id = {row}.metric_id
AND team_id IN (coalesce({row}.team_id, 0), -1) AND date = {row}.date AND read_of = {level}
AND {condition};
INSERT INTO day_summaries SELECT metric_id, coalesce(team_id, 0), date, {level}, {_COUNTED}
FROM (SELECT NULL AS subject WHERE {row}.person_id IS NULL
UNION ALL SELECT id FROM people WHERE {row}.person_id IS NOT NULL) CROSS JOIN readings
WHERE person_id IS subject AND metric_id = {row}.metric_id AND date = {row}.date
AND team_id IS {row}.team_id AND state = 'kept' AND {condition}
GROUP BY metric_id, date, team_id;
INSERT INTO day_summaries SELECT metric_id, -1, date, read_of, {_SUMMED}
FROM (SELECT 0 AS team UNION ALL SELECT id FROM teams) CROSS JOIN day_summaries
WHERE metric_id = {row}.metric_id AND team_id = team AND date = {row}.date AND read_of = {level}
AND {condition}
GROUP BY metric_id, date, read_of;"""


_MOVED = " OR ".join(
    f"NEW.{column} IS NOT OLD.{column}" for column in ("metric_id", "date", "team_id")
)

_TRIGGERS = f"""
CREATE TRIGGER summary_insert AFTER INSERT ON readings WHEN NEW.state = 'kept' AND {_ONE_BY_ONE}
BEGIN
INSERT INTO day_summaries VALUES {_added("coalesce(NEW.team_id, 0)")}, {_added("-1")}
ON CONFLICT DO UPDATE SET {_ADDED};
END;
CREATE TRIGGER summary_update AFTER UPDATE ON readings WHEN {_ONE_BY_ONE}
BEGIN{_counted_again("OLD", "true")}{
    _counted_again("NEW", f"({_MOVED} OR (NEW.person_id IS NULL) <> (OLD.person_id IS NULL))")
}
END;
"""

_DAYS_BEFORE = """WITH days AS (
    SELECT metric_id, date, count, weight, weighted, total, numerator, denominator
    FROM day_summaries WHERE team_id = -1
), """
_DAYS = """-- A month counts what was read of the organisation itself; where nothing was, what was
-- read of each team itself; and of a team of which nothing was, what was read of its people.
WITH levels AS (
    SELECT metric_id, substr(date, 1, 7) AS month,
        max(CASE WHEN read_of = 'organisation' THEN 1 ELSE 0 END) AS of_organisation,
        max(CASE WHEN read_of = 'team' THEN 1 ELSE 0 END) AS of_teams,
        max(CASE WHEN read_of = 'person' THEN 1 ELSE 0 END) AS of_people
    FROM day_summaries WHERE team_id = -1 GROUP BY metric_id, substr(date, 1, 7)
), teams_read AS (
    SELECT DISTINCT metric_id, team_id, substr(date, 1, 7) AS month
    FROM day_summaries WHERE read_of = 'team' AND team_id > 0
), days AS (
    SELECT day.metric_id AS metric_id, day.date AS date, sum(day.count) AS count,
        sum(day.weight) AS weight, sum(day.weighted) AS weighted, sum(day.total) AS total,
        sum(day.numerator) AS numerator, sum(day.denominator) AS denominator
    FROM day_summaries AS day
    JOIN levels ON levels.metric_id = day.metric_id AND levels.month = substr(day.date, 1, 7)
    LEFT JOIN teams_read ON teams_read.metric_id = day.metric_id
        AND teams_read.team_id = day.team_id AND teams_read.month = substr(day.date, 1, 7)
    WHERE CASE
        WHEN levels.of_organisation = 1 THEN day.team_id = -1 AND day.read_of = 'organisation'
        WHEN levels.of_teams = 1 AND levels.of_people = 1 THEN
            day.team_id >= 0 AND (day.read_of = 'team' OR teams_read.team_id IS NULL)
        ELSE day.team_id = -1
    END
    GROUP BY day.metric_id, day.date
), """


def apply(db: Database) -> None:
    """Bring a file from schema 9 to 10. Runs inside a transaction of the caller."""
    ((view,),) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'v_status_by_month'")
    run(db, _TABLE)
    run(db, _FILL)
    run(db, _TRIGGERS)
    db.execute(view.replace(_DAYS_BEFORE, _DAYS))
    keep_history(db, "metrics")
