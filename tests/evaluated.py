"""Files with a call sheet of twenty yes/no questions, and contacts scored on it."""

from collections.abc import Iterable
from datetime import date

from kpitui.actions.evaluations import record_evaluations
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.sheets import load_sheet_document
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.records.evaluation import Answer, EvaluationDraft
from kpitui.domain.sheet_document import SheetDocument
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.sheets import load_sheets
from tests.conftest import LEADER, TODAY

Scored = tuple[int, date, float]
BEGUN = date(2025, 1, 1)
QUALITY = {
    "name": "Quality of communication", "code": "qoc", "unit": "points", "decimals": 1,
    "direction": "higher", "aggregation": "mean", "cadence": "monthly", "plausible_low": 0,
    "plausible_high": 100, "definition": "Mean score of the calls reviewed.",
}  # fmt: skip
LEVEL = {"level": 80, "starts_on": BEGUN}
SHEET = {
    "name": "A call", "code": "call", "metric": "qoc",
    "version": [{"starts_on": BEGUN, "section": [{"name": "All", "question": [
        {"key": f"q{number}", "text": f"Question {number}", "kind": "yes/no"}
        for number in range(20)
    ]}]}],
}  # fmt: skip


def with_sheet(database: DatabaseFile, *, standard: bool = True, **sheet: object) -> DatabaseFile:
    """The file with the metric, a standard of it for everyone, and its call sheet."""
    plan: dict[str, object] = {"metric": [QUALITY]}
    if standard:
        plan["standard"] = [{"metric": "qoc", "level": [LEVEL]}]
    load_plan_document(database, LEADER, PlanDocument.model_validate(plan), today=TODAY)
    document = {"sheet": [SHEET | sheet]}
    load_sheet_document(database, LEADER, SheetDocument.model_validate(document))
    return database


def score(
    database: DatabaseFile,
    contacts: Iterable[Scored | tuple[int, date, float, str]],
    *,
    sheet: str = "call",
) -> None:
    """Score contacts, each of a person on a day with so many points (0, 5, 10 … 100) and, where it
    has one, its reference.
    """
    with reading(database) as db:
        (found,) = (one for one in load_sheets(db) if one.code == sheet)
    (version,) = found.versions
    drafts = []
    for person_id, day, points, *reference in contacts:
        answers = tuple(
            Answer(question_id=one.id, value=float(place < points / 5))
            for place, one in enumerate(version.questions)
        )
        drafts.append(
            EvaluationDraft(
                date=day, sheet_version_id=version.id, person_id=person_id, answers=answers,
                reference=reference[0] if reference else "",
            )
        )  # fmt: skip
    record_evaluations(database, LEADER, drafts, today=TODAY)
