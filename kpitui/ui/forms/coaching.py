"""The fields of a coaching session, on the Coach screen and in a form that edits one."""

from collections.abc import Mapping

from msgspec.structs import replace

from kpitui.domain.fields import FieldErrors, Texts
from kpitui.domain.records.action import Promise
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.session import SessionDraft, SessionKind, SessionTerms
from kpitui.domain.session_fields import (
    ACTION,
    EVALUATIONS,
    about_in_words,
    action_in_words,
    read_session,
)
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field, Form, Help, by_key, fields_of
from kpitui.views.coaching import SessionLine
from kpitui.views.weakest import Weakest

SESSION = by_key(fields_of(SessionTerms))
KIND, MINUTES, SEEN, AGREED = (SESSION[key] for key in ("kind", "minutes", "seen", "agreed"))
FOLLOW_UP = replace(SESSION["follow_up_on"], key="follow_up")
(ACTION_FIELD, *_) = fields_of(Promise)
NEWEST = 3
"""So many contacts are named beside the field."""


def about_field(
    metrics: Mapping[int, Metric], value: str = "", weakest: Weakest | None = None
) -> Field:
    """What a session was about; the weakest questions of the person can be completed."""
    names = [metric.name for metric in metrics.values()]
    weak = [one.question.text for one in weakest.weak] if weakest else []
    return replace(SESSION["behaviour"], key="about", value=value, choices=(*names, *weak))


def evaluations_field(contacts: Mapping[str, int], value: str = "") -> Field:
    """The scored contacts that a session talks about."""
    newest = "; ".join([*contacts][:NEWEST])
    hint = f"scored contacts, separated by ; newest: {newest}"
    return Field(EVALUATIONS, "Evaluations", value, hint, (*contacts,))


def action_field(place: int, value: str = "") -> Field:
    """What someone promised."""
    return replace(ACTION_FIELD, key=f"{ACTION}{place}", value=value)


def completed_kind(typed: str) -> str:
    """The kind of session that first letters say, empty where they say none."""
    found = [
        kind.value for kind in SessionKind if typed and kind.value.startswith(typed.strip().lower())
    ]
    return found[0] if len(found) == 1 else ""


def session_form(
    line: SessionLine,
    metrics: Mapping[int, Metric],
    contacts: Mapping[str, int],
    context: AppContext,
) -> Form[SessionDraft]:
    """A session that is in the file, to be written down again."""
    session, writing = line.session, context.writing

    def read(texts: Texts) -> SessionDraft:
        reader = context.reader(texts)
        day = reader.past_day("date")
        try:
            draft = read_session(
                texts, session.person_id, [*metrics.values()], reader.today, day, writing, contacts
            )
        except FieldErrors as error:
            raise FieldErrors(reader.errors | error.errors) from None
        reader.done()
        return draft

    promised = [
        action_in_words(action.text, action.due_on, session.follow_up_on, writing)
        for action in session.actions
    ]
    about = [one.name for one in line.evaluations]
    fields = (
        _holding(KIND, session.kind.value),
        _holding(SESSION["date"], context.day(session.date)),
        about_field(metrics, about_in_words(line.focus, session.behaviour)),
        *([evaluations_field(contacts, "; ".join(about))] if contacts else []),
        _holding(MINUTES, str(session.minutes or "")),
        _holding(SEEN, session.seen),
        _holding(AGREED, session.agreed),
        *(action_field(place, text) for place, text in enumerate([*promised, ""])),
        _holding(FOLLOW_UP, context.day(session.follow_up_on)),
    )

    def helped(texts: Texts) -> Help:
        return Help(completed={"kind": completed_kind(texts["kind"])})

    return Form(f"session-{session.id}", f"Session with {line.person}", fields, read, help=helped)


def _holding(field: Field, text: str) -> Field:
    return replace(field, value=text)
