from hypothesis import given, settings
from hypothesis import strategies as st

from kpitui.charts.spec import ChartLevel, ChartLimits
from kpitui.charts.text import Charset, Chart, Style
from kpitui.charts.tiles import TileSpec, tile_charts, tile_legend
from tests.patience import examples

VALUES = st.lists(st.floats() | st.none() | st.floats(70, 90), max_size=40)
CHARSETS = st.sampled_from(list(Charset))


def tile(
    values: list[float | None],
    marks: dict[int, str] | None = None,
    target: float | None = None,
    limits: tuple[float, float] | None = None,
    *,
    unfinished: bool = False,
) -> TileSpec:
    last = len(values) - 1
    return TileSpec(
        tuple(values),
        () if target is None else (ChartLevel(0, last, target),),
        () if limits is None else (ChartLimits(0, last, sum(limits) / 2, *limits),),
        (last,) if unfinished and values else (),
        marks or {},
    )


def styles_of(chart: Chart, text: str) -> set[Style]:
    return {run.style for line in chart.lines for run in line if text in run.text}


@settings(max_examples=examples(40), deadline=None)
@given(
    st.lists(st.tuples(VALUES, st.booleans()), max_size=5), st.integers(1, 50), st.integers(1, 8),
    CHARSETS,
)  # fmt: skip
def test_many_at_once_are_the_same_as_each_alone(
    rows: list[tuple[list[float | None], bool]], width: int, height: int, charset: Charset
) -> None:
    specs = [
        tile(values, dict.fromkeys(range(0, len(values), 3), "better"), 80.0, (75.0, 85.0),
            unfinished=unfinished)
        for values, unfinished in rows
    ]  # fmt: skip
    together = tile_charts(specs, width, height, charset)
    assert together == [tile_charts([spec], width, height, charset)[0] for spec in specs]
    for chart in together:
        assert (len(chart.lines), {len(line) for line in chart.text_lines}) == (height, {width})
        assert charset is not Charset.ASCII or "".join(chart.text_lines).isascii()


def test_better_worse_and_unusual_differ_in_shape_and_colour() -> None:
    values: list[float | None] = [1.0, 2.0, 9.0, 1.0, 0.0, 5.0]
    spec = tile(values, {2: "better", 4: "worse", 5: "unusual"})
    (chart,) = tile_charts([spec], 18, 4, Charset.BRAILLE)
    assert styles_of(chart, "●") == {Style.BETTER}
    assert styles_of(chart, "✗") == {Style.WORSE}
    assert styles_of(chart, "◆") == {Style.UNUSUAL}
    assert chart.text_lines[0].count("●") == chart.text_lines[-1].count("✗") == 1
    (plain,) = tile_charts([spec], 18, 4, Charset.ASCII)
    assert styles_of(plain, "+") == {Style.BETTER}
    assert styles_of(plain, "x") == {Style.WORSE}


def test_the_latest_whole_value_is_marked_and_the_running_one_hollow() -> None:
    (chart,) = tile_charts([tile([1.0, 3.0, 2.0, 3.0], unfinished=True)], 12, 3, Charset.BRAILLE)
    assert "•" in chart.text_lines[1]
    assert chart.text_lines[0].endswith("○")


def test_the_legend_names_what_is_drawn_and_nothing_else() -> None:
    bare = tile([1.0, 2.0])
    assert [said for *_, said in tile_legend([bare], Charset.BRAILLE)] == ["latest"]
    full = tile([1.0, 2.0, 3.0], {0: "worse"}, 2.0, (0.0, 4.0), unfinished=True)
    said = [said for *_, said in tile_legend([bare, full], Charset.BRAILLE)]
    assert said == ["target", "worse", "limits", "so far", "latest"]
    assert not list(tile_legend([tile([])], Charset.BRAILLE))
    for sample, style, words in tile_legend([full], Charset.BRAILLE):
        (drawn,) = tile_charts([full], 24, 6, Charset.BRAILLE)
        assert styles_of(drawn, sample[0]) >= {style}, words


def test_no_room_gives_nothing() -> None:
    assert tile_charts([tile([1.0])], 0, 3, Charset.ASCII)[0].lines == ((), (), ())
    assert tile_charts([], 10, 3, Charset.ASCII) == []
