"""What holds from a day to a day, and the levels that do."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Annotated, Protocol, TypeVar

from msgspec import Struct

from kpitui.domain.periods import AsOf
from kpitui.domain.records.detail import DATES, Detail
from kpitui.domain.records.metric import Range

ALWAYS = date(1970, 1, 1)
"""The day from which on something holds that always held, or of which no one said since when."""


class _Ending(Protocol):
    @property
    def ends_on(self) -> date | None: ...


class _Dated(_Ending, Protocol):
    @property
    def starts_on(self) -> date: ...


DatedT = TypeVar("DatedT", bound=_Dated)


class Dated(Struct, frozen=True, kw_only=True):
    """Something that holds from `starts_on` up to, not including, `ends_on`; open while
    that is None.
    """

    starts_on: Annotated[date, Detail("From", DATES, begins="today", order=4)]
    ends_on: Annotated[date | None, Detail("Ends on", DATES, asked=False, order=9)] = None

    def __post_init__(self) -> None:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError(
                f"it cannot end on {self.ends_on} before it starts on {self.starts_on}"
            )


def live_on(record: _Dated, day: date) -> bool:
    """Whether a dated record holds on a day."""
    return record.starts_on <= day and (record.ends_on is None or day < record.ends_on)


def is_over(record: _Ending, day: date) -> bool:
    """Whether a record has ended by a day; of one without a beginning too."""
    return record.ends_on is not None and record.ends_on <= day


def in_its_time(record: _Ending, as_of: AsOf) -> AsOf:
    """The day that is looked from, no later than the last one of what has ended by then."""
    if record.ends_on is None or as_of.day < record.ends_on:
        return as_of
    return AsOf(record.ends_on - timedelta(days=1), as_of.today)


def live(records: Iterable[DatedT], day: date) -> list[DatedT]:
    """Those of the records that hold on a day."""
    return [record for record in records if live_on(record, day)]


class Target(Dated, frozen=True, kw_only=True):
    """The level that is wanted or expected from a date to a date.

    With `due_on` the level is reached by that day, on a line from `from_level`, or from the
    baseline of the KPI where there is none; without it the level holds at once.
    """

    id: int
    level: Range
    due_on: date | None = None
    from_level: float | None = None


def target_on(targets: Sequence[Target], day: date) -> Target | None:
    """The target row valid on a day; rows never overlap, so there is at most one."""
    for (
        target
    ) in targets:  # asked for each of thousands of people; a generator costs three times as much
        if live_on(target, day):
            return target
    return None
