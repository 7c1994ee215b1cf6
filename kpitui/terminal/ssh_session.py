"""A session of someone who came in by SSH."""

from collections.abc import Callable

from msgspec import Struct

from kpitui.domain.errors import Refused
from kpitui.terminal.driven_app import DrivenApp


class SshSession(Struct, frozen=True):
    """What ends such a session: who may no longer be in, or a silence of `idle_seconds`; and what a
    bug is told by.

    `remark` is what they are told without an end, mostly nothing.
    """

    why_it_ends: Callable[[], str]
    remark: Callable[[], str]
    idle_seconds: float
    crashed: Callable[[BaseException], str]

    def look(self, app: DrivenApp, silent_seconds: float) -> str:
        """End the session where it is over; what they are told without an end."""
        why = self.why_it_ends()
        if not why and silent_seconds > self.idle_seconds:
            why = (
                f"No key was pressed for {self.idle_seconds / 60:g} minutes; your drafts are kept."
            )
        if not why:
            return self.remark()
        app.leaving.overdue(Refused.exit_code)
        app.leaving.begin(Refused.exit_code, f"kpitui: {why}")
        return ""
