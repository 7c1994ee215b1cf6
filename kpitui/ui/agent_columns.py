"""The columns beside the names on Record and Coach: team, what is due, the last session."""

import contextlib
from collections.abc import Iterable, Sequence
from datetime import date

from rich.cells import cell_len

from kpitui.domain.errors import KpituiError
from kpitui.ui.app_context import AppContext
from kpitui.ui.widgets.table import Cells, Table, TableColumn
from kpitui.views.coaching import load_last_session_days
from kpitui.views.due import DueReading, load_due_of, load_due_together
from kpitui.views.entry import EntrySubject, Shape
from kpitui.words.spans import Line, Span, line, muted, strong

AT_A_TIME = 60
"""What is due is read of so many people in one go: of thousands only those that are drawn."""
MOST_COUNTED = 200
"""Of more people no one waits for the sum of what is due."""
NAME_LEAST, NAME_MOST = 40, 60
TEAM_LEAST, TEAM_MOST = 15, 30
"""Where something is typed and not saved, that stands in place of the team."""


class AgentColumns:
    """What stands in the columns of each name, as of the last `load`."""

    def __init__(self, head: str, context: AppContext) -> None:
        self._head, self._app_context = head, context
        self._last_sessions: dict[int, date] = {}
        self._due: dict[int, int] = {}
        self._together: dict[int | None, list[DueReading]] | None = None
        self._order: list[int] = []
        self._teams: set[int | None] = set()
        self.table = self._table_for(())

    def load(self, subjects: Sequence[EntrySubject]) -> None:
        """Forget what was due, and read who was coached when; raises `KpituiError`."""
        self._last_sessions = load_last_session_days(self._app_context.database)
        self._due, self._together = {}, None
        self._teams = {subject.team_id for subject in subjects}
        self.table = self._table_for(subjects)

    def _table_for(self, subjects: Sequence[EntrySubject]) -> Table:
        longest = max([TEAM_LEAST, *map(cell_len, {subject.detail for subject in subjects})])
        name = max([NAME_LEAST, *map(cell_len, {subject.name for subject in subjects})])
        columns = (
            TableColumn(self._head, 18, most=min(NAME_MOST, name)),
            TableColumn("team", min(TEAM_MOST, longest)),
            TableColumn("due", 3, right=True), TableColumn("last session", 12, spare=1),
        )  # fmt: skip
        return Table(columns, self._app_context)

    def listed(self, subjects: Iterable[EntrySubject]) -> None:
        """These are shown, in this order."""
        self._order = [subject.person_id for subject in subjects if subject.person_id is not None]

    def cells(self, one: EntrySubject, waiting: str) -> Cells:
        """A name, its team, how many readings are due, and the last session; `waiting` says what is
        typed and not saved.
        """
        team = line(muted(one.detail))
        if waiting:
            team = line(Span(waiting, "warning"), muted(f"  {one.detail}"))
        coached: Line = ()
        if one.person_id is not None:
            day = self._last_sessions.get(one.person_id)
            coached = line(self._app_context.day(day)) if day else self._never
        return line(one.name), team, self._due_cell(one), coached

    @property
    def _never(self) -> Line:
        """What is said where no session is seen; nothing where none is shown to the reader."""
        return line(muted("not yet")) if self._app_context.actor.sees_words else ()

    def _due_cell(self, one: EntrySubject) -> Line:
        try:
            count = self._count(one)
        except KpituiError:  # the list says so when it is loaded the next time
            return ()
        if count is None:
            return ()
        return line(strong(str(count)) if count else muted("-"))

    def _count(self, one: EntrySubject) -> int | None:
        """How many readings are due; None where too many people would have to be looked at."""
        if one.person_id is not None:
            return self._of_person(one.person_id)
        if len(one.members) > MOST_COUNTED:
            return None
        self._look_up(one.members)
        due = sum(self._due[member] for member in one.members)
        return due if one.shape is Shape.GRID else due + self._of_team(one)

    def _of_person(self, person_id: int) -> int:
        if person_id not in self._due:
            begins = 0
            with contextlib.suppress(ValueError):
                begins = self._order.index(person_id)
            self._look_up([person_id, *self._order[begins : begins + AT_A_TIME]])
        return self._due[person_id]

    def _of_team(self, one: EntrySubject) -> int:
        work = self._app_context
        if self._together is None:
            self._together = load_due_together(work.database, work.as_of)
        if one.shape is Shape.DUE and one.team_id is None:
            teams = self._teams - (set() if work.teams.shown.whole else {None})
            return sum(len(due) for team_id, due in self._together.items() if team_id in teams)
        return len(self._together.get(one.team_id, ()))

    def _look_up(self, person_ids: Iterable[int]) -> None:
        work = self._app_context
        if unknown := [id_ for id_ in person_ids if id_ not in self._due]:
            found = load_due_of(work.database, unknown, work.as_of)
            self._due |= {one: len(found.get(one, ())) for one in unknown}
