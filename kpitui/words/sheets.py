"""Call sheets in words."""

from kpitui.domain.enough_evaluations import Sample, Spread
from kpitui.domain.numbers import counted, format_number, rounded_text
from kpitui.words.speech import Speech


def sample(count: int, spread: Spread | None, speech: Speech, noun: str = "call") -> str:
    """What a score is made of and how sure it is: “4 calls: ± 11 points”; the number alone where
    nothing can be said of how sure.
    """
    said = counted(count, noun)
    margin = spread.margin(count) if spread else None
    return said if margin is None else f"{said}: ± {_points(margin, speech)}"


def sample_in_brief(one: Sample, speech: Speech) -> str:
    """The same in few cells: “4 ±11”."""
    said = _points(one.margin, speech).partition(" ")[0] if one.margin is not None else ""
    return f"{one.count} ±{said}" if said else str(one.count)


def needed(wanted: float, spread: Spread | None, speech: Speech, noun: str = "call") -> str:
    """How many it takes to be as sure as wanted: “17 calls for ± 5 points”; nothing where that is
    not known.
    """
    count = spread.needed(wanted) if spread else None
    return "" if count is None else f"{count} {noun}s for ± {_points(wanted, speech)}"


def _points(points: float, speech: Speech) -> str:
    """Points of a score, with a decimal where they are few."""
    decimals = 1 if 0 < points < 9.95 and rounded_text(points, 1)[-1] != "0" else 0
    said = format_number(points, decimals, "", decimal_comma=speech.writing.decimal_comma)
    return f"{said} point{'' if said == '1' else 's'}"
