"""What is typed into a cell: every kind of unit, and what is shown may be typed again."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from kpitui.domain.numbers import NotANumber
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric, Range
from kpitui.domain.value_parsing import (
    Cell,
    example_of,
    format_range,
    format_value,
    in_column,
    parse_cell,
    parts_text,
)


def metric(unit: str, decimals: int = 1, aggregation: Aggregation = Aggregation.MEAN) -> Metric:
    return Metric(
        id=1, name="It", code="it", unit=unit, decimals=decimals, direction=Direction.HIGHER,
        aggregation=aggregation, cadence=Cadence.WEEKLY,
    )  # fmt: skip


CSAT = metric("%")
AHT = metric("m:ss", 0)
OUTAGE = metric("h:mm:ss", 0)
ANSWER = metric("s")
CALLS = metric("", 0, Aggregation.SUM)
POINTS = metric("points", 2)
ADHERENCE = metric("%", 1, Aggregation.RATIO)
PER_CALL = metric("", 2, Aggregation.RATIO)
TALK = metric("m:ss", 0, Aggregation.RATIO)
PRODUCTIVITY = metric("calls/h", 1, Aggregation.RATIO)
KINDS = [CSAT, AHT, OUTAGE, ANSWER, CALLS, POINTS]
RATIOS = [ADHERENCE, PER_CALL, TALK]


@pytest.mark.parametrize(
    ("metric", "shown"),
    [
        (AHT, "5:40"), (OUTAGE, "0:05:40"), (PRODUCTIVITY, "7.5 calls/h"), (ADHERENCE, "90.0%"),
        (TALK, "5:40"), (CSAT, "92.0%"),
    ],
)  # fmt: skip
def test_the_example_of_a_metric_is_a_value_of_its_kind(metric: Metric, shown: str) -> None:
    cell = parse_cell(example_of(metric), metric)
    value = cell.value
    if cell.denominator:
        value = metric.scale * (cell.numerator or 0) / cell.denominator
    assert format_value(value, metric) == shown


@pytest.mark.parametrize(
    ("metric", "like"), [(AHT, "5:40"), (OUTAGE, "0:05:40"), (CSAT, "92 or 4.5")]
)
def test_what_is_no_number_is_told_how_that_metric_is_typed(metric: Metric, like: str) -> None:
    with pytest.raises(NotANumber, match=f"3hele is not a number; type it like {like}"):
        parse_cell("3hele", metric)


@pytest.mark.parametrize(
    ("metric", "text", "cell"),
    [
        (CSAT, "92", Cell(92.0)),
        (CSAT, " 92 % ", Cell(92.0)),
        (CSAT, "92,5%", Cell(92.5)),
        (CSAT, "-3.5%", Cell(-3.5)),
        (CSAT, " - ", Cell(not_applicable=True)),
        (AHT, '- "no calls today"', Cell(note="no calls today", not_applicable=True)),
        (CSAT, "4.2 n=31", Cell(4.2, n=31)),
        (CSAT, "N=31 4.2", Cell(4.2, n=31)),
        (CSAT, "4.2\tn=999999999999", Cell(4.2, n=999_999_999_999)),
        (AHT, "6:30", Cell(390.0)),
        (AHT, "390", Cell(390.0)),
        (AHT, "390.5", Cell(390.5)),
        (AHT, "-6:30", Cell(-390.0)),
        (AHT, "1:06:30 n=4", Cell(3990.0, n=4)),
        (OUTAGE, "1:06:30", Cell(3990.0)),
        (OUTAGE, "6:30", Cell(390.0)),
        (ANSWER, "4.5", Cell(4.5)),
        (CALLS, "1'234", Cell(1234.0)),
        (CALLS, "\u22125", Cell(-5.0)),
        (CALLS, "1’234", Cell(1234.0)),
        (CSAT, "９２\u00a0％ n＝31", Cell(92.0, n=31)),
        (AHT, "–6：30", Cell(-390.0)),
        (AHT, " – “no calls”", Cell(note="no calls", not_applicable=True)),
        (POINTS, "0", Cell(0.0)),
        (ADHERENCE, "45/50", Cell(numerator=45.0, denominator=50.0)),
        (ADHERENCE, "92", Cell(92.0)),
        (ADHERENCE, "92,5 %", Cell(92.5)),
        (ADHERENCE, "95.2 % n=480", Cell(numerator=456.96, denominator=480.0)),
        (ADHERENCE, "n=480 95.2", Cell(numerator=456.96, denominator=480.0)),
        (ADHERENCE, "0 n=12", Cell(numerator=0.0, denominator=12.0)),
        (ADHERENCE, '92 "by the supplier"', Cell(92.0, note="by the supplier")),
        (PER_CALL, "0.9", Cell(0.9)),
        (PER_CALL, "0.9 n=50", Cell(numerator=45.0, denominator=50.0)),
        (TALK, "5:40", Cell(340.0)),
        (TALK, "5:40 n=3", Cell(numerator=1020.0, denominator=3.0)),
        (ADHERENCE, "45 of 50", Cell(numerator=45.0, denominator=50.0)),
        (AHT, "6m30", Cell(390.0)),
        (AHT, "6 min 30 s n=4", Cell(390.0, n=4)),
        (AHT, "390s", Cell(390.0)),
        (AHT, "6 min", Cell(360.0)),
        (ADHERENCE, "45 / 50", Cell(numerator=45.0, denominator=50.0)),
        (PER_CALL, "0/50", Cell(numerator=0.0, denominator=50.0)),
        (PER_CALL, "4,5/10", Cell(numerator=4.5, denominator=10.0)),
    ],
)
def test_what_a_cell_says(metric: Metric, text: str, cell: Cell) -> None:
    assert parse_cell(text, metric) == cell


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ('92 "after the training"', "after the training"),
        ('92 "not closed', "not closed"),
        ('92 n=31 "a 5\' 10"', "a 5' 10"),
        ("92 “after the training”", "after the training"),
        ("92 „after the training“", "after the training"),
        ("92 « after the training »", "after the training"),
        ("92 ‘she didn’t listen’", "she didn’t listen"),
        ("92 ’not closed", "not closed"),
        ('92 "she said “yes”"', "she said “yes”"),
        ('92 ""', ""),
        ('92 "\x1b[31mred\u202e"', "red"),
    ],
)
def test_a_note_follows_in_quotes(text: str, note: str) -> None:
    cell = parse_cell(text, CSAT)
    assert (cell.value, cell.note) == (92, note)


def test_a_note_that_is_too_long_is_said() -> None:
    with pytest.raises(NotANumber, match="the note: "):
        parse_cell('92 "' + "x" * 10_001 + '"', CSAT)


@pytest.mark.parametrize(
    ("metric", "text", "words"),
    [
        (CSAT, "", "type a number"),
        (CSAT, "n=31", "type a number"),
        (CSAT, "%", "type a number"),
        (CSAT, "n/a", "not part/whole"),
        (CSAT, "4 2", "not a number"),
        (CSAT, "nan", "not a number"),
        (CSAT, "45/50", "It is one number, not part/whole"),
        (CSAT, "6:30", "It is not a duration; type a plain number"),
        (CSAT, "1,234", "could mean thousands"),
        (CSAT, "92 n=1 n=2", "give the sample size once"),
        (CSAT, "92 n=", "sample size is a whole number above 0"),
        (CSAT, "92 n=0", "sample size"),
        (CSAT, "92 n=-1", "sample size"),
        (CSAT, "92 n=3.5", "sample size"),
        (CSAT, "92 n=²", "sample size"),
        (CSAT, "92 n=1000000000000", "sample size"),
        (CSAT, "92 n=" + "9" * 5000, "sample size"),
        (AHT, "92%", "It is not in percent; type the number without %"),
        (AHT, "6:75", "not a duration; type it like 6:30"),
        (CALLS, "5%", "not in percent"),
        (ADHERENCE, "", "type part/whole, such as 45/50, or one number, such as 92"),
        (ADHERENCE, "n=480", "type part/whole"),
        (ADHERENCE, "45/50 n=3", "45/50 has its sample size already; type it without n="),
        (ADHERENCE, "92 n=0", "sample size"),
        (ADHERENCE, "6:30", "It is not a duration"),
        (ADHERENCE, "99999999999999 n=999999999999", "is too large for a reading"),
        (PER_CALL, "92%", "It is not in percent"),
        (ADHERENCE, "45/0", "must be above 0"),
        (ADHERENCE, "45/-1", "must be above 0"),
        (ADHERENCE, "/", "type a number"),
        (ADHERENCE, "1/2/3", "type it like 45/50"),
    ],
)
def test_what_is_not_understood_is_said(metric: Metric, text: str, words: str) -> None:
    with pytest.raises(NotANumber, match=words):
        parse_cell(text, metric)


@pytest.mark.parametrize(
    ("metric", "text", "cell"),
    [
        (CSAT, "1,234", Cell(1.234)),
        (CSAT, "1.234,5%", Cell(1234.5)),
        (PER_CALL, "1,234/2", Cell(numerator=1.234, denominator=2.0)),
    ],
)
def test_the_comma_is_the_decimal_sign_where_that_is_set(
    metric: Metric, text: str, cell: Cell
) -> None:
    assert parse_cell(text, metric, decimal_comma=True) == cell


@pytest.mark.parametrize(("metric", "text"), [(CSAT, "1.234"), (PER_CALL, "1.234/2")])
def test_a_point_is_refused_where_the_comma_is_the_decimal_sign(metric: Metric, text: str) -> None:
    with pytest.raises(NotANumber, match="has a point; the decimal sign here is a comma"):
        parse_cell(text, metric, decimal_comma=True)


@given(
    st.text(max_size=30) | st.text("0123456789.,:/%-+'n= N\u2212", max_size=20),
    st.sampled_from([*KINDS, *RATIOS]),
    st.sampled_from([None, False, True]),
)
@example("1 n=" + "9" * 5000, CSAT, None)
@example("-", CSAT, None)
@example('- "on leave"', CSAT, None)
def test_any_text_is_a_whole_cell_or_none(text: str, metric: Metric, comma: bool | None) -> None:
    try:
        cell = parse_cell(text, metric, decimal_comma=comma)
    except NotANumber:
        return
    shown = cell.shown(metric)
    assert (shown is None) == cell.not_applicable
    assert (cell.value is None) == (cell.numerator is not None or cell.not_applicable)
    assert (cell.numerator is None) == (cell.denominator is None)
    assert metric in RATIOS or cell.numerator is None
    assert cell.n is None or metric not in RATIOS
    assert (cell.denominator or 1.0) > 0
    assert abs(shown or 0.0) < float("inf")


@given(
    st.integers(0, 1000).map(lambda tenths: tenths / 10), st.integers(1, 10_000_000), st.booleans()
)
def test_a_value_with_its_size_is_shown_again_as_it_was_typed(
    value: float, n: int, comma: bool
) -> None:
    typed = f"{value}".replace(".", "," if comma else ".")
    cell = parse_cell(f"{typed} % n={n}", ADHERENCE, decimal_comma=comma)
    assert cell.denominator == n
    assert format_value(cell.shown(ADHERENCE), ADHERENCE) == f"{value:.1f}%"
    shown = parts_text(ADHERENCE, cell.numerator or 0.0, n, decimal_comma=comma)
    assert ("/" in shown) == (cell.numerator or 0.0).is_integer()
    assert parse_cell(shown, ADHERENCE, decimal_comma=comma) == cell


@given(
    st.floats(0, 1e9, allow_subnormal=False).map(lambda one: float(f"{one:.12g}")),
    st.integers(1, 10**13),
    st.sampled_from(RATIOS),
    st.booleans(),
)
@example(37.5, 40, ADHERENCE, False)
@example(1.5, 10**12, ADHERENCE, False)
@example(12.5, 30, PER_CALL, True)
def test_parts_are_understood_again_as_they_are_shown(
    numerator: float, denominator: int, kind: Metric, comma: bool
) -> None:
    shown = parts_text(kind, numerator, float(denominator), decimal_comma=comma)
    cell = parse_cell(shown, kind, decimal_comma=comma)
    assert (cell.numerator, cell.denominator) == (numerator, float(denominator))


def test_a_ratio_is_shown_in_the_unit_of_the_metric() -> None:
    cell = Cell(numerator=45.0, denominator=50.0)
    assert cell.shown(ADHERENCE) == 90.0
    assert cell.shown(PER_CALL) == 0.9
    assert Cell(92.0).shown(CSAT) == 92.0


@pytest.mark.parametrize(
    ("metric", "value", "full", "short"),
    [
        (CSAT, 92.04, "92.0%", "92.0%"),
        (CSAT, -0.04, "0.0%", "0.0%"),
        (CSAT, -3.5, "-3.5%", "-3.5%"),
        (AHT, 390.4, "6:30", "6:30"),
        (AHT, -390.0, "-6:30", "-6:30"),
        (AHT, -0.4, "0:00", "0:00"),
        (OUTAGE, 3990.0, "1:06:30", "1:06:30"),
        (ANSWER, 4.55, "4.6 s", "4.6"),
        (CALLS, -0.4, "0", "0"),
        (CALLS, 1234567.0, "1234567", "1234567"),
        (POINTS, 0.1 + 0.2, "0.30 points", "0.30"),
        (ADHERENCE, 90.0, "90.0%", "90.0%"),
        (CSAT, None, "-", "-"),
    ],
)
def test_a_value_as_people_read_it(
    metric: Metric, value: float | None, full: str, short: str
) -> None:
    assert format_value(value, metric) == full
    assert format_value(value, metric, unit=False) == short


@pytest.mark.parametrize(
    ("metric", "good", "shown"),
    [
        (CSAT, Range(low=85), "≥ 85.0%"),
        (CSAT, Range(high=5), "≤ 5.0%"),
        (CSAT, Range(low=0), "≥ 0.0%"),
        (AHT, Range(low=300, high=390), "5:00–6:30"),
        (ANSWER, Range(low=-1.5, high=-0.01), "-1.5 s–0.0 s"),
        (POINTS, Range(low=4, high=4), "4.00 points–4.00 points"),
        (CSAT, None, "-"),
    ],
)
def test_a_range_as_people_read_it(metric: Metric, good: Range | None, shown: str) -> None:
    assert format_range(good, metric) == shown


def test_a_range_follows_the_column_and_the_decimal_sign() -> None:
    assert (
        format_range(Range(low=1, high=2.5), POINTS, unit=False, decimal_comma=True) == "1,00–2,50"
    )


@given(st.floats(-500_000, 500_000), st.sampled_from([*KINDS]), st.integers(0, 6), st.booleans())
@example(-390.0, AHT, 0, False)
@example(-0.4, CALLS, 0, False)
@example(1.234, POINTS, 3, True)
def test_what_is_shown_is_understood_as_what_is_shown(
    value: float, kind: Metric, decimals: int, comma: bool
) -> None:
    one = replace(kind, decimals=decimals)
    shown = format_value(value, one, decimal_comma=comma, unit=False)
    assert not (shown.startswith("-") and not shown.strip("-0:.,%"))
    cell = parse_cell(shown, one, decimal_comma=comma)
    assert cell.value is not None
    assert format_value(cell.value, one, decimal_comma=comma, unit=False) == shown
    assert format_value(cell.value, one, decimal_comma=comma) == format_value(
        value, one, decimal_comma=comma
    )


@pytest.mark.parametrize(
    "texts", [["88.0%", "100.0%", "8.1", "8.25", "8", "95%"], ["≥ 86,0%", "≥ 7,2", "≤ 12"]]
)
def test_in_a_column_decimal_signs_stand_under_each_other(texts: list[str]) -> None:
    shown = [f"{in_column(text):>12}" for text in texts]
    assert len({re.search(r"(?<=\d)(?=[.,% ]|$)", one).start() for one in shown}) == 1, shown  # type: ignore[union-attr]


def test_what_has_no_decimal_sign_ends_with_the_digits_of_the_others() -> None:
    assert [in_column(text) for text in ("5:37", "4:30–6:15", "-")] == ["5:37 ", "4:30–6:15 ", "- "]
