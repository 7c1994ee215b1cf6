"""What is open and not finished: what of it is to be kept, and how it is told."""

import os
from collections.abc import Callable

from kpitui.actions.drafts import Typed, Whereabouts


class Unfinished:
    """A dialog in which somebody is typing."""

    leaving_words = ""
    """What is said where somebody wants to quit while it is open; nothing where that is fine."""

    def keep_in(self, typed: Typed) -> None:
        """Put what is typed so far among what is typed and not saved."""
        raise NotImplementedError


def on_screens(typed: Typed) -> list[str]:
    """What is typed on the screens, each with where it is."""
    values = sum(1 for cells in typed.cells.values() for text in cells.values() if text)
    values += sum(len(cells) - 1 for cells in typed.grids.values())
    sessions = len(typed.sessions)
    found = [f"{values} {'value' if values == 1 else 'values'} (2 Enter)"] if values else []
    return found + ([f"{sessions} {'session' if sessions == 1 else 'sessions'} (3 Coach)"] if sessions else [])


def unfinished(typed: Typed) -> list[str]:
    """Everything that is typed, each with where it is."""
    forms = len(typed.forms)
    found = on_screens(typed)
    found += [f"{forms} {'form' if forms == 1 else 'forms'} not finished (open it again)"] if forms else []
    return found + (["a line of quick entry (:)"] if typed.words else [])


def whereabouts_words(where: Whereabouts, moment: Callable[[str], str]) -> str:
    """Where another session of the same person is; by its beginning where it has no terminal."""
    since = f"since {moment(where.since)}" if where.since else "elsewhere"
    place = f"on {where.terminal}" if where.terminal else since
    return place if where.host in ("", os.uname().nodename) else f"{place} of {where.host}"
