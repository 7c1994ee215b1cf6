"""A team in a grid: what stands in it, what is typed, and what is to be saved of it."""

from dataclasses import dataclass
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from kpitui.domain.cells import parse_cell
from kpitui.domain.metrics import Metric
from kpitui.domain.numbers import NotANumber
from kpitui.domain.people import Person
from kpitui.domain.readings import ReadingDraft, RecordedReading, combine, reading_of, sums_of
from kpitui.domain.sanity import question
from kpitui.ui.widgets.entry_grid import CellMoved, Doubt, EntryGrid, Place
from kpitui.ui.workplace import Workplace
from kpitui.views.grid import Grid, GridCell

Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class ToSave:
    """What is typed in a grid: new readings, and readings that others take the place of."""

    drafts: list[ReadingDraft]
    corrections: list[tuple[RecordedReading, ReadingDraft]]

    @property
    def count(self) -> int:
        """How many cells."""
        return len(self.drafts) + len(self.corrections)


class GridEntry(Vertical):
    """The grid of a team on a day, with a line about the cell of the cursor below it."""

    def __init__(self, grid: Grid, day: date, workplace: Workplace) -> None:
        super().__init__(id="grid-entry")
        self._content = grid
        self.day = day
        self._workplace = workplace

    def compose(self) -> ComposeResult:
        """The grid, and what is to be known of its cell."""
        rows = [one.name for one in self._content.people]
        columns = [one.code for one in self._content.metrics]
        yield EntryGrid(rows, columns, self._shown, self._doubt, clean=self._workplace.text)
        yield Static(id="grid-cell")

    @property
    def grid(self) -> EntryGrid:
        """Where it is typed."""
        return self.query_one(EntryGrid)

    @property
    def here(self) -> tuple[Person, Metric]:
        """Of whom and what the cell of the cursor is."""
        return self._of(self.grid.cursor)

    def _of(self, place: Place) -> tuple[Person, Metric]:
        return self._content.people[place[0]], self._content.metrics[place[1]]

    def _cell(self, place: Place) -> GridCell:
        person, metric = self._of(place)
        return self._content.cells[person.id, metric.id]

    def _recorded(self, cell: GridCell) -> str:
        if not cell.readings:
            return ""
        if all(one.draft.not_applicable for one in cell.readings):
            return "-"
        sums = [(self.day, sums_of(one.draft)) for one in cell.readings if not one.draft.not_applicable]
        return self._workplace.value(combine(cell.metric, sums)[0], cell.metric, unit=False)

    def _shown(self, place: Place) -> str:
        cell = self._cell(place)
        return self._recorded(cell) or ("*" if cell.due else ".")

    def _doubt(self, place: Place, text: str) -> Doubt | None:
        cell, comma = self._cell(place), self._workplace.config.decimal_comma
        try:
            typed = parse_cell(text, cell.metric, decimal_comma=comma or None)
        except NotANumber as error:
            return Doubt(str(error), wrong=True)
        asked = question(typed.shown(cell.metric), cell.metric, cell.usual, decimal_comma=comma)
        return Doubt(asked, wrong=False) if asked else None

    @on(CellMoved)
    def tell(self) -> None:
        """Say what is known of the cell of the cursor."""
        person, metric = self.here
        work, cell, place = self._workplace, self._cell(self.grid.cursor), self.grid.cursor
        said = [f"{work.text(person.name)}, {work.text(metric.name)}"]
        said += [f"expected {work.range(cell.expected, metric)}"] if cell.expected else []
        said += [f"last {work.value(cell.last[1], metric)} on {cell.last[0]}"] if cell.last else ["never read"]
        if len(cell.readings) == 1:
            said.append(("replaces " if place in self.grid.texts else "recorded ") + self._recorded(cell))
        elif cell.readings:
            said.append(f"{len(cell.readings)} recorded that day, one more is added")
        elif cell.due:
            said.append("due *")
        text = self.grid.texts.get(place)
        said += [f"typed {work.text(text)}"] if text and len(text) > 7 else []
        self.query_one("#grid-cell", Static).update(Content(work.words("; ").join(said)))

    def texts(self) -> Texts:
        """What is typed, by person and metric."""
        found = {}
        for place, text in self.grid.texts.items():
            person, metric = self._of(place)
            if text.strip():
                found[f"{person.id} {metric.id}"] = text
        return found

    def fill(self, texts: Texts) -> None:
        """Put in what was typed before."""
        people = {one.id: place for place, one in enumerate(self._content.people)}
        metrics = {one.id: place for place, one in enumerate(self._content.metrics)}
        places = {}
        for key, text in texts.items():
            person_id, metric_id = (int(part) for part in key.split())
            if person_id in people and metric_id in metrics:
                places[people[person_id], metrics[metric_id]] = text
        self.grid.fill(places)

    def to_save(self) -> ToSave:
        """The readings that the typed cells make; every one of them is free of doubt."""
        found = ToSave([], [])
        for place, text in sorted(self.grid.texts.items()):
            cell, (person, metric) = self._cell(place), self._of(place)
            typed = parse_cell(text, metric, decimal_comma=self._workplace.config.decimal_comma or None)
            draft = reading_of(typed, metric.id, self.day, person_id=person.id)
            if len(cell.readings) == 1:
                old = cell.readings[0]
                kept = {"external_id": old.draft.external_id, "session_id": old.draft.session_id}
                found.corrections.append((old, draft.model_copy(update=kept | {"note": draft.note or old.draft.note})))
            else:
                found.drafts.append(draft)
        return found
