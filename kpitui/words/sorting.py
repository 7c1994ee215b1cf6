"""A metric that is to be sorted: one line of the list, and what was assumed of it."""

from collections.abc import Iterator, Sequence

from kpitui.domain.numbers import unit_name
from kpitui.domain.records.metric import BETTER, Aggregation, Direction, Metric
from kpitui.domain.value_parsing import parts_text
from kpitui.views.sorting import Closer, LatestReading, Unsorted
from kpitui.words.sections import Section
from kpitui.words.spans import Line, Span, line, muted, strong
from kpitui.words.speech import Speech

FIELDS = (
    ("b", "direction", "Better is"), ("a", "aggregation", "Combine by"),
    ("f", "cadence", "Recorded"), ("d", "decimals", "Decimals"), ("m", "unit", "Unit"),
)  # fmt: skip
"""The fields that an import assumes, each with the key that changes it."""

SHORT: dict[Direction | Aggregation, str] = {Direction.WITHIN: "within"}
"""What is said otherwise where a column has little room."""


def in_short(what: Direction | Aggregation) -> str:
    """Which way is better, or how readings combine, in one word."""
    words = BETTER[what] if isinstance(what, Direction) else what.word
    return SHORT.get(what, words)


LATEST, LABEL, SAID = 3, 11, 16
"""So many of the latest readings are told; how wide the names of fields and their values are."""

PLACES = (
    ("k", "KPI", "tells whether a strategy works"),
    ("s", "Standard", "expected of people every day"),
    ("c", "Context", "kept for information"),
    ("space", "Later", "stays in this list for now"),
)
"""Where a metric can find its place, each with its key."""

DONE = (
    line(strong("All metrics are sorted.")),
    line(muted("Metrics that come in with a file are sorted here.")),
    line(Span("esc", "accent"), " goes to the plan, ", Span("i", "accent"), " imports a file."),
)
"""What is said where there is nothing to sort."""


def cells(one: Unsorted, speech: Speech, *, knows_direction: bool) -> tuple[Line, ...]:
    """A metric without a place: how it is recorded, its last day with a reading, and where the
    catalogue says that it stands.
    """
    metric, last = one.metric, one.last_reading_on
    better = in_short(metric.direction)
    return (
        line(metric.name),
        line(unit_name(metric.unit) or muted("-")),
        line(better if knows_direction else Span(f"{better}?", "warning")),
        line(in_short(metric.aggregation)),
        line(muted(metric.cadence.value)),
        line(speech.day(last) if last else muted("none yet")),
        line(Span(one.usually, "accent")),
    )


def sections(metric: Metric, closer: Closer, usually: str, speech: Speech) -> Iterator[Section]:
    """What a metric is, a line for each field that an import assumes; its latest readings; and
    where it can find its place.
    """
    fields = (_field(*field, metric, closer) for field in FIELDS)
    yield Section("How it is recorded", tuple(fields))
    latest = [*_readings(closer.latest[:LATEST], metric, speech)]
    yield Section("Latest results", tuple(latest or [line(muted("no readings yet"))]))
    if metric.definition:
        yield Section("What it measures", (line(metric.definition),))
    places = (
        line(Span(f"{key}  ", "accent"), name, muted(f": {why}")) for key, name, why in PLACES
    )
    head = f"Where it belongs (usually {usually})" if usually else "Where it belongs"
    yield Section(head, tuple(places))


def _field(key: str, field: str, label: str, metric: Metric, closer: Closer) -> Line:
    why = Span("  assumed" if field in metric.assumed else "", "muted")
    if field == "direction" and not closer.knows_direction:
        why = Span("  not known yet", "warning")
    said = f"{_said(metric, field):<{SAID}}" if why.text else _said(metric, field)
    return line(Span(f"{key} ", "accent"), muted(f"{label:<{LABEL}}"), said, why)


def _said(metric: Metric, field: str) -> str:
    if field == "direction":
        return BETTER[metric.direction]
    if field == "aggregation":
        return metric.aggregation.word
    if field == "unit":
        return unit_name(metric.unit) or "none"
    return str(getattr(metric, field))


def _readings(latest: Sequence[LatestReading], metric: Metric, speech: Speech) -> Iterator[Line]:
    """A line for each reading, their values ending below each other, and their days and subjects
    beginning so.
    """
    values = [_value(reading, metric, speech) for reading in latest]
    days = [speech.day(reading.recorded.draft.date) for reading in latest]
    wide, day_wide = (max(map(len, texts), default=0) for texts in (values, days))
    for one, value, day in zip(latest, values, days, strict=True):
        yield line(f"{value:>{wide}}", muted(f"  {day:<{day_wide}}  "), one.subject)


def _value(one: LatestReading, metric: Metric, speech: Speech) -> str:
    draft = one.recorded.draft
    if draft.numerator is not None and draft.denominator is not None:
        comma = speech.writing.decimal_comma
        return parts_text(metric, draft.numerator, draft.denominator, decimal_comma=comma)
    return "n/a" if draft.value is None else speech.value(draft.value, metric)
