"""What can be done to a line of the plan: add below, edit, end, move, make a KPI, note an event."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from kpitui.domain.access import Deed as Kind
from kpitui.domain.errors import KpituiError
from kpitui.domain.metrics import Metric, Place
from kpitui.later import Later
from kpitui.ui.editing import Deed, Edit
from kpitui.ui.metric_deeds import MetricDeeds
from kpitui.views.overview import KpiLine, Overview, PriorityLine, StandardLine, StrategyLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kpitui.actions import measures, plan
    from kpitui.domain.plan import Kpi, Mission, Priority, Strategy
    from kpitui.domain.plan_document import MetricPart
    from kpitui.domain.plan_drafts import GoalDraft, KpiDraft, MissionDraft
    from kpitui.ui.dialogs import choices as dialog
    from kpitui.ui.dialogs.choices import Choice
    from kpitui.ui.forms import goals
    from kpitui.ui.forms import measures as forms
    from kpitui.ui.forms.form import Form
    from kpitui.ui.forms.goals import Ending
    from kpitui.ui.widgets.plan_tree import PlanLine
    from kpitui.views import planning
else:
    measures, plan = Later("kpitui.actions.measures"), Later("kpitui.actions.plan")
    goals, forms = Later("kpitui.ui.forms.goals"), Later("kpitui.ui.forms.measures")
    dialog, planning = Later("kpitui.ui.dialogs.choices"), Later("kpitui.views.planning")

CHANGES = ("add", "edit", "end", "move", "make_kpi", "set_standard", "mark_context")
"""The actions that only those may do who may change the plan."""


class PlanEditing(MetricDeeds):
    """The deeds of the Plan screen; what is shown is in the screen itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add", id="plan.add", tooltip="Add below this line"),
        Binding("e", "edit", "Edit", id="plan.edit", tooltip="Edit this line"),
        Binding("x", "end", "End", id="plan.end", tooltip="End this line on a date, with all that hangs below it"),
        Binding("m", "move", "Move", id="plan.move", tooltip="Move this line, or give it to another parent"),
        Binding("p", "make_kpi", "KPI", id="plan.kpi", tooltip="Make a metric a KPI of a strategy"),
        Binding("n", "annotate", "Note", id="plan.note", tooltip="Note a dated event here; it is drawn in charts"),
        Binding("s", "set_standard", "Standard", id="plan.standard", show=False, tooltip="Set a standard"),
        Binding("c", "mark_context", "Context", id="plan.context", show=False, tooltip="Mark a metric as context"),
    ]

    @property
    def line(self) -> PlanLine | None:
        """The chosen line."""
        raise NotImplementedError

    @property
    def overview(self) -> Overview | None:
        """The plan that is shown."""
        raise NotImplementedError

    @property
    def past(self) -> bool:
        """Whether a day of the past is shown, which nobody changes."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the role may not do is not offered, and nothing of it in the past."""
        if action in CHANGES:
            return not self.past and self.workplace.actor.may(Kind.PLAN)
        if action in ("undo", "redo"):
            return not self.past
        if action == "annotate":
            return not self.past and self.workplace.actor.may(Kind.ANNOTATIONS)
        return super().check_action(action, parameters)

    # add --------------------------------------------------------------------------------------------------------

    async def action_add(self) -> None:
        """Add below the chosen line."""
        line = self.line
        if line is None or self.overview is None:
            return
        source = line.source
        if line.key == "mission" and self.overview.mission is None:
            await self.action_edit()
        elif line.key == "mission":
            await self.ask(goals.goal_form("priority", None, self.workplace), self._add_priority, "Priority added")
        elif isinstance(source, PriorityLine):
            form = goals.goal_form("strategy", None, self.workplace, source.priority.title)
            await self.ask(form, partial(self._add_strategy, source.priority), "Strategy added")
        elif isinstance(source, StrategyLine):
            await self.action_make_kpi()
        elif line.key == "standards" or isinstance(source, StandardLine):
            await self.ask_standard(None)
        elif line.key == "others" or isinstance(source, Metric):
            await self.ask(forms.metric_form(None, self.workplace), self._add_metric, "Metric added")
        else:
            self.tell("Nothing hangs below a KPI; e edits it, n notes an event.")

    def _add_priority(self, draft: GoalDraft) -> str:
        return f"priority-{plan.add_priority(*self.by(), draft)}"

    def _add_strategy(self, priority: Priority, draft: GoalDraft) -> str:
        return f"strategy-{plan.add_strategy(*self.by(), priority, draft)}"

    def _add_metric(self, draft: MetricPart) -> str:
        return f"metric-{measures.add_metric(*self.by(), draft)}"

    # KPIs and standards -----------------------------------------------------------------------------------------

    async def action_make_kpi(self) -> None:
        """Make a metric a KPI of the chosen strategy, or the chosen metric one of a strategy that is asked for."""
        line, overview = self.line, self.overview
        if line is None or overview is None:
            return
        source = line.source
        strategy = source.strategy if isinstance(source, (StrategyLine, KpiLine)) else None
        metric = source.metric if isinstance(source, StandardLine) else source if isinstance(source, Metric) else None
        strategies = [one.strategy for priority in overview.priorities for one in priority.strategies if not one.ended]
        if strategy is None and strategies and metric is None:
            self.tell("A metric becomes a KPI only under a strategy; go to the strategy and press p.")
            return
        await self.ask_kpi(strategy, strategies, metric)

    async def action_set_standard(self) -> None:
        """Set a standard of the chosen metric, or of one that is asked for."""
        source = self.line.source if self.line else None
        metric = source.metric if isinstance(source, (KpiLine, StandardLine)) else None
        await self.ask_standard(source if isinstance(source, Metric) else metric)

    async def action_mark_context(self) -> None:
        """Mark the chosen metric as context, kept on purpose; or take that back."""
        source = self.line.source if self.line else None
        if not isinstance(source, Metric):
            self.tell("Only a metric that is neither KPI nor standard can be context.")
            return
        self.mark(source, Place.UNSORTED if source.place is Place.CONTEXT else Place.CONTEXT)

    # edit -------------------------------------------------------------------------------------------------------

    async def action_edit(self) -> None:
        """Edit the chosen line."""
        line, overview = self.line, self.overview
        if line is None or overview is None:
            return
        source = line.source
        if self._ended(line):
            self.tell("It ended and stays as it was.")
        elif line.key == "mission":
            await self._edit_mission(overview.mission)
        elif isinstance(source, (PriorityLine, StrategyLine)):
            await self._edit_goal(source)
        elif isinstance(source, KpiLine):

            def kpi_form(kpi: Kpi) -> Form[KpiDraft]:
                return forms.edit_kpi_form(kpi, source.metric, self.workplace)

            def edit_kpi(kpi: Kpi, draft: KpiDraft) -> None:
                measures.edit_kpi(*self.by(), kpi, draft, self.workplace.today())

            await self.edit(Edit(source.kpi, kpi_form, edit_kpi, line.key, "The KPI is changed"))
        elif isinstance(source, StandardLine):
            await self.ask_standard(source.metric, source.standard)
        elif isinstance(source, Metric):

            def definition(metric: Metric) -> Form[MetricPart]:
                return forms.metric_form(metric, self.workplace)

            change = partial(measures.edit_metric, *self.by())
            await self.edit(Edit(source, definition, change, line.key, "The metric is changed"))
        else:
            self.tell("That is a heading; go to a line below it.")

    async def _edit_goal(self, source: PriorityLine | StrategyLine) -> None:
        if isinstance(source, PriorityLine):
            change = partial(plan.edit_priority, *self.by())
            form = partial(goals.goal_form, "priority", workplace=self.workplace)
            key = f"priority-{source.priority.id}"
            await self.edit(Edit(source.priority, form, change, key, "The priority is changed"))
        else:
            change = partial(plan.edit_strategy, *self.by())
            form = partial(goals.goal_form, "strategy", workplace=self.workplace)
            key = f"strategy-{source.strategy.id}"
            await self.edit(Edit(source.strategy, form, change, key, "The strategy is changed"))

    async def _edit_mission(self, mission: Mission | None) -> None:
        def change(old: Mission | None, draft: MissionDraft) -> str:
            plan.change_mission(*self.by(), draft, old)
            return "mission"

        if mission is None:
            await self.ask(goals.mission_form(None, self.workplace), partial(change, None), "The mission is set")
        else:
            form = partial(goals.mission_form, workplace=self.workplace)
            await self.edit(Edit(mission, form, change, "mission", "The mission is set"))

    # end --------------------------------------------------------------------------------------------------------

    async def action_end(self) -> None:
        """End the chosen line on a date; what ends with it is shown first."""
        line = self.line
        source = line.source if line else None
        if line is None or self._ended(line):
            self.tell("It ended already.")
        elif isinstance(source, PriorityLine):
            await self._end_goal(source, [one for one in source.strategies if not one.ended])
        elif isinstance(source, StrategyLine):
            await self._end_goal(source, [source])
        elif isinstance(source, KpiLine):
            await self.change(
                self._ending(
                    line.key,
                    f"Let the KPI go: {source.metric.name}",
                    [*self._story([source]), "The metric, its readings and its standard stay."],
                ),
                f"strategy-{source.strategy.id}",
                lambda ending: measures.let_go(*self.by(), source.kpi, ending.on, ending.why),
                "The KPI is let go",
            )
        elif isinstance(source, StandardLine):
            title = f"End the standard: {source.metric.name}, of {source.scope}"
            await self.change(
                self._ending(line.key, title, ["The metric and its readings stay."]),
                "standards",
                lambda ending: measures.end_standard(*self.by(), source.standard, ending.on, ending.why),
                "The standard is ended",
            )
        elif isinstance(source, Metric):
            intro = ["It takes no readings from that day on; those it has stay."]
            await self.change(
                self._ending(line.key, f"End the metric: {source.name}", intro),
                "others",
                lambda ending: measures.end_metric(*self.by(), source, ending.on),
                "The metric is ended",
            )
        else:
            self.tell("The mission is changed with e; it never just ends." if line.key == "mission" else "A heading.")

    async def _end_goal(self, source: PriorityLine | StrategyLine, strategies: Sequence[StrategyLine]) -> None:
        intro = []
        with_verdict = []
        for one in strategies:
            story = self._story([kpi for kpi in one.kpis if not kpi.ended])
            intro += [f"Ends with it: {one.strategy.title}, {len(story)} KPI"] if one is not source else []
            intro += story
            with_verdict.append((one.strategy.id, one.strategy.title, "\n".join(story)))
        intro.append("Metrics, readings and standards stay.")
        if isinstance(source, PriorityLine):
            priority = source.priority
            await self.change(
                self._ending(f"priority-{priority.id}", f"End the priority: {priority.title}", intro, with_verdict),
                "mission",
                lambda ending: plan.end_priority(*self.by(), priority, ending.on, dict(ending.learned)),
                "The priority is ended",
            )
        else:
            strategy = source.strategy
            await self.change(
                self._ending(f"strategy-{strategy.id}", f"End the strategy: {strategy.title}", intro, with_verdict),
                f"priority-{strategy.priority_id}",
                lambda ending: plan.end_strategy(*self.by(), strategy, ending.on, ending.learned[0][1]),
                "The strategy is ended",
            )

    def _ending(
        self, key: str, title: str, intro: Sequence[str], strategies: Sequence[tuple[int, str, str]] = ()
    ) -> Form[Ending]:
        return goals.ending_form(f"end-{key}", title, intro, strategies, self.workplace)

    def _story(self, lines: Sequence[KpiLine]) -> list[str]:
        work = self.workplace
        try:
            return planning.kpi_story(work.database, lines, work.as_of, work.config)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return []

    # move -------------------------------------------------------------------------------------------------------

    async def action_move(self) -> None:
        """Move the chosen line among its neighbours, or to another parent."""
        line, overview = self.line, self.overview
        if line is None or overview is None or self._ended(line):
            return
        source = line.source
        choices: list[Choice] = []
        priorities = [one for one in overview.priorities if not one.ended]
        if isinstance(source, PriorityLine):
            order = [one.priority.id for one in priorities]
            choices = self._places(line.key, source.priority, order)
        elif isinstance(source, StrategyLine):
            own = next(one for one in priorities if one.priority.id == source.strategy.priority_id)
            order = [one.strategy.id for one in own.strategies if not one.ended]
            choices = self._places(line.key, source.strategy, order)
            for other in priorities:
                if other is not own:
                    deed = self.keyed(line.key, plan.move_strategy, source.strategy, other.priority)
                    choices.append(self._choice(f"to {other.priority.title}", deed))
        elif isinstance(source, KpiLine):
            for strategy in (one.strategy for priority in priorities for one in priority.strategies if not one.ended):
                if strategy.id != source.strategy.id:
                    deed = self.keyed(line.key, measures.move_kpi, source.kpi, strategy)
                    choices.append(self._choice(f"to {strategy.title}", deed))
        if choices:
            await self.choose(f"Move: {line.name}", choices)
        else:
            self.tell("There is no other place for it.")

    def _places(self, key: str, goal: Priority | Strategy, order: list[int]) -> list[Choice]:
        place, last = order.index(goal.id), len(order) - 1
        wanted = {"up": place - 1, "down": place + 1, "to the top": 0, "to the bottom": last}
        choices = []
        for label, to in wanted.items():
            if 0 <= to <= last and to != place:
                new = order[:place] + order[place + 1 :]
                new.insert(to, goal.id)
                choices.append(self._choice(label, self.keyed(key, plan.reorder, goal, new)))
        return choices

    def _choice(self, label: str, do: Callable[[], str]) -> Choice:
        return dialog.Choice(label, partial(self.do, Deed(do, "Moved")))

    # events -----------------------------------------------------------------------------------------------------

    async def action_annotate(self) -> None:
        """Note a dated event on the chosen metric or strategy."""
        line = self.line
        source = line.source if line else None
        if line is None or source is None or isinstance(source, PriorityLine):
            self.tell("An event is noted on a strategy, a KPI, a standard or a metric; go to one.")
            return
        strategy = source.strategy if isinstance(source, StrategyLine) else None
        metric = source.metric if isinstance(source, (KpiLine, StandardLine)) else None
        metric = source if isinstance(source, Metric) else metric
        form = forms.annotation_form(metric, strategy, self.workplace)
        await self.change(form, line.key, lambda draft: measures.annotate(*self.by(), draft), "Noted")

    # shared -----------------------------------------------------------------------------------------------------

    def _ended(self, line: PlanLine) -> bool:
        source = line.source
        return isinstance(source, (PriorityLine, StrategyLine, KpiLine)) and source.ended
