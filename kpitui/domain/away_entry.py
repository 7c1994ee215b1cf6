"""An absence in one line: `tom away until 14 dec`, `away ana 1 dec to 14 dec holiday`,
`tom back 10 dec`.
"""

import re
from datetime import date, timedelta
from typing import ClassVar

from msgspec import Struct

from kpitui.domain.entry import NotUnderstood
from kpitui.domain.entry_names import Subject, Vocabulary
from kpitui.domain.entry_phrase import Unclear, day_or_none
from kpitui.domain.entry_tokens import Token, as_typed, first_words
from kpitui.domain.line_reader import LineReader, understood, words_of_line
from kpitui.domain.naming import Choices, Several
from kpitui.domain.records.absence import DAY, REASON_LIMIT
from kpitui.domain.text import clean
from kpitui.domain.typography import folded
from kpitui.domain.writing import WRITING, Writing

AWAY, BACK = "away", "back"
_FROM, _TO = ("from", "since"), ("to", "until", "till", "through", "-", "–")
_WEEK = timedelta(days=7)
_NEARLY_A_YEAR = timedelta(days=300)
"""So far away is a last day before the first one, which got the next year."""

_NOTHING_BEFORE = ((), ("and",), ("&",), ("+",))
"""What stands before the first word of a reason, or before another name."""


class Away(Struct, frozen=True):
    """An absence as it was understood, or with `back` that it ends.

    Without a first day it begins today, or it is the one that runs; `ends_on` is the first day
    back, None while no one knows it.
    """

    person: Subject
    back: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    reason: str = ""

    @property
    def only_name(self) -> bool:
        """Whether nothing is said but who."""
        return not (self.back or self.starts_on or self.ends_on or self.reason)


def is_away(line: str, vocabulary: Vocabulary) -> bool:
    """Whether a line says that someone is away or back, and is about no readings: the word stands
    first or right behind a name, and is part of no metric's.
    """
    words = first_words(line, single_quotes=False)
    at = next((place for place, one in enumerate(words) if _said(one)), None)
    if at is None:
        return False
    names = vocabulary.names
    if at == 0:
        return not names.first(words, 0)[1].metrics
    length, fits = names.first(words, 0)
    return length == at and bool(fits.subjects) and not fits.metrics


def _said(token: Token) -> str:
    word = folded(token.text) if token.kind == "word" else ""
    return word if word in (AWAY, BACK) else ""


def understand_away(
    line: str, vocabulary: Vocabulary, today: date, writing: Writing = WRITING
) -> Away | Choices | NotUnderstood:
    """What a line says of one absence, or what is unclear about it.

    The person; `away` or `back`; of an absence the first day, and behind `to` or `until` the last;
    behind that the reason. A weekday is the next one; a day without a year is the one nearest to
    today, and behind `to` the first from the first day on.
    """

    def read() -> Away:
        words = words_of_line(line, _AwayReader.what)
        return _AwayReader(words, vocabulary.names, today, today, writing).read()

    return understood(read)


class _AwayReader(LineReader):
    what: ClassVar[str] = "an absence"

    person: Subject | None = None
    word: str = ""
    first: date | None = None
    last: date | None = None
    with_year: bool = False
    open: bool = False
    reason: tuple[str, ...] = ()

    def read(self) -> Away:
        """The absence that the words say; raises `Unclear` and `Several`."""
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            if not self.word and (word := _said(token)):
                self.word = word
                self.place += 1
            elif self.person is None:
                self._name(token)
            elif not (token.kind == "word" and self._day()):
                self._reason()
        if self.person is None:
            raise Unclear("no name given; type part of the name of the person who is away")
        if self.word == BACK:
            return self._back(self.person)
        return self._away(self.person)

    def _back(self, person: Subject) -> Away:
        if self.last is not None or self.reason:
            raise Unclear("after back comes one day, the first day back: tom back 10 dec")
        return Away(person, back=True, starts_on=self.first)

    def _away(self, person: Subject) -> Away:
        first, last = self.first, self.last
        begins = first or self.today
        if last is not None and last < begins:
            raise Unclear(f"{last} is before {begins}, the first day away")
        if last is not None and not self.with_year and last - begins > _NEARLY_A_YEAR:
            raise Unclear(f"{last} is nearly a year after {begins}; type the year if it is meant")
        if last is None and first is not None and not self.open:
            last = first  # one day
        try:
            reason = clean(" ".join(self.reason), REASON_LIMIT)
        except ValueError as error:
            raise Unclear(f"the reason: {error}") from None
        return Away(
            person, starts_on=first, ends_on=None if last is None else last + DAY, reason=reason
        )

    def _name(self, token: Token) -> None:
        length, fits = self.names.first(self.tokens, self.place)
        people = [subject for subject in fits.subjects if subject.person_id is not None]
        word = as_typed(self.tokens[self.place : self.place + length])
        if len(people) > 1:
            raise Several(Choices(word, tuple(person.name for person in people)))
        if not people:
            near = "" if fits else self.names.near(token.text)
            meant = f" ({near}?)" if near else ""
            raise Unclear(f"{self.names.no_person(word)}{meant}; type part of the name of one")
        self.person = people[0]
        self.place += length

    def _day(self) -> bool:
        """Whether the next words are a day, with or without what stands before it."""
        before = folded(self.tokens[self.place].text)
        begins, ends = before in _FROM, before in _TO
        if (ends and self.last) or (not ends and self.first):
            return False
        if self.reason and not (begins or ends):
            return False
        start = self.place + (begins or ends)
        length, day = self._day_at(start, self.first if ends else None)
        if day is None:
            return False
        self.place = start + length
        if ends:
            typed = (token.text for token in self.tokens[start : start + length])
            self.last, self.with_year = day, any(re.search(r"\d{4}", text) for text in typed)
        else:
            self.first, self.open = day, begins
        return True

    def _day_at(self, start: int, since: date | None) -> tuple[int, date | None]:
        for length in (3, 2, 1):
            words = self.tokens[start : start + length]
            if len(words) == length and all(word.kind == "word" for word in words):
                text = folded(" ".join(word.text for word in words))
                if (day := self._meant(text, since)) is not None:
                    return length, day
        return 0, None

    def _meant(self, text: str, since: date | None) -> date | None:
        """The day of a text: the first from a day on, or the one nearest to today."""
        coming = day_or_none(text, since or self.today, self.writing, future=True)
        if since is not None:
            return coming
        if text[0] in "+-":
            return coming
        past = day_or_none(text, self.today, self.writing)
        if coming is None or past is None:
            return coming or past
        if coming - past <= _WEEK:
            return coming  # a weekday
        return past if self.today - past < coming - self.today else coming

    def _reason(self) -> None:
        token = self.tokens[self.place]
        if token.kind == "word" and self.reason in _NOTHING_BEFORE and self._names_someone(token):
            raise Unclear(
                f"“{token.typed}” is a person too, and an absence is of one; type one at a time, "
                "or put the reason in quotes"
            )
        text = token.text if token.kind in ("note", "name") else token.typed
        self.reason = (*self.reason, text)
        self.place += 1

    def _names_someone(self, token: Token) -> bool:
        """Whether a word is all of a word of someone's name."""
        _, fits = self.names.first(self.tokens, self.place)
        names = (
            f"{subject.name} {subject.code}"
            for subject in fits.subjects
            if subject.person_id is not None
        )
        return any(folded(token.text) in re.findall(r"\w+", folded(name)) for name in names)


def away_in_words(one: Away, today: date, writing: Writing = WRITING) -> str:
    """What was understood of an absence, as a person reads it."""
    if one.back:
        return f"{one.person.name} is back on {_day(one.starts_on or today, writing)}"
    since = f" from {_day(one.starts_on, writing)}" if one.starts_on else ""
    return f"{one.person.name} is away{since}{_until(one, writing)}{_because(one.reason)}"


def _until(one: Away, writing: Writing) -> str:
    if one.ends_on is None:
        return "" if one.starts_on else " from today"
    last = one.ends_on - DAY
    if last == one.starts_on:
        return " for that day"
    return f" until {_day(last, writing)}, back on {_day(one.ends_on, writing)}"


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""


def _day(day: date, writing: Writing) -> str:
    return f"{day:%a} {writing.day(day)}"
