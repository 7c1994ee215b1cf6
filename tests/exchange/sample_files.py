"""Looking into the database of a sample."""

from datetime import date
from pathlib import Path
from typing import Any

from kpitui.domain.periods import AsOf
from kpitui.storage.database import reading
from kpitui.storage.opening import open_file
from kpitui.storage.records import rows
from kpitui.views.overview import Overview, load_overview


def queried(path: Path, sql: str) -> list[dict[str, Any]]:
    with reading(open_file(path)) as db:
        return rows(db, sql)


def content(path: Path) -> dict[str, list[dict[str, Any]]]:
    tables = queried(
        path,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
        "ORDER BY name",
    )
    return {
        table["name"]: queried(path, f"SELECT * FROM {table['name']} ORDER BY 1, 2, 3")
        for table in tables
    }


def overview(path: Path, day: date) -> Overview:
    return load_overview(open_file(path), AsOf(day, day))
