"""The program under a pilot: keys in, what the screen says out."""

import asyncio
import contextlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from time import monotonic
from types import CodeType, FunctionType
from typing import Any
from weakref import WeakKeyDictionary

import pytest
import textual._callback
from textual import events
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.message import Message
from textual.message_pump import MessagePump
from textual.pilot import Pilot

from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import Actor, Channel
from kpitui.exchange.demo import make_demo
from kpitui.storage.database import DatabaseFile
from kpitui.terminal import typed_ahead
from kpitui.terminal.key_reader import KeyReader
from kpitui.terminal.near_compositor import NearCompositor
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import AppScreen
from kpitui.ui.screens.review import ReviewScreen
from tests.actions.conftest import database, empty
from tests.conftest import TODAY, all_in_one_file, copied, kept_copy, record_weekly
from tests.once import once_a_run
from tests.patience import PATIENCE
from tests.styled_once import StyledOnce

__all__ = ["database", "empty"]


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
    visible_screen_stack.set(app._background_screens)  # what is seen behind a dialog
    compositor = app.screen._compositor
    if isinstance(compositor, NearCompositor):  # draws nothing that lies behind
        lines = [[*line] for line in compositor.render_full_update().strips]
    else:
        lines = [[line] for line in compositor.render_strips()[: app.size.height]]
    return "\n".join("".join(piece.text for piece in line).rstrip() for line in lines)


async def until(
    pilot: Pilot[None], condition: Callable[[], bool], seconds: float = PATIENCE
) -> None:
    """Wait for a condition, never for the clock, and until a dialog that is open is painted.

    It is asked anew where something was painted, and now and then where nothing is.
    """
    app = pilot.app
    assert isinstance(app, KpituiApp)
    deadline = monotonic() + seconds
    painted = _PAINTED.setdefault(app, asyncio.Event())
    painted.clear()
    while not (_is_whole(app) and condition() and (not app.is_running or app.asking.is_seen())):
        assert monotonic() < deadline, "it did not come to pass:\n" + screen_text(app)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOKED_AGAIN):
                await painted.wait()
        # one change is often painted in two pictures, and goes on behind the first
        await asyncio.sleep(0.02)
        painted.clear()
    await _handled()


def _is_whole(app: KpituiApp) -> bool:
    """Whether all that is laid out is still there: between two pictures a part may be taken out,
    which can be drawn no more.
    """
    return not app.is_running or all(
        widget.is_attached for widget in app.screen._compositor.visible_widgets
    )


async def _handled() -> None:
    """Let all who were sent something handle it: what is laid out anew tells its widgets so, and
    nothing is drawn meanwhile that would give them the time.
    """
    for _ in range(10):
        await asyncio.sleep(0)


LOOKED_AGAIN = 0.2
"""Seconds after which a condition is asked again though nothing was painted; each time draws the
whole screen.
"""

_PAINTED: WeakKeyDictionary[KpituiApp, asyncio.Event] = WeakKeyDictionary()
"""Set by every picture that an app paints."""


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


def pasted(text: str) -> str:
    """What a terminal sends for a paste: a long path in one piece, where its hundred keys would
    each be drawn.
    """
    return f"\x1b[200~{text}\x1b[201~"


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
    for _ in range(3):  # the driver's own steps to the queue of the app
        await asyncio.sleep(0)
    received = asyncio.Event()
    app.post_message(events.Callback(received.set))

    async def passed_on() -> None:
        await received.wait()
        await app.typed_ahead.passed_on()

    settled = asyncio.ensure_future(passed_on())
    deadline = monotonic() + PATIENCE
    # a key may end the program
    while app.is_running and not (settled.done() and app.asking.is_seen()):
        assert monotonic() < deadline, f"{key} did not settle"
        if settled.done():
            await asyncio.sleep(0.005)
        else:
            await asyncio.wait([settled], timeout=0.05)
    settled.cancel()


@pytest.fixture(autouse=True)
def _quick_fingers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual's pilot rests 75 ms after each key; the program itself knows when a key has settled.

    On a server that is busy it passes the next key on after some seconds all the same; a test
    waits. What is said in passing stays as long as a test would wait for it.
    """
    monkeypatch.setattr(Pilot, "press", _press)
    monkeypatch.setattr(typed_ahead, "LONGEST_SETTLE", PATIENCE)
    for screen in (AppScreen, ReviewScreen):  # a busy machine shows it and takes it away unseen
        monkeypatch.setattr(screen, "told_seconds", PATIENCE)
    monkeypatch.setattr(Stylesheet, "_parse_rules", _parsed_once)
    monkeypatch.setattr("textual.app.Stylesheet", StyledOnce)
    monkeypatch.setattr("textual._callback._count_parameters", _counted_once)
    monkeypatch.setattr(Compositor, "render_update", _not_drawn)
    monkeypatch.setattr(MessagePump, "_get_dispatch_methods", _handlers)
    noted = KpituiApp.post_display_hook

    def post_display_hook(app: KpituiApp) -> None:
        noted(app)
        if painted := _PAINTED.get(app):
            painted.set()

    monkeypatch.setattr(KpituiApp, "post_display_hook", post_display_hook)


def _not_drawn(compositor: Compositor, **_: object) -> str:
    """In place of a picture that would be sent to no terminal: a quarter of the time of a test.

    All else of it is done: the layout, what follows a picture, and the drawing where the screen is
    read.
    """
    compositor._dirty_regions.clear()
    return ""


_parse = Stylesheet._parse_rules
_PARSED: dict[object, list[RuleSet]] = {}


def _parsed_once(self: Stylesheet, *css: Any, **more: Any) -> list[RuleSet]:
    """The rules of a sheet, which every app of a run shares: parsing took an eighth of the time."""
    own = (*css, *more.items())
    if own not in self._parse_cache:
        key = own, frozenset(self._variables.items())
        if key not in _PARSED:
            _PARSED[key] = _parse(self, *css, **more)
        self._parse_cache[own] = _PARSED[key]
    return self._parse_cache[own]


_count = textual._callback._count_parameters
_COUNTED: dict[CodeType, int] = {}


def _counted_once(function: Callable[..., object]) -> int:
    """How many things a callback takes, looked up once for all that are made in one place."""
    if not isinstance(function, FunctionType) or hasattr(function, "__wrapped__"):
        return _count(function)
    if (code := function.__code__) not in _COUNTED:
        _COUNTED[code] = _count(function)
    return _COUNTED[code]


_look_for = MessagePump._get_dispatch_methods


def _handlers(self: MessagePump, method_name: str, message: Message) -> Iterable[Any]:
    """What handles a message, looked for only where anything does: mostly nothing does."""
    asked = type(self), method_name, type(message)
    if asked not in _HANDLED:
        _HANDLED[asked] = _is_handled(*asked)
    return _look_for(self, method_name, message) if _HANDLED[asked] else ()


_HANDLED: dict[tuple[type, str, type], bool] = {}


def _is_handled(by: type, method_name: str, message: type) -> bool:
    return any(
        method_name in vars(one)
        or f"_{method_name}" in vars(one)
        or not vars(one).get("_decorated_handlers", {}).keys().isdisjoint(message.__mro__)
        for one in by.__mro__
    )


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
def lively(tmp_path: Path, lively_once: Path) -> Iterator[DatabaseFile]:
    """The small plan with a year of readings: CSAT has shifted, one person is short of
    a standard.
    """
    with kept_copy(lively_once, tmp_path) as database:
        yield database


def sample_once(factory: pytest.TempPathFactory, last_day: date) -> Path:
    """The sample that ships with the program, moved to end on a day: made once a run, as that takes
    a quarter of a second.
    """

    def make(folder: Path) -> None:
        all_in_one_file(make_demo("contact_centre", folder / "kpi.db", last_day))

    return once_a_run(factory, f"sample-{last_day}", make) / "kpi.db"


@pytest.fixture
def sample(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseFile]:
    """The sample, which ends on the day of the tests."""
    with kept_copy(sample_once(tmp_path_factory, TODAY), tmp_path) as database:
        yield database
