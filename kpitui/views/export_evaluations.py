"""Evaluations out of the file: one row each with a column for every question, or one an answer."""

from typing import Any

from kpitui.domain.evaluation_columns import (
    ANSWERED,
    TERMS,
    WORKED_OUT,
    answer_cell,
    comment_heading,
    question_heading,
)
from kpitui.domain.records.sheet import Question
from kpitui.storage import export as storage
from kpitui.storage.driver import Database
from kpitui.storage.sheets import question_of

BLOCK = 1000
"""So many evaluations are read at once, each with up to two hundred answers."""
ANSWERS_BLOCK = 10_000

EVALUATION_COLUMNS = (*TERMS, *WORKED_OUT)
ANSWER_COLUMNS = (*TERMS, "sheet_from", *ANSWERED)

Row = dict[str, Any]
Block = tuple[int, list[Row]]


class ScoredQuestions:
    """The questions that anything was scored with, over all versions of all sheets; those of one
    key share a column.
    """

    def __init__(self, db: Database) -> None:
        found = storage.scored_questions(db)
        self._by_id = {row["id"]: question_of(row) for row in found}
        keys = dict.fromkeys(row["key"] for row in found)
        commented = {row["key"] for row in found if row["commented"]}
        self.columns = tuple(
            heading
            for key in keys
            for heading in (
                question_heading(key), *([comment_heading(key)] if key in commented else [])
            )
        )  # fmt: skip
        """What their columns are called, and those of the comments on them."""

    def rows(self, db: Database, after: int, last: int) -> Block:
        """The next evaluations after an id, and the last id that was looked at."""
        block = storage.evaluations_block(db, after, last, BLOCK)
        after = block[-1]["key"] if len(block) == BLOCK else last
        empty: Row = dict.fromkeys(self.columns)
        return after, [self._wide(db, row, empty) for row in block]

    def _question(self, db: Database, question_id: int) -> Question:
        if question_id not in self._by_id:  # its version came while rows went out
            self._by_id |= {row["id"]: question_of(row) for row in storage.scored_questions(db)}
        return self._by_id[question_id]

    def _wide(self, db: Database, row: Row, empty: Row) -> Row:
        wide: Row = {key: row[key] for key in EVALUATION_COLUMNS} | empty
        for one in row["answers"]:
            question = self._question(db, one["question_id"])
            wide[question_heading(question.key)] = answer_cell(question, one["value"])
            if one["comment"]:
                wide[comment_heading(question.key)] = one["comment"]
        return wide

    def rows_by_answer(self, db: Database, after: int, last: int) -> Block:
        """The next answers after an id, and the last id that was looked at."""
        block = storage.answers_block(db, after, last, ANSWERS_BLOCK)
        after = block[-1]["key"] if len(block) == ANSWERS_BLOCK else last
        return after, [self._long(db, row) for row in block]

    def _long(self, db: Database, row: Row) -> Row:
        question = self._question(db, row["question_id"])
        said = {
            "section": question.section, "question": question.key,
            "answer": answer_cell(question, row["value"]), "comment": row["comment"],
        }  # fmt: skip
        return {key: row[key] for key in (*TERMS, "sheet_from")} | said
