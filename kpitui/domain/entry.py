"""Quick entry: `csat 92 aht 5:40 ana yesterday "after role-play"`, words in any order;
`;` parts entries.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from kpitui.domain.dates import NotADate
from kpitui.domain.entry_names import ORGANISATION, Vocabulary
from kpitui.domain.entry_phrase import Kept, Phrase, Unclear, Understood
from kpitui.domain.entry_tokens import LONGEST_LINE, MOST_WORDS, Token, first_words
from kpitui.domain.naming import Choices, Several
from kpitui.domain.numbers import NotANumber, format_number
from kpitui.domain.value_parsing import DURATIONS, NOT_APPLICABLE, parts_text
from kpitui.domain.writing import WRITING, Writing


class NotUnderstood(Struct, frozen=True):
    """A part of an entry that cannot be read, or one that is missing, in one sentence."""

    sentence: str


Answer = Understood | Choices | NotUnderstood


def understand(
    line: str,
    vocabulary: Vocabulary,
    today: date,
    writing: Writing = WRITING,
    *,
    latest: date | None = None,
) -> list[Answer]:
    """The readings that a line says, or what is unclear about each of its entries.

    Any unambiguous start of a word of a name will do, without case and accents; a code or a full
    name beats a part. A name can stand in braces, which makes it exact. An entry may hold several
    metrics, each with its number. Without a person or a team the readings are of the organisation,
    without a date of today; an entry behind a `;` keeps both of the one before it where it names
    none. A day to come is not understood: one behind `latest`, where it is another day for the
    organisation than for who types; otherwise behind today.
    """
    if len(line) > LONGEST_LINE:
        return [
            NotUnderstood(f"that is more than {LONGEST_LINE:,} characters; import a file instead")
        ]
    words = first_words(line, single_quotes=True)
    if len(words) > MOST_WORDS:
        return [NotUnderstood(f"that is more than {MOST_WORDS:,} words; import a file instead")]
    names, answers = vocabulary.names, list[Answer]()
    before: Kept | None = Kept(ORGANISATION, today, is_named=False)
    for entry in _entries(words):
        try:
            read = Phrase(entry, names, today, latest or today, writing).read(before)
        except (NotADate, NotANumber, Unclear) as error:
            answers.append(NotUnderstood(str(error)))
            before = None
        except Several as several:
            answers.append(several.choices)
            before = None
        else:
            answers += read
            before = Kept(read[0].subject, read[0].date, read[0].is_named)
    return answers


def braced(name: str) -> str:
    """A name in braces, which makes it exact."""
    return "{" + name.replace("}", "}}") + "}"


def value_in_words(entry: Understood, decimal_comma: bool) -> str:
    """The value as it is typed, every digit of it."""
    cell, unit = entry.cell, entry.metric.unit
    if cell.not_applicable:
        return NOT_APPLICABLE
    if cell.numerator is not None and cell.denominator is not None:
        text = parts_text(
            entry.metric, cell.numerator, cell.denominator, decimal_comma=decimal_comma
        )
        if "n=" in text:
            return text
        return "/".join(_number(part, decimal_comma) for part in (cell.numerator, cell.denominator))
    if cell.value is None:
        return ""
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
    for word in words:
        if word.kind != "end":
            entry.append(word)
        elif entry:
            yield entry
            entry = []
    if entry:
        yield entry
