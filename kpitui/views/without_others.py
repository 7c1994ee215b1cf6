"""What is kept of someone without the other people who stand in it: their names, and what is about
them.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from kpitui.storage.byte_search import beginning_with
from kpitui.storage.erased_words import words_in
from kpitui.storage.personal import held_in, person_in_key
from kpitui.storage.records import Row

SOMEONE = "[someone else]"
"""What stands in place of the name of another person."""
ABOUT_SOMEONE = "[about someone else]"
"""What stands in place of a text about another person."""


class Others:
    """Everyone but one person, and how they are left out."""

    def __init__(self, names: Iterable[str], own: Iterable[str]) -> None:
        self._own = {name.casefold() for name in own}
        own_words = {word.casefold() for one in self._own for word in re.findall(r"\w+", one)}
        whole = {name for name in names if name.casefold() not in {*self._own, *own_words}}
        words = {
            word for name in whole for word in words_in(name) if word.casefold() not in own_words
        }
        self._whole = _pattern({name.casefold() for name in whole}, re.IGNORECASE)
        self._words = _pattern(words)

    def named_in(self, found: object) -> bool:
        """Whether any of them stands in some data, at any depth."""
        if isinstance(found, str):
            return self.without(found) != found
        if isinstance(found, Mapping):
            return any(self.named_in(one) for one in found.values())
        return isinstance(found, (list, tuple)) and any(map(self.named_in, found))

    def without(self, text: str) -> str:
        """A text without their names."""
        for pattern in (self._whole, self._words):
            text = pattern.sub(SOMEONE, text) if pattern else text
        return text

    def row(self, table: str, row: Mapping[str, Any], *, own: bool) -> Row:
        """A row without them; of one that is not the person's `own` what is about someone goes."""
        held = held_in(table)
        found: Row = {}
        for column, value in row.items():
            if not own and value and column in held.about:
                found[column] = ABOUT_SOMEONE
            elif not own and held.of and column == held.of:
                found[column] = None
            elif column in held.names and value and str(value).casefold() not in self._own:
                found[column] = SOMEONE
            else:
                found[column] = self.data(value)
        return found

    def data(self, found: Any) -> Any:
        """Data of any depth without their names."""
        if isinstance(found, str):
            return self.without(found)
        if isinstance(found, Mapping):
            return {key: self.data(one) for key, one in found.items()}
        if isinstance(found, (list, tuple)):
            return [self.data(one) for one in found]
        return found

    def draft(self, found: Any, person_id: int) -> Any:
        """What is typed and not saved, without them and what is about them."""
        if not isinstance(found, Mapping):
            return self.data(found)
        return {
            key: ABOUT_SOMEONE
            if person_in_key(key) not in (None, person_id)
            else self.draft(one, person_id)
            for key, one in found.items()
        }


def _pattern(words: Iterable[str], how: int = 0) -> re.Pattern[str] | None:
    either = beginning_with(sorted({*words}))
    return re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])", how) if either else None
