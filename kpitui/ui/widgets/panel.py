"""A panel: what stands in it below a line with its title; with a frame where there is room."""

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import Binding
from textual.containers import Container
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.style import Style as Look
from textual.widget import Widget

from kpitui.terminal.keys import key_in_short
from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import LIT, RULE, Part, between, frame_of, parts_of, width_of
from kpitui.words.spans import Line, line, text_of, title

FIRST = "first-half"
"""The class of the panel that has the larger part where two halves stand beside each other."""

Heads = Callable[[int], list[Part]]
"""The heads of the columns for a width: what stands at the right end of it."""


class Panel(Container):
    """A titled part of a screen; its style sheet (`base`) gives it a frame from 100x30 on.

    In the top line stand the title and, right, how it stands; in the bottom line of the frame the
    keys of the `keys` ids that work now. `heads` are drawn above the first line of what it holds;
    without a frame they share a line with the title, or stand in one of their own where they are
    `heads_below`. What it holds leaves one column free at its
    right, for a scrollbar. The frame is lit while the cursor is in it.
    """

    def __init__(
        self,
        *children: Widget,
        context: AppContext,
        says: str | Line = "",
        keys: Sequence[str] = (),
        heads: Heads | None = None,
        heads_below: bool = False,
        id: str | None = None,
        classes: str = "",
    ) -> None:
        of_heads = _classes(heads, below=heads_below)
        super().__init__(*children, id=id, classes=f"{classes} {of_heads}".strip() or None)
        self._heads_below = heads_below
        self._app_context = context
        self._title, self._state = _as_title(says), line()
        self._key_ids, self._heads = keys, heads
        self._keys: list[Part] = []
        self._names_keys = True
        self._lit = False
        self._strips: dict[int, Strip] = {}

    def say(self, says: str | Line, state: Line = ()) -> None:
        """Say in the top line what the panel holds, and how that stands."""
        said = _as_title(says), state
        if said != (self._title, self._state):
            self._title, self._state = said
            self._redraw(0)

    @property
    def title_text(self) -> str:
        """What the panel holds, as it is copied."""
        return text_of(line(*self._title, "  " if self._state else "", *self._state))

    def name_keys(self, *, named: bool) -> None:
        """Name the keys in the frame, or none while a question above takes them all."""
        self._names_keys = named
        self._keys = self._working_keys()
        self._redraw(self.outer_size.height - 1)

    def heads_changed(self) -> None:
        """Draw the heads again, as the columns are others."""
        self._redraw(0, 1)

    # what changes ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Follow which keys work."""
        if self._key_ids:
            self.screen.bindings_updated_signal.subscribe(self, self._bindings_updated)

    def _bindings_updated(self, screen: Screen[object]) -> None:
        if not self.is_attached or screen is not self.screen or not self._framed:
            return
        keys = self._working_keys()
        if keys != self._keys:
            self._keys = keys
            self._redraw(self.outer_size.height - 1)

    def on_descendant_focus(self, _: events.DescendantFocus) -> None:
        """Light the frame."""
        self._light(lit=True)

    def on_descendant_blur(self, _: events.DescendantBlur) -> None:
        """Let the frame be as those of the other panels."""
        self._light(lit=False)

    def _light(self, *, lit: bool) -> None:
        if lit is not self._lit:
            self._lit = lit
            self._strips.clear()
            self._refresh_edges()

    def on_resize(self) -> None:
        """Draw the frame at its new size."""
        self._strips.clear()

    def notify_style_update(self) -> None:
        """The colours are others now, or there is a frame now."""
        super().notify_style_update()
        self._strips.clear()

    def _redraw(self, *lines: int) -> None:
        for y in lines:
            self._strips.pop(y, None)
        width, offset = self.outer_size.width, self.content_offset
        self.refresh(*(Region(0, y, width, 1).translate(-offset) for y in lines))

    def _refresh_edges(self) -> None:
        width, height = self.outer_size
        edges = [Region(0, 0, width, 1)]
        if self._framed:
            sides = (Region(x, 1, 1, height - 2) for x in (0, width - 1))
            edges += [*sides, Region(0, height - 1, width, 1)]
        self.refresh(*(edge.translate(-self.content_offset) for edge in edges))

    # drawing --------------------------------------------------------------------------------------

    @property
    def _framed(self) -> bool:
        return self.styles.padding.bottom > 0

    def render_lines(self, crop: Region) -> list[Strip]:
        """What stands around the children, each line made once for as long as it looks the same."""
        background, filters = self.background_colors[1], self.get_line_filters()
        drawn = []
        for y in crop.line_range:
            strip = self._line(y).crop(*crop.column_span)
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, background)
            drawn.append(strip)
        return drawn

    def _line(self, y: int) -> Strip:
        own = y in (0, self.outer_size.height - 1) or (y == 1 and self._heads is not None)
        key = y if own else -1
        if key not in self._strips:
            base, width = self.rich_style, self.outer_size.width
            segments = [Segment(text, base + _style(look)) for text, look in self._parts(key)]
            self._strips[key] = Strip(segments).adjust_cell_length(width, base)
        return self._strips[key]

    def _parts(self, y: int) -> list[Part]:
        """A line of the frame in parts; -1 is one without words."""
        width, frame = self.outer_size.width, frame_of(self._app_context)
        if not self._framed:
            return self._title_line(width) if y == 0 else self._heads_line(width) if y == 1 else []
        if y == 0:
            return self._edge(frame.corners[:2], self._named(), self._stands())
        if y == self.outer_size.height - 1:
            return self._edge(frame.corners[2:], self._keys or self._working_keys(), [])
        side, inside = (frame.side, self._frame_look), [(" " * (width - 2), "")]
        if y == 1 and self._heads is not None:
            inside = [(" ", ""), *self._between([], self._heads(width - 4), width - 4), (" ", "")]
        return [side, *inside, side]

    def _title_line(self, width: int) -> list[Part]:
        """The title without a frame: with the heads of the columns, else with a rule."""
        if self._heads is None or self._heads_below:
            across = frame_of(self._app_context).across
            return self._edge((across, across), self._named(), self._stands())
        room, left, state = width - 2, self._named(), self._stands()
        heads = self._heads(room)
        if state and width_of(left) + 2 + width_of(state) + width_of(heads) < room:
            left = [*left, ("  ", ""), *state]
        return [(" ", ""), *self._between(left, heads, room)]

    def _heads_line(self, width: int) -> list[Part]:
        """The heads of the columns without a frame, in a line of their own."""
        if self._heads is None or not self._heads_below:
            return []
        return [(" ", ""), *self._between([], self._heads(width - 2), width - 2)]

    def _edge(self, ends: Sequence[str], left: list[Part], right: list[Part]) -> list[Part]:
        """A line of the frame with words in it."""
        across, look = frame_of(self._app_context).across, self._frame_look
        while right and width_of(left) + width_of(right) + 3 > self.outer_size.width - 4:
            right = right[1:]  # what is said first is missed least
        first, last = (end if words else across for end, words in ((" ", left), (" ", right)))
        inside = self._between(left, right, self.outer_size.width - 4, across, look)
        return [(ends[0] + first, look), *inside, (last + ends[1], look)]

    @property
    def _frame_look(self) -> str:
        return LIT if self._lit else RULE

    def _named(self) -> list[Part]:
        lit = "bold $text-accent" if self._lit else "bold"
        return [
            (text, lit if style == "bold" else style)
            for text, style in parts_of(self._title, self._app_context)
        ]

    def _stands(self) -> list[Part]:
        return parts_of(self._state, self._app_context)

    def _between(
        self,
        left: Sequence[Part],
        right: Sequence[Part],
        room: int,
        fill: str = " ",
        look: str = "",
    ) -> list[Part]:
        return between(left, right, room, self._app_context, fill, look)

    def _working_keys(self) -> list[Part]:
        if not self._names_keys:
            return []
        found: dict[str, list[Part]] = {}
        for one, bindings in self._working(self._key_ids).items():
            keys, said = self._keys_said(bindings), bindings[0].description
            found[one] = [(keys, "bold $footer-key-foreground"), (f" {said}  ", "")]
        parts = [part for id_ in self._key_ids for part in found.get(id_, ())]
        if parts:
            parts[-1] = (parts[-1][0].rstrip(), "")
        return parts

    def _working(self, ids: Sequence[str]) -> dict[str, list[Binding]]:
        """The bindings of each id that work now."""
        found: dict[str, list[Binding]] = {}
        for active in self.screen.active_bindings.values():
            id = active.binding.id
            if id and id in ids and active.enabled:
                found.setdefault(id, []).append(active.binding)
        return found

    def _keys_said(self, bindings: Sequence[Binding]) -> str:
        return key_in_short(bindings[0].key)


def _classes(heads: Heads | None, *, below: bool) -> str:
    return ("-heads -heads-below" if below else "-heads") if heads else ""


def _as_title(says: str | Line) -> Line:
    return line(title(says)) if isinstance(says, str) else says


def _style(look: str) -> RichStyle:
    return Look.parse(look).rich_style


class Box(Panel):
    """The panel of a dialog: framed in a window of any size, in the colour of dialogs.

    A key that a terminal may keep for itself is named with the one that does the same.
    """

    async def on_key(self, event: events.Key) -> None:
        """F10 leaves from a dialog too, which has no other key of the screens."""
        if event.key == "f10":
            event.stop()
            await self.run_action("app.quit")

    @property
    def _frame_look(self) -> str:
        return "$warning" if self.has_class("-asks") else "$primary"

    def _keys_said(self, bindings: Sequence[Binding]) -> str:
        keys = [key_in_short(binding.key) for binding in bindings]
        return "/".join(keys[:2]) if keys[0].startswith("^") else keys[0]
