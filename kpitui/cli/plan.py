"""Commands about the plan as text: plan show, plan load."""

from pathlib import Path

import click

from kpitui.actions.load_plan import load_plan_document
from kpitui.cli.context import (
    answer,
    answer_document,
    answer_json,
    as_of_option,
    charset,
    db_option,
    json_option,
    open_desk,
    talk,
)
from kpitui.exchange.plan_text import read_plan_file, write_plan
from kpitui.views.plan_diff import in_lines, load_plan_diff
from kpitui.views.plan_document import load_document


@click.group()
def plan() -> None:
    """The whole plan as TOML text."""


@plan.command()
@db_option
@json_option
@as_of_option
def show(db: Path | None, as_of: str | None, as_json: bool) -> None:
    """Print the plan: mission, metrics, teams, people, priorities, strategies, KPIs, targets, standards.

    All of it with its past, or with --as-of what held on that day.
    """
    desk = open_desk(db)
    document = load_document(desk.database, desk.moment(as_of) if as_of else None)
    if as_json:
        answer_json(document.model_dump(mode="json", exclude_none=True))
    else:
        answer_document(write_plan(document))


@plan.command()
@db_option
@json_option
@click.argument("file", type=click.Path(readable=False, path_type=Path, allow_dash=True))
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
def load(db: Path | None, file: Path, dry_run: bool, as_json: bool) -> None:
    """Bring the plan to what FILE says: creates and updates by name, in one transaction, and prints what it did."""
    document = read_plan_file(file)
    desk = open_desk(db)
    report = load_plan_document(desk.database, desk.actor, document, today=desk.today, dry_run=dry_run)
    if as_json:
        answer_json({"dry_run": dry_run, "done": list(report.lines)})
        return
    for line in report.lines:
        answer(desk.config.writing.words(line))
    if not report.lines:
        talk("The plan is already as the document says.")
    elif dry_run:
        talk("That is what would be done; nothing was changed.")


@plan.command(context_settings={"ignore_unknown_options": True})
@db_option
@json_option
@click.argument("first", metavar="DATE")
@click.argument("second", metavar="DATE", default="today")
def diff(db: Path | None, first: str, second: str, as_json: bool) -> None:
    """What changed in the plan from one DATE to another: added, changed, ended."""
    desk = open_desk(db)
    days = [desk.moment(day, "plan diff") for day in (first, second)]
    sections = load_plan_diff(desk.database, days[0].day, days[1].day, days[0].today, desk.config)
    if as_json:
        answer_json(sections)
        return
    for line in in_lines(sections):
        answer(desk.config.writing.words(line), charset(desk.config))
