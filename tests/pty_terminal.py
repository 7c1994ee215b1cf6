"""A real terminal for the program: a pty with a screen that is read as a person reads it."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyte
from wcwidth import wcwidth

from tests.patience import PATIENCE


class RepeatingScreen(pyte.Screen):
    """A screen that repeats the letter drawn last, as most terminals do and pyte does not."""

    answer: Callable[[str], None] = staticmethod(lambda _: None)
    """Sends what was asked for."""

    def write_process_input(self, data: str) -> None:
        """Answer."""
        self.answer(data)

    def draw(self, data: str) -> None:
        """Draw, and keep the last letter."""
        super().draw(data)
        self._last = data[-1:]

    def repeat(self, times: int = 1) -> None:
        """Draw the last letter again."""
        self.draw(self._last * times)


class RepeatingStream(pyte.ByteStream):
    """A stream that knows the code for it."""

    csi = pyte.ByteStream.csi | {"b": "repeat"}
    events = pyte.ByteStream.events | {"repeat"}


class Cell(NamedTuple):
    """One letter as it looks; the second half of a wide one is empty."""

    letter: str
    front: str
    """Its colour as six hexadecimal digits or a name."""
    behind: str
    bold: bool
    underlined: bool


def _looks(char: pyte.screens.Char) -> Cell:
    front, behind = (char.bg, char.fg) if char.reverse else (char.fg, char.bg)
    return Cell(char.data, front, behind, char.bold, char.underscore)


def _as_a_terminal_does() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests under nohup ignores it


class Terminal:
    """One process on its own pty, and what stands on the screen."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        width: int = 80,
        height: int = 24,
        environment: Mapping[str, str] | None = None,
        repeats: bool = False,
    ) -> None:
        self._screen = RepeatingScreen(width, height)
        self._stream = (RepeatingStream if repeats else pyte.ByteStream)(self._screen)
        if repeats:
            self._screen.answer = self.send
        self._text: str | None = None
        self._lines: list[str] = []
        self.received = b""
        self._master, slave = pty.openpty()
        self.resize(width, height)
        self.before = termios.tcgetattr(slave)
        # A size that a test set for commands would be taken for that of this terminal.
        base = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("LC_", "LANG", "TERM", "COLUMNS", "LINES"))
        }
        given = base | {"TERM": "xterm-256color", "LANG": "C.UTF-8"} | dict(environment or {})
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=given,
            start_new_session=True,
            preexec_fn=_as_a_terminal_does,
        )
        # The slave stays open here too, so that the terminal can be looked at after the program has
        # left.
        self._slave: int | None = slave

    @property
    def text(self) -> str:
        """The screen, line by line."""
        if self._text is None:
            seen = self._screen
            if len(self._lines) != seen.lines:
                self._lines = [""] * seen.lines
                seen.dirty.update(range(seen.lines))
            for row in seen.dirty & {*range(seen.lines)}:
                self._lines[row] = self._line(row).rstrip()
            seen.dirty.clear()
            self._text = "\n".join(self._lines)
        return self._text

    @property
    def cells(self) -> Iterator[tuple[int, int, str, str, str]]:
        """Column, row, character, its colour and that behind it, as six hexadecimal
        digits or a name.
        """
        for row in range(self._screen.lines):
            for column in range(self._screen.columns):
                cell = self._screen.buffer[row][column]
                front, behind = (cell.bg, cell.fg) if cell.reverse else (cell.fg, cell.bg)
                yield column, row, cell.data, front, behind

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The screen as it looks, line by line."""
        seen = self._screen
        return tuple(
            tuple(_looks(seen.buffer[row][column]) for column in range(seen.columns))
            for row in range(seen.lines)
        )

    @property
    def cursor_line(self) -> int:
        """The line in which the terminal's own cursor stands, from 0."""
        return int(self._screen.cursor.y)

    @property
    def marked(self) -> list[str]:
        """The lines of which half is reversed or underlined: where the cursor is, also
        without colours.
        """
        seen = [[self._screen.buffer[row][column] for column in range(self._screen.columns)]
                for row in range(self._screen.lines)]  # fmt: skip
        return ["".join(cell.data for cell in row).strip() for row in seen
                if 2 * sum(cell.reverse or cell.underscore for cell in row) > len(row)]  # fmt: skip

    @property
    def stands_in_marked(self) -> bool:
        """Whether the terminal's own cursor, shown or not, stands in a cell that is
        reversed or underlined.
        """
        cell = self._screen.buffer[self._screen.cursor.y][self._screen.cursor.x]
        return bool(cell.reverse or cell.underscore)

    def _line(self, row: int) -> str:
        # As pyte's own, but that what is left of a wide letter whose first half was written over is
        # a blank.
        text, skipped = "", False
        for column in range(self._screen.columns):
            if skipped:
                skipped = False
                continue
            letter = self._screen.buffer[row][column].data or " "
            text, skipped = text + letter, wcwidth(letter[0]) == 2
        return text

    @property
    def modes(self) -> list[object]:
        """How the terminal treats keys; the same as `before` once it is put back."""
        return list(termios.tcgetattr(self._master))

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines."""
        return self._screen.columns, self._screen.lines

    def resize(self, width: int, height: int) -> None:
        """Change the size, as dragging the corner of the window does."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self._screen.resize(height, width)
        self._text = None

    def send(self, keys: str | bytes) -> None:
        """Type."""
        os.write(self._master, keys.encode() if isinstance(keys, str) else keys)

    def read(self, seconds: float = 0.05) -> int:
        """Take what arrives within that time onto the screen; the number of bytes."""
        return self.read_some(65536, seconds)

    def read_some(self, most: int, seconds: float) -> int:
        """The same for so many bytes at the most."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return 0
        with contextlib.suppress(OSError):
            data = os.read(self._master, most)
            self.feed(data)
            return len(data)
        return 0

    def feed(self, data: bytes) -> None:
        """Show what has arrived."""
        self.received += data
        self._text = None
        # pyte takes this question of Textual's about the keyboard for text.
        self._stream.feed(data.replace(b"\x1b[>1u", b"").replace(b"\x1b[<u", b""))

    def until(self, condition: Callable[[], bool], what: str = "") -> None:
        """Wait for a condition, never for the clock."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, f"{what or 'it'} did not come to pass:\n{self.text}"
            self.read()

    def shows(self, *texts: str) -> None:
        """Wait until every text stands on the screen."""
        self.until(lambda: all(text in self.text for text in texts), f"{texts}")

    def quiet(self, seconds: float = 0.4) -> None:
        """Wait until nothing was sent for so long."""
        while self.read(seconds):
            pass

    def ends(self) -> int:
        """Wait for the end of the process; its exit code."""
        self.until(lambda: self.process.poll() is not None, "the end")
        self.quiet(0.05)
        code = self.process.poll()
        assert code is not None
        return code

    def hang_up(self) -> None:
        """Close the terminal, as a dropped line does."""
        self._close_slave()
        os.close(self._master)
        self._master = -1

    def _close_slave(self) -> None:
        if self._slave is not None:
            os.close(self._slave)
            self._slave = None

    def close(self) -> None:
        """End the process, if it still runs, and give the pty back."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        self._close_slave()
        if self._master >= 0:
            os.close(self._master)


@contextlib.contextmanager
def terminal(
    *arguments: str | Path,
    width: int = 80,
    height: int = 24,
    environment: Mapping[str, str] | None = None,
    repeats: bool = False,
) -> Iterator[Terminal]:
    """kpitui in a terminal of its own."""
    command = [sys.executable, "-m", "kpitui", *map(str, arguments)]
    opened = Terminal(command, width=width, height=height, environment=environment, repeats=repeats)
    try:
        yield opened
    finally:
        opened.close()
