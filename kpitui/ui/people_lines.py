"""The list of the People screen: teams, and below each its people."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content

from kpitui.domain.records.absence import away_briefly
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.team import Team
from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import Part, fitted
from kpitui.ui.team_page import short_codes
from kpitui.ui.theme import STYLES
from kpitui.views.people import People, PersonLine
from kpitui.words.spans import mark, status_style
from kpitui.words.team import NOT_EXPECTED, people_counted

NAME_MOST, NAME_LEAST, INDENT, GAP = 42, 28, 2, 2
CODE_CUT, ROLE, COUNTED = 4, 14, 15
"""Cells of a code above a column of marks, of the role at least, and of marks that are counted."""
WORST_FIRST = ("clearly below", "below", "stale", "no data", "no level", "met")


class PeopleLine(Struct, frozen=True):
    """One line of the list: a team, or someone below it."""

    key: str
    team: Team | None
    person: PersonLine | None = None
    not_seen: int = 0
    """How many people of a team are not listed, as it is seen as a team."""


def people_groups(people: People, *, teams: bool = True) -> Iterator[list[PeopleLine]]:
    """Every team, each followed by its people, then those in none; without `teams` the people
    alone.
    """
    shown = {team.id for team in people.teams}
    of_team: dict[int | None, list[PeopleLine]] = defaultdict(list)
    for line in people.lines:
        in_shown = line.team is not None and line.team.id in shown
        of_team[line.team.id if line.team and in_shown else None].append(_person(line))
    for team in people.teams:
        if teams:
            not_seen = people.not_seen.get(team.id, 0)
            yield [PeopleLine(f"team-{team.id}", team, not_seen=not_seen)]
        yield of_team[team.id]
    yield of_team[None]


def _person(one: PersonLine) -> PeopleLine:
    return PeopleLine(f"person-{one.person.id}", one.team, one)


def has_line(people: People, key: str) -> bool:
    """Whether there is a line of a key."""
    return any(one.key == key for group in people_groups(people) for one in group)


def name_width(lines: Sequence[PeopleLine]) -> int:
    """How wide the column of the names is."""
    names = (cell_len(one.person.person.name) for one in lines if one.person)
    return min(NAME_MOST, max(names, default=0))


class Columns(Struct, frozen=True):
    """How wide the names are, and of which metrics the verdicts stand behind them, each in `sign`
    cells; with 0 they are counted.
    """

    name: int
    metrics: tuple[Metric, ...] = ()
    codes: tuple[str, ...] = ()
    sign: int = 0

    @property
    def verdicts(self) -> int:
        """Cells of all verdicts."""
        if not self.metrics:
            return 0
        return COUNTED if not self.sign else self.sign * len(self.metrics) - 1


def columns(
    lines: Sequence[PeopleLine], metrics: Sequence[Metric], width: int, context: AppContext
) -> Columns:
    """The columns of a list of that width: below the codes of the metrics where there is room, else
    below one head, side by side or counted.
    """
    name = name_width(lines)
    room = width - INDENT - name - GAP - GAP - ROLE
    codes = short_codes([context.text(one.code) for one in metrics], CODE_CUT)
    # Long names are cut before columns lose their heads, or roles their room; all alike, so that
    # no window shows less of one than a smaller one.
    spare = max(0, name - NAME_LEAST)
    for sign, least in ((CODE_CUT + 1, room + spare), (2, max(room, COUNTED))):
        cells = sign * len(metrics) - 1
        if cells <= least:
            cut = spare if cells > room else 0
            return Columns(name - cut, tuple(metrics), tuple(codes), sign)
    return Columns(name - (spare if room < COUNTED else 0), tuple(metrics))


def heads(width: int, of: Columns) -> list[Part]:
    """The heads of the verdicts and of the roles, in a list of that width."""
    if of.sign > 2:
        verdicts = " ".join(code.ljust(of.sign - 1) for code in of.codes)
    else:
        verdicts = "standards"[: of.verdicts]
    said = f"{verdicts:<{of.verdicts}}{'':{GAP}}role" if of.metrics else "role"
    return [(said.ljust(max(4, width - INDENT - of.name - GAP)), "dim")]


def counted(lines: Sequence[PeopleLine]) -> str:
    """How many people there are."""
    return people_counted(sum(1 for one in lines if one.person))


def titled(line: PeopleLine) -> str:
    """Whose page it is."""
    if line.person is not None:
        return line.person.person.name
    return line.team.name if line.team else ""


def line_words(
    line: PeopleLine, context: AppContext, of: Columns, statuses: Mapping[int, str]
) -> Content:
    """A line of the list as it is drawn, with how someone stands."""
    text = context.text
    if line.person is None:
        assert line.team is not None
        ended = f"  ended {context.day(line.team.ends_on)}" if line.team.ends_on else ""
        people = f"  {people_counted(line.not_seen)}" if line.not_seen else ""
        return Content.assemble((text(line.team.name), "bold"), (people + ended, "dim"))
    person = line.person.person
    role = line.person.role.name if line.person.role else ""
    absence = away_briefly(line.person.away, context.speech.today) if line.person.away else ""
    detail = "  ".join(part for part in (absence, role) if part)
    detail += f"  left {context.day(person.ends_on)}" if person.ends_on else ""
    indent = INDENT if line.team else 0
    shown = fitted(text(person.name), of.name + INDENT - indent, context)
    signs = _counted(statuses, of, context) if not of.sign else _signs(statuses, of, context)
    verdicts = Content.assemble(" " * GAP, *signs) if of.metrics else Content("")
    return Content.assemble(" " * indent, shown, verdicts, (f"{'':{GAP}}{text(detail)}", "dim"))


def _signs(statuses: Mapping[int, str], of: Columns, context: AppContext) -> Iterator[Part]:
    """A mark for each metric, each in its column."""
    for place, metric in enumerate(of.metrics):
        width = of.sign - (place == len(of.metrics) - 1)
        status = statuses.get(metric.id)
        if status is None:
            yield (NOT_EXPECTED if statuses else "").ljust(width), STYLES["muted"]
        else:
            yield context.text(mark(status)).ljust(width), STYLES[status_style(status)]


def _counted(statuses: Mapping[int, str], of: Columns, context: AppContext) -> Iterator[Part]:
    """How many standards have which mark, the worst first."""
    found, left = Counter(statuses.values()), of.verdicts
    for status in WORST_FIRST:
        said = f"{context.text(mark(status))}{found[status]} "
        if found[status] and len(said) <= left:
            left -= len(said)
            yield said, STYLES[status_style(status)]
    yield " " * left, ""
