"""Quick entry behind the colon: readings in words, with what is understood shown as one types."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, Static

from kpitui.actions.drafts import Typed
from kpitui.domain.entry import Answer, Understood, Vocabulary, folded, understand
from kpitui.domain.entry_words import doubt, entry_in_words
from kpitui.domain.natural_limits import Limits
from kpitui.domain.session_entry import Session, is_session, session_in_words, understand_session
from kpitui.domain.text import printable
from kpitui.paths import sheets
from kpitui.ui.asking import Asked, AskingApp
from kpitui.ui.unfinished import Unfinished
from kpitui.ui.widgets.line_input import LineInput
from kpitui.ui.workplace import Workplace

EXAMPLE = 'csat 92 ana yesterday "a note"; or: coach ana role-play 20m "seen" !action >+14d'


class NameSuggester(Suggester):
    """Completes the last word with the metric or the person whose code or name begins so."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        words: dict[str, None] = {}
        named = [(one.code, one.name) for one in vocabulary.metrics]
        for code, name in [*named, *((one.code, one.name) for one in vocabulary.subjects)]:
            words |= dict.fromkeys([*([printable(code)] if code else []), *printable(name).split()])
        self._words = list(words)

    async def get_suggestion(self, value: str) -> str | None:
        """The text with its last word completed, None where nothing begins so."""
        start, space, last = value.rpartition(" ")
        if len(last) < 2:
            return None
        found = next(
            (one for one in self._words if folded(one).startswith(folded(last)) and len(one) > len(last)), None
        )
        return f"{start}{space}{last}{found[len(last) :]}" if found else None


class QuickLine(Struct, frozen=True):
    """The words of the line, and what is to be recorded of them: readings, a session, or nothing yet."""

    words: str
    entries: list[Understood]
    session: Session | None = None


class QuickEntryDialog(Unfinished, ModalScreen[QuickLine]):
    """One line of words; Enter records what is understood, esc leaves and keeps the words."""

    CSS_PATH = sheets("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="quick.close", tooltip="Close; the words are kept for the next time"),
    ]

    def __init__(
        self,
        vocabulary: Vocabulary,
        workplace: Workplace,
        usual: Callable[[list[Understood]], list[Limits | None]],
        words: str = "",
        sentence: str = "",
    ) -> None:
        super().__init__()
        self._usual = usual
        self._vocabulary = vocabulary
        self._workplace = workplace
        self._words = words
        self._sentence = sentence
        self._asked: tuple[str, Asked] | None = None

    def compose(self) -> ComposeResult:
        """The line, and what is understood of it."""
        with Vertical(id="quick"):
            yield LineInput(self._words, id="quick-words", compact=True, placeholder=EXAMPLE,
                        suggester=NameSuggester(self._vocabulary))  # fmt: skip
            yield Static(id="quick-understood")

    def on_mount(self) -> None:
        """Start in the line."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.focus()
        self._show()
        if self._sentence:
            self._say(self._sentence)

    @on(Input.Changed)
    def _show(self) -> None:
        lines, writing = [], self._workplace.config.writing
        for one in self._answers():
            if isinstance(one, Understood):
                lines.append(entry_in_words(one, writing))
            elif isinstance(one, Session):
                lines += session_in_words(one, writing)
            else:
                lines.append(one.sentence)
        self._say("\n".join(lines) or "enter records, esc closes")

    @property
    def words(self) -> str:
        """What stands in the line."""
        return self.query_one(Input).value

    def keep_in(self, typed: Typed) -> None:
        """Put the words among what is typed and not saved."""
        typed.words = self.words

    def _answers(self) -> Sequence[Answer | Session]:
        writing = self._workplace.config.writing
        if is_session(self.words):
            return [understand_session(self.words, self._vocabulary, self._today, writing)]
        return list(understand(self.words, self._vocabulary, self._today, writing))

    @property
    def _today(self) -> date:
        return self._workplace.today()

    def _say(self, text: str) -> None:
        self.query_one("#quick-understood", Static).update(Content(self._workplace.words(text)))

    @on(Input.Submitted)
    def _record(self) -> None:
        answers, words = self._answers(), self.words
        session = next((one for one in answers if isinstance(one, Session)), None)
        entries = [one for one in answers if isinstance(one, Understood)]
        if session is None and (not entries or len(entries) < len(answers)):
            self._show()
            return
        entries = session.readings if session else entries
        comma = self._workplace.config.decimal_comma
        limits = self._usual(entries)
        doubts = [doubt(one, usual, decimal_comma=comma) for one, usual in zip(entries, limits, strict=True)]
        asked = "; ".join(text for text in doubts if text)
        if asked and not self._is_kept(words):
            self._say(f"{asked}: again Enter to keep")
            return
        self.dismiss(QuickLine(words, entries, session))

    def _is_kept(self, words: str) -> bool:
        """Whether these were asked about, and Enter answers that; otherwise they are from now on."""
        app = self.app
        assert isinstance(app, AskingApp)
        if self._asked is None or self._asked[0] != words:
            self._asked = words, app.ask()
            return False
        return app.is_answer(self._asked[1])

    def action_close(self) -> None:
        """Close; the words are kept."""
        self.dismiss(QuickLine(self.words, []))
