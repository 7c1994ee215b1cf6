"""What an organisation agreed on for everyone who opens its file: whose rules find signals, where
weeks and years begin, and from where on the health rules speak. Each holds from a day on.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, get_args, get_origin

from msgspec import Meta, Struct, ValidationError, convert, field
from msgspec.structs import fields

from kpitui.domain.errors import BadData
from kpitui.domain.natural_limits import Middle, RuleSet
from kpitui.domain.periods import WEEKDAYS, Calendar
from kpitui.domain.thresholds import Thresholds

LONGEST_VALUE = 200
"""Characters of a value as the file keeps it."""


class FileRules(Struct, frozen=True, kw_only=True):
    """The rules that hold on one day; each docstring is its manual."""

    rule_set: RuleSet = "wheeler"
    """Whose rules say what a signal is on a process behaviour chart: `wheeler`, `nhs`, or `anhoej`,
    which looks at runs about the median alone.
    """

    limits_from: Middle = "mean"
    """Which middle and which moving range the process limits rest on; the median is hurt less by a
    few leaps.
    """

    first_month: Annotated[int, Meta(ge=1, le=12)] = 1
    """The month in which the year starts, 1 to 12; it moves the quarters."""

    first_day: Literal[
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    ] = "monday"
    """The day on which weeks start; weeks have numbers (2026-W45) where it is Monday, else their
    first day as name.
    """

    fewest_in_group: Annotated[int, Meta(ge=1, le=1000)] = 5
    """A member is shown no figure of a group of fewer people than this, so that no one in it can be
    made out.
    """

    full_time_hours: Annotated[float, Meta(gt=0, le=168)] = 40.0
    """The hours a week of full time: of who works fewer less is expected of what adds up."""

    coach_every: Annotated[int, Meta(ge=0, le=366)] = 0
    """Everyone is coached every so many days; a role may have a rhythm of its own (`kpitui
    rhythm`). 0 sets no rhythm.
    """

    coach_new_every: Annotated[int, Meta(ge=0, le=366)] = 0
    """Who is new is coached every so many days, if that is more often. 0 sets no rhythm."""

    new_for: Annotated[int, Meta(ge=0, le=366)] = 0
    """So many days from their first day someone is new; until their first session they are among
    those to coach. 0 makes no one new.
    """

    coach_below_every: Annotated[int, Meta(ge=0, le=366)] = 0
    """Who is clearly below a standard is coached every so many days, if that is more often. 0 sets
    no rhythm.
    """

    health: Thresholds = field(default_factory=Thresholds)
    """From where on the health rules speak."""

    @property
    def calendar(self) -> Calendar:
        """Where years and weeks begin."""
        return Calendar(self.first_month, WEEKDAYS.index(self.first_day))


KEYS = (
    *(one for one in FileRules.__struct_fields__ if one != "health"),
    *Thresholds.__struct_fields__,
)
"""The names of the rules, those of the health rules last."""

_LISTS = ("activity_words",)
_NUMBERS = (
    "share_of_kpis", "cadences_without_review", "cadences_without_reading", "full_time_hours",
)  # fmt: skip


def rules_of(values: Mapping[str, str]) -> FileRules:
    """The rules of these values, the defaults for what is not named; raises `BadData` for a key
    that there is not, or a value that does not fit.
    """
    read = {key: rule_value(key, text) for key, text in values.items()}
    health = {key: value for key, value in read.items() if key in _THRESHOLDS}
    own = {key: value for key, value in read.items() if key not in _THRESHOLDS}
    return FileRules(**own, health=Thresholds(**health))


_THRESHOLDS = frozenset(Thresholds.__struct_fields__)
_TYPES = {one.name: one.type for kind in (FileRules, Thresholds) for one in fields(kind)}


def rule_value(key: str, text: str) -> Any:
    """The value of a rule that the file keeps as text; raises `BadData` for a key that there is
    not, or a value that does not fit.
    """
    if key not in KEYS:
        from difflib import get_close_matches

        near = get_close_matches(key, KEYS, 1)
        meant = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(KEYS)}."
        raise BadData(f"There is no rule “{key[:60]}”{meant}")
    value: Any = text
    if key in _LISTS:
        value = [one for one in map(str.strip, text.split(",")) if one]
    elif key in _NUMBERS:
        value = text.replace(",", ".")  # as half of the world types it
    try:
        return convert(value, _TYPES[key], strict=False)
    except ValidationError:
        raise BadData(f"{key}: it must be {what_fits(key)}, not “{text[:60]}”.") from None


def what_fits(key: str) -> str:
    """What the value of a rule can be, in words."""
    kind, limits = _TYPES[key], Meta()
    if get_origin(kind) is Annotated:
        kind, limits = get_args(kind)
    if get_origin(kind) is Literal:
        *some, last = get_args(kind)
        return f"{', '.join(some)} or {last}"
    if key in _LISTS:
        return "words with commas between them"
    low = f"above {limits.gt}" if limits.gt is not None else f"from {limits.ge}"
    most = f" to {limits.le}" if limits.le is not None else " on" if limits.gt is None else ""
    if limits.gt is not None and limits.le is not None:
        most = f" up to {limits.le}"
    return f"a {'whole ' if kind is int else ''}number {low}{most}"


def rule_text(key: str, value: object) -> str:
    """A value as the file keeps it: `nhs`, `4`, `0.5`, `calls made, visits made`; raises `BadData`
    for a key that there is not, or a value that does not fit.
    """
    given = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value).strip()
    read = rule_value(key, given)
    text = ", ".join(read) if isinstance(read, tuple) else str(read).removesuffix(".0")
    if len(text) > LONGEST_VALUE:
        raise BadData(f"{key}: that is longer than {LONGEST_VALUE} characters.")
    if not text:
        raise BadData(f"{key}: it has no value.")
    return text


def read_rule(key: str, text: str) -> str:
    """A value that someone typed, as the file keeps it; raises ValueError with what it can be."""
    try:
        return rule_text(key, text)
    except BadData:
        raise ValueError(f"type {what_fits(key)}") from None


def values_of_rules(rules: FileRules) -> dict[str, str]:
    """Every rule with its value as the file keeps it."""
    return {
        key: rule_text(key, getattr(rules.health if key in _THRESHOLDS else rules, key))
        for key in KEYS
    }


class DatedRule(Struct, frozen=True):
    """A value of a rule that holds from a day on."""

    key: str
    value: str
    starts_on: date
    id: int = 0


def _begins(rule: DatedRule) -> date:
    return rule.starts_on


class RuleBook:
    """The rules of a file over time; it follows the file while that is open."""

    def __init__(self, rules: Iterable[DatedRule] = ()) -> None:
        self.use(rules)

    def use(self, rules: Iterable[DatedRule]) -> None:
        """Go by these; raises `BadData` for a value that does not fit.

        What has a name of no rule is of another program, and rules nothing.
        """
        held: dict[str, str] = {}
        found: dict[date, FileRules] = {date.min: FileRules()}
        for one in sorted((one for one in rules if one.key in KEYS), key=_begins):
            held[one.key] = one.value
            found[one.starts_on] = rules_of(held)
        self._days, self._rules = [*found], [*found.values()]

    def on(self, day: date) -> FileRules:
        """The rules that hold on a day."""
        return self._rules[bisect_right(self._days, day) - 1]

    def since(self, key: str, day: date) -> date:
        """The first day from which on a rule has the value that it has on a day; `date.min` where
        it was never another one.
        """
        place = bisect_right(self._days, day) - 1
        value = getattr(self._rules[place], key)
        while place and getattr(self._rules[place - 1], key) == value:
            place -= 1
        return self._days[place]
