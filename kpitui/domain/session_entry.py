"""A coaching session in one line: `coach dana role-play empathy 20m "greeted too late" !greet by
name >+14d`.
"""

from datetime import date

from msgspec import Struct, field

from kpitui.domain.entry import NotUnderstood, braced, value_in_words
from kpitui.domain.entry_names import Subject, Vocabulary
from kpitui.domain.entry_phrase import Unclear, Understood
from kpitui.domain.entry_tokens import at_commas, joined
from kpitui.domain.entry_words import reading_draft
from kpitui.domain.errors import BadData
from kpitui.domain.line_reader import understood, words_behind_first
from kpitui.domain.naming import Choices
from kpitui.domain.records.action import Promise
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.session import KIND_WORDS, SessionDraft, SessionKind
from kpitui.domain.session_reader import SessionReader
from kpitui.domain.text import LINE_LIMIT, NAME_LIMIT, NOTE_LIMIT, clean
from kpitui.domain.value_parsing import parse_cell
from kpitui.domain.writing import WRITING, Writing

WORD = "coach"
"""What a line of a session begins with."""


class Session(Struct):
    """A session as it was understood; `readings` are of its person and day."""

    person: Subject
    kind: SessionKind
    day: date
    minutes: int | None = None
    focus: list[Metric] = field(default_factory=list)
    behaviour: str = ""
    seen: str = ""
    agreed: str = ""
    actions: list[tuple[str, date | None]] = field(default_factory=list)
    follow_up_on: date | None = None
    readings: list[Understood] = field(default_factory=list)
    others: list[Subject] = field(default_factory=list)
    """Who else was there."""

    @property
    def people(self) -> list[Subject]:
        """Everyone who was there besides the coach."""
        return [self.person, *self.others]


def is_session(line: str) -> bool:
    """Whether a line is about a session and not about readings."""
    return line.split(maxsplit=1)[:1] == [WORD]


def understand_session(
    line: str,
    vocabulary: Vocabulary,
    today: date,
    writing: Writing = WRITING,
    *,
    latest: date | None = None,
) -> Session | Choices | NotUnderstood:
    """What a line says of one session, or what is unclear about it.

    In any order: the person, or several apart by commas, the kind, `20m`, the day, metrics and
    other words it was about, a metric with a number for a reading, what was seen in quotes and then
    what was agreed. `!` begins an action, `@` its due date, `>` the follow-up; an action without a
    due date is due at the follow-up. The day is up to `latest`, or today.
    """

    def read() -> Session:
        words = at_commas(joined(words_behind_first(line, SessionReader.what)))
        reader = SessionReader(words, vocabulary.names, today, latest or today, writing)
        reader.read()
        return _session(reader)

    return understood(read)


def _session(said: SessionReader) -> Session:
    """The session that the words say; raises `Unclear` where they do not say enough."""
    if not said.people:
        raise Unclear(
            f"no name{said.names.whose} given; type part of the name of the person coached"
        )
    if said.kind is None:
        raise Unclear(f"type the session type: {KIND_WORDS}")
    person, *others = said.people
    if others and said.numbers:
        raise Unclear(
            f"a result is of one agent; leave {said.numbers[0][0].name} out and log it separately"
        )
    day = said.day or said.today
    if said.follow_up_on is not None and said.follow_up_on < day:
        raise Unclear(f"the follow-up on {said.follow_up_on} is before the session")
    actions = [(text, due if told else said.follow_up_on) for text, due, told in said.actions]
    seen, agreed = [*said.notes, "", ""][:2]
    readings = [
        Understood(metric, person, day, parse_cell(text, metric, decimal_comma=said.writing.comma))
        for metric, text in said.numbers
    ]
    return Session(
        person, said.kind, day, said.minutes, said.focus, said.behaviour, seen, agreed,
        actions, said.follow_up_on, readings, others,
    )  # fmt: skip


def session_draft(session: Session) -> SessionDraft:
    """The draft that a line makes; raises `BadData` with one sentence."""
    assert session.person.person_id is not None
    try:
        return SessionDraft(
            person_id=session.person.person_id,
            with_ids=tuple(
                other.person_id for other in session.others if other.person_id is not None
            ),
            date=session.day,
            kind=session.kind,
            minutes=session.minutes,
            focus=tuple(metric.id for metric in session.focus),
            behaviour=clean(session.behaviour, NAME_LIMIT),
            seen=clean(session.seen, NOTE_LIMIT, multiline=True),
            agreed=clean(session.agreed, NOTE_LIMIT, multiline=True),
            follow_up_on=session.follow_up_on,
            actions=tuple(
                Promise(text=clean(text, LINE_LIMIT), due_on=due_on)
                for text, due_on in session.actions
            ),
            readings=tuple(reading_draft(reading) for reading in session.readings),
        )
    except ValueError as error:
        raise BadData(f"{error}.") from None


def describe_session(session: Session, writing: Writing = WRITING) -> str:
    """A session in full, in words that are understood as the same session again."""
    words = [
        WORD,
        ", ".join(braced(person.name) for person in session.people),
        session.kind.value.replace(" ", "-"),
        writing.day(session.day),
    ]
    words += [f"{session.minutes}m"] if session.minutes else []
    words += [braced(metric.name) for metric in session.focus]
    for reading in session.readings:
        size = [f"n={reading.cell.n}"] if reading.cell.n else []
        words += [
            braced(reading.metric.name),
            value_in_words(reading, writing.decimal_comma),
            *size,
        ]
    words += [braced(session.behaviour)] if session.behaviour else []
    words += (
        [_quoted(text) for text in (session.seen, session.agreed)]
        if session.seen or session.agreed
        else []
    )
    for text, due_on in session.actions:
        words += [f"!{_quoted(text)}", f"@{writing.day(due_on)}" if due_on else "@never"]
    words += [f">{writing.day(session.follow_up_on)}"] if session.follow_up_on else []
    return " ".join(words)


def session_in_words(session: Session, writing: Writing = WRITING) -> list[str]:
    """What was understood of a session, line by line, as a person reads it."""
    about = ", ".join(
        [
            *(metric.name for metric in session.focus),
            *([session.behaviour] if session.behaviour else []),
        ]
    )
    comma, day = writing.decimal_comma, writing.day
    named = ", ".join(person.name for person in session.people)
    lines = [
        f"{session.kind.value} with {named} on {session.day:%a} {day(session.day)}"
        + (f", {session.minutes} min" if session.minutes else "")
        + (f", focus {about}" if about else "")
    ]
    lines += [
        f"reading: {reading.metric.name} {value_in_words(reading, comma)}"
        + (f" n={reading.cell.n}" if reading.cell.n else "")
        for reading in session.readings
    ]
    lines += [
        f"{what}: {text}"
        for what, text in (("observed", session.seen), ("agreed", session.agreed))
        if text
    ]
    lines += [
        f"action: {text}" + (f", due {day(due_on)}" if due_on else "")
        for text, due_on in session.actions
    ]
    lines += [f"follow-up: {on:%a} {day(on)}" for on in (session.follow_up_on,) if on]
    return lines


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
