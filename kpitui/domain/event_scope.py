"""Who an event concerns: it is drawn, counted and used for limits there and nowhere else."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from kpitui.domain.naming import Names
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.dated import live_on
from kpitui.domain.records.person import Person
from kpitui.domain.records.team import Team
from kpitui.domain.team_tree import TeamTree

WHOLE = "organisation"
"""What the scope of an event is called that concerns everyone."""

DAYS_BEFORE = 366
"""So long before all else an event may lie: what came with the first readings explains them."""

TeamOn = Callable[[int, date], int | None]
"""The id of the team that a person, by id, had on a day."""


class EventSubjects(Struct, frozen=True):
    """The teams and the people that an event can be of; those that ended too, as it may be of an
    earlier day.
    """

    teams: Sequence[Team] = ()
    people: Sequence[Person] = ()
    whole: bool = True
    """Whether it can be of the whole organisation."""

    @property
    def first(self) -> str:
        """What stands there until someone is named."""
        return WHOLE if self.whole else next(iter(self.names), "")

    @property
    def names(self) -> tuple[str, ...]:
        """What can be typed for them."""
        together = (WHOLE,) if self.whole else ()
        return (
            *together,
            *(team.name for team in self.teams),
            *(person.name for person in self.people),
        )

    def find(self, typed: str) -> Team | Person | None:
        """The team or person of a name or part of one, None for the whole organisation; raises
        ValueError with a sentence.
        """
        together = [_Whole()] if self.whole else []
        every: list[Team | Person | _Whole] = [*together, *self.teams, *self.people]
        found = Names(every).meant(typed or WHOLE)
        if found is None:
            other = f"{WHOLE}, or a name" if self.whole else "the name of one of yours"
            raise ValueError(f"No team or person called “{typed or WHOLE}”; type {other}")
        return None if isinstance(found, _Whole) else found


class _Whole(Struct, frozen=True):
    name: str = WHOLE
    code: str = "everyone"


def concerns(
    event: AnnotationDraft, subject: SubjectFilter, team_on: TeamOn, tree: TeamTree
) -> bool:
    """Whether an event is one of a subject: those of the organisation are everyone's, those of a
    team are its own, of the teams below it and of their people of that day, those of a person their
    own. Several people have in common what concerns each of them.
    """
    if event.whole:
        return True
    if not subject.person_ids:
        return event.team_id in tree.with_above(subject.team_id, event.date)
    if event.person_id is not None:
        return set(subject.person_ids) == {event.person_id}
    return all(
        event.team_id in tree.with_above(team_on(id_, event.date), event.date)
        for id_ in subject.person_ids
    )


def require_there(who: Team | Person | None, day: date) -> None:
    """Nothing where a team or person is there on the day of an event; raises ValueError
    otherwise.
    """
    if who is None or live_on(who, day):
        return
    if day < who.starts_on:
        raise ValueError(f"{who.name} starts on {who.starts_on}; choose that day or a later one")
    left = "left" if isinstance(who, Person) else "ended"
    raise ValueError(f"{who.name} {left} on {who.ends_on}; choose an earlier day")


def require_not_long_before(day: date, first: date | None) -> None:
    """Nothing where an event is no more than a year before the first day of the plan and of its
    readings; raises ValueError otherwise.
    """
    if first is not None and day < first - timedelta(days=DAYS_BEFORE):
        raise ValueError(
            f"{day} is more than a year before the plan and its readings begin, {first}; "
            "check the year"
        )
