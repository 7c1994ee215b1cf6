"""Who is away, by keys: on People, on the page of a person, and behind the colon."""

from datetime import date, timedelta

import pytest

from kpitui.actions.absences import add_absence
from kpitui.actions.people import move_person
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.records.absence import Absence, AbsenceDraft
from kpitui.domain.records.person import Person
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_person
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, screen_text, shows, until


def ana(database: DatabaseFile) -> Person:
    with reading(database) as db:
        found = load_person(db, 1)
    assert found is not None
    return found


def absences(database: DatabaseFile) -> list[Absence]:
    return [*ana(database).absences]


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_an_absence_is_added_changed_and_removed_on_people(
    database: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(database)
    async with app.run_test(size=size, notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "w")
        await shows(pilot, "Away: Ana López", "First day back")
        await pilot.press("tab", *"2026-12-15", "tab", *"holiday", "ctrl+s")
        await shows(pilot, "away until 14 Dec")
        (one,) = absences(database)
        assert (one.starts_on, one.ends_on, one.reason) == (TODAY, date(2026, 12, 15), "holiday")
        await pilot.press("w")
        await shows(pilot, "Change: 23 Nov to 14 Dec", "Remove: ", "Add another absence")
        await pilot.press("enter")
        await shows(pilot, "First day back")
        await pilot.press("tab", "ctrl+u", *"2026-11-23", "ctrl+s")
        await shows(pilot, "the first day back must be after")
        await pilot.press("ctrl+u", *"2026-12-10", "ctrl+s")
        await shows(pilot, "away until 9 Dec")
        await pilot.press("w", "j", "enter")
        await until(pilot, lambda: "away until" not in screen_text(app))
        assert absences(database) == []
        await pilot.press("u")
        await shows(pilot, "away until 9 Dec")


async def test_the_page_of_a_person_says_until_when_and_w_asks_there(
    database: DatabaseFile,
) -> None:
    back = TODAY + timedelta(days=8)
    add_absence(
        database, LEADER, 1, AbsenceDraft(starts_on=TODAY, ends_on=back, reason="[b]leave[/]")
    )
    move_person(database, LEADER, ana(database), "North", "Advisor", date(2026, 1, 1), 20)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "enter")
        await shows(pilot, "20 h a week since 1 Jan", "away until 30 Nov: [b]leave[/]")
        await pilot.press("w")
        await shows(pilot, "Change: 23 Nov to 30 Nov, back 1 Dec")


async def test_who_may_not_say_it_is_not_offered_it(database: DatabaseFile) -> None:
    app = app_on(database, actor=Actor("vic", AccessRole.VIEWER))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "w", "enter", "w")
        await shows(pilot, "esc Back")
    assert absences(database) == []


async def test_the_colon_says_what_it_understood_before_it_saves(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon", *"ana away until 14 dec holiday")
        said = "Ana López is away until Mon 14 Dec, back on Tue 15 Dec: holiday"
        await shows(pilot, said, "enter records it")
        await pilot.press("enter")
        await until(pilot, lambda: len(absences(database)) == 1)
        await pilot.press("colon", *"ana back 10 dec", "enter")
        await until(pilot, lambda: absences(database)[0].ends_on == date(2026, 12, 10))
        await pilot.press("colon", *"ana back 24 dec", "enter")
        await shows(pilot, "Not saved. Ana López is not away on 24 Dec")


async def test_hours_are_asked_for_where_somebody_moves(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "m")
        await shows(pilot, "Hours a week")
        await pilot.press("tab", "tab", *"200", "ctrl+s")
        await shows(pilot, "type the hours a week, such as 20 or 37.5, not “200”")
        await pilot.press("ctrl+u", *"20 h", "ctrl+s")
        await until(pilot, lambda: ana(database).memberships[-1].hours == 20)
        assert len(ana(database).memberships) == 2


async def test_record_and_coach_say_it_beside_the_team(database: DatabaseFile) -> None:
    add_absence(
        database, LEADER, 1, AbsenceDraft(starts_on=TODAY, ends_on=TODAY + timedelta(days=8))
    )
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "North, away until 30 Nov")
        await pilot.press("f3")
        await shows(pilot, "North, away until 30 Nov")
