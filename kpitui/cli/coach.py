"""A coaching session on the command line: coach."""

from pathlib import Path

import click
from msgspec import structs
from msgspec.structs import asdict

from kpitui.actions.coaching import record_session
from kpitui.cli.context import (
    Environment,
    answer,
    answer_json,
    charset,
    db_option,
    json_option,
    open_environment,
)
from kpitui.cli.in_words import (
    NUMBERS_BELOW_0,
    InWords,
    ask_about_doubtful,
    placed_readings,
    same_day_options,
)
from kpitui.domain.access import Permission
from kpitui.domain.errors import BadData
from kpitui.domain.records.session import SessionDraft
from kpitui.domain.session_entry import Session, session_draft, session_in_words, understand_session
from kpitui.domain.session_fields import talked_about
from kpitui.views.coaching import load_contact_names
from kpitui.views.vocabulary import load_vocabulary


@click.command(cls=InWords, context_settings=NUMBERS_BELOW_0)
@db_option
@json_option
@same_day_options
@click.option("--yes", is_flag=True, help="Keep values outside the valid range without asking.")
@click.option(
    "--evaluation", "contacts", multiple=True, metavar="CONTACT",
    help="A scored contact that it talks about, by its reference; may be repeated.",
)  # fmt: skip
@click.option("--why", default="", metavar="TEXT", help="Reason for a reading in a locked month.")
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED)
def coach(
    db: Path | None, words: tuple[str, ...], replace: bool, add: bool, yes: bool, why: str,
    contacts: tuple[str, ...], as_json: bool
) -> None:  # fmt: skip
    """Record a coaching session in words, all of it in single quotes.

    kpitui coach 'dana role-play empathy 20m "greeted too late" !greet by name >+14d'
    """
    env = open_environment(db)
    env.actor.require(Permission.COACHING)
    today = env.entry_day
    line = " ".join(("coach", *words))
    writing = env.writing
    vocabulary = load_vocabulary(env.database, today)
    session = understand_session(line, vocabulary, today, writing, latest=env.latest_day)
    if not isinstance(session, Session):
        raise BadData(f"{session.sentence}. Nothing was recorded.")
    draft = _talking_about(session_draft(session), contacts, env)
    found = placed_readings(session.readings, env, replace=replace, add=add)
    if not yes:
        ask_about_doubtful(session.readings, env)
    taken = [one for one in found if one is not None]
    recorded = record_session(
        env.database, env.actor, draft, today=env.latest_day, reason=why, readings=taken
    )
    if as_json:
        answer_json(
            {"session": recorded.session_id, "readings": recorded.reading_ids}
            | {key: value for key, value in asdict(draft).items() if key != "readings"}
        )
        return
    first, *rest = session_in_words(session, writing)
    for text in (f"recorded {first}", *rest):
        answer(text, charset(env.config))


def _talking_about(
    draft: SessionDraft, contacts: tuple[str, ...], env: Environment
) -> SessionDraft:
    """The same with the scored contacts that it talks about; raises `BadData` for one that there is
    not.
    """
    if not contacts:
        return draft
    known = load_contact_names(env.database, draft.person_id)
    try:
        about = talked_about("; ".join(contacts), known)
    except ValueError as error:
        raise BadData(f"--evaluation: {error}. Nothing was recorded.") from None
    return structs.replace(draft, evaluations=about)
