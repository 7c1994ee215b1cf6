"""Leaders look at each KPI once, learn what is real, decide, and go on."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.measures import annotate
from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.periods import AsOf
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.exchange.report import write_report
from kpitui.storage.database import DatabaseFile
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.widgets.review_page import ReviewPage
from kpitui.views.own_teams import TeamsShown
from kpitui.views.report import load_report
from kpitui.views.reviews import load_review_list
from tests.conftest import LEADER, TODAY, record_weekly
from tests.ui.conftest import app_on, pasted, screen_text, shows, type_text, until

THREE = PlanDocument.model_validate(
    {
        "metric": [
            {"name": f"Metric [b]{number}[/b]", "code": f"m{number}", "direction": "higher",
                "aggregation": "mean",
             "cadence": "weekly"}
            for number in (1, 2)
        ],
        "priority": [
            {
                "title": "Grow brand loyalty", "starts_on": date(2026, 1, 1),
                "strategy": [
                    {
                        "title": "Answer sooner", "starts_on": date(2026, 1, 1),
                        "kpi": [
                            {"metric": f"m{number}", "baseline": 1, "owner": "kim",
                                "starts_on": date(2026, 1, 5),
                             "due_on": date(2026, 12, 31),
                             "target": [{"level": 9, "starts_on": date(2026, 1, 5)}]}
                            for number in (1, 2)
                        ],
                    }
                ],
            }
        ],
    }
)  # fmt: skip
"""Two more KPIs, of another strategy and owner, without readings."""


@pytest.fixture
def three(lively: DatabaseFile) -> DatabaseFile:
    load_plan_document(lively, LEADER, THREE, today=TODAY)
    return lively


def decisions(database: DatabaseFile) -> dict[str, list[str]]:
    """What was decided of each KPI, newest first."""
    found = load_review_list(database, AsOf(TODAY, TODAY)).items
    return {
        item.line.metric.code: [review.decision.value for review in item.reviews] for item in found
    }


async def test_a_review_of_three_kpis_takes_three_keys(three: DatabaseFile) -> None:
    app = app_on(three)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(
            pilot,
            "KPI 1 of 3  Metric [b]1[/b]",
            "? no data",
            "why: Answer sooner › Grow brand loyalty",
            "owner kim",
        )
        await type_text(pilot, "kkk")  # typed ahead: each of them belongs to the KPI after
        await shows(
            pilot,
            "Reviewed 3 of 3 KPIs",
            "latest",
            "wanted",
            "Standards, expected of everyone",
            "Adherence to schedule",
        )
        lines = screen_text(app).splitlines()
        heads = next(one for one in lines if "wanted" in one)
        levels = [one.rstrip() for one in lines if "Adherence" in one]
        assert {len(one) for one in levels} == {heads.index("wanted") + len("wanted")}
        assert decisions(three) == {"m1": ["keep"], "m2": ["keep"], "csat": ["keep"]}
        await pilot.press("escape")
        await shows(pilot, "KPI 3 of 3  Customer satisfaction", "reviewed", "23 Nov keep, lee")
        await pilot.press("u")
        await until(pilot, lambda: decisions(three)["csat"] == [])


async def test_a_kpi_fills_the_screen_with_what_is_real_in_it(lively: DatabaseFile) -> None:
    annotate(
        lively,
        LEADER,
        AnnotationDraft(metric_id=1, date=date(2026, 9, 14), text="Role-plays [begin]"),
    )
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(
            pilot, "KPI 1 of 1  Customer satisfaction ", "✓ on track",
            "84.0%  ", "week to 22 Nov", "≥ 85.0%", "by 31 Dec", "ahead of plan",
            "10 weeks above the limits since 14 Sep: a real change for the better",
            "● better",
            "(1) 14 Sep Role-plays [begin]", "The change begins at “Role-plays [begin]”",
            "What the chart says\n", "Decisions  Never reviewed",
        )  # fmt: skip
        await pilot.press("question_mark")
        await shows(pilot, "This screen")  # the keys come first
        await pilot.press("end")
        await shows(
            pilot,
            "✓ on track: meets the ≥ 83.3% expected by now",
            "a value beyond mean ± 2.66",
            "Wheeler",
        )
        await pilot.press("escape", "v")
        await shows(pilot, "period    value  sample", "remark", "run of 10; above limit")
        await pilot.press("v", "m")
        await shows(pilot, "• month", "84.0%  ")
        await pilot.press("m", "z")
        await shows(pilot, "7 Sep 2026")
        await pilot.press("z")
        await shows(pilot, "Mar 2026")


async def test_limits_are_split_at_an_event_or_locked_to_a_span(lively: DatabaseFile) -> None:
    annotate(
        lively,
        LEADER,
        AnnotationDraft(metric_id=1, date=date(2026, 9, 14), text="Role-plays begin"),
    )
    app = app_on(lively)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "The change begins at “Role-plays")
        await pilot.press("l")
        await shows(pilot, "Reset the limits", "(1) 14 Sep Role-plays begin")
        await pilot.press("enter", "enter", "enter")
        await shows(pilot, "type something here")
        await pilot.press(*"another way", "enter")
        await shows(pilot, "The limits are reset there;", "The week of 16 Nov is down 1.0")
        await pilot.press("u")
        await shows(pilot, "The change begins at “Role-plays")
        await pilot.press("b")
        await shows(pilot, "Lock the limits: Customer satisfaction", "2026-W08")
        await pilot.press("down", *["backspace"] * 8, *"2026-W30", "enter", *"before", "enter")
        await shows(pilot, "locked on the week of 16 Feb", "The limits are locked;")
        await pilot.press("b", *["backspace"] * 8, *"2026-W99", "ctrl+s")
        await shows(pilot, "type a period of the chart, 2026-W08 to 2026-W47")
        await pilot.press(*["backspace"] * 8, "down", *["backspace"] * 8, "ctrl+s")
        await shows(pilot, "from 40 weeks", "The limits are unlocked;")


async def test_adjust_and_stop_ask_what_and_why(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "Never reviewed")
        await pilot.press("s")
        await shows(pilot, "Decide: Customer satisfaction", "above the limits since")
        await pilot.press("ctrl+s")
        await shows(pilot, "type what to stop and why")
        assert "0 to 10" not in screen_text(app)  # what is stopped meets no target
        await pilot.press(*"target met", "ctrl+s")
        await shows(pilot, "Reviewed 1 of 1 KPI", "stop, lee: target met")
        assert decisions(lively) == {"csat": ["stop"]}


async def test_how_sure_one_is_is_a_number_up_to_ten(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "Never reviewed")
        await pilot.press("enter")
        await shows(pilot, "Decide: Customer satisfaction", "Confidence")
        await pilot.press(*"on its way", "enter", *"11", "enter")
        await pilot.press("ctrl+s")
        await shows(pilot, "type 0 to 10, or leave it empty")
        await pilot.press("backspace", "backspace", "9", "ctrl+s")
        await shows(pilot, "Reviewed 1 of 1 KPI", "keep, confidence 9 of 10, lee: on its way")


async def test_it_is_taken_up_where_it_was_left(three: DatabaseFile) -> None:
    app = app_on(three)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "KPI 1 of 3  Metric [b]1[/b]")
        await pilot.press("k")
        await shows(pilot, "KPI 2 of 3  Metric [b]2[/b]")
        await pilot.press("1")
        await shows(pilot, "expected of everyone")
        await pilot.press("4")
        await shows(pilot, "KPI 2 of 3  Metric [b]2[/b]")
        await pilot.press("backspace")
        await shows(pilot, "KPI 1 of 3  Metric [b]1[/b]", "reviewed")
    again = app_on(three)
    async with again.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "KPI 2 of 3  Metric [b]2[/b]")


async def test_only_some_kpis_or_the_readings_of_a_team(three: DatabaseFile) -> None:
    record_weekly(three, 1, [50.0, 51.0], date(2026, 11, 20), team_id=2)
    app = app_on(three)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4", "f")
        await shows(
            pilot,
            "everything",
            "strategy: Improve the customer experience",
            "owner: kim",
            "team: South",
        )
        await pilot.press("down", "down", "down", "enter")
        await shows(pilot, "KPI 1 of 2  Metric [b]1[/b]")
        await pilot.press("f", "end", "enter")
        await shows(pilot, "KPI 1 of 3  Customer satisfaction of South")
        await shows(pilot, "Only 2 weeks: no limits yet")
        await pilot.press("space")
        await shows(pilot, "KPI 2 of 3  Metric [b]1[/b] of South")


async def test_the_summary_leads_back_and_so_does_the_bar(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4", "e")
        await shows(pilot, "Reviewed 0 of 1 KPI", "Not decided")
        await pilot.press("1")
        await shows(pilot, "expected of everyone")
        await pilot.press("4", "g")
        await shows(pilot, "expected of everyone", "84.0%")
        assert len(app.screen_stack) == 1


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)])
async def test_who_only_looks_decides_nothing_and_every_size_and_terminal_serves(
    lively: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(lively, Charset.ASCII, actor=Actor("vi", AccessRole.VIEWER))
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "Customer satisfaction", "10 weeks above the limits")
        assert screen_text(app).isascii()
        assert "Keep" not in screen_text(app)
        await pilot.press("k", "s", "n", "b")
        await pilot.press("v")
        await shows(pilot, "2026-W47  84.0%")
        assert screen_text(app).isascii()
    assert decisions(lively) == {"csat": []}


async def test_without_a_kpi_it_says_how_to_come_to_one(empty: DatabaseFile) -> None:
    app = app_on(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4")
        await shows(pilot, "There is no KPI yet; make one on the Plan screen (1, then p).")
        await pilot.press("k", "space", "v", "b", "question_mark", "escape", "escape", "f")
        await shows(pilot, "everything")


async def test_the_summary_goes_into_a_file(lively: DatabaseFile, tmp_path: Path) -> None:
    def write(path: Path, shown: TeamsShown) -> None:
        write_report(load_report(lively, AsOf(TODAY, TODAY), Config(), TODAY), work.speech, path)

    work = AppContext(lively, LEADER, Config(), Charset.BRAILLE, "kpi.db", today=lambda: TODAY)
    app = KpituiApp(work, write_report=write)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4", "k")
        await shows(pilot, "Reviewed 1 of 1 KPI")
        await pilot.press("e")
        await shows(pilot, "Write the review into a file", "review-2026-11-23.html")
        await pilot.press("ctrl+u")
        await type_text(pilot, f"{pasted(f'{tmp_path}/r.html')}\r")
        await until(pilot, (tmp_path / "r.html").exists)
        await shows(pilot, "Reviewed 1 of 1 KPI")
        await pilot.press("e", "ctrl+u")
        await type_text(pilot, f"{pasted(f'{tmp_path}/r.html')}\r")
        await shows(pilot, "already there;", "choose another name")
    assert "keep, lee" in (tmp_path / "r.html").read_text("utf-8")


async def test_words_that_have_no_room_are_read_in_a_box_that_scrolls(
    lively: DatabaseFile,
) -> None:
    for number in range(30):
        draft = AnnotationDraft(
            metric_id=1, date=TODAY - timedelta(days=number), text=f"No {number}."
        )
        annotate(lively, LEADER, draft)
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "KPI 1 of", "What the chart says")
        page = app.screen.query_one(ReviewPage)
        said = page.copied(whole=True)
        hidden = [
            f"No {number}."
            for number in range(30)
            if f"No {number}." in said and f"No {number}." not in screen_text(app)
        ]
        assert hidden
        await pilot.press("down")
        await shows(pilot, "esc Close")
        await pilot.press("end")
        await shows(pilot, hidden[-1], "Decisions", "Never reviewed")
        await pilot.press("escape")
        await shows(pilot, "k Keep")
