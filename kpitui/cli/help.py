"""The help on the command line: a page as text, for a terminal, a pipe or a screen reader."""

import shutil

import click

from kpitui.cli.context import answer, charset, settings, talk
from kpitui.cli.help_text import page_as_text
from kpitui.config import Config
from kpitui.domain.errors import BadFile
from kpitui.views.help import PAGES, find_page, load_page

WIDEST = 100


@click.command("help")
@click.argument("page", nargs=-1)
def help_(page: tuple[str, ...]) -> None:
    """Print the help: its contents, a PAGE by part of its name, or a health rule by its code."""
    try:
        config = settings()
    except BadFile as error:  # the help is what tells how to fix it
        talk(error.sentence)
        config = Config()
    drawn_with = charset(config)
    if not page:
        for name in PAGES:
            answer(f"{name:<14} {load_page(name).title}", drawn_with)
        return
    found = find_page(" ".join(page))
    width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
    for line in page_as_text(found, max(width, 20)):
        answer(line, drawn_with)
