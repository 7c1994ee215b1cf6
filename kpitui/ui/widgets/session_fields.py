"""The fields of one coaching session from top to bottom, with its results below them."""

from collections.abc import Callable, Iterable, Mapping

from textual import on
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, TextArea

from kpitui.domain.session_fields import ACTION
from kpitui.ui.dialogs.field_row import FieldRow
from kpitui.ui.forms.coaching import FOLLOW_UP, KIND, STRENGTHS, completed_kind
from kpitui.ui.widgets.entry_line import EntryLine
from kpitui.ui.widgets.entry_sheet import EntrySheet
from kpitui.ui.widgets.session_rows import CELL, SessionRows


class SessionFields(VerticalScroll):
    """The fields of the session that is open, and the cells of its results."""

    def __init__(self) -> None:
        super().__init__(id="session", can_focus=False)
        self._made: SessionRows | None = None

    async def fill(self, made: SessionRows, widgets: Iterable[Widget]) -> None:
        """Put what was made of a session in the place of the one before."""
        self._made = made
        await self.remove_children()
        await self.mount_all(widgets)
        _begin(self.rows)
        if self.cells is not None:
            self.cells.cursor_blink = False

    @property
    def rows(self) -> list[FieldRow]:
        """The fields; one that is on its way is none yet."""
        return [
            child for child in self.children if isinstance(child, FieldRow) and child.is_mounted
        ]

    @property
    def cells(self) -> EntrySheet | None:
        """The results of the session, None where nothing is recorded of them."""
        return next((child for child in self.children if isinstance(child, EntrySheet)), None)

    @property
    def lines(self) -> list[EntryLine]:
        """The lines of the results."""
        return self.cells.lines if self.cells is not None else []

    @property
    def inputs(self) -> list[Widget]:
        """Everything that is typed in, from top to bottom."""
        fields = self.query("FieldInput, WordsArea, EntrySheet")
        return [field for field in fields if field.display]

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the fields and in the cells, by their keys."""
        texts = {row.field.key: row.input.value for row in self.rows}
        return texts | {f"{CELL}{line.metric.id}": line.text for line in self.lines}

    def complete(self) -> None:
        """Write the kind out whose first letters are typed, once the cursor has left it."""
        for row in self.rows:
            kind = completed_kind(row.input.value) if row.field.key == KIND.key else ""
            if kind and not row.has_focus_within:
                row.input.value = kind

    async def entered(self, field: Input, is_day: Callable[[str], bool]) -> Widget:
        """Behind the last action, where one is typed, a field for one more is made; a day that is
        typed there is put into the follow-up date. Where one goes on from.
        """
        last = [row for row in self.rows if row.field.key.startswith(ACTION)][-1]
        if last.input is not field or not field.value.strip() or self._made is None:
            return field
        place = int(last.field.key.removeprefix(ACTION))
        (follow_up,) = (row.input for row in self.rows if row.field.key == FOLLOW_UP.key)
        if place and not follow_up.value.strip() and is_day(field.value):
            follow_up.value, field.value = field.value, ""
            return follow_up
        await self._put_behind(last, [self._made.action(place + 1)])
        return field

    async def more(self) -> FieldRow | None:
        """The first of the fields that few sessions need, which are made where they are not yet."""
        if self._made is None:
            return None
        rows = {row.field.key: row for row in self.rows}
        if STRENGTHS.key not in rows:
            fresh = self._made.more()
            await self._put_behind(rows[FOLLOW_UP.key], fresh)
            rows = {row.field.key: row for row in fresh}
        return rows[STRENGTHS.key]

    @property
    def is_typed(self) -> bool:
        """Whether anything stands here that was not filled in."""
        return self._made is not None and self._made.is_typed(self.texts)

    async def show_kept(self, kept: Mapping[str, str]) -> None:
        """Show a session that was typed elsewhere, with every field that it needs."""
        if self._made is None:
            return
        self._made = made = self._made.with_kept(kept)
        rows = {row.field.key: row for row in self.rows}
        made.put_into(rows, self.cells)
        for row, fresh in made.missing(rows):
            await self._put_behind(row, fresh)

    async def _put_behind(self, row: FieldRow, fresh: list[FieldRow]) -> None:
        await self.mount_all(fresh, after=row)
        _begin(fresh)

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed(self, event: Input.Changed | TextArea.Changed) -> None:
        for row in self.rows:
            if row.input is event.control:
                row.take_back()


def _begin(rows: Iterable[FieldRow]) -> None:
    """Nothing is said of a field yet, and the cursor in it stands still."""
    for row in rows:
        row.say("")
        row.input.cursor_blink = False
