"""The command `people data`: everything that is kept of a person."""

from contextlib import suppress
from pathlib import Path

import click

from kpitui import paths
from kpitui.cli.context import (
    Environment,
    answer_document,
    answer_json,
    db_option,
    json_option,
    open_environment,
    talk,
)
from kpitui.domain.errors import BadFile
from kpitui.exchange.files import new_file
from kpitui.exchange.personal_data import FORMS, DataForm, as_data, personal_data_text, warning
from kpitui.views.lookup import find_person_ever
from kpitui.views.personal_data import load_personal_data


@click.command("data")
@db_option
@click.option("--format", "form", type=click.Choice(FORMS), default="json", help="Default: json.")
@json_option
@click.option(
    "--without-others", is_flag=True,
    help="Leave out names of other people and what is about them.",
)  # fmt: skip
@click.option(
    "-o", "out", type=click.Path(readable=False, path_type=Path), help="Write to a new file."
)
@click.argument("name", nargs=-1, required=True)
def data_of_person(
    db: Path | None, form: DataForm, as_json: bool, without_others: bool, out: Path | None,
    name: tuple[str, ...],
) -> None:  # fmt: skip
    """Show everything that is kept of the person NAME: records, history and drafts.

    Other people stand in it too; --without-others leaves them out.
    """
    env = open_environment(db)
    person = find_person_ever(env.database, env.actor, " ".join(name))
    data = load_personal_data(
        env.database,
        env.actor,
        person,
        draft_folders(env),
        env.writing,
        without_others=without_others,
    )
    form = "json" if as_json else form
    if out is not None:
        with new_file(out) as stream:
            stream.write(personal_data_text(data, form, env.writing))
        talk(f"Wrote {out}.")
    elif form == "json":
        answer_json(as_data(data))
    else:
        answer_document(personal_data_text(data, form, env.writing))
    if form == "json" and (said := warning(data)):  # a page says it itself
        talk(said)


def draft_folders(env: Environment) -> tuple[Path, ...]:
    """Every folder where drafts on the file may lie; raises `BadFile` where the settings name a
    home of the gate that is not there.
    """
    home = env.config.gate.home
    with suppress(PermissionError):  # who looks into it is told
        if home and not Path(home).expanduser().is_dir():
            raise BadFile(
                f"{paths.config_file()} names {home} as the home of the gate, which is no folder "
                "that is seen here, so the drafts in it cannot be looked at; correct gate.home."
            )
    return paths.draft_folders(env.database.path, home)
