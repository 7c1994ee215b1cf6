"""The tiles of the board, a page of them at a time, with one cursor."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from msgspec import Struct
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.strip import Strip
from textual.style import Style as Look
from textual.widget import Widget

from kpitui.charts.metric_chart import spec_of
from kpitui.charts.text import Chart, Style
from kpitui.charts.tiles import TileSpec, tile_charts, tile_legend, tile_of
from kpitui.terminal.keys import move
from kpitui.ui.app_context import AppContext
from kpitui.ui.board_tiles import TileLayout, TilePainter
from kpitui.ui.parts import LIT, RULE, Part
from kpitui.views.board import Board, BoardTile, TileChart
from kpitui.views.own_teams import EVERY_TEAM_SAID
from kpitui.words.board import board_titles, tile_line, tile_words
from kpitui.words.spans import text_of

HEAD = 1
"""Lines above the tiles."""

Load = Callable[[Sequence[BoardTile]], Mapping[str, TileChart]]


class _Drawn(Struct, frozen=True):
    """The chart of a tile, and what it was drawn of."""

    of: TileChart
    layout: TileLayout
    spec: TileSpec
    chart: Chart


class BoardGrid(Widget, can_focus=True):
    """As many tiles as there is room for, below a line that says what they are; `load` reads the
    charts of those that are shown.
    """

    DEFAULT_CSS = """
    BoardGrid {
        & > .chart--value { color: $text-accent; }
        & > .chart--better { color: $text-success; text-style: bold; }
        & > .chart--worse { color: $text-error; text-style: bold; }
        & > .chart--unusual { color: $text-warning; text-style: bold; }
        & > .chart--unfinished { color: $text-accent; }
        & > .chart--target { color: $text-muted; }
        & > .chart--limit { text-style: dim; }
        & > .board--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "board--cursor", *(f"chart--{style.value}" for style in Style),
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        move("up,k", "go(-1, 0)", "Up", "board.up", "Go to the tile above"),
        move("down,j", "go(1, 0)", "Down", "board.down", "Go to the tile below"),
        move("left,h", "go(0, -1)", "Left", "board.left", "Go to the tile on the left"),
        move("right,l", "go(0, 1)", "Right", "board.right", "Go to the tile on the right"),
        move("pageup", "page(-1)", "Page up", "board.page-up", "Go to the page before"),
        move("pagedown", "page(1)", "Page down", "board.page-down", "Go to the next page"),
        move("home,g", "edge(0)", "First", "board.first", "Go to the first tile"),
        move("end,G", "edge(1)", "Last", "board.last", "Go to the last tile"),
        Binding("enter", "screen.open_tile", "Open", id="board.open", key_display="enter",
                tooltip="Open the KPI in Review, or the standard on Plan"),
    ]  # fmt: skip

    def __init__(self, context: AppContext, load: Load) -> None:
        super().__init__(id="board-grid")
        self._app_context, self._load = context, load
        self._board = Board(context.as_of, (), ())
        self.cursor = 0
        self.charts: dict[str, TileChart] = {}
        self._layout = TileLayout(1, 1, 0, 0, framed=False)
        self._drawn: dict[str, _Drawn] = {}
        self._head: list[Part] = []
        self._lines: list[list[list[Part]]] = []
        """The lines of each tile of the page, as they stand on the screen."""
        self._marked = 0
        """The place on its page of the tile that was marked when the page was drawn."""
        self._styles: dict[str, RichStyle] = {}

    # what is shown --------------------------------------------------------------------------------

    @property
    def tiles(self) -> Sequence[BoardTile]:
        """All of them."""
        return self._board.tiles

    @property
    def tile(self) -> BoardTile | None:
        """The marked one."""
        return self.tiles[self.cursor] if self.cursor < len(self.tiles) else None

    @property
    def page(self) -> int:
        """The page that is shown, counted from 0."""
        return self.cursor // self._layout.count

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-len(self.tiles) // self._layout.count)

    @property
    def shown(self) -> Sequence[BoardTile]:
        """The tiles of the page."""
        first = self.page * self._layout.count
        return self.tiles[first : first + self._layout.count]

    def show(self, board: Board, key: str = "") -> None:
        """Show these tiles as the file has them now; the cursor stays on its tile, or goes to that
        of a key.
        """
        before = key or (self.tile.key if self.tile else "")
        self._board, self.charts = board, {}
        keys, last = [tile.key for tile in board.tiles], max(0, len(board.tiles) - 1)
        self.cursor = keys.index(before) if before in keys else min(self.cursor, last)
        self._draw()

    def on_resize(self) -> None:
        """Show as many tiles as there is room for now."""
        self._lines = []
        self._draw()

    def notify_style_update(self) -> None:
        """The colours are others now."""
        super().notify_style_update()
        self._styles = {}

    def copied(self, whole: bool) -> str:
        """The marked tile in one line, or every tile."""
        chosen = self.tiles if whole else [one for one in (self.tile,) if one]
        speech = self._app_context.speech
        return "\n".join(
            text_of(tile_line(tile, self.charts.get(tile.key), speech)) for tile in chosen
        )

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the marked tile begins on the screen."""
        place = self.cursor % self._layout.count
        return self.content_region.offset + self._layout.region(place).offset + Offset(0, HEAD)

    # keys -----------------------------------------------------------------------------------------

    def action_go(self, down: int, right: int) -> None:
        """Go to the tile beside; behind the last row to the next page."""
        to = self.cursor + right + down * self._layout.columns
        if down > 0 and to >= len(self.tiles):
            last = len(self.tiles) - 1
            to = last if last // self._layout.columns > self.cursor // self._layout.columns else -1
        self._go_to(to)

    def action_page(self, step: int) -> None:
        """Go to the page before or the next one, to the same place on it."""
        if 0 <= self.page + step < self.pages:
            self._go_to(min(self.cursor + step * self._layout.count, len(self.tiles) - 1))

    def action_edge(self, end: int) -> None:
        """Go to the first tile or the last."""
        self._go_to(end * (len(self.tiles) - 1))

    def _go_to(self, place: int) -> None:
        if not 0 <= place < len(self.tiles) or place == self.cursor:
            return
        page, before, self.cursor = self.page, self.cursor, place
        if self.page != page:
            self._draw()
            return
        for one in (before, place):
            self._refresh_tile(one % self._layout.count)

    def _refresh_tile(self, place: int) -> None:
        self.refresh(self._layout.region(place).translate(Offset(0, HEAD)))

    # drawing --------------------------------------------------------------------------------------

    def _draw(self) -> None:
        """Draw the page, and paint the tiles of it that look another way than before."""
        if not self.size:
            return  # on_resize draws
        layout = TileLayout.of(self.size - Size(0, HEAD), self.app.size, len(self.tiles))
        if layout != self._layout:
            self._layout, self._lines = layout, []
        shown = self.shown
        if missing := [tile for tile in shown if tile.key not in self.charts]:
            self.charts.update(self._load(missing))
        drawn, painter = self._charts_of(shown), TilePainter(self._layout, self._app_context)
        speech, before = self._app_context.speech, self._lines
        self._lines = [
            painter.lines(tile_words(tile, self.charts.get(tile.key), speech), drawn.get(tile.key))
            for tile in shown
        ]
        marked = self.cursor % self._layout.count
        if len(before) != len(self._lines):
            self.refresh()
        else:
            for place, (then, now) in enumerate(zip(before, self._lines, strict=True)):
                if then != now or place in (marked, self._marked):
                    self._refresh_tile(place)
        self._marked = marked
        head = self._head_parts(painter)
        if head != self._head:
            self._head = head
            self.refresh(Region(0, 0, self.size.width, HEAD))

    def _head_parts(self, painter: TilePainter) -> list[Part]:
        """What the tiles are, which page of how many, and what stands for what on it."""
        charset = self._app_context.charset
        legend = tile_legend([drawn.spec for drawn in self._drawn.values()], charset)
        every_team = EVERY_TEAM_SAID if self._app_context.teams.own else ""
        titles = board_titles(self._board, self.page + 1, self.pages, every_team)
        return painter.head([*titles], [*legend], self.size.width)

    def _charts_of(self, shown: Sequence[BoardTile]) -> dict[str, Chart]:
        """The drawings of tiles, those that look as before from before."""
        layout, size, context = self._layout, self._layout.chart, self._app_context
        charts = {tile.key: self.charts[tile.key] for tile in shown if tile.key in self.charts}
        kept = {
            key: known
            for key, of in charts.items()
            if (known := self._drawn.get(key)) and (known.of, known.layout) == (of, layout)
        }
        wanted = [key for key in charts if key not in kept]
        specs = [
            tile_of(spec_of(charts[key].chart, context.writing), charts[key].marks)
            for key in wanted
        ]
        made = tile_charts(specs, size.width, size.height, context.charset)
        for key, spec, chart in zip(wanted, specs, made, strict=True):
            kept[key] = _Drawn(charts[key], layout, spec, chart)
        self._drawn = kept
        return {key: one.chart for key, one in kept.items()}

    def render_line(self, y: int) -> Strip:
        """One line of the tiles that stand beside one another."""
        layout, base = self._layout, self.rich_style
        row, at = divmod(y - HEAD, layout.height) if layout.height else (0, 0)
        first, segments = row * layout.columns, []
        if y < HEAD:
            segments = [Segment(text, base + self._style(look)) for text, look in self._head]
        else:
            for place in range(first, min(first + layout.columns, len(self._lines))):
                marked = place == self.cursor % layout.count
                segments += self._segments(self._lines[place][at], base, marked, top=at == 0)
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _segments(
        self, parts: Sequence[Part], base: RichStyle, marked: bool, *, top: bool
    ) -> list[Segment]:
        """A line of a tile; of the marked one the frame is lit and the top line a bar."""
        if not marked:
            return [Segment(text, base + self._style(look)) for text, look in parts]
        if top:
            base += self.get_component_rich_style("board--cursor")
            if self.app.native_ansi_color:
                # Reversed, each colour would be a patch of its own instead of one bar.
                return [Segment(text, base) for text, _ in parts]
        lit = ((text, LIT if look == RULE else look) for text, look in parts)
        return [Segment(text, base + self._style(look)) for text, look in lit]

    def _style(self, look: str) -> RichStyle:
        if look not in self._styles:
            self._styles[look] = (
                self.get_component_rich_style(f"chart--{look[6:]}", partial=True)
                if look.startswith("chart:")
                else Look.parse(look).rich_style
            )
        return self._styles[look]
