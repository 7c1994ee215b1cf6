"""Coaching sessions: written down in one change, done, acknowledged, changed, taken back."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import (
    acknowledge,
    change_session,
    finish_action,
    follow_up,
    record_session,
)
from kpitui.actions.plan import close_month
from kpitui.actions.undo import undo
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import BadData, Conflict, ReasonNeeded, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.action import Promise
from kpitui.domain.records.session import (
    FollowUpOutcome,
    FollowUpSaid,
    SessionDraft,
    SessionKind,
)
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows
from kpitui.views.coaching import SessionLine, load_open, load_sessions_of
from kpitui.views.export import readings_for_export
from kpitui.views.history import HistoryQuestion, load_history
from tests.conftest import LEADER, TODAY

DRAFT = SessionDraft(
    person_id=1, date=date(2026, 11, 9), kind=SessionKind.ROLE_PLAY, minutes=20, focus=(1,),
    behaviour="empathy",
    seen="greeted too late", agreed="greet first", follow_up_on=date(2026, 11, 20),
    actions=(Promise(text="greet by name", due_on=date(2026, 11, 16)),
        Promise(text="read the guide", who="lee")),
    readings=(ReadingDraft(metric_id=1, date=date(2026, 11, 9), value=81.0),),
)  # fmt: skip
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def newest(database: DatabaseFile) -> SessionLine:
    return load_sessions_of(database, 1)[0]


def tables(database: DatabaseFile) -> dict[str, list[dict[str, object]]]:
    names = ("sessions", "session_metrics", "actions", "readings")
    with reading(database) as db:
        return {name: rows(db, f"SELECT * FROM {name} ORDER BY id") for name in names}


def test_a_session_with_its_readings_and_actions_is_one_change(database: DatabaseFile) -> None:
    done = record_session(database, LEADER, DRAFT, today=TODAY)
    line = newest(database)
    assert (line.session.id, line.session.coach, line.person) == (
        done.session_id,
        "lee",
        "Ana López",
    )
    assert line.about == "Customer satisfaction, empathy"
    assert [(action.text, action.who) for action in line.session.actions] == [
        ("greet by name", "Ana López"),
        ("read the guide", "lee"),
    ]
    assert [(metric.code, cell.value) for metric, cell in line.readings] == [("csat", 81.0)]
    assert [row["team"] for row in readings_for_export(database)] == ["North"]
    history = load_history(database, HistoryQuestion(limit=1))[0]
    assert history.title == "coaching session: Ana López, 2026-11-09 and 4 more"


def test_several_in_one_session_have_a_session_each_and_one_undo(database: DatabaseFile) -> None:
    change = ChangeRecord(LEADER, "coaching session")
    several = replace(DRAFT, with_ids=(2, 1, 2), strengths="warm", reference="C-8841; C-8842")
    done = record_session(database, LEADER, several, today=TODAY, change=change)
    ana, bo = (load_sessions_of(database, person)[0] for person in (1, 2))
    assert (done.session_id, done.with_ids) == (ana.session.id, (bo.session.id,))
    assert (ana.others, bo.others) == (("[red]Bo[/]",), ("Ana López",))
    assert (ana.session.together_id, bo.session.together_id) == (None, ana.session.id)
    for one, name in ((ana, "Ana López"), (bo, "[red]Bo[/]")):
        assert [action.who for action in one.session.actions] == [name, "lee"]
        assert (one.about, one.session.minutes) == ("Customer satisfaction, empathy", 20)
        assert (one.session.strengths, one.session.reference) == ("warm", "C-8841; C-8842")
    assert (len(ana.readings), bo.readings) == (1, ())
    assert record_session(database, LEADER, several, today=TODAY, change=change) == done
    history = load_history(database, HistoryQuestion(limit=1))[0]
    told = {
        (one.name, name): now
        for one in history.told
        for name, _, now in one.differences
        if name in ("together", "strengths")
    }
    assert told == {
        ("Ana López, 2026-11-09", "strengths"): "warm",
        ("[red]Bo[/], 2026-11-09", "strengths"): "warm",
        ("[red]Bo[/], 2026-11-09", "together"): "Ana López, 2026-11-09",
    }
    undo(database, LEADER)
    assert (tables(database)["sessions"], tables(database)["actions"]) == ([], [])


def test_one_who_was_not_here_saves_no_session_of_anyone(database: DatabaseFile) -> None:
    early = replace(
        DRAFT, date=date(2024, 5, 6), follow_up_on=None, readings=(), with_ids=(2,), focus=()
    )
    with pytest.raises(BadData, match="was not here on 2024-05-06"):
        record_session(database, LEADER, early, today=TODAY)
    assert tables(database)["sessions"] == []


def test_another_coach_held_it_and_the_history_has_who_saved_it(database: DatabaseFile) -> None:
    record_session(database, LEADER, replace(DRAFT, coach="Dr. Weiß"), today=TODAY)
    assert newest(database).session.coach == "Dr. Weiß"
    assert load_history(database, HistoryQuestion(limit=1))[0].by == "lee"
    old = newest(database).session
    change_session(database, LEADER, old, replace(DRAFT, seen="later"), today=TODAY)
    assert newest(database).session.coach == "Dr. Weiß"
    old = newest(database).session
    change_session(database, LEADER, old, replace(DRAFT, coach="bo"), today=TODAY)
    assert newest(database).session.coach == "bo"


def test_who_sits_at_an_account_of_a_person_coaches_by_that_name(database: DatabaseFile) -> None:
    set_account(database, LEADER, "lee7", AccessRole.LEADER, person="[red]Bo[/]")
    both = replace(DRAFT, person_id=1, readings=())
    done = record_session(database, Actor("lee7", AccessRole.LEADER), both, today=TODAY)
    assert (done.coach, newest(database).session.coach) == ("[red]Bo[/]", "[red]Bo[/]")
    assert load_history(database, HistoryQuestion(limit=1))[0].by == "lee7"


@pytest.mark.parametrize("coach", ["Ana López", "ana lópez"])
def test_nobody_coaches_themselves(database: DatabaseFile, coach: str) -> None:
    for draft in (DRAFT, replace(DRAFT, person_id=2, with_ids=(1,))):
        with pytest.raises(BadData, match="Ana López cannot coach themselves"):
            record_session(database, LEADER, replace(draft, coach=coach), today=TODAY)
    assert tables(database)["sessions"] == []
    record_session(database, LEADER, DRAFT, today=TODAY)
    old = newest(database).session
    with pytest.raises(BadData, match="cannot coach themselves"):
        change_session(database, LEADER, old, replace(DRAFT, coach=coach), today=TODAY)


def test_it_is_taken_back_whole(database: DatabaseFile) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    undo(database, LEADER)
    after = tables(database)
    assert (after["sessions"], after["actions"], after["session_metrics"]) == ([], [], [])
    assert [row["state"] for row in after["readings"]] == ["void"]


def test_the_same_change_again_changes_nothing_twice(database: DatabaseFile) -> None:
    change = ChangeRecord(LEADER, "coaching session")
    first = record_session(database, LEADER, DRAFT, today=TODAY, change=change)
    assert record_session(database, LEADER, DRAFT, today=TODAY, change=change) == first
    assert len(tables(database)["sessions"]) == 1


def test_one_bad_reading_saves_nothing_of_the_session(database: DatabaseFile) -> None:
    bad = ReadingDraft(metric_id=1, date=date(2026, 11, 9), numerator=4, denominator=5)
    with pytest.raises(BadData, match="not a ratio"):
        record_session(
            database,
            LEADER,
            replace(DRAFT, readings=(*DRAFT.readings, bad)),
            today=TODAY,
        )
    assert tables(database)["sessions"] == []
    close_month(database, LEADER, "2026-10", TODAY)
    day = date(2026, 10, 30)
    late = replace(
        DRAFT, date=day, readings=tuple(replace(draft, date=day) for draft in DRAFT.readings)
    )
    with pytest.raises(ReasonNeeded):
        record_session(database, LEADER, late, today=TODAY)
    record_session(database, LEADER, late, today=TODAY, reason="was ill")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"date": date(2026, 11, 24), "follow_up_on": None}, "future"),
        ({"date": date(2020, 1, 1)}, "was not here"),
        ({"person_id": 99}, "removed from the file"),
    ],
)
def test_a_session_that_cannot_have_been_is_refused(
    database: DatabaseFile, values: dict[str, object], words: str
) -> None:
    with pytest.raises(BadData, match=words):
        record_session(database, LEADER, replace(DRAFT, **values), today=TODAY)


def test_what_is_open_is_listed_oldest_first_and_done_one_by_one(database: DatabaseFile) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    assert [(line.due_on, line.action is None) for line in load_open(database, TODAY)] == [
        (date(2026, 11, 16), False),
        (date(2026, 11, 20), True),
    ]
    assert load_open(database, date(2026, 11, 15)) == []
    first, second = load_open(database, TODAY)
    assert first.action is not None
    finish_action(database, LEADER, first.action, TODAY)
    with pytest.raises(Conflict):
        finish_action(database, LEADER, first.action, TODAY)
    follow_up(database, LEADER, second.of.session.id, second.of.session.version, TODAY)
    assert load_open(database, TODAY) == []
    with pytest.raises(Refused, match="already"):
        follow_up(database, LEADER, second.of.session.id, 2, TODAY)
    undo(database, LEADER)
    assert [line.key for line in load_open(database, TODAY)] == [second.key]


def test_a_follow_up_is_kept_partly_or_not_yet(database: DatabaseFile) -> None:
    record_session(database, LEADER, replace(DRAFT, actions=()), today=TODAY)
    session = newest(database).session
    by = database, LEADER, session.id
    again = date(2026, 11, 30)
    not_yet = FollowUpSaid(FollowUpOutcome.NOT_YET, " no\nname ")
    follow_up(*by, session.version, TODAY, not_yet)
    moved = newest(database).session
    assert (moved.follow_up_on, moved.followed_up_on) == (again, None)
    assert (moved.outcome, moved.outcome_note) == (FollowUpOutcome.NOT_YET, "no name")
    assert load_open(database, TODAY) == []
    assert [line.due_on for line in load_open(database, again)] == [again]
    with pytest.raises(BadData, match="say a later day"):
        follow_up(*by, 2, TODAY, FollowUpSaid(FollowUpOutcome.NOT_YET, again_on=TODAY))
    with pytest.raises(BadData, match="longer than 500"):
        follow_up(*by, 2, TODAY, FollowUpSaid(note="x" * 501))
    follow_up(*by, 2, again, FollowUpSaid(FollowUpOutcome.PARTLY, "half of the calls"))
    closed = newest(database).session
    assert (closed.followed_up_on, closed.outcome) == (again, FollowUpOutcome.PARTLY)
    assert load_open(database, date(2027, 1, 1)) == []
    undo(database, LEADER)
    undo(database, LEADER)
    assert newest(database).session.follow_up_on == date(2026, 11, 20)
    assert newest(database).session.outcome is None


def test_the_person_acknowledges_themselves_or_the_coach_notes_it(database: DatabaseFile) -> None:
    set_account(database, LEADER, "ana", AccessRole.MEMBER, "Ana López")
    set_account(database, LEADER, "bo", AccessRole.MEMBER, "[red]Bo[/]")
    ana, bo = Actor("ana", AccessRole.MEMBER), Actor("bo", AccessRole.MEMBER)
    record_session(database, LEADER, DRAFT, today=TODAY)
    session = newest(database).session
    with pytest.raises(Refused, match="member may not"):
        acknowledge(database, bo, session.id, session.version, NOW)
    acknowledge(database, ana, session.id, session.version, NOW)
    assert (newest(database).session.acknowledged_by, newest(database).session.acknowledged_at) == (
        "ana",
        NOW,
    )
    with pytest.raises(Refused, match="already"):
        acknowledge(database, LEADER, session.id, 2, NOW)
    record_session(database, LEADER, DRAFT, today=TODAY)
    session = newest(database).session
    acknowledge(database, LEADER, session.id, session.version, NOW)
    assert newest(database).session.acknowledged_by == "lee"
    with pytest.raises(Refused):
        record_session(database, ana, DRAFT, today=TODAY)


def test_new_wordings_take_the_place_of_the_old_in_their_order(database: DatabaseFile) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    old = newest(database).session
    worded = ("greet within a second", "read the new guide", "listen in")
    new = replace(DRAFT, actions=tuple(Promise(text=one) for one in worded))
    change_session(database, LEADER, old, new, today=TODAY)
    ids = {action.text: action.id for action in newest(database).session.actions}
    assert [ids[worded[0]], ids[worded[1]]] == [action.id for action in old.actions]
    assert len(ids) == 3


def test_a_session_is_written_down_anew_with_what_stood_there_in_the_history(
    database: DatabaseFile,
) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    before, contents = newest(database).session, tables(database)
    anew = replace(
        DRAFT,
        focus=(2,),
        seen="better",
        actions=(Promise(text="greet by name", due_on=date(2026, 12, 1)),),
    )
    change_session(database, LEADER, before, anew, today=TODAY)
    after = newest(database).session
    assert (after.focus, after.seen, len(after.actions), after.actions[0].due_on) == (
        (2,),
        "better",
        1,
        date(2026, 12, 1),
    )
    with pytest.raises(Conflict, match="lee changed"):
        change_session(database, LEADER, before, anew, today=TODAY)
    undo(database, LEADER)
    for name, was in contents.items():
        now = tables(database)[name]
        assert [row | {"version": 0} for row in now] == [row | {"version": 0} for row in was]
    assert newest(database).session.seen == "greeted too late"
