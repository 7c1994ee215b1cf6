"""Whether the sums of days tell enough of a metric, or its readings are needed."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from kpitui.domain.readings import CountedDay, Level, SubjectFilter
from kpitui.domain.records.metric import Aggregation, Metric


def tell_enough(
    metric: Metric, subject: SubjectFilter, longest: int, rows: Sequence[Sequence[Any]],
    days: Sequence[date], own: Level,
) -> bool:  # fmt: skip
    """Whether days can be added up as they are, whatever periods they fall in; `longest` is how
    many days the longest of these has.
    """
    if metric.aggregation is Aggregation.LAST:
        alone = len(subject.person_ids) == 1 or all(row[2] == own for row in rows)
        return alone or all((b - a).days >= longest for a, b in pairwise(days))
    if subject.person_ids:
        return True
    if len({row[2] for row in rows}) > 1:
        return False
    if metric.aggregation is not Aggregation.MEAN:
        return True
    return sum(row[4] for row in rows) in (0, sum(row[3] for row in rows))


def mixed(days: Iterable[CountedDay]) -> bool:
    """Whether some readings have a sample size and some have none."""
    unweighted = count = 0
    for day in days:
        unweighted, count = unweighted + day.sums.unweighted, count + day.sums.count
    return 0 < unweighted < count
