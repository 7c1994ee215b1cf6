"""The scoring screen: a contact scored on a call sheet by one key a question."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Input, Static

from kpitui.domain.access import Permission
from kpitui.domain.records.sheet import SheetVersion
from kpitui.paths import sheets
from kpitui.storage.drafts import Typed
from kpitui.storage.typed_about import Gone
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.keys import move
from kpitui.ui.app_context import AppContext
from kpitui.ui.editing import EditingScreen
from kpitui.ui.messages import CellSaid, ContactScored, NotRecorded, ReasonAsked
from kpitui.ui.score_saving import ScoreSaving
from kpitui.ui.screens.sheet_keys import DATE_FIRST, UNDO_KEY, UNDO_WORDS
from kpitui.ui.sheet_answers import SheetAnswers
from kpitui.ui.widgets.contact_fields import CHANNEL, DATE, REFERENCE, ContactFields
from kpitui.ui.widgets.hint_line import HintLine
from kpitui.ui.widgets.panel import Panel
from kpitui.ui.widgets.score_sheet import KEYS, ScoreSheet
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.widgets.words import AIRY, Sections
from kpitui.views.scoring import Contact, ToScore
from kpitui.words.scores import failed_words, question_words, so_far
from kpitui.words.sections import Section
from kpitui.words.spans import line, muted

FIRST = "Type the number of the contact and Enter; then one key a question"
NO_VERSION = "{sheet} has no questions on that day; Ctrl+T goes to the date."


class ScoreScreen(EditingScreen):
    """One contact of one agent: its number, and an answer for each question of the sheet."""

    CSS_PATH = sheets("score")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f9", "save", "Save", id="score.save",
            tooltip="Save the evaluation and its score in one go"),
        Binding("escape", "back", "Back", id="score.back",
            tooltip="Back to where you came from; what you typed is kept"),
        Binding("ctrl+t,ctrl+o", "date", "Date", id="score.date",
            tooltip="Change the date of the contact"),
        Binding("f7,ctrl+g", "channel", "Channel", id="score.channel", show=False,
            tooltip="Go to the channel of the contact: call, chat, email"),
        Binding("ctrl+r,f8", "start_anew", "Clear", id="score.anew", show=False,
            tooltip="Clear what is typed here and start again"),
        move("down", "questions", "Questions", "score.questions", "Go to the questions"),
    ]  # fmt: skip

    undo_key, undo_words = UNDO_KEY, UNDO_WORDS

    def __init__(
        self, context: AppContext, to_score: ToScore, saved: Callable[[str, str], object]
    ) -> None:
        """What was saved is told to `saved` with the key of its line, where one comes back to."""
        super().__init__(context, id="score-screen")
        self.to_score = to_score
        self._saved = saved
        self.answers = SheetAnswers(self._version_on(context.entry_day) or self._newest)
        self._sheet = ScoreSheet(self.answers, self._show_place, context)
        self._contact = ContactFields(context)
        self._hint = HintLine(context)
        self._saving = ScoreSaving(self, self, self._hint.say)
        self._filling = True
        """Whether the fields are on their way: they hold nothing yet."""

    def compose(self) -> ComposeResult:
        """The bar, what is said of the contact, the questions beside the answers of one, the
        keys.
        """
        yield TopBar(self.context)
        yield TooSmall()
        yield self._contact
        with Container(id="score-body"):
            yield Panel(
                VerticalScroll(self._sheet, id="score-window", can_focus=False),
                context=self.context, heads=self._sheet.lines.heads, heads_below=True,
                id="score-panel",
            )  # fmt: skip
            yield Panel(Static(id="answers"), context=self.context, id="anchors")
        yield self._hint
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with the number of the contact, or with what was typed before."""
        self.app.clear_notifications()  # what was said of the last one would cover the hint
        self._contact.begin(fixed=self.to_score.calibration is not None)
        self._fill()
        self._filling = False
        if self.is_typed or self.to_score.contact is not None:  # one goes on with the questions
            self._sheet.begin_at(next(iter(self.answers.open), 0))
        else:
            self.action_contact()
        self._show_place()

    def _fill(self) -> None:
        kept = self.context.unsaved.evaluations.get(self.to_score.key, {})
        old, contact = self.to_score.old, self.to_score.contact
        if old is not None and not kept:  # a draft holds all of it, and what was cleared is none
            self.answers.show(old.answers, old.note)
        if contact is not None:
            self._put(_texts_of(contact))
        self._hint.say_keys(FIRST if contact is None else KEYS)
        if kept:
            self._put(kept)
            self.answers.put(kept)
            said = self._saving.overtaken_words(kept)
            self._hint.say(f"Draft restored, Ctrl+R clears it. {said or KEYS}")
        self._sheet.refill()

    def _put(self, texts: dict[str, str]) -> None:
        self._contact.put(texts)
        self._use_version()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who may not record is not offered to save."""
        if action == "save":
            return self.context.actor.may(Permission.READINGS)
        if action in ("date", "channel"):
            return self.to_score.calibration is None
        return super().check_action(action, parameters)

    # the day and its questions --------------------------------------------------------------------

    @property
    def _newest(self) -> SheetVersion:
        return self.to_score.sheet.versions[-1]

    def _version_on(self, day: date) -> SheetVersion | None:
        """What was asked on a day; a correction asks what was asked then."""
        sheet, old = self.to_score.sheet, self.to_score.old
        if old is None:
            return sheet.on(day)
        return next(version for version in sheet.versions if version.id == old.sheet_version_id)

    @property
    def day(self) -> date | None:
        """The day of the contact; None where what is typed is none."""
        return self._contact.day

    @property
    def version(self) -> SheetVersion | None:
        """The questions of the day that is typed; None where there are none."""
        return self._version_on(self.day) if self.day is not None else None

    @on(Input.Changed, "#date")
    def _day_changed(self) -> None:
        if not self._filling:
            self._hint.complain(self._contact.day_field.why_not)
            self._use_version()

    def _use_version(self) -> None:
        """Ask what was asked on the day; an answer stays with its question."""
        version = self.version
        if version is None and self.day is not None:
            self._hint.say(NO_VERSION.format(sheet=self.to_score.sheet.name))
        elif version is not None and version.id != self.answers.version.id:
            dropped = self.answers.use(version)
            self._sheet.refill()
            lost = f"; {dropped} of your answers are open again" if dropped else ""
            since = self.context.day(version.starts_on)
            self._hint.say(f"These are the questions from {since} on{lost}.")
        self._show_place()

    def keep_day(self, before: date) -> None:
        """Midnight has passed."""
        self._contact.day_field.keep()

    def action_date(self) -> None:
        """Change the date."""
        self._sheet.end_comment()
        self._contact.day_field.field.focus()

    def action_contact(self) -> None:
        """Go to the number of the contact."""
        self._contact.come()

    def action_start_anew(self) -> None:
        """Clear what is typed, and begin with what was saved."""
        self.context.unsaved.evaluations.pop(self.to_score.key, None)
        self._filling = True
        self.answers.empty()
        self._put({})
        self._fill()
        self._filling = False
        self._sheet.begin_at(0)
        self.action_contact()
        self._show_place()

    def action_channel(self) -> None:
        """Go to the channel."""
        self._sheet.end_comment()
        self._contact.come(CHANNEL)

    @on(Input.Submitted)
    def action_questions(self) -> None:
        """Go on to the questions."""
        self._sheet.come()

    # what is typed --------------------------------------------------------------------------------

    @on(Input.Changed, f"#{REFERENCE}, #{CHANNEL}")
    def _typed(self) -> None:
        self.keep_typed()

    @property
    def fields(self) -> dict[str, str]:
        """What is said of the contact."""
        return self._contact.said

    def texts(self) -> dict[str, str]:
        """All that is typed, with the day that it is for."""
        texts = {key: text for key, text in self.fields.items() if text} | self.answers.texts()
        return texts | ({DATE: self.day.isoformat()} if self.day is not None else {})

    @property
    def is_typed(self) -> bool:
        """Whether anything is typed that is not saved; a day alone is nothing."""
        texts, old = self.texts(), self.to_score.old
        contact = self.to_score.contact
        if contact is None:
            return bool(texts.keys() - {DATE})
        saved = SheetAnswers(self.answers.version)
        if old is not None:
            saved.show(old.answers, old.note)
        same = {key: text for key, text in _texts_of(contact).items() if text}
        return texts != saved.texts() | same

    def keep_typed(self) -> None:
        """Put what is typed among what is typed and not saved."""
        if self._filling or not self.is_mounted:
            return
        waiting, key = self.context.unsaved.evaluations, self.to_score.key
        waiting.pop(key, None)
        if self.is_typed:
            waiting[key] = self.texts() | self._saving.stood

    def drop_typed(self, gone: Gone) -> None:
        """Close without a draft where the agent was forgotten."""
        if self.to_score.key in gone.keys:
            self._filling = True  # what stands here is kept no more
            self.dismiss()

    def being_saved(self) -> Typed:
        """All of it."""
        key = self.to_score.key
        return Typed(evaluations={key: self.context.unsaved.evaluations.get(key, {})})

    def copied(self, whole: bool) -> str:
        """The question of the cursor, or all of them."""
        lines, place = self._sheet.lines, self._sheet.place
        shown = [row for row in lines.rows if whole or row.place == place]
        return "\n".join(map(lines.copied, shown))

    # showing --------------------------------------------------------------------------------------

    def _show_place(self) -> None:
        """Show what the question of the cursor is about, and the score so far."""
        if self._filling:
            return
        self.keep_typed()
        work, answers, metric = self.context, self.answers, self.to_score.metric
        left, count, score = len(answers.open), len(answers.questions), answers.score
        how = self.to_score.how(work.day(answers.version.starts_on))
        panel = self.query_one("#score-panel", Panel)
        whose = f"{self.to_score.person.name} · {self.to_score.sheet.name}"
        panel.say(whose, line(muted(how)))
        panel.heads_changed()
        place = self._sheet.place
        title, told = "Save", []
        if not self._sheet.at_save:
            question = answers.questions[place]
            title = f"{place + 1} of {count}"
            typed, refusal = answers.typed(question), answers.refusal(question)
            told = [*question_words(question, typed, refusal)]
        failed = failed_words(score, metric, work.speech)
        sections = [Section("", tuple(part)) for part in ([failed] if failed else [], told) if part]
        self.query_one("#anchors", Panel).say(title, so_far(score, left, metric, work.speech))
        said = Sections(sections, work, airy=self.app.size.height >= AIRY)
        self.query_one("#answers", Static).update(said, layout=False)

    def on_resize(self) -> None:
        """There is another room for the words."""
        self.call_after_refresh(self._show_place)

    @on(CellSaid)
    def _said(self, message: CellSaid) -> None:
        self._hint.say_of_cell(message)

    # saving ---------------------------------------------------------------------------------------

    async def action_save(self) -> None:
        """Save the evaluation and the reading that its score is in one change."""
        self._sheet.end_comment()
        if self.day is None:
            self._hint.say(DATE_FIRST)
        elif (version := self.version) is None:
            self._hint.say(f"Not saved. {NO_VERSION.format(sheet=self.to_score.sheet.name)}")
        elif not self.is_typed:
            self._hint.say("Nothing to save.")
        elif places := self.answers.wanting:
            self._sheet.wait_for_enter(places[0])
            self._hint.say(self._saving.wanting_words(places))
        else:
            self._saving.save(version, self.day)

    @on(ContactScored)
    def _scored(self, message: ContactScored) -> None:
        self._saving.arrived()
        self.context.unsaved.evaluations.pop(self.to_score.key, None)
        self._filling = True  # what stands here is saved
        self.dismiss()
        self.app.call_later(partial(self._saved, message.said, message.key))

    @on(ReasonAsked)
    async def _ask_for_reason(self, message: ReasonAsked) -> None:
        await self._saving.ask_for_reason(message)

    @on(NotRecorded)
    async def _not_saved(self, message: NotRecorded) -> None:
        self._hint.say(message.sentence)
        await self._saving.refused(message)

    def action_back(self) -> None:
        """End the comment, or go back; what was typed is kept."""
        if self._sheet.end_comment():
            return
        self.keep_typed()
        self.dismiss()
        if self.is_typed:
            goes_on = "Enter" if self.to_score.calibration else "S on the agent"
            self.tell(f"Not saved; the draft is kept: {goes_on} goes on, Ctrl+R there clears it.")


def _texts_of(contact: Contact) -> dict[str, str]:
    """What stands in the fields of a contact that is known."""
    return {
        REFERENCE: contact.reference, CHANNEL: contact.channel, DATE: contact.date.isoformat()
    }  # fmt: skip
