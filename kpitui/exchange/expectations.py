"""What is expected of a person, to sign: as text, Markdown or one HTML page."""

import textwrap
from collections.abc import Callable, Iterator
from typing import Literal, get_args

from kpitui.domain.text import printable
from kpitui.exchange.report_html import html_page, safe
from kpitui.exchange.report_markdown import escaped
from kpitui.words.expectations import NONE, READ, SIGNATURES, SIGNED, STANDARDS, ExpectationWords

ExpectForm = Literal["text", "md", "html"]
FORMS: tuple[ExpectForm, ...] = get_args(ExpectForm)
WIDTH, LABEL, LINE = 79, 16, "_" * 30


def expectations_text(words: ExpectationWords, form: ExpectForm) -> str:
    """The document; nothing that someone typed is Markdown, HTML or a control code in it."""
    forms: dict[ExpectForm, Callable[[ExpectationWords], Iterator[str]]] = {
        "text": _text, "md": _markdown, "html": _html,
    }  # fmt: skip
    return "\n".join(forms[form](words)).rstrip() + "\n"


def _text(words: ExpectationWords) -> Iterator[str]:
    title = printable(words.title)
    yield from (title, "=" * len(title), *_wrapped(words.place, ""), "")
    for standard in words.standards():
        yield from _wrapped(f"{standard.name}: {standard.level}", "")
        for label, said in standard.facts:
            yield from _wrapped(f"  {label + ':':<{LABEL}}{said}", " " * (LABEL + 2))
        yield ""
    if not words.page.expectations:
        yield from (NONE, "")
    yield from (READ, "")
    for signer in words.signers:
        yield from _wrapped(signer, "")
        yield from (f"  {what:<{LABEL}}{LINE}" for what in SIGNED)
        yield ""


def _wrapped(text: str, hang: str) -> list[str]:
    return textwrap.wrap(printable(text), WIDTH, subsequent_indent=hang, drop_whitespace=True)


def _markdown(words: ExpectationWords) -> Iterator[str]:
    yield from (f"# {escaped(words.title)}", "", escaped(words.place), "", f"## {STANDARDS}", "")
    for standard in words.standards():
        yield from (f"### {escaped(standard.name)}: {escaped(standard.level)}", "")
        yield from (f"- {label}: {escaped(said)}" for label, said in standard.facts)
        yield ""
    if not words.page.expectations:
        yield from (NONE, "")
    yield from (
        f"## {SIGNATURES}",
        "",
        READ,
        "",
        f"| | {' | '.join(SIGNED)} |",
        "|---|---|---|---|",
    )
    yield from (f"| {escaped(signer)} | | | |" for signer in words.signers)


def _html(words: ExpectationWords) -> Iterator[str]:
    body = [f"<h1>{safe(words.title)}</h1>", f"<p>{safe(words.place)}</p>"]
    for standard in words.standards():
        body.append(f"<h2>{safe(standard.name)}: {safe(standard.level)}</h2><ul>")
        body += [f"<li>{label}: {safe(said)}</li>" for label, said in standard.facts]
        body.append("</ul>")
    if not words.page.expectations:
        body.append(f"<p>{NONE}</p>")
    body.append(f"<h2>{SIGNATURES}</h2><p>{READ}</p><table>")
    heads = "".join(f"<th>{what}</th>" for what in SIGNED)
    body.append(f"<thead><tr><th></th>{heads}</tr></thead><tbody>")
    cells = "<td>&nbsp;</td>" * len(SIGNED)
    body += [f"<tr><td>{safe(signer)}</td>{cells}</tr>" for signer in words.signers]
    body.append("</tbody></table>")
    yield html_page(words.title, body)
