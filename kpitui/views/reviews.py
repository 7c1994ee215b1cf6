"""What is to be reviewed: every live KPI, worst first, with the reviews it had; then the standards
that moved.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.file_rules import FileRules
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import EVERYBODY, SubjectFilter
from kpitui.domain.records.mission import Mission
from kpitui.domain.records.review import Review
from kpitui.domain.reviews import ROUND_DAYS, done_lately, last_round
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.history import newest_change
from kpitui.storage.reviews import load_reviews
from kpitui.views.decisions import DecisionLine, Decisions, in_order
from kpitui.views.judgement import Look, judge
from kpitui.views.limit_marks import UNMARKED, load_limit_marks
from kpitui.views.meanwhile import Meanwhile, Worse, WorseBeside, of_a_group, worse_of
from kpitui.views.overview import WORST_FIRST, KpiLine, Overview, load_overview
from kpitui.views.own_teams import TeamsShown
from kpitui.views.standard_lines import StandardLine


class ReviewItem(Struct, frozen=True):
    """One KPI with its reviews, newest first; `done` where it was reviewed in the
    review that goes on.
    """

    line: KpiLine
    reviews: tuple[Review, ...]
    done: bool
    decisions: tuple[DecisionLine, ...] = ()
    """What was decided, newest first, and what became of it."""

    @property
    def key(self) -> str:
        """The key of its line in the plan."""
        return f"kpi-{self.line.kpi.id}"


class MovedStandard(Struct, frozen=True):
    """A standard of everyone or of a team whose metric really gets worse there."""

    line: StandardLine
    worse: Worse

    @property
    def key(self) -> str:
        """The key of its line in the plan."""
        return f"standard-{self.line.standard.id}"

    @property
    def subject(self) -> SubjectFilter:
        """Whose readings tell of it."""
        return self.line.subject or EVERYBODY


ReviewStop = ReviewItem | MovedStandard
"""What a review stops at: first the KPIs, then the standards that moved."""


class BesideKpis(Struct, frozen=True):
    """What got worse beside each KPI of a review, by its id, and the standards that moved; `change`
    is the newest change of the file that is in it.
    """

    change: int
    beside: Mapping[int, Meanwhile]
    moved: tuple[MovedStandard, ...]


class ReviewFilter(Struct, frozen=True):
    """Which KPIs; one that says nothing takes all."""

    priority_id: int | None = None
    strategy_id: int | None = None
    owner: str = ""

    def takes(self, line: KpiLine) -> bool:
        """Whether a KPI is among them."""
        return (
            self.priority_id in (None, line.priority.id)
            and self.strategy_id in (None, line.strategy.id)
            and self.owner in ("", line.kpi.owner)
        )


EVERYTHING = ReviewFilter()


class ReviewList(Struct, frozen=True):
    """The KPIs of a review, worst first, with the mission above them and the plan that they stand
    in.

    `ended` are the KPIs that ended by its day, where they were asked for, in the order of the plan.
    """

    mission: Mission | None
    items: tuple[ReviewItem, ...]
    ended: tuple[ReviewItem, ...]
    overview: Overview

    @property
    def decisions(self) -> list[DecisionLine]:
        """What was decided about any of them, what waits first."""
        every = (decision for item in (*self.items, *self.ended) for decision in item.decisions)
        return in_order(every)

    @property
    def came_back(self) -> list[DecisionLine]:
        """The decisions of earlier reviews that are not done, or were done since the last one."""
        begun = self.overview.as_of.day - timedelta(days=ROUND_DAYS)
        reviews = (review for item in self.items for review in item.reviews)
        last = last_round(reviews, self.overview.as_of.day)
        return [
            decision
            for decision in self.decisions
            if decision.review.date <= begun
            and (decision.decision.done_on is None or decision.decision.done_on >= last)
        ]

    def of(self, shown: TeamsShown) -> "ReviewList":
        """The same KPIs with the standards of the teams that are shown, and of everyone."""
        standards = [
            standard for standard in self.overview.standards if shown.shares(standard.standard)
        ]
        return replace(self, overview=replace(self.overview, standards=standards))


def load_review_list(
    database: DatabaseFile,
    as_of: AsOf,
    only: ReviewFilter = EVERYTHING,
    *,
    ended: bool = False,
    of: SubjectFilter = EVERYBODY,
) -> ReviewList:
    """The live KPIs of a day that the filter takes, worst first, those alike in the order of the
    plan; by the readings of everyone, or of one team.

    With `ended`, those that ended too.
    """
    overview = load_overview(database, as_of, ended=ended, of=of)
    with reading(database) as db:
        reviews = load_reviews(db, as_of.day, as_of.known_on)
        decisions = Decisions(db, as_of, database.rules.on(as_of.day), reviews)
        items = [
            ReviewItem(
                line,
                tuple(reviews.get(line.kpi.id, ())),
                done_lately(reviews.get(line.kpi.id, ()), as_of.day),
                decisions.of(line.kpi.id),
            )
            for priority in overview.priorities
            for line in priority.kpis
            if only.takes(line)
        ]
    live = [item for item in items if not item.line.ended]
    live.sort(key=lambda item: WORST_FIRST.index(item.line.standing.judgement.status))
    over = tuple(item for item in items if item.line.ended)
    return ReviewList(overview.mission, tuple(live), over, overview)


def load_beside_kpis(
    database: DatabaseFile, reviews: ReviewList, known: BesideKpis | None = None
) -> BesideKpis:
    """What got worse beside the KPIs of a review, and the standards that moved; what is `known`
    where nothing but decisions came to the file since.
    """
    as_of = reviews.overview.as_of
    with reading(database) as db:
        change = newest_change(db, besides=("reviews", "decisions"))
        if known is not None and known.change == change:
            return known
        rules = database.rules.on(as_of.day)
        beside = WorseBeside(db, as_of, rules)
        return BesideKpis(
            change,
            {
                item.line.kpi.id: beside.of(item.line.strategy, item.line.kpi)
                for item in reviews.items
            },
            tuple(_moved(db, reviews.overview, rules)),
        )


def of_teams(moved: Iterable[MovedStandard], shown: TeamsShown) -> tuple[MovedStandard, ...]:
    """Those of the teams that are shown, and of everyone."""
    return tuple(standard for standard in moved if shown.shares(standard.line.standard))


def load_moved_standards(database: DatabaseFile, overview: Overview) -> tuple[MovedStandard, ...]:
    """The standards of everyone or of a team whose metric really gets worse there."""
    with reading(database) as db:
        return tuple(_moved(db, overview, database.rules.on(overview.as_of.day)))


def _moved(db: Database, overview: Overview, rules: FileRules) -> Iterator[MovedStandard]:
    of_groups = [standard for standard in overview.standards if of_a_group(standard.standard)]
    marks = load_limit_marks(db, [group.metric.id for group in of_groups], overview.as_of.day)
    for line in of_groups:
        look = Look(line.metric, line.subject or EVERYBODY)
        of = marks.get(line.metric.id, UNMARKED)
        judged = judge(db, look, overview.as_of, rules, of)
        worse = worse_of(line.metric, judged, line.standard)
        if worse is not None and worse.strength == "real":
            yield MovedStandard(line, worse)
