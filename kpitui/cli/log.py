"""Quick entry on the command line: log."""

from pathlib import Path

import click

from kpitui.actions.corrections import record_placed
from kpitui.cli.context import (
    answer,
    answer_json,
    charset,
    db_option,
    json_option,
    open_environment,
    talk,
)
from kpitui.cli.in_words import (
    NUMBERS_BELOW_0,
    InWords,
    ask_about_doubtful,
    placed_readings,
    same_day_options,
)
from kpitui.domain.access import Permission
from kpitui.domain.entry import understand
from kpitui.domain.entry_phrase import Understood
from kpitui.domain.entry_words import saved_in_words
from kpitui.domain.errors import BadData, WrongUsage, nothing_saved
from kpitui.domain.history import ChangeRecord
from kpitui.domain.same_day import Placed
from kpitui.views.vocabulary import RecordedFor, load_vocabulary


@click.command(cls=InWords, context_settings=NUMBERS_BELOW_0)
@db_option
@json_option
@same_day_options
@click.option("--yes", is_flag=True, help="Keep values outside the valid range without asking.")
@click.option("--why", default="", metavar="TEXT", help="Reason for a reading in a locked month.")
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED)
def log(
    db: Path | None, words: tuple[str, ...], replace: bool, add: bool, yes: bool, why: str,
    as_json: bool
) -> None:  # fmt: skip
    """Record readings in words: kpitui log "csat 92 aht 5:40 ana yesterday"; a
    semicolon separates entries.
    """
    env = open_environment(db)
    env.actor.require(Permission.READINGS)
    today = env.entry_day
    vocabulary = load_vocabulary(env.database, today)
    read = understand(" ".join(words), vocabulary, today, env.writing, latest=env.latest_day)
    answers = list(map(RecordedFor(env.database).named, read))
    entries = [one for one in answers if isinstance(one, Understood)]
    for one in answers:
        if not isinstance(one, Understood):
            raise nothing_saved(BadData(f"{one.sentence}."))
    if not entries:
        raise WrongUsage('Type what to record, such as: kpitui log "csat 92 ana yesterday"')
    for one in entries:
        vocabulary.require(one.subject)
    found = placed_readings(entries, env, replace=replace, add=add)
    doubtful = [] if yes else ask_about_doubtful(entries, env)
    saved = [
        (entry, reading)
        for entry, reading in zip(entries, found, strict=True)
        if reading is not None
    ]
    change = ChangeRecord(env.actor, "record readings", why)
    drafts = [reading for _, reading in saved]
    ids = record_placed(env.database, env.actor, drafts, today=env.latest_day, change=change)
    for sentence in doubtful:
        talk(sentence)
    if as_json:
        numbered = zip(ids, saved, strict=True)
        answer_json([_for_programs(id_, *one) for id_, one in numbered])
        return
    for entry, reading in saved:
        answer(saved_in_words(entry, reading, env.writing), charset(env.config))


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
        "voided": [void.id for void in reading.voids],
    }
