"""The file of a server's day: the large one, with a call sheet, contacts that were scored, coaching
of months, and supervisors of whom most see four teams and some see everyone.
"""

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kpitui.actions.accounts import set_account
from kpitui.actions.import_entered import EnteredLine
from kpitui.actions.import_evaluations import import_evaluations
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.sheets import load_sheet_document
from kpitui.domain.access import AccessRole
from kpitui.domain.evaluation_rows import EvaluationPart
from kpitui.domain.history import ChangeRecord
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.records.evaluation import Answer
from kpitui.domain.records.sheet import SheetVersion
from kpitui.domain.sheet_document import SheetDocument
from kpitui.exchange.key_files import read_keys
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.opening import open_file
from kpitui.storage.sheets import load_sheets
from tests.benchmarks.large_file import LEADER, PEOPLE, SINCE, TEAMS, make_large
from tests.benchmarks.scope import SESSIONS_OF_ALL

QUESTIONS = 20
QUALITY = {
    "name": "Quality of communication", "code": "quality", "unit": "points", "direction": "higher",
    "aggregation": "mean", "cadence": "monthly", "plausible_low": 0, "plausible_high": 100,
}  # fmt: skip
SEE_ALL_EVERY = 6
"""One supervisor in so many sees every team."""
TEAMS_EACH = 4


@dataclass(frozen=True)
class Supervisor:
    """An account, and the agents that are coached with it."""

    number: int
    name: str
    teams: tuple[str, ...]
    """None for one who sees every team."""
    agents: tuple[str, ...]


def supervisors(many: int) -> list[Supervisor]:
    """So many; no agent is coached by two of them."""
    return [_supervisor(number) for number in range(many)]


def _supervisor(number: int) -> Supervisor:
    first = TEAMS_EACH * number
    teams = [one % TEAMS for one in range(first, first + TEAMS_EACH)]
    # As the large file has them: the team of a person is 1 + id % TEAMS, its name one less.
    agents = [one for one in range(1, PEOPLE + 1) if one % TEAMS in teams]
    return Supervisor(
        number, f"super{number:02d}",
        () if number % SEE_ALL_EVERY == SEE_ALL_EVERY - 1
        else tuple(f"Team {team:03d}" for team in teams),
        tuple(f"Person {agent:04d}" for agent in agents),
    )  # fmt: skip


def make_file(path: Path, readings: int, *, today: date, scored: int = PEOPLE) -> None:
    """A new file of that many readings, in which so many contacts were scored."""
    add_work(make_large(path, readings, today=today), today=today, scored=scored)


def add_work(database: DatabaseFile, *, today: date, scored: int) -> None:
    """A call sheet, contacts that were scored on it, and coaching of four months."""
    since = today - SINCE
    plan = {
        "metric": [QUALITY],
        "standard": [{"metric": "quality", "level": [{"level": 70, "starts_on": since}]}],
    }
    load_plan_document(database, LEADER, PlanDocument.model_validate(plan), today=today)
    load_sheet_document(database, LEADER, SheetDocument.model_validate({"sheet": [_sheet(since)]}))
    with writing(database, ChangeRecord(LEADER, "coaching of before"), bulk=True) as db:
        db.execute(SESSIONS_OF_ALL, {"day": today.isoformat()})
    with reading(database) as db:
        (sheet,) = load_sheets(db)
    entries = (EnteredLine(at, _evaluation(at, sheet.versions[0], today)) for at in range(scored))
    import_evaluations(database, LEADER, entries, today=today)


def _sheet(since: date) -> dict[str, object]:
    questions = [
        {"key": f"q{at}", "text": f"Question {at} of the call", "kind": "yes/no"}
        for at in range(QUESTIONS)
    ]
    version = {"starts_on": since, "section": [{"name": "The call", "question": questions}]}
    return {"name": "A call", "code": "call", "metric": "quality", "version": [version]}


def _evaluation(at: int, version: SheetVersion, today: date) -> EvaluationPart:
    answers = tuple(
        Answer(question_id=one.id, value=float((at * 7 + place * 3) % 10 > 1))
        for place, one in enumerate(version.questions)
    )
    return EvaluationPart(
        person=f"Person {1 + at % PEOPLE:04d}", date=today - timedelta(days=5 + at % 80),
        reference=f"before-{at}", evaluator="bench", sheet_version_id=version.id, answers=answers,
    )  # fmt: skip


def copy_for_a_day(of: Path, path: Path) -> DatabaseFile:
    """A copy that a day is worked on; no one has the file open."""
    shutil.copy(of, path)
    path.chmod(0o600)
    return open_file(path)


def let_in(database: DatabaseFile, who: Supervisor, public_key: Path) -> None:
    """An account with its key."""
    set_account(
        database, LEADER, who.name, AccessRole.SUPERVISOR,
        keys=read_keys(str(public_key)), teams=who.teams,
    )  # fmt: skip
