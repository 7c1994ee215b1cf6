"""The time zone of who comes in: an IANA name is taken, anything else of TZ is none of ours."""

import os
import subprocess
import sys

import pytest

SAYS = """
import os, time
os.environ["SSH_CONNECTION"] = "10.0.0.1 1 10.0.0.2 22"
from kpitui.gate.sandbox import scrub_environment
scrub_environment(None)
print(os.environ.get("TZ"), time.localtime(0).tm_hour)
"""


def zone(value: str) -> str:
    return subprocess.run(
        [sys.executable, "-I", "-c", SAYS],
        env=os.environ | {"TZ": value},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


@pytest.mark.parametrize(
    ("value", "hour"),
    [("Asia/Tokyo", 9), ("Etc/GMT+5", 19), ("America/Argentina/Buenos_Aires", 21), ("UTC", 0)],
)
def test_a_name_of_a_zone_is_taken(value: str, hour: int) -> None:
    assert zone(value) == f"{value} {hour}"


@pytest.mark.parametrize(
    "value",
    ["", ":Asia/Tokyo", "/etc/passwd", "../../etc/passwd", "Asia/../Asia/Tokyo", "Mars/Olympus",
        "XXX-99", "Asia",
     "x" * 9999, "Asia/Tokyo\n", "Asia/Tok\x1b[0myo", "posixrules\u00e9", "Asia//Tokyo",
     "zone.tab"],
)  # fmt: skip
def test_whatever_else_is_left_out_and_changes_no_clock(value: str) -> None:
    here = subprocess.run(
        [sys.executable, "-c", "import time; print(time.localtime(0).tm_hour)"],
        env={name: kept for name, kept in os.environ.items() if name != "TZ"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert zone(value) == f"None {here.stdout.strip()}"
