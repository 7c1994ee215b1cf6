"""The list of the People screen: teams with their people, and how each stands."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from kpitui.domain.records.metric import Metric
from kpitui.lazy import Lazy
from kpitui.terminal.keys import move
from kpitui.terminal.lines import Lines, OneLine
from kpitui.ui.app_context import AppContext
from kpitui.ui.cell_typing import SCORE_KEY
from kpitui.ui.editing import EditingScreen
from kpitui.ui.parts import Part
from kpitui.ui.people_lines import PeopleColumns, columns, heads, line_words
from kpitui.ui.people_list import ListedPeople

if TYPE_CHECKING:
    from kpitui.ui import scoring
else:
    scoring = Lazy("kpitui.ui.scoring")


class PeopleRows(Lines):
    """The list; Enter opens the page of a line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.page", "Open", id="people.page", key_display="enter",
                tooltip="Open full screen"),
        Binding(SCORE_KEY, "score", "Score", id="people.score", show=False,
                tooltip="Score a contact of this person on a call sheet"),
        move("left,h", "screen.fold", "Fold", "people.fold",
             "Fold the team, or go to the one it is under"),
        move("right,l", "screen.unfold", "Unfold", "people.unfold", "Unfold the team"),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(id="people-list", markup=False)
        self._app_context = context
        self._people = ListedPeople()
        self._metrics: Sequence[Metric] = ()
        self._names = 0
        self._made_for: tuple[int, PeopleColumns] | None = None

    def show(
        self, people: ListedPeople, metrics: Sequence[Metric], name: int, keys: Iterable[str]
    ) -> None:
        """Show people, with names of so many cells, and their verdicts on some metrics; the cursor
        goes to the first of the keys that is there, else to the top.
        """
        self._people, self._metrics, self._made_for = people, metrics, None
        self._names = name
        self.clear_options()
        self.add_options([Option(OneLine(self._drawn, place)) for place in range(len(people))])
        found = (people.place_of(key) for key in keys if key)
        first = 0 if people else None
        self.highlighted = next((place for place in found if place is not None), first)

    def go_to(self, key: str) -> None:
        """Put the cursor on the line of a key, where it is shown."""
        place = self._people.place_of(key)
        if place is not None:
            self.highlighted = place

    def heads(self, width: int) -> list[Part]:
        """The heads of the columns, in that width."""
        return heads(width, self._columns(width)) if self._people else []

    def _columns(self, width: int) -> PeopleColumns:
        if self._made_for is None or self._made_for[0] != width:
            found = columns(self._names, self._metrics, width, self._app_context)
            self._made_for = width, found
        return self._made_for[1]

    def _drawn(self, place: int) -> Content:
        of = self._columns(self.scrollable_content_region.width)
        line = self._people[place]  # its team finds its order first
        return line_words(line, self._app_context, of, self._people.statuses(place))

    async def action_score(self) -> None:
        """Score a contact of the marked person."""
        place = self.highlighted
        person = self._people[place].person if place is not None else None
        if isinstance(self.screen, EditingScreen):
            await scoring.begin_scoring(
                self.screen, person.person.id if person is not None else None
            )
