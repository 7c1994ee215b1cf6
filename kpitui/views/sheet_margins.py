"""How sure the values of metrics are that call sheets feed: of how many evaluations each is the
mean, and how far it may be from the true score.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import fsum
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.health.snapshot import YEAR
from kpitui.domain.judgement.clearly_below import PERIODS
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.sheet import SheetName, noun_of
from kpitui.lazy import Lazy
from kpitui.storage.scores import ScoreRow, load_scores, load_sheet_names

if TYPE_CHECKING:
    from datetime import date

    from kpitui.domain import enough_evaluations
    from kpitui.domain.periods import AsOf
    from kpitui.domain.records.metric import Metric
    from kpitui.storage.driver import Database
    from kpitui.views.series import PeriodValue
else:
    enough_evaluations = Lazy("kpitui.domain.enough_evaluations")


class ScoredLately(Struct, frozen=True):
    """The mean score of somebody's evaluations on a metric over the newest periods."""

    metric: Metric
    value: float
    periods: int
    sample: enough_evaluations.Sample


class SheetMargins:
    """Knows of some metrics the evaluations of the 12 months up to a day, read in one query; where
    none of the metrics has a sheet, none is asked.
    """

    def __init__(self, db: Database, metric_ids: Iterable[int], as_of: AsOf) -> None:
        self._sheets: dict[int, list[SheetName]] = defaultdict(list)
        for one in load_sheet_names(db, metric_ids):
            self._sheets[one.metric_id].append(one)
        self._scores: dict[int, list[ScoreRow]] = defaultdict(list)
        self._spreads: dict[frozenset[int], enough_evaluations.Spread | None] = {}
        if self._sheets:
            ids = [one.id for sheets in self._sheets.values() for one in sheets]
            for row in load_scores(db, ids, as_of.day - YEAR, as_of.day):
                self._scores[row.sheet_id].append(row)
            self._of_people: dict[tuple[int, int], list[ScoreRow]] = defaultdict(list)
            for sheet_id, rows in self._scores.items():
                for row in rows:
                    self._of_people[sheet_id, row.person_id].append(row)

    def sampled(
        self, metric_id: int, judged: PeriodValue | None, subject: SubjectFilter
    ) -> PeriodValue | None:
        """The value of a period with the evaluations that it is the mean of; as it is where other
        readings are part of it too.
        """
        if judged is None or metric_id not in self._sheets:
            return judged
        first, last = judged.period.first.isoformat(), judged.period.last.isoformat()
        counts: dict[SheetName, int] = {}
        for sheet in self._sheets[metric_id]:
            rows = self._rows(sheet.id, subject)
            if count := sum(first <= row.day <= last for row in rows):
                counts[sheet] = count
        if not counts or sum(counts.values()) != judged.sums.count:
            return judged
        return replace(judged, evaluated=self._sample(counts))

    def lately(self, metric: Metric, person_id: int, since: date) -> ScoredLately | None:
        """The score of somebody from the first day of the newest 12 periods on; None where they
        were not evaluated since, or the metric has no sheet.
        """
        first, scores, counts = since.isoformat(), [], {}
        for sheet in self._sheets.get(metric.id, ()):
            found = [row.score for row in self._of_people[sheet.id, person_id] if first <= row.day]
            if found:
                counts[sheet] = len(found)
                scores += found
        if not scores:
            return None
        value = fsum(scores) / len(scores)
        return ScoredLately(metric, value, PERIODS, self._sample(counts))

    def _sample(self, counts: Mapping[SheetName, int]) -> enough_evaluations.Sample:
        spread = self._spread(frozenset(one.id for one in counts))
        return enough_evaluations.Sample(
            count=sum(counts.values()), noun=noun_of(counts), spread=spread
        )

    def _rows(self, sheet_id: int, subject: SubjectFilter) -> Iterable[ScoreRow]:
        if subject.person_ids:
            return [row for one in subject.person_ids for row in self._of_people[sheet_id, one]]
        rows = self._scores[sheet_id]
        if subject.team_id is None:
            return rows
        return [row for row in rows if row.team_id == subject.team_id]

    def _spread(self, sheet_ids: frozenset[int]) -> enough_evaluations.Spread | None:
        """How much the scores of one person vary on some sheets, each sheet by itself."""
        if sheet_ids not in self._spreads:
            found = [
                [row.score for row in rows]
                for (sheet_id, _), rows in self._of_people.items()
                if sheet_id in sheet_ids
            ]
            self._spreads[sheet_ids] = enough_evaluations.spread_within(found)
        return self._spreads[sheet_ids]
