"""The standards of the plan: each with its level and how those it is for stand to it together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.expected_share import expected_of, share_in, share_on
from kpitui.domain.file_rules import FileRules
from kpitui.domain.heads import Heads
from kpitui.domain.held import target_of
from kpitui.domain.judgement.clearly_below import PersonVerdict
from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.readings import EVERYBODY, SubjectFilter
from kpitui.domain.records.absence import counted_day
from kpitui.domain.records.dated import Target, live, target_on
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.domain.records.standard import Standard
from kpitui.domain.standard_times import StandardTimes
from kpitui.domain.text import name_order
from kpitui.storage.branches import why_not_shown
from kpitui.storage.days import Days
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, people_with_role
from kpitui.storage.plan import PlanRecords
from kpitui.views.clearly_below import Evidence, Key, load_clearly_below
from kpitui.views.kpi_status import NOT_SHOWN, person_verdict, standard_status
from kpitui.views.series import (
    PeriodValue,
    judged_period,
    load_days_of_last,
    series_of,
    why_without_value,
    without_days_away,
)
from kpitui.views.sheet_margins import GroupMargins
from kpitui.views.team_members import load_whole_teams
from kpitui.views.totals import Totals
from kpitui.views.why import held_by, scope_words

OF_YOURS = " of your teams"
"""Behind a role, where the others who have it are left out."""

PERIODS_READ = 26
"""Periods read for a line of the plan: enough for limits with a verdict, and for the sparkline."""


def days_of_last(
    db: Database, metrics: Sequence[Metric], as_of: AsOf, rules: FileRules, subject: SubjectFilter
) -> Days:
    """The days of the periods that a line of the plan is made of."""
    return load_days_of_last(db, metrics, as_of, PERIODS_READ, subject, rules.calendar)


def series_by_cadence(
    metric: Metric, days: Days, as_of: AsOf, rules: FileRules
) -> list[PeriodValue]:
    """The periods of a metric by its own cadence."""
    found = days.get(metric.id, [])
    return series_of(metric, found, PeriodKind.of(metric.cadence), as_of, calendar=rules.calendar)


class StandardLine(Struct, frozen=True):
    """One standard with the level of the day and how the people it is for stand to it together."""

    standard: Standard
    metric: Metric
    scope: str
    subject: SubjectFilter | None
    level: Target | None
    value: PeriodValue | None
    fact: str
    series: list[PeriodValue]
    times: StandardTimes = StandardTimes()
    clearly: Evidence | None = None
    """What makes the one person it is for clearly below, None where nothing does."""
    heads: Heads | None = None
    """How many people the level of one is multiplied by; None where it is the level itself."""

    @property
    def status(self) -> str:
        """How they stand to it: together met or not met, one person met, below or clearly below."""
        return self.verdict.value if self.verdict else self.fact

    @property
    def verdict(self) -> PersonVerdict | None:
        """The verdict on the one person it is for; None where it is for several, or nothing was
        read lately.
        """
        if self.standard.person_id is None:
            return None
        return person_verdict(self.fact, clearly=self.clearly is not None)


def load_standard_lines(
    db: Database, plan: PlanRecords, standards: Sequence[Standard], as_of: AsOf, rules: FileRules
) -> list[StandardLine]:
    """Some standards with how those they are for stand, in the order of the metrics."""
    by_scope: dict[tuple[int | None, ...], list[Standard]] = defaultdict(list)
    for standard in standards:
        by_scope[standard.team_id, standard.role_id, standard.person_id].append(standard)
    lines, words = [], scope_words(db, as_of.known_on)
    clearly = _clearly_below(db, plan, standards, as_of, rules)
    margins = GroupMargins(db, {standard.metric_id for standard in standards}, as_of)
    own = {standard.person_id for standard in standards if standard.person_id is not None}
    people = (
        {person.id: person for person in load_people(db, own, known_on=as_of.known_on)}
        if own
        else {}
    )
    for group in by_scope.values():
        whose = whose_of(db, group[0], words(group[0]), as_of)
        scope, subject = whose.scope, whose.subject
        metrics = [plan.metrics[standard.metric_id] for standard in group]
        days = {} if subject is None else days_of_last(db, metrics, as_of, rules, subject)
        found = [
            standard_line(
                standard, metric, (scope, subject), days, as_of, rules,
                people.get(standard.person_id or 0),
                totals=Totals(db, metric, subject or EVERYBODY, as_of, rules),
            )
            for standard, metric in zip(group, metrics, strict=True)
        ]  # fmt: skip
        lines += [
            replace(
                one,
                clearly=clearly.get((one.standard.person_id or 0, one.metric.id)),
                value=margins.sampled(one.metric.id, one.value, subject) if subject else None,
            )
            for one in (
                not_shown_where(whose.left_out or _why(db, line, subject, as_of, rules), line)
                for line in found
            )
        ]
    return sorted(
        lines, key=lambda line: (name_order(line.metric.name), line.standard.rank, line.scope)
    )


def _clearly_below(
    db: Database, plan: PlanRecords, standards: Sequence[Standard], as_of: AsOf, rules: FileRules
) -> Mapping[Key, Evidence]:
    """Who of those with a standard of their own is clearly below, each among their whole team."""
    ids = {standard.person_id for standard in standards if standard.person_id is not None}
    if not ids:
        return {}
    people = live(load_people(db, ids, known_on=as_of.known_on), as_of.day)
    return load_clearly_below(db, plan, load_whole_teams(db, people, as_of), as_of, rules).people


def _why(
    db: Database, line: StandardLine, subject: SubjectFilter | None, as_of: AsOf, rules: FileRules
) -> str:
    if line.value is not None or subject is None:
        return ""
    return why_without_value(db, line.metric, subject, as_of, rules.calendar)


def not_shown_where(left_out: str, line: StandardLine) -> StandardLine:
    """A standard of which there is no value; where that is `left_out` it says so."""
    return replace(line, fact=NOT_SHOWN) if left_out and line.value is None else line


def standard_line(
    standard: Standard, metric: Metric, whose: tuple[str, SubjectFilter | None], days: Days,
    as_of: AsOf, rules: FileRules, person: Person | None = None, *, totals: Totals,
) -> StandardLine:  # fmt: skip
    """A standard as it stands by the days of the people that `whose` names; of one `person` it is
    their share of it, and what they did not do while they were away is not missed; `totals` say
    what is expected of several.
    """
    series = series_by_cadence(metric, days, as_of, rules)
    last = days[metric.id][-1][0] if days.get(metric.id) else None
    if person is not None:
        series = without_days_away(series, person.absences)
        last = last and counted_day(person.absences, last, as_of.day)
    judged = judged_period(series)
    held = target_on(standard.levels, as_of.day)
    coming = next((level for level in standard.levels if level.starts_on > as_of.day), None)
    level = target_of(standard.levels, judged.period) if judged else held
    if person is not None and level is not None:
        share = (
            share_in(person, metric, judged.period, rules.full_time_in(judged.period))
            if judged
            else share_on(person, metric, as_of.day, rules.full_time_hours)
        )
        level = replace(level, level=expected_of(level.level, share))
    times = (held, level, coming)
    of_all = totals.of(level.level, judged.period) if level and judged else None
    level = replace(level, level=of_all) if level and of_all else level
    fact = standard_status(
        judged.value if judged else None,
        of_all if judged else level.level if level else None,
        last,
        metric,
        as_of,
        rules.calendar,
    )
    heads = totals.heads(judged.period) if judged else None
    return StandardLine(
        standard, metric, *whose, level or held, judged, fact, series,
        StandardTimes(*(held_by(one, whose[0]) for one in times)), heads=heads,
    )  # fmt: skip


class Whose(Struct, frozen=True):
    """Who a standard is for in words, and whose readings tell of it: None where no one has the
    role; `left_out` says why some figures or all are not shown.
    """

    scope: str
    subject: SubjectFilter | None
    left_out: str = ""


def whose_of(db: Database, standard: Standard, scope: str, as_of: AsOf) -> Whose:
    """Whose readings tell of a standard. Of a role it is said where people of other teams are left
    out, as they are too few.
    """
    day = as_of.day
    if standard.team_id is not None:
        subject = SubjectFilter(team_id=standard.team_id)
        return Whose(scope, subject, why_not_shown(db, subject, day, day))
    if standard.person_id is not None:
        return Whose(scope, SubjectFilter(person_ids=(standard.person_id,)))
    if standard.role_id is None:
        return Whose(scope, EVERYBODY)
    people, others = people_with_role(db, standard.role_id, day, known_on=as_of.known_on)
    subject = SubjectFilter(person_ids=people)
    if not others:
        return Whose(scope, subject if people else None)
    return Whose(f"{scope}{OF_YOURS}", subject if people else None, NOT_SHOWN)
