"""People from CSV: name, code, team, role, starts_on, ends_on; the same file twice changes nothing."""

from datetime import date
from pathlib import Path

from kpitui.actions.load_people import load_people_rows
from kpitui.domain.access import Actor
from kpitui.domain.dates import NotADate
from kpitui.domain.errors import BadFile
from kpitui.domain.import_rows import Rejected
from kpitui.domain.metrics import NAME_LIMIT
from kpitui.domain.people_drafts import PersonDraft
from kpitui.domain.text import clean
from kpitui.domain.writing import WRITING, Writing
from kpitui.exchange.csv_lines import read_csv
from kpitui.exchange.files import open_bytes
from kpitui.exchange.guard import unguarded
from kpitui.exchange.table import Line
from kpitui.views import DatabaseFile

COLUMNS = ("name", "code", "team", "role", "starts_on", "ends_on")


def load_people_csv(
    database: DatabaseFile,
    actor: Actor,
    source: Path,
    *,
    today: date,
    dry_run: bool = False,
    encoding: str | None = None,
    writing: Writing = WRITING,
) -> list[str]:
    """Bring people to what a file says, all or none; what was done, a line each.

    Raises `BadFile` where a column or a line cannot be read, `BadData` where a line does not fit the file.
    """
    with open_bytes(source) as stream:
        file = read_csv(stream, str(source), encoding)
        _require_columns([column.lower() for column in file.columns], str(source))
        drafts = [_draft(line, str(source), today, writing) for line in file.lines]
    return load_people_rows(database, actor, drafts, today=today, dry_run=dry_run)


def _require_columns(columns: list[str], source: str) -> None:
    there = f"there are {', '.join(COLUMNS)}"
    if "" in columns:
        raise BadFile(f"{source}: column {columns.index('') + 1} has no name; {there}.")
    for column in columns:
        if column not in COLUMNS:
            raise BadFile(f"{source}: there is no column {column} for people; {there}.")
        if columns.count(column) > 1:
            raise BadFile(f"{source}: the column {column} stands there twice.")
    if "name" not in columns:
        raise BadFile(f"{source}: the column name is missing.")


def _draft(line: Line | Rejected, source: str, today: date, writing: Writing) -> tuple[int, PersonDraft]:
    if isinstance(line, Rejected):
        raise BadFile(f"{source}, line {line.line}: {line.reason}; nothing was imported.")
    cells = {column.lower(): unguarded(text) for column, text in line.cells.items()}

    def day(column: str) -> date | None:
        return writing.read_day(cells[column], today, future=True) if cells.get(column) else None

    try:
        name, code, team, role = (clean(cells.get(column, ""), NAME_LIMIT) for column in COLUMNS[:4])
        if not name:
            raise ValueError("the name is empty")
        return line.number, PersonDraft(
            name=name, code=code or None, team=team or None, role=role or None, starts_on=day("starts_on") or today,
            ends_on=day("ends_on"),
        )  # fmt: skip
    except (NotADate, ValueError) as error:
        raise BadFile(f"{source}, line {line.number}: {error}; nothing was imported.") from None
