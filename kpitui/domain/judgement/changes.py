"""The changes that a chart may claim: the one that reaches the last judged period, and the newest
one before it.

A real change needs a run (or a trend), or two rules that agree; a single value beyond a limit is
unusual and asks for its cause; a wide step alone is told nowhere but among the rules. How often a
series without any change is called one, and a true change is found, is held by simulation in
`tests/domain/test_claims.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct

from kpitui.domain.natural_limits import Side
from kpitui.domain.process_limits import ProcessLimits, Segment
from kpitui.domain.signals import RULES, Rule, Signal

RECENT = 26
"""What happened earlier is told where it ends within so many of the newest judged periods."""

FEWEST_BEFORE = 3
"""A stretch with fewer periods before it is how the series began, not a change."""

Strength = Literal["real", "perhaps", "unusual"]
"""A real change, perhaps one, or single values that ask for their cause."""

_LASTING: tuple[Rule, ...] = ("run", "trend")


class Change(Struct, frozen=True, kw_only=True):
    """One claimed change.

    `first` and `last` are the indices of its first and last period and `count` how many values it
    has; `beyond` are the indices of those outside the limits; `rule` is the strongest that speaks.
    """

    side: Side
    first: int
    last: int
    count: int
    beyond: tuple[int, ...]
    rule: Rule
    rules: tuple[Rule, ...]
    strength: Strength


class Changes(Struct, frozen=True):
    """What changed: up to the last judged period, before it, and `mixed` where the limits mix a
    level with the one before: the index at which the newer level begins. `crossings`: how many
    values cross the centre less often than chance would have it (Anhøj's rules), else 0.
    """

    now: Change | None = None
    earlier: Change | None = None
    mixed: int | None = None
    crossings: int = 0

    def __bool__(self) -> bool:
        """Whether anything at all is claimed."""
        return bool(self.now or self.earlier or self.crossings)


def judged_indices(limits: ProcessLimits) -> list[int]:
    """The periods that are judged: finished, with a value."""
    return [
        index
        for index, value in enumerate(limits.values)
        if value is not None and index != limits.unfinished
    ]


def changes_of(limits: ProcessLimits) -> Changes:
    """What may be claimed of the segment of the last judged period; nothing without limits."""
    judged = judged_indices(limits)
    if not judged:
        return Changes()
    segment = limits.segment_at(judged[-1])
    inside = [index for index in judged if index >= segment.start]
    if segment.limits is None:
        return Changes()
    signals = [
        signal
        for signal in limits.signals
        if signal.indices[0] >= segment.start and _counts(signal)
    ]
    sides = _sides(limits, inside)
    now = _now(signals, inside, sides, trial=segment.trial)
    begun = now.first if now else inside[-1]
    before = [signal for signal in signals if signal.indices[-1] < begun]
    earlier = next(
        (
            change
            for change in _earlier(before, inside, trial=segment.trial)
            if change.strength == "unusual" or _came_and_went(limits, change, inside)
        ),
        None,
    )
    # Limits locked to a baseline mix nothing.
    lasting = now is not None and now.strength == "real" and now.rule == "run"
    mixed = now.first if now and lasting and now.first > inside[0] and not segment.locked else None
    crossings = next(
        (len(signal.indices) for signal in limits.signals if _crossings(signal, segment)), 0
    )
    return Changes(now, earlier, mixed, crossings)


def _crossings(signal: Signal, segment: Segment) -> bool:
    return signal.rule == "crossings" and signal.indices[0] >= segment.start


def _counts(signal: Signal) -> bool:
    return signal.side is not None and signal.rule != "moving_range"


def _sides(limits: ProcessLimits, inside: Sequence[int]) -> dict[int, Side | None]:
    """On which side of the centre each judged value lies."""
    found: dict[int, Side | None] = {}
    for index in inside:
        of = limits.segment_at(index).limits
        value = limits.values[index]
        found[index] = of.side(value, of.mean, of.mean) if of and value is not None else None
    return found


def _now(
    signals: Sequence[Signal],
    inside: Sequence[int],
    sides: dict[int, Side | None],
    *,
    trial: bool,
) -> Change | None:
    """The change that reaches the last judged period, dated by the longest run through it, or
    by the trend where there is no run.
    """
    last = inside[-1]
    live = sorted((signal for signal in signals if last in signal.indices), key=_rank)
    if not live:
        return None
    side = live[0].side
    towards = [signal for signal in live if signal.side == side]
    if towards[-1].rule == "trend" and all(toward.rule != "run" for toward in towards):
        return _change(towards, towards[-1].indices, trial=trial)
    run = list(_run_back(inside, sides, side))
    # A rule that spoke earlier in the same run speaks of the same change.
    same = [signal for signal in signals if signal.side == side and signal.indices[-1] >= run[-1]]
    indices = sorted(run) if len(run) >= len(live[0].indices) else list(live[0].indices)
    return _change(same, indices, trial=trial)


def _run_back(
    inside: Sequence[int], sides: dict[int, Side | None], side: Side | None
) -> Iterator[int]:
    for index in reversed(inside):
        if sides[index] != side and index != inside[-1]:
            return
        yield index


def _earlier(signals: Sequence[Signal], inside: Sequence[int], *, trial: bool) -> list[Change]:
    """The changes that ended before the last judged period, the newest and surest first."""
    recent = set(inside[-RECENT:])
    left = [signal for signal in signals if signal.indices[-1] in recent]
    found: list[Change] = []
    while left:
        group = [left.pop(0)]
        grown = True
        while grown:  # signals of one side that overlap tell of one change
            more = [signal for signal in left if any(_overlap(signal, of) for of in group)]
            left = [signal for signal in left if signal not in more]
            group += more
            grown = bool(more)
        indices = sorted({index for signal in group for index in signal.indices})
        found.append(_change(group, indices, trial=trial))
    order = {"real": 2, "perhaps": 1, "unusual": 0}
    return sorted(found, key=lambda change: (order[change.strength], change.last), reverse=True)


def _overlap(one: Signal, other: Signal) -> bool:
    return (
        one.side == other.side
        and one.indices[0] <= other.indices[-1]
        and other.indices[0] <= one.indices[-1]
    )


def _change(signals: Iterable[Signal], indices: Sequence[int], *, trial: bool) -> Change:
    of = sorted(signals, key=_rank)
    rules = tuple(dict.fromkeys(signal.rule for signal in of))
    lasting = [rule for rule in rules if rule in _LASTING]
    strength: Strength = "perhaps"
    if not trial and (lasting or len(rules) > 1):
        strength = "real"
    elif rules == ("beyond_limit",):
        strength = "unusual"
    beyond = sorted(
        {index for signal in of if signal.rule == "beyond_limit" for index in signal.indices}
    )
    side = of[0].side
    assert side is not None
    return Change(
        side=side,
        first=indices[0],
        last=indices[-1],
        count=len(indices),
        beyond=tuple(beyond),
        rule=lasting[0] if lasting else rules[0],
        rules=rules,
        strength=strength,
    )


def _came_and_went(limits: ProcessLimits, change: Change, inside: Sequence[int]) -> bool:
    """Whether the level before an earlier change was another one.

    Where a series stepped up, everything before the step lies below a mean that mixes both levels:
    the lower half of one step, no change of its own.
    """
    values = (limits.values[index] for index in inside if index < change.first)
    before = [value for value in values if value is not None]
    of = limits.segment_at(change.first).limits
    if len(before) < FEWEST_BEFORE or of is None:
        return False
    return of.side(sum(before) / len(before), of.mean, of.mean) != change.side


def _rank(signal: Signal) -> int:
    return RULES.index(signal.rule)
