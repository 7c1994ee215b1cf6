"""Quick entry on the command line: log."""

import sys
from pathlib import Path

import click

from kpitui.actions.readings import record
from kpitui.cli.context import Desk, answer, answer_json, charset, db_option, json_option, open_desk, talk
from kpitui.domain.entry import Understood, understand
from kpitui.domain.entry_words import doubt, entry_in_words, reading_draft
from kpitui.domain.errors import BadData, WrongUsage
from kpitui.views.usual import load_usual
from kpitui.views.vocabulary import load_vocabulary


@click.command(context_settings={"ignore_unknown_options": True})
@db_option
@json_option
@click.option("--yes", is_flag=True, help="Keep implausible values without asking.")
@click.option("--why", default="", metavar="TEXT", help="Why a reading of a closed month comes now.")
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED)
def log(db: Path | None, words: tuple[str, ...], yes: bool, why: str, as_json: bool) -> None:
    """Record readings in words: kpitui log "csat 92 ana yesterday"; several are separated by a semicolon."""
    desk = open_desk(db)
    today = desk.entry_day
    vocabulary = load_vocabulary(desk.database, today)
    answers = understand(" ".join(words), vocabulary, today, desk.config.writing)
    entries = [one for one in answers if isinstance(one, Understood)]
    for one in answers:
        if not isinstance(one, Understood):
            raise BadData(f"{one.sentence}. Nothing was recorded.")
    if not entries:
        raise WrongUsage('Say what to record, such as: kpitui log "csat 92 ana yesterday"')
    if not yes:
        ask_about_doubtful(entries, desk)
    drafts = [reading_draft(one) for one in entries]
    recorded = record(desk.database, desk.actor, drafts, today=desk.latest_day, reason=why)
    if as_json:
        answer_json([_for_programs(reading_id, one) for reading_id, one in zip(recorded.ids, entries, strict=True)])
        return
    for one in entries:
        answer(f"recorded {entry_in_words(one, desk.config.writing)}", charset(desk.config))


def ask_about_doubtful(entries: list[Understood], desk: Desk) -> None:
    """Ask once about each value that nobody would expect; raises `BadData` where one is not to be kept."""
    usual = load_usual(desk.database, entries, desk.moment(None), desk.config)
    for one, limits in zip(entries, usual, strict=True):
        asked = doubt(one, limits, decimal_comma=desk.config.decimal_comma)
        if not asked:
            continue
        if not sys.stdin.isatty():
            if one.metric.plausible(one.cell.shown(one.metric) or 0.0):
                # What is unusual may well be the signal that everybody waits for; a program cannot be asked.
                talk(f"{asked}; it is recorded all the same.")
                continue
            raise BadData(f"{asked}; add --yes to keep it. Nothing was recorded.")
        talk(f"{asked}.")
        if not click.confirm("Keep it?", err=True):
            raise BadData("Nothing was recorded.")


def _for_programs(reading_id: int, entry: Understood) -> dict[str, object]:
    return {
        "id": reading_id,
        "metric": entry.metric.name,
        "subject": entry.subject.name,
        "date": entry.date.isoformat(),
        "value": entry.cell.value,
        "n": entry.cell.n,
        "numerator": entry.cell.numerator,
        "denominator": entry.cell.denominator,
        "note": entry.note or None,
    }
