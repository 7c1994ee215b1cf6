"""Disputed answers as they are kept, and what answers and scores were before a correction."""

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct

from kpitui.domain.records.dispute import Dispute
from kpitui.storage.driver import Database
from kpitui.storage.evaluators import Evaluators, load_evaluators
from kpitui.storage.personal import FORGOTTEN_PEOPLE
from kpitui.storage.records import Row, Values, listed, moment_in, record_of, rows
from kpitui.storage.stands_undone import STANDS_UNDONE

DECIDED = "decide dispute"
"""What the change is called that answers a dispute."""


class EarlierAnswer(Struct, frozen=True):
    """What an answer was before its last correction, when that was, and whether a dispute led to
    it.
    """

    value: float | None
    until: datetime | None
    disputed: bool


class EarlierScore(Struct, frozen=True):
    """What an evaluation scored before its last correction, when that was, by whom and why."""

    value: float | None
    until: datetime | None
    by: str
    why: str


def load_disputes(db: Database, evaluation_ids: Collection[int]) -> list[Dispute]:
    """The disputes about some evaluations, oldest first."""
    where = f"evaluation_id IN {listed(evaluation_ids)}"
    return _disputes(db, f"SELECT * FROM disputes WHERE {where} ORDER BY id")


def load_open_disputes(db: Database) -> list[Dispute]:
    """The disputes that wait for a decision, oldest first; of who was forgotten none does."""
    sql = f"""
    SELECT * FROM disputes WHERE outcome IS NULL AND evaluation_id NOT IN
        (SELECT id FROM evaluations WHERE person_id IN ({FORGOTTEN_PEOPLE})) ORDER BY raised_at, id
    """
    return _disputes(db, sql)


def load_dispute(db: Database, dispute_id: int) -> Dispute | None:
    """One dispute; None where there is none of that id."""
    found = _disputes(db, "SELECT * FROM disputes WHERE id = :id", {"id": dispute_id})
    return found[0] if found else None


def answered_question(db: Database, evaluation_id: int, key: str) -> int | None:
    """The id of a question of that key that an evaluation answers; None where it answers none."""
    sql = (
        "SELECT question_id FROM answers JOIN sheet_questions ON sheet_questions.id = question_id "
        "WHERE evaluation_id = :id AND key = :key"
    )
    found = rows(db, sql, {"id": evaluation_id, "key": key})
    return found[0]["question_id"] if found else None


def load_earlier_answers(db: Database, answer_ids: Collection[int]) -> dict[int, EarlierAnswer]:
    """What answers were before they were last corrected, by their ids; those that were never are
    left out.
    """
    return {
        row["record_id"]: record_of(
            EarlierAnswer,
            {"value": row["was"], "disputed": row["action"] == DECIDED},
            until=moment_in(row["at"]),
        )
        for row in _corrections(db, "answers", "value", answer_ids)
    }


def load_earlier_scores(db: Database, evaluation_ids: Collection[int]) -> dict[int, EarlierScore]:
    """What evaluations scored before they were last corrected, by their ids; those that scored the
    same all the time are left out.
    """
    found = _corrections(db, "evaluations", "score", evaluation_ids)
    evaluators = load_evaluators(db) if found else Evaluators({})
    return {
        row["record_id"]: EarlierScore(
            row["was"], moment_in(row["at"]), evaluators.name(row["by"]), row["why"]
        )
        for row in found
    }


def _corrections(db: Database, table: str, column: str, ids: Collection[int]) -> list[Row]:
    """The corrections of a column that stand, oldest first."""
    sql = f"""
    SELECT record_id, json_extract(before, '$.{column}') AS was,
        coalesce(deeds.at, changes.at) AS at, deeds.action AS action,
        coalesce(deeds.by, 'another program') AS by, coalesce(deeds.why, '') AS why
    FROM changes LEFT JOIN deeds ON deeds.id = deed_id
    WHERE table_name = '{table}' AND kind = 'update' AND record_id IN {listed(ids)}
        AND json_extract(before, '$.{column}') IS NOT json_extract(after, '$.{column}')
        AND deeds.undoes IS NULL AND coalesce(deed_id, 0) NOT IN ({STANDS_UNDONE})
    ORDER BY changes.id
    """
    return rows(db, sql)


def _disputes(db: Database, sql: str, values: Values | None = None) -> list[Dispute]:
    evaluators = load_evaluators(db)
    return [_dispute(row, evaluators) for row in rows(db, sql, values)]


def _dispute(row: Row, evaluators: Evaluators) -> Dispute:
    said = {
        key: row[key] and evaluators.name(row[key]) for key in ("raised_by", "answered_by")
    }  # fmt: skip
    return record_of(
        Dispute,
        row | said,
        raised_at=moment_in(row["raised_at"]),
        answered_at=moment_in(row["answered_at"]),
    )
