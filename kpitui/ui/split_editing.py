"""Asking whether the limits of a chart start again at one of its events, from whichever screen."""

from kpitui.actions.reviews import split_limits
from kpitui.domain.metric_chart import MetricChart
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.review import SplitInput, split_form


async def ask_split(screen: EditingScreen, chart: MetricChart | None) -> None:
    """Let the limits start again at an event, or no longer; the one that is proposed stands first,
    and can be answered with no.
    """
    work = screen.context
    if chart is None or not chart.marked:
        screen.tell("Limits are reset at an event of the chart, and there is none; n adds one.")
        return

    def split(draft: SplitInput) -> None:
        event = draft.event
        by = work.database, work.actor
        split_limits(*by, event.id, event.version, draft.why, split=draft.split)

    def done(draft: SplitInput) -> str:
        if draft.split:
            return "The limits are reset there"
        return "The limits are joined again" if draft.event.splits else "The limits stay"

    name = work.text(chart.metric.name)
    form = split_form(name, chart.marked, chart.proposed_split, work.speech.writing)
    await screen.changes.change(form, "", split, done)
