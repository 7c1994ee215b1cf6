"""The codes of people in a file of readings, which tell those of one name apart."""

import re

from msgspec import Struct

from kpitui.actions.readings import ReadingRules
from kpitui.domain.same_names import words_of_person
from kpitui.domain.text import name_key


class OtherCode(Struct, frozen=True):
    """Another code of someone; `kept` says whether the plan has it, else the source gave it."""

    code: str
    kept: bool


class PeopleCodes:
    """Who has which code, in the plan and by what the source has said so far."""

    def __init__(self, rules: ReadingRules) -> None:
        self._rules = rules
        people = rules.people.values()
        self._holders = {name_key(person.code): person.id for person in people if person.code}
        self._given: dict[int, str] = {}

    def holder(self, code: str) -> int | None:
        """Who has a code."""
        return self._holders.get(name_key(code))

    def give(self, person_id: int, code: str) -> None:
        """Take down that the source has someone with a code."""
        self._holders.setdefault(name_key(code), person_id)
        self._given.setdefault(person_id, code)

    def is_called(self, person_id: int, name: str, *, exactly: bool) -> bool:
        """Whether a name can be that of someone: it shares a word, or `exactly` all of them."""
        theirs, words = words_of_person(self._rules.people[person_id].name), words_of_person(name)
        return sorted(theirs) == sorted(words) if exactly else not {*theirs}.isdisjoint(words)

    def other_of(self, person_id: int, code: str) -> OtherCode | None:
        """The other code that someone has, where it is of the same kind: of the source, or of the
        plan and as long, letter for letter and digit for digit.
        """
        given, own = self._given.get(person_id), self._rules.people[person_id].code
        if given is not None and name_key(given) != name_key(code):
            return OtherCode(given, kept=False)
        if own and name_key(own) != name_key(code) and _form(own) == _form(code):
            return OtherCode(own, kept=True)
        return None


def _form(code: str) -> str:
    return re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", code))
