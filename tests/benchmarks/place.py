"""The files that are measured, and how ours and a bare program are started on them."""

import shutil
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.readings import record
from kpitui.domain.access import Actor
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import ReadingDraft
from kpitui.exchange.demo import DEFAULT_SAMPLE, make_demo
from kpitui.storage.opening import create_file, open_file
from tests.benchmarks.timed_terminal import TimedTerminal

LEADER = Actor("bench")
SINCE = timedelta(days=700)
WEEKS = 60
USUAL = 120, 40
"""Columns and rows of a terminal."""


@dataclass
class Place:
    """A folder for the files, and the file of ten million readings where there is one."""

    folder: Path
    large: Path | None = None

    @cached_property
    def environment(self) -> dict[str, str]:
        """The same for both programs: a home of its own, a clean SSH session, and modules that are
        compiled once.
        """
        home = self.folder / "home"
        home.mkdir()
        folders = dict.fromkeys(("HOME", "TMPDIR"), str(home))
        return folders | {
            "XDG_STATE_HOME": "",
            "XDG_CONFIG_HOME": "",
            "COLORTERM": "",
            "PYTHONDONTWRITEBYTECODE": "",
        }

    @cached_property
    def demo(self) -> Path:
        """What `kpitui demo --keep` makes."""
        return make_demo(DEFAULT_SAMPLE, self.folder / "demo.db", date.today())

    @cached_property
    def tree(self) -> Path:
        """A plan of 500 lines: 450 KPIs with their readings."""
        return self._made("tree.db", _plan(kpis=450, standards=0, people=1), recorded=450)

    @cached_property
    def team(self) -> Path:
        """A team of 120 people who are held to 80 metrics."""
        return self._made("team.db", _plan(kpis=10, standards=70, people=120), recorded=80)

    @cached_property
    def review(self) -> Path:
        """42 KPIs of more than a year of weeks."""
        return self._made("review.db", _plan(kpis=42, standards=0, people=1), recorded=42)

    @cached_property
    def many_tiles(self) -> Path:
        """200 KPIs of more than a year of weeks."""
        return self._made("many_tiles.db", _plan(kpis=200, standards=0, people=1), recorded=200)

    def kpitui(self, db: Path, *more: str, size: tuple[int, int] = USUAL) -> TimedTerminal:
        """Ours, as it is started by a person."""
        return TimedTerminal(
            [Path(sys.executable).with_name("kpitui"), "--db", db, *more], self.environment,
            width=size[0], height=size[1],
        )  # fmt: skip

    def bare(self, name: str, *more: str, size: tuple[int, int] = USUAL) -> TimedTerminal:
        """A bare Textual program."""
        return TimedTerminal(
            [sys.executable, Path(__file__).parent / "bare" / f"{name}.py", *more],
            self.environment, width=size[0], height=size[1],
        )  # fmt: skip

    def copy_of(self, db: Path) -> Path:
        """A copy for one run that writes; nobody has the file open."""
        return Path(shutil.copyfile(db, self.folder / f"copy-of-{db.name}"))

    def _made(self, name: str, plan: PlanDocument, recorded: int) -> Path:
        create_file(self.folder / name)
        database = open_file(self.folder / name)
        today = date.today()
        load_plan_document(database, LEADER, plan, today=today)
        drafts = [
            ReadingDraft(metric_id=metric, date=today - timedelta(weeks=week),
                value=70 + (week * (metric + 3)) % 11,
                         team_id=1)
            for metric in range(1, recorded + 1)
            for week in range(1, WEEKS + 1)
        ]  # fmt: skip
        record(database, LEADER, drafts, today=today)
        return database.path


def _plan(*, kpis: int, standards: int, people: int) -> PlanDocument:
    """So many KPIs under ten priorities, standards of everybody, and people of one team."""
    first = date.today() - SINCE
    names = [f"m{number:03d}" for number in range(kpis + standards)]
    goal = {"baseline": 60, "owner": "bench", "starts_on": first, "due_on": date.today() + SINCE,
            "target": [{"level": 90, "starts_on": first}]}  # fmt: skip
    return PlanDocument.model_validate(
        {
            "mission": [{"statement": "Measure what is felt", "starts_on": first}],
            "metric": [
                {"name": f"Metric {name}", "code": name, "direction": "higher",
                    "aggregation": "mean",
                 "cadence": "weekly"}
                for name in names
            ],
            "team": [{"name": "North", "starts_on": first}],
            "role": [{"name": "Advisor"}],
            "person": [
                {"name": f"Person {number:03d}", "starts_on": first,
                 "membership": [{"team": "North", "role": "Advisor", "starts_on": first}]}
                for number in range(people)
            ],
            "priority": [
                {"title": f"Priority {place}", "starts_on": first, "strategy": [
                    {"title": f"Strategy {place}.{part}", "starts_on": first,
                     "kpi": [{"metric": name, **goal} for name in names[10 * part + place:kpis:50]]}
                    for part in range(5)
                ]}
                for place in range(10)
            ],
            "standard": [
                {"metric": name,
                    "level": [{"level": 50, "starts_on": first}]} for name in names[kpis:]
            ],
        }
    )  # fmt: skip
