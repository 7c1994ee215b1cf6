"""Day summaries: the sums of every metric, team, day and level, so that what is shown does not cost
by the reading.

Triggers keep them with every single reading; for a change that brings or voids many at once they
are counted here, once.
"""

from kpitui.storage.driver import Database

EVERYBODY_ID = -1
"""The `team_id` under which all teams, and what is read of no team (0), stand together."""

EVERY_SUBJECT = "(SELECT NULL AS subject UNION ALL SELECT id FROM people)"
"""No one in person, and everyone: whose readings are found by `person_id IS subject`, one step
into the index each.
"""

READ_OF = "iif(person_id IS NOT NULL, 'person', iif(team_id IS NOT NULL, 'team', 'organisation'))"
"""Of what a reading was taken: the level at which it counts."""

SUMS = ("count", "unweighted", "weight", "weighted", "total", "numerator", "denominator")
COUNTED = (
    "count(*) AS count, count(*) FILTER (WHERE value IS NOT NULL AND n IS NULL) AS unweighted, "
    "coalesce(sum(coalesce(n, 1) * 1.0) FILTER (WHERE value IS NOT NULL), 0.0) AS weight, "
    "coalesce(sum(value * coalesce(n, 1)), 0.0) AS weighted, coalesce(sum(value), 0.0) AS total, "
    "coalesce(sum(numerator), 0.0) AS numerator, coalesce(sum(denominator), 0.0) AS denominator"
)
"""The sums of readings, in a query that groups them."""
SUMMED = ", ".join(f"sum({name}) AS {name}" for name in SUMS)
"""Day summaries added up, in a query that groups them."""
_TEAMS = (
    f"SELECT metric_id, coalesce(team_id, 0) AS team_id, date, {READ_OF} AS read_of, {COUNTED} "
    "FROM main.readings WHERE state = 'kept' AND {0} GROUP BY 1, 2, 3, 4"
)
_EVERYBODY = (
    f"SELECT metric_id, {EVERYBODY_ID} AS team_id, date, read_of, {SUMMED} FROM {{0}} "
    "GROUP BY metric_id, date, read_of"
)
_ANEW = (
    f"WITH counted AS ({_TEAMS.format('true')}) SELECT * FROM counted "
    f"UNION ALL {_EVERYBODY.format('counted')}"
)


AT_ONCE = 100_000
"""So many readings are grouped in memory at a time."""


def count_in(db: Database, first_id: int, last_id: int) -> None:
    """Add the readings of a span of ids, which no trigger counted."""
    added = ", ".join(f"{name} = {name} + excluded.{name}" for name in SUMS)
    for first in range(first_id, last_id + 1, AT_ONCE):
        between = _TEAMS.format(f"id BETWEEN {first} AND {min(first + AT_ONCE - 1, last_id)}")
        db.execute(
            f"WITH counted AS MATERIALIZED ({between}), every AS ({_EVERYBODY.format('counted')}) "
            "INSERT INTO day_summaries SELECT * FROM (SELECT * FROM counted UNION ALL SELECT * "
            f"FROM every) WHERE true ON CONFLICT DO UPDATE SET {added}"
        )


_TOUCHED = """
CREATE TEMP TABLE touched AS
WITH gone AS (
    SELECT metric_id, coalesce(team_id, 0) AS team_id, date, {read_of} AS read_of,
        count(*) AS count
    FROM main.readings WHERE id BETWEEN {first} AND {last} AND state = 'kept' GROUP BY 1, 2, 3, 4
)
SELECT metric_id, team_id, date, read_of, count FROM gone
UNION ALL SELECT metric_id, {everybody}, date, read_of, sum(count) FROM gone GROUP BY 1, 3, 4
"""
_KEY = "metric_id, team_id, date, read_of"


def keep_between(db: Database, first_id: int, last_id: int) -> None:
    """Keep the voided readings of a span of ids again, of which no trigger takes
    notice, and count them.
    """
    state = "iif(value IS NULL AND numerator IS NULL, 'not applicable', 'kept')"
    db.execute(
        f"UPDATE main.readings SET state = {state}, version = version + 1 "
        "WHERE id BETWEEN ? AND ? AND state = 'void'",
        [first_id, last_id],
    )
    count_in(db, first_id, last_id)


def void_between(db: Database, first_id: int, last_id: int) -> None:
    """Void the readings of a span of ids, of which no trigger takes notice, and work
    their days out again.
    """
    spanned = {"first": int(first_id), "last": int(last_id), "everybody": EVERYBODY_ID}
    db.execute(_TOUCHED.format(**spanned, read_of=READ_OF))
    db.execute(
        "UPDATE main.readings SET state = 'void', session_id = NULL, version = version + 1 "
        "WHERE id BETWEEN ? AND ?",
        [first_id, last_id],
    )
    db.execute(
        "UPDATE touched SET count = (SELECT count FROM day_summaries AS day "
        "WHERE day.metric_id = touched.metric_id AND day.team_id = touched.team_id "
        "AND day.date = touched.date AND day.read_of = touched.read_of) - count"
    )
    db.execute(f"DELETE FROM day_summaries WHERE ({_KEY}) IN (SELECT {_KEY} FROM touched)")
    # Days of which nothing is left, mostly all of them, need no look at the readings.
    db.execute("DELETE FROM touched WHERE count = 0")
    if db.execute("SELECT 1 FROM touched").fetchone():
        _count_touched(db)
    db.execute("DROP TABLE touched")


def count_again(db: Database, days: str) -> None:
    """Work out again the days that a query names by metric, team, date and level, of whose changes
    no trigger takes notice.
    """
    db.execute(
        f"CREATE TEMP TABLE touched AS WITH days AS ({days}) SELECT {_KEY} FROM days "
        f"UNION SELECT metric_id, {EVERYBODY_ID}, date, read_of FROM days"
    )
    db.execute(f"DELETE FROM day_summaries WHERE ({_KEY}) IN (SELECT {_KEY} FROM touched)")
    if db.execute("SELECT 1 FROM touched").fetchone():
        _count_touched(db)
    db.execute("DROP TABLE touched")


def _count_touched(db: Database) -> None:
    same = (
        "readings.metric_id = touched.metric_id AND readings.date = touched.date "
        "AND coalesce(readings.team_id, 0) = touched.team_id "
        "AND (person_id IS NOT NULL) = (touched.read_of = 'person') AND state = 'kept'"
    )
    days, people, readings = (
        int(db.execute(f"SELECT {what}").fetchone()[0])
        for what in (
            "count(*) FROM touched",
            "count(*) FROM main.people",
            "max(id) FROM main.readings",
        )
    )
    # Person by person through the index, or through all readings once, whichever is less.
    source = (
        "touched CROSS JOIN (SELECT NULL AS subject UNION ALL SELECT id FROM main.people) "
        f"CROSS JOIN main.readings ON person_id IS subject AND {same}"
        if days * people < readings
        else f"main.readings CROSS JOIN touched ON {same}"
    )
    db.execute(
        "INSERT INTO day_summaries SELECT touched.metric_id, touched.team_id, touched.date, "
        f"touched.read_of, {COUNTED} FROM {source} GROUP BY 1, 2, 3, 4"
    )
    db.execute(
        f"INSERT INTO day_summaries SELECT metric_id, {EVERYBODY_ID}, date, read_of, {SUMMED} "
        f"FROM (SELECT metric_id, date, read_of FROM touched WHERE team_id = {EVERYBODY_ID}) "
        "CROSS JOIN (SELECT 0 AS team_id UNION ALL SELECT id FROM teams) "
        f"CROSS JOIN day_summaries USING ({_KEY}) GROUP BY metric_id, date, read_of"
    )


def wrong_summaries(db: Database) -> int:
    """How many day summaries are missing, too many, or off by more than rounding."""
    off = " OR ".join(
        f"abs(kept.{name} - anew.{name}) > 1e-9 * max(1.0, abs(anew.{name}), abs(kept.{name}))"
        for name in SUMS
    )
    sql = (
        f"SELECT count(*) FROM ({_ANEW}) AS anew FULL JOIN day_summaries AS kept USING ({_KEY}) "
        f"WHERE kept.count IS NULL OR anew.count IS NULL OR {off}"
    )
    return int(db.execute(sql).fetchone()[0])


def rebuild_summaries(db: Database) -> None:
    """Work every day summary out again from the readings."""
    db.execute("DELETE FROM day_summaries")
    db.execute(f"INSERT INTO day_summaries {_ANEW}")
