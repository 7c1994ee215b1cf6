"""The first few of many in a sentence, and what it says of the others."""

from collections.abc import Sequence


def and_more(texts: Sequence[str], most: int, by: str = ", ") -> str:
    """The first texts, and how many there are besides: `Ana, Bo and 3 more`."""
    more = len(texts) - most
    if more <= 0:
        return by.join(texts)
    return f"{by.join(texts[:most])}{'' if by == ', ' else ','} and {more:,} more"


def and_dots(texts: Sequence[str], most: int, by: str = ", ", count: int = 0) -> str:
    """The first texts, and whether there are others: `3, 8, …`; `count` is how many there are, of
    which the texts may be the first.
    """
    shown = by.join(texts[:most])
    return f"{shown}{by}…" if max(count, len(texts)) > most else shown
