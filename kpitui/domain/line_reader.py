"""What lines of quick entry have in common that are read word after word."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar, TypeVar

from msgspec import Struct

from kpitui.domain.dates import NotADate, is_to_come
from kpitui.domain.entry import NotUnderstood
from kpitui.domain.entry_names import EntryNames
from kpitui.domain.entry_phrase import Unclear, day_or_none
from kpitui.domain.entry_tokens import LONGEST_LINE, MOST_WORDS, Token, first_words
from kpitui.domain.naming import Choices, Several
from kpitui.domain.numbers import NotANumber
from kpitui.domain.typography import folded
from kpitui.domain.writing import Writing

ThingT = TypeVar("ThingT")


def words_behind_first(line: str, what: str) -> list[Token]:
    """The words behind the first one of a line that is one entry; `what` it is comes with its
    article. Raises `Unclear`.
    """
    return words_of_line(line, what)[1:]


def words_of_line(line: str, what: str) -> list[Token]:
    """The words of a line that is one entry; raises `Unclear`."""
    if len(line) > LONGEST_LINE:
        raise Unclear(f"that is more than {LONGEST_LINE:,} characters; make it shorter")
    words = first_words(line, single_quotes=False)
    if len(words) > MOST_WORDS + 1:
        raise Unclear(f"that is more than {MOST_WORDS:,} words; make it shorter")
    while words and words[-1].kind == "end":
        words.pop()
    if any(word.kind == "end" for word in words):
        raise Unclear(f"{what} is one entry, without ; (put text with a ; in quotes)")
    return words


def understood(read: Callable[[], ThingT]) -> ThingT | Choices | NotUnderstood:
    """What is read of a line, or what is unclear about it."""
    try:
        return read()
    except (Unclear, NotADate, NotANumber) as error:
        return NotUnderstood(str(error))
    except Several as several:
        return several.choices


class LineReader(Struct):
    """The words of a line and how far they are read; `day` is the one that they name."""

    what: ClassVar[str] = ""
    """What is recorded of a day, with its article."""

    tokens: Sequence[Token]
    names: EntryNames
    today: date
    latest: date
    writing: Writing
    place: int = 0
    day: date | None = None

    def words_ahead(self, length: int) -> str | None:
        """The next so many words in plain letters, None where they are not all words."""
        words = self.tokens[self.place : self.place + length]
        whole = len(words) == length and all(word.kind == "word" for word in words)
        return folded(" ".join(word.text for word in words)) if whole else None

    def take_day(self) -> bool:
        """Whether the next words are the day, up to the latest; raises `Unclear`."""
        for length in (3, 2, 1):
            words = self.words_ahead(length)
            if words is None or self.day is not None:
                continue
            if is_to_come(words):
                raise Unclear(f"{words} is in the future; record {self.what} after it took place")
            self.day = day_or_none(words, self.today, self.writing, latest=self.latest)
            if self.day is None:
                continue
            if self.day > self.latest:
                raise Unclear(
                    f"{self.day} is in the future; record {self.what} after it took place"
                )
            self.place += length
            return True
        return False
