"""The command `session`: the page that both take to a one-to-one."""

from pathlib import Path

import click

from kpitui.cli.context import (
    Environment,
    answer,
    answer_document,
    as_of_option,
    charset,
    db_option,
    open_environment,
    talk,
)
from kpitui.domain.errors import Refused
from kpitui.domain.within import WORDS_HELD_BACK
from kpitui.exchange.files import new_file
from kpitui.exchange.one_to_one import FORMS, OneToOneForm, one_to_one_text
from kpitui.views.actors import only_person, own_person
from kpitui.views.lookup import find_person
from kpitui.views.person import load_person_page
from kpitui.words.one_to_one import OneToOneWords


@click.command()
@db_option
@as_of_option
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="Default: text.")
@click.option(
    "-o",
    "out",
    type=click.Path(readable=False, path_type=Path),
    help="Write to a new file.",
)
@click.argument("name", nargs=-1)
def session(
    db: Path | None, as_of: str | None, form: OneToOneForm, out: Path | None, name: tuple[str, ...]
) -> None:
    """Print the page that you and NAME take to a one-to-one, or your own: standards with their
    trends, what was agreed last, open actions, strengths, evaluations.
    """
    env, when = open_environment(db).seen_on(as_of)
    if not env.actor.sees_words:
        raise Refused(WORDS_HELD_BACK)
    person_id, own = _whose(env, name)
    page = load_person_page(
        env.database, person_id, when, env.config, team=env.actor.sees_everybody, own=own
    )
    text = one_to_one_text(OneToOneWords(page, env.speech), form, charset(env.config))
    if out is not None:
        with new_file(out) as stream:
            stream.write(text)
        talk(f"Wrote {out}.")
    elif form == "text":
        for line in text.splitlines():
            answer(line, charset(env.config))
    else:
        answer_document(text)


def _whose(env: Environment, name: tuple[str, ...]) -> tuple[int, bool]:
    """The person, and whether it is oneself."""
    own = own_person(env.database, env.actor)
    if not name and own is None:
        raise click.UsageError("Name the agent: kpitui session NAME.")
    only = only_person(env.database, env.actor)
    found = find_person(env.database, " ".join(name), only=only).id if name else own
    assert found is not None
    return found, own == found
