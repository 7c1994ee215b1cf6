"""Quick entry behind the colon: readings in words, with what is understood shown as one types."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from msgspec import Struct, field
from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from kpitui.domain.away_entry import Away, away_in_words, is_away, understand_away
from kpitui.domain.entry import Answer, NotUnderstood, understand, value_in_words
from kpitui.domain.entry_names import Subject, Vocabulary
from kpitui.domain.entry_phrase import Understood
from kpitui.domain.entry_words import entry_in_words, question_about, reading_draft
from kpitui.domain.errors import KpituiError
from kpitui.domain.event_entry import Event, event_in_words, is_event, understand_event
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.same_day import Placed, place_of, placed
from kpitui.domain.sanity import Doubt, UsualRange
from kpitui.domain.score_phrase import is_score
from kpitui.domain.session_entry import Session, is_session, session_in_words, understand_session
from kpitui.paths import sheets
from kpitui.storage.drafts import Typed
from kpitui.terminal.app import TerminalApp
from kpitui.terminal.scrolling import scroll_by
from kpitui.ui.app_context import AppContext
from kpitui.ui.dialogs import saving
from kpitui.ui.dialogs.quick_input import NameSuggester, QuickInput
from kpitui.ui.score_entry import ScoreLine, ScoreReader
from kpitui.ui.to_save import AskedValue, Reason, TypedValue, asked_about
from kpitui.ui.widgets.panel import Box
from kpitui.views.same_day import StandingReading
from kpitui.views.vocabulary import RecordedFor

KEYS = ("quick.record", "quick.close")
"""What the frame names."""

EXAMPLE = 'csat 92 ana yesterday "a note"; or: coach ana role-play 20m "observed" !action >+14d'

TWICE = "this line has another for that day"

ROOM = 10
"""Lines that are seen at once, as the style sheet has it."""


class QuickLine(Struct, frozen=True):
    """The words of the line, what was understood of them, and what of it is to be saved."""

    words: str
    entries: list[Understood]
    session: Session | None = None
    event: Event | None = None
    away: Away | None = None
    score: ScoreLine | None = None
    again: bool = False
    """Whether a contact that was scored before is scored once more."""
    saved: list[tuple[Understood, Placed]] = field(default_factory=list)


Clear = Understood | Session | Event | Away | ScoreLine
"""What can be recorded as it is."""
Said = Answer | Clear
LookedUp = tuple[Sequence[UsualRange | None], Sequence[Sequence[StandingReading]]]
"""What is usual for each entry, and what stands for its day already."""


class QuickEntryDialog(ModalScreen[QuickLine]):
    """One line of words; Enter records what is understood, esc leaves and keeps the words."""

    CSS_PATH = sheets("dialogs")
    leaving_words = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close, text kept", id="quick.close",
            tooltip="Close; the text is kept"),
        Binding("pagedown,down", "scroll(1)", "More", id="quick.more", show=False,
            tooltip="The readings below"),
        Binding("pageup,up", "scroll(-1)", "Before", id="quick.before", show=False,
            tooltip="The readings above"),
    ]  # fmt: skip

    def __init__(
        self,
        vocabulary: Vocabulary,
        context: AppContext,
        look_up: Callable[[list[Understood]], LookedUp],
        words: str = "",
        sentence: str = "",
    ) -> None:
        super().__init__()
        self._look_up = look_up
        self._vocabulary = vocabulary
        self._app_context = context
        self._opened_on = context.entry_day
        self._scores = ScoreReader(context)
        self._recorded_for = RecordedFor(context.database)
        self._words = words
        self._sentence = sentence
        self._pasted = False
        """Whether lines come without brackets, each ended by an Enter."""

    def compose(self) -> ComposeResult:
        """The line, and what is understood of it."""
        with Box(context=self._app_context, says="Quick entry", keys=KEYS, id="quick"):
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
        lines = [line for answer in answers for line in self._in_words(answer)]
        width = max(20, self.size.width - 6)
        crowded = sum(-(-len(line) // width) for line in lines) > ROOM
        if crowded:  # what has to be fixed is not to be looked for
            answers = sorted(answers, key=lambda answer: isinstance(answer, Understood))
            lines = [line for answer in answers for line in self._in_words(answer)]
        self._tell("#quick-sentence", self._sentence)
        self.query_one("#quick-understood").display = bool(lines)
        self.query_one("#quick-understood", Static).update(
            Content("\n").join(words for answer in answers for words in self._shown(answer))
        )
        self._tell(
            "#quick-hint", _hint(answers) + ("; page down shows the others" if crowded else "")
        )
        self.query_one("#quick-lines").scroll_home(animate=False)

    def _shown(self, answer: Said) -> Iterator[Content]:
        """What is understood, and in another colour what is to be said better."""
        clear = isinstance(answer, Clear)
        for word in self._in_words(answer):
            said = Content(self._app_context.said(word))
            yield said if clear else said.stylize("$text-warning")

    def _in_words(self, answer: Said) -> list[str]:
        writing = self._app_context.speech.writing
        if isinstance(answer, Event):
            return [event_in_words(answer, writing)]
        if isinstance(answer, Away):
            return [away_in_words(answer, self._app_context.entry_day, writing)]
        if isinstance(answer, ScoreLine):
            return [answer.shown]
        if isinstance(answer, Session):
            return session_in_words(answer, writing)
        return [
            entry_in_words(answer, writing) if isinstance(answer, Understood) else answer.sentence
        ]

    def _tell(self, place: str, text: str) -> None:
        shown = self.query_one(place, Static)
        shown.display = bool(text)
        shown.update(Content(self._app_context.said(text)))

    def action_scroll(self, pages: int) -> None:
        """Show the readings above or below."""
        lines = self.query_one("#quick-lines")
        scroll_by(lines, pages * max(1, lines.size.height - 1))

    @property
    def words(self) -> str:
        """What stands in the line."""
        return self.query_one(Input).value

    def keep_in(self, typed: Typed) -> None:
        """Put the words among what is typed and not saved."""
        typed.words = self.words

    def _answers(self) -> Sequence[Said]:
        return self._read(self.words)

    def _read(self, words: str) -> Sequence[Said]:
        return [self._allowed(one) for one in self._understood(words)]

    def _allowed(self, answer: Said) -> Said:
        """The same, or that it is of someone outside: said before it is refused."""
        for subject in _whose(answer):
            try:
                self._vocabulary.require(subject)
            except KpituiError:
                return NotUnderstood(f"{subject.name} is not in your teams")
        return answer

    def _understood(self, words: str) -> Sequence[Said]:
        work, known, today = self._app_context, self._vocabulary, self._opened_on
        writing, latest = work.writing, max(today, work.latest_day)
        if is_session(words):
            return [understand_session(words, known, today, writing, latest=latest)]
        if is_score(words):
            return [self._scores.understand(words)]
        if is_event(words):
            return [understand_event(words, known, today, writing, latest=latest)]
        if is_away(words, known):
            return [understand_away(words, known, today, writing)]
        read = understand(words, known, today, writing, latest=latest)
        try:
            return [self._recorded_for.named(answer) for answer in read]
        except KpituiError as error:
            return [NotUnderstood(error.sentence)]

    @on(Input.Submitted)
    async def _record(self) -> None:
        if self._goes_on():
            self.query_one(Input).insert_text_at_cursor("; ")
            return
        answers, words = self._answers(), self.words
        session = next((answer for answer in answers if isinstance(answer, Session)), None)
        event = next((answer for answer in answers if isinstance(answer, Event)), None)
        score = next((answer for answer in answers if isinstance(answer, ScoreLine)), None)
        away = next((answer for answer in answers if isinstance(answer, Away)), None)
        if event is not None or score is not None or away is not None:
            self.dismiss(QuickLine(words, [], event=event, score=score, away=away))
            return
        entries = [answer for answer in answers if isinstance(answer, Understood)]
        if session is None and (not entries or len(entries) < len(answers)):
            self._show()
            return
        await self._ask(QuickLine(words, session.readings if session else entries, session))

    def _goes_on(self) -> bool:
        """Whether Enter ended one of several lines that were pasted without brackets: words come
        behind it at once, which no one types ahead as keys, and so does all that is with them.
        """
        app = self.app
        waiting = app.typed_ahead.next_line if isinstance(app, TerminalApp) else ""
        if " " in waiting and not waiting.startswith(":"):
            self._pasted = True
        return bool(waiting) and self._pasted

    async def _ask(self, line: QuickLine) -> None:
        """Ask about all that is to be looked at, once; what is not agreed to comes back
        to the line.
        """
        try:
            usual, standing = self._look_up(line.entries)
            drafts = [reading_draft(entry) for entry in line.entries]
        except KpituiError as error:
            self._sentence = error.sentence
            self._show()
            return
        asked = self._questions(line.entries, drafts, usual, standing)

        def agreed(replaces: bool | None) -> None:
            """Gives back what is saved; one for the same day replaces what stands, or not."""
            others = [[reading.recorded for reading in found] for found in standing]
            found = zip(line.entries, placed(drafts, others, replaces=replaces), strict=True)
            self.dismiss(
                replace(
                    line, saved=[(one, reading) for one, reading in found if reading is not None]
                )
            )

        def answered(answer: saving.SavingAnswer | None) -> None:
            self.query_one(Box).name_keys(named=True)
            self._show()
            if answer is not None:
                agreed(answer.replaces)

        if asked:
            self._tell("#quick-hint", "")
            self.query_one(Box).name_keys(named=False)
            await self.app.push_screen(saving.SavingQuestion(asked, self._app_context), answered)
        else:
            agreed(None)

    def _questions(
        self,
        entries: Sequence[Understood],
        drafts: Sequence[ReadingDraft],
        usual: Sequence[UsualRange | None],
        standing: Sequence[Sequence[StandingReading]],
    ) -> list[AskedValue]:
        comma = self._app_context.config.decimal_comma
        values = [
            TypedValue(
                entry.subject.name, entry.metric, value_in_words(entry, comma),
                Doubt(asked, refused=False)
                if (asked := question_about(entry, limits, decimal_comma=comma)) else None,
                draft,
            )
            for entry, draft, limits in zip(entries, drafts, usual, strict=True)
        ]  # fmt: skip
        twice = [
            AskedValue(Reason.STANDS, value.subject, value.metric.name, value.text, TWICE)
            for place, value in enumerate(values)
            if place_of(drafts[place]) in map(place_of, drafts[:place])
        ]
        return [*asked_about(values, standing, self._app_context), *twice]

    def action_close(self) -> None:
        """Close; the words are kept."""
        self.dismiss(QuickLine(self.words, []))


def _hint(answers: Sequence[Said]) -> str:
    """What Enter will do, or how much it waits for."""
    count = sum(isinstance(answer, Understood) for answer in answers)
    unclear = sum(not isinstance(answer, Clear) for answer in answers)
    if unclear:
        return f"{count} understood, {unclear} not" if len(answers) > 1 else ""
    return f"enter records {f'all {count}' if count > 1 else 'it'}" if answers else ""


def _whose(answer: Said) -> Sequence[Subject]:
    """Who an answer is of, where it can be recorded."""
    if isinstance(answer, Session):
        return answer.people
    if isinstance(answer, Away):
        return [answer.person]
    return [answer.subject] if isinstance(answer, Understood | Event) else []
