"""Scored contacts in columns, on the page of who they are of."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from kpitui.ui.app_context import AppContext
from kpitui.ui.widgets.table import Table, TableColumn
from kpitui.views.contacts import ContactLine
from kpitui.words import contacts as words

COLUMNS = (
    TableColumn("date", 12),
    TableColumn("contact", 12, most=24),
    TableColumn("score", 12, right=True),
    TableColumn("", 17, spare=1),
    TableColumn("", 12),
)


def contact_lines(
    found: Sequence[ContactLine], width: int, context: AppContext
) -> Iterator[Content]:
    """The heads of the columns, and a line each."""
    table = Table(COLUMNS, context)
    yield Content.assemble(*table.heads(width))
    for line in found:
        yield table.drawn(words.contact_cells(line, context.speech), width).rstrip()
