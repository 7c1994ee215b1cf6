"""Every screen as somebody sees it who sees a part of the file: what stands on each, and on what is
opened from there by keys.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
from textual._compositor import Compositor
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.screen import Screen

from kpitui.charts.text import Charset
from kpitui.cli.context import account_name
from kpitui.config import Config
from kpitui.domain.access import Channel
from kpitui.storage.opening import kept_open
from kpitui.terminal.typed_ahead import is_at_rest
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import AppScreen
from kpitui.ui.screen_list import SCREENS, spec_of
from kpitui.views.access import as_seen_by
from kpitui.views.actors import actor_named
from tests.patience import PATIENCE
from tests.scope_world import DAY
from tests.styled_once import StyledOnce
from tests.ui.conftest import _counted_once, _parsed_once, _press, screen_text

D4, D9 = ("down",) * 4, ("down",) * 9

INSIDE: dict[str, tuple[tuple[str, ...], ...]] = {
    "today": (("enter",), (*D4, "enter"), (*D9, "enter"), (*D9, *D4, "enter"),
              (*D9, *D9, "enter"), ("T",), ("T",)),
    "plan": (D4, (*D4, "enter"), (*D4, "v"), ("G",)),
    "enter": ((*"helen", "enter"), (*"orders", "enter"), (*"aftercare", "enter"), (*"zorv",),
              (*"quill",), ("asterisk",), ("asterisk",)),
    "coach": ((*"helen", "enter"), (*"zorv", "enter"), ("down",), (*"marv",),
              ("asterisk",), ("asterisk",)),
    "review": (("v",), ("space",)),
    "people": (("enter",), (*D4, "enter"), (*D4, "enter", "s"), (*D4, "enter", "s", "enter"),
               ("D", "right", "right", "right", "right"), (*D9, "enter"), (".",),
               ("T",), ("T",)),
    "effect": (("enter",),),
    "calibrations": (("enter",), ("d",)),
    "health": (("down",) * 3, ("e",), ("l",), (*D9, "e"), (".",), ("T",), ("T",)),
    "history": (("enter",), ("down",) * 5),
    "board": (("right",), ("down",), ("T",), ("T",), ("enter",)),
    "own": (("down",), D4, (*D4, "enter"), D9),
}  # fmt: skip
"""The keys to what is opened from a screen, each from the screen as it is first."""

ASKED: tuple[tuple[str, ...], ...] = (
    ("slash", *"zorv"), ("slash", *"quill", "enter"), ("slash", *"helen", "enter"),
    ("colon", *"csat 92 zorv"), ("colon", *"csat 92 zorv", "enter"),
    ("colon", *"csat 92 quill12", "enter"), ("colon", *"score zorv 8841 yy", "enter"),
    ("colon", *"coach zorv training", "enter"), ("i", "enter"), ("i", "enter", "n", "enter"),
)  # fmt: skip
"""What is asked for on any screen."""


Resting = dict[AppScreen, Callable[[], None]]
"""What screens do once the keys rest."""
AT_WORK = {"keys", "health", "presence"}
"""Workers that stay, or tell no more than a number of the bar."""


@contextmanager
def painted_by_no_one() -> Iterator[Resting]:
    """Screens that are laid out and painted only where they are read, as no one looks and painting
    takes half the time of a walk; what they do once the keys rest waits to be asked for.
    """
    resting: Resting = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compositor, "render_update", _painted)
        patch.setattr(AppScreen, "at_rest", lambda of, _, do: resting.update({of: do}))
        yield resting


def _painted(compositor: Compositor, **_: object) -> str:
    """In place of painting, for which `screen_text` does not ask."""
    compositor._dirty_regions.clear()
    return ""


def _within(screen: Screen[object]) -> Iterator[DOMNode]:
    yield screen
    yield from screen.walk_children()


class Walk:
    """Someone who goes from screen to screen and reads what stands on them."""

    def __init__(self, pilot: Pilot[None], resting: Resting) -> None:
        app = pilot.app
        assert isinstance(app, KpituiApp)
        self.pilot, self.app, self.resting = pilot, app, resting

    async def press(self, *keys: str) -> None:
        """Keys, each when the one before has settled."""
        await _press(self.pilot, *keys)

    async def rests(self) -> None:
        """Wait until nothing is on its way any more, and what waits for the keys to rest is done: a
        page is read a moment after its line.
        """
        await self._settles()
        while resting := [*self.resting.values()]:
            self.resting.clear()
            for do in resting:
                do()
            await self._settles()

    async def _settles(self) -> None:
        """Wait until all that was begun has ended."""
        still, until = 0, monotonic() + PATIENCE
        while still < 3:  # what one was sent may send another something
            assert monotonic() < until, screen_text(self.app)
            still = still + 1 if self._is_still() else 0
            await asyncio.sleep(0 if still else 0.002)

    def _is_still(self) -> bool:
        screen = self.app.screen
        if any(
            not worker.is_finished for worker in self.app.workers if worker.group not in AT_WORK
        ):
            return False
        nodes = (self.app, *(node for top in self.app.screen_stack for node in _within(top)))
        if not all(map(is_at_rest, nodes)):
            return False
        if screen._dirty_widgets or screen._layout_required or screen._callbacks:
            screen._on_timer_update()  # at once, and not with the next of sixty pictures a second
            return False
        return True

    async def reads(self) -> str:
        """What stands on the screen once it is at rest."""
        await self.rests()
        return screen_text(self.app)

    async def goes_to(self, name: str) -> str:
        """A screen of the bar, from wherever one is; what stands there before it."""
        for _ in range(6):
            at = spec_of(self.app.screen)
            if at is not None and at.kind:
                break
            await self.press("escape")
        await self.app.run_action(f"app.open_screen('{name}')")
        await self.rests()
        before = ""
        if spec_of(self.app.screen) is SCREENS["decisions"]:  # a review begins with those
            before = screen_text(self.app)
            await self.press("escape")
            await self.rests()
        assert spec_of(self.app.screen) is SCREENS[name], (name, self.app.screen)
        return before


async def screens_of(app: KpituiApp, only: Collection[str], *, inside: bool) -> dict[str, str]:
    """What stands on each screen that somebody has, by its name and the keys from there; without
    `inside` on each as it is first.
    """
    found: dict[str, str] = {}
    actor = app.context.actor
    with painted_by_no_one() as resting:
        async with app.run_test(size=(160, 60)) as pilot:
            walk = Walk(pilot, resting)
            first = await walk.reads()
            at = spec_of(app.screen)
            assert at is not None, first
            shown = [
                screen.id for screen in SCREENS.values() if screen.kind and screen.is_seen_by(actor)
            ]
            for name in (one for one in shown if not only or one in only):
                found[name] = await walk.goes_to(name) + await walk.reads()
                for keys in INSIDE.get(name, ()) if inside else ():
                    await walk.goes_to(name)
                    await walk.press(*keys)
                    found[f"{name} {' '.join(keys)}"] = await walk.reads()
            for keys in ASKED if actor.sees_everybody and inside and not only else ():
                await walk.goes_to(at.id)
                await walk.press(*keys)
                found[f"any screen {' '.join(keys)}"] = await walk.reads()
            app.exit()
    return found


def screens_of_file(
    path: Path, only: Collection[str] = (), *, inside: bool = True
) -> dict[str, str]:
    """What stands on every screen, or on some, for the user of this process; with what is opened
    from there by keys.
    """
    with kept_open(path) as database, pytest.MonkeyPatch.context() as patch:
        # Looked for once a run, and not by each app again.
        patch.setattr(Stylesheet, "_parse_rules", _parsed_once)
        patch.setattr("textual.app.Stylesheet", StyledOnce)
        patch.setattr("textual._callback._count_parameters", _counted_once)
        actor = actor_named(database, account_name(), Channel.TUI)
        seen = as_seen_by(database, actor)
        context = AppContext(seen, actor, Config(), Charset.BRAILLE, "kpi.db", today=lambda: DAY)
        return asyncio.run(screens_of(KpituiApp(context), only, inside=inside))
