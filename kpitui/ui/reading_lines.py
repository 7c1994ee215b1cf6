"""The list of the Readings screen: its columns, as wide as what stands in them."""

from collections.abc import Callable, Sequence
from functools import partial

from rich.cells import cell_len

from kpitui.domain.records.metric import Metric
from kpitui.ui.app_context import AppContext
from kpitui.ui.widgets.table import ANY, DAY, Cells, Table, TableColumn
from kpitui.views.readings import ReadingLine
from kpitui.words import readings as words
from kpitui.words.spans import Line, line, muted

LONGEST_SUBJECT, LONGEST_NAME, LEAST_NOTE = 26, 12, 16

Told = Callable[[ReadingLine], Line]


def reading_table(
    lines: Sequence[ReadingLine], metric: Metric, context: AppContext
) -> tuple[Table, Callable[[ReadingLine], Cells]]:
    """The table of some readings, and the cells of one; what none of them has gets no column."""
    speech = context.speech
    value = partial(words.value, metric=metric, speech=speech)
    size = partial(words.size, metric=metric, speech=speech)

    def wide(said: Callable[[ReadingLine], str], most: int) -> int:
        return min(most, max((cell_len(context.text(said(one))) for one in lines), default=0))

    day = TableColumn("date", wide(lambda one: speech.day(one.recorded.draft.date), DAY))
    values = TableColumn(words.value_head(metric), wide(value, LONGEST_SUBJECT), right=True)
    found: list[tuple[TableColumn, Told]] = [
        (day, lambda one: line(muted(speech.day(one.recorded.draft.date)))),
        (values, lambda one: _faint(value(one), one)),
    ]
    if width := wide(size, LONGEST_SUBJECT):
        found.append((TableColumn("size", width, right=True), lambda one: line(muted(size(one)))))
    least, most = (wide(lambda one: one.subject, limit) for limit in (LONGEST_SUBJECT, ANY))
    subjects = TableColumn("agent or team", least, most=most)
    found.append((subjects, lambda one: _faint(one.subject, one)))
    if width := wide(words.status, LONGEST_SUBJECT):
        found.append((TableColumn("status", width), lambda one: line(words.status(one))))
    by = TableColumn("by", wide(_by, LONGEST_NAME), spare=1)
    found.append((by, lambda one: line(muted(_by(one)))))
    if wide(_note, LEAST_NOTE):
        column = TableColumn("note", LEAST_NOTE, most=ANY, spare=2)
        found.append((column, lambda one: line(muted(_note(one)))))
    table = Table([column for column, _ in found], context)
    return table, lambda one: [told(one) for _, told in found]


def _faint(text: str, one: ReadingLine) -> Line:
    """Muted where the reading counts no more."""
    return line(text if one.kept else muted(text))


def _by(one: ReadingLine) -> str:
    return one.changed_by or one.by


def _note(one: ReadingLine) -> str:
    return one.recorded.draft.note
