"""Every screen there is: the bar, its keys, the palette, the help and the check of keys are made of
this list.
"""

import importlib
from collections.abc import Callable
from typing import Any

from msgspec import Struct
from textual.screen import Screen

from kpitui.domain.access import Actor

NO_FUNCTION_KEY = "8"
"""The first digit whose screen has no function key."""

TODAY = "today"
"""The first page of who logs in, whose lines lead to the other screens."""

TODAY_TYPED = "Insert"
"""The key of Today where digits are typed; F11 fills the window in most terminals."""

SCREEN = "-screen"
"""How the id of a screen ends as a widget; that of the list stands before it."""


class ScreenSpec(Struct, frozen=True):
    """A screen as others tell of it."""

    id: str
    title: str
    help: str
    """The page of the help that is about it."""

    keys: tuple[str, ...]
    """How the ids of the keys begin that meet on it."""

    kind: str = ""
    """Its class, in the module of its id, where it is gone to by name."""

    digit: str = ""
    """Its key, where it stands in the bar."""

    tab: str = ""
    """The screen of the bar that it was opened from."""

    does: str = ""
    for_members: bool = False
    """Whether it is there for members, who see no other, and for no one else."""

    writes_report: bool = False
    """Whether it is given what writes a report."""

    @property
    def tooltip(self) -> str:
        """What going there is for."""
        return self.does or f"Go to {self.title}"

    @property
    def function_key(self) -> str:
        """Its key where digits are typed: F2 for the first, F8 for the seventh; F9 saves.
        Insert leads to Today.
        """
        if self.id == TODAY:
            return TODAY_TYPED
        has_one = "0" < self.digit < NO_FUNCTION_KEY
        return f"F{int(self.digit) + 1}" if has_one else ""

    @property
    def keys_everywhere(self) -> str:
        """Its digit, and its key where digits are typed, where it has one."""
        return ",".join(filter(None, (self.digit, self.function_key.lower())))

    def is_seen_by(self, actor: Actor) -> bool:
        """Whether someone may go there; what is not there shows nothing of others."""
        return bool(self.kind) and self.for_members is not actor.sees_everybody

    def load(self) -> Callable[..., Screen[Any]]:
        """Its class; the module is loaded when someone first goes there."""
        found: Callable[..., Screen[Any]] = getattr(
            importlib.import_module(f"kpitui.ui.screens.{self.id}"), self.kind
        )
        return found


SCREENS = {
    spec.id: spec
    for spec in (
        ScreenSpec("today", "Today", "today", ("today", "list", "teams"), "TodayScreen", "0",
            does="What waits for you today, and what changed since you were here"),
        ScreenSpec("plan", "Plan", "plan", ("plan", "page"), "PlanScreen", "1"),
        ScreenSpec("enter", "Record", "enter", ("enter", "whom", "who", "grid"),
            "EnterScreen", "2"),
        ScreenSpec("coach", "Coach", "coach", ("coach", "whom", "who", "field", "words"),
            "CoachScreen", "3"),
        ScreenSpec("review", "Review", "review", ("review", "teams"), "ReviewScreen", "4",
            writes_report=True),
        ScreenSpec("summary", "Review, summary", "review", ("summary", "page"), tab="review"),
        ScreenSpec("decisions", "Decisions", "review", ("decisions", "list"), tab="review"),
        ScreenSpec("people", "People", "people", ("people", "list", "page", "teams"),
            "PeopleScreen", "5"),
        ScreenSpec("own", "My page", "my_page", ("own", "list"), "OwnScreen", for_members=True),
        ScreenSpec("contact", "A scored contact", "my_page", ("contact", "list")),
        ScreenSpec("person", "A person", "people", ("person", "list", "page", "evaluation"),
            tab="people"),
        ScreenSpec("sessions", "Sessions", "coach", ("sessions", "list"), tab="people"),
        ScreenSpec("score", "Score", "sheets", ("score",), tab="enter"),
        ScreenSpec("effect", "Effect of coaching", "coach", ("effect", "list"), "EffectScreen",
            tab="people", does="Effect of coaching over all sessions"),
        ScreenSpec("differ", "Who differs", "differ", ("differ", "list"), tab="people"),
        ScreenSpec("calibrations", "Calibrations", "calibration", ("calibrations", "list"),
            "CalibrationsScreen", tab="people", does="Several score the same contact blind"),
        ScreenSpec("calibration", "A calibration", "calibration", ("calibration", "list"),
            tab="people"),
        ScreenSpec("drift", "Drift of evaluators", "calibration", ("drift", "list"), tab="people"),
        ScreenSpec("health", "Health", "health", ("health", "list", "teams"), "HealthScreen", "6"),
        ScreenSpec("history", "History", "history", ("history", "list"), "HistoryScreen", "7"),
        ScreenSpec("board", "Board", "board", ("board",), "BoardScreen", "8"),
        ScreenSpec("sort", "Sort", "plan", ("sort",), "SortScreen", tab="plan",
            does="Sort metrics"),
        ScreenSpec("readings", "Readings", "plan", ("readings", "list", "teams"), tab="plan"),
        ScreenSpec("import", "Import", "data", ("import", "path")),
        ScreenSpec("guide", "First steps", "first_steps", ("guide", "page"), tab="plan"),
    )
}  # fmt: skip

KEYED = [screen for screen in SCREENS.values() if screen.digit]
"""The screens that have a key everywhere."""

BAR = [spec for spec in KEYED if spec.id != TODAY]
"""The screens of the bar, in its order; a window of 80 has no room for one more."""


def bar_of(actor: Actor) -> list[ScreenSpec]:
    """The screens that someone has in the bar: a member their own page."""
    shown = (screen for screen in SCREENS.values() if screen in BAR or screen.for_members)
    return [spec for spec in shown if spec.is_seen_by(actor)]


def spec_of(screen: Screen[Any]) -> ScreenSpec | None:
    """What the list says of an open screen; None of a dialog."""
    return SCREENS.get((screen.id or "").removesuffix(SCREEN))
