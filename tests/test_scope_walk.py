"""Every command, every verb of the gate and every screen, by every role and scope: none tells of
anyone outside. `python -m tests.scope_table` prints who sees what.
"""

import os
import tempfile
from collections.abc import Iterator
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
from tests.scope_commands import ASKED, words_for, write_files
from tests.scope_screens import INSIDE, screens_of_file
from tests.scope_world import DAY, MARKS, READERS, Reader, Told, World, leaks, sees

CUT = ("lee", "lena", "every", "vito", "vex", "mona", "mia", "nobody")
"""They see all there is, or as much as another account: a command is asked once by them."""
INSIDE_TOO = ("zoe", "vera", "helen")
"""What is opened from each screen by keys is looked at by one of each narrowed role."""
MEMORY = Path("/dev/shm")
"""Where there is one, files are in no disk's way."""
SHOWN_FIRST = frozenset({"names of other teams", "names of the own team"})


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """The sample with its accounts and marks, a file each."""
    within = MEMORY if os.access(MEMORY, os.W_OK) else None
    with (
        tempfile.TemporaryDirectory(prefix="kpitui-scope-", dir=within) as folder,
        time_machine.travel(DAY, tick=True),
    ):
        write_files(Path(folder))
        yield World.make(Path(folder))


def told_by_commands(world: World, reader: Reader) -> Iterator[Told]:
    for name in ASKED:
        asked = [*words_for(name, world.folder, world.numbers)]
        for words, new in asked[:1] if reader.account in CUT and not LONG else asked:
            yield world.told(reader, words, new)


def test_every_command_every_verb_and_every_screen_is_asked() -> None:
    assert isinstance(cli, click.Group)
    assert set(every_command(cli)) | {"gate"} == ASKED.keys()
    assert {name.split()[0] for name in ASKED} >= VERBS.keys()
    assert {one.id for one in SCREENS.values() if one.kind} >= INSIDE.keys()
    assert MARKS.keys() == {*SEEN}
    assert {one.told for one in READERS} == WHO_SEES.keys()


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
def test_no_screen_tells_of_anyone_outside(
    world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "readings.csv").write_text(
        "metric,person,date,value\ncsat,Zorv Quil 12,2026-11-19,81\ncsat,helen,2026-11-19,80\n",
        "utf-8",
    )
    shown = screens_of_file(world.of(reader), inside=LONG or reader.account in INSIDE_TOO)
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
