"""KPIs."""

from datetime import date
from typing import Annotated

from msgspec import Struct

from kpitui.domain.records.dated import Dated, Target
from kpitui.domain.records.detail import DATES, Detail
from kpitui.domain.records.metric import Definition, Range
from kpitui.domain.text import NAME_LIMIT

BY = Detail("Target date", DATES, begins="+1y", order=3)


class KpiTerms(Dated, frozen=True, kw_only=True):
    """What is agreed on of a KPI, but for its target."""

    baseline: Annotated[float | None, Detail("Baseline", "where it starts; optional")] = None
    due_on: Annotated[date | None, BY] = None
    warn: Annotated[
        float, Detail("At-risk margin", "how far short still counts as at risk", least=0, order=5)
    ] = 0.0
    owner: Annotated[str, Detail("Owner", limit=NAME_LIMIT, order=6)] = ""


class KpiDraft(KpiTerms, frozen=True, kw_only=True):
    """A metric, there already or new, in the service of a strategy, with one target; another target
    holds from `target_from` on, or from today.
    """

    metric: int | Definition
    target: Annotated[Range, Detail("Target", order=2)]
    due_on: Annotated[date, BY]
    target_from: date | None = None


class CorrectionDraft(Struct, frozen=True, kw_only=True):
    """A slip put right: the level of one row of a target, the day for it, the baseline, and why."""

    level: Range
    due_on: date | None
    baseline: float | None
    why: str


class Kpi(KpiTerms, frozen=True, kw_only=True):
    """A metric in the service of one strategy for a time. Its target is a path: dated rows, one
    after the other.
    """

    id: int
    metric_id: int
    strategy_id: int
    position: int = 0
    version: int = 1
    targets: tuple[Target, ...] = ()
