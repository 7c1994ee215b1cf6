"""Evaluations and their answers as they are kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.evaluation import Answer, Evaluation, EvaluationDraft, EvaluationTerms
from kpitui.domain.sheet_score import Score
from kpitui.storage.database import current_change_id
from kpitui.storage.driver import Database
from kpitui.storage.evaluators import load_evaluators
from kpitui.storage.records import (
    Row,
    Values,
    find_row,
    insert,
    insert_all,
    listed,
    moment_in,
    record_of,
    rows,
    update,
    values_of,
)


def insert_evaluation(
    db: Database, draft: EvaluationDraft, score: Score, evaluator: str, reading_id: int | None,
    seen: tuple[str | None, str | None] = (None, None),
) -> int:  # fmt: skip
    """Add an evaluation of the open change with its answers, and give its id; `seen` is when its
    person saw it, and who that was.
    """
    evaluation_id = insert(
        db,
        "evaluations",
        {
            **values_of(draft, EvaluationTerms), "sheet_version_id": draft.sheet_version_id,
            "person_id": draft.person_id, "evaluator": evaluator, "score": score.score,
            "unfailed": score.unfailed, "reading_id": reading_id,
            "calibration_id": draft.calibration_id, "deed_id": current_change_id(db),
            "seen_at": seen[0], "seen_by": seen[1],
        },
    )  # fmt: skip
    insert_all(db, "answers", [_row(evaluation_id, answer) for answer in draft.answers])
    return evaluation_id


def _row(evaluation_id: int, answer: Answer) -> Row:
    return {
        "evaluation_id": evaluation_id, "question_id": answer.question_id,
        "value": answer.value, "comment": answer.comment,
    }  # fmt: skip


def change_answers(db: Database, old: Evaluation, answers: Iterable[Answer]) -> None:
    """Have an evaluation answer so; an answer that is the same stays as it is."""
    there = {answer.question_id: answer for answer in old.answers}
    for answer in answers:
        was = there.get(answer.question_id)
        if was is None:
            insert(db, "answers", _row(old.id, answer))
        elif (was.value, was.comment) != (answer.value, answer.comment):
            said: Row = {"value": answer.value, "comment": answer.comment}
            update(db, "answers", was.id, was.version, said)


def load_evaluation(db: Database, evaluation_id: int) -> Evaluation | None:
    """An evaluation with its answers; None where there is none of that id."""
    return next(iter(_evaluations(db, "id = :id", {"id": evaluation_id})), None)


def load_evaluations_of(
    db: Database, person_id: int, *, since: date | None = None, until: date = date.max,
    most: int | None = None,
) -> list[Evaluation]:  # fmt: skip
    """What a person was evaluated on, newest first, calibrations left out."""
    where = "person_id = :person AND calibration_id IS NULL AND date BETWEEN :since AND :until"
    first = since.isoformat() if since else ""
    values: Row = {"person": person_id, "since": first, "until": until.isoformat()}
    return _evaluations(db, where, values, most=most)


def load_evaluations_of_calibration(db: Database, calibration_id: int) -> list[Evaluation]:
    """What was scored in a calibration, newest first."""
    return _evaluations(db, "calibration_id = :calibration", {"calibration": calibration_id})


def evaluations_of_change(db: Database, change_id: int) -> list[Evaluation]:
    """What one change recorded, newest first."""
    return _evaluations(db, "deed_id = :change", {"change": change_id})


def _evaluations(
    db: Database, where: str, values: Values, most: int | None = None
) -> list[Evaluation]:
    limit = f" LIMIT {int(most)}" if most is not None else ""
    found = rows(
        db,
        f"SELECT * FROM evaluations WHERE ({where}) ORDER BY date DESC, id DESC{limit}",
        values,
    )
    answers = _answers(db, [row["id"] for row in found])
    evaluators = load_evaluators(db)
    return [
        record_of(
            Evaluation,
            row | {"evaluator": evaluators.name(row["evaluator"])},
            answers=tuple(answers[row["id"]]),
            seen_at=moment_in(row["seen_at"]),
        )
        for row in found
    ]


def _answers(db: Database, evaluation_ids: Iterable[int]) -> Mapping[int, list[Answer]]:
    answers: dict[int, list[Answer]] = defaultdict(list)
    sql = f"SELECT * FROM answers WHERE evaluation_id IN {listed(evaluation_ids)} ORDER BY id"
    for row in rows(db, sql):
        answers[row["evaluation_id"]].append(record_of(Answer, row))
    return answers


_BY = "evaluator IN (SELECT value FROM json_each(:evaluators))"


def scored_already(db: Database, draft: EvaluationDraft, evaluator: str) -> Row | None:
    """The evaluation that the same evaluator made of the same contact with the same sheet; None
    where there is none, or the draft names no contact.
    """
    if not draft.reference:
        return None
    found = rows(
        db,
        "SELECT evaluations.* FROM evaluations JOIN sheet_versions ON sheet_versions.id = "
        "sheet_version_id WHERE reference = :reference AND reference <> '' "
        f"AND person_id = :person AND {_BY} AND calibration_id IS :calibration "
        "AND sheet_id = (SELECT sheet_id FROM sheet_versions WHERE id = :sheet_version) LIMIT 1",
        {
            "reference": draft.reference, "person": draft.person_id,
            "evaluators": load_evaluators(db).names(evaluator),
            "calibration": draft.calibration_id, "sheet_version": draft.sheet_version_id,
        },
    )  # fmt: skip
    return found[0] if found else None


def evaluation_of_reading(db: Database, reading_id: int) -> Row | None:
    """The evaluation that a reading is the score of; None where it was typed."""
    return find_row(db, "evaluations", {"reading_id": reading_id})


def same_evaluations(
    db: Database, draft: EvaluationDraft, evaluator: str, *, calibrated: bool
) -> list[Row]:
    """The evaluations that an evaluator made of the contact of a draft with its sheet, in
    calibrations or outside; where the draft names no contact, those of its day.
    """
    contact = "reference = :reference AND reference <> ''" if draft.reference else "date = :date"
    return rows(
        db,
        "SELECT evaluations.* FROM evaluations JOIN sheet_versions ON sheet_versions.id = "
        f"sheet_version_id WHERE {contact} AND reference = :reference AND person_id = :person "
        f"AND {_BY} AND (calibration_id IS NOT NULL) = :calibrated "
        "AND sheet_id = (SELECT sheet_id FROM sheet_versions WHERE id = :sheet_version) "
        "ORDER BY evaluations.id",
        {
            "reference": draft.reference, "person": draft.person_id,
            "evaluators": load_evaluators(db).names(evaluator),
            "date": draft.date.isoformat(), "sheet_version": draft.sheet_version_id,
            "calibrated": calibrated,
        },
    )  # fmt: skip


def answers_of(db: Database, evaluation_id: int) -> dict[int, tuple[float | None, str]]:
    """The answers of an evaluation with their comments, by question."""
    found = _answers(db, [evaluation_id])[evaluation_id]
    return {answer.question_id: (answer.value, answer.comment) for answer in found}


def reading_to_take(db: Database, draft: ReadingDraft) -> int | None:
    """A reading of one contact that holds what a draft says and is of no evaluation yet; None where
    there is none.
    """
    found = rows(
        db,
        "SELECT readings.id FROM readings WHERE person_id = :person AND metric_id = :metric "
        "AND date = :date AND state = 'kept' AND n = 1 AND abs(value - :value) < 1e-9 "
        "AND NOT EXISTS (SELECT 1 FROM evaluations WHERE reading_id = readings.id) "
        "ORDER BY readings.id LIMIT 1",
        {
            "person": draft.person_id, "metric": draft.metric_id, "value": draft.value,
            "date": draft.date.isoformat(),
        },
    )  # fmt: skip
    return int(found[0]["id"]) if found else None


def evaluators_so_far(db: Database) -> list[str]:
    """The names that contacts were scored by."""
    return [row["evaluator"] for row in rows(db, "SELECT DISTINCT evaluator FROM evaluations")]


def scores_given(db: Database, sheet_id: int, since: date) -> list[Row]:
    """Who gave whom which `score` on a sheet, and when, from a day on; calibrations left out."""
    evaluators = load_evaluators(db)
    found = rows(
        db,
        "SELECT evaluator, person_id, date, score FROM sheet_versions "
        "CROSS JOIN evaluations ON sheet_version_id = sheet_versions.id "
        "WHERE sheet_id = :sheet AND date >= :since AND score IS NOT NULL "
        "AND calibration_id IS NULL ORDER BY date",
        {"sheet": sheet_id, "since": since.isoformat()},
    )
    return [row | {"evaluator": evaluators.name(row["evaluator"])} for row in found]
