"""What coaching did over all sessions, in words."""

import pytest

from kpitui.domain.clock import SERVER
from kpitui.domain.effect_course import Course
from kpitui.domain.writing import WRITING
from kpitui.views.pooled_effect import EVERY_SESSION, Pool, PooledEffect
from kpitui.words.pooled_effect import course_says, overall
from kpitui.words.spans import text_of
from kpitui.words.speech import Speech
from tests.conftest import TODAY

SPEECH = Speech(WRITING, SERVER, TODAY)


@pytest.mark.parametrize(
    ("better", "worse", "says"),
    [
        (20, 19, "in 20 of 39 sessions: as often as chance would"),
        (30, 9, "in 30 of 39 sessions: more often than chance"),
        (9, 30, "in 9 of 39 sessions: less often than chance"),
    ],
)
def test_it_says_whether_that_is_more_than_chance(better: int, worse: int, says: str) -> None:
    assert says in told(better, worse, 0.04)[0]


@pytest.mark.parametrize(("difference", "says"), [(0.04, "+0.04"), (-0.09, "-0.09")])
def test_the_figures_stand_in_one_line_and_below_it_what_one_is(
    difference: float, says: str
) -> None:
    _, figures, scale = told(20, 19, difference)
    assert figures == f"sessions 39; coached +0.49; not coached +0.65; ahead by {says}"
    assert scale == "Medians; 1 is the size of an agent's usual ups and downs."


def test_results_are_told_from_sessions_where_a_session_has_several() -> None:
    pool = Pool(
        name="", only=EVERY_SESSION, sessions=27, results=39, better=20, worse=19, coached=0.49,
        not_coached=0.65, difference=0.04,
    )  # fmt: skip
    said, figures, _ = [text_of(one) for one in overall(pooled(pool), SPEECH)]
    assert said == "Better than those not coached in 20 of 39 results: as often as chance would"
    assert figures.startswith("sessions 27; ")


@pytest.mark.parametrize(
    ("sessions", "results", "says"),
    [
        (9, 9, "role-play: median of 9 sessions, in usual ups and downs; up is better"),
        (9, 18,
            "role-play: median of 18 results (9 sessions), in usual ups and downs; up is better"),
        (7, 13,
            "role-play: median of 13 results (7 sessions), in usual ups and downs; up is better; "
            "too few sessions to say (fewer than 8)"),
        (1, 1, "role-play: median of 1 session, in usual ups and downs; up is better; "
            "too few sessions to say (fewer than 8)"),
    ],
)  # fmt: skip
def test_the_chart_says_of_how_many_sessions_it_is(sessions: int, results: int, says: str) -> None:
    pool = Pool(
        name="role-play", only=EVERY_SESSION, sessions=sessions, results=results, better=1, worse=0
    )
    assert course_says(pool, Course((1.0,), (1.0,), (), (), results)) == says


def told(better: int, worse: int, difference: float) -> list[str]:
    pool = Pool(
        name="", only=EVERY_SESSION, sessions=39, results=39, better=better, worse=worse,
        coached=0.49, not_coached=0.65, difference=difference,
    )  # fmt: skip
    return [text_of(one) for one in overall(pooled(pool), SPEECH)]


def pooled(pool: Pool) -> PooledEffect:
    return PooledEffect(pool, [], [], [], waiting=0)
