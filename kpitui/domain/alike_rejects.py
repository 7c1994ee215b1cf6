"""Lines that were not taken, together by their reason."""

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from kpitui.domain.first_few import and_dots, and_more
from kpitui.domain.import_rows import Rejected

LINES, NAMES = 8, 6
"""So many lines and names of one reason are told at most."""

MOST_KINDS = 10_000
NONE: Mapping[str, int] = {}

_QUOTED = re.compile("“[^”]*”")
_NOT_KNOWN = re.compile("there is no (metric|person|team) “([^”]*)”")
_SEVERAL = {"metric": "metrics", "person": "people", "team": "teams"}


class NotKnown(Struct, frozen=True):
    """Several metrics, people or teams that no one knows, with the lines that name them."""

    what: str
    names: list[str]
    lines: list[int]
    count: int
    """How many lines there are, of which `lines` are the first."""


def several_not_known(
    rejects: Iterable[Rejected], counts: Mapping[str, int] = NONE
) -> tuple[list[NotKnown], list[Rejected]]:
    """The kinds of which more than one name is not known, and the rejects of any other reason;
    `counts` as of `alike`.
    """
    named: dict[str, dict[str, None]] = {}
    found: list[tuple[str, Rejected]] = []
    for reject in rejects:
        told = _NOT_KNOWN.match(reject.reason)
        found.append((told[1] if told else "", reject))
        if told:
            named.setdefault(told[1], {})[told[2]] = None
    several = {kind for kind, names in named.items() if len(names) > 1}
    kinds = []
    for kind, what in _SEVERAL.items():
        if kind in several:
            lines = [*dict.fromkeys(one.line for other, one in found if other == kind)]
            count = counts.get(kind, len(lines))
            kinds.append(NotKnown(what, [*named[kind]], lines, count))
    return kinds, [one for kind, one in found if kind not in several]


class LinesByKind:
    """How many lines each kind of reason has, of more rejects than anyone keeps."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, int]] = {}

    def see(self, one: Rejected) -> None:
        """Count a reject; they come in the order of their lines."""
        kind = _kind(one.reason)
        count, last = self._found.get(kind, (0, 0))
        if last != one.line and (count or len(self._found) < MOST_KINDS):
            self._found[kind] = count + 1, one.line

    @property
    def counts(self) -> dict[str, int]:
        """The lines of each kind."""
        return {kind: count for kind, (count, _) in self._found.items()}


def _kind(reason: str) -> str:
    named = _NOT_KNOWN.match(reason)
    return named[1] if named else _QUOTED.sub("“”", reason)


def alike(rejects: Iterable[Rejected], counts: Mapping[str, int] = NONE) -> list[str]:
    """A sentence for each kind of reason, with what is quoted in it and the lines it is about, the
    most frequent first; `counts` are the lines of each kind where these rejects are not all.
    """
    groups: dict[str, list[Rejected]] = {}
    for reject in rejects:
        groups.setdefault(_QUOTED.sub("“”", reject.reason), []).append(reject)
    return [_told(group, counts) for group in sorted(groups.values(), key=len, reverse=True)]


def _told(group: Sequence[Rejected], counts: Mapping[str, int]) -> str:
    lines = [*dict.fromkeys(rejected.line for rejected in group)]
    count = counts.get(_kind(group[0].reason), len(lines))
    where = f"line {lines[0]}" if count == 1 else f"{count:,} lines, {some_lines(lines)}"
    reasons = [*dict.fromkeys(rejected.reason for rejected in group)]
    if len(reasons) == 1:
        return f"{where}: {reasons[0]}"
    quoted = dict.fromkeys(tuple(_QUOTED.findall(reason)) for reason in reasons)
    told = [*dict.fromkeys(", ".join(one) for one in quoted)]
    reason = _QUOTED.sub("…", reasons[0])
    return f"{where}: {reason}: {and_more(told, NAMES)}"


def some_lines(lines: Sequence[int]) -> str:
    """The first of some line numbers, and whether there are more."""
    return and_dots([str(line) for line in lines], LINES)
