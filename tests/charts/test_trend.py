import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from kpitui.charts.spec import ChartAnnotation, ChartLevel, ChartLimits, TrendSpec
from kpitui.charts.text import Charset, Chart, Style, plain_text
from kpitui.charts.trend import trend_chart
from kpitui.domain.periods import PeriodKind
from tests.patience import examples

ANY = st.floats() | st.none() | st.floats(60, 100)
INDEX = st.integers(-3, 90)
INDICES = st.frozensets(INDEX, max_size=4)
NUMBER = st.floats() | st.floats(60, 100)
WORDS = st.text(max_size=20) | st.sampled_from(["満足度", "\x1b[2Jx", "a\u202eb", "2026-W45"])


def weeks(count: int, *, step: int = 7) -> tuple[date, ...]:
    return tuple(date(2026, 1, 5) + timedelta(days=step * week) for week in range(count))


WEEKS = weeks(12)
QUARTER = TrendSpec(WEEKS, (78, 79, 77, None, 80, 81, 79, 88, 80, 82, 83, 70), unfinished=True)


@st.composite
def specs(draw: st.DrawFn, numbers: st.SearchStrategy[float] = NUMBER) -> TrendSpec:
    values = tuple(draw(st.lists(numbers | st.none(), max_size=90)))
    shape = "{:g}" + draw(WORDS).replace("{", "").replace("}", "")
    return TrendSpec(
        days=weeks(len(values), step=draw(st.sampled_from([1, 7, 31, 92, 400]))),
        values=values,
        by=draw(st.sampled_from(list(PeriodKind))),
        unfinished=draw(st.booleans()),
        incomplete=frozenset(index for index in draw(INDICES) if index >= 0),
        target=tuple(draw(st.lists(st.builds(ChartLevel, INDEX, INDEX, numbers), max_size=3))),
        expected=draw(st.sampled_from([(), tuple(reversed(values))])),
        baseline=draw(numbers | st.none()),
        limits=tuple(
            draw(
                st.lists(
                    st.builds(
                        ChartLimits, INDEX, INDEX, numbers, numbers, numbers, trial=st.booleans()
                    ),
                    max_size=2,
                )
            )
        ),
        annotations=tuple(
            draw(st.lists(st.builds(ChartAnnotation, INDEX, st.integers(1, 120), WORDS)))[:8]
        ),
        splits=tuple(draw(INDICES)),
        better=draw(INDICES),
        worse=draw(INDICES),
        unusual=draw(INDICES),
        y_format=shape.format,
        clock=draw(st.booleans()),
        title=draw(WORDS),
    )


def cells_in(chart: Chart, style: Style) -> str:
    return "".join(run.text for line in chart.lines for run in line if run.style is style)


def plot_of(chart: Chart) -> list[str]:
    """What stands right of the value axis, in ASCII."""
    return [
        found[1]
        for found in map(re.compile(r"[ \d.]*[|+](?![-+]*-)(.*)").match, chart.text_lines)
        if found
    ]


@settings(max_examples=examples(150), deadline=None)
@given(specs(), st.integers(10, 200), st.integers(4, 60), st.sampled_from(list(Charset)))
def test_any_numbers_and_labels_give_the_exact_size(
    spec: TrendSpec, width: int, height: int, charset: Charset
) -> None:
    chart = trend_chart(spec, width, height, charset)
    assert len(chart.lines) == height
    assert [cell_len(line) for line in chart.text_lines] == [width] * height
    if charset is Charset.ASCII:
        assert "".join(chart.text_lines).isascii()


NAMED = {
    Style.BETTER: "better", Style.WORSE: "worse", Style.UNUSUAL: "unusual",
    Style.UNFINISHED: "so far|part of a", Style.TARGET: "target", Style.LIMIT: "limits",
    Style.CENTRE: "mean", Style.EXPECTED: "expected", Style.BASELINE: "baseline",
    Style.ANNOTATION: "event", Style.SPLIT: "limits reset",
}  # fmt: skip


@settings(max_examples=examples(200), deadline=None)
@given(
    specs(st.floats(60, 100)),
    st.integers(60, 200),
    st.integers(10, 40),
    st.sampled_from(list(Charset)),
)
def test_the_legend_names_all_that_is_drawn_and_nothing_else(
    spec: TrendSpec, width: int, height: int, charset: Charset
) -> None:
    spec = replace(spec, y_format="{:.1f}%".format, title="", empty="-")
    chart = trend_chart(spec, width, height, charset)
    axis = max(
        (at for at, line in enumerate(chart.lines) if any(run.style is Style.AXIS for run in line)),
        default=height,
    )
    drawn = {run.style for line in chart.lines[:axis] for run in line}
    drawn |= (
        {run.style for run in chart.lines[axis] if run.style is Style.ANNOTATION}
        if (axis < height)
        else set()
    )
    legend = chart.lines[axis + 2 :]
    samples = [run.style for line in legend for run in line if run.style in NAMED]
    assert len(samples) == len({*samples})
    assert {*samples} == drawn & {*NAMED}
    text = "  ".join(line.strip() for line in chart.text_lines[axis + 2 :])
    for style in samples:
        assert re.search(NAMED[style], text)


@settings(max_examples=examples(100), deadline=None)
@given(
    specs(st.floats(60, 100)),
    st.integers(60, 200),
    st.integers(10, 40),
    st.sampled_from(list(Charset)),
)
def test_no_number_is_cut(spec: TrendSpec, width: int, height: int, charset: Charset) -> None:
    written: set[str] = set()

    def number(value: float) -> str:
        written.add(f"{value:.3f}%")
        return f"{value:.3f}%"

    nameless = tuple(replace(annotation, name="") for annotation in spec.annotations)
    spec = replace(spec, y_format=number, title="", annotations=nameless)
    for line in trend_chart(spec, width, height, charset).text_lines:
        assert {*re.findall(r"[\d.]*\.[\d.]*%?", line.replace("..", "  "))} <= {*written, "."}


@pytest.mark.parametrize("charset", list(Charset))
def test_every_small_size_is_kept(charset: Charset) -> None:
    spec = replace(
        QUARTER,
        title="Satisfaction",
        target=(ChartLevel(0, 11, 85),),
        limits=(ChartLimits(0, 11, 80, 75, 85),),
    )
    for width in range(14):
        for height in range(12):
            chart = trend_chart(spec, width, height, charset)
            assert [cell_len(line) for line in chart.text_lines] == [width] * height


def test_a_chart_without_values_says_so() -> None:
    for values in ((), (None, None), (float("nan"), float("inf"))):
        chart = trend_chart(
            TrendSpec(WEEKS[: len(values)], values, target=(ChartLevel(0, 1, 85),)),
            40,
            10,
            Charset.ASCII,
        )
        assert plain_text(chart).strip() == "No readings yet."


def test_one_value_is_a_point() -> None:
    chart = trend_chart(TrendSpec(WEEKS[:1], (78.0,)), 38, 10, Charset.ASCII)
    assert cells_in(chart, Style.VALUE) == "oo"  # the point, and its sample in the legend


def test_equal_values_are_a_level_line() -> None:
    chart = trend_chart(TrendSpec(WEEKS, (78.0,) * 12), 70, 9, Charset.ASCII)
    assert sum("o" in line for line in plot_of(chart)) == 1


def test_a_gap_breaks_the_line_and_is_not_drawn_as_zero() -> None:
    chart = trend_chart(TrendSpec(WEEKS[:5], (80, 80, None, 80, 81)), 50, 8, Charset.ASCII)
    plot = plot_of(chart)
    width = len(plot[0])
    assert all(line[width * 3 // 8 : width * 5 // 8].strip() == "" for line in plot[:-1])
    assert not any(line.strip().startswith("0") for line in chart.text_lines)
    joined = trend_chart(TrendSpec(WEEKS[:5], (80, 80, 80, 80, 81)), 50, 8, Charset.ASCII)
    assert cells_in(joined, Style.VALUE).count("*") > cells_in(chart, Style.VALUE).count("*")


def test_good_bad_and_other_signals_and_the_running_period_have_shapes_of_their_own() -> None:
    spec = replace(QUARTER, better=frozenset({7, 11}), worse=frozenset({2}), unusual=frozenset({5}))
    chart = trend_chart(spec, 60, 12, Charset.ASCII)
    for style, glyph, word in (
        (Style.BETTER, "+", "better"),
        (Style.WORSE, "x", "worse"),
        (Style.UNUSUAL, "#", "unusual"),
        (Style.UNFINISHED, "@", "week so far"),
    ):
        assert cells_in(chart, style) == 2 * glyph  # the point, and its sample in the legend
        assert f"{glyph} {word}" in plain_text(chart)


def test_the_running_period_is_not_joined_and_never_a_signal() -> None:
    running = trend_chart(replace(QUARTER, better=frozenset({11})), 60, 12, Charset.ASCII)
    finished = trend_chart(replace(QUARTER, unfinished=False), 60, 12, Charset.ASCII)
    assert cells_in(running, Style.BETTER) == ""
    assert len(cells_in(running, Style.VALUE)) < len(cells_in(finished, Style.VALUE))


MEASURED = replace(
    QUARTER,
    target=(ChartLevel(0, 11, 85),),
    limits=(ChartLimits(0, 11, 80, 74.5, 86.5),),
    expected=tuple(78 + i / 2 for i in range(12)),
    baseline=77,
)


def test_each_line_has_a_pattern_a_name_and_its_number_at_the_right_edge() -> None:
    chart = trend_chart(MEASURED, 100, 30, Charset.ASCII)
    text = plain_text(chart)
    for sample in ("== target", "- - limits", "-- mean", ".. expected", "_ _ baseline"):
        assert f"{sample}  " in f"{text}  "
    ends = {found[0] for found in re.finditer(r"[\d.]+ [a-z]+ *$", text, re.MULTILINE)}
    assert {
        "85 target", "86.5 limit", "74.5 limit", "80 mean", "83.5 expected", "77 baseline"
    } <= ends  # fmt: skip
    assert set(cells_in(chart, Style.EXPECTED)) >= {"."}
    assert cells_in(chart, Style.EXPECTED).count(".") > 40


def test_where_the_right_edge_has_no_room_the_legend_has_the_numbers() -> None:
    text = plain_text(
        trend_chart(replace(MEASURED, y_format="{:.1f} kilograms".format), 60, 20, Charset.ASCII)
    )
    assert "== target 85.0 kilograms" in text
    assert "- - limits 74.5 kilograms to 86.5 kilograms" in text


def test_trial_limits_say_that_they_are() -> None:
    spec = replace(QUARTER, limits=(ChartLimits(0, 11, 80, 75, 86, trial=True),))
    assert "- - trial limits" in plain_text(trend_chart(spec, 60, 16, Charset.ASCII))
    assert "86 trial limit" in plain_text(trend_chart(spec, 120, 16, Charset.ASCII))


def test_two_lines_in_one_row_are_both_seen_and_both_have_their_number() -> None:
    spec = replace(
        QUARTER, target=(ChartLevel(0, 11, 86.2),), limits=(ChartLimits(0, 11, 80, 70, 86.0),)
    )
    chart = trend_chart(spec, 60, 12, Charset.ASCII)
    (row,) = [line for line in chart.text_lines if "==" in line and "- -" not in line[-20:]][:1]
    assert "=" in row
    assert "-" in row.split("|")[-1]
    numbers = [line.split()[-1] for line in chart.text_lines]
    assert numbers.index("86.2") + 1 == numbers.index("86")


def test_a_number_never_stands_beside_another_line() -> None:
    limits = (ChartLimits(0, 11, 82.6, 74, 86.0),)
    spec = replace(QUARTER, target=(ChartLevel(0, 11, 86.2),), limits=limits)
    chart = trend_chart(spec, 60, 11, Charset.ASCII)
    mean = next(line for line in chart.text_lines if "|----" in line)
    assert mean.rstrip().endswith(" 82.6")
    assert "limits 74 to 86" in plain_text(chart)


def test_a_low_chart_leaves_the_baseline_out_and_does_not_name_it() -> None:
    assert "baseline" in plain_text(trend_chart(MEASURED, 80, 12, Charset.ASCII))
    assert "baseline" not in plain_text(trend_chart(MEASURED, 80, 11, Charset.ASCII))


def test_both_lines_of_a_band_have_their_number() -> None:
    spec = replace(QUARTER, target=(ChartLevel(0, 11, 78), ChartLevel(0, 11, 84)))
    numbers = [line.split()[-1] for line in trend_chart(spec, 60, 16, Charset.ASCII).text_lines]
    assert {"78", "84"} <= {*numbers}


def test_a_target_in_steps_stands_at_two_levels() -> None:
    chart = trend_chart(
        replace(QUARTER, target=(ChartLevel(0, 5, 80), ChartLevel(6, 11, 86))),
        60,
        16,
        Charset.ASCII,
    )
    rows = [line for line in plot_of(chart) if "==" in line]
    assert len(rows) == 2
    upper, lower = rows
    assert upper.index("=") > len(upper) * 0.4
    assert lower.rindex("=") < len(lower) * 0.6


def events(*named: tuple[int, str]) -> tuple[ChartAnnotation, ...]:
    return tuple(ChartAnnotation(at, number, name) for number, (at, name) in enumerate(named, 1))


def test_an_event_has_its_name_above_its_line() -> None:
    spec = replace(QUARTER, annotations=events((3, "new menu")))
    chart = trend_chart(spec, 60, 12, Charset.ASCII)
    above, *rows = chart.text_lines
    assert above.strip() == "new menu"
    assert all(line[above.index("n")] in ":*o" for line in rows[:6])
    assert ": event" in plain_text(chart)
    assert "1" not in chart.text_lines[-3]


def test_a_long_name_is_cut_and_one_near_the_edge_ends_at_its_line() -> None:
    long = replace(QUARTER, annotations=events((3, "a new phone menu for everyone who calls us")))
    (above, *_) = trend_chart(long, 60, 12, Charset.ASCII).text_lines
    assert above.strip() == "a new phone menu for every.."
    late = replace(QUARTER, annotations=events((11, "new phone menu")))
    (above, *rows) = trend_chart(late, 60, 12, Charset.ASCII).text_lines
    assert rows[0].rindex(":") == above.index("new phone menu") + len("new phone menu") - 1


def test_no_name_is_cut_within_a_number() -> None:
    spec = replace(QUARTER, annotations=events((3, "the target is 12,345.67 calls")))
    for width in range(30, 90):
        (above, *_) = trend_chart(spec, width, 12, Charset.ASCII).text_lines
        assert re.search(r"\d", above) is None or "12,345.67" in above


def test_an_event_without_room_for_its_name_keeps_its_number() -> None:
    close = events((3, "new phone menu"), (4, "call reviews"), (4, "new team"), (11, "new tool"))
    spec = replace(QUARTER, annotations=close)
    chart = trend_chart(spec, 30, 9, Charset.ASCII)
    text = plain_text(chart)
    floor = next(line for line in chart.text_lines if "-+--" in line or "---" in line)
    told = [annotation.number for annotation in close if annotation.name in text] + [
        *map(int, re.findall(r"\d", floor))
    ]
    assert sorted(told) == [1, 2, 3, 4]
    plain = replace(spec, annotations=tuple(replace(annotation, name="") for annotation in close))
    floor = next(
        line for line in trend_chart(plain, 30, 9, Charset.ASCII).text_lines if "---" in line
    )
    assert sorted(re.findall(r"\d", floor)) == ["1", "2", "3", "4"]


def dates_of(chart: Chart) -> str:
    """The row of dates, which stands under the floor."""
    floor = next(at for at, line in enumerate(chart.text_lines) if re.search(r"[+┴└]-*[┬─-]", line))
    return chart.text_lines[floor + 1]


def test_dates_stand_in_even_steps_and_never_touch() -> None:
    for width in range(30, 110):
        labels = re.split(r" {3,}", dates_of(trend_chart(QUARTER, width, 8, Charset.ASCII)).strip())
        assert all(re.fullmatch(r"\d+ [A-Z][a-z]{2}( 2026)?|[A-Z][a-z]{2}( 2026)?", label)
                   for label in labels)  # fmt: skip
        assert [label for label in labels if "2026" in label] == labels[:1]


def test_a_new_year_is_said_once() -> None:
    values = (80.0, 81.0) * 30
    days = tuple(date(2026, 7, 6) + timedelta(days=7 * week) for week in range(60))
    chart = trend_chart(TrendSpec(days, values), 80, 10, Charset.ASCII)
    assert dates_of(chart).split() == ["Jul", "2026", "Sep", "Nov", "2027", "Mar", "May", "Jul"]


def test_wide_letters_keep_the_width() -> None:
    spec = TrendSpec(
        WEEKS[:2], (1.0, 2.0), title="満足度" * 9, annotations=events((0, "新しい電話メニュー"))
    )
    chart = trend_chart(spec, 41, 12, Charset.BRAILLE)
    assert [cell_len(line) for line in chart.text_lines] == [41] * 12
    assert "新しい電" in plain_text(chart)


def test_a_value_label_is_left_out_rather_than_cut() -> None:
    chart = trend_chart(
        replace(QUARTER, y_format=lambda value: f"{value:.1f} kilograms"), 38, 10, Charset.BRAILLE
    )
    assert "kilo" not in plain_text(chart)
    assert "…" not in plain_text(chart)


def test_times_are_shown_as_the_caller_formats_them() -> None:
    spec = TrendSpec(
        WEEKS[:3],
        (340, 400, 424),
        y_format=lambda v: f"{int(v) // 60}:{int(v) % 60:02d}",
        clock=True,
    )
    text = plain_text(trend_chart(spec, 38, 10, Charset.ASCII))
    assert "6:00+" in text
    assert "7:00+" in text


def test_lists_that_do_not_match_are_refused() -> None:
    with pytest.raises(ValueError, match="2 periods, but 1 values"):
        TrendSpec(WEEKS[:2], (1.0,))
    with pytest.raises(ValueError, match="1 values, but 2 expected"):
        TrendSpec(WEEKS[:1], (1.0,), expected=(1.0, 2.0))


def test_the_whole_chart_reads_as_drawn() -> None:
    spec = TrendSpec(
        WEEKS[:6],
        (78, 80, 79, None, 84, 81),
        unfinished=True,
        target=(ChartLevel(0, 5, 85),),
        title="CSAT, %",
        annotations=events((1, "call reviews")),
        worse=frozenset({4}),
    )
    assert plain_text(trend_chart(spec, 44, 14, Charset.ASCII)).splitlines() == WHOLE


WHOLE = """\
CSAT, %
          call reviews
  |====================================== 85
84+       :                      x
  |       :
82+       :
  |       :                             @
80+       o
  |    ***:*******o
78+o***   :
  +-------+--------------+--------------+
     12 Jan 2026       26 Jan         9 Feb
o week  x worse  @ week so far  == target
: event
""".splitlines()


def test_a_period_that_is_no_whole_one_is_hollow_named_and_not_joined() -> None:
    spec = replace(QUARTER, unfinished=False, incomplete=frozenset({0, 7}))
    drawn = cells_in(trend_chart(spec, 60, 14, Charset.ASCII), Style.UNFINISHED)
    assert drawn.count("@") == 3  # two periods, and the legend
    text = plain_text(trend_chart(spec, 60, 14, Charset.ASCII))
    assert "@ part of a week" in text
    whole = trend_chart(replace(spec, incomplete=frozenset()), 60, 14, Charset.ASCII)
    assert cells_in(whole, Style.UNFINISHED) == ""
