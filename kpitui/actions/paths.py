"""Targets and levels over time: another one from a day on, which leaves the periods before it as
they were judged; and the correction of a slip, which does not and says why.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.periods import Calendar, PeriodKind, period_of
from kpitui.domain.progress import way_from
from kpitui.domain.records.dated import Target, target_on
from kpitui.domain.records.kpi import CorrectionDraft, Kpi
from kpitui.domain.records.metric import Range
from kpitui.domain.records.standard import Standard, StandardDraft
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.last_readings import last_dates
from kpitui.storage.plan import load_kpi, load_metrics, targets_of
from kpitui.storage.records import Row, conflict, delete, insert, row_of, update


class PathEnd(Struct, frozen=True):
    """The level that a path leads to, and by when; at once without a day. The way begins at the
    level that was expected until then if it is not said.
    """

    level: Range
    due_on: date | None = None
    from_level: float | None = None

    def due_after(self, starts_on: date) -> date | None:
        """The day by which a row that starts on a day is reached; None where it holds at once."""
        return self.due_on if self.due_on and self.due_on > starts_on else None

    def columns(self, starts_on: date) -> Row:
        """What a row that starts on a day holds of it."""
        due_on = self.due_after(starts_on)
        way: Row = {} if self.from_level is None else {"from_level": self.from_level}
        return way | {
            "low": self.level.low, "high": self.level.high,
            "due_on": due_on.isoformat() if due_on else None,
        }  # fmt: skip


def set_target(
    database: DatabaseFile, actor: Actor, kpi: Kpi, aim: PathEnd, starts_on: date, *, earliest: date
) -> None:
    """Want another level of a KPI from a date on; it judges no period before the `earliest`."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "edit KPI")) as db:
        require_not_before_now(starts_on, earliest)
        lead_from(db, load_kpi(db, kpi.id), aim, starts_on)


def require_not_before_now(starts_on: date, earliest: date, what: str = "target") -> None:
    """Nothing where another target may hold from a date on; raises `BadData` otherwise."""
    if starts_on < earliest:
        raise BadData(
            f"Another {what} applies from {earliest}; start this one on that day or later, or "
            "correct the old one with a reason (w)."
        )


def lead_from(db: Database, kpi: Kpi, aim: PathEnd, day: date) -> None:
    """Let the path of a KPI lead to another level from a day on: it begins at the level that was
    expected then, and takes the place of rows that had not begun.
    """
    coming = [row for row in kpi.targets if row.starts_on > day]
    for row in coming:
        delete(db, "targets", row.id)
    held, values = target_on(kpi.targets, day), aim.columns(day)
    if held is not None:
        version = row_of(db, "targets", held.id)["version"]
        if held.starts_on == day:
            update(db, "targets", held.id, version, values | ({"ends_on": None} if coming else {}))
            return
        update(db, "targets", held.id, version, {"ends_on": day.isoformat()})
    if aim.from_level is None:
        direction = load_metrics(db, [kpi.metric_id])[0].direction
        values["from_level"] = way_from(kpi, direction, aim.level, day)
    insert(db, "targets", {"kpi_id": kpi.id, "starts_on": day.isoformat(), **values})


def level_from(
    db: Database, standard_id: int, levels: Sequence[Target], draft: StandardDraft, earliest: date
) -> None:
    """A new dated row where the level changes; one that starts on the very day is fixed instead.

    Only the first may begin before the `earliest` day: another one would judge what was judged.
    """
    good, starts_on = draft.level, draft.starts_on
    held = target_on(levels, starts_on)
    if held is not None and held.level == good:
        return
    later = [level.starts_on for level in levels if level.starts_on > starts_on]
    if later:
        raise BadData(
            f"Another level applies from {min(later)}; start this one on that day or later."
        )
    if levels:
        require_not_before_now(starts_on, earliest, "level")
    values = PathEnd(good).columns(starts_on)
    if held is not None:
        row = row_of(db, "targets", held.id)
        if held.starts_on == starts_on:
            update(db, "targets", held.id, row["version"], values)
            return
        update(db, "targets", held.id, row["version"], {"ends_on": starts_on.isoformat()})
    insert(
        db, "targets", {"standard_id": standard_id, "starts_on": starts_on.isoformat(), **values}
    )


def require_baseline_free(db: Database, kpi: Kpi, today: date, calendar: Calendar) -> None:
    """Nothing while no period of a KPI was judged yet; raises `Refused` afterwards."""
    (metric,) = load_metrics(db, [kpi.metric_id])
    running = period_of(today, PeriodKind.of(metric.cadence), calendar).first
    last = last_dates(db, [metric.id], running - timedelta(days=1)).get(metric.id)
    if last is not None and last >= kpi.starts_on:
        raise Refused(
            "Periods were judged by the baseline; press w to correct it with a reason, as their "
            "verdicts change with it."
        )


def correct_kpi(
    database: DatabaseFile, actor: Actor, kpi: Kpi, row: Target, correction: CorrectionDraft
) -> None:
    """Correct a slip of a KPI's baseline, or of one row of its target, in place: what was said of
    past periods changes with it, and the reason stays in the history.
    """
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "correct target", correction.why)) as db:
        values: Row = {"baseline": correction.baseline}
        if row == kpi.targets[-1] and correction.due_on is not None:
            values["due_on"] = correction.due_on.isoformat()
        update(db, "kpis", kpi.id, kpi.version, values)
        aim = PathEnd(correction.level, correction.due_on, row.from_level)
        _correct(db, targets_of(db, "kpi_id", kpi.id), row, aim)


def correct_baseline(
    database: DatabaseFile, actor: Actor, kpi: Kpi, baseline: float | None, why: str
) -> None:
    """Correct a slip of a KPI's baseline, with the reason for it."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "correct target", why)) as db:
        _require_reason(why)
        update(db, "kpis", kpi.id, kpi.version, {"baseline": baseline})


def correct_level(
    database: DatabaseFile, actor: Actor, of: Kpi | Standard, row: Target, aim: PathEnd, why: str
) -> None:
    """Correct a slip of one row of a target or a standard in place, with the reason for it."""
    actor.require(Permission.PLAN)
    with writing(database, ChangeRecord(actor, "correct target", why)) as db:
        _require_reason(why)
        owner = "kpi_id" if isinstance(of, Kpi) else "standard_id"
        _correct(db, targets_of(db, owner, of.id), row, aim)


def _require_reason(why: str) -> None:
    if not why.strip():
        raise BadData("why: a correction changes past verdicts; give a reason.")


def _correct(db: Database, rows: Sequence[Target], row: Target, aim: PathEnd) -> None:
    if row not in rows:
        raise conflict(db, "targets", row.id)
    version = row_of(db, "targets", row.id)["version"]
    update(db, "targets", row.id, version, aim.columns(row.starts_on))
