"""Bringing in from a file which levels people have seen, and what they asked about them."""

from collections.abc import Iterable
from datetime import date

from kpitui.actions.import_entered import EnteredLine, EnteredReport, NamesOfFile, import_entered
from kpitui.domain.access import AccessRole, Actor, Permission
from kpitui.domain.coaching_document import EnteredLevel
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.import_rows import Rejected
from kpitui.domain.records.document import named
from kpitui.domain.records.metric import Range
from kpitui.domain.records.seen_level import LevelKey
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, insert
from kpitui.storage.seen_levels import columns_of, seen_level_of


def import_levels(
    database: DatabaseFile,
    actor: Actor,
    entries: Iterable[EnteredLine[EnteredLevel] | Rejected],
    *,
    strict: bool = False,
    dry_run: bool = False,
    today: date,
) -> EnteredReport:
    """Take every good level that someone has seen; one that is there already adds nothing.

    Raises `Refused` where the actor may not coach; what others said is for a leader to bring in.
    """
    actor.require(Permission.COACHING)
    change = ChangeRecord(actor, "import seen levels")
    return import_entered(
        database, change, entries, lambda db: _Taking(db, actor, today).level,
        strict=strict, dry_run=dry_run,
    )  # fmt: skip


def level_values(part: EnteredLevel, person_id: int, metric_id: int) -> Row:
    """The row of a level that a file tells of."""
    said = named(part)
    return columns_of(person_id, _key(part, metric_id)) | {
        "question": said.get("question", ""), "answer": said.get("answer", ""),
        "seen_at": part.seen_at, "seen_by": part.seen_by,
        "answered_at": part.answered_at, "answered_by": part.answered_by,
    }  # fmt: skip


def _key(part: EnteredLevel, metric_id: int) -> LevelKey:
    level = Range(low=part.low, high=part.high)
    return LevelKey(metric_id, named(part)["starts_on"], level)


class _Taking:
    def __init__(self, db: Database, actor: Actor, today: date) -> None:
        self._db, self._actor, self._today = db, actor, today
        self._names = NamesOfFile(db)

    def level(self, part: EnteredLevel) -> bool:
        """Whether a level had to be added."""
        said = named(part)
        person_id = self._names.id_of("people", "person", said["person"])
        metric_id = self._names.id_of("metrics", "metric", said["metric"])
        values = level_values(part, person_id, metric_id)
        there = seen_level_of(self._db, person_id, _key(part, metric_id))
        if there is not None:
            if any(there[key] != value for key, value in values.items()):
                raise BadData("it is in the file already with different text; change it there.")
            return False
        others = {part.seen_by, part.answered_by} - {self._actor.name, None}
        if others and self._actor.role is not AccessRole.LEADER:
            raise Refused(f"It was said by {min(map(str, others))}; ask a leader to import it.")
        insert(self._db, "seen_levels", values)
        return True
