"""The verdict on a metric of a subject on a day: its series, limits and signals.

Everything that judges takes them from here, so that no two surfaces disagree: the window is the
same whatever is drawn.
"""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.file_rules import FileRules
from kpitui.domain.judgement.changes import Changes, changes_of
from kpitui.domain.judgement.window import FEWEST_PERIODS, WINDOW, window_start
from kpitui.domain.periods import AsOf, PeriodKind, period_of
from kpitui.domain.process_limits import ProcessLimits
from kpitui.domain.readings import EVERYBODY, SubjectFilter
from kpitui.domain.records.metric import Metric
from kpitui.storage.branches import Branch
from kpitui.storage.driver import Database
from kpitui.views.limit_marks import UNMARKED, LimitMarks, load_limit_marks, marks_for
from kpitui.views.limits import limits_of
from kpitui.views.series import PeriodValue, load_series


class Look(Struct, frozen=True):
    """What is judged: a metric of a subject, by the periods of its cadence if no `kind` is said.

    The rest asks "what if": `first_periods` locks the limits to so many of the first periods ever
    read, `screen` leaves out, once, moving ranges at or beyond their limit.
    """

    metric: Metric
    subject: SubjectFilter = EVERYBODY
    kind: PeriodKind | None = None
    first_periods: int | None = None
    screen: bool = False

    @property
    def by(self) -> PeriodKind:
        """The periods it is judged by."""
        return self.kind or PeriodKind.of(self.metric.cadence)


class Judged(Struct, frozen=True):
    """The periods of the window, oldest first, and their limits, one index for both."""

    series: list[PeriodValue]
    limits: ProcessLimits
    by: PeriodKind

    @property
    def changes(self) -> Changes:
        """What may be claimed."""
        return changes_of(self.limits)


def judge(
    db: Database, look: Look, as_of: AsOf, rules: FileRules, marks: LimitMarks | None = None,
    branch: Branch | None = None,
) -> Judged:  # fmt: skip
    """The verdict; `marks` are those of the metric, and `branch` that of the subject, where they
    are known already.
    """
    if marks is None:
        marks = load_limit_marks(db, [look.metric.id], as_of.day, as_of.known_on).get(
            look.metric.id, UNMARKED
        )
    marks = marks_for(db, marks, look.subject, as_of.known_on)
    series = _window(db, look, marks, as_of, rules, branch)
    limits = limits_of(
        series,
        marks,
        rules,
        metric=look.metric,
        first_periods=look.first_periods,
        screen=look.screen,
    )
    return Judged(series, limits, look.by)


def _window(
    db: Database, look: Look, marks: LimitMarks, as_of: AsOf, rules: FileRules,
    branch: Branch | None,
) -> list[PeriodValue]:  # fmt: skip
    """The periods that are judged."""

    def load(since: date | None) -> list[PeriodValue]:
        return load_series(
            db,
            look.metric,
            as_of,
            kind=look.by,
            subject=look.subject,
            since=since,
            calendar=rules.calendar,
            branch=branch,
        )

    if look.first_periods:
        return load(None)
    series = load(_since(look.by, marks, as_of, rules))
    if sum(point.value is not None for point in series) >= FEWEST_PERIODS:
        return series
    # Read long ago, or seldom: the same window up to the last period with a value.
    every = load(None)
    with_values = [at for at, point in enumerate(every) if point.value is not None]
    if len(with_values) <= FEWEST_PERIODS:
        return every
    return every[min(with_values[-FEWEST_PERIODS], max(0, with_values[-1] + 1 - WINDOW[look.by])) :]


def _since(kind: PeriodKind, marks: LimitMarks, as_of: AsOf, rules: FileRules) -> date:
    """Where the window begins; a locked span counts however old it is."""
    start = window_start(kind, as_of, rules.calendar)
    if marks.locked is None or any(marks.locked[1] < day for day in marks.splits):
        return start
    return min(start, period_of(marks.locked[0], kind, rules.calendar).first)


def on_periods(judged: Judged, drawn: Sequence[PeriodValue]) -> ProcessLimits:
    """The limits and signals of a judged series for the periods that are drawn; those before the
    window have none.
    """
    if not drawn or not judged.series:
        return judged.limits.moved(0, len(drawn))
    first, shown = judged.series[0].period.first, drawn[0].period.first
    before = sum(value.period.first < first for value in drawn)
    return judged.limits.moved(
        before - sum(value.period.first < shown for value in judged.series), len(drawn)
    )


def undecided(judged: Judged, drawn: Sequence[PeriodValue]) -> ProcessLimits:
    """The limits without a signal, of periods that are not those a metric is judged by."""
    return replace(on_periods(judged, drawn), signals=())
