"""What is wrong with the KPIs, and the way to where it is fixed."""

from datetime import timedelta

import pytest

from kpitui.actions.health import accept_finding
from kpitui.actions.rules import set_rule
from kpitui.charts.text import Charset
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.health import RULES
from kpitui.storage.database import DatabaseFile
from kpitui.ui.app import KpituiApp
from kpitui.views.health import load_health
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, screen_text, shows, until
from tests.ui.health_issues import NOW, count


async def test_findings_lead_to_the_fix_and_are_counted_in_every_bar(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, f"6 Health {count(database)}", "Grow brand loyalty")
        await pilot.press("6")
        await shows(
            pilot,
            f"{count(database)} issues",
            "Fix",
            "▾ K202 Stale KPI (1)",
            "  Customer satisfaction  no readings since it began on 5 Jan",
            "Record it, give it a cadence",
        )
        await pilot.press("e")
        await shows(pilot, "K202 Stale KPI (warning)", "Example: ", "Fix: ")
        await pilot.press("escape", "v")
        await shows(pilot, "K202: Record it", "no readings yet", "expected of everyone")
        await pilot.press("escape")  # back to the issue
        await shows(pilot, "K202 Stale KPI")


async def test_a_finding_is_accepted_shown_and_taken_back(database: DatabaseFile) -> None:
    before = count(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("6")
        await shows(pilot, "K202 Stale KPI")
        await pilot.press("a")
        await shows(pilot, "Dismiss K202: Customer satisfaction")
        await pilot.press("ctrl+s")
        await shows(pilot, "type something here")
        await pilot.press(*"known", "enter", "ctrl+u", *"yesterday", "ctrl+s")
        await shows(pilot, "a day to come")
        await pilot.press("ctrl+u", *"+6m", "ctrl+s")
        await shows(pilot, f"{before - 1} issues", "1 dismissed for now", f"6 Health {before - 1}")
        assert "K202" not in screen_text(app)
        await pilot.press("full_stop")
        await shows(pilot, "Dismissed", "K202 Customer satisfaction")
        await pilot.press("u")
        await shows(pilot, f"{before} issues", "K202")
    assert count(database) == before


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)])
async def test_it_serves_everybody_on_every_terminal(
    database: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(database, Charset.ASCII, actor=Actor("vi", AccessRole.VIEWER))
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("6")
        await shows(pilot, "v K202 Stale KPI (1)")
        assert screen_text(app).isascii()
        assert "Dismiss" not in screen_text(app).splitlines()[-1].replace("Dismissed", "")
        await pilot.press("a", "e")
        await shows(pilot, "Example: ")
        await pilot.press("escape", "p")
        await shows(pilot, "Every rule", "P101 No mission")
        await pilot.press("end", "enter")
        await shows(pilot, "A703 Account of teams that ended (warning)")


async def test_a_file_without_a_plan_lacks_a_mission(empty: DatabaseFile) -> None:
    app = app_on(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("6")
        await shows(pilot, "1 issue", "Critical", "P101 No mission (1)")


async def test_a_form_says_what_a_rule_would_and_lets_the_leader_go_on(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "p")
        await shows(pilot, "Make a KPI: Improve the customer experience")
        assert "K211" not in screen_text(app)
        await pilot.press(*"average handle")
        await shows(pilot, "K211 Standard used as a KPI: Handle time", "You can save it anyway.")
        await pilot.press("enter", "enter", *"6:30")
        await pilot.press("ctrl+s")
        await shows(pilot, "alone as <=6:30")
        await pilot.press("ctrl+u", *"<=6:30")
        await shows(pilot, "K214 One-sided target for a band:")
        await pilot.press("ctrl+s")
        await shows(pilot, "Average handle time", "0 of 2 on track")
        await pilot.press("down", "down")
        await pilot.press("6")
        await shows(
            pilot, "K211 Standard used as a KPI (1)", "K214 One-sided target for a band (1)"
        )
        await pilot.press("1", "g", "down", "down", "down", "down", "e")
        await shows(pilot, "Edit KPI: Average handle time", "<=6:30", "K214 One-sided")


async def test_a_fifth_kpi_is_asked_about(database: DatabaseFile) -> None:
    set_rule(database, LEADER, "kpis_of_a_strategy", 1, TODAY, "one is enough here")
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "p")
        await shows(
            pilot,
            "Make a KPI: Improve the customer experience",
            "K204 Many KPIs on one strategy: A strategy that is watched",
        )


def title_of(code: str, many: int) -> str:
    return f"{code} {RULES[code].title} ({many})"


async def test_where_there_is_room_the_issues_of_all_rules_are_shown(sample: DatabaseFile) -> None:
    app = app_on(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("6")
        await shows(
            pilot, "11 issues", "▾ " + title_of("K217", 1), "▾ " + title_of("C401", 3),
            "was due for", "▾ " + title_of("C402", 3),
        )  # fmt: skip


async def test_findings_are_grouped_by_rule_and_the_first_group_is_open(
    sample: DatabaseFile,
) -> None:
    app = app_on(sample)
    async with app.run_test(size=(110, 34), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("6")
        await shows(
            pilot, "11 issues", "▾ " + title_of("K217", 1), "▸ " + title_of("S303", 1),
            "▸ " + title_of("S307", 1),
            "▸ " + title_of("C401", 3),
            "▸ " + title_of("C403", 1), "▸ " + title_of("C405", 1),
            "Consider", "▸ " + title_of("C402", 3),
        )  # fmt: skip
        assert "to be followed up" not in screen_text(app)
        await pilot.press(*"jjj")  # to the third heading below
        await shows(pilot, "Coaching works by looking again.")
        await pilot.press("space")
        await shows(pilot, "▾ " + title_of("C401", 3), "was due for")
        await pilot.press("enter")
        await shows(pilot, "▸ " + title_of("C401", 3))
        await pilot.press("right", "j", "j", "left")
        await shows(pilot, "▸ " + title_of("C401", 3), "Coaching works by looking again.")


def tall_charts(app: KpituiApp) -> list[str]:
    """The lines of the screen that belong to the axis of a chart."""
    return [one for one in screen_text(app).splitlines() if "┤" in one]


async def test_beside_the_list_stands_the_chart_of_the_metric_that_an_issue_is_about(
    sample: DatabaseFile,
) -> None:
    app = app_on(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("6")
        await shows(pilot, "K217 KPI judged on few evaluations", "What to do")
        await shows(pilot, "Quality of communication, Organisation", "━━ target")
        await pilot.press("down", "down")
        await shows(pilot, "Adherence to procedure, everyone", "━━ standard")
        await pilot.press(*["down"] * 8)
        await shows(pilot, "Bartosz Wiśniewski: clearly below", "Productivity, Bartosz Wiśniewski")
        # of an action, which is about no metric, there is no chart
        await pilot.press("end")
        await shows(pilot, "C402 Overdue action", "was due on")
        await until(pilot, lambda: not tall_charts(app))


async def test_at_80_columns_the_list_has_the_width_and_no_chart(sample: DatabaseFile) -> None:
    app = app_on(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("6")
        await shows(pilot, "S303 Standard not measured lately", "What to do")
        assert not tall_charts(app)


async def test_a_heading_names_everything_that_its_rule_found(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("6")
        await shows(pilot, "▾ K202 Stale KPI (1)")
        await pilot.press("left")
        await shows(pilot, "▸ K202 Stale KPI (1)", "Customer satisfaction: no readings since")


async def test_a_plan_without_issues_says_so_and_where_to_go(database: DatabaseFile) -> None:
    for found in load_health(database, NOW).open:
        accept_finding(database, LEADER, found, "known", TODAY + timedelta(days=90), TODAY)
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("6")
        await shows(pilot, "No issues: the plan is well kept.", "p lists every rule")
