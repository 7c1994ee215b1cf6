"""Every screen as somebody sees it who sees a part of the file: what stands on each, and on what is
opened from there by keys.
"""

import asyncio
from collections.abc import Collection
from pathlib import Path
from time import monotonic

from textual.pilot import Pilot

from kpitui.charts.text import Charset
from kpitui.cli.context import account_name
from kpitui.config import Config
from kpitui.domain.access import Channel
from kpitui.storage.opening import kept_open
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.screen_list import SCREENS, spec_of
from kpitui.views.access import as_seen_by
from kpitui.views.actors import actor_named
from tests.scope_world import DAY
from tests.ui.conftest import _press, screen_text

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


async def stands(pilot: Pilot[None]) -> str:
    """What stands on the screen once it is at rest: a page is read a moment after its line."""
    app = pilot.app
    assert isinstance(app, KpituiApp)
    last, since, until = "", monotonic(), monotonic() + 3
    while monotonic() < until and monotonic() - since < 0.08:
        now = screen_text(app)
        if now != last:
            last, since = now, monotonic()
        await asyncio.sleep(0.02)
    return last


async def go_to(pilot: Pilot[None], name: str) -> str:
    """A screen of the bar, from wherever one is."""
    app = pilot.app
    assert isinstance(app, KpituiApp)
    for _ in range(6):
        at = spec_of(app.screen)
        if at is not None and at.kind:
            break
        await _press(pilot, "escape")
    await app.run_action(f"app.open_screen('{name}')")
    found = await stands(pilot)
    if spec_of(app.screen) is SCREENS["decisions"]:  # a review begins with what was decided
        await _press(pilot, "escape")
        found += await stands(pilot)
    assert spec_of(app.screen) is SCREENS[name], (name, app.screen)
    return found


async def screens_of(app: KpituiApp, only: Collection[str], *, inside: bool) -> dict[str, str]:
    """What stands on each screen that somebody has, by its name and the keys from there; without
    `inside` on each as it is first.
    """
    found: dict[str, str] = {}
    actor = app.context.actor
    async with app.run_test(size=(160, 60)) as pilot:
        first = await stands(pilot)
        at = spec_of(app.screen)
        assert at is not None, first
        shown = [one.id for one in SCREENS.values() if one.kind and one.is_seen_by(actor)]
        for name in (one for one in shown if not only or one in only):
            found[name] = await go_to(pilot, name)
            for keys in INSIDE.get(name, ()) if inside else ():
                await go_to(pilot, name)
                await _press(pilot, *keys)
                found[f"{name} {' '.join(keys)}"] = await stands(pilot)
        for keys in ASKED if actor.sees_everybody and inside and not only else ():
            await go_to(pilot, at.id)
            await _press(pilot, *keys)
            found[f"any screen {' '.join(keys)}"] = await stands(pilot)
        app.exit()
    return found


def screens_of_file(
    path: Path, only: Collection[str] = (), *, inside: bool = True
) -> dict[str, str]:
    """What stands on every screen, or on some, for the user of this process; with what is opened
    from there by keys.
    """
    with kept_open(path) as database:
        actor = actor_named(database, account_name(), Channel.TUI)
        seen = as_seen_by(database, actor)
        context = AppContext(seen, actor, Config(), Charset.BRAILLE, "kpi.db", today=lambda: DAY)
        return asyncio.run(screens_of(KpituiApp(context), only, inside=inside))
