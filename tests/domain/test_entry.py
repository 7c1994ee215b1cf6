"""Quick entry: words in any order, and what is printed is understood as the same again."""

from datetime import date, timedelta

import pytest

from kpitui.domain.entry import NotUnderstood, understand
from kpitui.domain.entry_names import Subject, Vocabulary
from kpitui.domain.entry_phrase import Understood
from kpitui.domain.records.metric import Metric
from kpitui.domain.value_parsing import Cell
from tests.domain.entry_vocabulary import (
    AHT,
    ANA,
    BRACKETS,
    CJK,
    CSAT,
    KNOWN,
    NORTH,
    OBRIEN,
    PROCEDURE,
    QUALITY,
    SCHEDULE,
    TODAY,
    one,
)


@pytest.mark.parametrize(
    ("line", "metric", "subject", "day", "cell", "note"),
    [
        ("csat 92 ana yesterday", CSAT, ANA, date(2026, 11, 22), Cell(92.0), ""),
        ("yesterday ana 92 csat", CSAT, ANA, date(2026, 11, 22), Cell(92.0), ""),
        ("CSAT 92% lopez", CSAT, ANA, TODAY, Cell(92.0), ""),
        ("al csat 4,5 n=31 fri", CSAT, ANA, date(2026, 11, 20), Cell(4.5, n=31), ""),
        ("quality of comm 80 o'brien", QUALITY, OBRIEN, TODAY, Cell(80.0), ""),
        ("handle 6:30 north 3 nov", AHT, NORTH, date(2026, 11, 3), Cell(390.0), ""),
        (
            "schedule 45/50 bo -3d",
            SCHEDULE,
            BRACKETS,
            date(2026, 11, 20),
            Cell(numerator=45.0, denominator=50.0),
            "",
        ),
        ("aht 390", AHT, None, TODAY, Cell(390.0), ""),
        ("schedule - ana 'on leave'", SCHEDULE, ANA, TODAY, Cell(not_applicable=True), "on leave"),
        (
            "csat 92 王 2026-11-03 'she smiled; really'",
            CSAT,
            CJK,
            date(2026, 11, 3),
            Cell(92.0),
            "she smiled; really",
        ),
        ('csat 92 "say ""hello"" first" ana', CSAT, ANA, TODAY, Cell(92.0), 'say "hello" first'),
        (
            "{Adherence to procedure} 9/10 {ana lópez}",
            PROCEDURE,
            ANA,
            TODAY,
            Cell(numerator=9.0, denominator=10.0),
            "",
        ),
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


@pytest.mark.parametrize(
    ("line", "readings"),
    [
        ("ana csat 92 aht 5:40 schedule -", [(CSAT, 92.0), (AHT, 340.0), (SCHEDULE, None)]),
        ("92 csat 5:40 aht lopez yesterday", [(CSAT, 92.0), (AHT, 340.0)]),
        ("csat 92 ana aht 5:40 yesterday", [(CSAT, 92.0), (AHT, 340.0)]),
        (
            "yesterday csat 92 % aht 5:40 schedule 45 / 50 ana",
            [(CSAT, 92.0), (AHT, 340.0), (SCHEDULE, None)],
        ),
        ("quality of comm 80 handle 5:40 {Ana López}", [(QUALITY, 80.0), (AHT, 340.0)]),
    ],
)
def test_several_metrics_in_one_phrase(
    line: str, readings: list[tuple[Metric, float | None]]
) -> None:
    answers = understand(line, KNOWN, TODAY)
    found = [
        (answer.metric, answer.cell.value) for answer in answers if isinstance(answer, Understood)
    ]
    assert (found, len(found)) == (readings, len(answers)), answers
    days = {TODAY - timedelta(days=1) if "yesterday" in line else TODAY}
    assert {
        (answer.subject, answer.date) for answer in answers if isinstance(answer, Understood)
    } == {(ANA, *days)}


def test_a_sample_size_and_a_note_are_of_the_number_they_stand_behind() -> None:
    line = 'ana csat 92 n=31 "after the training" aht 5:40 qoc 80 "slow line"'
    found = [
        (one.cell.n, one.note)
        for one in understand(line, KNOWN, TODAY)
        if isinstance(one, Understood)
    ]
    assert found == [(31, "after the training"), (None, ""), (None, "slow line")]


def test_an_entry_keeps_person_and_day_of_the_one_before_it() -> None:
    line = (
        "csat 92 ana yesterday; aht 5:40; qoc 80 o'brien; schedule 45/50 fri; csat 70 organisation"
    )
    found = [
        (one.subject.name, one.date.day)
        for one in understand(line, KNOWN, TODAY)
        if isinstance(one, Understood)
    ]
    obrien = "Siobhán O'Brien"
    assert found == [
        ("Ana López", 22),
        ("Ana López", 22),
        (obrien, 22),
        (obrien, 20),
        ("organisation", 20),
    ]


def test_where_the_first_names_nobody_the_second_is_of_nobody_either() -> None:
    found = understand("csat 92; aht 5:40", KNOWN, TODAY)
    assert [(one.subject.name, one.date) for one in found if isinstance(one, Understood)] == [
        ("organisation", TODAY)
    ] * 2


@pytest.mark.parametrize("day", ["2026-11-24", "24 nov", "nov 24"])
def test_where_the_day_of_the_organisation_is_ahead_its_day_is_understood(day: str) -> None:
    tomorrow = TODAY + timedelta(days=1)
    first, *others = understand(f"csat 92 ana {day}", KNOWN, TODAY, latest=tomorrow)
    assert isinstance(first, Understood), first
    assert (first.date, others) == (tomorrow, [])
    (beyond,) = understand("csat 92 ana 2026-11-25", KNOWN, TODAY, latest=tomorrow)
    assert isinstance(beyond, NotUnderstood)
    assert "2026-11-25 is in the future" in beyond.sentence
    (today,) = understand("csat 92 ana", KNOWN, TODAY, latest=tomorrow)
    assert isinstance(today, Understood)
    assert today.date == TODAY


def test_nothing_is_kept_of_an_entry_that_is_not_understood() -> None:
    first, second, third = understand(
        "csat 92 anx yesterday; aht 5:40; qoc 80 ana fri", KNOWN, TODAY
    )
    assert isinstance(first, NotUnderstood)
    assert isinstance(second, NotUnderstood)
    assert "fix that one first" in second.sentence
    assert isinstance(third, Understood)


def test_an_empty_line_says_nothing() -> None:
    assert understand("  ; ", KNOWN, TODAY) == []


def test_in_a_file_without_metrics_it_is_said_that_there_are_none() -> None:
    (said,) = understand("csat 92 ana", Vocabulary((), ()), TODAY)
    assert isinstance(said, NotUnderstood)
    assert said.sentence.startswith("There are no metrics yet: add a KPI or a standard on Plan")


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("csat: 82 ana", 82.0),
        ("csat=82 ana", 82.0),
        ("csat 82, ana", 82.0),
        ("ana: csat 82", 82.0),
        ("aht 6m30 ana", 390.0),
        ("aht 390s ana", 390.0),
        ("aht: 6:30, ana", 390.0),
    ],
)
def test_signs_between_a_name_and_its_number_are_no_part_of_them(line: str, value: float) -> None:
    entry = one(line)
    assert (entry.cell.value, entry.subject.name) == (value, "Ana López")


def test_parts_are_typed_as_they_are_shown() -> None:
    entry = one("ats 45 of 50 ana")
    assert (entry.cell.numerator, entry.cell.denominator) == (45.0, 50.0)


def test_days_are_said_as_people_say_them() -> None:
    for said in ("3 days ago", "last fri"):
        assert one(f"csat 82 ana {said}").date == date(2026, 11, 20)
