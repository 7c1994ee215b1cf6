"""What got worse at the same time as a strategy, in sentences; never why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.words.spans import Line, line, muted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpitui.views.meanwhile import Meanwhile, QuietGuard, Worse
    from kpitui.words.speech import Speech

_QUIET = {
    "no change": "no change",
    "other change": "not worse in this time",
    "too few": "too few periods to tell",
}


def meanwhile(found: Meanwhile, speech: Speech) -> Iterator[Line]:
    """What got worse, guards first, and then the guards that did not; nothing where neither is."""
    first, *more = [*briefly_below_a_head(found, speech)] or [()]
    if first:
        yield line("meanwhile, " if found.worse else "", first)
    yield from more


def briefly_below_a_head(found: Meanwhile, speech: Speech) -> Iterator[Line]:
    """The same in a sentence, where a head says what they are."""
    if found.worse:
        worse = "; ".join(worse_in_words(worse, speech) for worse in found.worse)
        yield line(f"of {found.looked_at} looked at: {worse}")
    if found.quiet:
        yield line(muted("; ".join(_quiet(guard) for guard in found.quiet)))


def below_a_head(found: Meanwhile, speech: Speech) -> Iterator[Line]:
    """The same, a line each."""
    yield from (line(worse_in_words(worse, speech)) for worse in found.worse)
    yield from (line(muted(_quiet(guard))) for guard in found.quiet)
    if found.worse:
        yield line(muted(f"of {found.looked_at} metrics looked at"))


def worse_in_words(one: Worse, speech: Speech) -> str:
    """A metric that got worse: how, and since when."""
    if one.rule == "trend":
        moved = "rising" if one.side == "high" else "falling"
    else:
        moved = f"{'above' if one.side == 'high' else 'below'} the {one.centre}"
    perhaps = "perhaps " if one.strength == "perhaps" else ""
    guard = "guard " if one.guard else ""
    since = speech.words(one.since.since(speech.today))
    return f"{guard}{one.metric.name} {perhaps}{moved} since {since}"


def _quiet(one: QuietGuard) -> str:
    return f"guard {one.metric.name}: {_QUIET[one.why]}"
