"""Numbers that come in: the hostile inputs, a grammar stricter than float(), and what is shown
reads back.
"""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.numbers import (
    LARGEST,
    NotANumber,
    as_typed,
    decimal_sign,
    format_number,
    parse_duration,
    parse_number,
    parse_ratio,
    percent,
    plain_number,
    rounded,
    without_unit,
)
from kpitui.domain.typography import plain_signs

CASES = {
    case["id"]: case["input"]
    for case in json.loads(
        (Path(__file__).parents[1] / "cases" / "hostile_inputs.json").read_text("utf-8")
    )
    if case["kind"] == "number"
}
REFUSED = {"H105", "H106", "H108", "H110", "H111", "H121", "H123", "H125", "H126", "H128"}
READ = {"H113": 12.0, "H115": 1234.56, "H116": 1.234, "H118": 1234.5, "H120": -5.0, "H130": 5.0}
TYPED = st.text("0123456789.,'%+-\u2212:/ eEinfa_xn\u0660\uff11\u00bd", max_size=30)
ANY = st.text(max_size=40) | TYPED


def test_every_number_of_the_hostile_inputs_is_tested() -> None:
    assert set(CASES) == REFUSED | set(READ)


@pytest.mark.parametrize("text", [pytest.param(CASES[id], id=id) for id in sorted(REFUSED)])
@pytest.mark.parametrize("decimal_comma", [None, False, True])
def test_what_is_no_number_is_refused_and_never_zero(text: str, decimal_comma: bool | None) -> None:
    with pytest.raises(NotANumber, match=r"type it like|type a number"):
        parse_number(text, decimal_comma=decimal_comma)


@pytest.mark.parametrize(("id", "value"), READ.items())
def test_what_is_a_number_is_read(id: str, value: float) -> None:
    assert parse_number(CASES[id]) == value


def test_a_clock_is_a_duration_and_no_number() -> None:
    assert parse_duration(CASES["H128"]) == 205


@pytest.mark.parametrize(
    ("text", "decimal_comma", "value"),
    [
        ("92", None, 92.0),
        (" 92 % ", None, 92.0),
        ("4.5", None, 4.5),
        ("4,5", None, 4.5),
        ("+4.5", None, 4.5),
        ("-0", None, 0.0),
        ("0,125", None, 0.125),
        ("1'234'567,5", None, 1234567.5),
        ("1.234.567,5", None, 1234567.5),
        ("1,234,567.5", None, 1234567.5),
        ("1.234,56", True, 1234.56),
        ("1,234.56", False, 1234.56),
        ("1,234", True, 1.234),
        ("1.234", False, 1.234),
        ("999999999999999", None, 999999999999999.0),
        ("\u2212999999999999999", None, -999999999999999.0),
        ("–4,5", None, -4.5),
        ("９２．５ ％", None, 92.5),
        ("92\u00a0%", None, 92.0),
        ("1’234.5", None, 1234.5),
    ],
)
def test_a_number_as_people_write_it(text: str, decimal_comma: bool | None, value: float) -> None:
    assert parse_number(text, decimal_comma=decimal_comma) == value


@pytest.mark.parametrize(
    ("text", "decimal_comma", "words"),
    [
        ("1,234", None, "1,234 could mean thousands; type it without the comma"),
        ("-12,345", None, "could mean thousands"),
        ("\u22121,234%", None, "could mean thousands"),
        ("1.234", True, "has a point; the decimal sign here is a comma"),
        ("1.234.567", True, "has a point"),
        ("1,234.56", True, "has a point"),
        ("1.234,56", False, "has a comma; the decimal sign here is a point"),
        ("4,5", False, "has a comma"),
        ("%", None, "type a number"),
        ("9%%", None, "not a number"),
        ("--5", None, "not a number"),
        ("- 5", None, "not a number"),
        ("1 234", None, "not a number"),
        ("1\u00a0234", None, "not a number"),
        ("12'34", None, "not a number"),
        (".5", None, "not a number"),
        ("5.", None, "not a number"),
        ("1e3", None, "not a number"),
        ("6:30", None, "not a number"),
        ("\u0661\u0662", None, "not a number"),
        ("1000000000000000", None, "not a number"),
        ("9" * 400, None, "not a number"),
        ("999999999999999.99", None, "too large for a reading"),
        ("1'000'000'000'000'000", None, "too large for a reading"),
        ("-1'000'000'000'000'000", None, "too large for a reading"),
    ],
)
def test_what_is_refused_is_said(text: str, decimal_comma: bool | None, words: str) -> None:
    with pytest.raises(NotANumber, match=words):
        parse_number(text, decimal_comma=decimal_comma)


@given(ANY, st.sampled_from([None, False, True]))
def test_any_text_is_a_finite_number_or_none(text: str, decimal_comma: bool | None) -> None:
    try:
        value = parse_number(text, decimal_comma=decimal_comma)
    except NotANumber:
        return
    assert math.isfinite(value)
    assert abs(value) < LARGEST
    assert any(char in "0123456789" for char in plain_signs(text))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("6:30", 390),
        (" 0:00 ", 0),
        ("90:00", 5400),
        ("1:06:30", 3990),
        ("-6:30", -390),
        ("\u22120:05", -5),
        ("–6：30", -390),
        ("+6:30", 390),
        ("-1:00:00", -3600),
    ],
)
def test_a_duration_is_in_seconds(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6",
        "6:3",
        "6:60",
        "1:60:00",
        "1:2:3:4",
        ":30",
        "6:",
        "6:-30",
        "--6:30",
        "6:30.5",
        "١:٣٠",
        "6 :30",
    ],
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(NotANumber, match="type it like 6:30"):
        parse_duration(text)


@given(ANY)
def test_any_text_is_a_finite_duration_or_none(text: str) -> None:
    try:
        seconds = parse_duration(text)
    except NotANumber:
        return
    assert math.isfinite(seconds)
    assert ":" in text


@pytest.mark.parametrize(
    ("text", "decimal_comma", "ratio"),
    [
        ("45/50", None, (45.0, 50.0)),
        (" 45 / 50 ", None, (45.0, 50.0)),
        ("0/50", None, (0.0, 50.0)),
        ("4,5/10", None, (4.5, 10.0)),
        ("1,234/2", True, (1.234, 2.0)),
        ("1.234/2", False, (1.234, 2.0)),
        ("1.234,5/2", True, (1234.5, 2.0)),
        ("45\u00a0／\u00a050", None, (45.0, 50.0)),
    ],
)
def test_a_ratio_is_a_part_and_a_whole(
    text: str, decimal_comma: bool | None, ratio: tuple[float, float]
) -> None:
    assert parse_ratio(text, decimal_comma=decimal_comma) == ratio


@pytest.mark.parametrize(
    ("text", "decimal_comma", "words"),
    [
        ("45", None, "type it like 45/50"),
        ("1/2/3", None, "type it like 45/50"),
        ("45/0", None, "must be above 0"),
        ("45/-1", None, "must be above 0"),
        ("/50", None, "type a number"),
        ("45/", None, "type a number"),
        ("nan/inf", None, "not a number"),
        ("1,234/2", None, "could mean thousands"),
        ("1.234/2", True, "has a point"),
        ("1,5/2", False, "has a comma"),
    ],
)
def test_what_is_no_ratio_is_refused(text: str, decimal_comma: bool | None, words: str) -> None:
    with pytest.raises(NotANumber, match=words):
        parse_ratio(text, decimal_comma=decimal_comma)


@pytest.mark.parametrize(
    ("value", "decimals", "unit", "shown"),
    [
        (92.0, 1, "%", "92.0%"),
        (4.5, 1, "pts", "4.5 pts"),
        (7.0, 0, "", "7"),
        (0.1 + 0.2, 2, "", "0.30"),
        (-0.04, 1, "%", "0.0%"),
        (-0.0, 0, "calls", "0 calls"),
        (-0.05001, 1, "", "-0.1"),
        (390.0, 0, "m:ss", "6:30"),
        (-390.0, 0, "m:ss", "-6:30"),
        (-0.4, 0, "m:ss", "0:00"),
        (5999.6, 0, "m:ss", "100:00"),
        (3990.0, 0, "h:mm:ss", "1:06:30"),
        (-59.6, 0, "h:mm:ss", "-0:01:00"),
        (-0.4, 0, "h:mm:ss", "0:00:00"),
    ],
)
def test_a_number_is_shown_with_its_unit(
    value: float, decimals: int, unit: str, shown: str
) -> None:
    assert format_number(value, decimals, unit) == shown


def test_only_the_decimal_sign_becomes_a_comma() -> None:
    assert format_number(1234.5, 1, "pts.", decimal_comma=True) == "1234,5 pts."


@given(st.integers(-(10**12), 10**12), st.integers(0, 6), st.sampled_from(["", "%"]), st.booleans())
def test_what_is_shown_reads_back(scaled: int, decimals: int, unit: str, comma: bool) -> None:
    value = scaled / 10**decimals
    shown = format_number(value, decimals, unit, decimal_comma=comma)
    assert parse_number(shown, decimal_comma=comma) == value


@given(st.floats(-1e12, 1e12), st.integers(0, 6))
def test_zero_is_never_negative(value: float, decimals: int) -> None:
    shown = format_number(value, decimals, "")
    assert not (shown.startswith("-") and float(shown) == 0)
    assert format_number(parse_number(shown, decimal_comma=False), decimals, "") == shown


@given(st.integers(-599_999, 599_999), st.sampled_from(["m:ss", "h:mm:ss"]))
def test_a_duration_that_is_shown_reads_back(seconds: int, unit: str) -> None:
    assert parse_duration(format_number(float(seconds), 0, unit)) == seconds


@pytest.mark.parametrize(
    ("value", "unit", "comma", "shown"),
    [
        (4.5, "$", False, "$4.50"),
        (-4.5, "$", False, "-$4.50"),
        (4.5, "€", True, "4,50 €"),
        (4.5, "€", False, "€4.50"),
        (4.5, "€ #", True, "€ 4,50"),
        (-4.5, "# €", False, "-4.50 €"),
        (4.5, "$/call", False, "$4.50/call"),
        (4.5, "$/call", True, "4,50 $/call"),
        (4.5, "CHF #", False, "CHF 4.50"),
        (4.5, "Kč", True, "4,50 Kč"),
    ],
)
def test_a_currency_stands_where_people_write_it(
    value: float, unit: str, comma: bool, shown: str
) -> None:
    assert format_number(value, 2, unit, decimal_comma=comma) == shown
    assert parse_number(without_unit(shown, unit), decimal_comma=comma) == value


UNITS = st.sampled_from(
    ["", "%", "pts", "$", "€", "# €", "€ #", "kr#/h", "£/call", "calls per 100", "s", "Kč"]
)


@given(st.integers(-(10**12), 10**12), st.integers(0, 6), UNITS, st.booleans())
def test_what_is_shown_with_its_unit_reads_back(
    scaled: int, decimals: int, unit: str, comma: bool
) -> None:
    value = scaled / 10**decimals
    shown = format_number(value, decimals, unit, decimal_comma=comma)
    assert parse_number(without_unit(shown, unit), decimal_comma=comma) == value


@given(st.text(max_size=20), UNITS)
def test_any_text_can_lose_its_unit(text: str, unit: str) -> None:
    assert len(without_unit(text, unit)) <= len(text)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("4.5", 4.5), ("0.125", 0.125), ("-12.34", -12.34), ("1.2345", 1.2345), ("4.5%", 4.5)],
)
def test_a_point_that_cannot_be_mistaken_is_understood_where_the_comma_is_the_sign(
    typed: str, value: float
) -> None:
    assert parse_number(as_typed(typed, True), decimal_comma=True) == value


@given(st.floats(-1e14, 1e14), st.booleans())
def test_a_number_that_is_typed_again_is_the_same_without_noise(value: float, comma: bool) -> None:
    shown = plain_number(value, decimal_comma=comma)
    assert "e" not in shown
    assert parse_number(shown, decimal_comma=comma) == float(f"{value:.15g}")


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=50), st.integers(0, 4))
def test_a_sum_of_decimals_has_no_noise(scaled: list[int], decimals: int) -> None:
    total = sum(one / 10**decimals for one in scaled)
    assert rounded(total) == sum(scaled) / 10**decimals


def test_a_large_sum_keeps_its_digits() -> None:
    assert rounded(12_345_678_901.0) == 12_345_678_901.0
    assert rounded(0.1 + 0.2) == 0.3
    assert plain_number(1e-7) == "0.0000001"


@pytest.mark.parametrize(
    ("text", "ratio"), [("45/50", (45, 50)), ("1/1", (1, 1)), ("0/0.5", (0, 0.5))]
)
def test_a_ratio_is_divided_by_anything_above_nothing(
    text: str, ratio: tuple[float, float]
) -> None:
    assert parse_ratio(text) == ratio
    for wrong in (f"{text}/1", "45", "1/0", "1/-1"):
        with pytest.raises(NotANumber):
            parse_ratio(wrong)


def test_a_number_that_is_nothing_has_no_sign() -> None:
    assert [format_number(value, 1, "%") for value in (-0.04, 0.0, -0.06)] == [
        "0.0%", "0.0%", "-0.1%",
    ]  # fmt: skip
    halves = (72.5, 87.5, -72.5, 0.5, 72.49999999999999, 28.4)
    assert [format_number(value, 0, "%") for value in halves] == [
        "73%", "88%", "-73%", "1%", "73%", "28%",
    ]  # fmt: skip
    assert [format_number(value, 1, "") for value in (82.25, 82.35, 0.15, 1.05)] == [
        "82.3", "82.4", "0.2", "1.1",
    ]  # fmt: skip
    assert [format_number(value, 0, "m:ss") for value in (90.5, 91.5)] == ["1:31", "1:32"]
    assert [percent(one) for one in (0.725, 0.875, 0.285, 0.125)] == ["73%", "88%", "29%", "13%"]
    assert [format_number(value, 0, "") for value in (-0.4, 1.4, -1.4)] == ["0", "1", "-1"]


@pytest.mark.parametrize(
    ("texts", "comma"),
    [
        (["1,5"], True), (["1.5"], False), (["0,125"], True), (["0.125 %"], False),
        (["1.234,5"], True), (["1,234.5"], False), (["12,3456", "7"], True), (["1,500"], None),
        (["7", "12"], None), (["1,5", "1.5"], None), ([], None),
    ],
)  # fmt: skip
def test_how_decimals_are_written_is_told_by_numbers_that_mean_one_thing(
    texts: list[str], comma: bool | None
) -> None:
    assert decimal_sign(texts) is comma
