"""What holds of scores in a calibration: one each, and none changed once they could be seen."""

from typing import Any

from kpitui.domain.errors import BadData, NothingFound, Refused, nothing_saved
from kpitui.domain.records.calibration import Calibration
from kpitui.domain.records.evaluation import Evaluation, EvaluationDraft
from kpitui.storage.calibrations import load_calibration, own_evaluation, was_closed
from kpitui.storage.driver import Database
from kpitui.storage.evaluators import load_evaluators
from kpitui.storage.records import find_row


class ScoredBefore(Refused):
    """Someone scored the calibration already, and can correct that while it is open."""


def require_open(db: Database, calibration_id: int) -> Calibration:
    """A calibration that is scored; raises `NothingFound` or `Refused` where there is none, or it
    is closed.
    """
    found = load_calibration(db, calibration_id)
    if found is None:
        raise nothing_saved(NothingFound(f"There is no calibration {calibration_id}."))
    if found.closed_on is not None:
        raise Refused(
            f"Calibration {found.id} was closed on {found.closed_on}: all scores can be seen, so "
            "none is added or changed."
        )
    return found


def require_scorable(db: Database, draft: EvaluationDraft, evaluator: str) -> None:
    """Nothing where a draft is of no calibration, or of an open one that its evaluator has not
    scored; raises `BadData` or `Refused` otherwise.
    """
    if draft.calibration_id is None:
        return
    found = require_open(db, draft.calibration_id)
    if (draft.sheet_version_id, draft.person_id, draft.date, draft.reference) != (
        found.sheet_version_id, found.person_id, found.date, found.reference
    ):  # fmt: skip
        raise nothing_saved(BadData(f"Calibration {found.id} is of another contact."))
    if own_evaluation(db, found.id, evaluator) is not None:
        raise ScoredBefore(
            f"{evaluator} scored calibration {found.id} already; each scores it once."
        )


def require_blind(db: Database, old: Evaluation, by: str) -> None:
    """Nothing where an evaluation is of no calibration, or of one whose scores no one has seen and
    `by` made it; raises `Refused` otherwise.
    """
    if old.calibration_id is None:
        return
    require_open(db, old.calibration_id)
    if not load_evaluators(db).are_same(old.evaluator, by):
        raise Refused(f"{old.evaluator} scored that blind; only they can change it.")
    _require_unseen(db, old.calibration_id)


def require_unseen(db: Database, table: str, content: dict[str, Any]) -> None:
    """Nothing where a record of the history is no score of a calibration that was closed; raises
    `Refused` otherwise.
    """
    if table == "answers":
        content = find_row(db, "evaluations", {"id": content.get("evaluation_id")}) or {}
    elif table != "evaluations":
        return
    if content.get("calibration_id") is not None:
        _require_unseen(db, int(content["calibration_id"]))


def _require_unseen(db: Database, calibration_id: int) -> None:
    if was_closed(db, calibration_id):
        raise Refused(
            f"Calibration {calibration_id} was closed, so that its scores were seen; a score in it "
            "stays as it was made."
        )
