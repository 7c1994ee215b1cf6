import math

from hypothesis import given, settings
from hypothesis import strategies as st

from kpitui.charts.sparkline import sparkline, sparklines, tall_sparklines
from kpitui.charts.text import Charset
from tests.patience import examples

ROW = st.lists(st.floats() | st.none() | st.floats(70, 90), max_size=90)
CHARSETS = st.sampled_from(list(Charset))


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(ROW, max_size=12), st.integers(1, 60), CHARSETS)
def test_many_at_once_are_the_same_as_each_alone(
    rows: list[list[float | None]], width: int, charset: Charset
) -> None:
    together = sparklines(rows, width, charset)
    assert together == [sparkline(row, width, charset) for row in rows]
    assert all(len(line) == width for line in together)
    if charset is Charset.ASCII:
        assert "".join(together).isascii()


def test_values_rise_with_their_glyphs() -> None:
    assert sparkline([1, 2, 3, 4, 5, 6, 7], 7, Charset.BRAILLE) == "▁▂▃▄▅▆▇"
    assert sparkline([1, 2, 3, 4, 5], 5, Charset.ASCII) == "_.-=^"


def test_the_latest_value_stands_at_the_right_edge() -> None:
    assert sparkline([1, 7], 5, Charset.BLOCK) == "   ▁▇"


def test_a_gap_is_blank_and_does_not_move_the_scale() -> None:
    assert sparkline([70, None, 90, math.nan, math.inf], 5, Charset.ASCII) == "_ ^  "


def test_zero_is_a_value() -> None:
    assert sparkline([0, 0, 4], 3, Charset.ASCII) == "__^"


def test_equal_values_are_a_level_line() -> None:
    assert sparkline([78.4] * 6, 6, Charset.BRAILLE) == "▄▄▄▄▄▄"
    assert sparkline([0.0] * 3, 3, Charset.ASCII) == "---"


def test_no_value_is_blank() -> None:
    assert (
        sparkline([], 4, Charset.BRAILLE) == sparkline([None, None], 4, Charset.BRAILLE) == "    "
    )


def test_more_values_than_cells_are_averaged_in_equal_shares() -> None:
    assert sparkline([1, 1, 5, 5, 3, 3, None, None], 4, Charset.ASCII) == "_^- "
    assert sparkline([1, 3, None, 10], 2, Charset.ASCII) == "_^"


def test_the_largest_floats_do_not_run_over() -> None:
    assert sparkline([1.7e308, 1.7e308, -1.7e308, -1.7e308], 2, Charset.ASCII) == "^_"


def test_no_room_gives_nothing() -> None:
    assert sparklines([[1.0], [2.0]], 0, Charset.ASCII) == ["", ""]


def test_each_call_gives_a_list_of_its_own() -> None:
    sparklines([[1.0, 2.0]], 4, Charset.ASCII).clear()
    assert sparklines([[1.0, 2.0]], 4, Charset.ASCII) == ["  _^"]


def test_of_two_rows_plotext_draws_a_line_with_its_latest_value_marked() -> None:
    short, long = tall_sparklines([[1.0, 9.0], [9.0, 5.0, 1.0, 9.0]], 8, 2, Charset.BRAILLE)
    for chart in (short, long):
        assert (chart.width, chart.height) == (8, 2)
        assert chart.text_lines[0].endswith("•")
    assert short.text_lines[1][:5].strip() == ""  # in step with the longer row
    assert all("⠀" < cell <= "⣿" or cell in " •" for cell in "".join(long.text_lines))
    (plain,) = tall_sparklines([[1.0, None, 9.0]], 6, 2, Charset.ASCII)
    assert plain.text_lines == ("     o", "*     ")


def test_a_line_of_no_values_is_blank() -> None:
    (chart,) = tall_sparklines([[None, math.nan]], 6, 2, Charset.BRAILLE)
    assert chart.text_lines == (" " * 6, " " * 6)
    assert tall_sparklines([], 6, 2, Charset.BRAILLE) == []
