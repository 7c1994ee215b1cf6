"""The bar on top: the screens with their digits, the file and the day."""

from datetime import date

from textual.content import Content
from textual.widgets import Static

from kpitui.ui.workplace import Workplace

SCREENS = (
    ("1", "plan", "Plan"), ("2", "enter", "Enter"), ("3", "coach", "Coach"), ("5", "people", "People"),
    ("7", "history", "History"),
)  # fmt: skip
"""Digit, name and title of each screen there is, in the order of the bar."""


class TopBar(Static):
    """One line that says where one is; it changes only when something is done, so that an idle screen sends nothing."""

    def __init__(self, workplace: Workplace, current: str) -> None:
        super().__init__(id="top-bar")
        self._workplace = workplace
        self._current = current
        self._past: date | None = None

    def on_mount(self) -> None:
        """Show the day that it is."""
        self.refresh_day()

    def on_resize(self) -> None:
        """The file stands at the right edge."""
        self.refresh_day(self._past)

    def refresh_day(self, past: date | None = None) -> None:
        """Write the bar anew; a day of the past says that it cannot be changed."""
        self._past = past
        left = Content.assemble((" kpitui ", "bold"))
        for digit, name, title in SCREENS:
            style = "$primary bold reverse" if name == self._current else ""
            left = Content.assemble(left, " ", (f" {digit} {title} ", style))
        day = self._workplace.today()
        shown = f"as of {past} read-only " if past else f"{day:%a} {day.day} {day:%b %Y} "
        right = Content(f"{self._workplace.text(self._workplace.title)}  {shown}")
        if left.cell_length + right.cell_length >= self.size.width:
            right = Content(shown)  # the day before the name of the file
        gap = self.size.width - left.cell_length - right.cell_length
        self.update(
            Content.assemble(left, " " * gap, (right.plain, "$text-warning bold" if past else "dim"))
            if gap > 0
            else left
        )
