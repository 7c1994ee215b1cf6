"""What is said of a score, and of a question and its answers."""

from collections.abc import Iterator
from datetime import date

from kpitui.domain.numbers import percent
from kpitui.domain.records.metric import Definition
from kpitui.domain.records.sheet import AnswerKind, Question
from kpitui.domain.sheet_score import NOT_APPLICABLE, Score, key_of, read_answer, share_of
from kpitui.views.contacts import ContactLine
from kpitui.words.spans import Line, Span, line, muted, strong
from kpitui.words.speech import Speech


def score_words(score: Score, metric: Definition, speech: Speech) -> str:
    """A score in a few words: `85 %`, `0 % (82 % if “…” were not critical)`."""
    if score.score is None:
        return "no score, as no question applies"
    value = speech.value(score.score, metric)
    if not score.failed:
        return value
    without = speech.value(score.unfailed, metric)
    which = " and ".join(f"“{person.text}”" for person in score.failed)
    return f"{value} ({without} if {which} were not critical)"


def scored_said(
    score: Score,
    person: str,
    reference: str,
    metric: Definition,
    speech: Speech,
    *,
    done: str = "Scored",
    day: date | None = None,
    channel: str = "",
) -> str:
    """That a contact was scored, in a line; where they were typed in words with its day and
    channel.
    """
    contact = contact_said(reference, channel, day=speech.day(day) if day else "")
    return f"{done} {person}{contact}: {score_words(score, metric, speech)}"


def contact_said(reference: str, channel: str, *, day: str = "") -> str:
    """Which contact it is, behind the name of the person: `, contact 8841, channel chat`."""
    parts = (reference and f"contact {reference}", day, channel and f"channel {channel}")
    return "".join(f", {part}" for part in parts if part)


def question_words(question: Question, typed: str, refusal: str = "") -> Iterator[Line]:
    """A question in full, why what was typed was refused, and what each of its answers stands for,
    the typed one lit.
    """
    facts = ["critical: no makes the score 0"] if question.critical else []
    yield line(strong(question.text), *(muted(f" · {fact}") for fact in facts))
    if refusal:
        yield line(Span(f"! {refusal}", "status:not met"))
    if question.kind is AnswerKind.COUNT:
        yield line(muted(f"how many; {question.most} or more earn nothing"))
    if question.kind is AnswerKind.SCALE and not question.anchors:
        yield line(muted("1 to 5; 5 earns everything, 1 nothing"))
    for answer in question.answers:
        key = key_of(question, read_answer(question, answer))
        said = question.anchor(answer)
        if said or key == typed or question.kind is AnswerKind.YES_NO:
            word = answer if key != answer else ""
            yield _answer(key, ": ".join(filter(None, (word, said))), question, typed)
    if question.not_applicable:
        yield _answer(NOT_APPLICABLE, "does not apply; left out of the score", question, typed)


def _answer(key: str, said: str, question: Question, typed: str) -> Line:
    if key != typed:
        return line(muted(f"  {key}  {said}"))
    value = read_answer(question, key)
    share = "" if value is None else percent(share_of(question, value))
    more = muted(f" · earns {share}") if share and question.kind is not AnswerKind.YES_NO else ""
    return line(Span(f"> {key}  {said}".rstrip(), "accent"), more)


def so_far(score: Score, left: int, metric: Definition, speech: Speech) -> Line:
    """What the answers come to so far, and how many are missing."""
    missing = f"{left} left" if left else "all answered"
    if score.score is None:
        return line(muted(missing))
    value = speech.value(score.score, metric)
    shown = Span(value, "status:not met") if score.failed else strong(value)
    return line(muted(f"{missing} · "), shown)


def failed_words(score: Score, metric: Definition, speech: Speech) -> Line:
    """Which critical questions failed, and what the score were without their rule; nothing where
    none did.
    """
    said = score_words(score, metric, speech)
    return line(Span(f"! {said}", "status:not met")) if score.failed else line()


def evaluation_cells(one: ContactLine, speech: Speech) -> list[Line]:
    """An evaluation in columns: its day, contact, score, how many critical questions failed, who
    scored it, its sheet, and whether it was corrected.
    """
    found = one.evaluation
    score = "no score" if found.score is None else speech.value(found.score, one.metric)
    count = len(one.score.failed)
    failed = Span(f"{count} failed", "status:not met") if count else muted("")
    return [
        line(speech.day(found.date)), line(found.reference or muted("no number")), line(score),
        line(failed), line(found.evaluator),
        line(muted(f"{one.sheet.name}, corrected" if one.corrected else one.sheet.name)),
    ]  # fmt: skip


def evaluation_said(one: ContactLine, speech: Speech) -> str:
    """Which evaluation it is."""
    found = one.evaluation
    contact = f" of contact {found.reference}" if found.reference else ""
    return f"the evaluation{contact} of {speech.day(found.date)}"
