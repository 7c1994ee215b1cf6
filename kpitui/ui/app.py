"""The program with its screens."""

from __future__ import annotations

import gc
import os
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import DescendantFocus
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

from kpitui.charts.text import Charset
from kpitui.domain.access import Permission
from kpitui.lazy import Lazy
from kpitui.paths import sheets
from kpitui.terminal.app import TerminalApp
from kpitui.terminal.plain_scrollbar import use_plain_scrollbars
from kpitui.terminal.ssh_session import SshSession
from kpitui.terminal.wide_letters import use_wide_letters
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import AppScreen
from kpitui.ui.commands import Commands
from kpitui.ui.counting import FIRST_COUNT_SECONDS, Counting
from kpitui.ui.going import ScreenMaker
from kpitui.ui.greeting import Greeting
from kpitui.ui.keeping import Keeping
from kpitui.ui.messages import (
    CoachAsked,
    HealthCounted,
    LineAsked,
    RecordAsked,
    SaveArrived,
    TeamsTurned,
)
from kpitui.ui.own_keys import use_own_keys
from kpitui.ui.quick_entry import QuickEntry
from kpitui.ui.room import Room
from kpitui.ui.screen_list import KEYED, spec_of
from kpitui.ui.telling import warn
from kpitui.ui.theme import use_themes
from kpitui.ui.unfinished import Unfinished
from kpitui.ui.watching import ShownDays, Watching

if TYPE_CHECKING:
    from kpitui.actions.importing import Importing
    from kpitui.ui.dialogs import keys_help
    from kpitui.ui.screens import import_file
    from kpitui.ui.screens.review_summary import WriteReport
else:
    keys_help = Lazy("kpitui.ui.dialogs.keys_help")
    import_file = Lazy("kpitui.ui.screens.import_file")

SSH_SESSION_SECONDS = 4.0
"""How often it is asked whether someone who came in by SSH may still be in."""


class KpituiApp(TerminalApp):
    """Plan and Enter; keys that work everywhere stand here."""

    TITLE = "kpitui"
    # Textual declares these two as variables of the instance.
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-tiny"), (60, "-narrow"), (100, "-wide"), (120, "-beside"),
    ]  # fmt: skip
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (15, "-low"), (24, "-tall"), (30, "-high")]  # noqa: RUF012
    ENABLE_COMMAND_PALETTE = False  # ours is another
    CSS_PATH = sheets("base")
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(spec.keys_everywhere, f"open_screen('{spec.id}')", spec.title,
                id=f"app.{spec.id}", show=False, tooltip=spec.tooltip) for spec in KEYED),
        Binding("escape", "open_screen('')", "Back", id="app.back", key_display="esc",
                tooltip="Back to the line of Today that you came from"),
        Binding("colon", "quick_entry", "Quick entry", id="app.quick", key_display=":", show=False,
                tooltip='Record in words, such as: csat 92 ana yesterday'),
        Binding("i", "import", "Import", id="app.import", show=False,
                tooltip="Import readings from a CSV or Excel file"),
        Binding("slash", "find", "Find", id="app.find", key_display="/", show=False,
                tooltip="Go to a plan item, metric, team or person by part of its name"),
        Binding(
            "question_mark,f1", "keys_help", "Keys", id="app.keys", key_display="?",
            tooltip="The keys of this screen"
        ),
        Binding("H", "help", "Help", id="app.help", show=False,
            tooltip="Help for this screen"),
        Binding("ctrl+p,f12", "command_palette", "Commands", id="app.palette", show=False,
            priority=True,
                tooltip="Search commands"),
        Binding("q,f10", "quit", "Quit", id="app.quit", tooltip="Quit kpitui"),
    ]  # fmt: skip

    def __init__(
        self,
        context: AppContext,
        importing: Importing | None = None,
        write_report: WriteReport | None = None,
        ssh_session: SshSession | None = None,
        *,
        opens: str = "",
    ) -> None:
        """`opens` is the action that a new file begins with: `guide`, `import`, or none."""
        super().__init__()
        days = ShownDays(context)
        self.context = context = days.shown_in(context)
        self.plain_frames = context.charset is Charset.ASCII
        self.ascii_only = self.plain_frames and not context.every_letter
        self.shows_cursor = context.config.cursor
        self.set_class(self.plain_frames, "-ascii", update=False)
        use_plain_scrollbars(self.plain_frames)
        if context.every_letter:
            use_wide_letters()
        self.greeting = Greeting(self, context, opens=opens)
        self.greeting.key_faults = use_own_keys(self, context.config)
        self.greeting.theme_remark = use_themes(self, context.config.theme, os.environ)
        self.ssh_session = ssh_session
        self._importing = importing
        self.going = ScreenMaker(self, context, write_report)
        self.commands = Commands(self, context, self.going, imports=importing is not None)
        self._room = Room(self, context)
        self._keeping = Keeping(self, context)
        self._quick_entry = QuickEntry(self, context)
        self._counting = Counting(self, context, lambda: self._keeping.silent_seconds)
        self.watching = Watching(self, context, days, self._counting)

    def get_default_screen(self) -> Screen[Any]:
        """The first of the bar."""
        return self.begin_with(self.going.first())

    def on_mount(self) -> None:
        """Begin what goes on while the screens are open."""
        self.call_after_refresh(self._counting.soon, FIRST_COUNT_SECONDS)
        if not gc.isenabled():
            self.call_after_refresh(_look_for_garbage)
        self._keeping.begin()
        self.greeting.begin()
        self.watching.begin()
        if self.ssh_session is not None:
            self.set_interval(
                SSH_SESSION_SECONDS, partial(self._look_at_ssh_session, self.ssh_session)
            )

    def on_unmount(self) -> None:
        """Let go of what was typed and then of the file, so that others find it."""
        self._keeping.end()
        self.watching.end(self._keeping.silent_seconds)

    def keep_drafts(self) -> None:
        """Keep what is typed, without a question, so that it is there after a dropped line."""
        self._keeping.keep()

    def _look_at_ssh_session(self, ssh_session: SshSession) -> None:
        if said := ssh_session.look(self, self._keeping.silent_seconds):
            warn(self, said)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Remember where the cursor is on each screen."""
        self._room.focused(event.widget)
        if isinstance(event.widget, Input):
            event.widget.cursor_blink = False  # blinking sends a kilobyte a second

    def on_resize(self) -> None:
        """Go on where there is room again."""
        self._room.resized()

    async def on_event(self, event: events.Event) -> None:
        """Whatever is typed is kept soon; nothing is typed where no one could see it."""
        if isinstance(event, (events.Key, events.Paste)):
            if self._room.holds_back(event):
                return self.bell() if self.context.config.bell else None
            self._keeping.was_typed_in()
        return await super().on_event(event)

    @on(SaveArrived)
    def _save_arrived(self, message: SaveArrived) -> None:
        self._keeping.save_arrived(message.change)

    @on(HealthCounted)
    @on(TeamsTurned)
    def _health_counted(self, message: HealthCounted | TeamsTurned) -> None:
        self._counting.counted(message)

    @on(CoachAsked)
    async def _coach(self, message: CoachAsked) -> None:
        await self.going.go_to("coach", message)

    @on(RecordAsked)
    async def _record(self, message: RecordAsked) -> None:
        await self.going.go_to("enter", message.subject)

    @on(LineAsked)
    async def _show_line(self, message: LineAsked) -> None:
        await self.going.go_to(message.screen, message.key, message.said)

    async def action_open_screen(self, name: str) -> None:
        """Go to a screen by its name, or back to the one whose line was opened."""
        await self.going.open(name)

    async def action_quick_entry(self) -> None:
        """Open the line of quick entry."""
        await self._quick_entry.open()

    async def action_import(self) -> None:
        """Bring in readings from a file."""
        if self._importing is not None and not isinstance(
            self.screen, ModalScreen | import_file.ImportScreen
        ):
            await self.push_screen(
                import_file.ImportScreen(self.context, self._importing),
                lambda _: self._show_changed(),
            )

    def _show_changed(self) -> None:
        if isinstance(self.screen, AppScreen):
            self.screen.show_changed("")

    async def action_find(self) -> None:
        """Find a line of the plan, a metric, a team or a person, and go there."""
        await self.going.find()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who may not record is not offered to; a member has one screen, a dialog its own keys."""
        if action in ("open_screen", "find"):
            return self.going.may_go(*map(str, parameters))
        is_free = not isinstance(self.screen, ModalScreen)
        if action in ("import", "quick_entry"):
            is_there = action == "quick_entry" or self._importing is not None
            return is_there and is_free and self.context.actor.may(Permission.READINGS)
        if action == "help":
            return is_free or isinstance(self.screen, keys_help.KeysHelp)
        return super().check_action(action, parameters)

    def action_keys_help(self) -> None:
        """Show the keys of this screen."""
        if not isinstance(self.screen, ModalScreen):
            names = [self.context.text(other) for other in self.context.counts.others]
            also = f"Also open: {', '.join(names)} (the +{len(names)} on top)"
            others = [Content(also), Content("")] if names else []
            here = spec_of(self.screen)
            title = f"Keys: {here.title}" if here else "Keys"
            bindings = self.screen.active_bindings
            self.push_screen(keys_help.KeysHelp(title, bindings, self.context, others))

    async def action_guide(self) -> None:
        """The first five steps, from the mission to the first reading."""
        from kpitui.ui.screens.guide import GuideScreen  # seen once, if at all

        if not isinstance(self.screen, ModalScreen | GuideScreen):
            await self.push_screen(GuideScreen(self.context))

    async def action_help(self) -> None:
        """Open the help at the page of this screen; from the list of its keys too."""
        # Textual's Markdown: paid for when it is opened
        from kpitui.ui.screens.help import HelpScreen

        if isinstance(self.screen, keys_help.KeysHelp):
            await self.pop_screen()
        if not isinstance(self.screen, ModalScreen):
            here = spec_of(self.screen)
            await self.push_screen(HelpScreen(self.context, here.help if here else "first_steps"))

    async def action_quit(self) -> None:
        """Leave; asks once more where typed readings are not saved."""
        if isinstance(self.screen, Unfinished) and self.screen.leaving_words:
            self.notify(self.screen.leaving_words, severity="warning", markup=False)
            return
        if self._keeping.may_leave():
            self.exit()

    def action_command_palette(self) -> None:
        """Show every action there is; the same key on top of it does nothing."""
        self.commands.open_palette()


def _look_for_garbage() -> None:
    """Look for it from now on, but not in what was made for the start, nearly all of
    which stays.
    """
    gc.freeze()
    gc.enable()
