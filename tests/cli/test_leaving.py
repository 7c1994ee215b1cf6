"""Somebody leaves: what is theirs is named, and one change hands it over."""

import os
import pwd
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine

from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import record_session
from kpitui.actions.people import add_person
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.action import Promise
from kpitui.domain.records.person import PersonDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.records import rows
from tests.cli.conftest import Command, check_one_sentence, kpitui
from tests.conftest import LEADER, TODAY

__all__ = ["kpitui"]


@pytest.fixture(autouse=True)
def coached(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabaseFile]:
    """Helen owns the KPI and the strategy, coaches Ana and Bo by her account, and owes Ana a new
    script; Zoe is there to take over.
    """
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False):
        for name in ("Helen Marsh", "Zoe Sand"):
            add_person(database, LEADER, PersonDraft(name=name, starts_on=date(2026, 1, 1)))
        set_account(database, LEADER, pwd.getpwuid(os.getuid()).pw_name, AccessRole.LEADER)
        set_account(database, LEADER, "hm", AccessRole.SUPERVISOR, person="Helen Marsh")
        for person_id, back, follow_up in ((1, 7, True), (2, 14, False), (2, 90, True)):
            day = TODAY - timedelta(days=back)
            session = SessionDraft(
                person_id=person_id, date=day, kind=SessionKind.ROLE_PLAY, seen="calm",
                follow_up_on=day + timedelta(days=21) if follow_up else None,
                actions=(Promise(text="listen"), Promise(text="new script", who="helen marsh")),
            )  # fmt: skip
            record_session(database, Actor("hm", AccessRole.SUPERVISOR), session, today=TODAY)
        with writing(database, ChangeRecord(LEADER, "owners")) as db:
            db.execute("UPDATE kpis SET owner = 'Helen Marsh'")
            db.execute("UPDATE strategies SET owner = 'helen marsh'")
        yield database


def issues(kpitui: Command) -> list[tuple[str, str]]:
    found = kpitui("check", "--json").data
    return [
        (one["record"], one["title"].removeprefix("Owner who left, "))
        for one in found
        if one["code"] == "K216"
    ]


def test_everything_goes_to_one_person_in_one_change(
    kpitui: Command, coached: DatabaseFile
) -> None:
    found = kpitui("people", "leave", "helen", "--dry-run").out.splitlines()
    assert found == [
        "still theirs: strategy Improve the customer experience",
        "still theirs: KPI Customer satisfaction",
        "still theirs: action new script",
        "still theirs: action new script",
        "still theirs: action new script",
        "still theirs: coaching of [red]Bo[/]",
        "still theirs: coaching of Ana López",
    ]
    kpitui("people", "leave", "helen", "--on", "2026-11-23", "--to", "zoe")
    with reading(coached) as db:
        owners = rows(db, "SELECT owner FROM kpis UNION ALL SELECT owner FROM strategies")
        taken = rows(
            db, "SELECT session_id, who, due_on, done_on FROM actions WHERE text LIKE 'Take over%'"
        )
    assert [owner["owner"] for owner in owners] == ["Zoe Sand", "Zoe Sand"]
    assert taken == [
        {"session_id": 2, "who": "Zoe Sand", "due_on": None, "done_on": "2026-11-23"},
        {"session_id": 1, "who": "Zoe Sand", "due_on": None, "done_on": "2026-11-23"},
    ]
    assert issues(kpitui) == []
    theirs = kpitui("people", "leave", "zoe", "--dry-run", "--json").data["still_theirs"]
    assert [one["what"] for one in theirs] == [
        "strategy", "KPI", "action", "action", "action", "coaching of", "coaching of",
    ]  # fmt: skip
    kpitui("undo")
    with reading(coached) as db:
        assert rows(db, "SELECT owner FROM kpis") == [{"owner": "Helen Marsh"}]
        assert rows(db, "SELECT 1 FROM actions WHERE text LIKE 'Take over%'") == []
        assert rows(db, "SELECT ends_on FROM people WHERE name = 'Helen Marsh'") == [
            {"ends_on": None}
        ]


def test_follow_ups_are_those_of_who_took_over_and_sessions_keep_their_coach(
    kpitui: Command, coached: DatabaseFile
) -> None:
    kpitui("people", "leave", "helen", "--on", "2026-11-23", "--to", "zoe")
    found = kpitui("due", "--as-of", "2026-12-08", "--json").data
    assert {(one["person"], one["coach"]) for one in found["follow_ups"]} == {
        ("Ana López", "Zoe Sand"), ("[red]Bo[/]", "Zoe Sand"),
    }  # fmt: skip
    assert not [one for one in found["actions"] if "Take over" in one["text"]]
    assert "Zoe Sand" in kpitui("due", "--as-of", "2026-12-08").out
    (line,) = [one for one in kpitui("person", "bo").out.splitlines() if "follow-up" in one]
    assert "follow-up on the role-play of 2026-08-25, now by Zoe Sand" in line
    with reading(coached) as db:
        assert {row["coach"] for row in rows(db, "SELECT coach FROM sessions")} == {"Helen Marsh"}


def test_where_no_follow_up_is_planned_it_is_an_action_to_begin(
    kpitui: Command, coached: DatabaseFile
) -> None:
    with writing(coached, ChangeRecord(LEADER, "followed up")) as db:
        db.execute("UPDATE sessions SET followed_up_on = '2026-11-23' WHERE follow_up_on <> ''")
    kpitui("people", "leave", "helen", "--on", "2026-11-23", "--to", "zoe")
    found = kpitui("due", "--json").data
    taken = [one for one in found["actions"] if one["text"] == "Take over the coaching"]
    assert {(one["who"], one["due_on"]) for one in taken} == {("Zoe Sand", "2026-11-23")}


def test_what_nobody_takes_over_is_an_issue(kpitui: Command) -> None:
    said = kpitui("people", "leave", "helen", "--on", "2026-11-23").out.splitlines()
    assert said[0] == "Helen Marsh left on 2026-11-23"
    assert issues(kpitui) == [
        ("Ana López", "“new script” was to be done by Helen Marsh, who left on 2026-11-23"),
        ("Ana López", "coached by Helen Marsh, who left on 2026-11-23"),
        ("Customer satisfaction", "its owner Helen Marsh left on 2026-11-23"),
        ("Improve the customer experience", "its owner Helen Marsh left on 2026-11-23"),
        ("[red]Bo[/]", "“new script” was to be done by Helen Marsh, who left on 2026-11-23"),
        ("[red]Bo[/]", "“new script” was to be done by Helen Marsh, who left on 2026-11-23"),
        ("[red]Bo[/]", "coached by Helen Marsh, who left on 2026-11-23"),
    ]
    # Handed over later, the day stays.
    kpitui("people", "leave", "helen", "--to", "zoe")
    assert issues(kpitui) == []


def test_who_takes_over_is_here_and_somebody_else(kpitui: Command) -> None:
    for to in ("helen", "bo"):
        if to == "bo":
            kpitui("people", "leave", "bo", "--on", "2026-12-01")
        answer = kpitui("people", "leave", "helen", "--on", "2026-12-24", "--to", to)
        check_one_sentence(answer, 4, "is not here on 2026-12-24; name someone else")
    assert 'left_on": null' in kpitui("people", "list", "--json").out
    check_one_sentence(kpitui("people", "leave", "nobody"), 1, "There is no person “nobody”")


def test_who_takes_over_is_looked_at_where_nothing_is_handed_over_too(kpitui: Command) -> None:
    """Zoe owns nothing; a dry run says so, and refuses what the real one does."""
    assert kpitui("people", "leave", "zoe", "--dry-run").err == (
        "Nothing is Zoe Sand's to hand over.\n"
    )
    for more in ((), ("--dry-run",)):
        said = kpitui("people", "leave", "zoe", "--to", "zoe", *more)
        check_one_sentence(said, 4, "Zoe Sand is not here on")
    assert 'left_on": null' in kpitui("people", "list", "--json").out


def test_a_dry_run_refuses_a_day_on_which_they_were_read(
    kpitui: Command, coached: DatabaseFile
) -> None:
    assert kpitui("log", "csat 92 helen 2026-11-20").code == 0
    for more in ((), ("--dry-run",)):
        said = kpitui("people", "leave", "helen", "--on", "2026-11-19", *more)
        first = "the first day without them can be 2026-11-21 or later."
        check_one_sentence(said, 3, f"Helen Marsh has a reading on 2026-11-20; {first}")


def test_a_file_of_leavers_says_what_is_left(kpitui: Command, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,left on\nHelen Marsh,2026-11-23\n", "utf-8")
    answer = kpitui("people", "import", file)
    assert answer.out == "Helen Marsh left on 2026-11-23\n"
    assert answer.err == (
        "Helen Marsh leaves 7 things that no one has taken over; hand over with: "
        "kpitui people leave “Helen Marsh” --to NAME\n"
    )
