"""A supervisor notes what happened in one team, and it stands in the charts of that team."""

from datetime import date

from kpitui.actions.measures import annotate
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.storage.coaching import load_annotations
from kpitui.storage.database import DatabaseFile, reading
from tests.conftest import LEADER
from tests.ui.conftest import app_on, screen_text, shows, type_text, until

ON_MONDAY = ("down", *["backspace"] * 5, *"2026-11-16")
"""The day, typed into its field below what happened."""


def events(database: DatabaseFile) -> list[tuple[str, int | None, int | None]]:
    with reading(database) as db:
        return [
            (annotation.text, annotation.team_id, annotation.person_id)
            for annotation in load_annotations(db)
        ]


async def test_an_event_is_of_the_organisation_until_somebody_is_named(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "KPI 1 of 1  Customer satisfaction")
        await pilot.press("n")
        await shows(pilot, "Add an event: Customer satisfaction", "Applies to", "organisation")
        await pilot.press(*"new menu", *ON_MONDAY, "ctrl+s")
        await shows(pilot, "new menu")
        assert events(lively) == [("new menu", None, None)]
        await pilot.press("n")
        await shows(pilot, "Add an event: Customer satisfaction")
        await pilot.press(*"role-play", *ON_MONDAY, "down", *["backspace"] * 12, *"west", "ctrl+s")
        await shows(pilot, "No team or person called “west”; type organisation")
        await pilot.press(*["backspace"] * 4, *"nor", "ctrl+s")
        await until(pilot, lambda: events(lively)[1:] == [("role-play", 1, None)])
        await shows(pilot, "new menu")
        assert "role-play" not in screen_text(app)


async def test_the_chart_of_a_team_offers_the_team_and_shows_its_event(
    lively: DatabaseFile,
) -> None:
    event = AnnotationDraft(metric_id=1, team_id=1, date=date(2026, 11, 10), text="own rota")
    annotate(lively, LEADER, event)
    app = app_on(lively)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "KPI 1 of 1  Customer satisfaction")
        assert "own rota" not in screen_text(app)
        await pilot.press("f")
        await shows(pilot, "readings of team: North")
        await pilot.press("end", "up", "enter")
        await shows(pilot, "Customer satisfaction of North", "own rota · North")
        await pilot.press("n")
        await shows(pilot, "Add an event: Customer satisfaction", "Applies to", "North")
        await pilot.press(*"late shift", *ON_MONDAY, "ctrl+s")
        await shows(pilot, "late shift · North")
    assert events(lively) == [("own rota", 1, None), ("late shift", 1, None)]


async def test_an_event_is_typed_behind_the_colon(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press(":")
        await type_text(pilot, 'event csat "own rota" nort')
        await shows(pilot, "event of North on Mon 23 Nov, Customer satisfaction: own rota")
        await shows(pilot, "enter records it")
        await pilot.press("enter")
        await shows(pilot, "Recorded event of North")
        assert events(lively) == [("own rota", 1, None)]
        await pilot.press("u")
        await until(pilot, lambda: events(lively) == [])
