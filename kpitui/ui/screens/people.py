"""The People screen: teams with their people, upkept by keys; what is expected of each."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from kpitui.actions import people as upkeep
from kpitui.domain.access import Deed as Kind
from kpitui.domain.errors import KpituiError
from kpitui.domain.people import Person, Team
from kpitui.domain.people_drafts import PersonDraft
from kpitui.ui.coaching_words import action_words, session_head
from kpitui.ui.editing import Deed, EditingScreen
from kpitui.ui.forms.people import Move, Named, day_form, move_form, name_form, person_form
from kpitui.ui.messages import CoachAsked
from kpitui.ui.screens.sessions import SessionsScreen
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.workplace import Workplace
from kpitui.views.coaching import load_sessions_of, open_lines
from kpitui.views.entry import Somebody, load_entry_rows
from kpitui.views.people import People, PersonLine, load_people_lines

SESSIONS_SHOWN = 3
CHANGES = ("add_person", "add_team", "edit", "move", "left", "remove", "rename_role")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: a team, or somebody below it."""

    key: str
    team: Team | None
    person: PersonLine | None = None


class PeopleScreen(EditingScreen):
    """Teams and people, and what is expected of the chosen one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add_person", "Add", id="people.add", tooltip="Add a person, in the team of this line"),
        Binding("g", "add_team", "Team", id="people.team", tooltip="Add a team"),
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
        Binding("j", "down", "Down", id="people.down", show=False, tooltip="Go to the next line"),
        Binding("k", "up", "Up", id="people.up", show=False, tooltip="Go to the line before"),
    ]  # fmt: skip

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, id="people-screen")
        self._people = People([], [], [])
        self._lines: list[Line] = []
        self._gone = False
        self._wanted = ""

    def compose(self) -> ComposeResult:
        """The bar, the list, the chosen one, the keys."""
        yield TopBar(self.workplace, "people")
        yield TooSmall()
        with Container(id="people-body"):
            yield OptionList(id="people-list", markup=False)
            with VerticalScroll(id="person"):
                yield Static(id="person-text")
        yield Footer(show_command_palette=False)

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

    def go_to(self, key: str) -> None:
        """Put the cursor on the line of a key, now or when the screen is shown."""
        self._wanted = key
        if self.is_current:
            self.reload(key)

    def reload(self, key: str = "") -> None:
        """Show who is here now; the cursor stays on its line, or goes to that of a key."""
        before = self._chosen.key if self._chosen else ""
        try:
            self._people = load_people_lines(self.workplace.database, self.workplace.today(), gone=self._gone)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        self._lines = [*self._of_teams(), *(self._line(one) for one in self._people.lines if one.team is None)]
        listed = self.query_one("#people-list", OptionList)
        listed.clear_options()
        listed.add_options([Option(self._words(line)) for line in self._lines])
        keys = [line.key for line in self._lines]
        chosen = next((one for one in (key, before, *keys) if one in keys), None)
        listed.highlighted = keys.index(chosen) if chosen else None
        self._show_chosen()

    def show_changed(self, key: str) -> None:
        """Show who is here now, with the cursor on the line that was changed."""
        self.reload(key)

    def _of_teams(self) -> list[Line]:
        lines = []
        for team in self._people.teams:
            lines.append(Line(f"team-{team.id}", team))
            lines += [self._line(one) for one in self._people.lines if one.team and one.team.id == team.id]
        return lines

    def _line(self, one: PersonLine) -> Line:
        return Line(f"person-{one.person.id}", one.team, one)

    def _words(self, line: Line) -> Content:
        text = self.workplace.text
        if line.person is None:
            assert line.team is not None
            ended = f"  ended {line.team.ends_on}" if line.team.ends_on else ""
            return Content.assemble((text(line.team.name), "bold"), (ended, "dim"))
        person = line.person.person
        detail = line.person.role.name if line.person.role else ""
        detail += f"  left {person.ends_on}" if person.ends_on else ""
        return Content.assemble("  " if line.team else "", text(person.name), (f"  {text(detail)}", "dim"))

    @property
    def _chosen(self) -> Line | None:
        place = self.query_one("#people-list", OptionList).highlighted
        return self._lines[place] if place is not None and place < len(self._lines) else None

    @on(OptionList.OptionHighlighted)
    def _show_chosen(self) -> None:
        line = self._chosen
        shown = self.query_one("#person-text", Static)
        if line is None:
            shown.update(Content.styled("Nobody is in the file yet; a adds a person.", "dim"))
        elif line.person is None:
            assert line.team is not None
            count = sum(1 for one in self._lines if one.person and one.team == line.team)
            shown.update(
                Content(f"{self.workplace.text(line.team.name)}\nteam since {line.team.starts_on}, {count} people")
            )
        else:
            shown.update(Content("\n").join(self._person(line.person)))

    def _person(self, line: PersonLine) -> list[Content]:
        work, person = self.workplace, line.person
        parts = [Content.styled(work.text(person.name), "bold")]
        code = f", code {work.text(person.code)}" if person.code else ""
        place = ", ".join(work.text(one.name) for one in (line.role, line.team) if one)
        parts.append(Content(f"{place or 'no team'} since {line.since}{code}"))
        try:
            rows = load_entry_rows(
                work.database, Somebody(person.name, "", person_id=person.id), work.as_of, work.config
            )
        except KpituiError as error:
            return [*parts, Content(error.sentence)]
        expected = [row for row in rows if row.expected is not None]
        parts.append(Content.styled("what is expected", "dim"))
        for row in sorted(expected, key=lambda one: one.metric.name.casefold()):
            last = f"last {work.value(row.last_value, row.metric)} on {row.last_on}" if row.last_on else "no reading"
            said = f"{work.text(row.metric.name)}  {work.range(row.expected, row.metric)}  {last}"
            parts.append(Content.assemble(said, (f"  {work.text(row.why)}", "dim")))
        if not expected:
            parts.append(Content("nothing yet; set a standard on the Plan screen"))
        return [*parts, *self._coaching(person)]

    def _coaching(self, person: Person) -> list[Content]:
        work = self.workplace
        try:
            sessions = load_sessions_of(work.database, person.id)
        except KpituiError as error:
            return [Content(error.sentence)]
        still = [action_words(line, work) for one in sessions for line in open_lines(one)]
        parts = [Content.styled("open", "dim"), *still] if still else []
        parts.append(
            Content.styled(f"coaching ({len(sessions)}, s shows all)" if sessions else "not coached yet", "dim")
        )
        for one in sessions[:SESSIONS_SHOWN]:
            parts.append(session_head(one, work))
            parts += [Content(f"  {work.text(one.session.agreed)}")] if one.session.agreed else []
        return parts

    # deeds ------------------------------------------------------------------------------------------------------

    async def action_add_person(self) -> None:
        """Add a person, in the team of the chosen line."""
        work, line = self.workplace, self._chosen
        team = line.team.name if line and line.team and line.team.ends_on is None else ""

        def add(draft: PersonDraft) -> str:
            return f"person-{upkeep.add_person(work.database, work.actor, draft)}"

        await self.ask(person_form(self._people, team, work.today()), add, "Added")

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
            person = line.person.person
            form = name_form(f"edit-{line.key}", "Edit person", person.name, person.code, work.today(), with_code=True)

            def edit(named: Named) -> None:
                upkeep.edit_person(work.database, work.actor, person, named.name, named.code)

            await self.change(form, line.key, edit)
        elif line.team is not None:
            team = line.team
            form = name_form(f"edit-{line.key}", "Edit team", team.name, None, work.today(), with_code=False)
            await self.change(
                form, line.key, lambda named: upkeep.rename_team(work.database, work.actor, team, named.name)
            )

    async def action_move(self) -> None:
        """Give the chosen person another team or role from a day on."""
        work, line = self.workplace, self._chosen
        if line is None or line.person is None:
            self.tell("A team is not moved; go to a person.")
            return
        person = line.person.person

        def move(to: Move) -> None:
            upkeep.move_person(work.database, work.actor, person, to.team, to.role, to.on)

        await self.change(move_form(line.person, self._people, work.today()), line.key, move)

    async def action_left(self) -> None:
        """Say when the chosen person left, or the team ended."""
        work, line = self.workplace, self._chosen
        if line is None:
            return
        if line.person is not None:
            person = line.person.person
            form = day_form(f"left-{line.key}", f"Left: {person.name}", "Gone from", "The readings stay.", work.today())
            await self.change(form, line.key, lambda day: upkeep.person_left(work.database, work.actor, person, day))
        elif line.team is not None:
            team = line.team
            form = day_form(
                f"left-{line.key}", f"End the team: {team.name}", "From", "Its readings stay.", work.today()
            )
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
        form = name_form(f"role-{role.id}", "Edit role", role.name, None, work.today(), with_code=False)
        await self.change(form, line.key, lambda named: upkeep.rename_role(work.database, work.actor, role, named.name))

    def action_gone(self) -> None:
        """Show or hide those who left."""
        self._gone = not self._gone
        self.reload()

    def action_reload(self) -> None:
        """Read the file anew."""
        self.reload()

    def action_down(self) -> None:
        """Go to the next line."""
        self.query_one("#people-list", OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Go to the line before."""
        self.query_one("#people-list", OptionList).action_cursor_up()
