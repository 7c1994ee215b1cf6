"""What someone chose for one file on the Import screen: its columns, and answers to questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from msgspec import convert
from msgspec.structs import replace

from kpitui.actions.importing import ImportWanted
from kpitui.domain.import_answers import Asked, ImportAnswers, ImportQuestion, Order
from kpitui.domain.import_mapping import (
    ACROSS,
    COLUMNS,
    IGNORED,
    NEW_METRIC,
    ColumnMapping,
    Preview,
    guessed_mapping,
    missing,
    open_questions,
    role_choices,
)
from kpitui.domain.records.metric import Metric

ORDERS: tuple[Order | None, ...] = (None, "dmy", "mdy")
SIGNS: tuple[Literal["comma", "point"] | None, ...] = (None, "comma", "point")
KEEP, TAKE = "keep", "take"
"""Whether the old or the new of two values is taken."""

_HEADINGS = ("date", "metric", "person", "team")
_AHEAD = (IGNORED, "date", "metric", "value", "person", "team", NEW_METRIC)
"""What columns mostly are; the rest comes later."""


def heading_role(heading: str) -> str:
    """The role of a column whose heading says the day, metric, person or team of its values."""
    return f"{ACROSS}-{heading}"


class ImportChoices:
    """A file, and how it is to be brought in; as long as no one says otherwise of a column, as the
    commands take it.
    """

    def __init__(
        self, path: Path, preview: Preview, metrics: Sequence[Metric],
        *, sheet: str | None = None, header: int | None = None, encoding: str | None = None,
        create: bool = False,
    ) -> None:  # fmt: skip
        self.path, self.preview, self.sheet, self.header = path, preview, sheet, header
        self.create, self.encoding = create, encoding
        self.mapping = guessed_mapping(preview, metrics, sheet)
        self.profile: Path | None = None
        self.dates: Order | None = None
        self.decimal: Literal["comma", "point"] | None = None
        self._own_columns = False
        self.asked: dict[Asked, list[ImportQuestion]] = {}
        """What was asked so far, answered or not."""
        self.answers: dict[Asked, str] = {}
        self.roles = _roles(metrics)
        """What a column can be, with its words."""

    def use_profile(self, path: Path, preview: Preview, mapping: ColumnMapping) -> None:
        """Take the columns as a kept profile does."""
        self.profile, self.preview, self.mapping = path, preview, mapping
        self.create = self.create or mapping.create
        self.sheet = self.sheet or mapping.sheet
        self.dates = mapping.dates
        comma = mapping.decimal_comma
        self.decimal = None if comma is None else "comma" if comma else "point"
        self._own_columns = True

    # columns --------------------------------------------------------------------------------------

    def role_of(self, column: str) -> str:
        """What a column is taken for, as a key of `roles`."""
        role = self.mapping.roles[column]
        if role == ACROSS:
            said = [one for one in self.mapping.across if one in _HEADINGS]
            return heading_role(said[0]) if len(said) == 1 else ACROSS
        return role

    def role_words(self, column: str) -> str:
        """What a column is taken for, as it is said."""
        role = self.role_of(column)
        called = self.mapping.names.get(column, column)
        return self.roles.get(role, role) + (f" “{called}”" if called != column else "")

    def turn_role(self, column: str, step: int) -> None:
        """Take a column for the next thing that it can be, or for the one before."""
        roles = [*self.roles]
        role = self.role_of(column)
        at = roles.index(role) + step if role in roles else 0
        self.take_for(column, roles[at % len(roles)])

    def take_for(self, column: str, role: str) -> None:
        """Take a column for something else."""
        self._own_columns = True
        if role.startswith(f"{ACROSS}-"):
            self.mapping.across = (role.removeprefix(f"{ACROSS}-"),)
            role = ACROSS
        self.mapping.roles[column] = role
        self.mapping.names.pop(column, None)
        if ACROSS not in self.mapping.roles.values():
            self.mapping.across = ()

    # answers --------------------------------------------------------------------------------------

    def ask(self, questions: Iterable[ImportQuestion]) -> bool:
        """Take up what is asked now, with the defaults as answers; whether any of it is new."""
        found: dict[Asked, list[ImportQuestion]] = {}
        for question in questions:
            found.setdefault(question.asked, []).append(question)
        new = found.keys() - self.answers.keys()
        self.asked |= found
        for asked in new:
            defaults = {question.default for question in found[asked]}
            if len(defaults) == 1 and (only := defaults.pop()):
                self.answers[asked] = only
        return bool(new)

    @property
    def questions(self) -> list[ImportQuestion]:
        """All that was asked, in the order of asking."""
        return [question for several in self.asked.values() for question in several]

    @property
    def unanswered(self) -> list[ImportQuestion]:
        """What was asked and has no answer."""
        return [question for question in self.questions if question.asked not in self.answers]

    def forget_questions(self) -> None:
        """The columns are others now: what was asked of them is asked again."""
        self.asked.clear()
        self.answers.clear()

    def lacks(self) -> str:
        """What the columns that someone chose lack and no answer can say, in a sentence."""
        if not self._own_columns or open_questions(self._mapping()):
            return ""
        return missing(self._mapping())

    def require_own(self) -> list[ImportQuestion]:
        """What the columns that someone chose leave open, as questions."""
        return open_questions(self._mapping()) if self._own_columns else []

    @property
    def keeps_old(self) -> bool:
        """Whether old values stay where the file has others; they are shown all the same."""
        return self.answers.get(Asked.UPDATE) != TAKE

    def wanted(self, *, dry_run: bool = False) -> ImportWanted:
        """How the file is to be brought in; a try shows what would become of other values too."""
        given: dict[str, Any] = {
            asked.value.replace("-", "_"): int(text) if asked is Asked.HEADER else text
            for asked, text in self.answers.items()
            if asked not in (Asked.UPDATE, Asked.SHEET)
        }
        said = {"dates": self.dates, "decimal": self.decimal, "header": self.header}
        given = {key: value for key, value in said.items() if value is not None} | given
        answers = convert(given | {"update": dry_run or not self.keeps_old}, ImportAnswers)
        mapping = self._mapping() if self._own_columns else None
        return ImportWanted(
            self.path, answers, self.sheet, self.encoding, mapping, self.profile, self.create
        )

    def as_profile(self) -> ImportWanted:
        """The same with its columns said, to be kept."""
        return replace(self.wanted(), mapping=self._mapping())

    def _mapping(self) -> ColumnMapping:
        answers, comma = self.answers, {None: None, "comma": True, "point": False}
        return replace(
            self.mapping,
            sheet=self.sheet, create=self.create, header=self.header or self.mapping.header,
            dates=self.dates, decimal_comma=comma[self.decimal],
            day=answers.get(Asked.DATE, self.mapping.day),
            of_metric=answers.get(Asked.METRIC, self.mapping.of_metric),
        )  # fmt: skip

    # how cells are read ---------------------------------------------------------------------------

    def change(self, what: str) -> None:
        """The next order of `dates`, the next decimal sign (`comma`), or whether what is not known
        yet is made (`create`).
        """
        if what == "dates":
            self.dates = ORDERS[(ORDERS.index(self.dates) + 1) % len(ORDERS)]
        elif what == "comma":
            self.decimal = SIGNS[(SIGNS.index(self.decimal) + 1) % len(SIGNS)]
        else:
            self.create = not self.create


def _roles(metrics: Sequence[Metric]) -> dict[str, str]:
    known = role_choices(metrics)
    across = {heading_role(heading): f"values, heading is the {heading}" for heading in _HEADINGS}
    del known[ACROSS]
    first = {role: known.pop(role) for role in _AHEAD}
    rest = {role: words for role, words in known.items() if role not in COLUMNS}
    return first | {ACROSS: "values of what its heading says"} | across | rest | known
