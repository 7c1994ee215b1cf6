"""The glyphs of a trend chart and the lines that explain them."""

from collections.abc import Collection, Iterator

from msgspec import Struct, structs

from kpitui.charts.references import references
from kpitui.charts.scale import finite
from kpitui.charts.spec import TrendSpec
from kpitui.charts.text import Cell, Charset, Style, fit, styled

Pattern = tuple[int, ...]


class Stroke(Struct, frozen=True):
    """How one kind of line looks: its glyph, and which columns of four show it, so that lines in
    one row show both.
    """

    glyph: str
    style: Style
    columns: Pattern = (0, 1, 2, 3)

    @property
    def sample(self) -> str:
        """Two or three cells of it."""
        start = self.columns[0]
        shown = [self.glyph if start + at in self.columns else " " for at in range(3)]
        return "".join(shown if " " in shown else shown[:2])


class Glyphs(Struct, frozen=True):
    """The marks and lines of a trend chart; each kind has a shape of its own, whatever
    its colour.
    """

    point: str
    line: str
    better: str
    worse: str
    unusual: str
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
    line="⠒⠒",
    better="●",
    worse="✗",
    unusual="◆",
    unfinished="○",
    target=Stroke("━", Style.TARGET),
    expected=Stroke("·", Style.EXPECTED),
    limit=Stroke("┄", Style.LIMIT),
    centre=Stroke("─", Style.CENTRE),
    baseline=Stroke("_", Style.BASELINE, (1, 3)),
    annotation=Stroke("┊", Style.ANNOTATION),
    split=Stroke("│", Style.SPLIT),
)
_ASCII = Glyphs(
    point="o",
    line="**",
    better="+",
    worse="x",
    unusual="#",
    unfinished="@",
    target=Stroke("=", Style.TARGET),
    expected=Stroke(".", Style.EXPECTED),
    limit=Stroke("-", Style.LIMIT, (0, 2)),
    centre=Stroke("-", Style.CENTRE),
    baseline=Stroke("_", Style.BASELINE, (1, 3)),
    annotation=Stroke(":", Style.ANNOTATION),
    split=Stroke("|", Style.SPLIT),
)
_GLYPHS = {
    Charset.BRAILLE: _UNICODE,
    Charset.BLOCK: structs.replace(_UNICODE, line="▄▀"),
    Charset.ASCII: _ASCII,
}


def glyphs_of(charset: Charset) -> Glyphs:
    """The glyphs of a character set."""
    return _GLYPHS[charset]


class LegendEntry(Struct, frozen=True):
    """A mark or line with what it is called; `numbers` is that with the numbers of a line."""

    sample: str
    style: Style
    name: str
    numbers: str = ""

    def cells(self, charset: Charset, *, numbers: bool) -> list[Cell]:
        """It as a legend shows it."""
        words = self.numbers if numbers and self.numbers else self.name
        cells = fit(words, 10_000, charset)
        return [
            *styled(self.sample, self.style), (" ", Style.BLANK), *styled(cells, Style.LABEL)
        ]  # fmt: skip


def entries(spec: TrendSpec, charset: Charset, *, dotted: bool) -> list[LegendEntry]:
    """Every mark and line that the chart may have, the most telling first; `dotted` says whether
    each period has its dot.
    """
    glyphs = glyphs_of(charset)
    return [*_marks(spec, glyphs, dotted=dotted), *_lines(spec, glyphs)]


def _marks(spec: TrendSpec, glyphs: Glyphs, *, dotted: bool) -> Iterator[LegendEntry]:
    yield LegendEntry(glyphs.point if dotted else glyphs.line, Style.VALUE, spec.noun or spec.by)
    judged = {
        index for index, value in enumerate(spec.values) if finite(value) is not None
    }.difference(spec.hollow)
    if spec.better & judged:
        yield LegendEntry(glyphs.better, Style.BETTER, "better")
    if spec.worse & judged:
        yield LegendEntry(glyphs.worse, Style.WORSE, "worse")
    if spec.unusual & judged:
        yield LegendEntry(glyphs.unusual, Style.UNUSUAL, "unusual")
    if parts := [index for index in spec.hollow if finite(spec.values[index]) is not None]:
        running = spec.unfinished and parts == [len(spec.values) - 1]
        noun = spec.noun or spec.by
        said = f"{noun} so far" if running else f"part of a {noun}"
        yield LegendEntry(glyphs.unfinished, Style.UNFINISHED, said)


def _lines(spec: TrendSpec, glyphs: Glyphs) -> Iterator[LegendEntry]:
    strokes = {
        stroke.style: stroke
        for stroke in (glyphs.target, glyphs.limit, glyphs.centre, glyphs.expected, glyphs.baseline)
    }
    for line in references(spec):
        sample = strokes[line.style].sample
        yield LegendEntry(sample, line.style, line.name, line.words(spec.y_format))
    if spec.events:
        yield LegendEntry(glyphs.annotation.glyph, Style.ANNOTATION, "event")
    if spec.splits:
        yield LegendEntry(glyphs.split.glyph, Style.SPLIT, "limits reset")


def legend_items(
    shown: Collection[LegendEntry], named: Collection[Style], charset: Charset
) -> list[list[Cell]]:
    """The entries as cells, with the numbers of the lines that are not `named` elsewhere."""
    return [entry.cells(charset, numbers=entry.style not in named) for entry in shown]
