"""The list of the People screen: teams, and below each its people."""

from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct
from textual.content import Content

from kpitui.domain.people import Team
from kpitui.ui.workplace import Workplace
from kpitui.views.people import People, PersonLine


class Line(Struct, frozen=True):
    """One line of the list: a team, or somebody below it."""

    key: str
    team: Team | None
    person: PersonLine | None = None


def people_lines(people: People, *, teams: bool = True) -> list[Line]:
    """Every team with its people below it, then those in none; without `teams` the people alone."""
    return list(_lines(people, teams))


def _lines(people: People, teams: bool) -> Iterator[Line]:
    shown = {team.id for team in people.teams}
    of_team: dict[int | None, list[PersonLine]] = defaultdict(list)
    for one in people.lines:
        of_team[one.team.id if one.team and one.team.id in shown else None].append(one)
    for team in people.teams:
        if teams:
            yield Line(f"team-{team.id}", team)
        yield from map(_person, of_team[team.id])
    yield from map(_person, of_team[None])


def _person(one: PersonLine) -> Line:
    return Line(f"person-{one.person.id}", one.team, one)


def line_words(line: Line, workplace: Workplace) -> Content:
    """A line of the list as it is drawn."""
    text = workplace.text
    if line.person is None:
        assert line.team is not None
        ended = f"  ended {workplace.day(line.team.ends_on)}" if line.team.ends_on else ""
        return Content.assemble((text(line.team.name), "bold"), (ended, "dim"))
    person = line.person.person
    detail = line.person.role.name if line.person.role else ""
    detail += f"  left {workplace.day(person.ends_on)}" if person.ends_on else ""
    return Content.assemble("  " if line.team else "", text(person.name), (f"  {text(detail)}", "dim"))
