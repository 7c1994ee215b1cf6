"""A question is answered by who has seen it: no paste, and no key that was typed before
it was painted.
"""

from collections.abc import Iterator
from datetime import date

import pytest

from kpitui.actions.plan import add_priority
from kpitui.domain.records.goal import GoalDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows
from tests.conftest import LEADER, TODAY, record_weekly
from tests.pty_terminal import Terminal, terminal

PASTED = "\x1b[200~\r\n\ry\r\x1b[201~"


@pytest.fixture
def plan(database: DatabaseFile) -> Iterator[Terminal]:
    add_priority(database, LEADER, GoalDraft(title="Cut the waiting", starts_on=date(2026, 1, 1)))
    record_weekly(database, 1, [80.0, 84.0, 82.0] * 8, TODAY, person_id=1)
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty", "Cut the waiting")
        yield opened


def is_first(opened: Terminal, title: str) -> bool:
    other = ({"Grow brand loyalty", "Cut the waiting"} - {title}).pop()
    return -1 < opened.text.find(title) < opened.text.find(other)


def recorded(database: DatabaseFile) -> int:
    with reading(database) as db:
        return int(
            next(iter(rows(db, "SELECT count(*) AS n FROM readings WHERE metric_id = 1")))["n"]
        )


def test_keys_typed_ahead_open_a_question_and_do_not_answer_it(plan: Terminal) -> None:
    plan.send("gjm\r\r\r")
    plan.shows("Move: Grow brand loyalty", "to the bottom")
    plan.quiet()
    plan.shows("Move: Grow brand loyalty")
    plan.send("\r")
    plan.until(lambda: is_first(plan, "Cut the waiting"), "it is moved")


def test_keys_typed_ahead_open_a_form_and_do_not_save_it(plan: Terminal) -> None:
    plan.send("gje\x13\r\x13")
    plan.shows("Edit priority", "Grow brand")
    plan.quiet()
    plan.shows("Edit priority")
    plan.send("\x13")
    plan.until(lambda: "Edit priority" not in plan.text, "it is saved")


def test_a_list_that_is_searched_is_not_answered_before_it_is_seen(plan: Terminal) -> None:
    plan.send("\x10\r\r")
    plan.shows("Commands")
    plan.quiet()
    plan.shows("Commands")


def test_a_line_typed_ahead_into_a_form_is_taken(plan: Terminal) -> None:
    plan.send(":csat 81 ana\r")
    plan.shows("ecorded")
    plan.until(lambda: "Close, text kept" not in plan.text, "nothing is left to type")


def test_lines_pasted_without_brackets_answer_no_question(plan: Terminal) -> None:
    plan.send("g")
    for letter in "jm\r\ry\r":  # one by one, as quick as a terminal types them
        plan.send(letter)
    plan.shows("Move: Grow brand loyalty")
    plan.quiet()
    plan.send("\x1b")
    plan.until(lambda: "Move:" not in plan.text)
    assert is_first(plan, "Grow brand loyalty")


def test_a_pasted_enter_answers_nothing(plan: Terminal) -> None:
    plan.send("gjm")
    plan.shows("Move: Grow brand loyalty", "to the bottom")
    plan.quiet()
    plan.send(PASTED)
    plan.quiet()
    plan.shows("Move: Grow brand loyalty")
    plan.send("\r")
    plan.until(lambda: is_first(plan, "Cut the waiting"), "it is moved")


def test_an_unusual_value_is_kept_by_who_has_seen_that_it_was_asked_about(
    plan: Terminal, database: DatabaseFile
) -> None:
    before = recorded(database)
    plan.send(":csat 9 ana\r\x13\r\x13")
    plan.shows("Not saved yet: 1 to confirm")
    plan.quiet()
    plan.send(PASTED)
    plan.quiet()
    plan.shows("Not saved yet: 1 to confirm")
    assert recorded(database) == before
    plan.send("\x13")
    plan.until(lambda: recorded(database) == before + 1, "it is recorded")


def test_what_a_new_file_begins_with_is_not_chosen_blindly(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("new") / "new.db"
    with terminal("--db", path) as opened:
        opened.send("\r\rs\r")
        opened.shows("How do you want to start?")
        opened.quiet()
        assert not path.exists()
        opened.send("e")
        opened.until(path.exists, "the file")


def test_the_line_under_a_question_names_none_of_its_keys(plan: Terminal) -> None:
    own = ("enter records it", "enter Record", "Close, text kept")
    plan.send(":csat 80 ana; csat 82")
    plan.shows("enter records all 2")
    plan.send("\x7f" * 9)
    plan.shows(*own)
    plan.send("; csat 82\r")
    plan.shows("1 recorded already", "r Replace")
    plan.until(lambda: not any(one in plan.text for one in ("enter records", *own)), "no key")
    plan.send("\x1b")
    plan.shows("enter records all 2", *own[1:])
