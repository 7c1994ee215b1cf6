"""Two sessions of one account: each keeps what was typed in it, and nothing is saved twice,
whatever ends them.
"""

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.drafts import Typed, load_typed
from kpitui.storage.driver import sqlite3
from kpitui.storage.records import rows
from kpitui.storage.session_drafts import SessionDrafts
from kpitui.storage.session_locks import Whereabouts, session_at
from tests.faults.processes import small_disk
from tests.patience import PATIENCE
from tests.pty_terminal import Terminal, terminal


def drafts() -> list[Path]:
    return [*(Path(os.environ["HOME"]) / ".local" / "state" / "kpitui" / "drafts").glob("*.json")]


def kept(text: str) -> bool:
    """Whether a draft holds this text."""
    return any(text in file.read_text() for file in drafts() if file.exists())


def typed_for_ana(opened: Terminal, keys: str, *shown: str) -> None:
    opened.shows("Grow brand loyalty")
    opened.send("2ana\r")
    opened.shows("Ana López", "due")
    opened.send(keys)
    opened.shows(*shown)


def killed(opened: Terminal) -> None:
    os.kill(opened.process.pid, signal.SIGKILL)
    opened.process.wait(PATIENCE)


def presences(database: DatabaseFile) -> int:
    with reading(database) as db:
        return int(rows(db, "SELECT count(*) AS n FROM presences")[0]["n"])


def readings(database: DatabaseFile) -> int:
    with reading(database) as db:
        return int(rows(db, "SELECT count(*) AS n FROM readings")[0]["n"])


# whose a draft is ---------------------------------------------------------------------------------


def test_a_session_that_lives_keeps_its_own_draft_and_the_other_is_told_where(
    database: DatabaseFile,
) -> None:
    with terminal("--db", database.path) as frozen:
        typed_for_ana(frozen, "44/50\r", "44/50")
        frozen.until(lambda: kept("44/50"))
        os.kill(frozen.process.pid, signal.SIGSTOP)  # nobody answers at the other end of the line
        with terminal("--db", database.path) as again:
            again.shows("Also open on pts/", "1 value")
            typed_for_ana(again, "", "due")
            assert "44/50" not in again.text
            again.send("\r\r81\x13")
            again.shows("Saved 1 reading of Ana López")
            os.kill(frozen.process.pid, signal.SIGCONT)
            frozen.hang_up()
            frozen.process.wait(PATIENCE)
            again.shows("Draft restored: 1 value")
            again.send("ana\r")
            again.shows("Type a value", "44/50")
            again.send("\x13")
            again.until(lambda: readings(database) == 2)
            again.shows("Agents and teams")
            again.send("\x1b[21~")  # F10
            assert again.ends() == 0
    assert readings(database) == 2
    assert drafts() == []


def test_what_two_sessions_held_that_ended_together_is_there_at_the_next_start(
    database: DatabaseFile,
) -> None:
    with terminal("--db", database.path) as first, terminal("--db", database.path) as second:
        typed_for_ana(first, "44/50\r", "44/50")
        typed_for_ana(second, "\r\r81\r", "81")
        first.hang_up()
        second.hang_up()
        first.process.wait(PATIENCE)
        second.process.wait(PATIENCE)
    assert len(drafts()) == 2
    with terminal("--db", database.path) as third:
        third.shows("Draft restored: 2 values")
        typed_for_ana(third, "\x13", "Saved 2 readings of Ana López")
        third.send("\x1b[21~")
        assert third.ends() == 0
    assert drafts() == []


def test_two_texts_for_one_cell_are_offered_one_after_the_other(database: DatabaseFile) -> None:
    texts = ("41/50", "42/50", "43/50")
    with contextlib.ExitStack() as stack:
        sessions = [stack.enter_context(terminal("--db", database.path)) for _ in texts]
        for text, one in zip(texts, sessions, strict=True):
            typed_for_ana(one, f"{text}\r", text)
            one.until(lambda: kept(text))  # noqa: B023 # called at once
        for one in sessions:
            killed(one)
    offered = []
    while drafts():
        with terminal("--db", database.path) as opened:
            opened.shows("Draft restored: 1 value")
            typed_for_ana(opened, "", "Type a value")
            opened.until(lambda: any(text in opened.text for text in texts))  # called at once
            offered += [text for text in texts if text in opened.text]
            opened.send("\x15")
            opened.until(lambda: not any(text in opened.text for text in texts))  # called at once
            opened.send("\x1b[21~")
            assert opened.ends() == 0
        assert len(offered) <= 3
    assert sorted(offered) == [*texts]


def test_two_starts_at_once_share_what_was_left_between_them(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as gone:
        typed_for_ana(gone, "44/50\r", "44/50")
        gone.until(lambda: kept("44/50"))
        killed(gone)
    with contextlib.ExitStack() as stack:
        starts = [stack.enter_context(terminal("--db", database.path)) for _ in range(4)]
        for start in starts:
            start.shows("Grow brand loyalty")

        def restored() -> int:
            for start in starts:
                start.quiet(0.1)
            return sum("Draft restored: 1 value" in start.text for start in starts)

        starts[0].until(lambda: restored() == 1, "one of them has it")
        for start in starts:
            start.quiet()
        assert restored() == 1


def session(folder: Path, database: DatabaseFile, name: str, **more: object) -> SessionDrafts:
    return SessionDrafts(folder, database, "lee", name, Whereabouts("pts/9", **more))  # type: ignore[arg-type]


def of_file(database: DatabaseFile) -> "Callable[[object], set[str]]":
    return lambda changes: set()


def test_ten_stale_drafts_one_of_an_older_program_one_of_a_newer_and_a_damaged_one(
    database: DatabaseFile, tmp_path: Path
) -> None:
    folder = tmp_path / "drafts"
    for number in range(10):
        gone = session(folder, database, f"s{number}")
        gone.keep(Typed(cells={f"person-{number}": {1: str(number)}}))
        gone.close()
    stem = next(folder.glob("*.json")).name.partition(".")[0]
    (folder / f"{stem}.json").write_text('{"cells":{"person-77":{"1":"5"}}}')
    newer, damaged = folder / f"{stem}.newer.json", folder / f"{stem}.damaged.json"
    newer.write_text('{"cells":{"person-78":{"1":"5"}},"unknown":[1]}')
    damaged.write_text('{"cells": 3}')
    own = session(folder, database, "now")
    typed, waits = own.take_over(of_file(database))
    assert sorted(typed.cells) == sorted(
        [*(f"person-{number}" for number in range(10)), "person-77"]
    )
    assert not waits
    assert {file.name for file in folder.glob("*.json")} == {
        own.file.name,
        newer.name,
        damaged.name,
    }
    assert newer.read_text() == '{"cells":{"person-78":{"1":"5"}},"unknown":[1]}'
    own.close()
    again, _ = session(folder, database, "later").take_over(of_file(database))
    assert again == typed


def test_a_clock_that_was_set_back_hides_no_draft(database: DatabaseFile, tmp_path: Path) -> None:
    folder = tmp_path / "drafts"
    for number, moment in enumerate((0, 4e9)):  # 1970 and 2096
        one = session(folder, database, f"s{number}")
        one.keep(Typed(words=f"csat {number}"))
        one.close()
        os.utime(one.file, (moment, moment))
    typed, waits = session(folder, database, "now").take_over(of_file(database))
    assert (typed.words, waits) == ("csat 1", True)


# close to a save ----------------------------------------------------------------------------------


@pytest.fixture
def held(database: DatabaseFile) -> Iterator[Callable[[bool], None]]:
    """Another writer that holds the file and lets go of it."""
    other = sqlite3.connect(database.path, isolation_level=None)

    def hold(on: bool) -> None:
        other.execute("BEGIN IMMEDIATE" if on else "COMMIT")

    yield hold
    other.close()


def record(opened: Terminal) -> None:
    typed_for_ana(opened, "44/50\r\r81", "44/50", "81")
    opened.send("\x13")


def grid(opened: Terminal) -> None:
    opened.shows("Grow brand loyalty")
    opened.send("2North")
    opened.shows("table, ")
    opened.send("\r")
    opened.shows("Tab right")
    opened.send("9/10\t")
    opened.shows("9/10")
    opened.send("\x13")


def coach(opened: Terminal) -> None:
    opened.shows("Grow brand loyalty")
    opened.send("3ana\r")
    opened.shows("Session type", "Follow-up")
    opened.send("r\rempathy\r20\rgreeted too late")
    opened.shows("role-play", "greeted too late")
    opened.send("\x13")


def quick(opened: Terminal) -> None:
    opened.shows("Grow brand loyalty")
    opened.send(":csat 92 ana")
    opened.shows("Customer satisfaction 92.0%", "Ana")
    opened.send("\r")


def form(opened: Terminal) -> None:
    opened.shows("Grow brand loyalty")
    opened.send("a")
    opened.shows("New priority")
    opened.send("Halve the wait")
    opened.shows("Halve the wait")
    opened.send("\x13")


SAVES: dict[str, tuple[Callable[[Terminal], None], str]] = {
    "Record": (record, "81"), "Grid": (grid, "9/10"), "Coach": (coach, "greeted too late"),
    "quick entry": (quick, "csat 92 ana"), "a form": (form, "Halve the wait"),
}  # fmt: skip


def changes_in(database: DatabaseFile) -> int:
    with reading(database) as db:
        return int(rows(db, "SELECT count(*) AS n FROM deeds")[0]["n"])


@pytest.mark.parametrize("where", SAVES)
def test_a_kill_between_the_save_and_the_end_of_the_draft_saves_nothing_twice(
    database: DatabaseFile, tmp_path: Path, held: Callable[[bool], None], where: str
) -> None:
    save, text = SAVES[where]
    before = changes_in(database)
    with terminal("--db", database.path) as opened:
        held(True)
        save(opened)
        opened.until(
            lambda: any(load_typed(file).saves for file in drafts() if file.exists()),
            "the id is written",
        )
        assert kept(text)
        shutil.copytree(drafts()[0].parent, tmp_path / "as it was")
        held(False)
        opened.until(lambda: changes_in(database) == before + 1, "the save")
        killed(opened)
    # The moment between the two, as a kill finds it.
    for file in (tmp_path / "as it was").glob("*.json"):
        shutil.copy(file, drafts_folder())
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty")
        opened.quiet()
        assert "Draft restored" not in opened.text
        opened.send("q")
        assert opened.ends() == 0
    assert drafts() == []


def drafts_folder() -> Path:
    return Path(os.environ["HOME"]) / ".local" / "state" / "kpitui" / "drafts"


@pytest.mark.parametrize("where", SAVES)
def test_a_window_closed_as_soon_as_it_is_saved_leaves_nothing_to_save_again(
    database: DatabaseFile, where: str
) -> None:
    before = changes_in(database)
    with terminal("--db", database.path) as opened:
        SAVES[where][0](opened)
        while changes_in(database) == before:
            opened.read(0.001)
        killed(opened)
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty")
        opened.quiet()
        assert "Draft restored" not in opened.text


@pytest.mark.parametrize(
    "wait", [0.0, 0.9, 1.4]
)  # the process is gone after 1.5 seconds, and its save with it
def test_a_line_that_drops_while_a_save_waits_leaves_each_value_once(
    database: DatabaseFile, held: Callable[[bool], None], wait: float
) -> None:
    with terminal("--db", database.path) as opened:
        typed_for_ana(opened, "\x1544/50\r", "44/50")
        held(True)
        opened.send("\x13")
        opened.until(
            lambda: any(load_typed(file).saves for file in drafts() if file.exists()),
            "the id is written",
        )
        opened.hang_up()
        time.sleep(wait)
        held(False)
        opened.process.wait(PATIENCE)
    saved = readings(database)
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty" if saved else "Draft restored: 1 value")
        opened.quiet()
        assert ("Draft restored" in opened.text) == (saved == 0)


def test_a_kill_with_nothing_unsaved_leaves_no_file_for_long(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as opened:
        typed_for_ana(opened, "44/50\r", "44/50")
        opened.until(lambda: kept("44/50"))
        opened.send("\x13")
        opened.shows("Saved 1 reading")
        opened.until(lambda: not drafts())
        killed(opened)
    assert [path.suffix for path in drafts_folder().iterdir()] == [".open"]
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty")
    assert [*drafts_folder().iterdir()] == []


def test_what_was_typed_over_since_is_offered_and_what_was_saved_is_not(
    database: DatabaseFile, tmp_path: Path
) -> None:
    folder = tmp_path / "drafts"
    gone = session(folder, database, "gone")
    saved = Typed(cells={"person-1": {1: "80", 2: "6:00"}}, words="csat 92")
    gone.keep(
        Typed(
            cells={"person-1": {1: "81", 2: "6:00"}},
            days={"person-1": "2026-11-23"},
            words="csat 92",
            saves={"u": saved},
        )
    )  # fmt: skip
    gone.close()
    typed, _ = session(folder, database, "now").take_over(lambda changes: set(changes))
    assert (typed.cells, typed.words) == ({"person-1": {1: "81"}}, "")


# where nothing can be kept ------------------------------------------------------------------------


def test_leaving_asks_where_what_is_typed_cannot_be_kept(
    database: DatabaseFile, tmp_path: Path
) -> None:
    blocked = tmp_path / "state"
    blocked.write_text("a file where a folder should be")
    with terminal("--db", database.path, environment={"XDG_STATE_HOME": str(blocked)}) as opened:
        opened.shows("Grow brand loyalty")
        opened.send(":csat 9")
        opened.shows("Customer satisfaction 9.0%")
        opened.send("\x1b")
        opened.until(lambda: "Customer satisfaction 9.0%" not in opened.text)
        opened.send("q")
        opened.shows("Not saved: a line of quick entry")
        assert opened.process.poll() is None
        opened.send("2ana\r44/50\r")
        opened.shows("44/50")
        opened.send("\x1b[21~")  # F10: more was typed, so it asks again
        opened.shows("Not saved: 1 value")
        assert opened.process.poll() is None
        opened.send("\x1b[21~")
        assert opened.ends() == 0


def test_a_disk_that_is_full_of_a_draft_offers_nothing_that_was_saved(
    database: DatabaseFile, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", 200) as disk:
        environment = {"XDG_STATE_HOME": str(disk)}
        with terminal("--db", database.path, environment=environment) as opened:
            typed_for_ana(opened, "44/50\r", "44/50")
            opened.until(lambda: any(disk.rglob("*.json")))
            with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as file:
                while True:
                    file.write(b"x" * 512)
            opened.send("\r81\r")
            opened.shows("cannot be kept", "No space left")
            opened.send("\x13")
            opened.shows("Saved 2 readings of Ana López")
            opened.quiet()
            killed(opened)
        with terminal("--db", database.path, environment=environment) as opened:
            opened.shows("Grow brand loyalty")
            opened.quiet()
            assert "Draft restored" not in opened.text
    assert readings(database) == 2


# who is in ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("writing", [False, True], ids=["alone", "while another writes"])
def test_who_hung_up_is_no_longer_in(
    database: DatabaseFile, held: Callable[[bool], None], writing: bool
) -> None:
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty")
        opened.until(lambda: presences(database) == 1)
        began = time.monotonic()
        if writing:
            held(True)
        opened.hang_up()
        if writing:
            time.sleep(0.6)
            held(False)
        while presences(database) and time.monotonic() - began < PATIENCE:
            time.sleep(0.05)
        assert time.monotonic() - began < 10
        opened.process.wait(PATIENCE)


def test_a_session_that_was_killed_leaves_the_bars_of_others_within_ten_seconds(
    database: DatabaseFile,
) -> None:
    with terminal("--db", database.path) as other:
        other.shows("Grow brand loyalty")
        with terminal("--db", database.path) as opened:
            opened.shows("Grow brand loyalty")
            other.until(lambda: "+" in other.text.splitlines()[0])
            killed(opened)
            began = time.monotonic()
        other.until(lambda: "+" not in other.text.splitlines()[0])
        assert time.monotonic() - began < 10


def test_who_is_no_longer_seen_has_already_left_the_draft(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as opened:
        typed_for_ana(opened, "44/50\r", "44/50")
        opened.until(lambda: presences(database) == 1 and kept("44/50"))
        lock = drafts()[0].with_suffix(".open")
        opened.hang_up()
        while presences(database):
            time.sleep(0.001)
        assert session_at(lock, lambda: True) is None
        opened.process.wait(PATIENCE)
