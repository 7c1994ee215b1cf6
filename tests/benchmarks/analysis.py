"""Ten million readings grouped by month: DuckDB on a copy and on Parquet, beside SQLite itself on the same copy.

`uv run python -m tests.benchmarks --large FILE --only months` measures it; each run is a process of its own.
"""

import json
import subprocess
import sys
from functools import cache, partial
from pathlib import Path
from time import perf_counter

from kpitui.actions.backup import backup
from kpitui.actions.files import open_file
from kpitui.exchange.parquet import export_parquet, scanner
from tests.benchmarks.comparison import Comparison, Figures, Row
from tests.benchmarks.place import Place

BY_MONTH = "SELECT code, substr({date}, 1, 7) AS month, count(*), avg(value) FROM {source} GROUP BY 1, 2 ORDER BY 1, 2"

SQLITE = """
from kpitui.storage.driver import sqlite3
found = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
"""
DUCKDB = """
import duckdb
from kpitui.exchange.parquet import scanner
found = duckdb.connect(config={"autoinstall_known_extensions": "false"})
if path.endswith(".db"):
    found.load_extension(str(scanner()))
    found.execute(f"ATTACH '{path}' AS kpi (TYPE sqlite, READ_ONLY)")
"""
MEASURED = """
import json, resource, time
began = time.perf_counter()
rows = found.execute(sql).fetchall()
took = 1000 * (time.perf_counter() - began)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"took": took, "peak": peak, "groups": len(rows), "readings": sum(row[2] for row in rows)}))
"""


def comparisons(place: Place) -> list[Comparison]:
    """None without the large file, or without DuckDB."""
    if place.large is None or scanner() is None:
        return []
    copy, parquet = partial(_copy, place.large, place.folder), partial(_parquet, place.large, place.folder)
    as_text = "CAST(date AS VARCHAR)"

    def ours(source: str, date: str, path: partial[Path]) -> Figures:
        return _run(DUCKDB, path(), BY_MONTH.format(source=source, date=date))

    def sqlite() -> Figures:
        return _run(SQLITE, copy(), BY_MONTH.format(source="v_readings", date="date"))

    def rows(where: str) -> list[Row]:
        return [Row(f"all readings by metric and month, {where}", "took"), Row("  memory", "peak", "MB")]

    return [
        Comparison("months of a copy", rows("DuckDB on the copy beside SQLite"),
                   partial(ours, "kpi.v_readings", "date", copy), sqlite),
        Comparison("months of Parquet", rows("DuckDB on Parquet beside SQLite"),
                   lambda: ours(f"'{parquet()}'", as_text, parquet), sqlite),
        Comparison("months written as Parquet", [Row("written as Parquet, copy included", "took")],
                   lambda: _written(place.large or Path(), place.folder)),
    ]  # fmt: skip


@cache
def _copy(large: Path, folder: Path) -> Path:
    backup(open_file(large), folder / "large-copy.db")
    return folder / "large-copy.db"


@cache
def _parquet(large: Path, folder: Path) -> Path:
    export_parquet(open_file(large), folder / "large.parquet")
    return folder / "large.parquet"


def _written(large: Path, folder: Path) -> Figures:
    began = perf_counter()
    export_parquet(open_file(large), folder / "again.parquet")
    took = 1000 * (perf_counter() - began)
    (folder / "again.parquet").unlink()
    return {"took": took}


def _run(opening: str, path: Path, sql: str) -> Figures:
    code = f"path, sql = {str(path)!r}, {sql!r}\n{opening}{MEASURED}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found
