"""A standard over time: what is expected now, what was judged against, and what is coming."""

from datetime import date

from msgspec import Struct

from kpitui.domain.records.metric import Range


class Held(Struct, frozen=True):
    """A level, who it is expected of, and since when."""

    level: Range
    scope: str
    since: date


class StandardTimes(Struct, frozen=True):
    """The level of the day, the one that held in the judged period, and the next that will hold;
    None where there is none.
    """

    now: Held | None = None
    judged: Held | None = None
    coming: Held | None = None

    @property
    def changed(self) -> bool:
        """Whether another level is expected now than was judged against."""
        return bool(self.now and self.judged and self.now.level != self.judged.level)
