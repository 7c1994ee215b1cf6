"""Calibrations by keys: opened, scored blind, closed, side by side; and the drift of evaluators."""

import re
from datetime import date

import pytest

from kpitui.actions.calibrations import close_calibration
from kpitui.actions.rules import set_rule
from kpitui.charts.text import Charset
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import Typed
from kpitui.terminal.lines import Lines
from kpitui.ui.screens.calibration import CalibrationScreen
from kpitui.ui.screens.calibrations import CalibrationsScreen
from kpitui.ui.screens.drift import DriftScreen
from kpitui.ui.unfinished import on_screens
from tests.actions.test_calibrations import ANA, BO, CY, opened, score, stood
from tests.actions.test_evaluations import load
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, screen_text, shows, type_text, until
from tests.views.test_evaluator_drift import scored

SMALL, LARGE = (80, 24), (120, 40)


async def test_a_leader_opens_one_and_scores_it_without_seeing_the_others(
    database: DatabaseFile,
) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await pilot.press("5", "C")
        await shows(pilot, "No calibrations yet", "a opens one")
        await pilot.press("a")
        await shows(pilot, "New calibration", "Agent")
        await type_text(pilot, "ana")
        await pilot.press("enter", "enter")
        await type_text(pilot, "8841")
        await pilot.press("ctrl+s")
        await shows(pilot, "to score", "Ana López, contact 8841")
        score(database, BO, stood(database, 1), "yn30", "said zebra")
        await pilot.press("r")
        await shows(pilot, "scored by bo")
        await pilot.press("enter")
        await shows(pilot, "blind · questions from", "8841", "1 of 4", "Greeted")
        await pilot.press("y", "y", "5", "0")
        await shows(pilot, "That was the last question")
        await pilot.press("ctrl+s")
        await shows(pilot, "You scored 100.0%: yy50", "2: bo, lee", "u to undo")
        assert "zebra" not in screen_text(app)
        assert "yn30" not in screen_text(app)
        await pilot.press("enter")
        await shows(pilot, "blind · correction · questions from")
        await pilot.press("n", "ctrl+s")
        await shows(pilot, "You scored 80.0%: ny50")
        await pilot.press("u", "u")
        await shows(pilot, "to score", "Undone: score calibration")


@pytest.fixture
def blind(database: DatabaseFile) -> DatabaseFile:
    """A call that three have scored."""
    load(database)
    one = opened(database)
    for who, answers in ((ANA, "yy50"), (BO, "yn30"), (CY, "yy4-")):
        score(database, who, one, answers)
    return database


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_closed_it_stands_side_by_side(blind: DatabaseFile, size: tuple[int, int]) -> None:
    app = app_on(blind)
    async with app.run_test(size=size) as pilot:
        await pilot.press("5", "C")
        await shows(pilot, "3: ana, bo, cy")
        assert "Seen differently" not in screen_text(app)
        await pilot.press("x")
        await shows(pilot, "Close calibration 1? Scored by ana, bo, cy")
        await pilot.press("x")
        await shows(pilot, "3 of 4 questions differ by more than a tenth (!)")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CalibrationScreen))
        await shows(pilot, "agree  kappa  calls", "Checked identity", "Score")
        if size == LARGE:
            await shows(pilot, "agreement beyond chance")
        drawn = screen_text(app)
        edge = next(one for one in drawn.splitlines() if "Side by side" in one)
        assert len(edge) == size[0], "the panel goes from edge to edge"
        assert ("agreement beyond chance" in drawn) is (size == LARGE)
        assert size == SMALL or drawn.index("Greeted") < drawn.index("agreement beyond chance")
        lines = [" ".join(one.strip("│ ").split()) for one in screen_text(app).splitlines()]
        assert "! Checked identity y n! y 33% – 1" in lines
        assert "Greeted y y y 100% – 1" in lines
        assert "! Holds 0 0 -! 33% – 1" in lines
        await pilot.press("n")
        await shows(pilot, "no: bo")
        await shows(pilot, "no kappa: one call alone")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CalibrationsScreen))
        await pilot.press("u")
        await shows(pilot, "open", "It was closed once and opened again")


async def test_a_calibration_that_one_scored_is_not_asked_about_but_stays_open(
    database: DatabaseFile,
) -> None:
    load(database)
    one = opened(database)
    app = app_on(database)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await pilot.press("5", "C")
        await shows(pilot, "1 open")
        await pilot.press("x")
        await shows(pilot, "Calibration 1 stays open: no one has scored it, and it takes two")
        score(database, ANA, one, "yy50")
        await pilot.press("r")
        await shows(pilot, "1: ana")
        await pilot.press("x")
        await shows(pilot, "Calibration 1 stays open: only ana has scored it, and it takes two")
        assert "Close calibration" not in screen_text(app)


async def test_evaluators_that_do_not_fit_are_a_key_away_and_in_ascii_too(
    database: DatabaseFile,
) -> None:
    load(database)
    one = opened(database)
    for place in range(30):
        score(database, Actor(f"[red]{place:02}[/]"), one, "yy50" if place % 2 else "nn10")
    close_calibration(database, LEADER, one.id, today=TODAY)
    app = app_on(database, Charset.ASCII)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("5", "C")
        await shows(pilot, "scored by [red]00[/]", "and 22 more")
        await pilot.press("enter")
        await shows(pilot, "1 to 2 of 30 evaluators", "[red]00[/]")
        await pilot.press("right")
        await shows(pilot, "3 to 4 of 30 evaluators", "[red]02[/]")
        for _ in range(20):
            await pilot.press("right")
        await shows(pilot, "29 to 30 of 30 evaluators", "[red]29[/]")
        assert screen_text(app).isascii()
        await pilot.press("left")
        await shows(pilot, "27 to 28 of 30 evaluators")


async def test_who_looks_changes_nothing_and_sees_no_names(blind: DatabaseFile) -> None:
    vi = Actor("vi", AccessRole.VIEWER, Channel.TUI)
    app = app_on(blind, actor=vi)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("5", "C")
        await shows(pilot, "Ana López, contact 8841", "scored by 3")
        await pilot.press("enter", "a", "x", "d")
        await shows(pilot, "scored by 3")
        assert isinstance(app.screen, CalibrationsScreen)
        assert "bo" not in screen_text(app).split()
        close_calibration(blind, LEADER, 1, today=TODAY)
        await pilot.press("r")
        await shows(pilot, "closed", "3 of 4 questions differ")
        await pilot.press("enter")
        await shows(pilot, "agree  kappa  calls", "33%")
        assert "bo" not in screen_text(app).split()


async def test_what_is_typed_is_kept_and_a_calibration_that_was_closed_refuses_it(
    blind: DatabaseFile,
) -> None:
    app = app_on(blind)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("5", "C", "enter")
        await shows(pilot, "blind · questions from")
        await pilot.press("y", "y", "5")
        await shows(pilot, "4 of 4")
        await pilot.press("escape")
        await shows(pilot, "to score")
        await pilot.press("enter")
        await shows(pilot, "Draft restored", "4 of 4")
        close_calibration(blind, LEADER, 1, today=TODAY)
        await pilot.press("0", "ctrl+s")
        await shows(pilot, "Calibration 1 was closed on")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_drift_has_a_chart_of_each_by_name(
    database: DatabaseFile, size: tuple[int, int]
) -> None:
    scored(database, ("zoe", "ana", "bo"), strict="bo")
    app = app_on(database)
    async with app.run_test(size=size) as pilot:
        await pilot.press("5", "C", "d")
        await until(pilot, lambda: isinstance(app.screen, DriftScreen))
        await shows(pilot, "evaluator", "ana", "bo", "zoe", "as the others")
        lines = app.screen.query_one("#drifts", Lines).copied(True).splitlines()
        assert [line.split("\t")[0] for line in lines] == ["ana", "bo", "zoe"]
        await pilot.press("down")
        await shows(pilot, "drifts down", "below the mean")
        low, high = re.findall(r"(\S+) to (\S+) points is routine", screen_text(app))[0]
        charted = screen_text(app).partition("Evaluators")[0]
        assert charted.count(f"{float(low):+.1f}") == 2, "the chart and the sentence say it"
        assert charted.count(f"{float(high):+.1f}") == 2
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CalibrationsScreen))


async def test_drift_names_what_it_compares_as_the_year_of_the_file_does(
    database: DatabaseFile,
) -> None:
    set_rule(database, LEADER, "year_pattern", "13x4", date(2026, 1, 1), "thirteen of them")
    scored(database, ("zoe", "ana", "bo"), strict="bo")
    app = app_on(database)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("5", "C", "d")
        await shows(pilot, "evaluator", "periods  latest")
        assert "months" not in screen_text(app)


def test_what_is_typed_is_told_with_where_it_is() -> None:
    typed = Typed(evaluations={"calibration-1": {"a": "y"}, "person-1-sheet-1": {"a": "y"}})
    assert on_screens(typed) == ["1 evaluation (S on the agent)", "1 calibration (C on People)"]
