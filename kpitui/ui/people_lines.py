"""The list of the People screen: teams, and below each its people."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content

from kpitui.domain.records.absence import away_briefly
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.domain.records.team import Team
from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import Part, fitted, fold_signs
from kpitui.ui.team_page import short_codes
from kpitui.ui.theme import STYLES
from kpitui.views.people import People, PersonLine
from kpitui.words.spans import mark, status_style
from kpitui.words.team import NOT_EXPECTED, people_there

NAME_MOST, NAME_LEAST, INDENT, GAP, DEEPEST = 42, 28, 2, 2, 8
CODE_CUT, ROLE, COUNTED = 4, 14, 15
"""Cells of a code above a column of marks, of the role at least, and of marks that are counted."""
WORST_FIRST = ("clearly below", "below", "stale", "no data", "no level", "met")


class Fold(StrEnum):
    """Whether what is below a team is shown; a list without anything folded and without teams in
    teams needs no sign of it.
    """

    PLAIN = ""
    OPEN = "open"
    SHUT = "shut"


class PeopleLine(Struct, frozen=True):
    """One line of the list: a team, or someone below it; `level` is how many teams it is below."""

    key: str
    team: Team | None
    person: PersonLine | None = None
    others: str = ""
    """How many people of a team are not listed, as it is seen as a team."""
    level: int = 0
    fold: Fold = Fold.PLAIN

    @property
    def indent(self) -> int:
        """The cells before its name."""
        return INDENT * min(self.level, DEEPEST)


def team_key(team_id: int) -> str:
    """The key of the line of a team."""
    return f"team-{team_id}"


def person_of(line: PeopleLine | None) -> Person | None:
    """The person of a line; None of a team."""
    return line.person.person if line is not None and line.person is not None else None


def people_groups(
    people: People, *, teams: bool = True, folded: Container[str] = ()
) -> Iterator[list[PeopleLine]]:
    """Every team in the order of the tree, each followed by its people, then those in none; without
    `teams` the people alone. What is below a `folded` team, by its key, is left out.
    """
    shown = {team.id for team in people.teams}
    of_team: dict[int | None, list[PersonLine]] = defaultdict(list)
    for line in people.lines:
        in_shown = line.team is not None and line.team.id in shown
        of_team[line.team.id if line.team and in_shown else None].append(line)
    tree = people.in_tree
    signs = any(line.level or team_key(line.team.id) in folded for line in tree)
    hidden_below: int | None = None
    for team_line in tree:
        if hidden_below is not None and team_line.level > hidden_below:
            continue
        key = team_key(team_line.team.id)
        hidden_below = team_line.level if teams and key in folded else None
        if teams:
            sign = Fold.SHUT if key in folded else Fold.OPEN
            not_seen = people.not_seen.get(team_line.team.id, 0)
            others = people_there(0, not_seen, people.fewest) if not_seen else ""
            fold = sign if signs else Fold.PLAIN
            yield [PeopleLine(key, team_line.team, None, others, team_line.level, fold)]
        if hidden_below is None:
            yield [
                _person(line, team_line.level + 1 if teams else 1)
                for line in of_team[team_line.team.id]
            ]
    yield [_person(line, int(line.team is not None)) for line in of_team[None]]


def _person(one: PersonLine, level: int) -> PeopleLine:
    return PeopleLine(f"person-{one.person.id}", one.team, one, level=level)


def has_line(people: People, key: str) -> bool:
    """Whether there is a line of a key."""
    return any(line.key == key for group in people_groups(people) for line in group)


def keys_above(people: People, key: str) -> list[str]:
    """The keys of the teams that the line of a key is below, the nearest first."""
    person = next((line for line in people.lines if f"person-{line.person.id}" == key), None)
    if person is not None:
        team_id = person.team.id if person.team else None
    else:
        team = next((team for team in people.teams if team_key(team.id) == key), None)
        team_id = people.tree.parent(team.id, people.day) if team else None
    return [team_key(one) for one in people.tree.with_above(team_id, people.day)]


def name_width(people: People, *, teams: bool = True) -> int:
    """How wide the column of the names is, whatever is folded."""
    names = (
        min(NAME_MOST, cell_len(line.person.person.name)) + max(0, line.indent - INDENT)
        for group in people_groups(people, teams=teams)
        for line in group
        if line.person
    )
    return max(names, default=0)


class PeopleColumns(Struct, frozen=True):
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


def columns(name: int, metrics: Sequence[Metric], width: int, context: AppContext) -> PeopleColumns:
    """The columns of a list of that width with names of so many cells: below the codes of the
    metrics where there is room, else below one head, side by side or counted.
    """
    room = width - INDENT - name - GAP - GAP - ROLE
    codes = short_codes([context.text(metric.code) for metric in metrics], CODE_CUT)
    # Long names are cut before columns lose their heads, or roles their room; all alike, so that
    # no window shows less of one than a smaller one.
    spare = max(0, name - NAME_LEAST)
    for sign, least in ((CODE_CUT + 1, room + spare), (2, max(room, COUNTED))):
        cells = sign * len(metrics) - 1
        if cells <= least:
            cut = spare if cells > room else 0
            return PeopleColumns(name - cut, tuple(metrics), tuple(codes), sign)
    return PeopleColumns(name - (spare if room < COUNTED else 0), tuple(metrics))


def heads(width: int, of: PeopleColumns) -> list[Part]:
    """The heads of the verdicts and of the roles, in a list of that width."""
    if of.sign > 2:
        verdicts = " ".join(code.ljust(of.sign - 1) for code in of.codes)
    else:
        verdicts = "standards"[: of.verdicts]
    said = f"{verdicts:<{of.verdicts}}{'':{GAP}}role" if of.metrics else "role"
    return [(said.ljust(max(4, width - INDENT - of.name - GAP)), "dim")]


def counted(people: People) -> str:
    """How many people there are."""
    return people_there(len(people.lines), sum(people.not_seen.values()), people.fewest)


def titled(line: PeopleLine) -> str:
    """Whose page it is."""
    if line.person is not None:
        return line.person.person.name
    return line.team.name if line.team else ""


def line_words(
    line: PeopleLine, context: AppContext, of: PeopleColumns, statuses: Mapping[int, str]
) -> Content:
    """A line of the list as it is drawn, with how someone stands."""
    text = context.text
    if line.person is None:
        assert line.team is not None
        ended = f"  ended {context.day(line.team.ends_on)}" if line.team.ends_on else ""
        opened, shut = fold_signs(context)
        sign = {Fold.PLAIN: "", Fold.OPEN: opened, Fold.SHUT: shut}[line.fold]
        before = " " * line.indent + sign
        people = f"  {line.others}" if line.others else ""
        name = (text(line.team.name), "bold")
        return Content.assemble(before, name, (people + ended, "dim"))
    person = line.person.person
    role = line.person.role.name if line.person.role else ""
    absence = away_briefly(line.person.away, context.speech.today) if line.person.away else ""
    detail = "  ".join(part for part in (absence, role) if part)
    detail += f"  left {context.day(person.ends_on)}" if person.ends_on else ""
    indent = line.indent
    shown = fitted(text(person.name), of.name + INDENT - indent, context)
    signs = _counted(statuses, of, context) if not of.sign else _signs(statuses, of, context)
    verdicts = Content.assemble(" " * GAP, *signs) if of.metrics else Content("")
    return Content.assemble(" " * indent, shown, verdicts, (f"{'':{GAP}}{text(detail)}", "dim"))


def _signs(statuses: Mapping[int, str], of: PeopleColumns, context: AppContext) -> Iterator[Part]:
    """A mark for each metric, each in its column."""
    for place, metric in enumerate(of.metrics):
        width = of.sign - (place == len(of.metrics) - 1)
        status = statuses.get(metric.id)
        if status is None:
            yield (NOT_EXPECTED if statuses else "").ljust(width), STYLES["muted"]
        else:
            yield context.text(mark(status)).ljust(width), STYLES[status_style(status)]


def _counted(statuses: Mapping[int, str], of: PeopleColumns, context: AppContext) -> Iterator[Part]:
    """How many standards have which mark, the worst first."""
    found, left = Counter(statuses.values()), of.verdicts
    for status in WORST_FIRST:
        said = f"{context.text(mark(status))}{found[status]} "
        if found[status] and len(said) <= left:
            left -= len(said)
            yield said, STYLES[status_style(status)]
    yield " " * left, ""
