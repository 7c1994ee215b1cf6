"""Building the database of a sample from its text through the ordinary deeds, and copying it for a demonstration."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from kpitui.actions.import_readings import ImportReport, import_readings
from kpitui.actions.load_plan import load_plan_document
from kpitui.domain.access import Actor
from kpitui.domain.coaching_document import AnnotationPart, CoachingDocument, SessionPart
from kpitui.domain.errors import BadData
from kpitui.domain.history import DeedRecord
from kpitui.domain.import_rows import ImportRow, Rejected
from kpitui.domain.plan_document import MetricPart, PlanDocument
from kpitui.domain.text import name_key
from kpitui.storage.coaching import insert_action, insert_annotation, insert_session, iso
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.opening import create_file, open_file
from kpitui.storage.records import rows
from kpitui.storage.sample_files import copy_packed_file, pack_file, use_wal
from kpitui.storage.shift_dates import settle_moments, shift_dates

SAMPLE_ACTOR = Actor("sample")


@dataclass(frozen=True, slots=True)
class SampleText:
    """A sample as it stands in its folder."""

    plan: PlanDocument
    readings: Sequence[ImportRow | Rejected]
    coaching: CoachingDocument
    metrics: Mapping[str, MetricPart]
    """Definitions by name of metrics that stand in the import profile instead of the plan."""
    create: bool
    """Whether teams and people that the plan does not know are made."""

    @property
    def last_day(self) -> date:
        """The day of its last reading."""
        return max(line.date for line in self.readings if isinstance(line, ImportRow))


def build_sample(target: Path, sample: SampleText) -> None:
    """Write the database of a sample to `target` as one packed file; one that is there is replaced.

    The same text gives the same content, moments of the history included. Raises `BadData` where a line of the text
    cannot be taken.
    """
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".sample.") as folder:
        path = Path(folder) / target.name
        create_file(path)
        database = open_file(path)
        fill_from_sample(database, sample)
        settle_moments(database, f"{sample.last_day}T18:00:00.000Z")
        pack_file(database, target)


def fill_from_sample(database: DatabaseFile, sample: SampleText) -> ImportReport:
    """Put a sample into an empty file: its plan, then its readings in one deed, then its coaching in one deed."""
    plan = sample.plan.model_copy(update={"metric": (*sample.metrics.values(), *sample.plan.metric)})
    load_plan_document(database, SAMPLE_ACTOR, plan, today=sample.last_day)
    report = import_readings(
        database,
        SAMPLE_ACTOR,
        sample.readings,
        metrics=sample.metrics,
        create=sample.create,
        strict=True,
        today=sample.last_day,
    )
    if report.rejected:
        first = report.rejected[0]
        raise BadData(f"{len(report.rejected)} readings of the sample were rejected; line {first.line}: {first.reason}")
    load_coaching_document(database, SAMPLE_ACTOR, sample.coaching)
    return report


def load_coaching_document(database: DatabaseFile, actor: Actor, document: CoachingDocument) -> None:
    """Add the sessions and annotations of a document in one deed, or none of them.

    Raises `BadData` where it names a person, metric or strategy that the file does not have.
    """
    if not document.session and not document.annotation:
        return
    with writing(database, DeedRecord(actor, "load coaching")) as db:
        names = _Names.load(db)
        for session in document.session:
            _add_session(db, names, session)
        for annotation in document.annotation:
            _add_annotation(db, names, annotation)


def copy_sample(source: Path, target: Path, *, last_day: date | None) -> DatabaseFile:
    """Copy a packed sample to a new file of the user's own; with `last_day`, moved so that its last reading is then.

    Raises `BadFile` where anything stands at `target`; nothing is left behind where the copy fails.
    """
    database = copy_packed_file(source, target)
    try:
        if last_day is not None:
            with reading(database) as db:
                ends = date.fromisoformat(rows(db, "SELECT max(date) AS day FROM readings")[0]["day"])
            shift_dates(database, (last_day - ends).days)
        use_wal(database)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return database


@dataclass(frozen=True, slots=True)
class _Names:
    people: Mapping[str, int]
    metrics: Mapping[str, int]
    strategies: Mapping[str, int]

    @classmethod
    def load(cls, db: Database) -> "_Names":
        def ids(table: str) -> dict[str, int]:
            return {row["name_key"]: row["id"] for row in rows(db, f"SELECT id, name_key FROM {table}")}

        return cls(ids("people"), ids("metrics"), ids("strategies"))


def _found(known: Mapping[str, int], kind: str, name: str) -> int:
    found = known.get(name_key(name))
    if found is None:
        raise BadData(f"There is no {kind} “{name}”; add it to the plan or mend its name. Nothing was loaded.")
    return found


def _add_session(db: Database, names: _Names, part: SessionPart) -> None:
    values: dict[str, str | int | None] = {
        "coach": part.coach,
        "person_id": _found(names.people, "person", part.person),
        "date": iso(part.date),
        "kind": part.kind.value,
        "minutes": part.minutes,
        "seen": part.seen,
        "agreed": part.agreed,
        "follow_up_on": iso(part.follow_up_on),
        "followed_up_on": iso(part.followed_up_on),
    }
    session_id = insert_session(db, values, [_found(names.metrics, "metric", name) for name in part.focus])
    for action in part.action:
        insert_action(db, session_id, text=action.text, who=action.who, due_on=action.due_on, done_on=action.done_on)


def _add_annotation(db: Database, names: _Names, part: AnnotationPart) -> None:
    insert_annotation(
        db,
        {
            "metric_id": _found(names.metrics, "metric", part.metric) if part.metric else None,
            "strategy_id": _found(names.strategies, "strategy", part.strategy) if part.strategy else None,
            "date": iso(part.date),
            "text": part.text,
            "new_limits": int(part.new_limits),
            "reason": part.reason,
        },
    )
