"""Every argument and option of every command, given what nobody should give: one sentence, and a
known exit code.
"""

import importlib
import io
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kpitui.cli.main import COMMANDS
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command
from tests.conftest import TODAY, held_open, record_weekly
from tests.patience import LONG

WORDS = (
    "", " ", "-", "\udcff", "ana\udcff", "x" * 100_000, "ñ" * 300, "a\nb", "\x1b[2J\x07", "[/red]",
    "%s{0}", "\u202e", "'\"",
)  # fmt: skip
NUMBERS = (
    "1" + 30 * "0", "-" + "9" * 30, "-1", "0", "1e400", "nan", "٣", "1_000", "0x10", "9" * 5000,
    "9223372036854775808", "2147483648",
)  # fmt: skip
DAYS = (
    "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "-99999999d",
    "+99999999y", "31 feb", "-0001-01-01", "-1d", "+7000y",
)  # fmt: skip
PATHS = (
    "{folder}", "{socket}", "/dev/null", "/dev/full", "/proc/self/environ", "/proc/self/mem",
    "/proc/self/fd/0", "{folder}/no/file", "{folder}/" + "n" * 300, "{folder}/\udcff", "~", "/",
    "{socket}/x", "{link}",
)  # fmt: skip
GIVEN_TO_ALL = {
    "", "\udcff", "x" * 100_000, "\x1b[2J\x07", "9" * 5000, "-99999999d", "{folder}", "/dev/full",
}  # fmt: skip
"""What faults of one parameter alone were found with most."""

ALLOWED = {0, 1, 2, 3, 4, 5}
OPENS = ("open", "init", "status", "paths")
"""Each way in which a command comes to its file."""
OF_THE_GATE = ("--as", "--key", "--db", "--home")


def leaves() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that call it."""

    def below(
        words: tuple[str, ...], command: click.Command
    ) -> Iterator[tuple[tuple[str, ...], click.Command]]:
        if isinstance(command, click.Group):
            for name, one in command.commands.items():
                yield from below((*words, name), one)
        else:
            yield words, command

    for name, place in COMMANDS.items():
        if name == "gate":  # which closes its walls around whoever calls it
            continue
        module, _, member = place.partition(":")
        yield from below((name,), getattr(importlib.import_module(module), member))


def plain(parameter: click.Parameter) -> str:
    """Something that a required parameter may well be."""
    if isinstance(parameter.type, click.Choice):
        return str(parameter.type.choices[0])
    if isinstance(parameter.type, click.Path):
        return "{folder}/plain"
    return {"on": "2026-11-20", "date": "2026-11-20"}.get(parameter.name or "", "csat")


def hostile(parameter: click.Parameter, turn: int) -> tuple[str, ...]:
    """What a parameter is given: everything in the long form; else what is given to all, and a
    fifth of what else is of its kind, each parameter the next fifth.
    """
    if LONG:
        return (*WORDS, *NUMBERS, *DAYS, *PATHS)
    of_its_kind: tuple[str, ...]
    if isinstance(parameter.type, click.Path):
        of_its_kind = (*PATHS, *WORDS[:7])
    elif isinstance(parameter.type, click.types.StringParamType):
        of_its_kind = (*WORDS, *NUMBERS, *DAYS)
    else:
        of_its_kind = (*NUMBERS, *WORDS[:6])
    return tuple(
        one for at, one in enumerate(of_its_kind) if one in GIVEN_TO_ALL or at % 5 == turn % 5
    )


def calls(words: tuple[str, ...], command: click.Command) -> Iterator[tuple[str, ...]]:
    """The words behind a command, with one thing hostile in them."""
    with_db = LONG or words[0] in OPENS
    first = sum(map(len, words))  # so that commands with one parameter differ too
    needed = [param for param in command.params if isinstance(param, click.Argument)]
    wanted = [
        param for param in command.params if isinstance(param, click.Option) and param.required
    ]

    def called(hostile: click.Parameter | None, value: str) -> tuple[str, ...]:
        options = [
            word for param in command.params if isinstance(param,
                click.Option) and (param is hostile or param in wanted)
            for word in (param.opts[-1], value if param is hostile else plain(param))
        ]  # fmt: skip
        arguments = [value if argument is hostile else plain(argument) for argument in needed]
        return (*options, "--", *arguments)

    for turn, parameter in enumerate(command.params, first):
        if isinstance(parameter, click.Option) and (
            parameter.is_flag or (parameter.name == "db" and not with_db)
        ):
            continue
        for value in hostile(parameter, turn):
            yield called(parameter, value)


def place(word: str, places: dict[str, str]) -> str:
    for name, path in places.items():
        word = word.replace(f"{{{name}}}", path)
    return word


@pytest.fixture
def places(tmp_path: Path) -> Iterator[dict[str, str]]:
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "plain").write_text("csat,ana\n", "utf-8")
    (folder / "link").symlink_to(folder / "nowhere")
    before = Path.cwd()
    os.chdir(folder)  # the name of a socket may have 107 bytes
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        yield {
            "folder": str(folder),
            "socket": str(folder / "socket"),
            "link": str(folder / "link"),
        }
    os.chdir(before)


def words_of(one: object) -> str:
    return " ".join(one) if isinstance(one, tuple) else ""


def fault(kpitui: Command, *words: str) -> str:
    """What is wrong with the answer to a call; nothing where it is as it has to be."""
    try:
        said = kpitui(*words)
    except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 # whatever it is, it is the fault
        return f"{error!r}"[:300]
    if said.code not in ALLOWED or "Traceback" in said.err:
        return f"code {said.code}: {said.err[-300:]}"
    asks = said.code == 4 and said.err.startswith("Nothing imported yet. Answer this first:")
    if asks and len(said.err) <= 6000:
        return ""
    if said.code >= 2 and (said.err.count("\n") != 1 or len(said.err) > 6000):
        return f"{len(said.err)} characters, {said.err.count(chr(10))} lines: {said.err[:300]}"
    return ""


@pytest.mark.parametrize(("words", "command"), list(leaves()), ids=words_of)
def test_no_argument_ends_in_a_traceback(
    words: tuple[str, ...], command: click.Command, database: DatabaseFile, kpitui: Command,
    places: dict[str, str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    record_weekly(database, 1, [80.0, 81.0], TODAY, person_id=1)
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    wrong = []
    with held_open(database.path):
        for arguments in calls(words, command):
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
            given = [place(argument, places) for argument in arguments]
            if said := fault(kpitui, *words, *given):
                wrong.append(f"{' '.join(words)} {[one[:60] for one in given]}: {said}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_bytes_that_are_no_text_are_told_by_the_program_itself(
    database: DatabaseFile, locale: str
) -> None:
    program = [sys.executable, "-m", "kpitui", "--db", str(database.path)]
    environment = {"LC_ALL": locale, "HOME": "/nonexistent"}
    for words in (
        [b"log", b"csat 92 ana \xff"],
        [b"show", b"\xe9"],
        [b"access", b"role", b"\xff", b"viewer"],
    ):
        done = subprocess.run(
            [*program, *words], capture_output=True, check=False, timeout=60, env=environment
        )
        assert done.returncode == 2, done
        assert done.stderr.count(b"\n") == 1, done.stderr
        assert b"is not UTF-8" in done.stderr


@pytest.mark.parametrize("option", OF_THE_GATE)
def test_the_gate_tells_what_it_cannot_take(
    database: DatabaseFile, tmp_path: Path, option: str
) -> None:
    """In the short form each option takes every other value."""
    given: dict[str, str | bytes] = {
        "--as": "kim",
        "--db": str(database.path),
        "--home": str(tmp_path),
    }
    values = (b"\xff", b"x" * 100_000, b"", b"\x1b[2J", b"/dev/null", b"-1")
    for value in values if LONG else values[OF_THE_GATE.index(option) % 2 :: 2]:
        words = [word for pair in (given | {option: value}).items() for word in pair]
        done = subprocess.run(
            [sys.executable, "-m", "kpitui", "gate", *words],
            capture_output=True, check=False, timeout=60,
            cwd=tmp_path,  # some of these are names of folders that it makes
        )  # fmt: skip
        assert done.returncode in ALLOWED, (value[:20], done)
        assert b"Traceback" not in done.stderr
        assert b"\x1b" not in done.stderr + done.stdout
        assert len(done.stderr) < 6000


def test_a_file_may_have_a_name_of_any_bytes(tmp_path: Path) -> None:
    path, copy = os.fsencode(tmp_path) + b"/\xff\xe9.db", os.fsencode(tmp_path) + b"/\xff copy.db"
    for words in (
        [b"init"],
        [b"backup", copy],
        [b"doctor"],
        [b"restore", b"--yes", copy],
        [b"status"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "kpitui", "--db", path, *words],
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert done.returncode in (0, 1), (words, done.stderr)
        assert b"Traceback" not in done.stderr
    assert Path(os.fsdecode(copy)).exists()
