"""A newer version brings the file up to date beneath sessions that are open, and somebody goes back
to the older one: what stops, what it says, and that nothing typed or saved is lost.
"""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpitui.actions.accounts import set_account
from kpitui.cli.context import account_name
from kpitui.domain.access import AccessRole
from kpitui.domain.errors import NewerFile
from kpitui.storage.connections import connect
from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import open_file
from kpitui.storage.schema import SCHEMA_VERSION
from tests.cli.conftest import Command, check_one_sentence
from tests.cli.conftest import kpitui_anew as kpitui
from tests.conftest import LEADER, other_program
from tests.gate.direct import Gate
from tests.next_version import NEXT, make_next_version
from tests.patience import PATIENCE
from tests.pty_terminal import Terminal, terminal

__all__ = ["kpitui"]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command of the next version."""
    return make_next_version(tmp_path_factory.mktemp("next") / "version")


def call(newer: list[str], database: DatabaseFile, *words: str) -> str:
    done = subprocess.run(
        [*newer, "--db", str(database.path), *words], capture_output=True, text=True, check=False,
        timeout=4 * PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done
    return done.stdout


@contextlib.contextmanager
def screens(newer: list[str], database: DatabaseFile) -> Iterator[Terminal]:
    opened = Terminal([*newer, "--db", str(database.path)])
    try:
        yield opened
    finally:
        opened.close()


TABLES = ("readings", "deeds", "changes", "seals", "presences", "visits", "day_summaries")


def everything(database: DatabaseFile) -> dict[str, list[object]]:
    with contextlib.closing(other_program(database.path)) as db:
        return {table: db.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


def readings(database: DatabaseFile) -> list[object]:
    with contextlib.closing(other_program(database.path)) as db:
        asked = "SELECT coalesce(value, numerator / denominator) FROM readings ORDER BY id"
        return [row[0] for row in db.execute(asked)]


def version(path: Path) -> int:
    with contextlib.closing(connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def drafts() -> list[Path]:
    return [*(Path(os.environ["HOME"]) / ".local" / "state" / "kpitui" / "drafts").glob("*.json")]


def typed_for_ana(opened: Terminal) -> None:
    opened.shows("Grow brand loyalty")
    opened.send("2ana\r")
    opened.shows("Type a value")
    opened.send("45/50\r")
    opened.shows("45/50")
    opened.until(lambda: any("45/50" in draft.read_text() for draft in drafts()), "the draft")


def leave(opened: Terminal) -> int:
    opened.send("\x1b[21~")  # F10
    opened.shows("Quit again to leave; your draft is kept")
    opened.send("\x1b[21~")
    return opened.ends()


def test_open_sessions_stop_and_say_so_and_the_newer_version_has_what_was_typed(
    database: DatabaseFile, newer: list[str]
) -> None:
    with terminal("--db", database.path) as typing, terminal("--db", database.path) as looking:
        typed_for_ana(typing)
        looking.shows("Grow brand loyalty")
        assert f"schema {SCHEMA_VERSION} to {NEXT}" in call(newer, database, "doctor")
        assert version(database.path) == SCHEMA_VERSION
        call(newer, database, "status")
        assert version(database.path) == NEXT
        after = everything(database)
        for opened in (typing, looking):
            opened.shows("was updated by a newer", "NOT SAVING")
        typing.send("\x13")
        typing.shows("Not saved; what you typed is still here", "45/50")
        looking.send(":csat 92 ana\r")
        looking.until(lambda: any("csat" in draft.read_text() for draft in drafts()), "the draft")
        looking.send("\x1b")
        assert leave(typing) == 0
        looking.hang_up()
        looking.process.wait(PATIENCE)
        assert everything(database) == after
    with screens(newer, database) as opened:
        opened.shows("Draft restored: 1 value (2 Record), a line of quick entry (:)")
        opened.send("2ana\r")
        opened.shows("45/50")
        opened.send("\x13")
        opened.shows("Saved 1 reading of Ana López")
    assert readings(database) == [0.9]


def test_commands_screens_and_the_gate_of_the_older_version_say_what_to_do(
    kpitui: Command, database: DatabaseFile, newer: list[str], tmp_path: Path
) -> None:
    set_account(database, LEADER, "kim", AccessRole.SUPERVISOR)
    call(newer, database, "status")
    after = everything(database)
    way_out = "Upgrade kpitui to open it, or go back to a copy from before the update with"
    for words in (["status"], ["log", "csat 92 ana"], ["doctor"], ["backup", tmp_path / "copy.db"]):
        check_one_sentence(
            kpitui("--db", database.path, *words), 4, f"schema {NEXT}, this one knows", way_out
        )
    with terminal("--db", database.path) as opened:
        opened.until(lambda: way_out in opened.text.replace("\n", ""), "the way out")
        assert opened.ends() == 4
    answered = Gate(database, tmp_path / "home").ask("kim", "log csat 92 ana")
    assert (answered.returncode, answered.stdout) == (4, "")
    assert "newer kpitui" in answered.stderr
    assert everything(database) == after


def test_going_back_keeps_what_the_newer_version_saved_and_what_was_typed_in_it(
    kpitui: Command, database: DatabaseFile, newer: list[str]
) -> None:
    kpitui("--db", database.path, "log", "csat 81 ana")
    call(newer, database, "log", "--add", "csat 92 ana")
    copy = database.path.with_name(f"{database.path.name}.schema-{SCHEMA_VERSION}.backup")
    refused = kpitui("--db", database.path, "restore", copy)
    check_one_sentence(refused, 3, "nothing was restored", f"restore --take-access {copy}")
    assert readings(database) == [81.0, 92.0]
    with screens(newer, database) as opened:
        typed_for_ana(opened)
        told = kpitui("--db", database.path, "restore", "--take-access", copy)
        assert told.code == 0, told.err
        opened.shows("NOT SAVING")
        opened.send("\x13")
        opened.shows("Not saved; what you typed is still here")
        assert leave(opened) == 0
    assert readings(database) == [81.0]
    assert kpitui("--db", database.path, "doctor").code == 0
    (kept,) = database.path.parent.glob("*.before-restore-*")
    assert f"the newer file is kept as {kept}" in told.err
    with pytest.raises(NewerFile):
        open_file(kept)
    at_newer = DatabaseFile(kept, 0, 0)
    assert "92.0" in call(newer, at_newer, "readings", "csat")
    with terminal("--db", database.path) as opened:
        opened.shows("A draft of another version of kpitui cannot be read here; it is kept as")
    with screens(newer, database) as opened:
        opened.shows("Draft restored: 1 value (2 Record)")


def test_only_who_leads_by_the_copy_goes_back_and_only_to_a_copy(
    kpitui: Command, database: DatabaseFile, newer: list[str], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    set_account(database, LEADER, "lee", AccessRole.LEADER)
    set_account(database, LEADER, account_name(), AccessRole.SUPERVISOR)
    kpitui("--db", database.path, "backup", copy)
    call(newer, database, "status")
    after = everything(database)
    restore = ("--db", database.path, "restore", "--take-access")
    check_one_sentence(kpitui(*restore, copy), 3, "leader")
    check_one_sentence(kpitui(*restore, database.path), 4, "name a copy of it")
    check_one_sentence(kpitui(*restore, tmp_path / "no.db"), 4, "There is no file")
    assert everything(database) == after
    assert not list(tmp_path.glob("*.before-restore-*"))
