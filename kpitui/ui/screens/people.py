"""The People screen: teams with their people, upkept by keys; what is expected of each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import OptionList, Static

from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError, Refused
from kpitui.domain.records.metric import Metric
from kpitui.lazy import Lazy
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.ui.app_context import AppContext
from kpitui.ui.messages import CoachAsked, TeamsTurned
from kpitui.ui.people_lines import (
    PeopleLine,
    counted,
    has_line,
    keys_above,
    name_width,
    people_groups,
    person_of,
    titled,
)
from kpitui.ui.people_list import ListedPeople
from kpitui.ui.people_pages import page_words
from kpitui.ui.teams_shown import TeamsScreen
from kpitui.ui.widgets.chosen_page import ChosenPage
from kpitui.ui.widgets.panel import FIRST, Panel
from kpitui.ui.widgets.people_rows import PeopleRows
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.actors import only_person
from kpitui.views.people import People, load_people_lines
from kpitui.views.people_verdicts import TeamVerdicts, load_held_metrics
from kpitui.words.spans import line as words_line
from kpitui.words.spans import muted
from kpitui.words.team import marks_said

if TYPE_CHECKING:
    from kpitui.ui import people_editing
    from kpitui.ui.screens import differ, sessions
    from kpitui.ui.screens import person as person_page
else:
    differ, sessions = Lazy("kpitui.ui.screens.differ"), Lazy("kpitui.ui.screens.sessions")
    person_page = Lazy("kpitui.ui.screens.person")
    people_editing = Lazy("kpitui.ui.people_editing")

SETTLE_SECONDS = 0.06
"""How long the cursor rests before a page is read, so that running through the list
costs no pages.
"""
NOBODY = "No one is in the file yet; a adds a person."
LIST_KEYS = ("people.page", "people.team", "people.gone")
PAGE_KEYS = ("people.sessions", "people.coach", "people.score", "people.effect")
"""What the panels name."""
CHANGES = ("add_person", "add_team", "edit", "move", "left", "remove", "edit_role")
NEEDS = dict.fromkeys(CHANGES, Permission.PEOPLE) | {
    "coach": Permission.COACHING, "away": Permission.ABSENCES,
}  # fmt: skip
"""What a role has to be allowed."""


class PeopleScreen(TeamsScreen):
    """Teams and people, and what is expected of the chosen one."""

    CSS_PATH = sheets("people")
    # beside the names the page has what it has in a window of 80 columns
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-tiny"), (60, "-narrow"), (100, "-wide"), (160, "-beside"),
    ]  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add_person", "Add", id="people.add",
            tooltip="Add a person, in the team of this line"),
        Binding("g", "add_team", "Team", id="people.team", show=False, tooltip="Add a team"),
        Binding("e", "edit", "Edit", id="people.edit",
            tooltip="Edit this person or team"),
        Binding("x", "left", "Leaver", id="people.left",
            tooltip="Enter the date this person left, or this team ended"),
        Binding("s", "sessions", "Sessions", id="people.sessions",
            tooltip="Coaching sessions of this person"),
        Binding("c", "coach", "Coach", id="people.coach",
            tooltip="New coaching session with this person"),
        Binding("m", "move", "Move", id="people.move",
            tooltip="Change team, role or hours of this person, from a date on"),
        Binding("w", "away", "Away", id="people.away", show=False,
            tooltip="When this person is away, and when they are back"),
        Binding("E,equals_sign", "app.open_screen('effect')", "Effect", id="people.effect",
            show=False, tooltip="Effect of coaching over all sessions"),
        Binding("D", "differ", "Who differs", id="people.differ",
            tooltip="Who really differs: the teams, and the agents in each team"),
        Binding("C", "app.open_screen('calibrations')", "Calibrations", id="people.calibrations",
            show=False, tooltip="Calibrations: several score the same contact blind"),
        Binding("o", "edit_role", "Edit role", id="people.role", show=False,
            tooltip="Rename the role of this person, or say how often it is coached"),
        Binding("d", "remove", "Remove", id="people.remove", show=False,
                tooltip="Delete a person added by mistake (no data)"),
        Binding("full_stop", "gone", "Leavers", id="people.gone", key_display=".", show=False,
                tooltip="Show or hide leavers"),
        Binding("r", "reload", "Refresh", id="people.reload", show=False,
                tooltip="Refresh"),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, id="people-screen")
        self._everyone = self._people = People([], [], [])
        self._lines = ListedPeople()
        self._metrics: list[Metric] = []
        self._only: int | None = None
        self._rows = PeopleRows(context)
        self._gone = False
        self._folded: set[str] = set()
        self._wanted = ""
        self._why_empty = NOBODY
        self._page_key = ""  # whose page is shown as the file has it

    def compose(self) -> ComposeResult:
        """The bar, the list, the chosen one, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        with Container(id="people-body", classes="halves"):
            yield Panel(
                self._rows, context=self.context, says="People", keys=LIST_KEYS,
                heads=self._rows.heads, id="people-panel", classes=FIRST,
            )  # fmt: skip
            page = ChosenPage(Static(id="person-text"), self._show_chosen)
            yield Panel(page, context=self.context, keys=PAGE_KEYS, id="person-panel")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self._rows.focus()

    def on_screen_resume(self) -> None:
        """People may have changed while another screen was shown."""
        if self._wanted or not self.as_shown.stays:
            self.show_changed(self._wanted)
        self._wanted = ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the role may not do is not offered."""
        if action == "differ":
            return self.context.actor.sees_everybody
        if action in NEEDS:
            return self.context.actor.may(NEEDS[action])
        return super().check_action(action, parameters)

    def on_resize(self) -> None:
        """The cursor stays in sight."""
        self.call_after_refresh(self._rows.scroll_to_highlight)

    def go_to(self, key: str) -> None:
        """Put the cursor on the line of a key, now or when the screen is shown."""
        self._wanted = key
        if self.is_current:
            self.show_changed(key)

    def show_changed(self, key: str = "") -> None:
        """Show who is here now; the cursor stays on its line, or goes to that of a key."""
        before = self._chosen.key if self._chosen else ""
        self.as_shown.begin()
        try:
            self._load_people(key)
        except KpituiError as error:
            self.as_shown.forget()
            self.tell(error.sentence, error=True)
            return
        self._folded -= {*keys_above(self._people, key)} if key else set()
        self._list(key, before)

    def _list(self, key: str, before: str) -> None:
        """Show the people that were read, but for those below a folded team."""
        self._lines = self._listed()
        name = name_width(self._people, teams=self._only is None)
        self._rows.show(self._lines, self._metrics, name, (key, before))
        panel = self.query_one("#people-panel", Panel)
        whose = self.context.teams.said or "People"  # of heads on one line the title alone is sure
        framed = self.has_class("-high") and not self.has_class("-narrow")
        legend = f"{marks_said()}   " if framed and self._metrics else ""
        panel.say(whose, words_line(muted(legend), muted(counted(self._people))))
        panel.heads_changed()
        self._show_chosen()

    def _load_people(self, key: str) -> None:
        """Everyone of the teams that are shown, or for a member no one but themselves; and what
        has a standard.
        """
        work, self._why_empty = self.context, NOBODY
        try:
            self._only = only_person(work.database, work.actor)
        except Refused as error:
            self._everyone = self._people = People([], [], [])
            self._why_empty, self._metrics = work.text(error.sentence), []
            return
        day, only = work.today(), self._only
        self._everyone = load_people_lines(work.database, day, gone=self._gone, only=only)
        self._people = self._of_teams(key)
        self._metrics = load_held_metrics(work.database, work.as_of)

    def _listed(self) -> ListedPeople:
        work = self.context
        groups = people_groups(self._people, teams=self._only is None, folded=self._folded)
        return ListedPeople(groups, partial(TeamVerdicts, work.database, work.as_of))

    def _of_teams(self, key: str) -> People:
        """Those of the teams that are shown; of every team where a line of another is asked for."""
        everyone, teams = self._everyone, self.context.teams
        shown = everyone.of(self.shown_teams())
        if none := teams.nothing("No one is"):
            self._why_empty = self.context.text(none)
        asked = key and key == self._wanted  # from another screen, and not by a change here
        if asked and teams.widen_for(has_line(shown, key) or not has_line(everyone, key)):
            self.post_message(TeamsTurned())
            return everyone
        return shown

    def copied(self, whole: bool) -> str:
        """The chosen line, or its page."""
        if not whole:
            return self._rows.copied(whole)
        line = self._chosen
        return f"{titled(line)}\n{self._page_of(line).plain}" if line else ""

    @property
    def _chosen(self) -> PeopleLine | None:
        place = self._rows.highlighted
        return self._lines[place] if place is not None and place < len(self._lines) else None

    @on(OptionList.OptionHighlighted)
    def _chosen_changed(self) -> None:
        # A list that was filled again tells of its cursor too; its page was read with it.
        if self._chosen is None or self._chosen.key != self._page_key:
            self.at_rest(SETTLE_SECONDS, self._show_chosen)

    def _show_chosen(self) -> None:
        line, shown, self._page_key = self._chosen, self.query_one("#person-text", Static), ""
        self.query_one("#person-panel", Panel).say(titled(line) if line else "")
        if line is None:
            shown.update(Content.styled(self._why_empty, "dim"))
        elif self.query_one("#person").size:  # else it is made once its size is known
            shown.update(self._page_of(line))
            self._page_key = line.key

    def _page_of(self, line: PeopleLine) -> Content:
        room = self.query_one("#person").scrollable_content_region
        return page_words(line, self.context, room.width, room.height)

    async def action_page(self) -> None:
        """Give the page of the chosen line the whole screen."""
        if line := self._chosen:
            place = self._lines.index(line)
            page = person_page.PersonScreen(self.context, self._lines, place, self.go_to)
            await self.app.push_screen(page)

    # changes --------------------------------------------------------------------------------------

    @property
    def _editor(self) -> people_editing.PeopleEditor:
        return people_editing.PeopleEditor(self)

    async def action_add_person(self) -> None:
        """Add a person, in the team of the chosen line."""
        await self._editor.add_person(self._chosen, self._everyone)

    async def action_add_team(self) -> None:
        """Add a team."""
        await self._editor.add_team(self._everyone)

    async def action_edit(self) -> None:
        """Give the chosen person or team another name."""
        await self._editor.edit(self._chosen, self._everyone)

    async def action_move(self) -> None:
        """Give the chosen person another team or role from a day on."""
        await self._editor.move(self._chosen, self._everyone)

    async def action_away(self) -> None:
        """Say when the chosen person is away."""
        await self._editor.away(self._chosen)

    async def action_left(self) -> None:
        """Say when the chosen person left, or the team ended."""
        await self._editor.end(self._chosen)

    def action_remove(self) -> None:
        """Take out a person entered by mistake."""
        self._editor.remove(self._chosen)

    async def action_edit_role(self) -> None:
        """Give the role of the chosen person another name, or another rhythm of coaching."""
        await self._editor.edit_role(self._chosen)

    # coaching and what is shown -------------------------------------------------------------------

    async def action_sessions(self) -> None:
        """The coaching of the chosen person."""
        person = person_of(self._chosen)
        if person is None:
            self.tell("Go to a person.")
            return
        await self.app.push_screen(sessions.SessionsScreen(self.context, person, self.action_coach))

    async def action_differ(self) -> None:
        """Hold the teams, and the people within each, against each other."""
        key = self._chosen.key if self._chosen else ""
        await self.app.push_screen(differ.DifferScreen(self.context, key, self._open_page))

    async def _open_page(self, screen: differ.DifferScreen, key: str, metric: Metric) -> None:
        """Open the chart of a metric on the page of a line, over the screen that compares it."""
        place = self._lines.place_of(key)
        if place is None:
            screen.tell(person_page.NOT_LISTED)
            return
        page = person_page.PersonScreen(self.context, self._lines, place, screen.go_to, metric)
        await self.app.push_screen(page)

    def action_coach(self) -> None:
        """Write down a session with the chosen person."""
        line = self._chosen
        if line is None or line.person is None:
            self.tell("Go to a person.")
            return
        self.app.post_message(CoachAsked(line.person.person.id))

    def action_fold(self) -> None:
        """Fold the team of the chosen line, or go to the team it is below."""
        line = self._chosen
        if line is not None and line.person is None and line.key not in self._folded:
            self._folded.add(line.key)
            self._list(line.key, "")
        elif line is not None and (above := keys_above(self._people, line.key)):
            self._rows.go_to(above[0])

    def action_unfold(self) -> None:
        """Show what is below the chosen team."""
        if (line := self._chosen) is not None and line.key in self._folded:
            self._folded.remove(line.key)
            self._list(line.key, "")

    def action_gone(self) -> None:
        """Show or hide leavers."""
        self._gone = not self._gone
        self.show_changed()
