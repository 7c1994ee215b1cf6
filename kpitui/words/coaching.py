"""Coaching: sessions, what they did, and what is still to be done of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.domain.coaching_effect import AFTER, Headline
from kpitui.domain.periods import short_day
from kpitui.domain.within import WORDS_HELD_BACK
from kpitui.views.coaching import OpenLine, SessionLine, TalkedAbout, open_lines
from kpitui.words.sections import Section
from kpitui.words.spans import Line, Span, line, muted, strong

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kpitui.domain.records.action import Action
    from kpitui.domain.records.metric import Metric
    from kpitui.domain.value_parsing import Cell
    from kpitui.views.effect import SessionEffect
    from kpitui.words.speech import Speech

NO_COACHING = "Without Observed, Strengths, Agreed or an action it does not count as coaching."
"""What is said of a session that holds none of these."""


def not_coached(speech: Speech, *, went_on: bool = False) -> str:
    """What is said of someone of whom no session is seen; who went on to another team may well have
    been coached.
    """
    if went_on and speech.sees_words:
        return "coaching is not shown to you since they went on to another team"
    return "not coached yet" if speech.sees_words else WORDS_HELD_BACK


def no_sessions(speech: Speech) -> tuple[Line, ...]:
    """What is said where there are no sessions."""
    if not speech.sees_words:
        return (line(WORDS_HELD_BACK), line(Span("esc", "accent"), " goes back."))
    return (
        line(strong("Not coached yet.")),
        line(
            Span("c", "accent"), " writes down a first session, ", Span("esc", "accent"),
            " goes back.",
        ),
    )  # fmt: skip


def together(one: SessionLine) -> str:
    """Who else was there; nothing where no one was who may be named."""
    return f", with {', '.join(one.others)}" if one.others else ""


def what_became(one: SessionLine) -> str:
    """What was said of the follow-up: kept, partly or not yet, and in a word."""
    session = one.session
    if session.outcome is None:
        return ""
    return session.outcome.value + (f": {session.outcome_note}" if session.outcome_note else "")


def followed_up(one: SessionLine, speech: Speech) -> str:
    """When it was followed up and what became of it; nothing while it is open."""
    day, became = speech.day(one.session.followed_up_on), what_became(one)
    return f"{day}, {became}" if day and became else day


def session_head(one: SessionLine, speech: Speech) -> Line:
    """When, what kind, how long, about what, and whose session it was."""
    session = one.session
    length = f", {session.minutes} min" if session.minutes else ""
    about = f" about {one.about}" if one.about else ""
    return line(
        strong(f"{speech.day(session.date)} {session.kind.value}"),
        f"{length}{about}{together(one)}",
        muted(f"  by {session.coach}"),
    )


GOES_ON = " " * 4
"""What stands before the second line of a note and those behind it."""


def session(
    one: SessionLine, speech: Speech, effect: Sequence[str] = (), *, own: bool = False
) -> Iterator[Line]:
    """A session in a few lines: when, what kind and about what, seen, agreed, readings, effect,
    acknowledged; of one's `own` as it is said to oneself.
    """
    session = one.session
    readings = ", ".join(
        f"{metric.name} {taken(cell, metric, speech)}" for metric, cell in one.readings
    )
    done = "; ".join(
        f"{action.text}{_by_other(action, one)} ({speech.day(action.done_on)})"
        for action in session.actions
        if action.done_on
    )
    told = (
        ("observed", session.seen), ("strengths", session.strengths),
        ("agreed", session.agreed), ("results", readings),
        ("evaluations", ", ".join(talked_about(each, speech) for each in one.evaluations)),
        ("reference", session.reference),
        ("done", done), ("follow-up done", followed_up(one, speech)),
        ("follow-up open", "" if session.followed_up_on else what_became(one)),
        ("your answer" if own else "agent's answer", session.reply),
    )  # fmt: skip
    yield session_head(one, speech)
    for what, said in told:
        first, *others = lines_of(said) or [line()]
        yield from (line(muted(f"  {what}: "), *first),) if said else ()
        yield from (line(GOES_ON, *other) for other in others)
    yield from effects(effect, speech)
    if session.acknowledged_at is not None:
        by = f" by {session.acknowledged_by}" if session.acknowledged_by else ""
        confirmed = "confirmed" if own else "agent confirmed"
        yield line(muted(f"  {confirmed} {speech.day_of(session.acknowledged_at)}{by}"))


_IN_SHORT = {
    Headline.MORE: Span("▲ more than rest", "good"),
    Headline.BETTER: Span("▲ better", "good"),
    Headline.FELL_BEHIND: Span("▼ fell behind", "status:not met"),
    Headline.WORSE: Span("▼ worse", "status:not met"),
    Headline.CANNOT_TELL: Span("cannot tell"),
    Headline.WITH_EVERYONE: muted(str(Headline.WITH_EVERYONE)),
    Headline.NO_CLEAR_CHANGE: muted(str(Headline.NO_CLEAR_CHANGE)),
    Headline.NOT_ENOUGH: muted(str(Headline.NOT_ENOUGH)),
}
"""The headlines in two or three words, what matters most first."""

_GAINS, _LOSSES = {Headline.MORE, Headline.BETTER}, {Headline.FELL_BEHIND, Headline.WORSE}


def headline(effects: Sequence[SessionEffect]) -> Span:
    """What a session did, in two or three words; nothing where no one looked."""
    found = {effect.effect.headline for effect in effects}
    if found & _GAINS and found & _LOSSES:
        return Span("better and worse")
    first = next((one for one in _IN_SHORT if one in found), None)
    if first is None:
        return muted("")
    if first is Headline.NO_CLEAR_CHANGE and any(
        effect.effect.own.n_after < AFTER for effect in effects
    ):
        return muted("no change yet")
    return _IN_SHORT[first]


def cells(one: SessionLine, effects: Sequence[SessionEffect], speech: Speech) -> tuple[Line, ...]:
    """A session in a line: when, what kind, about what, and what it did."""
    session = one.session
    return (
        line(speech.day(session.date)), line(session.kind.value), line(one.about),
        line(headline(effects)),
    )  # fmt: skip


def open_cells(one: OpenLine, speech: Speech) -> tuple[Line, ...]:
    """What is open of a session, below it in the list: what it is, and when it is due."""
    mark, kind, said, due = _open_parts(one, speech)
    return (line("  ", mark, kind), line(), said, due)


def _open_parts(one: OpenLine, speech: Speech) -> tuple[Span, str, Line, Line]:
    """A mark that says whether it is late, what kind it is, what is to be done, and by when."""
    late = speech.late(one.due_on)
    mark = Span("! ", "warning") if late else strong("o ")
    kind, said = "follow-up", asked(one)
    if one.action is not None:
        kind, said = "action", to_do(one.action, one.of.person)
    due = Span(f"due {speech.day(one.due_on)}" if one.due_on else "", "warning" if late else "")
    return mark, kind, line(" ".join(said.split())), line(due)


def to_do(action: Action, agent: str) -> str:
    """What an action is, and who does it where that is not the agent of its session."""
    return action.text + ("" if action.is_of(agent) else f" ({action.who})")


def asked(one: OpenLine) -> str:
    """What is looked at again, what became of it so far, and what the agent answered."""
    session = one.of.session
    became, reply = what_became(one.of), session.reply
    parts = (
        session.agreed or one.of.about, became and f"({became})", reply and f"“{reply}”",
    )  # fmt: skip
    return " ".join(filter(None, parts))


def sections(one: SessionLine, effects: Sequence[str], speech: Speech) -> Iterator[Section]:
    """All of a session, below its day: with whom, about what, seen, agreed, what it did, and what
    is still to be done of it.
    """
    session = one.session
    length = f", {session.minutes} min" if session.minutes else ""
    head = f"{session.kind.value}{length}{together(one)}, by {session.coach}"
    yield Section("", (line(muted(head)),))
    results = [
        line(metric.name, "  ", strong(taken(cell, metric, speech)))
        for metric, cell in one.readings
    ]
    done = [
        line(to_do(action, one.person), muted(f"  done {speech.day(action.done_on)}"))
        for action in session.actions
        if action.done_on
    ]
    if session.followed_up_on:
        done.append(line("follow-up", muted(f"  done {followed_up(one, speech)}")))
    if session.acknowledged_at is not None:
        by = f" by {session.acknowledged_by}" if session.acknowledged_by else ""
        said = f"  {speech.day_of(session.acknowledged_at)}{by}"
        done.append(line("agent confirmed", muted(said)))
    told: tuple[tuple[str, Sequence[Line]], ...] = (
        ("Focus", [line(one.about)]),
        ("Observed", lines_of(session.seen)),
        ("Strengths", lines_of(session.strengths)),
        ("Agreed next steps", lines_of(session.agreed)),
        ("Agent's answer", [line(" ".join(session.reply.split()))]),
        ("Reference", [line(session.reference)]),
        ("Evaluations", [line(talked_about(each, speech)) for each in one.evaluations]),
        ("Results", results),
        ("Effect", [line(speech.words(sentence)) for sentence in effects]),
        ("Still to do", [_still(still, speech) for still in open_lines(one)]),
        ("Done", done),
    )
    for head, lines in told:
        if any(lines):
            yield Section(head, tuple(lines))


def lines_of(text: str) -> list[Line]:
    """A note as it was typed, line by line."""
    return [line(" ".join(one.split())) for one in text.splitlines() if one.strip()]


def _still(one: OpenLine, speech: Speech) -> Line:
    """What is open of a session that is told already."""
    mark, kind, said, due = _open_parts(one, speech)
    became = what_became(one.of)
    what = line(kind, f" ({became})" if became else "") if one.action is None else said
    return line(mark, what, "  " if due else "", due)


def talked_about(one: TalkedAbout, speech: Speech) -> str:
    """A scored contact that a session talks about: what it is called, and its score."""
    score = "no score" if one.score is None else speech.value(one.score, one.metric)
    return f"{one.name} ({score})"


def effects(said: Sequence[str], speech: Speech) -> list[Line]:
    """What a session did, a line a sentence."""
    return [line(muted("  effect: "), speech.words(sentence)) for sentence in said]


def taken(cell: Cell, metric: Metric, speech: Speech) -> str:
    """A reading as it was taken."""
    return "does not apply" if cell.not_applicable else speech.value(cell.shown(metric), metric)


def before(sessions: Sequence[SessionLine], speech: Speech) -> Iterator[Line]:
    """The last session in a line, and which actions are open of all of them; `sessions` come newest
    first.
    """
    if not sessions:
        return
    last = sessions[0].session
    about = f" about {sessions[0].about}" if sessions[0].about else ""
    agreed = f": {last.agreed}" if last.agreed else ""
    yield line(f"last {speech.day(last.date)} {last.kind.value}{about}{agreed}")
    still = [
        open_line.action.text for of in sessions for open_line in open_lines(of) if open_line.action
    ]
    if still:
        yield line(f"open actions: {'; '.join(still)}")


def still_open(one: OpenLine, speech: Speech) -> Line:
    """An action or the follow-up of a session, open."""
    session = one.of.session
    said = "; ".join(filter(None, (what_became(one.of), session.reply and f"“{session.reply}”")))
    what = f"follow-up on the {session.kind.value} of {speech.day(session.date)}{_now(one)}"
    what += f" ({said})" if said else ""
    if one.action is not None:
        what = to_do(one.action, one.of.person)
    return line(what, muted(f"  due {speech.day(one.due_on)}" if one.due_on else ""))


def due_cells(one: OpenLine, speech: Speech) -> tuple[Line, ...]:
    """A follow-up or an action that is due, in columns: when, what it is, with whom, about what."""
    mark = Span("! " if speech.late(one.due_on) else "  ", "warning")
    _, kind, said, _ = _open_parts(one, speech)
    session = one.of.session
    day = short_day(session.date, speech.today)
    of = f"  {session.kind.value} {day} by {session.coach}{_now(one)}"
    return (
        line(mark, speech.day(one.due_on)), line(kind), line(strong(one.of.person)),
        line(*said, muted(of)),
    )  # fmt: skip


def last_session(sessions: Sequence[SessionLine], speech: Speech) -> Iterator[Section]:
    """The last session with someone, and what is open of those before; `sessions` come newest
    first.
    """
    if not sessions:
        yield Section("Last session", (line(muted(not_coached(speech))),))
        return
    yield from dated("Last session", sessions[0], speech)
    earlier = [
        marked_open(open_line, speech) for of in sessions[1:] for open_line in open_lines(of)
    ]
    if earlier:
        yield Section("Still to do from earlier sessions", tuple(earlier))


def dated(head: str, one: SessionLine, speech: Speech) -> Iterator[Section]:
    """All of a session below a head with its day."""
    first, *others = sections(one, (), speech)
    yield Section(f"{head} {speech.day(one.session.date)}", first.lines)
    yield from others


def marked_open(one: OpenLine, speech: Speech) -> Line:
    """The same in a list, with a mark that says whether it is late."""
    mark = Span("  ! ", "warning") if speech.late(one.due_on) else strong("  o ")
    return line(mark, still_open(one, speech))


def due(one: OpenLine, speech: Speech) -> Line:
    """A follow-up or an action that is due: when, with whom, what, and of which session."""
    session = one.of.session
    if one.action is None:
        what = f"follow-up: {' '.join(asked(one).split())}".rstrip()
    else:
        what = f"action: {to_do(one.action, one.of.person)}"
    return line(
        Span("! " if speech.late(one.due_on) else "  ", "warning"),
        muted(f"{speech.day(one.due_on)}  "),
        strong(one.of.person),
        f"  {what}",
        muted(f"  {session.kind.value} {speech.day(session.date)} by {session.coach}{_now(one)}"),
    )


def _by_other(action: Action, one: SessionLine) -> str:
    """Who did an action, where it was not the coached person."""
    return "" if action.is_of(one.person) else f", {action.who}"


def _now(one: OpenLine) -> str:
    """Whose a follow-up is now, where someone took over the coaching."""
    taker = one.of.taken_over_by
    return f", now by {taker}" if taker and one.action is None else ""
