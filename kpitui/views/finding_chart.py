"""The chart of what a finding is about, where it is about a metric."""

from kpitui.config import Config
from kpitui.domain.health.rule import Finding
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import SubjectFilter
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_person
from kpitui.storage.plan import load_kpi, load_standard
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.standard_lines import whose_of
from kpitui.views.why import scope_words


def load_finding_chart(
    database: DatabaseFile, finding: Finding, as_of: AsOf, config: Config
) -> MetricChart | None:
    """The chart of the metric that a finding is about, of whom it is about; None where it is about
    no metric, or nothing was read of it; raises `KpituiError`.
    """
    with reading(database) as db:
        question = _question(db, finding, as_of)
    if question is None:
        return None
    chart = load_chart(database, question, as_of, config)
    return chart if any(period.value is not None for period in chart.periods) else None


def _question(db: Database, finding: Finding, as_of: AsOf) -> ChartQuestion | None:
    """Which chart the key of a finding asks for; its parts are as `Found` has them."""
    found = finding.found
    record, _, metric = found.key.partition("/")
    kind, _, number = record.partition("-")
    if not number:
        return None
    match kind:
        case "metric":
            return ChartQuestion(int(number))
        case "kpi":
            return ChartQuestion(load_kpi(db, int(number)).metric_id, kpi_id=int(number))
        case "standard":
            one = load_standard(db, int(number))
            of = whose_of(db, one, scope_words(db)(one), as_of)
            if of.subject is None:
                return None
            return ChartQuestion(one.metric_id, of.subject, of.scope, standard_id=one.id)
        case "team" if metric:
            subject = SubjectFilter(team_id=int(number))
            return ChartQuestion(int(metric), subject, found.record)
        case "person" | "session" if metric:
            whose = found.person_id if found.person_id is not None else int(number)
            person = load_person(db, whose)
            name = person.name if person is not None else found.record
            return ChartQuestion(int(metric), SubjectFilter((whose,)), name)
    return None
