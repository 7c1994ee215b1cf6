"""What is said in passing, wherever one is."""

from typing import Any, Literal

from textual.app import App

from kpitui.domain.errors import DiskFailed, KpituiError
from kpitui.domain.text import short_paths
from kpitui.ui.app_context import AppContext

WARNING_SECONDS = 15.0
"""What is wrong with the file is shown for so long at the start; kpitui doctor tells it again."""


KEPT = "What you typed is still here."
NOT_SAVED = f"Not saved; {KEPT[0].lower()}{KEPT[1:]}"


def not_saved(error: KpituiError) -> str:
    """Why something was not saved, behind that it was not; of a disk that failed no one knows."""
    return error.sentence if isinstance(error, DiskFailed) else f"Not saved. {error.sentence}"


def not_saved_but_kept(error: KpituiError) -> str:
    """The same, and that what is typed is still there."""
    failed = isinstance(error, DiskFailed)
    return f"{error.sentence} {KEPT}" if failed else f"{NOT_SAVED} {error.sentence}"


def tell(
    app: App[Any],
    context: AppContext,
    sentence: str,
    *,
    error: bool = False,
    seconds: float | None = None,
) -> None:
    """Say something in passing, in place of what was said before."""
    app.clear_notifications()
    severity: Literal["error", "information"] = "error" if error else "information"
    app.notify(context.said(sentence), severity=severity, timeout=seconds, markup=False)


def warn(app: App[Any], said: str) -> None:
    """Say what is wrong, long enough to be read, beside what was said before."""
    app.notify(short_paths(said), severity="warning", timeout=WARNING_SECONDS, markup=False)
