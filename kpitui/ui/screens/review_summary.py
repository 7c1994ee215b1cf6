"""What came of a review: decisions, what is left, the standards apart."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from kpitui.domain.fields import FieldReader, Texts
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.lines import Page
from kpitui.ui.app_context import AppContext
from kpitui.ui.columns import aligned
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.form import Field, Form
from kpitui.ui.theme import painted
from kpitui.ui.widgets.panel import Panel
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.widgets.words import Laid, hung
from kpitui.views.own_teams import TeamsShown
from kpitui.views.reviews import ReviewList
from kpitui.words.review import SUMMARY_HEADS, reviewed, summary

BELOW = "    "
"""What a line below a KPI begins with."""

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
        yield Panel(
            Page(Static(Laid(self._lines, self.context)), id="summary"), context=self.context,
            says=reviewed(self._reviews.of(self.context.teams.shown)),
            keys=("summary.export", "summary.close"), id="summary-panel",
        )  # fmt: skip
        yield KeyBar()

    def _lines(self, width: int) -> Iterator[Content]:
        """A table of KPIs and standards; below a KPI what was decided."""
        work = self.context
        parts = [*summary(self._reviews.of(work.teams.shown), work.speech, work.teams.said)]
        rows = [of.row for part in parts for of in part.rows]
        if not rows:
            return
        heads, *lines = aligned(SUMMARY_HEADS, rows, width, work)
        yield heads
        drawn = iter(lines)
        for place, part in enumerate(parts):
            if place:
                yield Content("")
            if part.head:
                yield painted(part.head, work)
            for of in part.rows:
                yield next(drawn)
                for said in of.below:
                    yield from hung(Content(BELOW) + painted(said, work), width)

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
