"""Screens of a terminal as SVG: stills, and films that an <img> plays by CSS alone.

Frames, blocks and dots are drawn as shapes, as few fonts have all of them; letters are held in
their columns whatever font there is. Nothing comes from anywhere else.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import NamedTuple

from wcwidth import wcwidth

from tests.pty_terminal import Cell

WIDTH, HEIGHT, BASE = 8, 17, 12.5
"""Of a cell, and where letters stand in it, in pixels."""
MARGIN, TITLE, CAPTION = 12, 30, 26
INK, GROUND, EDGE, QUIET, ACCENT = "#e4e4e4", "#121212", "#303030", "#8a8a8a", "#87d7ff"

_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
    ' height="{height}" role="img">\n<title>{title}</title>\n<style>\n'
    "text{{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',"
    "'Liberation Mono',monospace;white-space:pre;dominant-baseline:auto}}\n"
    ".b{{font-weight:bold}}.u{{text-decoration:underline}}\n"
    ".s{{font:15px system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif}}\n"
    "path{{fill:none;stroke-width:1.2}}rect{{shape-rendering:crispEdges}}\n"
    ".d{{stroke-width:2.1;stroke-linecap:round}}.h{{stroke-width:2.2}}\n{style}</style>\n"
)
_ARMS = {
    "─": "lr", "│": "ud", "├": "udr", "┤": "udl", "┬": "lrd", "┴": "lru", "┼": "lrud", "└": "ur",
    "┌": "dr", "┐": "dl", "┘": "ul", "╶": "r", "╴": "l", "╷": "d", "╵": "u", "━": "LR", "┃": "UD",
    "╭": "", "╮": "", "╰": "", "╯": "", "┄": "", "┈": "", "┆": "", "┊": "",
}  # fmt: skip
"""Which way the lines of a letter go from the middle of its cell; capitals are heavy."""
_X, _Y = WIDTH / 2, HEIGHT / 2
_ENDS = {"l": f"h-{_X:g}", "r": f"h{_X:g}", "u": f"v-{_Y:g}", "d": f"v{_Y:g}"}
_CURVES = {
    "╭": f"m0 {_Y:g}q0-{_Y:g} {_X:g}-{_Y:g}", "╮": f"m0 {_Y:g}q0-{_Y:g}-{_X:g}-{_Y:g}",
    "╰": f"m0-{_Y:g}q0 {_Y:g} {_X:g} {_Y:g}", "╯": f"m0-{_Y:g}q0 {_Y:g}-{_X:g} {_Y:g}",
    "┄": "m-4 0h2m2 0h2", "┈": "m-4 0h1m1.7 0h1m1.6 0h1", "┆": "m0-8v3.5m0 2.2v3.5m0 2.2v3.5",
    "┊": "m0-8v2m0 2v2m0 2.2v2m0 2v2",
}  # fmt: skip
_BRAILLE = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
BLANK = Cell(" ", "default", "default", False, False)
_ROUND = {"●": 3.1, "•": 2.1, "○": 2.6}


class Shown(NamedTuple):
    """One picture of a film: the screen, how long it stays, and what is written below it."""

    rows: tuple[tuple[Cell, ...], ...]
    seconds: float = 0
    words: str = ""
    keys: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The SVG of its lines from the top."""
        below = (caption_svg(self.words, self.keys, len(self.rows[0])),) if self.words else ()
        return (*map(line_svg, self.rows), *below)


def line_svg(cells: Sequence[Cell]) -> str:
    """One line of the screen, its top left at 0, 0, on a background that hides what lies below."""
    parts = [f'<rect width="{len(cells) * WIDTH}" height="{HEIGHT}" fill="{GROUND}"/>']
    parts += _backgrounds(cells)
    strokes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for column, cell in enumerate(cells):
        for kind, path in _strokes(cell.letter, column * WIDTH):
            strokes[kind, _colour(cell.front, INK)].append(path)
    for (kind, colour), paths in strokes.items():
        parts.append(f'<path class="{kind}" stroke="{colour}" d="{"".join(paths)}"/>')
    parts += _filled(cells)
    parts += _texts(cells)
    return "".join(parts)


def _colour(name: str, default: str) -> str:
    return default if name == "default" else f"#{name}"


def _backgrounds(cells: Sequence[Cell]) -> Iterator[str]:
    column = 0
    for behind, run in groupby(cells, key=lambda cell: _colour(cell.behind, GROUND)):
        width = len(list(run))
        if behind != GROUND:
            yield _rect(column * WIDTH, 0, width * WIDTH, HEIGHT, behind)
        column += width


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{colour}"/>'


def _strokes(letter: str, x: float) -> Iterator[tuple[str, str]]:
    """The lines that a letter is made of: their class and path."""
    middle = f"M{x + _X:g} {_Y:g}"
    if letter in _CURVES:
        yield "l", middle + _CURVES[letter]
    for arm in _ARMS.get(letter, ""):
        yield "h" if arm.isupper() else "l", middle + _ENDS[arm.lower()]
    if "\u2801" <= letter <= "\u28ff":
        dots = ord(letter) - 0x2800
        for bit, (across, down) in enumerate(_BRAILLE):
            if dots >> bit & 1:
                yield "d", f"M{x + 2 + across * 4:g} {2.2 + down * 4.2:g}h0"


def _filled(cells: Sequence[Cell]) -> Iterator[str]:
    """Blocks and discs."""
    for column, (letter, front, *_) in enumerate(cells):
        x, colour = column * WIDTH, _colour(front, INK)
        if letter in _ROUND:
            look = f'stroke="{colour}" fill="none"' if letter == "○" else f'fill="{colour}"'
            yield f'<circle cx="{x + _X:g}" cy="{_Y:g}" r="{_ROUND[letter]}" {look}/>'
        elif "▁" <= letter <= "█":
            height = HEIGHT * (ord(letter) - ord("▁") + 1) / 8
            yield _rect(x, HEIGHT - height, WIDTH, height, colour)
        elif "▉" <= letter <= "▏":
            yield _rect(x, 0, WIDTH * (ord("▏") - ord(letter) + 1) / 8, HEIGHT, colour)
        elif letter in ("▀", "▔"):
            yield _rect(x, 0, WIDTH, HEIGHT / (2 if letter == "▀" else 8), colour)
        elif letter in ("▐", "▕"):
            width = WIDTH / (2 if letter == "▐" else 8)
            yield _rect(x + WIDTH - width, 0, width, HEIGHT, colour)


def _is_drawn(letter: str) -> bool:
    return (
        letter in _ARMS
        or letter in _ROUND
        or "\u2580" <= letter <= "\u2595"
        or ("\u2800" <= letter <= "\u28ff")
    )


def _texts(cells: Sequence[Cell]) -> Iterator[str]:
    """Runs of letters of one look, a rare letter in a run of its own."""

    def look(item: tuple[int, Cell]) -> tuple[object, ...]:
        column, cell = item
        return cell.front, cell.bold, cell.underlined, _is_rare(cell.letter) and column

    seen = [
        (column, BLANK if _is_drawn(cell.letter) else cell)
        for column, cell in enumerate(cells)
        if cell.letter
    ]
    for _, run in groupby(seen, look):
        yield from _words(list(run))


def _is_rare(letter: str) -> bool:
    """Whether fonts for terminals often lack it, so that another font lends it another width."""
    return ord(letter[0]) > 0x24F


def _words(run: Sequence[tuple[int, Cell]]) -> Iterator[str]:
    """A run without the blanks around it."""
    while run and run[0][1].letter == " " and not run[0][1].underlined:
        run = run[1:]
    while run and run[-1][1].letter == " " and not run[-1][1].underlined:
        run = run[:-1]
    if not run:
        return
    (column, first), text = run[0], "".join(cell.letter for _, cell in run)
    columns = sum(max(0, wcwidth(letter)) for letter in text)
    classes = " ".join(["b"] * first.bold + ["u"] * first.underlined)
    held = ' lengthAdjust="spacingAndGlyphs"' if _is_rare(text) else ""
    yield (
        f'<text x="{column * WIDTH}" y="{BASE}" fill="{_colour(first.front, INK)}"'
        + (f' class="{classes}"' if classes else "")
        + f' textLength="{columns * WIDTH}"{held}>{escape(text, quote=False)}</text>'
    )


def caption_svg(words: str, keys: str, columns: int) -> str:
    """What happens, and the keys that were pressed for it, below the screen."""
    width = columns * WIDTH
    return (
        f'<rect width="{width}" height="{CAPTION}" fill="{GROUND}"/>'
        f'<text class="s" x="4" y="20" fill="{INK}">{escape(words)}</text>'
        f'<text class="s b" x="{width - 4}" y="20" fill="{ACCENT}" text-anchor="end">'
        f"{escape(keys)}</text>"
    )


def film(pictures: Sequence[Shown], title: str) -> str:
    """Pictures one after the other, again and again; who wants no motion sees the last. One
    picture alone stands still.

    Each line is kept once, and covers what stood in its place from its time on.
    """
    known: dict[str, str] = {}
    uses: list[str] = []
    style: list[str] = []
    whole = sum(picture.seconds for picture in pictures)
    at, before = 0.0, ("",) * len(pictures[0].lines)
    for number, one in enumerate(pictures):
        lines = one.lines
        changed = [row for row, line in enumerate(lines) if line != before[row]]
        look = f' class="f{number}"' if number else ""
        for row in changed:
            name = known.setdefault(lines[row], f"r{len(known)}")
            uses.append(f'<use href="#{name}" x="{MARGIN}" y="{TITLE + HEIGHT * row}"{look}/>\n')
        if number and changed:
            style.append(
                f"@keyframes f{number}{{0%{{visibility:hidden}}"
                f"{100 * at / whole:.3f}%,to{{visibility:visible}}}}"
                f".f{number}{{animation:f{number} {whole:.4g}s step-end infinite}}\n"
            )
        at, before = at + one.seconds, lines
    if style:
        style.append("@media(prefers-reduced-motion:reduce){use{animation:none!important}}\n")
    width = len(pictures[0].rows[0]) * WIDTH + 2 * MARGIN
    height = TITLE + len(pictures[0].rows) * HEIGHT + MARGIN + CAPTION * bool(pictures[0].words)
    return "".join(
        (
            _HEAD.format(width=width, height=height, title=escape(title), style="".join(style)),
            *("<defs>\n", *(f'<g id="{name}">{line}</g>\n' for line, name in known.items())),
            *("</defs>\n", _frame(width, height), *uses, "</svg>\n"),
        )
    )


def _frame(width: int, height: int) -> str:
    """The window around the screen."""
    dots = "".join(
        f'<circle cx="{MARGIN + 8 + 18 * at}" cy="16" r="5.5" fill="{colour}"/>'
        for at, colour in enumerate(("#ff5f57", "#febc2e", "#28c840"))
    )
    return (
        f'<rect width="{width}" height="{height}" rx="8" fill="{GROUND}" stroke="{EDGE}"/>{dots}'
        f'<text class="s" x="{width / 2:g}" y="21" fill="{QUIET}" text-anchor="middle">kpitui'
        "</text>\n"
    )
