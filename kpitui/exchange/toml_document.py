"""Documents in TOML: read once through their model, what is wrong told with its line."""

import re
import tomllib
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kpitui.domain.errors import BadFile

DocumentT = TypeVar("DocumentT", bound=BaseModel)


def read_document(text: str, name: str, kind: type[DocumentT]) -> DocumentT:
    """The document that a text says; raises `BadFile` naming line and key of what is wrong."""
    try:
        return kind.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadFile(f"{name} is not TOML: {str(error)[:1].lower()}{str(error)[1:]}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        what = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            what = "there is no such key"
        line = line_of(text, first["loc"])
        where = f"{name}, line {line}" if line else name
        raise BadFile(f"{where}, {_path(first['loc'])}: {what[:1].lower()}{what[1:]}.") from None


def _path(loc: tuple[int | str, ...]) -> str:
    parts = [f"{part + 1}" if isinstance(part, int) else str(part) for part in loc]
    return " › ".join(parts) or "the whole"


def line_of(text: str, loc: tuple[int | str, ...]) -> int | None:
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


def plain(value: Any) -> Any:
    """What a model dumps, in the types that TOML writes."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, str) else value
