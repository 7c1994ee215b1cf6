"""Ten million readings grouped by month: DuckDB on a copy and on Parquet, beside SQLite itself on
the same copy.

`uv run python -m tests.benchmarks --large FILE --only months` measures it; each run is a process of
its own.
"""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from time import perf_counter

from kpitui.exchange.parquet import scanner
from tests.benchmarks.comparison import Comparison, Figures, Row
from tests.benchmarks.place import Place

PARQUET = "months.parquet"
BY_MONTH = (
    "SELECT code, substr({date}, 1, 7) AS month, count(*), avg(value) FROM {source} "
    "GROUP BY 1, 2 ORDER BY 1, 2"
)

SQLITE = """
from kpitui.storage.driver import sqlite3
found = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
"""
DUCKDB = """
import duckdb
from kpitui.exchange.parquet import scanner
found = duckdb.connect(config={"autoinstall_known_extensions": "false"})
found.execute("SET enable_progress_bar = false")  # it is drawn into what is read here
if path.endswith(".db"):
    found.load_extension(str(scanner()))
    found.execute(f"ATTACH '{path}' AS kpi (TYPE sqlite, READ_ONLY)")
"""
MEASURED = """
import json, resource, time
began = time.perf_counter()
rows = found.execute(sql).fetchall()
took = 1000 * (time.perf_counter() - began)
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "took": took, "cpu": 1000 * (used.ru_utime + used.ru_stime), "peak": used.ru_maxrss / 1024,
    "readings": sum(row[2] for row in rows),
}))
"""


def comparisons(place: Place) -> list[Comparison]:
    """None without the large file, or without DuckDB."""
    if place.large is None or scanner() is None:
        return []
    copy, parquet = partial(_copy, place), partial(_parquet, place)
    as_text = "CAST(date AS VARCHAR)"

    def ours(source: str, date: str, path: partial[Path]) -> Figures:
        return _run(DUCKDB, path(), BY_MONTH.format(source=source, date=date))

    def sqlite() -> Figures:
        return _run(SQLITE, copy(), BY_MONTH.format(source="v_readings", date="date"))

    def rows(where: str) -> list[Row]:
        took = Row(f"all readings by metric and month, {where}", "took")
        return [took, Row("  processor", "cpu"), Row("  memory", "peak", "MB")]

    return [
        Comparison("months of a copy", rows("DuckDB on the copy beside SQLite"),
                   partial(ours, "kpi.v_readings", "date", copy), sqlite),
        Comparison("months of Parquet", rows("DuckDB on Parquet beside SQLite"),
                   lambda: ours(f"'{parquet()}'", as_text, parquet), sqlite),
        Comparison("months written as Parquet", [Row("the copy written as Parquet", "took")],
            partial(_write, place)),
    ]  # fmt: skip


def _copy(place: Place) -> Path:
    assert place.large is not None
    copy = place.folder / f"copy-of-{place.large.name}"
    return copy if copy.exists() else place.copy_of(place.large)


def _parquet(place: Place) -> Path:
    if not (place.folder / PARQUET).exists():
        _write(place)
    return place.folder / PARQUET


def _write(place: Place) -> Figures:
    """What `kpitui export --format parquet` does with its copy, in the same process of its own."""
    copy, out = _copy(place), place.folder / PARQUET
    began = perf_counter()
    subprocess.run([sys.executable, "-I", "-m", "kpitui.exchange.parquet", copy, out], check=True)
    return {"took": 1000 * (perf_counter() - began)}


def _run(opening: str, path: Path, sql: str) -> Figures:
    code = f"path, sql = {str(path)!r}, {sql!r}\n{opening}{MEASURED}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found
