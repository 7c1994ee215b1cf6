"""From a heap of exports to a sorted plan, by keys alone, on a real terminal; they are counted."""

import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook

from kpitui.domain.records.metric import Direction, Place
from kpitui.storage.database import reading
from kpitui.storage.opening import open_file
from kpitui.storage.plan import load_plan
from kpitui.views.export import readings_for_export
from tests.pty_terminal import Terminal, terminal
from tests.ui.test_first_minute import home, leave

CASES = Path(__file__).parents[1] / "cases" / "files"
ENTER, ESC, SAVE = "\r", "\x1b", "\x13"

MOST_FOR_FILES = 16
"""So many keys bring three unlike exports into a file that was not there before."""

MOST_IN_ALL = 70
"""So many keys, letters of names and numbers of targets too, until all is sorted."""


class Keys:
    """Presses keys one by one, each once the one before it is seen to have done something."""

    def __init__(self, opened: Terminal) -> None:
        self._opened = opened
        self.count = 0

    def press(self, keys: str, *texts: str) -> None:
        for key in keys:
            self._opened.send(key)
            self.count += 1
        self._opened.shows(*texts)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three exports as they come out of a telephone system, a spreadsheet and a call log."""
    found = tmp_path / "exports"
    found.mkdir()
    shutil.copy(CASES / "r01_agent_day.csv", found / "agents.csv")
    shutil.copy(CASES / "r09_call_log.csv", found / "calls.csv")
    book = Workbook()
    assert book.active is not None
    for row in (
        ["Quality scorecard"], [],
        ["KPI", "Jan-26", "Feb-26", "Mar-26"],
        ["Complaints", 31, 28, 25],
        ["First contact resolution %", 71.2, 73.1, 74.4],
    ):  # fmt: skip
        book.active.append(row)
    book.save(found / "months.xlsx")
    monkeypatch.chdir(found)
    return found


def test_three_unlike_exports_become_a_sorted_plan(folder: Path, tmp_path: Path) -> None:
    db = tmp_path / "new.db"
    with terminal("--db", db, environment=home(tmp_path)) as opened:
        opened.shows("Spreadsheet  bring in a file or an export, sort its metrics")
        keys = Keys(opened)
        keys.press(ENTER, "agents.csv", "months.xlsx")
        keys.press(ENTER, "first values", "new names added")
        keys.press(ENTER, "17 would be added", "Enter imports it")
        keys.press(ENTER, "17 added")
        keys.press(ESC, "months.xlsx")
        keys.press(ENTER, "AvgTalkDuration")
        keys.press(ENTER, "a question to answer", "1  mean")
        keys.press("1", "1 [mean]")
        keys.press(ENTER, "would be added", "Enter imports it")
        keys.press(ENTER, "is imported. u undoes it")
        keys.press(ESC, "months.xlsx")
        keys.press(ENTER, "Jan-26", "metric")
        keys.press(ENTER, "6 would be added")
        keys.press(ENTER, "6 added")
        keys.press("o", "12 to sort", "Adherence %")
        assert keys.count <= MOST_FOR_FILES
        keys.press("s", "New standard: Adherence %", "at least this")
        keys.press(f"90{SAVE}", "11 to sort")
        keys.press("s", "New standard: AHT", "a band, such as 5:00-6:30")
        keys.press(f"5:00-6:30{SAVE}", "10 to sort")
        keys.press("c", "9 to sort")  # Answered (Y/N)
        keys.press("c", "8 to sort")  # AvgTalkDuration
        keys.press("c", "7 to sort", "─ Complaints ─", "─ complaints ─")  # Calls handled
        keys.press("k", "New priority")
        keys.press(f"Care{SAVE}", "New strategy")
        keys.press(f"Listen{SAVE}", "Make a KPI: Complaints")
        keys.press(f"\t20{SAVE}", "6 to sort", "─ CSAT % ─", "─ csat ─")
        keys.press("k", "Make a KPI: CSAT %, under Listen")
        keys.press(f"\t90{SAVE}", "5 to sort")
        keys.press("k", "Make a KPI: First contact")
        keys.press(f"\t75{SAVE}", "4 to sort")
        keys.press("s", "Which way is better: Resolved?")
        keys.press("h", "New standard: Resolved")
        keys.press(f"80{SAVE}", "3 to sort")
        for left in ("2 to sort", "1 to sort", "All metrics are sorted"):
            keys.press("c", left)
        keys.press(ESC, "Care", "Listen", "Complaints", "Standards")
        assert keys.count <= MOST_IN_ALL
        opened.quiet()
        leave(opened)
    _is_right(db)


def _is_right(db: Path) -> None:
    database = open_file(db)
    found = {
        (row["metric"], row["person"] or "", row["date"]): row["value"]
        if row["numerator"] is None
        else (row["numerator"], row["denominator"])
        for row in readings_for_export(database)
    }
    assert found["AHT", "Ana Ruiz", "2026-01-05"] == 340
    assert found["Calls Handled", "Ana Ruiz", "2026-01-06"] == 1041
    assert found["Adherence %", "Ben Oak", "2026-01-05"] == 88
    assert found["Resolved", "Ana Ruiz", "2026-01-05"] == (1, 3)
    assert found["AvgTalkDuration", "Ana Ruiz", "2026-01-05"] == (143 + 242) / 2
    assert found["Complaints", "", "2026-02-28"] == 28
    assert found["First contact resolution %", "", "2026-03-31"] == 74.4
    with reading(database) as data:
        plan = load_plan(data)
    names = {metric.id: metric for metric in plan.metrics.values()}
    assert [names[kpi.metric_id].name for kpi in plan.kpis] == [
        "Complaints", "CSAT %", "First contact resolution %",
    ]  # fmt: skip
    assert {names[standard.metric_id].name for standard in plan.standards} == {
        "Adherence %", "AHT", "Resolved",
    }  # fmt: skip
    directions = {metric.name: metric.direction for metric in plan.metrics.values()}
    assert directions["Complaints"] is Direction.LOWER
    assert directions["AHT"] is Direction.WITHIN
    context = [metric for metric in plan.metrics.values() if metric.place is Place.CONTEXT]
    assert len(context) == 6
