"""Keys typed ahead of an app that is leaving: they are passed over, and nothing fails."""

import asyncio
from collections.abc import Awaitable, Callable

from textual import events
from textual.app import App

from kpitui.terminal.app import TerminalApp
from kpitui.terminal.typed_ahead import TypedAhead


async def pass_on_keys(
    app: App[None], pass_on: Callable[[events.Event], Awaitable[None]], *keys: str
) -> None:
    """Wait until each key has settled; what goes wrong on the way is raised."""
    typed = TypedAhead(app, pass_on)
    for key in keys:
        typed.add(events.Key(key, key))
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(typed.run())
        await typed.passed_on()
        running.cancel()


async def test_a_key_that_closes_the_last_screen_settles_and_the_next_is_passed_over() -> None:
    app = App[None]()
    passed = []

    async def leave(event: events.Event) -> None:
        passed.append(event)
        await app._close_all()  # as Textual does while the workers still run

    async with app.run_test():
        await pass_on_keys(app, leave, "a", "b")
    assert [event.key for event in passed if isinstance(event, events.Key)] == ["a"]


async def test_a_picture_that_is_due_after_the_last_screen_has_closed_is_left_out() -> None:
    app = TerminalApp()
    async with app.run_test():
        await app._close_all()
        app.repaint()
