"""What is open and not finished: what of it is to be kept, and how it is told."""

import os
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from kpitui.storage.drafts import OpenDays, Typed
from kpitui.storage.session_locks import Whereabouts
from kpitui.storage.typed_about import Gone
from kpitui.ui.screen_list import SCREENS


@runtime_checkable
class Unfinished(Protocol):
    """A dialog in which someone is typing."""

    leaving_words: str
    """What is said where someone wants to quit while it is open; nothing where that is fine."""

    def keep_in(self, typed: Typed) -> None:
        """Put what is typed so far among what is typed and not saved."""


class OpenSheet(Protocol):
    """What is typed in on a screen."""

    @property
    def open_days(self) -> OpenDays:
        """The sheet that is open, and the day that it is for."""

    async def show_typed(self) -> None:
        """Show what came to what is typed from another session; the cursor stays where it is."""

    def drop_typed(self, gone: Gone) -> None:
        """Let nothing stand here of what was typed about people who were forgotten."""


@runtime_checkable
class DropsTyped(Protocol):
    """A screen or dialog over the screens of the bar in which something is typed about someone."""

    def drop_typed(self, gone: Gone) -> None:
        """Close where what is typed here is about people who were forgotten."""


@runtime_checkable
class SheetScreen(Protocol):
    """A screen whose sheet stays open, with what is typed in it, while another one is shown."""

    @property
    def sheet(self) -> OpenSheet:
        """What is typed in."""


def on_screens(typed: Typed) -> list[str]:
    """What is typed on the screens, each with where it is."""
    values = sum(1 for cells in typed.cells.values() for text in cells.values() if text)
    values += sum(len(cells) - 1 for cells in typed.grids.values())
    sessions, evaluations = len(typed.sessions), len(typed.evaluations)
    blind = typed.calibrations
    scored = evaluations - blind
    found = [_told(values, "value", "enter")] if values else []
    found += [_told(sessions, "session", "coach")] if sessions else []
    what = "evaluation" if scored == 1 else "evaluations"
    found += [f"{scored} {what} (S on the agent)"] if scored else []
    what = "calibration" if blind == 1 else "calibrations"
    return found + ([f"{blind} {what} (C on People)"] if blind else [])


def _told(count: int, what: str, screen: str) -> str:
    spec = SCREENS[screen]
    return f"{count} {what if count == 1 else f'{what}s'} ({spec.digit} {spec.title})"


def unfinished(typed: Typed) -> list[str]:
    """Everything that is typed, each with where it is."""
    forms = len(typed.forms)
    found = on_screens(typed)
    found += (
        [f"{forms} {'form' if forms == 1 else 'forms'} not finished (open it again)"]
        if forms
        else []
    )
    return found + (["a line of quick entry (:)"] if typed.words else [])


def whereabouts_words(where: Whereabouts, moment: Callable[[str], str]) -> str:
    """Where another session of the same person is; by its beginning where it has no terminal."""
    since = f"since {moment(where.since)}" if where.since else "elsewhere"
    place = f"on {where.terminal}" if where.terminal else since
    return place if where.host in ("", os.uname().nodename) else f"{place} of {where.host}"
