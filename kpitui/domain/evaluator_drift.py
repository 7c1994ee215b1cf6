"""Whether an evaluator drifts: their scores beside those that others give the same people, period
by period on a chart of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from math import fsum

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.judgement.changes import Change, Changes, changes_of
from kpitui.domain.natural_limits import RuleSet, Side
from kpitui.domain.process_limits import ProcessLimits, process_limits
from kpitui.domain.text import name_order

Given = dict[tuple[Hashable, int], dict[Hashable, list[float]]]
"""The scores that each evaluator gave a person in a period."""


class GivenScore(Struct, frozen=True):
    """The score of one evaluation: who gave it, to whom, and the index of its period."""

    evaluator: Hashable
    person: Hashable
    period: int
    score: float


class Drift(Struct, frozen=True, kw_only=True):
    """How the scores of an evaluator differ from the others'.

    `limits` hold the mean difference of each period, None where no one else scored the same people,
    and are without limits where too few are known; `compared` says of how many evaluations each is
    made, and `others` are the other evaluators they are compared with. `changes` are what may be
    claimed; nothing where it is but the echo of those in `echoes`, who changed themselves. Where
    there is one other alone, nothing tells which of the two has changed.
    """

    evaluator: Hashable
    name: str
    limits: ProcessLimits
    compared: tuple[int, ...]
    others: frozenset[Hashable]
    changes: Changes
    echoes: tuple[Hashable, ...] = ()


def drifts(
    scores: Iterable[GivenScore],
    names: Mapping[Hashable, str],
    periods: int,
    *,
    unfinished_last: bool = False,
    rules: RuleSet = "wheeler",
) -> list[Drift]:
    """The drift of each evaluator with a name, in the order of names: no league table.

    A difference is that of a score to the mean of what others gave the same person in the same
    period, so that who scores the weak is not blamed for it. A person with n scores of one side and
    m of the other counts by n·m/(n + m), the weight of the difference of two means, which is the
    same for both: of two evaluators the one is as far above as the other is below. Limits
    and signals are those of every chart (`process_limits`), about the evaluator's own mean: being
    stricter than others all the time is no drift. Who changes makes all others seem to change the
    other way; so a change is claimed only if it stands without each of the others who changed more.
    """
    given: Given = defaultdict(dict)
    for score in scores:
        given[score.person, score.period].setdefault(score.evaluator, []).append(score.score)

    def drift(evaluator: Hashable, without: Hashable | None = None) -> Drift:
        """How one differs from the others, or from those but one."""
        differences, others = _differences(given, evaluator, without)
        of_periods = [differences.get(period, ()) for period in range(periods)]
        limits = process_limits(
            [_mean(those) for those in of_periods],
            unfinished_last=unfinished_last,
            rules=rules,
        )
        return Drift(
            evaluator=evaluator,
            name=names[evaluator],
            limits=limits,
            compared=tuple(sum(difference.scores for difference in those) for those in of_periods),
            others=others,
            changes=changes_of(limits),
        )

    found = [drift(name) for name in sorted(names, key=lambda name: name_order(names[name]))]
    return _without_echoes(found, drift)


def _without_echoes(
    found: Sequence[Drift], drift: Callable[[Hashable, Hashable], Drift]
) -> list[Drift]:
    """The same, those without a change that others claim more of and that goes without them."""
    claimed: list[Hashable] = []
    echoing: dict[Hashable, Drift] = {}
    for each in sorted(found, key=_weight, reverse=True):
        echoes = tuple(
            other
            for other in claimed
            if each.others > {other}
            and _side(drift(each.evaluator, other).changes) != _side(each.changes)
        )
        if echoes:
            echoing[each.evaluator] = replace(each, changes=Changes(), echoes=echoes)
        elif each.changes:
            claimed.append(each.evaluator)
    return [echoing.get(drift.evaluator, drift) for drift in found]


def _weight(drift: Drift) -> float:
    """How much a change weighs: how far its values are from the mean, all together, in average
    moving ranges.
    """
    change, limits = _change(drift.changes), drift.limits.current
    if change is None or limits is None:
        return 0.0
    values = drift.limits.values[change.first : change.last + 1]
    off = fsum(value - limits.mean for value in values if value is not None)
    return abs(off) / (limits.average_moving_range or limits.noise or 1.0)


def _change(changes: Changes) -> Change | None:
    return changes.now or changes.earlier


def _side(changes: Changes) -> Side | None:
    change = _change(changes)
    return change.side if change else None


class _Difference(Struct, frozen=True):
    """How far the mean of so many `scores` of a person is from that of so many `others`."""

    value: float
    scores: int
    others: int

    @property
    def weight(self) -> float:
        return self.scores * self.others / (self.scores + self.others)


def _mean(those: Collection[_Difference]) -> float | None:
    if not those:
        return None
    return fsum(difference.weight * difference.value for difference in those) / fsum(
        difference.weight for difference in those
    )


def _differences(
    given: Given, evaluator: Hashable, without: Hashable | None
) -> tuple[dict[int, list[_Difference]], frozenset[Hashable]]:
    """The differences of an evaluator by period, and beside which others, one of them left out."""
    found: dict[int, list[_Difference]] = defaultdict(list)
    beside: set[Hashable] = set()
    for (_, period), by_evaluator in given.items():
        others = by_evaluator.keys() - {evaluator, without}
        if evaluator not in by_evaluator or not others:
            continue
        scores = [score for other in others for score in by_evaluator[other]]
        own = by_evaluator[evaluator]
        value = fsum(own) / len(own) - fsum(scores) / len(scores)
        found[period].append(_Difference(value, len(own), len(scores)))
        beside |= others
    return found, frozenset(beside)
