import math
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpitui.charts.canvas import Canvas, Point
from kpitui.charts.text import Cell, Charset, Style
from tests.patience import examples

COORDINATE = st.floats(allow_nan=True, allow_infinity=True)
POINTS = st.lists(st.tuples(COORDINATE, COORDINATE) | st.none(), max_size=40)


def rows_of(picture: Sequence[Sequence[Cell]]) -> list[str]:
    return ["".join(text for text, _ in row) for row in picture]


def drawn(
    points: Sequence[Point | None],
    width: int = 9,
    height: int = 3,
    charset: Charset = Charset.ASCII,
) -> list[str]:
    canvas = Canvas(width, height, charset)
    canvas.line(points, Style.VALUE)
    return rows_of(canvas.build())


@settings(max_examples=examples(60), deadline=None)
@given(POINTS, st.integers(1, 200), st.integers(1, 60), st.sampled_from(list(Charset)))
def test_any_points_give_the_exact_size(
    points: list[Point | None], width: int, height: int, charset: Charset
) -> None:
    canvas = Canvas(width, height, charset)
    canvas.line(points, Style.VALUE)
    canvas.line(points, Style.EXPECTED, glyph="+")
    canvas.marks([point for point in points if point], "o", Style.BETTER)
    picture = canvas.build()
    assert [len(row) for row in picture] == [width] * height
    assert all(len(text) == 1 for row in picture for text, _ in row)
    if charset is Charset.ASCII:
        assert "".join(rows_of(picture)).isascii()


def test_a_line_joins_its_points() -> None:
    assert drawn([(0, 0), (0.5, 1), (1, 0)]) == ["    *    ", "  ** **  ", "**     **"]


def test_a_gap_breaks_the_line_and_is_no_zero() -> None:
    assert drawn([(0, 1), (0.25, 1), None, (0.75, 1), (1, 1)]) == ["***   ***", " " * 9, " " * 9]
    assert drawn([(0, 1), (0.25, 1), (0.5, math.nan), (0.75, 1), (1, 1)]) == [
        "***   ***",
        " " * 9,
        " " * 9,
    ]


def test_a_point_between_gaps_is_a_dot() -> None:
    assert drawn([None, (0.5, 0.5), None]) == [" " * 9, "    *    ", " " * 9]


def test_points_outside_stand_at_the_border() -> None:
    assert drawn([(-9, 9e300)]) == ["*        ", " " * 9, " " * 9]


def test_no_stroke_gives_blanks() -> None:
    assert drawn([]) == drawn([None]) == [" " * 9] * 3


def test_thinning_keeps_the_extremes() -> None:
    flat: list[Point] = [(i / 9999, 0.5) for i in range(10_000)]
    flat[4999] = (0.5, 1.0)
    flat[5000] = (0.5, 0.0)
    assert drawn(flat) == ["    *    ", "*********", "    *    "]


def test_braille_has_two_by_four_dots_and_blocks_two_by_two() -> None:
    rising = [(0.0, 0.0), (1.0, 1.0)]
    assert drawn(rising, 2, 1, Charset.BRAILLE) == ["⡠⠊"]
    assert set(drawn(rising, 4, 2, Charset.BLOCK)[0].strip()) <= set("▘▝▀▖▌▞▛▗▚▐▜▄▙▟█")


def test_later_strokes_cover_earlier_ones_and_each_cell_knows_its_style() -> None:
    canvas = Canvas(6, 1, Charset.ASCII)
    canvas.hlines([(0.5, 0.0, 1.0)], "=", Style.TARGET, every=(0, 1, 2, 3))
    canvas.marks([(0.4, 0.5)], "#", Style.BETTER)
    picture = canvas.build()
    assert rows_of(picture) == ["==#==="]
    assert [style for _, style in picture[0]] == [Style.TARGET] * 2 + [Style.BETTER] + [
        Style.TARGET
    ] * 3


def test_two_patterns_in_one_row_show_both() -> None:
    canvas = Canvas(8, 1, Charset.ASCII)
    canvas.hlines([(0.5, 0.0, 1.0)], "=", Style.TARGET, every=(0, 2))
    canvas.hlines([(0.5, 0.5, 1.0)], "-", Style.LIMIT, every=(1, 3))
    assert rows_of(canvas.build()) == ["= = =-=-"]


def test_upright_lines_run_from_bottom_to_top() -> None:
    canvas = Canvas(3, 3, Charset.ASCII)
    canvas.vline(0.5, ":", Style.ANNOTATION)
    assert rows_of(canvas.build()) == [" : "] * 3


def test_marks_and_level_lines_stand_in_the_cell_that_the_line_crosses() -> None:
    for y in (0.0, 0.1, 0.37, 0.5, 0.62, 0.999):
        canvas = Canvas(30, 7, Charset.BRAILLE)
        canvas.line([(0.0, y), (1.0, y)], Style.VALUE)
        row = next(i for i, cells in enumerate(rows_of(canvas.build())) if cells.strip())
        assert canvas.cell((0.3, y))[1] == row


def test_a_canvas_without_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one cell"):
        Canvas(0, 3, Charset.ASCII)


def test_the_size_of_the_terminal_does_not_cut_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "10")
    monkeypatch.setenv("LINES", "3")
    assert [len(row) for row in drawn([(0, 0), (1, 1)], 70, 20)] == [70] * 20


def test_two_threads_do_not_draw_into_each_other() -> None:
    tasks = [
        partial(drawn, [(0, 0), (1, 1)], 40, 8),
        partial(drawn, [(0, 1), (0.5, 0.5), (1, 0.5)], 23, 5),
    ]
    alone = [task() for task in tasks]
    together: list[list[list[str]]] = [[], []]

    def repeat(which: int) -> None:
        together[which] = [tasks[which]() for _ in range(40)]

    threads = [threading.Thread(target=repeat, args=(which,)) for which in (0, 1)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert together == [[picture] * 40 for picture in alone]


def test_plotext_is_loaded_by_drawing_alone() -> None:
    program = (
        "import sys, kpitui.charts.trend, kpitui.charts.sparkline as s\n"
        "from kpitui.charts.canvas import Canvas\n"
        "from kpitui.charts.text import Charset, Style\n"
        "s.sparkline([1, 2], 4, Charset.ASCII)\n"
        "before = 'plotext' in sys.modules\n"
        "canvas = Canvas(4, 2, Charset.ASCII)\n"
        "canvas.put([(0, 0)], 'x', Style.VALUE)\n"
        "canvas.build()\n"
        "print(before, 'plotext' in sys.modules, any(name.startswith(('textual', 'rich')) for name "
        "in sys.modules))\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert re.split(r"\s+", found.stdout.strip()) == ["False", "True", "False"]
    assert found.stderr == ""
