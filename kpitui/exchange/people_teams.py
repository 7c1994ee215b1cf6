"""What the teams of a list of people are part of: its columns of sites and departments, or a column
of the teams above.
"""

from collections.abc import Sequence
from itertools import permutations

from kpitui.domain.errors import BadFile, nothing_saved
from kpitui.domain.team_tree import path_parts
from kpitui.domain.text import NAME_LIMIT, clean, name_key

Rows = Sequence[tuple[int, dict[str, str]]]


def teams_above(rows: Rows, parts: Sequence[str], source: str) -> dict[str, list[str]]:
    """The teams above each team, the nearest first; raises `BadFile` where the columns do not tell.
    The rows are given the lowest of their `parts` as their team where they name none.
    """
    order = _lowest_first(rows, parts, source)
    found: dict[str, list[str]] = {}
    keys: dict[str, tuple[str, list[str]]] = {}
    for number, cells in rows:
        chain = [cells.get("team", ""), *(cells.get(column, "") for column in order)]
        named = [name for name in chain if name]
        cells["team"] = named[0] if named else ""
        if cells.get("under"):
            named += reversed(path_parts(cells["under"]))
        if len(named) < 2:
            continue
        above = [_name(name, number, source) for name in named[1:]]
        key, said = name_key(named[0]), [name_key(name) for name in above]
        team, before = keys.setdefault(key, (named[0], said))
        if before != said:
            raise BadFile(
                f"{source}, line {number}: {team} is part of {above[0]} here and of "
                f"{found[team][0]} in another line; give the two teams names of their own."
            )
        found.setdefault(team, above)
    return found


def _name(text: str, number: int, source: str) -> str:
    try:
        return clean(text, NAME_LIMIT)
    except ValueError as error:
        raise nothing_saved(BadFile(f"{source}, line {number}: {error}.")) from None


def _lowest_first(rows: Rows, parts: Sequence[str], source: str) -> Sequence[str]:
    """The columns such that each value of one lies in one value of the next."""
    fitting = [order for order in permutations(parts) if _nested(rows, order)]
    if len(fitting) != 1:
        first, *more = parts
        raise BadFile(
            f"{source}: which of the columns {first} and {more[-1]} is part of the other cannot be "
            "told; leave one out, or name the teams above in one column: under, as Site > "
            "Department."
        )
    return fitting[0]


def _nested(rows: Rows, order: Sequence[str]) -> bool:
    for place, column in enumerate(order[:-1]):
        within: dict[str, str] = {}
        for _, cells in rows:
            own, over = (name_key(cells.get(one, "")) for one in (column, order[place + 1]))
            if own and within.setdefault(own, over) != over:
                return False
    return True
