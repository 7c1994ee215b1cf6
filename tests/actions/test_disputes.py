"""What people say to how their contacts were scored, and what is decided: with history, never by
overwriting.
"""

from datetime import UTC, date, datetime

import pytest

from kpitui.actions.accounts import set_account
from kpitui.actions.disputes import decide_dispute, dispute_answer, see_evaluation
from kpitui.actions.evaluations import correct_evaluation, record_evaluations, remove_evaluation
from kpitui.actions.plan import close_month
from kpitui.actions.undo import undo
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import BadData, Conflict, KpituiError, NothingFound, Refused
from kpitui.domain.records.dispute import DisputeDecision, Outcome
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.readings import load_reading
from kpitui.views.contacts import (
    AnswerLine,
    ContactLine,
    load_contact,
    load_contacts,
    load_disputed,
)
from kpitui.views.history import HistoryQuestion, load_history
from tests.actions.test_evaluations import draft, load, version
from tests.conftest import LEADER, TODAY

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ANA, BO = Actor("ana", AccessRole.MEMBER), Actor("bo", AccessRole.MEMBER)
KIM = Actor("kim", AccessRole.SUPERVISOR)
STANDS = DisputeDecision(Outcome.STANDS, "the recording has no greeting")
CHANGED = DisputeDecision(Outcome.CHANGED, "heard it again", 1.0)


@pytest.fixture
def scored(database: DatabaseFile) -> DatabaseFile:
    """A contact of Ana that Kim scored: not greeted."""
    load(database)
    set_account(database, LEADER, "lee", AccessRole.LEADER)
    set_account(database, LEADER, "kim", AccessRole.SUPERVISOR)
    set_account(database, LEADER, "ana", AccessRole.MEMBER, "Ana López")
    set_account(database, LEADER, "bo", AccessRole.MEMBER, "[red]Bo[/]")
    record_evaluations(database, KIM, [draft(database, "ny50")], today=TODAY)
    return database


def contact(database: DatabaseFile) -> ContactLine:
    return load_contacts(database, 1, TODAY)[0]


def greeting(database: DatabaseFile) -> AnswerLine:
    return contact(database).answers[0]


def dispute(database: DatabaseFile, text: str = "I did greet", who: Actor = ANA) -> None:
    one = contact(database)
    dispute_answer(database, who, one.evaluation.id, one.answers[0].question.id, text, NOW)


def decide(database: DatabaseFile, decided: DisputeDecision, who: Actor = KIM) -> None:
    (one,) = load_disputed(database)
    decide_dispute(database, who, one.dispute, one.answer.answer, decided, NOW, today=TODAY)


def test_who_was_told_has_not_seen_it_until_they_say_so_and_can_take_it_back(
    scored: DatabaseFile,
) -> None:
    one = contact(scored)
    see_evaluation(scored, KIM, one.evaluation.id, NOW)
    assert (contact(scored).evaluation.seen_by, contact(scored).by_self) == ("kim", False)
    with pytest.raises(Refused, match="noted already"):
        see_evaluation(scored, KIM, one.evaluation.id, NOW)
    see_evaluation(scored, ANA, one.evaluation.id, NOW)
    assert contact(scored).by_self
    with pytest.raises(Refused, match="noted already"):
        see_evaluation(scored, ANA, one.evaluation.id, NOW)
    with pytest.raises(Refused, match="member may not"):
        see_evaluation(scored, BO, one.evaluation.id, NOW)
    undo(scored, ANA)
    assert contact(scored).evaluation.seen_by == "kim"


def test_a_dispute_that_is_right_corrects_answer_score_and_reading_with_history(
    scored: DatabaseFile,
) -> None:
    before = contact(scored).evaluation
    assert before.score == 80
    dispute(scored)
    assert greeting(scored).open
    assert contact(scored).by_self
    (line,) = load_disputed(scored)
    assert (line.dispute.text, line.contact.evaluation.evaluator) == ("I did greet", "kim")
    decide(scored, CHANGED)
    after = contact(scored)
    assert after.evaluation.score == 100
    assert load_disputed(scored) == []
    found = greeting(scored)
    assert found.answer.value == 1
    assert found.earlier is not None
    assert (found.earlier.value, found.earlier.disputed) == (0, True)
    (said,) = found.disputes
    assert (said.outcome, said.answer, said.answered_by) == (
        Outcome.CHANGED, "heard it again", "kim",
    )  # fmt: skip
    with reading(scored) as db:
        assert after.evaluation.reading_id is not None
        kept = load_reading(db, after.evaluation.reading_id)
        assert kept is not None
        assert kept.draft.value == 100
    newest = load_history(scored, HistoryQuestion(by="kim"))[0]
    told = {one.what: one.differences for one in newest.told}
    assert told["answer"] == [("answer", "no", "yes")]
    assert ("score", "80.0%", "100.0%") in told["evaluation"]
    assert not {"unfailed", "reading"} & {name for name, _, _ in told["evaluation"]}
    assert newest.title.startswith("decide dispute")
    undo(scored, KIM)
    assert contact(scored).evaluation.score == 80
    assert greeting(scored).open


def test_an_answer_that_stands_changes_nothing_and_can_be_disputed_once_more(
    scored: DatabaseFile,
) -> None:
    dispute(scored)
    with pytest.raises(Refused, match="not answered yet"):
        dispute(scored, "once more")
    decide(scored, STANDS)
    assert contact(scored).evaluation.score == 80
    assert greeting(scored).earlier is None
    dispute(scored, "I have the recording")
    assert [one.text for one in greeting(scored).disputes] == [
        "I did greet", "I have the recording",
    ]  # fmt: skip


@pytest.mark.parametrize("decided", [CHANGED, STANDS])
def test_what_was_decided_is_news_until_its_person_has_seen_it(
    scored: DatabaseFile, decided: DisputeDecision
) -> None:
    dispute(scored)
    assert contact(scored).by_self
    decide(scored, decided)
    assert not contact(scored).by_self
    assert contact(scored).decided
    see_evaluation(scored, KIM, contact(scored).evaluation.id, NOW)
    assert not contact(scored).by_self
    see_evaluation(scored, ANA, contact(scored).evaluation.id, NOW)
    assert contact(scored).by_self
    undo(scored, ANA)
    undo(scored, KIM)
    assert not contact(scored).by_self
    undo(scored, KIM)
    assert contact(scored).by_self
    assert contact(scored).open


@pytest.mark.parametrize("who", [BO, KIM, LEADER, Actor("eve", AccessRole.VIEWER)])
def test_nobody_disputes_for_somebody_else(scored: DatabaseFile, who: Actor) -> None:
    with pytest.raises(Refused, match="Only the person themselves"):
        dispute(scored, who=who)
    assert load_disputed(scored) == []


@pytest.mark.parametrize(
    ("who", "said"),
    [(ANA, "member may not"), (Actor("eve", AccessRole.VIEWER), "viewer may not")],
)
def test_who_may_not_score_decides_nothing(scored: DatabaseFile, who: Actor, said: str) -> None:
    dispute(scored)
    with pytest.raises(Refused, match=said):
        decide(scored, CHANGED, who)
    assert greeting(scored).open


def test_a_supervisor_does_not_decide_what_they_dispute_themselves(scored: DatabaseFile) -> None:
    set_account(scored, LEADER, "kim", AccessRole.SUPERVISOR, "Ana López")
    dispute(scored, who=KIM)
    with pytest.raises(Refused, match="Someone else decides"):
        decide(scored, CHANGED)
    decide(scored, CHANGED, LEADER)


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        (DisputeDecision(Outcome.CHANGED, "so it is", 0.0), "That is the answer already"),
        (DisputeDecision(Outcome.CHANGED, "so it is", 3.0), "cannot be"),
        (DisputeDecision(Outcome.CHANGED, "so it is"), "always applies"),
        (DisputeDecision(Outcome.STANDS, "  "), "Type the reason"),
        (DisputeDecision(Outcome.STANDS, "x" * 501), "longer than 500"),
    ],
)
def test_a_decision_that_is_none_changes_nothing(
    scored: DatabaseFile, decided: DisputeDecision, said: str
) -> None:
    dispute(scored)
    with pytest.raises(KpituiError, match=said):
        decide(scored, decided)
    assert greeting(scored).open
    assert contact(scored).evaluation.score == 80


def test_who_decides_sees_what_others_did_meanwhile(scored: DatabaseFile) -> None:
    dispute(scored)
    (line,) = load_disputed(scored)
    old = line.contact.evaluation
    answers = [answer.answer for answer in line.contact.answers]
    correct_evaluation(scored, LEADER, old, old, [*answers[:3], answers[3]], today=TODAY)
    decide_dispute(scored, KIM, line.dispute, line.answer.answer, STANDS, NOW, today=TODAY)
    (found,) = greeting(scored).disputes
    with pytest.raises(Refused, match="decided already"):
        decide_dispute(scored, LEADER, found, line.answer.answer, CHANGED, NOW, today=TODAY)
    with pytest.raises(Conflict, match="kim changed that record"):
        decide_dispute(scored, LEADER, line.dispute, line.answer.answer, CHANGED, NOW, today=TODAY)
    undo(scored, KIM)
    decide(scored, CHANGED)
    undo(scored, KIM)
    with pytest.raises(Conflict):
        decide_dispute(scored, LEADER, line.dispute, line.answer.answer, STANDS, NOW, today=TODAY)


def test_the_reason_of_a_decision_is_the_reason_for_a_locked_month(scored: DatabaseFile) -> None:
    dispute(scored)
    close_month(scored, LEADER, "2026-11", date(2026, 12, 2))
    decide(scored, CHANGED)
    assert contact(scored).evaluation.score == 100
    assert load_history(scored, HistoryQuestion(by="kim"))[0].why == "heard it again"


def test_nothing_is_said_to_a_calibration_nor_to_what_is_not_there(scored: DatabaseFile) -> None:
    one = contact(scored)
    question_id = one.answers[0].question.id
    with pytest.raises(BadData, match="removed"):
        dispute_answer(scored, ANA, 99, question_id, "no", NOW)
    with pytest.raises(BadData, match="not answered in that evaluation"):
        dispute_answer(scored, ANA, one.evaluation.id, 99, "no", NOW)
    with pytest.raises(BadData, match="Type why it is wrong"):
        dispute(scored, " \n ")
    dispute(scored, "[red]no[/] \x1b[31m‮ <b>")
    assert "\x1b" not in greeting(scored).disputes[0].text
    remove_evaluation(scored, KIM, one.evaluation.id, today=TODAY)
    assert load_disputed(scored) == []
    with pytest.raises(NothingFound):
        load_contact(scored, one.evaluation.id)
    assert version(scored).questions
