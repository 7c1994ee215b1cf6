"""How a line of the plan ends: on a date, with what was learned, and with all that hangs below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.domain.errors import KpituiError
from kpitui.domain.records.metric import Metric
from kpitui.lazy import Lazy
from kpitui.views.overview import KpiLine, PriorityLine, StrategyLine
from kpitui.views.standard_lines import StandardLine
from kpitui.words.spans import texts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kpitui.actions import measures, plan
    from kpitui.domain.records.kpi import Kpi
    from kpitui.ui.editing import EditingScreen
    from kpitui.ui.forms import goals
    from kpitui.ui.forms.goals import Ending
    from kpitui.ui.plan_lines import PlanLine
    from kpitui.views import meanwhile, planning
    from kpitui.words import meanwhile as words
    from kpitui.words import rollout
else:
    measures, plan = Lazy("kpitui.actions.measures"), Lazy("kpitui.actions.plan")
    goals, planning = Lazy("kpitui.ui.forms.goals"), Lazy("kpitui.views.planning")
    meanwhile, words = Lazy("kpitui.views.meanwhile"), Lazy("kpitui.words.meanwhile")
    rollout = Lazy("kpitui.words.rollout")


class PlanEnder:
    """Ends the line that it is given; what ends with it is shown first."""

    def __init__(self, screen: EditingScreen) -> None:
        self._screen = screen
        self._context = screen.context
        self._by = screen.context.database, screen.context.actor

    async def end(self, line: PlanLine | None) -> None:
        """End a line on a date."""
        source = line.source if line else None
        if line is None or line.ended:
            self._screen.tell("It ended already.")
        elif isinstance(source, PriorityLine):
            await self._end_priority(source)
        elif isinstance(source, StrategyLine):
            await self._end_strategy(source)
        elif isinstance(source, KpiLine):
            await self._ask(
                line.key,
                f"End the KPI: {source.metric.name}",
                [
                    *self._story([source], source.kpi),
                    "The metric, its readings and its standard stay.",
                ],
                f"strategy-{source.strategy.id}",
                lambda ending: measures.end_kpi(*self._by, source.kpi, ending.on, ending.why),
                "The KPI is ended",
            )
        elif isinstance(source, StandardLine):
            await self._ask(
                line.key,
                f"End the standard: {source.metric.name}, of {source.scope}",
                ["The metric and its readings stay."],
                "standards",
                lambda ending: measures.end_standard(
                    *self._by, source.standard, ending.on, ending.why
                ),
                "The standard is ended",
            )
        elif isinstance(source, Metric):
            await self._ask(
                line.key,
                f"End the metric: {source.name}",
                ["It takes no readings from that day on; those it has stay."],
                "others",
                lambda ending: measures.end_metric(*self._by, source, ending.on),
                "The metric is ended",
            )
        elif line.key == "mission":
            self._screen.tell("The mission is changed with e; it never just ends.")
        else:
            self._screen.tell("A heading.")

    async def _end_priority(self, line: PriorityLine) -> None:
        priority = line.priority
        intro, with_verdict = [], []
        for strategy in line.strategies:
            if not strategy.ended:
                story = self._story_of(strategy)
                count = sum(not kpi.ended for kpi in strategy.kpis)
                intro += [f"Ends with it: {strategy.strategy.title}, {count} KPI", *story]
                with_verdict.append(
                    (strategy.strategy.id, strategy.strategy.title, "\n".join(story))
                )
        await self._ask(
            f"priority-{priority.id}",
            f"End the priority: {priority.title}",
            [*intro, "Metrics, readings and standards stay."],
            "mission",
            lambda ending: plan.end_priority(*self._by, priority, ending.on, dict(ending.learned)),
            "The priority is ended",
            with_verdict,
        )

    async def _end_strategy(self, line: StrategyLine) -> None:
        strategy, story = line.strategy, self._story_of(line)
        await self._ask(
            f"strategy-{strategy.id}",
            f"End the strategy: {strategy.title}",
            [*story, "Metrics, readings and standards stay."],
            f"priority-{strategy.priority_id}",
            lambda ending: plan.end_strategy(*self._by, strategy, ending.on, ending.learned[0][1]),
            "The strategy is ended",
            [(strategy.id, strategy.title, "\n".join(story))],
        )

    async def _ask(
        self,
        key: str,
        title: str,
        intro: Sequence[str],
        then: str,
        end: Callable[[Ending], object],
        said: str,
        strategies: Sequence[tuple[int, str, str]] = (),
    ) -> None:
        """Ask for the day and what was learned, then end it and go to the line of `then`."""
        form = goals.ending_form(f"end-{key}", title, intro, strategies, self._context)
        await self._screen.changes.change(form, then, end, said)

    def _story_of(self, line: StrategyLine) -> list[str]:
        return self._story([kpi for kpi in line.kpis if not kpi.ended])

    def _story(self, lines: Sequence[KpiLine], kpi: Kpi | None = None) -> list[str]:
        """How KPIs of a strategy moved in its time, and what got worse beside them, or beside one
        of them.
        """
        work = self._context
        if not lines:
            return []
        try:
            story = planning.kpi_story(work.database, lines, work.as_of, work.config)
            beside = meanwhile.load_meanwhile(work.database, lines[0].strategy, work.as_of, kpi)
            told = [
                *words.meanwhile(beside, work.speech),
                *rollout.in_brief(beside.rollouts, work.speech),
            ]
            return [*story, *texts_of(told)]
        except KpituiError as error:
            self._screen.tell(error.sentence, error=True)
            return []
