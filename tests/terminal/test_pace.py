"""How far a terminal is behind, as its answers tell."""

from textual import events

from kpitui.terminal.pace import FEWEST_REPEATS, QUESTION, HeldKey, Pace


def test_after_a_large_picture_a_key_that_is_held_again_goes_on_at_once() -> None:
    clock = [0.0]
    pace, held = Pace(lambda: clock[0]), HeldKey()
    assert pace.sent("x" * 4_000).endswith(QUESTION)
    pace.caught_up(clock[0])
    for _ in range(2 * FEWEST_REPEATS):
        clock[0] += 0.03
        key = events.Key("down", None)
        key.time = clock[0]
        assert not held.is_left_out(key, pace)
        pace.sent("x" * 300)
        pace.caught_up(clock[0])


def test_a_terminal_that_gives_no_answer_is_taken_for_the_slowest_line() -> None:
    clock = [0.0]
    pace = Pace(lambda: clock[0])
    pace.sent("x" * 4_000)
    assert not pace.has_room(0)
    clock[0] = 3.6
    assert pace.has_room(0)


def test_a_small_picture_asks_for_no_answer() -> None:
    pace = Pace(lambda: 0.0)
    assert pace.sent("x" * 100) == "x" * 100
