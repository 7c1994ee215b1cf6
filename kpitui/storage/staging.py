"""Readings on their way in: in tables of their own, so that the file is held only when all are
known to be good.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from kpitui.domain.import_rows import Rejected
from kpitui.storage.driver import Database
from kpitui.storage.export import SESSION
from kpitui.storage.records import listed

Nothing = Literal[""]
StagedRow = tuple[
    int,
    int,
    int | Nothing,
    int | Nothing,
    str,
    float | Nothing,
    float | Nothing,
    float | Nothing,
    int | Nothing,
    str,
    str,
    int | Nothing,
    int | Nothing,
    str,
]
"""Line of the source, metric, person, the team it counts for, day, value, numerator, denominator,
n, note, own id, the team that the source has a person in, 1 where the source numbers it, and the
session it was taken in. One without a value and a numerator does not apply.

What is not there is an empty text: the driver looks for a way to adapt each None, which costs as
much as all the rest.
"""

_COLUMNS = (
    "metric_id, person_id, team_id, date, value, numerator, denominator, n, note, external_id"
)
_MORE = "said_team, numbered, session"

_NOT_NOTHING = ", nullif(?, '')"
_STAGE = (
    f"INSERT INTO staged (line, {_COLUMNS}, {_MORE}) "
    f"VALUES (?, ?{2 * _NOT_NOTHING}, ?{9 * _NOT_NOTHING})"
)
_TABLES = f"""
CREATE TABLE stage.staged (place INTEGER PRIMARY KEY, line, {_COLUMNS}, {_MORE}, over);
CREATE TABLE stage.rejects (line, reason, texts);
CREATE INDEX stage.staged_by_subject ON staged (person_id, metric_id, date, team_id)
WHERE external_id IS NULL;
CREATE INDEX stage.staged_by_own_id ON staged (external_id) WHERE external_id IS NOT NULL;
"""
# The indexes grow with the table: to make one of all at the end is quicker and takes memory for all
# of it.

STATE = "iif(staged.value IS NULL AND staged.numerator IS NULL, 'not applicable', 'kept')"
_SESSION_ID = (
    "iif(staged.session IS NULL, NULL, (SELECT sessions.id FROM sessions "
    "WHERE sessions.person_id = staged.person_id AND sessions.date = substr(staged.session, 1, 10) "
    f"AND {SESSION} = staged.session))"
)

_BETWEEN_TEXTS = "\x1f"


def open_stage(db: Database) -> None:
    """Make the tables on a connection of `staging_area()`; they are gone when it is closed.

    What fails from here on leaves them half done, until `settle_stage`.
    """
    db.execute("PRAGMA stage.journal_mode = OFF")  # it takes as much memory as pages are changed
    db.executescript(_TABLES)


def settle_stage(db: Database) -> None:
    """Let what is taken back from here on be taken back on the stage too."""
    db.execute("PRAGMA stage.journal_mode = MEMORY")


def stage(db: Database, readings: Iterable[StagedRow]) -> None:
    """Put readings behind those that are there."""
    db.executemany(_STAGE, readings)


class Staged(Struct, frozen=True):
    """A reading on the stage, as far as the rules look at it."""

    place: int
    line: int
    metric_id: int
    person_id: int | None
    team_id: int | None
    date: str
    ratio: bool | None
    """None where it does not apply."""


def each_staged(db: Database) -> Iterator[Staged]:
    """Every reading in the order of the source; exhaust it."""
    found = db.execute(
        "SELECT place, line, metric_id, person_id, team_id, date, "
        "iif(value IS NULL AND numerator IS NULL, NULL, value IS NULL) FROM staged ORDER BY place"
    )
    return (Staged(*row) for row in found)


def take_out(db: Database, places: Iterable[tuple[int]]) -> None:
    """Take readings off the stage."""
    db.executemany("DELETE FROM staged WHERE place = ?", places)


AT_ONCE = 20_000
"""So many places are looked at by one statement: SQLite holds in memory those it found."""


def blocks(db: Database, table: str) -> Iterator[tuple[int, int]]:
    """The first and the last row of each block of a table of the stage."""
    last = int(db.execute(f"SELECT coalesce(max(rowid), 0) FROM stage.{table}").fetchone()[0])
    return ((first, first + AT_ONCE - 1) for first in range(1, last + 1, AT_ONCE))


def take_out_named(db: Database, table: str, where: str = "true") -> None:
    """Take the readings off the stage whose places stand in a table of it, where a condition
    holds.
    """
    for block in blocks(db, table):
        db.execute(
            f"DELETE FROM staged WHERE place IN (SELECT place FROM {table} "
            f"WHERE rowid BETWEEN ? AND ? AND ({where}))",
            block,
        )


def recount(db: Database, teams: Iterable[tuple[int | None, int]]) -> None:
    """Let readings count for another team, each given with its place."""
    db.executemany("UPDATE staged SET team_id = ? WHERE place = ?", teams)


def reject(db: Database, rejected: Iterable[Rejected]) -> None:
    """Keep lines that are not taken."""
    db.executemany(
        "INSERT INTO rejects VALUES (?, ?, ?)",
        ((line.line, line.reason, _BETWEEN_TEXTS.join(line.texts)) for line in rejected),
    )


def count_of(db: Database, table: str) -> int:
    """How many readings are staged, or rejects kept."""
    return int(db.execute(f"SELECT count(*) FROM stage.{table}").fetchone()[0])


def each_reject(db: Database) -> Iterator[Rejected]:
    """Every reject in the order of the source; exhaust it."""
    found = db.execute("SELECT line, reason, texts FROM rejects ORDER BY line, rowid")
    return (
        Rejected(line, reason, tuple(texts.split(_BETWEEN_TEXTS)) if texts else ())
        for line, reason, texts in found
    )


_WITH_IDS = ("metric_id", "person_id", "team_id")


def note_ids(db: Database, ids: Mapping[int, int]) -> None:
    """Tell which ids records got, by those that stood for them."""
    db.execute("CREATE TABLE stage.made (stood INTEGER PRIMARY KEY, id)")
    db.executemany("INSERT INTO made VALUES (?, ?)", ids.items())


def give_ids(db: Database, first: int) -> None:
    """Put the ids that records got on the stage; those from the `first` on stand for others."""
    given = ", ".join(f"{column} = {_given(column)}" for column in _WITH_IDS)
    stand_in = " OR ".join(f"{column} >= :first" for column in _WITH_IDS)
    db.execute(f"UPDATE staged SET {given} WHERE {stand_in}", {"first": first})


def _given(column: str) -> str:
    return f"coalesce((SELECT id FROM made WHERE stood = staged.{column}), staged.{column})"


def ids_from(db: Database, first: int) -> set[int]:
    """The ids from one on that stand anywhere on the stage."""
    # One column after the other: a UNION sorts all of them in memory.
    return {
        int(row[0])
        for column in (*_WITH_IDS, "said_team")
        for row in db.execute(f"SELECT DISTINCT {column} FROM staged WHERE {column} >= ?", [first])
    }


def people_of(db: Database) -> set[int]:
    """The people of whom readings are staged."""
    found = db.execute("SELECT DISTINCT person_id FROM staged WHERE person_id IS NOT NULL")
    return {int(row[0]) for row in found}


SAMPLED = 50_000
"""So many readings tell how far apart their days are."""


def gaps_between_days(db: Database, first: int) -> dict[int, dict[int, int]]:
    """How many days lie between neighbouring days of a metric and a subject, each with how often
    they do; by metric, for those from an id on.
    """
    found = db.execute(
        "SELECT metric_id, gap, count(*) FROM (SELECT metric_id, CAST(julianday(date) - "
        "julianday(lag(date) OVER (PARTITION BY metric_id, person_id, team_id ORDER BY date)) "
        "AS INTEGER) AS gap FROM (SELECT DISTINCT metric_id, person_id, "
        "iif(person_id IS NULL, team_id, NULL) AS team_id, date FROM (SELECT * FROM staged "
        f"WHERE metric_id >= ? LIMIT {SAMPLED}))) WHERE gap > 0 GROUP BY 1, 2",
        [first],
    )
    gaps: dict[int, dict[int, int]] = {}
    for metric_id, gap, count in found:
        gaps.setdefault(metric_id, {})[gap] = count
    return gaps


_RANGES = "CREATE TABLE stage.ranges (metric_id INTEGER PRIMARY KEY, low, high, scale)"
Implausible = tuple[int, int, float]
"""The line, the metric and the value of a reading outside the plausible range."""


def implausible(
    db: Database, ranges: Iterable[tuple[int, float | None, float | None, float]], most: int
) -> tuple[int, list[Implausible]]:
    """How many staged readings lie outside the ranges of their metrics, each given with what a
    whole of a ratio is shown as; and the first of them. A single yes or no lies in any range.
    """
    db.execute("DROP TABLE IF EXISTS stage.outside")
    db.execute("DROP TABLE IF EXISTS stage.ranges")
    db.execute(_RANGES)
    db.executemany("INSERT INTO ranges VALUES (?, ?, ?, ?)", ranges)
    db.execute(
        "CREATE TABLE stage.outside AS SELECT place, line, metric_id, shown FROM (SELECT place, "
        "line, metric_id, coalesce(value, scale * numerator / denominator) AS shown, low, high "
        "FROM staged CROSS JOIN ranges USING (metric_id) "
        "WHERE NOT (denominator IS 1 AND numerator IN (0, 1))) WHERE shown < low OR shown > high"
    )
    first = db.execute(
        f"SELECT line, metric_id, shown FROM outside ORDER BY place LIMIT {int(most)}"
    ).fetchall()
    return count_of(db, "outside"), first


def over_whole(db: Database, metric_ids: Iterable[int], most: int) -> tuple[int, list[int]]:
    """How many staged readings of some metrics have a part above its whole, and the lines of the
    first.
    """
    where = f"FROM staged WHERE numerator > denominator AND metric_id IN {listed(metric_ids)}"
    count = int(db.execute(f"SELECT count(*) {where}").fetchone()[0])
    first = f"SELECT line {where} ORDER BY place LIMIT {int(most)}"
    return count, [row[0] for row in db.execute(first)] if count else []


def nameless(db: Database, metric_ids: Iterable[int], most: int) -> tuple[int, list[int]]:
    """How many lines have staged readings of some metrics and of no person, and the first."""
    where = f"FROM staged WHERE person_id IS NULL AND metric_id IN {listed(metric_ids)}"
    count = int(db.execute(f"SELECT count(DISTINCT line) {where}").fetchone()[0])
    first = db.execute(f"SELECT DISTINCT line {where} ORDER BY line LIMIT {int(most)}")
    return count, [row[0] for row in first]


def take_out_nameless(db: Database, metric_ids: Iterable[int]) -> None:
    """Take the readings of some metrics and of no person off the stage."""
    db.execute(f"DELETE FROM staged WHERE person_id IS NULL AND metric_id IN {listed(metric_ids)}")


def reject_outside(db: Database, reason: str) -> None:
    """Reject what `implausible` found."""
    db.execute("INSERT INTO rejects SELECT line, ?, '' FROM outside", [reason])
    take_out_named(db, "outside")


def reject_in_month(db: Database, month: str, reason: str) -> None:
    """Reject what is staged of a month, given as 2026-10."""
    within = "FROM staged WHERE substr(date, 1, 7) = :month"
    values = {"month": month, "reason": reason}
    db.execute(f"INSERT INTO rejects SELECT line, :reason, '' {within}", values)
    db.execute(f"DELETE {within}", {"month": month})


ADDED_AT_ONCE = 5_000
"""So many readings are added by one statement: to its end it holds all of them in memory, and each
page that it changes as that was before.
"""


def add_staged(db: Database, change_id: int, first: int) -> None:
    """Add all that is staged and corrects nothing to the readings, in the order of the source, with
    ids from the first one on.
    """
    given = ", ".join(
        _given(column) if column in _WITH_IDS else column for column in _COLUMNS.split(", ")
    )
    adding = (
        f"INSERT INTO main.readings (id, {_COLUMNS}, session_id, state, deed_id) SELECT ? - 1 + "
        f"row_number() OVER (ORDER BY place), {given}, {_SESSION_ID}, {STATE}, ? FROM staged "
        "WHERE place BETWEEN ? AND ? AND over IS NULL ORDER BY place"
    )
    last = int(db.execute("SELECT coalesce(max(place), 0) FROM staged").fetchone()[0])
    for place in range(1, last + 1, ADDED_AT_ONCE):
        block = [first, change_id, place, place + ADDED_AT_ONCE - 1]
        first += db.execute(adding, block).rowcount


def count_without_session(db: Database) -> int:
    """How many staged readings were taken in a session that the file does not have."""
    sql = f"SELECT count(*) FROM staged WHERE session IS NOT NULL AND {_SESSION_ID} IS NULL"
    return int(db.execute(sql).fetchone()[0])


def newest_change(db: Database) -> int:
    """The last row of the history."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM main.changes").fetchone()[0])


def changed_since(db: Database, change_id: int, *, but_by: int) -> set[str]:
    """The tables that were changed since a row of the history, by whichever program; the changes of
    one change record apart.
    """
    found = db.execute(
        "SELECT DISTINCT table_name FROM main.changes WHERE id > ? AND deed_id IS NOT ?",
        [change_id, but_by],
    )
    return {row[0] for row in found}
