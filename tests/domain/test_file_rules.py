"""The rules of a file as values: read, kept as text, and held from a day on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.errors import BadData
from kpitui.domain.file_rules import (
    KEYS,
    DatedRule,
    FileRules,
    RuleBook,
    read_rule,
    rule_text,
    rule_value,
    rules_of,
    values_of_rules,
    what_fits,
)
from kpitui.domain.periods import Calendar

DAY = date(2026, 11, 23)


def test_the_values_of_rules_make_the_same_rules() -> None:
    values = values_of_rules(FileRules())
    assert [*values] == [*KEYS]
    assert rules_of(values) == FileRules() == rules_of({})
    told = rules_of({"first_day": "sunday", "first_month": "4", "share_of_kpis": "0.25"})
    assert told.calendar == Calendar(4, 6)
    assert told.health.share_of_kpis == 0.25
    assert rules_of(values_of_rules(told)) == told


@pytest.mark.parametrize("key", KEYS)
def test_every_rule_says_what_it_can_be_and_takes_no_more(key: str) -> None:
    with pytest.raises(ValueError, match=r"^type "):
        read_rule(key, " ")
    assert what_fits(key)
    if key != "activity_words":
        with pytest.raises(BadData, match=key):
            rule_text(key, "-1")


@pytest.mark.parametrize(
    ("key", "fits"),
    [
        ("rule_set", "wheeler, nhs or anhoej"),
        ("first_month", "a whole number from 1 to 12"),
        ("live_priorities", "a whole number from 1 on"),
        ("share_of_kpis", "a number above 0 up to 1"),
        ("cadences_without_review", "a number above 0"),
        ("activity_words", "words with commas between them"),
    ],
)
def test_what_a_rule_can_be_is_said_in_words(key: str, fits: str) -> None:
    with pytest.raises(ValueError, match=rf"^type {fits}$"):
        read_rule(key, "")


def test_a_rule_that_is_not_known_is_told_with_the_nearest_or_all_that_there_are() -> None:
    with pytest.raises(BadData, match=r"^There is no rule “first_moon”; did you mean first_mo"):
        rule_value("first_moon", "4")
    with pytest.raises(BadData, match=rf"no rule “{'x' * 60}”; there are rule_set, limits_from, "):
        rule_value("x" * 70, "4")
    with pytest.raises(BadData, match=f"from 1 to 12, not “{'x' * 60}”"):
        rule_value("first_month", "x" * 70)


@given(st.lists(st.tuples(st.integers(-400, 400), st.integers(1, 12)), max_size=8))
def test_on_every_day_that_value_holds_which_began_last(rows: list[tuple[int, int]]) -> None:
    rules = {DAY + timedelta(days=after): month for after, month in rows}
    book = RuleBook(DatedRule("first_month", str(month), day) for day, month in rules.items())
    for after in (-500, *(after for after, _ in rows), 500):
        day = DAY + timedelta(days=after)
        begun = [rule for rule in rules if rule <= day]
        assert book.on(day).first_month == (rules[max(begun)] if begun else 1)


def test_a_book_with_a_value_that_fits_no_rule_is_refused_and_keeps_the_old_ones() -> None:
    book = RuleBook([DatedRule("first_month", "4", DAY), DatedRule("moon", "full", DAY)])
    with pytest.raises(BadData, match="lunar"):
        book.use([DatedRule("rule_set", "lunar", DAY)])
    assert book.on(DAY).first_month == 4


def test_words_stand_between_commas() -> None:
    assert rule_value("activity_words", "calls made,  visits made ,") == (
        "calls made",
        "visits made",
    )
    assert rule_text("activity_words", ["w" * 200]) == "w" * 200
    with pytest.raises(BadData, match="longer than 200"):
        rule_text("activity_words", ["w" * 201])
    with pytest.raises(BadData, match="longer than 200"):
        rule_text("activity_words", ["word" * 20] * 3)


def test_a_number_is_typed_with_a_point_or_a_comma() -> None:
    assert rule_text("share_of_kpis", "0,25") == rule_text("share_of_kpis", "0.250") == "0.25"
    with pytest.raises(BadData, match="a whole number"):
        rule_text("live_priorities", "2,5")
