"""A decision as it is typed: `shorter greeting, Sam by 14 dec`."""

import re
from collections.abc import Callable, Iterable
from datetime import date

from kpitui.domain.dates import NotADate, looks_like_day
from kpitui.domain.naming import Names
from kpitui.domain.records.decision import DecisionDraft
from kpitui.domain.text import LINE_LIMIT, NAME_LIMIT, clean
from kpitui.domain.within import not_called

ReadDay = Callable[[str], date]
"""Reads a day that comes; raises `NotADate`."""

WORDS_OF_A_NAME = 3
"""What has so many words or fewer behind a comma may have been meant as a name."""

_BY = re.compile(r"(?:^|[\s,])by\s+|\s@\s*", re.IGNORECASE)


class Doers:
    """Who decisions can be given to: the names that a file knows."""

    def __init__(self, names: Iterable[str], *, of_teams: bool = False) -> None:
        self.names = tuple(dict.fromkeys(filter(None, names)))
        self._known = Names(self.names, str, lambda _: "", of_teams=of_teams)

    def meant(self, typed: str) -> str | None:
        """The full name of who is meant by a name or a part of one; None where no one is. Raises
        `Several`.
        """
        return self._known.meant(typed)

    def no_one(self, typed: str) -> str:
        """That no one is meant by what stands behind a comma."""
        return f"after the comma: {not_called('person', typed, of_teams=self._known.of_teams)}"


def read_decision(
    text: str, doers: Doers, read_day: ReadDay, *, who: str = "", due_on: date | None = None
) -> DecisionDraft:
    """What the words say: what, behind the last comma who, behind `by` or `@` the day; without what
    is said already.

    A part behind a comma that is too long for a name belongs to what is to be done. Raises
    ValueError with a sentence.
    """
    what = text.strip()
    if due_on is None:
        what, due_on = _without_day(what, read_day)
    before, comma, behind = (part.strip() for part in what.rpartition(","))
    if not who and comma and behind:
        if not before:
            what = ""
        elif name := doers.meant(behind):
            what, who = before, name
        elif len(behind.split()) <= WORDS_OF_A_NAME:
            raise ValueError(f"{doers.no_one(behind)}; name who does it separately")
    return DecisionDraft(text=_named(what.strip(" ,")), who=who, due_on=due_on)


def read_doer(typed: str, doers: Doers) -> str:
    """Who is to do it: the full name of someone in the file, else the name as typed."""
    return doers.meant(typed) or clean(typed, NAME_LIMIT)


def _named(what: str) -> str:
    text = clean(what, LINE_LIMIT)
    if not text:
        raise ValueError("type what is to be done, such as: shorter greeting, Sam by 14 dec")
    return text


def _without_day(text: str, read_day: ReadDay) -> tuple[str, date | None]:
    """The words before the last `by` that a day stands behind, and that day."""
    for found in reversed([*_BY.finditer(text)]):
        typed = text[found.end() :].strip()
        try:
            return text[: found.start()].rstrip(" ,"), read_day(typed)
        except NotADate:
            if looks_like_day(typed):
                raise
    return text, None
