"""What every test shares: a clean environment, and builders of small real files."""

import contextlib
import gc
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from msgspec.structs import replace

from kpitui.actions.accounts import set_account
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.readings import record
from kpitui.actions.rules import set_rule
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import HAS_WAL_RESET_BUG, sqlite3
from kpitui.storage.opening import create_file, kept_open, open_file
from tests.once import once_a_run
from tests.patience import examples

# On a busy machine drawing examples is slow, which says nothing of what is tested.
settings.register_profile(
    "kpitui",
    max_examples=examples(100),
    suppress_health_check=[HealthCheck.too_slow],
    deadline=None,
)
settings.load_profile("kpitui")

# Textual makes many objects that live as long as a test; looking for garbage among them costs a
# twentieth of the time.
gc.set_threshold(200_000, 20, 100)

# Programs that the tests start find what was compiled before.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

TODAY = date(2026, 11, 23)
NEEDS_WAL = pytest.mark.skipif(
    HAS_WAL_RESET_BUG, reason="a SQLite with the WAL-reset bug keeps files out of WAL"
)
LEADER = Actor("lee")

PLAN = PlanDocument.model_validate(
    {
        "mission": [{"statement": "Make every customer glad they called",
                "starts_on": date(2024, 1, 1)}],
        "metric": [
            {
                "name": "Customer satisfaction", "code": "csat", "unit": "%", "direction": "higher",
                "aggregation": "mean", "cadence": "weekly", "plausible_low": 0,
                "plausible_high": 100,
            },
            {
                "name": "Average handle time", "code": "aht", "unit": "m:ss", "decimals": 0,
                "direction": "within", "aggregation": "mean", "cadence": "weekly",
                "plausible_low": 30, "plausible_high": 3600,
            },
            {
                "name": "Adherence to schedule", "code": "adherence", "unit": "%",
                "direction": "higher", "aggregation": "ratio", "cadence": "weekly",
            },
        ],
        "team": [{"name": "North", "starts_on": date(2024, 1, 1)},
            {"name": "South", "starts_on": date(2024, 1, 1)}],
        "role": [{"name": "Advisor"}],
        "person": [
            {
                "name": "Ana López", "code": "ana", "starts_on": date(2024, 1, 1),
                "membership": [{"team": "North", "role": "Advisor", "starts_on": date(2024, 1, 1)}],
            },
            {
                "name": "[red]Bo[/]", "starts_on": date(2025, 1, 1),
                "membership": [{"team": "South", "role": "Advisor", "starts_on": date(2025, 1, 1)}],
            },
        ],
        "priority": [
            {
                "title": "Grow brand loyalty", "starts_on": date(2026, 1, 1),
                "strategy": [
                    {
                        "title": "Improve the customer experience", "starts_on": date(2026, 1, 1),
                        "kpi": [
                            {
                                "metric": "csat", "baseline": 70, "warn": 3, "owner": "lee",
                                "starts_on": date(2026, 1, 5), "due_on": date(2026, 12, 31),
                                "target": [{"level": 85, "starts_on": date(2026, 1, 5)}],
                            }
                        ],
                    }
                ],
            }
        ],
        "standard": [
            {"metric": "aht", "level": [{"low": 300, "high": 390, "starts_on": date(2024, 1, 1)}]},
            {"metric": "adherence", "level": [{"level": 92, "starts_on": date(2024, 1, 1)}]},
        ],
    }
)  # fmt: skip
"""A small plan: one KPI, two standards, two teams, two people, one of them with markup
in the name.
"""


def narrowed(
    database: DatabaseFile, name: str, *teams: str, role: AccessRole = AccessRole.SUPERVISOR
) -> DatabaseFile:
    """The file as an account sees it that is for some teams; the actor of the tests leads."""
    set_account(database, LEADER, LEADER.name, AccessRole.LEADER)
    set_account(database, LEADER, name, role, teams=teams)
    return replace(database, seen_by=name)


def shown_to_few(database: DatabaseFile) -> None:
    """The plan has two people, whose figures together a member is shown here all the same."""
    set_rule(database, LEADER, "fewest_in_group", 1, TODAY, "a small file")


def pytest_xdist_auto_num_workers() -> int:
    """Three workers a core: the tests of the screens wait for what they show more than
    they compute.
    """
    return 3 * (os.cpu_count() or 1)


@pytest.fixture(autouse=True)
def _clean_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nothing of the machine that runs the tests shows in them."""
    for name in list(os.environ):
        if name.startswith(("KPITUI", "TEXTUAL", "XDG_")) or name in (
            "NO_COLOR",
            "FORCE_COLOR",
            "COLORTERM",
        ):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new file without a plan, and one with it, which every test has a copy of: made ten times
    faster than anew.
    """
    return once_a_run(tmp_path_factory, "small-files", _make_small_files)


def _make_small_files(folder: Path) -> None:
    with time_machine.travel(datetime(TODAY.year, TODAY.month, 1, tzinfo=UTC)):
        for name in ("empty.db", "plan.db"):
            create_file(folder / name)
        load_plan_document(open_file(folder / "plan.db"), LEADER, PLAN, today=TODAY)
    for name in ("empty.db", "plan.db"):
        all_in_one_file(folder / name)


@pytest.fixture
def empty(tmp_path: Path, made_once: Path) -> DatabaseFile:
    """A new file without a plan."""
    return copied(made_once / "empty.db", tmp_path)


@pytest.fixture
def database(tmp_path: Path, made_once: Path) -> DatabaseFile:
    """A file with the small plan."""
    return copied(made_once / "plan.db", tmp_path)


@contextlib.contextmanager
def kept_copy(of: Path, folder: Path) -> Iterator[DatabaseFile]:
    """A copy whose connections stay open, as those of the screens do: opening one takes half the
    time of a test that asks a lot.
    """
    shutil.copy(of, folder / "kpi.db")
    with kept_open(folder / "kpi.db") as database:
        yield database


def all_in_one_file(path: Path) -> None:
    """Take what stands in the log of a file into it, so that it can be copied."""
    with contextlib.closing(other_program(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copied(of: Path, folder: Path) -> DatabaseFile:
    """A copy of a file that nobody has open, with the rights of its own."""
    shutil.copy(of, folder / "kpi.db")
    return open_file(folder / "kpi.db")


def record_weekly(
    database: DatabaseFile, metric_id: int, values: list[float], last: date, **subject: Any
) -> None:
    """One reading a week, the newest on `last`."""
    days = [date.fromordinal(last.toordinal() - 7 * back) for back in reversed(range(len(values)))]
    drafts = [
        ReadingDraft(metric_id=metric_id, date=day, value=value, **subject)
        for day, value in zip(days, values, strict=True)
    ]
    record(database, LEADER, drafts, today=TODAY)


def record_shares(database: DatabaseFile, values: list[float], last: date, **subject: Any) -> None:
    """One reading of adherence a week, of a hundred each, the newest on `last`."""
    days = [date.fromordinal(last.toordinal() - 7 * back) for back in range(len(values))]
    drafts = [
        ReadingDraft(metric_id=3, date=day, numerator=value, denominator=100, **subject)
        for day, value in zip(days, reversed(values), strict=True)
    ]
    record(database, LEADER, drafts, today=TODAY)


@contextlib.contextmanager
def held_open(path: Path) -> Iterator[None]:
    """Another session is in the file: no command is the last to close it, which costs as much as
    to answer.
    """
    with contextlib.closing(other_program(path)) as connection:
        # enough to hold it, where a look at a table would read the whole schema
        connection.execute("PRAGMA user_version").fetchone()
        yield


def other_program(path: Path) -> "sqlite3.Connection":
    """A connection of another program, which trusts what stands in a file as SQLite
    does by itself.
    """
    return sqlite3.connect(path, isolation_level=None)
