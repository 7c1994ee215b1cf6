"""The Board screen: every KPI and standard at a glance, worst first, each with its small chart."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from kpitui.domain.errors import KpituiError
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.ui.app_context import AppContext
from kpitui.ui.choice import Choice
from kpitui.ui.editing import EditingScreen
from kpitui.ui.messages import LineAsked, TeamsTurned
from kpitui.ui.widgets.board_grid import BoardGrid
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.board import Board, BoardTile, TileChart, load_board, load_tile_charts
from kpitui.words import board as words


class _Picked(Struct, frozen=True):
    """Whose readings were chosen; else they are of one's own team."""

    team_id: int | None


class BoardScreen(EditingScreen):
    """A page of tiles; what others save shows in them."""

    CSS_PATH = sheets("board")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("T", "team", "Team", id="board.team",
            tooltip="Your own team or everyone; without a team of your own, any team"),
        Binding("f", "filter", "Any team", id="board.filter", show=False,
            tooltip="The readings of any team, or of everyone"),
        Binding("escape", "back", "Back", id="board.back", key_display="esc",
            tooltip="Go back to the screen that you came from"),
        Binding("r", "reload", "Refresh", id="board.reload", show=False,
                tooltip="Refresh"),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, id="board-screen")
        self._board: Board | None = None
        self._picked: _Picked | None = None

    def compose(self) -> ComposeResult:
        """The bar, the tiles, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        yield Static(id="board-empty")
        yield BoardGrid(self.context, self._load_charts)
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the tiles."""
        self.query_one(BoardGrid).focus()

    def on_screen_resume(self) -> None:
        """Something may have been saved on another screen."""
        if not self.as_shown.stays:
            self.show_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A team is chosen where there is one."""
        if action in ("team", "filter"):
            return self._board is not None and bool(self._board.teams)
        if action == "open_tile":
            return self._board is not None and bool(self._board.tiles)
        return super().check_action(action, parameters)

    def show_changed(self, key: str = "") -> None:
        """Show how all stands now; the cursor stays on its tile."""
        work, before = self.context, self._board
        self.as_shown.begin()
        try:
            work.shown_teams()
            board = load_board(work.database, work.as_of, self._team_id)
        except KpituiError as error:
            self.as_shown.forget()
            self.tell(error.sentence, error=True)
            return
        self._board = board
        empty = not board.tiles
        said = words.EMPTY_TEAM if board.team else words.EMPTY
        if board.team and self._picked is None:
            said = work.text(words.EMPTY_OWN.format(board.team.name))
        self.query_one("#board-empty", Static).update(Content.styled(said, "dim"))
        self.set_class(empty, "-empty")
        self.query_one(BoardGrid).show(board, key)
        if before is None or (before.tiles == ()) is not empty or before.teams != board.teams:
            self.refresh_bindings()

    def go_to(self, key: str) -> None:
        """Put the cursor on the tile of a key."""
        self.show_changed(key)

    def _load_charts(self, tiles: Sequence[BoardTile]) -> Mapping[str, TileChart]:
        assert self._board is not None
        try:
            return load_tile_charts(self.context.database, self._board, tiles)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return {}

    # keys -----------------------------------------------------------------------------------------

    def action_open_tile(self) -> None:
        """Open the KPI in Review, or the standard on Plan."""
        tile = self.query_one(BoardGrid).tile
        if tile is not None:
            self.app.post_message(LineAsked("review" if tile.is_kpi else "plan", tile.key))

    async def action_back(self) -> None:
        """Go back to the screen that was open before."""
        await self.run_action(f"app.open_screen('{'' if self.back_to else self.came_from}')")

    @property
    def _team_id(self) -> int | None:
        if self._picked is not None:
            return self._picked.team_id
        one = self.context.teams.one
        return one.id if one else None

    async def action_team(self) -> None:
        """Show one's own team after what was chosen, else the next of them, behind the last
        everyone; who has none chooses.
        """
        teams, picked = self.context.teams, self._picked
        if not teams.own:
            await self.action_filter()
            return
        self._picked = None
        if picked is None:
            teams.turn_one()
        elif teams.wide:
            teams.turn()
        self.post_message(TeamsTurned())
        self.show_changed()

    async def action_filter(self) -> None:
        """Show the readings of a team, or of everyone."""
        if self._board is None:
            return

        def take(team_id: int | None) -> None:
            self._picked = _Picked(team_id)
            self.show_changed()

        choices = [Choice("everyone", partial(take, None))]
        choices += [Choice(team.path, partial(take, team.team.id)) for team in self._board.teams]
        await self.changes.choose("Whose readings", choices)
