"""What an import costs, as ratios of one run; run with -s to see the figures."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest

from kpitui.domain.import_answers import ImportAnswers
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import sqlite3
from kpitui.storage.opening import open_file
from tests.benchmarks import imports
from tests.benchmarks.large_file import make_large
from tests.bring_in import bring_in
from tests.conftest import LEADER, TODAY, all_in_one_file
from tests.once import once_a_run
from tests.patience import LONG

LINES = 20_000 if LONG else 5_000
FEW, MANY = 150_000, 500_000 if LONG else 280_000
"""The caches are full of the few; were lines kept, those between take more than is allowed."""


def lines(count: int) -> Iterator[tuple[str, str, str]]:
    for place in range(count):
        day = TODAY - timedelta(days=place % 3000)
        yield day.isoformat(), str(60 + place % 37), str(place)


def write(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write("metric,person,date,value,id\n")
        out.writelines(
            f"csat,ana,{day},{value},{own}\n"
            for day, value, own in lines(count)
            if day > "2024-01-01"
        )


@pytest.mark.benchmark
def test_rows_a_second_against_raw_sqlite(database: DatabaseFile, tmp_path: Path) -> None:
    write(tmp_path / "in.csv", LINES)
    began = perf_counter()
    report = bring_in(database, LEADER, tmp_path / "in.csv", today=TODAY)
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
def test_rejects_by_the_ten_thousand_take_no_more_memory(
    database: DatabaseFile, tmp_path: Path
) -> None:
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


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of ten thousand readings, which every test has a copy of."""

    def make(folder: Path) -> None:
        all_in_one_file(make_large(folder / "small.db", 10_000, today=imports.TODAY).path)

    return once_a_run(tmp_path_factory, "ten-thousand", make) / "small.db"


@pytest.mark.benchmark
def test_more_lines_take_no_more_memory(small: Path, tmp_path: Path) -> None:
    def peak(count: int) -> int:
        source = imports.write(tmp_path / f"{count}.csv", imports.long_lines(count))
        return imports.peak_kb(Path(shutil.copyfile(small, tmp_path / f"{count}.db")), source)

    few, many = peak(FEW), peak(MANY)
    print(f"peak {few} kB for {FEW:,} lines, {many} kB for {MANY:,}")
    assert many - few < imports.MOST_MORE_KB


@pytest.mark.benchmark
@pytest.mark.parametrize("shape", imports.SHAPES, ids=lambda shape: shape.name)
def test_a_file_of_any_shape_comes_in(shape: imports.Shape, small: Path, tmp_path: Path) -> None:
    file = open_file(Path(shutil.copy(small, tmp_path / "small.db")))
    for lines, answers in ((shape.after, {}), (shape.lines, shape.answers)):
        if lines is None:
            continue
        source = imports.write(tmp_path / "in.csv", lines(2400))
        report = bring_in(
            file, LEADER, source, today=imports.TODAY, create=shape.create,
            answers=ImportAnswers(**answers),
        )  # fmt: skip
        assert (report.read, report.questions, report.rejected) == (2400, [], [])
