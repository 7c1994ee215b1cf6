"""Names of years and their parts, as an organisation writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.errors import BadData
from kpitui.domain.file_rules import read_rule, rule_text, rules_of, values_of_rules
from kpitui.domain.own_year import OwnYear
from kpitui.domain.year_labels import Named, read, written


@pytest.mark.parametrize(
    ("key", "form"),
    [
        ("year_label", "FY{yy}"), ("year_label", "{yyyy}/{to}"), ("year_label", "GJ {yyyy}"),
        ("period_label", "{year} P{nn}"), ("period_label", "{mon} {year}"),
        ("period_label", "P{n}.{yy}"), ("quarter_label", "Q{n} {year}"),
        ("week_label", "{year}-W{nn}"), ("week_label", "KW{n}/{yyyy}"),
    ],
)  # fmt: skip
def test_a_form_is_kept_as_it_was_typed(key: str, form: str) -> None:
    assert rule_text(key, f" {form} ") == form
    rules = rules_of({key: form})
    assert rules_of(values_of_rules(rules)) == rules
    assert rules.calendar.own is not None


@pytest.mark.parametrize(
    ("key", "form", "said"),
    [
        ("year_label", "FY", "it needs {yyyy} or {yy}, once"),
        ("year_label", "{yyyy} {yy}", "it needs {yyyy} or {yy}, once"),
        ("year_label", "FY{yy}{n}", "in braces it can have {to}, {yyyy} or {yy}, each once"),
        ("year_label", "{yy}/{to}/{to}", "in braces it can have"),
        ("year_label", "Fiscal {yyyy}", "it can make at most 8 characters."),
        ("year_label", "FY“{yy}”", "beside braces it can have letters, digits, blanks"),
        ("year_label", "FY\x1b{yy}", "beside braces it can have letters"),
        ("period_label", "P{nn}", "it needs {year}, {yyyy} or {yy}, once"),
        ("period_label", "{year}", "it needs {n}, {nn} or {mon}, once"),
        ("period_label", "{year} {year} {n}", "it needs {year}, {yyyy} or {yy}, once"),
        ("period_label", "{year} Period {n}", "at most 6 characters beside the year"),
        ("period_label", "{year} 第{n}期間", "at most 6 characters beside the year"),
        ("period_label", "{year} {n} {what}", "in braces it can have"),
        ("period_label", "{year}-{nn}", "it needs a letter beside the year"),
        ("quarter_label", "{year} Q{nn}", "it needs {n}, once"),
        ("week_label", "{year} {mon}", "it needs {n} or {nn}, once"),
    ],
)
def test_a_form_that_no_name_can_be_read_back_from_is_refused_with_what_is_missing(
    key: str, form: str, said: str
) -> None:
    with pytest.raises(BadData) as told:
        rule_text(key, form)
    assert said in str(told.value)
    assert str(told.value).startswith(f"{key}: it must be standard, or like ")


def test_the_hint_of_a_form_shows_one() -> None:
    with pytest.raises(ValueError, match=r"^type standard, or like \{year\} Q\{n\}$"):
        read_rule("quarter_label", "Q")
    assert rule_text("quarter_label", "Standard") == "standard"


@given(
    st.sampled_from(("FY{yy} P{nn}", "{yyyy}/{to} {n}", "{n}{yyyy}", "W{nn}.{yy}", "{yyyy}{nn}")),
    st.integers(1970, 2069),
    st.integers(1, 53),
)
def test_a_name_is_read_as_what_it_was_made_of(form: str, year: int, number: int) -> None:
    assert read(form, written(form, year, number)) == Named(year, number)


def test_a_month_by_name_and_without_one() -> None:
    assert written("{yyyy} {mon}", 2026, 3, 5) == "2026 May"
    assert read("{yyyy} {mon}", "2026 MAY") == Named(2026, month=5)
    assert written("{yyyy} {mon}", 2026, 13) == "2026 P13"
    assert read("{yyyy} {mon}", "2026 p13") == Named(2026, 13)
    assert read("{yyyy} {mon}", "2026 Maybe") is None


def test_names_without_a_form_follow_that_of_the_year() -> None:
    plain, weeks = OwnYear(), OwnYear("4-4-5")
    named = OwnYear("4-4-5", year_label="FY{yy}")
    assert [plain.form("month"), plain.form("quarter"), plain.form("week")] == [
        "", "{yyyy}-Q{n}", ""
    ]  # fmt: skip
    assert [weeks.form("month"), weeks.form("quarter")] == ["{yyyy}-P{nn}", "{yyyy}-Q{n}"]
    assert [named.form("month"), named.form("quarter")] == ["FY{yy} P{nn}", "FY{yy} Q{n}"]
