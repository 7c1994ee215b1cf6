"""The rules behind what a chart says, in words with their numbers and their source."""

from collections.abc import Callable

from kpitui.domain.natural_limits import FEWEST, VERDICT, Limits, Method
from kpitui.domain.signals import RUN, TREND, Rule

_SOURCE = {"wheeler": "Wheeler, Making Sense of Data", "nhs": "NHS England, Making Data Count"}


def rule_words(rule: Rule, method: Method) -> str:
    """What makes a signal by a rule."""
    factors = method.factors
    said = {
        "beyond_limit": f"a value beyond {method.centre} ± {factors.limit:g} × {method.dispersion} moving range",
        "run": f"{RUN[method.rules]} or more in a row on one side of the {method.centre}; a value on it breaks the run",
        "near_limit": f"three of four in a row past half the way from the {method.centre} to the same limit",
        "two_of_three": "two of three in a row within the limits, but past two thirds of the way to the same limit",
        "trend": f"{TREND} or more in a row, each past the one before",
        "moving_range": f"a step of more than {factors.range_limit:g} × {method.dispersion} moving range",
    }[rule]
    return f"{said} ({_SOURCE[method.rules]})"


def step_words(method: Method) -> str:
    """Why a step is called routine."""
    return f"no rule flags the last finished period ({_SOURCE[method.rules]})"


def basis_words(method: Method) -> str:
    """What limits are made of, and from how many values on they say something."""
    factors = method.factors
    return (
        f"limits are {method.centre} ± {factors.limit:g} × {method.dispersion} moving range: none below {FEWEST} "
        f"periods, trial limits below {VERDICT}; no moving range over a gap or a split ({_SOURCE[method.rules]})"
    )


def reach_words(limits: Limits, shown: Callable[[float], str]) -> str:
    """What a target is held against."""
    return f"the target against the limits {shown(limits.lower)} and {shown(limits.upper)} of the process as it is"
