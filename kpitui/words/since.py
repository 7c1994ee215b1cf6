"""Since when there is news for someone."""

from kpitui.views.today import Seat
from kpitui.words.speech import Speech


def since(seat: Seat, speech: Speech) -> str:
    """Since when there is news: “since 2026-11-19 14:20”, or “in the last 7 days”."""
    if not seat.known:
        return "in the last 7 days"
    here = speech.clock.here(seat.since)
    return f"since {speech.day(here.date())} {here:%H:%M}"
