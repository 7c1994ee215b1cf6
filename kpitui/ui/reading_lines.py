"""The list of the Readings screen: its columns, as wide as what stands in them."""

from collections.abc import Callable, Sequence

from rich.cells import cell_len

from kpitui.domain.records.metric import Metric
from kpitui.ui.app_context import AppContext
from kpitui.ui.widgets.table import ANY, Cells, Column, Table
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

    def faint(text: str, one: ReadingLine) -> Line:
        return line(text if one.kept else muted(text))

    def wide(said: Callable[[ReadingLine], str], most: int) -> int:
        return min(most, max((cell_len(context.text(said(one))) for one in lines), default=0))

    def value(one: ReadingLine) -> str:
        return words.value(one, metric, speech)

    def size(one: ReadingLine) -> str:
        return words.size(one, metric, speech)

    def by(one: ReadingLine) -> str:
        return one.changed_by or one.by

    def note(one: ReadingLine) -> str:
        return one.recorded.draft.note

    found: list[tuple[Column, Told]] = [
        (
            Column("date", len(speech.day(context.today()))),
            lambda one: line(muted(speech.day(one.recorded.draft.date))),
        ),
        (
            Column(words.value_head(metric), wide(value, LONGEST_SUBJECT), right=True),
            lambda one: faint(value(one), one),
        ),
    ]
    if width := wide(size, LONGEST_SUBJECT):
        found.append((Column("size", width, right=True), lambda one: line(muted(size(one)))))
    least, most = (wide(lambda one: one.subject, limit) for limit in (LONGEST_SUBJECT, ANY))
    subjects = Column("agent or team", least, most=most)
    found.append((subjects, lambda one: faint(one.subject, one)))
    if width := wide(words.status, LONGEST_SUBJECT):
        found.append((Column("status", width), lambda one: line(words.status(one))))
    found.append((Column("by", wide(by, LONGEST_NAME), spare=1), lambda one: line(muted(by(one)))))
    if wide(note, LEAST_NOTE):
        column = Column("note", LEAST_NOTE, most=ANY, spare=2)
        found.append((column, lambda one: line(muted(note(one)))))
    return (
        Table([column for column, _ in found], context),
        lambda one: [told(one) for _, told in found],
    )
