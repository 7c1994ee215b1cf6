"""The page of a one-to-one: as text, Markdown or one HTML page."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, get_args

from kpitui.charts.small_svg import STYLE, small_svg
from kpitui.charts.sparkline import sparklines
from kpitui.charts.text import Charset
from kpitui.domain.text import printable
from kpitui.exchange.report_html import html_page, safe
from kpitui.exchange.report_markdown import escaped
from kpitui.words.coaching import GOES_ON
from kpitui.words.one_to_one import (
    NOTHING_EXPECTED,
    STANDARD_HEADS,
    STANDARDS,
    TODAY,
    TREND,
    OneToOneWords,
    StandingRow,
)
from kpitui.words.spans import Line, texts_of

OneToOneForm = Literal["text", "md", "html"]
FORMS: tuple[OneToOneForm, ...] = get_args(OneToOneForm)
WIDTH, SPARK, LABEL, LINE = 79, 12, 20, "_" * 50
WRITTEN = "Today"


def one_to_one_text(words: OneToOneWords, form: OneToOneForm, charset: Charset) -> str:
    """The page; nothing that someone typed is Markdown, HTML or a control code in it."""
    forms: dict[OneToOneForm, Callable[[OneToOneWords, Charset], Iterator[str]]] = {
        "text": _text, "md": _markdown, "html": _html,
    }  # fmt: skip
    return "\n".join(forms[form](words, charset)).rstrip() + "\n"


def _sparks(rows: list[StandingRow], charset: Charset) -> list[str]:
    return sparklines([row.series for row in rows], SPARK, charset)


def _text(words: OneToOneWords, charset: Charset) -> Iterator[str]:
    title, rows = printable(words.title), words.standing()
    yield from (title, "=" * len(title), *_wrapped(words.place), "", *_head(STANDARDS))
    for one, spark in zip(rows, _sparks(rows, charset), strict=True):
        yield from _wrapped(one.said, hang="    ")
        yield f"    {TREND} {spark}" if spark.strip() else f"    no {TREND} yet"
        yield from _wrapped(one.why, "    ", "    ") if one.why else ()
    yield from () if rows else (NOTHING_EXPECTED,)
    yield ""
    for section in words.sections():
        yield from _head(section.head)
        for said in texts_of(section.lines):
            indent = " " * (len(said) - len(said.lstrip()))
            yield from _wrapped(said.strip(), indent, f"{indent}  ")
        yield ""
    yield from _head(WRITTEN)
    for what in TODAY:
        yield from (f"{what + ':':<{LABEL}}{LINE}", "")


def _head(head: str) -> tuple[str, str]:
    said = printable(head)
    return said, "-" * len(said)


def _wrapped(text: str, indent: str = "", hang: str = "") -> list[str]:
    return textwrap.wrap(
        printable(text), WIDTH, initial_indent=indent, subsequent_indent=hang,
        break_long_words=True,
    )  # fmt: skip


def _items(lines: Sequence[Line]) -> list[list[str]]:
    """The lines of a list, each with those of a note that go on below it."""
    items: list[list[str]] = []
    for said in texts_of(lines):
        if items and said.startswith(GOES_ON):
            items[-1].append(said)
        else:
            items.append([said])
    return items


def _markdown(words: OneToOneWords, charset: Charset) -> Iterator[str]:
    rows = words.standing()
    yield from (f"# {escaped(words.title)}", "", escaped(words.place), "", f"## {STANDARDS}", "")
    if rows:
        yield f"| {' | '.join((*STANDARD_HEADS, TREND))} |"
        yield "|" + "---|" * (len(STANDARD_HEADS) + 1)
    for one, spark in zip(rows, _sparks(rows, charset), strict=True):
        yield f"| {' | '.join(map(escaped, one.cells))} | {escaped(spark)} |"
    yield "" if rows else NOTHING_EXPECTED
    why = [f"- {escaped(row.cells[1])}: {escaped(row.why)}" for row in rows if row.why]
    yield from (*why, "") if why else ()
    for section in words.sections():
        yield from (f"## {escaped(section.head)}", "")
        for item in _items(section.lines):
            yield "- " + "  \n  ".join(map(escaped, item))
        yield ""
    yield from (f"## {WRITTEN}", "", "| | |", "|---|---|")
    yield from (f"| {what} | |" for what in TODAY)


def _html(words: OneToOneWords, _: Charset) -> Iterator[str]:
    rows = words.standing()
    body = [f"<h1>{safe(words.title)}</h1>", f"<p>{safe(words.place)}</p>"]
    body.append(f"<h2>{STANDARDS}</h2>")
    heads = "".join(f"<th>{head}</th>" for head in (*STANDARD_HEADS, TREND))
    body.append(f"<table><thead><tr>{heads}</tr></thead><tbody>" if rows else NOTHING_EXPECTED)
    for row in rows:
        cells = "".join(f"<td>{safe(each)}</td>" for each in row.cells)
        drawn = small_svg(row.series, f"{TREND} of {row.cells[1]}")
        body.append(f"<tr>{cells}<td>{drawn}</td></tr>")
        if row.why:
            body.append(f'<tr><td></td><td colspan="5" class="why">{safe(row.why)}</td></tr>')
    body.append("</tbody></table>" if rows else "")
    for section in words.sections():
        body.append(f"<h2>{safe(section.head)}</h2><ul>")
        items = (
            "<br/>".join(safe(said.strip()) for said in item) for item in _items(section.lines)
        )
        body += [f"<li>{item}</li>" for item in items]
        body.append("</ul>")
    body.append(f"<h2>{WRITTEN}</h2><table><tbody>")
    body += [f'<tr><th>{what}</th><td class="write">&nbsp;</td></tr>' for what in TODAY]
    body.append("</tbody></table>")
    yield html_page(words.title, body, STYLE + ".write { width: 75%; height: 3em; }\n")
