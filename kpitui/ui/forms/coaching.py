"""The fields of a coaching session, on the Coach screen and in a form that edits one."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.entry_names import Subject
from kpitui.domain.fields import FieldErrors, Texts
from kpitui.domain.records.action import Promise
from kpitui.domain.records.detail import details
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.session import (
    CoachingSession,
    SessionDraft,
    SessionKind,
    SessionTerms,
)
from kpitui.domain.session_fields import (
    ACTION,
    COACH,
    EVALUATIONS,
    WITH,
    SessionNames,
    about_in_words,
    action_in_words,
    read_session,
)
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field, Form, Help, by_key, fields_of
from kpitui.views.coaching import SessionLine, WordsTyped
from kpitui.views.weakest import Weakest

SESSION = by_key(fields_of(SessionTerms))
KIND, MINUTES, REFERENCE = (SESSION[key] for key in ("kind", "minutes", "reference"))
SEEN, STRENGTHS, AGREED = (
    replace(SESSION[key], lines=True) for key in ("seen", "strengths", "agreed")
)
FOLLOW_UP = replace(SESSION["follow_up_on"], key="follow_up")
(ACTION_FIELD, *_) = fields_of(Promise)
NEWEST = 3
"""So many contacts are named beside the field."""


class SessionKnown(Struct, frozen=True):
    """What the fields of a session with someone can name and complete."""

    metrics: Mapping[int, Metric]
    contacts: Mapping[str, int]
    people: Sequence[Subject]
    typed: WordsTyped
    weakest: Weakest | None = None

    @property
    def names(self) -> SessionNames:
        """The same for the reader of the fields."""
        metrics = [*self.metrics.values()]
        return SessionNames(metrics, self.contacts, self.people, self.typed.coaches)


def about_field(known: SessionKnown, value: str = "") -> Field:
    """What a session was about; metrics, the weakest questions of the person, and what was typed
    before can be completed.
    """
    names = [metric.name for metric in known.metrics.values()]
    weak = [question.question.text for question in known.weakest.weak] if known.weakest else []
    choices = tuple(dict.fromkeys((*names, *weak, *known.typed.behaviours)))
    return replace(SESSION["behaviour"], key="about", value=value, choices=choices, several=True)


def evaluations_field(known: SessionKnown, value: str = "") -> Field:
    """The scored contacts that a session talks about."""
    newest = "; ".join([*known.contacts][:NEWEST])
    hint = f"scored contacts, separated by ; newest: {newest}"
    return Field(EVALUATIONS, "Evaluations", value, hint, (*known.contacts,), several=True)


def with_field(known: SessionKnown) -> Field:
    """Who else was there."""
    names = tuple(person.name for person in known.people)
    hint = "other agents who were there, separated by ; each gets the session"
    return Field(WITH, "With", "", hint, names, several=True)


def coach_field(known: SessionKnown, value: str = "") -> Field:
    """Who held it, where that is someone else."""
    detail = next(detail.detail for detail in details(CoachingSession) if detail.key == COACH)
    return Field(COACH, detail.label, value, detail.hint, known.typed.coaches.names)


def action_field(place: int, value: str = "") -> Field:
    """What someone promised."""
    return replace(ACTION_FIELD, key=f"{ACTION}{place}", value=value)


def completed_kind(typed: str) -> str:
    """The kind of session that first letters say, empty where they say none."""
    found = [
        kind.value for kind in SessionKind if typed and kind.value.startswith(typed.strip().lower())
    ]
    return found[0] if len(found) == 1 else ""


def session_form(line: SessionLine, known: SessionKnown, context: AppContext) -> Form[SessionDraft]:
    """A session that is in the file, to be written down again."""
    session, writing = line.session, context.writing

    def read(texts: Texts) -> SessionDraft:
        reader = context.reader(texts)
        day = reader.past_day("date")
        try:
            draft = read_session(
                {**texts, **_coach_kept(texts, session)}, session.person_id, known.names,
                reader.today, day, writing,
            )  # fmt: skip
        except FieldErrors as error:
            raise FieldErrors(reader.errors | error.errors) from None
        reader.done()
        return draft

    promised = [
        action_in_words(action.text, action.due_on, session.follow_up_on, writing)
        for action in session.actions
    ]
    about = [evaluation.name for evaluation in line.evaluations]
    fields = (
        _holding(KIND, session.kind.value),
        _holding(SESSION["date"], context.typed_day(session.date)),
        about_field(known, about_in_words(line.focus, session.behaviour)),
        *([evaluations_field(known, "; ".join(about))] if known.contacts else []),
        _holding(MINUTES, str(session.minutes or "")),
        _holding(SEEN, session.seen),
        _holding(STRENGTHS, session.strengths),
        _holding(AGREED, session.agreed),
        *(action_field(place, text) for place, text in enumerate([*promised, ""])),
        _holding(FOLLOW_UP, context.typed_day(session.follow_up_on)),
        coach_field(known, session.coach),
        _holding(REFERENCE, session.reference),
    )

    def helped(texts: Texts) -> Help:
        return Help(completed={"kind": completed_kind(texts["kind"])})

    return Form(f"session-{session.id}", f"Session with {line.person}", fields, read, help=helped)


def _coach_kept(texts: Texts, session: CoachingSession) -> dict[str, str]:
    """A coach who stays may be someone whom the account does not see, or who is no longer here."""
    return {COACH: ""} if texts[COACH].strip() == session.coach else {}


def _holding(field: Field, text: str) -> Field:
    return replace(field, value=text)
