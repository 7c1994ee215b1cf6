"""Which KPIs a review that goes on has done already, and when the next one is due."""

from collections.abc import Iterable, Sequence
from datetime import date as day
from datetime import timedelta

from kpitui.domain.records.metric import Cadence
from kpitui.domain.records.review import Review
from kpitui.domain.thresholds import Thresholds

ROUND_DAYS = 7
"""A KPI that was reviewed so many days ago or less counts as done in the review that goes on."""


def days_between_reviews(cadence: Cadence, thresholds: Thresholds) -> int:
    """A KPI is due for a review so many days after the last one."""
    allowed = thresholds.cadences_without_review * cadence.days
    return int(max(allowed, thresholds.days_without_review))


def last_round(reviews: Iterable[Review], today: day) -> day:
    """When the review before the one that goes on began, or this one where there was none."""
    round_of = timedelta(days=ROUND_DAYS)
    dates = sorted(review.date for review in reviews if review.date <= today - round_of)
    if not dates:
        return today - round_of
    return next(date for date in dates if date > dates[-1] - round_of)


def done_lately(reviews: Sequence[Review], today: day) -> bool:
    """Whether a KPI needs no look any more in the review that goes on."""
    return any(today - timedelta(days=ROUND_DAYS) < review.date <= today for review in reviews)
