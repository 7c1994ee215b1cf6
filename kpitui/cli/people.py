"""Commands about people: import, list."""

from pathlib import Path

import click

from kpitui.cli.context import answer, answer_json, as_of_option, db_option, json_option, open_desk
from kpitui.domain.access import Way
from kpitui.domain.errors import NothingFound
from kpitui.exchange.people_csv import load_people_csv
from kpitui.views.people import load_people_lines


@click.group()
def people() -> None:
    """Who is measured: people with their teams and roles."""


@people.command("import")
@db_option
@json_option
@click.argument("file", type=click.Path(readable=False, path_type=Path, allow_dash=True))
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
@click.option("--encoding", metavar="NAME", help="The encoding of the file where it is not UTF-8.")
def import_people(db: Path | None, file: Path, dry_run: bool, encoding: str | None, as_json: bool) -> None:
    """Bring in people from a CSV FILE with name, code, team, role, starts_on, ends_on; twice changes nothing."""
    desk = open_desk(db, Way.IMPORT)
    said = load_people_csv(
        desk.database,
        desk.actor,
        file,
        today=desk.today,
        dry_run=dry_run,
        encoding=encoding,
        writing=desk.config.writing,
    )
    if as_json:
        answer_json({"done": said, "dry_run": dry_run})
    else:
        for line in said or ["nothing to change"]:
            answer(desk.config.writing.words(f"would have {line}" if dry_run and said else line))


@people.command("list")
@db_option
@json_option
@as_of_option
@click.option("--all", "everybody", is_flag=True, help="Those who left too.")
def list_people(db: Path | None, as_of: str | None, everybody: bool, as_json: bool) -> None:
    """Everybody with team and role, by name."""
    desk = open_desk(db)
    found = load_people_lines(desk.database, desk.moment(as_of).day, gone=everybody).lines
    shown = [
        {
            "name": one.person.name,
            "code": one.person.code,
            "team": one.team.name if one.team else None,
            "role": one.role.name if one.role else None,
            "since": one.since.isoformat(),
            "left_on": one.person.ends_on.isoformat() if one.person.ends_on else None,
        }
        for one in found
    ]
    if as_json:
        answer_json(shown)
        return
    day = desk.config.writing.day
    for one, row in zip(found, shown, strict=True):
        parts = [row["name"], row["code"], row["team"], row["role"], f"since {day(one.since)}"]
        parts += [f"left {day(one.person.ends_on)}"] if one.person.ends_on else []
        answer("  ".join(part for part in parts if part))
    if not shown:
        raise NothingFound("Nobody is in the file yet; bring them in with: kpitui people import FILE")
