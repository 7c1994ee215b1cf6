"""`people data` and the other people who stand in it: they are told of, and can be left out."""

import json
from datetime import timedelta

import pytest

from kpitui import paths
from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import record_session
from kpitui.actions.people import add_person
from kpitui.actions.readings import record
from kpitui.cli.context import account_name
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.person import PersonDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import Typed, file_stem, keep_typed
from tests.cli.conftest import Command
from tests.conftest import LEADER, TODAY

WORDS_OF_CY = "wept in the break"


@pytest.fixture
def talked(database: DatabaseFile) -> DatabaseFile:
    """Ana is coached by Maya, coaches Cy herself, and notes of hers name others."""
    add_person(
        database,
        LEADER,
        PersonDraft(name="Cy Dorne", code="cyd", starts_on=TODAY.replace(year=2024)),
    )
    set_account(database, LEADER, account_name(), AccessRole.LEADER)
    set_account(database, LEADER, "ana.l", AccessRole.SUPERVISOR, "Ana López")
    maya = Actor("Maya Quist")
    of_ana = SessionDraft(
        person_id=1, date=TODAY, kind=SessionKind.ROLE_PLAY, focus=(1,),
        seen="took the call of CY DORNE, then Dorne's next one; doorned", agreed="ask Maya",
    )  # fmt: skip
    record_session(database, maya, of_ana, today=TODAY)
    of_cy = SessionDraft(
        person_id=3, date=TODAY, kind=SessionKind.ROLE_PLAY, focus=(1,), seen=WORDS_OF_CY,
        agreed="a walk",
    )  # fmt: skip
    record_session(database, Actor("ana.l", AccessRole.SUPERVISOR), of_cy, today=TODAY)
    note = ReadingDraft(
        metric_id=1, person_id=1, date=TODAY - timedelta(days=1), value=70, note="Ana beside cyd"
    )
    record(database, maya, [note], today=TODAY, reason="Maya Quist saw it")
    return database


OTHERS = ("maya", "quist", "cy dorne", " dorne", "cyd", "wept", "a walk")


def test_the_readable_page_warns_of_other_people(talked: DatabaseFile, kpitui: Command) -> None:
    for form in ("md", "html"):
        page = kpitui("--db", talked.path, "people", "data", "ana", "--format", form).out
        assert "Other people stand in this too" in page
        assert "--without-others" in page
    asked = kpitui("--db", talked.path, "people", "data", "ana", "--json")
    assert "Other people stand in this too" in asked.err
    assert asked.data["without_others"] is False


@pytest.mark.parametrize("form", ["json", "md", "html"])
def test_other_people_can_be_left_out(talked: DatabaseFile, kpitui: Command, form: str) -> None:
    whole = kpitui("--db", talked.path, "people", "data", "ana", "--format", form).out
    assert [other for other in OTHERS if other not in whole.casefold()] == []
    said = kpitui(
        "--db", talked.path, "people", "data", "ana", "--format", form, "--without-others"
    )
    assert said.code == 0
    assert [other for other in OTHERS if other in said.out.casefold()] == []
    for word in ("Ana L", "took the call of", "doorned", "ana.l", "someone else"):
        assert word in said.out.replace("\\", ""), word


def test_what_is_of_the_person_stays_and_what_is_of_others_goes(
    talked: DatabaseFile, kpitui: Command
) -> None:
    found = kpitui("--db", talked.path, "people", "data", "ana", "--without-others").data
    (session,) = found["records"]["sessions"]
    assert session["person_id"] == 1
    assert session["coach"] == "[someone else]"
    assert session["seen"].startswith("took the call of [someone else], then [someone else]'s next")
    (other,) = found["named"]["sessions"]
    assert (other["person_id"], other["seen"]) == (None, "[about someone else]")
    assert other["coach"] == "Ana López"
    assert found["without_others"] is True


def test_drafts_about_others_are_left_out_too(talked: DatabaseFile, kpitui: Command) -> None:
    paths.drafts().mkdir(parents=True)
    draft = paths.drafts() / f"{file_stem(talked, 'ana.l')}.s1.json"
    keep_typed(
        draft, Typed(sessions={"person-3": {"seen": "late again"}}, words="coach cy dorne x")
    )
    whole = kpitui("--db", talked.path, "people", "data", "ana", "--json")
    assert "late again" in whole.out
    left = kpitui("--db", talked.path, "people", "data", "ana", "--without-others").out
    assert "late again" not in left
    assert "dorne" not in left.casefold()
    assert "coach [someone else] x" in json.dumps(json.loads(left), ensure_ascii=False)
