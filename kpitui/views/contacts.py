"""How contacts of people were scored, with what they said to it and what was decided."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.errors import NothingFound
from kpitui.domain.records.dispute import Dispute
from kpitui.domain.records.evaluation import Answer, Evaluation
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.domain.records.sheet import Question, Sheet, SheetVersion
from kpitui.domain.sheet_score import Score, score_of
from kpitui.storage.accounts import accounts_of
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.disputes import (
    EarlierAnswer,
    EarlierScore,
    load_disputes,
    load_earlier_answers,
    load_earlier_scores,
    load_open_disputes,
)
from kpitui.storage.driver import Database
from kpitui.storage.evaluations import load_evaluation, load_evaluations_of
from kpitui.storage.people import load_people
from kpitui.storage.rules import clock_of
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown
from kpitui.views.sheets import SheetBook, sheet_book

NEWEST = 20
"""So many scored contacts of a person are listed, the newest."""
ON_THEIR_PAGE = 10
"""So many of those stand on a person's page among all the rest."""


def contact_key(evaluation_id: int) -> str:
    """What tells a scored contact from every other line."""
    return f"contact-{evaluation_id}"


class AnswerLine(Struct, frozen=True):
    """A question with its answer, what it was before, and the disputes of it, oldest first."""

    question: Question
    answer: Answer
    earlier: EarlierAnswer | None = None
    disputes: tuple[Dispute, ...] = ()

    @property
    def open(self) -> Dispute | None:
        """The dispute that waits for a decision."""
        return next((dispute for dispute in self.disputes if dispute.open), None)


class ContactLine(Struct, frozen=True):
    """A contact that was scored, with whose it is, on which sheet, and its answers in their
    order.
    """

    evaluation: Evaluation
    person: Person
    sheet: Sheet
    version: SheetVersion
    metric: Metric
    answers: tuple[AnswerLine, ...]
    by_self: bool
    """Whether the person themselves says to have seen it, as it is since the last decision."""
    has_account: bool
    """Whether the person has an account, so that they can say so."""
    earlier: EarlierScore | None = None
    """What it scored before it was last corrected."""

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return contact_key(self.evaluation.id)

    @property
    def score(self) -> Score:
        """What the answers come to, and which critical questions failed."""
        values = {answer.answer.question_id: answer.answer.value for answer in self.answers}
        return score_of(self.version.questions, values)

    @property
    def open(self) -> int:
        """How many disputes wait for a decision."""
        return sum(1 for answer in self.answers if answer.open)

    @property
    def decided(self) -> bool:
        """Whether a dispute of it was decided."""
        return any(not each.open for answer in self.answers for each in answer.disputes)

    @property
    def corrected(self) -> bool:
        """Whether it is not as it was first scored."""
        return self.earlier is not None or any(
            answer.earlier is not None for answer in self.answers
        )

    def answer_of(self, question_id: int) -> AnswerLine | None:
        """The answer to a question; None where there is none."""
        return next((answer for answer in self.answers if answer.question.id == question_id), None)


class DisputeLine(Struct, frozen=True):
    """A dispute that waits for a decision, the answer it is about, and the day it was raised."""

    dispute: Dispute
    contact: ContactLine
    answer: AnswerLine
    day: date | None

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return f"dispute-{self.dispute.id}"


def load_contacts(
    database: DatabaseFile, person_id: int, until: date, most: int | None = NEWEST
) -> list[ContactLine]:
    """The contacts of a person that were scored up to a day, newest first, calibrations left
    out.
    """
    with reading(database) as db:
        return contacts_of(db, person_id, until, most)


def contacts_of(
    db: Database, person_id: int, until: date, most: int | None = NEWEST
) -> list[ContactLine]:
    """The same inside an open `reading()`."""
    return _lines(db, load_evaluations_of(db, person_id, until=until, most=most))


def load_contact(database: DatabaseFile, evaluation_id: int) -> ContactLine:
    """One contact that was scored; raises `NothingFound` where there is none of that number, or it
    is a calibration.
    """
    with reading(database) as db:
        found = load_evaluation(db, evaluation_id)
        lines = _lines(db, [found]) if found and found.calibration_id is None else []
    if not lines:
        raise NothingFound(
            f"There is no evaluation {evaluation_id}; kpitui evaluations NAME lists them."
        )
    return lines[0]


def load_disputed(
    database: DatabaseFile, shown: TeamsShown = EVERY_TEAM, day: date = date.max
) -> list[DisputeLine]:
    """The disputes that wait for a decision, raised up to a day, oldest first."""
    with reading(database) as db:
        found = load_open_disputes(db)
        if not found:
            return []
        wanted = {dispute.evaluation_id for dispute in found}
        kept = [load_evaluation(db, evaluation_id) for evaluation_id in sorted(wanted)]
        lines = {line.evaluation.id: line for line in _lines(db, [one for one in kept if one])}
        clock = clock_of(db)
    raised = {
        dispute.id: clock.here(dispute.raised_at).date() for dispute in found if dispute.raised_at
    }
    return [
        DisputeLine(dispute, of, answer, raised.get(dispute.id))
        for dispute in found
        if raised.get(dispute.id, date.min) <= day
        and (of := lines.get(dispute.evaluation_id)) is not None
        and shown.has_person(of.person.id)
        and (answer := of.answer_of(dispute.question_id)) is not None
    ]


def _lines(db: Database, found: Sequence[Evaluation]) -> list[ContactLine]:
    if not found:
        return []
    book, ids = sheet_book(db), [evaluation.id for evaluation in found]
    people = {
        person.id: person
        for person in load_people(db, {evaluation.person_id for evaluation in found})
    }
    accounts = {person: accounts_of(db, person) for person in people}
    disputes = load_disputes(db, ids)
    earlier = load_earlier_answers(
        db, [each.id for evaluation in found for each in evaluation.answers]
    )
    scores = load_earlier_scores(db, ids)
    return [
        replace(
            _line(
                evaluation,
                people[evaluation.person_id],
                book,
                disputes,
                earlier,
                accounts[evaluation.person_id],
            ),
            earlier=scores.get(evaluation.id),
        )
        for evaluation in found
    ]


def _line(
    one: Evaluation,
    person: Person,
    book: SheetBook,
    disputes: Sequence[Dispute],
    earlier: dict[int, EarlierAnswer],
    accounts: set[str],
) -> ContactLine:
    sheet, version = next(
        (sheet, version)
        for sheet in book.sheets
        for version in sheet.versions
        if version.id == one.sheet_version_id
    )
    answers = {answer.question_id: answer for answer in one.answers}
    lines = tuple(
        AnswerLine(
            question,
            answers[question.id],
            earlier.get(answers[question.id].id),
            tuple(
                each
                for each in disputes
                if (each.evaluation_id, each.question_id) == (one.id, question.id)
            ),
        )
        for question in version.questions
        if question.id in answers
    )
    metric = book.metrics[sheet.metric_id]
    by_self = one.seen_by in accounts | {person.name}
    return ContactLine(one, person, sheet, version, metric, lines, by_self, bool(accounts))
