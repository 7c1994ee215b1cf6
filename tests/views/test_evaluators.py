"""Who scored is one evaluator by whichever name: an account that has a person is that person."""

import pytest
from msgspec.structs import replace

from kpitui.actions.accounts import set_account
from kpitui.actions.blind_scores import ScoredBefore
from kpitui.actions.calibrations import close_calibration
from kpitui.actions.disputes import decide_dispute, dispute_answer
from kpitui.actions.evaluations import ScoredAlready, record_evaluations
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import BadData
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.disputes import load_disputes
from kpitui.storage.evaluations import load_evaluations_of
from kpitui.views.calibrations import load_calibration_list, load_calibration_page
from kpitui.views.evaluators import evaluator_named
from tests.actions.test_calibrations import ANA, BO, opened, score
from tests.actions.test_disputes import NOW, STANDS
from tests.actions.test_evaluations import draft, load
from tests.conftest import LEADER, TODAY
from tests.views.test_evaluator_drift import found_in, scored

PERSON = "Ana López"


def tie(database: DatabaseFile) -> None:
    set_account(database, LEADER, LEADER.name, AccessRole.LEADER)
    for name, person in (("ana", PERSON), ("bo", "")):
        set_account(database, LEADER, name, AccessRole.SUPERVISOR, person)


def test_an_account_and_its_person_are_one_evaluator_in_drift(database: DatabaseFile) -> None:
    scored(database, ("ana", PERSON, "bo"))
    assert [drift.name for drift in found_in(database).drifts] == ["ana", PERSON, "bo"]
    tie(database)
    found = found_in(database).drifts
    assert [drift.name for drift in found] == [PERSON, "bo"]
    assert found[0].others == {"bo"}


def test_the_same_contact_is_asked_about_by_either_name(database: DatabaseFile) -> None:
    load(database)
    record_evaluations(database, ANA, [draft(database)], today=TODAY)
    tie(database)
    with pytest.raises(ScoredAlready, match="Ana López scored contact 8841"):
        record_evaluations(database, ANA, [replace(draft(database), evaluator=PERSON)], today=TODAY)
    with reading(database) as db:
        assert [evaluation.evaluator for evaluation in load_evaluations_of(db, 1)] == [PERSON]


def test_in_a_calibration_each_person_scores_once_and_stands_by_name(
    database: DatabaseFile,
) -> None:
    load(database)
    one = opened(database, by=ANA)
    score(database, ANA, one, "yy50")
    tie(database)
    with pytest.raises(ScoredBefore):
        score(database, ANA, one, "yn50")
    line = next(iter(load_calibration_list(database, ANA)))
    assert (line.mine, line.scorers, line.opened_by) == (True, (PERSON,), PERSON)
    score(database, ANA, one, "yy51", again=True)
    score(database, BO, one, "yn50")
    close_calibration(database, ANA, one.id, today=TODAY)
    page = load_calibration_page(database, BO, one.id)
    assert [each.evaluator for each in page.evaluations] == [PERSON, "bo"]
    assert list(page.questions[0].answers) == [PERSON, "bo"]


def test_a_dispute_names_the_people_of_the_accounts(database: DatabaseFile) -> None:
    load(database)
    record_evaluations(database, BO, [draft(database)], today=TODAY)
    tie(database)
    member = Actor("mo", AccessRole.MEMBER)
    set_account(database, LEADER, "mo", AccessRole.MEMBER, PERSON)
    with reading(database) as db:
        (found,) = load_evaluations_of(db, 1)
    dispute_answer(database, member, found.id, found.answers[0].question_id, "I did", NOW)
    with reading(database) as db:
        (raised,) = load_disputes(db, [found.id])
    decide_dispute(database, BO, raised, found.answers[0], STANDS, NOW, today=TODAY)
    with reading(database) as db:
        (one,) = load_disputes(db, [found.id])
    assert (one.raised_by, one.answered_by) == (PERSON, "bo")


def test_who_scored_is_a_person_an_account_or_who_scored_before(database: DatabaseFile) -> None:
    load(database)
    tie(database)
    record_evaluations(
        database, LEADER, [replace(draft(database), evaluator="Rita QA")], today=TODAY
    )
    for typed, meant in (
        ("ana lópez", PERSON), ("ana", PERSON), ("bo", "bo"), ("rita qa", "Rita QA"),
        ("", ""), ("lopez", PERSON), (LEADER.name, LEADER.name),
    ):  # fmt: skip
        assert evaluator_named(database, LEADER, typed) == meant, typed
    with pytest.raises(BadData, match="No person or account is called “zzz”, and no one scored"):
        evaluator_named(database, LEADER, "zzz")
    with pytest.raises(BadData, match="did you mean Ana López"):
        evaluator_named(database, LEADER, "ana lopes")
