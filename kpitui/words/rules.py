"""The rules of a file in words."""

from kpitui.views.rules import RuleLine
from kpitui.words.spans import Line, line
from kpitui.words.speech import Speech


def rule(one: RuleLine, speech: Speech) -> Line:
    """A rule with its value, since when and by whom, and what comes."""
    said = [f"{one.key}: {one.value}"]
    if one.starts_on is not None:
        said.append(f"{speech.since(one.starts_on)}, {one.by}{f': {one.why}' if one.why else ''}")
    said += [f"from {speech.day(day)}: {value}" for day, value in one.coming]
    return line("; ".join(said))
