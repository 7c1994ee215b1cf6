"""A month of a contact centre, from an empty file to the report of the month, typed at 80x24 in a
real terminal. Its pictures are those of the help.
"""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.cli.conftest import kpitui_anew as kpitui
from tests.month import PEOPLE, SAVE, Month, press, results
from tests.walk import DOWN, RIGHT

DAY, UP = "\x14", "\x1b[A"

__all__ = ["kpitui"]


@pytest.fixture
def month(kpitui: Command) -> Iterator[Month]:
    """The folder of the office, with its two files and no database yet; its path is short enough
    to be shown.
    """
    with tempfile.TemporaryDirectory(prefix="k") as name:
        folder = Path(name)
        (folder / "people.csv").write_text(PEOPLE, "utf-8")
        known = results(date(2026, 5, 10), date(2026, 11, 1))
        (folder / "results.csv").write_text(known, "utf-8")
        yield Month(folder, kpitui)


def test_a_month_from_an_empty_file_to_its_report(month: Month) -> None:
    for day, chapter in CHAPTERS:
        month.day = date(2026, 11, day)
        chapter(month)
    month.pictures.all_alike()


def the_results_come_in(month: Month) -> None:
    """Monday the 2nd: there is no file; the first choice is the spreadsheet of the results."""
    with month.program(begins="How do you want to start?") as opened:
        press(opened, "f", "people.csv", "results.csv")
        press(opened, DOWN + "\r", "Week ending", "sample size")
        press(opened, "\r", "1,040 would be added", "new teams: Orders, Billing")
        month.pictures.take(opened, "first_steps", "import", "What would be imported", "new teams")
        press(opened, "\r", "results.csv is imported. u undoes it, o sorts")
    assert len(month.told("readings", "customer satisfaction", "--last", "500")) == 208


def the_people_come_in(month: Month) -> None:
    """The list of the personnel office tells who they are; by keys it says which command."""
    with month.program() as opened:
        press(opened, "i", "people.csv")
        press(opened, "\r", "Hire date")
        press(opened, "\r", "a list of people", "kpitui people import")
    said = ("Hugo Brandt is here since 2025-09-01, was always", "added Ingrid Solberg")
    month.types("people", "import", "people.csv", shows=said)
    people = {one["name"]: one["role"] for one in month.told("people", "list")}
    assert (people["Ana Kovač"], people["Ingrid Solberg"]) == ("Advisor", "Team leader")


def the_metrics_are_sorted(month: Month) -> None:
    """Satisfaction serves a strategy; handle time and wrap-up are standards; calls are context."""
    with month.program() as opened:
        press(opened, "o", "5 to sort")
        month.pictures.take(opened, "plan", "sort", "Sort metrics", "m Unit", high=20)
        press(opened, "s", "New standard: Average handle time")
        press(opened, "5:00-6:15\rAdvisor\r" + SAVE, "4 to sort")
        press(opened, "s", "New standard: Call wrap-up time")
        press(opened, "0:20-0:45\rAdvisor\r" + SAVE, "3 to sort")
        press(opened, "c", "2 to sort")
        press(opened, "k", "name the priority")
        press(opened, "Grow brand loyalty\r" + SAVE, "New strategy of: Grow brand loyalty")
        press(opened, "Improve the customer experience\r" + SAVE, "Make a KPI: Customer sat")
        press(opened, "\r86\r2027-03-31\r\r3\rIngrid Solberg\r" + SAVE, "1 to sort")
    assert month.printed("show", "--unsorted").startswith("First contact resolution")
    expected = {one["metric"]: one["why"] for one in month.told("person", "dev")["expectations"]}
    assert expected == dict.fromkeys(
        ("Average handle time", "Call wrap-up time"), "standard for every Advisor since 2026-11-02"
    )


def the_plan_is_written(month: Month) -> None:
    """The mission; a second strategy with the metric that waited in Sort."""
    with month.program() as opened:
        press(opened, "1a", "The mission")
        press(opened, "Make every customer glad they called" + SAVE, "▾ Make every customer glad")
        press(opened, DOWN + "a", "New strategy of: Grow brand loyalty")
        press(
            opened,
            "Better answers in the handbook" + SAVE,
            "└ Better answers in the handbook  no KPI",
        )
        press(opened, "p", "Make a KPI: Better answers in the handbook")
        press(opened, "first con\r69\r75\r2027-03-31\r" + SAVE, "≥ 75.0%", "What the chart says")
    assert [(one["kind"], one["name"]) for one in month.told("show")][:6] == [
        ("mission", "Make every customer glad they called"),
        ("priority", "Grow brand loyalty"),
        ("strategy", "Improve the customer experience"),
        ("kpi", "Customer satisfaction"),
        ("strategy", "Better answers in the handbook"),
        ("kpi", "First contact resolution"),
    ]


def a_colleague_is_added(month: Month) -> None:
    """Thursday the 5th: somebody new, and somebody who is away next week."""
    with month.program() as opened:
        press(opened, "5a", "New person")
        press(opened, "Iris Novak\r\rAdvisor\r1049\r" + SAVE, "Iris Novak")
        press(opened, UP, "Hugo Brandt ─")
        press(opened, "w", "Away: Hugo Brandt")
        press(
            opened,
            "mon\r2026-11-16\rtraining" + SAVE,
            "away 9 Nov to 15 Nov, back 16 Nov",
        )
    assert month.told("person", "iris")["team"] == "Billing"
    (away,) = month.told("away", "hugo")
    assert away["starts_on"] == "2026-11-09"


def results_are_recorded(month: Month) -> None:
    """Monday the 9th: what is written on paper is typed; a slip is asked about and kept."""
    with month.program() as opened:
        press(opened, "2dev\r", "Dev Patel · Orders", "4 due")
        press(opened, DAY + "yesterday\r", "Sun 8 Nov")
        press(opened, "8:10 n=180\r0:31 n=180\r71 n=31\r22/30\r", "? 8:10 n=180", "22/30")
        press(opened, UP * 4, "is unusual for Dev Patel")
        press(opened, SAVE, "1 to confirm", "8:10 is unusual for Dev Patel: usually 4:59 to 6:08")
        month.pictures.take(opened, "enter", "record", "Dev Patel · Orders", "^s/F9 Save  esc Back")
        press(opened, SAVE, "Saved 4 for Sun 8 Nov: Dev Patel.")
    newest = month.told("readings", "aht", "--person", "dev", "--last", "1")[0]
    assert (newest["date"], newest["value"], newest["n"]) == ("2026-11-08", 490.0, 180)


def the_week_comes_in(month: Month) -> None:
    """The same Monday: the file of the week knows better than the paper."""
    week = date(2026, 11, 8)
    (month.folder / "week.csv").write_text(results(week, week), "utf-8")
    kept = "4 lines, 17, 18, 19, 20: another value is recorded"
    month.types("import", "week.csv", shows=("36 added", "4 rejected", kept), code=4)
    month.types("import", "week.csv", "--update", shows=("4 corrected", "8:10 n=180 became 5:49"))
    newest = month.told("readings", "aht", "--person", "dev", "--last", "1")[0]
    assert newest["value"] == 349.0


def quality_becomes_a_kpi(month: Month) -> None:
    """Tuesday the 10th: the quality of calls is to be looked at, and becomes a KPI."""
    with month.program() as opened:
        press(opened, DOWN * 2 + "p", "Make a KPI: Improve the customer experience")
        press(opened, "quality of comm\r70\r80\r2027-03-31\r" + SAVE, "Quality of communication ")
    of_strategy = {one["kpi"]: one["strategy"] for one in month.told("status")}
    assert of_strategy == {
        "Customer satisfaction": "Improve the customer experience",
        "Quality of communication": "Improve the customer experience",
        "First contact resolution": "Better answers in the handbook",
    }


def somebody_is_coached(month: Month) -> None:
    """Tuesday the 10th: side by side with Dev, about what his callers say."""
    with month.program() as opened:
        press(opened, "3dev\r", "Session with Dev Patel")
        press(opened, "s\rcustomer" + RIGHT + "\r20\r", "side-by-side", "ustomer satisfaction")
        press(opened, "offers one way, and defends it\rtwo ways, the caller chooses\r", "Action")
        press(opened, "Pause before answering @fri\r\r+14d\r", "+14d", "n note")
        month.pictures.take(opened, "coach", "session", "Session with", "Follow-up date")
        press(opened, SAVE, "Saved the side-by-side, 1 action with Dev Patel.")
    page = month.told("person", "dev")
    (session,), (action,) = page["sessions"], page["actions"]
    assert (session["focus"], session["follow_up_on"]) == (["Customer satisfaction"], "2026-11-24")
    assert (action["text"], action["due_on"]) == ("Pause before answering", "2026-11-13")


def a_call_is_scored(month: Month) -> None:
    """Wednesday the 11th: the sheet that ships, one key a question, and the KPI has a reading."""
    shown = month.printed("sheet", "show", "--shipped", "call")
    (month.folder / "call.toml").write_text(shown, "utf-8")
    month.types("sheet", "load", "call.toml", shows=("added call sheet A call", "20 questions"))
    with month.program() as opened:
        press(opened, "5/chloe", "person")
        press(opened, "\r", "Advisor, Orders since")
        press(opened, "S", "Chloe Marsh · A call", "20 left")
        press(opened, "8841\ryyy04y", "14 left", "Showed understanding")
        month.pictures.take(opened, "sheets", "score", "7 of 20", "Named it and let")
        press(opened, "4y44y40yyyn4y4", "all answered · 87.1 points")
        press(opened, SAVE, "Scored Chloe Marsh, contact 8841: 87.1 points")
    (reading,) = month.told("readings", "quality of communication")
    assert (reading["subject"], round(reading["value"], 1)) == ("Chloe Marsh", 87.1)


def what_was_agreed_is_looked_at(month: Month) -> None:
    """Tuesday the 24th: two more weeks are in; Today says what waits, and Coach ends it."""
    for day in (15, 22):
        week = date(2026, 11, day)
        (month.folder / "week.csv").write_text(results(week, week, seed=day), "utf-8")
        month.types("import", "week.csv", shows=("40 added", "0 rejected"))
    with month.program() as opened:
        press(opened, "0", "Results due", "action: Pause before answering")
        month.pictures.take(opened, "today", "today", "Today", high=17)
        press(opened, "3", "1 to coach, 1 to do")
        press(opened, " ", "Agreed: two ways, the caller chooses")
        press(opened, "kheard it in two calls\r", "Follow-up with Dev Patel done: kept")
        press(opened, " ", "“Pause before answering” is done")
        press(opened, "6", "Target out of reach for the current process")
    assert month.told("due", "--coaching")["to_coach"] == []
    assert "K206" in {one["code"] for one in month.told("check")}


def it_is_decided(month: Month) -> None:
    """Friday the 27th: the review of the month; one KPI gets a decision, one is to stop."""
    with month.program() as opened:
        press(opened, "6", "Target out of reach for the current process")
        month.pictures.take(opened, "health", "health", "issues ─")
        press(opened, "4", "KPI 1 of 3  Customer satisfaction", "at-risk margin of 3.0\n")
        press(opened, "a", "Decide: Customer satisfaction")
        press(opened, "role-play on refunds, Ingrid Solberg by 14 dec", "by 14 dec")
        month.pictures.take(opened, "review", "decision", "Decide: Customer", "enter Next")
        press(opened, SAVE, "KPI 2 of 3")
        assert "at-risk margin" not in opened.text, "it has none"
        press(opened, "s", "Decide: First contact resolution")
        press(opened, "the handbook is as good as it gets" + SAVE, "KPI 3 of 3")
        press(opened, "k", "Reviewed")
    assert [(one["text"], one["who"]) for one in month.told("decisions")] == [
        ("role-play on refunds", "Ingrid Solberg")
    ]


def a_team_is_recorded(month: Month) -> None:
    """Monday the 30th: the last week of Orders in a table; undone by mistake, and done again."""
    with month.program() as opened:
        press(opened, "2orders\r", "Tab right", "Ingrid Solberg")
        press(opened, DAY + "yesterday\r", "Sun 29 Nov")
        press(opened, "5:31 n=170\r5:28 n=181\r5:40 n=166\r5:22 n=175\r", "Ingrid Solberg, Average")
        press(opened, SAVE, "Saved 4 for Sun 29 Nov: Orders.", "5:22✓")
        press(opened, "\x1b", "Type a name or team")
        press(opened, "1u", "Undo; voids 4 readings")
        press(opened, "\r", "Undone")
        press(opened, "U", "Redone")
        press(opened, "8", "week to 29 Nov")
        press(opened, "7", "redo: record readings", "4 readings changed")
    newest = month.told("readings", "aht", "--person", "dev", "--last", "1")[0]
    assert (newest["date"], newest["value"], newest["voided"]) == ("2026-11-29", 322.0, False)


def a_strategy_ends(month: Month) -> None:
    """Monday the 30th: what was learned is said, and its KPI goes with it."""
    with month.program() as opened:
        press(opened, "1" + DOWN * 5, "Strategy since 2 Nov", "0 of 1 on track")
        press(opened, UP * 2, "What the chart says")
        month.pictures.take(opened, "plan", "plan", "Plan  0 of 3", "Average handle time")
        press(opened, DOWN * 2, "Strategy since 2 Nov", "0 of 1 on track")
        press(opened, "x", "End the strategy: Better answers in the handbook", "routine variation")
        press(opened, "\rmost answers were right before" + SAVE, "The strategy is ended")
    assert [one["kpi"] for one in month.told("status")] == [
        "Customer satisfaction", "Quality of communication",
    ]  # fmt: skip


def the_month_is_told(month: Month) -> None:
    """Monday the 30th: the report has the decisions, the verdict and the standards."""
    told = ("report", "--month", "2026-11", "-o", "november.md")
    month.types(*told, shows=("Wrote november.md.",))
    report = (month.folder / "november.md").read_text("utf-8")
    for words in ("role-play on refunds", "most answers were right before", "1 kept"):
        assert words in report


def somebody_is_forgotten(month: Month) -> None:
    """Monday the 30th: Ben asked for it; the figures of the teams stay."""
    figures = month.told("status"), month.told("chart", "aht", "--team", "orders")
    forget = ("people", "forget", "ben", "--why", "asked for it")
    said = ("Now called: Former agent", "Still found: nothing")
    month.types(*forget, keys="y\r", shows=said)
    assert (month.told("status"), month.told("chart", "aht", "--team", "orders")) == figures
    assert b"Ben Oakes" not in month.file.read_bytes()
    gone = "There is no person “ben”; kpitui team NAME shows who is in one."
    month.types("people", "data", "ben", shows=(gone,), code=1)


CHAPTERS = (
    (2, the_results_come_in),
    (2, the_people_come_in),
    (2, the_metrics_are_sorted),
    (2, the_plan_is_written),
    (5, a_colleague_is_added),
    (9, results_are_recorded),
    (9, the_week_comes_in),
    (10, quality_becomes_a_kpi),
    (10, somebody_is_coached),
    (11, a_call_is_scored),
    (24, what_was_agreed_is_looked_at),
    (27, it_is_decided),
    (30, a_team_is_recorded),
    (30, a_strategy_ends),
    (30, the_month_is_told),
    (30, somebody_is_forgotten),
)
"""What happens on which day of November."""
