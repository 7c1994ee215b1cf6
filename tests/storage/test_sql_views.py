"""The views for other programs: read with the plain SQLite of the standard library, as
others would.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.people import add_team
from kpitui.actions.readings import record
from kpitui.actions.teams import put_team_under
from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.progress import wanted_in
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.metric import Range
from kpitui.exchange.demo import make_demo
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import open_file
from kpitui.storage.people import load_teams
from kpitui.storage.plan import load_plan
from kpitui.views.series import load_series
from tests.conftest import LEADER, TODAY, record_weekly

PLAIN = """
import json, sqlite3, sys
connection = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
connection.row_factory = sqlite3.Row
print(json.dumps([dict(row) for row in connection.execute(sys.argv[2])]))
"""

Row = dict[str, object]
Look = Callable[[str], list[Row]]


@pytest.fixture
def look(database: DatabaseFile) -> Look:
    return lambda sql: looked(database.path, sql)


def looked(path: Path, sql: str) -> list[Row]:
    """The rows of a query in a process of its own, where two copies of SQLite do not meet."""
    done = subprocess.run(
        [sys.executable, "-c", PLAIN, str(path), sql], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return list(json.loads(done.stdout))


def test_readings_come_with_names_and_without_what_was_voided(
    database: DatabaseFile, look: Look
) -> None:
    day = date(2026, 11, 20)
    drafts = [
        ReadingDraft(
            metric_id=1, person_id=1, date=day, value=81.5, n=12, note="after the training"
        ),
        ReadingDraft(metric_id=3, team_id=2, date=day, numerator=45, denominator=50),
        ReadingDraft(metric_id=1, person_id=2, date=day, not_applicable=True),
    ]
    record(database, LEADER, drafts, today=TODAY)
    of_ana, of_south = look("SELECT * FROM v_readings ORDER BY reading")
    assert of_ana["recorded_at"]
    assert {key: value for key, value in of_ana.items() if key != "recorded_at"} == {
        "reading": 1, "metric": "Customer satisfaction", "code": "csat", "person": "Ana López",
        "team": "North", "date": "2026-11-20", "value": 81.5, "n": 12, "numerator": None,
        "denominator": None, "unit": "%", "note": "after the training", "external_id": None,
        "recorded_by": "lee", "way": "cli",
    }  # fmt: skip
    assert (of_south["person"], of_south["team"], of_south["value"]) == (None, "South", 90.0)


def test_kpis_and_standards_come_with_what_is_expected(database: DatabaseFile, look: Look) -> None:
    (kpi,) = look("SELECT * FROM v_kpis")
    assert kpi == {
        "kpi": 1, "metric": "Customer satisfaction", "code": "csat",
        "strategy": "Improve the customer experience", "priority": "Grow brand loyalty",
        "owner": "lee", "unit": "%", "direction": "higher", "aggregation": "mean",
        "cadence": "weekly", "baseline": 70.0, "target_low": 85.0, "target_high": None, "warn": 3.0,
        "due_on": "2026-12-31", "starts_on": "2026-01-05", "ends_on": None,
    }  # fmt: skip
    standards = look(
        "SELECT code, scope, whom, low, high, starts_on, ends_on FROM v_standards ORDER BY standard"
    )
    assert standards[0] == {
        "code": "aht", "scope": "everybody", "whom": None, "low": 300.0, "high": 390.0,
        "starts_on": "2024-01-01", "ends_on": None,
    }  # fmt: skip


Ends = tuple[float | None, float | None]
Month = tuple[float | None, int, Ends, Ends]
"""Value, number of readings, target and expected level of a month."""


def months_of_program(database: DatabaseFile) -> dict[tuple[int, str], Month]:
    """What the program says of every KPI and month."""
    found: dict[tuple[int, str], Month] = {}
    with reading(database) as db:
        plan = load_plan(db)
        for kpi in plan.kpis:
            metric = plan.metrics[kpi.metric_id]
            for point in load_series(db, metric, AsOf(TODAY, TODAY), kind=PeriodKind.MONTH):
                end = point.period.last
                if (
                    point.sums.count
                    and kpi.starts_on <= end
                    and (kpi.ends_on is None or end < kpi.ends_on)
                ):
                    wanted = wanted_in(kpi, metric, point.period)
                    found[kpi.id, point.period.label] = (
                        point.value,
                        point.sums.count,
                        ends(wanted.target.level if wanted.target else None),
                        ends(wanted.expected),
                    )
    return found


def ends(good: Range | None) -> Ends:
    return (good.low, good.high) if good else (None, None)


def assert_as_the_program_says(database: DatabaseFile) -> int:
    ours = months_of_program(database)
    theirs = {
        (row["kpi"], row["month"]): (
            row["value"], row["readings"], (row["target_low"], row["target_high"]),
            (row["expected_low"], row["expected_high"]),
        )
        for row in looked(database.path, "SELECT * FROM v_status_by_month")
    }  # fmt: skip
    assert theirs == {
        key: (
            pytest.approx(value, rel=1e-12), count, target,
            tuple(None if end is None else pytest.approx(end, rel=1e-12) for end in expected),
        )
        for key, (value, count, target, expected) in ours.items()
    }  # fmt: skip
    return len(theirs)


@pytest.mark.parametrize("sample", ["contact_centre", "nhs111"])
def test_of_every_month_of_the_samples_is_expected_what_the_program_expects(
    sample: str, tmp_path: Path
) -> None:
    assert (
        assert_as_the_program_says(open_file(make_demo(sample, tmp_path / "demo.db", TODAY))) > 20
    )


def test_what_was_read_at_several_levels_counts_once_as_in_the_program(
    database: DatabaseFile,
) -> None:
    levels: list[dict[str, Any]] = [
        {}, {"team_id": 1}, {"team_id": 2}, {"person_id": 1}, {"person_id": 2}
    ]  # fmt: skip
    for month, which in enumerate(([0, 1, 3], [1, 3, 4], [2, 3], [3, 4], [1, 2, 3, 4]), start=5):
        drafts = [
            ReadingDraft(
                metric_id=1, date=date(2026, month, 3 + one), value=60.0 + one, n=9 - one,
                **levels[one],
            )
            for one in which
        ]  # fmt: skip
        record(database, LEADER, drafts, today=TODAY)
    assert assert_as_the_program_says(database) == 5


def test_what_was_read_in_teams_in_teams_counts_once_as_in_the_program(
    database: DatabaseFile,
) -> None:
    for name in ("Site", "Company"):
        add_team(database, LEADER, name, date(2025, 1, 1))
    with reading(database) as db:
        teams = {team.name: team for team in load_teams(db)}
    put_team_under(database, LEADER, teams["North"], teams["Site"], date(2026, 5, 15))
    put_team_under(database, LEADER, teams["Site"], teams["Company"], date(2026, 6, 1))
    north, south, site, company = (
        {"team_id": teams[one].id} for one in ("North", "South", "Site", "Company")
    )
    ana: dict[str, Any] = {"person_id": 1}
    for month, which in enumerate(
        ([site, north, ana], [site, north, south], [company, north, south], [site, ana, south],
            [north, ana, company], [ana, south], [company]), start=4
    ):  # fmt: skip
        drafts = [
            ReadingDraft(
                metric_id=1, date=date(2026, month, day), value=60.0 + 3 * place, n=9 - place,
                **level,
            )
            for place, level in enumerate(which)
            for day in (5 + place, 20 + place)
        ]  # fmt: skip
        record(database, LEADER, drafts, today=TODAY)
    assert assert_as_the_program_says(database) == 7


def test_of_ratios_without_parts_a_month_says_what_the_program_says(
    database: DatabaseFile,
) -> None:
    load_plan_document(database, LEADER, PlanDocument.model_validate(BANDS), today=TODAY)
    with reading(database) as db:
        done = next(metric.id for metric in load_plan(db).metrics.values() if metric.code == "done")
    numbers: list[dict[str, Any]] = [
        {"value": 92.0}, {"value": 70.0}, {"numerator": 45, "denominator": 50}
    ]  # fmt: skip
    for month, which in enumerate(([0], [0, 1], [0, 1, 2], [2], [2, 2]), start=5):
        drafts = [
            ReadingDraft(metric_id=done, date=date(2026, month, 3 + place), **numbers[one])
            for place, one in enumerate(which)
        ]
        record(database, LEADER, drafts, today=TODAY)
    assert assert_as_the_program_says(database) == 5
    rows = looked(
        database.path,
        "SELECT month, value, readings, unweighted FROM v_status_by_month ORDER BY month",
    )
    assert [tuple(row.values()) for row in rows] == [
        ("2026-05", 92.0, 1, 1), ("2026-06", 81.0, 2, 2), ("2026-07", 90.0, 3, 2),
        ("2026-08", 90.0, 1, 0), ("2026-09", 90.0, 2, 0),
    ]  # fmt: skip


BANDS = {
    "metric": [
        {"name": name, "code": name, "unit": unit, "direction": direction, "aggregation": how,
            "cadence": "weekly"}
        for name, unit, direction, how in (
            ("late", "calls", "lower", "sum"), ("talk", "m:ss", "within", "last"),
            ("done", "%", "higher", "ratio"), ("far", "", "higher", "mean"),
        )
    ],
    "priority": [{"title": "p", "starts_on": date(2025, 1, 1), "strategy": [{
        "title": "s", "starts_on": date(2025, 1, 1), "kpi": [
            {"metric": "late", "baseline": 900, "warn": 10, "starts_on": date(2025, 2, 10),
                "due_on": date(2026, 2, 28),
             "target": [{"level": 200, "starts_on": date(2025, 2, 10)}]},
            {"metric": "talk", "baseline": 500, "warn": 20, "starts_on": date(2025, 3, 1),
                "due_on": date(2026, 10, 1),
             "ends_on": date(2026, 10, 15),
             "target": [{"low": 300, "high": 390, "starts_on": date(2025, 3, 1)}]},
            {"metric": "done", "baseline": 60, "starts_on": date(2025, 3, 1),
                "due_on": date(2026, 10, 1), "target": [
                {"level": 90, "starts_on": date(2025, 3, 1), "ends_on": date(2025, 3, 20)},
                {"level": 90, "starts_on": date(2025, 5, 15), "ends_on": date(2026, 1, 31)},
                {"level": 95, "starts_on": date(2026, 2, 1), "due_on": date(2026, 7, 9)},
                {"level": 96, "starts_on": date(2026, 7, 16), "from": 99}]},
            {"metric": "far", "baseline": 60, "starts_on": date(2025, 3, 1),
                "due_on": date(2104, 3, 1), "target": [
                {"level": 90, "starts_on": date(2025, 3, 1)}]},
        ]}]}],
}  # fmt: skip


def test_of_bands_sums_ratios_and_paths_is_expected_what_the_program_expects(
    database: DatabaseFile,
) -> None:
    load_plan_document(database, LEADER, PlanDocument.model_validate(BANDS), today=TODAY)
    with reading(database) as db:
        ids = {metric.code: metric.id for metric in load_plan(db).metrics.values()}
    for code, start, step in (("late", 220, -2), ("talk", 520, -3), ("far", 60, 0.002)):
        record_weekly(
            database, ids[code], [start + step * place for place in range(80)], date(2026, 11, 20)
        )
        record_weekly(
            database, ids[code], [start + step * place + 9 for place in range(80)], TODAY, team_id=1
        )
    done = [
        ReadingDraft(
            metric_id=ids["done"],
            date=date(2025, month, 9),
            numerator=70 + 3 * month,
            denominator=100,
        )
        for month in range(1, 13)
    ]
    record(database, LEADER, done, today=TODAY)
    assert assert_as_the_program_says(database) == 65
    months = months_of_program(database).values()
    assert any(expected == (None, None) for *_, expected in months)
    assert any(expected not in (target, (None, None)) for *_, target, expected in months)
