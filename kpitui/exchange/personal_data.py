"""Everything that is kept of someone, as JSON, Markdown or one HTML page."""

import json
from collections.abc import Iterator
from typing import Literal, get_args

from kpitui.domain.numbers import counted
from kpitui.domain.text import printable_data
from kpitui.domain.writing import Writing
from kpitui.exchange.report_html import html_page, safe
from kpitui.exchange.report_markdown import escaped
from kpitui.views.personal_data import PersonalData, called

DataForm = Literal["json", "md", "html"]
FORMS: tuple[DataForm, ...] = get_args(DataForm)

_OWN = "Records of theirs"
_NAMED = "Other records in which their name stands"
_HISTORY = "History: changes of these records, and changes they made"
_DRAFTS = "Unsaved drafts on this machine"

OTHERS = (
    "Other people stand in this too: who coached or wrote, who is named in a note, and records of "
    "others in which this name stands. Leave them out before you give it away: --without-others."
)
LEFT_OUT = (
    "Names of other people and what is about them are left out. A text may still tell who is "
    "meant: read it before you give it away."
)


def warning(data: PersonalData) -> str:
    """What is to be known of the other people in it before it is given away; empty where there are
    none.
    """
    return LEFT_OUT if data.without_others else OTHERS if data.names_others else ""


def personal_data_text(data: PersonalData, form: DataForm, writing: Writing) -> str:
    """The document; nothing that someone typed is Markdown, HTML or a control code in it."""
    if form == "json":
        return json.dumps(printable_data(as_data(data)), indent=2, default=str) + "\n"
    if form == "md":
        return "\n".join(_markdown(data, writing)).rstrip() + "\n"
    return html_page(_title(data), _html(data, writing))


def as_data(data: PersonalData) -> dict[str, object]:
    """What is kept, for programs: records as the file keeps them."""
    return {
        "person": data.person.name,
        "names": data.names,
        "records": {record.table: record.rows for record in data.records},
        "named": {table.table: table.rows for table in data.named},
        "history": data.history,
        "drafts": data.drafts,
        "without_others": data.without_others,
    }


def _title(data: PersonalData) -> str:
    return f"What is kept of {data.person.name}"


def _sections(data: PersonalData, writing: Writing) -> Iterator[tuple[str, str, list[str]]]:
    """Each list with the part it stands in, its own heading, and its lines."""
    for part, tables in ((_OWN, data.records), (_NAMED, data.named)):
        for table in tables:
            lines = [
                "; ".join(f"{name}: {text}" for name, text in row.items()) for row in table.told
            ]
            yield part, f"{table.called} ({len(table.rows)})", lines
    lines = [
        f"{writing.words(str(row['deed_at'] or row['at'])[:10])}, {row['by']}: {row['action']}, "
        f"{called(row['table_name'])}" + (f" ({row['why']})" if row["why"] else "")
        for row in data.history
    ]
    yield _HISTORY, counted(len(lines), "change"), lines
    held = [f"{file}: {json.dumps(one, ensure_ascii=False)}" for file, one in data.drafts.items()]
    yield _DRAFTS, counted(len(held), "file"), held


def _names(data: PersonalData) -> str:
    return f"The file knows them as: {', '.join(data.names)}."


def _markdown(data: PersonalData, writing: Writing) -> Iterator[str]:
    yield from (f"# {escaped(_title(data))}", "", escaped(_names(data)), "")
    if warning(data):
        yield from (f"**{escaped(warning(data))}**", "")
    last = ""
    for part, heading, lines in _sections(data, writing):
        if part != last:
            yield from (f"## {part}", "")
        last = part
        yield from (f"### {escaped(heading)}", "", *(f"- {escaped(line)}" for line in lines), "")


def _html(data: PersonalData, writing: Writing) -> Iterator[str]:
    yield f"<h1>{safe(_title(data))}</h1>"
    yield f"<p>{safe(_names(data))}</p>"
    if warning(data):
        yield f"<p><strong>{safe(warning(data))}</strong></p>"
    last = ""
    for part, heading, lines in _sections(data, writing):
        if part != last:
            yield f"<h2>{part}</h2>"
        last = part
        yield f"<h3>{safe(heading)}</h3>"
        yield f"<ul>{''.join(f'<li>{safe(line)}</li>' for line in lines)}</ul>"
