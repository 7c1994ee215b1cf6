"""Quick entry: `csat 92 aht 5:40 ana yesterday "after role-play"`, words in any order; `;` parts entries."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from kpitui.domain.cells import DURATIONS, NOT_APPLICABLE
from kpitui.domain.dates import NotADate
from kpitui.domain.entry_names import ORGANISATION, Choices, Names, Subject, Vocabulary
from kpitui.domain.entry_phrase import Kept, Phrase, Several, Unclear, Understood
from kpitui.domain.entry_tokens import LONGEST_LINE, MOST_WORDS, Token, first_words
from kpitui.domain.numbers import NotANumber, format_number
from kpitui.domain.writing import WRITING, Writing

__all__ = [
    "ORGANISATION", "Answer", "Choices", "NotUnderstood", "Subject", "Understood", "Vocabulary", "braced", "describe",
    "understand", "value_in_words",
]  # fmt: skip


class NotUnderstood(Struct, frozen=True):
    """A part of an entry that cannot be read, or one that is missing, in one sentence."""

    sentence: str


Answer = Understood | Choices | NotUnderstood


def understand(line: str, vocabulary: Vocabulary, today: date, writing: Writing = WRITING) -> list[Answer]:
    """The readings that a line says, or what is unclear about each of its entries.

    Any unambiguous start of a word of a name will do, without case and accents; a code or a full name beats a part. A
    name can stand in braces, which makes it exact. An entry may hold several metrics, each with its number. Without a
    person or a team the readings are of the organisation, without a date of today; an entry behind a `;` keeps both of
    the one before it where it names none. A day to come is not understood.
    """
    if len(line) > LONGEST_LINE:
        return [NotUnderstood(f"that is more than {LONGEST_LINE:,} characters; import a file instead")]
    words = first_words(line, single_quotes=True)
    if len(words) > MOST_WORDS:
        return [NotUnderstood(f"that is more than {MOST_WORDS:,} words; import a file instead")]
    names, answers = Names(vocabulary), list[Answer]()
    before: Kept | None = Kept(ORGANISATION, today)
    for entry in _entries(words):
        try:
            read = Phrase(entry, names, today, writing).read(before)
        except (NotADate, NotANumber, Unclear) as error:
            answers.append(NotUnderstood(str(error)))
            before = None
        except Several as several:
            answers.append(several.choices)
            before = None
        else:
            answers += read
            before = Kept(read[0].subject, read[0].date)
    return answers


def describe(entry: Understood, writing: Writing = WRITING) -> str:
    """A reading in full, in words that are understood as the same again, whatever entry stands before them."""
    words = [braced(entry.metric.name), value_in_words(entry, writing.decimal_comma)]
    words += [braced(entry.subject.name), writing.day(entry.date)]
    if entry.cell.n is not None:
        words.append(f"n={entry.cell.n}")
    if entry.note:
        words.append('"' + entry.note.replace('"', '""') + '"')
    return " ".join(words)


def braced(name: str) -> str:
    """A name in braces, which makes it exact."""
    return "{" + name.replace("}", "}}") + "}"


def value_in_words(entry: Understood, decimal_comma: bool) -> str:
    """The value as it is typed, every digit of it."""
    cell, unit = entry.cell, entry.metric.unit
    if cell.not_applicable:
        return NOT_APPLICABLE
    if cell.value is None:
        return f"{_number(cell.numerator or 0.0, decimal_comma)}/{_number(cell.denominator or 0.0, decimal_comma)}"
    if unit in DURATIONS and cell.value >= 0 and cell.value.is_integer():
        return format_number(cell.value, 0, unit)
    return _number(cell.value, decimal_comma) + ("%" if unit == "%" else "")


def _number(value: float, decimal_comma: bool) -> str:
    # Every digit of the value, never an exponent, so that it reads back as the same number.
    text = f"{Decimal(repr(value)):f}"
    text = text.removesuffix(".0")
    return text.replace(".", ",") if decimal_comma else text


def _entries(words: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each entry that has any."""
    entry: list[Token] = []
    for one in words:
        if one.kind != "end":
            entry.append(one)
        elif entry:
            yield entry
            entry = []
    if entry:
        yield entry
