"""What someone scores with, and what was scored of a person before."""

from datetime import date

from msgspec import Struct

from kpitui.domain.errors import NothingFound
from kpitui.domain.records.calibration import Calibration
from kpitui.domain.records.contact import Contact as ListedContact
from kpitui.domain.records.evaluation import Evaluation
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.domain.records.sheet import Sheet
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.drafts import OF_CALIBRATION
from kpitui.storage.driver import Database
from kpitui.storage.evaluations import load_evaluation, load_evaluations_of
from kpitui.storage.people import load_people
from kpitui.views.calibrations import CalibrationPage
from kpitui.views.sheets import sheet_book

Contact = Evaluation | Calibration | ListedContact
"""Whatever says which contact it is of."""


class ToScore(Struct, frozen=True):
    """A person with a sheet to score a contact of theirs with; `old` is the evaluation that is
    corrected, `calibration` the one whose contact it is, which is scored blind,
    `drawn` the contact that is due.
    """

    person: Person
    sheet: Sheet
    metric: Metric
    old: Evaluation | None = None
    calibration: Calibration | None = None
    drawn: ListedContact | None = None

    def how(self, since: str) -> str:
        """How it is scored: blind, or to correct whose score, and since when its questions are
        asked.
        """
        if self.old is not None and self.calibration is None:
            return f"correction · scored by {self.old.evaluator}"
        blind = "blind · " if self.calibration else ""
        return f"{blind}{'correction · ' if self.old else ''}questions from {since}"

    @property
    def contact(self) -> Contact | None:
        """What is known of the contact before it is typed: of a correction, of a calibration, or of
        one that is due.
        """
        return self.old or self.calibration or self.drawn

    @property
    def key(self) -> str:
        """What tells it from every other that may be typed at the same time."""
        if self.calibration is not None:
            return f"{OF_CALIBRATION}{self.calibration.id}"
        if self.old is not None:
            return f"evaluation-{self.old.id}"
        return f"person-{self.person.id}-sheet-{self.sheet.id}"


def load_to_score(database: DatabaseFile, person_id: int, day: date) -> list[ToScore]:
    """The sheets of a day for a person, first the one that was used last for them.

    Raises `NothingFound` where there is no sheet, or no such person any more.
    """
    with reading(database) as db:
        book = sheet_book(db)
        sheets = book.on(day) or [book.scored_with(day)]
        person = _person(db, person_id)
        last = load_evaluations_of(db, person_id, most=1)
    used = {evaluation.sheet_version_id for evaluation in last}

    def is_other(sheet: Sheet) -> bool:
        return used.isdisjoint(version.id for version in sheet.versions)

    return [
        ToScore(person, sheet, book.metrics[sheet.metric_id])
        for sheet in sorted(sheets, key=is_other)
    ]


def load_to_correct(database: DatabaseFile, evaluation_id: int) -> ToScore | None:
    """An evaluation as it is now, to be corrected; None where it was removed."""
    with reading(database) as db:
        found = load_evaluation(db, evaluation_id)
        if found is None:
            return None
        person, book = _person(db, found.person_id), sheet_book(db)
    sheet = next(
        sheet
        for sheet in book.sheets
        if any(version.id == found.sheet_version_id for version in sheet.versions)
    )
    return ToScore(person, sheet, book.metrics[sheet.metric_id], found)


def load_to_calibrate(database: DatabaseFile, page: CalibrationPage) -> ToScore:
    """The contact of a calibration, with what someone scored of it before."""
    calibration = page.line.calibration
    with reading(database) as db:
        person = _person(db, calibration.person_id)
    return ToScore(person, page.line.sheet, page.metric, page.own, calibration)


def _person(db: Database, person_id: int) -> Person:
    found = load_people(db, {person_id})
    if not found:
        raise NothingFound("That agent was removed from the file.")
    return found[0]
