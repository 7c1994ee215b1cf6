"""The catalogues of metrics that ship with the program."""

from functools import cache

from kpitui.domain.catalogue import Catalogue, CatalogueEntry
from kpitui.domain.records.document import validated
from kpitui.views.usual_places import read_catalogue


@cache
def load_catalogue(name: str = "contact-centre") -> tuple[CatalogueEntry, ...]:
    """The metrics of a catalogue; raises `WrongUsage` where there is none of that name."""
    return read_catalogue(name, lambda data: validated(Catalogue, data).metric)
