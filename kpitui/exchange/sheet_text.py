"""Call sheets as TOML text, and back."""

from collections.abc import Iterable
from pathlib import Path

import tomli_w

from kpitui.domain.sheet_document import SheetDocument, SheetPart
from kpitui.exchange.files import STANDARD_INPUT, read_text
from kpitui.exchange.toml_document import plain, read_document


def read_sheets(path: Path) -> SheetDocument:
    """The call sheets of a file; raises `BadFile` naming line and key of what is wrong."""
    name = "standard input" if path == STANDARD_INPUT else str(path)
    return read_document(read_text(path), name, SheetDocument)


def write_sheets(parts: Iterable[SheetPart]) -> str:
    """Call sheets as text; what is as it would be without being said is left out."""
    document = SheetDocument(sheet=tuple(parts))
    data = document.model_dump(mode="python", exclude_none=True, exclude_defaults=True)
    return tomli_w.dumps({"kpitui": 1, **plain(data)})
