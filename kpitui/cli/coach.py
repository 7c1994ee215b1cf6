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
from kpitui.domain.errors import BadData, KpituiError, nothing_saved
from kpitui.domain.records.session import SessionDraft
from kpitui.domain.session_entry import Session, session_draft, session_in_words, understand_session
from kpitui.domain.session_fields import Coaches, coach_named, talked_about
from kpitui.domain.text import NAME_LIMIT, NOTE_LIMIT, clean
from kpitui.views.coaching import load_contact_names, load_words_typed
from kpitui.views.vocabulary import load_vocabulary
from kpitui.words.coaching import NO_COACHING


def _coaches_of(env: Environment) -> Coaches:
    return load_words_typed(env.database, env.actor.name).coaches


def _coaches(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Who held sessions before, whose names go on as what is typed."""
    path = context.params.get("db") or context.find_root().params.get("db")
    try:
        with context.scope():
            found = _coaches_of(open_environment(path)).names
    except KpituiError:
        return []
    return [name for name in found if name.casefold().startswith(begun.casefold())]


@click.command(cls=InWords, context_settings=NUMBERS_BELOW_0)
@db_option
@json_option
@same_day_options
@click.option("--yes", is_flag=True, help="Keep values outside the valid range without asking.")
@click.option(
    "--evaluation", "contacts", multiple=True, metavar="CONTACT",
    help="A scored contact that it talks about, by its reference; may be repeated.",
)  # fmt: skip
@click.option(
    "--coach",
    "held_by",
    default="",
    metavar="NAME",
    shell_complete=_coaches,
    help="Who held it, if someone else than you.",
)
@click.option("--strengths", default="", metavar="TEXT", help="What went well already.")
@click.option("--reference", default="", metavar="TEXT", help="Calls or contacts by their number.")
@click.option("--why", default="", metavar="TEXT", help="Reason for a reading in a locked month.")
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED)
def coach(
    db: Path | None, words: tuple[str, ...], replace: bool, add: bool, yes: bool, why: str,
    contacts: tuple[str, ...], held_by: str, strengths: str, reference: str, as_json: bool
) -> None:  # fmt: skip
    """Record a coaching session in words, all of it in single quotes. Names with commas between
    them were there together.

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
        raise nothing_saved(BadData(f"{session.sentence}."))
    draft = _with_options(session_draft(session), held_by, strengths, reference, env)
    draft = _talking_about(draft, contacts, env)
    found = placed_readings(session.readings, env, replace=replace, add=add)
    doubtful = [] if yes else ask_about_doubtful(session.readings, env)
    taken = [one for one in found if one is not None]
    recorded = record_session(
        env.database, env.actor, draft, today=env.latest_day, reason=why, readings=taken, once=True
    )
    for sentence in doubtful:
        talk(sentence)
    if as_json:
        answer_json(
            {
                "session": recorded.session_id, "readings": recorded.reading_ids,
                "together": recorded.with_ids,
            }
            | {key: value for key, value in asdict(draft).items() if key != "readings"}
            | {"coach": recorded.coach}
        )  # fmt: skip
        return
    first, *rest = session_in_words(session, writing)
    for text in (f"recorded {first}", *rest, *_options_told(draft)):
        answer(text, charset(env.config))
    if not draft.counts:
        talk(NO_COACHING)


def _with_options(
    draft: SessionDraft, held_by: str, strengths: str, reference: str, env: Environment
) -> SessionDraft:
    """The same with what no word of the line says; raises `BadData` for what no record can hold."""
    known = _coaches_of(env) if held_by else Coaches()
    try:
        return structs.replace(
            draft,
            coach=coach_named(held_by, known),
            strengths=clean(strengths, NOTE_LIMIT, multiline=True),
            reference=clean(reference, NAME_LIMIT),
        )
    except ValueError as error:
        raise nothing_saved(BadData(f"{str(error).removesuffix('.')}.")) from None


def _options_told(draft: SessionDraft) -> list[str]:
    told = (
        ("coach", draft.coach), ("strengths", draft.strengths), ("reference", draft.reference),
    )  # fmt: skip
    return [f"{what}: {' '.join(said.split())}" for what, said in told if said]


def _talking_about(
    draft: SessionDraft, contacts: tuple[str, ...], env: Environment
) -> SessionDraft:
    """The same with the scored contacts that it talks about; raises `BadData` for one that there is
    not.
    """
    if not contacts:
        return draft
    if draft.with_ids:
        raise BadData("A scored contact is of one agent; record their session alone.")
    known = load_contact_names(env.database, draft.person_id)
    try:
        about = talked_about("; ".join(contacts), known)
    except ValueError as error:
        raise nothing_saved(BadData(f"--evaluation: {error}.")) from None
    return structs.replace(draft, evaluations=about)
