"""Calibrations as they are listed, and what came of one: side by side by question, and how far
those who score agree over the last ones together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from kpitui.domain.access import Actor, Permission
from kpitui.domain.agreement import (
    Agreement,
    Difference,
    Rating,
    Scored,
    agreement,
    differences,
)
from kpitui.domain.errors import NothingFound, Refused
from kpitui.domain.records.calibration import Calibration
from kpitui.domain.records.evaluation import Evaluation
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.sheet import AnswerKind, Question, Sheet, SheetVersion
from kpitui.domain.sheet_score import share_by_kind
from kpitui.domain.text import name_order
from kpitui.storage.calibrations import (
    answers_given,
    compared_with,
    load_calibration,
    load_calibrations,
    own_evaluation,
    scored_after_closing,
    scorers_of,
    was_reopened,
)
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.evaluations import load_evaluations_of_calibration
from kpitui.storage.evaluators import load_evaluators
from kpitui.storage.people import load_people
from kpitui.views.sheets import SheetBook, sheet_book

ENOUGH_CALLS = 2
"""Of one call alone kappa says nothing: chance cannot be told from agreement."""


class CalibrationLine(Struct, frozen=True):
    """A calibration in a list.

    `count` is how many have scored it and `scorers` who, empty for who sees no names; `mine` is
    whether who asks has, and `to_score` whether they still can. `opened_by` is the person of the
    account that opened it, where it has one.
    """

    calibration: Calibration
    sheet: Sheet
    version: SheetVersion
    person: str
    count: int
    scorers: tuple[str, ...]
    mine: bool
    to_score: bool
    opened_by: str

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return f"calibration-{self.calibration.id}"


class QuestionCompared(Struct, frozen=True):
    """A question side by side: what each answered, and whether they are more than a tenth apart.

    `agreement` is that of the last calibrations together.
    """

    question: Question
    answers: Mapping[str, float | None]
    difference: Difference | None
    agreement: Agreement

    @property
    def kappa(self) -> float | None:
        """Kappa, where there are calls enough for one."""
        return self.agreement.kappa if self.agreement.calls >= ENOUGH_CALLS else None


class CalibrationPage(Struct, frozen=True):
    """What someone may see of one calibration.

    While it is open that is no more than `own`. Once it is closed these are all `evaluations`, in
    the order of names, and each question; for who sees no names the answers and evaluations are
    empty, and `span` the lowest score and the highest; where a critical question failed,
    `unfailed_span` is the same of what the scores were without its rule. `together` counts the
    calibrations that the agreement is of. `reopened` says that it was closed before; `all_blind` it
    is not while it is open again, nor later where anyone scored it in between.
    """

    line: CalibrationLine
    metric: Metric
    own: Evaluation | None
    reopened: bool = False
    all_blind: bool = True
    evaluations: tuple[Evaluation, ...] = ()
    questions: tuple[QuestionCompared, ...] = ()
    together: int = 0
    span: tuple[float, float] | None = None
    unfailed_span: tuple[float, float] | None = None

    @property
    def apart(self) -> list[QuestionCompared]:
        """The questions that are seen differently."""
        return [question for question in self.questions if question.difference]


def load_calibration_list(database: DatabaseFile, actor: Actor) -> list[CalibrationLine]:
    """Every calibration, open ones first, then newest first; raises `Refused` for a member."""
    _require_not_a_member(actor)
    with reading(database) as db:
        found = load_calibrations(db)
        lines = _lines(db, actor, found, sheet_book(db))
    return sorted(lines, key=lambda line: not line.calibration.is_open)


def load_calibration_page(
    database: DatabaseFile, actor: Actor, calibration_id: int
) -> CalibrationPage:
    """One calibration; raises `NothingFound` where there is none, `Refused` for a member."""
    _require_not_a_member(actor)
    with reading(database) as db:
        found = load_calibration(db, calibration_id)
        if found is None:
            raise NothingFound(
                f"There is no calibration {calibration_id}; kpitui calibrate list shows them."
            )
        book = sheet_book(db)
        (line,) = _lines(db, actor, [found], book)
        metric = book.metrics.get(line.sheet.metric_id)
        if metric is None:
            raise NothingFound("The metric of the call sheet was removed.")
        own = own_evaluation(db, found.id, actor.name)
        reopened = was_reopened(db, found.id)
        seen = reopened and (found.is_open or scored_after_closing(db, found.id))
        page = CalibrationPage(line, metric, own, reopened, all_blind=not seen)
        return page if found.is_open else _compared(db, actor, page)


def sees_names(actor: Actor) -> bool:
    """Whether someone sees who scored what; who only looks sees figures by question."""
    return actor.may(Permission.READINGS)


def _require_not_a_member(actor: Actor) -> None:
    if not actor.sees_everybody:
        raise Refused("Members see only their own page; calibrations are for those who score.")


def _lines(
    db: Database, actor: Actor, found: Sequence[Calibration], book: SheetBook
) -> list[CalibrationLine]:
    people = {
        person.id: person.name
        for person in load_people(db, {calibration.person_id for calibration in found})
    }
    scorers = scorers_of(db, [calibration.id for calibration in found])
    versions = {version.id: (sheet, version) for sheet in book.sheets for version in sheet.versions}
    evaluators = load_evaluators(db)
    me = evaluators.name(actor.name)
    return [
        CalibrationLine(
            calibration, *versions[calibration.sheet_version_id], people[calibration.person_id],
            len(scorers.get(calibration.id, ())),
            tuple(scorers.get(calibration.id, ())) if sees_names(actor) else (),
            me in scorers.get(calibration.id, ()),
            calibration.is_open and sees_names(actor) and me not in scorers.get(calibration.id, ()),
            evaluators.name(calibration.opened_by),
        )
        for calibration in found
    ]  # fmt: skip


def _compared(db: Database, actor: Actor, page: CalibrationPage) -> CalibrationPage:
    line = page.line
    scored = load_evaluations_of_calibration(db, line.calibration.id)
    evaluations = sorted(scored, key=lambda evaluation: name_order(evaluation.evaluator))
    together = compared_with(db, line.calibration)
    agreements = _agreements(db, [calibration.id for calibration in together])
    values = [
        {answer.question_id: answer.value for answer in evaluation.answers}
        for evaluation in evaluations
    ]
    given = {
        question.id: {
            one.evaluator: answers[question.id]
            for one, answers in zip(evaluations, values, strict=True)
            if question.id in answers
        }
        for question in line.version.questions
    }
    apart = _differences(line.version.questions, given)
    named = sees_names(actor)
    failed = any(evaluation.score != evaluation.unfailed for evaluation in evaluations)
    return CalibrationPage(
        line,
        page.metric,
        page.own,
        page.reopened,
        page.all_blind,
        evaluations=tuple(evaluations) if named else (),
        questions=tuple(
            QuestionCompared(
                question,
                given[question.id] if named else {},
                apart.get(question.id),
                agreements.get(question.key) or agreement(()),
            )
            for question in line.version.questions
        ),
        together=len(together),
        span=_span(evaluation.score for evaluation in evaluations),
        unfailed_span=_span(evaluation.unfailed for evaluation in evaluations) if failed else None,
    )


def _span(scores: Iterable[float | None]) -> tuple[float, float] | None:
    known = [score for score in scores if score is not None]
    return (min(known), max(known)) if known else None


def _differences(
    questions: Iterable[Question], given: Mapping[int, Mapping[str, float | None]]
) -> dict[int, Difference]:
    scored = (
        Scored(question.id, evaluator, _share(question.kind, question.most, value))
        for question in questions
        for evaluator, value in given[question.id].items()
    )
    return {
        difference.question: difference
        for difference in differences(scored)
        if isinstance(difference.question, int)
    }


def _agreements(db: Database, calibration_ids: Sequence[int]) -> dict[str, Agreement]:
    """How far those who scored agree on each question, by its key."""
    ratings: dict[str, list[Rating]] = defaultdict(list)
    for answer in answers_given(db, calibration_ids):
        share = _share(AnswerKind(answer.kind), answer.most, answer.value)
        ratings[answer.key].append(Rating(answer.evaluator, answer.calibration_id, share))
    return {key: agreement(of_one) for key, of_one in ratings.items()}


def _share(kind: AnswerKind, most: int | None, value: float | None) -> float | None:
    return None if value is None else share_by_kind(kind, most, value)
