"""Somebody is forgotten while a screen is open on them: it shows who they are called now, and drops
what is typed about them.
"""

from pathlib import Path

import pytest
from msgspec.structs import replace

from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import Typed, load_typed
from kpitui.storage.session_drafts import SessionDrafts
from kpitui.storage.session_locks import Whereabouts
from kpitui.ui import keeping
from kpitui.ui.app import KpituiApp
from tests.actions.test_evaluations import SHEET, load
from tests.actions.test_forgetting import ANA, forgotten
from tests.ui.conftest import app_on, screen_text, shows, until
from tests.ui.score_sheets import open_ana
from tests.ui.team_tables import add_people


@pytest.mark.parametrize("screen", ["2", "3"], ids=["record", "coach"])
async def test_an_open_screen_shows_the_pseudonym(lively: DatabaseFile, screen: str) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press(screen, *"ana", "enter")
        await shows(pilot, ANA, "Average handle time" if screen == "2" else "Agreed next steps")
        forgotten(lively)
        app.watching.look_for_others()
        await shows(pilot, "Former agent 1")
        await until(pilot, lambda: ANA not in screen_text(app))


GONE = "Former agent 1 was forgotten; your unsaved draft about them is deleted."


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "ENDED_SECONDS", 0.1)


@pytest.fixture
def app(lively: DatabaseFile, tmp_path: Path) -> KpituiApp:
    """The screens of a session that keeps what is typed."""
    drafts = SessionDrafts(tmp_path / "drafts", lively, "lee", "now", Whereabouts())
    return KpituiApp(replace(app_on(lively).context, drafts=drafts))


def kept(app: KpituiApp) -> Typed:
    """The draft of the session, as it is on the disk."""
    app.keep_drafts()
    assert app.context.drafts is not None
    return load_typed(app.context.drafts.file)


def agents_typed(app: KpituiApp) -> set[str]:
    """Whose cells of the one table of a team are kept."""
    (texts,) = kept(app).grids.values()
    return {cell.split(" ")[0] for cell in texts if cell != "date"}


async def test_values_that_are_typed_go(lively: DatabaseFile, app: KpituiApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "Type a value")
        await pilot.press(*"5:41")
        assert "person-1" in kept(app).cells
        forgotten(lively)
        await shows(pilot, GONE)
        await until(pilot, lambda: "5:41" not in screen_text(app))
        assert kept(app).empty


async def test_a_session_that_is_typed_goes(lively: DatabaseFile, app: KpituiApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3", *"ana", "enter")
        await shows(pilot, "Agreed next steps")
        await pilot.press(*"training", "enter")
        assert "person-1" in kept(app).sessions
        forgotten(lively)
        await shows(pilot, GONE)
        await until(pilot, lambda: "Agreed next steps" not in screen_text(app))
        assert kept(app).empty


async def test_of_the_table_of_a_team_the_others_stay(lively: DatabaseFile, app: KpituiApp) -> None:
    add_people(lively, ["Cem"])
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"north", "enter")
        await shows(pilot, "Agent or team North", "Adherence")
        await pilot.press(*"5:41", "down", *"5:42")
        assert agents_typed(app) == {"1", "3"}
        forgotten(lively)
        await shows(pilot, GONE, "5:42")
        await until(pilot, lambda: "5:41" not in screen_text(app))
        assert agents_typed(app) == {"3"}


async def test_a_form_about_them_closes(lively: DatabaseFile, app: KpituiApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "w")
        await shows(pilot, f"Away: {ANA}")
        await pilot.press("tab", "tab", *"the dentist")
        assert kept(app).forms
        forgotten(lively)
        await shows(pilot, GONE)
        await until(pilot, lambda: ANA not in screen_text(app))
        assert kept(app).empty


async def test_a_contact_that_is_half_scored_goes(lively: DatabaseFile, app: KpituiApp) -> None:
    load(lively, SHEET)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await open_ana(pilot)
        await pilot.press(*"8841", "enter", "y")
        assert kept(app).evaluations
        forgotten(lively)
        await shows(pilot, GONE)
        await until(pilot, lambda: "8841" not in screen_text(app))
        assert kept(app).empty


async def test_a_draft_that_could_not_be_reached_is_not_offered_again(
    lively: DatabaseFile, app: KpituiApp
) -> None:
    typed = Typed(
        cells={"person-1": {1: "92"}, "person-2": {1: "93"}},
        sessions={"person-1": {"seen": "shouted"}},
    )
    app = KpituiApp(replace(app.context, unsaved=typed))
    forgotten(lively)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Draft restored: 1 value (2 Record).")
        assert kept(app) == Typed(cells={"person-2": {1: "93"}})
