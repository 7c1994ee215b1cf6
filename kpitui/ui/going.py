"""Going to the screens of the bar, and to a line of one."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual.screen import ModalScreen, Screen

from kpitui.domain.errors import KpituiError
from kpitui.lazy import Lazy
from kpitui.ui.app_screen import AppScreen
from kpitui.ui.screen_list import SCREEN, SCREENS, TODAY, bar_of
from kpitui.ui.telling import tell
from kpitui.views.start import load_start

if TYPE_CHECKING:
    from kpitui.terminal.app import TerminalApp
    from kpitui.ui.app_context import AppContext
    from kpitui.ui.dialogs import find as find_dialog
    from kpitui.ui.screens.review_summary import WriteReport
    from kpitui.views import find
    from kpitui.views.find import Findable
else:
    find, find_dialog = Lazy("kpitui.views.find"), Lazy("kpitui.ui.dialogs.find")


STARTS = {"record": "enter"}
"""Where a rule calls a screen otherwise than the list of screens."""


@runtime_checkable
class GoesTo(Protocol):
    """A screen with lines that others name by their keys."""

    def go_to(self, key: Any) -> None:
        """Show a line."""

    def tell(self, sentence: str, *, error: bool = False) -> None:
        """Say something in passing."""


class ScreenMaker:
    """Makes each screen when someone first goes to it."""

    def __init__(
        self, app: TerminalApp, context: AppContext, write_report: WriteReport | None
    ) -> None:
        self._app, self._context, self._write_report = app, context, write_report

    def has(self, name: str) -> bool:
        """Whether there is a screen of that name for who sits here; what is not there shows nothing
        of others.
        """
        return name in SCREENS and SCREENS[name].is_seen_by(self._context.actor)

    def first(self) -> Screen[Any]:
        """The one that the rules of the file name for who sits here; a member has one."""
        work = self._context
        name = bar_of(work.actor)[0].id
        if work.actor.sees_everybody:
            with suppress(KpituiError):  # the screens say what is wrong with the file
                start = load_start(work.database, work.actor, work.today())
                name = STARTS.get(start, start)
        return self._made(name)

    def may_go(self, name: str = "anywhere") -> bool:
        """Whether the key of a screen works for who sits here: of a member that of Today, which is
        their own page; with an empty name the key that goes back.
        """
        if not name:
            return bool(self._back_to)
        return self._context.actor.sees_everybody or name == TODAY

    @property
    def _back_to(self) -> str:
        """The screen of which a line was opened here."""
        screen = self._app.screen
        return screen.back_to if isinstance(screen, AppScreen) else ""

    async def open(self, name: str) -> None:
        """Go to a screen, without a name back to the one whose line was opened; a dialog is closed
        first by who opened it.
        """
        goes_back = not name
        app, actor, name = self._app, self._context.actor, name or self._back_to
        if name == TODAY and not actor.sees_everybody:
            name = bar_of(actor)[0].id
        if isinstance(app.screen, ModalScreen) or not self.has(name):
            return
        self._made(name)
        while len(app.screen_stack) > 1:  # what was opened from a screen of the bar goes with it
            await app.pop_screen()
        if app.screen.id != f"{name}{SCREEN}":
            before, screen = self._of_the_bar, app.get_screen(name)
            if isinstance(screen, AppScreen) and not goes_back:
                screen.came_from, screen.back_to = before, ""
            await app.switch_screen(name)

    @property
    def _of_the_bar(self) -> str:
        """The screen of the bar that is shown, or from which a page above it was opened."""
        return (self._app.screen_stack[0].id or "").removesuffix(SCREEN)

    async def go_to(self, name: str, key: object, said: str = "") -> None:
        """Go to a line of a screen, from which esc comes back; `said` is what there is to say
        of it.
        """
        before = self._of_the_bar
        await self.open(name)
        screen, left = self._app.get_screen(name), self._app.get_screen(before)
        if before != name and isinstance(screen, AppScreen) and isinstance(left, AppScreen):
            screen.back_to = before
            if left.back_to == name:  # esc would go round in a circle
                left.back_to = ""
        self._show(name, key, said)

    def _show(self, name: str, key: object, said: str = "") -> None:
        screen = self._app.get_screen(name)
        assert isinstance(screen, GoesTo)
        screen.go_to(key)
        if said:
            screen.tell(said)

    async def find(self) -> None:
        """Find a line of the plan, a metric, a team or a person, and go there."""
        app, work = self._app, self._context
        if isinstance(app.screen, ModalScreen):
            return
        try:
            findables = find.load_findables(work.database, work.as_of)
        except KpituiError as error:
            tell(app, work, error.sentence, error=True)
            return
        await app.push_screen(find_dialog.FindDialog(findables, work), self._found)

    async def _found(self, found: Findable | None) -> None:
        if found is not None:
            await self.open(found.screen)
            self._show(found.screen, found.key)

    def _made(self, name: str) -> Screen[Any]:
        app = self._app
        if not app.is_screen_installed(name):
            spec = SCREENS[name]
            more = (self._write_report,) if spec.writes_report else ()
            screen = spec.load()(self._context, *more)
            # The classes that its first resize would give it, so that it is laid out once.
            for edge, breakpoints in zip(
                app.size,
                (
                    screen.HORIZONTAL_BREAKPOINTS or app.HORIZONTAL_BREAKPOINTS,
                    app.VERTICAL_BREAKPOINTS,
                ),
                strict=True,
            ):
                fitting = [one for one in breakpoints or () if one[0] <= edge]
                screen.add_class(max(fitting)[1], update=False)
            app.install_screen(screen, name)
        return app.get_screen(name)
