"""Textual on lines that drop: stray bytes, end of file and signals end or pass in good order."""

import asyncio
import os
import selectors
import signal
import sys
import threading
import time
from contextlib import ExitStack
from typing import Any, ClassVar

from rich.console import RenderableType
from rich.segment import Segments
from rich.text import Text
from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen

from kpitui.domain.errors import WrongUsage
from kpitui.locale_encoding import TerminalDecoder, own_letters, terminal_encoding
from kpitui.ui.asking import AskingApp
from kpitui.ui.hardware_cursor import place_of
from kpitui.ui.job_control import StoppableDriver
from kpitui.ui.key_reader import KeyReader, LayoutKey
from kpitui.ui.output import HURRY_SECONDS, PatientWriter, use_patient_writer
from kpitui.ui.pace import CaughtUp, Pace
from kpitui.ui.painter import Painted, Painter
from kpitui.ui.plain_frames import in_ascii, in_own_letters, with_plain_frames
from kpitui.ui.typed_ahead import TypedAhead
from kpitui.ui.visit import Visit

LARGEST = Size(500, 200)
"""A terminal may claim to be 65,535 cells wide; drawing that takes gigabytes."""

OVERDUE_SECONDS = 1.5
"""After a hang-up the process is gone by then, also where the terminal takes no more output."""

PLAIN_PAGE = "\x1b[r\x1b(B\x0f\x1b[?7l\x1b[?2004h\x1b[m\x1b[2J"
"""What another program may have left otherwise: the lines that scroll, the letters, the wrapping, the pasting."""

HIDES_CURSOR = "\x1b[?25l"
LEAVES_PAGE = "\x1b[?1049l"
CLEARS_PAGE = "\x1b[H\x1b[2J"

HUNG_UP = 128 + signal.SIGHUP

_ASKED_BY_TEXTUAL = "\x1b[>25u"
_KEYS_ASKED_FOR, _KEYS_GIVEN_BACK = "\x1b[>29u", "\x1b[<u"
"""Kitty's reports of all keys with their text, as Textual asks for them, and with their place on the keyboard too."""


def require_terminal() -> None:
    """Nothing where screens can be shown; raises `WrongUsage` where there is none, or one that cannot be used."""
    if not all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__)):
        raise WrongUsage("The screens need a terminal; without one use the commands, such as: kpitui status")
    if os.environ.get("TERM", "") == "dumb":
        raise WrongUsage("This terminal cannot move its cursor (TERM=dumb); use the commands, such as: kpitui status")
    terminal_encoding()


USUAL = Size(80, 24)
"""The size of a terminal that does not know its own, such as a serial line or that of a container."""


def clamped(size: Size) -> Size:
    """The size, cut down to what can be drawn; the usual one where a terminal says 0."""
    return Size(min(size.width or USUAL.width, LARGEST.width), min(size.height or USUAL.height, LARGEST.height))


class SteadyDriver(StoppableDriver):
    """Reads the terminal so that no byte on it, and not its end, brings the program down or keeps it busy."""

    def __init__(self, app: App[None], **more: Any) -> None:
        super().__init__(app, **more)
        use_patient_writer()
        # Textual would draw its first screen as large as the terminal says.
        self._size = self._size or self._get_terminal_size()
        self._own_letters = own_letters()
        self.pace = Pace(time.monotonic)
        if isinstance(app, TerminalApp):
            app.typed_ahead.pace = self.pace
        assert self._file is not None
        self._file.reconfigure(encoding=terminal_encoding(), errors="replace")

    @property
    def output(self) -> PatientWriter:
        """What sends to the terminal."""
        writer = self._writer_thread
        assert isinstance(writer, PatientWriter)
        return writer

    def close(self) -> None:
        """Give everything back; who was told to end does not wait for a terminal that takes nothing more."""
        if self._writer_thread is not None:
            hurry = isinstance(self._app, TerminalApp) and self._app.is_hanging_up
            self.output.stop(HURRY_SECONDS if hurry else None)
        self._leaving.close()

    def _get_terminal_size(self) -> tuple[int, int]:
        # Textual asks nothing but this; a test pins it. It would believe COLUMNS, which some shells export and none
        # keeps true.
        try:
            size = clamped(Size(*os.get_terminal_size(self.fileno)))
        except OSError:
            size = USUAL
        return size.width, size.height

    def write(self, data: str) -> None:
        """Send to the terminal, in the letters that it shows; asked for key reports it is as the settings say."""
        if isinstance(self._app, TerminalApp):
            data = self._for_terminal(data, self._app)
        # Where there is no other page to go back to, as in GNU screen or on a console, this one would stay.
        data = CLEARS_PAGE + data if data == LEAVES_PAGE else data
        if data:
            super().write(self.pace.sent(data))

    def _for_terminal(self, data: str, app: "TerminalApp") -> str:
        if data == HIDES_CURSOR and app.shows_cursor:
            return ""
        if data == _ASKED_BY_TEXTUAL:
            return _KEYS_ASKED_FOR if app.key_reports else ""
        if data == _KEYS_GIVEN_BACK and not app.key_reports:
            return ""
        if self._own_letters:
            return in_own_letters(data, self._own_letters)
        if app.plain_frames:
            return in_ascii(data) if app.ascii_only else with_plain_frames(data)
        return data

    def process_message(self, message: Message) -> None:
        """Pass an event on; sizes that a terminal claims in band are cut down, a mouse that is off is not heard."""
        if isinstance(message, CaughtUp):
            self.pace.caught_up(message.time)
            return
        if isinstance(message, events.MouseEvent) and not self._mouse:
            return
        if isinstance(message, events.Resize) and message.size != clamped(message.size):
            size = clamped(message.size)
            message = events.Resize(size, size)
        super().process_message(message)

    def run_input_thread(self) -> None:
        """Read until the program ends or the terminal does.

        Textual's own loop ends the program at a byte that it cannot decode, and spins for ever at end of file
        (Textualize/textual#5140); that is why there is another one here.
        """
        decoder = TerminalDecoder()
        reader = KeyReader(debug=self._debug)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._leaving, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                # Only what has begun waits for what may follow it; on a terminal that is silent nothing wakes up.
                if any(key.fileobj == self.fileno for key, _ in selector.select(reader.patience)):
                    data = self._read()
                    if not data:
                        self._terminal_gone()
                        return
                    heard = reader.read(decoder.decode(data))
                elif not self.exit_event.is_set():
                    heard = reader.silent()
                else:
                    return
                for event in heard:
                    self.process_message(event)

    def _run_input_thread(self) -> None:
        # Textual's own shows the traceback, to whoever came in by SSH too.
        with ExitStack() as stack:
            stack.push(self._input_failed)
            self.run_input_thread()

    def _input_failed(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        """End the app by what went wrong."""
        if isinstance(error, Exception):
            self._loop.call_soon_threadsafe(self._app._handle_exception, error)
        return isinstance(error, Exception)

    def about_to_stop(self) -> None:
        """Keep what is typed; nobody knows whether it goes on."""
        if isinstance(self._app, TerminalApp):
            self._app.keep_drafts()

    def gone_on(self) -> None:
        """Paint over what a shell has left."""
        if isinstance(self._app, TerminalApp):
            self._app.repaint()

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:  # what a closed pty gives in place of end of file
            return b""

    def _terminal_gone(self) -> None:
        if isinstance(self._app, TerminalApp):
            self._app.leave_overdue(HUNG_UP)
            self._loop.call_soon_threadsafe(self._app.hang_up, HUNG_UP)


class TerminalApp(AskingApp):
    """An app that leaves in good order when its line drops or it is told to end."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+l", "repaint", "Repaint", id="app.repaint", show=False, priority=True,
                tooltip="Paint the whole screen again"),
    ]  # fmt: skip

    plain_frames = False
    """Whether what is drawn around things is sent in ASCII."""

    ascii_only = False
    """Whether the terminal shows no other characters."""

    key_reports = True
    """Whether a terminal that knows kitty's protocol is asked to report keys by it."""

    shows_cursor = False
    """Whether the terminal's own cursor is seen; it stands in what is marked either way."""

    visit: Visit | None = None
    """What is to be kept to where somebody came in by SSH."""

    def __init__(self) -> None:
        # Textual drops colours for NO_COLOR only where the terminal's own are used; otherwise it sends greys.
        super().__init__(driver_class=SteadyDriver, ansi_color=True if "NO_COLOR" in os.environ else None)
        self.is_hanging_up = False
        """Whether the line dropped or the process was told to end."""
        self._is_waiting = False
        self._handled: list[signal.Signals] = []
        self.animation_level = "none"  # a page that glides is slow to read, and forty pictures over a slow line
        self.typed_ahead = TypedAhead(self, self._pass_on)
        self._painter = Painter()
        self._painted: Screen[Any] | None = None

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Send what changed of a picture, and nothing where nothing did."""
        picture: Any = renderable  # declared as what Rich can print, which Textual's own pictures are not
        if isinstance(picture, CompositorUpdate) and self._running and not (self._batch_count or self.is_headless):
            driver = self._driver
            if isinstance(driver, SteadyDriver) and driver.output.is_behind:
                self._await_terminal(driver.output)
                return
            if screen is not self._painted:  # going to another screen and back mends a terminal that was garbled
                self._painter.forget()
                self._painted = screen
            codes = self._painter.paint(picture, self.size, self.console)
            self.cursor_position = place_of(self.screen.focused)
            cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
            if not codes and cursor == self._previous_cursor_position:
                self.post_display_hook()
                return
            picture = Painted(codes)
        super()._display(screen, picture)

    def _await_terminal(self, output: PatientWriter) -> None:
        """Leave pictures out until the terminal has taken what was sent; then send the one that is true."""
        if not self._is_waiting:
            self._is_waiting = True
            loop = asyncio.get_running_loop()
            output.when_sent(lambda: loop.call_soon_threadsafe(self.repaint))

    def repaint(self) -> None:
        """Paint every cell once more."""
        self._is_waiting = False
        self._painter.forget()
        self.screen.refresh()

    def action_repaint(self) -> None:
        """Paint every cell again, whatever another program left on the screen."""
        if self._driver is not None:
            self._driver.write(PLAIN_PAGE)
        self.repaint()

    async def on_event(self, event: events.Event) -> None:
        """Keys and pasted text go in line; everything else is handled at once."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            if isinstance(event, events.Key) and event.key == "ctrl+j":
                event = events.Key("enter", "\r")  # so the terminal tells Enter until it is ours
            self.typed_ahead.add(event)
            return
        painted = self._painted
        if isinstance(event, events.Resize) and painted is not None and event.size == painted.outer_size:
            # It was of another size meanwhile, and the terminal has cut what lay outside.
            self.repaint()
        await super().on_event(event)

    async def _pass_on(self, event: events.Event) -> None:
        if self.comes_too_early(event):
            return
        await super().on_event(self._as_meant(event) if isinstance(event, LayoutKey) else event)

    def _as_meant(self, key: LayoutKey) -> events.Key:
        """A letter of another script where it is typed or is a key by name; else what stands in its place in ours."""
        focused = self.focused
        typed = key.character is not None and focused is not None and focused.check_consume_key(key.key, key.character)
        if typed and focused is not None and len(key.latin.key) == 1:  # a letter that is a key where it is typed
            typed = focused.check_consume_key(key.latin.key, key.latin.character)
        return key.copy() if typed or key.key in self.screen.active_bindings else key.latin

    async def on_load(self) -> None:
        """Take the signals that by default end the process without putting the terminal back."""
        self.run_worker(self.typed_ahead.run(), group="keys")
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            # nohup ignores the hang-up on purpose; then the end of file tells.
            if signal.getsignal(number) is not signal.SIG_IGN and threading.current_thread() is threading.main_thread():
                loop.add_signal_handler(number, self._signalled, number)
                self._handled.append(number)

    def on_unmount(self) -> None:
        """Give the signals back."""
        loop = asyncio.get_running_loop()
        for number in self._handled:
            loop.remove_signal_handler(number)

    def _signalled(self, number: signal.Signals) -> None:
        # A pty that closes ends what is typed and signals as well: neither may cut short what the other began.
        self.leave_overdue(128 + number)
        self.hang_up(128 + number)

    def hang_up(self, return_code: int, said: str | None = None) -> None:
        """Leave because the line dropped or the process was told to end; what was being typed is kept first."""
        if not self.is_hanging_up:
            self.is_hanging_up = True
            self.keep_drafts()
            driver = self._driver
            seen = not isinstance(driver, SteadyDriver) or not driver.output.is_behind
            self.exit(return_code=return_code, message=Text(said) if said and seen else None)

    def keep_drafts(self) -> None:
        """Keep what was being typed; quick, and without a question."""

    def leave_overdue(self, return_code: int) -> None:
        """See to it that the process is gone soon, whatever the terminal and the event loop do."""
        timer = threading.Timer(OVERDUE_SECONDS, os._exit, [return_code])
        timer.daemon = True
        timer.start()

    # What Textual would do on the machine that it runs on; there is no key for any of it, and no way either.

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """No browser: a link in what somebody wrote is text."""

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
        if self.visit is None:
            super()._handle_exception(error)
            return
        self._return_code = 1
        self._exit_renderables.append(Text(f"kpitui: {self.visit.crashed(error)}\n"))
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        # Textual's own prints the local variables of every frame, in which names and notes of people stand.
        import rich
        from rich.traceback import Traceback  # brings Pygments

        self.bell()
        error = self._exception
        assert error is not None
        traceback = Traceback.from_exception(
            type(error), error, error.__traceback__, show_locals=False, width=None, suppress=[rich]
        )
        self._exit_renderables.append(Segments(self.console.render(traceback, self.console.options)))
        self._close_messages_no_wait()
