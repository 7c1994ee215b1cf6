"""Commands about what was done: history, undo, redo."""

from pathlib import Path

import click

from kpitui.actions.undo import redo as do_again
from kpitui.actions.undo import undo as take_back
from kpitui.cli.context import answer, answer_json, db_option, json_option, open_desk, talk
from kpitui.domain.errors import NothingFound
from kpitui.views.history import DEEDS_READ, HistoryQuestion, load_history


@click.command()
@db_option
@json_option
@click.option(
    "--record", default="", metavar="TEXT", help="Only what was done to a record of that name or part of one."
)
@click.option("--by", default="", metavar="NAME", help="Only what that account did.")
@click.option("--since", metavar="DATE", help="Only from that day on.")
@click.option("--limit", default=DEEDS_READ, show_default=True, type=click.IntRange(1), help="So many deeds at most.")
def history(db: Path | None, as_json: bool, record: str, by: str, since: str | None, limit: int) -> None:
    """Every change with who, when, by which way, before, after and why, newest first."""
    desk = open_desk(db)
    day = desk.moment(since, "--since").day if since else None
    question = HistoryQuestion(record=record, by=by, since=day, limit=limit)
    found = load_history(desk.database, question, desk.config.writing)
    if as_json:
        answer_json([change for line in found for change in line.changes])
    for line in () if as_json else found:
        undone = " (taken back)" if line.undone else ""
        answer(f"{line.deed_id or '-'}  {line.when}  {line.by} ({line.way or '?'})  {line.title}{undone}")
        if line.why:
            answer(f"    why: {line.why}")
        for one in line.told if len(line.told) <= 20 else ():
            for name, before, after in one.differences:
                answer(f"    {one.record} {name}: {before or '-'} → {after or '-'}")
    if not found:
        raise NothingFound("Nothing of that is in the history.")


@click.command()
@db_option
@click.argument("deed", type=int, required=False)
def undo(db: Path | None, deed: int | None) -> None:
    """Take back your last deed, or the one with that number in kpitui history."""
    desk = open_desk(db)
    undone = take_back(desk.database, desk.actor, deed)
    answer(f"taken back: {undone.label}")
    for one in undone.stays:
        talk(f"stays, as a voided reading is of it: {one}")


@click.command()
@db_option
@click.argument("deed", type=int, required=False)
def redo(db: Path | None, deed: int | None) -> None:
    """Do again what you undid last, or what the undo with that number in kpitui history undid."""
    desk = open_desk(db)
    answer(f"redone: {do_again(desk.database, desk.actor, deed).label}")
