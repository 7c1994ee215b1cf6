"""What people say themselves on the command line: expect, seen, done, answer; as a member of the
file and as their coach.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import record_session
from kpitui.actions.measures import edit_metric, set_standard
from kpitui.actions.people import edit_person
from kpitui.actions.rules import set_rule
from kpitui.actions.seen_levels import see_levels
from kpitui.cli.context import account_name
from kpitui.domain.access import OF_A_MEMBER, AccessRole, Actor
from kpitui.domain.records.action import Promise
from kpitui.domain.records.metric import Range
from kpitui.domain.records.seen_level import LevelKey
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.domain.records.standard import StandardDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import sqlite3
from kpitui.storage.people import load_person
from kpitui.storage.plan import load_metrics
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import LEADER, TODAY, all_in_one_file, copied, held_open, shown_to_few
from tests.once import once_a_run
from tests.views.test_clearly_below import most_below

SESSION = SessionDraft(
    person_id=1, date=TODAY, kind=SessionKind.ROLE_PLAY, seen="calm", agreed="try again",
    actions=(Promise(text="greet by name"), Promise(text="send the script", who="kim")),
)  # fmt: skip
HOSTILE = "<script>alert(1)</script> | `x` [b]y[/] \x1b[31m\u202e # *z*"


def as_role(database: DatabaseFile, role: AccessRole, person: str = "") -> None:
    set_account(database, LEADER, account_name(), role, person)


@pytest.fixture
def ours(
    made_once: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[DatabaseFile]:  # fmt: skip
    """The small plan with a level that changed today and one to come, a session of Ana; who asks
    is Ana, a member.
    """
    made = once_a_run(
        tmp_path_factory, "own", lambda folder: make_ours(copied(made_once / "plan.db", folder))
    )
    database = copied(made / "kpi.db", tmp_path)
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    with held_open(database.path):
        yield database


def make_ours(database: DatabaseFile) -> None:
    for low, starts_on in ((95, TODAY), (96, date(2027, 1, 4))):
        draft = StandardDraft(metric=3, level=Range(low=low), starts_on=starts_on)
        set_standard(database, LEADER, draft, earliest=TODAY)
    record_session(database, Actor("kim", AccessRole.SUPERVISOR), SESSION, today=TODAY)
    shown_to_few(database)
    set_account(database, LEADER, "lee", AccessRole.LEADER)
    as_role(database, AccessRole.MEMBER, "Ana López")
    all_in_one_file(database.path)


def test_a_member_is_shown_no_figure_of_fewer_than_five_people(
    kpitui: Command, ours: DatabaseFile
) -> None:
    assert "Company KPI" in kpitui("person").out
    set_rule(ours, LEADER, "fewest_in_group", 3, TODAY, "as agreed")
    assert "Company KPI" not in kpitui("person").out
    as_role(ours, AccessRole.SUPERVISOR, "Ana López")
    assert "Company KPI" in kpitui("person").out


def test_a_member_is_told_what_is_new_and_says_that_it_is_seen(
    kpitui: Command, ours: DatabaseFile
) -> None:
    told = kpitui("person", "ana").out
    assert "! New level since 2026-11-23: ≥ 95.0% (before ≥ 92.0%)" in told
    assert "! New level from 2027-01-04: ≥ 96.0% (before ≥ 95.0%)" in told
    assert "Whose: everyone's standard" in told
    assert "; you " in told or "Company KPI" in told
    levels = kpitui("person", "ana", "--json").data["new_levels"]
    assert [(level["low"], level["before_low"], level["by_self"]) for level in levels] == [
        (95.0, 92.0, False), (96.0, 95.0, False),
    ]  # fmt: skip
    assert "has seen the new level" in kpitui("seen", "adherence").err
    assert "New level" not in kpitui("person", "ana").out
    assert {one["seen_by"] for one in kpitui("person", "ana", "--json").data["new_levels"]} == {
        account_name()
    }
    check_one_sentence(kpitui("seen", "adherence"), 1, "no new level of Adherence to schedule")
    assert kpitui("undo").code == 0
    assert "New level" in kpitui("person", "ana").out


def test_a_question_is_due_for_the_coach_until_it_is_answered(
    kpitui: Command, ours: DatabaseFile
) -> None:
    assert kpitui("seen", "adherence", "--ask", " why 96\x1b[31m ").code == 0
    assert "New level" not in kpitui("person", "ana").out
    assert "You asked" in kpitui("person", "ana").out
    again = kpitui("seen", "adherence", "--ask", "and 95")  # the level of the day
    assert again.code == 0
    refused = kpitui("seen", "adherence", "--ask", "and 95 again")
    said = "Your earlier question about that level is not answered yet."
    check_one_sentence(refused, 3, said)
    for text in ("", "  ", "x" * 501):
        check_one_sentence(kpitui("seen", "aht", "--ask", text), 4, "Nothing was saved.")
    as_role(ours, AccessRole.SUPERVISOR)
    assert "Ana López  asks: why 96  Adherence to schedule ≥ 96.0%" in kpitui("due").out
    asked = {one["text"]: one["question"] for one in kpitui("due", "--json").data["questions"]}
    assert sorted(asked) == ["and 95", "why 96"]
    number = asked["why 96"]
    check_one_sentence(kpitui("answer", "--question", "99", "x"), 1, "no open question 99")
    check_one_sentence(kpitui("answer", "--question", number, " "), 4, "Type an answer")
    check_one_sentence(kpitui("answer", "--question", number, "--session", "1", "x"), 2, "not both")
    assert kpitui("answer", "--question", number, "calls", "come later").code == 0
    check_one_sentence(kpitui("answer", "--question", number, "x"), 1, "no open question")
    assert "why 96" not in kpitui("due").out
    assert "answered 2" in kpitui("person", "ana").out
    as_role(ours, AccessRole.MEMBER, "Ana López")
    assert "calls come later" in kpitui("person", "ana").out
    check_one_sentence(kpitui("answer", "--question", number, "mine"), 2, "Coaches answer")


@pytest.mark.usefixtures("that_noon")
def test_the_brief_counts_the_questions_that_wait_for_an_answer(
    kpitui: Command, ours: DatabaseFile
) -> None:
    as_role(ours, AccessRole.SUPERVISOR)
    follow_ups = kpitui("brief").out.splitlines()[2]
    assert "question" not in follow_ups
    as_role(ours, AccessRole.MEMBER, "Ana López")
    for level, why in (("adherence", "why 96"), ("aht", "why so short")):
        assert kpitui("seen", level, "--ask", why).code == 0
    as_role(ours, AccessRole.SUPERVISOR)
    waits = f"Ana López since {datetime.now().date()}"
    said = f"{follow_ups}; questions to answer: 2 ({waits}, {waits})"
    assert kpitui("brief").out.splitlines()[2:] == [said]
    for one in kpitui("due", "--json").data["questions"]:
        assert kpitui("answer", "--question", one["question"], "calls").code == 0
    assert kpitui("brief").out.splitlines()[2] == follow_ups


WRONG_MOMENTS = ("yesterday", "0001-01-01T00:00:00-14:00", "9999-12-31T23:59:59Z", "\x1b[2J")


@pytest.mark.parametrize("wrong", WRONG_MOMENTS)
def test_a_moment_that_another_program_wrote_wrong_closes_nothing(
    kpitui: Command, ours: DatabaseFile, wrong: str
) -> None:
    kpitui("seen", "adherence", "--ask", "why 96")
    kpitui("seen", "aht", "--ask", "why so short")
    as_role(ours, AccessRole.SUPERVISOR)
    number = kpitui("due", "--json").data["questions"][0]["question"]
    kpitui("answer", "--question", number, "calls come later")
    other = sqlite3.connect(ours.path)
    with other:
        other.execute("PRAGMA ignore_check_constraints = ON")
        other.execute("UPDATE seen_levels SET seen_at = ?", [wrong])
        other.execute("UPDATE seen_levels SET answered_at = ? WHERE answer <> ''", [wrong])
        other.execute("UPDATE sessions SET acknowledged_at = ?", [wrong])
    other.close()
    person = kpitui("person", "ana")
    assert "calls come later" in person.out
    assert "on an unknown day" in person.out
    asked = kpitui("person", "ana", "--json").data["questions"]
    assert [one["asked_at"] for one in asked] == [None, None]
    assert "asks: why so short" in kpitui("due").out
    assert "questions to answer: 1 (Ana López)" in kpitui("brief").out
    assert kpitui("check").code in (0, 1)
    assert kpitui("expect", "ana").code == 0
    assert kpitui("doctor").code in (0, 1)


def test_after_an_answer_one_may_ask_once_more(kpitui: Command, ours: DatabaseFile) -> None:
    for question, answer in (("why 95", "calls come later"), ("and on Mondays", "then too")):
        as_role(ours, AccessRole.MEMBER, "Ana López")
        assert kpitui("seen", "aht", "--ask", question).code == 0
        assert "Not answered yet." in kpitui("person", "ana").out
        as_role(ours, AccessRole.SUPERVISOR)
        (asked,) = kpitui("due", "--json").data["questions"]
        assert asked["text"] == question
        assert kpitui("answer", "--question", asked["question"], answer).code == 0
    as_role(ours, AccessRole.MEMBER, "Ana López")
    said = kpitui("person", "ana").out
    assert "and on Mondays" in said
    assert "then too" in said
    as_role(ours, AccessRole.LEADER)
    kept = kpitui("history", "--json").out
    assert "why 95" in kept
    assert "calls come later" in kept


def test_a_member_finishes_and_answers_what_is_theirs_and_nothing_else(
    kpitui: Command, ours: DatabaseFile
) -> None:
    assert "“greet by name” is done." in kpitui("done", "greet").err
    check_one_sentence(kpitui("done", "greet"), 1, "Ana López has no open action “greet”")
    check_one_sentence(kpitui("done", "send"), 3, "That action is for kim")
    assert kpitui("answer", "I", "tried it").code == 0
    assert kpitui("person", "ana", "--json").data["sessions"][0]["reply"] == "I tried it"
    again = kpitui("answer", "I tried it twice", "--json")
    assert (again.code, again.data["session"]) == (0, 1)
    replaced = kpitui("answer", "I tried it thrice").err
    assert "Your answer replaced the earlier one to the session of 2026-11-23." in replaced
    assert kpitui("undo").code == 0
    assert kpitui("person", "ana", "--json").data["sessions"][0]["reply"] == "I tried it twice"
    assert kpitui("undo").code == 0
    check_one_sentence(kpitui("answer", "--session", "7", "x"), 1, "no session 7")
    for words in (("seen", "--person", "bo", "aht"), ("done", "--person", "bo", "x")):
        check_one_sentence(kpitui(*words), 3, "Members see only their own page")
    assert kpitui("undo").code == 0
    assert kpitui("person", "ana", "--json").data["sessions"][0]["reply"] is None
    as_role(ours, AccessRole.LEADER)
    titles = kpitui("history", "--by", account_name()).out
    assert "action done: greet by name" in titles
    assert "answer session" in titles


def test_a_coach_notes_what_somebody_was_told_and_a_viewer_may_not(
    kpitui: Command, ours: DatabaseFile
) -> None:
    set_account(ours, LEADER, account_name(), AccessRole.SUPERVISOR, "[red]Bo[/]")
    assert "S308" in kpitui("check").out
    noted = kpitui("seen", "--person", "ana", "adherence").err
    assert noted == "Noted that Ana López was told of the new level of Adherence to schedule.\n"
    assert "[red]Bo[/] was not told yet" in kpitui("check").out
    assert "has seen the new level" in kpitui("seen", "adherence").err
    assert "S308" not in kpitui("check").out
    said = "That was noted already; Ana López has not seen it yet."
    check_one_sentence(kpitui("seen", "--person", "ana", "adherence"), 3, said)
    refused = kpitui("seen", "--person", "ana", "adherence", "--ask", "why")
    check_one_sentence(refused, 3, "Only the person themselves can ask")
    as_role(ours, AccessRole.VIEWER, "[red]Bo[/]")
    check_one_sentence(kpitui("seen", "--person", "ana", "aht"), 1, "no new level")
    check_one_sentence(kpitui("done", "--person", "ana", "greet"), 3, "A viewer may not")


def test_the_answer_for_programs_says_who_noted_it(kpitui: Command, ours: DatabaseFile) -> None:
    as_role(ours, AccessRole.SUPERVISOR, "[red]Bo[/]")
    told = kpitui("seen", "--person", "ana", "adherence", "--json").data
    assert (told["person"], told["by"], told["by_self"]) == ("Ana López", account_name(), False)
    assert kpitui("undo").code == 0
    as_role(ours, AccessRole.MEMBER, "Ana López")
    seen = kpitui("seen", "adherence", "--json").data
    assert (seen["by"], seen["by_self"]) == (account_name(), True)


def test_a_member_is_told_nothing_of_how_the_team_did(
    kpitui: Command, empty: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPITUI_DB", str(empty.path))
    most_below(empty)
    set_account(empty, LEADER, "lee", AccessRole.LEADER)
    as_role(empty, AccessRole.MEMBER, "Dea")
    told = kpitui("person", "dea").out
    assert "clearly below" in told
    assert "in the team" not in told
    as_role(empty, AccessRole.SUPERVISOR, "Dea")
    assert "4 of 5 in the team are below" in kpitui("person", "dea").out


def test_what_a_coach_noted_stays_marked_until_the_person_says_so(
    kpitui: Command, ours: DatabaseFile
) -> None:
    level = LevelKey(3, TODAY, Range(low=95))
    kim = Actor("kim", AccessRole.SUPERVISOR)
    see_levels(ours, kim, [(1, level)], datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert "kim noted 2026-11-23 that it was told" in kpitui("person", "ana").out
    assert kpitui("seen", "adherence").code == 0
    assert "New level" not in kpitui("person", "ana").out


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_what_is_expected_is_printed_to_sign_and_nothing_typed_is_a_code_in_it(
    kpitui: Command, ours: DatabaseFile, form: str
) -> None:
    with reading(ours) as db:
        ana = load_person(db, 1)
        aht = next(metric for metric in load_metrics(db) if metric.id == 2)
    assert ana is not None
    edit_metric(ours, LEADER, aht, replace(aht, definition=HOSTILE))
    edit_person(ours, LEADER, ana, "Ana <b>*López*</b>", "ana")
    done = kpitui("expect", "ana", "--format", form)
    assert done.code == 0, done
    out = done.out
    plain = re.sub(r"\\|<[^>]+>", "", out)
    for text in (
        "Adherence to schedule", "Average handle time", "Advisor, North", "since 2024-01-01",
        "from 2027-01-04", "How it is read", "weekly", "Signature", "Date",
    ):  # fmt: skip
        assert text in plain, (text, out)
    assert "95.0%" in out
    assert "\x1b" not in out
    assert "\u202e" not in out
    if form == "html":
        assert "<script" not in out
        assert "&lt;script&gt;" in out
        assert "Ana &lt;b&gt;*López*&lt;/b&gt;" in out
        assert out.startswith("<!doctype html>")
    if form == "md":
        assert "&lt;script&gt;" in out
        assert "\\*López\\*" in out
        assert "\\[b\\]" in out
    if form == "text":
        assert max(map(len, out.splitlines())) <= 79


def test_expect_tells_of_bad_input_in_one_sentence_and_writes_one_new_file(
    kpitui: Command, ours: DatabaseFile, tmp_path: object
) -> None:
    check_one_sentence(kpitui("expect", "bo"), 3, "Members see only their own page")
    out = f"{tmp_path}/ana.html"
    assert kpitui("expect", "ana", "--format", "html", "-o", out).code == 0
    check_one_sentence(kpitui("expect", "ana", "-o", out), 4, "already there")
    as_role(ours, AccessRole.LEADER)
    check_one_sentence(kpitui("expect", "zoe"), 1, "There is no person “zoe”")
    assert kpitui("expect", "ana", "--format", "pdf").code == 2
    assert "[red]Bo[/]" in kpitui("expect", "bo").out


def test_levels_of_a_file_that_cannot_be_are_listed_with_their_reasons(
    kpitui: Command, ours: DatabaseFile, tmp_path: Path
) -> None:
    head = (
        "person,metric,starts_on,low,high,seen_at,seen_by,question,answer,answered_at,answered_by"
    )
    seen = "Ana López,Adherence to schedule,2026-11-23,{},,2026-11-23T09:00:00+00:00,{},{}"
    rows = [
        seen.format("95", account_name(), ",,,"),
        seen.format("", account_name(), ",,,"),
        seen.format("96", account_name(), ",because,2026-11-23T09:00:00+00:00,kim"),
        seen.format("97", account_name(), "why,because,,kim"),
        seen.format("98", "kim", ",,,"),
        seen.format("99", account_name(), ",,,").replace("Ana López", "Zoe"),
    ]
    file = tmp_path / "levels.csv"
    file.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    as_role(ours, AccessRole.SUPERVISOR)
    done = kpitui("import", file, "--json")
    assert (done.code, done.data["added"]) == (4, 1), done
    assert [(one["line"], one["reason"]) for one in done.data["rejected"]] == [
        (3, "a level needs a lowest value, a highest value, or both"),
        (4, "an answer needs its question, and who gave it"),
        (5, "an answer needs the moment it was given"),
        (6, "It was said by kim; ask a leader to import it"),
        (7, "there is no person “Zoe”; import the plan and the people first"),
    ]
    again = kpitui("import", file, "--json").data
    assert (again["added"], again["unchanged"]) == (0, 1)
    as_role(ours, AccessRole.MEMBER, "Ana López")
    check_one_sentence(kpitui("import", file), 3, "Members see only their own page")
    assert kpitui("person", "ana", "--json").data["new_levels"][0]["by_self"]


def test_person_without_a_name_is_ones_own_page(kpitui: Command, ours: DatabaseFile) -> None:
    own = kpitui("person")
    assert own.code == 0, own.err
    assert own.out == kpitui("person", "Ana López").out
    assert own.out.startswith("Ana López: ")


def test_who_is_nobody_of_the_file_is_asked_whose_page(
    kpitui: Command, database: DatabaseFile
) -> None:
    check_one_sentence(kpitui("--db", database.path, "person"), 2, "Say whose page")


def test_ones_own_page_speaks_to_oneself(kpitui: Command, ours: DatabaseFile) -> None:
    assert kpitui("answer", "--session", "1", "I", "tried").code == 0
    assert "your answer: I tried" in kpitui("person").out
    as_role(ours, AccessRole.SUPERVISOR, "[red]Bo[/]")
    assert "agent's answer: I tried" in kpitui("person", "Ana López").out


def test_the_help_names_every_command_of_a_member() -> None:
    text = Path("kpitui/help/shared_server.md").read_text("utf-8")
    said = text.partition("A member has their own page")[2].partition("\n\n")[0]
    assert [one for one in sorted(OF_A_MEMBER) if f"`{one}`" not in said] == []
