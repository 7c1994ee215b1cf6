"""What stands between two `;` of quick entry: whose readings, of which day, and each metric with
its number.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TypeVar

from msgspec import Struct, field

from kpitui.domain.dates import NotADate, NotADay
from kpitui.domain.entry_names import EntryNames, Fits, Subject
from kpitui.domain.entry_tokens import Token, joined, not_closed, without_colons
from kpitui.domain.naming import Choices, Several
from kpitui.domain.records.metric import Metric
from kpitui.domain.value_parsing import Cell, example_of, parse_cell
from kpitui.domain.writing import Writing

NamedT = TypeVar("NamedT", Metric, Subject)
LIKE = "type each number right after its metric, such as csat 92 aht 5:40"


class Understood(Struct, frozen=True):
    """One reading with everything it needs."""

    metric: Metric
    subject: Subject
    date: date
    cell: Cell
    note: str = ""
    is_named: bool = True
    """Whether the entry, or one before it, says whose it is."""


class Kept(Struct, frozen=True):
    """What an entry keeps of the one before it where it names none itself."""

    subject: Subject
    day: date
    is_named: bool = True


class Unclear(ValueError):
    """A part of an entry that cannot be read, in one sentence."""


class _Value(Struct):
    """A number as it stands in an entry, with the sample size and the notes behind it."""

    number: str
    sizes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def reading(self, metric: Metric, of: Kept, writing: Writing) -> Understood:
        """The reading of a metric that it is."""
        if len(self.notes) > 1:
            raise Unclear("one note is enough: put all of it in one pair of quotes")
        cell = parse_cell(" ".join([self.number, *self.sizes]), metric, decimal_comma=writing.comma)
        return Understood(metric, of.subject, of.day, cell, "".join(self.notes), of.is_named)


class _Group(Struct):
    """Words that make one name, and what they fit; `place` counts the numbers before them."""

    word: str
    fits: Fits
    place: int


Pair = tuple[Metric, _Value]


class Phrase(Struct):
    """The tokens of one entry, and what they are read by."""

    tokens: list[Token]
    names: EntryNames
    today: date
    latest: date
    writing: Writing

    def read(self, before: Kept | None) -> list[Understood]:
        """Its readings; raises `Unclear`, `Several`, `NotADate` or `NotANumber`.

        `before` is what it keeps of the entry before it, None where that was not understood.
        """
        day, rest = take_date(self.tokens, self.today, self.latest, self.writing)
        rest = joined([*without_colons(rest)])
        count = sum(token.is_number for token in rest)
        subject, pairs = self._several(rest, count) if count > 1 else self._one(rest)
        if day is not None and day > self.latest:
            raise Unclear(f"{day} is in the future; record what is of today or earlier")
        if before is None:
            if day is None or subject is None:
                raise Unclear(
                    "this uses the person or day of the entry before it; fix that one first"
                )
            before = Kept(subject, day)
        of = Kept(
            subject or before.subject, day or before.day, before.is_named or subject is not None
        )
        return [value.reading(metric, of, self.writing) for metric, value in pairs]

    def _one(self, rest: Sequence[Token]) -> tuple[Subject | None, list[Pair]]:
        """Its words in any order, around one number."""
        value, words = _Value(""), list[Token]()
        for token in rest:
            if token.kind == "note":
                value.notes.append(token.text)
            elif token.is_number:
                value.number = token.text
            elif token.is_size:
                value.sizes.append(token.text)
            else:
                words.append(token)
        metric, subject = _one_of_each([*self._groups(words, 0, most=2)])
        if not value.number:
            raise Unclear(
                f"there is no number for {metric.name}; type it like {example_of(metric)}"
            )
        return subject, [(metric, value)]

    def _several(self, rest: Sequence[Token], count: int) -> tuple[Subject | None, list[Pair]]:
        """Its metrics, each with its number right behind it, or each behind its number."""
        groups, values = list[_Group](), list[_Value]()
        before = ""
        for kind, run in groupby(rest, _kind):
            for token in run if kind != "name" else ():
                if kind == "number":
                    values.append(_Value(token.text))
                elif kind == "note" and values:
                    values[-1].notes.append(token.text)
                elif kind == "size" and before == "number":
                    values[-1].sizes.append(token.text)
                else:
                    raise Unclear(
                        f"{token.typed} does not follow a number; type it right after its own"
                    )
            if kind == "name":
                groups += self._groups([*run], len(values), most=count + 1 - len(groups))
            before = kind
        subject, metrics = _subject_and_metrics(groups, count)
        first = metrics[0].place
        if first > 1 or [metric.place for metric in metrics] != [*range(first, first + count)]:
            raise Unclear(LIKE)
        return subject, [
            (_single(one.word, one.fits.metrics), value)
            for one, value in zip(metrics, values, strict=True)
        ]

    def _groups(self, words: Sequence[Token], place: int, *, most: int) -> Iterator[_Group]:
        """The names that words make; one more than `most` is told at once, so that no
        line costs long.
        """
        start = 0
        while start < len(words):
            length, fits = self.names.first(words, start)
            if not fits:
                raise Unclear(self._unknown(words[start]))
            word = " ".join(word.typed for word in words[start : start + length])
            if most <= 0:
                raise _one_too_many(word, fits)
            yield _Group(word, fits, place)
            start, most = start + length, most - 1

    def _unknown(self, token: Token) -> str:
        if token.typed[0] in "\"'“”„«»‘‚":
            return not_closed(token)
        if not self.names.has_metrics:
            return NO_METRICS
        near = self.names.near(token.text)
        meant = f" ({near}?)" if near else ""
        unknown = self.names.unknown(token.typed)
        return f"{unknown}{meant}. Check the spelling, or put notes in quotes"


NO_METRICS = (
    "There are no metrics yet: add a KPI or a standard on Plan (1, then a), or import a file (i)"
)


def _one_too_many(word: str, fits: Fits) -> Unclear:
    if fits.metrics and not fits.subjects:
        return Unclear(f"“{word}” has no number; type one after it")
    return Unclear(f"“{word}” is one too many; separate entries with ;")


def _kind(token: Token) -> str:
    if token.kind == "note":
        return "note"
    return "number" if token.is_number else "size" if token.is_size else "name"


def _one_of_each(groups: list[_Group]) -> tuple[Metric, Subject | None]:
    metric: Metric | None = None
    subject: Subject | None = None
    # What fits one name only is settled first, so that it can tell what the others must be.
    for group in sorted(groups, key=lambda group: len(group.fits.names)):
        fits = Fits(
            group.fits.fit,
            group.fits.metrics if metric is None else (),
            group.fits.subjects if subject is None else (),
        )
        if not fits:
            raise _one_too_many(group.word, group.fits)
        # A metric and a person of one name: the metric is what an entry cannot do without.
        if len(fits.metrics) == 1 and len(fits.subjects) <= 1:
            metric = fits.metrics[0]
        elif len(fits.subjects) == 1 and not fits.metrics:
            subject = fits.subjects[0]
        else:
            raise Several(Choices(group.word, fits.names))
    if metric is None:
        raise Unclear("no metric given; type its short code or part of its name")
    return metric, subject


def _subject_and_metrics(groups: list[_Group], count: int) -> tuple[Subject | None, list[_Group]]:
    """Whose the readings are, and as many names of metrics as there are numbers."""
    people = [group for group in groups if not group.fits.metrics]
    if len(people) > 1:
        raise _one_too_many(people[1].word, people[1].fits)
    if not people and len(groups) > count:
        people = [group for group in groups if group.fits.subjects]
        if len(people) > 1:
            raise Several(Choices(people[0].word, people[0].fits.names))
    metrics = [group for group in groups if not people or group is not people[0]]
    if len(metrics) != count:
        shown = "1 metric" if len(metrics) == 1 else f"{len(metrics)} metrics"
        raise Unclear(f"there are {count} numbers for {shown}; {LIKE}")
    return _single(people[0].word, people[0].fits.subjects) if people else None, metrics


def _single(word: str, fits: tuple[NamedT, ...]) -> NamedT:
    if len(fits) > 1:
        raise Several(Choices(word, tuple(fitting.name for fitting in fits)))
    return fits[0]


def take_date(
    tokens: list[Token], today: date, latest: date, writing: Writing
) -> tuple[date | None, list[Token]]:
    """The day that some of the tokens say, and the others; raises `NotADay` for one that the
    calendar has not.
    """
    for length in (3, 2, 1):
        for place in range(len(tokens) - length + 1):
            words = tokens[place : place + length]
            if all(word.kind == "word" for word in words):
                day = day_or_none(
                    " ".join(word.text for word in words), today, writing, latest=latest
                )
                if day is not None:
                    return day, tokens[:place] + tokens[place + length :]
    return None, tokens


def day_or_none(
    text: str, today: date, writing: Writing, *, future: bool = False, due: bool = False,
    latest: date | None = None,
) -> date | None:  # fmt: skip
    """The day that words say, None where they are something else; what only looks like a date
    raises `NotADay`. With `due` it is the day by which something is to be done.
    """
    try:
        if due:
            return writing.read_due(text, today)
        return writing.read_day(text, today, future=future, latest=latest)
    except NotADay:
        raise
    except NotADate:
        return None


def only_a_day(action: str, today: date, writing: Writing) -> bool:
    """Whether what is to be done is only a day, which was meant for another field."""
    try:
        return day_or_none(action, today, writing, due=True) is not None
    except NotADay:
        return True


def require_words(action: str, today: date, writing: Writing) -> None:
    """Raise `Unclear` where what is to be done is only a day."""
    if only_a_day(action, today, writing):
        raise Unclear(f"“{action}” is a day; type what is to be done, then @{action}")
