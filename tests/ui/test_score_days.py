"""The day of a contact decides which questions are asked, and which sheet of several is used."""

from datetime import date

from msgspec.structs import replace

from kpitui.actions.evaluations import record_evaluations
from kpitui.domain.records.evaluation import EvaluationDraft
from kpitui.domain.records.sheet import SheetVersion
from kpitui.domain.score_phrase import answers_of
from kpitui.storage.database import DatabaseFile
from kpitui.views.sheets import load_sheet_book
from tests.actions.test_evaluations import load
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, screen_text, shows
from tests.ui.score_sheets import evaluations, long_sheet, new_version, open_ana, score_screen


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
