"""Every list begins with one's own teams; T, and * where names are typed, shows every team and
goes back, on all screens of the session.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import Actor, Channel
from kpitui.domain.periods import AsOf
from kpitui.domain.records.person import team_on
from kpitui.storage.coaching import load_annotations
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people, load_teams
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.views.health import load_health
from kpitui.views.own_teams import load_own_teams
from tests.own_teams import DAY, LENA, SUPERVISOR, changed, sample_with_accounts
from tests.ui.conftest import screen_text, shows, type_text, until

NOW = AsOf(DAY, DAY)
OTHERS = ("Lukas", "Marcus", "Dmitri", "Ingrid", "Aftercare", "Evening line")


@pytest.fixture
def file(tmp_path: Path) -> Iterator[DatabaseFile]:
    with sample_with_accounts(tmp_path) as database:
        yield database


def app_of(file: DatabaseFile, actor: Actor = LENA) -> KpituiApp:
    seen = replace(file, seen_by="" if actor == LENA else actor.name)
    return KpituiApp(
        AppContext(seen, actor, Config(), Charset.BRAILLE, "kpi.db", today=lambda: DAY)
    )


def events(file: DatabaseFile) -> list[tuple[str, int | None]]:
    with reading(file) as db:
        return [(annotation.text, annotation.team_id) for annotation in load_annotations(db)]


def outsiders(app: KpituiApp) -> list[str]:
    seen = screen_text(app)
    return [other for other in OTHERS if other in seen]


async def goes(pilot: Pilot[None], app: KpituiApp, *texts: str) -> None:
    await shows(pilot, *texts)
    await until(pilot, lambda: not outsiders(app))


async def test_record_begins_with_ones_own_team_and_the_star_shows_every_team(
    file: DatabaseFile,
) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        await goes(pilot, app, "Orders, 13", "Priya Nair", "* Teams", "Organisation")
        await pilot.press("*")
        await shows(pilot, "every team, ", "Dmitri Volkov")
        await pilot.press("*")
        await goes(pilot, app, "Orders, 13")
        await type_text(pilot, "Tom")
        await shows(pilot, "No match in Orders; * shows every team.")
        await pilot.press("*")
        await shows(pilot, "Tom Whitfield", "every team")


async def test_the_walk_through_what_is_due_is_of_ones_own_team(file: DatabaseFile) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        await shows(pilot, "Orders, 13")
        await pilot.press("enter")
        await shows(pilot, "Due: 1 of 7", "Ana Kovač")
        for at in range(2, 8):
            await pilot.press("ctrl+n")
            await shows(pilot, f"Due: {at} of 7")
        await pilot.press("ctrl+n")
        await shows(pilot, "That was the last of what is due.")


async def test_nothing_due_in_ones_own_team_says_so(file: DatabaseFile) -> None:
    changed(
        file.path,
        "INSERT INTO teams (name, name_key, starts_on) VALUES ('New', 'new', '2026-11-01'); "
        "INSERT INTO account_teams (account_id, team_id) SELECT accounts.id, teams.id "
        "FROM accounts, teams WHERE accounts.name = 'lena' AND teams.name = 'New';",
    )
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        await goes(pilot, app, "No agents in New; * shows every team.")
        await pilot.press("enter")
        await goes(pilot, app, "Nothing is due in New; * shows every team.")
        await pilot.press("3")
        await goes(pilot, app, "No agents in New; * shows every team.")
        await pilot.press("5")
        await shows(pilot, " New ", "T Teams")
        await pilot.press("8")
        await shows(pilot, "New", "no data")


async def test_coach_begins_with_ones_own_team(file: DatabaseFile) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3")
        await goes(pilot, app, "Orders, 7", "Orders, 8", "1 to answer, 6 to coach, 1 to do")
        await pilot.press("*")
        await shows(pilot, "every team, 23", "Yusuf Demir", "* Teams")
        await pilot.press("*")
        await goes(pilot, app, "Orders, 7")


async def test_people_begins_with_ones_own_team_and_what_is_found_widens_it(
    file: DatabaseFile,
) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("5")
        await goes(pilot, app, "─ Orders ─", "T Teams")
        await pilot.press("T")
        await shows(pilot, " every team  ", "Dmitri Volkov")
        await pilot.press("T")
        await goes(pilot, app, "─ Orders ─")
        await pilot.press("/")
        await type_text(pilot, "lukas")
        await shows(pilot, "Lukas Brandt")
        await pilot.press("enter")
        await shows(pilot, " every team  ", "Lukas Brandt")


async def test_health_and_the_count_in_the_bar_are_of_ones_own_team(file: DatabaseFile) -> None:
    own = len(load_health(file, NOW, load_own_teams(file, LENA, DAY)).open)
    every = len(load_health(file, NOW).open)
    assert own < every
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, f"Health {own}")
        await pilot.press("6")
        await shows(pilot, f"{own} issues", "Orders", "T Teams")
        await pilot.press("T")
        await shows(pilot, f"{every} issues", "every team", f"Health {every}")
        await pilot.press("5", "T")
        await shows(pilot, "─ Orders ─", f"Health {own}")
        await pilot.press("6")
        await shows(pilot, f"{own} issues", "Orders")


async def test_no_issue_in_ones_own_team_says_so(file: DatabaseFile) -> None:
    for finding in load_health(file, NOW, load_own_teams(file, LENA, DAY)).open:
        changed(
            file.path,
            "INSERT INTO accepted_findings (code, record_key, record, reason, until_on) "
            f"VALUES ('{finding.rule.code}', '{finding.found.key}', 'x', 'x', '2027-01-01');",
        )
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("6")
        await shows(pilot, "No issues in Orders; T shows every team.")


async def test_board_shows_ones_own_team_every_team_and_any_team(file: DatabaseFile) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("8")
        await shows(pilot, "7 tiles  Orders", "T Team")
        await pilot.press("T")
        await shows(pilot, "12 tiles  every team")
        await pilot.press("T")
        await shows(pilot, "7 tiles  Orders")
        await pilot.press("f")
        await shows(pilot, "Whose readings", "Aftercare")
        await pilot.press("down", "enter")
        await shows(pilot, "7 tiles  Aftercare")
        await pilot.press("T")
        await shows(pilot, "7 tiles  Orders")


async def test_board_shows_one_of_several_teams_at_a_time(file: DatabaseFile) -> None:
    app = app_of(file, Actor("two", SUPERVISOR, Channel.TUI))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("8")
        for said in ("tiles  Aftercare", "tiles  Evening", "tiles  every team", "tiles  Aftercare"):
            await shows(pilot, said)
            await pilot.press("T")


async def test_review_keeps_the_kpis_and_begins_with_the_standards_of_ones_own_team(
    file: DatabaseFile,
) -> None:
    changed(
        file.path,
        "INSERT INTO standards (metric_id, team_id) SELECT id, 3 FROM metrics "
        "WHERE name = 'Adherence to schedule'; "
        "INSERT INTO targets (standard_id, starts_on, low) "
        "SELECT max(id), '2026-01-05', 92 FROM standards;",
    )
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4")
        await shows(pilot, "1 decided, 0 done")
        await pilot.press("escape")
        await shows(pilot, "KPI 1 of 2, then standards of Orders", "T Teams", "Meanwhile")
        await pilot.press("space", "space")
        await shows(pilot, "standard 1 of 2, Orders")
        await pilot.press("T")
        await shows(pilot, "standard 1 of 3, every team")
        await pilot.press("e")
        await shows(pilot, "Standards, expected of everyone, every day  every team", "Evening line")
        await pilot.press("escape", "T", "e")
        await shows(pilot, "Standards, expected of everyone, every day  Orders")
        assert "Evening line" not in screen_text(app)


async def test_readings_of_everyone_begin_with_ones_own_team(file: DatabaseFile) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("/")
        await type_text(pilot, "Quality of communication")
        await shows(pilot, "KPI")
        await pilot.press("enter", "v")
        await goes(pilot, app, "Quality of communication, Orders", "T Teams")
        await pilot.press("T")
        await shows(pilot, "Quality of communication, every team")


async def test_on_plan_t_goes_to_today_and_without_a_team_no_screen_offers_the_key(
    file: DatabaseFile,
) -> None:
    app = app_of(file, replace(LENA, name="lee"))
    async with app.run_test(size=(80, 24)) as pilot:
        for key, text in (("5", "People"), ("6", "issues"), ("4", "KPI 1 of 2"), ("2", "Due")):
            await pilot.press(key)
            if key == "4":  # what was decided may hold any words
                await shows(pilot, "1 decided, 0 done")
                await pilot.press("escape")
            await shows(pilot, text)
            seen = screen_text(app)
            assert "Teams" not in seen
            assert "every team" not in seen
        await pilot.press("f2")
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "left_square_bracket")
        await shows(pilot, "read-only")
        await pilot.press("t")
        await until(pilot, lambda: "read-only" not in screen_text(app))


async def test_the_name_of_a_team_is_text_wherever_it_stands(file: DatabaseFile) -> None:
    changed(
        file.path,
        "INSERT INTO teams (name, name_key, starts_on) "
        "VALUES ('[b]Ü' || char(27) || '[31m', 'x', '2026-11-01'); "
        "INSERT INTO account_teams (account_id, team_id) SELECT accounts.id, teams.id "
        "FROM accounts, teams WHERE accounts.name = 'lena' AND teams.name_key = 'x';",
    )
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("2", "enter", "3", "4", "5", "6", "8"):
            await pilot.press(key)
            if key == "4":
                await shows(pilot, "1 decided, 0 done")
                await pilot.press("escape")
            await shows(pilot, "[b]Ü")
            assert "\x1b" not in screen_text(app)


async def test_a_person_is_moved_to_a_team_that_the_list_does_not_show(file: DatabaseFile) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("5")
        await shows(pilot, "─ Orders ─")
        await pilot.press("down", "m")
        await shows(pilot, "Team")
        await pilot.press("ctrl+u")
        await type_text(pilot, "Aftercare")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Ana Kovač" not in screen_text(app))
    with reading(file) as db:
        teams = [team.name for team in load_teams(db)]
        assert teams.count("Aftercare") == 1
        (ana,) = [person for person in load_people(db) if person.name == "Ana Kovač"]
    assert team_on(ana.memberships, DAY) == 2


async def test_record_offers_no_more_than_may_be_saved(file: DatabaseFile) -> None:
    app = app_of(file, Actor("zoe", SUPERVISOR, Channel.TUI))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2")
        await shows(pilot, "Priya Nair", "one figure for the team")
        await pilot.press("*")
        await shows(pilot, "every team, ", "Priya Nair", "one figure for the team")
        assert "Aftercare" not in screen_text(app)
        assert "Organisation" not in screen_text(app)


async def test_a_line_for_another_team_is_refused_before_its_value_is_asked_about(
    file: DatabaseFile,
) -> None:
    app = app_of(file, Actor("zoe", SUPERVISOR, Channel.TUI))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(":")
        await type_text(pilot, "aht 500:00 aftercare")
        await pilot.press("enter")
        await shows(pilot, "Aftercare is not in your teams")
        assert "unusual" not in screen_text(app)


async def test_the_form_of_an_event_offers_ones_own_team_alone(file: DatabaseFile) -> None:
    app = app_of(file, Actor("zoe", SUPERVISOR, Channel.TUI))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("4")
        await shows(pilot, "1 decided, 0 done")
        await pilot.press("escape")
        await shows(pilot, "KPI 1 of")
        await pilot.press("n")
        await shows(pilot, "Applies to        Orders")
        await pilot.press(*"new menu", "ctrl+s")
        await until(pilot, lambda: ("new menu", 1) in events(file))


async def test_who_is_for_a_team_that_ended_is_told_so_and_finds_it_on_the_lists(
    file: DatabaseFile,
) -> None:
    ended = "INSERT INTO teams (name, name_key, starts_on, ends_on) VALUES ('Old', 'old', "
    ended += "'2025-01-01', '2026-01-01'); UPDATE account_teams SET team_id = "
    changed(file.path, f"{ended}(SELECT max(id) FROM teams) WHERE team_id = 1;")
    app = app_of(file, Actor("zoe", SUPERVISOR, Channel.TUI))
    why = "Old ended, and your account is for no other team"
    async with app.run_test(size=(80, 24)) as pilot:
        await until(
            pilot,
            lambda: any(why in str(notification.message) for notification in app._notifications),
        )
        await pilot.press("5")
        await shows(pilot, "Old ended, and your")
