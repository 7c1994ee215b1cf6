"""The process limits of a series, with what people decided about them: splits at events, a locked baseline."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kpitui.config import Config
from kpitui.domain.process_limits import ProcessLimits, process_limits
from kpitui.storage.driver import Database
from kpitui.storage.records import rows
from kpitui.views.series import PeriodValue


@dataclass(frozen=True, slots=True)
class LimitMarks:
    """The days on which limits start anew, and the days, both counted in, that they are locked to."""

    splits: tuple[date, ...] = ()
    locked: tuple[date, date] | None = None


UNMARKED = LimitMarks()


def load_limit_marks(db: Database, metric_ids: Iterable[int], until: date) -> dict[int, LimitMarks]:
    """What was decided about the limits of metrics; those of which nothing was are left out.

    An event on a strategy counts for every metric that is a KPI of it.
    """
    wanted = ", ".join(str(int(one)) for one in metric_ids)
    splits: dict[int, list[date]] = defaultdict(list)
    sql = (
        f"SELECT metric_id, date FROM annotations WHERE new_limits AND date <= :until AND metric_id IN ({wanted}) "
        "UNION SELECT kpis.metric_id, date FROM annotations JOIN kpis ON kpis.strategy_id = annotations.strategy_id "
        f"WHERE new_limits AND date <= :until AND kpis.metric_id IN ({wanted}) ORDER BY 1, 2"
    )
    for row in rows(db, sql, {"until": until.isoformat()}):
        splits[row["metric_id"]].append(date.fromisoformat(row["date"]))
    locked = {
        row["metric_id"]: (date.fromisoformat(row["first_on"]), date.fromisoformat(row["last_on"]))
        for row in rows(db, f"SELECT * FROM baselines WHERE metric_id IN ({wanted})")
    }
    return {one: LimitMarks(tuple(splits.get(one, ())), locked.get(one)) for one in splits.keys() | locked.keys()}


def limits_of(
    series: Sequence[PeriodValue],
    marks: LimitMarks,
    config: Config,
    *,
    first_periods: int | None = None,
    screen: bool = False,
) -> ProcessLimits:
    """The limits of a series; `first_periods` locks them to so many of the first periods, whatever is marked."""
    splits = split_indices(series, marks)
    return process_limits(
        [one.value for one in series],
        unfinished_last=bool(series) and series[-1].running,
        splits=splits,
        baseline=(0, first_periods) if first_periods else _baseline(series, marks, splits),
        rules=config.rules,
        dispersion=config.limits_from,
        screen=screen,
    )


def split_indices(series: Sequence[PeriodValue], marks: LimitMarks) -> tuple[int, ...]:
    """The periods at which limits start anew."""
    days = [day for day in marks.splits if series and day >= series[0].period.first]
    found = {next((i for i, one in enumerate(series) if one.period.last >= day), None) for day in days}
    return tuple(sorted(index for index in found if index is not None and index > 0))


def _baseline(series: Sequence[PeriodValue], marks: LimitMarks, splits: Sequence[int]) -> tuple[int, int] | None:
    if marks.locked is None:
        return None
    first_on, last_on = marks.locked
    inside = [i for i, one in enumerate(series) if first_on <= one.period.last and one.period.first <= last_on]
    if not inside:
        return None
    # A split that was decided on later ends the span.
    stop = min([inside[-1] + 1, *(split for split in splits if split > inside[0])])
    return inside[0], stop
