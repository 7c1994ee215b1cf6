"""The form of a dated event."""

from kpitui.domain.event_scope import WHOLE, EventSubjects
from kpitui.domain.plan_drafts import read_annotation
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.goal import Strategy
from kpitui.domain.records.metric import Metric
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field, Form, Help, fields_of


def annotation_form(
    of: Metric | Strategy, subjects: EventSubjects, context: AppContext, subject: str = WHOLE
) -> Form[AnnotationDraft]:
    """An event on a metric or a strategy, of one of the subjects; `subject` stands there first."""
    metric = of if isinstance(of, Metric) else None
    strategy = of if isinstance(of, Strategy) else None
    ids = (metric.id if metric else None, strategy.id if strategy else None)
    name, names = metric.name if metric else strategy.title if strategy else "", subjects.names
    hint = "a team or person: shown only there"
    hint = f"{WHOLE}, or {hint}" if subjects.whole else hint
    first = subject if subject in names else subjects.first
    applies = Field("whom", "Applies to", first, hint, names)
    text, day, *more = fields_of(AnnotationDraft, None, context)
    return Form(
        f"annotation-{name}",
        f"Add an event: {name}",
        (text, day, applies, *more),
        lambda texts: read_annotation(context.reader(texts), *ids, subjects),
        help=lambda texts: Help(
            hidden=frozenset() if texts["new_limits"][:1].lower() == "y" else frozenset({"reason"})
        ),
    )
