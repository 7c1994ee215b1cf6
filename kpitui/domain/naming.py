"""Which metric, person, team, role or strategy is meant by what someone typed: the one rule of
commands, forms, quick entry, lists and files.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from functools import cached_property
from itertools import islice, takewhile
from operator import attrgetter
from typing import Any, Generic, TypeVar

from msgspec import Struct

from kpitui.domain.first_few import and_dots
from kpitui.domain.near import nearest, or_near
from kpitui.domain.text import name_key
from kpitui.domain.typography import folded

ThingT = TypeVar("ThingT")

NAMED = 6
"""So many of the names that fit are named."""

_BETWEEN_PARTS = re.compile(r"[\s\-/(\[\]),.&›>]+")


class Fit(IntEnum):
    """How what was typed fits a name, the best first; only the best that anything has counts."""

    WRITTEN = 0
    """The whole name or code; upper and lower case are the same."""

    SPELT = 1
    """The whole name or code as a plain keyboard writes it, without accents."""

    BEGUN = 2
    """Each typed part begins a part of the name, in the order of the name."""

    NOT = 3


class Choices(Struct, frozen=True):
    """Words that fit several names."""

    word: str
    names: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What to do about it."""
        shown = and_dots(self.names, NAMED)
        return f"“{self.word}” fits {len(self.names)}: {shown}; type more of the name"


class Several(ValueError):
    """What was typed fits several names; `choices` are those."""

    def __init__(self, choices: Choices) -> None:
        super().__init__(choices.sentence)
        self.choices = choices


class Names(Generic[ThingT]):
    """Things made ready for finding by their names and codes: each is folded once.

    A name stands before an equal code of something else, so that everything can be named.
    """

    def __init__(
        self,
        things: Iterable[ThingT],
        name: Callable[[ThingT], str] = attrgetter("name"),
        code: Callable[[ThingT], str | None] = lambda one: getattr(one, "code", None),
        *,
        of_teams: bool = False,
    ) -> None:
        self.of_teams = of_teams
        """Whether they are the people of some teams alone."""
        self._things = list(things)
        self._names = [name(thing) for thing in self._things]
        self._codes = [code(thing) or "" for thing in self._things]
        self._plain = [_plain(name) for name in self._names]
        self._plain_codes = [_plain(code) for code in self._codes]
        self._parts = [_parts(name) for name in self._plain]
        self._called: dict[str, list[int]] = defaultdict(list)
        for place, plain in enumerate(self._plain):
            for key in {plain, self._plain_codes[place] if self._codes[place] else plain}:
                self._called[key].append(place)

    @cached_property
    def _starts(self) -> list[tuple[str, int]]:
        """Each part of a name with the place of the name, to be found by its first letters."""
        return sorted({(part, place) for place, parts in enumerate(self._parts) for part in parts})

    @property
    def most_words(self) -> int:
        """The words of the longest name."""
        return max(map(len, [*self._parts, *(key.split() for key in self._called)]), default=1)

    def fits(self, typed: str, *, codes: bool = True) -> tuple[Fit, list[ThingT]]:
        """How well it fits at best, and all that fit so; without `codes` only whole names do."""
        fit, places = self._best(typed, codes=codes)
        return fit, [self._things[place] for place in places]

    def meant(self, typed: str, *, in_full: bool = False) -> ThingT | None:
        """The one thing that is meant, None where nothing is; raises `Several`.

        `in_full` takes no parts of names: for files and rights, where no one looks at what was
        understood.
        """
        fit, places = self._best(typed)
        if in_full and fit is Fit.BEGUN:
            return None
        if len(places) > 1:
            raise Several(Choices(typed.strip(), tuple(self._names[place] for place in places)))
        return self._things[places[0]] if places else None

    def written(self, typed: str) -> ThingT | None:
        """The one thing whose whole name or code it is, accents and all; None where none is."""
        fit, places = self._exact(typed)
        return self._things[places[0]] if fit is Fit.WRITTEN else None

    def near(self, typed: str, *others: "Names[Any]", in_full: bool = False) -> str:
        """The name or code, of these or of others, that a slip behind the first letters has missed;
        empty where none is near. `in_full` looks at no parts of names: for files, which write names
        in full.
        """
        wanted = _plain(typed)
        meant: dict[str, str] = {}
        for names in (self, *others):
            for text, whole in names._texts():
                if wanted and wanted[0] in text[:2] and (not in_full or text in names._called):
                    meant[text] = min(whole, meant.get(text, whole))
        return meant.get(nearest(wanted, meant, 0.7), "")

    def no_match(self, typed: str) -> str:
        """What is said where nothing fits: the name that a slip has missed, if one is near."""
        return or_near("No match", self.near(typed), "delete a letter.")

    def _texts(self) -> Iterator[tuple[str, str]]:
        """Each code, name and part, with the code or the whole name that it stands for."""
        yield from zip(self._plain_codes, self._codes, strict=True)
        for name, plain, parts in zip(self._names, self._plain, self._parts, strict=True):
            yield plain, name
            for part in parts:
                yield part, name

    def offered(
        self, typed: str, loosely: Callable[[ThingT], bool] = lambda _: True
    ) -> list[ThingT]:
        """All that is worth a line of a list to choose from, best first; everything before the
        first letter.

        Behind what fits come names that hold what was typed, then those with its letters in order
        of what may be taken so `loosely`.
        """
        wanted, asked = _plain(typed), _parts(_plain(typed))
        first = {*self._exact(typed)[1]}
        ranked: list[tuple[int, int]] = []
        for place, name in enumerate(self._plain):
            code = self._plain_codes[place]
            if place in first:
                rank = 0
            elif name.startswith(wanted):
                rank = 1
            elif code.startswith(wanted) or _begin(asked, self._parts[place]):
                rank = 2
            elif wanted in name or wanted in code:
                rank = 3
            elif loosely(self._things[place]) and _in_order(wanted, f"{name} {code}"):
                rank = 4
            else:
                continue
            ranked.append((rank, place))
        return [self._things[place] for _, place in sorted(ranked)]

    def _best(self, typed: str, *, codes: bool = True) -> tuple[Fit, Sequence[int]]:
        fit, places = self._exact(typed, codes=codes)
        if places or not codes:
            return fit, places
        begun = self._begun(_parts(_plain(typed)))
        return (Fit.BEGUN, begun) if begun else (Fit.NOT, ())

    def _exact(self, typed: str, *, codes: bool = True) -> tuple[Fit, Sequence[int]]:
        called = self._called.get(_plain(typed), ())
        for fit, form in ((Fit.WRITTEN, name_key), (Fit.SPELT, _plain)):
            if not (key := form(typed)):
                continue
            places = [place for place in called if form(self._names[place]) == key]
            if codes and not places:
                places = [place for place in called if form(self._codes[place]) == key]
            if places:
                return fit, places
        return Fit.NOT, ()

    def _begun(self, asked: Sequence[str]) -> list[int]:
        if not asked:
            return []
        begun = islice(self._starts, bisect_left(self._starts, (asked[0], -1)), None)
        places = {
            place for _, place in takewhile(lambda start: start[0].startswith(asked[0]), begun)
        }
        return [place for place in sorted(places) if _begin(asked, self._parts[place])]


def stands_out(fit: Fit, typed: str) -> bool:
    """Whether words that may be others names something: “of” begins a word of many a metric, and
    of many a sentence.
    """
    return fit < Fit.BEGUN or len(typed) > 2


def beginning_so(names: Sequence[str], typed: str) -> list[str]:
    """The name that was typed in full, else all that begin so: where a name that only holds the
    words is another one, which may be made.
    """
    known = Names(names, str)
    fit, found = known.fits(typed)
    wanted = _plain(typed)
    return [name for name in found if fit < Fit.BEGUN or _plain(name).startswith(wanted)]


def words_of(name: str, code: str | None) -> list[str]:
    """What can be completed while a name or code is typed."""
    return [*([code] if code else []), *name.split()]


def rest_of(word: str, begun: str) -> str:
    """How a word goes on behind what was typed of it; empty where it does not begin so."""
    begun = folded(begun)
    if not folded(word).startswith(begun):
        return ""
    length = next(
        (length for length in range(1, len(word)) if folded(word[:length]) == begun), len(word)
    )
    return word[length:]


def _plain(text: str) -> str:
    return " ".join(folded(text).split())


def _parts(plain: str) -> list[str]:
    return [part for part in _BETWEEN_PARTS.split(plain) if part]


def _begin(asked: Sequence[str], parts: Iterable[str]) -> bool:
    """Whether each word begins a part, in the same order; no words begin nothing."""
    rest = iter(parts)
    return bool(asked) and all(any(part.startswith(word) for part in rest) for word in asked)


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)
