"""The drawing of people held against each other: a band by name, a funnel by size."""

from collections.abc import Hashable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpitui.charts.compared import compared_chart
from kpitui.charts.compared_spec import ComparedPoint, ComparedSpec, spec_of
from kpitui.charts.text import Charset, Style, cells_of
from kpitui.domain.differ import DifferSubject, compare_shares, compare_values
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric
from kpitui.domain.writing import Writing
from tests.patience import examples

METRIC = Metric(
    id=1, name="Satisfaction", code="csat", unit="%", direction=Direction.HIGHER,
    aggregation=Aggregation.MEAN, cadence=Cadence.WEEKLY,
)  # fmt: skip
NAMES = ("Ana López", "Bo", "Cy")
CALLED: dict[Hashable, tuple[str, str]] = {key: (name, "") for key, name in enumerate(NAMES)}
CHARSETS = st.sampled_from(list(Charset))
WORDS = st.text("aBä佐 [/]\x1b\u202e", max_size=30)


def number(value: float) -> str:
    return f"{value:g}"


def spec(
    points: list[ComparedPoint], *, sized: bool = False, highlighted: int | None = None
) -> ComparedSpec:
    sizes = sorted({point.size for point in points})
    limits = [(size, 70.0, 90.0) for size in (sizes if sized else [point.size for point in points])]
    return ComparedSpec(
        tuple(points), tuple(limits), 80.0, sized, "agent", number, highlighted=highlighted
    )


def band(marks: tuple[str, str, str] = ("", "worse", "better")) -> list[ComparedPoint]:
    return [
        ComparedPoint(name, value, 12.0, mark)
        for name, value, mark in zip(NAMES, (80.0, 60.0, 95.0), marks, strict=True)
    ]


def test_a_band_has_a_dot_for_each_in_order_with_its_name_below() -> None:
    lines = compared_chart(spec(band()), 60, 14, Charset.BRAILLE).text_lines
    names = next(line for line in lines if "Ana López" in line)
    columns = [names.index(name) + len(name) // 2 for name in NAMES]
    for column, glyph in zip(columns, "•✗●", strict=True):
        rows = [line for line in lines if line[max(0, column - 1) : column + 2].count(glyph)]
        assert len(rows) == 1, glyph
    text = "\n".join(lines)
    for said in ("• agent", "✗ differs, bad", "● differs, good", "limits 70 to 90", "overall 80"):
        assert said in text
    assert "◆" not in text
    assert "sample size" not in text


def test_the_overall_line_is_seen_where_the_limits_fall_into_its_row() -> None:
    points = tuple(band())
    close = ComparedSpec(
        points, tuple((point.size, 79.9, 80.1) for point in points), 80.0, sized=False, of="agent",
        y_format=number,
    )  # fmt: skip
    for charset in Charset:
        drawn = compared_chart(close, 60, 10, charset).lines[:7]
        looks = [{run.style for run in one} for one in drawn]
        assert [Style.CENTRE in look for look in looks if Style.LIMIT in look] == [True]


def test_a_band_is_stepped_where_some_have_fewer_periods() -> None:
    points = band()
    stepped = ComparedSpec(
        tuple(points), ((12.0, 70.0, 90.0), (6.0, 65.0, 95.0), (12.0, 70.0, 90.0)), 80.0,
        sized=False, of="agent", y_format=number,
    )  # fmt: skip
    lines = compared_chart(stepped, 60, 16, Charset.BRAILLE).text_lines
    assert len([line for line in lines if "┄┄┄┄" in line]) == 4
    assert any(" limits " in line and "limits 70" not in line for line in lines)


@pytest.mark.parametrize("height", [9, 11, 14])
@pytest.mark.parametrize("sized", [False, True])
def test_a_dot_stands_on_its_side_of_its_limit_in_the_lowest_chart(
    height: int, sized: bool
) -> None:
    """The row of a dot is never that of the limit that it is beyond, or within."""
    values = (70.2, 69.8, 89.9, 90.2)
    marks = ("", "worse", "", "better")
    points = [
        ComparedPoint(f"agent {key}", value, 100.0 + 100 * key * sized, mark)
        for key, (value, mark) in enumerate(zip(values, marks, strict=True))
    ]
    chart = compared_chart(spec(points, sized=sized), 80, height, Charset.BRAILLE)
    plot = [line for line in chart.text_lines if line[2] in "│┤"]
    rows = {glyph: [y for y, one in enumerate(plot) if glyph in one] for glyph in "•✗●┄"}
    upper, lower = rows["┄"]
    assert rows["●"] < [upper] < rows["•"][:1]
    assert rows["•"][-1:] < [lower] < rows["✗"]


def test_those_beyond_the_limits_of_a_funnel_are_named_where_dots_crowd() -> None:
    points = [ComparedPoint(f"agent {key}", 80.0, 200.0) for key in range(9)]
    points += [ComparedPoint("Ana López", 95.0, 199.0, "better")]
    points += [ComparedPoint("Bo", 95.0, 201.0, "better")]
    text = "\n".join(compared_chart(spec(points, sized=True), 80, 14, Charset.BRAILLE).text_lines)
    assert "Ana López" in text
    assert "Bo" in text


def test_a_funnel_has_sizes_below_and_is_wider_for_smaller_ones() -> None:
    subjects = [
        DifferSubject(key, [90.0] * 12, events=0.9 * size, size=size)
        for key, size in enumerate((50.0, 200.0, 1000.0))
    ]
    found = compare_shares(subjects, scale=100, shares=True)
    assert found is not None
    counted = "the 50 in 45/50"
    drawn = spec_of(found, CALLED, METRIC, Writing(), of="agent", counted=counted, highlighted=1)
    widths = [high - low for _, low, high in drawn.limits]
    assert drawn.sized
    assert widths == sorted(widths, reverse=True)
    lines = compared_chart(drawn, 70, 16, Charset.BRAILLE).text_lines
    text = "\n".join(lines)
    assert "→ sample size (the 50 in 45/50)" in text
    assert " Bo " in text  # the one of the cursor, and no one else
    assert "Ana" not in text
    assert any(line.split()[-1] == "1000" for line in lines if line.strip())


def test_equal_sizes_make_a_band_of_a_funnel() -> None:
    subjects = [DifferSubject(key, [0.0] * 12, events=90, size=100) for key in range(3)]
    found = compare_shares(subjects, scale=100, shares=True)
    assert found is not None
    drawn = spec_of(found, CALLED, METRIC, Writing(), of="agent")
    text = "\n".join(compared_chart(drawn, 60, 12, Charset.ASCII).text_lines)
    assert "sample size" not in text
    assert "Ana L" in text


def test_the_one_of_the_cursor_is_lit() -> None:
    chart = compared_chart(spec(band(), highlighted=2), 60, 14, Charset.BRAILLE)
    lit = [run.text for line in chart.lines for run in line if run.style is Style.TITLE]
    assert lit == ["Cy"]


def test_those_with_too_few_periods_have_no_dot() -> None:
    subjects = [DifferSubject(key, [80.0, 82.0] * 6) for key in range(2)] + [
        DifferSubject(2, [1.0])
    ]
    found = compare_values(subjects)
    assert found is not None
    drawn = spec_of(found, CALLED, METRIC, Writing(), of="agent", highlighted=2)
    assert [point.name for point in drawn.points] == ["Ana López", "Bo"]
    assert drawn.highlighted is None


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(
        st.builds(
            ComparedPoint, WORDS, st.floats(-1e9, 1e9), st.floats(1, 1e6),
            st.sampled_from(["", "better", "worse", "unusual"]),
        ),
        max_size=30,
    ),
    st.booleans(), st.integers(0, 90), st.integers(0, 20), CHARSETS,
)  # fmt: skip
def test_any_chart_has_its_size_whatever_the_names_and_numbers(
    points: list[ComparedPoint], sized: bool, width: int, height: int, charset: Charset
) -> None:
    drawn = spec(points, sized=sized, highlighted=0 if points else None)
    chart = compared_chart(drawn, width, height, charset)
    assert len(chart.lines) == height
    if points and height:
        assert {len(cells_of(line)) for line in chart.text_lines} == {width}
    assert charset is not Charset.ASCII or "".join(chart.text_lines).isascii()
    assert not {"\x1b", "\u202e"} & set("".join(chart.text_lines))
