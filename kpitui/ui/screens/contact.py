"""A contact of one's own that was scored: each question with its answer, what the answers stand
for, the comments, and what one says to it.
"""

from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import OptionList, Static

from kpitui.actions.disputes import dispute_answer, see_evaluation
from kpitui.domain.errors import KpituiError
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.lines import Lines, Page
from kpitui.terminal.marked_list import show_lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import BROAD_ONLY
from kpitui.ui.changes import Task, leading_to
from kpitui.ui.dialogs.text import TextDialog
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.disputes import dispute_form
from kpitui.ui.theme import painted_lines
from kpitui.ui.widgets.panel import FIRST, Panel
from kpitui.ui.widgets.table import ANY, Table, TableColumn
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.widgets.words import AIRY, Sections, paragraphs
from kpitui.views.contacts import AnswerLine, ContactLine, load_contact
from kpitui.words import contacts as words

COLUMNS = (
    TableColumn("question", 24, most=ANY), TableColumn("answer", 14), TableColumn("", 8),
)  # fmt: skip
LIST_KEYS = ("contact.seen", "contact.dispute")
PAGE_KEYS = ("contact.whole",)


class AnswerList(Lines):
    """The list; Enter shows all of an answer, however long."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.whole", "Details", id="contact.whole", show=False,
                tooltip="Show all of this answer"),
    ]  # fmt: skip


class ContactScreen(EditingScreen):
    """Every answer about one contact."""

    CSS_PATH = sheets("contact")
    HORIZONTAL_BREAKPOINTS = BROAD_ONLY
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "seen", "Seen", id="contact.seen",
            tooltip="I have seen how this contact was scored"),
        Binding("w", "dispute", "Dispute", id="contact.dispute",
            tooltip="Dispute this answer in a sentence; who scored it decides"),
        Binding("escape", "back", "Back", id="contact.back",
            tooltip="Back to your page"),
    ]  # fmt: skip

    def __init__(self, context: AppContext, contact: ContactLine) -> None:
        super().__init__(context, id="contact-screen")
        self._contact = contact
        self._table = Table(COLUMNS, context)

    def compose(self) -> ComposeResult:
        """The bar, the score, the answers, all of the marked one, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        with Container(id="contact-body", classes="halves"):
            yield Panel(
                Static(id="contact-head"), AnswerList(id="answers", markup=False),
                context=self.context, keys=LIST_KEYS, id="answers-list", classes=FIRST,
            )  # fmt: skip
            page = Page(Static(id="answer-text"), can_focus=False)
            yield Panel(page, context=self.context, says="Answer", keys=PAGE_KEYS, id="answer-page")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one("#answers").focus()
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Seen once; an answer is disputed once while that is open."""
        if action == "seen":
            return not self._contact.by_self
        if action == "dispute":
            return self._chosen is not None and self._chosen.open is None
        return super().check_action(action, parameters)

    def show_changed(self, key: str = "") -> None:
        """Read the file again; the cursor stays on its line."""
        try:
            contact = load_contact(self.context.database, self._contact.evaluation.id)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        self._contact = contact
        self._show()

    def _show(self) -> None:
        one, speech = self._contact, self.context.speech
        panel = self.query_one("#answers-list", Panel)
        panel.say(words.contact_title(one, speech))
        head = painted_lines(words.heading(one, speech), self.context)
        self.query_one("#contact-head", Static).update(head)
        listed = self.query_one("#answers", OptionList)
        show_lines(
            listed,
            [
                (
                    f"question-{each.question.id}",
                    self._table.line(partial(words.answer_cells, each)),
                )
                for each in one.answers
            ],
        )
        self._show_chosen()

    @property
    def _chosen(self) -> AnswerLine | None:
        place = self.query_one("#answers", OptionList).highlighted
        answers = self._contact.answers
        return answers[place] if place is not None and place < len(answers) else None

    @on(OptionList.OptionHighlighted)
    def _show_chosen(self) -> None:
        shown, one = self.query_one("#answer-text", Static), self._chosen
        if one is None:
            shown.update("")
        else:
            said = [*words.answer_sections(one, self.context.speech)]
            shown.update(Sections(said, self.context, airy=self.app.size.height >= AIRY))
        self.refresh_bindings()

    def copied(self, whole: bool) -> str:
        """The line of the cursor, or all of it."""
        if not whole:
            return super().copied(whole)
        said = self.query_one("#contact-head", Static).visual
        return f"{said}\n{self.query_one('#answers', AnswerList).copied(True)}"

    def action_whole(self) -> None:
        """Show all of the marked answer."""
        if (one := self._chosen) is not None:
            title = words.contact_title(self._contact, self.context.speech)
            told = paragraphs(words.answer_sections(one, self.context.speech), self.context)
            self.app.push_screen(TextDialog(title, told, self.context))

    def action_seen(self) -> None:
        """Say that this is seen."""
        work = self.context
        see = partial(
            see_evaluation, work.database, work.actor, self._contact.evaluation.id,
            datetime.now(UTC),
        )  # fmt: skip
        self.changes.do(Task(partial(leading_to, "", see), "Noted as seen"))

    async def action_dispute(self) -> None:
        """Dispute the marked answer in a sentence."""
        one, contact, work = self._chosen, self._contact, self.context
        if one is None:
            return

        def dispute(text: str) -> None:
            by = work.database, work.actor
            now = datetime.now(UTC)
            dispute_answer(*by, contact.evaluation.id, one.question.id, text, now)

        form = dispute_form(one, contact, work)
        await self.changes.change(form, "", dispute, "Disputed; your coach gets it")

    def action_back(self) -> None:
        """Back to the page."""
        self.dismiss()
