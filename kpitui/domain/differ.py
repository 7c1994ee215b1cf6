"""Who really differs: people of a team, or teams, held against one common band, or for shares and
counts against a funnel.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from math import fsum, inf, sqrt

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


class DifferSubject(Struct, frozen=True):
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
    by how much their own values vary more than chance. `too_few` have too few periods. `apart` are
    those so far off that the centre is that of the others.
    """

    centre: float
    compared: tuple[Compared, ...]
    too_few: tuple[Hashable, ...]
    sigma: float | None = None
    overdispersion: float | None = None
    tau: float = 0.0
    sigma_z: float | None = None
    funnel: "Funnel | None" = None
    apart: tuple[Hashable, ...] = ()

    @property
    def widened(self) -> bool:
        """Whether the limits are wider than chance alone makes them."""
        return self.tau > 0 or (self.sigma_z or 1.0) > 1

    @property
    def differing(self) -> list[Compared]:
        """Those that really differ."""
        return [compared for compared in self.compared if compared.side is not None]


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


def compare_values(subjects: Iterable[DifferSubject]) -> Comparison | None:
    """The mean of each subject against one band; None where fewer than two have enough periods.

    Grand mean ± 3 σ √((N − k)/(N k)) with k the periods of a subject and N those of all, which for
    m equally long ones is 3 σ √((m − 1)/m)/√k (analysis of means: Nelson, Wludyka & Copeland,
    2005); σ is the mean of each one's mR̄/1.128. Who is far off is left out of the grand mean
    (`_held_against_the_others`), and held against it with √((N + k)/(N k)).
    """
    known, few = _enough(subjects, lambda subject: enough(subject.known, subject.steps, FEWEST))
    if len(known) < FEWEST_COMPARED:
        return None
    noise = NOISE * max(abs(value) for subject in known for value in subject.known)
    ranges = [fsum(subject.steps) / len(subject.steps) for subject in known]
    sigma = fsum(ranges) / len(ranges) / RANGE_OF_TWO

    def held(others: Sequence[DifferSubject], apart: Collection[Hashable]) -> _Held:
        """Each of them held against the mean of the others."""
        total = sum(other.periods for other in others)
        centre = fsum(value for other in others for value in other.known) / total
        found = []
        for subject in known:
            mean, periods = fsum(subject.known) / subject.periods, subject.periods
            own = periods if subject.key in apart else -periods
            reach = 3 * sigma * sqrt((total + own) / (total * periods)) + noise
            found.append(_beside(subject.key, mean, periods, (centre - reach, centre + reach)))
        return _Held(centre, tuple(found))

    found, apart = _held_against_the_others(known, held)
    return Comparison(found.centre, found.compared, few, sigma=sigma, apart=apart)


def compare_shares(
    subjects: Iterable[DifferSubject], *, scale: float, shares: bool, possible: Possible = ANYTHING
) -> Comparison | None:
    """The share (binomial), or with `shares` off the rate (Poisson), of each subject against a
    funnel; None where fewer than two have enough periods.

    Exact limits beyond 3 sigma, widened where the compared vary more than chance: φ = Σz²/k of the
    winsorised z, τ² = max(0, (kφ − (k − 1)) / (Σw − Σw²/Σw)) with w = 1/σ² (Spiegelhalter, Handling
    over-dispersion of performance indicators, 2005). Of fewer than 6 they are widened by σz, how
    much each one's own values vary from period to period (`own_variation`). Who is far off is left
    out of the common rate (`_held_against_the_others`).
    """
    known, few = _enough(subjects, lambda subject: subject.periods >= FEWEST and subject.size > 0)
    if len(known) < FEWEST_COMPARED:
        return None

    def held(others: Sequence[DifferSubject], _: Collection[Hashable]) -> _Held:
        """Each of them held against the common rate of the others."""
        rate = fsum(other.events for other in others) / fsum(other.size for other in others)
        funnel, phi = _widened(Funnel(rate, scale, 0.0, shares, possible), known)
        limits = {size: funnel.limits(size) for size in {subject.size for subject in known}}
        found = tuple(
            _beside(
                subject.key,
                scale * subject.events / subject.size,
                subject.size,
                limits[subject.size],
            )
            for subject in known
        )
        return _Held(funnel.centre, found, funnel, phi)

    found, apart = _held_against_the_others(known, held)
    funnel, few_own = found.funnel, len(known) < FEWEST_FOR_A_SPREAD
    assert funnel is not None
    varies = few_own and bool(funnel.sigma(known[0].size))
    return Comparison(
        found.centre,
        found.compared,
        few,
        overdispersion=found.phi,
        tau=funnel.tau,
        sigma_z=funnel.sigma_z if varies else None,
        funnel=funnel,
        apart=apart,
    )


def _widened(funnel: Funnel, known: Sequence[DifferSubject]) -> tuple[Funnel, float]:
    """The funnel with limits as wide as the compared vary, and their φ."""
    sigmas = [funnel.sigma(subject.size) for subject in known]
    if not all(sigmas):
        return funnel, 1.0
    values = [funnel.scale * subject.events / subject.size for subject in known]
    z = [(value - funnel.centre) / one for value, one in zip(values, sigmas, strict=True)]
    phi = fsum(score * score for score in winsorised(z)) / len(z)
    if len(known) < FEWEST_FOR_A_SPREAD:
        return replace(funnel, sigma_z=own_variation(known, funnel)), phi
    return replace(funnel, tau=sqrt(spread_beyond_chance(phi, sigmas))), phi


class _Held(Struct, frozen=True):
    """What the compared were held against, and each of them; of a funnel that and its φ."""

    centre: float
    compared: tuple[Compared, ...]
    funnel: Funnel | None = None
    phi: float | None = None


def _held_against_the_others(
    known: Sequence[DifferSubject],
    held: Callable[[Sequence[DifferSubject], Collection[Hashable]], _Held],
) -> tuple[_Held, tuple[Hashable, ...]]:
    """Each of them against what those that do not differ have in common, and who is left out of
    that.

    One far off draws the common value to itself, so that those that are alike lie beyond limits
    around it: of 60, 90 and 90 % with 80 % in common all three. The furthest beyond its limits is
    left out and the others are looked at again, until none of them is beyond (as Rosner's many
    outliers: Percentage points for a generalized ESD many-outlier procedure, 1983; Barnett &
    Lewis, Outliers in Statistical Data, 1994, on outliers that hide or make others). What is in
    common is only said of more than half: where that many are not alike, no one is left out. With
    no one beyond the limits around all, all of it stays as it is, and so do its false alarms.
    """
    everyone = held(known, ())
    apart: list[Hashable] = []
    found = everyone
    while True:
        beyond = {
            compared.key: distance
            for compared in found.compared
            if compared.side is not None and compared.key not in apart
            for distance in [_distance(compared, found.centre)]
        }
        if not beyond:
            return found, tuple(apart)
        furthest = max(beyond.values())
        apart += [key for key, one in beyond.items() if one >= furthest * (1 - NOISE)]
        if 2 * len(apart) >= len(known):
            return everyone, ()
        found = held([subject for subject in known if subject.key not in apart], apart)


def _distance(one: Compared, centre: float) -> float:
    """How many times as far from the centre as its limit."""
    reach = one.upper - centre if one.side == "high" else centre - one.lower
    return abs(one.value - centre) / reach if reach else inf


def own_variation(subjects: Iterable[DifferSubject], funnel: Funnel) -> float:
    """By how much values vary from period to period beyond chance, at least 1: the mean of each
    subject's σz = mR̄(z)/1.128 with z = (value − its own)/σ (Laney, Improved control charts for
    attributes, 2002).
    """
    found = []
    for subject in subjects:
        own = replace(funnel, rate=subject.events / subject.size)
        if not own.sigma(subject.size):
            continue
        sizes = subject.sizes or [1.0] * len(subject.values)
        z = [
            None if value is None else (value - own.centre) / own.sigma(size)
            for value, size in zip(subject.values, sizes, strict=True)
        ]
        steps = [step for step in moving_ranges(z, across=subject.across) if step is not None]
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
    return [min(max(score, low), high) for score in z]


def spread_beyond_chance(phi: float, sigmas: Sequence[float]) -> float:
    """τ², the variance between the compared, of φ and the standard deviation of each by chance."""
    weights, count = [1 / (sigma * sigma) for sigma in sigmas], len(sigmas)
    total = fsum(weights)
    return max(
        0.0,
        (count * phi - (count - 1)) / (total - fsum(weight * weight for weight in weights) / total),
    )


def _enough(
    subjects: Iterable[DifferSubject], has_enough: Callable[[DifferSubject], bool]
) -> tuple[list[DifferSubject], tuple[Hashable, ...]]:
    known: list[DifferSubject] = []
    few: list[Hashable] = []
    for subject in subjects:
        if has_enough(subject):
            known.append(subject)
        else:
            few.append(subject.key)
    return known, tuple(few)


def _beside(key: Hashable, value: float, size: float, limits: tuple[float, float]) -> Compared:
    lower, upper = limits
    side: Side | None = "low" if value < lower else "high" if value > upper else None
    return Compared(key, value, size, lower, upper, side)
