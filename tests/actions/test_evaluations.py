"""Contacts scored on call sheets: the evaluation and its reading are one change, and what was
scored stays.
"""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from kpitui.actions.corrections import record_placed, void_reading
from kpitui.actions.evaluations import (
    ScoredAlready,
    correct_evaluation,
    record_evaluations,
    remove_evaluation,
)
from kpitui.actions.plan import close_month
from kpitui.actions.sheets import load_sheet_document
from kpitui.actions.undo import redo, undo
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import BadData, ReasonNeeded, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.evaluation import EvaluationDraft
from kpitui.domain.records.sheet import SheetVersion
from kpitui.domain.same_day import Placed
from kpitui.domain.score_phrase import answers_of
from kpitui.domain.sheet_document import SheetDocument
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.evaluations import load_evaluation, load_evaluations_of
from kpitui.storage.readings import load_reading
from kpitui.storage.records import find_rows, update
from kpitui.views.sheets import load_sheet_book
from tests.conftest import LEADER, TODAY

SHEET: dict[str, Any] = {
    "name": "A call", "code": "call", "metric": "csat",
    "version": [
        {
            "starts_on": date(2026, 1, 1),
            "section": [
                {
                    "name": "Opening",
                    "question": [
                        {"key": "greeting", "text": "Greeted", "kind": "yes/no"},
                        {"key": "identity", "text": "Checked identity", "kind": "yes/no",
                         "critical": True, "not_applicable": True},
                    ],
                },
                {
                    "name": "Solving",
                    "question": [
                        {"key": "clear", "text": "Clear words", "kind": "1–5", "weight": 2,
                         "not_applicable": True},
                        {"key": "holds", "text": "Holds", "kind": "count of", "limit": 4,
                         "not_applicable": True},
                    ],
                },
            ],
        }
    ],
}  # fmt: skip


def load(database: DatabaseFile, sheet: object = SHEET) -> tuple[str, ...]:
    document = SheetDocument.model_validate({"sheet": [sheet]})
    return load_sheet_document(database, LEADER, document)


def version(database: DatabaseFile, day: date = TODAY) -> SheetVersion:
    found = load_sheet_book(database).scored_with(day).on(day)
    assert found is not None
    return found


def draft(
    database: DatabaseFile, answers: str = "yy50", *, reference: str = "8841", day: date = TODAY
) -> EvaluationDraft:
    sheet = version(database, day)
    return EvaluationDraft(
        sheet_version_id=sheet.id, person_id=1, date=day, reference=reference,
        answers=answers_of(sheet, answers),
    )  # fmt: skip


def values(database: DatabaseFile, person_id: int = 1) -> list[tuple[float | None, float | None]]:
    """Score and reading of each evaluation of a person, newest first."""
    found = []
    with reading(database) as db:
        for evaluation in load_evaluations_of(db, person_id):
            kept = load_reading(db, evaluation.reading_id) if evaluation.reading_id else None
            found.append((evaluation.score, kept.draft.value if kept else None))
    return found


def test_an_evaluation_is_a_reading_of_one_contact(database: DatabaseFile) -> None:
    load(database)
    done = record_evaluations(database, LEADER, [draft(database, "yy31")], today=TODAY)
    assert done.scores[0].score == pytest.approx(100 * (1 + 1 + 2 * 0.5 + 0.75) / 5)
    with reading(database) as db:
        (found,) = load_evaluations_of(db, 1)
        assert found.reading_id is not None
        kept = load_reading(db, found.reading_id)
    assert kept is not None
    assert (kept.draft.value, kept.draft.n, kept.draft.team_id) == (found.score, 1, 1)
    assert (found.evaluator, found.reference) == ("lee", "8841")


def test_two_contacts_of_a_day_are_no_doubles_but_the_same_one_is_asked(
    database: DatabaseFile,
) -> None:
    load(database)
    record_evaluations(database, LEADER, [draft(database)], today=TODAY)
    record_evaluations(database, LEADER, [draft(database, reference="8842")], today=TODAY)
    with pytest.raises(ScoredAlready, match="lee scored contact 8841 of Ana López already"):
        record_evaluations(database, LEADER, [draft(database, "nn10")], today=TODAY)
    record_evaluations(database, Actor("kim"), [draft(database)], today=TODAY)
    record_evaluations(database, LEADER, [draft(database, "ny50")], today=TODAY, again=True)
    assert len(values(database)) == 4


def test_nothing_applies_is_an_evaluation_without_a_reading(database: DatabaseFile) -> None:
    only = {"key": "a", "text": "A", "kind": "yes/no", "not_applicable": True}
    section = {"name": "All", "question": [only]}
    load(database, SHEET | {"version": [{"starts_on": date(2026, 1, 1), "section": [section]}]})
    record_evaluations(database, LEADER, [draft(database, "-")], today=TODAY)
    assert values(database) == [(None, None)]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [("yy5", "3 answers for 4 questions"), ("-y50", "“Greeted” always applies"),
     ("y650", "“Checked identity” cannot be “6”"), ("yy60", "answer 1 to 5")],
)  # fmt: skip
def test_what_is_no_answer_is_told_and_nothing_is_saved(
    database: DatabaseFile, answers: str, sentence: str
) -> None:
    load(database)
    with pytest.raises(BadData, match=sentence):
        record_evaluations(database, LEADER, [draft(database, answers)], today=TODAY)
    assert values(database) == []


def test_a_critical_question_has_to_be_answered(database: DatabaseFile) -> None:
    load(database)
    whole = draft(database)
    some = replace(whole, answers=(whole.answers[0], *whole.answers[2:]))
    with pytest.raises(BadData, match="“Checked identity” is not answered"):
        record_evaluations(database, LEADER, [some], today=TODAY)


def test_undo_takes_evaluation_and_reading_back_and_redo_brings_both(
    database: DatabaseFile,
) -> None:
    load(database)
    record_evaluations(database, LEADER, [draft(database)], today=TODAY)
    undone = undo(database, LEADER)
    assert undone.label == "score contact: Ana López, A call, 2026-11-23, contact 8841"
    assert values(database) == []
    redo(database, LEADER)
    assert values(database) == [(100, 100)]


def test_a_correction_changes_score_and_reading_and_the_history_keeps_both(
    database: DatabaseFile,
) -> None:
    load(database)
    record_evaluations(database, LEADER, [draft(database)], today=TODAY)
    with reading(database) as db:
        (old,) = load_evaluations_of(db, 1)
    other = answers_of(version(database), "yn50")
    correct_evaluation(database, LEADER, old, old, other, today=TODAY)
    assert values(database) == [(0, 0)]
    with reading(database) as db:
        found = load_evaluation(db, old.id)
    assert found is not None
    assert found.unfailed == 80
    undo(database, LEADER)
    assert values(database) == [(100, 100)]


def test_the_reading_of_an_evaluation_is_not_changed_by_itself(database: DatabaseFile) -> None:
    load(database)
    record_evaluations(database, LEADER, [draft(database)], today=TODAY)
    with reading(database) as db:
        (found,) = load_evaluations_of(db, 1)
        assert found.reading_id is not None
        kept = load_reading(db, found.reading_id)
    assert kept is not None
    over = Placed(replace(kept.draft, value=50.0), kept)
    for change in (
        lambda: void_reading(database, LEADER, kept, today=TODAY),
        lambda: record_placed(
            database, LEADER, [over], today=TODAY, change=ChangeRecord(LEADER, "correct")
        ),
    ):
        with pytest.raises(Refused, match="is the score of a call sheet: it follows"):
            change()
    remove_evaluation(database, LEADER, found.id, today=TODAY)
    assert values(database) == []
    undo(database, LEADER)
    assert values(database) == [(100, 100)]


def test_a_locked_month_asks_for_the_reason_and_a_viewer_scores_nothing(
    database: DatabaseFile,
) -> None:
    load(database)
    day = date(2026, 10, 20)
    close_month(database, LEADER, "2026-10", TODAY)
    with pytest.raises(ReasonNeeded):
        record_evaluations(database, LEADER, [draft(database, day=day)], today=TODAY)
    change = ChangeRecord(LEADER, "score contact", "came in late")
    record_evaluations(database, LEADER, [draft(database, day=day)], today=TODAY, change=change)
    record_evaluations(database, LEADER, [draft(database, day=day)], today=TODAY, change=change)
    assert values(database) == [(100, 100)]  # the same change again changes nothing
    viewer = Actor("vi", role=AccessRole.VIEWER)
    with pytest.raises(Refused):
        record_evaluations(database, viewer, [draft(database)], today=TODAY)


def test_of_what_was_scored_with_only_words_change(database: DatabaseFile) -> None:
    load(database)
    assert load(database) == ()
    record_evaluations(database, LEADER, [draft(database)], today=TODAY)
    reworded = _with_question({"text": "Greeted by name"})
    assert load(database, reworded) == ("changed version of 2026-01-01 of call sheet A call",)
    with pytest.raises(Refused, match="add a version with a later starts_on"):
        load(database, _with_question({"weight": 3}))
    later = {"starts_on": TODAY, "section": SHEET["version"][0]["section"][:1]}
    with pytest.raises(Refused, match="keep it in the document and add the new one"):
        load(database, SHEET | {"version": [later]})
    lines = load(database, SHEET | {"version": [*SHEET["version"], later]})
    assert "added version of 2026-11-23 of call sheet A call: 2 questions" in lines
    assert len(version(database).questions) == 2
    with reading(database) as db:
        events = db.execute("SELECT date, text, new_limits FROM annotations").fetchall()
    assert events == [("2026-11-23", "New version of the call sheet “A call”", 0)]


def test_a_version_taken_away_takes_its_event_with_it(database: DatabaseFile) -> None:
    load(database)
    later = {"starts_on": date(2026, 11, 30), "section": SHEET["version"][0]["section"][:1]}
    with_later = SHEET | {"version": [*SHEET["version"], later]}
    for _ in range(2):
        load(database, with_later)
        assert events_of(database) == [("2026-11-30", "New version of the call sheet “A call”")]
        assert "removed version of 2026-11-30 of call sheet A call" in load(database)
        assert events_of(database) == []
    load(database, with_later)
    load(database, SHEET | {"name": "Our call"})
    assert events_of(database) == []


def test_an_event_at_which_limits_were_reset_stays_without_its_version(
    database: DatabaseFile,
) -> None:
    load(database)
    later = {"starts_on": TODAY, "section": SHEET["version"][0]["section"][:1]}
    load(database, SHEET | {"version": [*SHEET["version"], later]})
    with writing(database, ChangeRecord(LEADER, "split")) as db:
        row = find_rows(db, "annotations", {})[0]
        update(db, "annotations", row["id"], row["version"], {"new_limits": 1, "reason": "new"})
    load(database)
    assert len(events_of(database)) == 1


def events_of(database: DatabaseFile) -> list[tuple[str, str]]:
    with reading(database) as db:
        return list(db.execute("SELECT date, text FROM annotations ORDER BY id").fetchall())


def _with_question(said: dict[str, Any]) -> dict[str, Any]:
    section = SHEET["version"][0]["section"]
    first, *others = section
    question, *more = first["question"]
    changed = [{**first, "question": [{**question, **said}, *more]}, *others]
    return SHEET | {"version": [{"starts_on": date(2026, 1, 1), "section": changed}]}
