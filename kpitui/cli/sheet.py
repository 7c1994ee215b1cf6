"""The command `sheet`: call sheets as reviewable text."""

from collections.abc import Sequence
from datetime import date
from difflib import unified_diff
from pathlib import Path

import click

from kpitui.actions.sheets import load_sheet_document
from kpitui.cli.contacts import contacts
from kpitui.cli.context import (
    Environment,
    answer,
    answer_document,
    answer_json,
    database_path,
    db_option,
    json_option,
    open_environment,
    talk,
)
from kpitui.cli.file_options import dry_run_option, file_argument
from kpitui.cli.sheet_drift import drift
from kpitui.cli.weakest import weakest
from kpitui.domain.clock import SERVER
from kpitui.domain.errors import BadFile
from kpitui.domain.numbers import counted
from kpitui.domain.records.sheet import Sheet
from kpitui.domain.sheet_document import SheetPart, sheet_part
from kpitui.exchange.sheet_text import read_sheets, write_sheets
from kpitui.views.sheets import SheetBook, load_sheet_book
from kpitui.views.shipped_sheets import SHIPPED, shipped_sheet


@click.group()
def sheet() -> None:
    """Call sheets: the questions that calls, chats and other contacts are scored by."""


sheet.add_command(weakest)


@sheet.command("list")
@db_option
@json_option
def list_(db: Path | None, as_json: bool) -> None:
    """List the call sheets, with the questions of today."""
    env = open_environment(db)
    book = load_sheet_book(env.database)
    if as_json:
        answer_json([_for_programs(env, book, one) for one in book.sheets])
        return
    for one in book.sheets:
        answer(f"{one.code}  {one.name}: {_today(env, one)}, for {_metric(book, one)}")
    if not book.sheets:
        talk(
            "There is no call sheet yet; kpitui sheet show --shipped call prints one to begin with."
        )


@sheet.command()
@db_option
@json_option
@click.option(
    "--shipped", type=click.Choice(SHIPPED), help="One that comes with kpitui, to begin with."
)
@click.argument("name", nargs=-1)
def show(db: Path | None, shipped: str | None, name: tuple[str, ...], as_json: bool) -> None:
    """Print the call sheet NAME, or all of them, as TOML text with every version."""
    if shipped:
        parts: Sequence[SheetPart] = [shipped_sheet(shipped, _today_here(db))]
    else:
        book = load_sheet_book(open_environment(db).database)
        found = [book.named(" ".join(name))] if name else book.sheets
        parts = [sheet_part(one, _metric(book, one)) for one in found]
    if not parts:
        talk(
            "There is no call sheet yet; kpitui sheet show --shipped call prints one to begin with."
        )
    elif as_json:
        answer_json([part.model_dump(mode="json", exclude_none=True) for part in parts])
    else:
        answer_document(write_sheets(parts))


def _today_here(db: Path | None) -> date:
    """Today by the file, and where there is none yet by the clock of the computer."""
    try:
        return open_environment(db).today
    except BadFile:
        if database_path(db).exists():
            raise
        return SERVER.today()


@sheet.command()
@db_option
@json_option
@file_argument
@dry_run_option
def load(db: Path | None, file: Path, dry_run: bool, as_json: bool) -> None:
    """Load call sheets from FILE: adds and changes by name, all or nothing, and prints what
    changed. What contacts were scored with stays; other questions are a new version.
    """
    env = open_environment(db)
    lines = load_sheet_document(env.database, env.actor, read_sheets(file), dry_run=dry_run)
    if as_json:
        answer_json({"dry_run": dry_run, "done": list(lines)})
        return
    for line in lines:
        answer(env.writing.words(line))
    if not lines:
        talk("The call sheets match the document already.")
    elif dry_run:
        talk("This is what would change; nothing was changed.")


@sheet.command()
@db_option
@file_argument
def diff(db: Path | None, file: Path) -> None:
    """Show how FILE differs from the call sheets in use, line by line."""
    env = open_environment(db)
    book = load_sheet_book(env.database)
    there = {one.code: sheet_part(one, _metric(book, one)) for one in book.sheets}
    differs = False
    for part in read_sheets(file).sheet:
        old = write_sheets([there[part.code]]) if part.code in there else ""
        new = write_sheets([part])
        for line in unified_diff(
            old.splitlines(), new.splitlines(), f"{part.code} in use", str(file), lineterm=""
        ):
            answer(line)
            differs = True
    if not differs:
        talk(f"{file} says what is in use; nothing differs.")


sheet.add_command(contacts)
sheet.add_command(drift)


def _metric(book: SheetBook, one: Sheet) -> str:
    found = book.metrics.get(one.metric_id)
    return found.name if found else "a metric that was removed"


def _today(env: Environment, one: Sheet) -> str:
    version = one.on(env.today)
    said = []
    if version is not None:
        questions = counted(len(version.questions), "question")
        said.append(f"{questions} since {env.day(version.starts_on)}")
    if one.ends_on is not None:
        said.append(f"{'ends' if one.ends_on > env.today else 'ended'} {env.day(one.ends_on)}")
    said += [
        f"{counted(len(each.questions), 'question')} from {env.day(each.starts_on)}"
        for each in one.versions
        if each.starts_on > env.today
    ]
    return ", then ".join(said) or "no version"


def _for_programs(env: Environment, book: SheetBook, one: Sheet) -> dict[str, object]:
    version = one.on(env.today)
    return {
        "code": one.code, "name": one.name, "metric": _metric(book, one),
        "ends_on": one.ends_on, "versions": [each.starts_on for each in one.versions],
        "questions": len(version.questions) if version else 0,
    }  # fmt: skip
