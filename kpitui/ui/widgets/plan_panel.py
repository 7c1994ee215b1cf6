"""The panel of the plan's tree: what day it shows, and how many KPIs are on track."""

from datetime import date

from kpitui.ui.app_context import AppContext
from kpitui.ui.widgets.panel import FIRST, Panel
from kpitui.ui.widgets.plan_tree import PlanTree
from kpitui.views.overview import Overview
from kpitui.words.kpi import tally
from kpitui.words.spans import line, muted

KEYS = ("plan.larger", "plan.standard", "plan.readings", "plan.ended", "plan.compare")
"""What the panel names; the bar at the bottom names the others."""


class PlanPanel(Panel):
    """The tree with the heads of its columns."""

    def __init__(self, context: AppContext) -> None:
        self._tree = PlanTree(context)
        super().__init__(
            self._tree, context=context, says="Plan", keys=KEYS, heads=self._tree.heads,
            id="plan-list", classes=FIRST,
        )  # fmt: skip

    def show(self, overview: Overview, key: str, past: date | None) -> None:
        """Show a plan, the cursor on the line of a key; `past` is the day where that is not
        today.
        """
        self._tree.show(overview, key)
        said = f"Plan on {self._app_context.day(past)}" if past else "Plan"
        self.say(said, line(muted(tally(overview.kpis))))
        self.heads_changed()
