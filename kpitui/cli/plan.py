"""Commands about the plan as text: plan show, plan load."""

from pathlib import Path

import click

from kpitui.actions.import_report import listed
from kpitui.cli.context import (
    answer,
    answer_document,
    answer_json,
    as_of_option,
    charset,
    db_option,
    json_option,
    open_environment,
    talk,
)
from kpitui.cli.file_options import dry_run_option, file_argument
from kpitui.exchange.plan_text import load_plan_file, write_plan
from kpitui.views.plan_diff import in_lines, load_plan_diff
from kpitui.views.plan_document import load_document

NAMES_SHOWN = 10


@click.group()
def plan() -> None:
    """The whole plan as TOML text."""


@plan.command()
@db_option
@json_option
@as_of_option
def show(db: Path | None, as_of: str | None, as_json: bool) -> None:
    """Print the plan as text: mission, metrics, teams, people, priorities, strategies, KPIs,
    targets, standards.

    All of it with its past, or with --as-of what applied on that day.
    """
    env = open_environment(db)
    document = load_document(env.database, env.moment(as_of) if as_of else None)
    if as_json:
        answer_json(document.model_dump(mode="json", exclude_none=True))
    else:
        answer_document(write_plan(document))


@plan.command()
@db_option
@json_option
@file_argument
@dry_run_option
def load(db: Path | None, file: Path, dry_run: bool, as_json: bool) -> None:
    """Load the plan from FILE: creates and updates by name, all or nothing, and prints what
    changed.
    """
    env = open_environment(db)
    report = load_plan_file(env.database, env.actor, file, today=env.today, dry_run=dry_run)
    if report.without_range:
        names = listed(report.without_range, NAMES_SHOWN)
        talk(
            f"In percent without a valid range: {names}. A slip such as 192 is not asked about; "
            "plausible_low and plausible_high set one."
        )
    if as_json:
        answer_json({"dry_run": dry_run, "done": list(report.lines)})
        return
    for line in report.lines:
        answer(env.writing.words(line))
    if not report.lines:
        talk("The plan matches the document already.")
    elif dry_run:
        talk("This is what would change; nothing was changed.")


@plan.command(context_settings={"ignore_unknown_options": True})
@db_option
@json_option
@click.argument("first", metavar="DATE")
@click.argument("second", metavar="DATE", default="today")
def diff(db: Path | None, first: str, second: str, as_json: bool) -> None:
    """Show what changed in the plan between two DATEs: added, changed, ended."""
    env = open_environment(db)
    days = [env.moment(day, "plan diff") for day in (first, second)]
    sections = load_plan_diff(env.database, days[0].day, days[1].day, days[0].today, env.config)
    if as_json:
        answer_json(sections)
        return
    for line in in_lines(sections):
        answer(env.writing.words(line), charset(env.config))
