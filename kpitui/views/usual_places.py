"""What the catalogue says of metrics, read without the checks that a metric to be
brought in needs.
"""

import tomllib
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from kpitui import paths
from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.domain.text import name_key
from kpitui.domain.usual_places import Usual, UsualPlace

CATALOGUES = ("contact-centre",)
ReadT = TypeVar("ReadT")


@cache
def load_usual_places() -> dict[str, Usual]:
    """What the catalogue says of each of its metrics, by name and by code in lower case."""

    def read(data: dict[str, Any]) -> dict[str, Usual]:
        found: dict[str, Usual] = {}
        for one in data["metric"]:
            usual = Usual(
                UsualPlace(one["usual_place"]), one.get("group_result", False), one["source"]
            )
            found |= {name_key(one["name"]): usual, name_key(one["code"]): usual}
        return found

    return read_catalogue(CATALOGUES[0], read)


def read_catalogue(name: str, read: Callable[[dict[str, Any]], ReadT]) -> ReadT:
    """A catalogue of that name; raises `WrongUsage` where there is none, `BadFile` where it cannot
    be read.
    """
    if name not in CATALOGUES:
        raise WrongUsage(f"There is no catalogue “{name}”; there is {' and '.join(CATALOGUES)}.")
    path = paths.samples() / "catalogue" / f"{name.replace('-', '_')}.toml"
    try:
        return read(tomllib.loads(path.read_text("utf-8")))
    except (OSError, ValueError, LookupError) as error:
        raise BadFile(
            f"The catalogue {path} is missing or damaged; install kpitui again."
        ) from error
