"""Opening what someone named: regular files to read, new files to write."""

import contextlib
import io
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from kpitui.domain.errors import BadFile

STANDARD_INPUT = Path("-")
LARGEST_TEXT = 10_000_000
"""A plan or a profile is never larger than this; what is larger is another file."""


@contextlib.contextmanager
def open_bytes(path: Path) -> Iterator[BinaryIO]:
    """A regular file, or standard input for `-`; raises `BadFile` with one sentence for anything
    else.

    Standard input is read to its end first, so that a slow sender keeps no one waiting for the
    database.
    """
    if path == STANDARD_INPUT:
        with tempfile.TemporaryFile() as staged:
            shutil.copyfileobj(sys.stdin.buffer, staged)
            staged.seek(0)
            yield staged
        return
    try:
        info = path.stat()
        if stat.S_ISDIR(info.st_mode):
            raise BadFile(f"{path} is a folder; name a file in it.")
        if not stat.S_ISREG(info.st_mode):
            raise BadFile(f"{path} is not a regular file; name one, or - for standard input.")
        stream = path.open("rb")
    except FileNotFoundError:
        raise BadFile(f"There is no file {path}; check its name.") from None
    except PermissionError:
        raise BadFile(f"You may not read {path}; ask its owner for permission.") from None
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) else None
        raise BadFile(f"{path} cannot be read: {(what or str(error)).lower()}.") from None
    with stream:
        yield stream


def read_text(path: Path) -> str:
    """The whole of a small UTF-8 file; raises `BadFile`."""
    with open_bytes(path) as stream:
        content = stream.read(LARGEST_TEXT + 1)
    if len(content) > LARGEST_TEXT:
        raise BadFile(f"{path} is larger than any plan; name the right file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadFile(f"{path}, line {line}: not UTF-8; save the file as UTF-8.") from None


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[TextIO]:
    """A new text file for the user alone; raises `BadFile` where anything stands at the
    path already.
    """
    with (
        new_binary_file(path) as stream,
        io.TextIOWrapper(stream, encoding="utf-8", newline="") as text,
    ):
        yield text


@contextlib.contextmanager
def new_binary_file(path: Path) -> Iterator[BinaryIO]:
    """A new file for the user alone; raises `BadFile` where anything stands at the path already."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        raise BadFile(f"{path} is already there; choose another name.") from None
    except OSError as error:
        raise BadFile(
            f"{path} cannot be written: {(error.strerror or str(error)).lower()}."
        ) from None
    with os.fdopen(descriptor, "wb") as stream:
        yield stream
