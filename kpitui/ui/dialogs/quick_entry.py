"""Quick entry behind the colon: readings in words, with what is understood shown as one types."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar

from msgspec import Struct, field
from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, Static

from kpitui.actions.drafts import Typed
from kpitui.domain.entry import Answer, Understood, Vocabulary, understand, value_in_words
from kpitui.domain.entry_words import entry_in_words, question_about, reading_draft
from kpitui.domain.errors import KpituiError
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.same_day import Placed, place_of, placed
from kpitui.domain.sanity import Doubt, UsualRange
from kpitui.domain.session_entry import Session, is_session, session_in_words, understand_session
from kpitui.domain.text import printable
from kpitui.domain.typography import folded
from kpitui.paths import sheets
from kpitui.ui.dialogs import saving
from kpitui.ui.to_save import Asked, Reason, TypedValue, asked_about
from kpitui.ui.unfinished import Unfinished
from kpitui.ui.widgets.line_input import LineInput
from kpitui.ui.workplace import Workplace
from kpitui.views.same_day import Standing

EXAMPLE = 'csat 92 ana yesterday "a note"; or: coach ana role-play 20m "seen" !action >+14d'

ROOM = 10
"""Lines that are seen at once, as the style sheet has it."""


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
        rest = next(filter(None, (_rest(one, folded(last)) for one in self._words)), "")
        return f"{start}{space}{last}{rest}" if rest else None


def _rest(word: str, begun: str) -> str:
    """How a word goes on behind what folds to its beginning; empty where it does not begin so."""
    if not folded(word).startswith(begun):
        return ""
    length = next((length for length in range(1, len(word)) if folded(word[:length]) == begun), len(word))
    return word[length:]


class QuickInput(LineInput):
    """The line of quick entry; each line that is pasted is an entry of its own."""

    def one_line(self, text: str) -> str:
        """The lines with a semicolon behind each that ends, and before one that begins with a line end."""
        lines = [super(QuickInput, self).one_line(line) for line in f"{text}.".splitlines()]
        lines[-1] = lines[-1].removesuffix(".")
        said = "; ".join(line for place, line in enumerate(lines) if line or place in (0, len(lines) - 1))
        return said if len(lines) > 1 else lines[0]


class QuickLine(Struct, frozen=True):
    """The words of the line, what was understood of them, and what of it is to be saved."""

    words: str
    entries: list[Understood]
    session: Session | None = None
    saved: list[tuple[Understood, Placed]] = field(default_factory=list)


LookedUp = tuple[Sequence[UsualRange | None], Sequence[Sequence[Standing]]]
"""What is usual for each entry, and what stands for its day already."""


class QuickEntryDialog(Unfinished, ModalScreen[QuickLine]):
    """One line of words; Enter records what is understood, esc leaves and keeps the words."""

    CSS_PATH = sheets("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="quick.close", tooltip="Close; the words are kept for the next time"),
        Binding("pagedown,down", "scroll(1)", "More", id="quick.more", show=False, tooltip="The readings below"),
        Binding("pageup,up", "scroll(-1)", "Before", id="quick.before", show=False, tooltip="The readings above"),
    ]

    def __init__(
        self,
        vocabulary: Vocabulary,
        workplace: Workplace,
        look_up: Callable[[list[Understood]], LookedUp],
        words: str = "",
        sentence: str = "",
    ) -> None:
        super().__init__()
        self._look_up = look_up
        self._vocabulary = vocabulary
        self._workplace = workplace
        self._opened_on = workplace.entry_day
        self._words = words
        self._sentence = sentence

    def compose(self) -> ComposeResult:
        """The line, and what is understood of it."""
        with Vertical(id="quick"):
            yield QuickInput(self._words, id="quick-words", compact=True, placeholder=EXAMPLE,
                        suggester=NameSuggester(self._vocabulary))  # fmt: skip
            yield Static(id="quick-sentence")
            with VerticalScroll(id="quick-lines", can_focus=False):
                yield Static(id="quick-understood")
            yield Static(id="quick-hint")

    def on_mount(self) -> None:
        """Start in the line."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.focus()
        self._show()

    @on(Input.Changed)
    def _typed(self) -> None:
        if self.words != self._words:  # Textual tells of the words of before too
            self._words, self._sentence = self.words, ""
            self._show()

    def on_key(self, event: Key) -> None:
        """What went wrong stays until the next key."""
        if self._sentence and event.key != "enter":
            self._sentence = ""
            self._show()

    def _show(self) -> None:
        answers = self._answers()
        lines = [line for one in answers for line in self._in_words(one)]
        width = max(20, self.size.width - 6)
        crowded = sum(-(-len(line) // width) for line in lines) > ROOM
        if crowded:  # what has to be mended is not to be looked for
            answers = sorted(answers, key=lambda one: isinstance(one, Understood))
            lines = [line for one in answers for line in self._in_words(one)]
        self._tell("#quick-sentence", self._sentence)
        self._tell("#quick-understood", "\n".join(lines))
        self._tell("#quick-hint", _hint(answers) + ("; pgdn shows the others" if crowded else ""))
        self.query_one("#quick-lines").scroll_home(animate=False)

    def _in_words(self, answer: Answer | Session) -> list[str]:
        writing = self._workplace.config.writing
        if isinstance(answer, Session):
            return session_in_words(answer, writing)
        return [entry_in_words(answer, writing) if isinstance(answer, Understood) else answer.sentence]

    def _tell(self, place: str, text: str) -> None:
        shown = self.query_one(place, Static)
        shown.display = bool(text)
        shown.update(Content(self._workplace.words(text)))

    def action_scroll(self, pages: int) -> None:
        """Show the readings above or below."""
        lines = self.query_one("#quick-lines")
        lines.scroll_relative(y=pages * max(1, lines.size.height - 1), animate=False, immediate=True)

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
        return self._opened_on

    @on(Input.Submitted)
    async def _record(self) -> None:
        answers, words = self._answers(), self.words
        session = next((one for one in answers if isinstance(one, Session)), None)
        entries = [one for one in answers if isinstance(one, Understood)]
        if session is None and (not entries or len(entries) < len(answers)):
            self._show()
            return
        await self._ask(QuickLine(words, session.readings if session else entries, session))

    async def _ask(self, line: QuickLine) -> None:
        """Ask about all that is to be looked at, once; what is not agreed to comes back to the line."""
        try:
            usual, standing = self._look_up(line.entries)
            drafts = [reading_draft(one) for one in line.entries]
        except KpituiError as error:
            self._sentence = error.sentence
            self._show()
            return
        asked = self._questions(line.entries, drafts, usual, standing)

        def agreed(replaces: bool | None) -> None:
            others = [[one.recorded for one in found] for found in standing]
            found = zip(line.entries, placed(drafts, others, replaces=replaces), strict=True)
            self.dismiss(replace(line, saved=[(one, reading) for one, reading in found if reading is not None]))

        def answered(answer: saving.Answer | None) -> None:
            if answer is not None:
                agreed(answer.replaces)

        if asked:
            await self.app.push_screen(saving.SavingQuestion(asked, self._workplace), answered)
        else:
            agreed(None)

    def _questions(
        self,
        entries: Sequence[Understood],
        drafts: Sequence[ReadingDraft],
        usual: Sequence[UsualRange | None],
        standing: Sequence[Sequence[Standing]],
    ) -> list[Asked]:
        comma = self._workplace.config.decimal_comma
        values = [
            TypedValue(
                entry.subject.name, entry.metric, value_in_words(entry, comma),
                Doubt(asked, refused=False) if (asked := question_about(entry, limits, decimal_comma=comma)) else None,
                draft,
            )
            for entry, draft, limits in zip(entries, drafts, usual, strict=True)
        ]  # fmt: skip
        twice = [
            Asked(Reason.STANDS, value.subject, value.metric.name, value.text, "this line has another for that day")
            for place, value in enumerate(values)
            if place_of(drafts[place]) in map(place_of, drafts[:place])
        ]
        return [*asked_about(values, standing, self._workplace), *twice]

    def action_close(self) -> None:
        """Close; the words are kept."""
        self.dismiss(QuickLine(self.words, []))


def _hint(answers: Sequence[Answer | Session]) -> str:
    """What Enter will do, or how much it waits for."""
    count = sum(isinstance(one, Understood) for one in answers)
    unclear = sum(not isinstance(one, Understood | Session) for one in answers)
    if unclear:
        return (
            f"{count} understood, {unclear} not; esc closes" if len(answers) > 1 else "esc closes, the words are kept"
        )
    return f"enter records {f'all {count}' if count > 1 else 'it'}, esc closes" if answers else "esc closes"
