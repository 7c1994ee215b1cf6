import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from kpitui.charts.spec import Annotation, Level, Limits, TrendSpec
from kpitui.charts.text import Charset, Chart, Style, plain_text
from kpitui.charts.trend import trend_chart

ANY = st.floats() | st.none() | st.floats(60, 100)
INDEX = st.integers(-3, 90)
NUMBER = st.floats() | st.floats(60, 100)
WORDS = st.text(max_size=20) | st.sampled_from(["満足度", "\x1b[2Jx", "a\u202eb", "2026-W45"])
WEEKS = tuple(f"2026-W{week:02d}" for week in range(1, 13))
QUARTER = TrendSpec(WEEKS, (78, 79, 77, None, 80, 81, 79, 88, 80, 82, 83, 70), unfinished=True)


@st.composite
def specs(draw: st.DrawFn) -> TrendSpec:
    values = tuple(draw(st.lists(ANY, max_size=90)))
    shape = "{:g}" + draw(WORDS).replace("{", "").replace("}", "")
    return TrendSpec(
        periods=tuple(draw(WORDS) if i % 17 == 0 else f"2026-W{i:02d}" for i in range(len(values))),
        values=values,
        unfinished=draw(st.booleans()),
        target=tuple(draw(st.lists(st.builds(Level, INDEX, INDEX, NUMBER), max_size=3))),
        expected=draw(st.sampled_from([(), tuple(reversed(values))])),
        baseline=draw(ANY),
        limits=tuple(draw(st.lists(st.builds(Limits, INDEX, INDEX, NUMBER, NUMBER, NUMBER), max_size=2))),
        annotations=tuple(draw(st.lists(st.builds(Annotation, INDEX, st.integers(1, 120)), max_size=5))),
        signals=frozenset(draw(st.sets(INDEX, max_size=5))),
        y_format=shape.format,
        clock=draw(st.booleans()),
        title=draw(WORDS),
    )


def cells_in(chart: Chart, style: Style) -> str:
    return "".join(run.text for line in chart.lines for run in line if run.style is style)


def plot_of(chart: Chart) -> list[str]:
    """What stands right of the value axis, in ASCII."""
    return [found[1] for found in map(re.compile(r"[ \d.]*[|+](?![-+]*-)(.*)").match, chart.text_lines) if found]


@settings(max_examples=150, deadline=None)
@given(specs(), st.integers(10, 200), st.integers(4, 60), st.sampled_from(list(Charset)))
def test_any_numbers_and_labels_give_the_exact_size(spec: TrendSpec, width: int, height: int, charset: Charset) -> None:
    chart = trend_chart(spec, width, height, charset)
    assert len(chart.lines) == height
    assert [cell_len(line) for line in chart.text_lines] == [width] * height
    if charset is Charset.ASCII:
        assert "".join(chart.text_lines).isascii()


@pytest.mark.parametrize("charset", list(Charset))
def test_every_small_size_is_kept(charset: Charset) -> None:
    spec = replace(QUARTER, title="Satisfaction", target=(Level(0, 11, 85),), limits=(Limits(0, 11, 80, 75, 85),))
    for width in range(14):
        for height in range(12):
            chart = trend_chart(spec, width, height, charset)
            assert [cell_len(line) for line in chart.text_lines] == [width] * height


def test_a_chart_without_values_says_so() -> None:
    for values in ((), (None, None), (float("nan"), float("inf"))):
        chart = trend_chart(TrendSpec(WEEKS[: len(values)], values, target=(Level(0, 1, 85),)), 40, 10, Charset.ASCII)
        assert plain_text(chart).strip() == "No readings yet."


def test_one_value_is_a_point() -> None:
    chart = trend_chart(TrendSpec(("2026-W01",), (78.0,)), 38, 10, Charset.ASCII)
    assert cells_in(chart, Style.VALUE) == "o"


def test_equal_values_are_a_level_line() -> None:
    chart = trend_chart(TrendSpec(WEEKS, (78.0,) * 12), 70, 9, Charset.ASCII)
    assert sum("o" in line for line in chart.text_lines) == 1


def test_a_gap_breaks_the_line_and_is_not_drawn_as_zero() -> None:
    chart = trend_chart(TrendSpec(WEEKS[:5], (80, 80, None, 80, 81)), 50, 8, Charset.ASCII)
    plot = plot_of(chart)
    width = len(plot[0])
    assert all(line[width * 3 // 8 : width * 5 // 8].strip() == "" for line in plot[:-1])
    assert not any(line.strip().startswith("0") for line in chart.text_lines)
    joined = trend_chart(TrendSpec(WEEKS[:5], (80, 80, 80, 80, 81)), 50, 8, Charset.ASCII)
    assert cells_in(joined, Style.VALUE).count("*") > cells_in(chart, Style.VALUE).count("*")


def test_signals_and_the_running_period_have_shapes_of_their_own() -> None:
    chart = trend_chart(replace(QUARTER, signals=frozenset({7, 11})), 60, 12, Charset.ASCII)
    assert cells_in(chart, Style.SIGNAL) == "##"  # the point, and its sample in the legend
    assert cells_in(chart, Style.UNFINISHED) == "??"
    assert "# signal" in plain_text(chart)
    assert "? running" in plain_text(chart)


def test_the_running_period_is_not_joined_and_never_a_signal() -> None:
    running = trend_chart(replace(QUARTER, signals=frozenset({11})), 60, 12, Charset.ASCII)
    finished = trend_chart(replace(QUARTER, unfinished=False), 60, 12, Charset.ASCII)
    assert cells_in(running, Style.SIGNAL) == ""
    assert len(cells_in(running, Style.VALUE)) < len(cells_in(finished, Style.VALUE))


def test_each_line_has_a_pattern_and_a_word() -> None:
    spec = replace(
        QUARTER,
        target=(Level(0, 11, 85),),
        limits=(Limits(0, 11, 80, 74.5, 86.5),),
        expected=tuple(78 + i / 2 for i in range(12)),
        baseline=77,
    )
    chart = trend_chart(spec, 100, 30, Charset.ASCII)
    text = plain_text(chart)
    for sample in ("=== target 85", "- - limits 74.5 to 86.5", "--- mean 80", "... expected 83.5", "_ _ baseline 77"):
        assert sample in text
    assert set(cells_in(chart, Style.TARGET)) == {"="}
    assert set(cells_in(chart, Style.EXPECTED)) == {"."}
    assert len(cells_in(chart, Style.EXPECTED)) > 40


def test_a_target_in_steps_stands_at_two_levels() -> None:
    chart = trend_chart(replace(QUARTER, target=(Level(0, 5, 80), Level(6, 11, 86))), 60, 16, Charset.ASCII)
    rows = [line for line in plot_of(chart) if "==" in line]
    assert len(rows) == 2
    upper, lower = rows
    assert upper.index("=") > len(upper) * 0.4
    assert lower.rindex("=") < len(lower) * 0.6


def test_annotation_numbers_stand_on_the_floor_and_none_is_lost() -> None:
    notes = (Annotation(3, 1), Annotation(4, 2), Annotation(4, 3), Annotation(11, 14))
    chart = trend_chart(replace(QUARTER, annotations=notes), 30, 9, Charset.ASCII)
    found = [run.text for line in chart.lines for run in line if run.style is Style.ANNOTATION and run.text.isdigit()]
    assert sorted(map(int, found)) == [1, 2, 3, 14]


def test_period_labels_never_touch() -> None:
    for width in range(12, 110):
        chart = trend_chart(QUARTER, width, 8, Charset.ASCII)
        labels = next(line for line in chart.text_lines if "2026-W12" in line).split()
        assert set(labels) <= set(WEEKS)
        assert labels[-1] == "2026-W12"


def test_wide_labels_keep_the_width() -> None:
    chart = trend_chart(TrendSpec(("第一週", "第二週"), (1.0, 2.0), title="満足度" * 9), 31, 8, Charset.BRAILLE)
    assert [cell_len(line) for line in chart.text_lines] == [31] * 8
    assert "第二週" in chart.text_lines[-1]


def test_a_value_label_is_left_out_rather_than_cut() -> None:
    chart = trend_chart(replace(QUARTER, y_format=lambda value: f"{value:.1f} kilograms"), 38, 10, Charset.BRAILLE)
    assert "kilo" not in plain_text(chart)
    assert "…" not in plain_text(chart)


def test_times_are_shown_as_the_caller_formats_them() -> None:
    spec = TrendSpec(WEEKS[:3], (340, 400, 424), y_format=lambda v: f"{int(v) // 60}:{int(v) % 60:02d}", clock=True)
    text = plain_text(trend_chart(spec, 38, 10, Charset.ASCII))
    assert "6:00+" in text
    assert "7:00+" in text


def test_lists_that_do_not_match_are_refused() -> None:
    with pytest.raises(ValueError, match="2 periods, but 1 values"):
        TrendSpec(("a", "b"), (1.0,))
    with pytest.raises(ValueError, match="1 values, but 2 expected"):
        TrendSpec(("a",), (1.0,), expected=(1.0, 2.0))


def test_the_whole_chart_reads_as_drawn() -> None:
    spec = TrendSpec(WEEKS[:6], (78, 80, 79, None, 84, 81), unfinished=True, target=(Level(0, 5, 85),), title="CSAT, %")
    assert plain_text(trend_chart(spec, 38, 11, Charset.ASCII)).splitlines() == WHOLE


WHOLE = """\
CSAT, %
85+===================================
  |                           o
  |
  |                                  ?
80+       o
  |    *** ******o
  |o***
  ++-------------------+-------------+
2026-W01            2026-W04  2026-W06
=== target 85  ? running
""".splitlines()
