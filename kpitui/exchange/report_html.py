"""The report as one HTML file: charts inside, no script, nothing loaded from anywhere,
ready for paper.
"""

from collections.abc import Iterable, Iterator
from html import escape

from kpitui.charts.metric_chart import spec_of
from kpitui.charts.svg import STYLE, legend, sample, svg_chart
from kpitui.domain.text import printable
from kpitui.views.report import Report, ReportedKpi
from kpitui.words.report import (
    DECISION_COLUMNS,
    DECISIONS,
    KPI_COLUMNS,
    PERIODS_DRAWN,
    STANDARD_COLUMNS,
    ReportSection,
    ReportWords,
)
from kpitui.words.review import STANDARDS_TITLE
from kpitui.words.speech import Speech
from kpitui.words.value_table import remark

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
"""  # noqa: E501
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html(report: Report, speech: Speech) -> str:
    """The whole document; equal reports give equal documents."""
    words = ReportWords(report, speech)
    body = [
        f"<h1>{safe(words.title)}</h1>",
        f"<p>{safe(words.mission)}</p>",
        f"<p><strong>{safe(words.summary)}</strong></p>",
        *([f"<p>{words.corrected}</p>"] if words.corrected else ()),
        *(_table(KPI_COLUMNS, map(words.kpi_row, report.kpis)) if report.kpis else ()),
        *(_decisions(words) if report.decisions else ()),
        *_section(words.signals()),
        *_section(words.unread()),
        *(
            line
            for place, one in enumerate(report.kpis, 1)
            for line in _kpi(one, f"chart-{place}", words)
        ),
        *(_section(words.ended()) if report.ended else ()),
        *(_section(words.verdicts()) if report.verdicts else ()),
        *(_section(words.coaching()) if report.coaching else ()),
        f"<h2>{STANDARDS_TITLE}</h2>",
        *_table(STANDARD_COLUMNS, map(words.standard_row, report.standards)),
    ]
    return html_page(words.title, body, STYLE)


def html_page(title: str, body: Iterable[str], style: str = "") -> str:
    """A whole page of HTML that is made already: no script, nothing loaded from anywhere."""
    head = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{safe(title)}</title>\n<style>{PAGE_STYLE}{style}</style>\n</head>\n<body>\n"
    )
    return head + "\n".join(body) + "\n</body>\n</html>\n"


def _decisions(words: ReportWords) -> Iterator[str]:
    yield f"<h2>{DECISIONS}</h2>"
    yield from _table(DECISION_COLUMNS, words.decision_rows())


def _kpi(one: ReportedKpi, name: str, words: ReportWords) -> Iterator[str]:
    metric, spec = one.line.metric, spec_of(one.chart, words.speech.writing, newest=PERIODS_DRAWN)
    yield f'<section class="kpi"><h2>{safe(metric.name)}</h2>'
    yield f'<p class="why">Why: {safe(words.why(one))}</p>'
    said = words.said(one)
    yield from _list(said)
    chart = svg_chart(spec, name, f"{metric.name} by {one.chart.by}", said)
    if chart:
        yield f"<figure>{chart}<figcaption>{''.join(_key(*entry) for entry in legend(spec))}</figcaption></figure>"  # noqa: E501
    yield from _list(words.events(one), "events")
    yield "<p>Decided:</p>"
    yield from _list(words.decided(one))
    yield "</section>"
    yield from _values(one, words)


def _key(kind: str, words: str) -> str:
    """A sample of a line or mark with its words."""
    drawn = f'<svg class="chart" viewBox="0 0 26 10" aria-hidden="true">{sample(kind)}</svg>'
    return f'<span class="key">{drawn} {safe(words)}</span> '


def _values(one: ReportedKpi, words: ReportWords) -> Iterator[str]:
    """The numbers of the chart, for those who cannot see it."""
    speech, metric = words.speech, one.line.metric
    rows = []
    for index, period in list(enumerate(one.chart.periods))[-PERIODS_DRAWN:]:
        rows.append(
            (
                speech.words(period.label),
                speech.value(period.value, metric),
                speech.ends(one.chart.targets[index], metric, unit=True),
                remark(one.chart, index) or "-",
            )
        )
    yield f"<details><summary>Values of {safe(metric.name)}</summary>"
    yield from _table(("period", "value", "target", "remark"), rows)
    yield "</details>"


def _section(section: ReportSection) -> Iterator[str]:
    yield f"<h2>{section.title}</h2>"
    if section.lines:
        yield from _list(section.lines)
    else:
        yield f"<p>{section.otherwise}</p>"


def _list(lines: list[str], kind: str = "said") -> Iterator[str]:
    if lines:
        yield (
            f'<ul class="{kind}">' + "".join(f"<li>{safe(line)}</li>" for line in lines) + "</ul>"
        )


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield (
        "<table><thead><tr>"
        + "".join(f"<th>{column}</th>" for column in columns)
        + "</tr></thead><tbody>"
    )
    for row in rows:
        yield "<tr>" + "".join(f"<td>{safe(cell)}</td>" for cell in row) + "</tr>"
    yield "</tbody></table>"


def safe(text: str) -> str:
    """The text, in which nothing is HTML or a control code."""
    return escape(printable(text))
