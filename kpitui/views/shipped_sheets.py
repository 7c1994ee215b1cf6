"""The call sheets that come with the program, to begin with."""

import tomllib
from datetime import date

from kpitui import paths
from kpitui.domain.errors import BadFile
from kpitui.domain.sheet_document import SheetDocument, SheetPart

SHIPPED = ("call", "chat")


def shipped_sheet(code: str, starts_on: date) -> SheetPart:
    """One of the shipped sheets, to be scored with from a day on; raises `BadFile` where its file
    cannot be read.
    """
    path = paths.samples() / "catalogue" / "sheets.toml"
    try:
        document = SheetDocument.model_validate(tomllib.loads(path.read_text("utf-8")))
        part = next(part for part in document.sheet if part.code == code)
    except (OSError, ValueError, StopIteration) as error:
        raise BadFile(f"The sheets {path} are missing or damaged; install kpitui again.") from error
    (version,) = part.version
    return part.model_copy(
        update={"version": (version.model_copy(update={"starts_on": starts_on}),)}
    )
