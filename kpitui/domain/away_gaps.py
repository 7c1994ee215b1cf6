"""What a chart of a person says of the periods in which they were away all through."""

from collections.abc import Sequence

from kpitui.domain.chart_words import Said
from kpitui.domain.periods import Period
from kpitui.domain.records.absence import (
    Absence,
    absences_within,
    reasons_of,
    wholly_away,
)

_RULE = (
    "a period in which someone is away from its first to its last day is a gap: nothing is due in "
    "it, and it has no part in limits and signals"
)


def away_gaps(empty: Sequence[Period], absences: Sequence[Absence], noun: str) -> list[Said]:
    """A sentence on those of the periods without a value that were spent away, with the reasons;
    none where there are none.
    """
    gaps = [period for period in empty if wholly_away(absences, period.first, period.last)]
    if not gaps:
        return []
    within = [each for gap in gaps for each in absences_within(absences, gap.first, gap.last)]
    reasons = reasons_of(within)
    count = f"{len(gaps)} {noun}{'' if len(gaps) == 1 else 's'}"
    return [Said(f"away for {count}{f' ({reasons})' if reasons else ''}: a gap", _RULE)]
