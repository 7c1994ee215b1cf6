"""The scoring screen: a contact scored by one key a question, the evaluation and its reading saved
together; nothing that is typed is lost, and nothing lands on another question.
"""

import pytest

from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.storage.database import DatabaseFile
from kpitui.ui.widgets.score_sheet import ScoreSheet
from tests.actions.test_evaluations import load, values
from tests.conftest import TODAY
from tests.ui.conftest import all_at_once, app_on, screen_text, shows
from tests.ui.score_sheets import evaluations, long_sheet, mark_evaluation, open_ana, score_screen

SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_a_contact_is_scored_by_a_key_a_question_and_the_line_shows_it(
    database: DatabaseFile, size: tuple[int, int]
) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_ana(pilot)
        await shows(pilot, " 1 of 4 ", "4 left", "Opening", "Solving")
        all_at_once(app, "8841\r")
        await shows(pilot, "8841")
        await pilot.press("y")
        await shows(pilot, "y yes", "100.0%", "3 left", " 2 of 4 ", "critical")
        await pilot.press("n")
        await shows(pilot, "no !", "50.0% if “")
        await pilot.press("backspace", "y", "4", "0")
        await shows(pilot, "all answered", "That was the last question")
        await pilot.press("ctrl+s")
        await shows(pilot, "Scored Ana López, contact 8841: 90.0%; ctrl+p undo.", "Agent or team")
        await shows(pilot, "90.0")
    (found,) = evaluations(database)
    assert (found.reference, found.date, found.evaluator) == ("8841", TODAY, "lee")
    assert found.score == pytest.approx(90)
    assert values(database)[0][1] == found.score
    assert app.context.unsaved.evaluations == {}


async def test_a_sheet_of_twenty_questions_costs_twenty_keys_a_number_and_a_save(
    database: DatabaseFile,
) -> None:
    load(database, long_sheet(20))
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_ana(pilot)
        keys = [*"8841", "enter", *"yyyyyyyyyyyyyyyyyyyn", "ctrl+s"]
        assert len(keys) == 20 + len("8841") + 2
        await pilot.press(*keys)
        await shows(pilot, "Scored Ana López, contact 8841: 95.0%")
    assert len(evaluations(database)) == 1


async def test_all_of_it_typed_ahead_scores_the_same(database: DatabaseFile) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        all_at_once(app, "2ana\rS8841\ryy50\x13")
        await shows(pilot, "Scored Ana López, contact 8841: 100.0%")
    assert [evaluation.score for evaluation in evaluations(database)] == [100]


async def test_open_questions_are_named_and_enter_goes_there(database: DatabaseFile) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.press(*"8841", "enter", "y", "down", "5")
        await shows(pilot, " 4 of 4 ")
        await pilot.press("ctrl+s")
        await shows(pilot, "Not saved: questions 2, 4 are open. Enter goes to 2")
        assert " 4 of 4 " in screen_text(app)
        await pilot.press("enter")
        await shows(pilot, " 2 of 4 ")
        await pilot.press("y", "ctrl+s")
        await shows(pilot, "Not saved: question 4 is open. Enter goes there: “Holds”")
        await pilot.press("ctrl+t", "enter")
        await shows(pilot, " 4 of 4 ")
        assert not evaluations(database)


async def test_comments_are_text_and_stand_below_their_question(database: DatabaseFile) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_ana(pilot)
        all_at_once(app, "8841\rycyes? no 1q:\r")
        await shows(pilot, "yes? no 1q:", " 2 of 4 ")
        all_at_once(app, "y50cvery calm\r\r")
        await shows(pilot, "Scored Ana López, contact 8841: 100.0%")
    (found,) = evaluations(database)
    assert [answer.comment for answer in found.answers] == ["", "yes? no 1q:", "", ""]
    assert found.note == "very calm"


async def test_a_comment_too_long_is_refused_in_a_sentence_and_kept(database: DatabaseFile) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        all_at_once(app, "8841\rc\x1b[200~" + "long " * 120 + "\x1b[201~\ryy50\x13")
        await shows(pilot, "Not saved. A comment: ")
        assert "long long" in score_screen(app).answers.comment(0)
    assert not evaluations(database)


async def test_pasted_text_answers_nothing(database: DatabaseFile) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        all_at_once(app, "8841\r\x1b[200~yy50\x1b[201~")
        await shows(pilot, "Pasted text answers nothing", " 1 of 4 ")
        assert len(score_screen(app).answers.open) == 4


async def test_nothing_applies_and_there_is_no_reading(database: DatabaseFile) -> None:
    load(database, long_sheet(2, not_applicable=True))
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_ana(pilot)
        await pilot.press("enter", "-", "-", "enter")
        await shows(pilot, "Scored Ana López: no score, as no question applies")
    assert values(database) == [(None, None)]


async def test_two_hundred_questions_scroll(database: DatabaseFile) -> None:
    load(database, long_sheet(200))
    app = app_on(database, charset=Charset.ASCII)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.press("enter", "pagedown", "pagedown")
        await shows(pilot, " 17 of 200 ")
        await pilot.press("end")
        await shows(pilot, "Question of number 200", "Save")
        await pilot.press("pageup")
        await shows(pilot, " 193 of 200 ")
        await pilot.press("home", *"y" * 30)
        await shows(pilot, " 31 of 200 ", "170 left", " 31 ", " 32 ")
        text = screen_text(app)
        assert text.isascii(), [one for one in text if not one.isascii()]


async def test_what_stands_in_the_file_is_text_and_nothing_else(database: DatabaseFile) -> None:
    hostile = long_sheet(2, text="[b]Kept[/] calm", anchors={"yes": "[i]all of it[/]"})
    load(database, hostile | {"name": "[red]A call[/]"})
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "Ana L")
        await pilot.press(*"[red]bo", "enter")
        await shows(pilot, "Type a value")
        await pilot.press("S")
        await shows(pilot, "[red]Bo[/] · [red]A call[/]", "[b]Kept[/] calm", "[i]all of it[/]")
        all_at_once(app, "[/x]9\rc[u]so\ryy")
        await shows(pilot, "[/x]9", "[u]so", "all answered")
        await pilot.press("ctrl+s")
        await shows(pilot, "Scored [red]Bo[/], contact [/x]9: 100.0%")
        await pilot.press("f6", "end", "enter")
        await shows(pilot, "[/x]9", "[red]A call[/]")
        await mark_evaluation(pilot, app)
        await pilot.press("x")
        await shows(pilot, "Remove the evaluation of contact [/x]9")


@pytest.mark.parametrize("theme", ["kpitui-dark", "kpitui-light", "ansi-dark"])
async def test_the_marked_question_is_one_bar_from_edge_to_edge(
    database: DatabaseFile, theme: str
) -> None:
    load(database)
    app = app_on(database, config=Config(theme=theme))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.press("enter", "y")
        await shows(pilot, " 2 of 4 ")
        sheet = app.screen.query_one(ScoreSheet)
        here, other = (
            [segment.style for segment in sheet.render_line(row) if segment.style is not None]
            for row in (2, 1)
        )
        if theme == "ansi-dark":
            assert all(style.reverse for style in here)
            assert not any(style.reverse for style in other)
        else:
            assert len({style.bgcolor for style in here}) == 1
            assert {style.bgcolor for style in here}.isdisjoint(style.bgcolor for style in other)
