"""What is new since the last start, told once to each person on each machine."""

import contextlib
import re
from pathlib import Path


def whats_new(remembered: Path, news: str) -> str:
    """The sections of the news that are newer than the version which is remembered; from then on
    the newest is.

    Nothing for someone who starts for the first time, nor where it cannot be remembered: it would
    come every time.
    """
    sections = [section.strip() for section in re.split(r"^## ", news, flags=re.MULTILINE)[1:]]
    version = max((section.split("\n", 1)[0] for section in sections), key=_parts)
    try:
        before = remembered.read_text("utf-8").strip()
    except FileNotFoundError:
        before = version
    except (OSError, UnicodeDecodeError):
        return ""
    if before == version and remembered.exists():
        return ""
    try:
        remembered.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        remembered.write_text(f"{version}\n", "utf-8")
    except OSError:
        return ""
    return "\n\n".join(f"## {section}" for section in sections if _parts(before) < _parts(section))


def _parts(text: str) -> list[int]:
    """The numbers of the version that the first line names."""
    return [int(part) for part in re.findall(r"\d+", text.split("\n", 1)[0])]


def once(remembered: Path, said: str) -> str:
    """What is to be said, unless it was said before; every time where that cannot be remembered."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if remembered.read_text("utf-8") == said:
            return ""
    with contextlib.suppress(OSError):
        remembered.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        remembered.write_text(said, "utf-8")
    return said
