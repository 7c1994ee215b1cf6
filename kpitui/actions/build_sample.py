"""Building the database of a sample from its text through the ordinary deeds, and copying it for a demonstration."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct

from kpitui.actions.import_readings import ImportReport, import_readings
from kpitui.actions.load_plan import load_plan_document
from kpitui.domain.access import Actor
from kpitui.domain.coaching_document import AnnotationPart, CoachingDocument, SessionPart
from kpitui.domain.errors import BadData
from kpitui.domain.history import DeedRecord
from kpitui.domain.import_rows import ImportRow, Rejected
from kpitui.domain.plan_document import MetricPart, PlanDocument
from kpitui.domain.review_document import ReviewDocument, ReviewPart, VerdictPart
from kpitui.domain.text import name_key
from kpitui.storage.coaching import insert_action, insert_annotation, insert_session, iso
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.driver import Database
from kpitui.storage.opening import create_file, open_file
from kpitui.storage.records import insert, rows
from kpitui.storage.sample_files import copy_packed_file, pack_file, put_to_work
from kpitui.storage.shift_dates import settle_moments, shift_dates

SAMPLE_ACTOR = Actor("sample")


class SampleText(Struct, frozen=True):
    """A sample as it stands in its folder."""

    plan: PlanDocument
    readings: Sequence[ImportRow | Rejected]
    coaching: CoachingDocument
    reviews: ReviewDocument
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
        # The day before, so that in no time zone a copy which ends today has a history from the future.
        settle_moments(database, f"{sample.last_day - timedelta(days=1)}T09:00:00.000Z")
        pack_file(database, target)


def fill_from_sample(database: DatabaseFile, sample: SampleText) -> ImportReport:
    """Put a sample into an empty file: its plan, then its readings in one deed, then coaching and reviews in one.

    Raises `BadData` where a reading cannot be taken, or a session or review names what the plan does not have.
    """
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
    with writing(database, DeedRecord(SAMPLE_ACTOR, "load coaching and reviews")) as db:
        story = _Story(db)
        for session in sample.coaching.session:
            story.add_session(session)
        for annotation in sample.coaching.annotation:
            story.add_annotation(annotation)
        for review in sample.reviews.review:
            story.add_review(review)
        for verdict in sample.reviews.verdict:
            story.add_verdict(verdict)
    return report


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
        put_to_work(database)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return database


class _Story(Struct, frozen=True):
    """What happened besides readings, its people, metrics and strategies looked up by name."""

    db: Database

    def add_session(self, part: SessionPart) -> None:
        values: dict[str, str | int | None] = {
            "coach": part.coach,
            "person_id": self._named("people", "person", part.person),
            "date": iso(part.date),
            "kind": part.kind.value,
            "minutes": part.minutes,
            "behaviour": part.behaviour,
            "seen": part.seen,
            "agreed": part.agreed,
            "follow_up_on": iso(part.follow_up_on),
            "followed_up_on": iso(part.followed_up_on),
        }
        session_id = insert_session(self.db, values, [self._named("metrics", "metric", name) for name in part.focus])
        for one in part.action:
            insert_action(self.db, session_id, text=one.text, who=one.who, due_on=one.due_on, done_on=one.done_on)

    def add_annotation(self, part: AnnotationPart) -> None:
        values = {
            "metric_id": self._named("metrics", "metric", part.metric) if part.metric else None,
            "strategy_id": self._named("strategies", "strategy", part.strategy) if part.strategy else None,
            "date": iso(part.date),
            "text": part.text,
            "new_limits": int(part.new_limits),
            "reason": part.reason,
        }
        insert_annotation(self.db, values)

    def add_review(self, part: ReviewPart) -> None:
        strategy_id = self._named("strategies", "strategy", part.strategy)
        metric_id = self._named("metrics", "metric", part.metric)
        found = rows(
            self.db,
            "SELECT id FROM kpis WHERE strategy_id = :strategy AND metric_id = :metric AND starts_on <= :date "
            "ORDER BY starts_on DESC",
            {"strategy": strategy_id, "metric": metric_id, "date": iso(part.date)},
        )
        if not found:
            raise BadData(f"{part.metric} was no KPI of “{part.strategy}” on {part.date}.")
        values = part.model_dump(mode="json", exclude={"strategy", "metric"})
        insert(self.db, "reviews", {"kpi_id": found[0]["id"], **values})

    def add_verdict(self, part: VerdictPart) -> None:
        strategy_id = self._named("strategies", "strategy", part.strategy)
        insert(self.db, "verdicts", {"strategy_id": strategy_id, **part.model_dump(mode="json", exclude={"strategy"})})

    def _named(self, table: str, kind: str, name: str) -> int:
        found = rows(self.db, f"SELECT id FROM {table} WHERE name_key = :key", {"key": name_key(name)})
        if not found:
            raise BadData(f"There is no {kind} “{name}” in the plan; add it there, or mend the name.")
        return int(found[0]["id"])
