"""What it costs that an account sees a part of the file: every view of a large nested file, asked
as a leader and as a supervisor of one team, beside the same file without accounts.

`uv run python -m tests.benchmarks.scope FILE` measures it; `python -m tests.benchmarks.large_file
FILE --nested` makes the file. The figures are milliseconds of computing, the medians of some runs.
"""

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
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
)
from kpitui.views.access import as_seen_by
from kpitui.views.actors import actor_named
from tests.benchmarks.large_file import LEADER

ROUNDS, MOST = 5, 1.2
TODAY = date.today()
NOW, CONFIG = AsOf(TODAY, TODAY), Config()
TEAM, PERSON, METRIC = 20, 19, 191
"""A team that people are in, one of them, and a metric that is read of them."""
READERS = ("no accounts", "leader", "supervisor")
_SESSIONS = """
INSERT INTO sessions (coach, person_id, date, kind, seen, agreed, follow_up_on)
SELECT 'bench', id, date(:day, '-' || (30 * number + id % 30) || ' days'), 'training', 'listened',
    'to listen', date(:day, '-' || (30 * number + id % 30 - 14) || ' days')
FROM people, (VALUES (0), (1), (2), (3)) AS numbers (number)
"""
"""Four sessions with each person; the numbers are a column of their own."""

View = Callable[[DatabaseFile, Actor], object]


def _people(file: DatabaseFile) -> object:
    everybody = [one.person for one in people.load_people_lines(file, TODAY).lines]
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
    "a team": lambda file, _: person.load_team_page(file, TEAM, NOW),
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
    "due, follow-ups": lambda file, _: due.load_follow_ups(file, TODAY),
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
        db.execute(_SESSIONS, {"day": TODAY.isoformat()})
    shutil.copy(plain, accounts)
    database = open_file(accounts)
    set_account(database, LEADER, "leader", AccessRole.LEADER)
    team = f"Team {TEAM - 1:03d}"
    set_account(database, Actor("leader"), "supervisor", AccessRole.SUPERVISOR, teams=(team,))
    return dict(zip(READERS, (plain, accounts, accounts), strict=True))


def computed(path: Path, reader: str, view: View, rounds: int) -> float:
    """The milliseconds of computing that a view takes a reader."""
    with kept_open(path) as file:
        actor = actor_named(file, reader, Channel.TUI) if reader in READERS[1:] else LEADER
        seen = as_seen_by(file, actor)
        view(seen, actor)
        times = []
        for _ in range(rounds):
            began = process_time()
            view(seen, actor)
            times.append(process_time() - began)
    return 1000 * statistics.median(times)


def main(given: Sequence[str] | None = None) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.scope", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", nargs="+", default=[], metavar="VIEW", help=", ".join(VIEWS))
    asked = parser.parse_args(given)
    with tempfile.TemporaryDirectory(prefix="kpitui-scope-", dir=asked.file.parent) as folder:
        paths = prepared(asked.file, Path(folder))
        print(f"{'':<26}" + "".join(f"{one:>13}" for one in READERS) + "   of no accounts")
        for name, view in VIEWS.items():
            if asked.only and not any(word in name for word in asked.only):
                continue
            times = [computed(paths[one], one, view, asked.rounds) for one in READERS]
            ratios = [took / max(times[0], 0.01) for took in times[1:]]
            over = "  over" if any(one > MOST for one in ratios) else ""
            said = "".join(f"{one:>10.1f} ms" for one in times)
            print(f"{name:<26}{said}   {ratios[0]:.2f}  {ratios[1]:.2f}{over}", flush=True)


if __name__ == "__main__":
    main()
