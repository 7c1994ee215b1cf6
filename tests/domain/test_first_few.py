"""The first few of many are named, and the others are counted or hinted at."""

from kpitui.domain.first_few import and_dots, and_more


def test_all_of_a_few_are_named() -> None:
    assert and_more(["Ana", "Bo"], 2) == and_dots(["Ana", "Bo"], 2) == "Ana, Bo"
    assert and_more([], 2) == and_dots([], 2) == ""


def test_of_many_the_others_are_counted_or_hinted_at() -> None:
    names = ["Ana", "Bo", *(f"Agent {number}" for number in range(1200))]
    assert and_more(names, 2) == "Ana, Bo and 1,200 more"
    assert and_more(names, 2, "; ") == "Ana; Bo, and 1,200 more"
    assert and_dots(names, 2) == "Ana, Bo, …"
    assert and_dots(["line 3"], 2, count=9) == "line 3, …"
