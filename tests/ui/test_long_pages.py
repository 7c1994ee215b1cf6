"""What is longer than its place can be read to its end, and what nobody here can fix is
not told.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Static

from kpitui.actions.plan import add_priority, add_strategy
from kpitui.charts.text import Charset
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.domain.records.goal import GoalDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_plan
from kpitui.terminal.lines import Page
from kpitui.ui.widgets.words import HungLines
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, until


async def test_the_summary_of_a_review_scrolls(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(60, 15)) as pilot:
        await shows(pilot, "Plan")
        await pilot.press("4", "e")
        await shows(pilot, "Reviewed 0 of 1 KPI")
        await pilot.press("end")
        await shows(pilot, "Average handle time")


async def test_all_of_a_change_can_be_read(database: DatabaseFile) -> None:
    words = " ".join(f"word{n}" for n in range(400)) + " the end"
    add_priority(database, LEADER, GoalDraft(title="Long", description=words, starts_on=TODAY))
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Plan")
        await pilot.press("7")
        await shows(pilot, "add priority: Long", "word1")
        assert "the end" not in screen_text(app)
        await pilot.press("enter", "end")
        await shows(pilot, "the end")
        await pilot.press("escape", "slash")
        assert app.screen.id == "history-screen"


@pytest.mark.parametrize(
    ("typed", "line"),
    [("\x1b[6~" * 3, 42), ("jjjjk", 3), ("\x1b[Fkkk", -3), ("\x1b[F\x1b[H\x1b[6~", 14)],
)
async def test_every_key_of_many_that_come_at_once_scrolls(
    database: DatabaseFile, typed: str, line: int
) -> None:
    words = " ".join(f"word{n}" for n in range(900))
    add_priority(database, LEADER, GoalDraft(title="Long", description=words, starts_on=TODAY))
    app = app_on(database)
    async with app.run_test(size=(80, 16)) as pilot:
        await shows(pilot, "Plan")
        await pilot.press("7")
        await shows(pilot, "add priority: Long", "word1")
        await pilot.press("enter")
        await until(pilot, lambda: bool(app.screen.query(Page)))
        page = app.screen.query_one(Page)
        await until(pilot, lambda: page.max_scroll_y > 40)
        all_at_once(app, typed)
        await until(
            pilot, lambda: page.scroll_y == (line if line > 0 else page.max_scroll_y + line)
        )


async def test_a_finding_is_told_whole_where_there_are_few_lines(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(60, 15)) as pilot:
        await shows(pilot, "Plan")
        await pilot.press("6")
        await shows(pilot, "K202 Stale KPI")
        await pilot.press("e")
        await shows(pilot, "no readings since it began on 5", "Jan  ")
        await pilot.press("end")
        await shows(pilot, "Keys: Enter: record it, x: end it")


async def test_what_ends_with_a_goal_can_be_read_to_its_end(lively: DatabaseFile) -> None:
    with reading(lively) as db:
        (priority,) = load_plan(db).priorities
    for number in range(6):
        more = GoalDraft(title=f"Another way to improve, number {number}", starts_on=TODAY)
        add_strategy(lively, LEADER, priority, more)
    app = app_on(lively)
    async with app.run_test(size=(60, 15)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "x")
        await shows(pilot, "Ends on")
        before = screen_text(app)
        await pilot.press("pagedown")
        await until(pilot, lambda: screen_text(app) != before)
        await pilot.press("pagedown", "pagedown", "pagedown", "pagedown")
        await shows(pilot, "stay")


@pytest.fixture
def open_to_all(database: DatabaseFile) -> Iterator[Path]:
    """A file that everybody may read, and a umask that lets everybody read what is written."""
    database.path.chmod(0o664)
    before = os.umask(0o022)
    yield database.path
    os.umask(before)


@pytest.mark.usefixtures("open_to_all")
@pytest.mark.parametrize(
    ("role", "told"),
    [
        (AccessRole.LEADER, True),
        (AccessRole.SUPERVISOR, True),
        (AccessRole.MEMBER, False),
        (AccessRole.VIEWER, False),
    ],
)
async def test_who_only_looks_is_not_told_of_the_rights_of_files(
    database: DatabaseFile, role: AccessRole, told: bool
) -> None:
    app = app_on(database, actor=Actor("sue", role, Channel.TUI))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "7 History" if role is not AccessRole.MEMBER else "My page")
        if told:
            await shows(pilot, "chmod o-rwx", "umask 007")
        else:
            await pilot.press("question_mark", "escape")
            assert "umask" not in screen_text(app)
            assert "chmod" not in screen_text(app)


@pytest.mark.parametrize(("charset", "more"), [(Charset.BRAILLE, " …"), (Charset.ASCII, " ..")])
async def test_lines_without_room_end_with_the_sign_of_their_charset(
    database: DatabaseFile, charset: Charset, more: str
) -> None:
    words = app_on(database, charset).context

    class Host(App[None]):
        def compose(self) -> ComposeResult:
            yield Static(HungLines([Content("one two three four five")], words), id="said")

        CSS = "#said { width: 10; height: 2; }"

    app = Host()
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        lines = [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]
        assert lines[1].endswith(more), lines
