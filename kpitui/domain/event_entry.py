"""An event in one line: `event csat "new phone menu" orders fri`."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from msgspec import Struct

from kpitui.domain.entry import NotUnderstood
from kpitui.domain.entry_names import ORGANISATION, Fits, Subject, Vocabulary
from kpitui.domain.entry_phrase import Unclear
from kpitui.domain.entry_tokens import Token
from kpitui.domain.errors import BadData
from kpitui.domain.line_reader import LineReader, understood, words_behind_first
from kpitui.domain.naming import Choices, Fit, Several
from kpitui.domain.records.annotation import RESET_NEEDS_REASON, AnnotationDraft
from kpitui.domain.records.metric import Metric
from kpitui.domain.text import LINE_LIMIT, NOTE_LIMIT, clean
from kpitui.domain.writing import WRITING, Writing

WORD = "event"
"""What a line of an event begins with."""

ONE_TEXT = (
    "one text in quotes is enough; type names without quotes; why limits start again comes after !"
)


class Event(Struct, frozen=True):
    """An event as it was understood; with a `reason` the limits start again there."""

    metric: Metric
    subject: Subject
    day: date
    text: str
    reason: str = ""


def is_event(line: str) -> bool:
    """Whether a line is about an event and not about readings."""
    return line.split(maxsplit=1)[:1] == [WORD]


def understand_event(
    line: str,
    vocabulary: Vocabulary,
    today: date,
    writing: Writing = WRITING,
    *,
    latest: date | None = None,
) -> Event | Choices | NotUnderstood:
    """What a line says of one event, or what is unclear about it.

    In any order: the metric, what happened in quotes, the team or person it is of (without one the
    organisation), the day up to `latest`, or today; and behind `!` in quotes why the limits start
    again there, where they do.
    """

    def read() -> Event:
        words = words_behind_first(line, _EventReader.what)
        return _EventReader(words, vocabulary.names, today, latest or today, writing).read()

    return understood(read)


class _EventReader(LineReader):
    what: ClassVar[str] = "an event"

    metric: Metric | None = None
    subject: Subject | None = None
    texts: tuple[Token, ...] = ()
    reason: str = ""

    def read(self) -> Event:
        """The event that the words say; raises `Unclear` and `Several`."""
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            if token.kind in ("note", "action"):
                self._quoted(token)
            elif token.kind != "word" or not self.take_day():
                self._name(token)
        if self.metric is None:
            raise Unclear("no metric named; type part of its name or its code")
        text = self._text()
        subject, day = self.subject or ORGANISATION, self.day or self.today
        return Event(self.metric, subject, day, text, self.reason)

    def _quoted(self, token: Token) -> None:
        if token.kind == "action":
            if not token.text.strip():
                raise Unclear(RESET_NEEDS_REASON)
            if self.reason:
                raise Unclear(ONE_TEXT)
            self.reason = token.text
        else:
            self.texts += (token,)
        self.place += 1

    def _text(self) -> str:
        """What happened; of two texts one may be a team or a person, written in full."""
        if len(self.texts) == 2 and self.subject is None:
            named = [found for text in self.texts if (found := self._named(text))]
            if len(named) == 1:
                ((name, self.subject),) = named
                self.texts = tuple(text for text in self.texts if text is not name)
        if len(self.texts) > 1:
            raise Unclear(ONE_TEXT)
        text = self.texts[0].text if self.texts else ""
        if not text.strip():
            raise Unclear('say what happened in quotes: "new phone menu"')
        return text

    def _named(self, quoted: Token) -> tuple[Token, Subject] | None:
        _, fits = self.names.first([Token(quoted.text, "name")], 0)
        alone = fits.fit is not Fit.BEGUN and len(fits.subjects) == 1 and not fits.metrics
        return (quoted, fits.subjects[0]) if alone else None

    def _name(self, token: Token) -> None:
        if token.text.startswith("!"):
            raise Unclear('put why the limits start again in quotes: !"two levels, not four"')
        length, fits = self.names.first(self.tokens, self.place)
        metrics: Sequence[Metric] = fits.metrics if self.metric is None else ()
        subjects: Sequence[Subject] = fits.subjects if self.subject is None else ()
        if not metrics and not subjects:
            raise Unclear(self._too_many(token, fits))
        if len(metrics) + len(subjects) > 1:
            names = (*(metric.name for metric in metrics), *(subject.name for subject in subjects))
            word = " ".join(token.typed for token in self.tokens[self.place : self.place + length])
            raise Several(Choices(word, names))
        if metrics:
            self.metric = metrics[0]
        else:
            self.subject = subjects[0]
        self.place += length

    def _too_many(self, token: Token, fits: Fits) -> str:
        """What is to be said of a word that is not, or no longer, needed."""
        if self.subject in fits.subjects or self.metric in fits.metrics:
            return f"“{token.typed}” is named twice; once is enough"
        if fits.subjects:
            return f"“{token.typed}” is another name: one team or one person, not both"
        if fits.metrics:
            return f"“{token.typed}” is another metric; an event is of one metric"
        return f"{self.names.unknown(token.typed)}; put what happened in quotes"


def event_draft(event: Event) -> AnnotationDraft:
    """The draft that a line makes; raises `BadData` with one sentence."""
    try:
        return AnnotationDraft(
            metric_id=event.metric.id,
            team_id=event.subject.team_id,
            person_id=event.subject.person_id,
            date=event.day,
            text=clean(event.text, LINE_LIMIT),
            new_limits=bool(event.reason),
            reason=clean(event.reason, NOTE_LIMIT, multiline=True),
        )
    except ValueError as error:
        raise BadData(f"{error}.") from None


def event_in_words(event: Event, writing: Writing = WRITING) -> str:
    """What was understood of an event, as a person reads it."""
    limits = f"; limits reset: {event.reason}" if event.reason else ""
    return (
        f"event of {event.subject.name} on {event.day:%a} {writing.day(event.day)}, "
        f"{event.metric.name}: {event.text}{limits}"
    )
