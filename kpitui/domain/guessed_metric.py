"""What an unknown metric of a file most likely is, guessed from its name, its values and the gaps
between its days; each guess with its reason.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from msgspec import Struct, field

from kpitui.domain.catalogue import CatalogueEntry
from kpitui.domain.import_answers import AddUp
from kpitui.domain.import_rows import YES_NO, ImportRow
from kpitui.domain.records.metric import (
    Aggregation,
    Cadence,
    Definition,
    Direction,
    EmptyMeans,
)
from kpitui.domain.text import NAME_LIMIT
from kpitui.domain.typography import folded
from kpitui.domain.value_parsing import DURATIONS

PERCENT = (0.0, 100.0)
"""The valid range of a metric in percent, until someone says otherwise."""
MOST_DECIMALS = 2
"""So many digits are shown of values whose file has more, as sheets do that divide."""

_UNITS = (
    (r"%|\bpct\b|\bpercent(?:age)?\b|\bprozent\b", "%"),
    (r"\((?:s|sec|secs|seconds)\)|\b(?:in )?(?:seconds|secs|sekunden)\b|\[s\]", "m:ss"),
    (r"\((?:ms|millis|milliseconds)\)|\b(?:in )?milliseconds\b", "ms"),
    (r"\((?:m|min|mins|minutes)\)|\bin minutes\b|\b(?:minutes|mins)\s*$", "min"),
    (r"\((?:h|hr|hrs|hours)\)|\bin hours\b|\bhours\s*$", "h"),
    (r"\((?:d|days)\)|\bin days\b", "days"),
)
"""What words of a heading say of the unit."""

_FILLERS = re.compile(
    r"\b(?:average|avg|mean|score|rate|number of|no of|count of|the|ratio|value)\b|[^\w%]+"
)
_AVERAGED = re.compile(r"\b(?:average|avg|mean|rate|ratio)\b")
_NUMBERED = re.compile(r"\b(?:number of|no of|count of)\b")
_COUNTED = {
    "calls", "tickets", "complaints", "incidents", "cases", "contacts", "chats", "emails", "mails",
    "orders", "sales", "surveys", "transfers", "errors", "defects", "escalations", "visits",
    "attendances", "admissions", "referrals", "responses", "returns", "interactions", "count",
    "number", "volume", "anrufe", "beschwerden", "llamadas", "quejas", "appels", "starters",
    "leavers", "hires", "absences", "accidents", "offered", "handled", "answered", "resolved",
    "closed", "opened", "created", "received", "sent", "abandoned",
}  # fmt: skip
_COVERED = {
    "week": Cadence.WEEKLY, "month": Cadence.MONTHLY, "quarter": Cadence.QUARTERLY,
    "year": Cadence.QUARTERLY,
}  # fmt: skip
_MEANS = {"average", "avg", "mean", "rate", "ratio", "per", "time", "median", "score", "share"}
"""Words of names whose values are no counts, however whole they are."""


class MetricFacts(Struct):
    """What the readings of one unknown metric have in common, taken down as they pass."""

    count: int = 0
    clocks: int = 0
    parts: int = 0
    sized: int = 0
    yes_or_no: int = 0
    over_whole: bool = False
    """Whether any part is larger than its whole."""
    whole: bool = True
    added: bool = False
    """Whether its readings are sums or counts."""
    decimals: int = 0
    low: float = float("inf")
    high: float = float("-inf")
    marks: Counter[str] = field(default_factory=Counter)
    covers: set[str] = field(default_factory=set)
    """How long a time its dates stand for."""
    headings: set[str] = field(default_factory=set)

    def see(self, row: ImportRow) -> None:
        """Take one reading down."""
        self.count += 1
        self.clocks += row.clock
        self.covers.add(row.covers)
        self.sized += row.n is not None
        if row.column and len(self.headings) < 8:
            self.headings.add(row.column)
        if row.mark.casefold() in YES_NO:
            self.yes_or_no += 1
        elif row.mark and (row.mark in self.marks or len(self.marks) < 8):
            self.marks[row.mark] += 1
        self.decimals = max(self.decimals, row.decimals)
        if row.value is None:
            self.parts += 1
            self.over_whole |= (row.numerator or 0.0) > (row.denominator or 0.0)
            return
        self.whole &= not row.value % 1
        self.low, self.high = min(self.low, row.value), max(self.high, row.value)

    def add_up(self, how: AddUp) -> None:
        """Take down that all readings of a day are put together."""
        if how == "yes":
            self.parts, self.whole = self.count, False
            self.low, self.high = float("inf"), float("-inf")
        elif how == "mean":
            self.whole = False
            self.decimals = max(self.decimals, 1)
        else:
            self.yes_or_no = 0
            self.added = True
            if how == "count":
                self.clocks, self.whole, self.decimals = 0, True, 0
                self.marks.clear()
            self.low, self.high = min(self.low, 0.0), float("inf")

    def inside(self, name: str, entry: CatalogueEntry) -> bool:
        """Whether all values can be those of a metric of the catalogue, in its unit."""
        values = self.low <= self.high
        if entry.unit == "%" and values and not self.marks["%"] and not self.yes_or_no:
            said = any(unit_said(heading) == "%" for heading in (name, *self.headings))
            counts = self.whole and not words_of(name).isdisjoint(_COUNTED)
            return said or (self.high > 10 and not counts)
        if self.clocks or self.marks["%"]:
            return entry.unit in (DURATIONS if self.clocks else ("%",))
        return True


class Guess(Struct, frozen=True):
    """A metric as it was guessed, and the reason for each of its fields that was."""

    definition: Definition
    reasons: dict[str, str]


def guessed(
    name: str, code: str, facts: MetricFacts, gaps: Mapping[int, int], entry: CatalogueEntry | None
) -> Guess:
    """The definition of an unknown metric; `gaps` counts the days between readings of one subject,
    and `entry` is what the catalogue has of that name.
    """
    reasons: dict[str, str] = {}

    def because(key: str, found: tuple[object, str]) -> object:
        reasons[key] = found[1]
        return found[0]

    fits = entry if entry is not None and facts.inside(name, entry) else None
    values = {
        "unit": because("unit", _unit(name, facts, fits)),
        "aggregation": because("aggregation", _aggregation(name, facts, fits)),
        "decimals": because("decimals", _decimals(facts)),
        "cadence": because("cadence", _cadence(facts, gaps, entry)),
        "direction": because("direction", _direction(entry)),
    }
    low, high, why = _plausible(str(values["unit"]), facts, fits)
    if why:
        reasons |= {"plausible_low": why, "plausible_high": why}
    return Guess(
        Definition(
            name=name, code=code, unit=str(values["unit"]),
            direction=Direction(str(values["direction"])),
            aggregation=Aggregation(str(values["aggregation"])),
            cadence=Cadence(str(values["cadence"])), decimals=int(str(values["decimals"])),
            plausible_low=low, plausible_high=high,
            empty_means=fits.empty_means if fits else EmptyMeans.GAP,
        ),
        reasons,
    )  # fmt: skip


def told_by_name(name: str, entries: Sequence[CatalogueEntry]) -> dict[str, object]:
    """The fields of a new metric that its name alone tells, as the catalogue has them under that
    name; the unit is that of its words where these name one.
    """
    entry = entry_for(name, entries)
    told: dict[str, object] = {}
    if entry is not None:
        told = {key: getattr(entry, key) for key in ("unit", "direction", "aggregation", "cadence")}
    if said := _unit_in([name], entry):
        told["unit"] = said
    return told


def percent_told(unit: str) -> dict[str, str]:
    """The valid range of a new metric in percent, so that 192 is asked about."""
    low, high = (f"{end:g}" for end in PERCENT)
    return {"plausible_low": low, "plausible_high": high} if unit == "%" else {}


def lacks_range(metric: Definition) -> bool:
    """Whether a metric in percent has no valid range, so that 192 is not asked about. A form offers
    one, where it can be seen and cleared; a file is taken at its word, and told of it.
    """
    return metric.unit == "%" and metric.plausible_low is None and metric.plausible_high is None


def counts(name: str, facts: MetricFacts, entry: CatalogueEntry | None) -> bool:
    """Whether an unknown metric counts something, as its name and all its values tell."""
    fits = entry if entry is not None and facts.inside(name, entry) else None
    return _aggregation(name, facts, fits)[0] == Aggregation.SUM


def unit_said(heading: str) -> str:
    """The unit that the words of a heading name; empty where they name none."""
    plain = folded(heading).replace("_", " ")
    return next((unit for words, unit in _UNITS if re.search(words, plain)), "")


def words_of(name: str) -> set[str]:
    """The words of a name."""
    return set(re.split(r"[\W_]+", folded(name)))


def core_of(name: str) -> str:
    """A name without units, and without words that only say how it is worked out: what two metrics
    of one core have in common.
    """
    plain = folded(name).replace("_", " ")
    for words, _ in _UNITS:
        plain = re.sub(words, " ", plain)
    return " ".join(_FILLERS.sub(" ", plain).split()) or " ".join(folded(name).split())


def may_be_called(name: str, metric: Definition) -> bool:
    """Whether a name of the same core agrees with a metric in what it says of the unit, and of how
    readings combine: Sales % is not Sales, nor are average calls a sum of calls.
    """
    said, words = unit_said(name), folded(name)
    if said == "%" and metric.unit != "%":
        return False
    if said not in ("", "%", metric.unit) and metric.unit not in DURATIONS:
        return False
    adds_up = metric.aggregation is Aggregation.SUM
    return not (_AVERAGED if adds_up else _NUMBERED).search(words)


def _unit_in(names: Sequence[str], entry: CatalogueEntry | None) -> str:
    """The unit that the first of some names to name one says; empty where the catalogue has a more
    exact one for a length of time.
    """
    said = next((unit for name in names if (unit := unit_said(name))), "")
    return "" if entry and entry.unit in DURATIONS and said == "m:ss" else said


def _unit(name: str, facts: MetricFacts, entry: CatalogueEntry | None) -> tuple[str, str]:
    said = _unit_in([name, *sorted(facts.headings)], entry)
    if facts.clocks:
        unit = "h:mm:ss" if facts.high >= 36_000 or facts.low >= 3600 else "m:ss"
        return (entry.unit if entry else unit), "its values are times, such as 6:30"
    if facts.marks:
        mark = facts.marks.most_common(1)[0][0]
        many = len(facts.marks) > 1
        others = f"most of its values are in {mark}" if many else f"its values are in {mark}"
        return mark[:20], others
    if said:
        return said, "its heading says so"
    if entry is not None:
        return entry.unit, f"the catalogue has {entry.name}"
    if facts.yes_or_no or (facts.parts and not facts.over_whole):
        return "%", "it is a share of a whole"
    return "", "no unit given"


def _aggregation(name: str, facts: MetricFacts, entry: CatalogueEntry | None) -> tuple[str, str]:
    if facts.added:
        return Aggregation.SUM, "its lines are totalled"
    if facts.parts or facts.yes_or_no == facts.count:
        return Aggregation.RATIO, "it has two numbers each"
    if entry is not None:
        return entry.aggregation, f"the catalogue has {entry.name}"
    words = words_of(name)
    bare = facts.whole and not facts.marks and not facts.clocks and facts.low >= 0
    if bare and not facts.sized and words & _COUNTED and not words & _MEANS and not unit_said(name):
        return Aggregation.SUM, "whole numbers of what is counted"
    return Aggregation.MEAN, "no other sign"


def _decimals(facts: MetricFacts) -> tuple[int, str]:
    if facts.clocks:
        return 0, "its values are times"
    if facts.low > facts.high:
        return 1, "it is calculated from two numbers"
    return min(facts.decimals, MOST_DECIMALS), "as its values have"


def _cadence(
    facts: MetricFacts, gaps: Mapping[int, int], entry: CatalogueEntry | None
) -> tuple[str, str]:
    if len(facts.covers) == 1 and (said := _COVERED.get(next(iter(facts.covers)))):
        return said, "its dates are periods"
    usual = median(Counter(dict(gaps)).elements()) if gaps else None
    if usual is None:
        known = f"there is one day only; the catalogue has {entry.name}" if entry else ""
        return (entry.cadence if entry else Cadence.WEEKLY), known or "there is one day only"
    most = ((Cadence.DAILY, 4), (Cadence.WEEKLY, 17), (Cadence.MONTHLY, 60))
    cadence = next((one for one, days in most if usual <= days), Cadence.QUARTERLY)
    days = "1 day" if usual == 1 else f"{usual:g} days"
    return cadence, f"its readings are {days} from each other"


def _direction(entry: CatalogueEntry | None) -> tuple[str, str]:
    if entry is None:
        return Direction.HIGHER, "not known"
    return entry.direction, f"the catalogue has {entry.name}"


def _plausible(
    unit: str, facts: MetricFacts, entry: CatalogueEntry | None
) -> tuple[float | None, float | None, str]:
    if entry is not None and entry.unit == unit:
        return entry.plausible_low, entry.plausible_high, f"the catalogue has {entry.name}"
    if unit == "%" and (facts.low > facts.high or (facts.low >= 0 and facts.high <= 100)):
        return *PERCENT, "it is in percent, and all values are"
    return None, None, ""


def code_for(name: str, taken: Iterable[str]) -> str:
    """A short code for a name that none of the `taken` names and codes has: its one word, else the
    first letters of all its words, since any one of these may be the name of another metric.
    """
    used = {folded(code) for code in taken}
    words = [word for word in re.split(r"[\W_]+", folded(name)) if word] or ["m"]
    letters = ["".join(_beginning(word) for word in words)] if len(words) > 1 else []
    longer = ["".join([words[0][:3], *map(_beginning, words[1:])])] if letters else []
    for code in (*letters, *longer, "-".join(words)):
        if len(code) > 1 and code[:NAME_LIMIT] not in used and not code.isdigit():
            return code[:NAME_LIMIT]
    first = (letters or words)[0][:100]
    first = f"m{first}" if first.isdigit() else first
    number = 2
    while f"{first}{number}" in used:
        number += 1
    return f"{first}{number}"


def _beginning(word: str) -> str:
    return word if word.isdigit() else word[0]


def entry_for(name: str, entries: Sequence[CatalogueEntry]) -> CatalogueEntry | None:
    """What the catalogue has of a name, a code or a synonym, or of the same without its unit; None
    where nothing or more than one.
    """
    plain, core = " ".join(folded(name).split()), core_of(name)
    for key, of in ((plain, lambda one: " ".join(folded(one).split())), (core, core_of)):
        found = [
            entry
            for entry in entries
            if key in {of(text) for text in (entry.name, entry.code, *entry.synonyms)}
        ]
        if len(found) == 1:
            return found[0]
    return None
