"""What people decided about the limits of metrics: splits at events, a locked baseline."""

from collections.abc import Collection
from datetime import date

from msgspec import Struct

from kpitui.domain.readings import EVERYBODY, SubjectFilter
from kpitui.domain.records.annotation import Annotation
from kpitui.storage.coaching import load_limit_splits
from kpitui.storage.driver import Database
from kpitui.storage.reviews import load_baselines
from kpitui.views.events import events_of


class LimitMarks(Struct, frozen=True):
    """The days on which the limits of the whole organisation start again, and the days, both
    counted in, that they are locked to; and the events at which those of one team or person start
    again.
    """

    splits: tuple[date, ...] = ()
    locked: tuple[date, date] | None = None
    narrow: tuple[Annotation, ...] = ()


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
        baseline, events = locked.get(metric_id), splits.get(metric_id, [])
        marks[metric_id] = LimitMarks(
            tuple(sorted({event.date for event in events if event.whole})),
            (baseline.first_on, baseline.last_on) if baseline else None,
            tuple(event for event in events if not event.whole),
        )
    return marks


def marks_for(
    db: Database, marks: LimitMarks, subject: SubjectFilter, known_on: date | None = None
) -> LimitMarks:
    """What of the marks of a metric holds for a subject. The span that limits are locked to was
    chosen for the values of all of them together.
    """
    if subject == EVERYBODY:
        return marks
    own = events_of(db, marks.narrow, subject, known_on)
    return LimitMarks(tuple(sorted({*marks.splits, *(annotation.date for annotation in own)})))
