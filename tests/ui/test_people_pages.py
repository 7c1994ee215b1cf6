"""The pages of people and teams: expectations first, the KPIs as context, the team as a grid; all
by keys.
"""

from datetime import date

import pytest
from textual.widgets import OptionList

from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import record_session
from kpitui.actions.measures import set_standard
from kpitui.actions.metrics import add_metrics
from kpitui.actions.people import add_person, person_left
from kpitui.charts.text import Charset
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.records.metric import Aggregation, Cadence, Definition, Direction, Range
from kpitui.domain.records.person import PersonDraft
from kpitui.domain.records.standard import StandardDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_person
from kpitui.terminal.copying import in_full
from kpitui.ui.screens.own import OwnScreen
from kpitui.ui.screens.people import PeopleScreen
from kpitui.ui.screens.person import PersonScreen
from kpitui.ui.team_page import short_codes
from tests.conftest import LEADER, TODAY, record_weekly
from tests.ui.conftest import app_on, screen_text, shows, until
from tests.ui.person_pages import DRAFT, moved, weekly_shares


def short_of_handle_time(database: DatabaseFile) -> None:
    """Both in one team, Bo short of a standard."""
    moved(database, 2, "North")
    record_weekly(database, 2, [500.0, 510.0], date(2026, 11, 20), person_id=2)


@pytest.mark.parametrize("size", [(60, 24), (80, 24), (120, 40)])
async def test_a_page_begins_with_what_is_expected_and_ends_with_the_kpis(
    lively: DatabaseFile, size: tuple[int, int]
) -> None:
    record_session(lively, LEADER, DRAFT, today=TODAY)
    app = app_on(lively)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "enter")
        await shows(pilot, "Ana López", "Advisor, North since 1 Jan 2024", "latest", "standard")
        await until(pilot, lambda: "greet by [name]" in _all_of_page(pilot.app.screen))
        said = _all_of_page(app.screen)
    order = [
        "? Adherence",
        "✓ Average hand",
        "greet by [name]",
        "Company KPIs",
        "observed: [b]quiet[/]",
    ]
    places = [said.index(text) for text in order]
    assert places == sorted(places)
    assert "the week of 16 Nov, latest 20 Nov; everyone since 1 Jan 2024" in said
    assert "this agent" in said


def _all_of_page(screen: object) -> str:
    assert isinstance(screen, PersonScreen)
    return in_full(screen.copied, True)


async def test_enter_opens_the_chart_of_a_metric_and_tab_goes_to_the_coaching(
    lively: DatabaseFile,
) -> None:
    record_session(lively, LEADER, DRAFT, today=TODAY)
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "enter")
        await shows(pilot, "enter Chart", "Adherence to schedule", "Open actions")
        assert "greet first" not in screen_text(app)  # there is room for one half
        await pilot.press("down", "enter")
        await shows(pilot, "Average handle time", "Last readings", "6:00  20 Nov")
        await pilot.press("escape", "tab")
        await shows(pilot, "1 session", "greet first", "[b]quiet[/]")
        await pilot.press("escape")
        await shows(pilot, "enter Chart", "Open actions")


@pytest.mark.parametrize("keys", [("home",), ("end", "k"), ("end",), ("tab",)])
async def test_after_a_chart_the_cursor_is_where_it_was(
    lively: DatabaseFile, keys: tuple[str, ...]
) -> None:
    record_session(lively, LEADER, DRAFT, today=TODAY)
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "enter")
        await shows(pilot, "Adherence to schedule", "Open actions")
        await pilot.press(*keys)
        await shows(pilot, "enter Chart")
        before = app.screen.focused
        assert isinstance(before, OptionList)
        line = before.highlighted
        await pilot.press("enter")
        await shows(pilot, "Last readings")
        await pilot.press("escape")
        await shows(pilot, "enter Chart")
        await until(pilot, lambda: app.screen.focused is before)
        assert before.highlighted == line is not None
        await pilot.press("enter")
        await shows(pilot, "Last readings")


async def test_a_page_that_was_hidden_while_the_window_shrank_has_whole_lines(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "enter")
        await shows(pilot, "enter Chart", "Not coached yet")
        await pilot.press("tab")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "Adherence" not in screen_text(app))
        await pilot.press("tab")
        await shows(pilot, "? Adherence to schedule  no data", "≥ 92.0%", "Customer satisfaction")


async def test_the_half_beside_the_list_shows_the_same_in_short(lively: DatabaseFile) -> None:
    record_session(lively, LEADER, DRAFT, today=TODAY)
    app = app_on(lively)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j")
        await shows(
            pilot, "6:00   5:00–6:30", "! greet by [name]", "Coaching (1, s shows all)",
            "greet first", "Company KPIs",
        )  # fmt: skip
        assert "quiet" not in screen_text(app)


async def test_one_goes_from_page_to_page_and_back_to_the_line_of_the_last(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "enter")
        await shows(pilot, "team since 1 Jan 2024, 1 person")
        await pilot.press("space")
        await shows(pilot, "code ana")
        await pilot.press("n")
        await shows(pilot, "[red]Bo[/]", "Advisor, South since 1 Jan 2025", "Not coached yet")
        await pilot.press("n")
        await shows(pilot, "That was the last person.")
        await pilot.press("backspace")
        await shows(pilot, "code ana")
        await pilot.press("b")
        await shows(pilot, "That was the first person.")
        await pilot.press("space", "escape")
        await until(pilot, lambda: isinstance(app.screen, PeopleScreen))
        await shows(pilot, "North", "Advisor, South since 1 Jan 2025")


async def test_a_team_shows_marks_in_the_order_of_names(lively: DatabaseFile) -> None:
    short_of_handle_time(lively)
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5")
        await shows(
            pilot,
            "team since 1 Jan 2024, 2 people",
            "adherence  aht",
            "↓ 8:30",
            "✓ 6:00",
            "↓ below  ✗ clearly below",
        )
        grid = screen_text(app)[screen_text(app).index("team since") :]
        assert grid.index("[red]Bo[/]") < grid.index("Ana López")
        await shows(pilot, "aht = Average handle time")


async def test_what_has_no_room_in_the_grid_is_said(database: DatabaseFile) -> None:
    parts = [
        Definition(
            name=f"Measure {place:02}", code=f"measure{place:02}", direction=Direction.HIGHER,
            aggregation=Aggregation.MEAN, cadence=Cadence.WEEKLY,
        )
        for place in range(14)
    ]  # fmt: skip
    add_metrics(database, LEADER, parts)
    for metric_id in range(4, 18):
        draft = StandardDraft(metric=metric_id, level=Range(low=80), starts_on=date(2026, 1, 1))
        set_standard(database, LEADER, draft, earliest=TODAY)
    app = app_on(database)
    async with app.run_test(size=(60, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "enter")
        await shows(
            pilot, "Ana López", "+10 more", "no room for: Measure 04", "adhe  aht   meas  mea2"
        )
        await pilot.resize_terminal(120, 40)
        await until(
            pilot, lambda: "Ana López" in screen_text(app) and "more" not in screen_text(app)
        )
        assert max(map(len, screen_text(app).splitlines())) <= 120


async def test_who_left_is_shown_as_they_stood_then(lively: DatabaseFile) -> None:
    with reading(lively) as db:
        ana = load_person(db, 1)
    assert ana is not None
    person_left(lively, LEADER, ana, date(2026, 11, 21))
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "full_stop", "j")
        await shows(pilot, "left 21 Nov; shown as it was then", "Advisor, North", "5:00–6:30")


async def test_a_member_sees_their_own_page_and_nobody_else(lively: DatabaseFile) -> None:
    set_account(lively, LEADER, "lee", AccessRole.LEADER)
    set_account(lively, LEADER, "bo", AccessRole.MEMBER, "[red]Bo[/]")
    app = app_on(lively, actor=Actor("bo", AccessRole.MEMBER))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "[red]Bo[/]", "Advisor, South since 1 Jan 2025")
        await pilot.press("full_stop", "space", "1", "2", "3", "4", "6", "7", "slash", "colon", "i")
        assert isinstance(app.screen, OwnScreen)
        assert "Coach " not in screen_text(app).splitlines()[-1]
        assert not any(name in screen_text(app) for name in ("Ana", "North", "team since"))


async def test_a_member_of_no_person_is_told_how_to_fix_it(lively: DatabaseFile) -> None:
    set_account(lively, LEADER, "lee", AccessRole.LEADER)
    set_account(lively, LEADER, "kim", AccessRole.MEMBER)
    app = app_on(lively, actor=Actor("kim", AccessRole.MEMBER))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "kim is not linked to a person yet", "add kim --person NAME")
        await pilot.press("enter", "s")
        assert isinstance(app.screen, OwnScreen)
        assert "Ana" not in screen_text(app)


async def test_somebody_in_no_team_with_nothing_expected_has_a_page(empty: DatabaseFile) -> None:
    add_person(empty, LEADER, PersonDraft(name="Zoë", starts_on=TODAY))
    app = app_on(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "No mission yet")
        await pilot.press("5")
        await shows(pilot, "Zoë", "no team since", "No standard yet", "Not coached yet")


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)])
async def test_without_unicode_the_pages_are_ascii(
    lively: DatabaseFile, size: tuple[int, int]
) -> None:
    short_of_handle_time(lively)
    record_session(lively, LEADER, DRAFT, today=TODAY)
    app = app_on(lively, Charset.ASCII)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5")
        await shows(pilot, "< 8:30")
        assert screen_text(app).isascii(), screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        await shows(pilot, "< 8:30")
        assert screen_text(app).isascii(), screen_text(app)
        await pilot.press("space", "space")
        await shows(pilot, "Ana Lopez", "+ Average hand", "5:00-6:30")
        assert screen_text(app).isascii(), screen_text(app)


def test_codes_that_are_cut_stay_apart() -> None:
    assert short_codes(["adherence", "adhere2", "aht", "adherer"], 4) == [
        "adhe",
        "adh2",
        "aht",
        "adh3",
    ]


async def test_the_cursor_stays_in_sight_where_the_window_becomes_low(
    database: DatabaseFile,
) -> None:
    for place in range(20):
        add_person(
            database, LEADER, PersonDraft(name=f"Zed {place:02}", team="South", starts_on=TODAY)
        )
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "end")
        await shows(pilot, "Zed 19", "South since 23 Nov")
        await pilot.resize_terminal(62, 16)
        await until(pilot, lambda: screen_text(app).count("Zed 19") >= 2)
        await shows(pilot, "latest", "standard")


async def test_a_list_that_has_no_room_is_not_paged_through(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("5", "down")
        await shows(pilot, "Ana López")
        await pilot.resize_terminal(30, 8)
        await shows(pilot, "Too small")
        assert isinstance(app.screen, PeopleScreen)
        app.screen.look_again()  # others saved something
        listed = app.screen.query_one("#people-list", OptionList)
        await listed.run_action("page_up")
        await listed.run_action("page_down")
        await pilot.resize_terminal(80, 24)
        await shows(pilot, "Ana López")


async def test_why_verdict_and_chart_are_both_true_stands_beside_the_chart(
    sample: DatabaseFile,
) -> None:
    """Dmitri Volkov is below for his schedule, not clearly, and his own chart says worse."""
    app = app_on(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5")
        await shows(pilot, "23 people")
        people = app.screen.query_one(OptionList)
        people.highlighted = next(
            place for place, one in enumerate(people.options) if "Dmitri" in str(one.prompt)
        )
        await pilot.press("enter")
        await shows(pilot, "Dmitri Volkov", "enter Chart", "↓ Adherence to schedule")
        await pilot.press("down", "enter")
        await shows(pilot, "Adherence to schedule  Dmitri Volkov", "Verdict and chart")
        assert "Not clearly below the standard, yet worse" in screen_text(app)
        await pilot.press("down")
        await shows(pilot, "Average handle time  Dmitri Volkov")
        assert "Verdict and chart" not in screen_text(app)


async def test_the_readings_behind_a_standard_are_corrected_from_the_page_of_the_agent(
    database: DatabaseFile,
) -> None:
    weekly_shares(database, 1, [9, 8, 7])
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "enter")
        await shows(pilot, "Adherence to schedule", "enter Chart")
        await pilot.press("v")
        await shows(pilot, "Adherence to schedule, Ana López", "latest 3 readings", "e Correct")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
