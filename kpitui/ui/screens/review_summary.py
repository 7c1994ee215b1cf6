"""What came of a review: decisions, what is left, the standards apart."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from kpitui.ui import review_words as words
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.workplace import Workplace
from kpitui.views.reviews import ReviewList


class ReviewSummary(Screen[None]):
    """The end of a review, to be read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,backspace", "close", "Back to the review", id="summary.close", key_display="esc",
                tooltip="Go back to the KPIs"),
    ]  # fmt: skip

    def __init__(self, workplace: Workplace, reviews: ReviewList) -> None:
        super().__init__(id="summary-screen")
        self.workplace = workplace
        self._reviews = reviews

    def compose(self) -> ComposeResult:
        """The bar, what came of it, the keys."""
        yield TopBar(self.workplace, "review")
        yield TooSmall()
        with VerticalScroll(id="summary"):
            yield Static(Content("\n").join(words.summary(self._reviews, self.workplace)))
        yield Footer(show_command_palette=False)

    def action_close(self) -> None:
        """Go back to the KPIs."""
        self.dismiss(None)
