"""By which standards a team is compared."""

import pytest

from kpitui.domain.records.metric import Range
from kpitui.domain.same_standard import compared_levels

MOST, OTHER, THIRD = (Range(low=low, high=low + 2) for low in (1.0, 2.0, 3.0))


@pytest.mark.parametrize(
    ("held", "levels"),
    [
        ([MOST] * 5, []),
        ([None] * 5, []),
        ([MOST] * 5 + [None], []),
        ([MOST] * 5 + [OTHER] * 2, [MOST]),
        ([MOST] * 5 + [OTHER] * 3, [MOST, OTHER]),
        ([OTHER] * 3 + [MOST] * 3, [MOST, OTHER]),
        ([MOST] * 2 + [OTHER], [MOST]),
        ([MOST] * 2 + [OTHER] * 2, []),
        ([MOST, OTHER, THIRD], []),
    ],
)
def test_people_are_compared_by_what_most_or_at_least_three_share(
    held: list[Range | None], levels: list[Range]
) -> None:
    assert compared_levels(held) == levels
