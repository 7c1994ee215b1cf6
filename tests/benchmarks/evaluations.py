"""What contacts scored on a call sheet cost where ten thousand were scored before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import count
from time import perf_counter, process_time

from kpitui.actions.evaluations import record_evaluations
from kpitui.actions.import_entered import EnteredLine
from kpitui.actions.import_evaluations import import_evaluations
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.sheets import load_sheet_document
from kpitui.domain.evaluation_rows import EvaluationPart
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.records.evaluation import Answer, EvaluationDraft
from kpitui.domain.records.sheet import Question, SheetVersion
from kpitui.domain.sheet_document import SheetDocument
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.evaluations import load_evaluations_of
from kpitui.storage.opening import create_file, open_file
from kpitui.storage.sheets import load_sheets
from kpitui.views.shipped_sheets import shipped_sheet
from tests.benchmarks.comparison import Comparison, Figures, Row
from tests.benchmarks.place import LEADER, SINCE, Place

MANY, PEOPLE, NEWEST = 10_000, 50, 20
TODAY = date.today()
QUALITY = {
    "name": "Quality of communication", "unit": "points", "direction": "higher",
    "aggregation": "mean", "cadence": "weekly",
}  # fmt: skip


def comparisons(place: Place) -> list[Comparison]:
    """One save, the newest of everyone, and an import, on a sheet of 20 questions."""
    files = _Files(place)
    return [
        Comparison(
            "evaluation",
            [
                Row(f"one evaluation saved, of {MANY:,}", "save"),
                Row(f"one evaluation saved, of {MANY:,}, CPU", "save cpu", most_of_ours=30),
                Row(f"last {NEWEST} evaluations of a person, of {MANY:,}, CPU", "read cpu",
                    most_of_ours=15),
            ],
            ours=files.scored,
        ),
        Comparison(
            "evaluations in",
            [Row("evaluations imported a second of computing", "computed", unit="/s",
                 least_of_ours=1000)],
            ours=files.brought_in,
        ),
    ]  # fmt: skip


@dataclass
class _Files:
    place: Place

    @cached_property
    def _numbers(self) -> Callable[[], int]:
        return count(1).__next__

    def _empty(self) -> tuple[DatabaseFile, SheetVersion]:
        """A new file with people and the call sheet that ships."""
        path = self.place.folder / f"evaluations{self._numbers()}.db"
        create_file(path)
        database = open_file(path)
        since = TODAY - SINCE
        people = [{"name": f"Person {at:02d}", "starts_on": since} for at in range(PEOPLE)]
        plan = PlanDocument.model_validate({"metric": [QUALITY], "person": people})
        load_plan_document(database, LEADER, plan, today=TODAY)
        sheet = shipped_sheet("call", since)
        load_sheet_document(database, LEADER, SheetDocument(sheet=(sheet,)))
        with reading(database) as db:
            return database, load_sheets(db)[0].versions[0]

    @cached_property
    def full(self) -> tuple[DatabaseFile, SheetVersion]:
        """The same with ten thousand evaluations."""
        database, version = self._empty()
        _bring_in(database, version)
        return database, version

    def scored(self) -> Figures:
        """One save and one look, in ms."""
        database, version = self.full
        number = self._numbers()
        draft = EvaluationDraft(
            date=TODAY, reference=f"new {number}", sheet_version_id=version.id,
            person_id=1 + number % PEOPLE, answers=_answers(version, number),
        )  # fmt: skip
        began, computed = perf_counter(), process_time()
        record_evaluations(database, LEADER, [draft], today=TODAY)
        passed, saved = perf_counter() - began, process_time()
        with reading(database) as db:
            found = load_evaluations_of(db, draft.person_id, most=NEWEST)
        read = process_time()
        assert len(found) == NEWEST
        return {
            "save": 1000 * passed,
            "save cpu": 1000 * (saved - computed),
            "read cpu": 1000 * (read - saved),
        }

    def brought_in(self) -> Figures:
        """How many a second of computing come into a new file."""
        database, version = self._empty()
        began = process_time()
        _bring_in(database, version)
        return {"computed": MANY / (process_time() - began)}


def _bring_in(database: DatabaseFile, version: SheetVersion) -> None:
    parts = (
        EvaluationPart(
            person=f"Person {at % PEOPLE:02d}", date=TODAY - timedelta(days=1 + at // PEOPLE),
            reference=str(at), evaluator="bench", sheet_version_id=version.id,
            answers=_answers(version, at),
        )
        for at in range(MANY)
    )  # fmt: skip
    entries = (EnteredLine(at, part) for at, part in enumerate(parts))
    report = import_evaluations(database, LEADER, entries, today=TODAY)
    assert report.added == MANY


def _answers(version: SheetVersion, seed: int) -> tuple[Answer, ...]:
    return tuple(
        Answer(question_id=one.id, value=_value(one, seed + at))
        for at, one in enumerate(version.questions)
    )


def _value(question: Question, seed: int) -> float:
    answers = question.answers[:1] if question.critical else question.answers
    found = answers[seed % len(answers)]
    return {"yes": 1.0, "no": 0.0}[found] if found in ("yes", "no") else float(found)
