"""The plan as TOML text, and back."""

from datetime import date
from pathlib import Path

import tomli_w

from kpitui.actions.load_plan import LoadReport, load_plan_document
from kpitui.domain.access import Actor
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.plan_document import PlanDocument
from kpitui.exchange.files import read_text
from kpitui.exchange.toml_document import line_of, plain, read_document
from kpitui.storage.database import DatabaseFile


def load_plan_file(
    database: DatabaseFile, actor: Actor, path: Path, *, today: date, dry_run: bool = False
) -> LoadReport:
    """Bring the plan to what a file says, or nothing of it; what is refused names its line."""
    text, name = read_text(path), _name(path)
    document = read_plan(text, name)
    try:
        return load_plan_document(database, actor, document, today=today, dry_run=dry_run)
    except (BadData, Refused) as error:
        line = line_of(text, error.place) if error.place else None
        if line is None:
            raise
        raise error.reworded(f"{name}, line {line}, {error.sentence}") from None


def _name(path: Path) -> str:
    return "standard input" if str(path) == "-" else str(path)


def read_plan(text: str, name: str) -> PlanDocument:
    """The plan a text says; raises `BadFile` naming line and key of what is wrong."""
    return read_document(text, name, PlanDocument)


def write_plan(document: PlanDocument) -> str:
    """The plan as text; what is as it would be without being said is left out."""
    data = document.model_dump(
        mode="python", exclude_none=True, exclude_defaults=True, by_alias=True
    )
    return tomli_w.dumps({"kpitui": 1, **plain(data)})
