"""Quick entry on the command line: log."""

from pathlib import Path

import click

from kpitui.actions.corrections import record_placed
from kpitui.cli.context import answer, answer_json, charset, db_option, json_option, open_desk
from kpitui.cli.in_words import NUMBERS_BELOW_0, InWords, ask_about_doubtful, placed_readings, same_day_options
from kpitui.domain.entry import Understood, understand
from kpitui.domain.entry_words import saved_in_words
from kpitui.domain.errors import BadData, WrongUsage
from kpitui.domain.history import DeedRecord
from kpitui.domain.same_day import Placed
from kpitui.views.vocabulary import load_vocabulary


@click.command(cls=InWords, context_settings=NUMBERS_BELOW_0)
@db_option
@json_option
@same_day_options
@click.option("--yes", is_flag=True, help="Keep implausible values without asking.")
@click.option("--why", default="", metavar="TEXT", help="Why a reading of a closed month comes now.")
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED)
def log(
    db: Path | None, words: tuple[str, ...], replace: bool, add: bool, yes: bool, why: str, as_json: bool
) -> None:  # fmt: skip
    """Record readings in words: kpitui log "csat 92 aht 5:40 ana yesterday"; a semicolon parts entries."""
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
    found = placed_readings(entries, desk, replace=replace, add=add)
    if not yes:
        ask_about_doubtful(entries, desk)
    saved = [(entry, reading) for entry, reading in zip(entries, found, strict=True) if reading is not None]
    deed = DeedRecord(desk.actor, "record readings", why)
    recorded = record_placed(
        desk.database, desk.actor, [reading for _, reading in saved], today=desk.latest_day, deed=deed
    )
    if as_json:
        ids = zip(recorded.ids, saved, strict=True)
        answer_json([_for_programs(reading_id, entry, reading) for reading_id, (entry, reading) in ids])
        return
    for entry, reading in saved:
        answer(saved_in_words(entry, reading, desk.config.writing), charset(desk.config))


def _for_programs(reading_id: int, entry: Understood, reading: Placed) -> dict[str, object]:
    draft = reading.draft
    return {
        "id": reading_id,
        "metric": entry.metric.name,
        "subject": entry.subject.name,
        "date": entry.date.isoformat(),
        "value": draft.value,
        "n": draft.n,
        "numerator": draft.numerator,
        "denominator": draft.denominator,
        "note": draft.note or None,
        "replaced": reading.over is not None,
        "voided": [one.id for one in reading.voids],
    }
