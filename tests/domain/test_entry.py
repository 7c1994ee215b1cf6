"""Quick entry: words in any order, and what is printed is understood as the same again."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.cells import Cell
from kpitui.domain.entry import Choices, NotUnderstood, Subject, Understood, Vocabulary, describe, understand
from kpitui.domain.metrics import Aggregation, Cadence, Direction, Metric
from kpitui.domain.writing import DateForm, Writing

TODAY = date(2026, 11, 23)  # a Monday
FORMS = st.sampled_from(get_args(DateForm))


def metric(id: int, name: str, code: str, unit: str = "%", aggregation: Aggregation = Aggregation.MEAN) -> Metric:
    return Metric(
        id=id,
        name=name,
        code=code,
        unit=unit,
        direction=Direction.HIGHER,
        aggregation=aggregation,
        cadence=Cadence.WEEKLY,
    )


CSAT = metric(1, "Customer satisfaction", "csat")
QUALITY = metric(2, "Quality of communication", "qoc", "points")
AHT = metric(3, "Average handle time", "aht", "m:ss")
SCHEDULE = metric(4, "Adherence to schedule", "ats", "%", Aggregation.RATIO)
PROCEDURE = metric(5, "Adherence to procedure", "atp", "%", Aggregation.RATIO)
ANA = Subject("Ana López", person_id=1, code="al")
OBRIEN = Subject("Siobhán O'Brien", person_id=2)
BRACKETS = Subject("[red]Bo[/]", person_id=3)
CJK = Subject("王小明", person_id=4)
NORTH = Subject("North", team_id=1)
KNOWN = Vocabulary([CSAT, QUALITY, AHT, SCHEDULE, PROCEDURE], [ANA, OBRIEN, BRACKETS, CJK, NORTH])


def one(line: str) -> Understood:
    answers = understand(line, KNOWN, TODAY)
    assert len(answers) == 1, answers
    assert isinstance(answers[0], Understood), answers[0]
    return answers[0]


@pytest.mark.parametrize(
    ("line", "metric", "subject", "day", "cell", "note"),
    [
        ("csat 92 ana yesterday", CSAT, ANA, date(2026, 11, 22), Cell(92.0), ""),
        ("yesterday ana 92 csat", CSAT, ANA, date(2026, 11, 22), Cell(92.0), ""),
        ("CSAT 92% lopez", CSAT, ANA, TODAY, Cell(92.0), ""),
        ("al csat 4,5 n=31 fri", CSAT, ANA, date(2026, 11, 20), Cell(4.5, n=31), ""),
        ("quality of comm 80 o'brien", QUALITY, OBRIEN, TODAY, Cell(80.0), ""),
        ("handle 6:30 north 3 nov", AHT, NORTH, date(2026, 11, 3), Cell(390.0), ""),
        ("schedule 45/50 bo -3d", SCHEDULE, BRACKETS, date(2026, 11, 20), Cell(numerator=45.0, denominator=50.0), ""),
        ("aht 390", AHT, None, TODAY, Cell(390.0), ""),
        ("schedule - ana 'on leave'", SCHEDULE, ANA, TODAY, Cell(not_applicable=True), "on leave"),
        ("csat 92 王 2026-11-03 'she smiled; really'", CSAT, CJK, date(2026, 11, 3), Cell(92.0), "she smiled; really"),
        ('csat 92 "say ""hello"" first" ana', CSAT, ANA, TODAY, Cell(92.0), 'say "hello" first'),
        ("{Adherence to procedure} 9/10 {ana lópez}", PROCEDURE, ANA, TODAY, Cell(numerator=9.0, denominator=10.0), ""),
    ],
)
def test_words_in_any_order(
    line: str, metric: Metric, subject: Subject | None, day: date, cell: Cell, note: str
) -> None:
    found = one(line)
    assert (found.metric, found.date, found.cell, found.note) == (metric, day, cell, note)
    assert (found.subject if subject else None) == subject


def test_several_entries_are_separated_by_semicolons() -> None:
    answers = understand('csat 92 ana; aht 6:30 ana "a;b";', KNOWN, TODAY)
    assert [answer.metric for answer in answers if isinstance(answer, Understood)] == [CSAT, AHT]


def test_two_that_fit_are_asked_about() -> None:
    answer = understand("adherence 9/10 ana", KNOWN, TODAY)[0]
    assert answer == Choices("adherence", ("Adherence to schedule", "Adherence to procedure"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("csta 92 ana", "“csta” is no metric, person, team, number or date (Customer satisfaction?)"),
        ("csat 92 loepz", "date (Ana López?)"),
        ("csat 92 xyz", "or date; mend it"),
        ("csat ana", "no number"),
        ("92 ana", "no metric is named"),
        ("csat 92 93 ana", "two numbers"),
        ("csat 92 ana o'brien", "one too many"),
        ("csat 92 ana 2026-02-30", "no day 2026-02-30"),
        ("csat 92 ana 01/02/2026", "two ways"),
        ("csat 92 ana 2026-11-24", "future"),
        ("csat 92 ana +3d", "future"),
        ("schedule 92 ana", "is a ratio"),
        ("schedule 45/0 ana", "above 0"),
        ("csat 6:30 ana", "not a duration"),
        ("aht 92% ana", "not in percent"),
        ("csat 92 n=0 ana", "sample size"),
        ("csat nan ana", "“nan” is no metric"),
        ("csat 1e308 ana", "“1e308” is no metric"),
        ("csat 1_000 ana", "“1_000” is no metric"),
        ("csat １２ ana", "“１２” is no metric"),
        ('csat 92 "a" "b"', "one note is enough"),
    ],
)
def test_what_is_not_understood_is_said(line: str, words: str) -> None:
    answer = understand(line, KNOWN, TODAY)[0]
    assert isinstance(answer, NotUnderstood), answer
    assert words in answer.sentence


def test_an_empty_line_says_nothing() -> None:
    assert understand("  ; ", KNOWN, TODAY) == []


VALUES = st.integers(-999_999_999, 999_999_999).map(lambda number: number / 1000)
COUNTS = st.integers(1, 10**6)
NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=20)
NOTES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30)


@given(
    value=VALUES, n=st.none() | COUNTS, whole=COUNTS, part=COUNTS, days=st.integers(0, 3000), note=NOTES,
    chosen=st.sampled_from(KNOWN.metrics), name=NAMES, comma=st.booleans(), somebody=st.booleans(), form=FORMS,
)  # fmt: skip
def test_what_it_prints_is_understood_as_the_same_reading(
    value: float, n: int | None, whole: int, part: int, days: int, note: str, chosen: Metric, name: str, comma: bool,
    somebody: bool, form: DateForm,
) -> None:  # fmt: skip
    ratio = chosen.aggregation is Aggregation.RATIO
    cell = Cell(numerator=float(part), denominator=float(whole)) if ratio else Cell(value, n=n)
    cell = Cell(not_applicable=True) if whole == 1 else cell
    subject = Subject(name, person_id=9)
    entry = Understood(chosen, subject, TODAY - timedelta(days=days), cell, note)
    if not somebody:
        entry = Understood(chosen, Subject("organisation"), entry.date, cell, note)
    vocabulary = Vocabulary(KNOWN.metrics, [subject])
    writing = Writing(comma, form)
    assert understand(describe(entry, writing), vocabulary, TODAY, writing) == [entry]
