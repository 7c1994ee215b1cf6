"""The head of a screen that begins with a subject: letters of a name, the day, the list."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Label

from kpitui.domain.errors import KpituiError
from kpitui.terminal.keys import character_of, move
from kpitui.terminal.line_input import LineInput
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import AppScreen
from kpitui.ui.messages import TeamsTurned
from kpitui.ui.own_teams import NAMES_TURN_KEY, OwnTeams
from kpitui.ui.scoring import ScoresContacts
from kpitui.ui.widgets.day_field import DayField
from kpitui.ui.widgets.hint_line import HintLine
from kpitui.ui.widgets.subject_lists import NOBODY, ItemT, SubjectLists, Subjects
from kpitui.views.entry import EntrySubject, load_person_name

CHOOSING = "-choosing"
"""The class of the screen while no one is chosen; it has it before anything of it is styled."""


class SubjectSheet(Protocol):
    """What is typed in for a subject."""

    def keep_typed(self) -> None:
        """Put what is typed among what is typed and not saved."""

    def waits(self) -> bool:
        """Whether what is typed waits for another day."""


@dataclass(eq=False, repr=False)
class SubjectTaken(Message, Generic[ItemT]):
    """Enter was pressed, and this was the highlighted line of the list."""

    item: ItemT


class SubjectInput(LineInput):
    """Where part of a name is typed; the arrows move in the list below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "submit", "Select", id="who.select", tooltip="Select the highlighted name"
        ),
        move("up", "who_up", "Up", "who.up", "Go up in the list of names"),
        move("down", "who_down", "Down", "who.down", "Go down in the list of names"),
    ]

    def __init__(
        self,
        move_by: Callable[[int], None],
        take: Callable[[], None],
        placeholder: str,
        marks: str,
        teams: OwnTeams,
    ) -> None:
        """In the empty field `marks` are keys of the screen; the one that shows every team always
        is, where there is a team of one's own.
        """
        super().__init__(id="who", compact=True, placeholder=placeholder)
        self._not_typed = "0123456789?:/ " + marks
        self._move_by = move_by
        self._take = take
        self._teams = teams

    async def action_submit(self) -> None:
        """Take the highlighted name at once: a key typed ahead waits for no second message."""
        self._take()

    def action_who_up(self) -> None:
        """Go up in the list of names."""
        self._move_by(-1)

    def action_who_down(self) -> None:
        """Go down in the list of names."""
        self._move_by(1)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """No name begins with a digit or such a mark: in the empty field these are the keys of
        every screen.
        """
        character = character or character_of(key)
        if character == NAMES_TURN_KEY and (self._teams.own or not self.value):
            return False
        if not self.value and character is not None and character in self._not_typed:
            return False
        return super().check_consume_key(key, character)

    def watch_value(self, before: str, value: str) -> None:
        """The bar names the keys that work now: with the first letter these marks are text."""
        if bool(before) is not bool(value):
            self.screen.refresh_bindings()


class SubjectPicker(ScoresContacts, Vertical, Generic[ItemT]):
    """Asks for the subject and the day; while no one is chosen, the list of `subjects`.

    The screen has the class `CHOOSING` as long, and hides its sheets.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("asterisk", "teams", "Teams", id="who.teams", key_display=NAMES_TURN_KEY,
            tooltip="Agents of every team, or of your own again"),
    ]  # fmt: skip

    def __init__(self, subjects: Subjects[ItemT], context: AppContext, *, marks: str = "") -> None:
        super().__init__()
        self.day = DayField(context)
        self.hint = HintLine(context)
        self.subject: EntrySubject | None = None
        self.answered = False
        """Whether what was saved is told; it stays until the next letter."""
        self._hinted = ""
        self._subjects = subjects
        self._app_context = context
        self._lists = SubjectLists(subjects, context)
        self._who = SubjectInput(
            self._lists.move, self._take, subjects.placeholder, marks, context.teams
        )
        self._has_own = False

    def compose(self) -> ComposeResult:
        """The name, the day, what is said about both, and the lists."""
        with Horizontal(id="head"):
            yield Label(f"{self._subjects.asked} ")
            yield self._who
            yield self.day
        yield self.hint
        yield self._lists

    def on_mount(self) -> None:
        """Start with the name; the list comes when the screen is shown."""
        self._who.cursor_blink = False
        self._ask()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who has no team of their own sees every team anyway."""
        if action == "teams":
            return self._has_own and self.subject is None
        return super().check_action(action, parameters)

    def action_teams(self) -> None:
        """Show the agents of every team, or of one's own again."""
        self._app_context.teams.turn()
        self.post_message(TeamsTurned())
        self.show_list()

    def choose(self) -> None:
        """Show the list, with the cursor in the empty field of the name."""
        self._ask()
        self._lists.begin_again()
        self.show_list()

    def _ask(self) -> None:
        self.subject = None
        self.day.end()
        self.screen.set_class(True, CHOOSING)
        self._who.value = ""
        self._who.focus()

    def chosen(self, subject: EntrySubject) -> None:
        """Put the sheet of a subject in place of the list."""
        self.subject = subject
        self.day.begin()
        self._who.value = self._app_context.text(subject.name)
        self.screen.set_class(False, CHOOSING)

    def screen_left(self, sheet: SubjectSheet) -> None:
        """Keep what is typed; it is today again, not where that waits for another day."""
        stack = self.app.screen_stack  # empty where the program is being left
        if stack and self.screen not in stack:
            sheet.keep_typed()
            self.day.left(waits=sheet.waits())

    def mark(self, identity: str) -> None:
        """Put the cursor of the list on what waits, where it still does."""
        self._lists.mark(identity)

    def ask_name(self) -> None:
        """Put the cursor into the field of the name."""
        self._who.focus()

    def show_list(self) -> None:
        """Read and show what can be chosen; the mark stays where it is."""
        try:
            self._load()
        except KpituiError as error:
            self.hint.say(error.sentence)
        else:
            self._lists.show(self._who.value)
            self._say_hint()

    def show_again(self) -> None:
        """The same when the screen is gone to again; it is read where it may say something else."""
        if self._of_screen.as_shown.stays and self._app_context.unsaved.empty:
            self._say_hint()
        else:
            self.show_list()

    @property
    def _of_screen(self) -> AppScreen:
        screen = self.screen
        assert isinstance(screen, AppScreen)
        return screen

    def _load(self) -> None:
        screen = self._of_screen
        screen.as_shown.begin()
        try:
            self._subjects.load()
        except KpituiError:
            screen.as_shown.forget()
            raise
        if not self._app_context.unsaved.empty:
            screen.as_shown.forget()
        if self._has_own is not (has_own := bool(self._app_context.teams.own)):
            self._has_own = has_own
            self.screen.refresh_bindings()

    def renamed(self) -> EntrySubject | None:
        """Who is chosen, by the name that they have now, where that is another: someone may have
        been forgotten.
        """
        chosen = self.subject
        if chosen is not None and chosen.person_id is not None:
            with contextlib.suppress(KpituiError):  # the next look comes in two seconds
                name = load_person_name(self._app_context.database, chosen.person_id)
                if name is not None and name != chosen.name:
                    return replace(chosen, name=name)
        return None

    def look_again(self) -> None:
        """What can be chosen now; what was saved last is told on; what waits is counted."""
        if self.subject is None:
            with contextlib.suppress(KpituiError):  # the next look comes in two seconds
                self._load()
                self._lists.show(self._who.value)
                if self.hint.said == self._hinted:
                    self._say_hint()

    def copied(self, whole: bool) -> str:
        """The marked line of the list, or every one, while there is a list."""
        return self._lists.copied(whole) if self.subject is None else ""

    @property
    def can_go_back(self) -> bool:
        """Whether someone is chosen, or letters of a name are typed."""
        return self.subject is not None or bool(self._who.value)

    @property
    def marked(self) -> ItemT | None:
        """The line of the list that Enter takes."""
        return self._lists.marked

    @property
    def scored_person(self) -> int | None:
        """The agent who is chosen, or is marked in the list."""
        if self.subject is not None:
            return self.subject.person_id
        return None if self.marked is None else self._subjects.person_of(self.marked)

    def _take(self) -> None:
        if (item := self.marked) is not None:
            self._of_screen.back_to = ""  # it is no more what was opened from another screen
            self.post_message(SubjectTaken(item))

    @on(Input.Changed, "#who")
    def _fitting(self) -> None:
        if self.subject is None:
            self._lists.begin_again()  # the best is marked
            self._lists.show(self._who.value)
            self._say_hint()

    def _say_hint(self) -> None:
        if self.answered:
            self.answered = False  # what was saved is told until the next letter
        else:
            nothing_fits = self._lists.is_empty and self._who.value
            words = self._no_match() if nothing_fits else self._subjects.hint()
            self.hint.say(words)
            self._hinted = words

    def _no_match(self) -> str:
        teams = self._app_context.teams
        if self._subjects.hint() == NOBODY:
            return f"No agent is called “{self._who.value}”. {NOBODY}"
        near = self._app_context.text(self._subjects.no_match(self._who.value))
        return teams.nothing("No match", NAMES_TURN_KEY) or near
