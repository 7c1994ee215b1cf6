"""Bringing in from a file what people disputed, and what was decided."""

from collections.abc import Iterable
from datetime import date

from kpitui.actions.import_entered import EnteredLine, EnteredReport, NamesOfFile, import_entered
from kpitui.domain.access import AccessRole, Actor, Permission
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.import_rows import Rejected
from kpitui.domain.quality_document import DisputePart
from kpitui.domain.records.document import named
from kpitui.storage.database import DatabaseFile
from kpitui.storage.disputes import answered_question
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, find_rows, insert


def import_disputes(
    database: DatabaseFile,
    actor: Actor,
    entries: Iterable[EnteredLine[DisputePart] | Rejected],
    *,
    strict: bool = False,
    dry_run: bool = False,
    today: date,
) -> EnteredReport:
    """Take every good dispute as it stands there; one that is in the file already adds nothing, and
    a decision changes no answer.

    Raises `Refused` where the actor may not score; what others said is for a leader to bring in.
    """
    actor.require(Permission.READINGS)
    return import_entered(
        database, ChangeRecord(actor, "import disputes"), entries,
        lambda db: Taking(db, actor).dispute, strict=strict, dry_run=dry_run,
    )  # fmt: skip


class Taking:
    """The open change, and which disputes lines of this file were found to be."""

    def __init__(self, db: Database, actor: Actor) -> None:
        self._db, self._actor = db, actor
        self._names = NamesOfFile(db)
        self._met: set[int] = set()

    def dispute(self, part: DisputePart) -> bool:
        """Whether a dispute had to be added; raises `BadData` or `Refused`."""
        about = self._about(part)
        there = find_rows(self._db, "disputes", about)
        alike = [row for row in there if _holds(row, part.said) and row["id"] not in self._met]
        same = next((row for row in alike if _holds(row, part.decided)), None)
        if same is not None:
            self._met.add(same["id"])
            return False
        if alike:
            raise BadData(
                "that dispute is in the file already, and was not decided so; decide it there."
            )
        if part.outcome is None and any(row["outcome"] is None for row in there):
            said = named(part)
            raise BadData(
                f"{said['evaluation']} has another dispute of “{said['question']}” that is open; "
                "decide it first."
            )
        others = {part.raised_by, part.answered_by} - {self._actor.name, None}
        if others and self._actor.role is not AccessRole.LEADER:
            raise Refused(f"It was said by {min(map(str, others))}; ask a leader to import it.")
        self._met.add(insert(self._db, "disputes", about | part.said | part.decided))
        return True

    def _about(self, part: DisputePart) -> Row:
        """The answer that a dispute is about."""
        said = named(part)
        evaluation_id = self._names.evaluation_id(said["person"], said["evaluation"])
        question_id = answered_question(self._db, evaluation_id, said["question"])
        if question_id is None:
            raise BadData(
                f"“{said['question']}” is no question that was answered in evaluation "
                f"{said['evaluation']}."
            )
        return {"evaluation_id": evaluation_id, "question_id": question_id}


def _holds(row: Row, values: Row) -> bool:
    return all(row[key] == value for key, value in values.items())
