"""The lists that a subject is chosen from: what waits, the names, and who is marked beside them."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Generic, Protocol, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import OptionList, Static

from kpitui.domain.errors import KpituiError
from kpitui.terminal.copying import list_text
from kpitui.terminal.lines import CopiedList, Page
from kpitui.terminal.marked_list import Line as ListLine
from kpitui.terminal.marked_list import show_lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import AppScreen
from kpitui.ui.parts import BY_LETTERS, Part
from kpitui.ui.widgets.panel import Panel
from kpitui.ui.widgets.table import Cells, Table
from kpitui.ui.widgets.words import AIRY, Sections
from kpitui.views.entry import EntrySubject
from kpitui.words.sections import Section
from kpitui.words.spans import Line, line, muted

ItemT = TypeVar("ItemT")

NOBODY = "No agents yet; add them on the People screen (F6)."
USUAL, ROOMY = 24, 30
"""From so many lines on a window has room for some of what waits, and for a third of its height."""
LOW, SOME = 2, 8
"""So much is shown of what waits in a window that is lower than each of these."""
SETTLE_SECONDS = 0.3
"""How long the keys rest before anything is told of the marked one, so that typing costs
nothing.
"""
WAITING_KEYS, NAME_KEYS = ("coach.done",), ("who.select",)
"""What the panels name."""


class Subjects(Protocol[ItemT]):
    """What can be chosen from; `asked` is what the field is called, `title` the list."""

    asked: str
    placeholder: str
    title: str
    waiting_table: Table | None
    """The columns of what waits; None where nothing ever does."""

    def load(self) -> None:
        """Read what there is; raises `KpituiError`."""

    def offered(self, typed: str) -> Sequence[ItemT]:
        """What fits the letters typed, best first."""

    def waiting(self, typed: str) -> Sequence[ItemT]:
        """What is listed above the names."""

    @property
    def table(self) -> Table:
        """The columns of the names."""

    def cells(self, item: ItemT) -> Cells:
        """How it is shown in its list."""

    def about(self, item: ItemT) -> tuple[str, list[Section]]:
        """What is known of it: a title and words; raises `KpituiError`."""

    def identity(self, item: ItemT) -> str:
        """What tells it from every other, whatever changes about it."""

    def person_of(self, item: ItemT) -> int | None:
        """The agent that it is, or is about; None of a team."""

    def hint(self) -> str:
        """What to do while there is a list."""

    def no_match(self, typed: str) -> str:
        """What is said where nothing fits the letters."""


class SubjectLists(Horizontal, Generic[ItemT]):
    """One cursor goes through both lists; without what waits there are the names alone."""

    def __init__(self, subjects: Subjects[ItemT], context: AppContext) -> None:
        super().__init__()
        self._subjects, self._app_context = subjects, context
        self._waiting_list = CopiedList(id="waiting", classes=BY_LETTERS, markup=False)
        self._name_list = CopiedList(id="names", classes=BY_LETTERS, markup=False)
        self._waiting: Sequence[ItemT] = ()
        self._shown: Sequence[ItemT] = ()

    def compose(self) -> ComposeResult:
        """The lists one above the other, and beside them the marked one."""
        work = self._app_context
        with Vertical():
            yield Panel(
                self._waiting_list, context=work, says="Due", keys=WAITING_KEYS,
                heads=self._waiting_heads, heads_below=True, id="waiting-panel",
            )  # fmt: skip
            yield Panel(
                self._name_list, context=work, says=self._subjects.title, keys=NAME_KEYS,
                heads=self._name_heads, heads_below=True, id="names-panel",
            )  # fmt: skip
        yield AboutPanel(self._subjects, work)

    def on_mount(self) -> None:
        """The cursor stays in the field of the name."""
        self._waiting_list.can_focus = self._name_list.can_focus = False
        self.query_one("#waiting-panel").display = False

    def _waiting_heads(self, width: int) -> list[Part]:
        table = self._subjects.waiting_table
        return table.heads(width) if table is not None else []

    def _name_heads(self, width: int) -> list[Part]:
        return self._subjects.table.heads(width) if self._shown else []

    # what is listed -------------------------------------------------------------------------------

    def begin_again(self) -> None:
        """The cursor goes to the top of what is shown next."""
        self._waiting_list.clear_options()
        self._name_list.clear_options()

    def show(self, typed: str) -> None:
        """Show what fits the letters; the cursor stays on its line, or on the one that took its
        place.
        """
        subjects = self._subjects
        in_names = self._name_list.highlighted is not None
        self._waiting, self._shown = subjects.waiting(typed), subjects.offered(typed)
        if subjects.waiting_table is not None:
            show_lines(self._waiting_list, [*self._lines(self._waiting, subjects.waiting_table)])
        show_lines(self._name_list, [*self._lines(self._shown, subjects.table)])
        aside = self._waiting_list if in_names or not self._waiting else self._name_list
        aside.highlighted = None
        waits = self.query_one("#waiting-panel", Panel)
        waits.display = bool(self._waiting)
        self._share_height()
        waits.say("Due", self._counted(self._waiting))
        names = self.query_one("#names-panel", Panel)
        names.say(subjects.title, self._counted(self._shown))
        names.heads_changed()
        if self.marked is None:
            self._marked_another()  # nothing says that no line is marked any more

    def on_resize(self) -> None:
        """What waits has its part of the new height."""
        self._share_height()

    def _share_height(self) -> None:
        """What waits has up to a third of the window, as much as the names need at the least."""
        height = self.app.size.height
        most = height // 3 if height >= ROOMY else SOME if height >= USUAL else LOW
        self._waiting_list.styles.height = min(len(self._waiting), most)

    def _counted(self, items: Sequence[ItemT]) -> Line:
        """Of which teams, and how many."""
        count = str(len(items)) if items else ""
        return line(muted(", ".join(filter(None, (self._app_context.teams.said, count)))))

    def _lines(self, items: Sequence[ItemT], table: Table) -> Iterator[ListLine]:
        for item in items:
            cells = partial(self._subjects.cells, item)
            yield self._subjects.identity(item), table.line(cells)

    @property
    def is_empty(self) -> bool:
        """Whether no name is shown."""
        return not self._shown

    # the cursor -----------------------------------------------------------------------------------

    @property
    def marked(self) -> ItemT | None:
        """The line of the cursor."""
        for listed, items in (
            (self._waiting_list, self._waiting), (self._name_list, self._shown),
        ):  # fmt: skip
            place = listed.highlighted
            if place is not None and place < len(items):
                return items[place]
        return None

    def mark(self, identity: str) -> None:
        """Put the cursor on what waits, where it still does."""
        keys = [self._subjects.identity(one) for one in self._waiting]
        if identity in keys:
            self._name_list.highlighted = None
            self._waiting_list.highlighted = keys.index(identity)

    def move(self, step: int) -> None:
        """Go a line down or, with -1, up; from one list into the other, as if they were one, which
        ends where it ends.
        """
        here, other = self._waiting_list, self._name_list
        if here.highlighted is None:
            here, other = other, here
        end = here.option_count - 1 if step > 0 else 0
        beyond = self._name_list if step > 0 else self._waiting_list
        if here.highlighted != end:
            (here.action_cursor_down if step > 0 else here.action_cursor_up)()
        elif beyond is other and other.option_count:
            here.highlighted = None
            other.highlighted = 0 if step > 0 else other.option_count - 1

    def copied(self, whole: bool) -> str:
        """The marked line, or every one."""
        lists = (self._waiting_list, self._name_list)
        return "\n".join(text for copied_list in lists if (text := list_text(copied_list, whole)))

    @on(OptionList.OptionHighlighted)
    def _marked_another(self) -> None:
        self.query_one(AboutPanel).want(self.marked)


class AboutPanel(Panel, Generic[ItemT]):
    """Tells of the last one that was wanted, once the keys rest, where there is room."""

    def __init__(self, subjects: Subjects[ItemT], context: AppContext) -> None:
        self._said = Static(id="about-words")
        super().__init__(Page(self._said, can_focus=False), context=context, id="about")
        self._subjects = subjects
        self._wanted: ItemT | None = None

    def want(self, item: ItemT | None) -> None:
        """Tell of it when the keys rest."""
        self._wanted = item
        self.on_show()

    def on_show(self) -> None:
        """There is room now."""
        if self.display and isinstance(self.screen, AppScreen):
            self.screen.at_rest(SETTLE_SECONDS, self._show)

    def _show(self) -> None:
        if not self.is_attached or not self.screen.has_class("-choosing"):
            return
        work = self._app_context
        title, sections = "", list[Section]()
        if self._wanted is not None:
            try:
                title, sections = self._subjects.about(self._wanted)
            except KpituiError as error:
                sections = [Section("", (line(error.sentence),))]
        self.say(title)
        self._said.update(Sections(sections, work, airy=self.app.size.height >= AIRY))


def key_of(subject: EntrySubject) -> str:
    """What someone's typed values are kept by."""
    if subject.person_id is not None:
        return f"person-{subject.person_id}"
    return f"team-{subject.team_id}" if subject.team_id is not None else "organisation"
