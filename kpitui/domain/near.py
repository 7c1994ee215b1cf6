"""What someone may have meant by a name that there is not."""

from collections.abc import Iterable


def nearest(typed: str, known: Iterable[str], alike: float = 0.6) -> str:
    """The known word that a slip has missed; empty where none is so much alike (0 to 1)."""
    from difflib import get_close_matches  # for slips only

    return next(iter(get_close_matches(typed, list(known), 1, alike)), "")


def or_near(missing: str, near: str, otherwise: str = "") -> str:
    """What is missing, with the name that is near to it; without one, what may be done."""
    after = f"did you mean {near}?" if near else otherwise
    return f"{missing}; {after}" if after else missing


def near_and(missing: str, near: str, fix: str) -> str:
    """What is missing, the name that is near to it if there is one, and how to fix it."""
    return f"{or_near(missing, near)} {fix}" if near else f"{missing}; {fix}"
