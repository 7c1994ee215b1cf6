"""Calibrations: several score one contact blind, and close it to see how far they agree."""

from collections.abc import Sequence
from datetime import date

from kpitui.actions.blind_scores import require_blind, require_open
from kpitui.actions.evaluations import (
    ScoredEvaluations,
    by_version,
    correct_evaluation_within,
    record_evaluations,
    sheet_of_day,
)
from kpitui.actions.readings import ReadingRules
from kpitui.domain.access import AccessRole, Actor, Permission
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.calibration import Calibration, CalibrationDraft
from kpitui.domain.records.evaluation import Answer, EvaluationDraft, EvaluationTerms
from kpitui.domain.sheet_score import Score
from kpitui.storage.calibrations import (
    close_row,
    insert_calibration,
    load_calibration,
    open_calibration_of,
    own_evaluation,
    scorers_of,
)
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.sheets import load_sheets

FEWEST = 2
"""So many scores can be compared."""


def open_calibration(
    database: DatabaseFile, actor: Actor, draft: CalibrationDraft, *, today: date
) -> int:
    """Open a calibration of a contact for everyone who scores, and give its id.

    Raises `BadData` or `Refused` with a sentence, also where the contact is being calibrated
    already.
    """
    actor.require(Permission.READINGS)
    with writing(database, ChangeRecord(actor, "open calibration")) as db:
        _require_contact(db, draft, today)
        same = open_calibration_of(db, draft)
        if same is not None:
            raise Refused(
                f"Contact {draft.reference} is in calibration {same['id']} already, which is open."
            )
        return insert_calibration(db, draft, actor.name)


def _require_contact(db: Database, draft: CalibrationDraft, today: date) -> None:
    if not draft.reference:
        raise BadData("A calibration needs the number of the contact, so that all score the same.")
    sheet_of_day(by_version(load_sheets(db)), draft.sheet_version_id, draft.date)
    if draft.date > today:
        raise BadData(f"{draft.date} is in the future; calibrate a contact of today or earlier.")
    ReadingRules.load(db, today).team_of(draft.person_id, None, draft.date)


def evaluation_of(
    calibration: Calibration, answers: Sequence[Answer], note: str = ""
) -> EvaluationDraft:
    """The evaluation that someone's answers in a calibration are."""
    return EvaluationDraft(
        sheet_version_id=calibration.sheet_version_id, person_id=calibration.person_id,
        date=calibration.date, reference=calibration.reference, channel=calibration.channel,
        note=note, answers=tuple(answers), calibration_id=calibration.id,
    )  # fmt: skip


def score_calibration(
    database: DatabaseFile,
    actor: Actor,
    calibration: Calibration,
    answers: Sequence[Answer],
    *,
    today: date,
    note: str = "",
    again: bool = False,
    change: ChangeRecord | None = None,
) -> Score:
    """Score the contact of a calibration, once; with `again` what one scored is corrected.

    Raises `ScoredBefore` where one has scored it and does not correct, and `BadData` or `Refused`
    with a sentence; give the same `change` again to retry.
    """
    actor.require(Permission.READINGS)
    if again:
        return _correct(database, actor, calibration, answers, today=today, note=note)
    change = change or ChangeRecord(actor, "score calibration")
    draft = evaluation_of(calibration, answers, note)
    done: ScoredEvaluations = record_evaluations(
        database, actor, [draft], today=today, change=change
    )
    return done.scores[0]


def _correct(
    database: DatabaseFile, actor: Actor, calibration: Calibration, answers: Sequence[Answer], *,
    today: date, note: str,
) -> Score:  # fmt: skip
    with writing(database, ChangeRecord(actor, "correct score of calibration")) as db:
        require_open(db, calibration.id)
        old = own_evaluation(db, calibration.id, actor.name)
        if old is None:
            raise BadData(
                f"You have not scored calibration {calibration.id} yet, so nothing is corrected."
            )
        require_blind(db, old, actor.name)
        terms = EvaluationTerms(
            date=old.date, reference=old.reference, channel=old.channel, note=note or old.note
        )
        return correct_evaluation_within(db, old, terms, answers, today=today)


def may_close(actor: Actor, calibration: Calibration) -> bool:
    """Whether someone may close it: who opened it, and leaders."""
    is_scorer = actor.may(Permission.READINGS)
    return actor.role is AccessRole.LEADER or (is_scorer and actor.name == calibration.opened_by)


def require_two(one: Calibration, count: int, scorers: Sequence[str]) -> None:
    """Raise `Refused` while fewer than two have scored it; `scorers` is empty for who sees no
    names.
    """
    if count < FEWEST:
        only = scorers[0] if scorers else "one"
        who = f"only {only} has" if count else "no one has"
        raise Refused(
            f"Calibration {one.id} stays open: {who} scored it, and it takes two to compare."
        )


def close_calibration(
    database: DatabaseFile, actor: Actor, calibration_id: int, *, today: date
) -> Calibration:
    """Close a calibration, so that all scores are seen side by side.

    Raises `Refused` for another than who opened it or a leader, where it was closed already, and
    while fewer than two have scored it.
    """
    actor.require(Permission.READINGS)
    with writing(database, ChangeRecord(actor, "close calibration")) as db:
        found = require_open(db, calibration_id)
        if not may_close(actor, found):
            raise Refused(
                f"{found.opened_by} opened calibration {found.id}; they or a leader can close it."
            )
        scorers = scorers_of(db, [found.id]).get(found.id, [])
        require_two(found, len(scorers), scorers)
        close_row(db, found, today)
        closed = load_calibration(db, found.id)
        assert closed is not None
        return closed
