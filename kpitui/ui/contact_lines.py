"""Scored contacts in columns, on the page of who they are of."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from kpitui.ui.app_context import AppContext
from kpitui.ui.widgets.table import Column, Table
from kpitui.views.contacts import ContactLine
from kpitui.words import contacts as words

COLUMNS = (
    Column("date", 12), Column("contact", 12, most=24), Column("score", 12, right=True),
    Column("", 17, spare=1), Column("", 12),
)  # fmt: skip


def contact_lines(
    found: Sequence[ContactLine], width: int, context: AppContext
) -> Iterator[Content]:
    """The heads of the columns, and a line each."""
    table = Table(COLUMNS, context)
    yield Content.assemble(*table.heads(width))
    for one in found:
        yield table.drawn(words.contact_cells(one, context.speech), width).rstrip()
