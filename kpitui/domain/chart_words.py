"""What a process behaviour chart says, in plain sentences."""

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct

from kpitui.domain.judgement.alarm_rates import alarm_words
from kpitui.domain.judgement.changes import Change, Changes, changes_of, judged_indices
from kpitui.domain.judgement.reach import Reach, Reached, reach_of
from kpitui.domain.judgement.resemblance import has_season, resembles
from kpitui.domain.natural_limits import VERDICT, Limits, Side
from kpitui.domain.numbers import plain_number, unit_places
from kpitui.domain.periods import since_words
from kpitui.domain.process_limits import ProcessLimits, Segment
from kpitui.domain.records.metric import Range
from kpitui.domain.signal_rules import (
    basis_words,
    reach_words,
    rule_words,
    step_words,
    too_few_rule,
    too_few_words,
)

SENTENCES = 3
"""A chart says no more than this."""


class Said(Struct, frozen=True):
    """What a chart says, and the rule that makes it say so."""

    sentence: str
    rule: str


class Aim(Struct, frozen=True):
    """The target that a process is held against; `due` is the day it is due in words, empty where
    it has none or that day is over.
    """

    target: Range
    due: str = ""


def in_words(
    limits: ProcessLimits,
    labels: Sequence[str],
    *,
    noun: str,
    number: Callable[[float], str],
    unit: str = "",
    direction: str | None = None,
    aim: Aim | None = None,
    decimal_comma: bool = False,
) -> list[Said]:
    """What the chart says: one to three sentences without capital or full stop, the newest first.

    `labels` name the periods, `noun` one of them (week, month, …); `number` writes a value and
    `unit` stands after it, empty where `number` writes it already. With the direction `higher` or
    `lower` a change is called an improvement or a deterioration; with `within` or None the chart
    cannot know. An `aim` is held against the process where the limits give a verdict. Raises
    ValueError where labels and values differ in number.
    """
    if len(labels) != len(limits.values):
        raise ValueError(f"{len(limits.values)} values, but {len(labels)} labels")
    finished = judged_indices(limits)
    if not finished:
        return [
            Said(
                f"no finished {noun} with a reading yet", "a period is only judged when it is over"
            )
        ]
    segment = limits.segment_at(finished[-1])
    changes = changes_of(limits)
    teller = _Teller(limits, segment, changes, labels, noun, number, unit, direction)
    if segment.too_few is not None:
        few = partial(plain_number, decimal_comma=decimal_comma, digits=2)
        return [Said(too_few_words(segment.too_few, noun, few), too_few_rule())]
    if segment.limits is None:
        return [Said(teller.no_limits(), basis_words(limits.method))]
    said = [*teller.news(finished), *teller.reach(finished, segment.limits, aim)]
    said.append(Said(teller.routine(segment.limits), basis_words(limits.method)))
    if limits.unfinished is not None and limits.values[limits.unfinished] is not None:
        running = f"{labels[limits.unfinished]} so far; not counted yet"
        said.append(Said(running, "a period that is not over is marked and never flagged"))
    return said[:SENTENCES]


class _Teller(Struct, frozen=True):
    """The sentences about one segment."""

    limits: ProcessLimits
    segment: Segment
    changes: Changes
    labels: Sequence[str]
    noun: str
    number: Callable[[float], str]
    unit: str
    direction: str | None

    def no_limits(self) -> str:
        """Why there are no limits."""
        start, wanted, n = self.segment.start, self.limits.method.fewest, self.segment.n
        where = (
            " in the baseline"
            if self.segment.locked
            else f" since {since_words(self.labels[start])}"
            if start
            else ""
        )
        if n >= wanted:
            return f"too many gaps{where}: no limits yet"
        return f"only {self._count(n)}{where}: no limits yet ({wanted} are needed)"

    def news(self, finished: Sequence[int]) -> list[Said]:
        """What changed up to the last finished period, else its step; then what changed before, and
        what makes that less sure.
        """
        changes, last = self.changes, finished[-1]
        inside = [index for index in finished if index >= self.segment.start]
        values = [self.limits.values[index] for index in inside]
        told = changes.now or changes.earlier
        season = told is not None and has_season(
            self.limits.values[self.segment.start : last + 1], self.noun
        )
        said = [
            Said(self._claim(changes.now, last, season=season), self._why(changes.now, len(inside)))
            if changes.now
            else self._step(finished)
        ]
        if self.segment.locked and changes.now:
            said += self._past_the_limits(changes.now, last)
        if changes.mixed is not None:
            said.append(Said(self._mixed(changes.mixed), _MIXED_RULE))
        elif changes.earlier:
            claim = self._claim(changes.earlier, last, season=season)
            said.append(Said(f"earlier: {claim}", self._why(changes.earlier, len(inside))))
        if changes.crossings:
            crossed = (
                f"the {self._centre()} is crossed too rarely in {self._count(changes.crossings)}: "
                "the level changed within them"
            )
            said.append(Said(crossed, rule_words("crossings", self.limits.method)))
        if told:
            said += self._less_sure([value for value in values if value is not None], season=season)
        return said

    def _why(self, change: Change, count: int) -> str:
        rules = "; ".join(rule_words(rule, self.limits.method) for rule in change.rules)
        alarms = alarm_words(change.strength, count, self.limits.method.rules, self.noun)
        return f"{rules}; {alarms}" if alarms else rules

    def _less_sure(self, values: Sequence[float], *, season: bool) -> list[Said]:
        if season:
            sentence = "a yearly season shows: compare with the same time last year"
            return [Said(sentence, "the newest two years show the same yearly wave")]
        correlation = resembles(values)
        if correlation is None:
            return []
        sentence = f"neighbouring {self.noun}s are alike: signals are overstated"
        rule = (
            f"correlation of neighbouring values {correlation:.2f}, more than 2 / square root of "
            f"{len(values)}"
        )
        return [Said(sentence, rule)]

    def _past_the_limits(self, change: Change, last: int) -> list[Said]:
        """How long values lie past the limits of a baseline, where the change is older."""
        if change.rule != "run" or last not in change.beyond or len(change.beyond) == change.count:
            return []
        beyond = self._beyond_at_end(change)
        above = "above" if change.side == "high" else "below"
        since = since_words(self.labels[beyond[0]])
        sentence = f"{self._count(len(beyond))} {above} the limits since {since}"
        return [Said(sentence, rule_words("beyond_limit", self.limits.method))]

    def _mixed(self, at: int) -> str:
        where = "on" if self.noun == "day" else "in"
        return (
            f"the level changed {where} {self.labels[at]}; the limits mix both until you reset "
            "them there (l)"
        )

    def reach(self, finished: Sequence[int], limits: Limits, aim: Aim | None) -> list[Said]:
        """How often the process reaches the target, and what it would take; nothing while limits
        are on trial or broken.
        """
        if aim is None or self.segment.trial or self.changes.now:
            return []  # where the process is changing its limits do not say where it will come to
        inside = [index for index in finished if index >= self.segment.start]
        values = [value for index in inside if (value := self.limits.values[index]) is not None]
        found = reach_of(values, limits, aim.target, self.limits.method.factors.limit)
        said = (
            f"target {self._target(aim.target)} reached in {found.reached} of "
            f"{self._count(found.periods)}: {_reach_words(found, aim.due)}"
        )
        if found.needed is not None and found.reach is not Reach.AS_A_RULE:
            said += f"; consistently from a mean of {self._shown(found.needed)}"
        rule = (
            f"{reach_words(limits, self._shown)}; consistently where the nearer limit meets it "
            f"(mean {self._shown(limits.mean)}); by luck between 5 and 95 of 100"
        )
        return [Said(said, rule)]

    def _target(self, target: Range) -> str:
        if target.low is not None and target.high is not None:
            return _with_unit(f"{self.number(target.low)}–{self.number(target.high)}", self.unit)
        level = target.low if target.low is not None else target.high
        assert level is not None
        return self._shown(level)

    def routine(self, limits: Limits) -> str:
        """Where the limits lie and what they rest on."""
        first, stop = self.segment.basis
        basis = (
            f"{self.labels[first]} to {self.labels[stop - 1]}"
            if self.segment.locked
            else self._count(self.segment.n)
        )
        lock = "locked on" if self.segment.locked else "from"
        if self.segment.locked and self.segment.n < VERDICT:
            basis = f"{basis}, {self._count(self.segment.n)}"
        said = f"{_span(limits, self.number, self.unit)} is routine variation, {lock} {basis}"
        return f"{said} (trial limits)" if self.segment.trial else said

    def _step(self, finished: Sequence[int]) -> Said:
        """The step to the last finished period, of which no rule makes a change."""
        before, last = finished[-2:]
        size = (self.limits.values[last] or 0.0) - (self.limits.values[before] or 0.0)
        here, there = self.labels[last], self.labels[before]
        method = self.limits.method
        if self._shown(abs(size)) == self._shown(0.0):
            return Said(f"{here} is level with {there}: routine variation", step_words(method))
        moved = f"{here} is {'up' if size > 0 else 'down'} {self._difference(size)} on {there}"
        if any(signal.rule == "moving_range" for signal in self.limits.signals_at(last)):
            wide = f"{rule_words('moving_range', method)}: unusual, but alone no change"
            return Said(f"{moved}: within the limits", wide)
        return Said(f"{moved}: routine variation", step_words(method))

    def _claim(self, change: Change, last: int, *, season: bool) -> str:
        """A change in words; one that a season may explain is never called real."""
        sure = change.strength == "real" and not season
        above, upper = ("above", "upper") if change.side == "high" else ("below", "lower")
        if change.strength == "unusual" and len(change.beyond) == 1:
            return self._single(change, above)
        indices = self._beyond_at_end(change) if change.strength == "unusual" else []
        first, count = (indices[0], len(indices)) if indices else (change.first, change.count)
        end = f"from {self.labels[first]} to {self.labels[change.last]}"
        # A run that still goes on has a beginning; one that is over has an end as well.
        when = f"since {since_words(self.labels[first])}" if change.last == last else end
        whole = len(change.beyond) == change.count or bool(indices)
        if change.rule == "trend":
            rise = "rise" if change.side == "high" else "fall"
            said = f"{self._count(count)} of steady {rise} {when}"
        elif whole:
            said = f"{self._count(count)} {above} the limits {when}"
        else:
            said = f"{self._count(count)} {above} the {self._centre()} {when}"
            if change.rules in (("near_limit",), ("two_of_three",)):
                said += f", near the {upper} limit"
            elif change.beyond and change.rule != "run":
                said += f", {len(change.beyond)} of them {above} the limits"
        if change.strength == "unusual":
            return f"{said}: unusual; look for the cause"
        verdict = "a real change" if sure else "perhaps a change"
        good = self._judged(change.side, " for the better", " for the worse")
        return f"{said}: {verdict}{good}"

    def _beyond_at_end(self, change: Change) -> list[int]:
        """The values beyond the limits that follow each other up to the last of them."""
        found = [change.beyond[-1]]
        judged = judged_indices(self.limits)
        for index in reversed(judged[: judged.index(found[0])]):
            if index not in change.beyond:
                break
            found.insert(0, index)
        return found

    def _single(self, change: Change, above: str) -> str:
        (index,) = change.beyond
        value = self._shown(self.limits.values[index] or 0.0)
        unusual = "perhaps unusual" if self.segment.trial else "unusual"
        good = self._judged(change.side, ", better than usual", ", worse than usual")
        return (
            f"{self.labels[index]} at {value} is {above} the limits: {unusual} that {self.noun}"
            f"{good}; look for the cause"
        )

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
        # "Up 2%" could be a share of the old value; a step between two percentages is one of
        # points.
        shown = self._shown(abs(size))
        return f"{shown.removesuffix('%').rstrip()} points" if shown.endswith("%") else shown


_MIXED_RULE = (
    "the limits of a segment are calculated from all its periods, before and after a change"
)


def _reach_words(found: Reached, due: str) -> str:
    match found.reach:
        case Reach.NEVER:
            return f"out of reach for the current process{f' by {due}' if due else ''}"
        case Reach.AS_A_RULE:
            return "consistently"
    if found.by_luck:
        return "now and then, by chance"
    return "hardly ever" if 2 * found.reached < found.periods else "nearly always"


def _with_unit(text: str, unit: str) -> str:
    before, after = unit_places(unit)
    return f"{before}{text}{after}"


def _span(limits: Limits, number: Callable[[float], str], unit: str) -> str:
    lower, upper = number(limits.shown_lower), number(limits.shown_upper)
    # A dash before a minus cannot be read.
    joint = " to " if lower.startswith(("-", "−")) else "–"
    return _with_unit(f"{lower}{joint}{upper}", unit)
