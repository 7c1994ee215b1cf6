"""The walk through everyone who has something due, one after the other."""

from collections import deque

from kpitui.domain.text import name_order
from kpitui.ui.app_context import AppContext
from kpitui.views.due import DueSubject, load_due
from kpitui.views.entry import EntrySubject
from kpitui.views.own_teams import TeamsShown, load_one_team


def shown_or_one(team_id: int | None, work: AppContext) -> TeamsShown:
    """One team, or without one those that lists are about; raises `KpituiError`."""
    if team_id is None:
        return work.shown_teams()
    return load_one_team(work.database, team_id, work.today())


class DueWalk:
    """Who is still to come; the first of them is the one whose sheet is open."""

    def __init__(self, context: AppContext) -> None:
        self._app_context = context
        self._left: deque[DueSubject] = deque()
        self._walked = 0
        self._to_check: list[str] = []
        """Those with something that waits to be asked about at the end."""

    @property
    def goes_on(self) -> bool:
        """Whether there is someone left."""
        return bool(self._left)

    def begin(self, team_id: int | None) -> None:
        """Begin with everyone of a team, or of those that are shown; raises `KpituiError`."""
        work = self._app_context
        due = load_due(work.database, work.as_of, shown_or_one(team_id, work))
        self._left = deque(sorted(due, key=lambda subject: name_order(subject.team)))
        self._walked = 0
        self._to_check.clear()

    def come_to(self) -> EntrySubject:
        """The one who is next, whose sheet is to be opened."""
        one = self._left[0]
        self._walked += 1
        return EntrySubject(one.name, one.team, person_id=one.person_id, team_id=one.team_id)

    def pass_over(self) -> None:
        """This one is done, or left for another time."""
        self._left.popleft()

    def set_aside(self, name: str) -> None:
        """Something of this one is not saved, and is told at the end."""
        self._to_check.append(name)

    def end(self) -> None:
        """Go no further."""
        self._left.clear()

    @property
    def metrics(self) -> set[int] | None:
        """What is due of the one whose sheet is open, by id; None outside the walk."""
        return {due.metric.id for due in self._left[0].readings} if self._left else None

    @property
    def place(self) -> str:
        """How far one has come: 2 of 7."""
        return f"{self._walked} of {self._walked + len(self._left) - 1}"

    @property
    def checks(self) -> str:
        """What is said at the end of those that were set aside."""
        return f" Not saved, to check: {', '.join(self._to_check)}." if self._to_check else ""
