"""Names that may be those of someone who is known already: "Ruiz, Ana", "Ana", an e-mail address,
a number without its zeros.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from kpitui.domain.typography import folded

MOST_LOOKED_AT = 50
"""So many names that share a word are compared; of more no one could choose."""

Words = tuple[str, ...]


class Likeness(Struct, frozen=True):
    """Someone who may be meant; `sure` where all of the name says so, in another order or form."""

    place: int
    sure: bool


class PeopleNames:
    """Names and codes, each to be found by other ways to write it; names that differ in a number,
    such as Agent 1 and Agent 2, are never alike, but for a code that stands behind its name.
    """

    def __init__(self) -> None:
        self._words: list[Words] = []
        self._counted: list[set[Words]] = []
        self._whole: dict[tuple[Words, Words], list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._numbers: dict[str, list[int]] = defaultdict(list)

    def add(self, name: str, code: str | None = None) -> None:
        """Put a name behind those that are there: its place is how many were there before."""
        place, words = len(self._words), words_of_person(name)
        self._words.append(words)
        counted = _numbers_in(name)
        self._counted.append({counted, (*counted, *_numbers_in(code or ""))})
        for numbers in self._counted[place]:
            self._whole[tuple(sorted(words)), numbers].append(place)
        for word in {*words, *_joined(words)}:
            self._by_word[word].append(place)
        for text in (code or "", name):
            if number := _number(text):
                self._numbers[number].append(place)

    def like(self, typed: str) -> list[Likeness]:
        """Everyone who may be meant; those who surely are stand alone."""
        words, number = words_of_person(typed), _number(typed)
        if number:
            return [Likeness(place, sure=True) for place in self._numbers.get(number, ())]
        counted = _numbers_in(typed)
        if same := self._whole.get((tuple(sorted(words)), counted)):
            return [Likeness(place, sure=True) for place in same]
        places = {place for word in words for place in self._by_word.get(word, ())[:MOST_LOOKED_AT]}
        return [
            Likeness(place, sure=False)
            for place in sorted(places)
            if counted in self._counted[place] and _may_be(words, self._words[place])
        ]


def words_of_person(name: str) -> Words:
    """The words of a name, without an address's server, and without a number behind them."""
    local = name.split("@", 1)[0] if "@" in name else name
    words = tuple(word for word in re.split(r"[\W_]+", folded(local)) if word)
    return tuple(word for word in words if not word.isdigit()) or words


def _numbers_in(name: str) -> Words:
    """The numbers in a name in their order, without zeros before them and an address's server."""
    local = name.split("@", 1)[0] if "@" in name else name
    return tuple(digits.lstrip("0") for digits in re.findall(r"[0-9]+", folded(local)))


def _joined(words: Words) -> set[str]:
    """How the first and the last name stand together in an address: aruiz, anar, anaruiz."""
    if len(words) < 2:
        return set()
    first, last = words[0], words[-1]
    return {first[0] + last, first + last[0], first + last}


def _may_be(typed: Words, known: Words) -> bool:
    """Whether one has all words of the other; of a single letter, a word that begins so."""
    if len(typed) == 1 and typed[0] in _joined(known):
        return True
    few, many = sorted((typed, known), key=len)
    if not any(len(word) > 1 for word in few):
        return False
    rest = list(many)
    for word in few:
        found = next((one for one in rest if _same_word(word, one)), None)
        if found is None:
            return False
        rest.remove(found)
    return True


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) == 1 and long.startswith(short))


def _number(text: str) -> str:
    """A number that stands for someone, without the zeros before it and what sheets put behind;
    empty for any other text.
    """
    found = re.fullmatch(r"\s*0*([0-9]+)(?:\.0+)?\s*", text)
    return found[1] if found else ""


def id_like(names: Sequence[str]) -> bool:
    """Whether most of some names are the ids of something, such as calls: one word with a digit."""
    ids = sum(any(char.isdigit() for char in name) and " " not in name.strip() for name in names)
    return bool(names) and ids >= 0.8 * len(names)
