"""Where the catalogue says that a metric usually stands; where it stands in a plan,
people decide.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from kpitui.domain.records.metric import Metric
from kpitui.domain.text import name_key


class UsualPlace(StrEnum):
    """Where a metric usually stands."""

    KPI = "KPI"
    STANDARD = "standard"
    CONTEXT = "context"


class Usual(Struct, frozen=True):
    """What the catalogue says of one metric: its place, whether it is the result of a group, and
    who says so.
    """

    place: UsualPlace
    group_result: bool
    source: str


def usual_of(places: Mapping[str, Usual], metric: Metric) -> Usual | None:
    """What the catalogue says of a metric, by its name or else its code; None where it does not
    know it.
    """
    return places.get(name_key(metric.name)) or places.get(name_key(metric.code))
