"""What can be chosen from on Record: people, teams, and the organisation."""

from collections.abc import Iterator, Sequence

from kpitui.domain.naming import Names
from kpitui.ui.agent_columns import MOST_COUNTED, AgentColumns
from kpitui.ui.app_context import AppContext
from kpitui.ui.due_walk import shown_or_one
from kpitui.ui.evaluations_due import SUBJECT, EvaluationsDue
from kpitui.ui.grid_entry import DAY
from kpitui.ui.own_teams import NAMES_TURN_KEY
from kpitui.ui.widgets.subject_lists import NOBODY, key_of
from kpitui.ui.widgets.table import Cells, Table
from kpitui.views.due import load_due
from kpitui.views.entry import EntrySubject, Shape, load_entry_rows, load_subjects
from kpitui.words import due_beside as words
from kpitui.words.sections import Section
from kpitui.words.spans import line, muted, strong


class RecordSubjects:
    """Everyone, every team and the organisation, each with what waits to be saved."""

    asked = "Agent or team"
    placeholder = "type a name or team"
    title = "Agents and teams"
    waiting_table: Table | None = None

    def __init__(self, context: AppContext) -> None:
        self._app_context = context
        self._subjects: list[EntrySubject] = []
        self._names = Names(self._subjects)
        self._columns = AgentColumns("agent or team", context)
        self._evaluations = EvaluationsDue(context)

    def load(self) -> None:
        """Everyone there is."""
        work = self._app_context
        shown = work.shown_teams()
        self._subjects = load_subjects(work.database, work.today(), shown)
        self._evaluations.load()
        if self._evaluations.asked:
            self._subjects.insert(1, SUBJECT)
        self._columns.load(self._subjects)
        self._names = Names(self._subjects)

    def offered(self, typed: str) -> list[EntrySubject]:
        """Those whose names fit; a slip in the name of an agent takes no team."""
        fitting = self._names.offered(typed, lambda subject: subject.person_id is not None)
        self._columns.listed(fitting)
        return fitting

    def no_match(self, typed: str) -> str:
        """What is said where nothing fits the letters."""
        return self._names.no_match(typed)

    def waiting(self, typed: str) -> Sequence[EntrySubject]:
        """Nothing comes before the names."""
        return ()

    def person_of(self, item: EntrySubject) -> int | None:
        """The agent that it is; None of a team."""
        return item.person_id

    @property
    def table(self) -> Table:
        """The columns of the names."""
        return self._columns.table

    def hint(self) -> str:
        """What to do while there is a list."""
        nobody = all(subject.person_id is None for subject in self._subjects)
        if nobody:
            return self._app_context.teams.nothing("No agents", NAMES_TURN_KEY) or NOBODY
        return "Type a name or team. Enter selects the highlighted name."

    def identity(self, item: EntrySubject) -> str:
        """Who it is, and how they are asked for."""
        return f"{key_of(item)}-{item.shape}"

    def cells(self, item: EntrySubject) -> Cells:
        """The name, what tells namesakes apart, what is due, and what is not saved."""
        if item.shape is Shape.SCORE:
            count = len(self._evaluations.due)
            how_many = line(strong(str(count)) if count else muted("-"))
            return line(item.name), line(muted(item.detail)), how_many, ()
        typed, waiting = self._app_context.unsaved, 0
        if item.shape is Shape.LIST:
            waiting = sum(1 for cell in typed.cells.get(key_of(item), {}).values() if cell)
        elif item.shape is Shape.GRID:
            waiting = len([key for key in typed.grids.get(str(item.team_id), {}) if key != DAY])
        return self._columns.cells(item, f"{waiting} not saved" if waiting else "")

    def about(self, item: EntrySubject) -> tuple[str, list[Section]]:
        """What is due of them and was read last; of many only that Enter goes through them."""
        return item.name, [*self._about(item)]

    def _about(self, item: EntrySubject) -> Iterator[Section]:
        work = self._app_context
        if item.shape is Shape.LIST:
            yield from words.of_rows(load_entry_rows(work.database, item, work.as_of), work.speech)
            if item.person_id is not None:
                yield from self._evaluations.about(item.person_id)
        elif item.shape is Shape.SCORE:
            yield from self._evaluations.about(None)
        elif len(item.members) > MOST_COUNTED:
            yield Section("", (line("Enter goes through everyone who is due."),))
        else:
            found = load_due(work.database, work.as_of, shown_or_one(item.team_id, work))
            yield words.of_everyone(found, work.speech)
