"""What the health rules would say of what is being typed, while it can still be typed otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpitui.domain.catalogue import CatalogueEntry, catalogue_entry
from kpitui.domain.fields import Measured
from kpitui.domain.health import RULES
from kpitui.domain.metrics import Direction
from kpitui.domain.plan import Strategy

ONE_SIDED = ("<", ">", "≤", "≥")


def advice_on_kpi(
    measured: Measured | None,
    target: str,
    strategy: Strategy | None,
    kpis: Mapping[int, int],
    most: int,
    catalogue: Sequence[CatalogueEntry],
    activity_words: Sequence[str],
) -> str:
    """The rules that a KPI of this metric, target and strategy would break, a sentence each; empty where it is none.

    `kpis` counts the live KPIs of each strategy, `most` is how many a strategy can bear.
    """
    found = _rules(measured, target, strategy, kpis, most, catalogue, activity_words)
    said = [f"{code} {RULES[code].title}: {RULES[code].reason.split('. ')[0].rstrip('.')}." for code in found]
    return " ".join([*said, "It can be saved all the same."]) if said else ""


def _rules(
    measured: Measured | None,
    target: str,
    strategy: Strategy | None,
    kpis: Mapping[int, int],
    most: int,
    catalogue: Sequence[CatalogueEntry],
    activity_words: Sequence[str],
) -> Iterator[str]:
    if strategy is not None and kpis.get(strategy.id, 0) >= most:
        yield "K204"
    if measured is None:
        return
    entry = catalogue_entry(catalogue, measured.name) or catalogue_entry(catalogue, measured.code)
    if entry is not None and entry.usual_place.value == "standard":
        yield "K211"
    if any(word in measured.name.casefold() for word in activity_words):
        yield "K212"
    if measured.direction is Direction.WITHIN and target.strip().startswith(ONE_SIDED):
        yield "K214"
