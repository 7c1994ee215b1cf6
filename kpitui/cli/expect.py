"""The command `expect`: what is expected of a person, to sign."""

from pathlib import Path

import click

from kpitui.cli.context import (
    answer,
    answer_document,
    as_of_option,
    charset,
    db_option,
    open_environment,
    talk,
)
from kpitui.exchange.expectations import FORMS, ExpectForm, expectations_text
from kpitui.exchange.files import new_file
from kpitui.views.actors import only_person, own_person
from kpitui.views.lookup import find_person
from kpitui.views.person import load_person_page
from kpitui.words.expectations import ExpectationWords


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
@click.argument("name", nargs=-1, required=True)
def expect(
    db: Path | None, as_of: str | None, form: ExpectForm, out: Path | None, name: tuple[str, ...]
) -> None:
    """Print what is expected of the person NAME, with lines to sign."""
    env, when = open_environment(db).seen_on(as_of)
    only = only_person(env.database, env.actor)
    person = find_person(env.database, " ".join(name), only=only)
    page = load_person_page(
        env.database, person.id, when, env.config, team=env.actor.sees_everybody,
        own=own_person(env.database, env.actor) == person.id,
    )  # fmt: skip
    text = expectations_text(ExpectationWords(page, env.speech), form)
    if out is not None:
        with new_file(out) as stream:
            stream.write(text)
        talk(f"Wrote {out}.")
        return
    if form == "text":
        for line in text.splitlines():
            answer(line, charset(env.config))
    else:
        answer_document(text)
