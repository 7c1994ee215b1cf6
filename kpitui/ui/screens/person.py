"""The page of one person or one team on the whole screen: what is expected beside the coaching; one
goes on to the next person.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError
from kpitui.domain.records.metric import Metric
from kpitui.lazy import Lazy
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.marked_list import come_to
from kpitui.ui.absence_editing import ask_absence
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import BROAD_ONLY
from kpitui.ui.follow_ups import telling
from kpitui.ui.messages import CoachAsked
from kpitui.ui.one_to_one import show_one_to_one
from kpitui.ui.people_lines import PeopleLine
from kpitui.ui.people_list import ListedPeople, PeopleWalk
from kpitui.ui.people_pages import page_words
from kpitui.ui.screens.differ import DifferScreen
from kpitui.ui.screens.halves import RIGHT, HalvesScreen
from kpitui.ui.screens.sessions import SessionsScreen
from kpitui.ui.widgets.coached_panel import CoachedPanel
from kpitui.ui.widgets.person_body import PersonBody
from kpitui.ui.widgets.person_panels import CHART, ExpectedPanel
from kpitui.ui.widgets.team_panel import TeamPanel
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.entry import EntrySubject
from kpitui.views.person import load_person_page

if TYPE_CHECKING:
    from kpitui.ui.screens import readings
else:
    readings = Lazy("kpitui.ui.screens.readings")

NOT_LISTED = "This line is not on People any more."
TEAM = "-team"
"""The class of the screen where a team is shown."""
_OF_PERSON = ("sessions", "coach", "other", "chart", "session_chart", "away", "one_to_one",
              "readings")  # fmt: skip
"""What is not offered for a team."""
_NEEDS = {"coach": Permission.COACHING, "away": Permission.ABSENCES}


class PersonScreen(HalvesScreen):
    """One page of the People screen with all that it says."""

    CSS_PATH = sheets("entry_sheet", "person")
    HORIZONTAL_BREAKPOINTS = BROAD_ONLY
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "other", "Coaching", id="person.other", key_display="tab",
            tooltip="Switch between standards and coaching"),
        Binding("v", "readings", "Readings", id="person.readings", show=False,
            tooltip="The readings of this metric, to correct or void them"),
        Binding("a", "told", "Told", id="person.told",
            tooltip="Note that this person was told of the new level"),
        Binding("c", "coach", "Coach", id="person.coach",
            tooltip="New coaching session with this person"),
        Binding("s", "sessions", "Sessions", id="person.sessions",
            tooltip="Coaching sessions of this person"),
        Binding("o", "one_to_one", "One-to-one", id="person.one-to-one", show=False,
            tooltip="The page for a one-to-one: standards, what was agreed, what is open"),
        Binding("w", "away", "Away", id="person.away", show=False,
            tooltip="When this person is away, and when they are back"),
        Binding("D", "differ", "Who differs", id="person.differ", show=False,
            tooltip="Who really differs: the teams, and the agents in each team"),
        Binding("space,n", "go(1)", "Next", id="person.next", key_display="space",
            tooltip="Go to the next person"),
        Binding("b,backspace", "go(-1)", "Previous", id="person.previous", key_display="b",
                tooltip="Go to the previous person"),
        Binding("escape", "back", "Back", id="person.back",
            tooltip="Back from the chart, or to the list of people"),
        Binding("r", "reload", "Refresh", id="person.reload", show=False, tooltip="Refresh"),
    ]  # fmt: skip

    _expected: ExpectedPanel

    def __init__(
        self,
        context: AppContext,
        lines: ListedPeople,
        place: int,
        leave_at: Callable[[str], object],
        charted: Metric | None = None,
    ) -> None:
        """`lines` are gone through from `place`; the key of the last one shown is told to
        `leave_at`. It begins with the chart of the metric `charted`.
        """
        super().__init__(context, ExpectedPanel(context), CoachedPanel(context), id="person-screen")
        self._walk = PeopleWalk(lines, place)
        self._leave_at = leave_at
        self._charted = charted
        self._team = TeamPanel(context, self._team_words)

    def compose(self) -> ComposeResult:
        """The bar, the halves of the page or that of a team, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        with PersonBody(id="person-body", classes="halves"):
            yield self._expected
            yield self._coached
            yield self._chart
            yield self._team
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the halves, or the team, from the first on."""
        self.set_class(self._line.person is None, TEAM)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is about a person is not offered for a team, nor what the role may not do."""
        if action in _OF_PERSON and self._line.person is None:
            return False
        if action == "told":
            return bool(self._expected.untold) and self.context.actor.may(Permission.COACHING)
        if action in _NEEDS:
            return self.context.actor.may(_NEEDS[action])
        if action == "differ":
            return self.context.actor.sees_everybody
        return super().check_action(action, parameters)

    @property
    def _line(self) -> PeopleLine:
        return self._walk.line

    def show_changed(self, key: str = "") -> None:
        """Show the page as it is now; the mark goes to the line of a key."""
        self.set_class(self._line.person is None, TEAM)
        try:
            if self._line.person is None:
                self._show_team()
            else:
                self._show_person(self._line.person.person.id)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
        if key:
            come_to(self._expected.lines, key)
        self.refresh_bindings()

    def _show_person(self, person_id: int) -> None:
        work = self.context
        page = load_person_page(
            work.database, person_id, work.as_of, work.config, team=work.actor.sees_everybody
        )
        self._team.leave()
        self._show_halves(page)
        if self._charted is not None:
            metric, self._charted = self._charted, None
            self._expected.mark(metric.id)
            self._show_chart(metric)

    def _show_team(self) -> None:
        team = self._line.team
        assert team is not None
        self._charted = None
        self._team.show(team.name)

    def _team_words(self, width: int, height: int) -> Content:
        return page_words(self._line, self.context, width, height, full=True)

    def copied(self, whole: bool) -> str:
        """The line of the cursor, or all that is said of the person."""
        if self._line.person is None:
            return f"{self._team.title_text}\n{self._team.words().plain}"
        if not whole:
            return super().copied(whole)
        return f"{self._expected.copied()}\n\n{self._coached.copied()}"

    def _subject(self) -> EntrySubject | None:
        return self._walk.subject

    def action_told(self) -> None:
        """Note that this person was told of the new level of the marked standard."""
        if (line := self._line.person) is not None and (levels := self._expected.untold):
            told = [(line.person.id, level) for level in levels]
            self.changes.do(telling(told, self.context))

    def action_one_to_one(self) -> None:
        """Show the page for a one-to-one."""
        if (one := self._line.person) is not None:
            show_one_to_one(one.person.id, self)

    # from one to another --------------------------------------------------------------------------

    def action_go(self, step: int) -> None:
        """Go to the next person, or to the previous one."""
        if why_not := self._walk.step(step):
            self.tell(why_not)
            return
        self.remove_class(CHART)
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)
        # what was hidden for a team has no width yet
        self.set_class(False, TEAM)
        self.call_after_refresh(self.show_changed)

    async def action_sessions(self) -> None:
        """Coaching sessions of this person."""
        if (one := self._line.person) is not None:
            await self.app.push_screen(SessionsScreen(self.context, one.person, self.action_coach))

    async def action_readings(self) -> None:
        """List the readings of the marked metric."""
        await readings.show_readings(self, self._expected.metric, self._line.person)

    async def action_away(self) -> None:
        """Say when this person is away."""
        if self._line.person is not None:
            await ask_absence(self, self._line.person.person, self._line.key)

    async def action_differ(self) -> None:
        """Hold the teams and the people within each against each other; or back to that."""
        if any(isinstance(screen, DifferScreen) for screen in self.app.screen_stack):
            self._leave()
        else:
            shown = DifferScreen(self.context, self._line.key, self._show_line)
            await self.app.push_screen(shown)

    async def _show_line(self, screen: DifferScreen, key: str, metric: Metric) -> None:
        """Show the chart of a metric on the page of a line, in place of the screen above this."""
        if not self._walk.go_to(key):
            screen.tell(NOT_LISTED)
            return
        self.remove_class(CHART)
        self._charted = metric
        screen.dismiss()

    def action_coach(self) -> None:
        """Write down a session with this person."""
        if self._line.person is not None:
            self._leave()
            self.app.post_message(CoachAsked(self._line.person.person.id))

    def action_back(self) -> None:
        """Back from the chart, from the coaching on the whole screen, else to the list."""
        if self.has_class(CHART):
            self._leave_chart()
        elif self.has_class(RIGHT) and not self._expected.display:
            self.action_other()
        else:
            self._leave()

    def _leave(self) -> None:
        self._leave_at(self._line.key)
        self.dismiss()
