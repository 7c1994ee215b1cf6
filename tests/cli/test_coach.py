"""A coaching session on the command line."""

from datetime import date, timedelta

import pytest

from kpitui.actions.people import add_person
from kpitui.domain.clock import SERVER
from kpitui.domain.records.person import PersonDraft
from kpitui.storage.database import DatabaseFile
from kpitui.views.coaching import load_sessions_of
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import LEADER

LINE = 'ana role-play empathy 20m csat 82 "greeted too late" !greet by name >2026-12-07 2026-11-20'


@pytest.fixture(autouse=True)
def _db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPITUI_DB", str(database.path))


def test_a_session_is_written_down_in_one_line(kpitui: Command) -> None:
    said = kpitui("coach", LINE)
    assert said.code == 0, said.err
    assert said.out.splitlines() == [
        "recorded role-play with Ana López on Fri 2026-11-20, 20 min, focus empathy",
        "reading: Customer satisfaction 82%",
        "observed: greeted too late",
        "action: greet by name, due 2026-12-07",
        "follow-up: Mon 2026-12-07",
    ]
    assert kpitui("export").out.count("\n") == 2
    assert kpitui("undo").code == 0
    assert kpitui("export").out.count("\n") == 1


def test_programs_get_it_as_json(kpitui: Command) -> None:
    told = kpitui("coach", "--json", LINE).data
    assert told["session"] == 1
    assert len(told["readings"]) == 1
    assert (told["kind"], told["minutes"], told["actions"][0]["text"]) == (
        "role-play",
        20,
        "greet by name",
    )


def test_what_is_not_understood_records_nothing(kpitui: Command) -> None:
    check_one_sentence(kpitui("coach", "ana 20m"), 4, "type the session type", "Nothing was saved")
    check_one_sentence(
        kpitui("coach", "ana review csat 400"), 4, "is outside the valid range", "--yes"
    )
    assert kpitui("coach", "--yes", "ana review csat 400").code == 0


def test_several_agents_and_another_coach_are_one_line_and_one_undo(
    kpitui: Command, database: DatabaseFile
) -> None:
    add_person(database, LEADER, PersonDraft(name="Maria", starts_on=date(2026, 1, 1)))
    line = 'ana, bo training empathy 60m "late" "greet first" !listen in >2026-12-07 2026-11-20'
    words = ("--coach", "maria", "--strengths", "warm", "--reference", "C-88; C-89")
    said = kpitui("coach", *words, line)
    assert said.code == 0, said.err
    assert said.out.splitlines() == [
        "recorded training with Ana López, [red]Bo[/] on Fri 2026-11-20, 60 min, focus empathy",
        "observed: late",
        "agreed: greet first",
        "action: listen in, due 2026-12-07",
        "follow-up: Mon 2026-12-07",
        "coach: Maria",
        "strengths: warm",
        "reference: C-88; C-89",
    ]
    page = kpitui("person", "bo").out
    assert "training, 60 min about empathy, with Ana López  by Maria" in page
    assert "  strengths: warm" in page
    told = kpitui("person", "--json", "ana").data["sessions"][0]
    assert (told["others"], told["coach"], told["counts"]) == (["[red]Bo[/]"], "Maria", True)
    assert "by Maria" not in kpitui("history").out.splitlines()[0]
    again = kpitui("coach", "--json", "--coach", "mar", "ana, bo review").data
    assert (again["coach"], len(again["together"])) == ("Maria", 1)
    assert kpitui("undo").code == kpitui("undo").code == 0
    assert kpitui("person", "--json", "bo").data["sessions"] == []


def test_a_session_without_words_is_recorded_and_does_not_count(kpitui: Command) -> None:
    said = kpitui("coach", "ana one-to-one 2026-11-20")
    assert said.code == 0
    assert "it does not count as coaching" in said.err
    assert "will not count" not in kpitui("coach", 'ana one-to-one 2026-11-20 "calm"').err


def test_contacts_are_of_one_agent(kpitui: Command) -> None:
    check_one_sentence(
        kpitui("coach", "--evaluation", "88", "ana, bo review"), 4, "of one agent", "alone"
    )


@pytest.mark.usefixtures("that_noon")
def test_a_follow_up_is_closed_with_what_became_of_it(kpitui: Command) -> None:
    for day in ("2026-11-10 >2026-11-17", "2026-11-12 >2026-11-19"):
        assert kpitui("coach", f'ana review "late" "greet first" {day}').code == 0
    today, person = SERVER.today(), ("--person", "ana")
    again_on = today + timedelta(days=7)
    said = kpitui("done", *person, "--outcome", "not yet", "no", "name")
    assert (said.code, said.err) == (0, f"Not yet: follow-up with Ana López on {again_on}.\n")
    told = kpitui("due", "--json", "--as-of", again_on).data["follow_ups"]
    assert [(one["session"], one["outcome"], one["outcome_note"]) for one in told] == [
        (2, None, None), (1, "not yet", "no name"),
    ]  # fmt: skip
    assert "follow-up: greet first (not yet: no name)" in kpitui("due", "--as-of", "2026-12-31").out
    done = kpitui(
        "done", "--json", "--person", "ana", "--session", 1, "--outcome", "partly", "half"
    )
    assert done.data == {
        "session": 1, "person": "Ana López", "outcome": "partly", "outcome_note": "half",
        "follow_up_on": str(again_on), "followed_up_on": str(today),
    }  # fmt: skip
    assert f"follow-up done: {today}, partly: half" in kpitui("person", "ana").out
    for words, code, sentence in (
        (("--session", 1, "--outcome", "kept"), 1, "no open follow-up of session 1"),
        (("--outcome", "not yet", "--again", "2026-11-20"), 4, "say a later day"),
        (("--again", "+3d"), 2, "say --outcome"),
        (("--outcome", "kept", "--again", "+3d"), 2, "kept is not asked again"),
        ((), 2, "Say which action is done"),
    ):
        check_one_sentence(kpitui("done", "--person", "ana", *words), code, sentence)
    assert kpitui("undo").code == 0
    kept = kpitui("done", "--person", "ana", "--session", 1, "--outcome", "kept")
    told = "Follow-up with Ana López on the call review of 2026-11-10 done: kept.\n"
    assert (kept.code, str(kept.err)) == (0, told)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("nobody", "there is no person “nobody”"),
        ("ana", "Ana López cannot coach themselves"),
    ],
)
def test_a_coach_who_is_none_is_refused(kpitui: Command, typed: str, said: str) -> None:
    check_one_sentence(kpitui("coach", "--coach", typed, 'ana review "late"'), 4, said, "Nothing")
    assert kpitui("person", "--json", "ana").data["sessions"] == []


def test_the_same_line_sent_twice_is_one_session(kpitui: Command, database: DatabaseFile) -> None:
    line = 'ana review "late" "greet first" !listen >+14d'
    assert kpitui("coach", line).code == 0
    check_one_sentence(kpitui("coach", line), 3, "The very same session with Ana López", "two")
    assert kpitui("coach", line.replace("late", "late again")).code == 0
    assert kpitui("coach", "bo review").code == 0
    assert kpitui("coach", "bo review").code == 0, "without words no one can tell"
    assert [len(load_sessions_of(database, one)) for one in (1, 2)] == [2, 2]
