"""A team in a grid: what stands in it, what is typed, and what is to be saved of it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from kpitui.domain.errors import KpituiError
from kpitui.domain.numbers import unit_name
from kpitui.domain.readings import combine, reading_of, sums_of
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.domain.sanity import Doubt, UsualRange, doubt_about
from kpitui.domain.value_parsing import parse_cell
from kpitui.ui.app_context import AppContext
from kpitui.ui.to_save import TypedValue
from kpitui.ui.widgets.entry_grid import EntryGrid
from kpitui.ui.widgets.grid_picture import Head
from kpitui.ui.widgets.typed_cells import Place
from kpitui.views.grid import Grid, GridCell, Key, load_usual
from kpitui.words.spans import mark
from kpitui.words.standards import verdict

Texts = dict[str, str]
OTHERS = "others"
"""Stands for readings that others changed after they were typed over."""

DAY = "date"
"""The key of the day among what is typed in a grid."""

QUIET = "grid--quiet"
SIGNS = {"met": "grid--good", "clearly below": "grid--bad"}
"""The styles of the signs that have a colour."""

SHORT = 7
"""What is longer is told in full below the grid."""


class GridEntry(Vertical):
    """The grid of a team on a day, with a line about the cell of the cursor below it."""

    def __init__(
        self, grid: Grid, day: date, want: Callable[[Metric, Person], None], context: AppContext
    ) -> None:
        """`want` shows the metric of a person beside the grid."""
        super().__init__(id="grid-entry")
        self._want = want
        self._content = grid
        self.day = day
        self._app_context = context
        self._usual: dict[Key, UsualRange | None] = {}
        self._overtaken: dict[Key, str] = {}

    def compose(self) -> ComposeResult:
        """The grid, and what is to be known of its cell."""
        rows = [person.name for person in self._content.people]
        yield EntryGrid(
            rows, self._columns(), self._shown, self._doubts, self.tell, self._app_context
        )
        yield Static(id="grid-cell")

    def show(self, grid: Grid, *, typed_too: bool) -> bool:
        """Show what is recorded now in the cells there are; whether there are other lines or
        columns by now.

        Lines and columns stay where they are, so that what someone types without looking lands
        where it was meant. Without `typed_too` a cell keeps what it showed when someone typed over
        it.
        """
        typed = {self._key(place) for place in self.grid.texts}
        kept = set() if typed_too else typed
        before, cells = self._content, dict(self._content.cells)
        cells |= {key: cell for key, cell in grid.cells.items() if key in cells and key not in kept}
        for key in typed:
            if cells[key].readings != before.cells[key].readings:
                self._overtaken[key] = self._change_in_words(before.cells[key], cells[key])
        self._content, self._usual = replace(before, cells=cells), {}
        self.grid.show_columns(self._columns())
        self.tell()
        return grid.cells.keys() != before.cells.keys()

    def _change_in_words(self, before: GridCell | None, now: GridCell) -> str:
        """What became of a cell; of what stood there at an earlier time only that it is another."""
        who = f" ({now.readings[-1].who})" if now.readings else ""
        was = "another value" if before is None else self._recorded(before) or "nothing"
        return f"{was} → {self._recorded(now) or 'void'}{who}"

    def overtaken_words(self) -> str:
        """What others made of the cells that are typed over, and what the next save does; empty
        where nothing.
        """
        self._forget_what_is_typed_no_more()
        places = [place for place in sorted(self.grid.texts) if self._key(place) in self._overtaken]
        if not places:
            return ""
        (person, metric), words = self._of(places[0]), self._overtaken[self._key(places[0])]
        said = (
            f"{person.name}, {metric.name} {words} meanwhile; you typed "
            f"{self.grid.texts[places[0]]}"
        )
        said += f", and {len(places) - 1} more" if len(places) > 1 else ""
        stands = any(self._cell(place).readings for place in places)
        return f"{said}. ctrl+s again {'asks which stays' if stands else 'records it again'}."

    def _forget_what_is_typed_no_more(self) -> None:
        typed = {self._key(place) for place in self.grid.texts}
        self._overtaken = {key: words for key, words in self._overtaken.items() if key in typed}

    @property
    def stands(self) -> bool:
        """Whether its cells are there yet."""
        return bool(self.query(EntryGrid))

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

    def _key(self, place: Place) -> Key:
        person, metric = self._of(place)
        return person.id, metric.id

    def _cell(self, place: Place) -> GridCell:
        return self._content.cells[self._key(place)]

    def _columns(self) -> list[Head]:
        """What stands above the columns."""
        return [
            Head(metric.name, metric.code, self._below_head(metric))
            for metric in self._content.metrics
        ]

    @property
    def due(self) -> int:
        """How many cells are due."""
        return sum(cell.due for cell in self._content.cells.values())

    def _below_head(self, metric: Metric) -> str:
        """What is expected of all of them, else the unit."""
        expected = [
            self._content.cells[person.id, metric.id].expected for person in self._content.people
        ]
        alike = expected[0] is not None and all(one == expected[0] for one in expected)
        return (
            self._app_context.range(expected[0], metric, unit=False)
            if alike
            else self._app_context.text(unit_name(metric.unit))
        )

    def _recorded(self, cell: GridCell) -> str:
        if not cell.readings:
            return ""
        drafts = [
            reading.recorded.draft
            for reading in cell.readings
            if not reading.recorded.draft.not_applicable
        ]
        if not drafts:
            return "-"
        sums = [(self.day, sums_of(draft)) for draft in drafts]
        return self._app_context.value(combine(cell.metric, sums)[0], cell.metric, unit=False)

    def _shown(self, place: Place) -> tuple[str, str, str]:
        cell, standing = self._cell(place), self._cell(place).standing
        known = self._recorded(cell) or ("*" if cell.due else ".")
        # "?" behind a cell asks about what is typed, and a dot says already that nothing was read
        if standing is None or mark(standing.status) == mark("no data"):
            return known, " ", QUIET
        sign = self._app_context.text(mark(standing.status))
        return known, sign, SIGNS.get(standing.status, QUIET)

    def _doubts(self, texts: Mapping[Place, str]) -> dict[Place, Doubt]:
        self._load_usual(texts)
        found = {place: self._doubt(place, text) for place, text in texts.items()}
        return {place: doubt for place, doubt in found.items() if doubt is not None}

    def _doubt(self, place: Place, text: str) -> Doubt | None:
        person, metric = self._of(place)
        usual, comma = (
            self._usual.get((person.id, metric.id)),
            self._app_context.config.decimal_comma,
        )
        return doubt_about(text, metric, usual, whose=person.name, decimal_comma=comma)

    def _load_usual(self, places: Iterable[Place]) -> None:
        work = self._app_context
        keys = [(person.id, metric.id) for person, metric in map(self._of, places)]
        missing = [key for key in keys if key not in self._usual]
        if not missing:
            return
        try:
            self._usual |= load_usual(work.database, missing, self._content.metrics, work.as_of)
        except KpituiError:
            # a file that cannot be read now is told of when saving; what is implausible is still
            # asked about
            return

    def tell(self) -> None:
        """Say what is known of the cell of the cursor, or what is to be looked at in it."""
        self._forget_what_is_typed_no_more()
        place, work = self.grid.cursor, self._app_context
        person, metric = self.here
        who, doubt = f"{person.name}, {metric.name}", self.grid.doubts.get(place)
        said = (
            f"{who}: {work.words(doubt.sentence)}"
            if doubt
            else "; ".join([who, *self._known(place)])
        )
        self.query_one("#grid-cell", Static).update(Content(work.text(said)), layout=False)
        self._want(metric, person)

    def _known(self, place: Place) -> list[str]:
        work, cell, text = self._app_context, self._cell(place), self.grid.texts.get(place)
        metric, said = cell.metric, []
        if text and (len(text) > SHORT or '"' in text):
            said.append(f"typed {text}")
        if len(cell.readings) == 1:
            word, by = "replaces" if text else "recorded", cell.readings[0].who
            said.append(f"{word} {self._recorded(cell)} by {by}")
        elif cell.readings:
            said.append(f"{len(cell.readings)} recorded that day")
        elif cell.due:
            said.append("due *")
        if cell.expected:
            said.append(f"standard {work.range(cell.expected, metric)}")
        said.append(
            f"last {work.value(cell.last[1], metric)} on {work.day(cell.last[0])}"
            if cell.last
            else "no readings yet"
        )
        if cell.standing is not None:
            said.append(verdict(cell.standing, work.speech))
        return said

    def texts(self) -> Texts:
        """What is typed, by person and metric."""
        return {
            self._kept_by(place): text for place, text in self.grid.texts.items() if text.strip()
        }

    def _kept_by(self, place: Place) -> str:
        person_id, metric_id = self._key(place)
        return f"{person_id} {metric_id}"

    def place_of(self, key: Key) -> Place | None:
        """Where the cell of a person and a metric is."""
        people, metrics = (
            [person.id for person in self._content.people],
            [metric.id for metric in self._content.metrics],
        )
        return (
            (people.index(key[0]), metrics.index(key[1]))
            if key[0] in people and key[1] in metrics
            else None
        )

    def go_to(self, key: Key) -> None:
        """Put the cursor on the cell of a person and a metric, where there is one."""
        if (place := self.place_of(key)) is not None:
            self.grid.move_to(place)

    def go_to_refused(self) -> None:
        """Put the cursor on the first cell that is refused, where there is one."""
        refused = [place for place, doubt in self.grid.doubts.items() if doubt.refused]
        if refused:
            self.grid.focus()
            self.grid.move_to(min(refused))

    def stood(self) -> Texts:
        """Which readings the cells showed that are typed over, by person and metric."""
        return {
            self._kept_by(place): OTHERS
            if self._key(place) in self._overtaken
            else _versions(self._cell(place))
            for place, text in self.grid.texts.items()
            if text.strip()
        }

    def fill(self, texts: Texts, stood: Texts) -> list[str]:
        """Put in what was typed before over what stood there, and give what has no cell
        here any more.
        """
        places: dict[Place, str] = {}
        lost = []
        for key, text in texts.items():
            ids = [int(part) for part in key.split() if part.isdecimal()]
            place = self.place_of((ids[0], ids[1])) if len(ids) == 2 else None
            if place is None:
                lost.append(text)
            else:
                places[place] = text
                now = self._cell(place)
                if stood.get(key, _versions(now)) != _versions(now):
                    self._overtaken[self._key(place)] = self._change_in_words(None, now)
        self.grid.fill(places)
        return lost

    def leave_out(self, texts: Texts) -> None:
        """Let cells be empty that still hold these texts."""
        at = {self._kept_by(place): place for place in self.grid.texts}
        self.grid.leave_out({at[name]: text for name, text in texts.items() if name in at})

    def values(self) -> list[TypedValue]:
        """What is typed, cell by cell, each with the reading that it is typed over where its cell
        shows one.

        Where someone else changed that meanwhile it is no correction of what stands now: it is
        asked about.
        """
        self.grid.settle_all()
        found = []
        for place, text in sorted(self.grid.texts.items()):
            cell, (person, metric), doubt = (
                self._cell(place),
                self._of(place),
                self.grid.doubts.get(place),
            )
            was_seen = self._key(place) not in self._overtaken
            over = cell.readings[0] if len(cell.readings) == 1 and was_seen else None
            draft = None
            if doubt is None or not doubt.refused:
                comma = self._app_context.config.decimal_comma or None
                parsed = parse_cell(text, metric, decimal_comma=comma)
                draft = reading_of(parsed, metric.id, self.day, person_id=person.id)
            found.append(TypedValue(person.name, metric, text, doubt, draft, over))
        return found


def _versions(cell: GridCell) -> str:
    """The readings of a cell, each with its version, by which one tells that another
    changed them.
    """
    return " ".join(
        f"{reading.recorded.id}.{reading.recorded.version}" for reading in cell.readings
    )
