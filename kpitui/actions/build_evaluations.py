"""The evaluations of a sample: its call sheet, what was scored with it, and what came of that."""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from kpitui.actions.import_disputes import Taking
from kpitui.actions.import_entered import EnteredLine
from kpitui.actions.import_evaluations import import_evaluations
from kpitui.actions.rules import set_rule
from kpitui.actions.sheets import load_sheet_document
from kpitui.domain.access import Actor
from kpitui.domain.errors import BadData
from kpitui.domain.evaluation_columns import evaluation_columns
from kpitui.domain.evaluation_rows import EvaluationPart, EvaluationReader, raw_evaluations
from kpitui.domain.history import ChangeRecord
from kpitui.domain.import_rows import Rejected
from kpitui.domain.quality_document import (
    CalibrationPart,
    ContactPart,
    QualityDocument,
    TalkPart,
)
from kpitui.domain.records.contact import Contact
from kpitui.domain.records.document import merged
from kpitui.domain.records.evaluation import EvaluationDraft
from kpitui.domain.records.sheet import Sheet, version_on
from kpitui.domain.score_phrase import answers_of
from kpitui.domain.sheet_document import SheetDocument
from kpitui.domain.sheet_score import score_of
from kpitui.storage.contacts import insert_contacts
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.driver import Database
from kpitui.storage.evaluations import insert_evaluation
from kpitui.storage.named import id_named, not_named
from kpitui.storage.records import Row, find_row, insert
from kpitui.storage.sheets import load_sheets


class QualityText(Struct, frozen=True):
    """The evaluations of a sample as they stand in its folder."""

    sheets: SheetDocument
    headings: Sequence[str]
    lines: Sequence[tuple[int, Sequence[str]]]
    story: QualityDocument


def add_evaluations(
    database: DatabaseFile, actor: Actor, text: QualityText, *, today: date
) -> None:
    """Put evaluations into a file whose plan and people are there: sheets, evaluations and the rest
    in a change each. Raises `BadData` where one cannot be taken.
    """
    load_sheet_document(database, actor, text.sheets)
    with reading(database) as db:
        sheets = load_sheets(db)
    columns = evaluation_columns(text.headings, sheets)
    reader = EvaluationReader(sheets, date.fromisoformat, sheet=sheets[0])

    def entries() -> Iterator[EnteredLine[EvaluationPart] | Rejected]:
        for raw in raw_evaluations(text.lines, columns):
            found = reader.read(raw)
            yield found if isinstance(found, Rejected) else EnteredLine(raw.line, found)

    report = import_evaluations(database, actor, entries(), today=today)
    if report.rejected:
        first = report.rejected[0]
        raise BadData(f"line {first.line} of the evaluations: {first.reason}")
    for rule in text.story.rule:
        set_rule(database, actor, rule.key, rule.value, rule.starts_on, rule.why)
    with writing(database, ChangeRecord(actor, "load calibrations, disputes and contacts")) as db:
        story, disputes = _Story(db, sheets[0]), Taking(db, actor)
        for calibration in text.story.calibration:
            story.add_calibration(calibration)
        for dispute in text.story.dispute:
            disputes.dispute(dispute)
        for talk in text.story.talk:
            story.add_talk(talk)
        for contact in text.story.contact:
            story.add_contact(contact)


class _Story(Struct, frozen=True):
    """What came of evaluations, its people and contacts looked up by name."""

    db: Database
    sheet: Sheet

    def add_calibration(self, part: CalibrationPart) -> None:
        """Add a calibration with its scores; raises `BadData` where no version was valid then."""
        version = version_on(self.sheet.versions, part.date)
        if version is None:
            raise BadData(f"{self.sheet.name} has no version on {part.date}.")
        person_id = self._person(part.person)
        values: Row = {
            "sheet_version_id": version.id, "person_id": person_id, "date": str(part.date),
            "reference": part.reference, "channel": part.channel, "note": part.note,
            "opened_by": part.opened_by,
            "closed_on": str(part.closed_on) if part.closed_on else None,
        }  # fmt: skip
        calibration_id = insert(self.db, "calibrations", values)
        for score_part in part.score:
            answers = answers_of(version, score_part.answers)
            draft = EvaluationDraft(
                date=part.date, reference=part.reference, channel=part.channel,
                sheet_version_id=version.id, person_id=person_id, answers=answers,
                calibration_id=calibration_id,
            )  # fmt: skip
            score = score_of(version.questions, {each.question_id: each.value for each in answers})
            insert_evaluation(self.db, draft, score, score_part.evaluator, None)

    def add_talk(self, part: TalkPart) -> None:
        key: Row = {"person_id": self._person(part.person), "date": str(part.session)}
        session = find_row(self.db, "sessions", key)
        if session is None:
            raise BadData(f"{part.person} has no session on {part.session}.")
        for reference in part.contacts:
            evaluation = self._evaluation(part.person, reference)
            ids = {"session_id": session["id"], "evaluation_id": evaluation["id"]}
            insert(self.db, "session_evaluations", ids)

    def add_contact(self, part: ContactPart) -> None:
        person_id = self._person(part.model_dump()["person"])
        insert_contacts(self.db, [merged(Contact, part, None, person_id=person_id)])

    def _person(self, name: str) -> int:
        found = id_named(self.db, "people", name)
        if found is None:
            raise BadData(f"{not_named(self.db, 'person', name)}; fix the name, or add them.")
        return found

    def _evaluation(self, person: str, reference: str) -> Row:
        key: Row = {
            "person_id": self._person(person), "reference": reference, "calibration_id": None
        }  # fmt: skip
        found = find_row(self.db, "evaluations", key)
        if found is None:
            raise BadData(f"No contact {reference} of {person} was scored.")
        return found
