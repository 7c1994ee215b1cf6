"""What is said when the first screen is there."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual.content import Content

from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError
from kpitui.lazy import Lazy
from kpitui.ui.telling import WARNING_SECONDS, warn

if TYPE_CHECKING:
    from kpitui.terminal.app import TerminalApp
    from kpitui.ui.app_context import AppContext
    from kpitui.ui.dialogs import text as text_dialog
    from kpitui.views import place
else:
    place, text_dialog = Lazy("kpitui.views.place"), Lazy("kpitui.ui.dialogs.text")

_MARKS = str.maketrans("", "", "`*")


class Greeting:
    """Says what is wrong, and shows what is new or where to begin."""

    def __init__(self, app: TerminalApp, context: AppContext, *, opens: str) -> None:
        """`opens` is the action that a new file begins with, if any."""
        self._app, self._context, self._opens = app, context, opens
        self.key_faults: Iterable[str] = ()
        """A sentence for each key of the settings that cannot be."""
        self.theme_remark = ""
        """A sentence where the theme of the settings is none."""
        self.news: Callable[[], str] | None = None
        """Gives what is new since the last start."""
        self.told_once: Iterable[str] = ()
        """Said now, and not at the next start."""

    def begin(self) -> None:
        """Wait for the first screen."""
        self._app.call_after_refresh(self._warn)
        if self._opens and self._context.actor.sees_everybody:
            self._app.call_after_refresh(self._app.run_action, self._opens)
        elif self.news is not None:
            self._app.call_after_refresh(self._tell_news, self.news)

    def _warn(self) -> None:
        """Say what is wrong with the settings, and the rights and the place of the file, with what
        fixes it.
        """
        text, actor, by_ssh = self._context.text, self._context.actor, self._app.ssh_session
        for fault in () if by_ssh else self.key_faults:  # who comes in by SSH cannot fix them
            warn(self._app, text(fault))
        for one in self.told_once:
            warn(self._app, text(f"{one}."))
        with contextlib.suppress(KpituiError):
            if over := self._context.shown_teams().over:
                warn(self._app, text(f"{over}."))
        if self.theme_remark:
            self._app.notify(text(self.theme_remark), timeout=WARNING_SECONDS, markup=False)
        # Who only looks, or has no shell here, can do nothing about it; a leader can have it done.
        if not actor.may(Permission.RULES) and (by_ssh or not actor.may(Permission.READINGS)):
            return
        # The screens say what is wrong with a file that is not there.
        with contextlib.suppress(KpituiError):
            for finding in place.warnings(self._context.database):
                warn(self._app, text(f"{finding}."))

    async def _tell_news(self, news: Callable[[], str]) -> None:
        """Show what is new, once after an upgrade."""
        if found := news():
            # The marks of Markdown say nothing on a screen.
            plain = (one.removeprefix("## ").translate(_MARKS) for one in found.split("\n"))
            lines = [Content(self._context.text(one)) for one in plain]
            dialog = text_dialog.TextDialog("What is new", lines, self._context)
            await self._app.push_screen(dialog)
