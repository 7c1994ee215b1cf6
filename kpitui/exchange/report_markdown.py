"""The report as Markdown: names stay text in it, and in a page made of it."""

import re
from collections.abc import Iterable, Iterator

from kpitui.charts.text import Charset, plain_text
from kpitui.config import Config
from kpitui.domain.text import printable
from kpitui.exchange.report_words import KPI_COLUMNS, STANDARD_COLUMNS, ReportWords
from kpitui.views.report import Report, ReportedKpi

_SPECIAL = re.compile(r"[\\`*_{}\[\]#|~$]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_AT_START = re.compile(r"^(?:([-+=:])(?=\s)|([0-9]{1,9})([.)])(?=\s))")
_ADDRESS = re.compile(r"(?i)(?<=\w)\.(?=[^\W\d])|(?<=www)\.|/(?=/)")
_MAIL = re.compile(r"(?<=\S)@(?=\S)")
CHART_WIDTH, CHART_HEIGHT = 76, 16


def markdown(report: Report, config: Config) -> str:
    """The whole document."""
    words = ReportWords(report, config)
    lines = [f"# {_text(words.title)}", "", f"Mission: {_text(words.mission)}", "", _text(words.summary), ""]
    if report.kpis:
        lines += _table(KPI_COLUMNS, map(words.kpi_row, report.kpis))
    lines += _section("Signals", words.signals, "No KPI shows more than routine variation.")
    lines += _section("Not read lately", report.unread, "Everything was read in time.")
    for one in report.kpis:
        lines += _kpi(one, words)
    if report.ended:
        lines += _section("Ended after a decision", words.ended(), "")
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
    """The text on one line, in which nothing is Markdown, HTML or a link."""
    line = _SPECIAL.sub(r"\\\g<0>", " ".join(printable(text).split()))
    line = "".join(_ENTITIES.get(char, char) for char in line)
    line = _AT_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line)
    # Many readers make a link of a bare address; an escaped @ is one for them still, so that it needs a neighbour.
    return _MAIL.sub("&#8203;@", _ADDRESS.sub(r"\\\g<0>", line))
