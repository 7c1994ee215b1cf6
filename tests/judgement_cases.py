"""The files of `tests/cases/judgement`, made as the README of that folder says."""

import csv
from datetime import date
from pathlib import Path

from kpitui.actions.readings import record
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.metric import Metric
from kpitui.exchange.plan_text import load_plan_file
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import create_file, open_file
from kpitui.storage.people import load_people, load_teams
from kpitui.storage.plan import load_metrics
from tests.conftest import LEADER

CASES = Path(__file__).parent / "cases" / "judgement"


def made_case(name: str, folder: Path, today: date) -> DatabaseFile:
    """A file with plan and readings of a case, recorded on a day."""
    create_file(folder / "case.db")
    database = open_file(folder / "case.db")
    load_plan_file(database, LEADER, CASES / f"{name}.toml", today=today)
    metrics = metrics_of(database)
    with reading(database) as db:
        people = {person.name: person.id for person in load_people(db)}
        teams = {team.name: team.id for team in load_teams(db)}
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        drafts = [
            ReadingDraft(
                metric_id=metrics[row["metric"]].id,
                date=date.fromisoformat(row["date"]),
                person_id=people[row["person"]] if row["person"] else None,
                team_id=teams[row["team"]] if row["team"] else None,
                value=_number(row["value"]),
                numerator=_number(row["numerator"]),
                denominator=_number(row["denominator"]),
                n=int(row["n"]) if row["n"] else None,
            )
            for row in csv.DictReader(file)
        ]
    record(database, LEADER, drafts, today=today)
    return database


def metrics_of(database: DatabaseFile) -> dict[str, Metric]:
    """The metrics of a file by their codes."""
    with reading(database) as db:
        return {metric.code: metric for metric in load_metrics(db)}


def _number(text: str) -> float | None:
    return float(text) if text else None
