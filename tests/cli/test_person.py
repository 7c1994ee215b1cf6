"""The page of one person on the command line."""

import pytest

from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import record_session
from kpitui.cli.context import account_name
from kpitui.domain.access import AccessRole
from kpitui.domain.records.action import Promise
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import LEADER, TODAY, record_weekly

AS_OF = ("--as-of", TODAY.isoformat())


@pytest.fixture(autouse=True)
def _db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    monkeypatch.setenv("LANG", "C.UTF-8")


def coached(database: DatabaseFile) -> None:
    draft = SessionDraft(
        person_id=1, date=TODAY, kind=SessionKind.ROLE_PLAY, focus=(2,), agreed="greet [first]",
        actions=(Promise(text="one call a day", due_on=TODAY),),
    )  # fmt: skip
    record_session(database, LEADER, draft, today=TODAY)


def become(database: DatabaseFile, role: AccessRole, person: str = "") -> None:
    set_account(database, LEADER, LEADER.name, AccessRole.LEADER)
    set_account(database, LEADER, account_name(), role, person)


def test_expectations_come_first_then_what_is_open_then_coaching(
    kpitui: Command, database: DatabaseFile
) -> None:
    record_weekly(database, 2, [330.0, 420.0], TODAY, person_id=1)
    coached(database)
    said = kpitui("person", "ana", *AS_OF)
    assert said.code == 0, said.err
    lines = said.out.splitlines()
    assert lines[0] == "Ana López: Advisor, North since 2024-01-01, code ana"
    assert lines[1].split()[:3] == ["?", "no", "data"]
    assert lines[2].split()[:7] == [*["✓", "met", "Average", "handle", "time", "5:30", "5:00–6:30"]]
    assert "  the week of 16 Nov, latest 7:00 on 2026-11-23; everyone since 2024-01-01" in lines[2]
    assert lines[3:-1] == [
        "open: one call a day  due 2026-11-23",
        "coached 2026-11-23 role-play about Average handle time  by lee",
        "  agreed: greet [first]",
        "  effect: Average handle time: not enough data, 1 of the 12 weeks before",
    ]
    assert (
        lines[-1]
        == "Company KPI: ? no data  Customer satisfaction  -, target ≥ 85.0%, by now ≥ 83.4%"
    )


def test_programs_get_the_promised_shape(kpitui: Command, database: DatabaseFile) -> None:
    record_weekly(database, 2, [330.0, 420.0], TODAY, person_id=1)
    coached(database)
    told = kpitui("person", "lópez", "--json", *AS_OF).data
    assert list(told) == [
        "person", "team", "role", "expectations", "sessions", "actions", "new_levels", "questions",
        "weakest_questions", "hours", "away", "coaching",
    ]  # fmt: skip
    assert (told["person"], told["team"], told["role"]) == ("Ana López", "North", "Advisor")
    assert (told["hours"], told["away"]) == (None, [])
    without, handled = told["expectations"]
    assert (without["met"], without["value"], without["standard"], without["sparkline"]) == (
        None,
        None,
        92.0,
        [],
    )
    shown = {
        name: handled[name]
        for name in ("metric", "standard", "direction", "value", "period", "met", "sparkline")
    }
    assert shown == {
        "metric": "Average handle time", "standard": None, "direction": "within", "value": 330.0,
        "period": "2026-W47", "met": True, "sparkline": [330.0, 420.0],
    }  # fmt: skip
    assert (handled["standard_low"], handled["standard_high"]) == (300.0, 390.0)
    assert told["sessions"][0]["kind"] == "role-play"
    assert told["actions"][0]["text"] == "one call a day"


def test_a_name_with_markup_and_nothing_on_record(kpitui: Command) -> None:
    said = kpitui("person", "[red]Bo[/]")
    assert said.out.startswith("[red]Bo[/]: Advisor, South since 2025-01-01\n? no data")
    assert "\nnot coached yet\n" in said.out


def test_without_unicode_the_answer_is_ascii(
    kpitui: Command, database: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_weekly(database, 2, [330.0, 360.0], TODAY.replace(day=20), person_id=1)
    monkeypatch.setenv("LANG", "C")
    said = kpitui("person", "ana", *AS_OF)
    assert said.out.isascii(), said.out
    assert "+ met Average handle time 6:00 5:00-6:30" in " ".join(said.out.split())


def test_who_is_not_there_is_said(kpitui: Command) -> None:
    check_one_sentence(kpitui("person", "zoe"), 1, "There is no person “zoe”")
    check_one_sentence(kpitui("person", "ana", "--as-of", "soon"), 2, "--as-of")


def test_a_member_is_refused_the_page_of_somebody_else(
    kpitui: Command, database: DatabaseFile
) -> None:
    become(database, AccessRole.MEMBER, "ana")
    assert kpitui("person", "ana").code == 0
    check_one_sentence(kpitui("person", "[red]Bo[/]"), 3, "Members see only their own page")
    check_one_sentence(kpitui("person", "[red]Bo[/]", "--json"), 3, "own page")
    # No answer tells who else is there: not by part of a name, not by a slip, not by a name of
    # nobody.
    refused = {
        kpitui("person", *words).err
        for words in ("bo", "bp", "red", "zoe", "northerner", ["bo", "--json"])
    }
    assert len(refused) == 1
    assert "Bo" not in refused.pop()


def test_a_member_of_no_person_is_told_how_to_fix_it(
    kpitui: Command, database: DatabaseFile
) -> None:
    become(database, AccessRole.MEMBER)
    check_one_sentence(
        kpitui("person", "ana"), 3, f"kpitui access add {account_name()} --person NAME"
    )


def test_a_viewer_may_look(kpitui: Command, database: DatabaseFile) -> None:
    become(database, AccessRole.VIEWER)
    assert kpitui("person", "ana").code == 0
