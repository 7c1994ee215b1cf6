"""The time zone of the server, which holds where the organisation has set none."""

import os
from pathlib import Path

_ZONES = "/zoneinfo/"


def server_zone() -> str:
    """What the server calls its own time zone, as far as it says."""
    if named := os.environ.get("TZ", "").lstrip(":"):
        return named
    target = os.path.realpath("/etc/localtime")
    if _ZONES in target:
        return target.partition(_ZONES)[2]
    try:
        return Path("/etc/timezone").read_text("ascii").strip() or "UTC"
    except (OSError, UnicodeDecodeError):
        return "its local time" if Path("/etc/localtime").exists() else "UTC"
