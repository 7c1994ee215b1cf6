"""A coaching session in one line: `coach dana role-play empathy 20m "greeted too late" !greet by name >+14d`."""

import re
from collections.abc import Sequence
from datetime import date

from msgspec import Struct, field
from pydantic import ValidationError

from kpitui.domain.cells import parse_cell
from kpitui.domain.coaching import SessionKind
from kpitui.domain.coaching_drafts import KINDS, Promise, SessionDraft
from kpitui.domain.dates import NotADate
from kpitui.domain.entry import NotUnderstood, braced, value_in_words
from kpitui.domain.entry_names import Choices, Names, Subject, Vocabulary
from kpitui.domain.entry_phrase import Several, Unclear, Understood, day_or_none
from kpitui.domain.entry_tokens import LONGEST_LINE, MOST_WORDS, Token, first_words, joined
from kpitui.domain.entry_words import reading_draft
from kpitui.domain.errors import BadData
from kpitui.domain.metrics import NAME_LIMIT, Metric
from kpitui.domain.numbers import NotANumber
from kpitui.domain.typography import folded
from kpitui.domain.writing import WRITING, Writing

WORD = "coach"
"""What a line of a session begins with."""

_MINUTES = re.compile(r"([0-9]{1,4})(m|min|mins|h)", re.IGNORECASE)
_KINDS = {
    "role-play": SessionKind.ROLE_PLAY, "roleplay": SessionKind.ROLE_PLAY, "role play": SessionKind.ROLE_PLAY,
    "side-by-side": SessionKind.SIDE_BY_SIDE, "side by side": SessionKind.SIDE_BY_SIDE,
    "sbs": SessionKind.SIDE_BY_SIDE,
    "call review": SessionKind.CALL_REVIEW, "call-review": SessionKind.CALL_REVIEW, "review": SessionKind.CALL_REVIEW,
    "training": SessionKind.TRAINING,
    "one-to-one": SessionKind.ONE_TO_ONE, "one to one": SessionKind.ONE_TO_ONE, "1:1": SessionKind.ONE_TO_ONE,
    "1-1": SessionKind.ONE_TO_ONE,
}  # fmt: skip


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


def is_session(line: str) -> bool:
    """Whether a line is about a session and not about readings."""
    return line.split(maxsplit=1)[:1] == [WORD]


def understand_session(
    line: str, vocabulary: Vocabulary, today: date, writing: Writing = WRITING
) -> Session | Choices | NotUnderstood:
    """What a line says of one session, or what is unclear about it.

    In any order: the person, the kind, `20m`, the day, metrics and other words it was about, a metric with a number
    for a reading, what was seen in quotes and then what was agreed. `!` begins an action, `@` its due date, `>` the
    follow-up; an action without a due date is due at the follow-up.
    """
    if len(line) > LONGEST_LINE:
        return NotUnderstood(f"that is more than {LONGEST_LINE:,} characters; make it shorter")
    words = first_words(line, single_quotes=False)[1:]
    if len(words) > MOST_WORDS:
        return NotUnderstood(f"that is more than {MOST_WORDS:,} words; make it shorter")
    while words and words[-1].kind == "end":
        words.pop()
    if any(one.kind == "end" for one in words):
        return NotUnderstood("a session is one entry, without ;; put words that hold one into quotes")
    try:
        return _Reader(joined(words), Names(vocabulary), today, writing).read()
    except (Unclear, NotADate, NotANumber) as error:
        return NotUnderstood(str(error))
    except Several as several:
        return several.choices


def session_draft(session: Session) -> SessionDraft:
    """The draft that a line makes; raises `BadData` with one sentence."""
    assert session.person.person_id is not None
    try:
        return SessionDraft(
            person_id=session.person.person_id,
            date=session.day,
            kind=session.kind,
            minutes=session.minutes,
            focus=tuple(one.id for one in session.focus),
            behaviour=session.behaviour,
            seen=session.seen,
            agreed=session.agreed,
            follow_up_on=session.follow_up_on,
            actions=tuple(Promise(text=text, due_on=due_on) for text, due_on in session.actions),
            readings=tuple(reading_draft(one) for one in session.readings),
        )
    except ValidationError as error:
        first = error.errors()[0]
        what = first["msg"].removeprefix("Value error, ")
        raise BadData(f"{str(first['loc'][0]) if first['loc'] else 'the session'}: {what}.") from None
    except ValueError as error:
        raise BadData(f"{error}.") from None


def describe_session(session: Session, writing: Writing = WRITING) -> str:
    """A session in full, in words that are understood as the same session again."""
    words = [WORD, braced(session.person.name), session.kind.value.replace(" ", "-"), writing.day(session.day)]
    words += [f"{session.minutes}m"] if session.minutes else []
    words += [braced(one.name) for one in session.focus]
    for one in session.readings:
        size = [f"n={one.cell.n}"] if one.cell.n else []
        words += [braced(one.metric.name), value_in_words(one, writing.decimal_comma), *size]
    words += [braced(session.behaviour)] if session.behaviour else []
    words += [_quoted(text) for text in (session.seen, session.agreed)] if session.seen or session.agreed else []
    for text, due_on in session.actions:
        words += [f"!{_quoted(text)}", f"@{writing.day(due_on)}" if due_on else "@never"]
    words += [f">{writing.day(session.follow_up_on)}"] if session.follow_up_on else []
    return " ".join(words)


def session_in_words(session: Session, writing: Writing = WRITING) -> list[str]:
    """What was understood of a session, line by line, as a person reads it."""
    about = ", ".join([*(one.name for one in session.focus), *([session.behaviour] if session.behaviour else [])])
    comma, day = writing.decimal_comma, writing.day
    lines = [
        f"{session.kind.value} with {session.person.name} on {session.day:%a} {day(session.day)}"
        + (f", {session.minutes} min" if session.minutes else "")
        + (f", about {about}" if about else "")
    ]
    lines += [
        f"reading: {one.metric.name} {value_in_words(one, comma)}" + (f" n={one.cell.n}" if one.cell.n else "")
        for one in session.readings
    ]
    lines += [f"{what}: {text}" for what, text in (("seen", session.seen), ("agreed", session.agreed)) if text]
    lines += [f"action: {text}" + (f", due {day(due_on)}" if due_on else "") for text, due_on in session.actions]
    lines += [f"follow-up: {on:%a} {day(on)}" for on in (session.follow_up_on,) if on]
    return lines


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


class _Reader(Struct):
    tokens: Sequence[Token]
    names: Names
    today: date
    writing: Writing
    place: int = 0
    person: Subject | None = None
    kind: SessionKind | None = None
    day: date | None = None
    minutes: int | None = None
    focus: list[Metric] = field(default_factory=list)
    numbers: list[tuple[Metric, str]] = field(default_factory=list)
    behaviour: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    actions: list[tuple[str, date | None, bool]] = field(default_factory=list)
    follow_up_on: date | None = None

    def read(self) -> Session:
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            if token.kind == "note":
                self._note(token.text)
            elif token.kind == "action" or (token.kind == "word" and token.text.startswith("!")):
                self._action(token)
            elif token.kind == "word" and token.text.startswith(">"):
                self.follow_up_on = self._date_behind(">")
            elif token.kind == "word" and token.text.startswith("@"):
                raise Unclear("a due date (@) follows its action (!)")
            elif not (token.kind == "word" and (self._kind() or self._minutes(token) or self._day())):
                self._name_or_word()
        return self._session()

    def _session(self) -> Session:
        if self.person is None:
            raise Unclear("nobody is named; type part of the name of who was coached")
        if self.kind is None:
            raise Unclear(f"say what kind of session it was: {KINDS}")
        day = self.day or self.today
        if self.follow_up_on is not None and self.follow_up_on < day:
            raise Unclear(f"the follow-up on {self.follow_up_on} lies before the session")
        actions = [(text, due if said else self.follow_up_on) for text, due, said in self.actions]
        seen, agreed = [*self.notes, "", ""][:2]
        readings = [
            Understood(metric, self.person, day, parse_cell(text, metric, decimal_comma=self.writing.comma))
            for metric, text in self.numbers
        ]
        return Session(
            self.person, self.kind, day, self.minutes, self.focus, " ".join(self.behaviour), seen, agreed, actions,
            self.follow_up_on, readings,
        )  # fmt: skip

    def _note(self, text: str) -> None:
        if len(self.notes) == 2:
            raise Unclear("two notes are enough: what was seen, then what was agreed")
        self.notes.append(text)
        self.place += 1

    def _action(self, token: Token) -> None:
        words = [token.text if token.kind == "action" else token.typed[1:]]
        self.place += 1
        while token.kind == "word" and self.place < len(self.tokens):
            following = self.tokens[self.place]
            if following.kind != "word" or following.text[0] in "!>@":
                break
            words.append(following.typed)
            self.place += 1
        text = " ".join(words).strip()
        if not text:
            raise Unclear("an action (!) needs words, such as !greet by name")
        due_on, said = None, False
        if self.place < len(self.tokens) and self.tokens[self.place].text.startswith("@"):
            due_on, said = self._due(), True
        self.actions.append((text, due_on, said))

    def _due(self) -> date | None:
        if self.tokens[self.place].text == "@never":
            self.place += 1
            return None
        return self._date_behind("@")

    def _date_behind(self, mark: str) -> date:
        words = [self.tokens[self.place].text.removeprefix(mark)]
        words += [one.text for one in self.tokens[self.place + 1 : self.place + 3] if one.kind == "word"]
        for length in range(len(words), 0, -1):
            found = day_or_none(" ".join(words[:length]).strip(), self.today, self.writing, future=True)
            if found is not None:
                self.place += length
                return found
        raise Unclear(
            f"“{mark}{words[0]}” is not a date to come; type it like {mark}+14d, {mark}fri or {mark}2026-12-07"
        )

    def _words(self, length: int) -> str | None:
        words = self.tokens[self.place : self.place + length]
        whole = len(words) == length and all(word.kind == "word" for word in words)
        return folded(" ".join(word.text for word in words)) if whole else None

    def _kind(self) -> bool:
        for length in (3, 2, 1):
            kind = _KINDS.get(self._words(length) or "")
            if kind is not None and self.kind is None:
                self.kind = kind
                self.place += length
                return True
        return False

    def _minutes(self, token: Token) -> bool:
        found = _MINUTES.fullmatch(token.text)
        if found is None:
            return False
        self.minutes = int(found[1]) * (60 if found[2].lower() == "h" else 1)
        if not 1 <= self.minutes <= 1440:
            raise Unclear(f"{token.text} is no length of a session; it is 1 to 1440 minutes")
        self.place += 1
        return True

    def _day(self) -> bool:
        for length in (3, 2, 1):
            words = self._words(length)
            if words is None or self.day is not None:
                continue
            self.day = day_or_none(words, self.today, self.writing)
            if self.day is None:
                continue
            if self.day > self.today:
                raise Unclear(f"{self.day} lies in the future; write a session down when it has been")
            self.place += length
            return True
        return False

    def _name_or_word(self) -> None:
        length, fits = self.names.first(self.tokens, self.place)
        people = [one for one in fits.subjects if one.person_id is not None and not self.person]
        metrics = [one for one in fits.metrics if self._names_enough(one, length)]
        words = self.tokens[self.place : self.place + length]
        if len(people) == 1 and not metrics:
            self.person = people[0]
            self.place += length
        elif len(metrics) == 1 and not people:
            self.place += length
            self._metric(metrics[0])
        elif people or metrics:
            word = " ".join(one.typed for one in words)
            raise Several(Choices(word, (*(one.name for one in people), *(one.name for one in metrics))))
        else:
            self._other(self.tokens[self.place])

    def _names_enough(self, metric: Metric, length: int) -> bool:
        # “of” begins a word of many a metric, and of many a sentence.
        typed = folded(" ".join(one.text for one in self.tokens[self.place : self.place + length]))
        return len(typed) > 2 or typed in (folded(metric.name), folded(metric.code))

    def _metric(self, metric: Metric) -> None:
        behind = self.tokens[self.place : self.place + 2]
        if not behind or not behind[0].is_number:
            if metric not in self.focus:
                self.focus.append(metric)
            return
        sized = len(behind) == 2 and behind[1].is_size
        self.place += 2 if sized else 1
        self.numbers.append((metric, " ".join(one.text for one in behind[: 2 if sized else 1])))

    def _other(self, token: Token) -> None:
        if token.is_number:
            raise Unclear(f"{token.typed} stands behind no metric; type it like csat 92, or 20m for minutes")
        self.behaviour.append(token.text if token.kind == "name" else token.typed)
        self.place += 1
        if len(" ".join(self.behaviour)) > NAME_LIMIT:
            raise Unclear("that is too much for what it was about; put what was seen into quotes")
