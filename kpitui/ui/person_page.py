"""The page of a person in words: expectations first, what is open, coaching, and last the KPIs as context."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from kpitui.charts.sparkline import sparklines
from kpitui.domain.cells import in_column
from kpitui.ui.coaching_words import action_words, effect_words, session_head, session_words
from kpitui.ui.columns import Row, aligned
from kpitui.ui.workplace import Workplace
from kpitui.views.coaching import SessionLine
from kpitui.views.person import Expectation, PersonKpi, PersonPage

SESSIONS_SHOWN = 3
RUNNING = "*"
NARROW = 70
"""Below this many cells sparklines are short."""


def person_words(page: PersonPage, workplace: Workplace, width: int, *, full: bool = False) -> list[Content]:
    """Everything of the page, a line each; `full` is for a whole screen, with reasons and all that sessions say."""
    parts = [*_head(page, workplace), *_expected(page, workplace, width, full)]
    if page.open:
        parts += [_heading("open"), *(action_words(line, workplace) for line in page.open)]
    parts += _coaching(page, workplace, full)
    return [*parts, *_context(page.kpis, workplace, width)]


def _heading(text: str) -> Content:
    return Content.styled(text, "bold dim")


def _head(page: PersonPage, workplace: Workplace) -> Iterator[Content]:
    person, text = page.person, workplace.text
    place = ", ".join(text(one.name) for one in (page.role, page.team) if one)
    code = f", code {text(person.code)}" if person.code else ""
    yield Content.styled(text(person.name), "bold")
    yield Content(f"{place or 'no team'} since {workplace.day(page.since)}{code}")
    if page.left_on:
        yield Content(f"left {workplace.day(page.left_on)}; that is how it stood then")


def _expected(page: PersonPage, workplace: Workplace, width: int, full: bool) -> Iterator[Content]:
    if not page.expectations:
        yield Content.styled("Nothing is expected of them yet; set a standard on the Plan screen.", "dim")
        return
    drawn = 8 if width < NARROW else 12
    series = [[one.value for one in each.series[-drawn:]] for each in page.expectations]
    sparks = sparklines(series, drawn, workplace.charset)
    rows = [_row(one, spark, workplace) for one, spark in zip(page.expectations, sparks, strict=True)]
    heads, *lines = aligned(("latest", "standard", "period", ""), rows, width, workplace)
    yield heads
    for one, line in zip(page.expectations, lines, strict=True):
        yield line
        if full:
            yield Content.styled(f"  {_reason(one, workplace)}", "dim")
    yield from _remarks(page.expectations, workplace)


def _row(one: Expectation, spark: str, workplace: Workplace) -> Row:
    latest = in_column(workplace.value(one.latest.value if one.latest else None, one.metric, unit=False))
    running = RUNNING if one.judged and one.judged.running else ""
    period = in_column(workplace.value(one.value, one.metric, unit=False)) + (running or " ")
    level = in_column(workplace.range(one.shown_level, one.metric, unit=False))
    return Row(one.status, workplace.text(one.metric.name), (latest, level, period, spark))


def _reason(one: Expectation, workplace: Workplace) -> str:
    """Which period was judged, when the latest reading was, and whom the standard is expected of."""
    period = f"{workplace.words(one.judged.period.said)}, " if one.judged else ""
    latest = f"latest {workplace.day(one.latest.day)}" if one.latest else "no reading yet"
    return f"{period}{latest}; {workplace.words(one.why.removeprefix('standard: '))}"


def _remarks(expectations: list[Expectation], workplace: Workplace) -> Iterator[Content]:
    """What the columns alone would hide."""
    if any(one.judged and one.judged.running for one in expectations):
        yield Content.styled(f"{RUNNING} still running, as no finished period has a value", "dim")
    bare = [workplace.text(one.metric.name) for one in expectations if one.without_sizes]
    if bare:
        yield Content.styled(f"averaged without sample sizes: {', '.join(bare)}", "dim")
    for one in expectations:
        if one.judged_by is not None and one.judged_by != one.level:
            level = workplace.range(one.level, one.metric)
            yield Content.styled(f"{workplace.text(one.metric.name)}: {level} is expected by now", "dim")


def _coaching(page: PersonPage, workplace: Workplace, full: bool) -> Iterator[Content]:
    count = len(page.sessions)
    yield _heading(f"coaching ({count}, s shows all)" if count else "not coached yet")
    for one in page.sessions[:SESSIONS_SHOWN]:
        yield from _session(one, page.effects.get(one.session.id, ()), workplace, full)


def _session(line: SessionLine, effect: Sequence[str], workplace: Workplace, full: bool) -> Iterator[Content]:
    """One session, and what can be said of its effect; where the page is short the first sentence of that."""
    if full:
        yield from session_words(line, workplace, effect)
        return
    yield session_head(line, workplace)
    if line.session.agreed:
        yield Content(f"  {workplace.text(line.session.agreed)}")
    yield from effect_words(effect[:1], workplace)


def _context(kpis: list[PersonKpi], workplace: Workplace, width: int) -> Iterator[Content]:
    if not kpis:
        return
    yield _heading("what the organisation is trying to move")
    yield from aligned(("organisation", "target", "theirs"), [_kpi(one, workplace) for one in kpis], width, workplace)


def _kpi(one: PersonKpi, workplace: Workplace) -> Row:
    metric, standing = one.line.metric, one.line.standing
    value = in_column(workplace.value(standing.judged.value if standing.judged else None, metric, unit=False))
    theirs = in_column(workplace.value(one.latest.value, metric, unit=False)) if one.latest else ""
    target = in_column(workplace.range(standing.target_range, metric, unit=False))
    return Row(standing.judgement.status.value, workplace.text(metric.name), (value, target, theirs))
