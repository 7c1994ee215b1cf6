"""How often someone is coached: the shortest rhythm that holds, and when it is due again."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kpitui.domain.coaching_rhythm import (
    Because,
    Rhythm,
    Rhythms,
    RoleRhythm,
    every,
    is_lately,
    read_rhythm,
)
from kpitui.domain.file_rules import DatedRule, RuleBook
from kpitui.domain.records.absence import Absence

DAY, LONG_AGO = date(2026, 11, 23), date(2024, 1, 1)
ADVISOR, LEADER = 1, 2


def book(starts_on: date = LONG_AGO, **days: int) -> RuleBook:
    return RuleBook(DatedRule(key, str(value), starts_on) for key, value in days.items())


@pytest.mark.parametrize(
    ("typed", "days"),
    [("14d", 14), ("2w", 14), ("14", 14), (" 1 week ", 7), ("30 days", 30), ("none", 0), ("0", 0),
     ("366d", 366)],
)  # fmt: skip
def test_a_rhythm_is_typed_in_days_or_weeks(typed: str, days: int) -> None:
    assert read_rhythm(typed) == days


@pytest.mark.parametrize("typed", ["", "soon", "14m", "-1", "367", "53w", "1.5", "²", "1 4"])
def test_what_is_no_rhythm_is_told(typed: str) -> None:
    with pytest.raises(ValueError, match="such as 14d or 2w"):
        read_rhythm(typed)


@given(some.integers(1, 366))
def test_what_is_said_of_a_rhythm_tells_its_days(days: int) -> None:
    said = every(days)
    assert said == "every day" if days == 1 else str(days) in said


def test_the_shortest_rhythm_of_someone_holds_and_says_why() -> None:
    rules = book(coach_every=28, coach_new_every=7, new_for=60, coach_below_every=14)
    own = [RoleRhythm(ADVISOR, 21, LONG_AGO), RoleRhythm(LEADER, 0, LONG_AGO)]
    rhythms = Rhythms(rules, own, DAY)
    new = DAY - timedelta(days=59)

    def of(role_id: int | None, first_day: date, *, below: bool = False) -> tuple[int, str] | None:
        found = rhythms.of(role_id, first_day, below=below)
        return (found.days, str(found.because or "")) if found else None

    assert of(None, LONG_AGO) == (28, "")
    assert of(ADVISOR, LONG_AGO) == (21, "")
    assert of(ADVISOR, LONG_AGO, below=True) == (14, "clearly below")
    assert of(ADVISOR, new, below=True) == (7, "new")
    assert of(ADVISOR, DAY - timedelta(days=60)) == (21, "")
    assert of(LEADER, new, below=True) is None
    assert rhythms.leaves_out(LEADER)
    assert not rhythms.leaves_out(ADVISOR)


def test_a_longer_rhythm_of_who_is_new_changes_nothing() -> None:
    rhythms = Rhythms(book(coach_every=7, coach_new_every=14, new_for=60), (), DAY)
    found = rhythms.of(ADVISOR, DAY)
    assert found is not None
    assert (found.days, found.because) == (7, None)


def test_without_rules_no_one_is_coached_by_a_rhythm_and_no_one_is_new() -> None:
    rhythms = Rhythms(RuleBook(), (), DAY)
    assert not rhythms
    assert not rhythms.is_new(DAY)
    assert rhythms.of(ADVISOR, DAY, below=True) is None


def test_a_rhythm_holds_since_it_was_set_to_that() -> None:
    rules = RuleBook(
        DatedRule("coach_every", str(days), date(2026, month, 1))
        for month, days in ((1, 28), (3, 14), (9, 14), (12, 7))
    )
    found = Rhythms(rules, (), DAY).of(None, LONG_AGO)
    assert found is not None
    assert (found.days, found.since) == (14, date(2026, 3, 1))
    of_role = [RoleRhythm(ADVISOR, 21, date(2026, 5, 1)), RoleRhythm(ADVISOR, 3, date(2027, 1, 1))]
    found = Rhythms(rules, of_role, DAY).of(ADVISOR, LONG_AGO)
    assert found is not None
    assert (found.days, found.since) == (21, date(2026, 5, 1))


back = some.integers(0, 200).map(lambda days: DAY - timedelta(days=days))


@given(
    days=some.integers(1, 60), begins=back, since=back,
    edges=some.lists(back, min_size=0, max_size=6, unique=True),
)  # fmt: skip
def test_days_away_only_make_it_later_and_by_no_more_than_they_are(
    days: int, begins: date, since: date, edges: list[date]
) -> None:
    edges = sorted(edges)
    absences = [
        Absence(id=1, person_id=1, starts_on=first, ends_on=last)
        for first, last in zip(edges[::2], edges[1::2], strict=False)
    ]
    rhythm = Rhythm(days, since, Because.NEW)
    plain, due = rhythm.due_on(begins, (), DAY), rhythm.due_on(begins, absences, DAY)
    away = sum(
        (absence.ends_on - absence.starts_on).days for absence in absences if absence.ends_on
    )
    assert plain == max(begins + timedelta(days=days), since)
    assert plain <= due <= plain + timedelta(days=away)
    if is_lately(begins, (), DAY, days):
        assert is_lately(begins, absences, DAY, days)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def away(first: date, back: date) -> Absence:
    return Absence(id=1, person_id=1, starts_on=first, ends_on=back)


def days_over(
    rules: list[tuple[int, int]], coached: int, absences: list[Absence] | None = None
) -> int:
    """For how many days coaching has been due of who was coached so many days ago, by rules that
    began so many days ago; below 0 where it is due later.
    """
    of_role = [RoleRhythm(ADVISOR, days, ago(begun)) for begun, days in rules]
    rhythm = Rhythms(RuleBook(), of_role, DAY).of(ADVISOR, LONG_AGO)
    assert rhythm is not None
    return (DAY - rhythm.due_on(ago(coached), absences or [], DAY)).days


def test_a_shorter_rhythm_makes_no_one_less_late() -> None:
    assert days_over([(400, 42)], 161) == 119
    assert days_over([(400, 42), (0, 14)], 161) == 119
    assert days_over([(119, 42)], 500) == 119  # by the first day of the first rule
    assert days_over([(119, 42), (0, 14)], 500) == 119
    assert days_over([(400, 42), (0, 14)], 20) == 0  # over by the new one alone: from today
    assert days_over([(400, 42), (0, 14)], 13) == -1


def test_a_longer_rhythm_counts_as_it_says_and_a_break_begins_anew() -> None:
    assert days_over([(400, 14), (0, 42)], 161) == 119
    assert days_over([(400, 14), (0, 42)], 20) == -22
    assert days_over([(400, 14), (300, 0), (10, 14)], 350) == 10


def test_a_role_that_gets_its_own_rhythm_keeps_what_was_over_by_that_of_everyone() -> None:
    rules = book(coach_every=42)
    rhythm = Rhythms(rules, [RoleRhythm(ADVISOR, 14, DAY)], DAY).of(ADVISOR, LONG_AGO)
    assert rhythm is not None
    assert rhythm.due_on(ago(161), (), DAY) == ago(119)


def test_a_rhythm_of_who_is_new_makes_no_one_less_late() -> None:
    rules = RuleBook(
        DatedRule(key, str(days), since)
        for key, days, since in (
            ("coach_every", 28, LONG_AGO), ("new_for", 90, LONG_AGO), ("coach_new_every", 7, DAY),
        )
    )  # fmt: skip
    rhythm = Rhythms(rules, (), DAY).of(None, ago(60))
    assert rhythm is not None
    assert (rhythm.days, rhythm.due_on(ago(60), (), DAY)) == (7, ago(32))


def test_days_away_are_taken_off_also_where_it_is_due_since_the_rule_began() -> None:
    month = [away(ago(90), ago(60))]
    assert days_over([(119, 42)], 500, month) == 89
    assert days_over([(119, 42), (0, 14)], 500, month) == 89
    assert days_over([(119, 42)], 500, [away(ago(300), ago(270))]) == 119
    assert days_over([(10, 42)], 500, [away(ago(12), ago(3))]) == 3  # as if back on the first day


@given(
    begins=back, changes=some.lists(some.tuples(some.integers(1, 200), some.integers(1, 60)),
                                    min_size=1, max_size=4, unique_by=lambda one: one[0]),
    shorter=some.integers(0, 59), edges=some.lists(back, max_size=4, unique=True),
)  # fmt: skip
def test_whatever_was_agreed_before_a_shorter_rhythm_takes_no_day_off(
    begins: date, changes: list[tuple[int, int]], shorter: int, edges: list[date]
) -> None:
    rules = sorted(changes, reverse=True)
    edges = sorted(edges)
    absences = [away(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    coached = (DAY - begins).days
    before = days_over(rules, coached, absences)
    after = days_over([*rules, (0, max(1, rules[-1][1] - shorter))], coached, absences)
    assert after >= before or (before < 0 and after < 0)
    assert after >= min(before, 0)
