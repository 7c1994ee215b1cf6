"""What a review decided comes back: done, overdue, and what the chart did since."""

from datetime import date

from textual.widgets import OptionList

from kpitui.actions.reviews import finish_decision, review
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.records.decision import DecisionDraft, LockedLimits
from kpitui.domain.records.review import Decision, ReviewDraft
from kpitui.storage.database import DatabaseFile
from kpitui.views.decisions import load_every_decision
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, screen_text, shows, until

BEFORE = date(2026, 9, 14)
"""A Monday: from this week on the scores of `lively` are up."""


def decided_before(database: DatabaseFile, due_on: date = date(2026, 10, 14)) -> None:
    draft = ReviewDraft(kpi_id=1, decision=Decision.ADJUST, comment="too slow", confidence=6)
    what = DecisionDraft(text="shorter [greeting]", who="Helen Marsh", due_on=due_on)
    limits = LockedLimits(PeriodKind.WEEK, 70.0, 66.0, 74.0)
    review(database, LEADER, draft, BEFORE, decided=what, limits=limits)


async def test_adjust_takes_what_who_and_by_when_in_one_line(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "Never reviewed")
        await pilot.press("a")
        await shows(pilot, "Decide: Customer satisfaction", "What", "Who", "By", "Comment")
        await pilot.press("ctrl+s")
        await shows(pilot, "type what is to be done, such as")
        await pilot.press(*"shorter greeting, zoe by 14 dec", "ctrl+s")
        await shows(pilot, "after the comma: there is no person “zoe”")
        await pilot.press("home", *["delete"] * 40)
        await pilot.press(*"shorter greeting, ana by 14 dec", "ctrl+s")
        await shows(
            pilot,
            "Reviewed 1 of 1 KPI",
            "adjust, lee",
            "shorter greeting (Ana López by 14 Dec): open; KPI: no real",
        )
        (one,) = load_every_decision(lively, AsOf(TODAY, TODAY))
        assert (one.decision.who, one.decision.due_on) == ("Ana López", date(2026, 12, 14))
        assert one.decision.locked is not None
        await pilot.press("escape", "u")
        await until(pilot, lambda: not load_every_decision(lively, AsOf(TODAY, TODAY)))


async def test_a_review_opens_with_what_became_of_the_last(lively: DatabaseFile) -> None:
    decided_before(lively)
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(
            pilot,
            "Since last time",
            "1 decided, 0 done, 1 overdue; 1 with a real change",
            "decision ",
            "done",
            "KPI since",
            "overdue",
            "▲ better 14 Sep",
            "shorter [greeting]",
            "better, real change since 14 Sep",
            "judged against 66.0%–74.0% by week, mean 70.0%",
        )
        assert "moved" not in screen_text(app)
        await pilot.press("space")
        await shows(pilot, "Mark as done", "shorter [greeting]")
        await pilot.press("ctrl+s")
        await shows(pilot, "type something here")
        await pilot.press(*"live in both teams", "ctrl+s")
        await shows(
            pilot, "1 decided, 1 done, 0 overdue; 1 with a real change", "live in both teams"
        )
        await pilot.press("enter")
        await shows(
            pilot,
            "KPI 1 of 1  Customer satisfaction",
            "Since last time",
            "shorter [greeting] (Helen Marsh by 14 Oct): done 23 Nov: live",
            "in both teams; KPI: better, real change since 14 Sep",
        )
        await pilot.press("u")
        await shows(pilot, "(Helen Marsh by 14 Oct): overdue; KPI:", "better, real change since")
        await pilot.press("d")
        await shows(pilot, "1 decided, 0 done, 1 overdue")
        await pilot.press("escape")
        await shows(pilot, "KPI 1 of 1")


async def test_who_may_not_review_looks_only(lively: DatabaseFile) -> None:
    decided_before(lively)
    app = app_on(lively, actor=Actor("vic", AccessRole.VIEWER))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "Since last time", "overdue")
        await pilot.press("space")
        await pilot.pause()
        assert "Mark as done" not in screen_text(app)


async def test_without_decisions_the_list_says_how_to_begin(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4", "d")
        await shows(pilot, "Nothing waits, and nothing was", "a on a KPI of the review decides")


async def test_the_plan_shows_the_last_decision_of_a_kpi(lively: DatabaseFile) -> None:
    decided_before(lively)
    app = app_on(lively)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "down")
        await shows(pilot, "Last decision", "14 Sep adjust: shorter [greeting]")


async def test_a_late_one_is_marked_as_done_from_health(lively: DatabaseFile) -> None:
    decided_before(lively)
    app = app_on(lively)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("6")
        await shows(pilot, "D601 Overdue decision (1)")
        listed = app.screen.query_one("#findings", OptionList)
        lines = [str(option.prompt) for option in listed.options]
        listed.highlighted = next(at for at, one in enumerate(lines) if "shorter [greeting]" in one)
        await shows(pilot, "“shorter [greeting]” of", "Marsh was due on 14 Oct", "never asks again")
        await pilot.press("enter")
        await shows(pilot, "Mark as done")
        await pilot.press(*"live", "ctrl+s")
        await until(pilot, lambda: "Overdue decision" not in screen_text(app))
        (one,) = load_every_decision(lively, AsOf(TODAY, TODAY))
        assert (one.decision.done_on, one.decision.result) == (TODAY, "live")


async def test_the_list_has_what_waits_and_what_is_new_and_shows_years(
    lively: DatabaseFile,
) -> None:
    """What was done two reviews ago is not told again; the latest stands first."""
    for day, text, due_on in (
        (date(2025, 7, 9), "old and done", date(2025, 9, 1)),
        (date(2025, 7, 9), "old and open", date(2025, 9, 2)),
        (BEFORE, "newer", date(2026, 10, 14)),
    ):
        draft = ReviewDraft(kpi_id=1, decision=Decision.ADJUST, comment="too slow")
        what = DecisionDraft(text=text, who="Helen Marsh", due_on=due_on)
        review(lively, LEADER, draft, day, decided=what)
    finish_decision(lively, LEADER, 1, 1, "in use", date(2025, 8, 29))
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(
            pilot, "2 decided, 0 done, 2 overdue", "old and open", "2 Sep 25", "newer", "14 Oct",
        )  # fmt: skip
        assert "old and done" not in screen_text(app)
        assert "Decided 9 Jul 2025 by lee" in screen_text(app)


async def test_the_list_says_what_a_change_is_judged_against(lively: DatabaseFile) -> None:
    decided_before(lively)
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "judged against 66.0%–74.0% by week, mean 70.0%")


async def test_words_that_have_no_room_end_with_a_sign(lively: DatabaseFile) -> None:
    text = "greet by name, then say what happens next " * 5
    what = DecisionDraft(text=text, who="Helen Marsh", due_on=date(2026, 10, 14))
    draft = ReviewDraft(kpi_id=1, decision=Decision.ADJUST, comment="too slow")
    review(lively, LEADER, draft, BEFORE, decided=what)
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "Since last time")
        await pilot.press("escape")
        await shows(pilot, "KPI 1 of 1")
        (cut,) = [one for one in screen_text(app).splitlines() if one.rstrip().endswith(" …")]
        assert "what happens next" in cut
        await pilot.press("d")
        await shows(pilot, "KPI since", "real change")
