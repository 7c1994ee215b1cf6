"""The command `sheet contacts`: a list of what could be scored, to draw from."""

from collections.abc import Iterator
from pathlib import Path

import click

from kpitui.cli.context import (
    answer,
    answer_json,
    db_option,
    json_option,
    open_environment,
    talk,
)
from kpitui.cli.file_options import (
    dates_option,
    dry_run_option,
    encoding_option,
    file_argument,
    sheet_option,
)
from kpitui.domain.access import Channel
from kpitui.domain.first_few import and_more
from kpitui.domain.import_answers import Order
from kpitui.domain.numbers import counted
from kpitui.domain.records.contact import MONTHS_KEPT
from kpitui.domain.within import OF_OTHER_TEAMS
from kpitui.exchange.contacts_file import ContactsRead, load_contacts_file

NAMES_SHOWN = 10


@click.command()
@db_option
@json_option
@file_argument
@dry_run_option
@dates_option
@sheet_option
@encoding_option
def contacts(
    db: Path | None, file: Path, dry_run: bool, dates: Order | None, sheet: str | None,
    encoding: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Load contacts from a CSV or Excel FILE with reference, person, date and channel, from which
    kpitui due draws what to score next; the same file twice adds nothing.

    People are matched by code, else by name. Contacts older than 13 months are dropped.
    """
    env = open_environment(db, Channel.IMPORT)
    read = load_contacts_file(
        env.database, env.actor, file, today=env.latest_day, dry_run=dry_run, dates=dates,
        sheet=sheet, encoding=encoding, writing=env.writing,
    )  # fmt: skip
    loaded = read.loaded
    if as_json:
        answer_json(
            {
                "added": loaded.added, "doubles": loaded.doubles, "too_old": loaded.old,
                "in_the_future": loaded.coming, "unknown_people": dict(loaded.unknown),
                "empty_lines": read.empty, "dropped": loaded.dropped, "dry_run": dry_run,
            }
        )  # fmt: skip
    else:
        would = "would have " if dry_run else ""
        answer(f"{would}added {counted(loaded.added, 'contact')}")
        if loaded.dropped:
            old = f"older than {MONTHS_KEPT} months"
            answer(f"{would}dropped {counted(loaded.dropped, 'contact')} {old}")
    for sentence in (*_left_out(read), *read.said):
        talk(sentence)


def _left_out(read: ContactsRead) -> Iterator[str]:
    loaded = read.loaded
    if loaded.doubles:
        yield f"{counted(loaded.doubles, 'contact')} here already, not added again."
    if loaded.unknown:
        most = sorted(loaded.unknown.items(), key=lambda one: (-one[1], one[0].casefold()))
        named = and_more([f"{name} ({count})" for name, count in most], NAMES_SHOWN)
        count = counted(sum(loaded.unknown.values()), "contact")
        where, fix = "the file", "Add them with kpitui people import, then load the list again"
        if loaded.of_teams:
            where, fix = "your teams", OF_OTHER_TEAMS[0].upper() + OF_OTHER_TEAMS[1:]
        yield f"Left out {count} of people who are not in {where}: {named}. {fix}."
    if loaded.old:
        yield f"Left out {counted(loaded.old, 'contact')} older than {MONTHS_KEPT} months."
    if loaded.coming:
        yield f"Left out {counted(loaded.coming, 'contact')} of a day to come; check --dates."
    if read.empty:
        yield f"Left out {counted(read.empty, 'line')} without a reference or a person."
