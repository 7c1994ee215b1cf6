"""What is wrong with the KPIs, and the way to where it is mended."""

import re
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from textual.app import App
from textual.screen import Screen

from kpitui.actions.coaching import record_session
from kpitui.actions.files import open_file
from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.coaching import SessionKind
from kpitui.domain.coaching_drafts import SessionDraft
from kpitui.domain.health import RULES, Rule
from kpitui.domain.periods import AsOf
from kpitui.domain.thresholds import Thresholds
from kpitui.exchange.demo import make_demo
from kpitui.ui.app import KpituiApp
from kpitui.ui.screens.coach import CoachScreen
from kpitui.ui.screens.people import PeopleScreen
from kpitui.ui.screens.plan import PlanScreen
from kpitui.ui.screens.review import ReviewScreen
from kpitui.views import DatabaseFile
from kpitui.views.health import load_health
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, screen_text, shows, until

NOW = AsOf(TODAY, TODAY)
KEYS_NAMED = re.compile(r"\b(?:[a-z0-9]|space)\b")


def keys_of(screen: type[App[None]] | type[Screen[None]]) -> set[str]:
    found = {key for kind in screen.__mro__ for one in vars(kind).get("BINDINGS", ()) for key in one.key.split(",")}
    return found | {"space"}  # of the list of what is due


def works(app: KpituiApp, key: str) -> bool:
    return key in app.screen.active_bindings


def count(database: DatabaseFile) -> int:
    return len(load_health(database, AsOf(TODAY, TODAY), Config()).open)


async def test_findings_lead_to_the_mend_and_are_counted_in_every_bar(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, f"6 Health {count(database)}", "Grow brand loyalty")
        await pilot.press("6")
        await shows(pilot, f"{count(database)} found", "to mend", "K202 Customer satisfaction", "a stale KPI")
        await shows(pilot, "never read since it began on 2026-01-05", "Record it, give it a cadence")
        await pilot.press("e")
        await shows(pilot, "K202 a stale KPI (warning)", "Example: ", "Mend: ")
        await pilot.press("escape", "enter")
        await shows(pilot, "K202: Record it", "baseline 70.0%", "Standards  expected")
        await pilot.press("6")
        await shows(pilot, "K202 Customer satisfaction")


async def test_a_finding_is_accepted_shown_and_taken_back(database: DatabaseFile) -> None:
    before = count(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("6")
        await shows(pilot, "K202 Customer satisfaction")
        await pilot.press("a")
        await shows(pilot, "Accept K202: Customer satisfaction")
        await pilot.press("ctrl+s")
        await shows(pilot, "type something here")
        await pilot.press(*"known", "enter", "ctrl+u", *"yesterday", "ctrl+s")
        await shows(pilot, "a day to come")
        await pilot.press("ctrl+u", *"+6m", "ctrl+s")
        await shows(pilot, f"{before - 1} found, 1 accepted for now", f"6 Health {before - 1}")
        assert "K202" not in screen_text(app)
        await pilot.press("full_stop")
        await shows(pilot, "accepted", "K202 Customer satisfaction")
        await pilot.press("u")
        await shows(pilot, f"{before} found", "K202")
    assert count(database) == before


async def test_coaching_leads_to_the_person(lively: DatabaseFile) -> None:
    draft = SessionDraft(
        person_id=2, date=date(2026, 11, 2), kind=SessionKind.TRAINING, follow_up_on=date(2026, 11, 16)
    )
    record_session(lively, LEADER, draft, today=TODAY)
    place = [one.rule.code for one in load_health(lively, AsOf(TODAY, TODAY), Config()).open].index("C401")
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("6")
        await shows(pilot, "C401 [red]Bo[/]  a follow-up that is overdue")
        await pilot.press(*["j"] * place)
        await shows(pilot, "the session of 2026-11-02 was to be followed up on 2026-11-16")
        await pilot.press("enter")
        await shows(pilot, "C401: Follow it up", "Advisor, South since 2025-01-01")
        assert app.screen.id == "people-screen"


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)])
async def test_it_serves_everybody_on_every_terminal(database: DatabaseFile, size: tuple[int, int]) -> None:
    app = app_on(database, Charset.ASCII, actor=Actor("vi", AccessRole.VIEWER))
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("6")
        await shows(pilot, "K202 Customer satisfaction")
        assert screen_text(app).isascii()
        assert "Accept" not in screen_text(app).splitlines()[-1].replace("Accepted", "")
        await pilot.press("a", "e")
        await shows(pilot, "Example: ")
        await pilot.press("escape", "p")
        await shows(pilot, "Every rule", "P101 no mission")
        await pilot.press("end", "enter")
        await shows(pilot, "C404 coached for routine variation (hint)")


async def test_a_file_without_a_plan_lacks_a_mission(empty: DatabaseFile) -> None:
    app = app_on(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("6")
        await shows(pilot, "1 found", "serious: mend these first", "P101 plan  no mission")


async def test_a_form_says_what_a_rule_would_and_lets_the_leader_go_on(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "p")
        await shows(pilot, "Make a KPI: Improve the customer experience")
        assert "K211" not in screen_text(app)
        await pilot.press(*"average handle")
        await shows(pilot, "K211 a standard used as a KPI: Handle time", "It can be saved all the same.")
        await pilot.press("enter", "enter", *"6:30")
        await pilot.press("ctrl+s")
        await shows(pilot, "alone as <=6:30")
        await pilot.press("ctrl+u", *"<=6:30")
        await shows(pilot, "K214 a one-sided target for a band:")
        await pilot.press("ctrl+s")
        await shows(pilot, "Average handle time", "0 of 2 on track")
        await pilot.press("down", "down")
        await pilot.press("6")
        await shows(pilot, "K211 Average handle time", "K214 Average handle time")
        await pilot.press("1", "g", "down", "down", "down", "down", "e")
        await shows(pilot, "Edit KPI: Average handle time", "<=6:30", "K214 a one-sided")


async def test_a_fifth_kpi_is_asked_about(database: DatabaseFile) -> None:
    app = app_on(database, config=Config(health=Thresholds(kpis_of_a_strategy=1)))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "p")
        await shows(
            pilot,
            "Make a KPI: Improve the customer experience",
            "K204 many KPIs on one strategy: A strategy that is watched",
        )


async def test_every_key_that_a_finding_names_works_where_enter_leads(tmp_path: Path) -> None:
    sample = open_file(make_demo("contact_centre", tmp_path / "demo.db", TODAY))
    kept = load_health(sample, AsOf(TODAY, TODAY), Config()).open
    app, seen = app_on(sample), set()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        for place, finding in enumerate(kept):
            rule = finding.rule
            if rule.code in seen:
                continue
            seen.add(rule.code)
            await pilot.press("6")
            await shows(pilot, f"{len(kept)} found")
            await pilot.press("g", *["j"] * place)
            await shows(pilot, f"{rule.code} {finding.found.record}", "(Enter, then")
            await pilot.press("enter")
            await until(pilot, lambda: app.screen.id != "health-screen")
            screen, _, then = rule.keys.rpartition(", then ")
            if screen:
                await pilot.press(screen)
                await until(pilot, lambda: app.screen.id not in ("people-screen", "health-screen"))
            for key in KEYS_NAMED.findall(then):
                await until(pilot, partial(works, app, key))
    assert seen >= {"C401", "C403", "C404", "S303"}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_key_that_a_rule_names_is_one_of_its_screen(rule: Rule) -> None:
    screens = {"review": (ReviewScreen,), "": (PlanScreen, PeopleScreen)}[rule.screen]
    there = {key for screen in (*screens, KpituiApp, CoachScreen) for key in keys_of(screen)}
    named = KEYS_NAMED.findall(rule.keys)
    assert named
    assert there >= set(named)


async def test_a_kpi_that_was_not_reviewed_is_reviewed_at_once(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("6")
        codes = [one.rule.code for one in load_health(lively, AsOf(TODAY, TODAY), Config()).open]
        await pilot.press(*["j"] * codes.index("K210"))
        await shows(pilot, "K210 a KPI that nobody", "(Enter, then k, a or s)")
        await pilot.press("enter")
        await shows(pilot, "K210: Review it", "Customer satisfaction")
        assert app.screen.id == "review-screen"
        await pilot.press("k")
        await until(pilot, lambda: "K210" not in [one.rule.code for one in load_health(lively, NOW, Config()).open])
