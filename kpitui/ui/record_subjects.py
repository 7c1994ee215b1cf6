"""What can be chosen from on Record: people, teams, and the organisation."""

from textual.content import Content

from kpitui.domain.naming import Names
from kpitui.ui.app_context import AppContext
from kpitui.ui.grid_entry import DAY
from kpitui.ui.widgets.subject_picker import NOBODY, key_of
from kpitui.views.entry import EntrySubject, Shape, load_subjects


class RecordSubjects:
    """Everybody, every team and the organisation, each with what waits to be saved."""

    asked = "Agent or team"
    placeholder = "type a name or team"

    def __init__(self, context: AppContext) -> None:
        self._app_context = context
        self._subjects: list[EntrySubject] = []
        self._names = Names(self._subjects)

    def load(self) -> None:
        """Everybody there is."""
        work = self._app_context
        self._subjects = load_subjects(work.database, work.today())
        self._names = Names(self._subjects)

    def offered(self, typed: str) -> list[EntrySubject]:
        """Those whose names fit."""
        return self._names.offered(typed)

    def hint(self) -> str:
        """What to do while there is a list."""
        nobody = all(subject.person_id is None for subject in self._subjects)
        return NOBODY if nobody else "Type a name or team. Enter selects the highlighted name."

    def identity(self, item: EntrySubject) -> str:
        """Who it is, and how they are asked for."""
        return f"{key_of(item)}-{item.shape}"

    def line_of(self, item: EntrySubject) -> Content:
        """The name, what tells namesakes apart, and what is not saved."""
        text, typed = self._app_context.text, self._app_context.unsaved
        waiting = 0
        if item.shape is Shape.LIST:
            waiting = sum(1 for one in typed.cells.get(key_of(item), {}).values() if one)
        elif item.shape is Shape.GRID:
            waiting = len([key for key in typed.grids.get(str(item.team_id), {}) if key != DAY])
        return Content.assemble(
            text(item.name),
            (f"  {text(item.detail)}", "dim"),
            (f"  {waiting} not saved" if waiting else "", "$text-warning"),
        )
