"""Who is to be coached, and why: coaching is due by their rhythm, they are clearly below a
standard, they are new, or a follow-up is due.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from kpitui.domain.coaching_rhythm import Rhythm, Rhythms, is_lately
from kpitui.domain.file_rules import RuleBook
from kpitui.domain.people import owing
from kpitui.domain.periods import AsOf
from kpitui.domain.records.absence import Absence
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.domain.text import name_order
from kpitui.storage.absences import load_absences_of_people
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_teams
from kpitui.storage.plan import load_plan
from kpitui.storage.rhythms import LastCoached, last_coached_on, load_last_coached, load_rhythms
from kpitui.storage.within import sees_words, sees_words_of_others
from kpitui.views.clearly_below import Evidence, load_clearly_below
from kpitui.views.coaching import OpenLine, open_due
from kpitui.views.due import load_people_shown
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown

MOST_LOOKED_AT = 500
"""Of so many people at once it is looked who is clearly below a standard; it takes a second for
5,000, and the list is looked at again and again.
"""


class Why(StrEnum):
    """Why someone is to be coached, what counts most first."""

    OVERDUE = "overdue"
    BELOW = "clearly below"
    NEW = "new"
    FOLLOW_UP = "follow-up"


class Coached(Struct, frozen=True):
    """When someone was coached last, and when again by their rhythm; None where there is none."""

    last_on: date | None
    first_day: date
    rhythm: Rhythm | None = None
    due_on: date | None = None

    def days_over(self, day: date) -> int | None:
        """For how many days coaching has been due, 0 on the day itself; None where it is not."""
        return None if self.due_on is None or day < self.due_on else (day - self.due_on).days


class Below(Struct, frozen=True):
    """A standard that someone is clearly below, and by what."""

    metric: Metric
    evidence: Evidence


class ToCoach(Struct, frozen=True):
    """Someone to be coached, all the reasons, what counts most first, and what they come from."""

    person_id: int
    name: str
    team: str
    reasons: tuple[Why, ...]
    coached: Coached
    below: tuple[Below, ...] = ()
    follow_ups: tuple[OpenLine, ...] = ()
    """Those that are due, oldest first."""

    @property
    def key(self) -> str:
        """What tells them from every other line."""
        return f"to-coach-{self.person_id}"

    @property
    def metric_id(self) -> int | None:
        """The metric of the standard that they are clearly below first; None where of none."""
        return self.below[0].metric.id if self.below else None

    @property
    def only_follow_up(self) -> bool:
        """Whether nothing but a follow-up is due with them."""
        return self.reasons == (Why.FOLLOW_UP,)

    @property
    def due_on(self) -> date | None:
        """Since when they are to be coached, by the first reason; None where that has no day."""
        if (first := self.reasons[0]) is Why.OVERDUE:
            return self.coached.due_on
        if first is Why.NEW:
            return self.coached.first_day
        return self.follow_ups[0].due_on if first is Why.FOLLOW_UP else None


class ToCoachList(Struct, frozen=True):
    """Who is to be coached, worst first; `below_told` says whether those who are clearly below a
    standard are among them, which takes too long for thousands of people at once.
    """

    lines: tuple[ToCoach, ...]
    due: tuple[OpenLine, ...] = ()
    """Every follow-up and action that is due, oldest first."""
    below_told: bool = True

    @property
    def open(self) -> tuple[OpenLine, ...]:
        """What is due besides: actions, and follow-ups with people who are not here any more."""
        told = {each.key for line in self.lines for each in line.follow_ups}
        return tuple(line for line in self.due if line.key not in told)


def load_to_coach(
    database: DatabaseFile, as_of: AsOf, shown: TeamsShown = EVERY_TEAM, *, most: int | None = None
) -> ToCoachList:
    """Who of some teams or of all is to be coached on a day, worst first: coaching overdue,
    clearly below a standard, new, a follow-up due. No one who is away; no one for who does not see
    what is said in coaching. `most` is of how many people it is looked who is clearly below.
    """
    with reading(database) as db:
        return to_coach(db, database.rules, as_of, shown, most=most)


def to_coach(
    db: Database,
    book: RuleBook,
    as_of: AsOf,
    shown: TeamsShown = EVERY_TEAM,
    *,
    most: int | None = None,
) -> ToCoachList:
    """The same inside an open `reading()`."""
    if not sees_words_of_others(db):
        return ToCoachList(())
    look = _Look(db, book, as_of, shown, most)
    lines = tuple(sorted(look.lines(), key=_worst_first))
    return ToCoachList(lines, tuple(look.open), look.below_told)


class _Look:
    """One look at everyone of some teams."""

    def __init__(
        self, db: Database, book: RuleBook, as_of: AsOf, shown: TeamsShown, most: int | None
    ) -> None:
        self._db, self._day, self._known_on = db, as_of.day, as_of.known_on
        self._names = {}
        if as_of.known_on:
            self._names = {person.id: person.name for person in load_people_shown(db, as_of, shown)}
        self._rules = book.on(as_of.day)
        self._rhythms = Rhythms(book, load_rhythms(db), as_of.day)
        self._here = load_last_coached(db, as_of.day, shown.people if shown else None)
        self.open = open_due(db, as_of.day, shown)
        self._follow_ups = _follow_ups(self.open)
        self.below_told = most is None or len(self._here) <= most
        self._below = self._load_below(as_of, shown) if self.below_told else {}
        self._away: Mapping[int, Sequence[Absence]] = {}

    def _load_below(self, as_of: AsOf, shown: TeamsShown) -> Mapping[int, list[Below]]:
        """The standards that people are clearly below, not with most of their team."""
        plan = load_plan(self._db, known_on=as_of.known_on)
        everyone = owing(load_people_shown(self._db, as_of, shown), self._day)
        found = load_clearly_below(self._db, plan, everyone, as_of, self._rules).people
        below: dict[int, list[Below]] = defaultdict(list)
        for (person_id, metric_id), evidence in found.items():
            if not evidence.team.most:
                below[person_id].append(Below(plan.metrics[metric_id], evidence))
        return below

    def lines(self) -> Iterator[ToCoach]:
        """Who is to be coached, in no order."""
        over = {coached.person_id for coached in self._here if self._may_be_over(coached)}
        named = over | self._below.keys() | self._follow_ups.keys()
        self._away = load_absences_of_people(self._db, over | self._below.keys())
        on_what = last_coached_on(self._db, self._below, self._day)
        teams = {team.id: team.name for team in load_teams(self._db, known_on=self._known_on)}
        for last_coached in self._here:
            if last_coached.person_id not in named and not self._is_new(last_coached):
                continue
            away = self._away.get(last_coached.person_id, ())
            coached = coached_of(last_coached, self._rhythm(last_coached), away, self._day)
            below = tuple(self._left_alone(last_coached.person_id, on_what))
            follow_ups = tuple(self._follow_ups.get(last_coached.person_id, ()))
            if reasons := tuple(self._reasons(last_coached, coached, below, follow_ups)):
                of, team = last_coached.person_id, teams.get(last_coached.team_id or 0, "")
                name = self._names.get(of, last_coached.name)
                yield ToCoach(of, name, team, reasons, coached, below, follow_ups)

    def _rhythm(self, one: LastCoached) -> Rhythm | None:
        below = one.person_id in self._below
        return self._rhythms.of(one.role_id, one.first_day, below=below)

    def _may_be_over(self, one: LastCoached) -> bool:
        """Whether it is due but for days away, which only make it later, and are asked of few."""
        rhythm = self._rhythm(one)
        return rhythm is not None and rhythm.due_on(one.begins_on, (), self._day) <= self._day

    def _is_new(self, one: LastCoached) -> bool:
        """Whether someone is new and was not coached yet, but for those whom no one coaches."""
        new = one.last_on is None and self._rhythms.is_new(one.first_day)
        return new and not self._rhythms.leaves_out(one.role_id)

    def _left_alone(
        self, person_id: int, on_what: Mapping[tuple[int, int], date]
    ) -> Iterator[Below]:
        """What someone is clearly below and was not coached on lately."""
        days, away = self._rules.health.days_of_coaching, self._away.get(person_id, ())
        for below in self._below.get(person_id, ()):
            last_on = on_what.get((person_id, below.metric.id))
            if not is_lately(last_on, away, self._day, days):
                yield below

    def _reasons(
        self,
        one: LastCoached,
        coached: Coached,
        below: Sequence[Below],
        follow_ups: Sequence[OpenLine],
    ) -> Iterator[Why]:
        if coached.days_over(self._day) is not None:
            yield Why.OVERDUE
        if below:
            yield Why.BELOW
        if self._is_new(one):
            yield Why.NEW
        if follow_ups:
            yield Why.FOLLOW_UP


def coached_person(
    db: Database, book: RuleBook, person: Person, day: date, *, below: bool
) -> Coached | None:
    """When someone was coached last, and when again; `below` says whether they are clearly below a
    standard. None where they are not here, or the account does not see what is said in coaching.
    """
    found = load_last_coached(db, day, [person.id], away=True) if sees_words(db) else []
    if not found:
        return None
    rhythms = Rhythms(book, load_rhythms(db), day)
    rhythm = rhythms.of(found[0].role_id, person.starts_on, below=below)
    return coached_of(found[0], rhythm, person.absences, day)


def coached_of(
    one: LastCoached, rhythm: Rhythm | None, absences: Sequence[Absence], day: date
) -> Coached:
    """When someone was coached last, and when again by their rhythm."""
    due_on = rhythm.due_on(one.begins_on, absences, day) if rhythm else None
    return Coached(one.last_on, one.first_day, rhythm, due_on)


class CoachingAnswer(Struct, frozen=True, kw_only=True):
    """When someone was coached last and when again, for programs."""

    last_on: date | None
    every_days: int | None
    because: str | None
    due_on: date | None
    days_over: int | None


def coaching_answer(one: Coached, day: date) -> CoachingAnswer:
    """The same wherever it is told."""
    rhythm = one.rhythm
    return CoachingAnswer(
        last_on=one.last_on,
        every_days=rhythm.days if rhythm else None,
        because=rhythm.because if rhythm else None,
        due_on=one.due_on,
        days_over=one.days_over(day),
    )


def _follow_ups(due: Iterable[OpenLine]) -> Mapping[int, list[OpenLine]]:
    found: dict[int, list[OpenLine]] = defaultdict(list)
    for line in due:
        if line.action is None:
            found[line.of.session.person_id].append(line)
    return found


def _worst_first(one: ToCoach) -> tuple[int, date, date, str]:
    # Who is clearly below stands by name: among them no one is worst by more than chance.
    first = one.reasons[0]
    last_on = one.coached.last_on or date.min
    return (
        [*Why].index(first),
        one.due_on or date.min,
        last_on if first is Why.OVERDUE else date.min,
        name_order(one.name),
    )
