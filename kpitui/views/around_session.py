"""The periods before and after a coaching session: its metric is judged on those with a value."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from kpitui.domain.coaching_effect import BEFORE, WANTED, CoachingEffect, coaching_effect
from kpitui.domain.natural_limits import Method
from kpitui.domain.periods import AsOf, Calendar, Period, PeriodKind, previous_period
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.metric import Metric, Range
from kpitui.domain.rhythm import no_gaps
from kpitui.storage.days import Cut, load_days
from kpitui.storage.driver import Database
from kpitui.views.limit_marks import LimitMarks, marks_for
from kpitui.views.limits import split_indices
from kpitui.views.series import PeriodValue, series_of

NEAR = 64
"""So many periods on each side hold nearly always enough values; more are read where they do
not.
"""


class Window(Struct, frozen=True):
    """The session's period, where the eight periods with a value before it begin, and where those
    after it end.
    """

    at: Period
    near: date
    end: date


class AroundSession(Struct, frozen=True):
    """The periods of a metric around a session, oldest first; the session is in the one with the
    index `at`, limits start again at `starts_at`, 0 where they do not.
    """

    metric: Metric
    kind: PeriodKind
    series: Sequence[PeriodValue]
    at: int
    starts_at: int

    @property
    def labels(self) -> tuple[str, ...]:
        """What the periods are called."""
        return tuple(one.period.said for one in self.series)

    @property
    def values(self) -> list[float | None]:
        """The values of whole periods, None for the others."""
        return [None if one.partial_because else one.value for one in self.series]

    def effect(self, good: Range | None, method: Method) -> CoachingEffect:
        """What the session did."""
        values = self.values
        return coaching_effect(
            values,
            self.at,
            self.metric.direction,
            good=good,
            method=method,
            starts_at=self.starts_at,
            across=no_gaps([one.period for one in self.series], values),
        )

    def with_value(self) -> tuple[list[Period], list[Period]]:
        """The periods with a value before the session, and those after it."""
        pairs = list(zip((one.period for one in self.series), self.values, strict=True))
        return (
            [period for period, value in pairs[: self.at] if value is not None],
            [period for period, value in pairs[self.at + 1 :] if value is not None],
        )

    def window(self, at: Period, as_of: AsOf, calendar: Calendar) -> Window:
        """Where other causes are looked for; where values are missing, eight periods back, and up
        to the day looked from.
        """
        before, after = self.with_value()
        near = at
        for _ in range(WANTED):
            near = previous_period(near, self.kind, calendar)
        return Window(
            at,
            before[-WANTED].first if len(before) >= WANTED else near.first,
            after[WANTED - 1].last if len(after) >= WANTED else as_of.day,
        )


def load_around_session(
    db: Database,
    metric: Metric,
    people: Sequence[int],
    at: Period,
    as_of: AsOf,
    marks: LimitMarks,
    calendar: Calendar,
) -> AroundSession:
    """The periods around that of a session: as many as hold the values wanted, else all."""
    cut = Cut(PeriodKind.of(metric.cadence), calendar)
    subject = SubjectFilter(person_ids=tuple(people))
    marks = marks_for(db, marks, subject, as_of.known_on)

    def load(since: date | None, until: date) -> AroundSession:
        days = load_days(db, [metric], subject, cut, since=since, until=until).get(metric.id, [])
        first = since or min([at.first, *(day for day, _ in days[:1])])
        looked = AsOf(until, as_of.today)
        series = series_of(metric, days, cut.kind, looked, first=first, calendar=calendar)
        place = sum(one.period < at for one in series)
        splits = [split for split in split_indices(series, marks) if split <= place]
        return AroundSession(metric, cut.kind, series, place, max(splits, default=0))

    reach = timedelta(days=NEAR * cut.longest)
    since = cut.period(at.first - reach).first
    until = min(cut.period(at.last + reach).last, as_of.day)
    found = load(since, until)
    before, after = found.with_value()
    # One more on each side: a first or last period may look like a part of one for want of others.
    if (found.starts_at or len(before) > BEFORE) and (until == as_of.day or len(after) > WANTED):
        return found
    return load(None, as_of.day)
