"""An absence in one line: what is understood of it, and what is unclear."""

from datetime import date

import pytest

from kpitui.domain.away_entry import Away, away_in_words, is_away, understand_away
from kpitui.domain.entry import NotUnderstood
from kpitui.domain.entry_names import Subject, Vocabulary
from kpitui.domain.naming import Choices
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric

TODAY = date(2026, 11, 29)  # a Sunday
BACKLOG = Metric(
    id=1, name="Call back rate", code="cbr", direction=Direction.HIGHER,
    aggregation=Aggregation.MEAN, cadence=Cadence.WEEKLY,
)  # fmt: skip
TOM, ANA = Subject("Tom Weber", person_id=5), Subject("Ana López", person_id=7, code="ana")
KNOWN = Vocabulary(
    [BACKLOG], [TOM, ANA, Subject("Anton", person_id=8), Subject("Orders", team_id=4)]
)


def understood(line: str) -> Away | Choices | NotUnderstood:
    assert is_away(line, KNOWN), line
    return understand_away(line, KNOWN, TODAY)


@pytest.mark.parametrize(
    ("line", "starts_on", "ends_on", "reason"),
    [
        ("tom away until 14 dec", None, date(2026, 12, 15), ""),
        ("away tom until 14 dec", None, date(2026, 12, 15), ""),
        ("Tom Weber away to 2026-12-14 family", None, date(2026, 12, 15), "family"),
        ("tom away 1 dec to 14 dec holiday", date(2026, 12, 1), date(2026, 12, 15), "holiday"),
        ("tom away holiday from 1 dec till 14 dec", date(2026, 12, 1), date(2026, 12, 15),
         "holiday"),
        ("tom away 28 dec - 3 jan", date(2026, 12, 28), date(2027, 1, 4), ""),
        ("tom away 16 nov to 20 nov", date(2026, 11, 16), date(2026, 11, 21), ""),
        ("tom away mon to wed", date(2026, 11, 30), date(2026, 12, 3), ""),
        ("tom away yesterday sick note", date(2026, 11, 28), date(2026, 11, 29), "sick note"),
        ('{Tom Weber} away 1 dec "days off"', date(2026, 12, 1), date(2026, 12, 2), "days off"),
        ("tom away from 1 dec", date(2026, 12, 1), None, ""),
        ("tom away 1 dec until +2w", date(2026, 12, 1), date(2026, 12, 16), ""),
        ("tom away", None, None, ""),
    ],
)  # fmt: skip
def test_the_last_day_away_is_the_one_that_is_named(
    line: str, starts_on: date | None, ends_on: date | None, reason: str
) -> None:
    assert understood(line) == Away(TOM, starts_on=starts_on, ends_on=ends_on, reason=reason)


def test_back_names_the_first_day_back() -> None:
    assert understood("tom back 10 dec") == Away(TOM, back=True, starts_on=date(2026, 12, 10))
    assert understood("tom back") == Away(TOM, back=True)
    assert understand_away("back tom", Vocabulary([], [TOM]), TODAY) == Away(TOM, back=True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("away", "no name given; type part of the name of the person who is away"),
        ("away orders until 14 dec",
         "“orders” is no person; type part of the name of one"),
        ("tom away 14 dec to 2026-12-01", "2026-12-01 is before 2026-12-14, the first day away"),
        ("tom away 14 dec to 1 dec",
         "2027-12-01 is nearly a year after 2026-12-14; type the year if it is meant"),
        ("away ana tom until fri",
         "“tom” is a person too, and an absence is of one; type one at a time, or put the reason "
         "in quotes"),
        ("tom away until 31 feb", "there is no day 31 feb; check the calendar"),
        ("tom back 10 dec early",
         "after back comes one day, the first day back: tom back 10 dec"),
        ("tom away " + "x" * 121,
         "the reason: that text is longer than 120 characters; shorten it"),
        ("tom away; csat 9", "an absence is one entry, without ; (put text with a ; in quotes)"),
    ],
)  # fmt: skip
def test_what_is_unclear_is_one_sentence(line: str, said: str) -> None:
    found = understood(line)
    assert isinstance(found, NotUnderstood)
    assert found.sentence == said


def test_two_of_a_name_are_asked_about() -> None:
    found = understood("an away until fri")
    assert isinstance(found, Choices)
    assert found.names == ("Ana López", "Anton")


@pytest.mark.parametrize(
    "line",
    ["call back rate 92 tom", "cbr 92 tom", 'cbr 92 tom "was away"', "", "zzz away until fri",
     "orders 5"],
)  # fmt: skip
def test_readings_are_no_absences(line: str) -> None:
    assert not is_away(line, KNOWN)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("tom away until 14 dec",
         "Tom Weber is away until Mon 2026-12-14, back on Tue 2026-12-15"),
        ("tom away 1 dec to 14 dec holiday",
         "Tom Weber is away from Tue 2026-12-01 until Mon 2026-12-14, back on Tue 2026-12-15: "
         "holiday"),
        ("tom away 1 dec", "Tom Weber is away from Tue 2026-12-01 for that day"),
        ("tom away", "Tom Weber is away from today"),
        ("tom away from 1 dec", "Tom Weber is away from Tue 2026-12-01"),
        ("tom back", "Tom Weber is back on Sun 2026-11-29"),
    ],
)  # fmt: skip
def test_the_words_say_the_last_day_and_the_first_day_back(line: str, said: str) -> None:
    found = understood(line)
    assert isinstance(found, Away)
    assert away_in_words(found, TODAY) == said
