"""The bar on top: the screens with their digits, the file and the day."""

from datetime import date

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from kpitui.ui.workplace import Workplace

SCREENS = (
    ("1", "plan", "Plan"), ("2", "enter", "Enter"), ("3", "coach", "Coach"), ("4", "review", "Review"),
    ("5", "people", "People"), ("6", "health", "Health"), ("7", "history", "History"),
)  # fmt: skip
"""Digit, name and title of each screen there is, in the order of the bar."""


class TopBar(Static):
    """One line that says where one is; it changes only when something is done, so that an idle screen sends nothing."""

    def __init__(self, workplace: Workplace, current: str) -> None:
        super().__init__(id="top-bar")
        self._workplace = workplace
        self._current = current
        self._past: date | None = None
        self._shown_typed = False

    def on_mount(self) -> None:
        """Where digits are typed the screens have other keys."""
        self.screen.bindings_updated_signal.subscribe(self, self._keys_changed)

    def _keys_changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen and self._typed_digits() != self._shown_typed:
            self.refresh()

    def _typed_digits(self) -> bool:
        """Whether a digit is typed where the cursor is, and no key."""
        focused = self.screen.focused
        return focused is not None and focused.check_consume_key("1", "1")

    def refresh_day(self, past: date | None = None) -> None:
        """Write the bar anew; a day of the past says that it cannot be changed."""
        self._past = past
        self.refresh()

    def render(self) -> Content:
        """The screens on the left, the file and the day at the right edge."""
        past, self._shown_typed = self._past, self._typed_digits()
        day = self._workplace.today()
        shown = f"as of {self._workplace.day(past)} read-only " if past else f"{day:%a} {day.day} {day:%b %Y} "
        file = self._workplace.text(self._workplace.title)
        close = self._screens(name=False, gap="")
        lefts = [self._screens(), self._screens(name=False), close]
        # Where the line is short the file goes first, then our name, the day, names of others, and at last the titles.
        choices = []
        for who in self._others():
            choices += [(lefts[0], f"{who}{file}  {shown}"), *((left, who + shown) for left in lefts)]
            choices += [] if past else [(close, f"{who}{day.day} {day:%b} "), (close, who)]
        choices.append((self._screens(name=False, titles=False), shown))
        for left, right in choices:
            gap = self.size.width - left.cell_length - Content(right).cell_length
            if gap >= (1 if right else 0):
                style = "$text-warning bold" if past else "dim"
                return Content.assemble(left, " " * gap, (right, style))
        return choices[-1][0]

    def _others(self) -> list[str]:
        """Who else is in, in as many words as there may be room for."""
        names = [self._workplace.text(one) for one in self._workplace.counts.others]
        if not names:
            return [""]
        first = names[0] + (f" +{len(names) - 1}" if len(names) > 1 else "")
        return [f"with {', '.join(names)}  ", f"with {first}  ", f"+{first}  ", f"+{len(names)}  ", ""]

    def refresh_counts(self) -> None:
        """Write the bar anew where something was counted."""
        self.refresh()

    def _screens(self, *, name: bool = True, titles: bool = True, gap: str = " ") -> Content:
        bar = Content.assemble((" kpitui ", "bold")) if name else Content("")
        for digit, screen, title in SCREENS:
            if screen != "people" and not self._workplace.actor.sees_everybody:
                continue  # a member has no other
            current = screen == self._current
            found = self._workplace.counts.health if screen == "health" else None
            count = f"{found} " if found else ""
            key = f"F{int(digit) + 1}" if self._shown_typed else digit
            label = f" {key} {title} {count}" if titles or current else f" {key} "
            bar = Content.assemble(bar, gap, (label, "$primary bold reverse" if current else ""))
        return bar
