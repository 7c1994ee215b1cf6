"""What is done to the plan as a whole: a month closed, the rules of the file, the catalogue,
two days compared.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError
from kpitui.lazy import Lazy
from kpitui.ui.changes import Task, leading_to

if TYPE_CHECKING:
    from datetime import date

    from kpitui.actions import metrics, rules
    from kpitui.actions import plan as plan_actions
    from kpitui.ui.dialogs import form as form_dialog
    from kpitui.ui.dialogs import text as text_dialog
    from kpitui.ui.editing import EditingScreen
    from kpitui.ui.forms import rules as rule_forms
    from kpitui.ui.forms import upkeep
    from kpitui.ui.forms.form import Filled
    from kpitui.ui.forms.rules import RuleDraft
    from kpitui.ui.forms.upkeep import Month
    from kpitui.views import access, catalogue, plan_diff
    from kpitui.views import rules as rules_view
else:
    metrics, plan_actions = Lazy("kpitui.actions.metrics"), Lazy("kpitui.actions.plan")
    rules, upkeep = Lazy("kpitui.actions.rules"), Lazy("kpitui.ui.forms.upkeep")
    form_dialog, text_dialog = Lazy("kpitui.ui.dialogs.form"), Lazy("kpitui.ui.dialogs.text")
    access, catalogue = Lazy("kpitui.views.access"), Lazy("kpitui.views.catalogue")
    plan_diff, rules_view = Lazy("kpitui.views.plan_diff"), Lazy("kpitui.views.rules")
    rule_forms = Lazy("kpitui.ui.forms.rules")


class PlanUpkeep:
    """Keeps the plan of an organisation, whatever line is chosen."""

    def __init__(self, screen: EditingScreen) -> None:
        self._screen = screen
        self._context = screen.context
        self._by = screen.context.database, screen.context.actor

    async def compare(self, first: date | None) -> None:
        """Ask for two days, from a first one or a year ago, and show what changed between them."""
        today = self._context.today()
        first = first or today.replace(year=today.year - 1, day=min(today.day, 28))
        form = upkeep.compare_form(first, self._context)
        dialog = form_dialog.FormDialog(form, self._context)
        await self._screen.app.push_screen(dialog, self._compare)

    async def _compare(self, filled: Filled[tuple[date, date]] | None) -> None:
        if filled is None or filled.draft is None:
            return
        work, (first, second) = self._context, filled.draft
        try:
            sections = plan_diff.load_plan_diff(
                work.database, first, second, work.today(), work.config
            )
        except KpituiError as error:
            self._screen.tell(error.sentence, error=True)
            return
        title = f"Changes from {work.day(first)} to {work.day(second)}"
        lines = [Content(work.words(line)) for line in plan_diff.in_lines(sections)]
        await self._screen.app.push_screen(text_dialog.TextDialog(title, lines, work))

    async def close_month(self) -> None:
        """Close a month, or open a closed one again with a reason."""
        work = self._context
        try:
            closed = access.load_closed_months(work.database)
        except KpituiError as error:
            self._screen.tell(error.sentence, error=True)
            return

        def close(month: Month) -> None:
            if month.month in closed:
                plan_actions.open_month(*self._by, month.month, month.why)
            else:
                plan_actions.close_month(*self._by, month.month, work.today())

        def said(month: Month) -> str:
            return f"{month.month} is {'unlocked' if month.month in closed else 'locked'}"

        form = upkeep.month_form(closed, work)
        await self._screen.changes.change(form, "", close, said)

    async def set_time_zone(self) -> None:
        """Say in which time zone the days of the organisation begin."""
        form = upkeep.zone_form(self._context.database.clock.zone)
        change = partial(rules.set_time_zone, *self._by)
        await self._screen.changes.change(form, "", change, "Days begin there now")

    async def show_rules(self) -> None:
        """Show what everyone who opens the file goes by, and let a leader set a rule."""
        work = self._context
        try:
            lines = rules_view.load_rule_lines(work.database, work.today())
        except KpituiError as error:
            self._screen.tell(error.sentence, error=True)
            return
        form = rule_forms.rule_form(lines, work)
        if work.actor.may(Permission.RULES):

            def change(draft: RuleDraft) -> None:
                rules.set_rule(*self._by, draft.key, draft.value, draft.starts_on, draft.why)

            await self._screen.changes.change(form, "", change, "The rule is set")
            return
        said = [Content(work.text(one)) for one in form.intro]
        await self._screen.app.push_screen(text_dialog.TextDialog(form.title, said, work))

    def bring_catalogue(self) -> None:
        """Bring in the definitions of common metrics."""

        def bring() -> None:
            metrics.add_metrics(*self._by, catalogue.load_catalogue())

        said = "The catalogue's metrics are among the other metrics; o gives each its place"
        self._screen.changes.do(Task(partial(leading_to, "others", bring), said))
