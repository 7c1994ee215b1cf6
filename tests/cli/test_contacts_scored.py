"""Scored contacts on the command line: listed, seen, disputed and decided; as a member of the file
and as their coach.
"""

import pytest
from msgspec.structs import replace

from kpitui.actions.accounts import set_account
from kpitui.actions.evaluations import correct_evaluation
from kpitui.actions.undo import undo
from kpitui.cli.context import account_name
from kpitui.domain.access import AccessRole, Actor
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.evaluations import load_evaluation
from kpitui.views.contacts import load_contacts
from tests.cli.conftest import Command, check_one_sentence
from tests.cli.test_score import ANSWERS, scored
from tests.conftest import LEADER, TODAY

__all__ = ["scored"]
HOSTILE = "<b>no</b> | [red]I did[/] \x1b[31m‮ `x`"


@pytest.fixture
def ours(scored: Command, database: DatabaseFile) -> Command:
    """Two contacts of Ana and one of Bo; who asks is Ana, a member."""
    set_account(database, LEADER, account_name(), AccessRole.LEADER)
    set_account(database, LEADER, "kim", AccessRole.SUPERVISOR)
    first = f'ana 8841 {ANSWERS} "read the order back" chat'
    assert scored("score", first, "--by", "kim").code == 0
    assert scored("score", f"ana 8842 yyn04{ANSWERS[5:]}", "--by", "kim").code == 0
    assert scored("score", f"bo 9001 {ANSWERS}", "--by", "kim").code == 0
    set_account(database, LEADER, "lee", AccessRole.LEADER)
    set_account(database, LEADER, account_name(), AccessRole.MEMBER, "Ana López")
    return scored


def as_role(database: DatabaseFile, role: AccessRole, person: str = "") -> None:
    set_account(database, LEADER, account_name(), role, person)


def test_a_member_lists_their_own_says_seen_and_disputes(
    ours: Command, database: DatabaseFile
) -> None:
    told = ours("evaluations").out
    assert told == (
        "   2  2026-11-23  8842  0.0 points  1 critical failed  ! new\n"
        "   1  2026-11-23  8841 chat  87.1 points  ! new\n"
    )
    assert "has seen contact 8841" in ours("evaluations", "--seen", "1").err
    assert "chat  87.1 points\n" in ours("evaluations", "ana").out
    check_one_sentence(ours("evaluations", "--seen", "1"), 3, "noted already")
    answers = ours("evaluations", "--answers", "--last", "1").out
    assert "2026-11-23, sheet “A call”, scored by kim" in answers
    assert "  3. Checked identity before giving data: no (" in answers
    disputed = ours("dispute", "2", "3", HOSTILE)
    assert "Disputed “Checked identity before giving data”" in disputed.err
    assert "1 disputed" in ours("evaluations").out
    shown = ours("evaluations", "--answers").out
    assert "<b>no</b> | [red]I did[/]" in shown
    assert not {"\x1b", "‮"} & set(shown)
    check_one_sentence(ours("dispute", "2", "identity", "again"), 3, "not answered yet")
    check_one_sentence(ours("dispute", "2", "nonsense", "no"), 1, "no question “nonsense”")
    assert ours("undo").code == 0
    assert "disputed" not in ours("evaluations").out
    assert len(load_contacts(database, 1, TODAY)) == 2


def test_a_correction_of_what_was_seen_leaves_its_mark(
    ours: Command, database: DatabaseFile
) -> None:
    assert ours("evaluations", "--seen", "1").code == 0
    kim = Actor("kim", AccessRole.SUPERVISOR)
    with reading(database) as db:
        old = load_evaluation(db, 1)
    assert old is not None
    answers = [replace(old.answers[0], value=0.0), *old.answers[1:]]
    correct_evaluation(database, kim, old, old, answers, today=TODAY, why="heard again")
    assert "8841 chat  84.3 points  corrected\n" in ours("evaluations").out
    told = ours("evaluations", "--answers").out
    assert "was 87.1 points, corrected by kim 2026-11-23: heard again" in told
    assert "was yes, no since" in told
    (one,) = (one for one in ours("evaluations", "--json").data if one["id"] == 1)
    assert (round(one["was"], 1), one["corrected_by"]) == (87.1, "kim")
    undo(database, kim)
    assert "chat  87.1 points\n" in ours("evaluations").out
    assert "corrected" not in ours("evaluations", "--answers").out
    assert "was yes" not in ours("evaluations", "--answers").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("evaluations", "bo"), 3), (("evaluations", "--seen", "3"), 3),
        (("dispute", "3", "1", "no"), 3), (("dispute", "99", "1", "no"), 3),
        (("decide", "1", "stands", "no"), 3), (("sheet", "weakest", "--person", "bo"), 3),
        (("due",), 3),
    ],
)  # fmt: skip
def test_a_member_is_told_of_nobody_else(ours: Command, words: tuple[str, ...], code: int) -> None:
    done = ours(*words)
    check_one_sentence(done, code, "")
    assert not [one for one in ("9001", "Bo[/]", "87.1") if one in done.out + done.err]


def test_a_dispute_is_due_and_decided_with_history(ours: Command, database: DatabaseFile) -> None:
    assert ours("dispute", "2", "identity", "I", "asked", "for", "the", "code").code == 0
    as_role(database, AccessRole.SUPERVISOR, "[red]Bo[/]")
    assert "Ana López" not in ours("due").out, "the agent of another team than one's own"
    due = ours("due", "--all").out
    assert "Ana López  disputes: I asked for the code" in due
    assert "“Checked identity before giving data”: no, contact 8842, scored by kim" in due
    assert "decide it: kpitui decide 1 stands|ANSWER REASON" in due
    assert "; disputes to decide: 1 (Ana López since 2026-11-23)" in ours("brief", "--all").out
    for what in ("brief", "due"):
        assert "dispute" not in ours(what, "--all", "--as-of", "2026-11-22").out, what
    (found,) = ours("due", "--all", "--json").data["disputes"]
    assert (found["dispute"], found["evaluation"], found["answer"]) == (1, 2, 0)
    check_one_sentence(
        ours("decide", "1", "4", "why"), 2, "cannot be “4”; answer y or n, or - where"
    )
    check_one_sentence(ours("decide", "1", "n", "why"), 4, "That is the answer already")
    check_one_sentence(ours("decide", "7", "stands", "why"), 1, "no open dispute 7")
    done = ours("decide", "1", "y", "heard", "it", "again")
    assert "Ana López has your decision; the score is now 8" in done.err
    shown = ours("evaluations", "ana", "--answers").out
    assert "was no, yes since 2" in shown
    assert "(dispute)" in shown
    assert "it was changed. heard it again" in shown
    (answer,) = [
        each
        for one in ours("evaluations", "ana", "--json").data
        for each in one["answers"]
        if each["was"]
    ]
    assert (answer["was"], answer["word"], answer["disputes"][0]["outcome"]) == (
        "no", "yes", "changed",
    )  # fmt: skip
    assert ours("due", "--all", "--json").data["disputes"] == []
    assert "decide dispute" in ours("history").out
    assert ours("undo").code == 0
    assert len(ours("due", "--all", "--json").data["disputes"]) == 1
    told = ours("decide", "1", "stands", "the recording is clear").err
    assert "the score stays 0.0 points" in told


def test_a_coach_notes_that_an_agent_was_told(ours: Command, database: DatabaseFile) -> None:
    as_role(database, AccessRole.SUPERVISOR, "[red]Bo[/]")
    set_account(database, LEADER, "ana", AccessRole.MEMBER, "Ana López")
    noted = ours("evaluations", "--seen", "1").err
    assert "Noted that Ana López was told of contact 8841" in noted
    told = ours("evaluations", "ana").out
    assert "8842  0.0 points  1 critical failed  not seen yet\n" in told
    assert "8841 chat  87.1 points\n" in told  # Ana has yet to see it; her coach has told her
    assert "noted 2026-11-23 that it was told" in ours("evaluations", "ana", "--answers").out
    assert "9001" in ours("evaluations").out
    check_one_sentence(ours("dispute", "1", "1", "no"), 3, "Only the person themselves")


def test_a_supervisor_is_not_told_that_those_without_an_account_saw_nothing(
    scored: Command, database: DatabaseFile
) -> None:
    assert scored("score", f"bo 9001 {ANSWERS}").code == 0
    told = scored("evaluations", "bo").out
    assert told.endswith("9001  87.1 points\n")
    set_account(database, LEADER, account_name(), AccessRole.LEADER)
    assert scored("evaluations", "bo").out == told
    set_account(database, LEADER, "bo", AccessRole.MEMBER, "[red]Bo[/]")
    assert scored("evaluations", "bo").out.endswith("9001  87.1 points  not seen yet\n")


def test_the_weakest_questions_are_told_with_their_samples_and_chance(
    ours: Command, database: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_role(database, AccessRole.SUPERVISOR, "[red]Bo[/]")
    told = ours("sheet", "weakest", "--person", "ana")
    assert told.out.startswith("Ana López: 2 evaluations; no others to compare with\n")
    assert "50%, 1 of 2" in told.out
    monkeypatch.setenv("LC_ALL", "C")
    teams = ours("sheet", "weakest").out
    assert "North: 2 evaluations, the last 20 of each agent, beside 1 other team" in teams
    assert "within chance" in teams
    assert teams.isascii()
    (found,) = ours("sheet", "weakest", "--team", "north", "--json").data
    asked = {one["question"]: one for one in found["questions"]}
    assert (asked["identity"]["share"], asked["identity"]["n"]) == (0.5, 2)
    assert (asked["identity"]["others_share"], asked["identity"]["more_than_chance"]) == (1, False)
    assert "Weakest questions: 2 evaluations" in ours("person", "ana").out
    assert ours("person", "ana", "--json").data["weakest_questions"][0]["n"] == 2
    assert "Weakest questions: 2 evaluations" in ours("team", "north").out
    one = ours("sheet", "weakest", "--person", "ana", "--last", "1", "--json").data[0]
    assert one["evaluations"] == 1
    both = ours("sheet", "weakest", "--person", "ana", "--team", "north")
    check_one_sentence(both, 2, "not both")


@pytest.mark.parametrize("columns", [80, 100, 120])
def test_the_weakest_questions_are_told_in_full(
    ours: Command, database: DatabaseFile, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    as_role(database, AccessRole.SUPERVISOR, "[red]Bo[/]")
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = ours("sheet", "weakest", "--team", "north").out.splitlines()
    assert max(map(len, lines)) <= columns
    (found,) = ours("sheet", "weakest", "--team", "north", "--json").data
    bar = min(line.index("█") for line in lines if "█" in line)
    names = lines if columns == 80 else [line[:bar] for line in lines]  # at 80 above their bars
    told = " ".join(" ".join(names).split())
    assert [one["text"] for one in found["questions"] if one["text"] not in told] == []


def test_a_session_names_the_contacts_that_it_talks_about(
    ours: Command, database: DatabaseFile
) -> None:
    as_role(database, AccessRole.SUPERVISOR, "[red]Bo[/]")
    session = "ana call-review “identity” 20m"
    none = ours("coach", session, "--evaluation", "9001")
    check_one_sentence(none, 4, "--evaluation: no contact “9001” of this agent was scored.")
    done = ours("coach", session, "--evaluation", "8842", "--evaluation", "8841")
    assert done.code == 0, done.err
    assert "evaluations: 8842 (0.0 points), 8841 (87.1 points)" in ours("person", "ana").out
    (told,) = ours("person", "ana", "--json").data["sessions"]
    assert told["evaluations"] == ["8842", "8841"]
    assert "evaluations" in ours("export", "sessions").out
    assert "8842; 8841" in ours("export", "sessions").out
