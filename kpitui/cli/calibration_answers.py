"""Calibrations for programs."""

from kpitui.domain.records.evaluation import Evaluation
from kpitui.views.calibrations import CalibrationLine, CalibrationPage, QuestionCompared
from kpitui.words.calibrations import why_no_kappa


def list_answer(one: CalibrationLine) -> dict[str, object]:
    """A calibration in the list; `scored_by` is null for who sees no names."""
    call, named = one.calibration, one.scorers or not one.count
    return {
        "id": call.id, "open": call.is_open, "sheet": one.sheet.name, "person": one.person,
        "date": call.date, "reference": call.reference, "channel": call.channel or None,
        "note": call.note or None, "opened_by": one.opened_by, "closed_on": call.closed_on,
        "scored": one.count, "scored_by": list(one.scorers) if named else None,
        "scored_by_me": one.mine,
    }  # fmt: skip


def page_answer(page: CalibrationPage) -> dict[str, object]:
    """One calibration; `scores` and `questions` are null while it is open."""
    closed = not page.line.calibration.is_open
    named = bool(page.evaluations)
    return list_answer(page.line) | {
        "reopened": page.reopened, "all_blind": page.all_blind,
        "mine": _score(page.own) if page.own else None,
        "lowest": page.span[0] if page.span else None,
        "highest": page.span[1] if page.span else None,
        "lowest_without_critical": page.unfailed_span[0] if page.unfailed_span else None,
        "highest_without_critical": page.unfailed_span[1] if page.unfailed_span else None,
        "scores": [_score(evaluation) for evaluation in page.evaluations] if named else None,
        "compared": page.together if closed else None,
        "questions": [_question(one, named=named) for one in page.questions] if closed else None,
    }  # fmt: skip


def _score(one: Evaluation) -> dict[str, object]:
    return {
        "evaluator": one.evaluator, "score": one.score, "score_without_critical": one.unfailed,
        "note": one.note or None,
    }  # fmt: skip


def _question(one: QuestionCompared, *, named: bool) -> dict[str, object]:
    found = one.agreement
    return {
        "key": one.question.key, "question": one.question.text,
        "section": one.question.section or None, "kind": one.question.kind.value,
        "answers": dict(one.answers) if named else None,
        "differs": one.difference is not None,
        "marked": list(one.difference.apart) if named and one.difference else [] if named else None,
        "calls": found.calls, "scorers": found.raters, "agreeing": found.agreeing,
        "pairs": found.pairs, "agree": found.share, "kappa": one.kappa,
        "kappa_kind": found.kind.value,
        "no_kappa": why_no_kappa(found) if one.kappa is None else None,
    }  # fmt: skip
