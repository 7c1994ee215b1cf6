"""Numbers of files: each style reads back, and what could be thousands is never guessed."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.import_cells.figures import EitherSign, read_figure, same_unit
from kpitui.domain.import_cells.missing import is_missing
from kpitui.domain.numbers import NotANumber

HOSTILE = {
    case["id"]: case["input"]
    for case in json.loads(
        (Path(__file__).parents[2] / "cases" / "hostile_inputs.json").read_text("utf-8")
    )
    if case["kind"] == "number"
}
READ = {"H113": 12.0, "H115": 1234.56, "H118": 1234.5, "H120": -5.0, "H130": 5.0}
MISSING = {"H106", "H125", "H126"}

CENTS = st.integers(-(10**11), 10**11)
BLANKS = (" ", "\u00a0", "\u202f", "\u2009")


def written(cents: int, group: str, sign: str, minus: str) -> str:
    whole, rest = divmod(abs(cents), 100)
    text = f"{whole:,}".replace(",", group) + f"{sign}{rest:02}"
    return minus.format(text) if cents < 0 else text


@given(
    CENTS,
    st.sampled_from(
        [
            (",", "."),
            (".", ","),
            ("'", "."),
            ("’", ","),
            *((b, s) for b in BLANKS for s in ".,"),
            ("", "."),
            ("", ","),
        ]
    ),
    st.sampled_from(["-{}", "({})", "{}-", "−{}", "- {}"]),
    st.sampled_from(["{}", "{}%", "{} %", "€{}", "{} €", "{} calls", "{} EUR", "USD {}"]),
)
def test_each_style_reads_back(cents: int, style: tuple[str, str], minus: str, around: str) -> None:
    group, sign = style
    text = written(cents, group, sign, minus)
    if around != "{}" and minus != "({})":
        text = written(cents, group, sign, "-{}")
    figure = read_figure(around.format(text))
    assert figure.value == cents / 100
    assert figure.decimals == 2
    assert figure.comma_told == (sign == ",")
    assert figure.mark == around.replace("{}", "").strip()
    assert read_figure(around.format(text), sign == ",") == figure


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_what_could_be_thousands_is_told_by_its_column_only(
    thousands: int, rest: int, sign: str
) -> None:
    text = f"{thousands}{sign}{rest:03}"
    with pytest.raises(EitherSign):
        read_figure(text)
    assert read_figure(text, sign == ",").value == float(f"{thousands}.{rest:03}")
    assert read_figure(text, sign != ",").value == thousands * 1000 + rest


@given(st.integers(1, 10**14), st.sampled_from([",", "."]))
def test_groups_that_stand_twice_prove_the_sign(number: int, group: str) -> None:
    text = f"{number:,}".replace(",", group)
    if text.count(group) == 1:
        return
    figure = read_figure(text)
    assert figure.value == number
    assert figure.comma_told == (None if group not in text else group == ".")


@pytest.mark.parametrize("case", sorted(HOSTILE))
def test_hostile_numbers(case: str) -> None:
    text = HOSTILE[case]
    if case in MISSING:
        assert is_missing(text)
    elif case in READ:
        assert read_figure(text.strip()).value == READ[case]
    else:
        with pytest.raises(NotANumber):
            read_figure(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "--5", "+-5", "(-5)", "5 5", "12 34", "1.2.3", "1,2,3", "1.23.456", "12.", "1'23", "5½",
        "1.2k", "3M", "5 mio", "~5", ">5", "5*", "5;6", "5 or 6", "$5$", "5 % of", "abc", "e5",
        "5e", "1e999", "1e400", "9" * 16, "5" * 5000, "1,23.456", "٣", "(5", "5)",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        read_figure(text)


@pytest.mark.parametrize(
    ("text", "value", "mark", "decimals"),
    [
        ("92", 92, "", 0), ("92.50", 92.5, "", 2), (".5", 0.5, "", 1), ("(12%)", -12, "%", 0),
        ("12,34,567", 1234567, "", 0), ("(12) %", -12, "%", 0), ("$-12", -12, "$", 0),
        ("-$12", -12, "$", 0),
        ("92 pct", 92, "%", 0), ("92 per cent", 92, "%", 0), ("1.5E+05", 150_000, "", 0),
        ("1e-05", 1e-05, "", 5), ("CHF 1'234.50", 1234.5, "CHF", 2), ("0.925", 0.925, "", 3),
    ],
)  # fmt: skip
def test_marks_and_decimals(text: str, value: float, mark: str, decimals: int) -> None:
    figure = read_figure(text)
    assert (figure.value, figure.mark, figure.decimals) == (value, mark, decimals)


@given(st.floats(-1e14, 1e14))
def test_what_python_writes_in_full_comes_back(value: float) -> None:
    assert read_figure(repr(value), comma=False).value == value


@given(st.text(max_size=30) | st.text("0123456789.,'%+-()€$ eE", max_size=20))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    for comma in (None, True, False):
        with contextlib.suppress(NotANumber):
            assert abs(read_figure(text, comma).value) < 1e15


def test_units_that_are_the_same() -> None:
    assert same_unit("pts", "points")
    assert same_unit("EUR", "€")
    assert same_unit("call", "calls")
    assert not same_unit("%", "points")
    assert not same_unit("min", "calls")


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", "--", "–", "—", "?", "…", "N/A", "n/a", "NA", "n.a.", "NULL", "None", "NaN",
        "inf", "-Infinity", "#DIV/0!", "#N/A", "#VALUE!", "#REF!", "#WERT!", "#¿NOMBRE?", "#NV",
        "(blank)", "(Leer)", "No data", "k. A.", "n. d.", "- %", "s/d", "\u00a0",
    ],
)  # fmt: skip
def test_what_says_that_there_is_no_value(text: str) -> None:
    assert is_missing(text)


@pytest.mark.parametrize("text", ["0", "-0", "0%", "#1", "no", "off", "-1", "leave", "1/0", "x"])
def test_what_does_not_say_so(text: str) -> None:
    assert not is_missing(text)
