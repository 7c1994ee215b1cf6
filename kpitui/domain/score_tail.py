"""What stands behind the answers of a line that scores a contact: the day and the channel."""

import re
from collections.abc import Sequence
from datetime import date

from kpitui.domain.dates import NotADate, looks_like_day
from kpitui.domain.entry_tokens import Token, unclosed
from kpitui.domain.errors import BadData
from kpitui.domain.writing import Writing

_DAY = re.compile(r"-[0-9]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
"""A day that is written with what answers are written with."""
_ANSWERS = re.compile(r"[yn0-9–−-]+", re.IGNORECASE)
_LONGEST_DAY = 3
"""Words: 3 nov 2026."""


def are_answers(text: str) -> bool:
    """Whether a word is written with what answers are written with."""
    return _ANSWERS.fullmatch(text) is not None


def split_day(
    words: Sequence[Token], today: date, writing: Writing
) -> tuple[date, Sequence[Token]]:
    """The day that the words behind the answers say, or today, and all other words; raises
    `BadData` for what is meant as a day and is none, or for a second one.
    """
    begins = _tail(words)  # a reference may look like a day, and stands before the answers
    found, rest, place = None, list(words[:begins]), begins
    while place < len(words):
        length = _day_at(words, place, today, writing)
        if not length:
            rest.append(words[place])
            place += 1
            continue
        day = _read(_text(words[place : place + length]), today, writing)
        if found is not None:
            raise BadData("The line names two days; leave one out.")
        found, place = day, place + length
    return found or today, rest


def channel_of(words: Sequence[Token]) -> str:
    """The channel that is left behind the answers; raises `BadData` for the half of a note."""
    for word in words:
        if why := unclosed(word):
            raise BadData(f"{why[:1].upper()}{why[1:]}.")
    return " ".join(word.text for word in words)


def _tail(words: Sequence[Token]) -> int:
    """Where what stands behind the answers begins; a name and a contact come before those."""
    place = len(words)
    while place > 2:
        length = next(
            (
                length
                for length in range(min(_LONGEST_DAY, place - 2), 1, -1)
                if looks_like_day(_text(words[place - length : place]))
            ),
            1,
        )
        text = words[place - 1].text
        if length == 1 and are_answers(text) and not _DAY.fullmatch(text):
            break
        place -= length
    return place


def _day_at(words: Sequence[Token], place: int, today: date, writing: Writing) -> int:
    """How many words from a place on are meant as a day; 0 where none are."""
    for length in range(min(_LONGEST_DAY, len(words) - place), 0, -1):
        text = _text(words[place : place + length])
        if looks_like_day(text) or (length == 1 and _is_day(text, today, writing)):
            return length
    return 0


def _is_day(text: str, today: date, writing: Writing) -> bool:
    try:
        writing.read_day(text, today)
    except NotADate:
        return False
    return True


def _read(text: str, today: date, writing: Writing) -> date:
    try:
        return writing.read_day(text, today)
    except NotADate as error:
        said = str(error)
    raise BadData(f"{said[:1].upper()}{said[1:]}.")


def _text(words: Sequence[Token]) -> str:
    return " ".join(word.text for word in words)
