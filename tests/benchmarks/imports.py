"""What files of other shapes cost to bring in, beside a clean long CSV of as many readings."""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from kpitui.actions.import_report import ImportReport
from kpitui.domain.import_answers import ImportAnswers
from kpitui.exchange.xlsx_out import new_workbook
from kpitui.storage.opening import open_file
from tests.benchmarks.comparison import Comparison, Figures, Row
from tests.benchmarks.large_file import LEADER, make_large
from tests.benchmarks.place import Place
from tests.bring_in import bring_in

LINES, SHEET_LINES = 100_000, 200_000
FEW, MANY = 200_000, 1_000_000
MOST_MORE_KB = 15_000
TODAY = date.today()
PEOPLE, WIDE, MONTHS = 5000, 8, 24

Reading = tuple[str, str, date, str]
"""Metric, person, day and value."""


def readings(count: int, people: int = PEOPLE) -> Iterator[Reading]:
    """As a system of calls has them: eight metrics a person and day, 20 kinds of teams."""
    for place in range(count):
        person, metric = 1 + place // 8 % people, place % 8 + place % 8 // 4
        day = TODAY - timedelta(days=900 - place // (8 * people))
        name = f"m{10 * (person % 250 % 20) + metric:03d}"
        yield name, f"Person {person:04d}", day, f"{60 + place % 377 / 10}"


def long_lines(count: int, *, sign: str = ",") -> Iterator[str]:
    """A reading a line; with a semicolon between cells the numbers have a comma."""
    yield sign.join(("metric", "person", "date", "value"))
    for name, person, day, value in readings(count):
        number = value if sign == "," else value.replace(".", ",")
        yield sign.join((name, person, day.isoformat(), number))


def day_first_lines(count: int) -> Iterator[str]:
    """Dates of which only the last lines tell whether the day or the month comes first."""
    yield "metric,person,date,value"
    for place, (name, person, _, value) in enumerate(readings(count)):
        month, number = divmod(place // (8 * PEOPLE), 12)
        day = date(2025, 1 + month, 1 + number)
        if place >= 0.9 * count:
            day = date(2025, 1 + month, 13 + number)
        yield f"{name},{person},{day:%d/%m/%Y},{value}"


def wide_lines(count: int) -> Iterator[str]:
    """A person and day a line, a metric a column."""
    yield ",".join(("person", "date", *(f"Wide {one}" for one in range(WIDE))))
    for place in range(count // WIDE):
        day = TODAY - timedelta(days=900 - place // PEOPLE)
        values = ",".join(f"{60 + (place + one) % 377 / 10}" for one in range(WIDE))
        yield f"Person {1 + place % PEOPLE:04d},{day},{values}"


def month_lines(count: int) -> Iterator[str]:
    """A metric and person a line, a month a column."""
    months = [f"{2023 + one // 12}-{one % 12 + 1:02d}" for one in range(MONTHS)]
    yield ",".join(("metric", "person", *months))
    for place in range(count // MONTHS):
        person, metric = 1 + place % PEOPLE, place // PEOPLE
        values = ",".join(f"{60 + (place + one) % 377 / 10}" for one in range(MONTHS))
        yield f"m{10 * (person % 250 % 20) + metric:03d},Person {person:04d},{values}"


def call_lines(count: int) -> Iterator[str]:
    """Ten calls a person and day, each a line."""
    yield "metric,person,date,value"
    for place in range(count):
        day = TODAY - timedelta(days=900 - place // 5000)
        person = 1 + place % 500
        yield f"m{10 * (person % 250 % 20):03d},Person {person:04d},{day},{60 + place % 377 / 10}"


def corrected_lines(count: int) -> Iterator[str]:
    """The clean long CSV again, with another value in every tenth line."""
    for place, line in enumerate(long_lines(count)):
        yield line + "1" if place % 10 == 1 else line


def write(path: Path, lines: Iterable[str]) -> Path:
    """A file of these lines."""
    with path.open("w", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in lines)
    return path


@dataclass(frozen=True, slots=True)
class Shape:
    """A file, what is answered, and what has come in before."""

    name: str
    lines: Callable[[int], Iterator[str]]
    answers: Mapping[str, Any] = field(default_factory=dict)
    create: bool = False
    after: Callable[[int], Iterator[str]] | None = None


LONG = Shape("long", long_lines)
SHAPES = (
    Shape("semicolons", lambda count: long_lines(count, sign=";")),
    Shape("late days", day_first_lines),
    Shape("wide", wide_lines, create=True),
    Shape("months across", month_lines),
    Shape("call log", call_lines, {"add_up": "mean"}),
    Shape("corrections", corrected_lines, {"update": True}, after=long_lines),
)


def comparisons(place: Place) -> list[Comparison]:
    """A shape beside the clean long CSV each; a workbook, and the memory of a million lines."""
    files = _Files(place)
    found = [
        Comparison(
            f"import {shape.name}",
            [Row(f"import, {shape.name}, CPU beside a clean long CSV", "cpu", most=2)],
            ours=partial(files.bring_in, shape),
            bare=partial(files.bring_in, LONG),
        )
        for shape in SHAPES
    ]  # fmt: skip
    workbook = f"import, workbook of {SHEET_LINES:,} lines"
    memory = f"import, peak of {MANY:,} lines less that of {FEW:,}"
    return [
        *found,
        Comparison(
            "import workbook",
            [
                Row(f"{workbook} (bare: as CSV)", "s", "s", most_of_ours=8),
                Row("import, workbook, CPU beside a CSV of the same lines", "cpu", "s"),
            ],
            files.workbook,
            files.same_as_csv,
        ),
        Comparison(
            "import memory",
            [Row(memory, "kB", "kB", most_of_ours=MOST_MORE_KB)],
            files.memory,
        ),
    ]


@dataclass
class _Files:
    place: Place

    @cached_property
    def small(self) -> Path:
        return make_large(self.place.folder / "small-imports.db", 10_000, today=TODAY).path

    def _written(self, name: str, lines: Callable[[int], Iterator[str]], count: int) -> Path:
        path = self.place.folder / f"{name}.csv"
        return path if path.exists() else write(path, lines(count))

    def bring_in(self, shape: Shape) -> Figures:
        file = open_file(self.place.copy_of(self.small))
        if shape.after is not None:
            before = self._written("long", shape.after, LINES)
            bring_in(file, LEADER, before, today=TODAY)
        source, answers = self._written(shape.name, shape.lines, LINES), shape.answers
        began, computed = perf_counter(), process_time()
        report = bring_in(
            file, LEADER, source, today=TODAY, answers=ImportAnswers(**answers), create=shape.create
        )
        _check(report)
        return {
            "ms": 1000 * (perf_counter() - began), "cpu": 1000 * (process_time() - computed),
        }  # fmt: skip

    def workbook(self) -> Figures:
        path = self.place.folder / "readings.xlsx"
        if not path.exists():
            with new_workbook(path) as book:
                rows = ((*reading[:3], float(reading[3])) for reading in readings(SHEET_LINES))
                book.add_sheet("Readings", ("metric", "person", "date", "value"), rows)
        return self._whole(path)

    def same_as_csv(self) -> Figures:
        """The lines of the workbook."""
        return self._whole(self._written("as-csv", long_lines, SHEET_LINES))

    def _whole(self, path: Path) -> Figures:
        file = open_file(self.place.copy_of(self.small))
        began, computed = perf_counter(), process_time()
        report = bring_in(file, LEADER, path, today=TODAY)
        passed = {"s": perf_counter() - began, "cpu": process_time() - computed}
        assert report.added == SHEET_LINES, (report.rejected[:3], report.questions)
        return passed

    def memory(self) -> Figures:
        few, many = (self._peak(count) for count in (FEW, MANY))
        return {"kB": many - few}

    def _peak(self, count: int) -> int:
        source = self._written(f"long-{count}", long_lines, count)
        return peak_kb(self.place.copy_of(self.small), source)


def _check(report: ImportReport) -> None:
    assert report.added + report.updated_count > 0, report.questions
    assert report.rejected_count == 0, report.rejected[:3]


_PEAK = f"""
import sys
from datetime import date
from pathlib import Path
from {__name__} import peak_of_import
peak_of_import(*map(Path, sys.argv[1:3]))
"""


def peak_of_import(db: Path, source: Path) -> None:
    """Import and print the most memory that this program ever had, in kB."""
    _check(bring_in(open_file(db), LEADER, source, today=TODAY))
    # What getrusage() tells begins with the memory of whoever started it.
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    print(next(line for line in status if line.startswith("VmHWM")).split()[1])


def peak_kb(db: Path, source: Path) -> int:
    """The most memory that the import of a file takes in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, str(db), str(source)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return int(done.stdout)
