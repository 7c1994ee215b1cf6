"""What the file costs: one reading saved, an import, the size, and views over ten
million readings.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from time import perf_counter, process_time

from kpitui.actions.readings import record
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import sqlite3
from kpitui.storage.opening import kept_open, open_file
from kpitui.views.due import load_due
from kpitui.views.health import load_health
from kpitui.views.overview import load_overview
from kpitui.views.people import load_people_lines
from kpitui.views.reviews import load_review_list
from tests.benchmarks.comparison import Comparison, Figures, Row
from tests.benchmarks.large_file import LEADER, LEAST_WEEKS, METRICS_EACH, PEOPLE, make_large
from tests.benchmarks.place import Place
from tests.benchmarks.saves import COLUMNS, INSERT, Times, bare_file, inserted
from tests.bring_in import bring_in

SAVES, LINES, MILLION = 100, 100_000, 1_000_000


def comparisons(place: Place) -> list[Comparison]:
    """One reading, an import, the size of a million readings; with a large file, views beside those
    of a small one.
    """
    files = _Files(place)
    found = [
        Comparison(
            "save",
            [
                Row("one reading saved, same process", "one", most=5),
                Row("one reading saved, CPU", "cpu"),
            ],
            ours=files.save, bare=files.save_bare,
        ),
        Comparison(
            "save floor",
            [
                Row("a bare insert with history, seal and sums (bare: alone)", "one"),
                Row("the same, CPU", "cpu"),
            ],
            ours=files.save_kept, bare=files.save_bare,
        ),
        Comparison(
            "import",
            [
                Row("readings imported a second of computing", "computed", unit="/s",
                    least_of_ours=60_000),
                Row("readings imported a second", "passed", unit="/s"),
            ],
            ours=files.bring_in, bare=files.bring_in_bare,
        ),
        Comparison("size", [Row("file, bytes a reading", "each", unit="B", most=1.6)], files.size,
            files.size_bare),
    ]  # fmt: skip
    return [*found, *_looks(files, place.large)] if place.large is not None else found


def _looks(files: "_Files", large: Path) -> Iterator[Comparison]:
    """Views over ten million readings beside ten thousand, and beside the newest weeks
    of the same people.
    """
    for name, view in VIEWS.items():
        ours, small = files.look(view, lambda: large), files.look(view, lambda: files.small)
        beside = f"{name}, 10 million readings beside 10 thousand"
        most = None if name == "due" else 1.2
        yield Comparison(
            name, [Row(beside, "ms", most=most), Row(f"{beside}, CPU", "cpu")], ours, small
        )
        # What grows with the readings alone: as many people are read of as many metrics.
        weeks = f"{name}, 200 weeks beside {LEAST_WEEKS} of the same people"
        young = files.look(view, lambda: files.young)
        yield Comparison(
            f"{name} grown", [Row(weeks, "ms"), Row(f"{weeks}, CPU", "cpu")], ours, young
        )


NOW = AsOf(date.today(), date.today())
VIEWS: dict[str, Callable[[DatabaseFile], object]] = {
    "Plan": lambda file: load_overview(file, NOW),
    "Review": lambda file: load_review_list(file, NOW),
    "People": lambda file: load_people_lines(file, NOW.day),
    "check": lambda file: load_health(file, NOW),
    "due": lambda file: load_due(file, NOW),
}


@contextmanager
def _timed() -> Iterator[dict[str, float]]:
    """Lines a second of the clock, and a second of computing, which neighbours on the machine do
    not slow down.
    """
    figures: dict[str, float] = {}
    began, computed = perf_counter(), process_time()
    yield figures
    figures |= {
        "passed": LINES / (perf_counter() - began),
        "computed": LINES / (process_time() - computed),
    }


@dataclass
class _Files:
    place: Place

    @cached_property
    def small(self) -> Path:
        """Ten thousand readings of the plan and the people of the large file."""
        return make_large(self.place.folder / "small.db", 10_000, today=NOW.day).path

    @cached_property
    def young(self) -> Path:
        """All the people of the large file, read for as many weeks as the plan shows."""
        return make_large(
            self.place.folder / "young.db", LEAST_WEEKS * PEOPLE * METRICS_EACH, today=NOW.day
        ).path

    @cached_property
    def million(self) -> Path:
        return make_large(self.place.folder / "million.db", MILLION, today=NOW.day).path

    @cached_property
    def lines(self) -> Path:
        """A file as a system of calls writes it: metric, person, day, value, n."""
        path = self.place.folder / "readings.csv"
        with path.open("w") as out:
            out.write("metric,person,date,value,n\n")
            for place in range(LINES):
                # 20 kinds of teams are read of ten metrics each, of which two in ten are no plain
                # numbers.
                person, metric = 1 + place // 8 % 5000, place % 8 + place % 8 // 4
                kind = person % 250 % 20
                day = NOW.day - timedelta(days=900 - place // 40_000)
                out.write(
                    f"m{10 * kind + metric:03d},Person "
                    f"{person:04d},{day},{60 + place % 377 / 10},{place % 60 + 1}\n"
                )
        return path

    def bare(self) -> "sqlite3.Connection":
        """An empty bare table."""
        return bare_file(self.place.folder / "bare.db")

    def save(self) -> Figures:
        with kept_open(self.place.copy_of(self.small)) as file:
            times = Times()
            for place in range(SAVES):
                day = NOW.day - timedelta(days=place)
                with times.one():
                    record(
                        file,
                        LEADER,
                        [ReadingDraft(metric_id=1, person_id=20, date=day, value=70.0)],
                        today=NOW.day,
                    )
        return times.figures

    def save_bare(self) -> Figures:
        return self._inserted(kept=False)

    def save_kept(self) -> Figures:
        """Without a rule checked, a foreign key, a trigger or a file that others have open."""
        return self._inserted(kept=True)

    def _inserted(self, *, kept: bool) -> Figures:
        with closing(self.bare()) as connection:
            return inserted(connection, SAVES, kept=kept)

    def bring_in(self) -> Figures:
        lines, file = self.lines, open_file(self.place.copy_of(self.small))
        with _timed() as figures:
            report = bring_in(file, LEADER, lines, today=NOW.day)
        assert report.added == LINES, report.rejected[:3]
        return figures

    def bring_in_bare(self) -> Figures:
        rows = [
            (1 + place % 8, 1 + place % 5000, 1, "2026-01-01", 60.5, 1, 1, 3, "", "", 1)
            for place in range(LINES)
        ]
        with closing(self.bare()) as connection, _timed() as figures:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(INSERT, rows)
            connection.execute("COMMIT")
        return figures

    def size(self) -> Figures:
        return {"each": self.million.stat().st_size / MILLION}

    def size_bare(self) -> Figures:
        with closing(self.bare()) as connection:
            connection.execute("ATTACH ? AS ours", [str(self.million)])
            connection.execute(
                f"INSERT INTO readings ({COLUMNS}) SELECT {COLUMNS} FROM ours.readings ORDER BY id"
            )
            connection.execute("DETACH ours")
        return {"each": (self.place.folder / "bare.db").stat().st_size / MILLION}

    def look(
        self, view: Callable[[DatabaseFile], object], path: Callable[[], Path]
    ) -> Callable[[], Figures]:
        def run() -> Figures:
            with kept_open(path()) as file:
                view(file)
                began, computed = perf_counter(), process_time()
                view(file)
                return {
                    "ms": 1000 * (perf_counter() - began),
                    "cpu": 1000 * (process_time() - computed),
                }

        return run
