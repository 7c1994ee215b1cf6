"""Bringing in evaluations from a file, each with the reading that its score is."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from kpitui.actions.blind_scores import require_scorable
from kpitui.actions.evaluations import checked_score
from kpitui.actions.import_entered import EnteredLine, EnteredReport, NamesOfFile, import_entered
from kpitui.actions.import_names import NameDoubt
from kpitui.actions.likely_names import LikelyNames
from kpitui.actions.readings import ReadingRules
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.evaluation_rows import CalibrationSaid, EvaluationPart
from kpitui.domain.history import ChangeRecord
from kpitui.domain.import_rows import Rejected
from kpitui.domain.naming import Names, Several
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.calibration import CalibrationDraft, CalibrationTerms
from kpitui.domain.records.evaluation import EvaluationDraft, EvaluationTerms
from kpitui.domain.retention import require_no_words
from kpitui.domain.sheet_score import Score
from kpitui.storage.bulk import evaluations_in_bulk
from kpitui.storage.calibrations import open_calibration_of
from kpitui.storage.database import DatabaseFile, current_change_id, reading
from kpitui.storage.driver import Database
from kpitui.storage.evaluations import (
    answers_of,
    insert_evaluation,
    reading_to_take,
    same_evaluations,
)
from kpitui.storage.evaluators import load_evaluators
from kpitui.storage.readings import insert_reading
from kpitui.storage.records import Row, find_row, insert, row_of
from kpitui.storage.sheets import load_sheets


def import_evaluations(
    database: DatabaseFile,
    actor: Actor,
    entries: Iterable[EnteredLine[EvaluationPart] | Rejected],
    *,
    strict: bool = False,
    dry_run: bool = False,
    source: str = "",
    why: str = "",
    today: date,
) -> EnteredReport:
    """Take every good evaluation with its reading; one that is there already adds nothing. A
    reading that is there, of the same contact by its value, becomes the evaluation's.

    `why` is the reason that a closed month asks for.
    """
    actor.require(Permission.READINGS)
    action = f"import evaluations from {source}" if source else "import evaluations"
    return import_entered(
        database, ChangeRecord(actor, action, why), entries,
        lambda db: _Taking(db, actor, today, why).evaluation,
        strict=strict, dry_run=dry_run, in_bulk=evaluations_in_bulk,
    )  # fmt: skip


def people_in_doubt(database: DatabaseFile, names: Iterable[str], today: date) -> list[NameDoubt]:
    """The names that are no one's as they are written, and whose they may be."""
    with reading(database) as db:
        rules = ReadingRules.load(db, today)
    known, likely = Names([*rules.people.values()]), LikelyNames(rules)
    doubts = []
    for name in dict.fromkeys(names):
        try:
            found = known.meant(name, in_full=True)
        except Several:
            continue  # its lines say so
        if name and found is None and (like := likely.like("people", name)):
            whose = tuple(rules.people[one].name for one, _ in like)
            doubts.append(NameDoubt(name, whose, len(like) == 1 and like[0][1]))
    return doubts


class _Taking:
    """The open change, and which evaluations lines of this file were found to be."""

    def __init__(self, db: Database, actor: Actor, today: date, why: str) -> None:
        self._db, self._actor = db, actor
        self._rules = ReadingRules.load(db, today, why)
        self._names, self._change_id = NamesOfFile(db), current_change_id(db)
        self._versions = {
            version.id: (sheet, version) for sheet in load_sheets(db) for version in sheet.versions
        }
        self._met: set[int] = set()
        self._numbers: set[str] = set()
        self._opened: dict[tuple[object, ...], int] = {}

    def evaluation(self, part: EvaluationPart) -> bool:
        """Whether an evaluation had to be added; raises `BadData` or `Refused`."""
        db = self._db
        if part.sheet_version_id not in self._versions:
            raise BadData("The call sheet was changed a moment ago; import the file once more.")
        sheet, version = self._versions[part.sheet_version_id]
        score = checked_score(version, part.answers)
        evaluator = part.evaluator or self._actor.name
        draft = EvaluationDraft(
            **{key: getattr(part, key) for key in EvaluationTerms.__struct_fields__},
            sheet_version_id=version.id, answers=part.answers,
            person_id=self._names.id_of("people", "person", part.person),
        )  # fmt: skip
        if self._is_there(draft, evaluator, part):
            return False
        said = (draft.reference, draft.note, *(answer.comment for answer in draft.answers))
        require_no_words(self._rules.people[draft.person_id], *said)
        drafted = self._checked(
            ReadingDraft(
                metric_id=sheet.metric_id, person_id=draft.person_id, date=draft.date,
                value=score.score or 0.0, n=1,
            ),
            calibrated=part.calibration is not None,
        )  # fmt: skip
        if part.calibration is not None:
            draft = self._calibrated(draft, part.calibration, evaluator)
        reading_id = None if part.calibration else self._reading_id(drafted, score)
        new = insert_evaluation(
            db, draft, score, evaluator, reading_id, seen=(part.seen_at, part.seen_by)
        )
        self._met.add(new)
        self._numbers.add(part.number)
        return True

    def _checked(self, drafted: ReadingDraft, *, calibrated: bool) -> ReadingDraft:
        # What is there already changes no month, and a calibration none either.
        open_ = replace(self._rules, closed_months=frozenset()) if calibrated else self._rules
        return open_.checked(drafted)

    def _is_there(self, draft: EvaluationDraft, evaluator: str, part: EvaluationPart) -> bool:
        """Whether the file holds an evaluation already, which no earlier line was; raises `BadData`
        where there is another of the same contact, unless a number says that it is one of several.
        """
        calibrated = part.calibration is not None
        found = same_evaluations(self._db, draft, evaluator, calibrated=calibrated)
        free = [row for row in found if row["id"] not in self._met]
        for row in free:
            if self._differs(row, draft) is None:
                self._met.add(row["id"])
                self._numbers.add(part.number)
                return True
        if not found or not draft.reference:
            return False
        person = self._rules.people[draft.person_id].name
        by = load_evaluators(self._db).name(evaluator)
        if free:
            raise BadData(
                f"{by} scored contact {draft.reference} of {person} already ({free[0]['date']}), "
                f"with {self._differs(free[0], draft)}; correct it there"
            )
        if part.number and part.number not in self._numbers and not calibrated:
            return False
        differs = self._differs(found[-1], draft)
        how = f"with {differs}" if differs else "with the same answers"
        raise BadData(
            f"contact {draft.reference} of {person}, scored by {by}, is in the file twice, {how}; "
            "where both count, number each in a column “evaluation”"
        )

    def _differs(self, row: Row, draft: EvaluationDraft) -> str | None:
        """In what a draft is another than an evaluation that is there; None where in nothing."""
        wanted = {answer.question_id: (answer.value, answer.comment) for answer in draft.answers}
        if answers_of(self._db, row["id"]) != wanted:
            return "other answers"
        return None if row["note"] == draft.note else "another note"

    def _reading_id(self, draft: ReadingDraft, score: Score) -> int | None:
        if score.score is None:
            return None
        there = reading_to_take(self._db, draft)
        return there or insert_reading(self._db, draft, self._change_id)

    def _calibrated(
        self, draft: EvaluationDraft, said: CalibrationSaid, evaluator: str
    ) -> EvaluationDraft:
        """The same within its calibration: one that this file brings, or an open one of the same
        contact; raises `BadData` or `Refused` where it takes no more scores.
        """
        if not draft.reference:
            raise BadData("a calibration needs the reference of its contact")
        contact: Row = {
            "sheet_version_id": draft.sheet_version_id, "person_id": draft.person_id,
            "date": draft.date.isoformat(), "reference": draft.reference,
        }  # fmt: skip
        brought = tuple(contact.values())
        there = self._opened.get(brought) or self._calibration_there(draft, contact)
        if there is not None:
            self._require_as_open(there, draft, said)
            scored = replace(draft, calibration_id=there)
            if brought not in self._opened:
                require_scorable(self._db, scored, evaluator)
            return scored
        more: Row = {
            "channel": draft.channel, "note": said.note, "opened_by": said.opened_by,
            "closed_on": said.closed_on.isoformat() if said.closed_on else None,
        }  # fmt: skip
        self._opened[brought] = insert(self._db, "calibrations", contact | more)
        return replace(draft, calibration_id=self._opened[brought])

    def _require_as_open(
        self, calibration_id: int, draft: EvaluationDraft, said: CalibrationSaid
    ) -> None:
        # What was seen elsewhere is no blind score here.
        held = row_of(self._db, "calibrations", calibration_id)
        if said.closed_on is not None and held["closed_on"] is None:
            raise Refused(
                f"Contact {draft.reference} is in calibration {calibration_id} here, which is "
                f"open, and the file says that it was closed on {said.closed_on}: close it here "
                "first, or leave these lines out."
            )

    def _calibration_there(self, draft: EvaluationDraft, contact: Row) -> int | None:
        """The calibration of a contact that was there before, the open one where there are
        several.
        """
        terms = {key: getattr(draft, key) for key in CalibrationTerms.__struct_fields__}
        wanted = CalibrationDraft(
            **terms, sheet_version_id=draft.sheet_version_id, person_id=draft.person_id
        )
        found = open_calibration_of(self._db, wanted) or find_row(self._db, "calibrations", contact)
        return found["id"] if found else None
