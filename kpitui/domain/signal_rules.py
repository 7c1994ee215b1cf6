"""The rules behind what a chart says, in words with their numbers and their source."""

from collections.abc import Callable

from kpitui.domain.limit_choice import ENOUGH_EVENTS, FEWEST_EVENTS, Rate, longer_period
from kpitui.domain.natural_limits import FEWEST, OF_MEAN, VERDICT, Limits, Method
from kpitui.domain.signals import RUN, TREND, Rule

_SOURCE = {
    "wheeler": "Wheeler, Making Sense of Data",
    "nhs": "NHS England, Making Data Count",
    "anhoej": "Anhøj & Olesen, Run charts revisited, 2014",
}
_LANEY = "Laney, Improved control charts for attributes, 2002"
_WHEELER = _SOURCE["wheeler"]


def rule_words(rule: Rule, method: Method) -> str:
    """What makes a signal by a rule."""
    centre = method.centre
    said = {
        "beyond_limit": f"a value beyond {_limits(method)}",
        "run": (
            "a run longer than round(log2 n) + 3, where n values are not on the median; one on it "
            "is left out"
            if method.rules == "anhoej"
            else f"{RUN[method.rules]} or more in a row on one side of the {centre}; a value "
            "on it breaks the run"
        ),
        "near_limit": (
            f"three of four in a row more than halfway from the {centre} to the same limit"
        ),
        "two_of_three": (
            "two of three in a row within the limits, but past two thirds of the way "
            f"to the same limit, all three on that side of the {centre}"
        ),
        "trend": f"{TREND} or more in a row, each past the one before",
        "crossings": (
            f"the {centre} is crossed less often than in 95 % of random series: below the 5 % "
            "point of the binomial of n - 1 and one half, where n values are not on it"
        ),
        "moving_range": (
            f"a step of more than {method.factors.range_limit:g} × {method.dispersion} moving range"
            + (", each value counted in the sigmas of its sample size" * (method.kind == "p_prime"))
        ),
    }[rule]
    return f"{said} ({_SOURCE[method.rules]})"


def step_words(method: Method) -> str:
    """Why a step is called routine."""
    return f"no rule flags the last finished period ({_SOURCE[method.rules]})"


def basis_words(method: Method) -> str:
    """What limits are made of, and from how many values on they say something."""
    screened = (
        f", calculated again without moving ranges of {method.factors.range_limit:g} × their "
        f"{method.dispersion} or more (--screen)"
        if method.screen
        else ""
    )
    source = {"p_prime": _LANEY, "xmr": _WHEELER if method.rules == "anhoej" else None}[method.kind]
    return (
        f"limits are {_limits(method)}{screened}: none below {FEWEST} periods, trial limits below "
        f"{VERDICT}; no moving range over a gap or a reset ({source or _SOURCE[method.rules]})"
    )


def reach_words(limits: Limits, shown: Callable[[float], str]) -> str:
    """What a target is held against."""
    return (
        f"the target against the limits {shown(limits.shown_lower)} and "
        f"{shown(limits.shown_upper)} of the current process"
    )


def too_few_words(rate: Rate, noun: str, number: Callable[[float], str]) -> str:
    """What is said in place of limits where too little happens; `noun` is the period and `number`
    writes how many.
    """
    said = f"{number(rate.mean)} a {noun} is too few to judge by"
    longer = longer_period(rate, noun)
    return f"{said}; by {longer[0]} it is {number(longer[1])}" if longer else said


def too_few_rule() -> str:
    """Why there are no limits where too little happens."""
    return (
        f"no limits below {FEWEST_EVENTS} events a period on average; {ENOUGH_EVENTS} are enough, "
        "and for a share the rarer of its two parts counts"
    )


def _limits(method: Method) -> str:
    """What the limits are, as a sum."""
    if method.kind == "p_prime":
        return (
            "mean ± 3 sigma of a share of the period's size, times the mean moving range of values "
            "counted in such sigmas / 1.128"
        )
    said = f"{method.centre} ± {method.factors.limit:g} × {method.dispersion} moving range"
    if method.dispersion == "mean":
        return said
    return f"{said} (where that is 0, {OF_MEAN[method.rules].limit:g} × the mean one)"
