"""The objects of a list in JSON, one after the other, in constant memory."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from kpitui.domain.errors import BadFile, nothing_saved

CHUNK = 1 << 16
LONGEST_OBJECT = 1 << 24
"""So many characters are read to find the end of one object."""

_BETWEEN = re.compile(r"[\s,]*")


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_number)


def json_objects(stream: BinaryIO, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of the first list in a stream, each with the line on which it begins.

    Raises `BadFile` where it is not JSON, or ends before the list does.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    line, buffer = 1, ""
    try:
        while "[" not in buffer:
            more = text.read(CHUNK)
            if not more:
                raise BadFile(f"{name} is JSON without a list; bring a list of readings, or CSV.")
            buffer += more
        line, buffer = line + buffer[: buffer.index("[")].count("\n"), buffer.split("[", 1)[1]
        while True:
            between = _BETWEEN.match(buffer)
            assert between is not None
            line, buffer = line + between[0].count("\n"), buffer[between.end() :]
            if not buffer:
                buffer = _more(text)
                continue
            if buffer[0] == "]":
                return
            found, end, buffer = _decoded(buffer, text)
            if not isinstance(found, dict):
                raise BadFile(f"{name}, line {line}: an object was expected in the list.")
            yield line, found
            line, buffer = line + buffer[:end].count("\n"), buffer[end:]
    except UnicodeDecodeError:
        raise BadFile(f"{name}, near line {line}: not UTF-8; JSON is.") from None
    except ValueError as error:
        raise nothing_saved(BadFile(f"{name}, line {line}: not JSON ({error}).")) from None
    finally:
        text.detach()


def _decoded(buffer: str, text: io.TextIOWrapper) -> tuple[Any, int, str]:
    """The value at the start of a buffer, where it ends, and the buffer with what had to be read
    for it.
    """
    step = CHUNK
    while True:
        try:
            found, end = _DECODER.raw_decode(buffer)
        except json.JSONDecodeError as error:
            more = text.read(step) if len(buffer) < LONGEST_OBJECT else ""
            if not more:
                raise ValueError(error.msg.lower()) from None
            buffer, step = buffer + more, 2 * step
        else:
            return found, end, buffer


def _more(text: io.TextIOWrapper) -> str:
    read = text.read(CHUNK)
    if not read:
        raise ValueError("it ends before its list does")
    return read
