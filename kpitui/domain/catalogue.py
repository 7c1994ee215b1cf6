"""The catalogue: definitions of common metrics, each with where it usually stands and where it is from."""

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from kpitui.domain.plan_document import CleanLine, CleanNote, MetricPart, Part
from kpitui.domain.text import name_key
from kpitui.domain.usual_places import UsualPlace


class CatalogueEntry(MetricPart):
    """The definition of a common metric; `source` says who defined it so, or that it is common usage.

    `group_result` marks what comes of staffing and of everybody together, so that one person cannot be held to it.
    """

    definition: Annotated[CleanNote, Field(min_length=1)]
    usual_place: UsualPlace
    group_result: bool = False
    source: CleanLine


class Catalogue(Part):
    """The metrics of one catalogue; no name or code stands for two of them."""

    metric: tuple[CatalogueEntry, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        taken: set[str] = set()
        for entry in self.metric:
            keys = _keys(entry)
            if not taken.isdisjoint(keys):
                raise ValueError(f"the name or the code of {entry.name} is that of another metric too")
            taken |= keys
        return self


def catalogue_entry(entries: Iterable[CatalogueEntry], name_or_code: str) -> CatalogueEntry | None:
    """The entry of that name or code, in upper or lower case; None where there is none."""
    key = name_key(name_or_code)
    return next((entry for entry in entries if key in _keys(entry)), None)


def _keys(entry: CatalogueEntry) -> set[str]:
    return {name_key(entry.name), name_key(entry.code)}
