"""The catalogues of metrics that ship with the program."""

import tomllib
from functools import cache
from pathlib import Path

from kpitui import paths
from kpitui.domain.catalogue import Catalogue, CatalogueEntry
from kpitui.domain.errors import BadFile, WrongUsage

CATALOGUES = ("contact-centre",)


def load_catalogue(name: str = "contact-centre") -> tuple[CatalogueEntry, ...]:
    """The metrics of a catalogue; raises `WrongUsage` where there is none of that name."""
    if name not in CATALOGUES:
        raise WrongUsage(f"There is no catalogue “{name}”; there is {' and '.join(CATALOGUES)}.")
    return _read(paths.samples() / "catalogue" / f"{name.replace('-', '_')}.toml")


@cache
def _read(path: Path) -> tuple[CatalogueEntry, ...]:
    try:
        return Catalogue.model_validate(tomllib.loads(path.read_text("utf-8"))).metric
    except (OSError, ValueError) as error:
        raise BadFile(f"The catalogue {path} is missing or damaged; install kpitui anew.") from error
