"""What `kpitui check` costs on a file of years; run with KPITUI_LONG=1 and -s for ten
million readings.
"""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import pytest

from kpitui.actions.load_plan import load_plan_document
from kpitui.domain.plan_document import PlanDocument
from kpitui.storage.database import DatabaseFile
from kpitui.storage.shift_dates import rewriting
from kpitui.storage.summaries import rebuild_summaries
from tests.conftest import LEADER, TODAY
from tests.patience import LONG

METRICS, PEOPLE, DAYS = (1000, 20, 500) if LONG else (100, 10, 50)
KPIS, STANDARDS = 40, 20
FIRST = date(2025, 1, 1)


def plan() -> PlanDocument:
    """So many metrics, of which some are KPIs of ten strategies and some are standards."""
    names = [f"m{number}" for number in range(METRICS)]
    kpi = {"baseline": 60, "owner": "lee", "starts_on": FIRST, "due_on": date(2026, 12, 31),
           "target": [{"level": 90, "starts_on": FIRST}]}  # fmt: skip
    strategies = [
        {
            "title": f"Strategy {place}",
            "starts_on": FIRST,
            "kpi": [{"metric": name, **kpi} for name in names[place:KPIS:10]],
        }
        for place in range(10)
    ]  # fmt: skip
    return PlanDocument.model_validate(
        {
            "metric": [
                {"name": f"Metric {name}", "code": name, "unit": "points", "direction": "higher",
                 "aggregation": "mean", "cadence": "daily", "definition": "x"}
                for name in names
            ],
            "person": [
                {"name": f"Person {number}", "starts_on": FIRST,
                 "membership": [{"team": "North", "role": "Advisor", "starts_on": FIRST}]}
                for number in range(PEOPLE)
            ],
            "priority": [{"title": "Many", "starts_on": FIRST, "strategy": strategies}],
            "standard": [
                {"metric": name,
                    "level": [{"level": 50,
                            "starts_on": FIRST}]} for name in names[KPIS : KPIS + STANDARDS]
            ],
        }
    )  # fmt: skip


def fill(database: DatabaseFile) -> int:
    """A reading a day of every metric and person, put in without triggers; how many."""
    first = (TODAY - timedelta(days=DAYS)).isoformat()
    with rewriting(database) as connection:
        connection.execute(
            "WITH RECURSIVE days(day) AS (SELECT 1 UNION ALL SELECT day + 1 FROM days "
            "WHERE day < ?) INSERT INTO readings (metric_id, person_id, team_id, date, value, n, "
            "deed_id) SELECT metrics.id, people.id, 1, date(?, day || ' days'), 60 + (metrics.id * "
            "day * people.id) % 31, 1, 1 FROM days, metrics, people WHERE metrics.code LIKE 'm%' "
            "AND people.name LIKE 'Person%'",
            [DAYS, first],
        )
        rebuild_summaries(connection)
        return int(connection.execute("SELECT count(*) FROM readings").fetchone()[0])


@pytest.mark.benchmark
def test_check_reads_summaries_and_not_readings(database: DatabaseFile) -> None:
    load_plan_document(database, LEADER, plan(), today=TODAY)
    readings = fill(database)
    command = [sys.executable, "-m", "kpitui", "--db", str(database.path), "--version"]
    subprocess.run(command, check=True, capture_output=True)
    began = perf_counter()
    bare = subprocess.run(command, check=True, capture_output=True)
    middle = perf_counter()
    done = subprocess.run(
        [*command[:-1], "check", "--as-of", str(TODAY)], capture_output=True, check=False
    )
    ended = perf_counter()
    print(
        f"{METRICS} metrics, {readings} readings: check {ended - middle:.2f} s, a bare start "
        f"{middle - began:.2f} s; {len(done.stdout.splitlines())} findings"
    )
    assert bare.returncode == 0
    assert done.returncode == 1
    assert readings == METRICS * PEOPLE * DAYS
    assert Path(database.path).stat().st_size > 0
