"""The page of a person: who it is, what is expected of them and how it stands, and the KPIs of the
organisation beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.domain.numbers import plain_number
from kpitui.domain.records.absence import not_over
from kpitui.domain.value_parsing import in_column
from kpitui.words.absences import away, coming
from kpitui.words.kpi import kpi_in_brief, kpi_target, kpi_value, status_of
from kpitui.words.spans import SEPARATOR, Line, Row, line, muted, status, title
from kpitui.words.standards import (
    clearly,
    sample,
    sample_in_brief,
    scored_lately,
    share,
    sized,
    times,
)
from kpitui.words.to_coach import standing_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kpitui.views.expectations import Expectation
    from kpitui.views.person import PersonKpi, PersonPage
    from kpitui.words.speech import Speech

NOTHING_EXPECTED = "No standard yet; set one on the Plan screen."
SAMPLE_HEAD = "sample"
KPI_HEADS = ("company", "target", "this agent")
RUNNING = "*"


def expected_heads(expectations: Sequence[Expectation], speech: Speech) -> tuple[str, ...]:
    """The heads of `expected_row`."""
    return "latest", "standard", _period_head(expectations, speech)


def judged_heads(expectations: Sequence[Expectation], speech: Speech) -> tuple[str, ...]:
    """The heads of `judged_row`."""
    return _period_head(expectations, speech), SAMPLE_HEAD, "standard"


def _period_head(expectations: Sequence[Expectation], speech: Speech) -> str:
    """Of which period a value is; where there are several kinds, that it is the last of each."""
    nouns = {speech.noun(expectation.metric) for expectation in expectations}
    return f"full {nouns.pop()}" if len(nouns) == 1 else "last full"


def who(page: PersonPage, speech: Speech) -> Iterator[Line]:
    """Their name; their role and team since when, and their hours where that is not full time, with
    when they were coached last, where they are by a rhythm; when they are away and when they left;
    and whether they got better since.
    """
    place = ", ".join(one.name for one in (page.role, page.team) if one) or "no team"
    if page.hours:
        hours = plain_number(page.hours, decimal_comma=speech.writing.decimal_comma)
        place += f", {hours} h a week"
    code = f", code {page.person.code}" if page.person.code else ""
    yield line(title(page.person.name))
    by_rhythm = page.coached is not None and page.coached.rhythm is not None
    coached = standing_line(page.coached, page.as_of.day) if page.coached and by_rhythm else ()
    here = f"{place} {speech.since(page.since)}{code}"
    yield line(here, *((muted(SEPARATOR), coached) if coached else ()))
    for absence in not_over(page.person.absences, page.as_of.day):
        running = absence.starts_on <= page.as_of.day
        yield line(away(absence, speech) if running else coming(absence, speech))
    if page.person.forgotten_on:
        day = speech.day(page.person.forgotten_on)
        yield line(f"forgotten on {day}: name, code and notes were erased, figures stay")
    if page.left_on:
        yield line(f"left {speech.day(page.left_on)}; shown as it was then")
    if page.better:
        yield line(speech.words(page.better))


def expected_row(one: Expectation, speech: Speech) -> Row:
    """How they stand to one expectation: the latest value, the level, the value of the period."""
    latest = speech.value(one.latest.value if one.latest else None, one.metric, unit=False)
    running = RUNNING if one.judged and one.judged.running else " "
    period = in_column(speech.value(one.value, one.metric, unit=False)) + running
    level = speech.range(one.shown_level, one.metric, unit=False)
    return Row(one.status, one.metric.name, (in_column(latest), in_column(level), period))


def sized_row(one: Expectation, speech: Speech) -> Row:
    """The same with of how many the value of the period is."""
    row = expected_row(one, speech)
    size = sample_in_brief(one.judged, one.metric, speech) if one.judged else ""
    return Row(row.status, row.name, (*row.cells, size))


def judged_row(one: Expectation, speech: Speech) -> Row:
    """What the status comes from and nothing else: the value of the period, of how many it is, and
    the level.
    """
    row = expected_row(one, speech)
    _, level, period = row.cells
    return Row(row.status, row.name, (period, sample_of(one, speech), level))


def sample_of(one: Expectation, speech: Speech) -> str:
    """Of how many the value of the period is."""
    return sample(one.judged, one.metric, speech) if one.judged else ""


def expected_in_brief(one: Expectation, speech: Speech) -> Line:
    """Status, metric, the value of the period with its sample size, the level, and what makes them
    clearly below.
    """
    value, level = sized(one.judged, one.metric, speech), speech.range(one.shown_level, one.metric)
    because, part = clearly(one, speech), share(one, speech)
    level += f" ({part})" if part else ""
    said = f"  {one.metric.name}  {value}, standard {level}{because and f'; {because}'}"
    return line(status(one.status), said)


def reason(
    one: Expectation, speech: Speech, *, latest_value: bool = False, size: bool = True
) -> str:
    """What makes them clearly below, which period was judged and with `size` of how many its value
    is, when was read last (with `latest_value`, what), and of whom the standard is expected.
    """
    period, latest = "", "no reading yet"
    if one.judged:
        running = ", so far" if one.judged.running else ""
        of = sample_of(one, speech) if size else ""
        said = speech.words(one.judged.period.said(speech.today))
        period = f"{said}{running}, {of and f'{of}, '}"
    if one.latest:
        value = f"{speech.value(one.latest.value, one.metric)} on " if latest_value else ""
        latest = f"latest {value}{speech.day(one.latest.day)}"
    because = clearly(one, speech)
    why = speech.words(one.why).removeprefix("standard for ")
    part = share(one, speech)
    return f"{because and f'{because}; '}{period}{latest}; {part and f'{part}; '}{why}"


def remarks(expectations: Sequence[Expectation], speech: Speech) -> Iterator[Line]:
    """What the columns alone would hide."""
    told: dict[str, list[str]] = {}
    for expectation in expectations:
        if expectation.sizes:
            told.setdefault(expectation.sizes, []).append(expectation.metric.name)
    for sizes, names in told.items():
        yield line(muted(f"{sizes}: {', '.join(names)}"))
    for expectation in expectations:
        for said in times(expectation.times, expectation.metric, speech):
            yield line(muted(f"{expectation.metric.name}: {said}"))


def evaluated(page: PersonPage, speech: Speech) -> Iterator[Line]:
    """What their evaluations of late came to, a line a metric."""
    for lately in page.scored_lately:
        yield line(muted(f"{lately.metric.name}: {scored_lately(lately, speech)}"))


def kpi_row(one: PersonKpi, speech: Speech) -> Row:
    """A KPI of the organisation, its target, and what the person had last."""
    metric = one.line.metric
    theirs = in_column(speech.value(one.latest.value, metric, unit=False)) if one.latest else ""
    value = in_column(kpi_value(one.line, speech, unit=False))
    target = in_column(kpi_target(one.line, speech, unit=False))
    return Row(status_of(one.line), metric.name, (value, target, theirs))


def kpi_beside(one: PersonKpi, speech: Speech, *, you: bool = False) -> Line:
    """The same as a sentence, to the person or about them."""
    theirs = ""
    if one.latest:
        value = speech.value(one.latest.value, one.line.metric)
        theirs = f"; {'you' if you else 'this agent'} {value} on {speech.day(one.latest.day)}"
    return line("Company KPI: ", kpi_in_brief(one.line, speech), theirs)
