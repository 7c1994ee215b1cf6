"""What forms of the plan bring in, read from the texts of their fields."""

import re
from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from kpitui.domain.activity_entry import read_activities
from kpitui.domain.event_scope import EventSubjects, require_there
from kpitui.domain.fields import FieldReader, require_not_before, require_order
from kpitui.domain.naming import Names
from kpitui.domain.records.activity import Activity
from kpitui.domain.records.annotation import RESET_NEEDS_REASON, AnnotationDraft
from kpitui.domain.records.goal import GoalDraft
from kpitui.domain.records.kpi import CorrectionDraft, KpiDraft
from kpitui.domain.records.metric import Definition, Metric
from kpitui.domain.records.mission import MissionDraft
from kpitui.domain.records.person import Person
from kpitui.domain.records.standard import StandardDraft, StandardScope
from kpitui.domain.records.team import Team
from kpitui.domain.records.typed import read_draft
from kpitui.domain.text import LINE_LIMIT


def read_mission(reader: FieldReader, *, first: bool) -> MissionDraft:
    """A new mission; every one but the first needs a reason. Raises `FieldErrors`."""
    found = read_draft(MissionDraft, reader)
    if not first and not found.reason:
        reader.errors.setdefault(
            "reason", "say why the mission changes; the reason stays in the history"
        )
    reader.done()
    return found


def read_goal(
    reader: FieldReader, metrics: Sequence[Metric] = (), teams: Sequence[Team] = (),
    kept: Sequence[Activity] = (),
) -> GoalDraft:  # fmt: skip
    """A priority or a strategy; activities, in these teams, stand apart by semicolons, guards, of
    these metrics, by commas. `kept` are the activities of before. Raises `FieldErrors`.
    """
    none: tuple[int, ...] = ()
    guards = reader.read("guards", lambda text: _named_metrics(text, metrics), none)
    found = read_draft(GoalDraft, reader)
    reader.check("planned_until", require_not_before, found.planned_until, found.starts_on)
    activities = read_activities(reader, teams, kept)
    reader.done()
    return replace(found, activities=activities, guard_ids=guards)


def _named_metrics(text: str, metrics: Sequence[Metric]) -> tuple[int, ...]:
    names, found = Names(metrics), []
    # A name may hold a comma itself.
    parts = [text] if names.meant(text, in_full=True) else re.split("[;,]", text)
    for part in filter(str.strip, parts):
        metric = names.meant(part)
        if metric is None:
            raise ValueError(f"there is no metric “{part.strip()}”")
        found.append(metric.id)
    return tuple(dict.fromkeys(found))


def read_metric(reader: FieldReader) -> Definition:
    """The definition of a metric; errors are left with the reader. Without a code it is called by
    its name alone.
    """
    code = reader.text("code") or reader.name("name").lower()
    reader.texts = {**reader.texts, "code": code}
    found = read_draft(Definition, reader)
    reader.check("plausible_high", require_order, found.plausible_low, found.plausible_high)
    return found


def read_kpi(reader: FieldReader, metric: Definition) -> KpiDraft:
    """A metric as a KPI: never without a target and a date. Raises `FieldErrors`."""
    target_from = reader.optional_day("target_from")
    given = {"metric": _known(metric), "target_from": target_from}
    found = read_draft(KpiDraft, reader, metric, **given)
    reader.check("due_on", require_not_before, found.due_on, found.starts_on)
    reader.done()
    return found


def read_correction(reader: FieldReader, metric: Definition, starts_on: date) -> CorrectionDraft:
    """A slip of a target row that starts on a day, put right. Raises `FieldErrors`."""
    level, due_on = reader.level("level", metric), reader.optional_day("due_on")
    reader.check("due_on", require_not_before, due_on, starts_on)
    baseline, why = reader.optional_level("baseline", metric), reader.name("why", LINE_LIMIT)
    reader.done()
    return CorrectionDraft(level=level, due_on=due_on, baseline=baseline, why=why)


def read_standard(reader: FieldReader, metric: Definition, scope: StandardScope) -> StandardDraft:
    """What is expected from a date on. Raises `FieldErrors`."""
    found = read_draft(StandardDraft, reader, metric, metric=_known(metric), scope=scope)
    reader.done()
    return found


def read_annotation(
    reader: FieldReader, metric_id: int | None, strategy_id: int | None, subjects: EventSubjects
) -> AnnotationDraft:
    """An event of today or earlier, of the organisation, a team or a person. Raises
    `FieldErrors`.
    """
    subject = reader.read("whom", subjects.find, None)
    found = read_draft(
        AnnotationDraft, reader, metric_id=metric_id, strategy_id=strategy_id,
        team_id=subject.id if isinstance(subject, Team) else None,
        person_id=subject.id if isinstance(subject, Person) else None,
    )  # fmt: skip
    if "date" not in reader.errors:
        reader.check("whom", require_there, subject, found.date)
    if found.new_limits and not found.reason and "new_limits" not in reader.errors:
        reader.errors.setdefault("reason", RESET_NEEDS_REASON)
    reader.done()
    return found


def _known(metric: Definition) -> int | Definition:
    return metric.id if isinstance(metric, Metric) else metric
