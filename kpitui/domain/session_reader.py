"""The words of a line about a coaching session, read one after the other."""

import re
from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from msgspec import field
from msgspec.structs import replace

from kpitui.domain.entry_names import Fits, Subject
from kpitui.domain.entry_phrase import Unclear, day_or_none, require_words
from kpitui.domain.entry_tokens import Token
from kpitui.domain.line_reader import LineReader
from kpitui.domain.naming import Choices, Fit, Several, stands_out
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.session import SessionKind
from kpitui.domain.text import NAME_LIMIT

_MINUTES = re.compile(r"([0-9]{1,4})(m|min|mins|h)", re.IGNORECASE)
_KINDS = {
    "role-play": SessionKind.ROLE_PLAY, "roleplay": SessionKind.ROLE_PLAY,
    "role play": SessionKind.ROLE_PLAY, "side-by-side": SessionKind.SIDE_BY_SIDE,
    "side by side": SessionKind.SIDE_BY_SIDE,
    "sbs": SessionKind.SIDE_BY_SIDE,
    "call review": SessionKind.CALL_REVIEW, "call-review": SessionKind.CALL_REVIEW,
    "review": SessionKind.CALL_REVIEW,
    "training": SessionKind.TRAINING,
    "one-to-one": SessionKind.ONE_TO_ONE, "one to one": SessionKind.ONE_TO_ONE,
    "1:1": SessionKind.ONE_TO_ONE, "1-1": SessionKind.ONE_TO_ONE,
}  # fmt: skip


class SessionReader(LineReader):
    """What the words of a line say, in any order; what they do not say is empty."""

    what: ClassVar[str] = "a session"

    people: list[Subject] = field(default_factory=list)
    kind: SessionKind | None = None
    minutes: int | None = None
    focus: list[Metric] = field(default_factory=list)
    numbers: list[tuple[Metric, str]] = field(default_factory=list)
    behaviour: str = ""
    behind_behaviour: int = 0
    notes: list[str] = field(default_factory=list)
    actions: list[tuple[str, date | None, bool]] = field(default_factory=list)
    follow_up_on: date | None = None
    wants_person: bool = False
    """Whether a comma stood behind the last name."""
    behind_person: int = 0

    def read(self) -> None:
        """Go through all of them; raises `Unclear` and `Several`."""
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            if self.wants_person:
                self._next_person()
            elif token.kind == "note":
                self._note(token.text)
            elif token.kind == "action" or (token.kind == "word" and token.text.startswith("!")):
                self._action(token)
            elif token.kind == "word" and token.text.startswith(">"):
                self.follow_up_on = self._date_behind(">")
            elif token.kind == "word" and token.text.startswith("@"):
                raise Unclear("a due date (@) follows its action (!)")
            elif not (
                token.kind == "word" and (self._kind() or self._minutes(token) or self.take_day())
            ):
                self._name_or_word()

    def _note(self, text: str) -> None:
        if len(self.notes) == 2:
            raise Unclear("two notes are enough: what you observed, then what you agreed")
        self.notes.append(text)
        self.place += 1

    def _action(self, token: Token) -> None:
        quoted = token.kind == "action"
        text = token.text if quoted else token.typed[1:]
        self.place += 1
        while not quoted and self.place < len(self.tokens):
            following = self.tokens[self.place]
            if following.kind != "word" or following.text[0] in "!>@":
                break
            text += following.joint + following.typed
            self.place += 1
        text = text.strip()
        if not text or (text.startswith("@") and not quoted):
            raise Unclear("an action (!) needs words, such as !greet by name")
        if not quoted:
            require_words(text, self.today, self.writing)
        due_on, said = None, False
        if self.place < len(self.tokens) and self.tokens[self.place].text.startswith("@"):
            due_on, said = self._due(), True
        self.actions.append((text, due_on, said))

    def _due(self) -> date | None:
        if self.tokens[self.place].text == "@never":
            self.place += 1
            return None
        return self._date_behind("@")

    def _date_behind(self, mark: str) -> date:
        words = [self.tokens[self.place].text.removeprefix(mark)]
        words += [
            token.text
            for token in self.tokens[self.place + 1 : self.place + 3]
            if token.kind == "word"
        ]
        for length in range(len(words), 0, -1):
            found = day_or_none(
                " ".join(words[:length]).strip(), self.today, self.writing, due=True
            )
            if found is not None:
                self.place += length
                return found
        raise Unclear(
            f"“{mark}{words[0]}” is not a future date; type it like {mark}+14d, {mark}fri or "
            f"{mark}2026-12-07"
        )

    def _kind(self) -> bool:
        for length in (3, 2, 1):
            kind = _KINDS.get(self.words_ahead(length) or "")
            if kind is not None and self.kind is None:
                self.kind = kind
                self.place += length
                return True
        return False

    def _minutes(self, token: Token) -> bool:
        found = _MINUTES.fullmatch(token.text)
        if found is None:
            return False
        self.minutes = int(found[1]) * (60 if found[2].lower() == "h" else 1)
        if not 1 <= self.minutes <= 1440:
            raise Unclear(f"{token.text} is not a session length; it is 1 to 1440 minutes")
        self.place += 1
        return True

    def _next_person(self) -> None:
        """The name behind a comma; raises `Unclear` where that is none."""
        self._name_or_word()
        if self.place != self.behind_person:
            word = self.tokens[self.place - 1].typed
            raise Unclear(
                f"“{word}” after the comma is no agent; type another name, or leave the comma out"
            )

    def _name_or_word(self) -> None:
        length, fits = self._first_name()
        takes_person = self.wants_person or not self.people
        people = [
            subject for subject in fits.subjects if subject.person_id is not None and takes_person
        ]
        words = self.tokens[self.place : self.place + length]
        typed = " ".join(word.text for word in words)
        metrics = fits.metrics if stands_out(fits.fit, typed) and not self.wants_person else ()
        if len(people) == 1 and not metrics:
            self._require_none_before()
            self._person(people[0], length)
        elif len(metrics) == 1 and not people:
            self.place += length
            self._metric(metrics[0])
        elif people or metrics:
            word = " ".join(word.typed for word in words)
            raise Several(
                Choices(
                    word,
                    (*(person.name for person in people), *(metric.name for metric in metrics)),
                )
            )
        else:
            self._require_no_other(fits, words)
            self._other(self.tokens[self.place])

    def _require_no_other(self, fits: Fits, words: Sequence[Token]) -> None:
        """Raise `Unclear` where someone else is named in full without a comma: taken for words of
        the focus they would be left out.
        """
        others = [subject for subject in fits.subjects if subject not in self.people]
        is_person = bool(others) and all(other.person_id is not None for other in others)
        if is_person and fits.fit < Fit.BEGUN and all(word.kind == "word" for word in words):
            raise Unclear(
                f"“{' '.join(word.typed for word in words)}” is another agent; put names next to "
                "each other, with commas between them"
            )

    def _first_name(self) -> tuple[int, Fits]:
        """What the next words name: not more than up to a comma, which is no part of a name or
        code, where no name has one.
        """
        length, fits = self.names.first(self.tokens, self.place)
        words = self.tokens[self.place : self.place + length]
        comma = next((at for at, one in enumerate(words, 1) if _ends_part(one)), None)
        if comma is None or (fits and all("," in name for name in fits.names)):
            return length, fits
        near = self.tokens[self.place : self.place + comma]
        without = replace(near[-1], text=near[-1].text[:-1])
        return self.names.first([*near[:-1], without], 0)

    def _require_none_before(self) -> None:
        """Raise `Unclear` where a comma joins a word that names nothing to the next name: a slip in
        it would leave someone out.
        """
        before = self.tokens[self.place - 1 : self.place]
        if before and self.behind_behaviour == self.place and _ends_part(before[0]):
            raise Unclear(
                f"“{before[0].typed}” before the comma is no agent; type another name, or leave "
                "the comma out"
            )

    def _person(self, person: Subject, length: int) -> None:
        if person not in self.people:
            self.people.append(person)
        self.place += length
        self.wants_person = self.tokens[self.place - 1].text.endswith(",")
        following = self.tokens[self.place : self.place + 1]
        if following and following[0].text == ",":
            self.place, self.wants_person = self.place + 1, True
        self.behind_person = self.place

    def _metric(self, metric: Metric) -> None:
        behind = self.tokens[self.place : self.place + 2]
        if not behind or not behind[0].is_number:
            if metric not in self.focus:
                self.focus.append(metric)
            return
        sized = len(behind) == 2 and behind[1].is_size
        self.place += 2 if sized else 1
        self.numbers.append((metric, " ".join(token.text for token in behind[: 2 if sized else 1])))

    def _other(self, token: Token) -> None:
        if token.is_number:
            raise Unclear(
                f"{token.typed} does not follow a metric; type it like csat 92, or 20m for minutes"
            )
        word = token.text if token.kind == "name" else token.typed
        joint = token.joint if self.place == self.behind_behaviour else " "
        self.behaviour += f"{joint}{word}" if self.behaviour else word
        self.place += 1
        self.behind_behaviour = self.place
        if len(self.behaviour) > NAME_LIMIT:
            raise Unclear("that is too long for a focus; put what you observed in quotes")


def _ends_part(token: Token) -> bool:
    """Whether a comma stands at the end of a word."""
    return token.kind == "word" and len(token.text) > 1 and token.text.endswith(",")
