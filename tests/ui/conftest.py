"""The program under a pilot: keys in, what the screen says out."""

import asyncio
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import monotonic

import pytest
from textual import events
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot

from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import Actor, Channel
from kpitui.storage.database import DatabaseFile
from kpitui.terminal import typed_ahead
from kpitui.terminal.key_reader import KeyReader
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from tests.conftest import TODAY, all_in_one_file, copied, record_weekly
from tests.patience import PATIENCE


def app_on(
    database: DatabaseFile,
    charset: Charset = Charset.BRAILLE,
    config: Config | None = None,
    actor: Actor | None = None,
) -> KpituiApp:
    actor = actor or Actor("lee", channel=Channel.TUI)
    return KpituiApp(
        AppContext(database, actor, config or Config(), charset, "kpi.db", today=lambda: TODAY)
    )


def screen_text(app: KpituiApp) -> str:
    """What stands on the screen, line by line, as a person reads it."""
    height = app.size.height
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips[:height])


async def until(
    pilot: Pilot[None], condition: Callable[[], bool], seconds: float = PATIENCE
) -> None:
    """Wait for a condition, never for the clock."""
    deadline = monotonic() + seconds
    while not condition():
        if monotonic() > deadline:
            break
        await asyncio.sleep(0.04)
    else:
        return
    # always ours
    raise AssertionError("it did not come to pass:\n" + screen_text(pilot.app))  # type: ignore[arg-type]


async def shows(pilot: Pilot[None], *texts: str) -> None:
    """Wait until every text stands on the screen."""

    def all_stand() -> bool:
        seen = screen_text(pilot.app)  # type: ignore[arg-type] # always ours
        return all(text in seen for text in texts)

    await until(pilot, all_stand)


def all_at_once(app: KpituiApp, typed: str) -> None:
    """What a stalled line delivers: many keys in one piece, as the terminal's own bytes."""
    assert app._driver is not None
    for event in KeyReader().read(typed):
        app._driver.process_message(event)


async def type_text(pilot: Pilot[None], text: str) -> None:
    assert isinstance(pilot.app, KpituiApp)
    all_at_once(pilot.app, text)


async def _press(self: Pilot[None], *keys: str) -> None:
    app = self.app
    assert isinstance(app, KpituiApp)
    assert app._driver is not None
    for key in keys:
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        try:
            character: str | None = unicodedata.lookup(
                _get_unicode_name_from_key(REPLACED_KEYS.get(name, name))
            )
        except KeyError:
            character = key if len(key) == 1 else None
        event = events.Key(name, character)
        event.set_sender(app)
        app._driver.send_message(event)
        await _seen(app, key)


async def _seen(app: KpituiApp, key: str) -> None:
    """Wait until whoever pressed a key sees what it did."""
    received = asyncio.Event()
    app.post_message(events.Callback(received.set))
    settled: asyncio.Future[None] | None = None
    deadline = monotonic() + PATIENCE
    while app.is_running and not (
        settled and settled.done() and app.asking.is_seen()
    ):  # a key may end the program
        assert monotonic() < deadline, f"{key} did not settle"
        if settled is None and received.is_set():
            settled = asyncio.ensure_future(app.typed_ahead.passed_on())
        await asyncio.sleep(0.005)
    if settled is not None:
        settled.cancel()


@pytest.fixture(autouse=True)
def _quick_fingers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual's pilot rests 75 ms after each key; the program itself knows when a key has settled.

    On a server that is busy it passes the next key on after some seconds all the same; a test
    waits.
    """
    monkeypatch.setattr(Pilot, "press", _press)
    monkeypatch.setattr(typed_ahead, "LONGEST_SETTLE", PATIENCE)


@pytest.fixture(scope="session")
def lively_once(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan with a year of readings, which every test has a copy of."""
    database = copied(made_once / "plan.db", tmp_path_factory.mktemp("lively"))
    record_weekly(
        database,
        1,
        [70.0 + (place * 7 % 5) for place in range(30)] + [83.0, 84.0, 85.0] * 3 + [84.0],
        date(2026, 11, 20),
        person_id=1,
    )
    record_weekly(
        database,
        2,
        [330.0 + 10 * (place % 4) for place in range(20)],
        date(2026, 11, 20),
        person_id=1,
    )
    all_in_one_file(database.path)
    return database.path


@pytest.fixture
def lively(tmp_path: Path, lively_once: Path) -> DatabaseFile:
    """The small plan with a year of readings: CSAT has shifted, one person is short of
    a standard.
    """
    return copied(lively_once, tmp_path)
