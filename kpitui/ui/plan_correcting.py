"""How a slip of a target, a standard or a baseline is put right on the Plan screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kpitui.domain.records.dated import target_on
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.standard import Standard
from kpitui.lazy import Lazy
from kpitui.ui.changes import leading_to
from kpitui.views.overview import KpiLine
from kpitui.views.standard_lines import StandardLine

if TYPE_CHECKING:
    from kpitui.actions import paths
    from kpitui.domain.records.kpi import CorrectionDraft
    from kpitui.ui.editing import EditingScreen
    from kpitui.ui.forms import corrections
    from kpitui.ui.plan_lines import PlanLine
else:
    paths, corrections = Lazy("kpitui.actions.paths"), Lazy("kpitui.ui.forms.corrections")


class PlanCorrector:
    """Corrects the row of a target or a standard that holds today, and a KPI's baseline."""

    def __init__(self, screen: EditingScreen) -> None:
        self._screen = screen
        self._context = screen.context
        self._by = screen.context.database, screen.context.actor

    async def correct(self, line: PlanLine | None) -> None:
        """Ask what was wrong in a line, and why."""
        source = line.source if line and not line.ended else None
        if line is None or not isinstance(source, (KpiLine, StandardLine)):
            self._screen.tell("Only a live KPI or standard has a target to correct.")
            return
        of: Kpi | Standard = source.kpi if isinstance(source, KpiLine) else source.standard
        rows = of.targets if isinstance(of, Kpi) else of.levels
        row = target_on(rows, self._context.today()) or (rows[-1] if rows else None)
        if row is None:
            self._screen.tell("There is no target to correct.")
            return

        def change(draft: CorrectionDraft) -> None:
            if isinstance(of, Kpi):
                paths.correct_kpi(*self._by, of, row, draft)
            else:
                paths.correct_level(*self._by, of, row, paths.PathEnd(draft.level), draft.why)

        form = corrections.correction_form(of, row, source.metric, self._context)
        do = partial(leading_to, line.key, change)
        await self._screen.changes.ask(form, do, "The target is corrected")
