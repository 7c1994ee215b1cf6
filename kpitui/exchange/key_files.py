"""Files of SSH keys: public keys to read, and the block of ours in an `authorized_keys`."""

import contextlib
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from kpitui.domain.errors import BadData, BadFile
from kpitui.domain.ssh_keys import SshKey, is_key_line, parse_keys
from kpitui.exchange.files import read_text

BEGIN = "# kpitui: from here on written by `kpitui access keys --into`; change nothing here"
END = "# kpitui: up to here"


def read_keys(given: str) -> list[SshKey]:
    """The public keys of a file, of standard input for `-`, or of the line of a key itself; raises
    `BadFile` or `BadData`.
    """
    if is_key_line(given):
        return parse_keys(given)
    text = read_text(Path(given))
    try:
        return parse_keys(text)
    except BadData as error:
        raise error.reworded(f"{given}: {error.sentence}") from None


def write_block(path: Path, lines: Sequence[str]) -> None:
    """Put the lines in the place of our block; the rest of the file, its mode and its owner stay.
    All or nothing.
    """
    mode, owner = 0o600, None
    path = path.absolute()  # a file may be called -
    try:
        before = read_text(path).splitlines()
        info = path.stat()
        mode, owner = stat.S_IMODE(info.st_mode), (info.st_uid, info.st_gid)
    except BadFile:
        if os.path.lexists(path):
            raise
        before = []
    if before.count(BEGIN) > 1 or before.count(BEGIN) != before.count(END):
        raise BadFile(
            f"The block of kpitui in {path} is broken; remove its marker lines and everything "
            "between them."
        )
    block = [BEGIN, *lines, END]
    if BEGIN in before:
        first, last = before.index(BEGIN), before.index(END)
        after = [*before[:first], *block, *before[last + 1 :]]
    else:
        after = [*before, *block]
    building = path.with_name(f".{path.name[:20]}.{os.getpid()}.new")
    try:
        with contextlib.ExitStack() as stack:
            descriptor = os.open(
                building, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600
            )
            stack.callback(building.unlink, missing_ok=True)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                stream.write("".join(f"{line}\n" for line in after))
                stream.flush()
                if owner is not None:
                    os.fchown(stream.fileno(), *owner)
                os.fchmod(stream.fileno(), mode)
                os.fsync(stream.fileno())
            building.replace(path)
    except OSError as error:
        raise BadFile(
            f"{path} cannot be written: {(error.strerror or str(error)).lower()}."
        ) from None
