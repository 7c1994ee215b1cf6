"""Whether those who score a sheet drift: each month's difference to the others' scores of the same
people.
"""

from collections.abc import Collection, Hashable, Iterable
from datetime import date

from msgspec import Struct

from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import Refused
from kpitui.domain.evaluator_drift import Drift, GivenScore, drifts
from kpitui.domain.judgement.window import window_start
from kpitui.domain.periods import AsOf, Period, PeriodKind, period_of, periods_between
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.sheet import Sheet
from kpitui.domain.text import name_key
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.evaluations import scores_given
from kpitui.storage.evaluators import evaluators_outside
from kpitui.storage.within import whole_of
from kpitui.views.sheets import SheetBook, sheet_book

BY = PeriodKind.MONTH
OF_ANOTHER_TEAM = "someone of another team"


class SheetDrift(Struct, frozen=True):
    """Those who scored with a sheet, in the order of names, over the same months."""

    sheet: Sheet
    metric: Metric | None
    periods: tuple[Period, ...]
    drifts: tuple[Drift, ...]
    not_shown: int = 0
    """How many others scored whom the account does not see by name."""
    noun: str = BY.value
    """What a period is called: a thirteenth of a year is no month."""


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
        outside = evaluators_outside(db)
    metric = book.metrics.get(sheet.metric_id)
    given = [row for row in found if row["date"] <= as_of.day.isoformat()]
    if not given:
        return SheetDrift(sheet, metric, (), ())
    periods = periods_between(date.fromisoformat(given[0]["date"]), as_of.day, BY, calendar)
    place = {one.first: at for at, one in enumerate(periods)}
    called = _called((row["evaluator"] for row in given), outside)
    scores = [
        GivenScore(
            called[row["evaluator"]], row["person_id"],
            place[period_of(date.fromisoformat(row["date"]), BY, calendar).first], row["score"],
        )
        for row in given
    ]  # fmt: skip
    names: dict[Hashable, str] = {one: one for one, label in called.items() if label == one}
    of_all = drifts(
        scores,
        names,
        len(periods),
        unfinished_last=not as_of.finished(periods[-1]),
        rules=database.rules.on(as_of.day).rule_set,
    )
    noun = calendar.on(as_of.day).noun(BY)
    return SheetDrift(sheet, metric, periods, tuple(of_all), len(called) - len(names), noun)


def _called(evaluators: Iterable[str], outside: Collection[str]) -> dict[str, str]:
    """What each is called: by name, but who is of another team, whose figures are not shown by
    person.
    """
    called: dict[str, str] = {}
    for evaluator in evaluators:
        if evaluator not in called:
            others = sum(name != label for name, label in called.items())
            label = f"{OF_ANOTHER_TEAM} ({others + 1})" if others else OF_ANOTHER_TEAM
            called[evaluator] = label if name_key(evaluator) in outside else evaluator
    return called
