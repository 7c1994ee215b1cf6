"""The fields of a coaching session, on the Coach screen and in a form that writes one down anew."""

from collections.abc import Mapping

from kpitui.domain.coaching import SessionKind
from kpitui.domain.coaching_drafts import SessionDraft
from kpitui.domain.fields import FieldErrors, Texts
from kpitui.domain.metrics import Metric
from kpitui.domain.session_fields import ACTION, about_in_words, action_in_words, read_session
from kpitui.ui.forms.form import Field, Form, Help
from kpitui.ui.workplace import Workplace
from kpitui.views.coaching import SessionLine

KIND = Field(
    "kind", "Kind", "", "r role-play, s side-by-side, c call review, t training, o one-to-one",
    tuple(kind.value for kind in SessionKind),
)  # fmt: skip
MINUTES = Field("minutes", "Minutes", "", "such as 20; may stay empty")
SEEN = Field("seen", "Seen", "", "what you saw or heard")
AGREED = Field("agreed", "Agreed", "", "what you agreed on")
FOLLOW_UP = Field("follow_up", "Follow-up", "", "when to look again: +14d, fri, 2026-12-07; may stay empty")


def about_field(metrics: Mapping[int, Metric], value: str = "") -> Field:
    """What a session was about."""
    names = tuple(one.name for one in metrics.values())
    return Field("about", "About", value, "metrics or a behaviour, apart by ; such as: empathy; handle time", names)


def action_field(place: int, value: str = "") -> Field:
    """What somebody promised."""
    hint = "what is promised, and by when: greet by name @fri; without @ it is due at the follow-up"
    return Field(f"{ACTION}{place}", "Action", value, hint)


def completed_kind(typed: str) -> str:
    """The kind of session that first letters say, empty where they say none."""
    found = [kind.value for kind in SessionKind if typed and kind.value.startswith(typed.strip().lower())]
    return found[0] if len(found) == 1 else ""


def session_form(line: SessionLine, metrics: Mapping[int, Metric], workplace: Workplace) -> Form[SessionDraft]:
    """A session that is in the file, to be written down anew."""
    session, writing = line.session, workplace.config.writing

    def read(texts: Texts) -> SessionDraft:
        reader = workplace.reader(texts)
        day = reader.past_day("date")
        try:
            draft = read_session(texts, session.person_id, [*metrics.values()], reader.today, day, writing)
        except FieldErrors as error:
            raise FieldErrors(reader.errors | error.errors) from None
        reader.done()
        return draft

    def value(field: Field, text: str) -> Field:
        return Field(field.key, field.label, text, field.hint, field.choices)

    promised = [action_in_words(one.text, one.due_on, session.follow_up_on, writing) for one in session.actions]
    fields = (
        value(KIND, session.kind.value),
        Field("date", "Date", workplace.day(session.date), "fri, -3d, 2026-11-03"),
        about_field(metrics, about_in_words(line.focus, session.behaviour)),
        value(MINUTES, str(session.minutes or "")),
        value(SEEN, session.seen),
        value(AGREED, session.agreed),
        *(action_field(place, text) for place, text in enumerate([*promised, ""])),
        value(FOLLOW_UP, workplace.day(session.follow_up_on)),
    )

    def helped(texts: Texts) -> Help:
        return Help(completed={"kind": completed_kind(texts["kind"])})

    return Form(f"session-{session.id}", f"Session with {line.person}", fields, read, help=helped)
