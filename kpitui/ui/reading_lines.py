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
        return min(
            most,
            max((cell_len(context.text(said(reading_line))) for reading_line in lines), default=0),
        )

    day = TableColumn(
        "date", wide(lambda reading_line: speech.day(reading_line.recorded.draft.date), DAY)
    )
    values = TableColumn(words.value_head(metric), wide(value, LONGEST_SUBJECT), right=True)
    found: list[tuple[TableColumn, Told]] = [
        (day, lambda one: line(muted(speech.day(one.recorded.draft.date)))),
        (values, lambda reading_line: _faint(value(reading_line), reading_line)),
    ]
    if width := wide(size, LONGEST_SUBJECT):
        found.append(
            (
                TableColumn("size", width, right=True),
                lambda reading_line: line(muted(size(reading_line))),
            )
        )
    least, most = (
        wide(lambda reading_line: reading_line.subject, limit) for limit in (LONGEST_SUBJECT, ANY)
    )
    subjects = TableColumn("agent or team", least, most=most)
    found.append((subjects, lambda reading_line: _faint(reading_line.subject, reading_line)))
    if width := wide(words.status, LONGEST_SUBJECT):
        found.append(
            (TableColumn("status", width), lambda reading_line: line(words.status(reading_line)))
        )
    by = TableColumn("by", wide(_by, LONGEST_NAME), spare=1)
    found.append((by, lambda reading_line: line(muted(_by(reading_line)))))
    if wide(_note, LEAST_NOTE):
        column = TableColumn("note", LEAST_NOTE, most=ANY, spare=2)
        found.append((column, lambda reading_line: line(muted(_note(reading_line)))))
    table = Table([column for column, _ in found], context)
    return table, lambda one: [told(one) for _, told in found]


def _faint(text: str, one: ReadingLine) -> Line:
    """Muted where the reading counts no more."""
    return line(text if one.kept else muted(text))


def _by(one: ReadingLine) -> str:
    return one.changed_by or one.by


def _note(one: ReadingLine) -> str:
    return one.recorded.draft.note
