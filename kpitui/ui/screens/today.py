"""The Today screen: what waits for who sits there, and what changed since they were here last; each
line opens the place where it is dealt with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kpitui.domain.errors import KpituiError
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.lines import Lines, OneLine
from kpitui.ui.app_context import AppContext
from kpitui.ui.teams_shown import TeamsScreen
from kpitui.ui.theme import painted
from kpitui.ui.today_places import open_place
from kpitui.ui.today_rows import TodayRow, today_rows
from kpitui.ui.widgets.panel import Panel
from kpitui.ui.widgets.table import ANY, Cells, Table, TableColumn, nothing
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown
from kpitui.views.today import (
    Block,
    BlockKind,
    Seat,
    Today,
    is_quick,
    load_seat,
    load_today,
    load_worse_health,
)
from kpitui.words import today as words
from kpitui.words.spans import line, muted

if TYPE_CHECKING:
    from kpitui.views.today import TodayLine

COLUMNS = (
    TableColumn("", 27), TableColumn("", 20, most=ANY), TableColumn("", 14, right=True, spare=1),
)  # fmt: skip

AROUND = 3
"""The lines of the bars and the title."""


@dataclass(eq=False, repr=False)
class HealthCompared(Message):
    """What the rules find now and did not at the last visit, of some teams."""

    found: Block
    shown: TeamsShown


class TodayList(Lines):
    """The list; Enter opens the place that a line speaks of."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.open_line", "Open", id="today.open", key_display="enter",
                tooltip="Open it where it is dealt with; esc comes back to this line"),
        Binding("tab", "screen.block(1)", "Next block", id="today.next-block", key_display="tab",
                tooltip="Go to the first line of the next block"),
        Binding("shift+tab", "screen.block(-1)", "Block before", id="today.previous-block",
                show=False, tooltip="Go to the first line of this block, then of the one before"),
    ]  # fmt: skip


class TodayScreen(TeamsScreen):
    """One page, short enough for a small window; a block that has more unfolds."""

    CSS_PATH = sheets("today")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "fold", "Fold", id="today.fold", key_display="esc",
            tooltip="Show the first lines of each block again"),
        Binding("r", "reload", "Refresh", id="today.reload", show=False, tooltip="Refresh"),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, id="today-screen")
        self._table = Table(COLUMNS, context)
        self._today: Today | None = None
        self._health: HealthCompared | None = None
        self._counted: int | None = None
        self._unfolded: set[BlockKind] = set()
        self._rows: list[TodayRow] = []

    def compose(self) -> ComposeResult:
        """The bar, the page, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        yield Panel(
            TodayList(id="today-lines", markup=False), context=self.context, says=words.TITLE,
            keys=("today.open", "today.next-block", "today.fold"), id="today-panel",
        )  # fmt: skip
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(TodayList).focus()

    def on_screen_resume(self) -> None:
        """Something may have been done on another screen."""
        if not self.as_shown.stays:
            self.show_changed()

    def on_resize(self) -> None:
        """As many lines as there is room for."""
        self.call_after_refresh(self._show_rows)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where nothing is listed nothing is opened; what is not unfolded is not folded."""
        if action in ("open_line", "block"):
            return bool(self._rows)
        if action == "fold":
            return bool(self._unfolded)
        return super().check_action(action, parameters)

    # what is shown --------------------------------------------------------------------------------

    def show_changed(self, key: str = "") -> None:
        """Show the page as it is now; the cursor stays on its line, or goes to the one that took
        its place.
        """
        work = self.context
        self.as_shown.begin()
        try:
            shown, seat = self.shown_teams(), self._seat()
            self._today = load_today(work.database, seat, work.as_of, shown, work.speech.writing)
        except KpituiError as error:
            self.as_shown.forget()
            self.tell(error.sentence, error=True)
            return
        self._show_rows()
        self._compare_health(seat, shown)

    def _seat(self) -> Seat:
        work = self.context
        since = work.last_visit.look(work.database, work.actor)
        return load_seat(work.database, work.actor, work.today(), work.teams.own, since)

    def _compare_health(self, seat: Seat, shown: TeamsShown) -> None:
        """What the rules find takes longer; it is looked for once, and where another number of
        issues was counted since.
        """
        counted, known = self.context.counts.health, self._health
        fresh = known is not None and known.shown == shown and self._counted == counted
        if seat.leads and not fresh:
            self._counted = counted
            self.run_worker(
                partial(self._load_health, seat, shown), thread=True, group="today",
                exclusive=True, exit_on_error=False,
            )  # fmt: skip

    def _load_health(self, seat: Seat, shown: TeamsShown) -> None:
        work = self.context
        try:
            if not is_quick(work.database, EVERY_TEAM):
                return  # it takes seconds; the bar counts the issues, and Health tells of them
            found = load_worse_health(work.database, seat, work.as_of, shown)
        except KpituiError:
            return  # the page itself says what is wrong with the file
        self.post_message(HealthCompared(found, shown))

    @on(HealthCompared)
    def _health_compared(self, message: HealthCompared) -> None:
        self._health = message
        if self.children:  # they are gone where it comes as one leaves
            self._show_rows()

    @property
    def _blocks(self) -> Sequence[Block]:
        if self._today is None:
            return ()
        blocks = [*self._today.blocks]
        if self._health is not None and self._today.seat.leads and self._health.found.lines:
            at = sum(block.kind in (BlockKind.STANDS, BlockKind.DECISIONS) for block in blocks)
            blocks.insert(at, self._health.found)
        return blocks

    def _show_rows(self) -> None:
        if self._today is None:
            return
        work, listed = self.context, self.query_one(TodayList)
        before, place = self._chosen, listed.highlighted
        # Before it is laid out, as many as a window of that height has room for, so that it is
        # painted once.
        room = listed.size.height or self.app.size.height - AROUND
        self._rows = [*today_rows(self._blocks, room, self._unfolded)]
        listed.clear_options()
        listed.add_options([self._option(row) for row in self._rows])
        if not self._rows:
            said = words.nothing(self._today.seat, work.speech)
            listed.add_option(nothing(said, work))
        keys = [row.key for row in self._rows]
        known = keys.index(before.key) if before and before.key in keys else place or 0
        listed.highlighted = self._near(known)
        self.set_class(not self._rows, "-empty")
        self._say_title()
        self.refresh_bindings()

    def _option(self, row: TodayRow) -> Option:
        work = self.context
        if row.of is not None:
            return Option(self._table.line(partial(self._cells, row.of)))
        said = words.more(row.more)
        if row.is_head and self._today is not None:
            said = words.head(row.block, self._today.seat, work.speech)
        return Option(OneLine(painted, said, work), disabled=row.is_head)

    def _cells(self, of: TodayLine) -> Cells:
        found = words.cells(of, self.context.speech)
        return line(" ", *found.who), found.what, found.when

    def _near(self, place: int) -> int | None:
        """The line at a place that can be chosen, or the one nearest to it."""
        found = [at for at, one in enumerate(self._rows) if not one.is_head]
        return min(found, key=lambda at: abs(at - place), default=None)

    def _say_title(self) -> None:
        work, said = self.context, [self.context.teams.said]
        title = f"{words.TITLE}  {work.speech.weekday(work.today())}"
        self.query_one(Panel).say(title, line(muted(", ".join(filter(None, said)))))

    @property
    def _chosen(self) -> TodayRow | None:
        place = self.query_one(TodayList).highlighted
        return self._rows[place] if place is not None and place < len(self._rows) else None

    # keys -----------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    async def action_open_line(self) -> None:
        """Open what the line speaks of, or unfold the block that has more."""
        row = self._chosen
        if row is None:
            return
        if row.of is not None:
            await open_place(self, row.of)
        elif row.more:
            self._unfold(row)

    def action_block(self, step: int) -> None:
        """Go to the first line of the next block, or of the one before; round at the ends."""
        listed = self.query_one(TodayList)
        firsts = [at + 1 for at, one in enumerate(self._rows) if one.is_head]
        here = listed.highlighted or 0
        beyond = [first for first in firsts if (first - here) * step > 0]
        listed.highlighted = (beyond or firsts)[0 if step > 0 else -1]

    def _unfold(self, row: TodayRow) -> None:
        """Show all of a block; the cursor goes to the first line that comes to light."""
        listed = self.query_one(TodayList)
        place = listed.highlighted
        self._unfolded.add(row.block.kind)
        self._show_rows()
        listed.highlighted = place

    def action_fold(self) -> None:
        """Show the first lines of each block again."""
        self._unfolded.clear()
        self._show_rows()

    def action_teams(self) -> None:
        """Show every team, or one's own again."""
        self._health = None
        super().action_teams()
