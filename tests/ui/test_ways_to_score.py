"""Who may score, from where one comes to the sheet, and where one goes back to."""

from kpitui.actions.accounts import set_account
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.storage.database import DatabaseFile
from kpitui.ui.app import KpituiApp
from kpitui.ui.screens.people import PeopleScreen
from kpitui.ui.screens.score import ScoreScreen
from tests.actions.test_evaluations import load
from tests.conftest import LEADER
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, until
from tests.ui.score_sheets import evaluations, mark_evaluation


async def test_without_a_sheet_or_the_right_to_record_it_is_said(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "Ana L")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "Type a value")
        await pilot.press("S")
        await shows(pilot, "No call sheet is in use on 23 Nov")
    load(database)
    app = app_on(database, actor=Actor("vic", AccessRole.VIEWER, Channel.TUI))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "Ana L")
        await pilot.press(*"ana", "ctrl+r")
        await shows(pilot, "A viewer may not record readings")


async def test_a_member_has_no_key_to_score(database: DatabaseFile) -> None:
    load(database)
    set_account(database, LEADER, "lee", AccessRole.LEADER)
    set_account(database, LEADER, "ana", AccessRole.MEMBER, "Ana López")
    app = app_on(database, actor=Actor("ana", AccessRole.MEMBER, Channel.TUI))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "My page", "Your standards")
        assert "Score" not in screen_text(app)
        await pilot.press("S", "?")
        await shows(pilot, "This screen")
        assert "Score" not in screen_text(app)


async def test_people_scores_the_marked_agent_and_the_page_names_the_key(
    database: DatabaseFile,
) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5")
        await shows(pilot, "Ana L", "North")
        await pilot.press("S")
        await shows(pilot, "Choose an agent first")
        await pilot.press("j", "S")
        await shows(pilot, "call number", "Ana López · A call")
        all_at_once(app, "8841\ryn50\x13")
        await shows(pilot, "Scored Ana López, contact 8841: 0.0%")
        assert isinstance(app.screen, PeopleScreen)
        await pilot.press("enter")
        await shows(pilot, "Evaluations")
        assert {"S Score", "c Coach"} <= footer(app)
        await mark_evaluation(pilot, app)
        await shows(pilot, "enter Open  x Remove  S Score", "c Coach")
    assert [evaluation.reference for evaluation in evaluations(database)] == ["8841"]


def footer(app: KpituiApp) -> set[str]:
    """The keys that the last line names."""
    return set(screen_text(app).rstrip().splitlines()[-1].strip().split("  "))


async def test_nobody_and_a_team_are_not_scored(database: DatabaseFile) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "Ana L")
        await pilot.press(*"north", "ctrl+r")
        await shows(pilot, "Choose an agent first")


async def test_from_coach_and_a_page_one_comes_back_to_where_one_was(
    database: DatabaseFile,
) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(pilot, "Ana L")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "Session type")
        await pilot.press("S")
        await shows(pilot, "Session with Ana")
        assert not isinstance(app.screen, ScoreScreen)
        await pilot.press("backspace", "ctrl+r")
        await shows(pilot, "call number")
        all_at_once(app, "8841\ryy50\x13")
        await shows(pilot, "Scored Ana López, contact 8841: 100.0%", "Session with Ana", "100.0%")
        assert "100.0" in next(
            one for one in screen_text(app).splitlines() if "Customer satisfaction" in one
        )
        await pilot.press("f6")
        await shows(pilot, "Advisor")
        await pilot.press("j", "enter")
        await shows(pilot, "Customer satisfaction", "Evaluations")
        await shows(pilot, "8841", "100.0%")
        await pilot.press("S")
        await shows(pilot, "call number")
        all_at_once(app, "8842\ryn50\x13")
        await shows(pilot, "Scored Ana López, contact 8842: 0.0%", "8842", "1 failed", "u to undo")
        await pilot.press("u")
        await shows(pilot, "Undone: score contact")
        await until(pilot, lambda: "8842" not in screen_text(app).split("Undone")[0])
    assert [evaluation.reference for evaluation in evaluations(database)] == ["8841"]
