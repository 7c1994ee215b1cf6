"""The page of one person or one team on the whole screen; the arrows scroll, and one goes on to the next person."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from kpitui.domain.access import Deed as Kind
from kpitui.paths import sheets
from kpitui.ui.editing import EditingScreen
from kpitui.ui.messages import CoachAsked
from kpitui.ui.people_lines import Line
from kpitui.ui.people_pages import page_words
from kpitui.ui.screens.sessions import SessionsScreen
from kpitui.ui.widgets.key_bar import KeyBar
from kpitui.ui.widgets.lines import Page
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.workplace import Workplace


class PersonScreen(EditingScreen):
    """One page of the People screen with all that it says."""

    CSS_PATH = sheets("person")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,n", "next", "Next", id="person.next", key_display="space", tooltip="Go to the next person"),
        Binding("b,backspace", "previous", "Previous", id="person.previous", key_display="b",
                tooltip="Go to the person before"),
        Binding("s", "sessions", "Sessions", id="person.sessions", tooltip="The coaching of this person"),
        Binding("c", "coach", "Coach", id="person.coach", tooltip="Write down a coaching session with this person"),
        Binding("escape", "back", "Back", id="person.back", tooltip="Back to the list of people"),
        Binding("r", "reload", "Reload", id="person.reload", show=False, tooltip="Read the file anew"),
    ]  # fmt: skip

    def __init__(
        self, workplace: Workplace, lines: Sequence[Line], place: int, leave_at: Callable[[str], object]
    ) -> None:
        """`lines` are gone through from `place`; the key of the last one shown is told to `leave_at`."""
        super().__init__(workplace, id="person-screen")
        self._lines = lines
        self._place = place
        self._leave_at = leave_at

    def compose(self) -> ComposeResult:
        """The bar, the page, the keys."""
        yield TopBar(self.workplace, "people")
        yield TooSmall()
        with Page(id="page"):
            yield Static(id="page-text")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the page, where the arrows scroll."""
        self.query_one("#page").focus()

    def on_resize(self) -> None:
        """Columns are as many as there is room for."""
        self.call_after_refresh(self._show)

    def on_screen_resume(self) -> None:
        """Sessions may have been changed while they were shown."""
        self.call_after_refresh(self._show)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is about a person is not offered for a team, nor what the role may not do."""
        if action in ("sessions", "coach") and self._line.person is None:
            return False
        if action == "coach":
            return self.workplace.actor.may(Kind.COACHING)
        return super().check_action(action, parameters)

    def show_changed(self, key: str) -> None:
        """Show the page as it is now."""
        self._show()

    @property
    def _line(self) -> Line:
        return self._lines[self._place]

    def _show(self) -> None:
        width = self.query_one("#page").scrollable_content_region.width
        self.query_one("#page-text", Static).update(page_words(self._line, self.workplace, width, full=True))
        self.refresh_bindings()

    def action_next(self) -> None:
        """Go to the next person."""
        self._go(range(self._place + 1, len(self._lines)), "That was the last person.")

    def action_previous(self) -> None:
        """Go to the person before."""
        self._go(range(self._place - 1, -1, -1), "That was the first person.")

    def _go(self, places: range, otherwise: str) -> None:
        found = next((place for place in places if self._lines[place].person is not None), None)
        if found is None:
            self.tell(otherwise)
            return
        self._place = found
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)
        self._show()

    async def action_sessions(self) -> None:
        """The coaching of this person."""
        if self._line.person is not None:
            await self.app.push_screen(SessionsScreen(self.workplace, self._line.person.person, self.action_coach))

    def action_coach(self) -> None:
        """Write down a session with this person."""
        if self._line.person is not None:
            self.action_back()
            self.app.post_message(CoachAsked(self._line.person.person.id))

    def action_reload(self) -> None:
        """Read the file anew."""
        self._show()

    def action_back(self) -> None:
        """Back to the list, with the cursor on whoever was shown last."""
        self._leave_at(self._line.key)
        self.dismiss()
