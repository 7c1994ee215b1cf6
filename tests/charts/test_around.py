"""The drawing of the periods around a session."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kpitui.charts.around import AroundSpec, around_chart
from kpitui.charts.text import Charset, Style, cells_of
from kpitui.domain.effect_course import Course

NUMBERS = st.one_of(st.none(), st.floats(-1e6, 1e6))
SOME = st.lists(NUMBERS, max_size=24).map(tuple)
COURSES = st.builds(Course, SOME, SOME, SOME, SOME)


def spec(course: Course) -> AroundSpec:
    return AroundSpec(course, "Helen", "median of 4 not coached", lambda one: f"{one:g}")


HELEN = Course((80.0, 82.0) * 6, (86.0,) * 8, (80.0,) * 12, (81.0,) * 8)


def test_before_and_after_are_split_at_the_session_and_both_lines_are_named() -> None:
    chart = around_chart(spec(HELEN), 60, 14, Charset.BRAILLE)
    text = "\n".join(chart.text_lines)
    for said in ("• Helen", "·· median of 4 not coached", "mean before, after", "┊ session"):
        assert said in text
    assert " session " in text
    assert "-12" in text
    assert text.rstrip().count("+8") == 1
    rows = chart.text_lines[: 14 - 4]
    split = {row.index("┊") for row in rows if "┊" in row}
    assert len(split) == 1
    left = [row[: min(split)] for row in rows]
    right = [row[min(split) + 1 :] for row in rows]
    top = next(at for at, row in enumerate(right) if "•" in row)
    assert all("•" not in row for row in left[: top + 1])  # before it was lower


def test_without_peers_nothing_is_said_of_them() -> None:
    alone = Course(HELEN.before, HELEN.after, (), ())
    assert "not coached" not in "\n".join(
        around_chart(spec(alone), 60, 14, Charset.BRAILLE).text_lines
    )


@settings(max_examples=80, deadline=None)
@given(COURSES, st.integers(0, 90), st.integers(0, 30), st.sampled_from(list(Charset)))
@example(Course((), (0.0,), (), ()), 1, 6, Charset.BRAILLE)
def test_every_size_is_filled_exactly(
    course: Course, width: int, height: int, charset: Charset
) -> None:
    chart = around_chart(spec(course), width, height, charset)
    assert len(chart.text_lines) == height
    if course.is_empty:
        assert not "".join(chart.text_lines)
        return
    for line in chart.text_lines:
        assert len(cells_of(line)) == width
        assert charset is not Charset.ASCII or line.isascii()
    assert {run.style for line in chart.lines for run in line} <= set(Style)
