"""What the forms of the plan offer: metrics with a baseline of their own, who a standard can be
for, what ends.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from kpitui.config import Config
from kpitui.domain.file_rules import FileRules
from kpitui.domain.people import left_by_name
from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.readings import Sums
from kpitui.domain.records.dated import in_its_time, is_over, live
from kpitui.domain.records.goal import Strategy
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.domain.records.role import JobRole
from kpitui.domain.records.team import Team
from kpitui.domain.value_parsing import format_range, format_value
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people, load_roles, load_teams
from kpitui.storage.plan import load_metrics, load_plan
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.judgement import Judged, Look, judge
from kpitui.views.meanwhile import began_within
from kpitui.views.overview import KpiLine
from kpitui.views.rollout import typical_value
from kpitui.views.series import load_days_of_last, series_of

BASELINE_PERIODS = 12


class Offers(Struct, frozen=True):
    """Everything a form can name; `baselines` by metric id, from its last twelve finished periods.

    `kpis` counts the live KPIs of each strategy; `left` are those who left, by name.
    """

    metrics: list[Metric]
    baselines: dict[int, float]
    teams: list[Team]
    roles: list[JobRole]
    people: list[Person]
    kpis: dict[int, int]
    left: dict[str, Person]


def load_offers(database: DatabaseFile, as_of: AsOf) -> Offers:
    """What can be named in a form on a day."""
    rules = database.rules.on(as_of.day)
    with reading(database) as db:
        metrics = [metric for metric in load_metrics(db) if not is_over(metric, as_of.day)]
        days = load_days_of_last(db, metrics, as_of, BASELINE_PERIODS + 1, calendar=rules.calendar)
        teams, roles, people = load_teams(db), load_roles(db), load_people(db)
        kpis = Counter(kpi.strategy_id for kpi in live(load_plan(db).kpis, as_of.day))
    baselines = {}
    for metric in metrics:
        value = _baseline(metric, days.get(metric.id, []), as_of, rules)
        if value is not None:
            baselines[metric.id] = value
    return Offers(
        metrics, baselines, live(teams, as_of.day), roles, live(people, as_of.day), dict(kpis),
        left_by_name(people, as_of.day),
    )  # fmt: skip


def load_left(database: DatabaseFile, as_of: AsOf) -> dict[str, Person]:
    """Those who had left on a day, by the key of their name."""
    with reading(database) as db:
        return left_by_name(load_people(db), as_of.day)


def _baseline(
    metric: Metric, days: list[tuple[date, Sums]], as_of: AsOf, rules: FileRules
) -> float | None:
    series = series_of(metric, days, PeriodKind.of(metric.cadence), as_of, calendar=rules.calendar)
    whole = [value for value in series if value.partial_because is None and value.value is not None]
    return typical_value(metric, whole[-BASELINE_PERIODS:])


def kpi_story(
    database: DatabaseFile, lines: Iterable[KpiLine], as_of: AsOf, config: Config
) -> list[str]:
    """A sentence a KPI for the verdict: start, target, last value, and what its process limits say
    of the time of its strategy; a change that had begun before is named as such.
    """
    return [_story(database, line, as_of, config) for line in lines]


def _story(database: DatabaseFile, line: KpiLine, as_of: AsOf, config: Config) -> str:
    metric, standing = line.metric, line.standing
    as_of = in_its_time(line.strategy, as_of)

    def shown(value: float | None) -> str:
        return format_value(value, metric, decimal_comma=config.decimal_comma)

    words = load_chart(database, ChartQuestion(metric.id), as_of, config).words
    with reading(database) as db:
        judged = judge(db, Look(metric), as_of, database.rules.on(as_of.day))
    target = format_range(standing.target_range, metric, decimal_comma=config.decimal_comma)
    last = (
        f"last {shown(standing.judged.value)} in {standing.judged.period.said(as_of.day)}"
        if standing.judged
        else "no reading"
    )
    return f"{metric.name}: from {shown(standing.baseline)}, target {target}, {last}" + "".join(
        f"; {one}" for one in [*words[:1], *_begun(judged, line.strategy, as_of)]
    )


def _begun(judged: Judged, strategy: Strategy, as_of: AsOf) -> Iterator[str]:
    """That the change which reaches the last judged period is none of a strategy; or else which
    change within its time is over.
    """
    now, earlier = judged.changes.now, judged.changes.earlier
    if now is not None:
        period = judged.series[now.first].period
        if not began_within(period, strategy):
            yield f"started in {period.said(as_of.day)}, before the strategy"
    if earlier is None or earlier.strength == "unusual":
        return
    first, last = (judged.series[index].period for index in (earlier.first, earlier.last))
    if began_within(first, strategy):
        side = "above" if earlier.side == "high" else "below"
        centre = judged.limits.method.centre
        yield f"{side} the {centre} from {first.said(as_of.day)} to {last.said(as_of.day)}"
