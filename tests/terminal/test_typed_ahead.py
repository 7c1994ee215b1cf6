"""Keys typed ahead of an app that is leaving: they are passed over, and nothing fails."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import ClassVar

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input

from kpitui.terminal import typed_ahead
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


class SlowScreen(Screen[None]):
    """On a busy server the field that is meant comes long after the first one."""

    def compose(self) -> ComposeResult:
        yield Input(id="name")
        yield Input(id="value")

    async def on_mount(self) -> None:
        self.query_one("#name").focus()

    async def on_screen_resume(self) -> None:
        await asyncio.sleep(0.5)
        self.query_one("#value").focus()


class OpensSlowly(TerminalApp):
    """Enter opens the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [("enter", "open", "")]

    async def action_open(self) -> None:
        await self.push_screen(SlowScreen())


async def test_what_is_typed_while_a_screen_opens_waits_for_the_field_that_it_opens_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typed_ahead, "LONGEST_SETTLE", 0.1)
    app = OpensSlowly()
    async with app.run_test():
        for key in ("enter", "4", "8"):
            await app.on_event(events.Key(key, key if key.isdigit() else None))
        await app.typed_ahead.passed_on()
        values = {one.id: one.value for one in app.screen.query(Input)}
    assert values == {"name": "", "value": "48"}


class FillsSlowly(Screen[None]):
    """The field that is meant comes long after Enter, on the same screen."""

    def compose(self) -> ComposeResult:
        yield Input(id="name")
        yield Input(id="value")

    def on_mount(self) -> None:
        self.query_one("#name").focus()

    async def on_input_submitted(self) -> None:
        await asyncio.sleep(0.5)
        self.query_one("#value").focus()


async def test_what_is_typed_while_a_sheet_opens_waits_for_the_field_that_it_opens_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typed_ahead, "LONGEST_SETTLE", 0.1)
    app = TerminalApp()
    async with app.run_test() as pilot:
        await app.push_screen(FillsSlowly())
        await pilot.pause()
        for key in ("a", "enter", "4", "8"):
            await app.on_event(events.Key(key, key if len(key) == 1 else None))
        await app.typed_ahead.passed_on()
        values = {one.id: one.value for one in app.screen.query(Input)}
    assert values == {"name": "a", "value": "48"}
