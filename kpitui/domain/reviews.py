"""Which KPIs a review that goes on has done already."""

from collections.abc import Sequence
from datetime import date as day
from datetime import timedelta

from kpitui.domain.records.review import Review

ROUND_DAYS = 7
"""A KPI that was reviewed so many days ago or less counts as done in the review that goes on."""


def done_lately(reviews: Sequence[Review], today: day) -> bool:
    """Whether a KPI needs no look any more in the review that goes on."""
    return any(today - timedelta(days=ROUND_DAYS) < review.date <= today for review in reviews)
