"""What came of a review: decisions, what is left, the standards apart."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from kpitui.domain.fields import FieldReader, Texts
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.lines import Page
from kpitui.ui.app_context import AppContext
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.form import Field, Form
from kpitui.ui.theme import painted
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.widgets.words import HungLines
from kpitui.views.own_teams import TeamsShown
from kpitui.views.reviews import ReviewList
from kpitui.words.review import summary

WriteReport = Callable[[Path, TeamsShown], object]
"""Puts the review into a new file, HTML or Markdown by its name, with the standards of the teams
that are shown; raises `KpituiError`.
"""


class _ReportFile(Struct, frozen=True):
    path: Path


class ReviewSummary(EditingScreen):
    """The end of a review, to be read and to be taken along."""

    CSS_PATH = sheets("review")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "export", "Export", id="summary.export",
                tooltip="Write the review with its charts into a file, for a browser or as "
                    "Markdown"),
        Binding("escape,backspace", "close", "Back to the review", id="summary.close",
            key_display="esc",
                tooltip="Go back to the KPIs"),
    ]  # fmt: skip

    def __init__(self, context: AppContext, reviews: ReviewList, write: WriteReport | None) -> None:
        super().__init__(context, id="summary-screen")
        self._reviews = reviews
        self._write = write

    def compose(self) -> ComposeResult:
        """The bar, what came of it, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        with Page(id="summary"):
            work = self.context
            told = summary(self._reviews.of(work.teams.shown), work.speech, work.teams.said)
            yield Static(HungLines((painted(one, work) for one in told), work))
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where no file may be written, none is offered."""
        return (
            self._write is not None
            if action == "export"
            else super().check_action(action, parameters)
        )

    def show_changed(self, key: str = "") -> None:
        """What is shown here has been; the review itself reads the file again."""
        if key:
            self.dismiss(None)

    async def action_export(self) -> None:
        """Write the review into a new file."""
        write, today = self._write, self.context.today()
        if write is None:
            return

        def read(texts: Texts) -> _ReportFile:
            reader = FieldReader(texts, today)
            name = reader.name("file", 1000)
            reader.done()
            return _ReportFile(Path(name).expanduser())

        def export(named: _ReportFile) -> str:
            write(named.path, self.context.teams.shown)
            self.app.call_from_thread(self.tell, f"Wrote {named.path.absolute()}.")
            return ""

        field = Field(
            "file",
            "File",
            f"review-{today}.html",
            "a new file; .html for a browser and for paper, or .md",
        )
        await self.changes.ask(
            Form("export-review", "Write the review into a file", (field,), read), export, ""
        )

    def action_close(self) -> None:
        """Go back to the KPIs."""
        self.dismiss(None)
