"""What a review is about, its charts, each read once, and what got worse beside them."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.errors import KpituiError
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.periods import PeriodKind
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.team import Team
from kpitui.ui.app_context import AppContext
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.meanwhile import Meanwhile
from kpitui.views.people import load_people_lines
from kpitui.views.report import question_of
from kpitui.views.reviews import (
    EVERYTHING,
    BesideKpis,
    MovedStandard,
    ReviewFilter,
    ReviewItem,
    ReviewList,
    ReviewStop,
    load_beside_kpis,
    load_review_list,
    of_teams,
)
from kpitui.words import review as words
from kpitui.words.spans import Line


class ReviewScope(Struct, frozen=True):
    """Which KPIs are reviewed, and whose readings of them; those of a team have its name."""

    only: ReviewFilter = EVERYTHING
    subject: SubjectFilter = SubjectFilter()
    team: str = ""


def scopes(everything: ReviewList, teams: Sequence[Team]) -> dict[str, ReviewScope]:
    """What a review can be about, by what it is called."""
    lines = [item.line for item in everything.items]
    found = {"everything": ReviewScope()}
    for line in lines:
        found[f"priority: {line.priority.title}"] = ReviewScope(ReviewFilter(line.priority.id))
    for line in lines:
        only = ReviewFilter(strategy_id=line.strategy.id)
        found[f"strategy: {line.strategy.title}"] = ReviewScope(only)
    for line in lines:
        if line.kpi.owner:
            found[f"owner: {line.kpi.owner}"] = ReviewScope(ReviewFilter(owner=line.kpi.owner))
    for team in teams:
        subject = SubjectFilter(team_id=team.id)
        found[f"readings of team: {team.name}"] = ReviewScope(subject=subject, team=team.name)
    return found


def place_of(key: str, items: Iterable[ReviewItem]) -> int | None:
    """The place of the KPI of a key, or of the first one of its metric or strategy."""
    for place, one in enumerate(items):
        kpi, metric, strategy = one.line.kpi, one.line.metric, one.line.strategy
        if key in (f"kpi-{kpi.id}", f"metric-{metric.id}", f"strategy-{strategy.id}"):
            return place
    return None


class ReviewCharts:
    """The charts of a review, by the periods that were asked for, and what got worse beside its
    KPIs; `tell` is told why there is none.
    """

    def __init__(self, context: AppContext, tell: Callable[[str], None]) -> None:
        self.scope = ReviewScope()
        self._context = context
        self._tell = tell
        self._charts: dict[str, MetricChart] = {}
        self._beside: BesideKpis | None = None
        self._old = True
        self._by: PeriodKind | None = None

    def by(self, kind: PeriodKind) -> None:
        """Read weeks, months or quarters; once more, the periods of the metric's own cadence."""
        self._by = None if kind is self._by else kind
        self._charts = {}

    def forget(self) -> None:
        """Read each again when it is asked for."""
        self._charts, self._old = {}, True

    def scopes(self) -> dict[str, ReviewScope]:
        """What a review can be about, by what it is called."""
        work = self._context
        try:
            everything = load_review_list(work.database, work.as_of)
            return scopes(everything, load_people_lines(work.database, work.today()).teams)
        except KpituiError as error:
            self._tell(error.sentence)
            return {}

    @property
    def nothing(self) -> str:
        """Why there is no KPI to review, and what to do."""
        if self.scope.only == EVERYTHING:
            return "There is no KPI yet; make one on the Plan screen (1, then p)."
        return "No KPI is to be reviewed here; f takes another filter."

    def place_of(self, place: int, kpis: int) -> str:
        """Which KPI of how many stands at a place, or which of the standards behind them."""
        teams = self._context.teams.said if self.scope == ReviewScope() else ""
        if place < kpis:
            then = f", then standards of {teams}" if teams else ""
            return f"KPI {place + 1} of {kpis}{then}"
        of = f", {teams}" if teams else ""
        return f"standard {place - kpis + 1} of {len(self.moved)}{of}"

    def chart_of(self, item: ReviewStop) -> MetricChart | None:
        """The chart of a KPI or a standard."""
        try:
            if item.key not in self._charts:
                self._charts[item.key] = self._read(item)
        except KpituiError as error:
            self._tell(error.sentence)
        return self._charts.get(item.key)

    def rules_behind(self, item: ReviewStop) -> Iterable[Line]:
        """Which rule each sentence of its chart comes from."""
        chart = self.chart_of(item)
        return words.rules(chart, item, self._context.speech) if chart else ()

    def _read(self, item: ReviewStop) -> MetricChart:
        work, scope = self._context, self.scope
        if isinstance(item, MovedStandard):
            question = question_of(item)
        else:
            question = ChartQuestion(
                item.line.metric.id, scope.subject, scope.team or "Organisation",
                kpi_id=item.line.kpi.id,
            )  # fmt: skip
        of = replace(question, by=self._by)
        return load_chart(work.database, of, work.as_of, work.config)

    def read_beside(self, reviews: ReviewList) -> bool:
        """Read what got worse beside the KPIs of a review of everyone; whether that is news."""
        work, known = self._context, self._beside
        if not self._old or self.scope.team:
            return False
        try:
            self._beside = load_beside_kpis(work.database, reviews, known)
        except KpituiError as error:
            self._tell(error.sentence)
        self._old = False
        return self._beside is not known

    def beside(self, item: ReviewStop) -> Meanwhile | None:
        """What got worse beside a KPI, as far as that was read."""
        if self._beside is None or self.scope.team or isinstance(item, MovedStandard):
            return None
        return self._beside.beside.get(item.line.kpi.id)

    @property
    def moved(self) -> tuple[MovedStandard, ...]:
        """The standards that moved, as far as they were read, of the teams that are shown; they are
        part of a whole review.
        """
        if self._beside is None or self.scope != ReviewScope():
            return ()
        return of_teams(self._beside.moved, self._context.teams.shown)
