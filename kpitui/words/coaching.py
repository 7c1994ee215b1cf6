"""Coaching: sessions, what they did, and what is still to be done of them."""

from collections.abc import Iterator, Sequence

from kpitui.domain.records.metric import Metric
from kpitui.domain.value_parsing import Cell
from kpitui.views.coaching import OpenLine, SessionLine, open_lines
from kpitui.words.spans import Line, Span, line, muted, strong
from kpitui.words.speech import Speech


def session_head(one: SessionLine, speech: Speech) -> Line:
    """When, what kind, how long, about what, and whose session it was."""
    session = one.session
    length = f", {session.minutes} min" if session.minutes else ""
    about = f" about {one.about}" if one.about else ""
    return line(
        strong(f"{speech.day(session.date)} {session.kind.value}"),
        f"{length}{about}",
        muted(f"  by {session.coach}"),
    )


def session(one: SessionLine, speech: Speech, effect: Sequence[str] = ()) -> Iterator[Line]:
    """A session in a few lines: when, what kind and about what, seen, agreed, readings, effect,
    acknowledged.
    """
    session = one.session
    readings = ", ".join(
        f"{metric.name} {taken(cell, metric, speech)}" for metric, cell in one.readings
    )
    done = "; ".join(
        f"{action.text} ({speech.day(action.done_on)})"
        for action in session.actions
        if action.done_on
    )
    told = (
        ("observed", session.seen), ("agreed", session.agreed), ("results", readings),
        ("done", done), ("follow-up done", speech.day(session.followed_up_on)),
        ("agent's answer", session.reply),
    )  # fmt: skip
    yield session_head(one, speech)
    yield from (line(muted(f"  {what}: "), " ".join(said.split())) for what, said in told if said)
    yield from effects(effect, speech)
    if session.acknowledged_at is not None:
        by = f" by {session.acknowledged_by}" if session.acknowledged_by else ""
        yield line(muted(f"  agent confirmed {speech.day_of(session.acknowledged_at)}{by}"))


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
    still = [one.action.text for of in sessions for one in open_lines(of) if one.action]
    if still:
        yield line(f"open actions: {'; '.join(still)}")


def still_open(one: OpenLine, speech: Speech) -> Line:
    """An action or the follow-up of a session, open."""
    session = one.of.session
    what = f"follow-up on the {session.kind.value} of {speech.day(session.date)}"
    if one.action is not None:
        what = f"{one.action.text} ({one.action.who})"
    return line(what, muted(f"  due {speech.day(one.due_on)}" if one.due_on else ""))


def marked_open(one: OpenLine, speech: Speech) -> Line:
    """The same in a list, with a mark that says whether it is late."""
    mark = Span("  ! ", "warning") if speech.late(one.due_on) else strong("  o ")
    return line(mark, still_open(one, speech))


def due(one: OpenLine, speech: Speech) -> Line:
    """A follow-up or an action that is due: when, with whom, what, and of which session."""
    session = one.of.session
    if one.action is None:
        what = f"follow-up: {session.agreed or one.of.about}".rstrip()
    else:
        who = f" ({one.action.who})" if one.action.who not in ("", one.of.person) else ""
        what = f"action: {one.action.text}{who}"
    return line(
        Span("! " if speech.late(one.due_on) else "  ", "warning"),
        muted(f"{speech.day(one.due_on)}  "),
        strong(one.of.person),
        f"  {what}",
        muted(f"  {session.kind.value} {speech.day(session.date)} by {session.coach}"),
    )
