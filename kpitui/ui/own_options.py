"""The lines of one's own page: each standard with all that there is to know of it, open actions,
scored contacts, the KPIs of the company.
"""

from collections.abc import Iterator

from msgspec import Struct
from textual.content import Content
from textual.widgets.option_list import Option

from kpitui.domain.records.metric import Metric
from kpitui.ui.app_context import AppContext
from kpitui.ui.columns import aligned
from kpitui.ui.contact_lines import contact_lines
from kpitui.ui.person_page import (
    COMPANY_KPIS,
    NEWS_IN_SHORT,
    OPEN_ACTIONS,
    expected_in_pairs,
    expected_in_rows,
    with_news,
)
from kpitui.ui.theme import painted
from kpitui.ui.widgets.words import hanging
from kpitui.views.coaching import OpenLine
from kpitui.views.contacts import ContactLine
from kpitui.views.expectations import Expectation
from kpitui.views.person import PersonPage
from kpitui.words import coaching, contacts, own_page, person
from kpitui.words.spans import Line, Span, line, muted

INDENT = 2


class OwnLine(Struct, frozen=True):
    """What a line of the list is about: a metric, with what is expected where it is a standard;
    something open; or a contact that was scored.
    """

    metric: Metric | None = None
    expected: Expectation | None = None
    open: OpenLine | None = None
    contact: ContactLine | None = None


NO_LINE = OwnLine()


def key_of(metric: Metric) -> str:
    """The id of the line of a standard."""
    return f"metric-{metric.id}"


class OwnOptions:
    """Makes the lines; `of` is what each that can be marked is about, by its id."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self.of: dict[str, OwnLine] = {}

    def made(self, page: PersonPage, width: int, unfolded: str | None) -> Iterator[Option]:
        """The lines, of the standards only the one with that key `unfolded`; with None all."""
        if page.expectations and unfolded is not None:
            yield from self._folded(page, width, unfolded)
        elif page.expectations:
            yield from self._standards(page, width)
        else:
            yield self._told(line(muted(own_page.NOTHING_EXPECTED)), width)
        for said in person.evaluated(page, self._context.speech):
            yield self._told(said, width)
        if page.open:
            yield self._head(OPEN_ACTIONS)
            for open_line in page.open:
                words = coaching.marked_open(open_line, self._context.speech)
                yield self._markable(
                    open_line.key, OwnLine(open=open_line), *self._hung(words, width)
                )
        if page.contacts:
            yield from self._contacts(page, width)
        if page.kpis:
            yield from self._kpis(page, width)

    def _standards(self, page: PersonPage, width: int) -> Iterator[Option]:
        work = self._context
        heads, *pairs = expected_in_pairs(page.expectations, work, width)
        yield Option(heads, disabled=True)
        for one, words in zip(page.expectations, pairs, strict=True):
            yield self._markable(key_of(one.metric), OwnLine(one.metric, one), words)
            for said in own_page.about(one, page, work.speech):
                yield self._told(said, width)

    def _folded(self, page: PersonPage, width: int, unfolded: str) -> Iterator[Option]:
        work = self._context
        new = {one for one, notices in page.notices.items() if notices.unseen}
        beside = len(NEWS_IN_SHORT) if new else 0
        heads, *rows = expected_in_rows(page.expectations, work, width - beside)
        yield Option(heads, disabled=True)
        for one, words in zip(page.expectations, rows, strict=True):
            key = key_of(one.metric)
            if one.metric.id in new:
                words = with_news(words, width)
            yield self._markable(key, OwnLine(one.metric, one), words)
            if key == unfolded:
                why = person.reason(one, work.speech, latest_value=True, size=False)
                for said in (line(muted(why)), *own_page.about(one, page, work.speech)):
                    yield self._told(said, width)

    def _contacts(self, page: PersonPage, width: int) -> Iterator[Option]:
        yield self._head(contacts.YOUR_CONTACTS)
        heads, *lines = contact_lines(page.contacts, width, self._context)
        yield Option(heads, disabled=True)
        for one, words in zip(page.contacts, lines, strict=True):
            yield self._markable(one.key, OwnLine(contact=one), words)

    def _kpis(self, page: PersonPage, width: int) -> Iterator[Option]:
        work = self._context
        yield self._head(COMPANY_KPIS)
        rows = [person.kpi_row(kpi, work.speech) for kpi in page.kpis]
        heads, *lines = aligned(own_page.KPI_HEADS, rows, width, work)
        yield Option(heads, disabled=True)
        for kpi, words in zip(page.kpis, lines, strict=True):
            metric = kpi.line.metric
            yield self._markable(f"kpi-{kpi.line.kpi.id}", OwnLine(metric), words)

    def _markable(self, key: str, of: OwnLine, *words: Content) -> Option:
        self.of[key] = of
        return Option(Content("\n").join(words), id=key)

    def _told(self, said: Line, width: int) -> Option:
        return Option(Content("\n").join(self._hung(said, width)), disabled=True)

    def _hung(self, said: Line, width: int) -> list[Content]:
        wrapped = hanging(said, max(1, width - INDENT), self._context)
        return [content.pad_left(INDENT) for content in wrapped]

    def _head(self, text: str) -> Option:
        words = painted(line(Span(text, "heading")), self._context)
        return Option(Content("\n") + words, disabled=True)
