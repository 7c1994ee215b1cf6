"""Follow-ups go where people look: an iCalendar file that two readers understand, and that a second
import updates.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import time_machine
import vobject

from kpitui.actions.account_teams import set_account_teams
from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import finish_action, follow_up, record_session
from kpitui.actions.leaving import leave
from kpitui.actions.measures import end_kpi
from kpitui.actions.reviews import finish_decision, review
from kpitui.actions.undo import redo, undo
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.periods import AsOf
from kpitui.domain.records.action import Promise
from kpitui.domain.records.decision import DecisionDraft
from kpitui.domain.records.review import Decision, ReviewDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.exchange.calendar import calendar_text
from kpitui.storage.coaching import load_sessions_of
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_person
from kpitui.storage.plan import load_plan
from kpitui.views.access import as_seen_by
from kpitui.views.calendar import load_calendar
from tests.cli.conftest import Command, check_one_sentence, kpitui
from tests.conftest import LEADER, TODAY

__all__ = ["kpitui"]

HOSTILE = 'a;b,c\\d "e"\tBEGIN:VEVENT \x1b[31m 日本語の長い約束 ' + "ü" * 90
KIM = Actor("kim", AccessRole.SUPERVISOR)


@pytest.fixture
def busy(database: DatabaseFile) -> Iterator[DatabaseFile]:
    """Kim coached Ana, of North, and Bo, of South; a review decided something that Ana does."""
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False):
        for name, role, person in (
            ("lee", AccessRole.LEADER, ""), ("kim", AccessRole.SUPERVISOR, ""),
            ("ana", AccessRole.MEMBER, "Ana López"), ("vic", AccessRole.VIEWER, ""),
        ):  # fmt: skip
            set_account(database, LEADER, name, role, person=person)
        for person_id in (1, 2):
            session = SessionDraft(
                person_id=person_id, date=TODAY, kind=SessionKind.ROLE_PLAY, seen="secret",
                follow_up_on=TODAY + timedelta(days=14),
                actions=(
                    Promise(text=HOSTILE, due_on=TODAY + timedelta(days=7)),
                    Promise(text="new script", who="kim", due_on=TODAY + timedelta(days=3)),
                    Promise(text="some day"),
                ),
            )  # fmt: skip
            record_session(database, KIM, session, today=TODAY)
        draft = ReviewDraft(kpi_id=1, decision=Decision.ADJUST)
        todo = DecisionDraft(text="shorter greeting", who="Ana López", due_on=date(2026, 12, 14))
        review(database, LEADER, draft, TODAY, decided=todo)
        yield database


def text_for(database: DatabaseFile, actor: Actor = LEADER, *, mine: bool = False) -> str:
    seen = as_seen_by(database, actor)
    return calendar_text(load_calendar(seen, actor, AsOf(TODAY, TODAY), mine=mine), mine=mine)


def events(text: str) -> dict[str, Any]:
    """The events by their ids, as the first reader has them."""
    found = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert len({str(component["uid"]) for component in found}) == len(found)
    return {
        str(component["uid"]).partition("@")[0].rpartition("-")[0]: component for component in found
    }


def second(text: str) -> dict[str, Any]:
    """The same of the second reader."""
    (calendar,) = vobject.readComponents(text)
    return {
        content.uid.value.partition("@")[0].rpartition("-")[0]: content
        for content in calendar.contents.get("vevent", [])
    }


def test_two_readers_see_the_same_days_titles_and_states(busy: DatabaseFile) -> None:
    text = text_for(busy)
    one, other = events(text), second(text)
    assert one.keys() == other.keys()
    assert sorted(one) == [
        "action-1", "action-2", "action-4", "action-5", "decision-1", "follow-up-1",
        "follow-up-2", "review-1",
    ]  # fmt: skip
    for key, event in one.items():
        same = other[key]
        assert event["dtstart"].dt == same.dtstart.value
        assert event["dtend"].dt == same.dtend.value == event["dtstart"].dt + timedelta(days=1)
        assert str(event["summary"]) == same.summary.value
        assert str(event["description"]) == same.description.value
        assert str(event["status"]) == same.status.value == "CONFIRMED"
        assert int(event["sequence"]) == int(same.sequence.value)
        assert int(event["sequence"]) == (key == "review-1")  # it moved with the first review
        assert event["dtstamp"].dt == same.dtstamp.value == event["last-modified"].dt
    assert str(one["follow-up-1"]["summary"]) == "Follow-up with Ana López (kim)"
    assert one["follow-up-1"]["dtstart"].dt == date(2026, 12, 7)
    assert str(one["decision-1"]["summary"]) == "shorter greeting (Ana López)"
    assert one["review-1"]["dtstart"].dt == TODAY + timedelta(days=28)
    assert "日本語の長い約束" in str(one["action-1"]["summary"])
    assert 'a;b,c\\d "e"' in str(one["action-1"]["summary"])


def test_lines_are_folded_and_end_as_the_rfc_asks(busy: DatabaseFile) -> None:
    content = text_for(busy).encode()
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert b"\x1b" not in content
    for line in content.split(b"\r\n"):
        line.decode("utf-8")  # no letter is cut in two


def test_equal_files_give_equal_calendars(busy: DatabaseFile) -> None:
    assert text_for(busy) == text_for(busy)
    with time_machine.travel(datetime(2026, 11, 23, 22, tzinfo=UTC), tick=False):
        assert text_for(busy) == text_for(busy)


def test_what_changed_has_the_same_id_and_a_higher_number(busy: DatabaseFile) -> None:
    before = events(text_for(busy))
    with time_machine.travel(datetime(2026, 11, 24, 8, tzinfo=UTC), tick=False):
        with reading(busy) as db:
            (session,) = load_sessions_of(db, 1)
        finish_action(busy, KIM, session.actions[0], TODAY)
        follow_up(busy, KIM, session.id, session.version, TODAY)
        finish_decision(busy, LEADER, 1, 1, "live", TODAY)
        keep = ReviewDraft(kpi_id=1, decision=Decision.KEEP)
        review(busy, LEADER, keep, TODAY + timedelta(days=1))
        seen = as_seen_by(busy, LEADER)
        day = TODAY + timedelta(days=1)
        after = events(calendar_text(load_calendar(seen, LEADER, AsOf(day, day))))
        assert {str(one["uid"]) for one in after.values()} == {
            str(one["uid"]) for one in before.values()
        }
        for key in ("action-1", "follow-up-1", "decision-1"):
            assert str(after[key]["status"]) == "CANCELLED", key
            assert str(after[key]["summary"]).startswith("Done: ")
            assert int(after[key]["sequence"]) == 1
            assert after[key]["last-modified"].dt > before[key]["last-modified"].dt
        assert str(after["action-2"]["status"]) == "CONFIRMED"
        assert after["action-2"].to_ical() == before["action-2"].to_ical()
        assert after["review-1"]["dtstart"].dt == day + timedelta(days=28)
        assert int(after["review-1"]["sequence"]) == 2
        undo(busy, LEADER)  # the review
        again = events(text_for(busy))["review-1"]
        assert again["dtstart"].dt == before["review-1"]["dtstart"].dt
        assert int(again["sequence"]) == 3


def test_what_was_done_long_ago_is_left_out(busy: DatabaseFile) -> None:
    finish_decision(busy, LEADER, 1, 1, "live", TODAY)
    seen = as_seen_by(busy, LEADER)
    for days, there in ((90, True), (91, False)):
        day = TODAY + timedelta(days=days)
        found = events(calendar_text(load_calendar(seen, LEADER, AsOf(day, day))))
        assert ("decision-1" in found) is there


def test_mine_is_what_waits_for_me_and_reminds(busy: DatabaseFile) -> None:
    text = text_for(busy, KIM, mine=True)
    assert sorted(events(text)) == ["action-2", "action-5", "follow-up-1", "follow-up-2"]
    (alarm,) = events(text)["action-2"].walk("VALARM")
    assert alarm["trigger"].dt == timedelta(hours=9)
    assert not icalendar.Calendar.from_ical(text_for(busy, KIM)).walk("VALARM")
    assert sorted(events(text_for(busy, LEADER, mine=True))) == ["review-1"]  # lee owns the KPI


def test_an_account_of_one_team_gets_that_team(busy: DatabaseFile) -> None:
    set_account_teams(busy, LEADER, "kim", ["North"])
    text = text_for(busy, KIM)
    assert sorted(events(text)) == [
        "action-1", "action-2", "decision-1", "follow-up-1", "review-1",
    ]  # fmt: skip
    assert "Bo" not in text


def test_a_viewer_gets_no_coaching(busy: DatabaseFile) -> None:
    text = text_for(busy, Actor("vic", AccessRole.VIEWER))
    assert sorted(events(text)) == ["decision-1", "review-1"]


def test_a_member_gets_their_own_and_nothing_else(busy: DatabaseFile) -> None:
    ana = Actor("ana", AccessRole.MEMBER)
    for mine in (False, True):
        text = text_for(busy, ana, mine=mine)
        assert sorted(events(text)) == ["action-1", "follow-up-1"]
        assert "Bo" not in text
    assert sorted(events(text_for(busy, Actor("zoe", AccessRole.MEMBER)))) == []


def test_coaching_is_private_in_a_calendar_that_others_see(busy: DatabaseFile) -> None:
    found = events(text_for(busy))
    private = {key for key, one in found.items() if str(one["class"]) == "PRIVATE"}
    assert private == {key for key in found if key.startswith(("action", "follow"))}
    assert all(str(one["transp"]) == "TRANSPARENT" for one in found.values())
    assert "secret" not in text_for(busy)


def test_a_file_without_anything_is_a_calendar_too(empty: DatabaseFile) -> None:
    text = text_for(empty)
    assert events(text) == second(text) == {}


def test_the_command_writes_it(
    busy: DatabaseFile, kpitui: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kpitui.cli.context.account_name", lambda: "kim")
    monkeypatch.setenv("KPITUI_DB", str(busy.path))
    out = tmp_path / "kpi.ics"
    done = kpitui("export", "calendar", "--mine", "--out", out)
    assert (done.code, done.out, done.err) == (0, "", f"Wrote {out}.\n")
    assert len(events(out.read_bytes().decode())) == 4
    assert out.read_bytes().count(b"\r\n") == out.read_bytes().count(b"\n")
    assert len(events(kpitui("export", "calendar").out)) == 8
    check_one_sentence(kpitui("export", "calendar", "--out", out), 4, "already there")
    check_one_sentence(kpitui("export", "calendar", "--format", "csv"), 2, "exported as ics")
    check_one_sentence(kpitui("export", "calendar", "-o", tmp_path / "a.xlsx"), 2, "as ics")
    check_one_sentence(kpitui("export", "--mine"), 2, "--mine is for the calendar")
    check_one_sentence(kpitui("export", "-o", tmp_path / "r.ics"), 2, "nothing else is")
    monkeypatch.setattr("kpitui.cli.context.account_name", lambda: "vic")
    none = kpitui("export", "calendar", "--mine")
    assert (none.code, events(none.out)) == (0, {})
    assert "The calendar is empty: the account vic is not linked to a person yet" in none.err
    assert kpitui("export", "calendar").err.count("not linked") == 0
    monkeypatch.setattr("kpitui.cli.context.account_name", lambda: "ana")
    assert sorted(events(kpitui("export", "calendar").out)) == ["action-1", "follow-up-1"]
    for what in ("readings", "plan", "people", "history", "decisions"):
        check_one_sentence(kpitui("export", what), 3, "Members see only their own page")


def test_what_is_no_longer_due_is_cancelled_too(busy: DatabaseFile) -> None:
    """Who left, a KPI that ended, a review and a session that were undone: a second import takes
    them out.
    """
    before = events(text_for(busy))
    with time_machine.travel(datetime(2026, 11, 24, 8, tzinfo=UTC), tick=False):
        with reading(busy) as db:
            ana, (kpi,) = load_person(db, 1), load_plan(db).kpis
        assert ana is not None
        leave(busy, LEADER, ana, TODAY, {}, TODAY)
        end_kpi(busy, LEADER, kpi, TODAY)
        after = events(text_for(busy))
    assert before.keys() == after.keys()
    gone = {"action-1", "action-2", "follow-up-1", "review-1"}
    assert {key for key, one in after.items() if str(one["status"]) == "CANCELLED"} == gone
    for key in gone:
        assert int(after[key]["sequence"]) > int(before[key]["sequence"]), key
        assert str(after[key]["summary"]).startswith("No longer due: ")
        assert after[key]["dtstamp"].dt > before[key]["dtstamp"].dt
    seen = as_seen_by(busy, LEADER)
    day = TODAY + timedelta(days=91)
    later = events(calendar_text(load_calendar(seen, LEADER, AsOf(day, day))))
    assert not gone & later.keys()


def test_what_was_undone_is_cancelled_for_an_account_of_one_team_too(busy: DatabaseFile) -> None:
    set_account_teams(busy, LEADER, "kim", ["South"])
    assert {"action-4", "action-5", "follow-up-2"} <= events(text_for(busy, KIM)).keys()
    with time_machine.travel(datetime(2026, 11, 24, 8, tzinfo=UTC), tick=False):
        undo(busy, KIM)  # the session with Bo
        after = events(text_for(busy, KIM))
        gone = {key for key, one in after.items() if str(one["status"]) == "CANCELLED"}
        assert gone == {"action-4", "action-5", "follow-up-2"}
        set_account_teams(busy, LEADER, "kim", ["North"])
        assert not gone & events(text_for(busy, KIM)).keys()


def test_what_was_undone_is_cancelled_without_its_words(busy: DatabaseFile) -> None:
    before = events(text_for(busy))
    with time_machine.travel(datetime(2026, 11, 24, 8, tzinfo=UTC), tick=False):
        undo(busy, LEADER)  # the review
        undo(busy, KIM)  # the session with Bo
        after = events(text_for(busy))
        gone = {"decision-1", "action-4", "action-5", "follow-up-2"}
        assert {key for key, one in after.items() if str(one["status"]) == "CANCELLED"} == gone
        for key in gone:
            assert int(after[key]["sequence"]) == int(before[key]["sequence"]) + 1, key
            assert str(after[key]["summary"]).startswith("No longer due: ")
        assert "shorter greeting" not in text_for(busy)
        assert sorted(events(text_for(busy, KIM, mine=True))) == [
            "action-2", "action-5", "follow-up-1", "follow-up-2",
        ]  # fmt: skip
        assert "follow-up-2" not in events(text_for(busy, Actor("ana", AccessRole.MEMBER)))
        assert sorted(events(text_for(busy, Actor("vic", AccessRole.VIEWER)))) == [
            "decision-1", "review-1",
        ]  # fmt: skip
        redo(busy, KIM)
        again = events(text_for(busy))["follow-up-2"]
    assert str(again["status"]) == "CONFIRMED"
    assert int(again["sequence"]) == int(before["follow-up-2"]["sequence"]) + 2
