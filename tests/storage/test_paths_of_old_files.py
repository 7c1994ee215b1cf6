"""Schema 11 gives targets paths: a file of before says of every day what it said."""

import contextlib
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kpitui.domain.progress import expected_range, level_towards, met
from kpitui.domain.records.dated import target_on
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Direction, Range
from kpitui.storage.database import reading
from kpitui.storage.opening import open_file
from kpitui.storage.plan import PlanRecords, load_plan
from tests.conftest import other_program
from tests.storage.test_migrations import make_old

START = date(2026, 1, 1)


def insert(connection: Any, table: str, **values: object) -> int:
    marks = ", ".join("?" * len(values))
    done = connection.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values())
    )
    return int(done.lastrowid)


def some_day(random: Random, after: date = START) -> date:
    return after + timedelta(days=random.randrange(0, 300))


def level_of(random: Random, direction: Direction) -> tuple[float | None, float | None]:
    low = random.choice([50.0, 72.5, 90.0])
    if direction is Direction.WITHIN:
        return low, low + random.choice([0.0, 10.0])
    return (low, None) if direction is Direction.HIGHER else (None, low)


def fill(connection: Any, random: Random) -> None:
    priority = insert(connection, "priorities", title="p", name_key="p", starts_on="2025-01-01")
    strategy = insert(
        connection, "strategies", priority_id=priority, title="s", name_key="s",
        starts_on="2025-01-01",
    )  # fmt: skip
    metrics = {
        direction: insert(
            connection, "metrics", name=direction, name_key=direction, code=direction,
            code_key=direction, direction=direction.value, aggregation="mean", cadence="weekly",
        )
        for direction in Direction
    }  # fmt: skip
    for place in range(300):
        direction = random.choice(list(Direction))
        starts_on = START + timedelta(days=place)
        due_on = random.choice([None, starts_on, some_day(random, starts_on)])
        kpi = insert(
            connection, "kpis", metric_id=metrics[direction], strategy_id=strategy,
            baseline=random.choice([None, 40.0, 65.0, 80.0, 120.0]),
            due_on=due_on.isoformat() if due_on else None, starts_on=starts_on.isoformat(),
        )  # fmt: skip
        day = starts_on + timedelta(days=random.choice([-20, 0, 0, 0, 30, 400]))
        for _ in range(random.choice([0, 1, 1, 1, 2, 3])):
            low, high = level_of(random, direction)
            until = day + timedelta(days=random.randrange(5, 200))
            insert(
                connection, "targets", kpi_id=kpi, low=low, high=high, starts_on=day.isoformat(),
                ends_on=until.isoformat(),
            )  # fmt: skip
            day = until + timedelta(days=random.choice([0, 0, 9]))


def expected_before(kpi: Kpi, direction: Direction, day: date) -> Range | None:
    """What schema 10 expected: one row a line from the baseline, of several each a step."""
    target = target_on(kpi.targets, day)
    if target is None:
        return None
    if len(kpi.targets) != 1 or kpi.baseline is None or kpi.due_on is None:
        return target.level
    span = (kpi.due_on - kpi.starts_on).days
    share = 1.0 if span <= 0 else min(1.0, max(0.0, (day - kpi.starts_on).days / span))
    if share == 1.0:
        return target.level
    goal = level_towards(kpi.baseline, direction, target.level)
    line = kpi.baseline + (goal - kpi.baseline) * share
    if direction is Direction.WITHIN:
        assert target.level.low is not None
        assert target.level.high is not None
        return Range(low=min(line, target.level.low), high=max(line, target.level.high))
    return Range(low=line) if target.level.low is not None else Range(high=line)


def equal(one: Range | None, other: Range | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(
        left == right if left is None or right is None else left == pytest.approx(right, rel=1e-9)
        for left, right in ((one.low, other.low), (one.high, other.high))
    )


@pytest.fixture
def plan(tmp_path: Path) -> PlanRecords:
    make_old(tmp_path / "old.db", 10)
    with contextlib.closing(other_program(tmp_path / "old.db")) as connection:
        fill(connection, Random(21))
    with reading(open_file(tmp_path / "old.db")) as db:
        return load_plan(db)


def test_an_old_file_expects_on_every_day_what_it_expected(plan: PlanRecords) -> None:
    on_a_line = 0
    for kpi in plan.kpis:
        direction = plan.metrics[kpi.metric_id].direction
        if len(kpi.targets) == 1 and kpi.baseline is not None:
            level = kpi.targets[0].level
            if met(kpi.baseline, level) and direction is not Direction.WITHIN:
                assert equal(expected_range(kpi, direction, kpi.targets[0].starts_on), level)
                continue  # a baseline that meets the target already expects it
        for days in range(-30, 700, 3):
            day = kpi.starts_on + timedelta(days=days)
            before = expected_before(kpi, direction, day)
            assert equal(expected_range(kpi, direction, day), before), (kpi, day)
            held = target_on(kpi.targets, day)
            on_a_line += held is not None and before != held.level
    assert on_a_line > 500


def test_the_history_of_an_old_file_says_nothing_of_it(tmp_path: Path) -> None:
    make_old(tmp_path / "old.db", 10)
    with contextlib.closing(other_program(tmp_path / "old.db")) as connection:
        fill(connection, Random(21))
        (before,) = connection.execute("SELECT count(*) FROM changes").fetchone()
    with reading(open_file(tmp_path / "old.db")) as db:
        assert db.execute("SELECT count(*) FROM changes").fetchone() == (before,)
        assert db.execute("SELECT count(*) FROM targets WHERE due_on > '2026'").fetchone()[0] > 30
