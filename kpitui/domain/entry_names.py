"""The names that quick entry knows, and which of them the words of a line make."""

from collections.abc import Sequence
from functools import cached_property
from itertools import takewhile

from msgspec import Struct

from kpitui.domain.entry_tokens import Token
from kpitui.domain.naming import Fit, Names
from kpitui.domain.records.metric import Metric
from kpitui.domain.value_parsing import NOT_APPLICABLE
from kpitui.domain.within import Within


class Subject(Struct, frozen=True):
    """Who a reading is of: a person, a team, or with neither id the whole organisation."""

    name: str
    person_id: int | None = None
    team_id: int | None = None
    code: str | None = None


ORGANISATION = Subject("organisation")


class Vocabulary(Struct, frozen=True, dict=True):
    """The names that quick entry knows."""

    metrics: Sequence[Metric]
    subjects: Sequence[Subject]
    within: Within | None = None
    """Who can be written of, where not everyone."""

    def require(self, subject: Subject) -> None:
        """Nothing where something can be written of someone; raises `Refused` otherwise."""
        if self.within is not None:
            self.within.require(subject.person_id, subject.team_id, subject.name)

    @cached_property
    def names(self) -> "EntryNames":
        """The names made ready for finding, once for every key of a line."""
        return EntryNames(self)


class Fits(Struct, frozen=True):
    """What words can stand for."""

    fit: Fit = Fit.NOT
    metrics: tuple[Metric, ...] = ()
    subjects: tuple[Subject, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.metrics or self.subjects)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all of it."""
        return (
            *(metric.name for metric in self.metrics),
            *(subject.name for subject in self.subjects),
        )


class EntryNames:
    """A vocabulary made ready for finding, whatever the line asks for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._metrics, self._subjects = Names(vocabulary.metrics), Names(vocabulary.subjects)
        self._most_words = max(self._metrics.most_words, self._subjects.most_words)
        self._known: dict[tuple[str, bool], Fits] = {}
        self._of_teams = vocabulary.within is not None
        self.has_metrics = bool(vocabulary.metrics)

    def first(self, tokens: Sequence[Token], start: int) -> tuple[int, Fits]:
        """How many of the tokens from `start` on make one name, and what they fit."""
        if tokens[start].kind == "name":
            return 1, self._fitting(tokens[start].text, codes=False)
        near = tokens[start : start + self._most_words]
        words = [token.text for token in takewhile(_may_name, near)]
        for length in range(len(words), 0, -1):
            if fits := self._fitting(" ".join(words[:length])):
                return length, fits
        return 1, Fits()

    def unknown(self, word: str) -> str:
        """That a word names nothing, as it is told."""
        more = ": no one in your teams is called so" if self._of_teams else ""
        return f"“{word}” not recognised{more}"

    def no_person(self, word: str) -> str:
        """That a word names no person, as it is told."""
        return (
            f"no one in your teams is called “{word}”"
            if self._of_teams
            else (f"“{word}” is no person")
        )

    @property
    def whose(self) -> str:
        """Whose name was to be given: the end of a sentence."""
        return " of someone in your teams" if self._of_teams else ""

    def near(self, word: str) -> str:
        """The name that a slip has missed; empty where none is near."""
        return self._metrics.near(word, self._subjects)

    def _fitting(self, typed: str, *, codes: bool = True) -> Fits:
        """The metrics and subjects that words fit best."""
        if (typed, codes) not in self._known:
            metric_fit, metrics = self._metrics.fits(typed, codes=codes)
            fit, subjects = self._subjects.fits(typed, codes=codes)
            best = min(metric_fit, fit)
            if best is Fit.NOT and _ORGANISATION.meant(typed, in_full=True):
                best, fit, subjects = Fit.WRITTEN, Fit.WRITTEN, [ORGANISATION]
            self._known[typed, codes] = Fits(
                best,
                tuple(metrics if metric_fit is best else ()),
                tuple(subjects if fit is best else ()),
            )
        return self._known[typed, codes]


def _may_name(token: Token) -> bool:
    # A dash has no letters, so it would make a part of whatever name stands before it.
    return token.kind == "word" and token.text != NOT_APPLICABLE


_ORGANISATION = Names([ORGANISATION])
