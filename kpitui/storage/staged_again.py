"""Staged readings that stand more than once, in the source or beside the file."""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from kpitui.domain.import_answers import AddUp
from kpitui.domain.numbers import part_of
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, rows
from kpitui.storage.staging import STATE, blocks, take_out_named

OTHER_VALUE = (
    "another value is recorded for that metric, subject and day; --update takes the new one"
)
SEVERAL = "several readings are recorded for that metric, subject and day; correct the one meant"
SAME_ID = "the same id stands twice in this file; the first one was taken"

_KEY = "person_id, metric_id, date, team_id"
MOST_CELLS = 100
"""So many readings of one line are looked at for the numbers of lines."""

_UNTOLD = "external_id IS NULL AND numbered IS NULL"


class Again(Struct, frozen=True):
    """How many staged readings stand behind another of their metric, subject and day: with the
    same numbers and with others; of how many, and in which lines first.
    """

    same: int
    other: int
    of: int
    same_lines: tuple[int, ...]
    other_lines: tuple[int, ...]


def find_again(db: Database, most: int) -> Again:
    """Look for readings of one metric, subject and day that nothing tells apart; they wait in
    tables of the stage.
    """
    several = f"SELECT 1 FROM staged WHERE {_UNTOLD} GROUP BY {_KEY} HAVING count(*) > 1 LIMIT 1"
    db.execute("DROP TABLE IF EXISTS stage.again")
    if db.execute(several).fetchone() is None:  # as in most files, which costs a quarter
        db.execute("CREATE TABLE stage.again (place, line, metric_id, same)")
        return Again(0, 0, 0, (), ())
    numbers = ("value", "numerator", "denominator", "n")
    same = " AND ".join(f"{number} IS first_value({number}) OVER key" for number in numbers)
    db.execute(
        "CREATE TABLE stage.again AS SELECT place, line, metric_id, same FROM (SELECT place, line, "
        f"metric_id, row_number() OVER key AS nth, {same} AS same FROM staged WHERE {_UNTOLD} "
        f"WINDOW key AS (PARTITION BY {_KEY} ORDER BY place)) WHERE nth > 1"
    )

    def lines(same: int) -> tuple[int, ...]:
        # The first by far, as a line may hold many: SQLite sorts all where it is to tell one line
        # from another first.
        sql = f"SELECT line FROM again WHERE same = ? ORDER BY line LIMIT {int(most) * MOST_CELLS}"
        return tuple(dict.fromkeys(row[0] for row in db.execute(sql, [same])))[:most]

    same_count, other = db.execute(
        "SELECT count(*) FILTER (WHERE same), count(*) FILTER (WHERE NOT same) FROM again"
    ).fetchone()
    of = db.execute(f"SELECT count(*) FROM staged WHERE {_UNTOLD}").fetchone()[0]
    return Again(same_count, other, of, lines(1), lines(0))


def keep_first(db: Database) -> None:
    """Of readings that `find_again` found, keep the first; all others say the same."""
    take_out_named(db, "again")


def reject_same_ids(db: Database) -> None:
    """Of readings with one own id, keep the first."""
    db.execute(
        "CREATE TABLE stage.same_id AS SELECT place, line FROM (SELECT place, line, row_number() "
        "OVER (PARTITION BY external_id ORDER BY place) AS nth FROM staged "
        "WHERE external_id IS NOT NULL) WHERE nth > 1"
    )
    db.execute("INSERT INTO rejects SELECT line, ?, '' FROM same_id", [SAME_ID])
    take_out_named(db, "same_id")
    db.execute("DROP TABLE same_id")


_SIZES = "coalesce(n, denominator, 1)"
_MEAN = {
    "value": f"iif(count(numerator), NULL, sum(value * {_SIZES}) / sum({_SIZES}))",
    "numerator": "sum(numerator)",
    "denominator": "sum(denominator)",
    "n": f"iif(count(numerator), NULL, CAST(sum({_SIZES}) AS INTEGER))",
}
_HOW: dict[AddUp, dict[str, str]] = {
    "mean": _MEAN,
    "sum": _MEAN | {"value": "iif(count(numerator), NULL, sum(value))", "n": "NULL"},
    "count": {
        "value": "CAST(count(*) AS REAL)", "numerator": "NULL", "denominator": "NULL", "n": "NULL",
    },
    "yes": {
        "value": "NULL",
        "numerator": "CAST(coalesce(sum(value), sum(numerator)) AS REAL)",
        "denominator": "CAST(coalesce(count(value), sum(denominator)) AS REAL)",
        "n": "NULL",
    },
}  # fmt: skip
"""What becomes of the numbers of several readings; parts are always added up, unless they are
counted, and beside parts a value alone has no weight.
"""


def metrics_of_log(db: Database) -> set[int]:
    """The metrics with several readings of one subject and day, as `find_again` found them."""
    return {int(row[0]) for row in db.execute("SELECT DISTINCT metric_id FROM again")}


def only_yes_or_no(db: Database, metric_id: int) -> bool:
    """Whether each staged value of a metric is 0 or 1."""
    sql = (
        "SELECT 1 FROM staged WHERE metric_id = ? AND value IS NOT NULL AND value NOT IN (0, 1) "
        "LIMIT 1"
    )
    return db.execute(sql, [metric_id]).fetchone() is None


def add_up(db: Database, how: AddUp, metric_ids: Iterable[int]) -> None:
    """Put one reading in the place of all of a metric, subject and day that have no own id."""
    ids = ", ".join(str(int(id_)) for id_ in metric_ids)
    if not ids:
        return
    of = f"{_UNTOLD} AND metric_id IN ({ids})"
    made = ", ".join(f"{sql} AS {name}" for name, sql in _HOW[how].items())
    db.execute(
        f"CREATE TABLE stage.together AS SELECT min(line) AS line, {_KEY}, {made}, "
        "iif(count(DISTINCT note) = 1, max(note), NULL) AS note, max(said_team) AS said_team, "
        f"min(place) AS place FROM staged WHERE {of} GROUP BY {_KEY}"
    )
    for block in blocks(db, "staged"):
        db.execute(f"DELETE FROM staged WHERE place BETWEEN ? AND ? AND {of}", block)
    columns = f"place, line, {_KEY}, value, numerator, denominator, n, note, said_team"
    db.execute(f"INSERT INTO staged ({columns}) SELECT {columns} FROM together")
    db.execute("DROP TABLE together")


def give_parts(db: Database, metric_id: int, scale: float, *, sized: bool) -> None:
    """Let values of a ratio be parts of their sample size; where that is not the size of a whole,
    they have none.
    """
    if sized:
        db.create_function("part_of", 3, part_of, deterministic=True)
        db.execute(
            "UPDATE staged SET numerator = part_of(value, n, ?), denominator = CAST(n AS REAL), "
            "value = NULL, n = NULL WHERE metric_id = ? AND value IS NOT NULL AND n IS NOT NULL",
            [scale, metric_id],
        )
    db.execute("UPDATE staged SET n = NULL WHERE metric_id = ? AND n IS NOT NULL", [metric_id])


def give_parts_of_answers(db: Database, metric_ids: Iterable[int]) -> None:
    """Let a yes, which is 1, be one of one, and a no none of one."""
    for id_ in metric_ids:
        db.execute(
            "UPDATE staged SET numerator = value, denominator = 1.0, value = NULL, n = NULL "
            "WHERE metric_id = ? AND value IS NOT NULL",
            [id_],
        )


def forget_ids(db: Database) -> None:
    """Let no reading be told apart by its own id any more: they are added up."""
    for block in blocks(db, "staged"):
        db.execute(
            "UPDATE staged SET external_id = NULL "
            "WHERE place BETWEEN ? AND ? AND external_id IS NOT NULL",
            block,
        )


# What a source does not say, such as n, is no other value.
_SAME_NUMBERS = (
    "readings.value IS staged.value AND readings.numerator IS staged.numerator "
    "AND readings.denominator IS staged.denominator "
    "AND (staged.n IS NULL OR readings.n IS staged.n)"
)
_SAME_SUBJECT = (
    "readings.person_id IS staged.person_id AND readings.metric_id = staged.metric_id "
    "AND readings.date = staged.date AND (staged.person_id IS NOT NULL "
    f"OR readings.team_id IS staged.team_id) AND readings.state = {STATE}"
)
# How many of the source before this one are equal: of a source that numbers its readings, each
# stands for one of the file.
_BEFORE = (
    "iif(staged.numbered IS NULL, 0, (SELECT count(*) FROM staged AS b "
    "WHERE b.external_id IS NULL AND b.person_id IS staged.person_id "
    "AND b.metric_id = staged.metric_id AND b.date = staged.date AND b.team_id IS staged.team_id "
    "AND b.value IS staged.value AND b.numerator IS staged.numerator "
    "AND b.denominator IS staged.denominator AND b.n IS staged.n AND b.place < staged.place))"
)
_ALONE = (
    "(staged.numbered IS NULL OR (SELECT count(*) FROM staged AS b WHERE b.external_id IS NULL "
    "AND b.person_id IS staged.person_id AND b.metric_id = staged.metric_id "
    "AND b.date = staged.date AND b.team_id IS staged.team_id) = 1)"
)
_ALIKE = f"""
CREATE TABLE stage.alike AS SELECT place, line, known, id, equal > before AS same, alone
FROM (SELECT staged.place, staged.line, staged.external_id, count(*) AS known,
    min(readings.id) AS id, count(*) FILTER (WHERE {_SAME_NUMBERS}) AS equal,
    {_BEFORE} AS before, {_ALONE} AS alone
    FROM staged CROSS JOIN readings ON {_SAME_SUBJECT}
    WHERE staged.external_id IS NULL GROUP BY staged.place)
WHERE equal > before OR alone
"""
_ALIKE_BY_ID = f"""
INSERT INTO alike SELECT staged.place, staged.line, 1, readings.id, {_SAME_NUMBERS}
    AND readings.metric_id = staged.metric_id AND readings.person_id IS staged.person_id
    AND readings.date = staged.date,
    readings.metric_id = staged.metric_id AND readings.person_id IS staged.person_id
FROM staged CROSS JOIN main.readings ON readings.external_id = staged.external_id
    AND readings.state = 'kept' WHERE staged.external_id IS NOT NULL
"""


def take_out_known(db: Database, *, correct: bool) -> int:
    """Take out what is in the file already; how many are.

    What says otherwise there is rejected; with `correct` it stays, and knows the reading it
    corrects.
    """
    db.execute("UPDATE staged SET over = NULL WHERE over IS NOT NULL")
    db.execute(_ALIKE)
    db.execute(_ALIKE_BY_ID)
    unchanged = int(db.execute("SELECT count(*) FROM alike WHERE same").fetchone()[0])
    can = "known = 1 AND alone" if correct else "false"
    db.execute(
        "INSERT INTO rejects SELECT line, iif(known > 1, ?, ?), '' FROM alike "
        f"WHERE NOT same AND NOT ({can})",
        [SEVERAL, OTHER_VALUE],
    )
    take_out_named(db, "alike", f"same OR NOT ({can})")
    if correct:
        for block in blocks(db, "alike"):
            db.execute(
                "UPDATE staged SET over = alike.id FROM (SELECT place, id FROM alike "
                f"WHERE rowid BETWEEN ? AND ? AND NOT same AND {can}) AS alike "
                "WHERE alike.place = staged.place",
                block,
            )
    db.execute("DROP TABLE alike")
    return unchanged


def corrections(db: Database, after: int, most: int) -> list[Row]:
    """Staged readings that correct one of the file, behind a place: their columns."""
    return rows(
        db,
        "SELECT * FROM staged WHERE over IS NOT NULL AND place > :after ORDER BY place LIMIT :most",
        {"after": after, "most": most},
    )


def each_said_team(db: Database) -> Iterator[tuple[Any, ...]]:
    """Person, team that the source has them in, first and last day, first line and how many there
    are, of those staged.
    """
    db.execute("DROP TABLE IF EXISTS stage.said")
    db.execute(
        "CREATE TABLE stage.said (person_id, team_id, first, last, line, count, "
        "PRIMARY KEY (person_id, team_id)) WITHOUT ROWID"
    )
    for block in blocks(db, "staged"):
        db.execute(
            "INSERT INTO said SELECT person_id, said_team, min(date), max(date), min(line), "
            "count(*) FROM staged WHERE place BETWEEN ? AND ? AND said_team IS NOT NULL "
            "GROUP BY 1, 2 ON CONFLICT DO UPDATE SET first = min(first, excluded.first), "
            "last = max(last, excluded.last), line = min(line, excluded.line), "
            "count = count + excluded.count",
            block,
        )
    return iter(db.execute("SELECT * FROM said ORDER BY person_id, first").fetchall())


def forget_said_teams(db: Database) -> None:
    """Let no reading of a person say or count for a team any more where the source has said one."""
    for block in blocks(db, "staged"):
        db.execute(
            "UPDATE staged SET said_team = NULL, team_id = NULL WHERE place BETWEEN ? AND ? "
            "AND person_id IS NOT NULL AND said_team IS NOT NULL",
            block,
        )


def count_of_people(db: Database) -> int:
    """How many staged readings are of a person."""
    sql = "SELECT count(*) FROM staged WHERE person_id IS NOT NULL"
    return int(db.execute(sql).fetchone()[0])


def days_of_teams(db: Database, person_id: int) -> list[tuple[str, int]]:
    """The days of someone with the team that the source has them in, oldest first."""
    return db.execute(
        "SELECT date, said_team FROM (SELECT date, said_team, min(place) FROM staged "
        "WHERE person_id = ? AND said_team IS NOT NULL GROUP BY date) ORDER BY date",
        [person_id],
    ).fetchall()


def count_by_spans(db: Database, spans: Iterable[tuple[int, int | None, str, str | None]]) -> None:
    """Let staged readings of people count for the team that they have on its day: person, team,
    first day, and the first day no more.
    """
    db.execute("CREATE TABLE stage.spans (person_id, team_id, starts_on, ends_on)")
    db.executemany("INSERT INTO spans VALUES (?, ?, ?, ?)", spans)
    db.execute("CREATE INDEX stage.spans_by_person ON spans (person_id, starts_on)")
    db.execute(
        "UPDATE staged SET team_id = (SELECT team_id FROM spans WHERE spans.person_id = "
        "staged.person_id AND starts_on <= date AND (ends_on IS NULL OR date < ends_on) LIMIT 1) "
        "WHERE person_id IN (SELECT person_id FROM spans)"
    )
    db.execute("DROP TABLE spans")
