"""What is looked for after someone was forgotten: their names and words of them, their codes, and
longer texts; and a finder of all of it in other texts.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from kpitui.storage.byte_search import LEAST, beginning_with

LEAST_TEXT = 8
"""A shorter remark says nothing of anyone: ok, late, shouted."""
_LEAST_WORD = 3
_START = 5
_LEAST_SIGN = 2
"""Of a script without capitals two signs are a name."""


class ErasedKind(StrEnum):
    """What it is that was erased; what says most of someone comes first."""

    NAME = "name"
    CODE = "code"
    WORD = "word of a name"
    TEXT = "text"


class Sought(Struct, frozen=True):
    """What was erased of someone, or of several people."""

    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    shared: frozenset[str] = frozenset()
    """The texts of sessions that others were in too, who have the same of their own."""

    def kinds(self) -> dict[str, ErasedKind]:
        """Everything that is looked for in records, with what it is; each once, in capitals or
        not.
        """
        words = [word for name in self.names for word in words_in(name)]
        found: dict[str, tuple[str, ErasedKind]] = {}
        for kind, given in (
            (ErasedKind.NAME, filter(_says_much, self.names)),
            (ErasedKind.CODE, filter(_says_much, self.codes)),
            (ErasedKind.WORD, words),
            (ErasedKind.TEXT, (text for text in self.texts if len(text) >= LEAST_TEXT)),
        ):
            for one in given:
                found.setdefault(one.casefold(), (one, kind))
        return dict(found.values())

    def told_in(self, text: str) -> str:
        """The first name, code or word of a name that stands in a text, however short; empty where
        none does.
        """
        whole = dict.fromkeys((*self.names, *self.codes), ErasedKind.NAME)
        words = [w for name in self.names for w in words_in(name) or words_in(name.title())]
        found = Finder(dict.fromkeys(words, ErasedKind.WORD) | whole).found_in(text)
        return min(found, default="")

    def in_bytes(self) -> list[str]:
        """What is looked for in the bytes of files, names first."""
        texts = (text for text in self.texts if len(text) >= LEAST_TEXT)
        whole = dict.fromkeys((*self.names, *self.codes, *texts))
        return [name for name in whole if len(name.encode()) >= LEAST]


def words_in(name: str) -> list[str]:
    """The words of a name that say something of whom it is; not `de` or `la`."""
    return [
        word for word in re.findall(r"[^\W_]+", name) if _says_much(word) and word != word.lower()
    ]


def _says_much(word: str) -> bool:
    has_case = word.lower() != word.upper()
    return len(word) >= (_LEAST_WORD if has_case else _LEAST_SIGN)


class Finder:
    """Finds whole words: texts as they are written, names and codes in capitals too."""

    def __init__(self, kinds: dict[str, ErasedKind]) -> None:
        exact = {one: one for one, kind in kinds.items() if kind is ErasedKind.TEXT}
        self._exact = _Words(exact)
        self._folded = _Words({kind.casefold(): kind for kind in kinds if kind not in exact})

    def found_in(self, text: str) -> set[str]:
        """Which of them stand in a text, as they were given."""
        return {*self._exact.found_in(text), *self._folded.found_in(text.casefold())}


class _Words:
    """Finds words by how they begin, each with the word that is told for it."""

    def __init__(self, told: dict[str, str]) -> None:
        self._told = told
        self._lengths: dict[str, set[int]] = {}
        for one in told:
            self._lengths.setdefault(one[:_START], set()).add(len(one))
        self._starts = sorted({len(length) for length in self._lengths})
        either = beginning_with(sorted(self._lengths))
        self._pattern = re.compile(either) if either else None

    def found_in(self, text: str) -> Iterator[str]:
        at = 0
        while self._pattern and (match := self._pattern.search(text, at)):
            found = self._longest(text, match.start())
            at = match.start() + max(1, len(found))  # a word of a name is no hit beside the name
            if found:
                yield self._told[found]

    def _longest(self, text: str, begin: int) -> str:
        lengths = {
            length
            for size in self._starts
            for length in self._lengths.get(text[begin : begin + size], ())
        }
        for length in sorted(lengths, reverse=True):
            word = text[begin : begin + length]
            if word in self._told and _is_whole(text, begin, begin + length):
                return word
        return ""


def _is_whole(text: str, begin: int, end: int) -> bool:
    """Whether no word goes on at either end."""
    return not (_goes_on(text[begin - 1 : begin + 1]) or _goes_on(text[end - 1 : end + 1]))


def _goes_on(two: str) -> bool:
    # Scripts without capitals write words without a space between them.
    return len(two) == 2 and all(
        letter.isdigit() or letter.lower() != letter.upper() for letter in two
    )


def merged(many: Sequence[Sought]) -> Sought:
    """What was erased of several people, as one."""
    return Sought(
        tuple(dict.fromkeys(name for each in many for name in each.names)),
        tuple(dict.fromkeys(code for each in many for code in each.codes)),
        tuple(dict.fromkeys(text for each in many for text in each.texts)),
        frozenset().union(*(each.shared for each in many)),
    )
