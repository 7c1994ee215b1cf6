"""From where on a health rule speaks; each docstring is its manual."""

from dataclasses import dataclass

from kpitui.domain.settings import limited


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From where on a health rule speaks."""

    live_priorities: int = limited(5, ge=1)
    """So many priorities at once are still priorities (P106)."""

    kpis_of_a_strategy: int = limited(4, ge=1)
    """So many KPIs a strategy can have before nobody follows them (K204)."""

    share_of_kpis: float = limited(0.5, gt=0, le=1)
    """More than this share of all metrics being KPIs means that everything is called one (K205)."""

    metrics_for_a_share: int = limited(6, ge=1)
    """With fewer metrics than this a share says nothing (K205)."""

    cadences_without_review: float = limited(2, gt=0)
    """A KPI is looked at within so many of its cadences (K210), but never asked about within `days_without_review`."""

    days_without_review: int = limited(28, ge=1)
    """A KPI of days or weeks needs no review more often than this (K210)."""

    cadences_without_reading: float = limited(2, gt=0)
    """A standard without a reading for so many of its cadences is neglected (S303)."""

    changes_of_a_standard: int = limited(2, ge=1)
    """A level that changes more often than this in a year is no standard (S302)."""

    changes_of_the_mission: int = limited(1, ge=1)
    """A mission that changes more often than this in a year is none (P105)."""

    periods_short: int = limited(3, ge=1)
    """Somebody short of a standard for so many periods in a row is due to be coached (C403)."""

    days_of_coaching: int = limited(60, ge=1)
    """So many days back a session still counts as coaching for what is short now (C403, C404)."""

    activity_words: tuple[str, ...] = (
        "sessions held", "trainings given", "trainings held", "coaching sessions", "calls made", "meetings held",
        "visits made", "hours trained", "mails sent", "calls handled",
    )  # fmt: skip
    """A metric with one of these in its name counts what people do, not what comes of it (K212)."""
