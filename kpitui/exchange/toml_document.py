"""Documents in TOML: read once through their model, what is wrong told with its line."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kpitui.domain.errors import BadFile
from kpitui.domain.records.wrong_values import wrong_said
from kpitui.domain.text import printable

DocumentT = TypeVar("DocumentT", bound=BaseModel)


def read_document(text: str, name: str, kind: type[DocumentT]) -> DocumentT:
    """The document that a text says; raises `BadFile` naming line and key of what is wrong."""
    data: dict[str, Any] = {}
    try:
        data = tomllib.loads(text)
        return kind.model_validate(data)
    except tomllib.TOMLDecodeError as error:
        raise BadFile(f"{name} is not TOML: {str(error)[:1].lower()}{str(error)[1:]}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        line = _line_of_row(text, first["loc"])
        where = f"{name}, line {line}" if line else name
        raise BadFile(f"{where}, {_path(first['loc'], data)}: {_wrong(first)}.") from None


def _wrong(error: ErrorDetails) -> str:
    said, given = wrong_said(error), error.get("input")
    if error["type"] in ("tuple_type", "list_type") and isinstance(given, dict):
        return f"{said}; write [[{_dotted(error['loc'])}]]"
    return said


_NAMES = ("text", "statement", "title", "name", "key", "metric", "person", "starts_on")
"""What a table is called by, the first that it has."""
_HEADER = re.compile(r"\s*\[\[?\s*([A-Za-z_.\s]+?)\s*\]\]?\s*(?:#.*)?")
LONGEST = 60
"""Characters of a name in a sentence."""


def _path(loc: tuple[int | str, ...], data: Any) -> str:
    """The innermost table with a name that a place is in, what is in it, and the key: `question
    “Greeted”, weight`, `standard “Handle time”, level 1, low`.
    """
    table, said, key = "", "", ""
    for part in loc:
        if isinstance(part, int):
            data = data[part] if isinstance(data, list) and part < len(data) else None
            called = _called(data)
            inside = f"{table} {called or part + 1}"
            said, key = inside if called.startswith("“") or not said else f"{said}, {inside}", ""
        else:
            table = key = part
            data = data.get(part) if isinstance(data, dict) else None
    return ", ".join(filter(None, (said, key))) or "the whole"


def _called(table: Any) -> str:
    names = (table.get(name) for name in _NAMES) if isinstance(table, dict) else ()
    found = next((name for name in names if name and isinstance(name, str | date)), None)
    if isinstance(found, date):
        return f"of {found}"
    if not found:
        return ""
    text = printable(found)
    return f"“{text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}”"


def _line_of_row(text: str, loc: tuple[int | str, ...]) -> int | None:
    """The line of a key; of one in a row in braces, that of the key which has the rows; of a table
    whose header has too few brackets, that of the header.
    """
    path = _dotted(loc)
    line = line_of(text, loc)
    while line is None and len(loc) > 1:
        loc = loc[:-1]
        line = line_of(text, loc)
    headers = (number for number, one in _headers(text) if one == path)
    return line or next(headers, None)


def _dotted(loc: tuple[int | str, ...]) -> str:
    return ".".join(part for part in loc if isinstance(part, str))


def _headers(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.fullmatch(line):
            yield number, header[1].replace(" ", "")


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
        if header := _HEADER.fullmatch(line):
            if found is not None:
                return found
            path = header[1].replace(" ", "")
            counts[path] = counts.get(path, -1) + 1
            for below in [count for count in counts if count.startswith(f"{path}.")]:
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
        return [plain(item) for item in value]
    return str(value) if isinstance(value, str) else value
