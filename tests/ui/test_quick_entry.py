"""Readings in words behind the colon, from every screen."""

from textual.events import Paste
from textual.widgets import Input

from kpitui.actions.people import edit_person
from kpitui.actions.plan import close_month
from kpitui.actions.readings import record
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people
from kpitui.storage.records import rows
from kpitui.ui.app import KpituiApp
from kpitui.ui.dialogs.quick_entry import QuickEntryDialog
from kpitui.views.export import readings_for_export
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, type_text, until


def values(database: DatabaseFile) -> list[float | None]:
    with reading(database) as db:
        return [
            row["value"]
            for row in rows(db, "SELECT value FROM readings WHERE state <> 'void' ORDER BY id")
        ]


def of_ana(metric_id: int, value: float, n: int | None = None) -> ReadingDraft:
    return ReadingDraft(metric_id=metric_id, person_id=1, date=TODAY, value=value, n=n)


async def test_what_is_understood_is_shown_and_enter_records_it(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, 'csat 92 ana yesterday "after role-play"; aht 5:40 bo')
        await shows(
            pilot,
            "Customer satisfaction 92.0% for Ana López on Sun 22 Nov “after",
            "Average handle time 5:40 for [red]Bo[/] on Sun 22 Nov",
        )
        await pilot.press("enter")
        await shows(pilot, "Recorded Customer satisfaction 92.0%", "and 1 more")
        assert values(database) == [92, 340]
        await pilot.press("u")
        await shows(pilot, "Undo; voids 2 readings")
        await pilot.press("enter")
        await until(pilot, lambda: values(database) == [])


async def test_whose_it_is_is_asked_where_a_name_is_left_out(database: DatabaseFile) -> None:
    record(database, LEADER, [of_ana(2, 330)], today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, "aht 5:40 yesterday")
        await shows(pilot, "whose Average handle time is it?", "recorded for people")
        await pilot.press("enter")
        await type_text(pilot, " bo")
        await shows(pilot, "Average handle time 5:40 for [red]Bo[/]")
        await pilot.press("enter")
        await shows(pilot, "Recorded Average handle time 5:40")
        assert values(database) == [330, 340]


async def test_what_is_unclear_or_implausible_is_asked_and_nothing_is_lost(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "colon")
        await type_text(pilot, "csat 920 an")
        await pilot.press("x", "enter")
        await shows(pilot, "“anx” not recognised. Check the spelling")
        await pilot.press("escape", "colon")
        await shows(pilot, "csat 920 anx")
        await pilot.press("end", "backspace", "a", "enter")
        await shows(
            pilot,
            "Not saved yet: 1 to confirm",
            "Ana López, Customer satisfaction: 920%",
            "920.0% is outside the valid range",
        )
        await pilot.press("enter", "enter")
        assert values(database) == []
        await pilot.press("escape")
        await shows(pilot, "csat 920 ana")
        await pilot.press("enter")
        await shows(pilot, "1 to confirm")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: values(database) == [920])


async def test_a_second_value_of_a_day_is_asked_about_once_for_all_entries(
    database: DatabaseFile,
) -> None:
    record(database, LEADER, [of_ana(1, 80.0, n=12), of_ana(2, 340.0)], today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, "csat 92 aht 5:20 ana; csat 70 bo")
        await pilot.press("enter")
        await shows(
            pilot, "2 recorded already", "Customer satisfaction: 92%", "80.0% by lee", "5:40 by lee"
        )
        await pilot.press("enter", "ctrl+s")  # nothing is chosen yet
        await shows(pilot, "Press r or a first, then ctrl+s")
        assert values(database) == [80, 340]
        await pilot.press("r", "ctrl+s")
        await shows(pilot, "Changed Customer satisfaction 80.0%")
        assert values(database) == [92, 320, 70]
        await pilot.press("u")
        await until(pilot, lambda: values(database) == [80, 340])


async def test_a_second_value_of_a_day_can_be_added_or_left(database: DatabaseFile) -> None:
    record(database, LEADER, [of_ana(1, 80.0)], today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, "csat 92 ana")
        await pilot.press("enter")
        await shows(pilot, "1 recorded already")
        await pilot.press("escape")
        await shows(pilot, "csat 92 ana")
        await pilot.press("enter")
        await shows(pilot, "1 recorded already")
        await pilot.press("a", "ctrl+s")
        await until(pilot, lambda: values(database) == [80, 92])


async def test_a_session_and_a_line_with_two_values_of_one_day_are_asked_about_too(
    database: DatabaseFile,
) -> None:
    record(database, LEADER, [of_ana(1, 80.0)], today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, "coach ana review csat 92")
        await pilot.press("enter")
        await shows(pilot, "1 recorded already")
        await pilot.press("r", "ctrl+s")
        await until(pilot, lambda: values(database) == [92])
        await pilot.press("colon")
        await type_text(pilot, "aht 5:40 bo; aht 5:50")
        await pilot.press("enter")
        await shows(pilot, "this line has another for that day")
        await pilot.press("r", "ctrl+s")
        await until(pilot, lambda: values(database) == [92, 350])


async def test_a_closed_month_asks_for_a_reason(database: DatabaseFile) -> None:
    close_month(database, LEADER, "2026-10", TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, "csat 92 ana 2026-10-05")
        await pilot.press("enter")
        await shows(pilot, "Reason required")
        await type_text(pilot, "late")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: values(database) == [92])


async def test_names_are_completed_with_the_right_arrow(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", "colon")
        await type_text(pilot, "adhe")
        await shows(pilot, "adherence")
        await pilot.press("right")
        await type_text(pilot, " 45/50 lóp")
        await shows(pilot, "Adherence to schedule 90.0% for Ana López")


async def test_who_may_not_record_has_no_colon(database: DatabaseFile) -> None:
    app = app_on(database, actor=Actor("vic", AccessRole.VIEWER, Channel.TUI))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        assert not isinstance(app.screen, QuickEntryDialog)


async def test_a_saved_reading_is_taken_back_from_the_palette_on_the_enter_screen(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "due")
        await pilot.press(*"45/50", "ctrl+s")
        await shows(pilot, "Saved 1 reading")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "90.0%")
        await pilot.press("enter", *"5:00")
        await type_text(pilot, "\x10undo\r")
        await shows(pilot, "Undone: record readings", "5:00")
        with reading(database) as db:
            assert rows(db, "SELECT state FROM readings") == [{"state": "void"}]


async def test_a_failed_entry_keeps_its_sentence_until_the_next_key(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, "csat 92 bo 2024-06-01")
        await pilot.press("enter")
        await shows(pilot, "Not saved.", "was not here on", "csat 92 bo 2024-06-01")
        await pilot.pause()
        await pilot.pause()
        assert "Not saved." in screen_text(app)
        await pilot.press("left")
        await until(pilot, lambda: "Not saved." not in screen_text(app))
        await shows(pilot, "Customer satisfaction 92.0% for [red]Bo[/]")
        assert values(database) == []


async def test_several_metrics_and_what_is_kept_behind_a_semicolon_are_shown_in_full(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, "ana csat 92 aht 5:40 yesterday; adherence -")
        await shows(
            pilot,
            "Customer satisfaction 92.0% for Ana López on Sun 22 Nov",
            "Average handle time 5:40 for Ana López on Sun 22 Nov",
            "Adherence to schedule not applicable for Ana López on Sun 22 Nov",
            "enter records all 3",
        )
        await pilot.press("enter")
        await shows(pilot, "Recorded Customer satisfaction 92.0%")
        assert values(database) == [92, 340, None]


def paste(app: KpituiApp, text: str) -> None:
    assert app._driver is not None
    app._driver.process_message(Paste(text))


async def test_lines_that_are_pasted_without_brackets_are_entries_and_no_keys(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        all_at_once(app, "csat 81 ana -1d\rquality 80 ana\rcsat 82 ana -2d\rx\r")
        await app.typed_ahead.passed_on()
        await pilot.press("colon")
        await shows(pilot, "csat 81 ana -1d")
    assert not list(readings_for_export(database)), "what was not understood holds up all of it"


async def test_what_is_typed_ahead_of_an_entry_is_keys(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        all_at_once(app, ":csat 81 ana -1d\r:aht 5:40 ana\r2ana\r45/50\r\x13")
        await shows(pilot, "Saved 1 reading of Ana López")
    assert len(list(readings_for_export(database))) == 3


async def test_lines_that_are_pasted_are_entries(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        paste(app, "csat 92 ana yesterday\r\n\r\naht 5:40 bo\n  csat\t80\tbo  \n")
        await shows(pilot, "csat 92 ana yesterday; aht 5:40 bo; csat 80 bo", "enter records all 3")
        await pilot.press("enter")
        await until(pilot, lambda: values(database) == [92, 340, 80])


async def test_many_entries_are_counted_and_scrolled_and_what_is_unclear_comes_first(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        days = [f"2026-10-{day:02}" for day in range(1, 31)]
        paste(app, "\n".join(f"csat {place} ana {day}" for place, day in enumerate(days, 60)))
        await shows(pilot, "on Thu 1 Oct", "enter records all 30; page down shows the others")
        assert "30 Oct" not in screen_text(app)
        await pilot.press("pagedown", "pagedown", "pagedown", "pagedown")
        await shows(pilot, "on Fri 30 Oct")
        all_at_once(app, "x\x7f" + "\x1b[6~" * 4)  # the list is new, and scrolled at once
        await app.typed_ahead.passed_on()
        await pilot.pause()
        await shows(pilot, "enter records all 30", "on Fri 30 Oct")
        paste(app, "\ncsat 90 ana anx")
        await shows(pilot, "30 understood, 1 not", "“anx” not recognised")


async def test_a_word_is_completed_by_the_letters_of_a_plain_keyboard(
    database: DatabaseFile,
) -> None:
    with reading(database) as db:
        (ana,) = load_people(db, {1})
    edit_person(database, LEADER, ana, "Łukasz Großmann", None)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        for typed, completed in (("luk", "lukasz"), ("gross", "grossmann"), ("gros", "gros")):
            await pilot.press("colon", "ctrl+u")
            await type_text(pilot, f"csat 92 {typed}")
            await pilot.press("right")
            await until(
                pilot,
                lambda completed=completed: app.screen.query_one(Input).value.endswith(completed),  # type: ignore[misc] # a str
            )
            await pilot.press("escape")


async def test_blanks_and_joiners_that_are_typed_or_pasted_are_kept_in_a_note(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, "csat\u00a092\u202f%\u00a0ana “10\u00a0% می\u200cخواهم 👩\u200d")
        await until(pilot, lambda: app.screen.query_one(Input).value.endswith("\u200d"))
        paste(app, "🔬 a\u00a0b”")
        await shows(pilot, "Customer satisfaction 92.0% for Ana López")
        await pilot.press("enter")
        await until(pilot, lambda: values(database) == [92])
    with reading(database) as db:
        assert rows(db, "SELECT note FROM readings") == [
            {"note": "10\u00a0% می\u200cخواهم 👩\u200d🔬 a\u00a0b"}
        ]
