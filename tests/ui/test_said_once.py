"""A save that is refused says once that nothing was saved, and why, wherever it was typed."""

import pytest
from msgspec.structs import replace

from kpitui.actions.accounts import set_account
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.domain.errors import DiskFailed
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import sqlite3
from kpitui.storage.file_errors import file_errors
from kpitui.ui.app import KpituiApp
from kpitui.ui.telling import not_saved, not_saved_but_kept
from kpitui.views.access import still_in_role
from tests.conftest import LEADER
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, until

PLACES = {
    "form": ("", "e", "Change the mission", " us\rwe all agree"),
    "sheet": ("2ana\r", "", "Type a value", "48/50\r"),
    "table": ("2north\r", "", "Agent or team North", "48/50\r"),
    "session": ("3ana\r", "", "Session type", "r\rempathy\r20\rseen\ragreed\r"),
    "quick entry": ("", ":", "Quick entry", "aht 5:40 ana"),
}
"""Where something is typed: how to get there, what is seen there, and what is typed."""


def told_of(app: KpituiApp) -> int:
    """How often it is said that nothing was saved."""
    text = " ".join(screen_text(app).split()).lower()
    return text.count("not saved") + text.count("nothing was saved") + text.count("not recorded")


@pytest.mark.parametrize("place", PLACES)
async def test_a_role_that_was_taken_away_is_told_once(lively: DatabaseFile, place: str) -> None:
    go, key, there, typed = PLACES[place]
    for name in ("lee", "kim"):
        set_account(lively, LEADER, name, AccessRole.LEADER)
    kim = Actor("kim", AccessRole.LEADER, Channel.TUI)
    app = app_on(replace(lively, still_allowed=still_in_role(kim)), actor=kim)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Today")
        all_at_once(app, "1")
        await shows(pilot, "Grow brand loyalty")
        all_at_once(app, go + key)
        await shows(pilot, there)
        all_at_once(app, typed)
        await until(pilot, lambda: typed.strip("\r").split("\r")[-1] in screen_text(app))
        set_account(lively, LEADER, "kim", AccessRole.VIEWER)
        await pilot.press("enter" if place == "quick entry" else "ctrl+s")
        await shows(pilot, "You are a viewer now; start again.", "Not saved")
        assert told_of(app) == 1, screen_text(app)


def test_of_a_disk_that_failed_no_one_says_that_nothing_was_saved(database: DatabaseFile) -> None:
    with pytest.raises(DiskFailed) as caught, file_errors(database.path):
        raise sqlite3.OperationalError("disk I/O error")
    for said in (not_saved(caught.value), not_saved_but_kept(caught.value)):
        assert said.startswith("The disk failed while working on")
        assert "ot saved" not in said
    assert not_saved_but_kept(caught.value).endswith("What you typed is still here.")
