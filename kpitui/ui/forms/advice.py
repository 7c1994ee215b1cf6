"""What the health rules would say of what is being typed, while it can still be typed otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.catalogue import CatalogueEntry, catalogue_entry
from kpitui.domain.fields import FieldReader
from kpitui.domain.health import RULES
from kpitui.domain.health.dates import (
    DateSpan,
    due_after_strategy,
    outside_priority,
    owner_left,
    span_of,
)
from kpitui.domain.records.goal import Priority, Strategy
from kpitui.domain.records.metric import Definition, Direction
from kpitui.domain.records.person import Person

ONE_SIDED = ("<", ">", "≤", "≥")

Said = tuple[str, str]
"""The code of a rule, and what it says."""


class Around(Struct, frozen=True):
    """What the dates and the owner of a goal have to fit: who left, by name, the priority above a
    strategy, the strategies below a priority, and when the KPIs below a strategy are due.
    """

    left: Mapping[str, Person]
    above: Priority | None = None
    strategies: Sequence[Strategy] = ()
    due: Sequence[tuple[str, date | None]] = ()


def advice(found: Iterable[Said]) -> str:
    """The rules that what is typed would break, a sentence each; empty where it breaks none."""
    said = [f"{code} {RULES[code].title}: {sentence}." for code, sentence in found]
    return " ".join([*said, "You can save it anyway."]) if said else ""


def rules_of_kpi(
    measured: Definition | None,
    target: str,
    strategy: Strategy | None = None,
    kpis: Mapping[int, int] | None = None,
    most: int = 0,
    catalogue: Sequence[CatalogueEntry] = (),
    activity_words: Sequence[str] = (),
) -> Iterator[Said]:
    """What a KPI of this metric, target and strategy would break.

    `kpis` counts the live KPIs of each strategy, `most` is how many a strategy can bear.
    """
    if strategy is not None and (kpis or {}).get(strategy.id, 0) >= most:
        yield _reason("K204")
    if measured is None:
        return
    entry = catalogue_entry(catalogue, measured.name) or catalogue_entry(catalogue, measured.code)
    if entry is not None and entry.usual_place.value == "standard":
        yield _reason("K211")
    if any(word in measured.name.casefold() for word in activity_words):
        yield _reason("K212")
    if measured.direction is Direction.WITHIN and target.strip().startswith(ONE_SIDED):
        yield _reason("K214")


def rules_of_due_date(
    reader: FieldReader, strategy: Strategy | None, left: Mapping[str, Person]
) -> Iterator[Said]:
    """What the due date and the owner of a KPI of a strategy would break."""
    due_on = reader.optional_day("due_on")
    if strategy is not None and "due_on" not in reader.errors:
        yield from _said("P109", due_after_strategy(due_on, span_of(strategy)))
    yield from _said("K216", owner_left(reader.text("owner"), left))


def rules_of_goal(reader: FieldReader, ends_on: date | None, around: Around) -> Iterator[Said]:
    """What the dates and the owner of a priority or strategy would break."""
    span = DateSpan(reader.day("starts_on"), ends_on or reader.optional_day("planned_until"))
    if not reader.errors:
        if around.above is not None:
            yield from _said("P108", outside_priority(span, span_of(around.above)))
        for strategy in around.strategies:
            yield from _said("P108", outside_priority(span_of(strategy), span), strategy.title)
        for name, due_on in around.due:
            yield from _said("P109", due_after_strategy(due_on, span), name)
    yield from _said("K216", owner_left(reader.text("owner"), around.left))


def _said(code: str, sentence: str, of: str = "") -> Iterator[Said]:
    if sentence:
        yield code, f"“{of}”: {sentence}" if of else sentence


def _reason(code: str) -> Said:
    return code, RULES[code].reason.split(". ")[0].rstrip(".")
