"""From where on a health rule speaks; each docstring is its manual."""

from typing import Annotated

from msgspec import Meta, Struct


class Thresholds(Struct, frozen=True, kw_only=True):
    """From where on a health rule speaks."""

    live_priorities: Annotated[int, Meta(ge=1)] = 5
    """Up to this many priorities at once are still priorities (P106)."""

    kpis_of_a_strategy: Annotated[int, Meta(ge=1)] = 4
    """A strategy with more KPIs than this has too many to follow (K204)."""

    share_of_kpis: Annotated[float, Meta(gt=0, le=1)] = 0.5
    """More than this share of the metrics in use being KPIs means too many KPIs (K205)."""

    metrics_for_a_share: Annotated[int, Meta(ge=1)] = 6
    """With fewer metrics in use than this the share is not checked (K205)."""

    cadences_without_review: Annotated[float, Meta(gt=0)] = 2
    """A KPI is looked at within so many of its cadences (K210), but never asked about within
    `days_without_review`.
    """

    days_without_review: Annotated[int, Meta(ge=1)] = 28
    """A KPI of days or weeks needs no review more often than this (K210)."""

    cadences_without_reading: Annotated[float, Meta(gt=0)] = 2
    """A standard without a reading for so many of its cadences is neglected (S303)."""

    changes_of_a_standard: Annotated[int, Meta(ge=1)] = 2
    """A level that changes more often than this in a year is no standard (S302)."""

    changes_of_the_mission: Annotated[int, Meta(ge=1)] = 1
    """A mission that changes more often than this in a year is none (P105)."""

    days_of_coaching: Annotated[int, Meta(ge=1)] = 60
    """So many days back a session still counts as coaching for what is below now (C403, C404)."""

    evaluations_a_month: Annotated[int, Meta(ge=1)] = 4
    """So many evaluations a person needs in a month before their score means something; who has
    fewer is due, and a KPI or standard of such scores is found (K217, S309).
    """

    keep_notes: Annotated[int, Meta(ge=0, le=1200)] = 0
    """For so many months after someone left, what is written about them is kept; then they are due
    to be forgotten (D701). 0 sets no limit.
    """

    activity_words: tuple[str, ...] = (
        "sessions held", "trainings given", "trainings held", "coaching sessions", "calls made",
        "meetings held", "visits made", "hours trained", "mails sent", "calls handled",
    )  # fmt: skip
    """A metric with one of these in its name counts what people do, not what comes of it (K212)."""
