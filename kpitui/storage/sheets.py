"""Call sheets as they are kept."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from msgspec import ValidationError, convert
from msgspec.json import encode
from msgspec.structs import replace

from kpitui.domain.records.sheet import Question, Sheet, SheetVersion
from kpitui.domain.text import name_key
from kpitui.storage.driver import Database
from kpitui.storage.records import (
    Row,
    by_name,
    delete,
    find_rows,
    from_json,
    has_rows,
    insert,
    record_of,
    rows,
    update,
)


def load_sheets(db: Database, metric_id: int | None = None) -> list[Sheet]:
    """Every sheet with its versions and their questions, or those of one metric, by name."""
    questions: dict[int, list[Question]] = defaultdict(list)
    for row in rows(db, "SELECT * FROM sheet_questions ORDER BY sheet_version_id, position, id"):
        questions[row["sheet_version_id"]].append(question_of(row))
    versions: dict[int, list[SheetVersion]] = defaultdict(list)
    for row in rows(db, "SELECT * FROM sheet_versions ORDER BY sheet_id, starts_on"):
        version = record_of(SheetVersion, row, questions=tuple(questions[row["id"]]))
        versions[row["sheet_id"]].append(version)
    wanted: Row = {} if metric_id is None else {"metric_id": metric_id}
    return [
        record_of(Sheet, row, versions=tuple(versions[row["id"]]))
        for row in by_name(find_rows(db, "sheets", wanted))
    ]


def question_of(row: Row) -> Question:
    """A question as its row holds it."""
    question = record_of(Question, row | _flags(row), anchors=())
    anchors = [anchor for anchor in _anchors(row["anchors"]) if anchor[0] in question.answers]
    return replace(question, anchors=tuple(anchors))


def _anchors(text: str) -> tuple[tuple[str, str], ...]:
    """None where another program wrote something else."""
    try:
        return convert(from_json(text), tuple[tuple[str, str], ...])
    except (ValueError, ValidationError):
        return ()


def _flags(row: Row) -> Row:
    return {name: bool(row[name]) for name in ("critical", "not_applicable")}


def sheet_row(sheet: Sheet) -> Row:
    """The columns of a sheet but its id."""
    return {
        "name": sheet.name, "name_key": name_key(sheet.name), "code": sheet.code,
        "code_key": name_key(sheet.code), "metric_id": sheet.metric_id,
        "ends_on": sheet.ends_on.isoformat() if sheet.ends_on else None,
    }  # fmt: skip


def insert_version(
    db: Database, sheet_id: int, starts_on: date, questions: Iterable[Question]
) -> int:
    """Add a version of a sheet with its questions, and give its id."""
    version_id = insert(
        db, "sheet_versions", {"sheet_id": sheet_id, "starts_on": starts_on.isoformat()}
    )
    for position, question in enumerate(questions):
        insert(db, "sheet_questions", {"sheet_version_id": version_id} | _row(question, position))
    return version_id


def change_questions(db: Database, version: SheetVersion, questions: Iterable[Question]) -> None:
    """Have a version ask these questions; who keeps a key keeps its id."""
    there = {question.key: question for question in version.questions}
    kept = set()
    for position, question in enumerate(questions):
        old = there.get(question.key)
        row = _row(question, position)
        if old is None:
            insert(db, "sheet_questions", {"sheet_version_id": version.id} | row)
            continue
        kept.add(old.key)
        (was,) = find_rows(db, "sheet_questions", {"id": old.id})
        if any(was[name] != value for name, value in row.items()):
            update(db, "sheet_questions", old.id, was["version"], row)
    for key, old in there.items():
        if key not in kept:
            delete(db, "sheet_questions", old.id)


def is_scored(db: Database, version: SheetVersion) -> bool:
    """Whether anything was scored with a version, or is being calibrated."""
    of_it = {"sheet_version_id": version.id}
    return has_rows(db, "evaluations", of_it) or has_rows(db, "calibrations", of_it)


def _row(question: Question, position: int) -> Row:
    return {
        "position": position, "section": question.section, "key": question.key,
        "text": question.text, "kind": question.kind.value, "weight": float(question.weight),
        "critical": int(question.critical), "not_applicable": int(question.not_applicable),
        "most": question.most, "anchors": encode(question.anchors).decode(),
    }  # fmt: skip
