"""What a process behaviour chart says, in plain sentences."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from kpitui.domain.metrics import Range
from kpitui.domain.natural_limits import VERDICT, Limits, Side
from kpitui.domain.numbers import unit_places
from kpitui.domain.process_limits import ProcessLimits, Reach, Segment, target_against_process
from kpitui.domain.signal_rules import basis_words, reach_words, rule_words, step_words
from kpitui.domain.signals import RULES, Signal

SENTENCES = 3
"""A chart says no more than this."""


class Said(Struct, frozen=True):
    """What a chart says, and the rule that makes it say so."""

    sentence: str
    rule: str


def in_words(
    limits: ProcessLimits,
    labels: Sequence[str],
    *,
    noun: str,
    number: Callable[[float], str],
    unit: str = "",
    direction: str | None = None,
    target: Range | None = None,
) -> list[Said]:
    """What the chart says: one to three sentences without capital or full stop, the newest first.

    `labels` name the periods, `noun` one of them (week, month, …); `number` writes a value and `unit` stands after it,
    empty where `number` writes it already. With the direction `higher` or `lower` a signal is called an improvement or
    a deterioration; with `within` or None the chart cannot know. A change is called real only where the limits give a
    verdict, routine only where no rule flags the last finished period. A `target` is held against the process where
    the limits give a verdict. Raises ValueError where labels and values differ in number.
    """
    if len(labels) != len(limits.values):
        raise ValueError(f"{len(limits.values)} values, but {len(labels)} labels")
    finished = [index for index, value in enumerate(limits.values) if value is not None and index != limits.unfinished]
    if not finished:
        return [Said(f"no finished {noun} with a reading yet", "the running period is never judged")]
    segment = limits.segment_at(finished[-1])
    teller = _Teller(limits, segment, labels, noun, number, unit, direction)
    if segment.limits is None:
        return [Said(teller.no_limits(), basis_words(limits.method))]
    said = [*teller.news(finished), *teller.reach(finished, segment.limits, target)]
    said.append(Said(teller.routine(segment.limits), basis_words(limits.method)))
    if limits.unfinished is not None and limits.values[limits.unfinished] is not None:
        running = f"{labels[limits.unfinished]} is still running and not judged"
        said.append(Said(running, "the running period is marked and never flagged"))
    return said[:SENTENCES]


def outside_words(limits: Limits | None, value: float, number: Callable[[float], str], unit: str = "") -> str | None:
    """`92 lies outside 61–78` where a single value is beyond the limits; None where it is routine or none are known."""
    if limits is None or limits.holds(value):
        return None
    return f"{_with_unit(number(value), unit)} lies outside {_span(limits, number, unit)}"


class _Teller(Struct, frozen=True):
    """The sentences about one segment."""

    limits: ProcessLimits
    segment: Segment
    labels: Sequence[str]
    noun: str
    number: Callable[[float], str]
    unit: str
    direction: str | None

    def no_limits(self) -> str:
        """Why there are no limits."""
        start, wanted, n = self.segment.start, self.limits.method.fewest, self.segment.n
        where = " in the baseline" if self.segment.locked else f" since {self.labels[start]}" if start else ""
        if n >= wanted:
            return f"too many gaps{where}: no limits yet"
        return f"only {self._count(n)}{where}: no limits yet ({wanted} are needed)"

    def news(self, finished: Sequence[int]) -> list[Said]:
        """The strongest signal that the last finished period is part of, else its step; then the last one before."""
        last = finished[-1]
        live = sorted(self.limits.signals_at(last), key=_rank)
        told = {index for signal in live for index in signal.indices}
        past = [
            signal
            for signal in self.limits.signals
            if self.segment.start <= signal.indices[0] and not told.issuperset(signal.indices)
            if not (live and self._other_half(signal, live[0]))
        ]
        method = self.limits.method
        news = Said(self._signal(live[0], last), rule_words(live[0].rule, method)) if live else None
        said = [news or Said(self._step(finished), step_words(method))]
        if past:
            # A spike makes two steps as well; the spike is the news.
            latest = max(past, key=lambda signal: (signal.side is not None, signal.indices[-1], -_rank(signal)))
            said.append(Said(f"earlier: {self._signal(latest, last)}", rule_words(latest.rule, method)))
        return said

    def _other_half(self, signal: Signal, live: Signal) -> bool:
        """Whether a signal is the beginning of the segment, which a change since then left on the other side."""
        start = next(
            index for index in range(self.segment.start, live.indices[0] + 1) if self.limits.values[index] is not None
        )
        return signal.indices[0] <= start and signal.side is not None and signal.side != live.side

    def reach(self, finished: Sequence[int], limits: Limits, target: Range | None) -> list[Said]:
        """Whether the process, left as it is, reaches the target; nothing while limits are on trial or broken."""
        if target is None or self.segment.trial or self.limits.signals_at(finished[-1]):
            return []  # where the process is changing its limits do not say where it will come to
        reach = target_against_process(limits, target.low, target.high)
        where = {
            Reach.NEVER: "the target lies beyond the limits",
            Reach.BY_LUCK: "the target lies between the limits",
            Reach.AS_A_RULE: "the limits lie wholly past the target",
        }[reach]
        return [Said(f"{where}: {reach}", reach_words(limits, self._shown))]

    def routine(self, limits: Limits) -> str:
        """Where the limits lie and what they rest on."""
        first, stop = self.segment.basis
        basis = (
            f"{self.labels[first]} to {self.labels[stop - 1]}" if self.segment.locked else self._count(self.segment.n)
        )
        lock = "locked on" if self.segment.locked else "from"
        if self.segment.locked and self.segment.n < VERDICT:
            basis = f"{basis}, {self._count(self.segment.n)}"
        said = f"{_span(limits, self.number, self.unit)} is routine variation, {lock} {basis}"
        return f"{said} (trial limits)" if self.segment.trial else said

    def _step(self, finished: Sequence[int]) -> str:
        before, last = finished[-2:]
        size = (self.limits.values[last] or 0.0) - (self.limits.values[before] or 0.0)
        here, there = self.labels[last], self.labels[before]
        if self._shown(abs(size)) == self._shown(0.0):
            return f"{here} is level with {there}: routine variation"
        return f"{here} is {'up' if size > 0 else 'down'} {self._difference(size)} on {there}: routine variation"

    def _signal(self, signal: Signal, last: int) -> str:
        first, end = self.labels[signal.indices[0]], self.labels[signal.indices[-1]]
        count = self._count(len(signal.indices))
        # A run that still goes on has a beginning; one that is over has an end as well.
        when = f"since {first}" if signal.indices[-1] == last else f"from {first} to {end}"
        above, upper = ("above", "upper") if signal.side == "high" else ("below", "lower")
        match signal.rule:
            case "beyond_limit" if len(signal.indices) == 1:
                return self._single(signal, above)
            case "beyond_limit":
                said = f"{count} {above} the limits {when}"
            case "run":
                said = f"{count} {above} the {self._centre()} {when}"
            case "trend":
                said = f"{count} of steady {'rise' if signal.side == 'high' else 'fall'} {when}"
            case "near_limit" | "two_of_three":
                said = f"{count} near the {upper} limit from {first} to {end}"
            case "moving_range":
                return self._leap(signal.indices[0])
        return f"{said}: {self._change(signal.side)}"

    def _single(self, signal: Signal, above: str) -> str:
        index = signal.indices[0]
        said = f"{self.labels[index]} at {self._shown(self.limits.values[index] or 0.0)} lies {above} the limits"
        verdict = "perhaps more than routine variation" if self.segment.trial else "not routine variation"
        return f"{said}: {verdict}{self._judged(signal.side, ', on the good side', ', on the bad side')}"

    def _leap(self, index: int) -> str:
        size = (self.limits.values[index] or 0.0) - (self.limits.values[index - 1] or 0.0)
        way, verdict = "up" if size > 0 else "down", "perhaps more" if self.segment.trial else "more"
        said = f"{self.labels[index]} is {way} {self._difference(size)} on {self.labels[index - 1]}"
        return f"{said}: {verdict} than routine variation"

    def _change(self, side: Side | None) -> str:
        verdict = "perhaps a change" if self.segment.trial else "a real change"
        return f"{verdict}{self._judged(side, ', an improvement', ', a deterioration')}"

    def _judged(self, side: Side | None, good: str, bad: str) -> str:
        if side is None or self.direction not in ("higher", "lower"):
            return ""
        return good if (side == "high") == (self.direction == "higher") else bad

    def _centre(self) -> str:
        name = self.limits.method.centre
        return f"old {name}" if self.segment.locked else name

    def _count(self, count: int) -> str:
        return f"{count} {self.noun}" if count == 1 else f"{count} {self.noun}s"

    def _shown(self, value: float) -> str:
        return _with_unit(self.number(value), self.unit)

    def _difference(self, size: float) -> str:
        # "Up 2%" could be a share of the old value; a step between two percentages is one of points.
        shown = self._shown(abs(size))
        return f"{shown.removesuffix('%').rstrip()} points" if shown.endswith("%") else shown


def _rank(signal: Signal) -> int:
    return RULES.index(signal.rule)


def _with_unit(text: str, unit: str) -> str:
    before, after = unit_places(unit)
    return f"{before}{text}{after}"


def _span(limits: Limits, number: Callable[[float], str], unit: str) -> str:
    lower, upper = number(limits.lower), number(limits.upper)
    # A dash before a minus cannot be read.
    joint = " to " if lower.startswith(("-", "−")) else "–"
    return _with_unit(f"{lower}{joint}{upper}", unit)
