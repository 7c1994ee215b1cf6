"""The names that quick entry knows, and finding them by any unambiguous start of their words."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice, takewhile

from msgspec import Struct

from kpitui.domain.entry_tokens import Token
from kpitui.domain.metrics import Metric
from kpitui.domain.text import name_key
from kpitui.domain.typography import folded


class Subject(Struct, frozen=True):
    """Whom a reading is of: a person, a team, or with neither id the whole organisation."""

    name: str
    person_id: int | None = None
    team_id: int | None = None
    code: str | None = None


ORGANISATION = Subject("organisation")

Named = Metric | Subject
"""What a name can stand for."""


class Vocabulary(Struct, frozen=True):
    """The names that quick entry knows."""

    metrics: Sequence[Metric]
    subjects: Sequence[Subject]


class Choices(Struct, frozen=True):
    """A part of an entry that fits several names."""

    word: str
    names: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What to do about it."""
        shown = ", ".join(self.names[:6]) + (", …" if len(self.names) > 6 else "")
        return f"“{self.word}” fits {len(self.names)}: {shown}; type more of the name"


class Fits(Struct, frozen=True):
    """What words can stand for."""

    metrics: tuple[Metric, ...] = ()
    subjects: tuple[Subject, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.metrics or self.subjects)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all of it."""
        return (*(one.name for one in self.metrics), *(one.name for one in self.subjects))


class Names:
    """A vocabulary made ready for finding: each name is folded once, whatever the line asks for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._all: list[Named] = [*vocabulary.metrics, *vocabulary.subjects]
        self._parts = [_parts(folded(one.name)) for one in self._all]
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._named: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self._all):
            name, code = _key(one.name), _key(one.code or "")
            self._named[name].append(place)
            for key in {name, code} - {""}:
                self._exact[key].append(place)
        self._starts = sorted({(part, place) for place, parts in enumerate(self._parts) for part in parts})
        self._longest = max(map(len, [*self._parts, *(key.split() for key in self._exact)]), default=1)
        self._known: dict[str, Fits] = {}

    def first(self, tokens: Sequence[Token], start: int) -> tuple[int, Fits]:
        """How many of the tokens from `start` on make one name, and what they fit."""
        if tokens[start].kind == "name":
            name = tokens[start].text
            return 1, self._fits(self._named.get(_key(name), ()), name)
        near = tokens[start : start + self._longest]
        words = [one.text for one in takewhile(lambda one: one.kind == "word", near)]
        for length in range(len(words), 0, -1):
            if fits := self.fitting(words[:length]):
                return length, fits
        return 1, Fits()

    def fitting(self, words: Sequence[str]) -> Fits:
        """What words can stand for: codes and full names, or else names whose words they begin."""
        typed = " ".join(words)
        if typed not in self._known:
            asked = [folded(word) for word in words]
            self._known[typed] = self._fits(self._exact.get(" ".join(asked)) or self._begun(asked), typed)
        return self._known[typed]

    def near(self, word: str) -> str:
        """The name that was missed by a slip behind its first letter; empty where none is near."""
        from difflib import get_close_matches  # for slips only

        wanted = folded(word)
        words = {
            part: one.name
            for one, parts in zip(self._all, self._parts, strict=True)
            for part in (folded(one.code or ""), *parts)
            if part[:1] == wanted[:1]
        }
        near = get_close_matches(wanted, words, 1, 0.7)
        return words[near[0]] if near else ""

    def _fits(self, places: Iterable[int], typed: str) -> Fits:
        found = [self._all[place] for place in places]
        if not found:
            return Fits(subjects=(ORGANISATION,) if _key(typed) == ORGANISATION.name else ())
        # “Łukasz” and “Lukasz” are two people, who can each be named.
        key = name_key(typed)
        same = [one for one in found if key in (name_key(one.name), name_key(one.code or ""))]
        fits = same if len(found) > 1 and same else found
        metrics = tuple(one for one in fits if isinstance(one, Metric))
        return Fits(metrics, tuple(one for one in fits if isinstance(one, Subject)))

    def _begun(self, asked: Sequence[str]) -> list[int]:
        if not all(asked):
            return []
        begun = islice(self._starts, bisect_left(self._starts, (asked[0], -1)), None)
        places = {place for _, place in takewhile(lambda start: start[0].startswith(asked[0]), begun)}
        return [place for place in sorted(places) if _begin(asked, self._parts[place])]


def _key(name: str) -> str:
    return " ".join(folded(name).split())


def _parts(name: str) -> list[str]:
    return re.split(r"[\s\-/(\[\]),.&]+", name)


def _begin(words: Iterable[str], parts: Iterable[str]) -> bool:
    """Whether each word starts a part, in the same order."""
    rest = iter(parts)
    return all(any(part.startswith(word) for part in rest) for word in words)
