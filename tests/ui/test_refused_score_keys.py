"""A key that is no answer is refused, kept as it was typed, and keeps a score from being saved."""

from pathlib import Path

from kpitui.actions.evaluations import record_evaluations
from kpitui.config import Config
from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import load_typed
from kpitui.ui.app import KpituiApp
from tests.actions.test_evaluations import draft, load
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, shows, until
from tests.ui.score_sheets import (
    context_of,
    evaluations,
    mark_evaluation,
    new_version,
    open_ana,
    open_page,
    refused_keys,
    typed_keys,
)


async def test_a_key_that_is_no_answer_is_kept_as_refused_and_the_next_question_comes(
    database: DatabaseFile,
) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_ana(pilot)
        await pilot.press(*"8841", "enter", "-")
        await shows(pilot, "Question 1 always applies: type y or n.", " 2 of 4 ", "! -")
        await pilot.press("y", "x")
        await shows(pilot, "“x” is no answer to question 3: type 1 to 5", " 4 of 4 ", "! x")
        await pilot.press("y")
        await shows(pilot, "“y” is no answer to question 4: type a number", "! y", "3 left")
        assert [refused_keys(app), typed_keys(app)] == [["-", "", "x", "y"], ["", "y", "", ""]]
        await pilot.press("up", "up")
        await shows(pilot, " 3 of 4 ", "! “x” is no answer to question 3")
        await pilot.press("5")
        await shows(pilot, " 4 of 4 ", "One key answers", "5", "2 left")
        assert refused_keys(app) == ["-", "", "", "y"]
        await pilot.press("0", "y")
        await shows(pilot, "That answered nothing", "question 1, which is open", "1 left")
        await pilot.press("enter")
        await shows(pilot, " 1 of 4 ")
        await pilot.press("home", "delete", "ctrl+s")
        await shows(pilot, "Not saved: question 1 is open.")
        await pilot.press("enter", "y", "ctrl+s")
        await shows(pilot, "Scored Ana López, contact 8841: 100.0%")
    assert len(evaluations(database)) == 1


async def test_refused_answers_are_named_before_open_ones_and_enter_goes_to_the_first(
    database: DatabaseFile,
) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_ana(pilot)
        await pilot.press(*"8841", "enter", "down", "6", "z", "ctrl+s")
        said = "Not saved: 2 (“6”), 3 (“z”) are no answers; questions 1, 4 are open. Enter"
        await shows(pilot, said, "goes to 2", " 4 of 4 ")
        await pilot.press("enter")
        await shows(pilot, " 2 of 4 ", "! “6” is no answer to question 2: type y or n")
        await pilot.press("y", "ctrl+s")
        await shows(pilot, "Not saved: 3 (“z”) is no answer; questions 1, 4 are open.")
        await pilot.press("enter", "5", "0", "up", "backspace", "ctrl+s")
        await shows(pilot, "Not saved: questions 1, 3 are open. Enter goes to 1")
        await pilot.press("enter", "q", "enter", "5", "ctrl+s")
        await shows(pilot, "Not saved: 1 (“q”) is no answer. Enter goes there: “Greeted”")
        assert not evaluations(database)
        await pilot.press("enter", "y", "ctrl+s")
        await shows(pilot, "Scored Ana López, contact 8841: 100.0%")
    assert len(evaluations(database)) == 1


async def test_a_refused_key_takes_the_place_of_an_answer_and_backspace_takes_it_back(
    database: DatabaseFile,
) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.press("enter", "y", "up", "7")
        await shows(pilot, "! 7", " 2 of 4 ", "4 left")
        assert [refused_keys(app)[0], typed_keys(app)[0]] == ["7", ""]
        await pilot.press("backspace")
        await shows(pilot, " 1 of 4 ", "4 left")
        assert [refused_keys(app)[0], typed_keys(app)[0]] == ["", ""]
        assert app.context.unsaved.evaluations == {}


async def test_a_blank_and_a_wide_letter_are_refused_like_any_other(
    database: DatabaseFile,
) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        all_at_once(app, "\r 語y[")
        await shows(pilot, "“[” is no answer to question 4", "! 語", "4 left")
        assert refused_keys(app) == [" ", "語", "y", "["]


async def test_a_refused_key_rings_unless_it_shall_not(database: DatabaseFile) -> None:
    load(database)
    for bell in (True, False):
        app = app_on(database, config=Config(bell=bell))
        async with app.run_test(size=(80, 24)) as pilot:
            await open_ana(pilot)
            rung: list[bool] = []
            app.bell = lambda rung=rung: rung.append(True)  # type: ignore[method-assign, misc]
            await pilot.press("enter", "x")
            await shows(pilot, "is no answer to question 1")
            assert bool(rung) is bell
            await pilot.press("y")
            await shows(pilot, " 3 of 4 ")
            assert len(rung) == int(bell)


async def test_a_refused_key_stays_with_its_question_on_another_day(
    database: DatabaseFile,
) -> None:
    load(database)
    new_version(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_ana(pilot)
        await pilot.press("enter", "y", "y", "7")
        await shows(pilot, "Greeted by name", "! y", "! 7")
        all_at_once(app, "\x14\x1520 oct\r")
        await shows(pilot, "These are the questions from 1 Jan on", "! 7")
        assert [typed_keys(app), refused_keys(app)] == [["y", "", "", ""], ["", "7", "", ""]]
    assert not evaluations(database)


def kept_answers(folder: Path) -> list[str]:
    kept = [load_typed(file).evaluations for file in folder.glob("*.json")]
    return [text for found in kept for one in found.values() for text in one.values()]


async def test_a_draft_keeps_refused_keys_as_they_were_typed(
    database: DatabaseFile, tmp_path: Path
) -> None:
    load(database)
    folder = tmp_path / "drafts"
    app = KpituiApp(context_of(database, folder, "one"))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        all_at_once(app, "8841\ry6x ")
        await shows(pilot, "“ ” is no answer to question 4")
        await until(pilot, lambda: "x" in kept_answers(folder) and " " in kept_answers(folder))
    app = KpituiApp(context_of(database, folder, "two"))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Draft restored: 1 evaluation (S on the agent).")
        await pilot.press("2")
        await shows(pilot, "Ana L")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "Type a value")
        await pilot.press("S")
        await shows(pilot, "8841", "! 6", "! x", " 2 of 4 ", "3 left")
        assert [typed_keys(app), refused_keys(app)] == [["y", "", "", ""], ["", "6", "x", " "]]
        all_at_once(app, "y50\x13")
        await shows(pilot, "Scored Ana López, contact 8841: 100.0%")


async def test_a_correction_with_a_refused_key_is_not_saved_and_is_kept(
    database: DatabaseFile,
) -> None:
    load(database)
    record_evaluations(database, LEADER, [draft(database, "yn50")], today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_page(pilot)
        await mark_evaluation(pilot, app)
        await pilot.press("enter")
        await shows(pilot, " 1 of 4 ", "no !", "8841")
        await pilot.press("down", "6", "delete", "ctrl+s")
        await shows(pilot, "Not saved: 2 (“6”) is no answer; question 3 is open.")
        await pilot.press("escape")
        await mark_evaluation(pilot, app)
        await pilot.press("enter")
        await shows(pilot, "Draft restored", "! 6", "2 left")
        assert [typed_keys(app), refused_keys(app)] == [["y", "", "", "0"], ["", "6", "", ""]]
    (found,) = evaluations(database)
    assert [answer.value for answer in found.answers] == [1, 0, 5, 0]
