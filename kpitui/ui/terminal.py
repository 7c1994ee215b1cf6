"""Textual on lines that drop: stray bytes, end of file and signals end or pass in good order."""

import asyncio
import os
import re
import selectors
import signal
import sys
import threading
import time
from codecs import getincrementaldecoder
from typing import Any, ClassVar

from rich.console import RenderableType
from rich.segment import Segments
from rich.text import Text
from textual import events
from textual._compositor import CompositorUpdate
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.binding import Binding, BindingType
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen

from kpitui.domain.errors import WrongUsage
from kpitui.ui.hardware_cursor import place_of
from kpitui.ui.output import HURRY_SECONDS, PatientWriter, use_patient_writer
from kpitui.ui.painter import Painted, Painter
from kpitui.ui.plain_frames import in_ascii, with_plain_frames
from kpitui.ui.typed_ahead import TypedAhead
from kpitui.ui.visit import Visit

LARGEST = Size(500, 200)
"""A terminal may claim to be 65,535 cells wide; drawing that takes gigabytes."""

OVERDUE_SECONDS = 1.5
"""After a hang-up the process is gone by then, also where the terminal takes no more output."""

_LATE_ANSWER = re.compile(r"\x1b[\]P_^][^\x07\x1b]*(?:\x07|\x1b\\)")
"""What a terminal says of its colours or clipboard when a program before us asked; Textual would take it for keys."""

SILENT_SECONDS = 1.0
"""So long after the last byte nothing that was typed is still waited for."""

_PASTE_EDGE = re.compile(r"(\x1b\[20[01]~)")
_PASTE_BEGINS = "\x1b[200~"
_HALF_A_BEGIN = re.compile(r"\x1b\[(?:2(?:00?)?)?\Z")
_UNFINISHED = re.compile(r"\x1b[^\x1b]{0,5}\Z")
_CODE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b")

PLAIN_PAGE = "\x1b[r\x1b(B\x0f\x1b[?7l\x1b[?2004h\x1b[m\x1b[2J"
"""What another program may have left otherwise: the lines that scroll, the letters, the wrapping, the pasting."""

HIDES_CURSOR = "\x1b[?25l"
LEAVES_PAGE = "\x1b[?1049l"
CLEARS_PAGE = "\x1b[H\x1b[2J"

HUNG_UP = 128 + signal.SIGHUP


def require_terminal() -> None:
    """Nothing where screens can be shown; raises `WrongUsage` where there is no terminal, or one without a cursor."""
    if not all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__)):
        raise WrongUsage("The screens need a terminal; without one use the commands, such as: kpitui status")
    if os.environ.get("TERM", "") == "dumb":
        raise WrongUsage("This terminal cannot move its cursor (TERM=dumb); use the commands, such as: kpitui status")


USUAL = Size(80, 24)
"""The size of a terminal that does not know its own, such as a serial line or that of a container."""


def clamped(size: Size) -> Size:
    """The size, cut down to what can be drawn; the usual one where a terminal says 0."""
    return Size(min(size.width or USUAL.width, LARGEST.width), min(size.height or USUAL.height, LARGEST.height))


class WakingEvent(threading.Event):
    """An event that a thread can wait for together with what is typed."""

    def __init__(self) -> None:
        super().__init__()
        self._reader, self._writer = os.pipe()

    def fileno(self) -> int:
        """What can be read from while the event is set."""
        return self._reader

    def set(self) -> None:
        """Set it, and wake whoever waits."""
        super().set()
        os.write(self._writer, b".")

    def clear(self) -> None:
        """Make it ready for the next time."""
        if self.is_set():
            os.read(self._reader, 4096)
        super().clear()

    def close(self) -> None:
        """Give the pipe back."""
        os.close(self._reader)
        os.close(self._writer)


class PastedCodes:
    """Leaves escape codes out of what is pasted: Textual takes them for keys, and types them before the rest."""

    def __init__(self) -> None:
        self._pasting = False
        self._held = ""
        self._passed_on = 0  # an escape may be a key: it is given at once, and held as the beginning of a code

    def let_go(self) -> str:
        """What was held before a paste, when nothing has followed it: it was a key."""
        if self._pasting:
            return ""
        held, self._held = self._held[self._passed_on :], ""
        self._passed_on = 0
        return held

    def left_out(self, text: str) -> str:
        """The text without them; what may be half of a code is held until it is known what it begins."""
        text, self._held = self._held + text, ""
        came = self._cleaned(text)
        if came:
            came, self._passed_on = came[self._passed_on :], 0
        if not self._pasting and came.endswith("\x1b"):
            self._held, self._passed_on = "\x1b", 1
        return came

    def _cleaned(self, text: str) -> str:
        parts = _PASTE_EDGE.split(text)
        for place, part in enumerate(parts):
            if place % 2:
                self._pasting = part == _PASTE_BEGINS
            elif self._pasting:
                if place == len(parts) - 1 and (begun := _UNFINISHED.search(part)):
                    self._held = begun[0]
                    part = part[: begun.start()]
                parts[place] = _CODE.sub("", part)
            elif place == len(parts) - 1 and (begun := _HALF_A_BEGIN.search(part)):
                self._held = begun[0]
                parts[place] = part[: begun.start()]
        return "".join(parts)


class SteadyDriver(LinuxDriver):
    """Reads the terminal so that no byte on it, and not its end, brings the program down or keeps it busy."""

    def __init__(self, app: App[None], **more: Any) -> None:
        super().__init__(app, **more)
        use_patient_writer()
        # Textual would draw its first screen as large as the terminal says.
        self._size = self._size or self._get_terminal_size()
        self.exit_event = self._leaving = WakingEvent()

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
        """Send to the terminal, in ASCII where it shows nothing else."""
        if isinstance(self._app, TerminalApp):
            if data == HIDES_CURSOR and self._app.shows_cursor:
                return
            if self._app.plain_frames:
                data = in_ascii(data) if self._app.ascii_only else with_plain_frames(data)
        # Where there is no other page to go back to, as in GNU screen or on a console, this one would stay.
        super().write(CLEARS_PAGE + data if data == LEAVES_PAGE else data)

    def process_message(self, message: Message) -> None:
        """Pass an event on; sizes that a terminal claims in band are cut down, a mouse that is off is not heard."""
        if isinstance(message, events.MouseEvent) and not self._mouse:
            return
        if isinstance(message, events.Resize) and message.size != clamped(message.size):
            size = clamped(message.size)
            message = events.Resize(size, size)
        super().process_message(message)

    def run_input_thread(self) -> None:
        """Read until the program ends or the terminal does.

        Textual's own loop ends the program at a byte that is not UTF-8, and spins for ever at end of file
        (Textualize/textual#5140); that is why it is written anew here.
        """
        parser = XTermParser(self._debug)
        decoder = getincrementaldecoder("utf-8")(errors="ignore")
        codes = PastedCodes()
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._leaving, selectors.EVENT_READ)
            heard = 0.0
            while not self.exit_event.is_set():
                # Only an escape key waits for what may follow it; on a terminal that is silent nothing wakes up.
                waiting = 0.1 if time.monotonic() - heard < SILENT_SECONDS else None
                if any(key.fileobj == self.fileno for key, _ in selector.select(waiting)):
                    heard = time.monotonic()
                    data = self._read()
                    if not data:
                        self._terminal_gone()
                        return
                    text = codes.left_out(_LATE_ANSWER.sub("", decoder.decode(data)))
                else:
                    text = codes.let_go()
                # Half a character is no text yet, and an empty text would tell the parser that all is over.
                if text:
                    for event in parser.feed(text):
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:  # what a closed pty gives in place of end of file
            return b""

    def _terminal_gone(self) -> None:
        if isinstance(self._app, TerminalApp):
            self._app.leave_overdue(HUNG_UP)
            self._loop.call_soon_threadsafe(self._app.hang_up, HUNG_UP)


class TerminalApp(App[None]):
    """An app that leaves in good order when its line drops or it is told to end."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+l", "repaint", "Repaint", id="app.repaint", show=False, priority=True,
                tooltip="Paint the whole screen again"),
    ]  # fmt: skip

    plain_frames = False
    """Whether what is drawn around things is sent in ASCII."""

    ascii_only = False
    """Whether the terminal shows no other characters."""

    shows_cursor = False
    """Whether the terminal's own cursor is seen; it stands in what is marked either way."""

    visit: Visit | None = None
    """What is to be kept to where somebody came in by SSH."""

    def __init__(self) -> None:
        # Textual drops colours for NO_COLOR only where the terminal's own are used; otherwise it sends greys.
        super().__init__(driver_class=SteadyDriver, ansi_color=True if "NO_COLOR" in os.environ else None)
        self._returned = False
        """Whether the key before was a carriage return."""
        self.is_hanging_up = False
        """Whether the line dropped or the process was told to end."""
        self._is_waiting = False
        self._handled: list[signal.Signals] = []
        self.animation_level = "none"  # a page that glides is slow to read, and forty pictures over a slow line
        self.typed_ahead = TypedAhead(self, super().on_event)
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
            returned, self._returned = self._returned, isinstance(event, events.Key) and event.key == "enter"
            if isinstance(event, events.Key) and event.key == "ctrl+j":
                if returned:
                    return  # the end of a pasted line: CR LF is one Enter
                event = events.Key("enter", "\r")  # so the terminal tells Enter until it is ours
            self.typed_ahead.add(event)
            return
        painted = self._painted
        if isinstance(event, events.Resize) and painted is not None and event.size == painted.outer_size:
            # It was of another size meanwhile, and the terminal has cut what lay outside.
            self._painter.forget()
            painted.refresh()
        await super().on_event(event)

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
        traceback = Traceback(show_locals=False, width=None, suppress=[rich])
        self._exit_renderables.append(Segments(self.console.render(traceback, self.console.options)))
        self._close_messages_no_wait()
