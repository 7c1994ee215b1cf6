"""How often a series without any change is said to have one.

Simulated: normal values, independent of each other, 2,000 series a length (seed 20261129),
judged by `changes_of`. `tests/domain/test_claims.py` holds the figures.
"""

from kpitui.domain.judgement.changes import Strength
from kpitui.domain.natural_limits import RuleSet

LENGTHS = (12, 16, 20, 24, 36, 52, 78, 104, 156)

ANY: dict[RuleSet, tuple[float, ...]] = {
    "wheeler": (3.4, 6.1, 6.8, 9.4, 14.8, 15.4, 15.3, 17.4, 15.7),
    "nhs": (4.0, 7.5, 10.9, 13.6, 22.6, 24.0, 23.1, 25.4, 23.9),
    "anhoej": (1.1, 0.8, 1.9, 3.2, 4.2, 3.9, 3.2, 3.2, 3.4),
}
"""Any remark at all, of 100 series, by length."""

REAL: dict[RuleSet, tuple[float, ...]] = {
    "wheeler": (0.1, 0.7, 1.1, 2.5, 5.7, 7.0, 7.2, 8.9, 8.0),
    "nhs": (1.0, 2.2, 5.5, 7.0, 13.9, 16.0, 15.6, 16.8, 16.1),
    "anhoej": (0.0, 0.3, 0.3, 0.3, 2.0, 0.8, 0.9, 0.4, 0.7),
}
"""A real change."""


def false_alarms(strength: Strength, count: int, rules: RuleSet) -> float | None:
    """Of 100 series of so many periods without any change, how many get this claim or a stronger
    one; None where that was not simulated.
    """
    table = (REAL if strength == "real" else ANY)[rules]
    if count < LENGTHS[0]:
        return None
    nearest = min(range(len(LENGTHS)), key=lambda at: abs(LENGTHS[at] - count))
    return table[nearest]


def alarm_words(strength: Strength, count: int, rules: RuleSet, noun: str) -> str:
    """The false-alarm rate in words, empty where it is not known."""
    rate = false_alarms(strength, count, rules)
    if rate is None:
        return ""
    claim = "a real change" if strength == "real" else "something"
    return (
        f"of 100 charts of about {count} {noun}s on which nothing changed, {max(1, round(rate))} "
        f"would claim {claim}"
    )
