"""Whether those who score a sheet drift: each month's difference to the others' scores of the same
people.
"""

from datetime import date

from msgspec import Struct

from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import Refused
from kpitui.domain.evaluator_drift import Drift, GivenScore, drifts
from kpitui.domain.judgement.window import window_start
from kpitui.domain.periods import AsOf, Period, PeriodKind, period_of, periods_between
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.sheet import Sheet
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.evaluations import scores_given
from kpitui.storage.within import whole_of
from kpitui.views.sheets import SheetBook, sheet_book

BY = PeriodKind.MONTH


class SheetDrift(Struct, frozen=True):
    """Those who scored with a sheet, in the order of names, over the same months."""

    sheet: Sheet
    metric: Metric | None
    periods: tuple[Period, ...]
    drifts: tuple[Drift, ...]


def require_scorer(actor: Actor) -> None:
    """Nothing for who scores; raises `Refused` for everyone else."""
    if not actor.may(Permission.READINGS):
        raise Refused("How evaluators score is shown to supervisors and leaders only.")


def load_drift_book(database: DatabaseFile, actor: Actor) -> SheetBook:
    """The sheets whose evaluators can be looked at; raises `Refused` for who does not score."""
    require_scorer(actor)
    with reading(database) as db:
        return sheet_book(db)


def load_sheet_drift(
    database: DatabaseFile, actor: Actor, book: SheetBook, sheet: Sheet, as_of: AsOf
) -> SheetDrift:
    """The drift of everyone who scored with a sheet within the months that are judged; raises
    `Refused` for who does not score.
    """
    require_scorer(actor)
    calendar = database.rules.on(as_of.day).calendar
    since = window_start(BY, as_of, calendar)
    with reading(database) as db:
        found = scores_given(whole_of(db), sheet.id, since)
    metric = book.metrics.get(sheet.metric_id)
    given = [row for row in found if row["date"] <= as_of.day.isoformat()]
    if not given:
        return SheetDrift(sheet, metric, (), ())
    periods = periods_between(date.fromisoformat(given[0]["date"]), as_of.day, BY, calendar)
    place = {one.first: at for at, one in enumerate(periods)}
    scores = [
        GivenScore(
            row["evaluator"], row["person_id"],
            place[period_of(date.fromisoformat(row["date"]), BY, calendar).first], row["score"],
        )
        for row in given
    ]  # fmt: skip
    names = {one.evaluator: str(one.evaluator) for one in scores}
    of_all = drifts(
        scores,
        names,
        len(periods),
        unfinished_last=not as_of.finished(periods[-1]),
        rules=database.rules.on(as_of.day).rule_set,
    )
    return SheetDrift(sheet, metric, periods, tuple(of_all))
