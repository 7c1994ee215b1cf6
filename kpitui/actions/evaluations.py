"""Evaluations: a contact scored on a call sheet and the reading that its score is, in one
change.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.actions.blind_scores import require_blind, require_scorable
from kpitui.actions.corrections import correct_within, void_within
from kpitui.actions.readings import ReadingRules
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData, Refused, nothing_saved
from kpitui.domain.history import ChangeRecord
from kpitui.domain.numbers import format_number
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.evaluation import (
    Answer,
    Evaluation,
    EvaluationDraft,
    EvaluationTerms,
)
from kpitui.domain.records.sheet import Sheet, SheetVersion
from kpitui.domain.sheet_score import Score, key_of, missing, read_answer, score_of
from kpitui.storage.database import AlreadyDone, DatabaseFile, current_change_id, reading, writing
from kpitui.storage.driver import Database
from kpitui.storage.evaluations import (
    change_answers,
    evaluations_of_change,
    insert_evaluation,
    load_evaluation,
    scored_already,
)
from kpitui.storage.evaluators import load_evaluators
from kpitui.storage.readings import insert_reading, load_reading
from kpitui.storage.records import Row, delete, find_rows, update, values_of
from kpitui.storage.sheets import load_sheets

Sheets = Mapping[int, tuple[Sheet, SheetVersion]]
"""Each version of a call sheet by its id, with its sheet."""


UNSEEN: Row = {"seen_at": None, "seen_by": None}
"""What an evaluation says that is news to its person."""


class ScoredAlready(Refused):
    """The same evaluator scored the same contact before; who means it says `again`."""


class ScoredEvaluations(Struct, frozen=True):
    """Evaluations that are in the file, with the score of each."""

    evaluation_ids: tuple[int, ...]
    scores: tuple[Score, ...]


def record_evaluations(
    database: DatabaseFile,
    actor: Actor,
    drafts: Sequence[EvaluationDraft],
    *,
    today: date,
    change: ChangeRecord | None = None,
    again: bool = False,
) -> ScoredEvaluations:
    """Save evaluations, each with the reading that its score is, in one change: all, or nothing.

    One where no question applies gives no reading, one of a calibration neither. Give the same
    `change` again to retry after an unknown outcome. Raises `ScoredAlready` where the same
    evaluator scored the contact before, unless `again`; `BadData` or `Refused` with a sentence, and
    `ReasonNeeded` where a contact falls into a closed month.
    """
    actor.require(Permission.READINGS)
    change = change or ChangeRecord(actor, "score contact")
    ids, scores = [], []
    try:
        with writing(database, change) as db:
            sheets = by_version(load_sheets(db))
            rules = ReadingRules.load(db, today, change.why)
            for draft in drafts:
                evaluator = draft.evaluator or actor.name
                require_scorable(db, draft, evaluator)
                if not again:
                    _require_new(db, rules, sheets, draft, evaluator)
                sheet, version = sheet_of_day(sheets, draft.sheet_version_id, draft.date)
                score = checked_score(version, draft.answers)
                reading_id = _reading(db, rules, sheet, draft, score)
                ids.append(insert_evaluation(db, draft, score, evaluator, reading_id))
                scores.append(score)
    except AlreadyDone as done:
        with reading(database) as db:
            found = evaluations_of_change(db, done.change_id)[::-1]
        ids = [evaluation.id for evaluation in found]
        scores = [Score(evaluation.score, evaluation.unfailed) for evaluation in found]
    return ScoredEvaluations(tuple(ids), tuple(scores))


def correct_evaluation(
    database: DatabaseFile,
    actor: Actor,
    old: Evaluation,
    terms: EvaluationTerms,
    answers: Sequence[Answer],
    *,
    today: date,
    why: str = "",
) -> Score:
    """Score a contact otherwise than it was, its reading too; what it was stays in the history.

    Raises `Conflict` where someone changed it since it was read, and as `record_evaluations` does.
    """
    actor.require(Permission.READINGS)
    with writing(database, ChangeRecord(actor, "correct evaluation", why)) as db:
        require_blind(db, old, actor.name)
        return correct_evaluation_within(db, old, terms, answers, today=today, why=why)


def correct_evaluation_within(
    db: Database,
    old: Evaluation,
    terms: EvaluationTerms,
    answers: Sequence[Answer],
    *,
    today: date,
    why: str = "",
    news: bool = False,
) -> Score:
    """The same in the change that is open; where it is `news`, its person has not seen it any
    more.
    """
    sheets = by_version(load_sheets(db))
    sheet, version = sheets[old.sheet_version_id]
    score = checked_score(version, answers)
    rules = ReadingRules.load(db, today, why)
    draft = EvaluationDraft(
        **{key: getattr(terms, key) for key in EvaluationTerms.__struct_fields__},
        sheet_version_id=old.sheet_version_id, person_id=old.person_id, answers=tuple(answers),
        calibration_id=old.calibration_id,
    )  # fmt: skip
    reading_id = _corrected_reading(db, rules, sheet, old, draft, score)
    values = values_of(terms, EvaluationTerms) | {
        "score": score.score, "unfailed": score.unfailed, "reading_id": reading_id
    } | (UNSEEN if news else {})  # fmt: skip
    change_answers(db, old, answers)
    update(db, "evaluations", old.id, old.version, values)
    return score


def remove_evaluation(
    database: DatabaseFile, actor: Actor, evaluation_id: int, *, today: date, why: str = ""
) -> None:
    """Take an evaluation away and let its reading count no more; the history keeps both."""
    actor.require(Permission.READINGS)
    with writing(database, ChangeRecord(actor, "remove evaluation", why)) as db:
        found = load_evaluation(db, evaluation_id)
        if found is None:
            raise BadData("That evaluation was removed already.")
        require_blind(db, found, actor.name)
        for table in ("disputes", "session_evaluations", "answers"):
            for row in find_rows(db, table, {"evaluation_id": found.id}):
                delete(db, table, row["id"])
        delete(db, "evaluations", found.id)
        old = load_reading(db, found.reading_id) if found.reading_id else None
        if old is not None:
            void_within(db, ReadingRules.load(db, today, why), old)  # whose evaluation is gone


def checked_score(version: SheetVersion, answers: Sequence[Answer]) -> Score:
    """What answers come to on a version of a sheet; raises `BadData` for an answer that its
    question does not have, or a critical question that no one answered.
    """
    questions = {question.id: question for question in version.questions}
    for answer in answers:
        question = questions.get(answer.question_id)
        if question is None:
            raise BadData("An answer is to a question that this version of the sheet does not ask.")
        try:
            if read_answer(question, key_of(question, answer.value)) != answer.value:
                read_answer(question, f"{answer.value:g}")
        except ValueError as error:
            raise BadData(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
    if open_ := missing(version.questions, answers):
        more = f", nor {len(open_) - 1} more" if len(open_) > 1 else ""
        raise nothing_saved(BadData(f"“{open_[0].text}” is not answered{more}."))
    return score_of(version.questions, {answer.question_id: answer.value for answer in answers})


def by_version(sheets: Sequence[Sheet]) -> dict[int, tuple[Sheet, SheetVersion]]:
    """Each version by its id, with its sheet."""
    return {version.id: (sheet, version) for sheet in sheets for version in sheet.versions}


def sheet_of_day(
    sheets: Mapping[int, tuple[Sheet, SheetVersion]], sheet_version_id: int, day: date
) -> tuple[Sheet, SheetVersion]:
    """The sheet of a version that is scored with on a day; raises `BadData` or `Refused`
    otherwise.
    """
    found = sheets.get(sheet_version_id)
    if found is None:
        raise nothing_saved(BadData("That version of the call sheet was removed."))
    sheet, version = found
    if sheet.on(day) != version:
        raise Refused(
            f"The call sheet {sheet.name} has other questions on {day}, or has ended; score "
            "it with the one of that day."
        )
    return sheet, version


def _require_new(
    db: Database, rules: ReadingRules, sheets: Sheets, draft: EvaluationDraft, evaluator: str
) -> None:
    row = scored_already(db, draft, evaluator)
    if row is not None:
        metric = rules.metrics[sheets[row["sheet_version_id"]][0].metric_id]
        score = "no score"
        if row["score"] is not None:
            score = format_number(row["score"], metric.decimals, metric.unit)
        raise ScoredAlready(
            f"{load_evaluators(db).name(evaluator)} scored contact {draft.reference} of "
            f"{rules.people[draft.person_id].name} already ({row['date']}: {score})."
        )


def _reading(
    db: Database, rules: ReadingRules, sheet: Sheet, draft: EvaluationDraft, score: Score
) -> int | None:
    if draft.calibration_id is not None:
        # It changes no month, and so asks for no reason in one that is locked.
        rules = replace(rules, closed_months=frozenset())
    if score.score is None or draft.calibration_id is not None:
        # The day, the person and the metric are looked at all the same.
        rules.checked(_reading_draft(sheet, draft, 0.0))
        return None
    checked = rules.checked(_reading_draft(sheet, draft, score.score))
    return insert_reading(db, checked, current_change_id(db))


def _corrected_reading(
    db: Database, rules: ReadingRules, sheet: Sheet, old: Evaluation, draft: EvaluationDraft,
    score: Score,
) -> int | None:  # fmt: skip
    was = load_reading(db, old.reading_id) if old.reading_id is not None else None
    if was is None:
        return _reading(db, rules, sheet, draft, score)
    if score.score is None:
        void_within(db, rules, was, evaluated=True)
        return None
    correct_within(db, rules, was, _reading_draft(sheet, draft, score.score), evaluated=True)
    return was.id


def _reading_draft(sheet: Sheet, draft: EvaluationDraft, value: float) -> ReadingDraft:
    return ReadingDraft(
        metric_id=sheet.metric_id, person_id=draft.person_id, date=draft.date, value=value, n=1
    )
