"""One visit through the gate: who comes in is looked up, what they ask for is done within their
role, and logged.
"""

import contextlib
import os
import re
import select
import shlex
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from kpitui import paths
from kpitui.config import Config
from kpitui.domain.access import VERBS, Actor
from kpitui.domain.errors import BadData, KpituiError, Refused, WrongUsage, nothing_saved
from kpitui.gate.limits import (
    ProcessorWatch,
    answer_patiently,
    limit_memory,
    limit_processor,
    take_place,
)
from kpitui.gate.log import SYSLOG, GateLog, verb_word
from kpitui.gate.sandbox import Client, close_walls
from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import kept_open
from kpitui.views.access import admitted, as_seen_by, still_admitted

LONGEST_COMMAND = 10_000
IN_WORDS = ("log", "coach")
"""Commands that read their words as the quick entry of the screens does."""

LARGEST_INPUT = 200_000_000
"""Bytes that can be sent to `import -`; ten million readings are more than anyone
records by hand.
"""

CUT_SECONDS = 0.5
"""When the line is cut, sshd closes our output so soon after our input."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Runner(Struct, frozen=True):
    """What does the work behind the gate, which knows neither commands nor screens itself.

    `open_screens` takes `why_it_ends`, `remark`, `crashed` and `ended`.
    """

    commands: click.Group
    seat: Callable[[DatabaseFile, Actor, str], None]
    open_screens: Callable[
        [Callable[[], str], Callable[[], str], Callable[[BaseException], str],
         Callable[[int], None]], int,
    ]  # fmt: skip


def let_in(
    context: click.Context, path: Path, config: Config, name: str, fingerprint: str, client: Client,
    *, runner: Runner, beside_file: bool = False,
) -> int:  # fmt: skip
    """Do what someone came for; the exit code. Every error is one sentence with a number that
    stands in the log.

    With `beside_file` what they type is kept in the folder of the file, as the home is root's.
    """
    zone = _zone_of_client()
    if beside_file:
        os.environ["XDG_STATE_HOME"] = str(path.absolute().parent / ".state")
    log = GateLog(config.gate.log, name, fingerprint, client.address)
    what = "login" if client.command is None else verb_word(client.command)
    try:
        limit_memory(config.gate.memory_mb)
        _require_owner(path)
        own = _own_folders(path, config.gate.log)
        close_walls(own, lambda tried: log.refuse(what, tried.replace(" ", "-")))
        database, actor = _opened(context, path, name, fingerprint)
        if paths.places() in own:
            take_place(paths.places(), database, name, config.gate.sessions)
        runner.seat(database, actor, zone)
        if client.command is None:
            return _show_screens(runner, database, actor, fingerprint, log, config.gate.cpu_seconds)
        limit_processor(config.gate.cpu_seconds)
        answer_patiently(config.gate.unread_seconds)
        code = _do_verb(context, runner, actor, client.command, config.gate.unread_seconds)
        sys.stdout.flush()
        log.tell(what, str(code))
        return code
    except KpituiError as error:
        number = log.refuse(what, type(error).__name__)
        raise error.reworded(f"{error.sentence} (number {number})") from None
    except click.Abort:
        log.tell(what, "stopped")
        raise
    except BrokenPipeError:
        log.tell(what, "reader gone")
        raise
    except Exception as error:  # noqa: BLE001 # the top: no one who comes in sees a traceback
        raise BadData(_told(log.crash(what, error))) from None


def _opened(
    context: click.Context, path: Path, name: str, fingerprint: str
) -> tuple[DatabaseFile, Actor]:
    """The file as someone may see it, as long as they are admitted."""
    database = context.with_resource(kept_open(path))
    actor = admitted(database, name, fingerprint, database.clock.today())
    allowed = replace(database, still_allowed=still_admitted(actor, fingerprint))
    return as_seen_by(allowed, actor), actor


def _zone_of_client() -> str:
    """What the client's terminal says of its time zone; the process itself goes by that
    of the server.
    """
    zone = os.environ.pop("TZ", "")
    time.tzset()
    return zone


def _require_owner(path: Path) -> None:
    """Raises `Refused` for an account that shares the file with others, and would come
    in as any of them.
    """
    with contextlib.suppress(OSError):
        if path.stat().st_uid != os.getuid():
            raise Refused(
                "Only the account that owns the file can open its gate; start kpitui with: kpitui"
            )


def _told(number: str) -> str:
    return (
        "Something went wrong, and it is not your fault; give the administrator the number "
        f"{number}."
    )


def _own_folders(path: Path, log: str) -> list[Path]:
    folders = [path.absolute().parent]
    for folder in (paths.drafts(), paths.places()):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            continue  # without a place to write to nothing is kept over a dropped line
        folders.append(folder)
    return folders if log == SYSLOG else [*folders, Path(log).absolute().parent]


# with a terminal ----------------------------------------------------------------------------------


def _show_screens(
    runner: Runner,
    database: DatabaseFile,
    actor: Actor,
    fingerprint: str,
    log: GateLog,
    cpu_seconds: int,
) -> int:
    if not sys.stdin.isatty():
        such = "status" if actor.may_ask_for("status") else "person"
        raise WrongUsage(
            f"The screens need a terminal: ssh -t; without one use a command, such as: {such}"
        )

    def why_it_ends() -> str:
        return _why_it_ends(database, actor, fingerprint)

    busy = ProcessorWatch(cpu_seconds)

    def remark() -> str:
        said = busy.told()
        if said:
            log.tell("screens", "busy")
        return said

    def crashed(error: BaseException) -> str:
        return _told(log.crash("screens", error))

    is_told = threading.Lock()  # of the end in order and a forced one the first alone tells it

    def ended(code: int) -> None:
        if is_told.acquire(blocking=False):
            log.tell("logout", str(code))

    log.tell("login", str(actor.role))
    code = 1
    try:
        code = runner.open_screens(why_it_ends, remark, crashed, ended)
    finally:
        ended(code)
    return code


def _why_it_ends(database: DatabaseFile, actor: Actor, fingerprint: str) -> str:
    """Why an open session may go on no more, or nothing."""
    try:
        now = admitted(database, actor.name, fingerprint, database.clock.today())
    except Refused as error:
        return error.sentence
    except KpituiError:
        return ""  # the file is held for a moment
    return "" if now.is_at_least(actor) else f"You are a {now.role} now; log in again."


# without one --------------------------------------------------------------------------------------


def _do_verb(
    context: click.Context, runner: Runner, actor: Actor, asked: str, patience: float
) -> int:
    words, root = _words(asked), context.find_root()
    verb = words[0] if words else ""
    if not actor.may_ask_for(verb):
        able = ", ".join(verb for verb in VERBS if actor.may_ask_for(verb))
        known = "That is no command here"
        if verb in VERBS:
            known = f"A {actor.role} may not use {verb}"
        elif verb in runner.commands.list_commands(root):
            known = f"{verb} runs on the server itself, not through this login"
        raise Refused(f"{known}; a {actor.role} may use: {able}.")
    command = runner.commands.get_command(root, verb)
    assert command is not None
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        _refuse_paths(command, words, root)
        _take_input(verb, patience)
        given = _in_quotes(asked, words) if verb in IN_WORDS else words
        with command.make_context(verb, given[1:], parent=root) as asking:
            command.invoke(asking)
    except click.UsageError as error:
        raise WrongUsage(error.format_message().replace("\n", " ")) from None
    except click.exceptions.Exit as left:
        return left.exit_code
    return 0


def _words(asked: str) -> list[str]:
    """The words of a command, as a shell would divide it; no shell ever sees it."""
    if len(asked) > LONGEST_COMMAND:
        raise Refused("The command is too long; for many readings use: import - < FILE")
    if _CONTROL.search(asked):
        raise Refused("The command holds control characters; type it on one line.")
    try:
        return shlex.split(asked)
    except ValueError:
        raise Refused(
            "The quotes in the command do not match; use the other kind of quotes around it."
        ) from None


def _in_quotes(asked: str, words: list[str]) -> list[str]:
    """The words of a command that reads a line as the quick entry does, where quotes mark a note.

    A single one is the whole line; the shell of the client left the quotes around it.
    """
    raw = shlex.split(asked, posix=False)
    if len(raw) != len(words) or len(words) == 2:
        return words
    return [
        '"' + word.replace('"', '""') + '"'
        if typed[0] in "\"'" and not before.startswith("--")
        else word
        for typed, word, before in zip(raw, words, ["", *words], strict=False)
    ]


def _refuse_paths(command: click.Command, words: Sequence[str], root: click.Context) -> None:
    """Nothing where the words name no file; what is looked at is not yet a path, so no
    name is ever tried.
    """
    context = click.Context(command, info_name=words[0], parent=root, **command.context_settings)
    values, left, _ = command.make_parser(context).parse_args(list(words[1:]))
    if isinstance(command, click.Group):
        within = command.get_command(context, left[0]) if left else None
        if within is not None:
            _refuse_paths(within, left, context)
    for parameter in command.params:
        if not isinstance(parameter.type, click.Path | click.File):
            continue
        named = values.get(parameter.name or "")
        given = [
            one
            for one in (named if isinstance(named, tuple | list) else [named])
            if isinstance(one, str)
        ]
        if any(one != "-" or words[0] != "import" or parameter.name != "file" for one in given):
            raise Refused(
                "Files go in and out as standard input and output only: import - < FILE, export > "
                "FILE"
            )


def _take_input(verb: str, patience: float) -> None:
    """Have what is sent here before the file is opened for writing; other verbs read nothing."""
    if os.isatty(0):
        return
    if verb != "import":
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        return
    size = 0
    with tempfile.TemporaryFile() as staged:
        while True:
            if not select.select([0], [], [], patience)[0]:
                raise nothing_saved(BadData(f"No data for {patience:g} seconds."))
            piece = os.read(0, 1 << 16)
            if not piece:
                break
            size += len(piece)
            if size > LARGEST_INPUT:
                raise nothing_saved(BadData("That is too much at once; send it in parts."))
            staged.write(piece)
        if _line_is_cut():
            raise nothing_saved(BadData("The connection was cut."))
        staged.flush()
        staged.seek(0)
        os.dup2(staged.fileno(), 0)


def _line_is_cut() -> bool:
    """Whether no one is there any more to read our answer: the end of what came is no end then."""
    poll = select.poll()
    poll.register(1, 0)
    deadline = time.monotonic() + CUT_SECONDS
    while (left := deadline - time.monotonic()) > 0:
        if poll.poll(1000 * left):
            return True
    return False
