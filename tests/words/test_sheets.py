"""A score says what it is made of."""

import pytest

from kpitui.domain.clock import SERVER
from kpitui.domain.enough_evaluations import Spread
from kpitui.domain.writing import WRITING, Writing
from kpitui.words.sheets import needed, sample
from kpitui.words.speech import Speech
from tests.conftest import TODAY

SPEECH = Speech(WRITING, SERVER, TODAY)
SPREAD = Spread(sigma=6.91, freedom=60, evaluations=80)


@pytest.mark.parametrize(
    ("count", "said"),
    [(4, "4 calls: ± 11 points"), (12, "12 calls: ± 4.4 points"), (1, "1 call"), (0, "0 calls")],
)
def test_a_score_with_how_sure_it_is(count: int, said: str) -> None:
    assert sample(count, SPREAD, SPEECH) == said


def test_without_a_spread_the_number_alone() -> None:
    assert sample(4, None, SPEECH, "chat") == "4 chats"
    assert needed(5, None, SPEECH) == ""


def test_a_comma_where_people_write_one() -> None:
    assert sample(12, SPREAD, Speech(Writing(decimal_comma=True), SERVER, TODAY)) == (
        "12 calls: ± 4,4 points"
    )


def test_a_single_point() -> None:
    narrow = Spread(sigma=1.0, freedom=60, evaluations=80)
    assert sample(7, Spread(sigma=1.081, freedom=60, evaluations=80), SPEECH) == (
        "7 calls: ± 1 point"
    )
    assert sample(7, narrow, SPEECH) == "7 calls: ± 0.9 points"


def test_how_many_it_takes() -> None:
    assert needed(5, SPREAD, SPEECH) == "10 calls for ± 5 points"
    assert needed(0.0001, SPREAD, SPEECH) == ""
