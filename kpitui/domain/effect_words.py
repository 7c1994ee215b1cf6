"""What a coaching session did, in one sentence: the headline, always with the numbers."""

from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.coaching_effect import (
    AFTER,
    FEWEST_BEFORE,
    FEWEST_PEERS,
    CoachingEffect,
    Headline,
)
from kpitui.domain.records.metric import Direction, Metric, Range

Shown = Callable[[float | None], str]
"""A value as it is read, without its unit."""

OWN_CHANGE_ONLY = "own change only"


class EffectContext(Struct, frozen=True, kw_only=True):
    """What else belongs into the sentence: what a period is called, whose peers they are, what else
    happened (`shared`), in which period limits started again (`reset`), and the band that is good.
    """

    noun: str
    team: str = ""
    shared: tuple[str, ...] = ()
    reset: str | None = None
    good: Range | None = None


def effect_sentence(
    effect: CoachingEffect, metric: Metric, of: EffectContext, shown: Shown, *, peers: bool = True
) -> str:
    """The headline and the numbers; without `peers` nothing is said of the others."""
    return f"{metric.name}: {headline_words(effect, of)}{numbers_words(effect, of, shown, peers)}"


def brief_sentence(
    effect: CoachingEffect, metric: Metric, of: EffectContext, shown: Shown, *, peers: bool = True
) -> str:
    """The numbers and the headline in one short line, of what else happened the last alone; where
    there are too few peers to compare with, that is said.
    """
    own = effect.own
    short = replace(of, reset=None, shared=_in_short(of.shared))
    said = metric.name
    if own.before is not None and own.after is not None:
        said += f" {shown(own.before)} → {shown(own.after)}"
        if peers and effect.peers >= FEWEST_PEERS:
            said += f" (peers {shown(effect.peers_before)} → {shown(effect.peers_after)})"
        elif peers and effect.headline is not Headline.NOT_ENOUGH:
            said += " (too few peers)"
    return f"{said}: {headline_words(effect, short, brief=True)}"


def _in_short(shared: tuple[str, ...]) -> tuple[str, ...]:
    """The last of what else happened, an event by its name alone, and how many more there are."""
    if not shared:
        return ()
    *others, last = shared
    named = last.partition("” on ")[0] + "”" if last.startswith("“") and "” on " in last else last
    return (f"{named} and {len(others)} more" if others else named,)


def headline_words(effect: CoachingEffect, of: EffectContext, *, brief: bool = False) -> str:
    """The headline, and what it rests on."""
    own = effect.own
    had = f"{own.n_before} of the {FEWEST_BEFORE} {of.noun}s before"
    if effect.headline is Headline.NOT_ENOUGH:
        if own.n_before < FEWEST_BEFORE:
            return f"{effect.headline}, {had}"
        if own.sigma is None:
            return f"{effect.headline}, too many gaps in the {of.noun}s before"
        return f"{effect.headline}, every {of.noun} before had the same value"
    if effect.headline is Headline.NO_CLEAR_CHANGE:
        yet = " yet" if own.n_after < AFTER else ""
        cut_short = f", limits reset in {of.reset}, {had}" if own.cut_short and of.reset else ""
        after = f"{own.n_after} of {AFTER} {of.noun}s"
        results = after if brief else f"results in {after} after"
        return f"{effect.headline}{yet} ({results}){cut_short}"
    if effect.headline is Headline.CANNOT_TELL:
        return f"{effect.headline} from {', '.join(of.shared)}"
    return str(effect.headline)


def numbers_words(effect: CoachingEffect, of: EffectContext, shown: Shown, peers: bool) -> str:
    """Before and after, of the person and of those not coached; nothing where there is no after."""
    own = effect.own
    if own.before is None or own.after is None:
        return ""
    said = f": {shown(own.before)} → {shown(own.after)}"
    if peers and effect.headline is not Headline.NOT_ENOUGH:
        said += f", {_peers(effect, of, shown)}"
    return said


def _peers(effect: CoachingEffect, of: EffectContext, shown: Shown) -> str:
    team = f" of {of.team}" if of.team else ""
    if effect.peers >= FEWEST_PEERS:
        change = f"{shown(effect.peers_before)} → {shown(effect.peers_after)}"
        return f"peers {change} ({effect.peers}{team} not coached)"
    return f"{OWN_CHANGE_ONLY} (fewer than {FEWEST_PEERS}{team} not coached)"


def remarks(
    effect: CoachingEffect, metric: Metric, of: EffectContext, shown_with_unit: Shown
) -> Iterator[str]:
    """What has to be known beside the headline: of a band, and of a person picked at the worst."""
    if metric.direction is Direction.WITHIN and effect.own.n_after and effect.gain is None:
        if of.good is None:
            yield "no standard says which band is good, so no change is better or worse"
        elif effect.own.sigma:
            yield "inside the band before and after, where more or less is no better"
    if effect.comes_back is not None:
        # Part of a percentage is one of points.
        back = shown_with_unit(effect.comes_back).replace("%", " points")
        yield (
            f"the {of.noun} before was the worst of {AFTER}: about {back} of rebound would be "
            "expected anyway"
        )
