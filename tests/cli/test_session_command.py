"""The page that both take to a one-to-one: standards with their trends, what was agreed last, what
is open; as text, Markdown and HTML.
"""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec.structs import replace

from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import follow_up, record_session
from kpitui.cli.context import account_name
from kpitui.domain.access import AccessRole
from kpitui.domain.records.action import Promise
from kpitui.domain.records.session import (
    FollowUpOutcome,
    FollowUpSaid,
    SessionDraft,
    SessionKind,
)
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import LEADER, TODAY, record_weekly

HOSTILE = "<script>alert(1)</script> | `x` \x1b[31m\u202e # *z*"
SESSION = SessionDraft(
    person_id=1, date=TODAY, kind=SessionKind.ROLE_PLAY, seen="late\n- no name", with_ids=(2,),
    agreed=HOSTILE, strengths="warm\nclear", reference="C-88", follow_up_on=TODAY,
    actions=(Promise(text="greet by name"), Promise(text="read it out", due_on=TODAY)),
)  # fmt: skip


@pytest.fixture
def coached(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> DatabaseFile:
    """A session with Ana and Bo, whose follow-up is not yet done, and one that says nothing."""
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    record_weekly(database, 2, [350.0, 340.0, 420.0, 360.0], TODAY, person_id=1)
    done = record_session(database, LEADER, SESSION, today=TODAY)
    said = FollowUpSaid(FollowUpOutcome.NOT_YET, "half of the calls")
    follow_up(database, LEADER, done.session_id, 1, TODAY, said)
    empty = replace(SESSION, seen="", agreed="", strengths="", with_ids=(), follow_up_on=None)
    record_session(database, LEADER, replace(empty, actions=()), today=TODAY)
    return database


def test_the_page_holds_what_both_talk_about(kpitui: Command, coached: DatabaseFile) -> None:
    page = kpitui("session", "ana", "--as-of", TODAY)
    assert page.code == 0, page.err
    lines = page.out.splitlines()
    assert lines[:2] == ["One-to-one: Ana López", "====================="]
    for said in (
        "Standards", f"Last agreed {TODAY}", "Open actions and follow-ups", "Strengths",
        "  observed: late\n    - no name\n", "agreed: <script>alert(1)</script>", "reference: C-88",
        "follow-up open: not yet: half of the calls", ", with [red]Bo[/]", "greet by name",
        "Agreed next steps:  ____",
    ):  # fmt: skip
        assert said in page.out, said
    assert lines[lines.index("Strengths") + 2 :][:2] == [f"{TODAY}  warm", "clear"]
    assert any("standard" in line and "Adherence" in line for line in lines)
    assert max(map(len, lines)) <= 79


def test_it_is_markdown_and_html_in_which_nothing_typed_is_either(
    kpitui: Command, coached: DatabaseFile, tmp_path: Path
) -> None:
    text = kpitui("session", "ana", "--format", "md", "--as-of", TODAY).out
    assert "# One-to-one: Ana López\n" in text
    assert "|  | standard | last full | expected | status | trend |" in text
    assert "<script>" not in text
    assert f"\n- read it out due {TODAY}\n" in text
    assert "\n- greet by name\n" in text
    assert f"\n- follow-up on the role-play of {TODAY}" in text
    assert "- observed: late  \n  \\- no name\n- strengths: warm  \n  clear\n" in text
    page = tmp_path / "ana.html"
    assert kpitui("session", "ana", "--format", "html", "-o", page, "--as-of", TODAY).code == 0
    html = page.read_text("utf-8")
    seen = Tags()
    seen.feed(html)
    seen.close()
    assert "script" not in seen.tags
    assert seen.open == []
    assert "<li>observed: late<br/>- no name</li>" in html
    assert {"svg", "circle", "table", "h2"} <= set(seen.tags)
    again = kpitui("session", "ana", "--format", "html", "-o", page)
    check_one_sentence(again, 4, "is already there")


class Tags(HTMLParser):
    """The tags of a page, and those that were never closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_member_has_their_own_and_a_viewer_none(kpitui: Command, coached: DatabaseFile) -> None:
    set_account(coached, LEADER, "lee", AccessRole.LEADER)
    set_account(coached, LEADER, account_name(), AccessRole.MEMBER, "Ana López")
    own = kpitui("session", "--as-of", TODAY)
    assert own.code == 0, own.err
    assert "One-to-one: Ana López" in own.out
    assert "Bo" not in own.out  # who else was there is not theirs to read
    check_one_sentence(kpitui("session", "bo"), 3, "only their own page")
    set_account(coached, LEADER, account_name(), AccessRole.VIEWER)
    check_one_sentence(kpitui("session", "ana"), 3, "for the person, their line and leaders")


def test_without_a_name_one_is_asked_whose(kpitui: Command, coached: DatabaseFile) -> None:
    check_one_sentence(kpitui("session"), 2, "Name the agent")
    check_one_sentence(kpitui("session", "zzz"), 1, "no person “zzz”")


def test_what_was_agreed_last_stands_beside_a_later_session_in_which_nothing_was(
    kpitui: Command, coached: DatabaseFile
) -> None:
    noted = replace(SESSION, agreed="", actions=(), with_ids=(), follow_up_on=None, seen="calm")
    record_session(coached, LEADER, noted, today=TODAY)
    page = kpitui("session", "ana", "--as-of", TODAY).out
    assert page.index(f"Last session {TODAY}") < page.index("observed: calm")
    assert page.index("observed: calm") < page.index(f"Last agreed {TODAY}")
    assert page.index(f"Last agreed {TODAY}") < page.index("agreed: <script>")
