"""When the issues in the bar are counted."""

import time

import pytest
from textual.events import Key
from textual.message import Message

from kpitui.storage.database import DatabaseFile
from kpitui.ui import counting
from kpitui.ui.messages import HealthCounted
from tests.ui.conftest import app_on, until


async def test_on_a_large_file_issues_are_counted_once_no_key_came_for_a_while(
    database: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "LARGE_BYTES", 0)
    monkeypatch.setattr(counting, "is_busy", lambda: False)
    keys: dict[Key, float] = {}
    counted: list[tuple[float, float]] = []

    def look(message: Message) -> None:
        if isinstance(message, Key):
            keys.setdefault(message, time.monotonic())
        elif isinstance(message, HealthCounted) and message.counted:
            counted.append(message.counted)

    began = time.monotonic()
    app = app_on(database)
    async with app.run_test(message_hook=look) as pilot:
        for _ in range(6):
            await pilot.press("down")
        await until(pilot, lambda: app.context.counts.health is not None)
    before = [began, *(at for at in keys.values() if at < counted[0][0])]
    assert len(keys) == 6
    assert counted[0][0] - max(before) >= counting.QUIET_SECONDS


async def test_on_a_busy_machine_issues_of_a_large_file_are_counted_later(
    database: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def is_busy() -> bool:
        """The machine is busy when it is looked at for the first two times."""
        asked.append(len(asked) < 2)
        return asked[-1]

    monkeypatch.setattr(counting, "LARGE_BYTES", 0)
    monkeypatch.setattr(counting, "QUIET_SECONDS", 0.1)
    monkeypatch.setattr(counting, "BUSY_SECONDS", 0.2)
    monkeypatch.setattr(counting, "is_busy", is_busy)
    app = app_on(database)
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.context.counts.health is not None)
    assert asked == [True, True, False]
