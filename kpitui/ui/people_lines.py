"""The list of the People screen: teams, and below each its people."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content

from kpitui.domain.records.team import Team
from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import Part, fitted
from kpitui.views.people import People, PersonLine

NAME_MOST, INDENT, GAP = 42, 2, 2


class PeopleLine(Struct, frozen=True):
    """One line of the list: a team, or someone below it."""

    key: str
    team: Team | None
    person: PersonLine | None = None


def people_lines(people: People, *, teams: bool = True) -> list[PeopleLine]:
    """Every team with its people below it, then those in none; without `teams` the people alone."""
    return list(_lines(people, teams))


def _lines(people: People, teams: bool) -> Iterator[PeopleLine]:
    shown = {team.id for team in people.teams}
    of_team: dict[int | None, list[PersonLine]] = defaultdict(list)
    for line in people.lines:
        of_team[line.team.id if line.team and line.team.id in shown else None].append(line)
    for team in people.teams:
        if teams:
            yield PeopleLine(f"team-{team.id}", team)
        yield from map(_person, of_team[team.id])
    yield from map(_person, of_team[None])


def _person(one: PersonLine) -> PeopleLine:
    return PeopleLine(f"person-{one.person.id}", one.team, one)


def place_of(lines: Sequence[PeopleLine], key: str) -> int | None:
    """Where the line of a key stands; None where it does not."""
    return next((place for place, one in enumerate(lines) if one.key == key), None)


def name_width(lines: Sequence[PeopleLine]) -> int:
    """How wide the column of the names is."""
    names = (cell_len(one.person.person.name) for one in lines if one.person)
    return min(NAME_MOST, max(names, default=0))


def heads(width: int, name: int) -> list[Part]:
    """The head of the roles, in a list of that width."""
    return [("role".ljust(max(4, width - INDENT - name - GAP)), "dim")]


def counted(lines: Sequence[PeopleLine]) -> str:
    """How many people there are."""
    count = sum(1 for one in lines if one.person)
    return "1 person" if count == 1 else f"{count} people"


def titled(line: PeopleLine) -> str:
    """Whose page it is."""
    if line.person is not None:
        return line.person.person.name
    return line.team.name if line.team else ""


def line_words(line: PeopleLine, context: AppContext, name: int) -> Content:
    """A line of the list as it is drawn, `name` cells for each name."""
    text = context.text
    if line.person is None:
        assert line.team is not None
        ended = f"  ended {context.day(line.team.ends_on)}" if line.team.ends_on else ""
        return Content.assemble((text(line.team.name), "bold"), (ended, "dim"))
    person = line.person.person
    detail = line.person.role.name if line.person.role else ""
    detail += f"  left {context.day(person.ends_on)}" if person.ends_on else ""
    indent = INDENT if line.team else 0
    shown = fitted(text(person.name), name + INDENT - indent, context)
    return Content.assemble(" " * indent, shown, (f"{'':{GAP}}{text(detail)}", "dim"))
