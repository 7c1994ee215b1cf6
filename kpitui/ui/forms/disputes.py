"""The forms of a disputed answer: why it is wrong, and what is decided."""

from kpitui.domain.fields import Texts
from kpitui.domain.records.detail import details
from kpitui.domain.records.dispute import Dispute, DisputeDecision, Outcome
from kpitui.domain.sheet_score import answer_word, key_of, keys_of, read_answer
from kpitui.domain.text import LINE_LIMIT
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field, Form
from kpitui.views.contacts import AnswerLine, ContactLine, DisputeLine
from kpitui.words import contacts as words
from kpitui.words.spans import text_of

_FIELDS = {detail.key: detail.detail for detail in details(Dispute)}


def dispute_form(one: AnswerLine, contact: ContactLine, context: AppContext) -> Form[str]:
    """Why an answer is wrong."""

    def read(texts: Texts) -> str:
        reader = context.reader(texts)
        found = reader.name("text", LINE_LIMIT)
        reader.done()
        return found

    word = answer_word(one.question, one.answer.value)
    anchor = one.question.anchor(word)
    intro = [f"{one.question.text}: {word}{f' ({anchor})' if anchor else ''}"]
    intro += [f"Comment: {one.answer.comment}"] if one.answer.comment else []
    evaluator = contact.evaluation.evaluator
    detail = _FIELDS["text"]
    field = Field("text", detail.label, "", f"in a sentence; {evaluator} or a coach decides")
    key = f"dispute-{contact.evaluation.id}-{one.question.id}"
    return Form(key, "Dispute this answer", (field,), read, tuple(intro))


def decision_form(one: DisputeLine, context: AppContext) -> Form[DisputeDecision]:
    """What a disputed answer is from now on, and why; left as it is, it stands."""
    question, given = one.answer.question, one.answer.answer.value

    def read(texts: Texts) -> DisputeDecision:
        reader = context.reader(texts)
        value = reader.read("value", lambda text: read_answer(question, text), given)
        reason = reader.name("answer", LINE_LIMIT)
        reader.done()
        if value == given:
            return DisputeDecision(Outcome.STANDS, reason)
        return DisputeDecision(Outcome.CHANGED, reason, value)

    detail = _FIELDS["answer"]
    fields = (
        Field("value", "Answer", key_of(question, given), f"{keys_of(question)}; as it is: stands"),
        Field("answer", detail.label, "", detail.hint),
    )
    said = [
        f"{one.contact.person.name} disputes: {one.dispute.text}",
        words.disputed(one, context.speech),
    ]
    if one.answer.answer.comment:
        said.append(f"Comment: {one.answer.answer.comment}")
    said += [text_of(each).strip() for each in words.anchors(one.answer)]
    title = f"Decide a dispute of {one.contact.person.name}"
    return Form(one.key, title, fields, read, tuple(said))
