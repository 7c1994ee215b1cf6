"""Who was evaluated too seldom: in the running month, for the list of what is due, and in the last
full one, for the health rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.due import LATELY
from kpitui.domain.due_score import drawn
from kpitui.domain.file_rules import RuleBook
from kpitui.domain.health.snapshot import FewEvaluations
from kpitui.domain.people import scopes_on
from kpitui.domain.periods import AsOf, Calendar, PeriodKind, first_day, period_of, previous_period
from kpitui.domain.plan import ScopeKey, scopes_held, standards_by_metric
from kpitui.domain.records.absence import wholly_away
from kpitui.domain.records.contact import Contact
from kpitui.domain.records.dated import live
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person, team_on
from kpitui.domain.records.sheet import SheetName, noun_of
from kpitui.domain.text import name_order
from kpitui.storage.contacts import contacts_to_score, seed_of_file
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.last_readings import last_days_of_people
from kpitui.storage.people import load_teams
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.scores import count_scores, live_sheets
from kpitui.storage.within import people_within
from kpitui.views.due import load_people_shown
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown


class EvaluationDue(Struct, frozen=True, kw_only=True):
    """Someone with fewer evaluations on a metric this month than are asked for; `contact` is the
    one to score next, drawn from the contacts of the month, None where no list has any.
    """

    person_id: int
    name: str
    team: str
    metric: Metric
    noun: str
    count: int
    asked: int
    within: str = "month"
    """What they are counted in: a month, or a period of some weeks."""
    contact: Contact | None = None

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return f"person-{self.person_id}/{self.metric.id}"


def load_evaluations_due(
    database: DatabaseFile, as_of: AsOf, shown: TeamsShown = EVERY_TEAM
) -> list[EvaluationDue] | None:
    """Everyone, or those of some teams, with too few evaluations in the month of a day so far, by
    name, but who is away on it; None where no metric that is due has a call sheet.
    """
    rules = database.rules.on(as_of.day)
    asked, calendar = rules.health.evaluations_a_month, rules.calendar
    with reading(database) as db:
        sheets = live_sheets(db, as_of.day, as_of.day)
        if not sheets:
            return None
        plan = load_plan(db, known_on=as_of.known_on)
        month = period_of(as_of.day, PeriodKind.MONTH, calendar)
        people = load_people_shown(db, as_of, shown)
        found = [*_scored(db, plan, sheets, people, month.first, as_of, calendar)]
        few = [
            (scored, person)
            for scored in found
            for person in people
            if person.id in scored.people
            and scored.counts.get(person.id, 0) < asked
            and not person.away_on(as_of.day)
        ]
        ids = {person.id for _, person in few}
        contacts = contacts_to_score(db, ids, month.first, as_of.day)
        seed = seed_of_file(db)
        within = calendar.on(as_of.day).noun(PeriodKind.MONTH)
        teams = {team.id: team.name for team in load_teams(db, known_on=as_of.known_on)}
    due = [
        EvaluationDue(
            person_id=person.id, name=person.name,
            team=teams.get(team_on(person.memberships, as_of.day) or 0, ""), metric=one.metric,
            noun=one.noun, count=one.counts.get(person.id, 0), asked=asked, within=within,
            contact=drawn(_scorable(contacts.get(person.id, ()), one.sheets), seed, as_of.day),
        )
        for one, person in few
    ]  # fmt: skip
    return sorted(due, key=lambda due: (name_order(due.name), name_order(due.metric.name)))


def load_few_evaluations(
    db: Database, plan: PlanRecords, people: Iterable[Person], as_of: AsOf, book: RuleBook
) -> list[FewEvaluations]:
    """Of each KPI and each standard that a call sheet feeds who had too few evaluations in the last
    full month, by the rule of that month; of those who were here all through it.
    """
    calendar = book.on(as_of.day).calendar
    running = period_of(as_of.day, PeriodKind.MONTH, calendar)
    month = previous_period(running, PeriodKind.MONTH, calendar)
    sheets = live_sheets(db, month.first, month.last)
    if not sheets:
        return []
    rules, then = book.on(month.last), AsOf(month.last, as_of.today)
    here = [
        person
        for person in live(live(people, month.first), month.last)
        if not wholly_away(person.absences, month.first, month.last)
    ]
    asked, found = rules.health.evaluations_a_month, []
    for one in _scored(db, plan, sheets, here, month.first, then, rules.calendar):
        for is_kpi, whose in ((True, one.measured), (False, one.held)):
            few = [
                (person.name, count)
                for person in here
                if person.id in whose and (count := one.counts.get(person.id, 0)) < asked
            ]
            if few:
                found.append(
                    FewEvaluations(
                        metric_id=one.metric.id, is_kpi=is_kpi, month=month.label, asked=asked,
                        noun=one.noun, few=tuple(few), people=len(whose),
                    )
                )  # fmt: skip
    return found


class _Scored(Struct, frozen=True):
    """A metric that call sheets feed: who is held to it by a standard, of whom it is measured for a
    KPI, and how many evaluations each has.
    """

    metric: Metric
    sheets: Sequence[SheetName]
    held: frozenset[int]
    measured: frozenset[int]
    counts: Mapping[int, int]

    @property
    def people(self) -> frozenset[int]:
        return self.held | self.measured

    @property
    def noun(self) -> str:
        return noun_of(self.sheets)


def _scored(
    db: Database, plan: PlanRecords, sheets: Mapping[int, Sequence[SheetName]],
    people: Sequence[Person], since: date, as_of: AsOf, calendar: Calendar,
) -> Iterable[_Scored]:  # fmt: skip
    """The metrics of some sheets that are a KPI or a standard on a day, with the evaluations from
    `since` up to it.
    """
    day = as_of.day
    seen = people_within(db)
    # Who is in one of the teams no more is known, and their evaluations are not.
    people = [person for person in people if seen is None or person.id in seen]
    kpis = {kpi.metric_id for kpi in live(plan.kpis, day)}
    standards = standards_by_metric(plan.standards)
    counts = count_scores(db, [name.id for of in sheets.values() for name in of], since, day)
    last = last_days_of_people(db, kpis & sheets.keys(), [person.id for person in people], day)
    for metric_id, own in sheets.items():
        metric = plan.metrics[metric_id]
        scopes: frozenset[ScopeKey] = scopes_held(standards.get(metric_id, ()), day)
        if metric.ends_on is not None and metric.ends_on <= day:
            continue
        lately = first_day(PeriodKind.of(metric.cadence), as_of, LATELY, calendar)
        yield _Scored(
            metric=metric,
            sheets=own,
            held=frozenset(
                person.id
                for person in people
                if not scopes.isdisjoint(scopes_on(person, day, plan.tree))
            ),
            measured=frozenset(
                person.id
                for person in people
                if metric_id in kpis and last.get(person.id, {}).get(metric_id, date.min) >= lately
            ),
            counts=_together(counts, own),
        )


def _together(counts: Mapping[tuple[int, int], int], sheets: Iterable[SheetName]) -> dict[int, int]:
    """How many evaluations each person has on some sheets."""
    found: dict[int, int] = defaultdict(int)
    wanted = {sheet.id for sheet in sheets}
    for (sheet_id, person_id), count in counts.items():
        if sheet_id in wanted:
            found[person_id] += count
    return found


def _scorable(contacts: Iterable[Contact], sheets: Sequence[SheetName]) -> Iterable[Contact]:
    """Those for whose day there are questions."""
    return (contact for contact in contacts if any(sheet.live_on(contact.date) for sheet in sheets))
