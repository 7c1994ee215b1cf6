"""What eyes make of colours: contrast after WCAG 2, and what is left of a colour where one kind of
cone is missing.
"""

from functools import cache
from itertools import product

Rgb = tuple[int, int, int]

_LUMINANCE = (0.2126, 0.7152, 0.0722)

# Viénot, Brettel and Mollon 1999, on linear light: eyes without the cones for red, and without
# those for green.
BLIND = {
    "no red": ((0.1124, 0.8876, 0.0), (0.1124, 0.8876, 0.0), (0.0040, -0.0040, 1.0)),
    "no green": ((0.2928, 0.7072, 0.0), (0.2928, 0.7072, 0.0), (-0.0223, 0.0223, 1.0)),
}


def _linear(colour: Rgb) -> tuple[float, ...]:
    return tuple(
        one / 255 / 12.92 if one / 255 <= 0.04045 else ((one / 255 + 0.055) / 1.055) ** 2.4
        for one in colour
    )


def _dot(row: tuple[float, ...], column: tuple[float, ...]) -> float:
    return sum(one * other for one, other in zip(row, column, strict=True))


@cache
def contrast(text: Rgb, ground: Rgb) -> float:
    """From 1, the same, to 21, black on white; 4.5 is what WCAG asks of text."""
    dark, light = sorted(_dot(_LUMINANCE, _linear(one)) for one in (text, ground))
    return (light + 0.05) / (dark + 0.05)


def distance(one: Rgb, other: Rgb, blind: str) -> float:
    """How far apart two colours are for such eyes, in Lab units; 2 can just be seen
    side by side.
    """
    labs = [
        _lab(tuple(max(0.0, _dot(row, _linear(colour))) for row in BLIND[blind]))
        for colour in (one, other)
    ]
    return float(sum((a - b) ** 2 for a, b in zip(*labs, strict=True)) ** 0.5)


_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))


def _lab(linear: tuple[float, ...]) -> tuple[float, float, float]:
    white = (0.9505, 1.0, 1.089)
    x, y, z = (
        share ** (1 / 3) if share > 0.008856 else 7.787 * share + 16 / 116
        for share in (_dot(row, linear) / whole for row, whole in zip(_XYZ, white, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def pairs(colours: dict[str, Rgb], grounds: dict[str, Rgb]) -> dict[str, float]:
    """The contrast of every text colour on every background, by name."""
    return {
        f"{one} on {other}": contrast(colours[one], grounds[other])
        for one, other in product(colours, grounds)
    }
