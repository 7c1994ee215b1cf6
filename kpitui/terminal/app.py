"""A Textual app on lines that drop: signals, keys typed ahead and pictures pass in good order."""

import os
import sys
from typing import Any, ClassVar

from rich.console import RenderableType
from rich.segment import Segments
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import WorkerFailed

from kpitui.domain.errors import WrongUsage
from kpitui.locale_encoding import terminal_encoding
from kpitui.terminal.asking import Asking
from kpitui.terminal.driven_app import DrivenApp
from kpitui.terminal.keys import LayoutKey, is_step, take_keys
from kpitui.terminal.leaving import EndSignals
from kpitui.terminal.pictures import Pictures
from kpitui.terminal.ssh_session import SshSession
from kpitui.terminal.textual_inside import own_driver
from kpitui.terminal.typed_ahead import TypedAhead

PLAIN_PAGE = "\x1b[r\x1b(B\x0f\x1b[?7l\x1b[?2004h\x1b[m\x1b[2J"
"""What another program may have left otherwise: the lines that scroll, the letters, the wrapping,
the pasting.
"""


def has_terminal() -> bool:
    """Whether there is a terminal to show screens on."""
    return all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__))


def require_terminal() -> None:
    """Nothing where screens can be shown; raises `WrongUsage` where there is none, or one that
    cannot be used.
    """
    if not has_terminal():
        raise WrongUsage(
            "The screens need a terminal; without one use the commands, such as: kpitui status"
        )
    if os.environ.get("TERM", "") == "dumb":
        raise WrongUsage(
            "This terminal cannot move its cursor (TERM=dumb); use the commands, such as: kpitui "
            "status"
        )
    terminal_encoding()


class TerminalApp(DrivenApp):
    """An app that leaves in good order when its line drops or it is told to end."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+l", "repaint", "Repaint", id="app.repaint", show=False, priority=True,
                tooltip="Paint the whole screen again"),
    ]  # fmt: skip

    ssh_session: SshSession | None = None
    """What is to be kept to where someone came in by SSH."""

    def __init__(self) -> None:
        # Textual drops colours for NO_COLOR only where the terminal's own are used; otherwise it
        # sends greys.
        super().__init__(
            driver_class=own_driver(), ansi_color=True if "NO_COLOR" in os.environ else None
        )
        self.own_keys: dict[str, str] = {}
        """The keys of the settings, by the id of what they do."""
        # A page that glides is slow to read, and forty pictures over a slow line.
        self.animation_level = "none"
        self.typed_ahead = TypedAhead(self, self._pass_on)
        self.asking = Asking(self)
        self._signals = EndSignals(self.leaving)
        self._pictures = Pictures(self)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Send what changed of a picture, and nothing where nothing did."""
        if self._pictures.paints(self, renderable):
            if self._pictures.is_left_out():
                return
            renderable = self._pictures.changes(self, screen, renderable)
        super()._display(screen, renderable)

    def post_display_hook(self) -> None:
        """Note that what was asked is painted."""
        self.asking.painted()

    def repaint(self) -> None:
        """Paint every cell once more."""
        self._pictures.forget()
        if self.screen_stack:  # the terminal may have taken all only as the app left
            self.screen.refresh()

    def action_repaint(self) -> None:
        """Paint every cell again, whatever another program left on the screen."""
        if self.own_driver is not None:
            self.own_driver.write(PLAIN_PAGE)
        self.repaint()

    async def on_event(self, event: events.Event) -> None:
        """Keys and pasted text go in line; everything else is handled at once."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            if isinstance(event, events.Key) and event.key == "ctrl+j":
                event = events.Key("enter", "\r")  # so the terminal tells Enter until it is ours
            self.typed_ahead.add(event)
            return
        if isinstance(event, events.Resize) and self._pictures.is_of_size(event.size):
            # It was of another size meanwhile, and the terminal has cut what lay outside.
            self.repaint()
        await super().on_event(event)

    async def _pass_on(self, event: events.Event) -> None:
        if not self.asking.comes_too_early(event):
            meant = event.as_meant(self.screen) if isinstance(event, LayoutKey) else event
            if not (isinstance(meant, events.Key) and await self._steps(meant)):
                await super().on_event(meant)

    async def _steps(self, key: events.Key) -> bool:
        """Whether a key was a step that is done now."""
        if not (self.app_focus and is_step(self.focused, key)):
            return False
        return await self._check_bindings(key.key, True) or await self._check_bindings(key.key)

    async def on_load(self) -> None:
        """Begin to pass on what is typed."""
        self.run_worker(self.typed_ahead.run(), group="keys")
        self._signals.take()

    def on_unmount(self) -> None:
        """Give the signals back; what was typed is kept by now."""
        self._signals.give_back()
        self.leaving.kept.set()

    def begin_with(self, screen: Screen[Any]) -> Screen[Any]:
        """The screen, made ready to be the first, which no one has pushed."""
        self._load_screen_css(screen)
        if hasattr(screen, "_push_result_callback"):  # what takes its place takes this away
            screen._push_result_callback(self, None)
        return screen

    def _load_screen_css(self, screen: Screen[Any]) -> None:
        # Textual would parse the sheets of all other screens once more.
        new = [path for path in screen.css_path if not self.stylesheet.has_source(str(path))]
        if new:
            self.stylesheet.read_all(new)
            self.stylesheet.parse()

    def _register_child(
        self, parent: DOMNode, child: Widget, before: int | None, after: int | None
    ) -> None:
        # Textual's keymap comes after it has left out what an input takes: a letter changed into F9
        # would be lost.
        if self.own_keys:
            take_keys(child, self.own_keys)
        super()._register_child(parent, child, before, after)

    # What Textual would do on the machine that it runs on; there is no key for any of it, and no
    # way either.

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """No browser: a link in what someone wrote is text."""

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """No picture on the disk."""

    def deliver_screenshot(
        self, filename: str | None = None, path: str | None = None, time_format: str | None = None
    ) -> str | None:
        """No picture on the disk."""
        return None

    def action_suspend_process(self) -> None:
        """No way to a shell, and no process that is stopped for ever."""

    def _handle_exception(self, error: Exception) -> None:
        if self.ssh_session is None:
            super()._handle_exception(error)
            return
        self._return_code = 1
        # Of a worker Textual hands on an exception of its own, which was never raised and went
        # nowhere.
        went_wrong = error.error if isinstance(error, WorkerFailed) else error
        self._exit_renderables.append(Text(f"kpitui: {self.ssh_session.crashed(went_wrong)}\n"))
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        # Textual's own prints the local variables of every frame, in which names and notes of
        # people stand.
        import rich
        from rich.traceback import Traceback  # brings Pygments

        self.bell()
        error = self._exception
        assert error is not None
        traceback = Traceback.from_exception(
            type(error), error, error.__traceback__, show_locals=False, width=None, suppress=[rich]
        )
        self._exit_renderables.append(
            Segments(self.console.render(traceback, self.console.options))
        )
        self._close_messages_no_wait()
