"""Absences in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.words.spans import Line, line, muted

if TYPE_CHECKING:
    from kpitui.domain.records.absence import Absence
    from kpitui.views.absences import AbsenceLine
    from kpitui.words.speech import Speech


def away(one: Absence, speech: Speech) -> str:
    """That someone is away, and until when: `away until 2026-12-14: holiday`."""
    return f"away{_until(one, speech)}{_because(one)}"


def coming(one: Absence, speech: Speech) -> str:
    """An absence that is still to come."""
    return f"away {absence(one, speech)}"


def absence(one: Absence, speech: Speech) -> str:
    """An absence from its first to its last day: `2026-12-01 to 2026-12-14, back 2026-12-15`."""
    since = speech.day(one.starts_on)
    if one.last_day is None or one.ends_on is None:
        return f"from {since} on{_because(one)}"
    to = "" if one.last_day == one.starts_on else f" to {speech.day(one.last_day)}"
    return f"{since}{to}, back {speech.day(one.ends_on)}{_because(one)}"


def absence_line(one: AbsenceLine, speech: Speech) -> Line:
    """An absence of a list, with who it is."""
    team = f" ({one.team})" if one.team else ""
    return line(f"{one.person}{team}", muted(f"  {absence(one.absence, speech)}"))


def _until(one: Absence, speech: Speech) -> str:
    return f" until {speech.day(one.last_day)}" if one.last_day else ""


def _because(one: Absence) -> str:
    return f": {one.reason}" if one.reason else ""
