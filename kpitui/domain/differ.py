"""Who really differs: people of a team, or teams, held against one common band, or for shares and
counts against a funnel.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from math import fsum, sqrt

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.exact_limits import Law, exact_limits
from kpitui.domain.natural_limits import (
    ANYTHING,
    FEWEST,
    NOISE,
    Possible,
    Side,
    enough,
    moving_ranges,
)

RANGE_OF_TWO = 1.128
"""d2: how many standard deviations the mean range of two values is."""

WINSORISED = 0.1
"""This share of the z values is drawn in to the next at each end before they are squared."""

FEWEST_COMPARED = 2

FEWEST_FOR_A_SPREAD = 6
"""Of fewer, one that differs makes so much of the spread between them that limits widened by it
hold that one too: simulated, one of 5 at 60 % beside 90 % is never named.
"""


class Subject(Struct, frozen=True):
    """A person or a team: a value for each period, oldest first, None where there is none, with the
    periods that are no gaps without one (`across`); of a funnel the events, and of how many, or in
    how many periods, of all periods and (`sizes`) of each.
    """

    key: Hashable
    values: Sequence[float | None]
    across: Collection[int] = ()
    events: float = 0.0
    size: float = 0.0
    sizes: Sequence[float] = ()

    @property
    def periods(self) -> int:
        """How many periods have a value."""
        return len(self.known)

    @property
    def known(self) -> list[float]:
        """The values there are."""
        return [value for value in self.values if value is not None]

    @property
    def steps(self) -> list[float]:
        """The moving ranges."""
        steps = moving_ranges(self.values, across=self.across)
        return [step for step in steps if step is not None]


class Compared(Struct, frozen=True):
    """A subject with its value, the limits that hold for it, and the one it is beyond, if any;
    `size` is how many periods, or of how many.
    """

    key: Hashable
    value: float
    size: float
    lower: float
    upper: float
    side: Side | None


class Comparison(Struct, frozen=True):
    """What is common to the compared, and each of them, in the order they came in.

    `sigma` is that of one period of a band; of a funnel `overdispersion` is φ and `tau` the spread
    between the compared beyond chance, in the unit of the values; of a funnel of few `sigma_z` is
    by how much their own values vary more than chance. `too_few` have too few periods.
    """

    centre: float
    compared: tuple[Compared, ...]
    too_few: tuple[Hashable, ...]
    sigma: float | None = None
    overdispersion: float | None = None
    tau: float = 0.0
    sigma_z: float | None = None
    funnel: "Funnel | None" = None

    @property
    def widened(self) -> bool:
        """Whether the limits are wider than chance alone makes them."""
        return self.tau > 0 or (self.sigma_z or 1.0) > 1

    @property
    def differing(self) -> list[Compared]:
        """Those that really differ."""
        return [one for one in self.compared if one.side is not None]


class Funnel(Struct, frozen=True):
    """The limits of a share or a rate by its size: `scale` is the value of one event for each of
    the size (100 for percentages), `rate` the common one, `tau` and `sigma_z` as in a comparison.
    """

    rate: float
    scale: float
    tau: float
    shares: bool
    possible: Possible = ANYTHING
    sigma_z: float = 1.0

    @property
    def centre(self) -> float:
        """The common value."""
        return self.rate * self.scale

    def sigma(self, size: float) -> float:
        """The standard deviation that chance alone gives a value of such a size."""
        return self.scale * self._law(size).sigma(self.rate * size) / size

    def limits(self, size: float) -> tuple[float, float]:
        """The exact limits, σz·√(σ² + τ²)/σ times as far from the centre; both are the centre where
        nothing varies (all or none).
        """
        sigma = self.sigma(size)
        if not sigma:
            return self.centre, self.centre
        wider = self.sigma_z * sqrt(1 + (self.tau / sigma) ** 2)
        low, high = exact_limits(self._law(size), self.rate * size)
        off = [(end / size * self.scale - self.centre) * wider for end in (low, high)]
        return (
            max(self.centre + off[0], self.possible.low),
            min(self.centre + off[1], self.possible.high),
        )

    def _law(self, size: float) -> Law:
        return Law(size if self.shares else None)


def compare_values(subjects: Iterable[Subject]) -> Comparison | None:
    """The mean of each subject against one band; None where fewer than two have enough periods.

    Grand mean ± 3 σ √((N − k)/(N k)) with k the periods of a subject and N those of all, which for
    m equally long ones is 3 σ √((m − 1)/m)/√k (analysis of means: Nelson, Wludyka & Copeland,
    2005); σ is the mean of each one's mR̄/1.128.
    """
    known, few = _enough(subjects, lambda one: enough(one.known, one.steps, FEWEST))
    if len(known) < FEWEST_COMPARED:
        return None
    total = sum(one.periods for one in known)
    centre = fsum(value for one in known for value in one.known) / total
    noise = NOISE * max(abs(value) for one in known for value in one.known)
    ranges = [fsum(one.steps) / len(one.steps) for one in known]
    sigma = fsum(ranges) / len(ranges) / RANGE_OF_TWO
    compared = []
    for one in known:
        mean, periods = fsum(one.known) / one.periods, one.periods
        reach = 3 * sigma * sqrt((total - periods) / (total * periods)) + noise
        compared.append(_held(one.key, mean, periods, (centre - reach, centre + reach)))
    return Comparison(centre, tuple(compared), few, sigma=sigma)


def compare_shares(
    subjects: Iterable[Subject], *, scale: float, shares: bool, possible: Possible = ANYTHING
) -> Comparison | None:
    """The share (binomial), or with `shares` off the rate (Poisson), of each subject against a
    funnel; None where fewer than two have enough periods.

    Exact limits beyond 3 sigma, widened where the compared vary more than chance: φ = Σz²/k of the
    winsorised z, τ² = max(0, (kφ − (k − 1)) / (Σw − Σw²/Σw)) with w = 1/σ² (Spiegelhalter, Handling
    over-dispersion of performance indicators, 2005). Of fewer than 6 they are widened by σz, how
    much each one's own values vary from period to period (`own_variation`).
    """
    known, few = _enough(subjects, lambda one: one.periods >= FEWEST and one.size > 0)
    if len(known) < FEWEST_COMPARED:
        return None
    rate = fsum(one.events for one in known) / fsum(one.size for one in known)
    funnel = Funnel(rate, scale, 0.0, shares, possible)
    values = [scale * one.events / one.size for one in known]
    sigmas = [funnel.sigma(one.size) for one in known]
    phi, tau, sigma_z = 1.0, 0.0, None
    if all(sigmas):
        z = [(value - funnel.centre) / one for value, one in zip(values, sigmas, strict=True)]
        phi = fsum(one * one for one in winsorised(z)) / len(z)
        if len(known) < FEWEST_FOR_A_SPREAD:
            sigma_z = own_variation(known, funnel)
        else:
            tau = sqrt(spread_beyond_chance(phi, sigmas))
    funnel = replace(funnel, tau=tau, sigma_z=sigma_z or 1.0)
    limits = {size: funnel.limits(size) for size in {one.size for one in known}}
    compared = tuple(
        _held(one.key, value, one.size, limits[one.size])
        for value, one in zip(values, known, strict=True)
    )
    return Comparison(
        funnel.centre, compared, few, overdispersion=phi, tau=tau, sigma_z=sigma_z, funnel=funnel
    )


def own_variation(subjects: Iterable[Subject], funnel: Funnel) -> float:
    """By how much values vary from period to period beyond chance, at least 1: the mean of each
    subject's σz = mR̄(z)/1.128 with z = (value − its own)/σ (Laney, Improved control charts for
    attributes, 2002).
    """
    found = []
    for one in subjects:
        own = replace(funnel, rate=one.events / one.size)
        if not own.sigma(one.size):
            continue
        sizes = one.sizes or [1.0] * len(one.values)
        z = [
            None if value is None else (value - own.centre) / own.sigma(size)
            for value, size in zip(one.values, sizes, strict=True)
        ]
        steps = [step for step in moving_ranges(z, across=one.across) if step is not None]
        if steps:
            found.append(fsum(steps) / len(steps) / RANGE_OF_TWO)
    return max(1.0, fsum(found) / len(found)) if found else 1.0


def winsorised(z: Sequence[float]) -> list[float]:
    """The numbers, none further out than the quantiles of a tenth and of nine tenths."""
    ordered, last = sorted(z), len(z) - 1

    def quantile(share: float) -> float:
        at = int(share * last)
        beyond = share * last - at
        return ordered[at] + (ordered[min(at + 1, last)] - ordered[at]) * beyond

    low, high = quantile(WINSORISED), quantile(1 - WINSORISED)
    return [min(max(one, low), high) for one in z]


def spread_beyond_chance(phi: float, sigmas: Sequence[float]) -> float:
    """τ², the variance between the compared, of φ and the standard deviation of each by chance."""
    weights, count = [1 / (one * one) for one in sigmas], len(sigmas)
    total = fsum(weights)
    return max(
        0.0, (count * phi - (count - 1)) / (total - fsum(one * one for one in weights) / total)
    )


def _enough(
    subjects: Iterable[Subject], has_enough: Callable[[Subject], bool]
) -> tuple[list[Subject], tuple[Hashable, ...]]:
    known: list[Subject] = []
    few: list[Hashable] = []
    for one in subjects:
        if has_enough(one):
            known.append(one)
        else:
            few.append(one.key)
    return known, tuple(few)


def _held(key: Hashable, value: float, size: float, limits: tuple[float, float]) -> Compared:
    lower, upper = limits
    side: Side | None = "low" if value < lower else "high" if value > upper else None
    return Compared(key, value, size, lower, upper, side)
