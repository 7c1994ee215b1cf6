"""A table of values that others change meanwhile: it is shown and asked about before."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from kpitui.actions.corrections import correct_reading, void_reading
from kpitui.actions.readings import record
from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import Actor, Channel
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.drafts import Typed, load_typed
from kpitui.storage.readings import recorded_reading
from kpitui.storage.records import rows
from kpitui.storage.session_drafts import SessionDrafts
from kpitui.storage.session_locks import Whereabouts
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.views.export import readings_for_export
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, shows, until
from tests.ui.team_tables import open_north


async def test_one_more_beside_two_of_the_same_day_is_asked_about(database: DatabaseFile) -> None:
    twice = [
        ReadingDraft(metric_id=2, person_id=1, date=TODAY, value=value) for value in (300.0, 320.0)
    ]
    record(database, LEADER, twice, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "\t5:30")
        await shows(pilot, "2 recorded that day")
        all_at_once(app, "\x13")
        await shows(pilot, "1 recorded already", "that day has 5:00 by lee and 5:20")
        await shows(
            pilot,
            "= is recorded already: r replaces it, a adds to it.",
            "Press r or a first, then ctrl+s or F9 saves",
        )
        await pilot.press("ctrl+s")
        await shows(pilot, "Press r or a first, then ctrl+s or F9 saves")  # nothing was chosen yet
        await pilot.press("a")
        await shows(pilot, "= is added to the recorded value", "ctrl+s or F9 saves")
        await pilot.press("r")
        await shows(pilot, "= replaces the recorded value", "ctrl+s or F9 saves")
        await pilot.press("a", "ctrl+s")
        await shows(pilot, "Saved 1 reading of North.")
    assert len(list(readings_for_export(database))) == 3


KIM = Actor("kim")


def change_meanwhile(database: DatabaseFile, part: float) -> None:
    """Somebody else corrects the adherence of Ana."""
    with reading(database) as db:
        (row,) = rows(db, "SELECT * FROM readings WHERE metric_id = 3")
    old = recorded_reading(row)
    correct_reading(database, KIM, old, replace(old.draft, numerator=part), today=TODAY)


async def test_a_value_that_another_changed_meanwhile_is_shown_and_asked_about_before_it_is_replaced(  # noqa: E501
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "9/10\x13")
        await shows(pilot, "Saved 1 reading of North.", "recorded 90.0%")
        all_at_once(app, "8/10")
        await shows(pilot, "replaces 90.0%")
        change_meanwhile(database, 7)
        all_at_once(app, "\t\x13")  # the cursor stands in another cell
        await shows(
            pilot,
            "Ana López, Adherence to schedule 90.0% → 70.0% (lee, corrected by",
            "you typed 8/10",
        )
        all_at_once(app, "\x13")
        await shows(
            pilot, "1 recorded already", "Adherence to schedule: 8/10", "that day has 7/10 by lee,"
        )
        assert _numerators(database) == [7.0]
        await pilot.press("r")
        change_meanwhile(database, 6)
        await pilot.press("ctrl+s")
        await shows(pilot, "that day has 6/10 by lee,")
        assert _numerators(database) == [6.0]
        await pilot.press("r", "ctrl+s")
        await shows(pilot, "Saved 1 reading of North; changed 6/10 → 8/10")
    assert _numerators(database) == [8.0]


async def test_a_value_that_another_voided_meanwhile_is_recorded_anew_after_it_was_said(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "9/10\x13")
        await shows(pilot, "Saved 1 reading of North.", "recorded 90.0%")
        all_at_once(app, "8/10")
        await shows(pilot, "replaces 90.0%")
        with reading(database) as db:
            (row,) = rows(db, "SELECT * FROM readings WHERE metric_id = 3")
        void_reading(database, KIM, recorded_reading(row), today=TODAY)
        all_at_once(app, "\x13")
        await shows(
            pilot, "Adherence to schedule 90.0% → void meanwhile; you typed", "records it again"
        )
        all_at_once(app, "\x13")
        await shows(pilot, "Saved 1 reading of North.", "recorded 80.0%")


@pytest.mark.parametrize("anew", [False, True])
async def test_what_another_changed_while_the_table_was_left_is_asked_about_too(
    database: DatabaseFile, tmp_path: Path, anew: bool
) -> None:
    def context() -> AppContext:
        drafts, kept = SessionDrafts(tmp_path, database, "lee", "s", Whereabouts()), Typed()
        kept.take_in(load_typed(drafts.file))  # as a start takes it from a session that is gone
        actor = Actor("lee", channel=Channel.TUI)
        return AppContext(
            database, actor, Config(), Charset.BRAILLE, "kpi.db", today=lambda: TODAY, unsaved=kept,
            drafts=drafts,
        )  # fmt: skip

    app = KpituiApp(context())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "9/10\x13")
        await shows(pilot, "Saved 1 reading of North.", "recorded 90.0%")
        all_at_once(app, "8/10\t5:40\t")
        await shows(pilot, "8/10+", "5:40+")
        await until(
            pilot,
            lambda: any(
                "5:40" in str(load_typed(path).grids) for path in tmp_path.glob("*.s.json")
            ),
        )
        if not anew:
            await pilot.press("escape")
            change_meanwhile(database, 7)
            await pilot.press(*"north", "enter")
            await _asks_about_the_seven(pilot, app)
    if anew:
        change_meanwhile(database, 7)
        app = KpituiApp(context())
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await open_north(pilot, app)
            await _asks_about_the_seven(pilot, app)


async def _asks_about_the_seven(pilot: Pilot[None], app: KpituiApp) -> None:
    await shows(pilot, "8/10+", "5:40+")
    all_at_once(app, "\x13")
    await shows(
        pilot, "1 recorded already", "Adherence to schedule: 8/10  that day has 7/10 by lee"
    )


async def test_after_a_conflict_the_cell_that_is_emptied_is_typed_over_what_it_shows(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "9/10\x13")
        await shows(pilot, "Saved 1 reading of North.", "recorded 90.0%")
        all_at_once(app, "8/10")
        await shows(pilot, "replaces 90.0%")
        change_meanwhile(database, 7)
        all_at_once(app, "\x13")
        await shows(pilot, "90.0% → 70.0%", "replaces 70.0%")
        await pilot.press("delete")
        await shows(pilot, "recorded 70.0%")
        all_at_once(app, "5/10\x13")
        await shows(pilot, "Saved 1 reading of North; changed 7/10 → 5/10")


def _numerators(database: DatabaseFile) -> list[float]:
    return [row["numerator"] for row in readings_for_export(database)]
