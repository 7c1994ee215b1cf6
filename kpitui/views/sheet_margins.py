"""How sure the values of metrics are that call sheets feed: of how many evaluations each is the
mean, and how far it may be from the true score.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.health.snapshot import YEAR
from kpitui.domain.judgement.clearly_below import PERIODS
from kpitui.domain.periods import PeriodKind, first_day
from kpitui.domain.readings import SubjectFilter, Sums, combine, sums_of_numbers
from kpitui.domain.records.sheet import SheetName, noun_of
from kpitui.lazy import Lazy
from kpitui.storage import scores as stored
from kpitui.storage.scores import StoredScore, TypedRow, load_sheet_names
from kpitui.storage.within import whole_of

if TYPE_CHECKING:
    from kpitui.domain import enough_evaluations
    from kpitui.domain.enough_evaluations import OwnScores, Sample
    from kpitui.domain.periods import AsOf, Calendar, Period
    from kpitui.domain.records.metric import Metric
    from kpitui.storage.driver import Database
    from kpitui.views.series import PeriodValue
else:
    enough_evaluations = Lazy("kpitui.domain.enough_evaluations")

LARGEST = 100.0
"""No score is larger."""


class ScoredLately(Struct, frozen=True):
    """The mean of someone's evaluations on a metric over the newest periods; `typed` readings that
    are part of it too leave it without a margin.
    """

    metric: Metric
    value: float
    periods: int
    sample: Sample
    typed: int = 0


class SheetMargins:
    """Knows how much the scores of some metrics vary, by the evaluations of the 12 months up to a
    day. Where none of the metrics has a sheet nothing more is asked.
    """

    def __init__(self, db: Database, metric_ids: Iterable[int], as_of: AsOf) -> None:
        self._sheets: dict[int, list[SheetName]] = defaultdict(list)
        for name in load_sheet_names(db, metric_ids):
            self._sheets[name.metric_id].append(name)
        self._own: Mapping[int, list[OwnScores]] = {}
        if self._sheets:
            since = as_of.day - YEAR
            self._own = stored.load_own_scores(whole_of(db), self._ids, since, as_of.day)
        self._spreads: dict[frozenset[int], enough_evaluations.Spread | None] = {}

    @property
    def _ids(self) -> list[int]:
        return [sheet.id for sheets in self._sheets.values() for sheet in sheets]

    def _counted(
        self, metric_id: int, judged: PeriodValue | None, count: Callable[[SheetName, Period], int]
    ) -> PeriodValue | None:
        """The value of a period with the evaluations that it is the mean of, which `count` counts;
        as it is where other readings are part of it too.
        """
        if judged is None or metric_id not in self._sheets:
            return judged
        counts = {sheet: count(sheet, judged.period) for sheet in self._sheets[metric_id]}
        if not any(counts.values()) or sum(counts.values()) != judged.sums.count:
            return judged
        return replace(judged, evaluated=self._sample(counts))

    def _sample(self, counts: Mapping[SheetName, int]) -> Sample:
        sheets = [one for one, count in counts.items() if count]
        return enough_evaluations.Sample(
            count=sum(counts.values()),
            noun=noun_of(sheets),
            spread=self._spread(frozenset(sheet.id for sheet in sheets)),
        )

    def _spread(self, sheet_ids: frozenset[int]) -> enough_evaluations.Spread | None:
        """How much the scores of one person vary on some sheets, each sheet by itself."""
        if sheet_ids not in self._spreads:
            people = (one for each in sheet_ids for one in self._own.get(each, ()))
            self._spreads[sheet_ids] = enough_evaluations.spread_of(people, LARGEST)
        return self._spreads[sheet_ids]


class GroupMargins(SheetMargins):
    """The same for teams, roles and the organisation; asked while the file is being read."""

    def __init__(self, db: Database, metric_ids: Iterable[int], as_of: AsOf) -> None:
        super().__init__(db, metric_ids, as_of)
        self._db, self._until = db, as_of.day

    def sampled(
        self, metric_id: int, judged: PeriodValue | None, subject: SubjectFilter
    ) -> PeriodValue | None:
        """The value of a period with the evaluations that it is the mean of; as it is where other
        readings are part of it too.
        """
        return self._counted(metric_id, judged, partial(self._count, subject))

    def _count(self, subject: SubjectFilter, sheet: SheetName, period: Period) -> int:
        last = min(period.last, self._until)
        db = whole_of(self._db)
        if not subject.person_ids:
            return stored.count_of_team(db, sheet.id, subject.team_id, period.first, last)
        return len(stored.load_scores(db, [sheet.id], subject.person_ids, period.first, last))


class PeopleMargins(SheetMargins):
    """The same for some people over the newest periods, read in one query."""

    def __init__(
        self, db: Database, metrics: Sequence[Metric], person_ids: Iterable[int], as_of: AsOf,
        calendar: Calendar,
    ) -> None:  # fmt: skip
        super().__init__(db, [metric.id for metric in metrics], as_of)
        self._since = {
            metric.id: first_day(PeriodKind.of(metric.cadence), as_of, PERIODS + 1, calendar)
            for metric in metrics
            if metric.id in self._sheets
        }
        self._rows: dict[tuple[int, int], list[StoredScore]] = defaultdict(list)
        self._typed: dict[tuple[int, int], list[TypedRow]] = defaultdict(list)
        if self._since:
            since = min(self._since.values())
            for row in stored.load_scores(db, self._ids, person_ids, since, as_of.day):
                self._rows[row.sheet_id, row.person_id].append(row)
            for typed_row in stored.load_typed(db, self._since, person_ids, since, as_of.day):
                self._typed[typed_row.metric_id, typed_row.person_id].append(typed_row)

    def sampled(
        self, metric_id: int, judged: PeriodValue | None, person_id: int
    ) -> PeriodValue | None:
        """The value of a period with the evaluations that it is the mean of; as it is where other
        readings are part of it too, or the period is long past.
        """
        return self._counted(metric_id, judged, partial(self._count, person_id))

    def _count(self, person_id: int, sheet: SheetName, period: Period) -> int:
        first, last = period.first.isoformat(), period.last.isoformat()
        return sum(first <= row.day <= last for row in self._rows.get((sheet.id, person_id), ()))

    def lately(self, metric: Metric, person_id: int) -> ScoredLately | None:
        """The score of someone over the newest 12 periods and the running one, typed readings
        counted in; None where they were not evaluated in them, or the metric has no sheet.
        """
        days: list[tuple[date, Sums]] = []
        counts: dict[SheetName, int] = {}
        for sheet in self._sheets.get(metric.id, ()):
            first = self._since[metric.id].isoformat()
            rows = self._rows.get((sheet.id, person_id), ())
            found = [_sums(row.day, row.score, 1) for row in rows if row.day >= first]
            counts[sheet] = len(found)
            days += found
        if not days:
            return None
        sample, typed = self._sample(counts), self._typed_since(metric, person_id)
        value, _ = combine(metric, [*days, *typed])
        assert value is not None
        sample = replace(sample, spread=None) if typed else sample
        return ScoredLately(metric, value, PERIODS, sample, len(typed))

    def _typed_since(self, metric: Metric, person_id: int) -> list[tuple[date, Sums]]:
        first = self._since[metric.id].isoformat()
        rows = self._typed.get((metric.id, person_id), ())
        return [_sums(row.day, row.value, row.n) for row in rows if row.day >= first]


def _sums(day: str, value: float, n: int | None) -> tuple[date, Sums]:
    return date.fromisoformat(day), sums_of_numbers(value, n, None, None)
