"""Hours a week as people type them: `20`, `37.5`, `20 h`."""

from kpitui.domain.numbers import parse_number, plain_number

MOST_HOURS = 168.0
"""A week has no more."""


def read_hours(text: str, *, decimal_comma: bool | None = None) -> float | None:
    """The hours a week that a text says, None where it is empty; raises ValueError with a
    sentence.
    """
    said = text.strip().lower().removesuffix("hours").removesuffix("h").strip()
    if not said:
        return None
    try:
        hours = parse_number(said, decimal_comma=decimal_comma)
    except ValueError:
        hours = 0.0
    if not 0.0 < hours <= MOST_HOURS:
        raise ValueError(f"type the hours a week, such as 20 or 37.5, not “{text.strip()[:40]}”")
    return hours


def typed_hours(hours: float | None, *, decimal_comma: bool = False) -> str:
    """Hours as they are typed; empty for full time."""
    return "" if hours is None else plain_number(hours, decimal_comma=decimal_comma)
