"""Readings on their way in: in tables of their own, so that the file is held only when all are known to be good."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from kpitui.domain.import_rows import Rejected
from kpitui.storage.driver import Database

Nothing = Literal[""]
Amount = float | Nothing
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
]
"""Line of the source, metric, person, the team it counts for, day, value, numerator, denominator, n, note, own id.

What is not there is an empty text: the driver looks for a way to adapt each None, which costs as much as all the rest.
"""

_COLUMNS = "metric_id, person_id, team_id, date, value, numerator, denominator, n, note, external_id"

_NOT_NOTHING = ", nullif(?, '')"
_STAGE = f"INSERT INTO staged (line, {_COLUMNS}) VALUES (?, ?{2 * _NOT_NOTHING}, ?{6 * _NOT_NOTHING})"
_TABLES = f"""
CREATE TABLE stage.staged (place INTEGER PRIMARY KEY, line, {_COLUMNS});
CREATE TABLE stage.rejects (line, reason);
CREATE INDEX stage.staged_by_subject ON staged (person_id, metric_id, date, team_id) WHERE external_id IS NULL;
CREATE INDEX stage.staged_by_own_id ON staged (external_id) WHERE external_id IS NOT NULL;
"""
# The indexes grow with the table: to make one of all at the end is quicker and takes memory for all of it.

TWICE = "the same metric, subject and day stands twice in this file; the first one was taken"
OTHER_VALUE = "another value is recorded for that metric, subject and day; correct that reading"


def open_stage(db: Database) -> None:
    """Make the tables on a connection of `preparing()`; they are gone when it is closed."""
    db.executescript(_TABLES)


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
    ratio: bool


def each_staged(db: Database) -> Iterator[Staged]:
    """Every reading in the order of the source; exhaust it."""
    found = db.execute(
        "SELECT place, line, metric_id, person_id, team_id, date, value IS NULL FROM staged ORDER BY place"
    )
    return (Staged(*row) for row in found)


def take_out(db: Database, places: Iterable[tuple[int]]) -> None:
    """Take readings off the stage."""
    db.executemany("DELETE FROM staged WHERE place = ?", places)


def recount(db: Database, teams: Iterable[tuple[int | None, int]]) -> None:
    """Let readings count for another team, each given with its place."""
    db.executemany("UPDATE staged SET team_id = ? WHERE place = ?", teams)


def reject(db: Database, rejected: Iterable[Rejected]) -> None:
    """Keep lines that are not taken."""
    db.executemany("INSERT INTO rejects VALUES (?, ?)", ((one.line, one.reason) for one in rejected))


def count_of(db: Database, table: str) -> int:
    """How many readings are staged, or rejects kept."""
    return int(db.execute(f"SELECT count(*) FROM stage.{table}").fetchone()[0])


def each_reject(db: Database) -> Iterator[Rejected]:
    """Every reject in the order of the source; exhaust it."""
    return (Rejected(*row) for row in db.execute("SELECT line, reason FROM rejects ORDER BY line, rowid"))


_ALIKE = """
CREATE TABLE stage.alike AS
SELECT place, line, readings.metric_id = staged.metric_id AND readings.person_id IS staged.person_id
    AND readings.date = staged.date AND readings.value IS staged.value AND readings.numerator IS staged.numerator
    AND readings.denominator IS staged.denominator AND readings.n IS staged.n AS same
FROM staged CROSS JOIN readings ON readings.id = {0}
"""
# A reading repeats the kept one of its own id, else the first of its metric, subject and day.
_BY_SUBJECT = """(
    SELECT min(id) FROM readings WHERE person_id IS staged.person_id AND metric_id = staged.metric_id
    AND date = staged.date AND (staged.person_id IS NOT NULL OR team_id IS staged.team_id) AND state = 'kept'
) WHERE staged.external_id IS NULL"""
_BY_OWN_ID = """(
    SELECT id FROM readings WHERE external_id = staged.external_id AND state = 'kept'
) WHERE staged.external_id IS NOT NULL"""


def take_out_known(db: Database) -> int:
    """Take out what is in the file already, and reject what says otherwise there; how many are there already."""
    unchanged = 0
    for alike in (_BY_SUBJECT, _BY_OWN_ID):
        db.execute(_ALIKE.format(alike))
        unchanged += int(db.execute("SELECT count(*) FROM alike WHERE same").fetchone()[0])
        db.execute("INSERT INTO rejects SELECT line, ? FROM alike WHERE NOT same", [OTHER_VALUE])
        db.execute("DELETE FROM staged WHERE place IN (SELECT place FROM alike)")
        db.execute("DROP TABLE alike")
    return unchanged


def reject_twice(db: Database) -> None:
    """Of readings that are staged twice, keep the first."""
    for key, among in (
        ("person_id, metric_id, date, team_id", "external_id IS NULL"),
        ("external_id", "external_id IS NOT NULL"),
    ):
        db.execute(
            "CREATE TABLE stage.again AS SELECT place, line FROM (SELECT place, line, "
            f"row_number() OVER (PARTITION BY {key} ORDER BY place) AS nth FROM staged WHERE {among}) WHERE nth > 1"
        )
        db.execute("INSERT INTO rejects SELECT line, ? FROM again", [TWICE])
        db.execute("DELETE FROM staged WHERE place IN (SELECT place FROM again)")
        db.execute("DROP TABLE again")


def give_ids(db: Database, column: str, ids: Mapping[int, int]) -> None:
    """Put the ids that records got in the place of those that stood for them."""
    if not ids:
        return
    db.execute("CREATE TABLE stage.made (stood INTEGER PRIMARY KEY, id)")
    db.executemany("INSERT INTO made VALUES (?, ?)", ids.items())
    db.execute(
        f"UPDATE staged SET {column} = (SELECT id FROM made WHERE stood = {column}) WHERE {column} >= ?", [min(ids)]
    )
    db.execute("DROP TABLE made")


def add_staged(db: Database, deed_id: int) -> None:
    """Add all that is staged to the readings, in the order of the source."""
    db.execute(f"INSERT INTO readings ({_COLUMNS}, deed_id) SELECT {_COLUMNS}, ? FROM staged ORDER BY place", [deed_id])


def newest_change(db: Database) -> int:
    """The last row of the history."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM changes").fetchone()[0])


def changed_since(db: Database, change_id: int, *, but_by: int) -> set[str]:
    """The tables that were changed since a row of the history, by whichever program; the changes of one deed apart."""
    found = db.execute("SELECT DISTINCT table_name FROM changes WHERE id > ? AND deed_id IS NOT ?", [change_id, but_by])
    return {row[0] for row in found}
