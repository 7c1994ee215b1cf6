"""The glyphs of a trend chart and the line that explains them."""

from collections.abc import Iterator

from msgspec import Struct

from kpitui.charts.scale import finite
from kpitui.charts.spec import TrendSpec
from kpitui.charts.text import Cell, Charset, Style, fit, styled

Pattern = tuple[int, ...]


class Stroke(Struct, frozen=True):
    """How one kind of line looks: its glyph, and which columns of four show it, so that lines in one row show both."""

    glyph: str
    style: Style
    columns: Pattern = (0, 1, 2, 3)

    @property
    def sample(self) -> str:
        """Three cells of it."""
        start = self.columns[0]
        return "".join(self.glyph if column in self.columns else " " for column in range(start, start + 3))


class Glyphs(Struct, frozen=True):
    """The marks and lines of a trend chart; each kind has a shape of its own, whatever its colour."""

    point: str
    signal: str
    unfinished: str
    target: Stroke
    expected: Stroke
    limit: Stroke
    centre: Stroke
    baseline: Stroke
    annotation: Stroke
    split: Stroke


_UNICODE = Glyphs(
    point="•",
    signal="◆",
    unfinished="○",
    target=Stroke("━", Style.TARGET),
    expected=Stroke("·", Style.EXPECTED),
    limit=Stroke("─", Style.LIMIT, (0, 2)),
    centre=Stroke("─", Style.CENTRE, (0, 1, 2)),
    baseline=Stroke("_", Style.BASELINE, (1, 3)),
    annotation=Stroke("┊", Style.ANNOTATION),
    split=Stroke("│", Style.LIMIT),
)
_ASCII = Glyphs(
    point="o",
    signal="#",
    unfinished="?",
    target=Stroke("=", Style.TARGET),
    expected=Stroke(".", Style.EXPECTED),
    limit=Stroke("-", Style.LIMIT, (0, 2)),
    centre=Stroke("-", Style.CENTRE, (0, 1, 2)),
    baseline=Stroke("_", Style.BASELINE, (1, 3)),
    annotation=Stroke(":", Style.ANNOTATION),
    split=Stroke("|", Style.LIMIT),
)


def glyphs_of(charset: Charset) -> Glyphs:
    """The glyphs of a character set."""
    return _ASCII if charset is Charset.ASCII else _UNICODE


def legend_items(spec: TrendSpec, charset: Charset, width: int) -> Iterator[list[Cell]]:
    """One item for each mark and line that the chart has, the most telling first; levels are those of the last period.

    An item wider than `width` is left out.
    """
    glyphs = glyphs_of(charset)
    for sample, style, words in _entries(spec, glyphs):
        cells = fit(words, width, charset)
        if len(sample) + 1 + len(cells) <= width:
            yield [*styled(sample, style), (" ", Style.BLANK), *styled(cells, Style.LABEL)]


def _entries(spec: TrendSpec, glyphs: Glyphs) -> Iterator[tuple[str, Style, str]]:
    last = len(spec.values) - 1
    finished = last - 1 if spec.unfinished else last
    if any(0 <= index <= finished and finite(spec.values[index]) is not None for index in spec.signals):
        yield glyphs.signal, Style.SIGNAL, "signal"
    if spec.target and finite(spec.target[-1].value) is not None:
        yield glyphs.target.sample, Style.TARGET, f"target {spec.y_format(spec.target[-1].value)}"
    if spec.unfinished and finite(spec.values[last]) is not None:
        yield glyphs.unfinished, Style.UNFINISHED, "running"
    if spec.limits:
        part = spec.limits[-1]
        if finite(part.lower) is not None and finite(part.upper) is not None:
            yield (
                glyphs.limit.sample,
                Style.LIMIT,
                f"limits {spec.y_format(part.lower)} to {spec.y_format(part.upper)}",
            )
        if finite(part.centre) is not None:
            yield glyphs.centre.sample, Style.CENTRE, f"mean {spec.y_format(part.centre)}"
    if spec.splits:
        yield glyphs.split.glyph, glyphs.split.style, "limits start anew"
    expected = next((level for level in reversed(spec.expected) if finite(level) is not None), None)
    if expected is not None:
        yield glyphs.expected.sample, Style.EXPECTED, f"expected {spec.y_format(expected)}"
    if spec.baseline is not None and finite(spec.baseline) is not None:
        yield glyphs.baseline.sample, Style.BASELINE, f"baseline {spec.y_format(spec.baseline)}"
