"""What someone may have meant is said in one way everywhere."""

from kpitui.domain.near import near_and, nearest, or_near


def test_a_slip_finds_the_word_that_is_most_alike() -> None:
    assert nearest("statsu", ["start", "status", "board"]) == "status"
    assert nearest("zzz", ["start", "status"]) == ""
    assert nearest("mnoday", ["monday"], 0.8) == "monday"
    assert nearest("mend", ["monday"], 0.8) == ""


def test_a_near_name_stands_in_place_of_what_else_may_be_done() -> None:
    assert or_near("no team “Nrth”", "North", "plan show lists them.") == (
        "no team “Nrth”; did you mean North?"
    )
    assert or_near("no team “Zyx”", "", "plan show lists them.") == (
        "no team “Zyx”; plan show lists them."
    )
    assert or_near("no team “Zyx”", "") == "no team “Zyx”"


def test_a_fix_is_said_with_or_without_a_near_name() -> None:
    assert near_and("no team “Nrth”", "North", "add it.") == (
        "no team “Nrth”; did you mean North? add it."
    )
    assert near_and("no team “Zyx”", "", "add it.") == "no team “Zyx”; add it."
