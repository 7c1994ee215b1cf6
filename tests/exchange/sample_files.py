"""Looking into the database of a sample."""

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from kpitui.domain.periods import AsOf
from kpitui.paths import samples
from kpitui.storage.database import reading
from kpitui.storage.driver import sqlite3
from kpitui.storage.opening import open_file
from kpitui.storage.records import rows
from kpitui.views.overview import Overview, load_overview
from tests.conftest import other_program

CENTRE = samples() / "contact_centre"
LAST_DAY = date(2026, 10, 30)


def queried(path: Path, sql: str) -> list[dict[str, Any]]:
    with reading(open_file(path)) as db:
        return rows(db, sql)


def tables_of(path: Path) -> list[str]:
    """The names of the tables of a file."""
    found = queried(
        path,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
        "ORDER BY name",
    )
    return [one["name"] for one in found]


def tables_that_differ(path: Path, other: Path) -> list[str]:
    """The tables that do not hold the same rows in both files, which have the same tables."""
    with closing(other_program(path)) as db:
        db.execute("ATTACH ? AS other", [str(other)])
        return [table for table in tables_of(path) if _differs(db, table)]


def _differs(db: "sqlite3.Connection", table: str) -> bool:
    ours, theirs = f"SELECT * FROM main.{table}", f"SELECT * FROM other.{table}"
    (different,) = db.execute(
        f"SELECT (SELECT count(*) FROM main.{table}) <> (SELECT count(*) FROM other.{table}) "
        f"OR EXISTS ({ours} EXCEPT {theirs}) OR EXISTS ({theirs} EXCEPT {ours})"
    ).fetchone()
    return bool(different)


def content(path: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        table: queried(path, f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables_of(path)
    }


def overview(path: Path, day: date) -> Overview:
    return load_overview(open_file(path), AsOf(day, day))
