"""Adding an event to a chart, from whichever screen."""

from functools import partial

from kpitui.actions.measures import annotate
from kpitui.domain.errors import KpituiError
from kpitui.domain.event_scope import WHOLE
from kpitui.domain.records.goal import Strategy
from kpitui.domain.records.metric import Metric
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.events import annotation_form
from kpitui.views.events import load_event_subjects


async def ask_event(
    screen: EditingScreen, of: Metric | Strategy, *, key: str = "", subject: str = WHOLE
) -> None:
    """Ask for a dated event on a metric or a strategy, and keep it; `subject` is offered as who it
    concerns.
    """
    work = screen.context
    try:
        subjects = load_event_subjects(work.database)
    except KpituiError as error:
        screen.tell(error.sentence, error=True)
        return
    form = annotation_form(of, subjects, work, subject)
    await screen.changes.change(form, key, partial(annotate, work.database, work.actor), "Noted")
