"""The commands, each loaded when it is called, so that none pays for the others."""

import errno
import gc
import importlib
import os
import re
import sys
import threading
from pathlib import Path
from typing import Any

import click

from kpitui.domain.errors import BadFile, KpituiError, ReasonNeeded
from kpitui.domain.near import nearest, or_near
from kpitui.locale_encoding import as_typed, own_letters

COMMANDS = {
    "open": "kpitui.cli.open:open_screens",
    "demo": "kpitui.cli.open:demo",
    "init": "kpitui.cli.file:init",
    "plan": "kpitui.cli.plan:plan",
    "log": "kpitui.cli.log:log",
    "coach": "kpitui.cli.coach:coach",
    "score": "kpitui.cli.score:score",
    "sheet": "kpitui.cli.sheet:sheet",
    "calibrate": "kpitui.cli.calibrate:calibrate",
    "event": "kpitui.cli.event:event",
    "history": "kpitui.cli.history:history",
    "undo": "kpitui.cli.history:undo",
    "redo": "kpitui.cli.history:redo",
    "import": "kpitui.cli.import_readings:import_",
    "people": "kpitui.cli.people:people",
    "export": "kpitui.cli.export:export",
    "status": "kpitui.cli.status:status",
    "board": "kpitui.cli.board:board",
    "differ": "kpitui.cli.differ:differ",
    "show": "kpitui.cli.show:show",
    "person": "kpitui.cli.person:person",
    "expect": "kpitui.cli.expect:expect",
    "session": "kpitui.cli.session:session",
    "seen": "kpitui.cli.own:seen",
    "done": "kpitui.cli.own:done",
    "answer": "kpitui.cli.own:answer_",
    "evaluations": "kpitui.cli.contacts_scored:evaluations",
    "dispute": "kpitui.cli.contacts_scored:dispute",
    "decide": "kpitui.cli.contacts_scored:decide",
    "team": "kpitui.cli.readings:team",
    "readings": "kpitui.cli.readings:readings",
    "away": "kpitui.cli.away:away",
    "due": "kpitui.cli.due:due",
    "brief": "kpitui.cli.brief:brief",
    "chart": "kpitui.cli.chart:chart",
    "effect": "kpitui.cli.effect:effect",
    "review": "kpitui.cli.review:review",
    "reviews": "kpitui.cli.reviews:reviews",
    "decisions": "kpitui.cli.decisions:decisions",
    "report": "kpitui.cli.report:report",
    "check": "kpitui.cli.check:check",
    "guard": "kpitui.cli.guard:guard",
    "rhythm": "kpitui.cli.rhythm:rhythm",
    "rules": "kpitui.cli.rules:rules",
    "access": "kpitui.cli.access:access",
    "gate": "kpitui.cli.gate:gate",
    "backup": "kpitui.cli.backup:backup",
    "restore": "kpitui.cli.backup:restore",
    "doctor": "kpitui.cli.file:doctor",
    "keys": "kpitui.cli.keys:keys",
    "paths": "kpitui.cli.file:paths_",
    "help": "kpitui.cli.help:help_",
    "completion": "kpitui.cli.shell:completion",
    "man": "kpitui.cli.shell:man",
}
"""Where each command stands; the order is that of the help."""


LONGEST_WORD, LONGEST_SENTENCE = 1000, 5000
"""Characters; more of an error is not printed."""


class _ReaderGone(Exception):
    """The program that read our output has closed it; nothing is wrong."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, None where there is none."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, name = place.split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        _read_as_text(command)
        gc.freeze()
        gc.enable()
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the words ask for; a slip is told with what it is near to."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            near = nearest(args[0], COMMANDS)
            missing = f"There is no command {args[0]}"
            ctx.fail(or_near(missing, near) if near else f"{missing}.")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that has gone, as `head` does, is told from other errors before
        click sees it.
        """
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            raise _ReaderGone from None


class _Text(click.types.StringParamType):
    """Words of the command line, which may be any bytes; what is no text is refused before anyone
    works with it.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        text = super().convert(value, param, ctx)
        try:
            text.encode()
        except UnicodeEncodeError:
            self.fail(
                f"{text!r} is not UTF-8; set the terminal to UTF-8, or name its encoding, such "
                "as: LANG=en_US.ISO-8859-1",
                param,
                ctx,
            )
        return text


def _read_as_text(command: click.Command) -> None:
    if isinstance(command, click.Group):
        for one in command.commands.values():
            _read_as_text(one)
    for parameter in command.params:
        if isinstance(
            parameter.type, click.types.StringParamType | click.types.UnprocessedParamType
        ):
            parameter.type = _Text()


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--db",
    type=click.Path(readable=False, path_type=Path),
    help="The database file; or set KPITUI_DB.",
)
@click.option("--no-color", is_flag=True, help="No colours; or set NO_COLOR.")
@click.version_option(package_name="kpitui", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context, db: Path | None, no_color: bool) -> None:
    """Mission, priorities, strategies and KPIs, with standards kept separate.

    Without a command the screens open. Data goes to stdout, messages go to stderr.
    """
    if no_color:
        os.environ["NO_COLOR"] = "1"
    if context.invoked_subcommand is None:
        command = cli.get_command(context, "open")
        assert command is not None
        context.invoke(command, db=db)


def run() -> None:
    """Run a command and end with its exit code; one sentence for every error."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 # until the end
    try:
        _use_locale()
        code: Any = cli.main(standalone_mode=False)
    except KpituiError as error:
        from kpitui.cli.context import told  # brings the settings

        how = " Give it with --why." if isinstance(error, ReasonNeeded) else ""
        _say(told(error.full_sentence) + how)
        code = error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        code = error.exit_code
    except click.UsageError as error:
        said = " ".join(error.format_message().split())
        more = f" See: {error.ctx.command_path} --help" if error.ctx else ""
        _say(f"{said}{'' if said.endswith(('.', '?')) else '.'}{more}")
        code = error.exit_code
    except click.ClickException as error:
        _say(error.format_message())
        code = error.exit_code
    except click.Abort:
        _say("Stopped.")
        code = 130
    except _ReaderGone:
        code = 0
    except OSError as error:
        if error.filename is not None or error.errno not in (errno.ENOSPC, errno.EIO):
            raise
        _say(f"The output cannot be written: {(error.strerror or '').lower()}.")
        code = BadFile.exit_code
    _let_go_of_what_cannot_be_written()
    sys.exit(code if isinstance(code, int) else 0)


def main() -> None:
    """The program: `run()`, and an end that gives all memory back at once, module by module being
    10 to 40 ms more.
    """
    try:
        run()
    except SystemExit as end:
        for thread in threading.enumerate():
            if thread is not threading.current_thread() and not thread.daemon:
                thread.join()  # one may be saving
        os._exit(end.code if isinstance(end.code, int) else 0)


def _let_go_of_what_cannot_be_written() -> None:
    # Python tries once more at its end, and would end with another exit code.
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _say(sentence: str) -> None:
    from kpitui.cli.in_window import in_window
    from kpitui.domain.text import printable

    # What someone gave is told back in the sentence, and may be of any length.
    told = re.sub(
        rf"\S{{{LONGEST_WORD},}}", lambda found: f"{found[0][:200]}…{found[0][-100:]}", sentence
    )
    told = told if len(told) <= LONGEST_SENTENCE else f"{told[:LONGEST_SENTENCE]}…"
    for one in in_window(f"kpitui: {printable(told)}", sys.stderr):
        click.echo(one, err=True)


def _use_locale() -> None:
    """Read words and write answers in the encoding that the locale names; what it
    cannot write is a `?`.
    """
    encoding = own_letters()
    sys.argv[1:] = [as_typed(one) for one in sys.argv[1:]]
    utf_8 = (sys.stdout.encoding or "").lower() == "utf-8" and not encoding
    if utf_8 and sys.stdout.isatty():
        return
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding=encoding or None, errors="replace")
