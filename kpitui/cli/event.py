"""An event on the command line: event."""

from pathlib import Path

import click
from msgspec.structs import asdict

from kpitui.actions.measures import annotate
from kpitui.cli.context import (
    answer,
    answer_json,
    charset,
    db_option,
    json_option,
    open_environment,
)
from kpitui.cli.in_words import NUMBERS_BELOW_0, InWords
from kpitui.domain.access import Permission
from kpitui.domain.errors import BadData, nothing_saved
from kpitui.domain.event_entry import Event, event_draft, event_in_words, understand_event
from kpitui.views.vocabulary import load_vocabulary


@click.command(cls=InWords, context_settings=NUMBERS_BELOW_0)
@db_option
@json_option
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED)
def event(db: Path | None, words: tuple[str, ...], as_json: bool) -> None:
    """Add an event to the chart of a metric in words, all of it in single quotes.

    Without a team or a person it is the whole organisation's. A reason after ! resets the limits.

    kpitui event 'csat "new phone menu" orders fri'
    """
    env = open_environment(db)
    env.actor.require(Permission.ANNOTATIONS)
    vocabulary = load_vocabulary(env.database, env.entry_day)
    line = " ".join(("event", *words))
    found = understand_event(line, vocabulary, env.entry_day, env.writing, latest=env.latest_day)
    if not isinstance(found, Event):
        raise nothing_saved(BadData(f"{found.sentence}."))
    draft = event_draft(found)
    number = annotate(env.database, env.actor, draft)
    if as_json:
        answer_json({"event": number, **asdict(draft)})
        return
    answer(f"recorded {event_in_words(found, env.writing)}", charset(env.config))
