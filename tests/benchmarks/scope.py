"""What it costs that an account sees a part of the file: every view of a large nested file, asked
as a leader and as a supervisor of one team, beside the same file without accounts.

`uv run python -m tests.benchmarks.scope FILE` measures it; `python -m tests.benchmarks.large_file
FILE --nested` makes the file. The figures are milliseconds of computing, the medians of some runs.
"""

import argparse
import contextlib
import gc
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from time import process_time

from kpitui.actions.accounts import set_account
from kpitui.config import Config
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.domain.history import ChangeRecord
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import SubjectFilter
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.opening import kept_open, open_file
from kpitui.views import (
    board,
    chart,
    coaching,
    differ,
    due,
    effect,
    entry,
    find,
    grid,
    health,
    history,
    level_notices,
    overview,
    own_teams,
    people,
    people_verdicts,
    person,
    pooled_effect,
    readings,
    report,
    reviews,
    status,
    team,
)
from kpitui.views.access import as_seen_by
from kpitui.views.actors import actor_named
from tests.benchmarks.comparison import Comparison, Figures, Row
from tests.benchmarks.large_file import LEADER, make_large
from tests.benchmarks.place import Place

ROUNDS, MOST, LEAST = 5, 1.2, 5.0
"""Runs; what is too much, as a ratio and in milliseconds more."""
SMALL = 10_000
"""Readings of the file that is asked where there is no large one."""
TODAY = date.today()
NOW, CONFIG = AsOf(TODAY, TODAY), Config()
TEAM, PERSON, METRIC = 20, 19, 191
"""A team that people are in, one of them, and a metric that is read of them."""
READERS = ("no accounts", "leader", "supervisor")
SESSIONS_OF_ALL = """
WITH numbers (number) AS (VALUES (0), (1), (2), (3))
INSERT INTO sessions
    (coach, person_id, date, kind, seen, agreed, follow_up_on, followed_up_on)
SELECT 'bench', id, date(:day, '-' || (30 * number + id % 30) || ' days'), 'training', 'listened',
    'to listen', date(:day, '-' || (30 * number + id % 30 - 14) || ' days'),
    iif(number > 0, date(:day, '-' || (30 * number + id % 30 - 14) || ' days'), NULL)
FROM people, numbers
"""
"""Four sessions with each person; the newest is not followed up yet."""

View = Callable[[DatabaseFile, Actor], object]


def _people(file: DatabaseFile) -> object:
    everybody = [line.person for line in people.load_people_lines(file, TODAY).lines]
    return people_verdicts.TeamVerdicts(file, NOW, everybody).of(PERSON)


def _board(file: DatabaseFile) -> object:
    found = board.load_board(file, NOW)
    return board.load_tile_charts(file, found, found.tiles)


def _effects(file: DatabaseFile) -> object:
    return effect.load_effects_by_session(
        file, coaching.load_sessions_of(file, PERSON), NOW, CONFIG
    )


VIEWS: dict[str, View] = {
    "Plan": lambda file, _: overview.load_overview(file, NOW),
    "Record": lambda file, _: entry.load_subjects(file, TODAY),
    "Record, a person": lambda file, _: entry.load_entry_rows(
        file, entry.EntrySubject("x", "", PERSON, None), NOW
    ),
    "Record, a team as a grid": lambda file, _: grid.load_grid(file, TEAM, TODAY, NOW),
    "Coach": lambda file, _: coaching.load_open(file, TODAY),
    "Coach, questions": lambda file, _: level_notices.load_questions(file),
    "Review": lambda file, _: reviews.load_review_list(file, NOW),
    "People": lambda file, _: people.load_people_lines(file, TODAY),
    "People, verdicts": lambda file, _: _people(file),
    "People, metrics held": lambda file, _: people_verdicts.load_held_metrics(file, NOW),
    "a person": lambda file, _: person.load_person_page(file, PERSON, NOW, CONFIG),
    "a team": lambda file, _: team.load_team_page(file, TEAM, NOW),
    "sessions": lambda file, _: coaching.load_sessions_of(file, PERSON),
    "sessions, effects": lambda file, _: _effects(file),
    "Effect": lambda file, _: pooled_effect.load_results(file, NOW),
    "Differ": lambda file, _: differ.load_differ(file, METRIC, NOW),
    "Differ, a team": lambda file, _: differ.load_differ(file, METRIC, NOW, team_id=TEAM),
    "Health": lambda file, _: health.load_health(file, NOW),
    "History": lambda file, _: history.load_history(file, history.HistoryQuestion()),
    "Board": lambda file, _: _board(file),
    "readings": lambda file, _: readings.load_readings(file, METRIC, SubjectFilter()),
    "readings, a person": lambda file, _: readings.load_readings(
        file, METRIC, SubjectFilter(person_ids=(PERSON,))
    ),
    "a chart": lambda file, _: chart.load_chart(
        file, chart.ChartQuestion(METRIC, SubjectFilter()), NOW, CONFIG
    ),
    "a chart, a team": lambda file, _: chart.load_chart(
        file, chart.ChartQuestion(METRIC, SubjectFilter(team_id=TEAM)), NOW, CONFIG
    ),
    "find": lambda file, _: find.load_findables(file, NOW),
    "own teams": lambda file, actor: own_teams.load_own_teams(file, actor, TODAY),
    "due": lambda file, _: due.load_due(file, NOW),
    "status": lambda file, _: status.load_status(
        file, overview.load_overview(file, NOW, with_standards=False)
    ),
    "report": lambda file, _: report.load_report(
        file, NOW, CONFIG, date(TODAY.year - 1, TODAY.month, 1)
    ),
}  # fmt: skip
"""What each screen and command reads, by what it is called."""


def prepared(file: Path, folder: Path) -> dict[str, Path]:
    """Copies of a file with sessions, for each reader; two of them have accounts."""
    plain, accounts = folder / "plain.db", folder / "accounts.db"
    shutil.copy(file, plain)
    with writing(open_file(plain), ChangeRecord(LEADER, "sessions"), bulk=True) as db:
        db.execute(SESSIONS_OF_ALL, {"day": TODAY.isoformat()})
    shutil.copy(plain, accounts)
    database = open_file(accounts)
    set_account(database, LEADER, "leader", AccessRole.LEADER)
    team = f"Team {TEAM - 1:03d}"
    set_account(database, Actor("leader"), "supervisor", AccessRole.SUPERVISOR, teams=(team,))
    return dict(zip(READERS, (plain, accounts, accounts), strict=True))


@contextlib.contextmanager
def readers_of(paths: dict[str, Path]) -> Iterator[dict[str, tuple[DatabaseFile, Actor]]]:
    """The file as each reader sees it, open; and who they are."""
    with contextlib.ExitStack() as stack:
        found = {}
        for reader, path in paths.items():
            file = stack.enter_context(kept_open(path))
            actor = LEADER
            if reader in READERS[1:]:
                actor = actor_named(file, reader, Channel.TUI)
            found[reader] = as_seen_by(file, actor), actor
        yield found


def computed(
    readers: dict[str, tuple[DatabaseFile, Actor]], view: View, rounds: int
) -> list[float]:
    """The milliseconds of computing that a view takes each reader, in turns: a neighbour's noise
    falls on all.
    """
    times: dict[str, list[float]] = {}
    for turn in range(rounds + 1):
        for reader, (file, actor) in readers.items():
            gc.collect()
            gc.disable()  # it falls on any of them else
            began = process_time()
            view(file, actor)
            if turn:  # the first one reads the file
                times.setdefault(reader, []).append(1000 * (process_time() - began))
            gc.enable()
    return [statistics.median(times[reader]) for reader in readers]


def main(given: Sequence[str] | None = None) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.scope", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", nargs="+", default=[], metavar="VIEW", help=", ".join(VIEWS))
    asked = parser.parse_args(given)
    with tempfile.TemporaryDirectory(prefix="kpitui-scope-", dir=asked.file.parent) as folder:
        print(f"{'':<26}" + "".join(f"{reader:>13}" for reader in READERS) + "   of no accounts")
        with readers_of(prepared(asked.file, Path(folder))) as readers:
            for name, view in VIEWS.items():
                if not asked.only or any(word in name for word in asked.only):
                    print(_line(name, computed(readers, view, asked.rounds)), flush=True)


@dataclass
class _Looked:
    """One view, asked by each reader; the copies are made when it is first asked."""

    place: Place
    view: View

    @cached_property
    def paths(self) -> dict[str, Path]:
        folder = Path(tempfile.mkdtemp(dir=self.place.folder))
        small = self.place.folder / "scope.db"
        if self.place.large is None and not small.exists():
            make_large(small, SMALL, today=TODAY, nested=True)
        return prepared(self.place.large or small, folder)

    def by(self, reader: str) -> Figures:
        """The milliseconds of computing that it takes a reader."""
        with readers_of({reader: self.paths[reader]}) as found:
            return {"cpu": computed(found, self.view, rounds=1)[0]}


def comparisons(place: Place) -> list[Comparison]:
    """`check` of one team and of a leader, beside the same file without accounts."""
    looked = _Looked(place, VIEWS["Health"])
    size = "10 million" if place.large else f"{SMALL:,}"
    return [
        Comparison(
            f"check by scope, {reader}",
            [Row(f"check by scope, a {reader}, {size} readings (bare: no accounts), CPU", "cpu",
                 most=MOST)],
            partial(looked.by, reader), partial(looked.by, READERS[0]),
        )
        for reader in READERS[1:]
    ]  # fmt: skip


def _line(name: str, times: Sequence[float]) -> str:
    ratios = [took / max(times[0], 0.01) for took in times[1:]]
    is_over = any(
        ratio > MOST and took - times[0] > LEAST
        for ratio, took in zip(ratios, times[1:], strict=True)
    )
    said = "".join(f"{one:>10.1f} ms" for one in times)
    return f"{name:<26}{said}   {ratios[0]:.2f}  {ratios[1]:.2f}{'  over' if is_over else ''}"


if __name__ == "__main__":
    main()
