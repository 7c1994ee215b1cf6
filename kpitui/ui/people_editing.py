"""What can be done to a line of the People screen: people and teams added, named, moved, ended."""

from functools import partial

from kpitui.actions import people as upkeep
from kpitui.actions.rhythms import edit_role
from kpitui.domain.records.person import Person, PersonDraft
from kpitui.domain.records.role import JobRole
from kpitui.domain.records.team import Team
from kpitui.ui.absence_editing import ask_absence
from kpitui.ui.changes import Edit, Task, leading_to
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.form import Form
from kpitui.ui.forms.people import (
    NameAndCode,
    TeamDraft,
    TeamMove,
    day_form,
    move_form,
    name_form,
    person_form,
    team_form,
)
from kpitui.ui.forms.roles import RoleDraft, role_form
from kpitui.ui.leaving_editing import ask_leaving
from kpitui.ui.people_lines import PeopleLine
from kpitui.views.people import People
from kpitui.views.rhythms import load_role_rhythm


class PeopleEditor:
    """Keeps who is in the file, at the line that it is given."""

    def __init__(self, screen: EditingScreen) -> None:
        self._screen = screen
        self._context = screen.context
        self._changes = screen.changes
        self._by = screen.context.database, screen.context.actor

    async def add_person(self, line: PeopleLine | None, people: People) -> None:
        """Add a person, in the team of a line."""
        team = line.team.name if line and line.team and line.team.ends_on is None else ""

        def add(draft: PersonDraft) -> str:
            return f"person-{upkeep.add_person(*self._by, draft)}"

        await self._changes.ask(person_form(people, team, self._context), add, "Added")

    async def add_team(self, people: People) -> None:
        """Add a team, under another where one is named."""

        def add(to: TeamDraft) -> str:
            return f"team-{upkeep.add_team(*self._by, to.name, to.on, to.under)}"

        form = team_form("team-new", "New team", None, people, self._context)
        await self._changes.ask(form, add, "Added")

    async def edit(self, line: PeopleLine | None, people: People) -> None:
        """Give a person or a team another name, and a team another place."""
        if line is None:
            return
        key, today = f"edit-{line.key}", self._context.today()
        if line.person is not None:

            def person_name(one: Person) -> Form[NameAndCode]:
                return name_form(key, "Edit person", one.name, one.code, today)

            def edit(one: Person, named: NameAndCode) -> None:
                upkeep.edit_person(*self._by, one, named.name, named.code)

            await self._changes.edit(Edit(line.person.person, person_name, edit, line.key))
        elif line.team is not None:

            def team(one: Team) -> Form[TeamDraft]:
                return team_form(key, "Edit team", one, people, self._context)

            def change(one: Team, to: TeamDraft) -> None:
                upkeep.edit_team(*self._by, one, to.name, to.under, to.on)

            await self._changes.edit(Edit(line.team, team, change, line.key))

    async def edit_role(self, line: PeopleLine | None) -> None:
        """Give the role of a person another name, or another rhythm of coaching."""
        role = line.person.role if line and line.person else None
        if line is None or role is None:
            self._screen.tell("Go to a person with a role.")
            return
        work = self._context

        def form(one: JobRole) -> Form[RoleDraft]:
            return role_form(one, load_role_rhythm(work.database, one.id, work.today()), work)

        def edit(one: JobRole, to: RoleDraft) -> None:
            edit_role(*self._by, one, to.name, to.days, to.starts_on, to.why)

        await self._changes.edit(Edit(role, form, edit, line.key))

    async def move(self, line: PeopleLine | None, people: People) -> None:
        """Give a person another team or role from a day on."""
        if line is None or line.person is None:
            self._screen.tell("A team is put under another with e; go to a person to move them.")
            return
        person = line.person.person

        def move(to: TeamMove) -> None:
            upkeep.move_person(*self._by, person, to.team, to.role, to.on, to.hours)

        await self._changes.change(move_form(line.person, people, self._context), line.key, move)

    async def away(self, line: PeopleLine | None) -> None:
        """Say when a person is away."""
        if line is None or line.person is None:
            self._screen.tell("Go to a person.")
            return
        await ask_absence(self._screen, line.person.person, line.key)

    async def end(self, line: PeopleLine | None) -> None:
        """Say when a person left, or a team ended."""
        if line is None:
            return
        key, work = f"left-{line.key}", self._context
        if line.person is not None:
            await ask_leaving(self._screen, line.person.person, line.key)
        elif line.team is not None:
            title = f"End the team: {line.team.name}"
            form = day_form(key, title, "From", "Its readings stay.", work)
            await self._changes.change(
                form, line.key, partial(upkeep.end_team, *self._by, line.team)
            )

    def remove(self, line: PeopleLine | None) -> None:
        """Take out a person entered by mistake."""
        if line is None or line.person is None:
            self._screen.tell("Only a person can be removed; a team ends with x.")
            return
        person = line.person.person
        remove = partial(upkeep.remove_person, *self._by, person)
        self._changes.do(Task(partial(leading_to, "", remove), f"{person.name} is removed"))
