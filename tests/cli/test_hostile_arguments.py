"""Every argument and option of every command, given what nobody should give: one sentence, and a known exit code."""

import importlib
import io
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kpitui.cli.main import COMMANDS
from kpitui.views import DatabaseFile
from tests.cli.conftest import Command
from tests.conftest import TODAY, record_weekly

LONG = bool(os.environ.get("KPITUI_LONG"))

WORDS = (
    "", " ", "-", "\udcff", "ana\udcff", "x" * 100_000, "ñ" * 300, "a\nb", "\x1b[2J\x07", "[/red]", "%s{0}", "\u202e", "'\"",
)  # fmt: skip
NUMBERS = (
    "1" + 30 * "0", "-" + "9" * 30, "-1", "0", "1e400", "nan", "٣", "1_000", "0x10", "9" * 5000, "9223372036854775808",
    "2147483648",
)  # fmt: skip
DAYS = (
    "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "-99999999d", "+99999999y", "31 feb", "-0001-01-01",
    "-1d", "+7000y",
)  # fmt: skip
PATHS = (
    "{folder}", "{socket}", "/dev/null", "/dev/full", "/proc/self/environ", "/proc/self/mem", "/proc/self/fd/0",
    "{folder}/no/file", "{folder}/" + "n" * 300, "{folder}/\udcff", "~", "/", "{socket}/x", "{link}",
)  # fmt: skip

ALLOWED = {0, 1, 2, 3, 4, 5}
HOLDS_THE_TERMINAL = {"open", "demo"}
"""With nothing wrong in their words these say that there is no terminal."""


def leaves() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that call it."""

    def below(words: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
        if isinstance(command, click.Group):
            for name, one in command.commands.items():
                yield from below((*words, name), one)
        else:
            yield words, command

    for name, place in COMMANDS.items():
        module, _, member = place.partition(":")
        yield from below((name,), getattr(importlib.import_module(module), member))


def plain(parameter: click.Parameter) -> str:
    """Something that a required parameter may well be."""
    if isinstance(parameter.type, click.Choice):
        return str(parameter.type.choices[0])
    if isinstance(parameter.type, click.Path):
        return "{folder}/plain"
    return {"on": "2026-11-20", "date": "2026-11-20"}.get(parameter.name or "", "csat")


def calls(command: click.Command) -> Iterator[tuple[str, ...]]:
    """The words behind a command, with one thing hostile in them."""
    needed = [one for one in command.params if isinstance(one, click.Argument)]
    wanted = [one for one in command.params if isinstance(one, click.Option) and one.required]

    def called(hostile: click.Parameter | None, value: str) -> tuple[str, ...]:
        options = [
            word for one in command.params if isinstance(one, click.Option) and (one is hostile or one in wanted)
            for word in (one.opts[-1], value if one is hostile else plain(one))
        ]  # fmt: skip
        arguments = [value if one is hostile else plain(one) for one in needed]
        return (*options, "--", *arguments)

    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.is_flag:
            continue
        for value in (*WORDS, *NUMBERS, *DAYS, *PATHS):
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
        yield {"folder": str(folder), "socket": str(folder / "socket"), "link": str(folder / "link")}
    os.chdir(before)


def fault(kpitui: Command, *words: str) -> str:
    """What is wrong with the answer to a call; nothing where it is as it has to be."""
    try:
        said = kpitui(*words)
    except (Exception, pytest.fail.Exception) as error:
        return f"{error!r}"[:300]
    if said.code not in ALLOWED or "Traceback" in said.err:
        return f"code {said.code}: {said.err[-300:]}"
    if said.code >= 2 and (said.err.count("\n") != 1 or len(said.err) > 6000):
        return f"{len(said.err)} characters, {said.err.count(chr(10))} lines: {said.err[:300]}"
    return ""


@pytest.mark.parametrize(
    ("words", "command"), list(leaves()), ids=lambda one: " ".join(one) if isinstance(one, tuple) else ""
)
def test_no_argument_ends_in_a_traceback(
    words: tuple[str, ...], command: click.Command, database: DatabaseFile, kpitui: Command, places: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    record_weekly(database, 1, [80.0, 81.0], TODAY, person_id=1)
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    wrong = []
    for arguments in calls(command):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
        given = [place(one, places) for one in arguments]
        if said := fault(kpitui, *words, *given):
            wrong.append(f"{' '.join(words)} {[one[:60] for one in given]}: {said}")
    assert not wrong, "\n".join(wrong)
