"""A name that was removed and is given to somebody new: they get nothing of whoever had
it before them.
"""

from datetime import UTC, datetime, timedelta

from kpitui.actions.accounts import end_account, set_account
from kpitui.actions.rules import set_rule
from kpitui.domain.access import AccessRole
from kpitui.storage.database import reading
from kpitui.storage.visits import last_here, visit
from tests.conftest import LEADER, TODAY
from tests.gate.direct import Gate


def types(gate: Gate, name: str) -> None:
    with gate.terminal(name) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("2ana\r")
        opened.shows("Ana López", "due")
        opened.send("44/50\r")
        opened.shows("44/50")
        opened.send("\x1b[21~")  # F10
        opened.shows("Not saved: 1 value")
        opened.send("\x1b[21~")
        assert opened.ends() == 0


def remove_and_add(gate: Gate, name: str, *, same_person: bool = False) -> list[str]:
    end_account(gate.database, LEADER, name, TODAY)
    return set_account(gate.database, LEADER, name, AccessRole.SUPERVISOR, same_person=same_person)


def test_what_was_typed_is_not_handed_to_the_next_one_of_that_name(gate: Gate) -> None:
    types(gate, "kim")
    remove_and_add(gate, "kim")
    with gate.terminal("kim") as opened:
        opened.shows("Grow brand loyalty", "You are kim, supervisor")
        opened.send("2ana\r")
        opened.shows("Ana López", "due")
        opened.quiet()
        assert "44/50 " not in opened.text.replace("44/50 or", "")
        opened.send("\x1b[21~")
        assert opened.ends() == 0
    assert b"Draft restored" not in opened.received


def test_who_comes_back_as_the_same_person_finds_what_they_typed(gate: Gate) -> None:
    types(gate, "kim")
    remove_and_add(gate, "kim", same_person=True)
    with gate.terminal("kim") as opened:
        opened.shows("Draft restored")
        opened.send("2ana\r")
        opened.shows("44/50")


def test_the_next_one_takes_back_nothing_of_whoever_was_before_them(gate: Gate) -> None:
    assert gate.ask("kim", "log csat 92 ana").returncode == 0
    remove_and_add(gate, "kim")
    kept = gate.ask("kim", "export").stdout
    with gate.terminal("kim") as opened:
        opened.shows("Grow brand loyalty")
        opened.send("u")
        opened.shows("Nothing to undo")
        opened.send("\x1b[21~")
        assert opened.ends() == 0
    assert gate.ask("kim", "export").stdout == kept
    assert ",92.0," in kept


def test_the_next_one_is_of_no_person_and_has_no_key_until_they_are_given(gate: Gate) -> None:
    assert gate.ask("ana", "person ana").returncode == 0
    end_account(gate.database, LEADER, "ana", TODAY)
    set_account(gate.database, LEADER, "ana", AccessRole.MEMBER)
    asked = gate.ask("ana", "person ana")
    assert (asked.returncode, asked.stdout) == (3, "")
    assert "not linked to a person yet" in asked.stderr


def test_who_comes_in_begins_with_today_and_since_the_last_visit_of_their_own(gate: Gate) -> None:
    set_rule(gate.database, LEADER, "start_supervisor", "today", TODAY, "again")
    visit(gate.database, "kim", datetime.now(UTC) - timedelta(days=2))
    with gate.terminal("kim") as opened:
        opened.shows("Today", "Results due", "Ana López")
        opened.send("\x1b[21~")
        assert opened.ends() == 0
    with reading(gate.database) as db:
        assert last_here(db, "kim", datetime.now(UTC)) is not None
    remove_and_add(gate, "kim")
    with reading(gate.database) as db:
        assert last_here(db, "kim", datetime.now(UTC) + timedelta(days=1)) is None
