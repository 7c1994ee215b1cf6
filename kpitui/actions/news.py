"""What is new since the last start, told once to each person on each machine."""

import re
from pathlib import Path


def whats_new(remembered: Path, news: str, version: str) -> str:
    """The sections of the news that are newer than the version which is remembered; from then on this one is.

    Nothing for somebody who starts for the first time, nor where it cannot be remembered: it would come every time.
    """
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
    sections = re.split(r"^(?=## )", news, flags=re.MULTILINE)
    newer = [
        one.strip() for one in sections if one.startswith("## ") and _parts(before) < _parts(one) <= _parts(version)
    ]
    return "\n\n".join(newer)


def _parts(text: str) -> list[int]:
    """The numbers of the version that the first line names."""
    return [int(part) for part in re.findall(r"\d+", text.split("\n", 1)[0])]
