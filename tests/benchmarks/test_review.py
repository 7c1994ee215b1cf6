"""What going to the next KPI costs, against a bare Textual app that repaints one chart; run with -s to see it."""

import os
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.measures import annotate
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.plan_drafts import AnnotationDraft
from kpitui.views import DatabaseFile
from tests.benchmarks.bare_chart import CHARTS
from tests.conftest import LEADER, TODAY, record_weekly
from tests.terminal import Terminal

STEPS = 40 if os.environ.get("KPITUI_LONG") else 8
"""With KPITUI_LONG=1 the figures are those of the closing notes."""
SILENCE = 0.06
"""Seconds without a byte after which a picture counts as painted."""
PAUSE = 0.3
"""Seconds that a person looks at a picture, at the least."""


def plan(count: int) -> PlanDocument:
    return PlanDocument.model_validate(
        {
            "metric": [
                {"name": f"Metric {number}", "code": f"m{number}", "direction": "higher", "aggregation": "mean",
                 "cadence": "weekly"}
                for number in range(count)
            ],
            "priority": [
                {"title": "Many", "starts_on": date(2024, 1, 1), "strategy": [
                    {"title": "Of them", "starts_on": date(2024, 1, 1), "kpi": [
                        {"metric": f"m{number}", "baseline": 60, "starts_on": date(2024, 1, 5),
                         "due_on": date(2026, 12, 31), "target": [{"level": 90, "starts_on": date(2024, 1, 5)}]}
                        for number in range(count)
                    ]},
                ]},
            ],
        }
    )  # fmt: skip


def steps(command: Sequence[str], ready: str, before: str, form: str) -> list[float]:
    """Milliseconds from each space to the last byte of the picture that it paints."""
    terminal = Terminal(command)
    try:
        terminal.shows(ready)
        terminal.send(before)
        terminal.shows(form.format(1))
        terminal.quiet()
        found = []
        for place in range(2, STEPS + 2):
            time.sleep(PAUSE)
            began = time.perf_counter()
            terminal.send(" ")
            painted = began
            while form.format(place) not in terminal.text or time.perf_counter() - painted < SILENCE:
                if terminal.read(0.005):
                    painted = time.perf_counter()
                assert time.perf_counter() - began < 10, terminal.text
            found.append(1000 * (painted - began))
        return sorted(found)
    finally:
        terminal.close()


@pytest.mark.benchmark
def test_space_to_the_next_kpi_against_a_bare_chart(database: DatabaseFile) -> None:
    load_plan_document(database, LEADER, plan(CHARTS - 1), today=TODAY)
    for metric_id in range(4, 4 + CHARTS - 1):
        values = [70.0 + place * metric_id % 11 for place in range(104)]
        record_weekly(database, metric_id, values, date(2026, 11, 20), team_id=1)
        annotate(database, LEADER, AnnotationDraft(metric_id=metric_id, date=date(2026, 9, 1), text="New phones"))
    kpitui = [sys.executable, "-m", "kpitui", "--db", str(database.path)]
    ours = steps(kpitui, "1 Plan", "4", f"{{}}/{CHARTS} ")
    bare = steps([sys.executable, str(Path(__file__).with_name("bare_chart.py"))], "1/", "", f"chart {{}}/{CHARTS}")
    p95 = int(0.95 * STEPS)
    print(
        f"space to the next KPI painted: median {ours[STEPS // 2]:.1f} ms, p95 {ours[p95]:.1f} ms; "
        f"bare chart {bare[STEPS // 2]:.1f} and {bare[p95]:.1f} ms; p95 {ours[p95] / bare[p95]:.2f} times"
    )
    assert len(ours) == len(bare) == STEPS
