"""Commands for the shell around kpitui: completion, man."""

from collections.abc import Iterator
from importlib.metadata import version

import click
from click.shell_completion import get_completion_class

from kpitui.cli.context import answer, answer_document
from kpitui.domain.clock import SERVER

COMPLETE = "_KPITUI_COMPLETE"
"""What the shell sets when it asks how a word goes on."""


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script for SHELL."""
    kind = get_completion_class(shell)
    assert kind is not None
    wanted = kind(context.find_root().command, {}, "kpitui", COMPLETE)
    # Not its source(): that starts a bash to ask for its version, on machines that need have none.
    answer_document(f"{wanted.source_template % wanted.source_vars()}\n")


@click.command()
@click.pass_context
def man(context: click.Context) -> None:
    """Print the manual page: every command with its options."""
    for line in _page(context.find_root()):
        answer(line)


def _page(root: click.Context) -> Iterator[str]:
    command = root.command
    assert isinstance(command, click.Group)
    installed = version("kpitui")
    yield f'.TH KPITUI 1 "{SERVER.today():%Y-%m-%d}" "kpitui {installed}" "User commands"'
    yield ".SH NAME"
    yield "kpitui \\- mission, priorities, strategies and KPIs, with standards kept separate"
    yield ".SH SYNOPSIS"
    yield ".B kpitui"
    yield "[\\fIOPTIONS\\fR] [\\fICOMMAND\\fR [\\fIARGUMENTS\\fR]]"
    yield ".SH DESCRIPTION"
    yield _text(command.help or "")
    yield ".SH OPTIONS"
    yield from _options(command, root)
    yield ".SH COMMANDS"
    named = click.Context(command, info_name="kpitui")
    for name in command.list_commands(root):
        below = command.get_command(root, name)
        assert below is not None
        yield from _command(below, click.Context(below, info_name=name, parent=named))
    yield ".SH EXIT STATUS"
    yield "0 done; 1 no results, or issues found; 2 wrong usage; 3 refused; 4 bad data or file;"
    yield "5 someone else held the file too long."
    yield ".SH ENVIRONMENT"
    yield "KPITUI_DB names the database file, NO_COLOR turns colours off."
    yield ".SH SEE ALSO"
    yield ".B kpitui help"
    yield "prints the pages of the help."


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield ".SS " + _text(
        f"{context.command_path} {' '.join(command.collect_usage_pieces(context))}".strip()
    )
    yield _text(command.help or "")
    yield from _options(command, context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _command(below, click.Context(below, info_name=name, parent=context))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        told = parameter.get_help_record(context)
        if told is not None and (parameter.name != "help" or context.parent is None):
            yield ".TP"
            yield f"\\fB{_text(told[0])}\\fR"
            yield _text(told[1])


def _text(words: str) -> str:
    """Words in which nothing is roff."""
    plain = " ".join(words.split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain
