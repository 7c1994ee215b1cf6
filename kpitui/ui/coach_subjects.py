"""What can be chosen from on Coach: people, and what is to be followed up."""

from textual.content import Content

from kpitui.domain.naming import Names
from kpitui.domain.records.metric import Metric
from kpitui.ui.app_context import AppContext
from kpitui.ui.theme import painted
from kpitui.ui.widgets.subject_picker import NOBODY, key_of
from kpitui.views.coaching import OpenLine, load_open
from kpitui.views.entry import EntrySubject, load_people_here
from kpitui.views.vocabulary import load_metrics_by_id
from kpitui.words.coaching import due


class CoachSubjects:
    """Everybody who is here; before the first letter, what is to be followed up."""

    asked = "Agent"
    placeholder = "type a name"

    def __init__(self, context: AppContext) -> None:
        self._app_context = context
        self._people: list[EntrySubject] = []
        self._names = Names(self._people)
        self._open: list[OpenLine] = []
        self.metrics: dict[int, Metric] = {}
        """What a session can be about, by id."""

    def load(self) -> None:
        """Who is here, and what is to be followed up."""
        database, today = self._app_context.database, self._app_context.today()
        self._people = load_people_here(database, today)
        self._names = Names(self._people)
        self._open = load_open(database, today)
        self.metrics = load_metrics_by_id(database, today)

    def person(self, person_id: int) -> EntrySubject | None:
        """One who is here."""
        return next((one for one in self._people if one.person_id == person_id), None)

    def offered(self, typed: str) -> list[EntrySubject | OpenLine]:
        """Those whose names fit; before the first letter what is to be done comes first."""
        fitting = self._names.offered(typed)
        return [*self._open, *fitting] if not typed else [*fitting]

    def hint(self) -> str:
        """What to do while there is a list."""
        if not self._people:
            return NOBODY
        if not self._open:
            return "Type a name and press Enter for a new session."
        count = len(self._open)
        return f"{count} to follow up · Space mark done · Enter coach again · or type a name"

    def identity(self, item: EntrySubject | OpenLine) -> str:
        """Who, or what is to be done."""
        return item.key if isinstance(item, OpenLine) else key_of(item)

    def line_of(self, item: EntrySubject | OpenLine) -> Content:
        """A name, or what is to be done with the person."""
        text = self._app_context.text
        if isinstance(item, OpenLine):
            return painted(due(item, self._app_context.speech), self._app_context)
        waiting = key_of(item) in self._app_context.unsaved.sessions
        return Content.assemble(
            text(item.name),
            (f"  {text(item.detail)}", "dim"),
            ("  unsaved session" if waiting else "", "$text-warning"),
        )
