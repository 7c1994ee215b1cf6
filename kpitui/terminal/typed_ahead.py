"""Keys typed ahead: each one waits until what the one before it started has settled."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from itertools import takewhile
from typing import TYPE_CHECKING

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.worker import Worker

from kpitui.terminal.pace import HeldKey, Pace

if TYPE_CHECKING:
    from textual._queue import Queue

LONGEST_WAIT = 0.5
"""Seconds that a key waits for the save of the one before it, which another writer may hold up."""

LONGEST_SETTLE = 3.0
"""Seconds after which the next key is passed on whatever the one before it still does, on a server
that is busy.
"""

LONGEST_OPENING = 30.0
"""Seconds that it waits where the one before it opens a screen, or a sheet on the same one: there
it would land in the field that stands, and a result would lose its first figure.
"""

SAVING = "save"
"""The group of workers that write; a key after the one that saves belongs to the screen
after the answer.
"""


class TypedAhead:
    """Hands keys and pasted text to the app one at a time.

    A line that stalls delivers a second of typing at once. Textual gives all of it to the widget
    that has the focus at that moment, although the first of these keys may be the one that moves
    the focus on.
    """

    def __init__(self, app: App[None], pass_on: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app = app
        self._pass_on = pass_on
        self._waiting: deque[events.Event] = deque()
        self._came, self._all_settled = asyncio.Event(), asyncio.Event()
        self._all_settled.set()
        self._waited_for: set[Worker[object]] = set()
        self._held = HeldKey()
        self.pace: Pace | None = None
        """How far the terminal is behind; None where no one knows."""

    def add(self, event: events.Event) -> None:
        """Put an event at the end of the line."""
        self._waiting.append(event)
        self._all_settled.clear()
        self._came.set()

    @property
    def next_line(self) -> str:
        """The letters that wait, up to the next key that is none."""
        return "".join(takewhile(str.isprintable, map(_typed_by, self._waiting)))

    async def run(self) -> None:
        """Pass the events on for as long as the app runs."""
        while True:
            if not self._waiting:
                self._all_settled.set()
                self._came.clear()
                await self._came.wait()
            event = self._waiting.popleft()
            # With another key behind it, it counts where the cursor is.
            is_last = all(_key_of(one) == _key_of(event) for one in self._waiting)
            left_out = self._held.is_left_out(event, self.pace if is_last else None)
            # An app that is leaving has no screen any more, and still gets what was typed.
            if not left_out and self._place() is not None:
                before = self._app.screen
                await self._pass_on(event)
                if not await self._settled(LONGEST_SETTLE) and self._opens(before):
                    await self._settled(LONGEST_OPENING)

    async def passed_on(self) -> None:
        """Wait until everything that was typed so far has settled."""
        await self._all_settled.wait()

    def _opens(self, before: DOMNode) -> bool:
        """Whether another screen is shown than before, or something is on its way to this one."""
        place = self._place()
        return place is not None and (
            self._app.screen is not before
            or not all(is_at_rest(node) for node in place.ancestors_with_self)
        )

    async def _settled(self, seconds: float) -> bool:
        """Wait until all has settled; false where that takes longer."""
        try:
            async with asyncio.timeout(seconds):
                quiet = 0
                # A key travels outwards to its binding, and what the binding says travels outwards
                # once more.
                while quiet < 2 and (place := self._place()) is not None:
                    await _answer(place)
                    for node in place.ancestors:
                        if not is_at_rest(node):
                            await _answer(node)
                    saved = await self._saved()
                    quiet = 0 if saved or place is not self._place() else quiet + 1
        except TimeoutError:
            return False
        return True

    async def _saved(self) -> bool:
        """Whether there was a save to wait for; each is waited for once, as another writer may hold
        it up for long.
        """
        saving = {
            worker for worker in self._app.workers if worker.group == SAVING
        } - self._waited_for
        self._waited_for = {
            worker for worker in self._waited_for if not worker.is_finished
        } | saving
        if saving:
            waits = [asyncio.ensure_future(worker.wait()) for worker in saving]
            await asyncio.wait(waits, timeout=LONGEST_WAIT)
        return bool(saving)

    def _place(self) -> DOMNode | None:
        return self._app.focused or self._app.screen if self._app.screen_stack else None


def _key_of(event: events.Event) -> str:
    return event.key if isinstance(event, events.Key) else ""


def _typed_by(event: events.Event) -> str:
    """The letter of a key; what is not printable where it types none."""
    return (event.character or "\0") if isinstance(event, events.Key) else "\0"


def is_at_rest(node: DOMNode) -> bool:
    """Whether it waits for a message; asking costs as much as a key."""
    queue: Queue[Message | None] | None = getattr(node, "_message_queue", None)
    return queue is not None and queue.empty() and bool(queue.ready_event._waiters)


async def _answer(node: DOMNode) -> None:
    """Wait until it has done all that it was sent."""
    answered = asyncio.Event()
    if node.post_message(events.Callback(answered.set)):
        await answered.wait()
