"""CHANGELOG and the news name this version, and CHANGELOG every command and option there is."""

import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from kpitui.cli.main import cli

ROOT = Path(__file__).parents[2]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
ITEMS = [re.sub(r"\s+", " ", item) for item in re.split(r"^(?:- |#)", CHANGELOG, flags=re.M)]
EVERYWHERE = {"--db", "--as-of"}
"""What is told once for all commands."""


def leaves(
    group: click.Group, ctx: click.Context, path: str = ""
) -> Iterator[tuple[str, set[str]]]:
    """Every command that is no group alone, by its words, with its options."""
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        words = f"{path} {name}".strip()
        options = {
            max(param.opts, key=len) for param in command.params if isinstance(param, click.Option)
        }
        if not isinstance(command, click.Group) or options - EVERYWHERE:
            yield words, options
        if isinstance(command, click.Group):
            yield from leaves(command, click.Context(command, parent=ctx), words)


COMMANDS = dict(leaves(cli, click.Context(cli)))


def test_the_newest_section_is_that_of_this_version() -> None:
    news = (ROOT / "kpitui" / "news.md").read_text("utf-8")
    for text in (CHANGELOG, news):
        newest = re.findall(r"^## (\d+\.\d+\.\d+)", text, re.M)[0]
        assert newest == version("kpitui")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_named_with_its_options(command: str) -> None:
    lines = [item for item in ITEMS if re.search(rf"`{command}[` ]", item)]
    assert lines, f"CHANGELOG does not name kpitui {command}"
    text = " ".join(lines)
    unnamed = {
        option
        for option in COMMANDS[command] - EVERYWHERE
        if not re.search(rf"(?<![\w-]){option}(?![\w-])", text)
    }
    assert not unnamed, f"CHANGELOG does not name these of kpitui {command}"
