"""The scoring screen: a contact scored by one key a question, the evaluation and its reading saved
together; nothing that is typed is lost, and nothing lands on another question.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from textual.pilot import Pilot

from kpitui.actions.accounts import set_account
from kpitui.actions.evaluations import correct_evaluation, record_evaluations
from kpitui.actions.plan import close_month
from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.domain.records.evaluation import Evaluation, EvaluationDraft
from kpitui.domain.records.sheet import Question, SheetVersion
from kpitui.domain.score_phrase import answers_of
from kpitui.domain.sheet_score import read_answer
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.drafts import Typed, load_typed
from kpitui.storage.evaluations import load_evaluations_of
from kpitui.storage.session_drafts import SessionDrafts
from kpitui.storage.session_locks import Whereabouts
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.screens.people import PeopleScreen
from kpitui.ui.screens.score import ScoreScreen
from kpitui.ui.widgets.person_panels import ExpectedPanel
from kpitui.ui.widgets.score_sheet import ScoreSheet
from kpitui.views.sheets import load_sheet_book
from tests.actions.test_evaluations import SHEET, draft, load, values
from tests.conftest import LEADER, TODAY, copied
from tests.patience import LONG
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, type_text, until

SIZES = [(80, 24), (120, 40)]


def long_sheet(count: int, **of_all: object) -> dict[str, Any]:
    """A sheet of so many yes/no questions."""
    questions = [
        {"key": f"q{at}", "text": f"Question of number {at}", "kind": "yes/no"} | of_all
        for at in range(1, count + 1)
    ]
    section = {"name": "All of it", "question": questions}
    version = {"starts_on": date(2026, 1, 1), "section": [section]}
    return {"name": "A call", "code": "call", "metric": "csat", "version": [version]}


async def open_ana(pilot: Pilot[None]) -> None:
    """The sheet for Ana, from Record."""
    await shows(pilot, "Grow brand loyalty")
    await pilot.press("2")
    await shows(pilot, "Ana L")
    await pilot.press(*"ana", "enter")
    await shows(pilot, "Type a value")
    await pilot.press("S")
    await shows(pilot, "call number", "A call")


def evaluations(database: DatabaseFile, person_id: int = 1) -> list[Evaluation]:
    with reading(database) as db:
        return load_evaluations_of(db, person_id)


def score_screen(app: KpituiApp) -> ScoreScreen:
    assert isinstance(app.screen, ScoreScreen)
    return app.screen


# scoring ------------------------------------------------------------------------------------------


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


def typed_keys(app: KpituiApp) -> list[str]:
    answers = score_screen(app).answers
    return [answers.typed(question) for question in answers.questions]


def refused_keys(app: KpituiApp) -> list[str]:
    answers = score_screen(app).answers
    return [answers.refused(question) for question in answers.questions]


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


# the day, sheets and roles ------------------------------------------------------------------------


def new_version(database: DatabaseFile) -> None:
    """From November on the second question is one more, and the first is asked otherwise."""
    old = SHEET["version"][0]
    questions = [
        {"key": "greeting", "text": "Greeted by name", "kind": "1–5"},
        {"key": "mood", "text": "Was friendly", "kind": "yes/no"},
        {"key": "identity", "text": "Checked identity", "kind": "yes/no", "critical": True},
    ]
    section = {"name": "Opening", "question": questions}
    new = {"starts_on": date(2026, 11, 1), "section": [section]}
    load(database, SHEET | {"version": [old, new]})


async def test_another_day_asks_the_questions_of_that_day_and_answers_stay_with_theirs(
    database: DatabaseFile,
) -> None:
    load(database)
    new_version(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_ana(pilot)
        await pilot.press("enter", "5", "y", "n")
        await shows(pilot, "Greeted by name")
        all_at_once(app, "\x14\x1520 oct\r")
        await shows(pilot, "Tue 20 Oct", "These are the questions from 1 Jan on", "Holds")
        answers = score_screen(app).answers
        assert [answers.typed(question) for question in answers.questions] == ["", "n", "", ""]
        all_at_once(app, "\x1b[Hy\x1b[B50\x13")
        await shows(pilot, "Scored Ana López: 0.0%")
    assert [evaluation.date for evaluation in evaluations(database)] == [date(2026, 10, 20)]


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


async def test_a_day_without_questions_is_said_and_not_saved(database: DatabaseFile) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        all_at_once(app, "\ryy50\x14\x153 mar 2025\r\x13")
        await shows(pilot, "Not saved. A call has no questions on that day")
        all_at_once(app, "\x14\x15soon\r\x13")
        await shows(pilot, "Not saved: this date is not clear")
    assert not evaluations(database)


async def test_the_day_is_seen_whole_and_why_it_is_none_in_full(database: DatabaseFile) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        all_at_once(app, "\x14\x152026-12-02")
        await shows(pilot, "Date 2026-12-02", "Wed 2 Dec")
        all_at_once(app, "\x15zz[b]")
        await shows(
            pilot, "Date zz[b]", "! wrong date",
            "zz[b] is not a date; type it like 3 Nov, yesterday, fri or -3d.",
        )  # fmt: skip
        all_at_once(app, "\x152026-11-20")
        await shows(pilot, "Date 2026-11-20", "Fri 20 Nov", "Type the number of the contact")


async def test_of_several_sheets_the_last_used_comes_first(database: DatabaseFile) -> None:
    load(database)
    load(database, long_sheet(2) | {"name": "Brief chat", "code": "chat"})
    chat = load_sheet_book(database).named("chat").versions[0]
    record_evaluations(
        database,
        LEADER,
        [
            replace(
                draft_on(chat, "yy"), reference="1", channel="chat",
            )
        ],
        today=TODAY,
    )  # fmt: skip
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "Ana L")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "Type a value")
        await pilot.press("S")
        await shows(pilot, "Score Ana López on")
        text = screen_text(app)
        assert text.index("Brief chat") < text.index("A call")
        await pilot.press("enter")
        await shows(pilot, "Question of number 1", "Brief chat")


def draft_on(version: SheetVersion, typed: str) -> EvaluationDraft:
    return EvaluationDraft(
        sheet_version_id=version.id, person_id=1, date=TODAY, answers=answers_of(version, typed)
    )


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


# where one comes from and goes back to ------------------------------------------------------------


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


async def open_page(pilot: Pilot[None]) -> None:
    await shows(pilot, "Grow brand loyalty")
    await pilot.press("5")
    await shows(pilot, "Ana L")
    await pilot.press("j", "enter")
    await shows(pilot, "Evaluations")


async def test_an_evaluation_is_corrected_where_it_is_seen(database: DatabaseFile) -> None:
    load(database)
    by = Actor("[b]Bell[/]", AccessRole.LEADER)
    record_evaluations(database, by, [draft(database, "yn50")], today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_page(pilot)
        await mark_evaluation(pilot, app)
        await shows(pilot, "scored by", "1 failed", "[b]Bell[/]", "A call")
        await pilot.press("enter")
        await shows(pilot, " 1 of 4 ", "no !", "8841", "correction · scored by [b]Bell[/]")
        await pilot.press("ctrl+s")
        await shows(pilot, "Nothing to save.")
        await pilot.press("down", "y", "c", *"it was", "enter", "ctrl+s")
        await shows(pilot, "Corrected Ana López, contact 8841: 100.0%")
    (found,) = evaluations(database)
    assert (found.score, found.answers[2].comment) == (100, "it was")
    assert values(database) == [(100, 100)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_was_scored_is_seen_at_once_and_no_message_covers_it_or_the_hint(
    database: DatabaseFile, size: tuple[int, int]
) -> None:
    load(database)
    earlier = [draft(database, "yn50", reference=f"88{at:02}") for at in range(9)]
    record_evaluations(database, LEADER, earlier, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_page(pilot)
        for reference in ("8841", "8842"):
            await pilot.press("S")
            await shows(pilot, "Type the number of the contact")
            all_at_once(app, f"{reference}\ryn50\x13")
            await shows(pilot, f"Scored Ana López, contact {reference}", f"  {reference}  ")
            scored = app.screen.query_one(ExpectedPanel).scored
            assert scored is not None
            assert scored.evaluation.reference == reference


async def mark_evaluation(pilot: Pilot[None], app: KpituiApp) -> None:
    panel = app.screen.query_one(ExpectedPanel)
    await pilot.press("home")
    for _ in range(30):
        if panel.scored is not None:
            return
        await pilot.press("down")
    raise AssertionError(screen_text(app))


async def test_an_evaluation_is_removed_once_it_was_asked_for(database: DatabaseFile) -> None:
    load(database)
    record_evaluations(database, LEADER, [draft(database)], today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await open_page(pilot)
        await mark_evaluation(pilot, app)
        await pilot.press("x")
        await shows(pilot, "Remove the evaluation of contact 8841 of 23 Nov?", "voided")
        await pilot.press("escape")
        assert evaluations(database)
        await pilot.press("x", "enter")
        await shows(pilot, "Evaluation removed; u to undo")
        assert not evaluations(database)
        await pilot.press("u")
        await shows(pilot, "Undone: remove evaluation")
    assert values(database) == [(100, 100)]


async def test_in_a_locked_month_a_removal_asks_for_its_reason(database: DatabaseFile) -> None:
    load(database)
    day = date(2026, 10, 20)
    record_evaluations(database, LEADER, [draft(database, day=day)], today=TODAY)
    close_month(database, LEADER, "2026-10", TODAY)
    app = app_on(database)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await open_page(pilot)
        await mark_evaluation(pilot, app)
        await pilot.press("x", "enter")
        await shows(pilot, "eason")
        await type_text(pilot, "another agent")
        await pilot.press("ctrl+s")
        await shows(pilot, "Evaluation removed")
    assert not evaluations(database)


# what can go wrong when it is saved ---------------------------------------------------------------


async def test_a_contact_that_was_scored_before_is_asked_about(database: DatabaseFile) -> None:
    load(database)
    record_evaluations(database, Actor("lee"), [draft(database)], today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await open_ana(pilot)
        all_at_once(app, "8841\ryy40\x13")
        await shows(pilot, "lee scored contact 8841 of Ana López already")
        await pilot.press("escape")
        await shows(pilot, "Not saved; what you typed is still here.", "8841", "all answered")
        assert len(evaluations(database)) == 1
        await pilot.press("ctrl+s")
        await shows(pilot, "Save a second evaluation of it")
        await pilot.press("enter")
        await shows(pilot, "Scored Ana López, contact 8841: 90.0%")
    assert len(evaluations(database)) == 2


async def test_a_locked_month_asks_for_its_reason(database: DatabaseFile) -> None:
    load(database)
    close_month(database, LEADER, "2026-10", TODAY)
    app = app_on(database)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await open_ana(pilot)
        all_at_once(app, "8841\ryy50\x14\x1520 oct\r\x13")
        await shows(pilot, "eason")
        await type_text(pilot, "heard late")
        await pilot.press("ctrl+s")
        await shows(pilot, "Scored Ana López, contact 8841: 100.0%")
    assert [evaluation.date for evaluation in evaluations(database)] == [date(2026, 10, 20)]


async def test_a_busy_file_loses_nothing(database: DatabaseFile) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_ana(pilot)
        await type_text(pilot, "8841\ryy50")
        await shows(pilot, "all answered")
        away = database.path.with_name("away.db")
        database.path.rename(away)
        await pilot.press("ctrl+s")
        await shows(pilot, "Not saved; what you typed is still here.", "all answered")
        away.rename(database.path)
        await pilot.press("ctrl+s")
        await shows(pilot, "Scored Ana López, contact 8841: 100.0%")
    assert len(evaluations(database)) == 1


async def test_what_another_corrected_meanwhile_is_said_before_it_is_replaced(
    database: DatabaseFile,
) -> None:
    load(database)
    record_evaluations(database, LEADER, [draft(database, "yn50")], today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_page(pilot)
        await mark_evaluation(pilot, app)
        await pilot.press("enter")
        await shows(pilot, " 1 of 4 ")
        (old,) = evaluations(database)
        answers = [replace(answer, value=1.0) for answer in old.answers[:2]] + [*old.answers[2:]]
        correct_evaluation(database, Actor("bo"), old, old, answers, today=TODAY)
        await pilot.press("down", "y", "3", "ctrl+s")
        await shows(
            pilot, "Not saved: bo changed it at", "Ctrl+S saves what stands here in its place"
        )
        assert values(database) == [(100, 100)]
        await pilot.press("ctrl+s")
        await shows(pilot, "Corrected Ana López, contact 8841: 80.0%")
    assert values(database) == [(80, 80)]


# drafts -------------------------------------------------------------------------------------------


def context_of(database: DatabaseFile, folder: Path, session: str) -> AppContext:
    drafts = SessionDrafts(folder, database, "lee", session, Whereabouts())
    kept, _ = drafts.take_over(lambda _: set())
    actor = Actor("lee", channel=Channel.TUI)
    return AppContext(
        database, actor, Config(), Charset.BRAILLE, "kpi.db", today=lambda: TODAY, unsaved=kept,
        drafts=drafts,
    )  # fmt: skip


async def test_what_was_typed_is_there_at_the_next_start_and_for_no_other_session(
    database: DatabaseFile, tmp_path: Path
) -> None:
    load(database)
    folder = tmp_path / "drafts"
    app = KpituiApp(context_of(database, folder, "one"))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        all_at_once(app, "8841\rycclear\r\x14\x15-3d\r")
        await shows(pilot, "20 Nov")

        def is_kept() -> bool:
            kept = [load_typed(file).evaluations for file in folder.glob("*.json")]
            return any(one.get("date") == "2026-11-20" for found in kept for one in found.values())

        await until(pilot, is_kept)
        other = context_of(database, folder, "two")
        assert other.unsaved == Typed()
        assert other.drafts is not None
        other.drafts.close()
    app = KpituiApp(context_of(database, folder, "three"))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Draft restored: 1 evaluation (S on the agent).")
        await pilot.press("2")
        await shows(pilot, "Ana L")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "Type a value")
        await pilot.press("S")
        await shows(pilot, "8841", "20 Nov", "y yes", "clear", " 2 of 4 ")
        all_at_once(app, "y50\x13")
        await shows(pilot, "Scored Ana López, contact 8841: 100.0%")
    assert all(load_typed(file).empty for file in folder.glob("*.json"))


def kept_answers(folder: Path) -> list[str]:
    kept = [load_typed(file).evaluations for file in folder.glob("*.json")]
    return [text for found in kept for one in found.values() for text in one.values()]


async def test_what_is_typed_can_be_cleared_and_the_channel_has_a_key(
    database: DatabaseFile,
) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_ana(pilot)
        all_at_once(app, "8841\ry5")
        await pilot.press("f7")
        await type_text(pilot, "chat")
        await pilot.press("escape")
        await shows(pilot, "the draft is kept")
        await pilot.press("S")
        await shows(pilot, "Draft restored, Ctrl+R clears it", "8841", "chat")
        await pilot.press("ctrl+r")
        await shows(pilot, "Type the number of the contact", "call number")
        assert typed_keys(app) == ["", "", "", ""]
        all_at_once(app, "8842\ryn50\x13")
        await shows(pilot, "Scored Ana López, contact 8842")
    (saved,) = evaluations(database)
    assert (saved.reference, saved.channel) == ("8842", "")


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


def test_what_arrived_just_before_a_kill_is_offered_no_more(
    database: DatabaseFile, tmp_path: Path
) -> None:
    def drafts(session: str) -> SessionDrafts:
        return SessionDrafts(tmp_path / "drafts", database, "lee", session, Whereabouts())

    saved = {"person-1-sheet-1": {"reference": "8841", "answer-greeting": "y"}}
    other = {"person-2-sheet-1": {"reference": "8842"}}
    killed = drafts("killed")
    on_its_way = Typed(evaluations=dict(saved))
    killed.keep(Typed(evaluations=saved | other, saves={"change": on_its_way}))
    killed.close()
    assert drafts("next").take_over(lambda changes: {*changes})[0].evaluations == other


async def test_esc_and_the_keys_of_the_bar_keep_what_is_typed(database: DatabaseFile) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_ana(pilot)
        await pilot.press(*"8841", "enter", "y", "escape")
        await shows(pilot, "Not saved; the draft is kept", "Type a value")
        await pilot.press("S")
        await shows(pilot, "Draft restored", "8841")
        await pilot.press("y", "f2")
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("q")
        await shows(pilot, "Not saved: 1 evaluation (S on the agent)")
        await pilot.press("f3")
        await shows(pilot, "Type a value")
        await pilot.press("S")
        await shows(pilot, "8841", "2 left")
        await pilot.press("backspace", "backspace", "up", *["backspace"] * 4, "escape")
        await shows(pilot, "Type a value")
        assert app.context.unsaved.evaluations == {}


async def test_the_keys_are_told(database: DatabaseFile) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(100, 50)) as pilot:
        await open_ana(pilot)
        await pilot.press("enter", "?")
        await shows(pilot, "Keys: Score", "Comment this question", "Save the evaluation")


# blind typing -------------------------------------------------------------------------------------

KINDS = st.sampled_from(["yes/no", "1-5", "count of"])
QUESTIONS = st.lists(st.tuples(KINDS, st.booleans()), min_size=1, max_size=9)
KEYS = st.lists(
    st.sampled_from([*"yn-0123456789xjkqu:/", "back", "comment", "enter", "up", "down", "delete"]),
    max_size=40,
)
SENT = {
    "back": "\x7f", "comment": "cy n 5 x\r", "enter": "\r", "up": "\x1b[A", "down": "\x1b[B",
    "delete": "\x1b[3~",
}  # fmt: skip


def sheet_of(questions: Sequence[tuple[str, bool]]) -> dict[str, Any]:
    asked = [
        {"key": f"q{at}", "text": f"Question {at}", "kind": kind, "not_applicable": spare}
        | ({"limit": 4} if kind == "count of" else {})
        for at, (kind, spare) in enumerate(questions)
    ]
    version = {"starts_on": date(2026, 1, 1), "section": [{"name": "All", "question": asked}]}
    return {"name": "A call", "code": "call", "metric": "csat", "version": [version]}


def meant(questions: Sequence[Question], keys: Sequence[str]) -> tuple[dict[str, str], bool]:
    """The answers that somebody means who knows where the cursor is, and whether Enter saved, or
    the cursor left the questions.
    """
    answers: dict[str, str] = {}
    commented: set[int] = set()
    at = 0
    for key in keys:
        last = len(questions)
        if key == "back":
            at = max(0, at - 1)
            answers.pop(questions[at].key, None)
        elif key == "delete":
            if at < last:
                answers.pop(questions[at].key, None)
        elif key == "up":
            if at == 0:
                return answers, True
            at -= 1
        elif key == "comment":
            commented.add(at)
            at += int(at < last and questions[at].key in answers)
        elif key in ("enter", "down"):
            if at == last and key == "enter":
                return answers, True
            at = min(last, at + 1)
        elif at < last:
            answers.pop(questions[at].key, None)
            if fits(questions[at], key):
                answers[questions[at].key] = key
            at += 1
    return answers, False


def fits(question: Question, key: str) -> bool:
    """Whether a key answers a question."""
    try:
        read_answer(question, key)
    except ValueError:
        return False
    return True


@settings(
    max_examples=100 if LONG else 4, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(questions=QUESTIONS, keys=KEYS)
def test_no_answer_lands_on_another_question_however_one_types(
    made_once: Path, questions: list[tuple[str, bool]], keys: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = copied(made_once / "plan.db", Path(folder))
        load(database, sheet_of(questions))
        asyncio.run(_types_blindly(database, keys))


async def _types_blindly(database: DatabaseFile, keys: list[str]) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        screen = score_screen(app)
        asked = screen.answers.questions
        wanted, left = meant(asked, keys)
        all_at_once(app, "\r" + "".join(SENT.get(key, key) for key in keys))
        await pilot.press("pagedown")  # once it is seen, all before it are
        found = {
            question.key: screen.answers.typed(question)
            for question in asked
            if screen.answers.typed(question)
        }
        if not left:
            assert found == wanted


ANY_KEY = st.sampled_from([*"yn-0123456789xz"])
LONG_SHEET = st.lists(st.tuples(KINDS, st.booleans()), min_size=20, max_size=20)
COUNT = 4 if LONG else 3
CONTACTS = st.lists(st.lists(ANY_KEY, min_size=20, max_size=20), min_size=COUNT, max_size=COUNT)


@settings(
    max_examples=50 if LONG else 2, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(questions=LONG_SHEET, contacts=CONTACTS)
def test_of_twenty_keys_each_is_the_answer_of_its_own_question_or_nothing_is_saved(
    made_once: Path, questions: list[tuple[str, bool]], contacts: list[list[str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = copied(made_once / "plan.db", Path(folder))
        load(database, sheet_of(questions))
        asyncio.run(_scores_blindly(database, contacts))


async def _scores_blindly(database: DatabaseFile, contacts: list[list[str]]) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_ana(pilot)
        for at, keys in enumerate(contacts):
            asked = score_screen(app).answers.questions
            good = [fits(one, key) for one, key in zip(asked, keys, strict=True)]
            all_at_once(app, f"{at}\r{''.join(keys)}\x13")
            if not all(good):
                await shows(pilot, "Not saved: ")
                assert len(evaluations(database)) == at
                for place, (key, fit) in enumerate(zip(keys, good, strict=True)):
                    assert typed_keys(app)[place] == (key if fit else "")
                    assert refused_keys(app)[place] == ("" if fit else key)
                slips = [place for place, fit in enumerate(good) if not fit]
                right = {place: asked[place].answers[0][0] for place in slips}
                keys = [right.get(place, key) for place, key in enumerate(keys)]
                all_at_once(app, "".join(f"\r{right[place]}\x13" for place in slips))
            await shows(pilot, f"Scored Ana López, contact {at}")
            found = next(
                evaluation
                for evaluation in evaluations(database)
                if evaluation.reference == str(at)
            )
            assert [answer.value for answer in found.answers] == [
                read_answer(one, key) for one, key in zip(asked, keys, strict=True)
            ]
            await pilot.press("S")
            await until(pilot, lambda: isinstance(app.screen, ScoreScreen))
