"""The People screen: teams with their people, upkept by keys; what is expected of each."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.timer import Timer
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kpitui.actions import people as upkeep
from kpitui.domain.access import Deed as Kind
from kpitui.domain.errors import KpituiError, Refused
from kpitui.domain.people import JobRole, Person, Team
from kpitui.domain.people_drafts import PersonDraft
from kpitui.paths import sheets
from kpitui.ui.copying import page_text
from kpitui.ui.editing import Deed, Edit, EditingScreen
from kpitui.ui.forms.form import Form
from kpitui.ui.forms.people import Move, Named, day_form, move_form, name_form, person_form
from kpitui.ui.messages import CoachAsked
from kpitui.ui.people_lines import Line, line_words, people_lines
from kpitui.ui.people_pages import page_words
from kpitui.ui.screens.person import PersonScreen
from kpitui.ui.screens.sessions import SessionsScreen
from kpitui.ui.widgets.key_bar import KeyBar
from kpitui.ui.widgets.lines import Lines, OneLine, Page
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.workplace import Workplace
from kpitui.views.actors import only_person
from kpitui.views.people import People, load_people_lines

SETTLE_SECONDS = 0.06
"""How long the cursor rests before a page is read, so that running through the list costs no pages."""
NOBODY = "Nobody is in the file yet; a adds a person."
CHANGES = ("add_person", "add_team", "edit", "move", "left", "remove", "rename_role")


class PeopleList(Lines):
    """The list; Enter opens the page of a line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "screen.page",
            "Page",
            id="people.page",
            key_display="enter",
            tooltip="Give this page the whole screen",
        ),
    ]


class PeopleScreen(EditingScreen):
    """Teams and people, and what is expected of the chosen one."""

    CSS_PATH = sheets("people")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add_person", "Add", id="people.add", tooltip="Add a person, in the team of this line"),
        Binding("g", "add_team", "Team", id="people.team", show=False, tooltip="Add a team"),
        Binding("e", "edit", "Edit", id="people.edit", tooltip="Another name or code for this line"),
        Binding("m", "move", "Move", id="people.move", tooltip="Another team or role for this person, from a day on"),
        Binding("x", "left", "Left", id="people.left", tooltip="Say when this person left, or this team ended"),
        Binding("s", "sessions", "Sessions", id="people.sessions", tooltip="The coaching of this person"),
        Binding("c", "coach", "Coach", id="people.coach", tooltip="Write down a coaching session with this person"),
        Binding("o", "rename_role", "Role", id="people.role", show=False, tooltip="Another name for their role"),
        Binding("d", "remove", "Remove", id="people.remove", show=False,
                tooltip="Take out a person entered by mistake, of whom nothing is on record"),
        Binding("full_stop", "gone", "Gone", id="people.gone", key_display=".", show=False,
                tooltip="Show or hide those who left"),
        Binding("r", "reload", "Reload", id="people.reload", show=False, tooltip="Read the file anew"),
    ]  # fmt: skip

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, id="people-screen")
        self._people = People([], [], [])
        self._lines: list[Line] = []
        self._gone = False
        self._wanted = ""
        self._why_empty = NOBODY
        self._settling: Timer | None = None

    def compose(self) -> ComposeResult:
        """The bar, the list, the chosen one, the keys."""
        yield TopBar(self.workplace, "people")
        yield TooSmall()
        with Container(id="people-body"):
            yield PeopleList(id="people-list", markup=False)
            with Page(id="person"):
                yield Static(id="person-text")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one("#people-list").focus()

    def on_screen_resume(self) -> None:
        """People may have changed while another screen was shown."""
        self.reload(self._wanted)
        self._wanted = ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the role may not do is not offered."""
        if action == "coach":
            return self.workplace.actor.may(Kind.COACHING)
        if action in CHANGES:
            return self.workplace.actor.may(Kind.PEOPLE)
        return super().check_action(action, parameters)

    def on_resize(self) -> None:
        """The columns of the page are as wide as there is room for, and the cursor stays in sight."""
        self.call_after_refresh(self._show_chosen)
        self.call_after_refresh(self.query_one("#people-list", OptionList).scroll_to_highlight)

    def go_to(self, key: str) -> None:
        """Put the cursor on the line of a key, now or when the screen is shown."""
        self._wanted = key
        if self.is_current:
            self.reload(key)

    def reload(self, key: str = "") -> None:
        """Show who is here now; the cursor stays on its line, or goes to that of a key."""
        before = self._chosen.key if self._chosen else ""
        try:
            self._lines = self._load_lines()
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        listed = self.query_one("#people-list", OptionList)
        listed.clear_options()
        listed.add_options([Option(OneLine(line_words, line, self.workplace)) for line in self._lines])
        keys = [line.key for line in self._lines]
        chosen = next((one for one in (key, before, *keys) if one in keys), None)
        listed.highlighted = keys.index(chosen) if chosen else None
        self._show_chosen()

    def _load_lines(self) -> list[Line]:
        """Everybody, or for a member nobody but themselves."""
        work, self._why_empty = self.workplace, NOBODY
        try:
            only = only_person(work.database, work.actor)
        except Refused as error:
            self._people, self._why_empty = People([], [], []), work.text(error.sentence)
            return []
        self._people = load_people_lines(work.database, work.today(), gone=self._gone, only=only)
        return people_lines(self._people, teams=only is None)

    def copied(self, whole: bool) -> str:
        """The chosen line, or its page."""
        if not whole:
            return self.query_one(PeopleList).copied(whole)
        self._show_chosen()  # the cursor may have come here just now
        return page_text(self.query_one("#person"))

    def show_changed(self, key: str) -> None:
        """Show who is here now, with the cursor on the line that was changed."""
        self.reload(key)

    @property
    def _chosen(self) -> Line | None:
        place = self.query_one("#people-list", OptionList).highlighted
        return self._lines[place] if place is not None and place < len(self._lines) else None

    @on(OptionList.OptionHighlighted)
    def _chosen_changed(self) -> None:
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(SETTLE_SECONDS, self._show_chosen)

    def _show_chosen(self) -> None:
        line, shown = self._chosen, self.query_one("#person-text", Static)
        if line is None:
            shown.update(Content.styled(self._why_empty, "dim"))
        else:
            width = self.query_one("#person").scrollable_content_region.width
            shown.update(page_words(line, self.workplace, width))

    async def action_page(self) -> None:
        """Give the page of the chosen line the whole screen."""
        if line := self._chosen:
            await self.app.push_screen(PersonScreen(self.workplace, self._lines, self._lines.index(line), self.go_to))

    # deeds ------------------------------------------------------------------------------------------------------

    async def action_add_person(self) -> None:
        """Add a person, in the team of the chosen line."""
        work, line = self.workplace, self._chosen
        team = line.team.name if line and line.team and line.team.ends_on is None else ""

        def add(draft: PersonDraft) -> str:
            return f"person-{upkeep.add_person(work.database, work.actor, draft)}"

        await self.ask(person_form(self._people, team, work), add, "Added")

    async def action_add_team(self) -> None:
        """Add a team."""
        work = self.workplace

        def add(named: Named) -> str:
            return f"team-{upkeep.add_team(work.database, work.actor, named.name, work.today())}"

        await self.ask(name_form("team-new", "New team", "", None, work.today(), with_code=False), add, "Added")

    async def action_edit(self) -> None:
        """Give the chosen person or team another name."""
        work, line = self.workplace, self._chosen
        if line is None:
            return
        if line.person is not None:

            def person_name(one: Person) -> Form[Named]:
                return name_form(f"edit-{line.key}", "Edit person", one.name, one.code, work.today(), with_code=True)

            def edit(one: Person, named: Named) -> None:
                upkeep.edit_person(work.database, work.actor, one, named.name, named.code)

            await self.edit(Edit(line.person.person, person_name, edit, line.key))
        elif line.team is not None:

            def team_name(one: Team) -> Form[Named]:
                return name_form(f"edit-{line.key}", "Edit team", one.name, None, work.today(), with_code=False)

            def rename(one: Team, named: Named) -> None:
                upkeep.rename_team(work.database, work.actor, one, named.name)

            await self.edit(Edit(line.team, team_name, rename, line.key))

    async def action_move(self) -> None:
        """Give the chosen person another team or role from a day on."""
        work, line = self.workplace, self._chosen
        if line is None or line.person is None:
            self.tell("A team is not moved; go to a person.")
            return
        person = line.person.person

        def move(to: Move) -> None:
            upkeep.move_person(work.database, work.actor, person, to.team, to.role, to.on)

        await self.change(move_form(line.person, self._people, work), line.key, move)

    async def action_left(self) -> None:
        """Say when the chosen person left, or the team ended."""
        work, line = self.workplace, self._chosen
        if line is None:
            return
        if line.person is not None:
            person = line.person.person
            form = day_form(f"left-{line.key}", f"Left: {person.name}", "Gone from", "The readings stay.", work)
            await self.change(form, line.key, lambda day: upkeep.person_left(work.database, work.actor, person, day))
        elif line.team is not None:
            team = line.team
            form = day_form(f"left-{line.key}", f"End the team: {team.name}", "From", "Its readings stay.", work)
            await self.change(form, line.key, lambda day: upkeep.end_team(work.database, work.actor, team, day))

    def action_remove(self) -> None:
        """Take out a person entered by mistake."""
        work, line = self.workplace, self._chosen
        if line is None or line.person is None:
            self.tell("Only a person can be removed; a team ends with x.")
            return
        person = line.person.person

        def remove() -> str:
            upkeep.remove_person(work.database, work.actor, person)
            return ""

        self.do(Deed(remove, f"{person.name} is removed"))

    async def action_sessions(self) -> None:
        """The coaching of the chosen person."""
        line = self._chosen
        if line is None or line.person is None:
            self.tell("Go to a person.")
            return
        await self.app.push_screen(SessionsScreen(self.workplace, line.person.person, self.action_coach))

    def action_coach(self) -> None:
        """Write down a session with the chosen person."""
        line = self._chosen
        if line is None or line.person is None:
            self.tell("Go to a person.")
            return
        self.app.post_message(CoachAsked(line.person.person.id))

    async def action_rename_role(self) -> None:
        """Give the role of the chosen person another name."""
        work, line = self.workplace, self._chosen
        role = line.person.role if line and line.person else None
        if line is None or role is None:
            self.tell("Go to a person with a role.")
            return

        def form(one: JobRole) -> Form[Named]:
            return name_form(f"role-{one.id}", "Edit role", one.name, None, work.today(), with_code=False)

        def rename(one: JobRole, named: Named) -> None:
            upkeep.rename_role(work.database, work.actor, one, named.name)

        await self.edit(Edit(role, form, rename, line.key))

    def action_gone(self) -> None:
        """Show or hide those who left."""
        self._gone = not self._gone
        self.reload()

    def action_reload(self) -> None:
        """Read the file anew."""
        self.reload()
