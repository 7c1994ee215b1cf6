"""What is to be reviewed: every live KPI, worst first, with the reviews it had."""

from msgspec import Struct

from kpitui.config import Config
from kpitui.domain.periods import AsOf
from kpitui.domain.plan import Mission
from kpitui.domain.reviews import Review, done_lately
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.reviews import load_reviews
from kpitui.views.overview import WORST_FIRST, KpiLine, Overview, load_overview


class ReviewItem(Struct, frozen=True):
    """One KPI with its reviews, newest first; `done` where it was reviewed in the review that goes on."""

    line: KpiLine
    reviews: tuple[Review, ...]
    done: bool


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
    """The KPIs of a review, worst first, with the mission above them and the plan that they stand in.

    `ended` are the KPIs that ended by its day, where they were asked for, in the order of the plan.
    """

    mission: Mission | None
    items: tuple[ReviewItem, ...]
    ended: tuple[ReviewItem, ...]
    overview: Overview


def load_review_list(
    database: DatabaseFile, as_of: AsOf, config: Config, only: ReviewFilter = EVERYTHING, *, ended: bool = False
) -> ReviewList:
    """The live KPIs of a day that the filter takes, worst first, those alike in the order of the plan.

    With `ended`, those that ended too.
    """
    overview = load_overview(database, as_of, config, ended=ended)
    with reading(database) as db:
        reviews = load_reviews(db, as_of.day)
    items = [
        ReviewItem(line, tuple(reviews.get(line.kpi.id, ())), done_lately(reviews.get(line.kpi.id, ()), as_of.day))
        for priority in overview.priorities
        for line in priority.kpis
        if only.takes(line)
    ]
    live = [one for one in items if not one.line.ended]
    live.sort(key=lambda one: WORST_FIRST.index(one.line.standing.judgement.status))
    over = tuple(one for one in items if one.line.ended)
    return ReviewList(overview.mission, tuple(live), over, overview)
