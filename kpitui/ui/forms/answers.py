"""Forms of one sentence: a question about a level, its answer, the answer to a session."""

from kpitui.domain.fields import Texts
from kpitui.domain.records.detail import details
from kpitui.domain.records.seen_level import SeenLevel
from kpitui.domain.records.session import CoachingSession
from kpitui.domain.text import LINE_LIMIT
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field, Form
from kpitui.views.expectations import Expectation
from kpitui.views.level_notices import QuestionLine
from kpitui.words.own_page import level_asked

_FIELDS = {
    detail.key: detail.detail for kind in (SeenLevel, CoachingSession) for detail in details(kind)
}


def question_form(one: Expectation, context: AppContext) -> Form[str]:
    """What someone asks about a standard of theirs."""
    level = context.speech.range(one.level, one.metric)
    intro = f"Expected: {level}. Your coach finds the question on the Coach screen."
    return _sentence(
        f"ask-{one.metric.id}", f"Ask why: {one.metric.name}", "question", "", intro, context
    )


def answer_form(one: QuestionLine, context: AppContext) -> Form[str]:
    """What a coach answers."""
    intro = f"{one.person} asks: {one.asked.question} ({level_asked(one, context.speech)})"
    return _sentence(one.key, f"Answer {one.person}", "answer", "", intro, context)


def reply_form(session: CoachingSession, context: AppContext) -> Form[str]:
    """What someone answers to a session of theirs."""
    title = f"Your answer to the {session.kind.value} of {context.day(session.date)}"
    intro = f"Agreed: {session.agreed}" if session.agreed else ""
    form = f"reply-{session.id}"
    return _sentence(form, title, "reply", session.reply, intro, context, label="Your answer")


def _sentence(
    key: str,
    title: str,
    field: str,
    value: str,
    intro: str,
    context: AppContext,
    *,
    label: str = "",
) -> Form[str]:
    detail = _FIELDS[field]

    def read(texts: Texts) -> str:
        reader = context.reader(texts)
        found = reader.name(field, LINE_LIMIT)
        reader.done()
        return found

    said = Field(field, label or detail.label, value, detail.hint)
    return Form(key, title, (said,), read, (intro,) if intro else ())
