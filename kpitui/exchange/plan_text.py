"""The plan as TOML text, and back."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError

from kpitui.actions.load_plan import LoadReport, load_plan_document
from kpitui.domain.access import Actor
from kpitui.domain.errors import BadData, BadFile, Refused
from kpitui.domain.plan_document import PlanDocument
from kpitui.exchange.files import read_text
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
        line = _line_of(text, error.place) if error.place else None
        if line is None:
            raise
        raise type(error)(f"{name}, line {line}, {error.sentence}") from None


def _name(path: Path) -> str:
    return "standard input" if str(path) == "-" else str(path)


def read_plan(text: str, name: str) -> PlanDocument:
    """The plan a text says; raises `BadFile` naming line and key of what is wrong."""
    try:
        return PlanDocument.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadFile(f"{name} is not TOML: {str(error)[:1].lower()}{str(error)[1:]}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        what = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            what = "there is no such key"
        line = _line_of(text, first["loc"])
        where = f"{name}, line {line}" if line else name
        raise BadFile(f"{where}, {_path(first['loc'])}: {what[:1].lower()}{what[1:]}.") from None


def _path(loc: tuple[int | str, ...]) -> str:
    parts = [f"{part + 1}" if isinstance(part, int) else str(part) for part in loc]
    return " › ".join(parts) or "the whole"


def _line_of(text: str, loc: tuple[int | str, ...]) -> int | None:
    """The line of a key, found by counting the headers of its table; None where the tables are
    written otherwise.
    """
    names = [part for part in loc if isinstance(part, str)]
    places = [part for part in loc if isinstance(part, int)]
    tables = names[: len(places)]
    key = names[len(places)] if len(names) > len(places) else None
    counts: dict[str, int] = {}
    found: int | None = None
    for number, line in enumerate(text.splitlines(), 1):
        header = re.fullmatch(r"\s*\[\[?\s*([A-Za-z_.\s]+?)\s*\]\]?\s*(?:#.*)?", line)
        if header:
            if found is not None:
                return found
            path = header[1].replace(" ", "")
            counts[path] = counts.get(path, -1) + 1
            for below in [one for one in counts if one.startswith(f"{path}.")]:
                del counts[below]
            levels = [".".join(tables[: depth + 1]) for depth in range(len(tables))]
            if tables and path == levels[-1] and [counts.get(level) for level in levels] == places:
                found = number
        elif (
            key
            and re.match(rf"\s*{re.escape(key)}\s*=", line)
            and (found is not None or not tables)
        ):
            return number
    return found


def write_plan(document: PlanDocument) -> str:
    """The plan as text; what is as it would be without being said is left out."""
    data = document.model_dump(
        mode="python", exclude_none=True, exclude_defaults=True, by_alias=True
    )
    return tomli_w.dumps({"kpitui": 1, **_plain(data)})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value
