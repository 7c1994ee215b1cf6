"""The catalogue: definitions of common metrics, each with where it usually stands and
where it is from.
"""

from collections.abc import Iterable
from typing import Annotated, TypeVar

from msgspec import Struct

from kpitui.domain.naming import Names
from kpitui.domain.records.detail import Detail
from kpitui.domain.records.metric import Definition
from kpitui.domain.text import LINE_LIMIT, name_key
from kpitui.domain.usual_places import UsualPlace

DefinedT = TypeVar("DefinedT")


class CatalogueEntry(Definition, frozen=True, kw_only=True):
    """The definition of a common metric; `source` says who defined it so, or that it is common
    usage.

    `group_result` marks what comes of staffing and of everyone together, so that one person cannot
    be held to it.
    """

    definition: Annotated[str, Detail("Definition")]
    usual_place: UsualPlace
    synonyms: tuple[str, ...] = ()
    """What it is called elsewhere: files that name it so mean it."""
    group_result: bool = False
    source: Annotated[str, Detail("Source", limit=LINE_LIMIT)]


class Catalogue(Struct, frozen=True):
    """The metrics of one catalogue; no name or code stands for two of them."""

    metric: tuple[CatalogueEntry, ...]

    def __post_init__(self) -> None:
        if not self.metric:
            raise ValueError("a catalogue needs metrics")
        taken: set[str] = set()
        for entry in self.metric:
            keys = _keys(entry)
            if not taken.isdisjoint(keys):
                raise ValueError(
                    f"the name or the code of {entry.name} is used by another metric too"
                )
            taken |= keys


def catalogue_entry(entries: Iterable[CatalogueEntry], name_or_code: str) -> CatalogueEntry | None:
    """The entry of that name, code or synonym, in any case; None where there is none."""
    key = name_key(name_or_code)
    return next((entry for entry in entries if key in _keys(entry)), None)


def called_so(
    name: str, known: Names[DefinedT], entries: Iterable[CatalogueEntry]
) -> DefinedT | None:
    """The one metric of a plan that the catalogue has under a name too; None where none is, or
    more.
    """
    entry = catalogue_entry(entries, name)
    if entry is None:
        return None
    keys = (entry.name, entry.code, *entry.synonyms)
    found = [one for key in keys if (one := known.written(key)) is not None]
    return found[0] if found and all(one is found[0] for one in found) else None


def _keys(entry: CatalogueEntry) -> set[str]:
    return {name_key(name) for name in (entry.name, entry.code, *entry.synonyms)}
