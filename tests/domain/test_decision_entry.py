"""`shorter greeting, Sam by 14 dec`: what, who and by when in one line."""

from datetime import date

import pytest

from kpitui.domain.decision_entry import Doers, read_decision, read_doer
from kpitui.domain.writing import WRITING

TODAY = date(2026, 11, 23)
DOERS = Doers(["Sam Hill", "Helen Marsh", "Helen Oakes", "lee"])
FIRST = date(2026, 12, 14)


def read(text: str, who: str = "", due_on: date | None = None) -> tuple[str, str, date | None]:
    def day(typed: str) -> date:
        return WRITING.read_day(typed, TODAY, future=True)

    found = read_decision(text, DOERS, day, who=who, due_on=due_on)
    return found.text, found.who, found.due_on


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shorter greeting, sam by 14 dec", ("shorter greeting", "Sam Hill", FIRST)),
        ("shorter greeting, Sam, by 14 dec", ("shorter greeting", "Sam Hill", FIRST)),
        ("shorter greeting, lee @14 dec", ("shorter greeting", "lee", FIRST)),
        ("shorter greeting, helen o BY +21d", ("shorter greeting", "Helen Oakes", FIRST)),
        ("greet by name by 14 dec", ("greet by name", "", FIRST)),
        ("greet by name, sam", ("greet by name", "Sam Hill", None)),
        ("shorter greeting", ("shorter greeting", "", None)),
        ("a, b and c, and then all the rest of it, sam by 14 dec",
            ("a, b and c, and then all the rest of it", "Sam Hill", FIRST)),
        ("less, and that in both teams at once by 14 dec",
            ("less, and that in both teams at once", "", FIRST)),
        ("stand by", ("stand by", "", None)),
    ],
)  # fmt: skip
def test_what_stands_where(typed: str, meant: tuple[str, str, date | None]) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "type what is to be done"),
        (" , sam by 14 dec", "type what is to be done"),
        ("by 14 dec", "type what is to be done"),
        ("shorter greeting, zoe by 14 dec", "after the comma: there is no person “zoe”"),
        ("shorter greeting, warmer tone", "after the comma: there is no person “warmer tone”"),
        ("shorter greeting, helen by 14 dec", "“helen” fits 2: Helen Marsh, Helen Oakes"),
        ("shorter greeting, sam by 31 feb", "there is no day 31 feb"),
        ("x" * 501, "500"),
    ],
)
def test_what_is_wrong_is_said(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read(typed)


def test_what_is_said_apart_is_not_looked_for_in_the_words() -> None:
    assert read("shorter, warmer", who="Sam Hill") == ("shorter, warmer", "Sam Hill", None)
    assert read("greet by fri", who="lee", due_on=FIRST) == ("greet by fri", "lee", FIRST)


def test_a_doer_may_be_someone_whom_the_file_does_not_know() -> None:
    assert read_doer("sam", DOERS) == "Sam Hill"
    assert read_doer(" The  vendor ", DOERS) == "The vendor"
