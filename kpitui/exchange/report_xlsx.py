"""The report as an Excel workbook: a sheet a section, values and days as numbers and days."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.review import Review
from kpitui.exchange.xlsx_out import Cell, Workbook, new_workbook
from kpitui.views.report import Report
from kpitui.views.series import PeriodValue
from kpitui.words.kpi import standard_name
from kpitui.words.report import (
    DECISION_COLUMNS,
    DECISIONS,
    KPI_COLUMNS,
    PERIODS_DRAWN,
    STANDARD_COLUMNS,
    ReportSection,
    ReportWords,
)
from kpitui.words.speech import Speech
from kpitui.words.value_table import remark

_NUMBERS = ("number", "unit", "n", "from", "to")
"""What stands behind the words of a value: what Excel can reckon with."""

_WIDE, _MIDDLE, _DAY = 90, 28, 11


def write_report_workbook(report: Report, speech: Speech, path: Path) -> None:
    """Put the report into a new workbook; raises `BadFile` where there is one already."""
    words = ReportWords(report, speech)
    with new_workbook(path) as book:
        _summary(book, words)
        if report.kpis:
            _kpis(book, words)
            _sentences(book, words)
        _section(book, words.signals())
        _section(book, words.unread())
        _reviews(book, words)
        if report.decisions:
            _decisions(book, words)
        if report.ended:
            _section(book, words.ended())
        if report.verdicts:
            _section(book, words.verdicts())
        if report.coaching:
            _section(book, words.coaching())
        _standards(book, words)
        _values(book, words)


def _summary(book: Workbook, words: ReportWords) -> None:
    lines = (words.title, words.mission, words.summary, words.corrected)
    book.add_sheet("Summary", ("review",), ((line,) for line in lines if line), (_WIDE,))


def _kpis(book: Workbook, words: ReportWords) -> None:
    book.add_sheet(
        "KPIs",
        (*_named(KPI_COLUMNS), *_NUMBERS, "owner", "why"),
        (
            (
                *words.kpi_row(kpi),
                *_numbers(kpi.line.standing.judged, kpi.line.metric),
                kpi.line.kpi.owner or None,
                words.why(kpi),
            )
            for kpi in words.report.kpis
        ),
        (6, _MIDDLE, 12, 12, 16, 12, 14, 10, 8, 8, _DAY, _DAY, 16, _WIDE),
    )


def _standards(book: Workbook, words: ReportWords) -> None:
    book.add_sheet(
        "Standards",
        (*_named(STANDARD_COLUMNS), *_NUMBERS),
        (
            (*words.standard_row(standard), *_numbers(standard.value, standard.metric))
            for standard in words.report.standards
        ),
        (6, _MIDDLE, 18, 12, 12, 16, 12, 10, 8, 8, _DAY, _DAY),
    )


def _named(columns: Iterable[str]) -> Iterator[str]:
    """The mark has no heading where people read it; a column of a sheet needs one."""
    return (column or "mark" for column in columns)


def _numbers(value: PeriodValue | None, metric: Metric) -> tuple[Cell, ...]:
    if value is None:
        return None, metric.unit or None, None, None, None
    size = value.sample_size or None
    return value.value, metric.unit or None, size, value.period.first, value.period.last


def _sentences(book: Workbook, words: ReportWords) -> None:
    """What each chart says, and the events in it."""
    rows = (
        (kpi.line.metric.name, what, sentence)
        for kpi in words.report.kpis
        for what, said in (("said", words.said(kpi)), ("event", words.events(kpi)))
        for sentence in said
    )
    book.add_sheet("What it says", ("KPI", "what", "sentence"), rows, (_MIDDLE, 8, _WIDE))


def _section(book: Workbook, section: ReportSection) -> None:
    lines = section.lines or [section.otherwise]
    book.add_sheet(section.title, (section.title.lower(),), ((line,) for line in lines), (_WIDE,))


def _reviews(book: Workbook, words: ReportWords) -> None:
    decided = [(kpi.line.metric.name, kpi.decided) for kpi in words.report.kpis]
    decided += [(line.metric.name, reviews) for line, reviews in words.report.ended]
    columns = ("KPI", "date", "decision", "confidence", "by", "comment", "seen")
    rows = (_review(name, review) for name, reviews in decided for review in reviews)
    book.add_sheet("Reviews", columns, rows, (_MIDDLE, _DAY, 10, 10, 14, 60, 60))


def _review(name: str, one: Review) -> tuple[Cell, ...]:
    sure = one.confidence
    return name, one.date, one.decision.value, sure, one.by, one.comment or None, one.seen or None


def _decisions(book: Workbook, words: ReportWords) -> None:
    """What was decided: the day due, the day done and what came of it apart, as days."""
    columns = (
        *DECISION_COLUMNS[:4],
        "done on",
        "result",
        "moved",  # the columns of exports keep their names
        "held against",
        "decided on",
        "decided by",
    )
    rows = (
        (
            what, kpi, who or None, one.decision.due_on, one.decision.done_on,
            one.decision.result or None, moved, held or None, one.review.date, one.review.by,
        )
        for one, (what, kpi, who, _, _, moved, held) in zip(
            words.report.decisions, words.decision_rows(), strict=True
        )
    )  # fmt: skip
    widths = (50, _MIDDLE, 16, _DAY, _DAY, 40, 36, 50, _DAY, 14)
    book.add_sheet(DECISIONS, columns, rows, widths)


def _values(book: Workbook, words: ReportWords) -> None:
    """The numbers of every chart."""
    columns = (
        "of", "applies to", "period", "from", "to", "value", "unit", "n", "target low",
        "target high", "mean", "lower limit", "upper limit", "remark",
    )  # fmt: skip
    book.add_sheet("Values", columns, _each_value(words), (_MIDDLE, 18, 12, _DAY, _DAY, 10, 8, 8))


def _each_value(words: ReportWords) -> Iterator[tuple[Cell, ...]]:
    for kpi in words.report.kpis:
        yield from _of_chart(kpi.line.metric.name, kpi.chart)
    for moved, chart in words.report.moved:
        yield from _of_chart(standard_name(moved.line), chart)


def _of_chart(name: str, chart: MetricChart) -> Iterator[tuple[Cell, ...]]:
    for index, period in list(enumerate(chart.periods))[-PERIODS_DRAWN:]:
        limits, target = chart.limits.limits_at(index), chart.targets[index]
        yield (
            name, chart.subject or None, period.label, period.first, period.last, period.value,
            chart.metric.unit or None, period.n or None, target.low if target else None,
            target.high if target else None, limits.mean if limits else None,
            limits.shown_lower if limits else None, limits.shown_upper if limits else None,
            remark(chart, index) or None,
        )  # fmt: skip
