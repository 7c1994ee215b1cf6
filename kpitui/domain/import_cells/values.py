"""The values of one metric under one heading: what their cells say, and what is to be asked."""

import re

from msgspec import Struct

from kpitui.domain.guarded_text import unguarded
from kpitui.domain.import_answers import ImportAnswers, TimeScale
from kpitui.domain.import_cells.doubts import Fractions, Lengths, NumberDoubt
from kpitui.domain.import_cells.figures import (
    LONGEST,
    CellFigure,
    is_number_like,
    no_number,
    same_unit,
    shown,
)
from kpitui.domain.import_cells.lengths import (
    SECONDS,
    read_length,
    scale_of_mark,
)
from kpitui.domain.import_cells.missing import is_missing
from kpitui.domain.import_cells.number_column import NumberColumn
from kpitui.domain.import_cells.remembered import Remembered
from kpitui.domain.import_cells.short_clocks import Shorts
from kpitui.domain.import_cells.time_headings import (
    counts_hours,
    names_length,
    scale_hinted,
    scale_named,
)
from kpitui.domain.import_cells.yes_no import ANSWERS
from kpitui.domain.numbers import NotANumber
from kpitui.domain.records.metric import Aggregation, Definition
from kpitui.domain.typography import folded, plain_signs
from kpitui.domain.value_parsing import DURATIONS

_OF = re.compile(r"(?<=[0-9]) +(?:out of|of|von|sur|de) +(?=[0-9])")


class Value(Struct, frozen=True):
    """What a cell says: a value, or numerator and denominator."""

    value: float | None
    clock: bool = False
    mark: str = ""
    decimals: int = 0
    numerator: float | None = None
    denominator: float | None = None


class Values:
    """Reads the cells of one metric under one heading.

    `metric` is what is known of the metric, None for a new one, of which `likely` says what it may
    be; `scale` what its bare numbers count where the profile says it; `as_kept` are numbers in the
    unit of the metric, whatever names say.
    """

    def __init__(
        self,
        name: str,
        heading: str,
        column: NumberColumn,
        metric: Definition | None,
        answers: ImportAnswers,
        scale: TimeScale | None = None,
        likely: Definition | None = None,
        as_kept: bool = False,
    ) -> None:
        self.name, self.column, self.metric = name, column, metric
        self._answers, self._as_kept = answers, as_kept
        known = metric or likely
        timed = known if known is not None and known.unit in DURATIONS else None
        self._may_be_time = timed is not None or (known is None and names_length(name))
        self._is_time = metric is not None and metric.unit in DURATIONS
        self._scale = scale or self._named_scale(heading) or self._named_scale(name)
        in_percent = (known is not None and known.unit == "%") or (
            metric is None and _says_percent(heading, name)
        )
        most = known.plausible_high if known is not None else None
        self._fractions = Fractions() if in_percent and (most is None or most > 1) else None
        self._lengths: Lengths | None = None
        if metric is None or self._is_time:
            self._lengths = Lengths(timed, named=self._may_be_time)
        self._shorts = Shorts(self._hours_named(known))
        self.said = Remembered(self._read)
        """What a text says, None where it says that there is no value; raises `NotANumber`."""

    @property
    def is_ratio(self) -> bool:
        """Whether the metric is known to be a ratio."""
        return self.metric is not None and self.metric.aggregation is Aggregation.RATIO

    @property
    def is_stale(self) -> bool:
        """Whether cells were read by what does not hold any more."""
        return bool(self._fractions and self._fractions.is_stale) or bool(
            self._lengths and (self._lengths.is_stale or self._shorts.is_stale)
        )

    def choose(self) -> None:
        """Read by all that is known now."""
        if self._fractions:
            self._fractions.chosen = self._fractions.verdict
        if self._lengths:
            self._lengths.choose()
            self._shorts.chosen = self._shorts.verdict
        self.said.clear()

    @property
    def doubts(self) -> dict[NumberDoubt, tuple[str, ...]]:
        """Cells that may be meant otherwise and that no one has answered for, by what is asked."""
        found: dict[NumberDoubt, tuple[str, ...]] = {}
        answers = self._answers
        if self._as_kept:
            return found
        if self._fractions and self._fractions.chosen and not (answers.fractions or answers.yes):
            found[NumberDoubt.FRACTION] = self._fractions.examples
        if self._lengths and answers.scale is None:
            found[NumberDoubt.NUMBER] = self._lengths.doubtful_numbers
            found[NumberDoubt.CLOCK] = self._lengths.doubtful_clocks
            found[NumberDoubt.SHORT] = self._shorts.examples if self._scale != "hours" else ()
        return {doubt: examples for doubt, examples in found.items() if examples}

    def _hours_named(self, known: Definition | None) -> bool | None:
        """Whether 7:45 is hours and minutes, by what is said of the metric; None where nothing
        is.
        """
        if self._scale is not None:
            return self._scale == "hours"
        named = counts_hours(self.name)
        if named is None and known is not None and known.unit in DURATIONS:
            return known.unit == "h:mm:ss"
        return named

    def _named_scale(self, heading: str) -> TimeScale | None:
        if self._may_be_time:
            return scale_hinted(heading)
        if self.metric is not None:
            return None
        named = scale_named(heading)
        return named if named not in ("hours", "days") else None

    @property
    def _wanted(self) -> str:
        if self._is_time:
            return "write it like 6:30 or 1:06:30"
        unit = self.metric.unit if self.metric is not None else ""
        return f"give it in {unit}" if unit else "give it as a number"

    def _read(self, text: str) -> Value | None:
        text = unguarded(text.strip())
        if len(text) > LONGEST:
            raise no_number(text)
        if is_number_like(text):
            return self._number(text)
        if is_missing(text):
            return None
        if "/" in text or _OF.search(text):
            return self._ratio(text)
        if (answer := ANSWERS.get(folded(text))) is not None:
            return self._answer(text, yes=answer)
        if self._lengths is not None or ":" in text:
            seconds = read_length(text)
            if seconds is not None:
                return self._length(text, seconds)
        return self._number(text)

    def _number(self, text: str) -> Value:
        figure = self.column.figure(text)
        return self._bare(text, figure) if not figure.mark else self._marked(text, figure)

    def _answer(self, text: str, *, yes: bool) -> Value:
        """A row of a log that says yes or no: 1 or 0, and all or nothing of a percentage."""
        mark = "yes" if yes else "no"
        if self.metric is None:
            return Value(float(yes), mark=mark)
        if self.is_ratio:
            return Value(None, mark=mark, numerator=float(yes), denominator=1.0)
        if self._is_time:
            raise NotANumber(f"{shown(text)} is no length of time; {self._wanted}")
        return Value((100.0 if self.metric.unit == "%" else 1.0) * yes, mark=mark)

    def _ratio(self, text: str) -> Value | None:
        if self.metric is not None and not self.is_ratio:
            raise NotANumber(f"{shown(text)}: {self.name} is one number, not part/whole")
        parts = _OF.sub("/", plain_signs(text)).split("/")
        if len(parts) != 2:
            raise NotANumber(f"“{shown(text)}” is not a ratio; write it like 45/50")
        numerator, denominator = (self.column.figure(part.strip()).value for part in parts)
        if numerator == denominator == 0:
            return None
        require_parts(numerator, denominator)
        return Value(None, numerator=numerator, denominator=denominator)

    def _length(self, text: str, seconds: float) -> Value:
        if self._lengths is None:
            raise NotANumber(
                f"{shown(text)} is a length of time, and {self.name} is none; {self._wanted}"
            )
        self._lengths.look_clock(seconds, text)
        self._shorts.look(seconds, text)
        if self._shorts.holds(seconds, text) and not self._as_kept:
            return Value(self._of_two_numbers(seconds, text), clock=True)
        if self._lengths.clock_in_doubt(seconds, text) and not self._as_kept:
            if self._answers.scale is None:
                raise NotANumber(
                    f"{shown(text)} can be hours or typed minutes; say which with --scale minutes "
                    "or --scale hours"
                )
            if self._answers.scale not in ("minutes", "hours"):
                raise NotANumber(f"{shown(text)} can be hours or typed minutes; write 0:05:40")
            seconds = seconds / 60 if self._answers.scale == "minutes" else seconds
        return Value(seconds, clock=True, decimals=0 if seconds == int(seconds) else 1)

    def _of_two_numbers(self, seconds: float, text: str) -> float:
        """The seconds of a text such as 7:45, read as minutes and seconds, where it may be
        hours.
        """
        scale = self._scale or self._answers.scale
        if scale not in ("minutes", "hours"):
            raise NotANumber(
                f"{shown(text)} can be hours or minutes; say which with --scale hours or --scale "
                "minutes"
            )
        return seconds * 60 if scale == "hours" else seconds

    def _bare(self, text: str, figure: CellFigure) -> Value:
        if self._as_kept:
            return Value(figure.value, self._is_time, "", figure.decimals)
        if self._fractions is not None:
            return self._percent(text, figure)
        if self._lengths is None:
            return Value(figure.value, False, "", figure.decimals)
        if self._scale is not None:
            return _seconds(figure, self._scale)
        self._lengths.look_number(figure.value, text)
        doubtful = self._lengths.number_in_doubt(figure.value)
        if doubtful and self._answers.scale is None:
            raise NotANumber(
                f"{shown(text)} hardly counts seconds; say what it counts with --scale, such as "
                f"--scale {self._lengths.likely()}"
            )
        mixed = self._lengths.are_written
        if self._answers.scale is not None and (doubtful or (self._may_be_time and not mixed)):
            found = _seconds(figure, self._answers.scale)
            if self._lengths.is_far(found.value or 0):
                raise NotANumber(
                    f"{shown(text)} {self._answers.scale} are far from the other lengths of time"
                )
            return found
        return Value(figure.value, self._is_time or mixed, "", figure.decimals)

    def _marked(self, text: str, figure: CellFigure) -> Value:
        if figure.mark == "%" and self._fractions is not None:
            return self._percent(text, figure)
        if self._is_time and (scale := scale_of_mark(figure.mark)):
            return _seconds(figure, scale)
        unit = self.metric.unit if self.metric is not None else None
        wrong = unit is not None and not (
            same_unit(figure.mark, unit) or (not unit and figure.mark != "%")
        )
        if wrong:
            what = "a percentage" if figure.mark == "%" else f"in {shown(figure.mark)}"
            raise NotANumber(f"{shown(text)} is {what}, and {self.name} is not; {self._wanted}")
        return Value(figure.value, False, figure.mark, figure.decimals)

    def _percent(self, text: str, figure: CellFigure) -> Value:
        assert self._fractions is not None
        bare = not figure.mark
        self._fractions.look(figure.value, text, bare=bare)
        if not self._fractions.holds(figure.value, bare=bare):
            return Value(figure.value, False, figure.mark, figure.decimals)
        answer = self._answers.fractions or ("percent" if self._answers.yes else None)
        if answer is None:
            raise NotANumber(
                f"{shown(text)} may be a fraction; say so with --fractions percent, or --fractions "
                "keep"
            )
        if answer == "keep":
            return Value(figure.value, False, "", figure.decimals)
        decimals = max(0, figure.decimals - 2)
        return Value(round(figure.value * 100, 12), False, "", decimals)


def require_parts(numerator: float, denominator: float) -> None:
    """Nothing for a part and a whole that can be; raises `NotANumber`."""
    if denominator <= 0:
        raise NotANumber(f"{numerator:g} of {denominator:g}: the whole is not above 0")
    if numerator < 0:
        raise NotANumber(f"{numerator:g} of {denominator:g}: a part is never below 0")


def _seconds(figure: CellFigure, scale: TimeScale) -> Value:
    seconds = round(figure.value * SECONDS[scale], 6)
    return Value(seconds, clock=True, decimals=0 if seconds == int(seconds) else 1)


def _says_percent(heading: str, name: str) -> bool:
    words = f"{folded(heading)} {folded(name)}".replace("_", " ").split()
    return "%" in heading + name or any(word in ("percent", "pct", "prozent") for word in words)
