"""The process limits of a series, worked out as people decided."""

from collections.abc import Sequence

from kpitui.config import Config
from kpitui.domain.process_limits import ProcessLimits, process_limits
from kpitui.views.limit_marks import LimitMarks
from kpitui.views.series import PeriodValue


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
