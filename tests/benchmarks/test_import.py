"""What an import costs, as ratios of one run; run with -s to see the figures."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest

from kpitui.exchange.import_file import import_file
from kpitui.storage.driver import sqlite3
from kpitui.views import DatabaseFile
from tests.conftest import LEADER, TODAY

LINES = 20_000


def lines(count: int) -> Iterator[tuple[str, str, str]]:
    for place in range(count):
        day = TODAY - timedelta(days=place % 3000)
        yield day.isoformat(), str(60 + place % 37), str(place)


def write(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write("metric,person,date,value,id\n")
        out.writelines(f"csat,ana,{day},{value},{own}\n" for day, value, own in lines(count) if day > "2024-01-01")


@pytest.mark.benchmark
def test_rows_a_second_against_raw_sqlite(database: DatabaseFile, tmp_path: Path) -> None:
    write(tmp_path / "in.csv", LINES)
    began = perf_counter()
    report = import_file(database, LEADER, tmp_path / "in.csv", today=TODAY)
    ours = perf_counter() - began
    raw = sqlite3.connect(tmp_path / "raw.db")
    raw.execute("CREATE TABLE readings (day TEXT, value REAL, own TEXT UNIQUE)")
    began = perf_counter()
    raw.executemany("INSERT INTO readings VALUES (?, ?, ?)", lines(report.added))
    raw.commit()
    floor = perf_counter() - began
    print(f"{report.added / ours:.0f} rows/s; {ours / floor:.1f} times a bare table with one index")
    assert report.added == sum(1 for day, _, _ in lines(LINES) if day > "2024-01-01")


PEAK = """
import resource, sys
from kpitui.cli.main import run
try:
    run()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


@pytest.mark.benchmark
def test_rejects_by_the_ten_thousand_take_no_more_memory(database: DatabaseFile, tmp_path: Path) -> None:
    def peak(count: int) -> int:
        file = tmp_path / f"{count}.csv"
        file.write_text("metric,date,value\n" + "nps,2026-11-02,1\n" * count, "utf-8")
        done = subprocess.run(
            [sys.executable, "-c", PEAK, "--db", str(database.path), "import", str(file)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 4
        return int(done.stderr.splitlines()[-1])

    few, many = peak(2_000), peak(60_000)
    print(f"peak {few} kB for 2,000 rejects, {many} kB for 60,000")
    assert many < 1.2 * few
