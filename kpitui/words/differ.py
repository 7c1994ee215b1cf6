"""Who really differs, in words: never a rank, and "differs" only beyond chance."""

from collections.abc import Iterator

from msgspec import Struct

from kpitui.domain.differ import FEWEST_FOR_A_SPREAD
from kpitui.domain.metric_chart import Mark
from kpitui.domain.natural_limits import FEWEST
from kpitui.domain.numbers import plain_number
from kpitui.domain.records.metric import Aggregation
from kpitui.domain.value_parsing import example_of, in_column
from kpitui.views.differ import Differ, DifferGroup, DifferLine
from kpitui.words.board import ARROWS
from kpitui.words.person import SAMPLE_HEAD
from kpitui.words.spans import Line, Span, line, muted, strong, title
from kpitui.words.speech import Speech

CHANCE = "Beyond 3 sigma: among people who are alike, chance alone puts about 1 in 370 there."
"""Two tails of the normal distribution."""

NOT_WIDENED = "Where the limits are not widened, chance alone puts about 1 in 370 beyond them."

SPREAD = "as {who}s vary beyond chance: about 1 in 70 is named even so"
"""Simulated: winsorising takes some of the spread of the people for that of a few."""

OWN_VARIATION = (
    "by each {who}'s own {by}s (fewer than {few} compared): alike, at most 1 in 100 is named"
)
"""Simulated with 3 and 5, with and without more variation than chance."""

NO_TOTALS = "Teams are not compared by totals: a larger team has more."
OWN_TEAM = "Each agent is compared with their own team."

_LOOKS = {
    Mark.BETTER: (", good", "good"), Mark.WORSE: (", bad", "status:not met"),
    Mark.UNUSUAL: ("", "strong"),
}  # fmt: skip


class DifferRow(Struct, frozen=True):
    """A line of the list: the name, the value, how much it rests on, the limits, and whether it
    differs.
    """

    name: str
    value: str
    size: str
    limits: str
    verdict: Line


def heading(differ: Differ, speech: Speech) -> Line:
    """The metric, and which periods are compared."""
    return line(title(differ.metric.name), muted(f"  {span(differ, speech)}"))


def span(differ: Differ, speech: Speech) -> str:
    """How many periods are compared, and from when to when."""
    return f"{_many(differ)}, {speech.day(differ.periods[0].first)} to {_until(differ, speech)}"


def short_span(differ: Differ, speech: Speech) -> str:
    """How many periods are compared, and up to when."""
    return f"{_many(differ)} to {_until(differ, speech)}"


def _many(differ: Differ) -> str:
    many = len(differ.periods)
    return f"{many} {differ.noun}{'' if many == 1 else 's'}"


def _until(differ: Differ, speech: Speech) -> str:
    return speech.day(differ.periods[-1].last)


def group_name(group: DifferGroup, differ: Differ, speech: Speech) -> str:
    """Whose values are held against each other, and to which standard where the team has more."""
    if group.of_teams:
        return "Teams"
    name = group.team.name if group.team else "No team"
    if group.level is None:
        return name
    return f"{name}, standard {speech.range(group.level, differ.metric)}"


def group_state(group: DifferGroup) -> Line:
    """How many differ."""
    if group.comparison is None:
        return line(muted("too few to compare"))
    differing, many = len(group.comparison.differing), len(group.comparison.compared)
    if not differing:
        return line(muted(f"none of {many} differs"))
    return line(strong(f"{differing} of {many} {'differs' if differing == 1 else 'differ'}"))


def heads(differ: Differ) -> tuple[str, str, str]:
    """The heads of the columns behind the names."""
    return differ.metric.code, _of(differ), "limits"


def who(group: DifferGroup) -> str:
    """What one line of a group is."""
    return "team" if group.of_teams else "agent"


def counted(differ: Differ) -> str:
    """What a sample size is a number of: of `45/50` the 50, the hours of calls/h, periods."""
    if differ.metric.aggregation is not Aggregation.RATIO:
        return f"{differ.noun}s"
    _, of_unit, unit = differ.metric.unit.partition("/")
    example = example_of(differ.metric)
    return unit if of_unit else f"the {example.rpartition('/')[2]} in {example}"


def rows(differ: Differ, group: DifferGroup, speech: Speech) -> list[DifferRow]:
    """A row for each line of a group."""
    return [_row(differ_line, differ, speech) for differ_line in group.lines]


def limits(differ: Differ, group: DifferGroup, speech: Speech) -> Iterator[Line]:
    """What the lines of a group are held against."""
    found = group.comparison
    if found is None:
        yield line(muted(f"Fewer than 2 {who(group)}s have {FEWEST} {differ.noun}s."))
        return
    common_to = [compared for compared in found.compared if compared.key not in found.apart]
    most = max(common_to, key=lambda compared: compared.size)
    low = speech.value(most.lower, differ.metric, unit=False)
    high = speech.value(most.upper, differ.metric)
    apart = [
        differ_line.name
        for differ_line in group.lines
        if differ_line.compared and differ_line.compared.key in found.apart
    ]
    of = f"without {', '.join(apart)}" if apart else "overall"
    common = f"{speech.value(found.centre, differ.metric)} {of}"
    size, what = _size(most.size, speech), _of(differ)
    on = f"{size} {what}" if what != SAMPLE_HEAD else f"a sample size of {size}"
    yield line(f"{common}; for {on} the limits are {low} to {high}.")
    if found.widened:
        because = SPREAD if found.tau else OWN_VARIATION
        said = because.format(who=who(group), by=differ.by, few=FEWEST_FOR_A_SPREAD)
        yield line(muted(f"Wider limits, {said}."))


def notes(differ: Differ) -> str:
    """What holds for every group."""
    compared = [group.comparison for group in differ.groups if group.comparison]
    widened = {comparison.widened for comparison in compared}
    said = [CHANCE] if widened == {False} else [NOT_WIDENED] if len(widened) > 1 else []
    if any(not group.of_teams for group in differ.groups):
        said.append(OWN_TEAM)
    if differ.metric.aggregation is Aggregation.SUM:
        said.append(NO_TOTALS)
    return " ".join(said)


def _row(one: DifferLine, differ: Differ, speech: Speech) -> DifferRow:
    held = one.compared
    if one.other is not None:
        other = speech.range(one.other, differ.metric)
        said = line(muted(f"other standard {other}, not compared"))
        return DifferRow(one.name, "", "", "", said)
    if held is None:
        return DifferRow(one.name, "", "", "", _too_few(one, differ))
    value = in_column(speech.value(held.value, differ.metric, unit=False))
    low, high = (speech.value(end, differ.metric, unit=False) for end in (held.lower, held.upper))
    return DifferRow(one.name, value, _size(held.size, speech), f"{low}–{high}", verdict(one))


def _too_few(one: DifferLine, differ: Differ) -> Line:
    return line(muted(f"too few {differ.noun}s: {one.periods} of {FEWEST}"))


def verdict(one: DifferLine) -> Line:
    """Whether someone differs, which way, and whether that is good."""
    if one.compared is None or one.compared.side is None or one.mark is None:
        return line(muted("no clear difference"))
    said, look = _LOOKS[one.mark]
    way = "higher" if one.compared.side == "high" else "lower"
    return line(Span(f"{ARROWS[one.compared.side]} differs: {way}{said}", look))


def _of(differ: Differ) -> str:
    """What a size counts: periods, or the sample that a share is of."""
    sized = any(group.comparison and group.comparison.funnel for group in differ.groups)
    rated = sized and differ.metric.aggregation is Aggregation.RATIO
    return SAMPLE_HEAD if rated else f"{differ.noun}s"


def _size(size: float, speech: Speech) -> str:
    return plain_number(size, decimal_comma=speech.writing.decimal_comma, digits=12)
