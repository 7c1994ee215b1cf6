"""The teams that a file of readings has people in: memberships begin or change by its dates."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, islice, pairwise

from msgspec import Struct
from msgspec.structs import replace

from kpitui.actions import import_questions, people
from kpitui.actions.import_new import STANDS_IN
from kpitui.actions.import_report import SHOWN, Move
from kpitui.actions.readings import ReadingRules
from kpitui.domain.access import Actor
from kpitui.domain.first_few import and_dots
from kpitui.domain.import_answers import ImportAnswers, ImportQuestion
from kpitui.domain.records.dated import is_over
from kpitui.domain.records.person import Membership, Person, membership_on
from kpitui.storage import staged_again
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import Database
from kpitui.storage.people import load_person, load_roles

NOBODY = 0
"""No team has this id."""


MOST_TEAMS = 3
"""Someone changes into so many teams in one source; with more, they are hardly their own."""

TEAMS_SHOWN = 4

Said = tuple[int, int, str, str, int, int]
"""As `each_said_team` gives it."""


class Planned(Struct, frozen=True):
    """Someone who is in another team from a day on; `team_id` may stand in for one to be made."""

    person_id: int
    team_id: int
    on: date
    move: Move


class Teams:
    """What the source says of who is in which team, beside what the file knows; `create` says
    whether people are moved.
    """

    def __init__(self, rules: ReadingRules, answers: ImportAnswers, *, create: bool) -> None:
        self._rules, self._answers, self._create = rules, answers, create
        self._planned: list[Planned] = []
        self.moves: list[Move] = []
        """Every difference, also those that are only told."""
        self.asked: list[ImportQuestion] = []
        self.said: list[str] = []

    def plan(self, db: Database) -> None:
        """Look at all staged readings; they count for the teams that people will have."""
        teams = {
            person_id: list(rows)
            for person_id, rows in groupby(staged_again.each_said_team(db), key=lambda one: one[0])
        }
        unsteady = {one: found for one, found in teams.items() if _is_unsteady(found)}
        if unsteady and not self._follows(unsteady):
            staged_again.forget_said_teams(db)
            staged_again.count_by_spans(db, self._spans(teams))
            if not self.asked:
                self.said.append(
                    "The teams of the lines were taken for those of the calls or cases: people "
                    "stay in the teams that they are in."
                )
            return
        said, another = 0, set()
        for person_id, found in teams.items():
            person = self._rules.people[person_id]
            simple, told = _apart(found), len(self.moves)
            for team_id, first, last in _spells(db, person_id, found, simple=simple):
                person = self._placed(person, team_id, first, last)
            self._rules.people[person_id] = person
            if not simple or not all(move.made for move in self.moves[told:]):
                another.add(person_id)
            said += sum(one[5] for one in found)
        if self._planned and said < staged_again.count_of_people(db):
            another |= {planned.person_id for planned in self._planned}
        if another:
            staged_again.count_by_spans(db, self._spans(another))

    def _follows(self, unsteady: Mapping[int, Sequence[Said]]) -> bool:
        """Whether people are in the teams of their lines though some of them change all the time;
        asks where no one has said it.
        """
        answers = self._answers
        if answers.teams is None and not answers.yes and self._create:
            examples = [self._in_teams(*one) for one in islice(unsteady.items(), SHOWN)]
            self.asked.append(import_questions.about_teams(len(unsteady), examples))
        return answers.teams == "person"

    def _in_teams(self, person_id: int, found: Sequence[Said]) -> str:
        names = [self._rules.teams[one[1]].name for one in found]
        return f"{self._rules.people[person_id].name}: {and_dots(names, TEAMS_SHOWN)}"

    def _spans(
        self, people_ids: Iterable[int]
    ) -> Iterator[tuple[int, int | None, str, str | None]]:
        for person_id in people_ids:
            for held in self._rules.people[person_id].memberships:
                ends = held.ends_on.isoformat() if held.ends_on else None
                yield person_id, held.team_id, held.starts_on.isoformat(), ends

    def _placed(self, person: Person, team_id: int, first: date, last: date) -> Person:
        """Someone as they are once the source is followed in where it has them from a day to a
        day.
        """
        held = membership_on(person.memberships, first)
        later = [membership for membership in person.memberships if membership.starts_on > first]
        others = [
            membership
            for membership in later
            if membership.starts_on <= last and membership.team_id != team_id
        ]
        if held is not None and held.team_id == team_id and not others:
            return person
        here = others[0] if held is not None and held.team_id == team_id else held
        old = self._rules.teams.get(here.team_id or NOBODY) if here else None
        team = self._rules.teams[team_id]
        on = others[0].starts_on if here is not held and others else first
        made = self._create and not later and person.ends_on is None
        made = made and not is_over(team, on)
        move = Move(person.name, old.name if old else "", team.name, on, made)
        self.moves.append(move)
        if not made:
            return person
        self._planned.append(Planned(person.id, team_id, on, move))
        return replace(person, memberships=_moved(person, held, team_id, on))

    def keep_used(self, used: Container[int]) -> None:
        """Move only people with a reading that is taken, who are `used`."""
        for planned in self._planned:
            if planned.person_id not in used:
                self.moves[self.moves.index(planned.move)] = replace(planned.move, made=False)
        self._planned = [planned for planned in self._planned if planned.person_id in used]

    def make(
        self, db: Database, database: DatabaseFile, actor: Actor, ids: Mapping[int, int]
    ) -> None:
        """Move people in the change that is open; `ids` are those that people got by those that
        stood in.
        """
        roles = {role.id: role.name for role in load_roles(db)} if self._planned else {}
        for planned in self._planned:
            person_id = ids.get(planned.person_id, planned.person_id)
            if person_id >= STANDS_IN:
                continue
            person = load_person(db, person_id)
            if person is None or any(held.starts_on > planned.on for held in person.memberships):
                continue
            held = membership_on(person.memberships, planned.on)
            role = roles.get(held.role_id or NOBODY) if held else None
            by = replace(database, open_change=db), actor
            people.move_person(*by, person, planned.move.new, role, planned.on)


def _moved(
    person: Person, held: Membership | None, team_id: int, on: date
) -> tuple[Membership, ...]:
    new = Membership(
        id=0, person_id=person.id, team_id=team_id, role_id=held.role_id if held else None,
        starts_on=on,
    )  # fmt: skip
    before = [
        replace(membership, ends_on=on) if membership is held else membership
        for membership in person.memberships
    ]
    return (*(membership for membership in before if membership.starts_on < on), new)


def _is_unsteady(found: Sequence[Said]) -> bool:
    """Whether someone is in two teams on one day, back in one, or in team after team."""
    return len(found) > MOST_TEAMS or not _apart(found)


def _apart(found: Sequence[Said]) -> bool:
    """Whether the times of someone in each team lie apart."""
    return all(one[3] < other[2] for one, other in pairwise(found))


def _spells(
    db: Database, person_id: int, found: Sequence[Said], *, simple: bool
) -> Iterator[tuple[int, date, date]]:
    """Team, first and last day of each time that the source has someone in one team, in order."""
    spells = [(one[1], one[2], one[3]) for one in found]
    if not simple:
        days = staged_again.days_of_teams(db, person_id)
        spells = []
        for team_id, same in groupby(days, key=lambda one: one[1]):
            all_days = [one[0] for one in same]
            spells.append((team_id, all_days[0], all_days[-1]))
    for team_id, first, last in spells:
        yield team_id, date.fromisoformat(first), date.fromisoformat(last)
