"""The rows of the sheet of one coaching session, as it is begun or taken up again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kpitui.domain.entry_names import Subject
from kpitui.domain.records.metric import Metric
from kpitui.domain.session_fields import ACTION
from kpitui.ui.app_context import AppContext
from kpitui.ui.dialogs.field_row import FieldRow
from kpitui.ui.forms.coaching import (
    AGREED,
    FOLLOW_UP,
    KIND,
    MINUTES,
    REFERENCE,
    SEEN,
    STRENGTHS,
    SessionKnown,
    about_field,
    action_field,
    coach_field,
    evaluations_field,
    with_field,
)
from kpitui.ui.forms.form import Field
from kpitui.ui.theme import painted
from kpitui.ui.widgets.entry_line import EntryLine
from kpitui.ui.widgets.entry_sheet import EntrySheet
from kpitui.ui.widgets.sheet_columns import SheetHeads
from kpitui.views.coaching import load_contact_names, load_words_typed
from kpitui.views.entry import EntryRow, load_people_here
from kpitui.views.weakest import load_weakest
from kpitui.words.spans import Line
from kpitui.words.weakest import proposal

CELL = "cell-"
KEYS = "Ctrl+G more · Ctrl+S save"
RESTORED = f"Draft restored. Ctrl+X discards it · {KEYS}"
ANOTHER = "another action, or the follow-up date"
"""The hint behind an action: a date that is typed there is the follow-up's."""


def load_known(person_id: int, metrics: Mapping[int, Metric], context: AppContext) -> SessionKnown:
    """What a session with someone can name; raises `KpituiError` where it cannot be read."""
    database = context.database
    people = [
        Subject(subject.name, person_id=subject.person_id, code=subject.code)
        for subject in load_people_here(database, context.today())
        if subject.person_id != person_id
    ]
    return SessionKnown(
        metrics,
        load_contact_names(database, person_id),
        people,
        load_words_typed(database, context.actor.name),
        load_weakest(database, person_id, context.as_of),
    )


class SessionRows:
    """Makes the rows of a session with what was kept of it; those that few sessions need are made
    once they are asked for, or hold something.
    """

    def __init__(
        self, known: SessionKnown, kept: Mapping[str, str], about: str, context: AppContext
    ) -> None:
        self._known, self._kept, self._context = known, kept, context
        self._about = about
        """The metric that a session was opened for: it is filled in, and no one typed it."""

    def made(self, before: Sequence[Line]) -> Iterator[Widget]:
        """What is known `before`, then the fields from top to bottom."""
        known, work = self._known, self._context
        for one in before:
            yield Static(painted(one, work), classes="before")
        yield self._row(KIND)
        yield self._row(about_field(known, self._about))
        yield from self._proposed()
        if known.contacts:
            yield self._row(evaluations_field(known))
        for field in (MINUTES, SEEN, AGREED):
            yield self._row(field)
        for place, text in enumerate([*self.actions, ""]):
            yield self.action(place, text)
        yield self._row(FOLLOW_UP)
        if self.has_rare:
            yield from self.more()

    def with_kept(self, kept: Mapping[str, str]) -> "SessionRows":
        """What makes the rows of the same session with something else that was kept of it."""
        return SessionRows(self._known, kept, self._about, self._context)

    def is_typed(self, texts: Mapping[str, str]) -> bool:
        """Whether anything stands in the fields that someone typed."""
        filled_in = {"about": self._about}
        return any(text and filled_in.get(key) != text for key, text in texts.items())

    def put_into(self, rows: Mapping[str, FieldRow], cells: EntrySheet | None) -> None:
        """Put what was kept into the rows of a session in which nothing is typed, by key."""
        for key, row in rows.items():
            row.input.value = self._texts.get(key) or row.input.value
        if cells is not None:
            cells.put(self.results(line.metric.id for line in cells.lines))

    def missing(self, rows: Mapping[str, FieldRow]) -> Iterator[tuple[FieldRow, list[FieldRow]]]:
        """The rows that are still to come for what was kept, each behind one that is there."""
        acted = [row for key, row in rows.items() if key.startswith(ACTION)]
        places = range(len(acted), len(self.actions) + 1)
        yield acted[-1], [self.action(at, self._texts.get(f"{ACTION}{at}", "")) for at in places]
        if self.has_rare and STRENGTHS.key not in rows:
            yield rows[FOLLOW_UP.key], self.more()

    @property
    def _texts(self) -> dict[str, str]:
        """What was kept by the keys of the rows: no action between two is empty."""
        placed = enumerate([*self.actions, ""])
        return dict(self._kept) | {f"{ACTION}{place}": text for place, text in placed}

    @property
    def actions(self) -> list[str]:
        """The actions that were kept."""
        return [text for key, text in self._kept.items() if key.startswith(ACTION) and text]

    @property
    def has_rare(self) -> bool:
        """Whether something was kept in the fields that few sessions need."""
        return any(self._kept.get(field.key) for field in self._rare())

    def results(self, metric_ids: Iterable[int]) -> dict[int, str]:
        """What was kept in the cells of these metrics."""
        return {id_: self._kept.get(f"{CELL}{id_}", "") for id_ in metric_ids}

    def more(self) -> list[FieldRow]:
        """The fields that few sessions need."""
        return [self._row(field) for field in self._rare()]

    def action(self, place: int, text: str = "") -> FieldRow:
        """The field of one more action."""
        field = action_field(place)
        if place:
            field = replace(field, hint=ANOTHER)
        return FieldRow(field, text, self._context, placeholder=field.hint)

    def cells(self, rows: Sequence[EntryRow], whose: str, tell: Callable[[], None]) -> list[Widget]:
        """The results with their heads; nothing where none is recorded of the person."""
        if not rows:
            return []
        work, heads = self._context, SheetHeads("Results")
        cells = EntrySheet([EntryLine(row, work, whose) for row in rows], heads.show, tell, work)
        cells.put(self.results(row.metric.id for row in rows))
        cells.cursor_blink = False
        return [heads, cells]

    def _rare(self) -> tuple[Field, ...]:
        return STRENGTHS, with_field(self._known), coach_field(self._known), REFERENCE

    def _row(self, field: Field) -> FieldRow:
        text = self._kept.get(field.key) or field.value
        return FieldRow(field, text, self._context, placeholder=field.hint)

    def _proposed(self) -> list[Static]:
        """The weakest question as a focus, below its field; nothing where all is well."""
        said = proposal(self._known.weakest)
        text = self._context.text(f"weakest question: {said}")
        return [Static(Content(text), classes="proposed")] if said else []
