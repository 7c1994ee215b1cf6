"""The pages of people and teams: expectations first, the KPIs as context, the team as a grid; all
by keys.
"""

import re
from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from rich.style import Style
from textual.widgets import OptionList

from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import record_session, reply_to_session
from kpitui.actions.measures import set_standard
from kpitui.actions.metrics import add_metrics
from kpitui.actions.people import add_person, move_person, person_left
from kpitui.actions.readings import record
from kpitui.charts.text import Charset
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.action import Promise
from kpitui.domain.records.metric import Aggregation, Cadence, Definition, Direction, Range
from kpitui.domain.records.person import PersonDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.domain.records.standard import StandardDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_person
from kpitui.terminal.copying import in_full
from kpitui.ui.app import KpituiApp
from kpitui.ui.screens.coach import CoachScreen
from kpitui.ui.screens.own import OwnScreen
from kpitui.ui.screens.people import PeopleScreen
from kpitui.ui.screens.person import PersonScreen
from kpitui.ui.screens.sessions import SessionsScreen
from kpitui.ui.team_page import short_codes, team_words
from kpitui.views.coaching import load_sessions_of
from kpitui.views.team import load_team_page
from tests.conftest import LEADER, TODAY, record_weekly
from tests.ui.conftest import app_on, screen_text, shows, until

DRAFT = SessionDraft(
    person_id=1, date=date(2026, 11, 9), kind=SessionKind.CALL_REVIEW, focus=(2,),
    seen="[b]quiet[/]", agreed="greet first",
    actions=(Promise(text="greet by [name]", due_on=date(2026, 11, 16)),),
)  # fmt: skip


def moved(database: DatabaseFile, person_id: int, team: str) -> None:
    with reading(database) as db:
        person = load_person(db, person_id)
    assert person is not None
    move_person(database, LEADER, person, team, "Advisor", date(2026, 11, 2))


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


async def test_from_a_page_one_goes_to_the_sessions_and_to_a_new_one(
    database: DatabaseFile,
) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "enter")
        await shows(pilot, "! greet by [name]")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen))
        await shows(pilot, "Coaching of Ana López", "1 session")
        await pilot.press("down", "space")
        await until(pilot, lambda: "! greet" not in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        await pilot.press("tab")
        await shows(pilot, "done: greet by [name]")
        assert "! greet" not in screen_text(app)
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen))
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CoachScreen))
        await shows(pilot, "Ana López")
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, PeopleScreen))


async def test_a_team_has_no_sessions_to_offer(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "enter")
        await shows(pilot, "esc Back", "1 person")
        assert "Sessions" not in screen_text(app)
        await pilot.press("space")
        await shows(pilot, "S Score", "c Coach")
        await pilot.press("s")
        await shows(pilot, "Coaching of Ana López")


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


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_sessions_stand_in_columns_and_the_marked_one_in_full(
    database: DatabaseFile, size: tuple[int, int]
) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "s")
        await shows(
            pilot, "date           ", "focus or open ", "effect or due", "9 Nov          ",
            "call review", "Average handle time", "not enough data", "  ! action     ",
            "greet by [name]  ", "due 16 Nov", "Observed", "[b]quiet[/]",
            "Agreed next steps", "Effect", "12 weeks before", "c Coach",
        )  # fmt: skip
        await pilot.press("enter")
        await shows(pilot, "9 Nov Ana López", "Still to do")


async def test_who_was_never_coached_is_offered_a_session(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "s")
        await shows(pilot, "Not coached yet.", "c writes down a first session", "c Coach")
        assert "space Done" not in screen_text(app)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CoachScreen))
        await shows(pilot, "esc Back")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PeopleScreen))


def weekly_shares(database: DatabaseFile, person_id: int, right: list[float]) -> None:
    """Adherence of so many of ten a week, the newest in the last finished one."""
    drafts = [
        ReadingDraft(metric_id=3, person_id=person_id, numerator=one, denominator=10,
                     date=date(2026, 11, 20) - timedelta(weeks=back))
        for back, one in enumerate(reversed(right))
    ]  # fmt: skip
    record(database, LEADER, drafts, today=TODAY)


def look_of(app: KpituiApp, text: str) -> Style:
    """How the piece of the screen that begins with a text is drawn."""
    strips = app.screen._compositor.render_strips()
    (found,) = {
        segment.style
        for strip in strips
        for segment in strip
        if segment.text.strip().startswith(text)
    }
    assert found is not None
    return found


async def test_clearly_below_is_red_and_first_and_below_is_grey(lively: DatabaseFile) -> None:
    moved(lively, 2, "North")
    add_person(lively, LEADER, PersonDraft(name="Cy", team="North", starts_on=date(2024, 1, 1)))
    weekly_shares(lively, 1, [7.0] * 12)
    weekly_shares(lively, 2, [10.0] * 11 + [9.0])
    weekly_shares(lively, 3, [10.0] * 12)
    app = app_on(lively)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "enter")
        await shows(pilot, "team since 1 Jan 2024, 3 people", "✗  70.0% 7/10", "↓  90.0% 9/10")
        said = screen_text(app)
        assert said.index("Ana López") < said.index("[red]Bo[/]") < said.index("Cy ")
        red, grey = look_of(app, "✗  70.0%"), look_of(app, "↓  90.0%")
        assert red.bold
        assert grey.bold is not True
        assert red.color != grey.color
        await pilot.press("space")
        await shows(pilot, "clearly below", "70.0% over 12 weeks, 84 of 120")
        await pilot.press("2")
        await shows(pilot, "Agent or team")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "clearly below (70.0% over 12 weeks, 84 of 120)")


async def test_each_cell_of_the_table_has_its_sign_and_the_marked_one_its_size(
    lively: DatabaseFile,
) -> None:
    weekly_shares(lively, 1, [7.0] * 12)
    moved(lively, 2, "North")
    weekly_shares(lively, 2, [10.0] * 11 + [9.0])
    for size in ((80, 24), (120, 40)):
        app = app_on(lively)
        async with app.run_test(size=size) as pilot:
            await shows(pilot, "Grow brand loyalty")
            await pilot.press("2")
            await shows(pilot, "Agent or team")
            await pilot.press(*"north", "enter")
            await shows(pilot, "Type a value, Enter down", "↓ below: 90.0%, 9 of 10 in the")
            await pilot.press("down")
            await shows(pilot, "✗ clearly below: 70.0% over 12")
            assert "84 of 120" in " ".join(screen_text(app).split())
            ana, bo = line_of(app, "Ana López "), line_of(app, "[red]Bo[/] ")
            assert "✗" in ana
            assert "✓" in ana  # handle time
            assert "↓" in bo
            await pilot.press("up", "7", "0")
            await shows(pilot, "70")
            assert look_of(app, "✗").bold
            assert look_of(app, "✗").color != look_of(app, "✓").color
            assert "↓" not in line_of(app, "[red]Bo[/] ")  # what is typed has a mark of its own


async def test_record_of_the_sample_shows_sizes_beside_the_values(sample: DatabaseFile) -> None:
    app = app_on(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2", *"helen", "enter")
        await shows(pilot, "Helen Marsh", "standard trend")
        for standard in (r"96\.7% +464/480 ✓", r"5:57  m:ss +54 +✓", r"8\.1  calls/h 54/6\.7 +✓"):
            assert re.search(standard, screen_text(app)), standard


async def test_each_line_of_record_has_the_sign_and_the_sample_size(lively: DatabaseFile) -> None:
    weekly_shares(lively, 1, [7.0] * 12)
    app = app_on(lively)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "Agent or team")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "clearly below (70.0% over 12 weeks, 84 of 120)")
        assert "70.0%7/10✗≥" in line_of(app, "Adherence to").replace(" ", "")
        assert look_of(app, "✗").bold
        assert look_of(app, "✗").color != look_of(app, "✓").color
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "7/10" not in screen_text(app))
        assert "✗ " in line_of(app, "Adherence to")


def line_of(app: KpituiApp, text: str) -> str:
    """The line of the screen with a text."""
    return next(one for one in screen_text(app).splitlines() if text in one)


def test_sample_sizes_of_a_team_stand_beside_below_or_in_words(lively: DatabaseFile) -> None:
    moved(lively, 2, "North")
    weekly_shares(lively, 1, [7.0] * 12)
    weekly_shares(lively, 2, [10.0] * 11 + [9.0])
    context = app_on(lively).context
    page = load_team_page(lively, 1, context.as_of)

    def drawn(width: int, height: int) -> list[str]:
        return [word.plain for word in team_words(page, context, width, height)]

    def lines_with(text: str, lines: list[str]) -> list[str]:
        return [line for line in lines if text in line]

    assert "✗ 70.0% 7/10  ✓ 6:00" in lines_with("Ana", drawn(40, 3))[0]
    below = drawn(30, 100)
    (ana,) = (place for place, one in enumerate(below) if "✗ 70.0%" in one)
    assert "7/10" not in below[ana]
    assert below[ana + 1].index("7/10") == below[ana].index("70.0%")
    low = drawn(30, 8)
    assert "7/10" not in "".join(lines_with("Ana", low)[:1])
    told = lines_with("↓ below", low)[-1]
    assert told.startswith("[red]Bo[/]: ↓ below  Adherence to schedule  90.0%, 9 of 10, standard")


async def test_the_list_of_sessions_says_in_short_what_each_did(database: DatabaseFile) -> None:
    quiet, better = [70.0, 72.0, 69.0, 71.0, 68.0, 70.0] * 2, [73.0, 72.0, 73.5, 72.5, 74.0, 73.0]
    record_weekly(database, 1, [*quiet, 71.0, *better, 72.5, 73.5], date(2026, 11, 20), person_id=1)
    early = replace(DRAFT, date=date(2026, 9, 25), focus=(1,), actions=())
    record_session(database, LEADER, early, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "s")
        await shows(pilot, "▲ better", "better than", "before: 70.0% → 73.0%")


async def test_what_the_agent_answered_stands_in_the_session(database: DatabaseFile) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    set_account(database, LEADER, "lee", AccessRole.LEADER)
    set_account(database, LEADER, "ana", AccessRole.MEMBER, "Ana López")
    session = load_sessions_of(database, 1)[0].session
    ana = Actor("ana", AccessRole.MEMBER)
    reply_to_session(database, ana, session, "I greet [by name] now")
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Today")
        await pilot.press("5", "j", "s")
        await shows(pilot, "Agent's answer", "I greet [by name] now")


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


async def test_coaching_takes_the_lines_that_it_fills_and_leaves_the_others(
    sample: DatabaseFile,
) -> None:
    """Helen Marsh was never coached: her standards, actions and KPIs stand on one screen."""
    app = app_on(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5")
        await shows(pilot, "23 people")
        people = app.screen.query_one(OptionList)
        people.highlighted = next(
            place for place, one in enumerate(people.options) if "Helen Marsh" in str(one.prompt)
        )
        await pilot.press("enter")
        await shows(pilot, "Helen Marsh", "Not coached yet")
        screen = app.screen
        assert isinstance(screen, PersonScreen)
        left, right = screen.query_one("#expected"), screen.query_one("#coached")
        await until(pilot, lambda: right.outer_size.height <= 4)
        assert left.outer_size.height + right.outer_size.height == 38
        await pilot.press("enter")
        await until(pilot, lambda: 20 <= left.outer_size.height <= 24)
        await pilot.press("escape")
        await until(pilot, lambda: right.outer_size.height <= 4)


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
