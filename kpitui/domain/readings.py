"""Readings, and how they combine over people and time."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.records.metric import Aggregation, Metric, require_number
from kpitui.domain.team_tree import FLAT, TeamsAbove
from kpitui.domain.text import NOTE_LIMIT
from kpitui.domain.value_parsing import Cell, parts_of

MOST_COUNTED = 10**12
"""A sample size stays below this."""

LONGEST_ID = 200


class ReadingDraft(Struct, frozen=True, kw_only=True):
    """A reading as it was collected, before it is recorded.

    The subject is a person, else a team, else the whole organisation. Either `value` (with the
    sample size `n` where it is known) or `numerator` and `denominator`; with `not_applicable`
    neither, and no roll-up counts it.
    """

    metric_id: int
    person_id: int | None = None
    team_id: int | None = None
    date: date
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int | None = None
    not_applicable: bool = False
    note: str = ""
    external_id: str | None = None
    session_id: int | None = None

    def __post_init__(self) -> None:
        if (self.numerator is None) != (self.denominator is None):
            raise ValueError("a ratio needs both numerator and denominator")
        if self.not_applicable:
            if self.value is not None or self.numerator is not None or self.n is not None:
                raise ValueError("what is not applicable has no value")
        elif (self.value is None) == (self.numerator is None):
            raise ValueError("a reading needs either a value or numerator and denominator")
        if self.numerator is not None and self.n is not None:
            raise ValueError("a ratio carries its sample size in the denominator")
        self._require_limits()

    def _require_limits(self) -> None:
        for what in ("value", "numerator", "denominator"):
            if (number := getattr(self, what)) is not None:
                require_number(number, f"the {what}")
        if self.denominator is not None and self.denominator <= 0:
            raise ValueError("the denominator is not above 0")
        if self.n is not None and not 0 < self.n < MOST_COUNTED:
            raise ValueError("the sample size is not above 0, or too large")
        if len(self.note) > NOTE_LIMIT:
            raise ValueError(f"the note is longer than {NOTE_LIMIT} characters")
        if self.external_id is not None and not 0 < len(self.external_id) <= LONGEST_ID:
            raise ValueError(f"the id is empty or longer than {LONGEST_ID} characters")


def reading_of(
    cell: Cell,
    metric_id: int,
    day: date,
    *,
    person_id: int | None = None,
    team_id: int | None = None,
) -> ReadingDraft:
    """The reading that a cell makes for someone on a day."""
    return ReadingDraft(
        metric_id=metric_id, person_id=person_id, team_id=team_id, date=day, value=cell.value,
        numerator=cell.numerator, denominator=cell.denominator, n=cell.n,
        not_applicable=cell.not_applicable, note=cell.note,
    )  # fmt: skip


def with_parts(draft: ReadingDraft, metric: Metric) -> ReadingDraft:
    """The draft, of a ratio with numerator and denominator where it says of how many its value is.
    Raises ValueError for a part too large to be kept.
    """
    if metric.aggregation is not Aggregation.RATIO or draft.value is None or draft.n is None:
        return draft
    numerator, denominator = parts_of(metric, draft.value, draft.n)
    return replace(draft, value=None, n=None, numerator=numerator, denominator=denominator)


class RecordedReading(Struct, frozen=True, kw_only=True):
    """A reading that is in the file, as it was read."""

    id: int
    version: int
    draft: ReadingDraft


def typed_over(old: ReadingDraft, new: ReadingDraft) -> ReadingDraft:
    """What a reading becomes when another value is typed over it: what is not typed stays."""
    keeps_size = new.value is not None and new.n is None
    return replace(
        new,
        n=old.n if keeps_size else new.n,
        note=new.note or old.note,
        external_id=new.external_id or old.external_id,
        session_id=new.session_id or old.session_id,
    )


class SubjectFilter(Struct, frozen=True):
    """Whose readings: some people's, one team's (with its people's), or with neither the whole
    organisation's.
    """

    person_ids: tuple[int, ...] = ()
    team_id: int | None = None


EVERYBODY = SubjectFilter()


class Sums(Struct, frozen=True):
    """What is kept of the readings of one day, so that any period can be worked out without them.

    `weighted` is Σx·n and `weight` Σn, where n is 1 for a reading without a sample size;
    `unweighted` counts those. Of a ratio these are the readings without parts, which have no size.
    """

    count: int = 0
    unweighted: int = 0
    weight: float = 0.0
    weighted: float = 0.0
    total: float = 0.0
    numerator: float = 0.0
    denominator: float = 0.0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.count + other.count,
            self.unweighted + other.unweighted,
            self.weight + other.weight,
            self.weighted + other.weighted,
            self.total + other.total,
            self.numerator + other.numerator,
            self.denominator + other.denominator,
        )


NOTHING = Sums()
"""The sums of no reading."""


def sums_of(draft: ReadingDraft) -> Sums:
    """The sums of one reading."""
    return sums_of_numbers(draft.value, draft.n, draft.numerator, draft.denominator)


def sums_of_numbers(
    value: float | None, n: int | None, numerator: float | None, denominator: float | None
) -> Sums:
    """The sums of one reading that has these numbers."""
    if value is None:
        return Sums(1, 0, 0.0, 0.0, 0.0, numerator or 0.0, denominator or 0.0)
    weight = float(n or 1)
    return Sums(1, int(n is None), weight, value * weight, value, 0.0, 0.0)


class Level(StrEnum):
    """Of what a reading was taken; of all that counts for a team with others below it, what was
    read of that team itself is of the whole, as what is read of the organisation is.
    """

    ORGANISATION = "organisation"
    TEAM = "team"
    PERSON = "person"


class CountedDay(Struct, frozen=True):
    """The sums of a day at one level, of a team (0: of none) and, of a single reading, its
    person.
    """

    day: date
    sums: Sums
    read_of: Level
    team_id: int = 0
    person_id: int | None = None


def counted(days: Iterable[CountedDay], above: TeamsAbove = FLAT.above) -> list[CountedDay]:
    """The days of one period that count, each part of the whole at the highest level it was read:
    what was read of the whole, else of each team what was read of itself, else of its people and
    of the teams below it. Which team is below which is asked of the day of each reading.
    """
    days = list(days)
    if whole := [day for day in days if day.read_of is Level.ORGANISATION]:
        return whole
    read = {day.team_id for day in days if day.read_of is Level.TEAM}
    if not read:
        return days
    return [
        day
        for day in days
        if not (day.read_of is Level.PERSON and day.team_id in read)
        and read.isdisjoint(above(day.team_id, day.day))
    ]


def latest_of_each(days: Iterable[CountedDay]) -> CountedDay:
    """The latest of everyone together, as one day; its count is that of all readings."""
    latest: dict[Hashable, CountedDay] = {}
    newest, count = None, 0
    for day in days:
        count += day.sums.count
        key = day.team_id if day.person_id is None else ("person", day.person_id)
        held = latest.get(key)
        if held is not None and held.day == day.day:
            latest[key] = replace(day, sums=held.sums + day.sums)
        elif held is None or held.day < day.day:
            latest[key] = day
        if newest is None or newest.day < day.day:
            newest = day
    assert newest is not None
    together = NOTHING
    for day in latest.values():
        together += day.sums
    return replace(newest, sums=replace(together, count=count))


def two_figures(
    metric: Metric, days: Sequence[CountedDay], above: TeamsAbove = FLAT.above
) -> tuple[int | None, float, float] | None:
    """A team (None: the organisation) whose own figure of a period is another than that of what was
    read below it, as they are shown; with both figures. None where there is none.
    """
    teams = sorted({day.team_id for day in days if day.read_of is Level.TEAM})
    for team_id in (None, *teams):
        itself, others = _of_and_below(team_id, days, above)
        own, below = _figure(metric, itself, above), _figure(metric, others, above)
        if own is not None and below is not None and round(own - below, metric.decimals):
            return team_id, own, below
    return None


def _of_and_below(
    team_id: int | None, days: Sequence[CountedDay], above: TeamsAbove
) -> tuple[list[CountedDay], list[CountedDay]]:
    """The days of a team (None: of the organisation) itself, and those of what is below it."""
    own: list[CountedDay] = []
    below: list[CountedDay] = []
    for day in days:
        if team_id is None:
            (own if day.read_of is Level.ORGANISATION else below).append(day)
        elif day.team_id == team_id:
            (own if day.read_of is Level.TEAM else below).append(day)
        elif team_id in above(day.team_id, day.day):
            below.append(day)
    return own, below


def _figure(metric: Metric, days: Sequence[CountedDay], above: TeamsAbove) -> float | None:
    found = counted(days, above)
    if metric.aggregation is Aggregation.LAST and found:
        found = [latest_of_each(found)]
    return combine(metric, [(day.day, day.sums) for day in found])[0]


def combine(metric: Metric, days: Sequence[tuple[date, Sums]]) -> tuple[float | None, Sums]:
    """The value of a period and the sums behind it; None where nothing was read, which is a gap and
    never zero.

    mean: Σx·n/Σn, where single readings without n among others with one get the median of these.
    sum: Σx. ratio: Σnumerator/Σdenominator, never a mean of ratios; readings without parts are left
    out, and only where all are, their plain mean stands for it. Either way they have no weight in
    its sums, but are counted there as `unweighted`. last: the mean of the readings
    of the latest day, so that neither order nor the person who was entered last decides. `days` may
    come in any order and name a day more than once.
    """
    everything, latest, latest_day = NOTHING, NOTHING, date.min
    for day, sums in days:
        if not sums.count:
            continue
        everything = (
            everything + sums if everything.count else sums
        )  # most periods have one day; adding costs most
        if day > latest_day:
            latest, latest_day = sums, day
        elif day == latest_day:
            latest += sums
    if metric.aggregation is Aggregation.RATIO:
        value = _ratio(metric.scale, everything)
        if everything.unweighted:
            everything = replace(everything, weight=0.0, weighted=0.0, total=0.0)
    elif not everything.weight:
        value = None
    elif metric.aggregation is Aggregation.MEAN:
        if 0 < everything.unweighted < everything.count:
            everything = _with_usual_sizes(everything, [one for _, one in days if one.count])
        value = everything.weighted / everything.weight
    elif metric.aggregation is Aggregation.SUM:
        value = everything.total
    else:
        value = latest.weighted / latest.weight
    return value, everything


def _ratio(scale: float, together: Sums) -> float | None:
    if together.denominator:
        return scale * together.numerator / together.denominator
    return together.weighted / together.weight if together.weight else None


def _with_usual_sizes(together: Sums, parts: Sequence[Sums]) -> Sums:
    """The sums of single readings with those without a sample size counted as of the median size;
    as they are where several readings stand in one.
    """
    sizes = [part.weight for part in parts if part.weight and not part.unweighted]
    if together.count > len(parts) or not sizes:
        return together
    usual = median(sizes)
    sized = [
        replace(part, weight=usual, weighted=part.total * usual) if part.unweighted else part
        for part in parts
    ]
    return sum(sized, NOTHING)
