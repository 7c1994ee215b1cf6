"""What another session of the same account leaves that ends while this one is at work: it is shown
where it belongs, and the cursor and what is typed here stay.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.drafts import Typed, load_typed
from kpitui.storage.records import rows
from kpitui.storage.session_drafts import SessionDrafts
from kpitui.storage.session_locks import Whereabouts
from kpitui.ui import keeping
from kpitui.ui.app import KpituiApp
from tests.conftest import TODAY
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, until

Drafts = Callable[[str], SessionDrafts]

SESSION = {
    "kind": "role-play", "minutes": "20", "seen": "greets late", "action-0": "greet by name",
    "action-1": "", "action-2": "sum up", "strengths": "calm", "date": TODAY.isoformat(),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "ENDED_SECONDS", 0.1)


@pytest.fixture
def drafts(database: DatabaseFile, tmp_path: Path) -> Drafts:
    def of(session: str) -> SessionDrafts:
        return SessionDrafts(tmp_path / "drafts", database, "lee", session, Whereabouts())

    return of


def at_work(database: DatabaseFile, drafts: Drafts) -> KpituiApp:
    return KpituiApp(replace(app_on(database).context, drafts=drafts("now")))


def leaves(drafts: Drafts, typed: Typed, session: str = "before") -> None:
    """A session ends, and leaves this."""
    one = drafts(session)
    one.keep(typed)
    one.close()


def values(day: str = TODAY.isoformat(), **texts: str) -> Typed:
    """What is typed for Ana, by the ids of metrics."""
    cells = {int(key.removeprefix("m")): text for key, text in texts.items()}
    return Typed(cells={"person-1": cells}, days={"person-1": day})


async def test_values_come_to_the_sheet_that_is_open_and_the_cursor_stays(
    database: DatabaseFile, drafts: Drafts
) -> None:
    app = at_work(database, drafts)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press("2", *"ana", "enter", "down")
        await shows(pilot, "Type a value")
        line = app.screen.focused.line.metric.id  # type: ignore[union-attr]
        leaves(drafts, values(m1="44/50", m2="5:40", m3="47/50"))
        await shows(pilot, "Draft restored: 3 values (2 Record).", "44/50", "5:40", "47/50")
        assert app.screen.focused.line.metric.id == line  # type: ignore[union-attr]
        app.keep_drafts()
        assert load_typed(drafts("now").file).cells["person-1"] == {
            1: "44/50", 2: "5:40", 3: "47/50",
        }  # fmt: skip
        await pilot.press(*"6:00")  # in the cell of the cursor the first letter replaces all
        app.keep_drafts()
        now = load_typed(drafts("now").file).cells["person-1"]
        assert now == {1: "44/50", 2: "5:40", 3: "47/50"} | {line: "6:00"}


async def test_what_is_typed_here_is_not_replaced_and_the_other_text_waits(
    database: DatabaseFile, drafts: Drafts
) -> None:
    app = at_work(database, drafts)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "Type a value")
        here = app.screen.focused.line.metric.id  # type: ignore[union-attr]
        await pilot.press("8")
        leaves(drafts, values(**{f"m{here}": "44/50"}))
        await shows(pilot, "There are more drafts for the same fields")
        await pilot.press("1")
        leaves(drafts, values(**{f"m{here}": "43/50"}), "another")
        await until(pilot, lambda: not drafts("another").file.exists())
        app.keep_drafts()
        assert load_typed(drafts("now").file).cells == {"person-1": {here: "81"}}
    offered = []
    for start in ("first", "second", "third"):
        later = drafts(start)
        found, _ = later.take_over(lambda _: set())
        offered += [text for texts in found.cells.values() for text in texts.values()]
        later.keep(Typed())
        later.close()
    assert sorted(offered) == ["43/50", "44/50", "81"]


async def test_what_was_typed_for_another_day_does_not_come_to_a_sheet_that_is_open(
    database: DatabaseFile, drafts: Drafts
) -> None:
    app, day = at_work(database, drafts), (TODAY - timedelta(days=3)).isoformat()
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "Type a value")
        leaves(drafts, values(day, m1="44/50"))
        await shows(pilot, "There are more drafts for the same fields")
        assert "44/50" not in screen_text(app)
    found, _ = drafts("later").take_over(lambda _: set())
    assert (found.cells, found.days) == ({"person-1": {1: "44/50"}}, {"person-1": day})


async def test_the_list_of_names_says_what_waits(database: DatabaseFile, drafts: Drafts) -> None:
    app = at_work(database, drafts)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press("2")
        await shows(pilot, "Agent or team")
        leaves(drafts, values(m1="44/50"))
        await shows(pilot, "Draft restored: 1 value", "1 not saved")


async def test_a_table_that_is_open_is_filled(database: DatabaseFile, drafts: Drafts) -> None:
    app = at_work(database, drafts)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press("2", *"north")
        await shows(pilot, "table, ")
        await pilot.press("enter")
        await shows(pilot, "Tab right")
        day = TODAY.isoformat()
        leaves(drafts, Typed(grids={"1": {"1 3": "9/10", "date": day}}))
        await shows(pilot, "Draft restored: 1 value", "9/10+")
        app.keep_drafts()
        assert load_typed(drafts("now").file).grids == {"1": {"1 3": "9/10", "date": day}}


async def test_a_session_that_is_open_and_empty_is_filled_and_the_cursor_stays(
    database: DatabaseFile, drafts: Drafts
) -> None:
    app = at_work(database, drafts)
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await pilot.press("3", *"ana", "enter")
        await shows(pilot, "Session type", "Follow-up")
        await pilot.press("down", "down")  # length
        before = app.screen.focused
        leaves(drafts, Typed(sessions={"person-1": SESSION}))
        await shows(
            pilot, "Draft restored: 1 session", "role-play", "greets late", "sum up", "calm"
        )
        assert app.screen.focused is before
        await pilot.press("2", "5")
        app.keep_drafts()
        now = load_typed(drafts("now").file).sessions["person-1"]
        assert {key: text for key, text in now.items() if text} == {
            key: text for key, text in SESSION.items() if text and key != "action-2"
        } | {"action-1": "sum up", "minutes": "25"}
        all_at_once(app, "\x13")
        await shows(pilot, "Saved the role-play, 2 actions with Ana López.")


async def test_under_a_box_it_waits_until_that_is_closed(
    database: DatabaseFile, drafts: Drafts
) -> None:
    app = at_work(database, drafts)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press(":")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        leaves(drafts, Typed(words="csat 91 ana"))
        await pilot.pause(0.5)
        assert "Draft restored" not in screen_text(app)
        await pilot.press("escape")
        await shows(pilot, "Draft restored: a line of quick entry (:).")
        await pilot.press(":")
        await shows(pilot, "csat 91 ana")


async def test_what_was_saved_before_the_end_is_not_offered(
    database: DatabaseFile, drafts: Drafts
) -> None:
    app = at_work(database, drafts)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "Type a value")
        all_at_once(app, "44/50\x13")
        await shows(pilot, "Saved 1 reading of Ana López")
        with reading(database) as db:
            change = str(rows(db, "SELECT uuid FROM deeds ORDER BY id DESC LIMIT 1")[0]["uuid"])
        saved = values(m1="44/50")
        leaves(drafts, Typed(cells={"person-1": {1: "44/50", 2: "5:40"}}, saves={change: saved}))
        await shows(pilot, "Draft restored: 1 value (2 Record).")
        app.keep_drafts()
        assert load_typed(drafts("now").file).cells == {"person-1": {2: "5:40"}}


async def test_a_value_of_what_is_not_due_is_still_there_after_the_round_of_what_is(
    database: DatabaseFile, drafts: Drafts
) -> None:
    app = at_work(database, drafts)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "Type a value")
        due = app.screen.focused.line.metric.id  # type: ignore[union-attr]
        all_at_once(app, "44/50\x13")
        await shows(pilot, "Saved 1 reading of Ana López")
        leaves(drafts, values(**{f"m{due}": "45/50"}))
        await shows(pilot, "Draft restored: 1 value")
        await pilot.press(*"due", "enter")
        await until(pilot, lambda: "Type a value" in screen_text(app))
        if "Ana López ·" not in screen_text(app):
            await pilot.press("ctrl+n")
        await shows(pilot, "Ana López ·", "Type a value")
        app.keep_drafts()
        assert load_typed(drafts("now").file).cells == {"person-1": {due: "45/50"}}
