"""The lines of the plan as its tree shows them, made from its records."""

from msgspec import Struct, field

from kpitui.domain.records.metric import Metric
from kpitui.ui.app_context import AppContext
from kpitui.views.overview import KpiLine, Overview, PriorityLine, StrategyLine
from kpitui.views.standard_lines import StandardLine
from kpitui.words.facts import NO_MISSION, Source
from kpitui.words.kpi import (
    how_it_goes,
    kpi_ended,
    kpi_target,
    kpi_value,
    standard_level,
    standard_value,
    status_of,
)


class PlanLine(Struct):
    """What one line of the tree shows, and the record behind it."""

    key: str
    name: str
    source: Source | None = None
    status: str = ""
    value: str = ""
    target: str = ""
    remark: str = ""
    below: list["PlanLine"] = field(default_factory=list)
    open: bool = True

    @property
    def metric(self) -> Metric | None:
        """The metric of a KPI or a standard, or the one that the line is."""
        source = self.source
        if isinstance(source, (KpiLine, StandardLine)):
            return source.metric
        return source if isinstance(source, Metric) else None

    @property
    def ended(self) -> bool:
        """Whether it ended, and stays as it was."""
        source = self.source
        return isinstance(source, (PriorityLine, StrategyLine, KpiLine)) and source.ended

    def holds(self, key: str) -> bool:
        """Whether the line of a key hangs below this one."""
        return any(line.key == key or line.holds(key) for line in self.below)


def plan_lines(overview: Overview, context: AppContext) -> list[PlanLine]:
    """The branches of the tree."""
    mission = overview.mission.statement if overview.mission else NO_MISSION
    chain = PlanLine(
        "mission",
        context.text(mission),
        below=[_priority(priority, context) for priority in overview.priorities],
    )
    standards = PlanLine("standards", "Standards", below=_standards(overview.standards, context))
    standards.remark = "expected of everyone" if overview.standards else "none yet"
    branches = [chain, standards]
    others = [*overview.unsorted, *overview.context]
    if others:
        unsorted = (
            f"{len(overview.unsorted)} not sorted yet" if overview.unsorted else "for information"
        )
        branches.append(
            PlanLine("others", "Other metrics", remark=unsorted, open=False, below=[
                PlanLine(f"metric-{other.id}", context.text(other.name), other,
                    remark=other.place) for other in others
            ])
        )  # fmt: skip
    return branches


def _priority(line: PriorityLine, context: AppContext) -> PlanLine:
    strategies = [
        PlanLine(
            f"strategy-{strategy.strategy.id}", context.text(strategy.strategy.title), strategy,
            remark=how_it_goes(strategy, context.speech),
            below=[_kpi(kpi, context) for kpi in strategy.kpis],
        )
        for strategy in line.strategies
    ]  # fmt: skip
    return PlanLine(
        f"priority-{line.priority.id}",
        context.text(line.priority.title),
        line,
        remark=how_it_goes(line, context.speech),
        below=strategies,
    )


def _kpi(line: KpiLine, context: AppContext) -> PlanLine:
    key, name, speech = f"kpi-{line.kpi.id}", context.text(line.metric.name), context.speech
    if line.ended:
        return PlanLine(key, name, line, remark=context.text(kpi_ended(line, speech)))
    return PlanLine(
        key,
        name,
        line,
        status=status_of(line),
        value=context.text(kpi_value(line, speech, unit=False)),
        target=context.text(kpi_target(line, speech, unit=False)),
    )


def _standards(lines: list[StandardLine], context: AppContext) -> list[PlanLine]:
    """A line a metric; what is expected of some stands below what is expected of everyone, which
    comes first.
    """
    shown: list[PlanLine] = []
    of_everybody: dict[int, PlanLine] = {}
    for line in lines:
        drawn_line = _standard(line, context)
        above = of_everybody.get(line.metric.id)
        if above is not None:
            drawn_line.name = context.text(line.scope)
            above.below.append(drawn_line)
            continue
        if not line.standard.rank:
            of_everybody[line.metric.id] = drawn_line
        shown.append(drawn_line)
    return shown


def _standard(line: StandardLine, context: AppContext) -> PlanLine:
    name = context.text(line.metric.name)
    if line.standard.rank:
        name = f"{name} ({context.text(line.scope)})"
    return PlanLine(
        f"standard-{line.standard.id}",
        name,
        line,
        status=line.status,
        value=context.text(standard_value(line, context.speech, unit=False)),
        target=context.text(standard_level(line, context.speech, unit=False)),
    )
