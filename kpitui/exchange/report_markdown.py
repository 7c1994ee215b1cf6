"""The report as Markdown: names stay text in it, and in a page made of it."""

import re
from collections.abc import Iterable, Iterator

from kpitui.charts.metric_chart import spec_of
from kpitui.charts.text import Charset, plain_text
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

_SPECIAL = re.compile(r"[\\`*_{}\[\]#|~$]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_AT_START = re.compile(r"^(?:([-+=:])(?=\s)|([0-9]{1,9})([.)])(?=\s))")
_ADDRESS = re.compile(r"(?i)(?<=\w)\.(?=[^\W\d])|(?<=www)\.|/(?=/)")
_MAIL = re.compile(r"(?<=\S)@(?=\S)")
CHART_WIDTH, CHART_HEIGHT = 76, 16


def markdown(report: Report, speech: Speech) -> str:
    """The whole document."""
    words = ReportWords(report, speech)
    lines = [
        f"# {escaped(words.title)}",
        "",
        f"Mission: {escaped(words.mission)}",
        "",
        escaped(words.summary),
        "",
    ]
    if words.corrected:
        lines += [words.corrected, ""]
    if report.kpis:
        lines += _table(KPI_COLUMNS, map(words.kpi_row, report.kpis))
    if report.decisions:
        lines += [f"## {DECISIONS}", "", *_table(DECISION_COLUMNS, words.decision_rows())]
    lines += [*_section(words.signals()), *_section(words.unread())]
    for kpi in report.kpis:
        lines += _kpi(kpi, words)
    if report.ended:
        lines += _section(words.ended())
    if report.verdicts:
        lines += _section(words.verdicts())
    if report.coaching:
        lines += _section(words.coaching())
    lines += [f"## {STANDARDS_TITLE}", ""]
    lines += _table(STANDARD_COLUMNS, map(words.standard_row, report.standards))
    return "\n".join(lines).rstrip() + "\n"


def _kpi(one: ReportedKpi, words: ReportWords) -> Iterator[str]:
    from kpitui.charts.trend import trend_chart  # brings plotext

    yield from (f"## {escaped(one.line.metric.name)}", "", f"Why: {escaped(words.why(one))}", "")
    yield from (f"- {escaped(sentence)}" for sentence in words.said(one))
    yield ""
    # Nothing that someone typed stands inside the fence, so that nothing can end it.
    spec = spec_of(one.chart, words.speech.writing, newest=PERIODS_DRAWN, named=False)
    yield from (
        "```text",
        plain_text(trend_chart(spec, CHART_WIDTH, CHART_HEIGHT, Charset.BRAILLE)),
        "```",
        "",
    )
    yield from (f"- {escaped(event)}" for event in words.events(one))
    yield from ("", "Decided:", "")
    yield from (f"- {escaped(decided)}" for decided in words.decided(one))
    yield ""


def _section(section: ReportSection) -> Iterator[str]:
    yield from (f"## {section.title}", "")
    found = [f"- {escaped(line)}" for line in section.lines]
    yield from found or [section.otherwise]
    yield ""


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield "|" + "---|" * len(columns)
    for row in rows:
        yield f"| {' | '.join(map(escaped, row))} |"
    yield ""


def escaped(text: str) -> str:
    """The text on one line, in which nothing is Markdown, HTML or a link."""
    line = _SPECIAL.sub(r"\\\g<0>", " ".join(printable(text).split()))
    line = "".join(_ENTITIES.get(char, char) for char in line)
    line = _AT_START.sub(
        lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line
    )
    # Many readers make a link of a bare address; an escaped @ is one for them still, so that it
    # needs a neighbour.
    return _MAIL.sub("&#8203;@", _ADDRESS.sub(r"\\\g<0>", line))
