"""What can be chosen from on Coach: people, what is to be followed up, and what was asked."""

from textual.content import Content

from kpitui.domain.naming import Names
from kpitui.domain.records.metric import Metric
from kpitui.ui.app_context import AppContext
from kpitui.ui.theme import painted
from kpitui.ui.widgets.subject_picker import NOBODY, key_of
from kpitui.views.coaching import OpenLine, load_open
from kpitui.views.entry import EntrySubject, load_people_here
from kpitui.views.level_notices import QuestionLine, load_questions
from kpitui.views.vocabulary import load_metrics_by_id
from kpitui.words.coaching import due
from kpitui.words.own_page import question_due

ToDo = OpenLine | QuestionLine
"""What waits for a coach."""


class CoachSubjects:
    """Everybody who is here; before the first letter, what waits for a coach."""

    asked = "Agent"
    placeholder = "type a name"

    def __init__(self, context: AppContext) -> None:
        self._app_context = context
        self._people: list[EntrySubject] = []
        self._names = Names(self._people)
        self._open: list[ToDo] = []
        self.metrics: dict[int, Metric] = {}
        """What a session can be about, by id."""

    def load(self) -> None:
        """Who is here, what is to be followed up, and what was asked."""
        database, today = self._app_context.database, self._app_context.today()
        self._people = load_people_here(database, today)
        self._names = Names(self._people)
        self._open = [*load_questions(database), *load_open(database, today)]
        self.metrics = load_metrics_by_id(database, today)

    def person(self, person_id: int) -> EntrySubject | None:
        """One who is here."""
        return next((one for one in self._people if one.person_id == person_id), None)

    def offered(self, typed: str) -> list[EntrySubject | ToDo]:
        """Those whose names fit; before the first letter what is to be done comes first."""
        fitting = self._names.offered(typed)
        return [*self._open, *fitting] if not typed else [*fitting]

    def hint(self) -> str:
        """What to do while there is a list."""
        if not self._people:
            return NOBODY
        if not self._open:
            return "Type a name and press Enter for a new session."
        asked = sum(1 for one in self._open if isinstance(one, QuestionLine))
        said = [f"{asked} to answer" if asked else "", _follow_up(len(self._open) - asked)]
        counted = ", ".join(one for one in said if one)
        does = "answer/done · Enter coach" if asked else "mark done · Enter coach again"
        return f"{counted} · Space {does} · or type a name"

    def identity(self, item: EntrySubject | ToDo) -> str:
        """Who, or what is to be done."""
        return item.key if isinstance(item, ToDo) else key_of(item)

    def line_of(self, item: EntrySubject | ToDo) -> Content:
        """A name, or what is to be done with the person."""
        text = self._app_context.text
        speech = self._app_context.speech
        if isinstance(item, OpenLine):
            return painted(due(item, speech), self._app_context)
        if isinstance(item, QuestionLine):
            return painted(question_due(item, speech), self._app_context)
        waiting = key_of(item) in self._app_context.unsaved.sessions
        return Content.assemble(
            text(item.name),
            (f"  {text(item.detail)}", "dim"),
            ("  unsaved session" if waiting else "", "$text-warning"),
        )


def _follow_up(count: int) -> str:
    return f"{count} to follow up" if count else ""
