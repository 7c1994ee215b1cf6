"""How often who is coached, in words."""

from kpitui.domain.coaching_rhythm import every
from kpitui.views.rhythms import RhythmLine
from kpitui.words.spans import Line, line, strong
from kpitui.words.speech import Speech


def rhythm_line(one: RhythmLine, speech: Speech) -> Line:
    """Who is coached how often, since when and by whom, and what comes."""
    said = [every(one.days) if one.own else "as everyone"]
    if one.starts_on is not None:
        why = f": {one.why}" if one.why else ""
        said.append(f"{speech.since(one.starts_on)}, {one.by}{why}")
    said += [f"from {speech.day(day)}: {every(days)}" for day, days in one.coming]
    return line(strong(one.whose), f": {'; '.join(said)}")
