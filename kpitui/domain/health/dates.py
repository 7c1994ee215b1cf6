"""Dates of a plan that do not hold together, a sentence each; rules and forms say the same."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from kpitui.domain.records.goal import Priority, Strategy
from kpitui.domain.records.person import Person
from kpitui.domain.text import name_key


class DateSpan(Struct, frozen=True):
    """From when to when a priority or strategy runs; `until` is None while no one has said."""

    starts_on: date
    until: date | None


def span_of(goal: Priority | Strategy) -> DateSpan:
    """The dates of a goal: until it ends, or is planned to."""
    return DateSpan(goal.starts_on, goal.ends_on or goal.planned_until)


def outside_priority(strategy: DateSpan, priority: DateSpan) -> str:
    """How the dates of a strategy lie outside those of its priority; empty where they do not."""
    if strategy.starts_on < priority.starts_on:
        return f"it begins on {strategy.starts_on}, its priority on {priority.starts_on}"
    if priority.until is None:
        return ""
    if strategy.starts_on > priority.until:
        return f"it begins on {strategy.starts_on}, its priority runs until {priority.until}"
    if strategy.until is not None and strategy.until > priority.until:
        return f"it runs until {strategy.until}, its priority until {priority.until}"
    return ""


def due_after_strategy(due_on: date | None, strategy: DateSpan) -> str:
    """How a KPI is due after its strategy; empty where it is not."""
    if due_on is None or strategy.until is None or due_on <= strategy.until:
        return ""
    return f"it is due on {due_on}, its strategy runs until {strategy.until}"


def owner_left(owner: str, left: Mapping[str, Person]) -> str:
    """That an owner left, of those who left by name; empty for everyone else."""
    gone = left.get(name_key(owner))
    return f"its owner {gone.name} left on {gone.ends_on}" if gone else ""
