"""The periods around a session, of the coached and of those not coached in the middle."""

import pytest

from kpitui.domain.coaching_effect import BeforeAfter, change_at, coaching_effect
from kpitui.domain.effect_course import Course, course_of, pooled_course
from kpitui.domain.records.metric import Direction

BEFORE = [80.0, 82.0] * 6


def around(after: float, *, lift: float = 0.0) -> BeforeAfter:
    values = [one + lift for one in (*BEFORE, 0.0, *[after] * 8)]
    return change_at(values, [1.0] * len(values), 12)


def test_one_session_has_its_own_values_beside_the_median_of_the_others() -> None:
    others = [around(81.0, lift=lift) for lift in (0.0, 1.0, 5.0)]
    found = course_of(coaching_effect(around(85.0), others, Direction.HIGHER))
    assert found == Course(
        before=tuple(BEFORE),
        after=(85.0,) * 8,
        peers_before=tuple(one + 1 for one in BEFORE),
        peers_after=(82.0,) * 8,
    )


def test_a_shorter_past_is_counted_from_the_session() -> None:
    short = change_at([*BEFORE[:4], *BEFORE, 0.0, *[90.0] * 3], [1.0] * 20, 16)
    found = course_of(coaching_effect(short, [around(81.0)], Direction.HIGHER))
    assert (len(found.before), len(found.peers_before)) == (16, 12)
    assert (len(found.after), len(found.peers_after)) == (3, 3)
    assert found.peers_before[-1] == BEFORE[-1]


@pytest.mark.parametrize(
    ("direction", "after", "way"),
    [(Direction.HIGHER, 85.0, 1), (Direction.LOWER, 77.0, -1)],
)
def test_several_are_in_sigma_from_their_own_mean_and_up_is_better(
    direction: Direction, after: float, way: int
) -> None:
    sigma = 2 / 1.128
    effects = [
        coaching_effect(around(after, lift=lift), [around(81.0, lift=lift)] * 3, direction)
        for lift in (0.0, 100.0, 200.0)
    ]
    found = pooled_course(effects)
    assert found.sessions == 3
    assert found.after == pytest.approx([4 / sigma] * 8)
    assert found.peers_after == pytest.approx([0.0] * 8)
    assert found.before == pytest.approx([-way / sigma, way / sigma] * 6)


def test_nothing_is_nothing() -> None:
    assert pooled_course([]).is_empty
