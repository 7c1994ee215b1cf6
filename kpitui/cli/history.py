"""Commands about what was done: history, undo, redo."""

from pathlib import Path

import click

from kpitui.actions.undo import redo as do_again
from kpitui.actions.undo import undo as take_back
from kpitui.cli.context import answer, answer_json, db_option, json_option, open_environment, talk
from kpitui.domain.errors import NothingFound
from kpitui.domain.within import WORDS_HELD_BACK
from kpitui.views.history import CHANGES_READ, WAYS, HistoryQuestion, load_history


@click.command()
@db_option
@json_option
@click.option(
    "--record",
    default="",
    metavar="TEXT",
    help="Only changes to records with this name, or part of it.",
)
@click.option("--by", default="", metavar="NAME", help="Only changes by this account.")
@click.option("--since", metavar="DATE", help="Only from this day.")
@click.option(
    "--limit",
    default=CHANGES_READ,
    show_default=True,
    type=click.IntRange(1),
    help="Show at most N changes.",
)
def history(
    db: Path | None, as_json: bool, record: str, by: str, since: str | None, limit: int
) -> None:
    """List changes, newest first: who, when, where, before, after and why."""
    env = open_environment(db)
    day = env.moment(since, "--since").day if since else None
    question = HistoryQuestion(record=record, by=by, since=day, limit=limit)
    found = load_history(env.database, question, env.writing)
    if as_json:
        answer_json([change for line in found for change in line.changes])
    for line in () if as_json else found:
        undone = " (undone)" if line.undone else ""
        answer(
            f"{line.change_id or '-'}  {line.when}  {line.by} ({WAYS.get(line.way, '?')})  "
            f"{line.title}{undone}"
        )
        if line.why:
            answer(f"    why: {line.why}")
        for one in line.told if len(line.told) <= 20 else ():
            for name, before, after in one.differences:
                answer(f"    {one.record} {name}: {before or '-'} → {after or '-'}")
    if not env.actor.sees_words and not as_json:
        talk(WORDS_HELD_BACK)
    if not found:
        raise NothingFound("No such changes in the history.")


_why_option = click.option(
    "--why", default="", metavar="TEXT", help="Reason; required for readings in a locked month."
)


@click.command()
@db_option
@_why_option
@click.argument("change", type=int, required=False, metavar="[CHANGE]")
def undo(db: Path | None, change: int | None, why: str) -> None:
    """Undo your last change, or the one with this number in kpitui history."""
    env = open_environment(db)
    undone = take_back(env.database, env.actor, change, why)
    answer(f"undone: {undone.label}")
    for one in undone.stays:
        talk(f"kept, as a voided reading needs it: {one}")


@click.command()
@db_option
@_why_option
@click.argument("change", type=int, required=False, metavar="[CHANGE]")
def redo(db: Path | None, change: int | None, why: str) -> None:
    """Redo what you undid last, or the undo with this number in kpitui history."""
    env = open_environment(db)
    answer(f"redone: {do_again(env.database, env.actor, change, why).label}")
