"""Files of evaluations, and what the database holds of those that came in."""

import csv
from pathlib import Path
from typing import Any

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows
from tests.cli.test_score import ANSWERS

KEYS = (
    "greeting", "name", "identity", "listening", "questions", "summary", "empathy", "correct",
    "complete", "clear", "ownership", "tools", "holds", "next_steps", "read_back",
    "anything_else", "farewell", "tone", "data", "notes",
)  # fmt: skip
GIVEN = dict(zip(KEYS, ANSWERS, strict=True))
TABLES = {
    "evaluations": "SELECT p.name, s.starts_on, date, evaluator, reference, channel, note, score, "
    "unfailed, reading_id > 0, seen_at, seen_by FROM evaluations e JOIN people p "
    "ON p.id = e.person_id JOIN sheet_versions s ON s.id = e.sheet_version_id",
    "answers": "SELECT e.reference, p.name, q.key, a.value, a.comment FROM answers a "
    "JOIN sheet_questions q ON q.id = question_id JOIN evaluations e ON e.id = evaluation_id "
    "JOIN people p ON p.id = e.person_id",
    "readings": "SELECT p.name, metric_id, date, value, n, state FROM readings r "
    "JOIN people p ON p.id = person_id WHERE state = 'kept'",
    "day_summaries": "SELECT metric_id, team_id, date, count, weight, weighted FROM day_summaries",
}


def kept(database: DatabaseFile, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
    with reading(database) as db:
        return {
            table: sorted((tuple(row.values()) for row in rows(db, TABLES[table])), key=repr)
            for table in tables or TABLES
        }


def wide(path: Path, *lines: dict[str, str]) -> Path:
    """A file of one row an evaluation."""
    columns = list(dict.fromkeys(key for line in lines for key in line))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(lines)
    return path


ANA = {"person": "ana", "date": "2026-11-03", "reference": "8841", "evaluator": "Lee Q"} | GIVEN
