"""What is said of a contact that was scored: its score, its answers, and what its agent says to
it.
"""

from collections.abc import Iterator

from kpitui.domain.periods import short_day
from kpitui.domain.records.dispute import Dispute, Outcome
from kpitui.domain.records.sheet import AnswerKind, Question
from kpitui.domain.sheet_score import answer_word
from kpitui.views.contacts import AnswerLine, ContactLine, DisputeLine
from kpitui.words.scores import score_words
from kpitui.words.sections import Section
from kpitui.words.spans import Line, Span, line, muted, strong
from kpitui.words.speech import Speech

YOUR_CONTACTS = "Your contacts that were scored"


def state(one: ContactLine, *, own: bool = True) -> Span:
    """What waits for someone: a dispute, or that its agent sees it; of others' only where they can
    say so, and no one told them. One's own is marked until it is seen, once more when a dispute of
    it was decided. Else whether it was corrected.
    """
    if own and not one.by_self:
        return Span("! decided" if one.decided else "! new", "warning")
    if one.open:
        return Span(f"{one.open} disputed", "warning")
    if not own and one.has_account and one.evaluation.seen_by is None:
        return muted("not seen yet")
    return muted("corrected" if one.corrected else "")


def failed(one: ContactLine) -> Span:
    """How many critical questions failed."""
    count = len(one.score.failed)
    return Span(f"{count} critical failed" if count else "", "status:not met")


def score_short(one: ContactLine, speech: Speech) -> str:
    """The score alone."""
    score = one.evaluation.score
    return "no score" if score is None else speech.value(score, one.metric)


def contact_name(one: ContactLine, speech: Speech) -> str:
    """Which contact it is: its reference, else the day."""
    found = one.evaluation
    return f"contact {found.reference}" if found.reference else f"of {speech.day(found.date)}"


def contact_title(one: ContactLine, speech: Speech) -> str:
    """Which contact it is, as a title."""
    found = one.evaluation
    return f"Contact {found.reference or speech.day(found.date)}"


def contact_cells(one: ContactLine, speech: Speech) -> tuple[Line, ...]:
    """A contact in columns: its day, its reference, its score, what failed, and what waits."""
    found = one.evaluation
    return (
        line(speech.day(found.date)), line(found.reference or muted("no number")),
        line(score_short(one, speech)), line(failed(one)), line(state(one)),
    )  # fmt: skip


def contact_line(one: ContactLine, speech: Speech, *, own: bool) -> Line:
    """A contact among others, one's own or an agent's: when, which, its score, and what waits."""
    found = one.evaluation
    return line(
        strong(speech.day(found.date)), f"  {found.reference or 'no number'}",
        *([muted(f" {found.channel}")] if found.channel else []),
        f"  {score_short(one, speech)}",
        *_apart(failed(one)), *_apart(state(one, own=own)),
    )  # fmt: skip


def _apart(span: Span) -> list[str | Span]:
    return ["  ", span] if span.text else []


def heading(one: ContactLine, speech: Speech) -> Iterator[Line]:
    """All but the answers: the score with what failed, on which sheet and by whom, the note, and
    who has seen it.
    """
    found = one.evaluation
    yield line(strong(score_words(one.score, one.metric, speech)))
    channel = f" {found.channel}" if found.channel else ""
    yield line(
        muted(
            f"{speech.day(found.date)}{channel}, sheet “{one.sheet.name}”, "
            f"scored by {found.evaluator}"
        )
    )
    yield from _corrected(one, speech)
    if found.note:
        yield line(" ".join(found.note.split()))
    if found.seen_by is not None and not one.by_self:
        day = speech.day_of(found.seen_at)
        yield line(muted(f"{found.seen_by} noted {day} that it was told"))


def _corrected(one: ContactLine, speech: Speech) -> Iterator[Line]:
    """What it scored before: “was 87 %, corrected by kim 2026-11-24: heard again”."""
    if (earlier := one.earlier) is not None:
        was = "no score" if earlier.value is None else speech.value(earlier.value, one.metric)
        why = f": {earlier.why}" if earlier.why else ""
        yield line(f"was {was}, corrected by {earlier.by} {speech.day_of(earlier.until)}{why}")


def answer_cells(one: AnswerLine) -> tuple[Line, ...]:
    """An answer in columns: the question, what was answered, and whether more is said."""
    value = one.answer.value
    lost = one.question.critical and value == 0
    word = Span(answer_word(one.question, value), "status:not met" if lost else "")
    more = muted("comment") if one.answer.comment else muted("")
    if one.earlier is not None:
        more = Span(f"was {answer_word(one.question, one.earlier.value)}")
    elif one.disputes:
        more = Span("stands")
    if one.open is not None:
        more = Span("disputed", "warning")
    return line(one.question.text), line(word), line(more)


def answer_sections(one: AnswerLine, speech: Speech) -> Iterator[Section]:
    """All of an answer: what it stands for beside the others, the comment, what it was before, and
    what was said to it.
    """
    question = one.question
    lines = [*(_facts(question)), *anchors(one)]
    yield Section(question.text, tuple(lines))
    if one.answer.comment:
        yield Section("Comment", (line(" ".join(one.answer.comment.split())),))
    if (said := changed(one, speech)) is not None:
        yield Section("Changed", (line(said),))
    if one.disputes:
        told = (said for each in one.disputes for said in dispute_lines(each, speech))
        yield Section("Dispute", tuple(told))


def _facts(question: Question) -> Iterator[Line]:
    if question.critical:
        yield line(muted("critical: no makes the score 0"))
    if question.kind is AnswerKind.COUNT:
        yield line(muted(f"how many; {question.most} or more earn nothing"))


def anchors(one: AnswerLine) -> Iterator[Line]:
    """The answers with what each stands for; the given one is marked."""
    given = answer_word(one.question, one.answer.value)
    told = {answer: one.question.anchor(answer) for answer in one.question.answers}
    listed = [answer for answer in told if told[answer] or answer == given]
    for answer in [*listed, *([] if given in listed else [given])]:
        said = f"{answer}: {told[answer]}" if told.get(answer) else answer
        yield line(strong(f"> {said}")) if answer == given else line(muted(f"  {said}"))


def answer_lines(one: AnswerLine, speech: Speech) -> Iterator[Line]:
    """The same without the other answers, in a few lines."""
    word = answer_word(one.question, one.answer.value)
    anchor = one.question.anchor(word)
    yield line(f"{one.question.text}: ", strong(word), muted(f" ({anchor})" if anchor else ""))
    if one.answer.comment:
        yield line(muted("  comment: "), " ".join(one.answer.comment.split()))
    if (said := changed(one, speech)) is not None:
        yield line(f"  {said}")
    for each in one.disputes:
        yield from (line("  ", *said) for said in dispute_lines(each, speech))


def changed(one: AnswerLine, speech: Speech) -> str | None:
    """What the answer was before: “was no, yes since 24 Nov (dispute)”."""
    if one.earlier is None:
        return None
    was, now = (answer_word(one.question, value) for value in (one.earlier.value, one.answer.value))
    until = one.earlier.until
    since = f" since {short_day(speech.clock.here(until).date(), speech.today)}" if until else ""
    return f"was {was}, {now}{since}{' (dispute)' if one.earlier.disputed else ''}"


def dispute_lines(one: Dispute, speech: Speech) -> Iterator[Line]:
    """A dispute, and what was decided, or that it waits."""
    yield line(muted(f"{one.raised_by} disputed {speech.day_of(one.raised_at)}: "), one.text)
    if one.outcome is None:
        yield line(muted("Not decided yet."))
        return
    what = "stands" if one.outcome is Outcome.STANDS else "changed"
    day = speech.day_of(one.answered_at)
    yield line(muted(f"{one.answered_by} decided {day}: it {_is(what)}. "), one.answer)


def _is(what: str) -> str:
    return f"was {what}" if what == "changed" else what


# what waits for who scored it ---------------------------------------------------------------------


def disputed(one: DisputeLine, speech: Speech) -> str:
    """Which answer is disputed."""
    word = answer_word(one.answer.question, one.answer.answer.value)
    of = contact_name(one.contact, speech)
    evaluator = one.contact.evaluation.evaluator
    return f"“{one.answer.question.text}”: {word}, {of}, scored by {evaluator}"


def dispute_cells(one: DisputeLine, speech: Speech) -> tuple[Line, ...]:
    """A dispute in columns: since when, what it is, whose, what they say about which answer."""
    mark = Span("! " if speech.late(one.day) else "  ", "warning")
    return (
        line(mark, speech.day(one.day)), line("dispute"), line(strong(one.contact.person.name)),
        line(one.dispute.text, muted(f"  {disputed(one, speech)}")),
    )  # fmt: skip


def dispute_due(one: DisputeLine, speech: Speech) -> Line:
    """The same among what is due, on one line."""
    return line(
        Span("! " if speech.late(one.day) else "  ", "warning"),
        muted(f"{speech.day(one.day)}  "),
        strong(one.contact.person.name),
        f"  disputes: {one.dispute.text}",
        muted(f"  {disputed(one, speech)}  decide it: {decide_command(one)}"),
    )


def decide_command(one: DisputeLine) -> str:
    """How a dispute is decided on the command line."""
    return f"kpitui decide {one.dispute.id} stands|ANSWER REASON"


def dispute_sections(one: DisputeLine, speech: Speech) -> Iterator[Section]:
    """A dispute in full, and all of the answer that it is about."""
    yield Section("Dispute", (line(one.dispute.text), line(muted(disputed(one, speech)))))
    yield from (each for each in answer_sections(one.answer, speech) if each.head != "Dispute")
