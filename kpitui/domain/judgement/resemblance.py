"""What makes signals less sure: neighbouring periods that resemble each other, and the season."""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, fsum, hypot, pi, sin, sqrt

PERIODS_OF_A_YEAR = {"day": 365, "week": 52, "month": 12, "period": 13, "quarter": 4}

YEARS = 2
"""So many full years have to show the same season."""

SEASON_SHARE = 3.0
"""The wave of each year is at least so many times as high as chance alone makes one in a year of
noise: its height is then √(4/n) times the spread of what the wave leaves.
"""

SEASON_TURN = 0.7
"""The cosine between the waves of two years of one season is at least this."""


def level_pieces(values: Sequence[float]) -> list[Sequence[float]]:
    """The values before and after the place where their level differs most, or all of them where
    that is within chance: the greatest distance of the running sum from its straight line (CUSUM,
    Page 1954), and levels more than three standard errors apart.
    """
    count = len(values)
    if count < 4:
        return [values]
    mean = fsum(values) / count
    running, best, at = 0.0, 0.0, 0
    for index, value in enumerate(values[:-1], 1):
        running += value - mean
        if abs(running) > best:
            best, at = abs(running), index
    if not at:
        return [values]
    before, after = values[:at], values[at:]
    means = [fsum(piece) / len(piece) for piece in (before, after)]
    left = fsum((value - means[0]) ** 2 for value in before) + fsum(
        (value - means[1]) ** 2 for value in after
    )
    error = sqrt(left / (count - 2) * (1 / len(before) + 1 / len(after)))
    return [before, after] if abs(means[1] - means[0]) > 3 * error else [values]


def neighbour_correlation(pieces: Sequence[Sequence[float]]) -> float:
    """The lag-1 autocorrelation of values about the mean of their piece; 0.0 where all are equal.

    Pieces are the stretches before and after a change: a step alone would look like resemblance.
    """
    products, squares = [], []
    for piece in pieces:
        if not piece:
            continue
        mean = fsum(piece) / len(piece)
        off = [value - mean for value in piece]
        squares += [value * value for value in off]
        products += [one * other for one, other in pairwise(off)]
    total = fsum(squares)
    return fsum(products) / total if total > 0 else 0.0


def resembles(values: Sequence[float]) -> float | None:
    """The correlation of neighbours where it lies above 2/√n, which chance exceeds in about one of
    forty series (Bartlett 1946); None otherwise.
    """
    correlation = neighbour_correlation(level_pieces(values)) if values else 0.0
    return correlation if values and correlation > 2 / sqrt(len(values)) else None


def has_season(values: Sequence[float | None], by: str) -> bool:
    """Whether the newest two full years show one and the same yearly wave.

    Each year is fitted with one wave of its own (a cosine and a sine of the year); both have to
    stand out of the noise, and to point the same way.
    """
    year = PERIODS_OF_A_YEAR[by]
    if len(values) < YEARS * year or year < 12:
        return False
    newest = values[-YEARS * year :]
    waves = [_wave(newest[at * year : (at + 1) * year]) for at in range(YEARS)]
    if any(wave is None for wave in waves):
        return False
    (cos_1, sin_1), (cos_2, sin_2) = [wave for wave in waves if wave]
    size = hypot(cos_1, sin_1) * hypot(cos_2, sin_2)
    return size > 0 and (cos_1 * cos_2 + sin_1 * sin_2) / size >= SEASON_TURN


def _wave(values: Sequence[float | None]) -> tuple[float, float] | None:
    """The cosine and sine of a year, None where they do not stand out of the noise."""
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    if 2 * len(known) < len(values):
        return None
    mean = fsum(value for _, value in known) / len(known)
    turn = 2 * pi / len(values)
    cosine = 2 * fsum((value - mean) * cos(turn * at) for at, value in known) / len(known)
    sine = 2 * fsum((value - mean) * sin(turn * at) for at, value in known) / len(known)
    left = [value - mean - cosine * cos(turn * at) - sine * sin(turn * at) for at, value in known]
    spread = sqrt(fsum(residual * residual for residual in left) / len(left))
    if hypot(cosine, sine) < SEASON_SHARE * spread / sqrt(len(known)):
        return None
    return cosine, sine
