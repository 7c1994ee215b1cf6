"""The program with its screens."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

from textual import events, on
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandList, CommandPalette
from textual.content import Content
from textual.events import DescendantFocus
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Input

from kpitui.charts.text import Charset
from kpitui.domain.access import Deed
from kpitui.domain.errors import KpituiError, Refused
from kpitui.later import Later
from kpitui.paths import sheets
from kpitui.ui.editing import EditingScreen
from kpitui.ui.keeping import KeepingApp
from kpitui.ui.keys import EVERYWHERE, MOVE
from kpitui.ui.messages import CoachAsked, LineAsked
from kpitui.ui.plain_scrollbar import use_plain_scrollbars
from kpitui.ui.theme import use_themes
from kpitui.ui.unfinished import Unfinished
from kpitui.ui.visit import Visit
from kpitui.ui.watching import FIRST_COUNT_SECONDS
from kpitui.ui.wide_letters import use_wide_letters
from kpitui.ui.workplace import Workplace

if TYPE_CHECKING:
    from kpitui.actions.importing import Importing
    from kpitui.ui.dialogs import find as find_dialog
    from kpitui.ui.dialogs import keys_help
    from kpitui.ui.screens import import_file
    from kpitui.ui.screens.people import PeopleScreen
    from kpitui.ui.screens.plan import PlanScreen
    from kpitui.ui.screens.review import ReviewScreen
    from kpitui.ui.screens.review_summary import WriteReport
    from kpitui.views import find, place
    from kpitui.views.find import Findable
else:
    find_dialog, keys_help = Later("kpitui.ui.dialogs.find"), Later("kpitui.ui.dialogs.keys_help")
    import_file = Later("kpitui.ui.screens.import_file")
    find, place = Later("kpitui.views.find"), Later("kpitui.views.place")

VISIT_SECONDS = 4.0
"""How often it is asked whether somebody who came in by SSH may still be in."""

WARNING_SECONDS = 15.0
"""What is wrong with the file is shown for so long at the start; kpitui doctor tells it again."""


SCREENS = {
    "plan": "kpitui.ui.screens.plan:PlanScreen", "enter": "kpitui.ui.screens.enter:EnterScreen",
    "coach": "kpitui.ui.screens.coach:CoachScreen", "review": "kpitui.ui.screens.review:ReviewScreen",
    "people": "kpitui.ui.screens.people:PeopleScreen", "health": "kpitui.ui.screens.health:HealthScreen",
    "history": "kpitui.ui.screens.history:HistoryScreen", "sort": "kpitui.ui.screens.sort:SortScreen",
}  # fmt: skip
"""Where each screen of the bar stands."""

HELP = {
    "plan": "plan", "enter": "enter", "coach": "coach", "review": "review", "people": "people", "health": "health",
    "history": "history", "sort": "plan", "readings": "plan", "sessions": "coach", "person": "people", "team": "people",
    "summary": "review", "import": "data",
}  # fmt: skip
"""The page of the help for each screen, by what its id begins with."""


class KpituiApp(KeepingApp):
    """Plan and Enter; keys that work everywhere stand here."""

    TITLE = "kpitui"
    # Textual declares these two as variables of the instance.
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (15, "-low"), (24, "-tall")]  # noqa: RUF012
    ENABLE_COMMAND_PALETTE = True
    CSS_PATH = sheets("base")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1,f2", "open_screen('plan')", "Plan", id="app.plan", show=False, tooltip="Go to the Plan screen"),
        Binding("2,f3", "open_screen('enter')", "Enter", id="app.enter", show=False, tooltip="Go to the Enter screen"),
        Binding("3,f4", "open_screen('coach')", "Coach", id="app.coach", show=False, tooltip="Go to the Coach screen"),
        Binding("4,f5", "open_screen('review')", "Review", id="app.review", show=False, tooltip="Go to the Review"),
        Binding("5,f6", "open_screen('people')", "People", id="app.people", show=False, tooltip="Go to the People"),
        Binding("6,f7", "open_screen('health')", "Health", id="app.health", show=False, tooltip="Go to the Health"),
        Binding("7,f8", "open_screen('history')", "History", id="app.history", show=False, tooltip="Go to the History"),
        Binding("colon", "quick_entry", "Record", id="app.quick", key_display=":", show=False,
                tooltip='Record readings in words, such as: csat 92 ana yesterday'),
        Binding("i", "import", "Import", id="app.import", show=False,
                tooltip="Bring in readings from a CSV or Excel file"),
        Binding("slash", "find", "Find", id="app.find", key_display="/", show=False,
                tooltip="Go to a line of the plan, a metric, a team or a person by some letters"),
        Binding(
            "question_mark,f1", "keys_help", "Keys", id="app.keys", key_display="?", tooltip="The keys of this screen"
        ),
        Binding("H", "help", "Help", id="app.help", show=False, tooltip="The help, at the page of this screen"),
        Binding("ctrl+p,f12", "command_palette", "Commands", id="app.palette", show=False, priority=True,
                tooltip="Everything that can be done here, by some letters of its name"),
        Binding("q,f10", "quit", "Quit", id="app.quit", tooltip="Leave kpitui"),
    ]  # fmt: skip

    def __init__(
        self,
        workplace: Workplace,
        importing: Importing | None = None,
        write_report: WriteReport | None = None,
        visit: Visit | None = None,
        *,
        guide: bool = False,
    ) -> None:
        """`guide`: the file is new, and the first steps are shown."""
        super().__init__(workplace)
        self.plain_frames = workplace.charset is Charset.ASCII
        self.ascii_only = self.plain_frames and not workplace.every_letter
        self.shows_cursor = workplace.config.cursor
        self.set_class(self.plain_frames, "-ascii", update=False)
        use_plain_scrollbars(self.plain_frames)
        if workplace.every_letter:
            use_wide_letters()
        self._theme_remark = use_themes(self, workplace.config.theme, os.environ)
        self.visit = visit
        self._guide = guide
        self.news: Callable[[], str] | None = None
        """Gives what is new since the last start; asked when the first screen is there."""
        self.told_once = ""
        """Said when the first screen is there, and not at the next start."""
        self._write_report = write_report
        self._importing = importing
        self._last_focused: WeakKeyDictionary[Screen[object], Widget] = WeakKeyDictionary()

    def get_default_screen(self) -> Screen[Any]:
        """The Plan screen, or the one that a member has."""
        screen = self._put_together("plan" if self.workplace.actor.sees_everybody else "people")
        self._load_screen_css(screen)
        screen._push_result_callback(self, None)  # as if it had been pushed: whoever takes its place takes this away
        return screen

    def on_mount(self) -> None:
        """Begin what goes on while the screens are open."""
        if self.workplace.actor.sees_everybody:
            self.call_after_refresh(self.count_health_soon, FIRST_COUNT_SECONDS)
        if not gc.isenabled():
            self.call_after_refresh(_look_for_garbage)
        self.begin_to_keep()
        self.call_after_refresh(self._warn)
        if self._guide and self.workplace.actor.sees_everybody:
            self.call_after_refresh(self.action_guide)
        elif self.news is not None:
            self.call_after_refresh(self._tell_news, self.news)
        self.begin_to_watch()
        if self.visit is not None:
            self.set_interval(VISIT_SECONDS, partial(self._look_at_visit, self.visit))

    def has_screen(self, name: str) -> bool:
        """Whether there is a screen of that name for who sits here; what is not there shows nothing of others."""
        return name in SCREENS and (name == "people" or self.workplace.actor.sees_everybody)

    def _put_together(self, name: str) -> Screen[Any]:
        """A screen of the bar; each is loaded and made when somebody first goes to it."""
        if not self.is_screen_installed(name):
            module, kind = SCREENS[name].split(":")
            make = getattr(importlib.import_module(module), kind)
            more = (self._write_report,) if name == "review" else ()
            screen = make(self.workplace, *more)
            # The classes that its first resize would give it, so that it is laid out once.
            for edge, breakpoints in zip(
                self.size, (self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS), strict=True
            ):
                screen.add_class(max(one for one in breakpoints if one[0] <= edge)[1], update=False)
            self.install_screen(screen, name)
        return self.get_screen(name)

    def _load_screen_css(self, screen: Screen[Any]) -> None:
        """Read the sheets of a screen that is shown for the first time; Textual would parse all others once more."""
        new = [path for path in screen.css_path if not self.stylesheet.has_source(str(path))]
        if new:
            self.stylesheet.read_all(new)
            self.stylesheet.parse()

    def _look_at_visit(self, visit: Visit) -> None:
        why = visit.why_it_ends()
        if not why and self.silent_seconds > visit.idle_seconds:
            why = f"No key was pressed for {visit.idle_seconds / 60:g} minutes; what you typed is kept."
        if why:
            self.leave_overdue(Refused.exit_code)
            self.hang_up(Refused.exit_code, f"kpitui: {why}")
        elif said := visit.remark():
            self.notify(said, severity="warning", timeout=WARNING_SECONDS, markup=False)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Remember where the cursor is on each screen."""
        if event.widget.is_attached:
            self._last_focused[event.widget.screen] = event.widget
        if isinstance(event.widget, Input):
            event.widget.cursor_blink = False  # that of the palette is Textual's; blinking sends a kilobyte a second

    def on_resize(self) -> None:
        """What was hidden because the window was too small comes back with the cursor where it was."""
        self.call_after_refresh(self._refocus)

    def _refocus(self) -> None:
        last = self._last_focused.get(self.screen)
        if self.screen.focused is None and last is not None and last.is_attached and last.focusable:
            self.screen.set_focus(last)

    def _warn(self) -> None:
        """Say what is wrong with the settings, and the rights and the place of the file, with what mends it."""
        for fault in self.key_faults if self.visit is None else ():  # who comes in by SSH cannot mend them
            said = self.workplace.text(fault)
            self.notify(said, severity="warning", timeout=WARNING_SECONDS, markup=False)
        if self.told_once:
            said = self.workplace.text(f"{self.told_once}.")
            self.notify(said, severity="warning", timeout=WARNING_SECONDS, markup=False)
        if self._theme_remark:
            self.notify(self.workplace.text(self._theme_remark), timeout=WARNING_SECONDS, markup=False)
        actor = self.workplace.actor
        # Who only looks, or has no shell here, can do nothing about it; a leader can have it done.
        if not actor.may(Deed.RULES) and (self.visit is not None or not actor.may(Deed.READINGS)):
            return
        with contextlib.suppress(KpituiError):  # the screens say what is wrong with a file that is not there
            for finding in place.warnings(self.workplace.database):
                said = self.workplace.text(f"{finding}.")
                self.notify(said, severity="warning", timeout=WARNING_SECONDS, markup=False)

    async def on_event(self, event: events.Event) -> None:
        """Whatever is typed is kept soon; nothing is typed where nobody could see it."""
        if isinstance(event, (events.Key, events.Paste)) and self._is_blind(event):
            return
        if isinstance(event, (events.Key, events.Paste)):
            self.was_typed_in()
        await super().on_event(event)

    def _is_blind(self, event: events.Event) -> bool:
        """Whether a key would do something on a screen that has no room to be seen; leaving is always seen."""
        (_, (width, _), *_), (_, (height, _), *_) = self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS
        if self.size.width >= width and self.size.height >= height:
            return False
        leaving = ("f10", "ctrl+q") if isinstance(self.screen, ModalScreen) else ("f10", "ctrl+q", "q")
        return not (isinstance(event, events.Key) and event.key in leaving)

    async def action_open_screen(self, name: str) -> None:
        """Go to a screen of the bar."""
        if isinstance(self.screen, ModalScreen) or not self.has_screen(name):
            return
        self._put_together(name)
        while len(self.screen_stack) > 1:  # what was opened from a screen of the bar goes with it
            await self.pop_screen()
        if self.screen.id != f"{name}-screen":
            await self.switch_screen(name)

    async def action_import(self) -> None:
        """Bring in readings from a file."""
        if self._importing is not None and not isinstance(self.screen, ModalScreen | import_file.ImportScreen):
            await self.push_screen(
                import_file.ImportScreen(self.workplace, self._importing), lambda _: self._show_changed()
            )

    def _show_changed(self) -> None:
        if isinstance(self.screen, EditingScreen):
            self.screen.show_changed("")

    async def action_find(self) -> None:
        """Find a line of the plan, a metric, a team or a person, and go there."""
        work = self.workplace
        if isinstance(self.screen, ModalScreen):
            return
        try:
            findables = find.load_findables(work.database, work.as_of)
        except KpituiError as error:
            self.notify(work.words(error.sentence), severity="error", markup=False)
            return
        await self.push_screen(find_dialog.FindDialog(findables, work), self._go_to)

    async def _go_to(self, found: Findable | None) -> None:
        if found is None:
            return
        await self.action_open_screen(found.screen)
        self._line_screen(found.screen).go_to(found.key)

    def _line_screen(self, name: str) -> PlanScreen | PeopleScreen | ReviewScreen:
        from kpitui.ui.screens.people import PeopleScreen
        from kpitui.ui.screens.plan import PlanScreen
        from kpitui.ui.screens.review import ReviewScreen

        screen = self.get_screen(name)
        assert isinstance(screen, (PlanScreen, PeopleScreen, ReviewScreen))
        return screen

    @on(CoachAsked)
    async def _coach(self, message: CoachAsked) -> None:
        await self.action_open_screen("coach")
        from kpitui.ui.screens.coach import CoachScreen

        screen = self.get_screen("coach")
        assert isinstance(screen, CoachScreen)
        screen.go_to(message.person_id)

    @on(LineAsked)
    async def _show_line(self, message: LineAsked) -> None:
        await self.action_open_screen(message.screen)
        screen = self._line_screen(message.screen)
        screen.go_to(message.key)
        if message.said:
            screen.tell(message.said)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who may not record is not offered to; a member has one screen; and a dialog keeps its keys."""
        if not self.workplace.actor.sees_everybody and action in ("open_screen", "find"):
            return False
        if action == "import":
            allowed = self._importing is not None and self.workplace.actor.may(Deed.READINGS)
            return allowed and not isinstance(self.screen, ModalScreen)
        if action == "quick_entry":
            return self.workplace.actor.may(Deed.READINGS) and not isinstance(self.screen, ModalScreen)
        if action == "help":
            return not isinstance(self.screen, ModalScreen) or isinstance(self.screen, keys_help.KeysHelp)
        return super().check_action(action, parameters)

    def action_keys_help(self) -> None:
        """Show the keys of this screen."""
        if not isinstance(self.screen, ModalScreen):
            names = [self.workplace.text(one) for one in self.workplace.counts.others]
            here = [Content("H here: what this screen is for, and all the rest of the help")]
            here += [Content(f"Also in this file now: {', '.join(names)}")] if names else []
            here.append(Content(""))
            self.push_screen(keys_help.KeysHelp(self.screen.active_bindings, here))

    async def _tell_news(self, news: Callable[[], str]) -> None:
        """Show what is new, once after an upgrade."""
        if found := news():
            from kpitui.ui.dialogs.text import TextDialog

            lines = [
                Content.styled("What is new", "bold"),
                *(Content(self.workplace.text(one)) for one in found.split("\n")),
            ]
            await self.push_screen(TextDialog(lines))

    async def action_guide(self) -> None:
        """The first five steps, from the mission to the first reading."""
        from kpitui.ui.screens.guide import GuideScreen  # seen once, if at all

        if not isinstance(self.screen, ModalScreen | GuideScreen):
            await self.push_screen(GuideScreen(self.workplace))

    async def action_help(self) -> None:
        """Open the help at the page of this screen; from the list of its keys too."""
        from kpitui.ui.screens.help import HelpScreen  # Textual's Markdown: paid for when it is opened

        if isinstance(self.screen, keys_help.KeysHelp):
            await self.pop_screen()
        if not isinstance(self.screen, ModalScreen):
            page = HELP.get((self.screen.id or "").removesuffix("-screen"), "first_steps")
            await self.push_screen(HelpScreen(self.workplace, page))

    async def action_quit(self) -> None:
        """Leave; asks once more where typed readings are not saved."""
        if isinstance(self.screen, Unfinished) and self.screen.leaving_words:
            self.notify(self.screen.leaving_words, severity="warning", markup=False)
            return
        if self.may_leave():
            self.exit()

    def action_command_palette(self) -> None:
        """Show every action there is; the same key on top of it does nothing."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action of the program that the role has; none that writes files or opens a browser."""
        screens = {
            "Plan": "Go to the Plan screen", "Enter": "Go to the Enter screen", "Coach": "Go to the Coach screen",
            "Review": "Go to the Review screen", "People": "Go to the People screen",
            "Sort": "Give every metric its place", "Health": "Go to the Health screen",
            "History": "Go to the History",
        }  # fmt: skip
        for title, tooltip in screens.items():
            if self.has_screen(title.lower()):
                yield SystemCommand(title, tooltip, partial(self.action_open_screen, title.lower()))
        if self.workplace.actor.sees_everybody:
            yield SystemCommand("Find", "Go to anything by some letters of its name", self.action_find)
        if self.workplace.actor.may(Deed.READINGS):
            yield SystemCommand("Record", "Record readings in words", self.action_quick_entry)
        if self.workplace.actor.may(Deed.READINGS) and self._importing is not None:
            yield SystemCommand("Import", "Bring in readings from a CSV or Excel file", self.action_import)
        if isinstance(screen, EditingScreen):  # where letters are typed their keys are no bindings
            yield SystemCommand("Undo", "Take your last deed back, and again the one before", screen.action_undo)
            yield SystemCommand("Redo", "Do again what you undid last", screen.action_redo)
            yield SystemCommand("Copy", "Copy this line to the clipboard", partial(screen.action_copy, False))
            yield SystemCommand("Copy all", "Copy the list, page, table or chart", partial(screen.action_copy, True))
        own = {one.binding.id: one for one in screen.active_bindings.values() if one.binding.group != MOVE}
        for name, active in own.items():
            if name and not name.startswith(EVERYWHERE):
                binding, run = active.binding, partial(self.run_action, active.binding.action, active.node)
                yield SystemCommand(binding.description, binding.tooltip, run)
        if self.workplace.actor.may(Deed.PLAN):
            yield SystemCommand("First steps", "From the mission to the first reading", self.action_guide)
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)
        yield SystemCommand("Keys", "The keys of this screen", self.action_keys_help)
        yield SystemCommand("Help", "What this screen is for, and everything else there is to know", self.action_help)
        yield SystemCommand("Quit", "Leave kpitui", self.action_quit)


class Palette(CommandPalette):
    """Textual's, but that a key which comes before its list is drawn moves nothing, and breaks nothing."""

    def _action_command_list(self, action: str) -> None:
        if self.query_one(CommandList)._index_to_line:
            super()._action_command_list(action)


def _look_for_garbage() -> None:
    """Look for it from now on, but not in what was made for the start, nearly all of which stays."""
    gc.freeze()
    gc.enable()
