"""Calibrations as they are kept, and which scores no one may see yet."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from msgspec import Struct

from kpitui.domain.records.calibration import Calibration, CalibrationDraft, CalibrationTerms
from kpitui.domain.records.evaluation import Evaluation
from kpitui.storage.driver import Database
from kpitui.storage.evaluations import load_evaluations_of_calibration
from kpitui.storage.evaluators import load_evaluators
from kpitui.storage.records import (
    Row,
    find_row,
    first_row,
    from_json,
    insert,
    listed,
    record_of,
    rows,
    update,
    values_of,
)

COMPARED_TOGETHER = 12
"""So many of the newest closed calibrations of a sheet say how far its scorers agree."""


def insert_calibration(db: Database, draft: CalibrationDraft, opened_by: str) -> int:
    """Add a calibration, and give its id."""
    values = values_of(draft, CalibrationTerms) | {
        "sheet_version_id": draft.sheet_version_id, "person_id": draft.person_id,
        "opened_by": opened_by,
    }  # fmt: skip
    return insert(db, "calibrations", values)


def close_row(db: Database, old: Calibration, day: date) -> None:
    """Close a calibration; raises `Conflict` where someone changed it since."""
    update(db, "calibrations", old.id, old.version, {"closed_on": day.isoformat()})


def load_calibration(db: Database, calibration_id: int) -> Calibration | None:
    """A calibration; None where there is none of that id."""
    row = find_row(db, "calibrations", {"id": calibration_id})
    return record_of(Calibration, row) if row else None


def load_calibrations(db: Database) -> list[Calibration]:
    """All of them, newest first."""
    found = rows(db, "SELECT * FROM calibrations ORDER BY date DESC, id DESC")
    return [record_of(Calibration, row) for row in found]


def open_calibration_of(db: Database, draft: CalibrationDraft) -> Row | None:
    """The open calibration of the same contact on the same sheet; None where there is none."""
    return first_row(
        db,
        "SELECT * FROM calibrations WHERE closed_on IS NULL AND person_id = :person "
        "AND reference = :reference AND sheet_version_id IN (SELECT id FROM sheet_versions "
        "WHERE sheet_id = (SELECT sheet_id FROM sheet_versions WHERE id = :version))",
        {
            "person": draft.person_id, "reference": draft.reference,
            "version": draft.sheet_version_id,
        },
    )  # fmt: skip


def scorers_of(db: Database, calibration_ids: Iterable[int]) -> dict[int, list[str]]:
    """Who has scored each calibration, in the order in which they did; never what."""
    found: dict[int, list[str]] = {}
    evaluators = load_evaluators(db)
    sql = (
        "SELECT calibration_id, evaluator FROM evaluations "
        f"WHERE calibration_id IN {listed(calibration_ids)} ORDER BY id"
    )
    for row in rows(db, sql):
        found.setdefault(row["calibration_id"], []).append(evaluators.name(row["evaluator"]))
    return found


def own_evaluation(db: Database, calibration_id: int, evaluator: str) -> Evaluation | None:
    """What someone scored in a calibration; None where they did not."""
    found = load_evaluations_of_calibration(db, calibration_id)
    evaluators = load_evaluators(db)
    return next(
        (
            evaluation
            for evaluation in found
            if evaluators.are_same(evaluation.evaluator, evaluator)
        ),
        None,
    )


def compared_with(
    db: Database, one: Calibration, most: int = COMPARED_TOGETHER
) -> list[Calibration]:
    """The closed calibrations of the sheet of one up to it, itself among them, newest first."""
    found = rows(
        db,
        "SELECT * FROM calibrations WHERE closed_on IS NOT NULL AND sheet_version_id IN ("
        "  SELECT id FROM sheet_versions WHERE sheet_id = ("
        "    SELECT sheet_id FROM sheet_versions WHERE id = :version)) "
        "AND (closed_on, id) <= (:closed_on, :id) ORDER BY closed_on DESC, id DESC LIMIT :most",
        {
            "version": one.sheet_version_id, "id": one.id, "most": most,
            "closed_on": one.closed_on.isoformat() if one.closed_on else "",
        },
    )  # fmt: skip
    return [record_of(Calibration, row) for row in found]


def was_closed(db: Database, calibration_id: int) -> bool:
    """Whether a calibration was closed at any time, so that its scores were seen."""
    sql = (
        "SELECT 1 FROM changes WHERE table_name = 'calibrations' AND record_id = :id "
        "AND coalesce(after ->> 'closed_on', before ->> 'closed_on') IS NOT NULL LIMIT 1"
    )
    return first_row(db, sql, {"id": calibration_id}) is not None


def was_reopened(db: Database, calibration_id: int) -> bool:
    """Whether a calibration was closed and opened again, whatever it is now."""
    sql = (
        "SELECT 1 FROM changes WHERE table_name = 'calibrations' AND record_id = :id "
        "AND before ->> 'closed_on' IS NOT NULL LIMIT 1"
    )
    return first_row(db, sql, {"id": calibration_id}) is not None


def scored_after_closing(db: Database, calibration_id: int) -> bool:
    """Whether anyone scored it who could have seen the scores of others, as it had been closed."""
    sql = (
        "SELECT 1 FROM evaluations WHERE calibration_id = :id AND deed_id > ("
        "  SELECT min(deed_id) FROM changes WHERE table_name = 'calibrations' AND record_id = :id "
        "  AND after ->> 'closed_on' IS NOT NULL) LIMIT 1"
    )
    return first_row(db, sql, {"id": calibration_id}) is not None


_SCORES = {
    "evaluations": ("score", "unfailed", "note"), "answers": ("value", "comment"),
}  # fmt: skip
"""What tells how someone scored."""


_KEYS = ("blob", "fingerprint", "comment")
"""What tells one key of an account from another."""


class Blinds:
    """What changes tell of evaluations whose calibration is not closed is left out; the history
    shows it once that is. What tells a key is for leaders; `reader` is the account of anyone else.
    """

    def __init__(self, db: Database, reader: str = "") -> None:
        self._db, self._reader = db, reader
        self._blind: dict[tuple[str, int], bool] = {}

    def seen(self, table: str, content: dict[str, Any] | None) -> dict[str, Any] | None:
        """What a record held, as anyone may see it."""
        if content and table == "access_keys" and self._reader:
            return {name: value for name, value in content.items() if name not in _KEYS}
        hidden: Collection[str] = _SCORES.get(table, ())
        if not content or not hidden or not self._is_blind(table, content):
            return content
        return {name: value for name, value in content.items() if name not in hidden}

    def _is_blind(self, table: str, content: dict[str, Any]) -> bool:
        if table == "answers":
            evaluation = int(content.get("evaluation_id") or 0)
            if ("answers", evaluation) not in self._blind:
                held = self._evaluation(evaluation)
                self._blind["answers", evaluation] = bool(held) and self._is_blind(
                    "evaluations", held
                )
            return self._blind["answers", evaluation]
        calibration = content.get("calibration_id")
        if calibration is None:
            return False
        key = ("calibrations", int(calibration))
        if key not in self._blind:
            row = find_row(self._db, "calibrations", {"id": key[1]})
            # One that was taken away was never compared.
            self._blind[key] = row is None or row["closed_on"] is None
        return self._blind[key]

    def _evaluation(self, evaluation_id: int) -> dict[str, Any]:
        """An evaluation, or what it last was."""
        row = find_row(self._db, "evaluations", {"id": evaluation_id})
        if row is not None:
            return row
        last = first_row(
            self._db,
            "SELECT coalesce(after, before) AS content FROM changes "
            "WHERE table_name = 'evaluations' AND record_id = :id ORDER BY id DESC LIMIT 1",
            {"id": evaluation_id},
        )
        return dict(from_json(last["content"])) if last else {}


class GivenAnswer(Struct, frozen=True):
    """What someone answered in a calibration; `key` names the question over all versions."""

    calibration_id: int
    evaluator: str
    key: str
    kind: str
    most: int | None
    value: float | None


def answers_given(db: Database, calibration_ids: Iterable[int]) -> list[GivenAnswer]:
    """Every answer in those of some calibrations that are closed."""
    # Tens of thousands: read as they come, without a name for each cell.
    found = db.execute(
        "SELECT calibration_id, evaluator, key, kind, most, value FROM evaluations "
        "JOIN calibrations ON calibrations.id = evaluations.calibration_id "
        "JOIN answers ON answers.evaluation_id = evaluations.id "
        "JOIN sheet_questions ON sheet_questions.id = answers.question_id "
        f"WHERE calibrations.id IN {listed(calibration_ids)} AND closed_on IS NOT NULL"
    )
    evaluators = load_evaluators(db)
    return [GivenAnswer(one, evaluators.name(by), *more) for one, by, *more in found]
