"""Calibrations: three people score a call blind; what each may see before it is closed and after,
and that nothing of it counts anywhere.
"""

import json
import time
from datetime import date

import pytest
from msgspec.structs import replace

from kpitui.actions.blind_scores import ScoredBefore
from kpitui.actions.calibrations import close_calibration, open_calibration, score_calibration
from kpitui.actions.evaluations import (
    correct_evaluation,
    record_evaluations,
    remove_evaluation,
)
from kpitui.actions.plan import close_month
from kpitui.actions.undo import redo, undo
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.clock import SERVER
from kpitui.domain.errors import BadData, KpituiError, NothingFound, Refused
from kpitui.domain.records.calibration import Calibration, CalibrationDraft
from kpitui.domain.score_phrase import answers_of
from kpitui.domain.sheet_score import Score
from kpitui.domain.writing import WRITING
from kpitui.storage.calibrations import load_calibration
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.evaluations import load_evaluations_of, load_evaluations_of_calibration
from kpitui.views.calibrations import (
    CalibrationPage,
    load_calibration_list,
    load_calibration_page,
)
from kpitui.views.export import Exported, exported
from kpitui.views.history import HistoryQuestion, load_history
from kpitui.words import calibrations as words
from kpitui.words.spans import text_of
from kpitui.words.speech import Speech
from tests.actions.test_evaluations import SHEET, draft, load, version
from tests.conftest import LEADER, TODAY

ANA, BO, CY = (Actor(name, AccessRole.SUPERVISOR) for name in ("ana", "bo", "cy"))
VIEWER = Actor("vi", AccessRole.VIEWER)
MEMBER = Actor("mo", AccessRole.MEMBER)


def opened(
    database: DatabaseFile, reference: str = "8841", *, by: Actor = ANA, day: date = TODAY
) -> Calibration:
    sheet = version(database, day)
    wanted = CalibrationDraft(sheet_version_id=sheet.id, person_id=1, date=day, reference=reference)
    return stood(database, open_calibration(database, by, wanted, today=TODAY))


def stood(database: DatabaseFile, number: int) -> Calibration:
    with reading(database) as db:
        found = load_calibration(db, number)
    assert found is not None
    return found


def score(
    database: DatabaseFile, by: Actor, one: Calibration, answers: str, note: str = "",
    *, again: bool = False,
) -> Score:  # fmt: skip
    given = answers_of(version(database, one.date), answers)
    return score_calibration(database, by, one, given, today=TODAY, note=note, again=again)


def page(database: DatabaseFile, who: Actor, one: Calibration) -> CalibrationPage:
    return load_calibration_page(database, who, one.id)


@pytest.fixture
def blind(database: DatabaseFile) -> Calibration:
    """A call that Ana opened, and that all three have scored."""
    load(database)
    one = opened(database)
    score(database, ANA, one, "yy50", "closed too early, said zebra")
    score(database, BO, one, "yn30")
    score(database, CY, one, "yy4-")
    return one


def test_until_it_is_closed_each_sees_who_scored_and_only_their_own_score(
    database: DatabaseFile, blind: Calibration
) -> None:
    for who in (ANA, BO, CY, LEADER):
        (listed,) = load_calibration_list(database, who)
        assert (listed.count, listed.scorers) == (3, ("ana", "bo", "cy"))
        assert listed.mine is (who is not LEADER)
        found = page(database, who, blind)
        assert (found.own.evaluator if found.own else None) == (None if who is LEADER else who.name)
        assert not found.evaluations
        assert not found.questions
        assert found.span is None


def test_the_history_and_what_is_exported_of_it_stay_blind_until_it_is_closed(
    database: DatabaseFile, blind: Calibration
) -> None:
    def told() -> str:
        lines = load_history(database, HistoryQuestion())
        return json.dumps(
            [
                [line.title, line.why, [one.differences for one in line.told],
                    [[change.label, change.before, change.after] for change in line.changes]]
                for line in lines
                if "calibration" in line.action
            ]
            + [row for row in exported(database, Exported.HISTORY) if "calibr" in row["action"]]
        )  # fmt: skip

    before = told()
    assert "ana" in before
    for word in ("zebra", '"score"', '"unfailed"', '"value"', '"comment"'):
        assert word not in before
    undo(database, CY)  # what was taken away again is as blind
    assert '"value"' not in told()
    redo(database, CY)
    close_calibration(database, ANA, blind.id, today=TODAY)
    after = told()
    for word in ("zebra", '"score"', '"value"'):
        assert word in after


def test_a_search_of_the_history_does_not_give_a_blind_note_away(
    database: DatabaseFile, blind: Calibration
) -> None:
    assert not load_history(database, HistoryQuestion(words="zebra"))


def test_closed_all_see_it_side_by_side_with_what_is_apart(
    database: DatabaseFile, blind: Calibration
) -> None:
    close_calibration(database, ANA, blind.id, today=TODAY)
    found = page(database, BO, blind)
    assert [evaluation.evaluator for evaluation in found.evaluations] == ["ana", "bo", "cy"]
    by_key = {question.question.key: question for question in found.questions}
    assert by_key["greeting"].difference is None
    identity = by_key["identity"]
    assert identity.answers == {"ana": 1, "bo": 0, "cy": 1}
    assert identity.difference is not None
    assert identity.difference.apart == ("bo",)
    holds = by_key["holds"].difference
    assert holds is not None
    assert holds.apart == ("cy",), "for whom it does not apply"
    assert identity.agreement.share == pytest.approx(1 / 3)
    assert found.together == 1
    assert identity.kappa is None, "one call alone says nothing of chance"
    assert found.span is not None
    assert found.span[0] == 0


def test_who_only_looks_sees_figures_and_no_names_and_a_member_nothing(
    database: DatabaseFile, blind: Calibration
) -> None:
    assert load_calibration_list(database, VIEWER)[0].scorers == ()
    close_calibration(database, ANA, blind.id, today=TODAY)
    found = page(database, VIEWER, blind)
    assert not found.evaluations
    assert all(not question.answers for question in found.questions)
    assert found.line.count == 3
    assert [question.agreement.pairs for question in found.questions] == [3, 3, 3, 3]
    for change in (
        lambda: opened(database, "9", by=VIEWER),
        lambda: score(database, VIEWER, blind, "yy50"),
        lambda: close_calibration(database, VIEWER, blind.id, today=TODAY),
        lambda: load_calibration_list(database, MEMBER),
        lambda: page(database, MEMBER, blind),
    ):
        with pytest.raises(Refused):
            change()


def test_each_scores_once_and_corrects_it_while_it_is_open(
    database: DatabaseFile, blind: Calibration
) -> None:
    with pytest.raises(ScoredBefore, match="bo scored calibration 1 already"):
        score(database, BO, blind, "yy50")
    assert score(database, BO, blind, "yy50", again=True).score == 100
    with pytest.raises(BadData, match="You have not scored calibration 1 yet"):
        score(database, LEADER, blind, "yy50", again=True)
    close_calibration(database, ANA, blind.id, today=TODAY)
    assert page(database, ANA, blind).evaluations[1].score == 100
    for again in (False, True):
        with pytest.raises(Refused, match="Calibration 1 was closed on 2026-11-23"):
            score(database, BO if again else LEADER, blind, "yy50", again=again)


def test_no_other_door_changes_a_score_of_somebody_else_or_of_a_closed_one(
    database: DatabaseFile, blind: Calibration
) -> None:
    with reading(database) as db:
        of_bo = next(
            evaluation
            for evaluation in load_evaluations_of_calibration(db, blind.id)
            if evaluation.evaluator == "bo"
        )

    def doors(who: Actor) -> None:
        for change in (
            lambda: correct_evaluation(database, who, of_bo, of_bo, of_bo.answers, today=TODAY),
            lambda: remove_evaluation(database, who, of_bo.id, today=TODAY),
        ):
            with pytest.raises(Refused):
                change()

    doors(LEADER)
    close_calibration(database, ANA, blind.id, today=TODAY)
    doors(BO)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [("yy5", "3 answers for 4 questions"), ("yy500", "5 answers for 4"), ("yy90", "Answer 3")],
)
def test_wrong_answers_are_one_sentence_and_nothing_is_saved(
    database: DatabaseFile, answers: str, sentence: str
) -> None:
    load(database)
    one = opened(database)
    with pytest.raises(BadData, match=sentence):
        score(database, ANA, one, answers)
    assert load_calibration_list(database, ANA)[0].count == 0


def test_it_is_closed_once_by_who_opened_it_or_a_leader_and_not_before_two_scored(
    database: DatabaseFile,
) -> None:
    load(database)
    one = opened(database)
    with pytest.raises(Refused, match="stays open: no one has scored it"):
        close_calibration(database, ANA, one.id, today=TODAY)
    score(database, BO, one, "yy50")
    with pytest.raises(Refused, match="only bo has scored it"):
        close_calibration(database, ANA, one.id, today=TODAY)
    score(database, CY, one, "yy50")
    with pytest.raises(Refused, match="ana opened calibration 1"):
        close_calibration(database, BO, one.id, today=TODAY)
    close_calibration(database, LEADER, one.id, today=TODAY)
    with pytest.raises(Refused, match="was closed on"):
        close_calibration(database, ANA, one.id, today=TODAY)
    with pytest.raises(NothingFound, match="There is no calibration 7"):
        close_calibration(database, ANA, 7, today=TODAY)
    with pytest.raises(NothingFound):
        load_calibration_page(database, ANA, 7)


def test_the_same_contact_is_calibrated_once_at_a_time(database: DatabaseFile) -> None:
    load(database)
    one = opened(database)
    with pytest.raises(Refused, match="Contact 8841 is in calibration 1 already"):
        opened(database, by=BO)
    for by in (ANA, BO):
        score(database, by, one, "yy50")
    close_calibration(database, ANA, one.id, today=TODAY)
    assert opened(database).id == 2


def test_a_contact_that_cannot_be_is_refused(database: DatabaseFile) -> None:
    load(database)
    sheet = version(database)
    fine = CalibrationDraft(sheet_version_id=sheet.id, person_id=1, date=TODAY, reference="8841")
    for wrong in (
        replace(fine, reference=""), replace(fine, person_id=99), replace(fine, sheet_version_id=9),
        replace(fine, date=date(2026, 11, 24)), replace(fine, date=date(2025, 1, 1)),
    ):  # fmt: skip
        with pytest.raises(KpituiError):
            open_calibration(database, ANA, wrong, today=TODAY)
    assert not load_calibration_list(database, ANA)


def test_each_step_is_undone_while_nobody_has_seen_the_scores(
    database: DatabaseFile, blind: Calibration
) -> None:
    with pytest.raises(Refused):
        undo(database, ANA, 2)  # opening it: two others have scored
    undo(database, CY)
    assert load_calibration_list(database, ANA)[0].scorers == ("ana", "bo")
    assert redo(database, CY).label.startswith("score calibration: Ana López")
    close_calibration(database, ANA, blind.id, today=TODAY)
    with pytest.raises(Refused, match="its scores were seen"):
        undo(database, CY)


def test_closed_by_a_slip_it_is_opened_again_and_says_that_not_all_score_blind(
    database: DatabaseFile, blind: Calibration
) -> None:
    undo(database, CY)
    close_calibration(database, ANA, blind.id, today=TODAY)
    assert undo(database, ANA).label.startswith("close calibration: Ana López")
    assert page(database, BO, blind).reopened
    assert not page(database, BO, blind).all_blind
    assert not page(database, BO, blind).evaluations
    score(database, CY, blind, "yy50")
    with pytest.raises(Refused, match="a score in it stays as it was made"):
        score(database, BO, blind, "yy50", again=True)
    close_calibration(database, ANA, blind.id, today=TODAY)
    assert page(database, BO, blind).reopened
    assert "not everyone scored it blind" in heading_of(database, blind)


def test_closed_again_without_a_score_in_between_everyone_scored_blind(
    database: DatabaseFile, blind: Calibration
) -> None:
    close_calibration(database, ANA, blind.id, today=TODAY)
    undo(database, ANA)
    assert "not everyone scores it blind" in heading_of(database, blind)
    close_calibration(database, ANA, blind.id, today=TODAY)
    assert page(database, BO, blind).all_blind
    assert "blind" not in heading_of(database, blind)


def test_scores_of_0_are_told_with_what_they_were_if_none_were_critical(
    database: DatabaseFile,
) -> None:
    load(database)
    one = opened(database)
    for who, answers in ((ANA, "yn50"), (BO, "nn51")):
        score(database, who, one, answers)
    close_calibration(database, ANA, one.id, today=TODAY)
    found = page(database, BO, one)
    speech = Speech(WRITING, SERVER, TODAY)
    cells = {row.name: [text for text, _ in row.cells] for row in words.table(found, speech)}
    assert cells["Score"] == ["0.0%", "0.0%"]
    assert cells["Score if none were critical"] == ["80.0%", "55.0%"]
    said = heading_of(database, one)
    assert "Everyone came to 0.0%." in said
    assert "Scores if none were critical: 55.0% to 80.0%." in said


def heading_of(database: DatabaseFile, one: Calibration) -> str:
    said = words.heading(page(database, BO, one), Speech(WRITING, SERVER, TODAY))
    return " ".join(map(text_of, said))


def test_a_calibration_counts_nowhere(database: DatabaseFile, blind: Calibration) -> None:
    close_calibration(database, ANA, blind.id, today=TODAY)
    with reading(database) as db:
        assert load_evaluations_of(db, 1) == []
        assert not [*db.execute("SELECT * FROM readings")]
    # The same contact is scored as always, and is no double of it.
    record_evaluations(database, ANA, [draft(database)], today=TODAY)
    with reading(database) as db:
        assert [evaluation.evaluator for evaluation in load_evaluations_of(db, 1)] == ["ana"]
        assert len([*db.execute("SELECT * FROM readings")]) == 1


def test_a_contact_of_a_locked_month_needs_no_reason(database: DatabaseFile) -> None:
    load(database)
    close_month(database, LEADER, "2026-10", today=TODAY)
    one = opened(database, day=date(2026, 10, 5))
    assert score(database, ANA, one, "yy50").score == 100


def test_agreement_is_of_the_last_calibrations_of_the_sheet_together(
    database: DatabaseFile,
) -> None:
    """Cohen's table of 50 grants: both yes 20, both no 15, only one 5, only the other 10."""
    load(database, SHEET)
    pairs = ["yy"] * 4 + ["nn"] * 3 + ["yn"] + ["ny"] * 2
    for number, pair in enumerate(pairs):
        first, second = pair[0], pair[1]
        one = opened(database, str(number))
        score(database, ANA, one, f"{first}y50")
        score(database, BO, one, f"{second}y50")
        close_calibration(database, ANA, one.id, today=TODAY)
    found = page(database, ANA, one)
    greeting = found.questions[0]
    assert (found.together, greeting.agreement.calls, greeting.agreement.raters) == (10, 10, 2)
    assert greeting.agreement.share == pytest.approx(0.7)
    assert greeting.kappa == pytest.approx(0.4)
    assert found.questions[1].kappa is None, "every answer is yes"
    early = load_calibration_page(database, ANA, 3)
    assert early.together == 3, "those that were closed by then"


def test_fifty_evaluators_and_two_hundred_questions_are_compared_fast(
    database: DatabaseFile,
) -> None:
    questions = [{"key": f"q{at}", "text": f"Question {at}", "kind": "1–5"} for at in range(200)]
    section = {"name": "All", "question": questions}
    load(database, SHEET | {"version": [{"starts_on": date(2026, 1, 1), "section": [section]}]})
    one = opened(database)
    for place in range(50):
        answers = "".join(str(1 + (place * at) % 5) for at in range(200))
        score(database, Actor(f"e{place:02}", AccessRole.SUPERVISOR), one, answers)
    close_calibration(database, ANA, one.id, today=TODAY)
    began = time.process_time()
    found = page(database, LEADER, one)
    assert time.process_time() - began < 3
    assert (len(found.evaluations), len(found.questions)) == (50, 200)
