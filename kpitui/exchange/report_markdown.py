"""The report as Markdown: names stay text in it, and in a page made of it."""

import re
from collections.abc import Iterable, Iterator

from kpitui.charts.text import Charset, plain_text
from kpitui.config import Config
from kpitui.exchange.report_words import KPI_COLUMNS, STANDARD_COLUMNS, ReportWords
from kpitui.views.report import Report, ReportedKpi

_MEANS_SOMETHING = re.compile(r"([\\`*_{}\[\]#|~])")
CHART_WIDTH, CHART_HEIGHT = 76, 16


def markdown(report: Report, config: Config) -> str:
    """The whole document."""
    words = ReportWords(report, config)
    lines = [f"# {_text(words.title)}", "", f"Mission: {_text(words.mission)}", "", _text(report.summary), ""]
    if report.kpis:
        lines += _table(KPI_COLUMNS, map(words.kpi_row, report.kpis))
    signals = [f"{one.line.metric.name}: {one.signal}" for one in report.kpis if one.signal]
    lines += _section("Signals", signals, "No KPI shows more than routine variation.")
    lines += _section("Not read lately", report.unread, "Everything was read in time.")
    for one in report.kpis:
        lines += _kpi(one, words)
    lines += ["## Standards, expected of everybody, every day", ""]
    lines += _table(STANDARD_COLUMNS, map(words.standard_row, report.standards))
    return "\n".join(lines).rstrip() + "\n"


def _kpi(one: ReportedKpi, words: ReportWords) -> Iterator[str]:
    from kpitui.charts.trend import trend_chart  # brings plotext

    yield from (f"## {_text(one.line.metric.name)}", "", f"Why: {_text(words.why(one))}", "")
    yield from (f"- {_text(sentence)}" for sentence in words.said(one))
    yield ""
    # Nothing that somebody typed stands inside the fence; numbers and labels of periods cannot end it.
    yield from (
        "```text",
        plain_text(trend_chart(words.spec(one), CHART_WIDTH, CHART_HEIGHT, Charset.BRAILLE)),
        "```",
        "",
    )
    yield from (f"- {_text(event)}" for event in words.events(one))
    yield from ("", "Decided:", "")
    yield from (f"- {_text(words.decided(review))}" for review in one.decided)
    if not one.decided:
        yield "- nothing yet"
    yield ""


def _section(title: str, lines: Iterable[str], otherwise: str) -> Iterator[str]:
    yield from (f"## {title}", "")
    found = [f"- {_text(line)}" for line in lines]
    yield from found or [otherwise]
    yield ""


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield "|" + "---|" * len(columns)
    for row in rows:
        yield f"| {' | '.join(map(_text, row))} |"
    yield ""


def _text(text: str) -> str:
    """Text in which nothing is Markdown or HTML."""
    line = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MEANS_SOMETHING.sub(r"\\\1", line)
