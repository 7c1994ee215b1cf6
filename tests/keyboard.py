"""A program that writes down which keys and pastes reach it, on a pty of its own."""

import contextlib
import json
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from kpitui.terminal.key_stream import ESCAPE_SECONDS
from tests.pty_terminal import Terminal

LISTENS = """
import json, sys
from textual import events
from kpitui.terminal.app import TerminalApp

class Listener(TerminalApp):
    key_reports = "off" not in sys.argv

    def on_mount(self):
        self.heard = open(sys.argv[1], "w", buffering=1)
        print(json.dumps("ready"), file=self.heard)

    async def on_event(self, event):
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            what = event.key if isinstance(event, events.Key) else {"paste": event.text}
            print(json.dumps(what), file=self.heard)
            return
        await super().on_event(event)

app = Listener()
app.run(mouse=False)
sys.exit(app.return_code or 0)
"""
LAST = "\x1b[201~\x1b[24~"
"""The end of a paste, if one was begun, and F12: whatever came before, this is heard."""


class Listener:
    """The program, and what it has heard."""

    def __init__(self, opened: Terminal, path: Path) -> None:
        self.opened = opened
        self._path = path
        self._seen = 0

    def _all(self) -> list[object]:
        self.opened.read(0)
        return [json.loads(line) for line in self._path.read_text("utf-8").splitlines()]

    def until(self, last: object) -> list[object]:
        """What was heard since the last time, before that; it is waited for."""
        found: list[object] = []

        def heard() -> bool:
            found[:] = self._all()[self._seen :]
            return last in found

        self.opened.until(heard, f"{last} heard")
        self._seen += found.index(last) + 1
        return found[: found.index(last)]

    def heard(self, *parts: str | bytes) -> list[object]:
        """What is heard of these, sent one right after the other; once more where the test itself
        was held up between two of them, as then they say something else.
        """
        while True:
            sent = [time.monotonic()]
            for part in (*parts, LAST):
                self.opened.send(part)
                sent.append(time.monotonic())
            found = self.until("f12")
            if all(after - before < ESCAPE_SECONDS / 2 for before, after in pairwise(sent)):
                return found


@contextlib.contextmanager
def listener(
    folder: Path, *words: str, environment: Mapping[str, str] | None = None
) -> Iterator[Listener]:
    """The program, ready to listen."""
    path = folder / "heard.jsonl"
    path.touch()
    opened = Terminal([sys.executable, "-c", LISTENS, str(path), *words], environment=environment)
    try:
        found = Listener(opened, path)
        found.until("ready")
        yield found
    finally:
        opened.close()
