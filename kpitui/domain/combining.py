"""How readings of a kind can be combined."""

from collections.abc import Collection

from kpitui.domain.records.metric import Aggregation


def combines(kinds: Collection[str], unit: str) -> tuple[Aggregation, ...]:
    """How readings of some kinds (`parts`, `value`) can be combined in a metric of that unit."""
    if "parts" in kinds:
        return (Aggregation.RATIO,)
    plain = (Aggregation.MEAN, Aggregation.SUM, Aggregation.LAST)
    return (*plain, Aggregation.RATIO) if unit == "%" else plain
