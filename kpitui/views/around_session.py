"""The periods before and after coaching sessions: of all people of a team at once, those with a
value.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from statistics import median

from msgspec import Struct

from kpitui.domain.coaching_effect import AFTER, BEFORE, BeforeAfter, change_at
from kpitui.domain.periods import AsOf, Calendar, Period, PeriodKind, first_day
from kpitui.domain.readings import NOTHING, Sums
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.domain.rhythm import no_gaps
from kpitui.storage.absences import load_absences_of
from kpitui.storage.days import Cut
from kpitui.storage.driver import Database
from kpitui.storage.readings import PersonDays, load_days_by_person, recorded_before
from kpitui.storage.recording_began import recording_began
from kpitui.views.limit_marks import LimitMarks
from kpitui.views.limits import split_indices
from kpitui.views.series import PeriodValue, series_of, without_days_away

NEAR = 64
"""So many periods on each side hold nearly always enough values; more are read where they do
not.
"""
NOT_COACHED_FOR = 12
"""Who had no session within so many periods counts as not coached."""
WEIGHED = (Aggregation.MEAN, Aggregation.RATIO)
"""What is combined so has sample sizes."""


class Window(Struct, frozen=True):
    """The period of a session, where the eight periods with a value before it begin, and where
    those after it end.
    """

    at: Period
    near: date
    end: date


class AroundSession(Struct, frozen=True):
    """What one person's values did around a session; `reset` names the period in which limits
    started again, None where all values count.
    """

    change: BeforeAfter
    window: Window
    reset: str | None


class Frame(Struct, frozen=True):
    """A metric as it is looked at: from a day on, in the periods of its cadence."""

    metric: Metric
    as_of: AsOf
    calendar: Calendar

    @property
    def kind(self) -> PeriodKind:
        """The length of a period."""
        return PeriodKind.of(self.metric.cadence)

    @property
    def cut(self) -> Cut:
        """How days are cut into periods."""
        return Cut(self.kind, self.calendar)

    def period(self, day: date) -> Period:
        """The period of a day."""
        return self.cut.period(day)

    def earlier(self, period: Period, count: int) -> date:
        """The first day of the period so many before another."""
        return first_day(self.kind, AsOf(period.last, period.last), count + 1, self.calendar)

    def not_coached(self, at: Period) -> tuple[date, date]:
        """Between which days a session makes someone one who was coached."""
        first = self.earlier(at, NOT_COACHED_FOR)
        return first, at.last + (at.first - first)


def load_series_of_people(
    db: Database, frame: Frame, people: Iterable[int], at: Sequence[Period]
) -> dict[int, list[PeriodValue]]:
    """The periods of a metric around those of sessions, of every person that has readings: as many
    as hold the values wanted, else all.
    """
    cut, first, last = frame.cut, min(at), max(at)
    reach = timedelta(days=NEAR * cut.longest)
    since = cut.period(max(first.first, date.min + reach) - reach).first
    until = min(cut.period(last.last + reach).last, frame.as_of.day)

    def load(people: Iterable[int], since: date, until: date) -> dict[int, list[PeriodValue]]:
        """The periods of some people between two days."""
        days = _days(db, frame.metric, [*people], since, until)
        looked = AsOf(until, frame.as_of.today)
        found = {
            person_id: series_of(
                frame.metric, of_one, cut.kind, looked, first=min(first.first, of_one[0][0]),
                calendar=frame.calendar,
            )
            for person_id, of_one in days.items()
        }  # fmt: skip
        if not frame.metric.zero_filled:
            return found
        return {
            person_id: without_days_away(series, load_absences_of(db, person_id))
            for person_id, series in found.items()
        }

    people = [*people]
    found = load(people, since, until)

    def enough(series: Sequence[PeriodValue]) -> bool:
        # One more on each side: a first or last period may look like a part of one for want of
        # others.
        before = sum(value.value is not None and value.period < first for value in series)
        after = sum(value.value is not None and value.period > last for value in series)
        return before > BEFORE and (until == frame.as_of.day or after > AFTER)

    short = [person for person in people if person not in found or not enough(found[person])]
    if until == frame.as_of.day:
        short = recorded_before(db, frame.metric.id, short, since)
    return found | (load(short, date.min, frame.as_of.day) if short else {})


def _days(
    db: Database, metric: Metric, people: Sequence[int], since: date, until: date
) -> dict[int, list[tuple[date, Sums]]]:
    found: PersonDays = load_days_by_person(db, [metric.id], people, since=since, until=until)
    if metric.zero_filled:
        for person_id in people:
            for begun in recording_began(db, [metric], [person_id]).values():
                if begun <= until:
                    days = found.setdefault((person_id, metric.id), [])
                    days.insert(0, (max(since, begun), NOTHING))
    return {person_id: days for (person_id, _), days in found.items()}


def around_session(
    series: Sequence[PeriodValue], at: Period, frame: Frame, marks: LimitMarks
) -> AroundSession:
    """What the values of someone did around the period of a session."""
    place = sum(value.period < at for value in series)
    splits = [split for split in split_indices(series, marks) if split <= place]
    starts_at = max(splits, default=0)
    values = [None if value.partial_because else value.value for value in series]
    change = change_at(
        values,
        _sizes(frame.metric, series),
        place,
        starts_at=starts_at,
        across=no_gaps([value.period for value in series], values),
    )
    read = [one.period for one, value in zip(series, values, strict=True) if value is not None]
    before = [period for period in read if period < at]
    after = [period for period in read if period > at]
    window = Window(
        at,
        before[-AFTER].first if len(before) >= AFTER else frame.earlier(at, AFTER),
        after[AFTER - 1].last if len(after) >= AFTER else frame.as_of.day,
    )
    cut_off = bool(read) and read[0] < series[starts_at].period if starts_at else False
    return AroundSession(
        change, window, series[starts_at].period.said(frame.as_of.day) if cut_off else None
    )


def _sizes(metric: Metric, series: Sequence[PeriodValue]) -> list[float]:
    """What the values of periods weigh: as much as their samples, and where a sample has no size as
    much as the others in the middle.
    """
    if metric.aggregation not in WEIGHED:
        return [1.0] * len(series)
    known = [value.sample_size for value in series if value.sample_size > 0]
    usual = median(known) if known else 1.0
    return [value.sample_size or usual for value in series]
