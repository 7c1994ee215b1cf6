"""Every command, every verb of the gate and every screen, by every role and scope: none tells of
anyone outside. `python -m tests.scope_table` prints who sees what.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import pytest
import time_machine

from kpitui.cli.main import cli
from kpitui.domain.access import VERBS
from kpitui.domain.within import SEEN, WHO_SEES
from kpitui.ui.screen_list import SCREENS
from tests.cli.test_roles import every_command
from tests.patience import LONG
from tests.scope_asked import ask_at_gate, ask_completion
from tests.scope_commands import ASKED, COMPLETED, words_for, write_files
from tests.scope_rows import rows_of, tables_with_more
from tests.scope_screens import INSIDE, screens_of_file
from tests.scope_table import TELLING as TELLS_MOST
from tests.scope_world import DAY, MARKS, READERS, Reader, Told, World, leaks, sees

ALIKE = {"lena": "lee", "sid": "zoe", "vito": "vera", "mona": "helen", "nobody": "vic",
         "every": "lee"}  # fmt: skip
"""Accounts that see what another one does, each row of the file: they are asked less."""
BRIEFLY = (*ALIKE, "lee", "eve", "vex", "vera")
"""They, who sees all there is, of which nothing can come out that is not theirs, who sees the rows
of no one, as their team ended, and who sees those of `zoe` without words, by the commands of `vic`:
asked what tells most, and screens as they are first.
"""
TELLING = (*TELLS_MOST, "status", "board", "chart", "report", "differ", "sheet weakest")
"""What tells most between them, by person and by team."""
WITHOUT_FILE = {"keys", "paths", "help", "completion", "man", "access setup"}
"""Commands that say the same to everyone: one is asked."""
MEMORY = Path("/dev/shm")
"""Where there is one, files are in no disk's way."""
SHOWN_FIRST = frozenset({"names of other teams", "names of the own team"})


LOOKING = [reader for reader in READERS if LONG or reader.account not in (*ALIKE, "lee")]
"""Who opens the screens: those who see the same rows see the same on them, and of who sees
everyone nothing can come out that is not theirs.
"""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """The sample with its accounts and marks, a file each."""
    within = MEMORY if os.access(MEMORY, os.W_OK) else None
    with (
        tempfile.TemporaryDirectory(prefix="kpitui-scope-", dir=within) as folder,
        time_machine.travel(DAY, tick=True),
    ):
        write_files(Path(folder))
        made = World.make(Path(folder))
        yield made
        made.asked.close()


def is_asked_all(reader: Reader) -> bool:
    return LONG or reader.account not in BRIEFLY


def told_by_commands(world: World, reader: Reader) -> Iterator[Told]:
    for name in names_for(reader):
        asked = [*words_for(name, world.folder, world.numbers)]
        for words, new in asked if is_asked_all(reader) else asked[:2]:
            yield world.told(reader, words, new)
    for begun in COMPLETED:
        yield world.told(reader, begun, world.folder / "completed-", ask_completion)


def names_for(reader: Reader) -> Iterable[str]:
    """The commands that a reader is asked."""
    if not is_asked_all(reader):
        return TELLS_MOST if reader.account in ALIKE else TELLING
    return ASKED if reader.account == "zoe" or LONG else ASKED.keys() - WITHOUT_FILE


def told_by_verbs(world: World, reader: Reader) -> Iterator[Told]:
    """Each verb through the gate: the command behind it was asked all there is to ask."""
    for name in (one for one in ASKED if one.split()[0] in VERBS):
        many = 2 if LONG or (name in TELLING and reader.account == "zoe") else 1
        for words, new in [*words_for(name, world.folder, world.numbers)][:many]:
            yield world.told(reader, words, new, ask_at_gate)


def test_every_command_every_verb_and_every_screen_is_asked() -> None:
    assert isinstance(cli, click.Group)
    assert set(every_command(cli)) | {"gate"} == ASKED.keys()
    assert {name.split()[0] for name in ASKED} >= VERBS.keys()
    assert {screen.id for screen in SCREENS.values() if screen.kind} >= INSIDE.keys()
    assert {one[0] for one in COMPLETED} == {one.split()[0] for one in completing(cli)}
    assert MARKS.keys() == {*SEEN}
    assert {reader.told for reader in READERS} == WHO_SEES.keys()


def completing(group: click.Group) -> Iterator[str]:
    """The commands with an option that the shell completes by what the file holds."""
    for name in every_command(group):
        command: click.Command | None = group
        for part in name.split():
            assert isinstance(command, click.Group)
            command = command.get_command(click.Context(command), part)
        assert command is not None
        if any(param._custom_shell_complete for param in command.params):
            yield name


@pytest.mark.parametrize("reader", READERS, ids=lambda one: str(one.account))
def test_no_command_and_no_verb_tells_of_anyone_outside(
    world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPITUI_DB", str(world.of(reader)))  # and put back what each sets
    told = [*told_by_commands(world, reader)]
    assert leaks(told, reader) == []
    assert sees(told) == reader.sees
    assert not [one.asked for one in told if "Traceback" in one.text]


@pytest.mark.parametrize("reader", READERS, ids=lambda one: str(one.account))
def test_no_verb_of_the_gate_tells_of_anyone_outside(
    world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPITUI_DB", str(world.of(reader)))
    told = [*told_by_verbs(world, reader)] if is_asked_all(reader) else []
    assert leaks(told, reader) == []
    assert sees(told) or not reader.sees or not reader.role or not told
    assert not [one.asked for one in told if "Traceback" in one.text]


@pytest.mark.parametrize(("account", "like"), ALIKE.items())
def test_who_is_asked_less_sees_the_rows_of_who_is_asked_all(
    world: World, account: str, like: str
) -> None:
    readers = {reader.account: reader for reader in READERS}
    assert rows_of(world, readers[account]) == rows_of(world, readers[like])


@pytest.mark.parametrize(
    "reader",
    [reader for reader in READERS if reader.role != "member"],
    ids=lambda one: str(one.account),
)
def test_no_row_of_a_table_tells_of_anyone_outside(world: World, reader: Reader) -> None:
    """Of a member the commands narrow what is shown of people: they are asked all there is."""
    rows = rows_of(world, reader)
    told = [Told(name, (), repr(found)) for name, found in rows.items()]
    assert leaks(told, reader) == []
    assert sees(told) == reader.sees


def test_a_viewer_of_a_team_that_ended_sees_no_more_than_its_supervisor(world: World) -> None:
    readers = {reader.account: reader for reader in READERS}
    eve, vex = (rows_of(world, readers[one]) for one in ("eve", "vex"))
    for name, rows in vex.items():
        assert {*map(_plain, rows)} <= {*map(_plain, eve[name])}, name


def test_a_viewer_of_a_team_sees_the_rows_of_its_supervisor_without_words(world: World) -> None:
    readers = {reader.account: reader for reader in READERS}
    zoe, vera = (rows_of(world, readers[one]) for one in ("zoe", "vera"))
    assert tables_with_more(vera, zoe) == []


def _plain(row: tuple[object, ...]) -> str:
    """A row, however its JSON is spaced."""
    return repr(row).replace(" ", "")


@pytest.mark.parametrize("reader", LOOKING, ids=lambda one: str(one.account))
def test_no_screen_tells_of_anyone_outside(
    world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "readings.csv").write_text(
        "metric,person,date,value\ncsat,Zorv Quil 12,2026-11-19,81\ncsat,helen,2026-11-19,80\n",
        "utf-8",
    )
    shown = screens_of_file(world.of(reader), inside=is_asked_all(reader))
    told = [Told(name, ("quill12", "quill", "zorv"), text) for name, text in shown.items()]
    assert leaks(told, reader) == []
    assert sees(told) or not reader.sees & SHOWN_FIRST
    assert len(told) >= (1 if reader.role == "member" else 10)


def test_who_sees_everyone_is_shown_them(world: World, tmp_path: Path) -> None:
    lee = READERS[0]
    path = world.of(lee)
    shown = screens_of_file(path, only=("people", "coach", "history"))
    told = [Told(name, (), text) for name, text in shown.items()]
    assert {"names of other teams", "words about other teams"} <= sees(told)
