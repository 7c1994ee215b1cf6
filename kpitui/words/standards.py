"""A standard over time in words: expected now, judged against, and coming, where they differ."""

from collections.abc import Iterator

from kpitui.domain.records.metric import Metric
from kpitui.domain.standard_times import Held, StandardTimes
from kpitui.words.speech import Speech


def times(one: StandardTimes, metric: Metric, speech: Speech) -> Iterator[str]:
    """What is expected now and what was judged against, where these are two; and what is coming."""
    if one.changed and one.now and one.judged:
        yield f"expected now: {held(one.now, metric, speech)}"
        yield f"judged against: {held(one.judged, metric, speech)}"
    if one.coming is not None:
        yield coming(one.coming, metric, speech)


def held(one: Held, metric: Metric, speech: Speech) -> str:
    """A level, of whom and since when."""
    level = speech.range(one.level, metric)
    return f"{level} for {one.scope} {speech.since(one.since)}"


def coming(one: Held, metric: Metric, speech: Speech) -> str:
    """A level that is coming, and from when on."""
    return f"from {speech.day(one.since)}: {speech.range(one.level, metric)} for {one.scope}"
