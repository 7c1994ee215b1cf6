"""What can be done to a line of the plan: add below, edit, move, make a KPI, note an event."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from kpitui.domain.errors import KpituiError
from kpitui.domain.periods import AsOf
from kpitui.domain.records.metric import Definition, Metric, Place
from kpitui.lazy import Lazy
from kpitui.ui.changes import Edit, Task, leading_to
from kpitui.ui.choice import Choice
from kpitui.ui.metric_editing import MetricEditor
from kpitui.views.overview import KpiLine, Overview, PriorityLine, StrategyLine
from kpitui.views.standard_lines import StandardLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from kpitui.actions import measures, plan
    from kpitui.domain.records.goal import GoalDraft, Priority, Strategy
    from kpitui.domain.records.kpi import Kpi, KpiDraft
    from kpitui.domain.records.metric import Definition
    from kpitui.domain.records.mission import Mission, MissionDraft
    from kpitui.domain.records.person import Person
    from kpitui.ui import event_editing, split_editing
    from kpitui.ui.editing import EditingScreen
    from kpitui.ui.forms import advice, goals
    from kpitui.ui.forms import measures as forms
    from kpitui.ui.forms.advice import Around
    from kpitui.ui.forms.form import Form
    from kpitui.ui.forms.goals import GoalOffers
    from kpitui.ui.plan_lines import PlanLine
    from kpitui.ui.widgets import plan_detail
    from kpitui.views import catalogue, events, planning, vocabulary
else:
    measures, plan = Lazy("kpitui.actions.measures"), Lazy("kpitui.actions.plan")
    goals, forms = Lazy("kpitui.ui.forms.goals"), Lazy("kpitui.ui.forms.measures")
    advice, planning = Lazy("kpitui.ui.forms.advice"), Lazy("kpitui.views.planning")
    vocabulary = Lazy("kpitui.views.vocabulary")
    event_editing, events = Lazy("kpitui.ui.event_editing"), Lazy("kpitui.views.events")
    catalogue = Lazy("kpitui.views.catalogue")
    plan_detail = Lazy("kpitui.ui.widgets.plan_detail")
    split_editing = Lazy("kpitui.ui.split_editing")


class PlanEditor:
    """Changes the plan at the line that it is given; its `metrics` are edited from there too."""

    def __init__(self, screen: EditingScreen) -> None:
        self._screen = screen
        self._context = screen.context
        self._changes = screen.changes
        self._by = screen.context.database, screen.context.actor
        self.metrics = MetricEditor(screen)

    # add ------------------------------------------------------------------------------------------

    async def add(self, line: PlanLine | None, overview: Overview | None) -> None:
        """Add below a line."""
        if line is None or overview is None:
            return
        source = line.source
        if line.key == "mission" and overview.mission is None:
            await self.ask_mission(None)
        elif line.key == "mission":
            await self.ask_priority()
        elif isinstance(source, PriorityLine):
            await self.ask_strategy(source.priority)
        elif isinstance(source, StrategyLine):
            await self.make_kpi(line, overview)
        elif line.key == "standards" or isinstance(source, StandardLine):
            await self.metrics.ask_standard(None)
        elif line.key == "others" or isinstance(source, Metric):
            form = forms.metric_form(None, self._context, catalogue.load_catalogue())
            await self._changes.ask(form, self._add_metric, "Metric added")
        else:
            self._screen.tell("Nothing goes under a KPI; e edits it, n adds an event.")

    async def ask_mission(self, mission: Mission | None) -> None:
        """Set the mission, or change the one there is."""

        def change(old: Mission | None, draft: MissionDraft) -> str:
            plan.change_mission(*self._by, draft, old)
            return "mission"

        said = "The mission is set"
        if mission is None:
            form = goals.mission_form(None, self._context)
            await self._changes.ask(form, partial(change, None), said)
        else:
            form_of = partial(goals.mission_form, context=self._context)
            await self._changes.edit(Edit(mission, form_of, change, "mission", said))

    async def ask_priority(self) -> None:
        """Add a priority."""

        def add(draft: GoalDraft) -> str:
            return f"priority-{plan.add_priority(*self._by, draft)}"

        form = goals.goal_form("priority", None, self._context, self._around())
        await self._changes.ask(form, add, "Priority added")

    async def ask_strategy(self, priority: Priority) -> None:
        """Add a strategy of a priority."""

        def add(draft: GoalDraft) -> str:
            return f"strategy-{plan.add_strategy(*self._by, priority, draft)}"

        if (offers := self._offers()) is not None:
            around = self._around(priority)
            form = goals.goal_form("strategy", None, self._context, around, priority.title, offers)
            await self._changes.ask(form, add, "Strategy added")

    def _offers(self) -> GoalOffers | None:
        """What a strategy can name; says so where the file cannot be read."""
        work = self._context
        try:
            metrics = vocabulary.load_metrics_by_id(work.database, work.today())
            teams = events.load_event_subjects(work.database).teams
            return goals.GoalOffers([*metrics.values()], teams)
        except KpituiError as error:
            self._screen.tell(error.sentence, error=True)
            return None

    def _add_metric(self, draft: Definition) -> str:
        return f"metric-{measures.add_metric(*self._by, draft)}"

    # KPIs and standards ---------------------------------------------------------------------------

    async def make_kpi(self, line: PlanLine | None, overview: Overview | None) -> None:
        """Make a metric a KPI of the strategy of a line, or the metric of the line one of a
        strategy that is asked for.
        """
        if line is None or overview is None:
            return
        source = line.source
        strategy = source.strategy if isinstance(source, (StrategyLine, KpiLine)) else None
        metric = None if strategy is not None else line.metric
        strategies = [
            strategy.strategy
            for priority in overview.priorities
            for strategy in priority.strategies
            if not strategy.ended
        ]
        if strategy is None and strategies and metric is None:
            self._screen.tell(
                "A metric becomes a KPI only under a strategy; go to the strategy and press p."
            )
            return
        await self.metrics.ask_kpi(strategy, strategies, metric)

    async def set_standard(self, line: PlanLine | None) -> None:
        """Set a standard of the metric of a line, or of one that is asked for."""
        await self.metrics.ask_standard(line.metric if line else None)

    def mark_context(self, line: PlanLine | None) -> None:
        """Mark a metric as context, kept on purpose; or take that back."""
        source = line.source if line else None
        if not isinstance(source, Metric):
            self._screen.tell("Only a metric that is neither KPI nor standard can be context.")
            return
        place = Place.UNSORTED if source.place is Place.CONTEXT else Place.CONTEXT
        self.metrics.mark(source, place)

    # edit -----------------------------------------------------------------------------------------

    async def edit(self, line: PlanLine | None, overview: Overview | None) -> None:
        """Edit a line."""
        if line is None or overview is None:
            return
        source = line.source
        if line.ended:
            self._screen.tell("It ended and stays as it was.")
        elif line.key == "mission":
            await self.ask_mission(overview.mission)
        elif isinstance(source, (PriorityLine, StrategyLine)):
            await self._edit_goal(source, overview)
        elif isinstance(source, KpiLine):
            await self._edit_kpi(source, line.key)
        elif isinstance(source, StandardLine):
            await self.metrics.ask_standard(source.metric, source.standard)
        elif isinstance(source, Metric):

            def definition(metric: Metric) -> Form[Definition]:
                return forms.metric_form(metric, self._context)

            change = partial(measures.edit_metric, *self._by)
            await self._changes.edit(
                Edit(source, definition, change, line.key, "The metric is changed")
            )
        else:
            self._screen.tell("That is a heading; go to a line below it.")

    async def _edit_kpi(self, line: KpiLine, key: str) -> None:
        left = self._left()

        def form(kpi: Kpi) -> Form[KpiDraft]:
            return forms.edit_kpi_form(kpi, line.metric, line.strategy, left, self._context)

        def edit(kpi: Kpi, draft: KpiDraft) -> None:
            measures.edit_kpi(*self._by, kpi, draft, self._context.today())

        await self._changes.edit(Edit(line.kpi, form, edit, key, "The KPI is changed"))

    def _left(self) -> dict[str, Person]:
        """Those who left, by name; no one where the file cannot be read, which saving will tell."""
        work = self._context
        with suppress(KpituiError):
            return planning.load_left(work.database, work.as_of)
        return {}

    def _around(
        self, above: Priority | None = None, below: PriorityLine | StrategyLine | None = None
    ) -> Around:
        """What the dates and the owner of a goal have to fit."""
        strategies, due = [], []
        if isinstance(below, PriorityLine):
            strategies = [strategy.strategy for strategy in below.strategies if not strategy.ended]
        elif below is not None:
            due = [(kpi.metric.name, kpi.kpi.due_on) for kpi in below.kpis if not kpi.ended]
        return advice.Around(self._left(), above, strategies, due)

    async def _edit_goal(self, source: PriorityLine | StrategyLine, overview: Overview) -> None:
        if isinstance(source, PriorityLine):
            change = partial(plan.edit_priority, *self._by)
            around = self._around(below=source)
            form = partial(goals.goal_form, "priority", context=self._context, around=around)
            key = f"priority-{source.priority.id}"
            await self._changes.edit(
                Edit(source.priority, form, change, key, "The priority is changed")
            )
        elif (offers := self._offers()) is not None:
            change = partial(plan.edit_strategy, *self._by)
            of = {priority.priority.id: priority.priority for priority in overview.priorities}
            around = self._around(of.get(source.strategy.priority_id), source)
            form = partial(
                goals.goal_form, "strategy", context=self._context, around=around, offers=offers
            )
            key = f"strategy-{source.strategy.id}"
            await self._changes.edit(
                Edit(source.strategy, form, change, key, "The strategy is changed")
            )

    # move -----------------------------------------------------------------------------------------

    async def move(self, line: PlanLine | None, overview: Overview | None) -> None:
        """Move a line among its neighbours, or to another parent."""
        if line is None or overview is None or line.ended:
            return
        choices = self._places(
            line, [priority for priority in overview.priorities if not priority.ended]
        )
        if choices:
            await self._changes.choose(f"Move: {line.name}", choices)
        else:
            self._screen.tell("There is no other place for it.")

    def _places(self, line: PlanLine, priorities: list[PriorityLine]) -> list[Choice]:
        """Every place that it can be moved to."""
        source, key = line.source, line.key
        if isinstance(source, PriorityLine):
            order = [priority.priority.id for priority in priorities]
            return self._neighbours(key, source.priority, order)
        if isinstance(source, StrategyLine):
            own = next(
                priority
                for priority in priorities
                if priority.priority.id == source.strategy.priority_id
            )
            order = [strategy.strategy.id for strategy in own.strategies if not strategy.ended]
            return self._neighbours(key, source.strategy, order) + [
                self._choice(
                    f"to {other.priority.title}",
                    key,
                    partial(plan.move_strategy, *self._by, source.strategy, other.priority),
                )
                for other in priorities
                if other is not own
            ]
        if isinstance(source, KpiLine):
            return [
                self._choice(
                    f"to {strategy.strategy.title}",
                    key,
                    partial(measures.move_kpi, *self._by, source.kpi, strategy.strategy),
                )
                for priority in priorities
                for strategy in priority.strategies
                if not strategy.ended and strategy.strategy.id != source.strategy.id
            ]
        return []

    def _neighbours(self, key: str, goal: Priority | Strategy, order: list[int]) -> list[Choice]:
        place, last = order.index(goal.id), len(order) - 1
        wanted = {"up": place - 1, "down": place + 1, "to the top": 0, "to the bottom": last}
        choices = []
        for label, to in wanted.items():
            if 0 <= to <= last and to != place:
                new = order[:place] + order[place + 1 :]
                new.insert(to, goal.id)
                choices.append(
                    self._choice(label, key, partial(plan.reorder, *self._by, goal, new))
                )
        return choices

    def _choice(self, label: str, key: str, move: Callable[[], object]) -> Choice:
        task = Task(partial(leading_to, key, move), "Moved")
        return Choice(label, partial(self._changes.do, task))

    # events ---------------------------------------------------------------------------------------

    async def annotate(self, line: PlanLine | None) -> None:
        """Note a dated event on a metric or a strategy."""
        source = line.source if line else None
        if line is None or source is None or isinstance(source, PriorityLine):
            self._screen.tell("Events belong to a strategy, KPI, standard or metric; go to one.")
            return
        of = source.strategy if isinstance(source, StrategyLine) else line.metric
        if of is not None:
            await event_editing.ask_event(self._screen, of, key=line.key)

    async def split(self, line: PlanLine | None) -> None:
        """Let the limits of the chart of a line start again at an event, or no longer."""
        if line is None or line.metric is None:
            self._screen.tell("Limits belong to a KPI, standard or metric; go to one.")
            return
        today = self._context.today()
        try:
            chart = plan_detail.load_chart_of(line, self._context, AsOf(today, today))
        except KpituiError as error:
            self._screen.tell(error.sentence, error=True)
            return
        await split_editing.ask_split(self._screen, chart)
