"""The list of the People screen: teams, and below each its people."""

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
    for team in people.teams:
        if teams:
            yield Line(f"team-{team.id}", team)
        yield from (_person(one) for one in people.lines if one.team and one.team.id == team.id)
    shown = {team.id for team in people.teams}
    yield from (_person(one) for one in people.lines if one.team is None or one.team.id not in shown)


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
