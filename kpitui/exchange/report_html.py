"""The report as one HTML file: charts inside, no script, nothing loaded from anywhere, ready for paper."""

from collections.abc import Iterable, Iterator
from html import escape

from kpitui.charts.svg import STYLE, legend, svg_chart
from kpitui.config import Config
from kpitui.domain.cells import format_value
from kpitui.domain.text import printable
from kpitui.exchange.report_words import KPI_COLUMNS, PERIODS_DRAWN, STANDARD_COLUMNS, ReportWords
from kpitui.views.report import Report, ReportedKpi

PAGE_STYLE = """
@page { size: A4; margin: 16mm; }
body { font: 15px/1.45 system-ui, sans-serif; color: #222; max-width: 50em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.6em; margin-bottom: .2em; }
h2 { font-size: 1.2em; border-bottom: 1px solid #bbb; margin-top: 2em; }
table { border-collapse: collapse; width: 100%; font-size: .92em; }
th, td { text-align: left; padding: .25em .6em .25em 0; border-bottom: 1px solid #ddd; vertical-align: top; }
.why, .events { color: #555; }
.key { display: inline-block; margin-right: 1.2em; font-size: .85em; color: #333; white-space: nowrap; }
.key svg { width: 26px; height: 10px; vertical-align: middle; }
section.kpi { break-inside: avoid; }
thead { display: table-header-group; }
@media print { body { margin: 0; font-size: 11pt; max-width: none; } details { display: none; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html(report: Report, config: Config) -> str:
    """The whole document; equal reports give equal documents."""
    words = ReportWords(report, config)
    body = [
        f"<h1>{_text(words.title)}</h1>",
        f"<p>{_text(words.mission)}</p>",
        f"<p><strong>{_text(words.summary)}</strong></p>",
        *(_table(KPI_COLUMNS, map(words.kpi_row, report.kpis)) if report.kpis else ()),
        *_section("Signals", words.signals, "No KPI shows more than routine variation."),
        *_section("Not read lately", report.unread, "Everything was read in time."),
        *(line for place, one in enumerate(report.kpis, 1) for line in _kpi(one, f"chart-{place}", words)),
        *(_section("Ended after a decision", words.ended(), "") if report.ended else ()),
        "<h2>Standards, expected of everybody, every day</h2>",
        *_table(STANDARD_COLUMNS, map(words.standard_row, report.standards)),
    ]
    head = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{_text(words.title)}</title>\n<style>{PAGE_STYLE}{STYLE}</style>\n</head>\n<body>\n"
    )
    return head + "\n".join(body) + "\n</body>\n</html>\n"


def _kpi(one: ReportedKpi, name: str, words: ReportWords) -> Iterator[str]:
    metric, spec = one.line.metric, words.spec(one)
    yield f'<section class="kpi"><h2>{_text(metric.name)}</h2>'
    yield f'<p class="why">Why: {_text(words.why(one))}</p>'
    said = words.said(one)
    yield from _list(said)
    chart = svg_chart(spec, name, f"{metric.name} by {one.chart.by}", said)
    if chart:
        yield f"<figure>{chart}<figcaption>{''.join(_key(*entry) for entry in legend(spec))}</figcaption></figure>"
    yield from _list(words.events(one), "events")
    yield "<p>Decided:</p>"
    yield from _list([words.decided(review) for review in one.decided] or ["nothing yet"])
    yield "</section>"
    yield from _values(one, words)


def _key(kind: str, words: str) -> str:
    """A sample of a line or mark with its words."""
    if kind == "signal":
        drawn = '<path d="M13 0L18 5L13 10L8 5Z"/>'
    elif kind == "running":
        drawn = '<circle class="dot" cx="13" cy="5" r="3.5"/>'
    else:
        drawn = '<path d="M0 5L26 5"/>'
    sample = f'<svg class="chart" viewBox="0 0 26 10" aria-hidden="true"><g class="{kind}">{drawn}</g></svg>'
    return f'<span class="key">{sample} {_text(words)}</span> '


def _values(one: ReportedKpi, words: ReportWords) -> Iterator[str]:
    """The numbers of the chart, for those who cannot see it."""
    comma, metric = words.config.decimal_comma, one.line.metric
    rows = []
    for index, period in list(enumerate(one.chart.periods))[-PERIODS_DRAWN:]:
        signal = ", ".join(signal.rule.replace("_", " ") for signal in one.chart.limits.signals_at(index))
        rows.append(
            (
                words.config.writing.words(period.label),
                format_value(period.value, metric, decimal_comma=comma),
                format_value(one.chart.targets[index], metric, decimal_comma=comma),
                "still running" if period.partial else signal or "-",
            )
        )
    yield f"<details><summary>Values of {_text(metric.name)}</summary>"
    yield from _table(("period", "value", "target", "signal"), rows)
    yield "</details>"


def _section(title: str, lines: list[str], otherwise: str) -> Iterator[str]:
    yield f"<h2>{title}</h2>"
    if lines:
        yield from _list(lines)
    else:
        yield f"<p>{otherwise}</p>"


def _list(lines: list[str], kind: str = "said") -> Iterator[str]:
    if lines:
        yield f'<ul class="{kind}">' + "".join(f"<li>{_text(line)}</li>" for line in lines) + "</ul>"


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "<table><thead><tr>" + "".join(f"<th>{one}</th>" for one in columns) + "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{_text(one)}</td>" for one in row) + "</tr>"
    yield "</tbody></table>"


def _text(text: str) -> str:
    """The text, in which nothing is HTML or a control code."""
    return escape(printable(text))
