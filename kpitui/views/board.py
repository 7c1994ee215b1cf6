"""The board: every KPI and every standard as a small tile, worst first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.file_rules import FileRules
from kpitui.domain.held import target_of
from kpitui.domain.judgement.changes import Change, Strength
from kpitui.domain.judgement.worsening import worse_now
from kpitui.domain.metric_chart import Mark, MetricChart
from kpitui.domain.natural_limits import Side
from kpitui.domain.periods import AsOf, Period
from kpitui.domain.plan import expectation, standards_by_metric
from kpitui.domain.progress import wanted_in
from kpitui.domain.readings import EVERYBODY, SubjectFilter
from kpitui.domain.records.dated import live
from kpitui.domain.records.metric import Aggregation, Direction, Metric, Range
from kpitui.domain.records.team import Team
from kpitui.domain.team_tree import TeamByPath, by_path
from kpitui.domain.text import name_order
from kpitui.storage.branches import branch_of, why_not_shown
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_teams
from kpitui.storage.plan import load_plan
from kpitui.storage.teams import load_team_tree
from kpitui.views.chart import chart_period
from kpitui.views.judgement import Judged, Look, judge, on_periods
from kpitui.views.kpi_status import NOT_SHOWN
from kpitui.views.limit_marks import UNMARKED, load_limit_marks
from kpitui.views.overview import WORST_FIRST, KpiLine, kpi_line, load_overview
from kpitui.views.series import PeriodValue, load_days_of_last, why_without_value
from kpitui.views.standard_lines import PERIODS_READ, StandardLine, standard_line
from kpitui.views.totals import Totals
from kpitui.views.why import scope_words

PERIODS_DRAWN = 26
"""Half a year of weeks, as on Plan."""

WORST_STANDARD_FIRST = (
    "clearly below", "not met", "below", "stale", "no data", "not shown", "no level", "met"
)  # fmt: skip


class BoardTile(Struct, frozen=True):
    """One KPI or standard, and whose readings it is about."""

    line: KpiLine | StandardLine
    subject: SubjectFilter | None
    left_out: bool = False
    """Whether it has no value as the team has too few people to be shown."""

    @property
    def key(self) -> str:
        """The key of its line in the plan."""
        if isinstance(self.line, KpiLine):
            return f"kpi-{self.line.kpi.id}"
        return f"standard-{self.line.standard.id}"

    @property
    def is_kpi(self) -> bool:
        """Whether it is a KPI, and no standard."""
        return isinstance(self.line, KpiLine)

    @property
    def metric(self) -> Metric:
        """What is measured."""
        return self.line.metric

    @property
    def status(self) -> str:
        """How it stands, in one word or two."""
        if self.left_out:
            return NOT_SHOWN
        if isinstance(self.line, KpiLine):
            return self.line.standing.judgement.status.value
        return self.line.status

    @property
    def judged(self) -> PeriodValue | None:
        """The period that its status is judged on."""
        return self.line.standing.judged if isinstance(self.line, KpiLine) else self.line.value

    @property
    def wanted(self) -> Range | None:
        """The target, or the level of the standard."""
        if isinstance(self.line, KpiLine):
            return self.line.standing.target_range
        return self.line.level.level if self.line.level else None


class Board(Struct, frozen=True):
    """The tiles of a day, KPIs first, worst first; `team` is the one whose readings they are about,
    None where they are about everyone's. `teams` are those there are to choose from; `not_shown`
    says why figures of the team are left out.
    """

    as_of: AsOf
    tiles: tuple[BoardTile, ...]
    teams: tuple[TeamByPath, ...]
    team: Team | None = None
    not_shown: str = ""

    @property
    def kpis(self) -> int:
        """How many of the tiles are KPIs."""
        return sum(tile.is_kpi for tile in self.tiles)


class TileChange(Struct, frozen=True):
    """A change that reaches the last judged period: which way, since when, and whether it is for
    the better or the worse; unusual where it is neither, as within a band.
    """

    side: Side
    strength: Strength
    since: Period
    mark: Mark


class TileChart(Struct, frozen=True):
    """The newest periods of a tile with their limits; `marks` are those of the changes that may be
    claimed, by period.
    """

    chart: MetricChart
    marks: Mapping[int, Mark]
    change: TileChange | None


def load_board(database: DatabaseFile, as_of: AsOf, team_id: int | None = None) -> Board:
    """Every live KPI and standard; of a team by its own readings, held against the targets of the
    KPIs and the standards that hold for the team.
    """
    with reading(database) as db:
        known_on = as_of.known_on
        tree = load_team_tree(db, known_on=known_on)
        teams = tuple(by_path(live(load_teams(db, known_on=known_on), as_of.day), tree, as_of.day))
        team = next((team.team for team in teams if team.team.id == team_id), None)
        lines = _lines_of(db, team, as_of, database.rules.on(as_of.day)) if team else []
        subject = SubjectFilter(team_id=team.id if team else None)
        left_out = why_not_shown(db, subject, as_of.day, as_of.day)
        rules = database.rules.on(as_of.day)
        if team is not None:
            few = partial(
                why_without_value, db, subject=subject, as_of=as_of, calendar=rules.calendar
            )
            tiles = _tiles(
                (BoardTile(line, subject) for line in lines),
                lambda tile: bool(left_out or few(metric=tile.metric)),
            )
            return Board(as_of, tiles, teams, team, left_out)
    overview = load_overview(database, as_of)
    found: list[tuple[KpiLine | StandardLine, SubjectFilter | None]]
    found = [(kpi, EVERYBODY) for kpi in overview.kpis]
    of_standards = [(standard, standard.subject) for standard in overview.standards]
    every = (BoardTile(*one) for one in [*found, *of_standards])
    return Board(as_of, _tiles(every, _says_few), teams)


def _says_few(tile: BoardTile) -> bool:
    line = tile.line
    said = line.standing.judgement.rule if isinstance(line, KpiLine) else line.fact
    return said.endswith(NOT_SHOWN)


def _tiles(
    tiles: Iterable[BoardTile], left_out: Callable[[BoardTile], bool]
) -> tuple[BoardTile, ...]:
    """The tiles, worst first, each with whether it has no value as that is left out."""
    found = (replace(tile, left_out=tile.judged is None and left_out(tile)) for tile in tiles)
    return tuple(sorted(found, key=_rank))


def _rank(tile: BoardTile) -> tuple[bool, int]:
    if isinstance(tile.line, KpiLine):
        return False, WORST_FIRST.index(tile.line.standing.judgement.status)
    return True, WORST_STANDARD_FIRST.index(tile.status)


def _lines_of(
    db: Database, team: Team, as_of: AsOf, rules: FileRules
) -> list[KpiLine | StandardLine]:
    """The KPIs and the standards that hold for a team, by the readings of the team."""
    plan, subject = load_plan(db, known_on=as_of.known_on), SubjectFilter(team_id=team.id)
    held = [
        found[0]
        for of_metric in standards_by_metric(plan.standards).values()
        if (found := expectation(
            of_metric, as_of.day, plan.tree, person_id=None, role_id=None, team_id=team.id
        ))
    ]  # fmt: skip
    held.sort(key=lambda standard: name_order(plan.metrics[standard.metric_id].name))
    kpis = live(plan.kpis, as_of.day)
    wanted = dict.fromkeys(
        [kpi.metric_id for kpi in kpis] + [standard.metric_id for standard in held]
    )
    metrics = [plan.metrics[metric_id] for metric_id in wanted]
    days = load_days_of_last(db, metrics, as_of, PERIODS_READ, subject, rules.calendar)
    last = {metric_id: of[-1][0] for metric_id, of in days.items() if of}
    scope = scope_words(db, as_of.known_on)
    lines: list[KpiLine | StandardLine] = [
        kpi_line(kpi, plan, days, last.get(kpi.metric_id), as_of, rules, subject) for kpi in kpis
    ]
    for standard in held:
        metric = plan.metrics[standard.metric_id]
        whose, totals = (scope(standard), subject), Totals(db, metric, subject, as_of, rules)
        lines.append(standard_line(standard, metric, whose, days, as_of, rules, totals=totals))
    return lines


def load_tile_charts(
    database: DatabaseFile, board: Board, tiles: Sequence[BoardTile]
) -> dict[str, TileChart]:
    """The charts of some tiles, by their keys: those that are shown cost, the others nothing."""
    as_of, rules = board.as_of, database.rules.on(board.as_of.day)
    with reading(database) as db:
        ids = {tile.metric.id for tile in tiles}
        marks = load_limit_marks(db, ids, as_of.day, as_of.known_on) if ids else {}
        drawn = [(tile, tile.subject) for tile in tiles if tile.subject is not None]
        together = {subject for _, subject in drawn if not subject.person_ids}
        branches = {subject: branch_of(db, subject) for subject in together}

        def chart(tile: BoardTile, subject: SubjectFilter) -> TileChart:
            look, own = Look(tile.metric, subject), marks.get(tile.metric.id, UNMARKED)
            judged = judge(db, look, as_of, rules, own, branches.get(subject))
            noun = rules.calendar.on(as_of.day).noun(judged.by)
            return _chart(tile, judged, Totals(db, tile.metric, subject, as_of, rules), noun)

        return {tile.key: chart(tile, subject) for tile, subject in drawn}


def _chart(tile: BoardTile, judged: Judged, totals: Totals, noun: str) -> TileChart:
    first, stop = _newest(judged.series)
    drawn, now, earlier = judged.series[first:stop], judged.changes.now, judged.changes.earlier
    chart = MetricChart(
        metric=tile.metric,
        subject="",
        by=judged.by,
        noun=noun,
        periods=tuple(map(chart_period, drawn)),
        limits=on_periods(judged, drawn),
        targets=tuple(_level(tile, value.period, totals) for value in drawn),
        expected=(None,) * len(drawn),
        baseline=None,
        notes=(),
        said=(),
        changing=now is not None,
        wanted="target" if tile.is_kpi else "standard",
    )
    found: dict[int, Mark] = {}
    change = None
    for one in filter(None, (earlier, now)):
        mark = _mark_of(tile, judged, one, totals)
        # What stands out only because the limits mix two levels is no news of its own.
        found |= {
            at: mark if chart.marks[at] is Mark.UNUSUAL else chart.marks[at]
            for at in range(one.first - first, one.last + 1 - first)
            if at in chart.marks and (mark is not Mark.UNUSUAL or one.strength == "unusual")
        }
        change = tile_change(tile, judged, one, totals)
    return TileChart(chart, found, change if now else None)


def tile_change(tile: BoardTile, judged: Judged, change: Change, totals: Totals) -> TileChange:
    """A change of a tile as it is told."""
    since = judged.series[change.first].period
    return TileChange(change.side, change.strength, since, _mark_of(tile, judged, change, totals))


def _mark_of(tile: BoardTile, judged: Judged, change: Change, totals: Totals) -> Mark:
    """What a change says; a band has no better side."""
    level = _level(tile, judged.series[change.last].period, totals)
    if worse_now(judged.limits, change, tile.metric.direction, level):
        return Mark.WORSE
    return Mark.UNUSUAL if tile.metric.direction is Direction.WITHIN else Mark.BETTER


def _newest(series: Sequence[PeriodValue]) -> tuple[int, int]:
    """Which periods are drawn, from one to before another; where nothing was read in the newest,
    those up to the last reading.
    """
    stop = len(series)
    if all(value.value is None for value in series[-PERIODS_DRAWN:]):
        stop = max((at for at, one in enumerate(series, 1) if one.value is not None), default=0)
    return max(0, stop - PERIODS_DRAWN), stop


def _level(tile: BoardTile, period: Period, totals: Totals) -> Range | None:
    """What is wanted in a period of those whose tile it is."""
    if not isinstance(tile.line, KpiLine):
        held = target_of(tile.line.standard.levels, period)
        return totals.of(held.level, period) if held else None
    if tile.metric.aggregation is Aggregation.SUM and tile.subject != EVERYBODY:
        return None
    target = wanted_in(tile.line.kpi, tile.metric, period).target
    return target.level if target else None
