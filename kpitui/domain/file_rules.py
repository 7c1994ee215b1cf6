"""What an organisation agreed on for everyone who opens its file: whose rules find signals, where
weeks and years begin, and from where on the health rules speak. Each holds from a day on.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, get_args, get_origin

from msgspec import Meta, Struct, ValidationError, convert, field
from msgspec.structs import fields, replace

from kpitui.domain import year_labels
from kpitui.domain.errors import BadData
from kpitui.domain.held import held_most
from kpitui.domain.natural_limits import Middle, RuleSet
from kpitui.domain.near import nearest, or_near
from kpitui.domain.own_year import NamedBy, OwnYear, YearBegins, YearPattern
from kpitui.domain.periods import WEEKDAYS, Calendar, Period
from kpitui.domain.records.dated import ALWAYS
from kpitui.domain.thresholds import Thresholds

FULL_TIME = 40.0
"""The hours a week of full time where no rule says other ones."""

LONGEST_VALUE = 200
"""Characters of a value as the file keeps it."""


Start = Literal["today", "plan", "record", "coach", "review", "people", "health", "board"]
"""The screens that one can begin with."""


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

    year_pattern: YearPattern = "calendar months"
    """How the year is cut into periods: by calendar months; by weeks, in quarters of 4, 4 and 5
    weeks in this or another order; or by thirteen periods of 4 weeks, of which the last quarter has
    four. A 53rd week belongs to the last period.
    """

    year_begins: YearBegins = "nearest"
    """Where weeks begin the year: on the `first_day` that is nearest to the first of `first_month`,
    or the last one up to it. The weeks that `week_label` names are counted from there too.
    """

    year_named_by: NamedBy = "start"
    """Whether a year has the number of the calendar year in which it starts, or of that in which it
    ends. That goes by `first_month`, however near to it the year begins.
    """

    year_label: str = year_labels.STANDARD
    """What a year is called: FY{yy} makes FY26, {yyyy}/{to} makes 2026/27."""

    period_label: str = year_labels.STANDARD
    """What a period of the year is called: {year} P{nn} makes FY26 P03, {year} {mon} makes FY26
    Mar. `standard` is 2026-03, or P and the number of the period where the year is not one of
    calendar months or has a name of its own.
    """

    quarter_label: str = year_labels.STANDARD
    """What a quarter is called: {year} Q{n} makes FY26 Q2; `standard` is 2026-Q2, or that."""

    week_label: str = year_labels.STANDARD
    """What a week of the year is called: {year} W{nn} makes FY26 W05. `standard` is 2026-W05, of
    ISO, or its first day where weeks do not start on Monday.
    """

    fewest_in_group: Annotated[int, Meta(ge=1, le=1000)] = 5
    """A member is shown no figure of a group of fewer people than this, and an account for some
    teams none of another team so small but what was recorded of the team itself, so that no one in
    it can be made out.
    """

    full_time_hours: Annotated[float, Meta(gt=0, le=168)] = FULL_TIME
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

    start_leader: Start = "today"
    """The screen that a leader begins with. A file without accounts, in which everyone is a leader,
    begins with Plan as long as this is not set.
    """

    start_supervisor: Start = "today"
    """The screen that a supervisor begins with."""

    start_viewer: Start = "plan"
    """The screen that a viewer begins with; a member has their own page alone."""

    health: Thresholds = field(default_factory=Thresholds)
    """From where on the health rules speak."""

    calendars: Calendar | None = field(default_factory=lambda: None)
    """The calendar of every day, where it was another one before; no rule that anyone sets."""

    # Each `full_time_hours` up to the day with the day it holds from, oldest first, as what was
    # expected of earlier periods stays; it is no rule, and has no manual.
    full_time_since: tuple[tuple[date, float], ...] = ()

    def full_time_on(self, day: date) -> float:
        """The hours of full time on a day, up to the one that these rules are of."""
        before = [hours for begins, hours in self.full_time_since if begins <= day]
        if before:
            return before[-1]
        return FULL_TIME if self.full_time_since else self.full_time_hours

    def full_time_in(self, period: Period) -> float:
        """The hours of full time on most days of a period."""
        edges = (begins for begins, _ in self.full_time_since)
        return held_most(self.full_time_on, edges, period) or self.full_time_hours

    @property
    def calendar(self) -> Calendar:
        """How days make weeks, periods and years, on the days before as it was then."""
        return self.calendars or self._calendar

    @property
    def _calendar(self) -> Calendar:
        own: OwnYear | None = OwnYear(
            self.year_pattern, self.year_begins, self.year_named_by, self.year_label,
            self.period_label, self.quarter_label, self.week_label,
        )  # fmt: skip
        if own == replace(OwnYear(), begins=self.year_begins, named_by=self.year_named_by) and (
            self.year_named_by == "start" or self.first_month == 1
        ):
            own = None
        return Calendar(self.first_month, WEEKDAYS.index(self.first_day), own)


_NO_RULES = ("health", "full_time_since", "calendars")
KEYS = (
    *(name for name in FileRules.__struct_fields__ if name not in _NO_RULES),
    *Thresholds.__struct_fields__,
)
"""The names of the rules, those of the health rules last."""

CALENDAR_KEYS = (
    "first_month", "first_day", "year_pattern", "year_begins", "year_named_by",
    *year_labels.FORMS,
)  # fmt: skip
"""The rules that say how days make periods."""

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
_TYPES = {info.name: info.type for kind in (FileRules, Thresholds) for info in fields(kind)}


def rule_value(key: str, text: str) -> Any:
    """The value of a rule that the file keeps as text; raises `BadData` for a key that there is
    not, or a value that does not fit.
    """
    if key not in KEYS:
        missing = f"There is no rule “{key[:60]}”"
        raise BadData(or_near(missing, nearest(key, KEYS), f"there are {', '.join(KEYS)}."))
    value: Any = text
    if key in _LISTS:
        value = [part for part in map(str.strip, text.split(",")) if part]
    elif key in _NUMBERS:
        value = text.replace(",", ".")  # as half of the world types it
    try:
        if key in year_labels.FORMS:
            return year_labels.form_of(key, text)
        return convert(value, _TYPES[key], strict=False)
    except (ValueError, ValidationError) as error:  # one only from msgspec 0.21 on
        said = f"; {error}" if key in year_labels.FORMS else ""
        raise BadData(f"{key}: it must be {what_fits(key)}, not “{text[:60]}”{said}.") from None


def what_fits(key: str) -> str:
    """What the value of a rule can be, in words."""
    kind, limits = _TYPES[key], Meta()
    if get_origin(kind) is Annotated:
        kind, limits = get_args(kind)
    if get_origin(kind) is Literal:
        *some, last = get_args(kind)
        return f"{', '.join(some)} or {last}"
    if key in year_labels.FORMS:
        return year_labels.what_fits(key)
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
        full_time: dict[date, float] = {}
        found: dict[date, FileRules] = {date.min: FileRules()}
        self._first: dict[str, date] = {}
        for rule in sorted((rule for rule in rules if rule.key in KEYS), key=_begins):
            held[rule.key] = rule.value
            self._first.setdefault(rule.key, rule.starts_on)
            now = rules_of(held)
            if rule.key == "full_time_hours":
                full_time[rule.starts_on] = now.full_time_hours
            found[rule.starts_on] = replace(now, full_time_since=tuple(full_time.items()))
        self._days, self._rules = [*found], _with_calendars(found)

    def says(self, key: str, day: date) -> bool:
        """Whether someone set a rule, that holds on a day."""
        return self._first.get(key, date.max) <= day

    def on(self, day: date) -> FileRules:
        """The rules that hold on a day."""
        return self._rules[bisect_right(self._days, day) - 1]

    def held(self, key: str, day: date) -> list[tuple[date, Any]]:
        """Every value that a rule had up to a day with the first day of it, oldest first; the first
        holds since `date.min`.
        """
        found: list[tuple[date, Any]] = []
        for begins, rules in zip(self._days, self._rules, strict=True):
            value = getattr(rules, key)
            if begins <= day and not (found and found[-1][1] == value):
                found.append((begins, value))
        return found


def _with_calendars(found: Mapping[date, FileRules]) -> list[FileRules]:
    """The same rules, each with the calendars of all days; those to come are known too."""
    all_: Calendar | None = None
    for day, rules in found.items():
        own = rules.calendar
        if all_ is None or day <= ALWAYS:
            all_ = own
        elif own != replace(all_, since=date.min, before=None):
            all_ = replace(own, since=day, before=all_)
    changed = all_ is not None and all_.before is not None
    return [replace(rules, calendars=all_ if changed else None) for rules in found.values()]
