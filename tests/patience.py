"""How long tests run, and wait: for conditions, with a generous end; a test that passes
never sees it.
"""

import os
import time
from collections.abc import Callable

from kpitui.ui.backoff import load_per_core

LONG = bool(os.environ.get("KPITUI_LONG"))
"""Whether faults and long runs take their long form; `.ci/run` takes the short one."""


def examples(many: int) -> int:
    """How many examples of a rule are drawn: in the short form a quarter."""
    return many if LONG else max(many // 4, min(many, 10))


PATIENCE = float(os.environ.get("KPITUI_PATIENCE", "60"))
"""Seconds until a condition that does not come to pass fails the test."""


def wait_until(
    condition: Callable[[], object], what: str = "it", seconds: float = PATIENCE
) -> None:
    """Wait for a condition, never for the clock."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not come to pass"
        time.sleep(0.02)


def in_time(promised: float) -> float:
    """How long what is promised may take here and now: as much longer as others have the
    processors, and a second.
    """
    return promised * max(1.0, load_per_core()) + 1
