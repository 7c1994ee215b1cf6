"""Building the database of a sample from its text through the ordinary changes, and copying it for
a demonstration.
"""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct

from kpitui.actions.build_evaluations import QualityText, add_evaluations
from kpitui.actions.events import event_row
from kpitui.actions.import_levels import level_values
from kpitui.actions.import_readings import import_readings
from kpitui.actions.import_report import ImportReport
from kpitui.actions.import_reviews import decision_values
from kpitui.actions.load_plan import load_plan_document
from kpitui.domain.access import Actor
from kpitui.domain.coaching_document import (
    AnnotationPart,
    CoachingDocument,
    EnteredLevel,
    SessionPart,
)
from kpitui.domain.errors import BadData
from kpitui.domain.history import ChangeRecord
from kpitui.domain.import_rows import ImportRow, Rejected
from kpitui.domain.plan_document import MetricPart, PlanDocument
from kpitui.domain.records.action import Action
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.document import merged, named, part_of
from kpitui.domain.records.metric import Definition
from kpitui.domain.records.review import Review, ReviewDraft
from kpitui.domain.records.session import CoachingSession, SessionTerms
from kpitui.domain.review_document import EnteredDecision, ReviewDocument, ReviewPart
from kpitui.storage.coaching import insert_action, insert_session, iso
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.driver import Database
from kpitui.storage.last_readings import newest_day
from kpitui.storage.opening import create_file, open_file
from kpitui.storage.plan import load_kpis_and_standards
from kpitui.storage.records import Row, find_rows, insert, row_named, values_of
from kpitui.storage.sample_files import copy_packed_file, pack_file, put_to_work
from kpitui.storage.shift_dates import settle_moments, shift_dates

SAMPLE_ACTOR = Actor("sample")


class SampleText(Struct, frozen=True):
    """A sample as it stands in its folder."""

    plan: PlanDocument
    readings: Sequence[ImportRow | Rejected]
    coaching: CoachingDocument
    reviews: ReviewDocument
    metrics: Mapping[str, Definition]
    """Definitions by name of metrics that stand in the import profile instead of the plan."""
    create: bool
    """Whether teams and people that the plan does not know are made."""
    quality: QualityText | None = None

    @property
    def last_day(self) -> date:
        """The day of its last reading."""
        return max(line.date for line in self.readings if isinstance(line, ImportRow))


def build_sample(target: Path, sample: SampleText) -> None:
    """Write the database of a sample to `target` as one packed file; one that is there is replaced.

    The same text gives the same content, moments of the history included. Raises `BadData` where a
    line of the text cannot be taken.
    """
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".sample.") as folder:
        path = Path(folder) / target.name
        create_file(path)
        database = open_file(path)
        fill_from_sample(database, sample)
        # The day before, so that in no time zone a copy which ends today has a history from the
        # future.
        settle_moments(database, f"{sample.last_day - timedelta(days=1)}T09:00:00.000Z")
        pack_file(database, target)


def fill_from_sample(database: DatabaseFile, sample: SampleText) -> ImportReport:
    """Put a sample into an empty file: its plan, then its readings in one change, then coaching and
    reviews in one, then evaluations and what came of them.

    Raises `BadData` where a reading cannot be taken, or a session or review names what the plan
    does not have.
    """
    metrics = [part_of(MetricPart, metric) for metric in sample.metrics.values()]
    plan = sample.plan.model_copy(update={"metric": (*metrics, *sample.plan.metric)})
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
        raise BadData(
            f"{len(report.rejected)} readings of the sample were rejected; line {first.line}: "
            f"{first.reason}"
        )
    if report.questions:
        raise BadData(f"The sample leaves something undone: {report.questions[0].sentence}")
    with writing(database, ChangeRecord(SAMPLE_ACTOR, "load coaching and reviews")) as db:
        story = _Story(db)
        for session in sample.coaching.session:
            story.add_session(session)
        for level in sample.coaching.level:
            story.add_level(level)
        for annotation in sample.coaching.annotation:
            story.add_annotation(annotation)
        for review in sample.reviews.review:
            story.add_review(review)
        for decision in sample.reviews.decision:
            story.add_decision(decision)
    if sample.quality is not None:
        add_evaluations(database, SAMPLE_ACTOR, sample.quality, today=sample.last_day)
    return report


def copy_sample(source: Path, target: Path, *, last_day: date | None) -> DatabaseFile:
    """Copy a packed sample to a new file of the user's own; with `last_day`, moved so that its last
    reading is then.

    Raises `BadFile` where anything stands at `target`; nothing is left behind where the copy fails.
    """
    database = copy_packed_file(source, target)
    try:
        if last_day is not None:
            with reading(database) as db:
                ends = newest_day(db)
            if ends is not None:
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
        """Add a session with what it is about and its actions."""
        about = [self._named("metrics", "metric", name) for name in part.focus]
        session = merged(
            CoachingSession, part, None, id=0, focus=(), evaluations=(),
            person_id=self._named("people", "person", named(part)["person"]),
        )  # fmt: skip
        values = values_of(session, SessionTerms) | {
            "person_id": session.person_id, "coach": session.coach,
            "followed_up_on": iso(session.followed_up_on), "reply": session.reply,
            "outcome": session.outcome and session.outcome.value,
            "outcome_note": session.outcome_note,
            "together_id": self._held_with(part.together, session),
        }  # fmt: skip
        session_id = insert_session(self.db, values, about)
        for action_part in part.action:
            action = merged(Action, action_part, None, id=0, session_id=session_id)
            insert_action(self.db, session_id, action, done_on=action.done_on)

    def _held_with(self, person: str | None, session: CoachingSession) -> int | None:
        """The first session of those held at once, which is that of a person."""
        if person is None:
            return None
        held = {"date": iso(session.date), "coach": session.coach}
        whose = self._named("people", "person", person)
        found = find_rows(self.db, "sessions", {**held, "person_id": whose})
        if not found:
            raise BadData(f"{person} has no session with {session.coach} on {session.date}.")
        return int(found[0]["id"])

    def add_level(self, part: EnteredLevel) -> None:
        said = named(part)
        person_id = self._named("people", "person", said["person"])
        metric_id = self._named("metrics", "metric", said["metric"])
        insert(self.db, "seen_levels", level_values(part, person_id, metric_id))

    def add_annotation(self, part: AnnotationPart) -> None:
        ids: Row = {
            "metric_id": self._named("metrics", "metric", part.metric) if part.metric else None,
            "strategy_id": self._named("strategies", "strategy", part.strategy)
            if part.strategy
            else None,
            "team_id": self._named("teams", "team", part.team) if part.team else None,
            "person_id": self._named("people", "person", part.person) if part.person else None,
        }
        event = merged(AnnotationDraft, part, None, **ids)
        insert(self.db, "annotations", event_row(self.db, event))

    def add_review(self, part: ReviewPart) -> None:
        review = merged(Review, part, None, id=0, kpi_id=self._kpi_id(named(part)))
        values = values_of(review, ReviewDraft) | {
            "kpi_id": review.kpi_id, "seen": review.seen, "date": iso(review.date),
            "by": review.by,
        }  # fmt: skip
        insert(self.db, "reviews", values)

    def add_decision(self, part: EnteredDecision) -> None:
        said = named(part)
        of = {"kpi_id": self._kpi_id(said), "date": iso(said["date"]), "by": said["by"]}
        reviews = find_rows(self.db, "reviews", {**of, "decision": part.decision.value})
        if not reviews:
            raise BadData(f"{said['metric']} has no such review on {said['date']}.")
        insert(self.db, "decisions", {"review_id": reviews[0]["id"], **decision_values(part)})

    def _kpi_id(self, said: Mapping[str, Any]) -> int:
        strategy_id = self._named("strategies", "strategy", said["strategy"])
        metric_id = self._named("metrics", "metric", said["metric"])
        kpis, _ = load_kpis_and_standards(self.db, metric_id)
        found = [
            kpi for kpi in kpis if kpi.strategy_id == strategy_id and kpi.starts_on <= said["date"]
        ]
        if not found:
            raise BadData(f"{said['metric']} was no KPI of “{said['strategy']}” on {said['date']}.")
        return max(found, key=lambda kpi: kpi.starts_on).id

    def _named(self, table: str, kind: str, name: str) -> int:
        found = row_named(self.db, table, name)
        if found is None:
            raise BadData(
                f"There is no {kind} “{name}” in the plan; add it there, or fix the name."
            )
        return int(found["id"])
