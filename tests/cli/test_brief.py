"""`brief` says what the Today screen says: in three lines, as a page to mail, and for programs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import record_session
from kpitui.actions.rules import set_rule
from kpitui.cli.context import account_name
from kpitui.domain.access import AccessRole
from kpitui.domain.errors import BadData
from kpitui.domain.records.action import Promise
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile
from kpitui.storage.visits import visit
from tests.cli.conftest import Command, kpitui
from tests.conftest import LEADER, TODAY, record_weekly

__all__ = ["kpitui"]

STEADY = [70.0 + (place * 7 % 5) for place in range(26)]
BETTER = [84.0, 85.0, 86.0] * 3


@pytest.fixture
def ours(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> DatabaseFile:
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    return database


def test_the_page_to_mail_has_the_three_lines_and_every_block(
    kpitui: Command, ours: DatabaseFile
) -> None:
    record_weekly(ours, 1, STEADY + BETTER, date(2026, 11, 20), person_id=1)
    lines = kpitui("brief").out.splitlines()
    page = kpitui("brief", "--format", "md").out
    assert page.startswith("# Today 20")
    assert page.count("\n- ") >= len(lines) + 2
    assert "## Results due  2" in page.replace("## Results due 2", "## Results due  2")
    assert "- \\[red\\]Bo\\[/\\]: 2 Adherence to schedule, Average handle time" in page


def test_the_page_to_mail_has_no_marks_of_the_screen_and_each_name_once(
    kpitui: Command, ours: DatabaseFile
) -> None:
    draft = SessionDraft(
        person_id=1, date=date(2026, 11, 2), kind=SessionKind.TRAINING, agreed="Greet first",
        follow_up_on=date(2026, 11, 9),
        actions=(Promise(text="Read", who="Ana López", due_on=date(2026, 11, 12)),
                 Promise(text="Print it", who="Kim", due_on=date(2026, 11, 13))),
    )  # fmt: skip
    record_session(ours, LEADER, draft, today=TODAY)
    page = kpitui("brief", "--format", "md", "--as-of", str(TODAY)).out
    session = f"training 2 Nov by {LEADER.name}"
    assert f"- Ana López: follow-up: Greet first, {session} (9 Nov)\n" in page
    assert f"- Ana López: action: Read, {session} (12 Nov)\n" in page
    assert f"- Ana López: action: Print it (Kim), {session} (13 Nov)\n" in page


def test_programs_get_kinds_counts_and_lines(kpitui: Command, ours: DatabaseFile) -> None:
    found = kpitui("brief", "--format", "json").data
    assert found["lines"] == kpitui("brief").out.splitlines()
    assert (found["role"], found["teams"]) == ("leader", None)
    due = next(one for one in found["blocks"] if one["kind"] == "due")
    assert due["count"] == len(due["lines"])
    assert due["lines"][0]["who"] == "[red]Bo[/]"


def test_what_changed_since_the_last_visit_is_in_the_first_line(
    kpitui: Command, ours: DatabaseFile, time_machine: TimeMachineFixture
) -> None:
    now = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    time_machine.move_to(now)
    visit(ours, account_name(), now - timedelta(days=2))
    record_weekly(ours, 1, STEADY + BETTER, now.date() - timedelta(days=7), person_id=1)
    first = kpitui("brief").out.splitlines()[0]
    assert f"; changed since {(now - timedelta(days=2)).astimezone().date()}" in first
    assert first.endswith("1 (Customer satisfaction better)")
    visit(ours, account_name(), now - timedelta(minutes=5))
    assert kpitui("brief").out.splitlines()[0] == first, "who is here now was not here before"


def test_a_login_message_is_no_visit(kpitui: Command, ours: DatabaseFile) -> None:
    before = ours.path.read_bytes()
    assert "## Results due" in kpitui("brief", "--format", "md").out
    assert kpitui("brief").code == 0
    assert ours.path.read_bytes() == before


def test_each_role_is_told_what_it_may_know(kpitui: Command, ours: DatabaseFile) -> None:
    set_account(ours, LEADER, "lee", AccessRole.LEADER)
    told = {}
    for role in (AccessRole.SUPERVISOR, AccessRole.VIEWER, AccessRole.LEADER):
        set_account(ours, LEADER, account_name(), role)
        found = kpitui("brief", "--json").data
        told[role] = [one["kind"] for one in found["blocks"]]
        assert found["role"] == role
        # Who sees no words of coaching is told so beside the lines.
        assert len(found["lines"]) == (2 if role is AccessRole.VIEWER else 3)
    assert "due" in told[AccessRole.SUPERVISOR]
    assert "stands" not in told[AccessRole.SUPERVISOR]
    assert not {"due", "to coach", "follow-ups", "asked"} & {*told[AccessRole.VIEWER]}
    assert not {"due", "to coach", "follow-ups", "asked"} & {*told[AccessRole.LEADER]}
    set_account(ours, LEADER, account_name(), AccessRole.MEMBER, "Ana López")
    assert "Bo" not in kpitui("brief", "--format", "json").out


def test_a_member_is_told_of_themselves_alone(kpitui: Command, ours: DatabaseFile) -> None:
    record_weekly(ours, 1, STEADY + BETTER, date(2026, 11, 20), person_id=1)
    draft = SessionDraft(
        person_id=1, date=date(2026, 11, 2), kind=SessionKind.TRAINING, agreed="Greet first",
        follow_up_on=date(2026, 11, 9), actions=(Promise(text="Read", due_on=TODAY),),
    )  # fmt: skip
    record_session(ours, LEADER, draft, today=TODAY)
    set_account(ours, LEADER, "lee", AccessRole.LEADER)
    set_account(ours, LEADER, account_name(), AccessRole.MEMBER, "Ana López")
    standing, due, news = kpitui("brief", "--as-of", str(TODAY)).out.splitlines()
    assert standing.startswith("standards clearly below: none")
    assert due == (
        f"actions and follow-ups due: 2 (follow-up with {LEADER.name} since 2026-11-09, "
        f"Read since {TODAY})"
    )
    assert news.startswith("new levels to see: ")
    assert news.endswith("; sessions to confirm: 1 (2026-11-02)")
    page = kpitui("brief", "--format", "md", "--as-of", str(TODAY)).out
    assert f"- {due}"[:40] in page
    assert "##" not in page
    for words in (("--team", "South"), ("--all",)):
        assert kpitui("brief", *words).code == 3


def test_there_is_nothing_to_tell_of_an_empty_file(kpitui: Command, empty: DatabaseFile) -> None:
    page = kpitui("--db", empty.path, "brief", "--format", "md").out
    assert "- KPIs off track: none" in page
    assert kpitui("--db", empty.path, "brief", "--format", "html").code == 2


def test_the_first_screen_is_one_of_the_screens(ours: DatabaseFile) -> None:
    with pytest.raises(BadData, match="today, plan, record, coach"):
        set_rule(ours, LEADER, "start_leader", "history", TODAY, "as agreed")
