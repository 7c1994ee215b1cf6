"""The commands `people data` and `people forget`, as a leader and as cron call them."""

import json
import subprocess
import time
from datetime import date

import pytest

from kpitui.actions.accounts import set_account
from kpitui.actions.backup import backup
from kpitui.actions.coaching import record_session
from kpitui.actions.people import add_person, edit_person, person_left, remove_person
from kpitui.actions.rules import set_rule
from kpitui.cli.context import account_name
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import Refused
from kpitui.domain.records.person import PersonDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people, load_person
from kpitui.storage.presence import Presence, stay
from kpitui.storage.records import rows
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import LEADER, TODAY

SEEN = "hung up on the caller twice"
ANA = "Ana López"


@pytest.fixture
def coached(database: DatabaseFile) -> DatabaseFile:
    session = SessionDraft(
        person_id=1, date=TODAY, kind=SessionKind.ROLE_PLAY, focus=(1,), seen=SEEN, agreed="<b>x",
    )  # fmt: skip
    record_session(database, LEADER, session, today=TODAY)
    return database


def left(database: DatabaseFile, person_id: int, on: date) -> None:
    with reading(database) as db:
        person = load_person(db, person_id)
    assert person is not None
    person_left(database, LEADER, person, on)


def names(database: DatabaseFile) -> list[str]:
    with reading(database) as db:
        return [person.name for person in load_people(db)]


def test_everything_that_is_kept_of_somebody(coached: DatabaseFile, kpitui: Command) -> None:
    found = kpitui("--db", coached.path, "people", "data", "ana").data
    assert found["person"] == ANA
    assert [one["seen"] for one in found["records"]["sessions"]] == [SEEN]
    assert found["records"]["people"][0]["code"] == "ana"
    tables = {row["table_name"] for row in found["history"]}
    assert {"people", "memberships", "sessions", "session_metrics"} <= tables
    page = kpitui("--db", coached.path, "people", "data", "ana", "--format", "md")
    assert "### coaching session (1)" in page.out
    assert f"observed: {SEEN}" in page.out
    html = kpitui("--db", coached.path, "people", "data", "ana", "--format", "html")
    assert "&lt;b&gt;x" in html.out
    assert "<b>x" not in html.out


def test_it_is_written_to_a_new_file(coached: DatabaseFile, kpitui: Command) -> None:
    out = coached.path.with_name("ana.json")
    assert kpitui("--db", coached.path, "people", "data", "ana", "-o", out).out == ""
    assert json.loads(out.read_text())["records"]["sessions"][0]["seen"] == SEEN
    again = kpitui("--db", coached.path, "people", "data", "ana", "-o", out)
    check_one_sentence(again, 4, "already there")


def test_nothing_is_done_where_nobody_can_be_asked(coached: DatabaseFile, kpitui: Command) -> None:
    said = kpitui("--db", coached.path, "people", "forget", "ana")
    assert said.code == 2
    assert "1 coaching session" in said.err
    assert said.err.endswith("nothing was done: add --yes where no one can be asked.\n")
    assert ANA in names(coached)


def test_somebody_is_forgotten(coached: DatabaseFile, kpitui: Command) -> None:
    said = kpitui("--db", coached.path, "people", "forget", "ana", "--yes", "--why", "they asked")
    assert said.code == 0
    assert said.out.splitlines()[0].startswith("Now called: Former agent 1. ")
    assert "Still found: nothing" in said.out
    assert names(coached) == ["[red]Bo[/]", "Former agent 1"]
    page = kpitui("--db", coached.path, "person", "former")
    assert "name, code and notes were erased, figures stay" in page.out
    history = kpitui("--db", coached.path, "history", "--limit", "1").out
    assert "forget person: Former agent 1" in history
    assert "why: they asked" in history
    check_one_sentence(kpitui("--db", coached.path, "people", "forget", "ana"), 1, "ana")
    listed = kpitui("--db", coached.path, "people", "list", "--all", "--json").data
    assert [bool(one["forgotten_on"]) for one in listed] == [False, True]
    again = kpitui("--db", coached.path, "people", "forget", "former", "--yes")
    check_one_sentence(again, 3, "Former agent 1 was forgotten on", "already")


def test_two_of_that_name_are_asked_about(coached: DatabaseFile, kpitui: Command) -> None:
    add_person(coached, LEADER, PersonDraft(name="Anabel", starts_on=date(2024, 1, 1)))
    add_person(coached, LEADER, PersonDraft(name="Anatol", starts_on=date(2024, 1, 1)))
    said = kpitui("--db", coached.path, "people", "forget", "anat", "--yes", "--why", "x")
    assert said.code == 0
    add_person(coached, LEADER, PersonDraft(name="Anabella", starts_on=date(2024, 1, 1)))
    both = kpitui("--db", coached.path, "people", "forget", "anabe", "--yes")
    check_one_sentence(both, 2, "Anabel", "Anabella")


def test_a_killed_one_is_finished_by_the_same_words(coached: DatabaseFile, kpitui: Command) -> None:
    kpitui("--db", coached.path, "people", "forget", "ana", "--yes")
    with reading(coached) as db:
        assert rows(db, "SELECT cleaned FROM forgetting") == [{"cleaned": 1}]
    subprocess.run(
        ["sqlite3", coached.path, "UPDATE forgetting SET cleaned = 0"], check=True
    )  # what a process leaves that is killed before it has cleaned the file
    doctor = kpitui("--db", coached.path, "doctor")
    assert "finish it with: kpitui people forget Former agent 1" in doctor.out
    said = kpitui("--db", coached.path, "people", "forget", ANA)
    assert said.code == 0
    assert said.err.startswith("Finished erasing Former agent 1")
    assert "finish it" not in kpitui("--db", coached.path, "doctor").out


def test_cron_forgets_who_left_long_ago(coached: DatabaseFile, kpitui: Command) -> None:
    left(coached, 2, date(2025, 6, 1))
    none = kpitui("--db", coached.path, "people", "forget", "--left-before", "4y", "--yes")
    assert (none.code, none.out) == (0, "")
    assert none.err.startswith("No one who left before")
    said = kpitui("--db", coached.path, "people", "forget", "--left-before", "12m", "--yes")
    assert said.code == 0
    assert "Now called: Former agent 2" in said.out
    assert names(coached) == [ANA, "Former agent 2"]
    both = kpitui("--db", coached.path, "people", "forget", "ana", "--left-before", "2y")
    assert both.code == 2


@pytest.mark.usefixtures("that_noon")
def test_cron_forgets_the_others_where_one_is_refused(
    coached: DatabaseFile, kpitui: Command
) -> None:
    set_account(coached, Actor(account_name()), "bo", AccessRole.LEADER, "[red]Bo[/]")
    cy = add_person(coached, LEADER, PersonDraft(name="Cy Gone", starts_on=date(2024, 1, 1)))
    for person in (2, cy):
        left(coached, person, date(2025, 6, 1))
    stay(coached, Presence("there", "bo"), time.time())
    said = kpitui("--db", coached.path, "people", "forget", "--left-before", "12m", "--yes")
    assert said.code == 3
    assert "[red]Bo[/] is in the file at this moment" in said.err
    assert "Now called: Former agent 3" in said.out
    assert names(coached) == ["[red]Bo[/]", ANA, "Former agent 3"]


@pytest.mark.usefixtures("that_noon")
def test_who_is_due_by_the_rule_is_named(coached: DatabaseFile, kpitui: Command) -> None:
    left(coached, 2, date(2025, 6, 1))
    assert "due to be forgotten" not in kpitui("--db", coached.path, "doctor").out
    set_rule(
        coached, LEADER, "keep_notes", 12, coached.clock.today(), "agreed with the works council"
    )
    doctor = kpitui("--db", coached.path, "doctor").out
    assert "due to be forgotten, as notes are kept for 12 months: [red]Bo[/]" in doctor
    assert "kpitui people forget --left-before 12m" in doctor
    assert "D701" in kpitui("--db", coached.path, "check").out
    kpitui("--db", coached.path, "people", "forget", "--left-before", "12m", "--yes")
    assert "D701" not in kpitui("--db", coached.path, "check").out


def test_a_restore_says_who_is_known_again(coached: DatabaseFile, kpitui: Command) -> None:
    copy = coached.path.with_name("copy.db")
    backup(coached, copy)
    kpitui("--db", coached.path, "people", "forget", "ana", "--yes")
    said = kpitui("--db", coached.path, "restore", "--keep-access", copy)
    assert said.code == 0, said.err
    assert f"{ANA} was forgotten since that copy and is known again" in said.err
    assert ANA in names(coached)
    assert kpitui("--db", coached.path, "doctor").out.count("altered") == 0


def test_who_was_forgotten_gets_no_other_name(coached: DatabaseFile, kpitui: Command) -> None:
    kpitui("--db", coached.path, "people", "forget", "ana", "--yes")
    with reading(coached) as db:
        person = load_person(db, 1)
    assert person is not None
    with pytest.raises(Refused, match="Former agent 1 was forgotten, and keeps that name"):
        edit_person(coached, LEADER, person, "Ana", None)


def test_who_was_deleted_as_a_mistake_is_forgotten_too(
    coached: DatabaseFile, kpitui: Command
) -> None:
    cy = add_person(
        coached, LEADER, PersonDraft(name="Cy Wrongly", code="cyw", starts_on=date(2024, 1, 1))
    )
    with reading(coached) as db:
        person = load_person(db, cy)
    assert person is not None
    remove_person(coached, LEADER, person)
    assert kpitui("--db", coached.path, "people", "data", "cy").data["history"]
    asked = kpitui("--db", coached.path, "people", "forget", "cy wrongly")
    assert "Forgetting Cy Wrongly (in the history alone) cannot be undone" in asked.err
    said = kpitui("--db", coached.path, "people", "forget", "cy", "--yes")
    assert said.code == 0, said.err
    assert said.out.startswith(f"Now called: Former agent {cy}")
    assert "Still found: nothing" in said.out
    assert b"Wrongly" not in coached.path.read_bytes()
    assert "Wrongly" not in kpitui("--db", coached.path, "history", "--json").out
    assert kpitui("--db", coached.path, "doctor").out.count("altered") == 0
    check_one_sentence(kpitui("--db", coached.path, "people", "forget", "cy", "--yes"), 1, "cy")
    assert "Former" not in kpitui("--db", coached.path, "people", "list").out


def test_who_was_added_again_after_a_mistake_keeps_their_name(
    coached: DatabaseFile, kpitui: Command
) -> None:
    draft = PersonDraft(name="Cy Anew", code="cyt", starts_on=date(2024, 1, 1))
    add_person(coached, LEADER, draft)
    with reading(coached) as db:
        person = next(person for person in load_people(db) if person.name == "Cy Anew")
    remove_person(coached, LEADER, person)
    add_person(coached, LEADER, draft)
    said = kpitui("--db", coached.path, "people", "forget", "cy anew", "--yes")
    assert "name “Cy Anew” in the history: 3" in said.out  # of the one who was taken out
    again = kpitui("--db", coached.path, "people", "forget", "cy anew", "--yes")
    assert again.code == 0, again.err
    assert "Still found: nothing" in again.out
    assert kpitui("--db", coached.path, "doctor").out.count("altered") == 0
