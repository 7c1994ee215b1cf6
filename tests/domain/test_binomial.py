"""How likely so many are by chance."""

import pytest

from kpitui.domain.binomial import sign_test


@pytest.mark.parametrize(
    ("more", "fewer", "wanted"),
    [
        (8, 0, 2 / 2**8),
        (1, 8, 2 * (1 + 9) / 2**9),
        (8, 1, 2 * (1 + 9) / 2**9),
        (20, 19, 1.0),
        (5, 5, 1.0),
        (0, 0, 1.0),
    ],
)
def test_the_sign_test_is_exact_and_two_sided(more: int, fewer: int, wanted: float) -> None:
    assert sign_test(more, fewer) == pytest.approx(wanted)
