"""A metric that is to be sorted: one line of the list, and what was assumed of it."""

from collections.abc import Iterator

from kpitui.domain.numbers import unit_name
from kpitui.domain.records.metric import Aggregation, Direction, Metric
from kpitui.domain.value_parsing import parts_text
from kpitui.views.sorting import Closer, Latest, Unsorted
from kpitui.words.spans import Line, Span, line, muted, title
from kpitui.words.speech import Speech

COMBINED = {
    Aggregation.MEAN: "average", Aggregation.SUM: "total", Aggregation.LAST: "last value",
    Aggregation.RATIO: "share of a whole",
}  # fmt: skip
BETTER = {
    Direction.HIGHER: "higher", Direction.LOWER: "lower", Direction.WITHIN: "within a band",
}  # fmt: skip
FIELDS = (
    ("b", "direction", "Better is"), ("a", "aggregation", "Combine by"),
    ("f", "cadence", "Recorded"), ("d", "decimals", "Decimals"), ("m", "unit", "Unit"),
)  # fmt: skip
"""The fields that an import assumes, each with the key that changes it."""

SHORT: dict[Direction | Aggregation, str] = {
    Direction.WITHIN: "within",
    Aggregation.LAST: "last",
    Aggregation.RATIO: "share",
}
"""The same where a column has little room."""


def in_short(what: Direction | Aggregation) -> str:
    """Which way is better, or how readings combine, in one word."""
    words = BETTER[what] if isinstance(what, Direction) else COMBINED[what]
    return SHORT.get(what, words)


_WIDTHS = (8, 8, 8, 9)
LONGEST, CODE, SAID, LATEST = 40, 12, 16, 3
NAME = 24
"""How wide the column of names is at least."""


def heads(width: int = NAME) -> str:
    """What stands over the list, the names in a column of that width."""
    return _row(width, ("metric", "unit", "better", "combine", "recorded"), "last")


def unsorted_row(
    one: Unsorted, speech: Speech, *, knows_direction: bool, width: int = NAME
) -> Line:
    """A metric without a place: how it is recorded, and where the catalogue says that it stands."""
    metric, last = one.metric, one.last_reading_on
    better = in_short(metric.direction)
    cells = (
        metric.name, unit_name(metric.unit) or "-", better + ("" if knows_direction else "?"),
        in_short(metric.aggregation), metric.cadence.value,
    )  # fmt: skip
    is_told = one.usually and width > NAME
    usually = Span(f"  usually {one.usually}" if is_told else "", "accent")
    return line(_row(width, cells, speech.day(last) if last else "none yet"), usually)


def _row(width: int, cells: tuple[str, ...], last: str) -> str:
    sizes = (width, *_WIDTHS)
    return "  ".join(
        [f"{_cut(text, size):<{size}}" for text, size in zip(cells, sizes, strict=True)] + [last]
    )


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 3]}..."


def assumptions(metric: Metric, closer: Closer, usually: str, speech: Speech) -> Iterator[Line]:
    """What a metric is, a line for each field that an import assumes, and its latest readings."""
    place = f", usually {usually}" if usually else ""
    yield line(title(_cut(metric.name, LONGEST)), muted(f"  {_cut(metric.code, CODE)}{place}"))
    for key, field, label in FIELDS:
        why = Span("  assumed" if field in metric.assumed else "", "muted")
        if field == "direction" and not closer.knows_direction:
            why = Span("  not known yet", "warning")
        yield line(Span(f"{key} ", "accent"), f"{label:<12}{_said(metric, field):<{SAID}}", why)
    if not closer.latest:
        yield line(muted("no readings yet"))
    for at, reading in enumerate(closer.latest[:LATEST]):
        begins = "latest  " if at == 0 else " " * 8
        yield line(muted(begins), _reading(reading, metric, speech))
    if metric.definition:
        yield line(muted(metric.definition))


def _said(metric: Metric, field: str) -> str:
    if field == "direction":
        return BETTER[metric.direction]
    if field == "aggregation":
        return COMBINED[metric.aggregation]
    if field == "unit":
        return unit_name(metric.unit) or "none"
    return str(getattr(metric, field))


def _reading(one: Latest, metric: Metric, speech: Speech) -> str:
    draft = one.recorded.draft
    if draft.numerator is not None and draft.denominator is not None:
        value = parts_text(
            metric, draft.numerator, draft.denominator, decimal_comma=speech.writing.decimal_comma
        )
    else:
        value = "n/a" if draft.value is None else speech.value(draft.value, metric)
    return f"{value} {one.subject} {speech.day(draft.date)}"
