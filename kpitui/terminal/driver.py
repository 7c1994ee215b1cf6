"""Reads and feeds a terminal whose line may drop, send stray bytes, or end."""

import os
import select
import selectors
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from textual import events
from textual.app import App
from textual.geometry import Size
from textual.message import Message

from kpitui.locale_encoding import TerminalDecoder, own_letters, terminal_encoding
from kpitui.terminal.driven_app import DrivenApp
from kpitui.terminal.job_control import StoppableDriver
from kpitui.terminal.key_reader import KeyReader
from kpitui.terminal.output import HURRY_SECONDS, PatientWriter, use_patient_writer
from kpitui.terminal.pace import CaughtUp, Pace
from kpitui.terminal.plain_frames import in_ascii, in_own_letters, with_plain_frames
from kpitui.terminal.repeats import QUESTION, Repeats

LARGEST = Size(500, 200)
"""A terminal may claim to be 65,535 cells wide; drawing that takes gigabytes."""

HUNG_UP = 128 + signal.SIGHUP

MOST_LEFT = 65_536
"""So many bytes are still read at the end; more than a pty holds were not typed before it."""

HIDES_CURSOR = "\x1b[?25l"
LEAVES_PAGE = "\x1b[?1049l"
CLEARS_PAGE = "\x1b[H\x1b[2J"

_ASKED_BY_TEXTUAL = "\x1b[>25u"
_KEYS_ASKED_FOR, _KEYS_GIVEN_BACK = "\x1b[>29u", "\x1b[<u"
"""Kitty's reports of all keys with their text, as Textual asks for them, and with their place on
the keyboard too.
"""


USUAL = Size(80, 24)
"""The size of a terminal that does not know its own, such as a serial line or that of a
container.
"""


def clamped(size: Size) -> Size:
    """The size, cut down to what can be drawn; the usual one where a terminal says 0."""
    return Size(
        min(size.width or USUAL.width, LARGEST.width),
        min(size.height or USUAL.height, LARGEST.height),
    )


class SteadyDriver(StoppableDriver):
    """Reads the terminal so that no byte on it, and not its end, brings the program down or keeps
    it busy.
    """

    def __init__(self, app: App[None], **more: Any) -> None:
        super().__init__(app, **more)
        use_patient_writer()
        # Textual would draw its first screen as large as the terminal says.
        self._size = self._size or self._get_terminal_size()
        self._own_letters = own_letters()
        self.pace = Pace(time.monotonic)
        if isinstance(app, DrivenApp):
            app.own_driver = self
            app.typed_ahead.pace = self.pace
        assert self._file is not None
        self._file.reconfigure(encoding=terminal_encoding(), errors="replace")

    @property
    def output(self) -> PatientWriter:
        """What sends to the terminal."""
        writer = self._writer_thread
        assert isinstance(writer, PatientWriter)
        return writer

    def start_application_mode(self) -> None:
        """Take the terminal, and ask it what it can."""
        super().start_application_mode()
        self.write(QUESTION)

    def close(self) -> None:
        """Give everything back; who was told to end does not wait for a terminal that
        takes nothing more.
        """
        if self._writer_thread is not None:
            hurry = isinstance(self._app, DrivenApp) and self._app.leaving.begun
            self.output.stop(HURRY_SECONDS if hurry else None)
        self._leaving.close()

    def _get_terminal_size(self) -> tuple[int, int]:
        # Textual asks nothing but this; a test pins it. It would believe COLUMNS, which some shells
        # export and none keeps true.
        try:
            size = clamped(Size(*os.get_terminal_size(self.fileno)))
        except OSError:
            size = USUAL
        return size.width, size.height

    def write(self, data: str) -> None:
        """Send to the terminal, in the letters that it shows; asked for key reports it is as the
        settings say.
        """
        if isinstance(self._app, DrivenApp):
            data = self._for_terminal(data, self._app)
        # Where there is no other page to go back to, as in GNU screen or on a console, this one
        # would stay.
        data = CLEARS_PAGE + data if data == LEAVES_PAGE else data
        if data:
            super().write(self.pace.sent(data))

    def _for_terminal(self, data: str, app: DrivenApp) -> str:
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
        """Pass an event on; sizes that a terminal claims in band are cut down, a mouse that is off
        is not heard.
        """
        if isinstance(message, CaughtUp):
            self.pace.caught_up(message.time)
            return
        if isinstance(message, Repeats) and isinstance(self._app, DrivenApp):
            self._app.terminal_repeats |= message.letters
            return
        if isinstance(message, events.MouseEvent) and not self._mouse:
            return
        if isinstance(message, events.Resize) and message.size != clamped(message.size):
            size = clamped(message.size)
            message = events.Resize(size, size)
        super().process_message(message)

    def run_input_thread(self) -> None:
        """Read until the program ends or the terminal does.

        Textual's own loop ends the program at a byte that it cannot decode, and spins for ever at
        end of file (Textualize/textual#5140); that is why there is another one here.
        """
        decoder = TerminalDecoder()
        reader = KeyReader(debug=self._debug)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._leaving, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                # Only what has begun waits for what may follow it; on a terminal that is silent
                # nothing wakes up.
                if any(key.fileobj == self.fileno for key, _ in selector.select(reader.patience)):
                    data = self._read()
                    if not data:
                        self._terminal_gone()
                        return
                    heard = reader.read(decoder.decode(data))
                elif not self.exit_event.is_set():
                    heard = reader.silent()
                else:
                    break
                for event in heard:
                    self.process_message(event)
        if isinstance(self._app, DrivenApp) and self._app.leaving.begun:
            for event in [*reader.read(decoder.decode(self._rest())), *reader.silent()]:
                self.process_message(event)

    def _rest(self) -> bytes:
        """What was typed before the end and not read yet; a pty that is closed has thrown it
        away.
        """
        data = b""
        while len(data) < MOST_LEFT and select.select([self.fileno], [], [], 0)[0]:
            if not (more := self._read()):
                break
            data += more
        return data

    def end_reading(self, tell: Callable[[], None]) -> None:
        """Read what has come and no more; call back once the app has all of it."""
        self.disable_input()
        self.send_message(events.Callback(tell))

    def _run_input_thread(self) -> None:
        # Textual's own shows the traceback, to those who came in by SSH too.
        with ExitStack() as stack:
            stack.push(self._input_failed)
            self.run_input_thread()

    def _input_failed(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> bool:
        """End the app by what went wrong."""
        if isinstance(error, Exception):
            self._loop.call_soon_threadsafe(self._app._handle_exception, error)
        return isinstance(error, Exception)

    def about_to_stop(self) -> None:
        """Keep what is typed; no one knows whether it goes on."""
        if isinstance(self._app, DrivenApp):
            self._app.keep_drafts()

    def gone_on(self) -> None:
        """Paint over what a shell has left."""
        if isinstance(self._app, DrivenApp):
            self._app.repaint()

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:  # what a closed pty gives in place of end of file
            return b""

    def _terminal_gone(self) -> None:
        if isinstance(self._app, DrivenApp):
            self._app.leaving.overdue(HUNG_UP)
            self._loop.call_soon_threadsafe(self._app.leaving.begin, HUNG_UP)
