"""The page of a person as it is drawn: expectations first, what is open, coaching, and last the
KPIs as context.
"""

from collections.abc import Iterator, Sequence

from textual.content import Content

from kpitui.charts.sparkline import sparklines, tall_sparklines
from kpitui.ui.app_context import AppContext
from kpitui.ui.columns import GAP, aligned
from kpitui.ui.theme import STYLES, painted
from kpitui.ui.trend_looks import TREND, trend_parts
from kpitui.ui.weakest_lines import weakest_lines
from kpitui.ui.widgets.words import hung
from kpitui.views.expectations import Expectation
from kpitui.views.person import PersonPage
from kpitui.words import coaching, own_page, person
from kpitui.words.spans import Line, Row, Span, line, muted
from kpitui.words.speech import Speech

SESSIONS_SHOWN = 3
COMPANY_KPIS, OPEN_ACTIONS = "Company KPIs", "Open actions"
NARROW, SHORT_TREND, LONG_TREND, SHORTEST_TREND = 70, 8, 12, 4
"""Below so many cells sparklines are short; how long they are in one line."""
TREND_HEAD = "trend"
PERIODS, NARROWEST_TREND, WIDEST_TREND = 26, 8, 26
"""Periods of a trend of two rows, and the cells it takes."""


NEWS, NEWS_IN_SHORT = "  ! new", " !"
"""Behind the line of a standard that has a new level; the lines leave room for the short one."""


def with_news(words: Content, width: int) -> Content:
    """The words of a standard with the sign of a new level at the end of their first line."""
    first, *others = words.split("\n")
    written = len(first.plain.rstrip())
    said = NEWS if first[:written].cell_length + len(NEWS) <= width else NEWS_IN_SHORT
    noted = first.truncate(width - len(said), pad=True)
    return Content("\n").join([Content.assemble(noted, (said, STYLES["warning"])), *others])


def person_words(
    page: PersonPage, context: AppContext, width: int, *, full: bool = False
) -> list[Content]:
    """Everything of the page, a line each; `full` is for a whole screen, with reasons and all that
    sessions say.
    """

    def drawn(lines: Iterator[Line]) -> list[Content]:
        return [painted(one, context) for one in lines]

    speech = context.speech
    parts = drawn(person.who(page, speech))
    if page.expectations:
        parts += _expected(page.expectations, context, width, full)
        parts += drawn(remarks_of(page.expectations, speech))
        parts += drawn(own_page.news(page, speech))
    else:
        parts += drawn(iter([line(muted(person.NOTHING_EXPECTED))]))
    parts += drawn(person.evaluated(page, speech))
    parts += drawn(_coaching(page, speech, full))
    parts += weakest_lines(page.weakest, context, width)
    if page.kpis:
        heading = line(Span(COMPANY_KPIS, "heading"))
        rows = [person.kpi_row(kpi, speech) for kpi in page.kpis]
        parts += [painted(heading, context), *aligned(person.KPI_HEADS, rows, width, context)]
    return parts


def _expected(
    expectations: list[Expectation], context: AppContext, width: int, full: bool
) -> Iterator[Content]:
    if not full:
        speech = context.speech
        columns = (*person.expected_heads(expectations, speech), person.SAMPLE_HEAD)
        rows = [person.sized_row(expectation, speech) for expectation in expectations]
        yield from _with_trends(expectations, columns, rows, context, width)
        return
    heads, *pairs = expected_in_pairs(expectations, context, width)
    yield heads
    for pair in pairs:
        yield from pair.split("\n")


def expected_in_rows(
    expectations: list[Expectation], context: AppContext, width: int
) -> list[Content]:
    """The heads, and of each expectation what its status comes from in one line, with its trend
    where there is room.
    """
    rows = [person.judged_row(expectation, context.speech) for expectation in expectations]
    heads = person.judged_heads(expectations, context.speech)
    return [*_with_trends(expectations, heads, rows, context, width)]


def expected_in_pairs(
    expectations: list[Expectation], context: AppContext, width: int
) -> list[Content]:
    """The heads of the columns; then of each expectation how it stands, and below it why, with its
    trend beside both where there is room.
    """
    speech = context.speech
    rows = [person.expected_row(expectation, speech) for expectation in expectations]
    reasons = [
        painted(line(muted(f"  {person.reason(expectation, speech)}")), context)
        for expectation in expectations
    ]
    columns = person.expected_heads(expectations, speech)
    heads, *lines = aligned(columns, rows, width, context)
    column = max(content.cell_length for content in (*lines, *reasons)) + GAP
    if width - column < NARROWEST_TREND:
        heads, *lines = _with_trends(expectations, columns, rows, context, width)
        pairs = zip(lines, reasons, strict=True)
        return [heads, *(Content("\n").join([one, *hung(why, width)]) for one, why in pairs)]
    room = min(width - column, WIDEST_TREND)
    series = [[point.value for point in each.series[-PERIODS:]] for each in expectations]
    trends = tall_sparklines(series, room, 2, context.charset)
    found = [_with_head(heads, column)]
    for two, trend in zip(zip(lines, reasons, strict=True), trends, strict=True):
        beside = zip(two, trend.text_lines, strict=True)
        found.append(
            Content("\n").join(
                words.pad_right(column - words.cell_length) + Content.styled(drawn, TREND)
                for words, drawn in beside
            )
        )
    return found


def _with_trends(
    expectations: list[Expectation],
    columns: Sequence[str],
    rows: list[Row],
    context: AppContext,
    width: int,
) -> Iterator[Content]:
    """The heads and the rows, each with its trend in one line where there is room."""
    heads, *lines = aligned(columns, rows, width, context)
    column = max(content.cell_length for content in lines) + GAP
    drawn = min(width - column, SHORT_TREND if width < NARROW else LONG_TREND)
    if drawn < SHORTEST_TREND:
        yield heads
        yield from lines
        return
    yield _with_head(heads, column)
    series = [[point.value for point in each.series[-drawn:]] for each in expectations]
    for shown, trend in zip(lines, sparklines(series, drawn, context.charset), strict=True):
        tail = trend.rstrip()
        padded = shown.pad_right(column - shown.cell_length) if tail else shown
        yield Content.assemble(padded, *trend_parts(tail))


def _with_head(heads: Content, column: int) -> Content:
    """The heads with one above the trends."""
    return heads.pad_right(column - heads.cell_length) + Content.styled(TREND_HEAD, "dim")


def remarks_of(expectations: list[Expectation], speech: Speech) -> Iterator[Line]:
    """What the columns alone would hide."""
    if any(expectation.judged and expectation.judged.running for expectation in expectations):
        yield line(muted(f"{person.RUNNING} still running, as no finished period has a value"))
    yield from person.remarks(expectations, speech)


def not_coached(speech: Speech, *, went_on: bool = False) -> str:
    """What stands in the place of sessions where none are seen, as a heading."""
    said = coaching.not_coached(speech, went_on=went_on)
    return said[0].upper() + said[1:]


def sessions_counted(page: PersonPage, speech: Speech) -> str:
    """How many sessions there are."""
    count = len(page.sessions)
    if not count:
        return not_coached(speech, went_on=page.went_on)
    return "1 session" if count == 1 else f"{count} sessions"


def _coaching(page: PersonPage, speech: Speech, full: bool) -> Iterator[Line]:
    """What is open, and the newest sessions; where the page is short, of each what was agreed and
    the first sentence about its effect.
    """
    if page.open:
        yield line(Span(OPEN_ACTIONS, "heading"))
        yield from (coaching.marked_open(open_line, speech) for open_line in page.open)
    count = len(page.sessions)
    said = (
        f"Coaching ({count}, s shows all)" if count else not_coached(speech, went_on=page.went_on)
    )
    yield line(Span(said, "heading"))
    for session in page.sessions[:SESSIONS_SHOWN]:
        effect = page.effects.get(session.session.id, ())
        if full:
            yield from coaching.session(session, speech, effect)
            continue
        yield coaching.session_head(session, speech)
        if session.session.agreed:
            yield line(f"  {session.session.agreed}")
        yield from coaching.effects(effect[:1], speech)
