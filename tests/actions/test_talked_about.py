"""Coaching sessions link the scored contacts that they talk about: saved, changed, taken back."""

import pytest
from msgspec.structs import replace

from kpitui.actions.coaching import change_session, record_session
from kpitui.actions.evaluations import record_evaluations, remove_evaluation
from kpitui.actions.undo import redo, undo
from kpitui.domain.errors import BadData
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.domain.session_fields import talked_about
from kpitui.storage.database import DatabaseFile
from kpitui.views.coaching import load_contact_names, load_sessions_of
from tests.actions.test_evaluations import draft, load
from tests.conftest import LEADER, TODAY

SESSION = SessionDraft(person_id=1, date=TODAY, kind=SessionKind.CALL_REVIEW, seen="calm")


@pytest.fixture
def scored(database: DatabaseFile) -> DatabaseFile:
    """Four contacts of Ana: two of one reference, and two of a day without any."""
    load(database)
    for reference in ("8841", "8841", "", ""):
        one = draft(database, "yy50", reference=reference)
        record_evaluations(database, LEADER, [one], today=TODAY, again=True)
    return database


def linked(database: DatabaseFile) -> list[str]:
    return [evaluation.name for evaluation in load_sessions_of(database, 1)[0].evaluations]


def test_a_session_talks_about_contacts_and_that_is_taken_back_with_it(
    scored: DatabaseFile,
) -> None:
    names = load_contact_names(scored, 1)
    assert [*names] == ["2026-11-23 #2", "2026-11-23", "8841 #2", "8841"]
    about = talked_about("8841 #2; 2026-11-23", names)
    record_session(scored, LEADER, replace(SESSION, evaluations=about), today=TODAY)
    assert linked(scored) == ["8841 #2", "2026-11-23"]
    (line,) = load_sessions_of(scored, 1)
    assert line.evaluations[0].score == 100
    changed = replace(SESSION, evaluations=(names["8841"], about[0]))
    change_session(scored, LEADER, line.session, changed, today=TODAY)
    assert linked(scored) == ["8841 #2", "8841"]
    undo(scored, LEADER)
    assert linked(scored) == ["8841 #2", "2026-11-23"]
    undo(scored, LEADER)
    assert load_sessions_of(scored, 1) == []
    redo(scored, LEADER)
    assert linked(scored) == ["8841 #2", "2026-11-23"]
    remove_evaluation(scored, LEADER, about[0], today=TODAY)
    assert linked(scored) == ["2026-11-23"]
    undo(scored, LEADER)
    assert linked(scored) == ["8841 #2", "2026-11-23"]


def test_what_is_typed_names_one_contact_of_the_person(scored: DatabaseFile) -> None:
    names = load_contact_names(scored, 1)
    assert talked_about("", names) == ()
    assert talked_about("8841;8841", names) == (names["8841"],)
    missing = "no contact “8842” of this agent was scored; did you mean 8841"
    with pytest.raises(ValueError, match=missing):
        talked_about("8842", names)
    with pytest.raises(ValueError, match="no contact “x” of this agent was scored"):
        talked_about("x", {})
    of_bo = replace(SESSION, person_id=2, evaluations=(names["8841"],))
    with pytest.raises(BadData, match="of someone else"):
        record_session(scored, LEADER, of_bo, today=TODAY)
    assert load_sessions_of(scored, 2) == []
