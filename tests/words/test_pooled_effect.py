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


@pytest.mark.parametrize(
    ("difference", "says"),
    [(0.04, "at least 0.04 sigma more"), (-0.09, "at least 0.09 sigma less")],
)
def test_the_third_figure_says_what_it_is_apart_from_the_medians(
    difference: float, says: str
) -> None:
    _, medians, pairs = told(20, 19, difference)
    assert medians == "median change in sigma: coached +0.49, not coached +0.65"
    assert pairs == f"pair by pair: half gained {says} than those not coached"


@pytest.mark.parametrize(
    ("sessions", "results", "says"),
    [
        (9, 9, "role-play: median of 9 sessions in sigma, up is better, by periods with a value"),
        (9, 18, "role-play: median of 18 results (9 sessions) in sigma, up is better, by periods "
            "with a value"),
        (7, 13, "role-play: median of 13 results (7 sessions) in sigma, up is better, by periods "
            "with a value; too few sessions to say (fewer than 8)"),
        (1, 1, "role-play: median of 1 session in sigma, up is better, by periods with a value; "
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
    found = PooledEffect(pool, [], [], [], waiting=0)
    return [text_of(one) for one in overall(found, SPEECH)]
