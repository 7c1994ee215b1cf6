"""What is typed in the cells of a grid, and what is to be looked at in it."""

import re
from collections.abc import Callable, Collection, Mapping

from kpitui.domain.sanity import Doubt
from kpitui.ui.cell_typing import has_note, letter_n

Place = tuple[int, int]
"""Row and column."""

_SIZE_BEGUN = re.compile(r"\s+n(=.*)?$", re.IGNORECASE)


class TypedCells:
    """Texts by place, one of which may be being typed right now.

    `find_doubts(texts)` says what is to be looked at in some of them.
    """

    def __init__(self, find_doubts: Callable[[Mapping[Place, str]], dict[Place, Doubt]]) -> None:
        self._find_doubts = find_doubts
        self.texts: dict[Place, str] = {}
        self.doubts: dict[Place, Doubt] = {}
        self._before: str | None = None
        """What stood in the cell that is being typed in."""

    @property
    def typing(self) -> bool:
        """Whether a text is being typed right now."""
        return self._before is not None

    def in_note(self, place: Place) -> bool:
        """Whether a note is being typed."""
        return self.typing and has_note(self.texts.get(place, ""))

    def added_by(self, key: str, place: Place) -> str:
        """What a letter adds to a cell; nothing where no value begins with it."""
        text = self.texts.get(place, "")
        if self.in_note(place):
            return key
        if key == "n" and text and not has_note(text):
            return letter_n(text)
        return key if (self.typing and text) or not (key.isalpha() or key.isspace()) else ""

    def type(self, typed: str, place: Place) -> None:
        """Add to what is being typed; a number takes the place of what stands there, a note goes
        behind it.
        """
        before = self.texts.get(place, "")
        if not self.typing:
            self._before = before
            before = before if typed == ' "' else ""
        self.texts[place] = before + typed
        self.doubts.pop(place, None)

    def refused_for_letters(self, place: Place) -> Doubt | None:
        """What is said at once of a text with letters that no value has, which marks its cell; None
        of any other: digits may go on, and so may a sample size.
        """
        value = _SIZE_BEGUN.sub("", self.texts.get(place, ""))
        if has_note(value) or not any(one.isalpha() for one in value):
            return None
        self.judge([place])
        if (doubt := self.doubts.get(place)) is not None and not doubt.refused:
            del self.doubts[place]  # an unusual value is told of once it is taken
            return None
        return doubt

    def rub(self, place: Place) -> bool:
        """Rub out the last letter; whether there was one."""
        text = self.texts.get(place, "")
        if not text:
            return False
        if not self.typing:
            self._before = text
        self.texts[place] = text[:-1]
        if not text[:-1]:
            self.texts.pop(place)
        self.doubts.pop(place, None)
        return True

    def empty(self, place: Place) -> None:
        """Leave out what is typed in a cell."""
        self.texts.pop(place, None)
        self.doubts.pop(place, None)
        self._before = None

    def restore(self, place: Place) -> None:
        """Let stand what stood there before it was typed over."""
        if self._before:
            self.texts[place] = self._before
        else:
            self.texts.pop(place, None)
        self._before = None
        self.judge([place])

    def take(self, place: Place) -> set[Place]:
        """Take what is being typed; the places whose doubt is another by it."""
        if not self.texts.get(place, "").strip():
            self.texts.pop(place, None)
        self._before = None
        return self.judge([place])

    def judge(self, places: Collection[Place]) -> set[Place]:
        """Look at some texts; the places whose doubt is another by it."""
        texts = {place: self.texts[place] for place in places if place in self.texts}
        found = self._find_doubts(texts) if texts else {}
        others = set()
        for place in places:
            doubt, was = found.get(place), self.doubts.pop(place, None)
            if doubt is not None:
                self.doubts[place] = doubt
            if was != doubt:
                others.add(place)
        return others

    def fill(self, texts: Mapping[Place, str]) -> None:
        """Put texts in, and look at them."""
        self.texts.update(texts)
        self.judge(texts.keys())

    def leave_out(self, texts: Mapping[Place, str], cursor: Place) -> None:
        """Let cells be empty that still hold these texts; what is being typed at the cursor
        stays.
        """
        for place, text in texts.items():
            if self.texts.get(place) == text and not (self.typing and place == cursor):
                self.texts.pop(place)
                self.doubts.pop(place, None)
