"""The tables of a new file, and the numbered steps that bring an older one to them.

sqlite-utils makes them; its own `Migrations` are not used, as they note what was done in a table of
their own, where every reader and writer asks the version in the header of the file.
"""

from collections.abc import Callable
from pathlib import Path

from sqlite_utils import Database

from kpitui.storage.driver import sqlite3
from kpitui.storage.migrations import (
    m0008_rules,
    m0009_formula,
    m0010_levels,
    m0011_paths,
    m0012_guards,
    m0013_ratios,
    m0014_imports,
    m0015_scopes,
    m0016_answers,
    m0017_sheets,
    m0018_teams,
    m0019_forgetting,
    m0020_rhythm,
)
from kpitui.storage.migrations.steps import keep_history, run
from kpitui.storage.schema import OLDEST_SCHEMA

STEPS: dict[int, Callable[[Database], None]] = {
    8: m0008_rules.apply,
    9: m0009_formula.apply,
    10: m0010_levels.apply,
    11: m0011_paths.apply,
    12: m0012_guards.apply,
    13: m0013_ratios.apply,
    14: m0014_imports.apply,
    15: m0015_scopes.apply,
    16: m0016_answers.apply,
    17: m0017_sheets.apply,
    18: m0018_teams.apply,
    19: m0019_forgetting.apply,
    20: m0020_rhythm.apply,
}
"""What brings a file to each version from the one before; a released step is never edited."""

_RECORDS = (
    "missions", "priorities", "strategies", "metrics", "teams", "roles", "people", "memberships",
    "accounts", "access_keys", "kpis", "standards", "targets", "sessions", "session_metrics",
    "actions", "annotations", "baselines", "reviews", "verdicts", "closed_periods",
    "accepted_findings",
)  # fmt: skip
"""Tables of schema 7 whose every change leaves a row in the history, whichever program made it."""


def apply_migrations(connection: "sqlite3.Connection", version: int) -> None:
    """Bring the tables from a version, or from none, to the newest. Runs inside a transaction of
    the caller.
    """
    db = Database(connection, execute_plugins=False, recursive_triggers=False)
    if version < OLDEST_SCHEMA:
        run(db, Path(__file__).with_name(f"schema_{OLDEST_SCHEMA}.sql").read_text("utf-8"))
        for table in _RECORDS:
            keep_history(db, table)
    for number, step in STEPS.items():
        if number > version:
            step(db)
