"""What people decided about the limits of metrics: splits at events, a locked baseline."""

from collections.abc import Collection
from datetime import date

from msgspec import Struct

from kpitui.storage.coaching import load_limit_splits
from kpitui.storage.driver import Database
from kpitui.storage.reviews import load_baselines


class LimitMarks(Struct, frozen=True):
    """The days on which limits start anew, and the days, both counted in, that they are
    locked to.
    """

    splits: tuple[date, ...] = ()
    locked: tuple[date, date] | None = None


UNMARKED = LimitMarks()


def load_limit_marks(
    db: Database, metric_ids: Collection[int], until: date, known_on: date | None = None
) -> dict[int, LimitMarks]:
    """What was decided about the limits of metrics, as it was known at the end of a day, or is now;
    those of which nothing was are left out.
    """
    splits = load_limit_splits(db, metric_ids, until, known_on)
    locked = load_baselines(db, metric_ids, known_on)
    marks = {}
    for metric_id in splits.keys() | locked.keys():
        baseline = locked.get(metric_id)
        span = (baseline.first_on, baseline.last_on) if baseline else None
        marks[metric_id] = LimitMarks(tuple(splits.get(metric_id, ())), span)
    return marks
