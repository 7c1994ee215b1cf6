"""Quick entry on the command line: log."""

import sys
from datetime import date
from pathlib import Path

import click

from kpitui.actions.readings import record
from kpitui.cli.context import Desk, answer, answer_json, charset, db_option, json_option, open_desk, talk
from kpitui.domain.cells import format_range, format_value
from kpitui.domain.entry import Understood, understand
from kpitui.domain.errors import BadData, WrongUsage
from kpitui.domain.metrics import NOTE_LIMIT, Range
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.text import clean
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
    today = date.today()
    vocabulary = load_vocabulary(desk.database, today)
    answers = understand(" ".join(words), vocabulary, today, decimal_comma=desk.config.decimal_comma or None)
    entries = [one for one in answers if isinstance(one, Understood)]
    for one in answers:
        if not isinstance(one, Understood):
            raise BadData(f"{one.sentence}. Nothing was recorded.")
    if not entries:
        raise WrongUsage('Say what to record, such as: kpitui log "csat 92 ana yesterday"')
    if not yes:
        _ask_about_implausible(entries, desk)
    recorded = record(desk.database, desk.actor, [_draft(one) for one in entries], today=today, reason=why)
    if as_json:
        answer_json([_for_programs(reading_id, one) for reading_id, one in zip(recorded.ids, entries, strict=True)])
        return
    for one in entries:
        answer(_in_words(one, desk), charset(desk.config))


def _draft(entry: Understood) -> ReadingDraft:
    try:
        note = clean(entry.note, NOTE_LIMIT)
    except ValueError as error:
        raise BadData(f"The note: {error}.") from None
    cell, subject = entry.cell, entry.subject
    return ReadingDraft(
        metric_id=entry.metric.id, person_id=subject.person_id, team_id=subject.team_id, date=entry.date,
        value=cell.value, numerator=cell.numerator, denominator=cell.denominator, n=cell.n, note=note,
    )  # fmt: skip


def _ask_about_implausible(entries: list[Understood], desk: Desk) -> None:
    for one in entries:
        value = one.cell.shown(one.metric)
        if one.metric.plausible(value):
            continue
        shown = format_value(value, one.metric, decimal_comma=desk.config.decimal_comma)
        bounds = format_range(
            Range(low=one.metric.plausible_low, high=one.metric.plausible_high),
            one.metric,
            decimal_comma=desk.config.decimal_comma,
        )
        doubt = f"{one.metric.name}: {shown} lies outside {bounds}"
        if not sys.stdin.isatty():
            raise BadData(f"{doubt}; add --yes to keep it. Nothing was recorded.")
        talk(f"{doubt}.")
        if not click.confirm("Keep it?", err=True):
            raise BadData("Nothing was recorded.")


def _in_words(entry: Understood, desk: Desk) -> str:
    value = format_value(entry.cell.shown(entry.metric), entry.metric, decimal_comma=desk.config.decimal_comma)
    size = f" (n={entry.cell.n})" if entry.cell.n else ""
    note = f" “{entry.note}”" if entry.note else ""
    return f"recorded {entry.metric.name} {value}{size} for {entry.subject.name} on {entry.date:%a} {entry.date}{note}"


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
