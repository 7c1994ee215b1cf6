"""Whether a session lives: it holds a lock, or its heartbeat tells."""

import errno
import fcntl
import os
from pathlib import Path

import pytest
from msgspec.json import encode

from kpitui.storage.session_locks import SessionLock, Whereabouts, session_at, whereabouts

HERE = whereabouts("2026-11-23T09:00:00Z")


def never() -> bool:
    return False


def always() -> bool:
    return True


def test_a_lock_says_where_its_session_is_until_it_is_closed(tmp_path: Path) -> None:
    file = tmp_path / "one.open"
    lock = SessionLock(file, HERE)
    assert session_at(file, always) is None
    lock.hold()
    lock.hold()
    assert session_at(file, never) == HERE
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["one.open"]
    lock.close()
    assert not file.exists()
    lock.close()


def test_a_lock_that_nobody_holds_is_of_a_session_that_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "one.open"
    file.write_bytes(encode(Whereabouts(host=os.uname().nodename)))
    assert session_at(file, always) is None
    file.write_text("no JSON", "utf-8")
    assert session_at(file, always) is None


def test_of_a_session_on_another_machine_its_heartbeat_tells(tmp_path: Path) -> None:
    file = tmp_path / "one.open"
    file.write_text('{"host": "elsewhere", "terminal": "pts/3"}', "utf-8")
    assert session_at(file, never) is None
    assert session_at(file, always) == Whereabouts("pts/3", "elsewhere")


def test_a_lock_that_cannot_be_made_leaves_nothing_and_can_be_tried_again(tmp_path: Path) -> None:
    file = tmp_path / "one.open"
    file.mkdir()
    (file / "x").touch()
    lock = SessionLock(file, HERE)
    with pytest.raises(OSError, match="directory"):
        lock.hold()
    assert [path.name for path in tmp_path.iterdir()] == ["one.open"]
    (file / "x").unlink()
    file.rmdir()
    lock.hold()
    assert session_at(file, never) == HERE
    lock.close()


def test_on_a_file_system_without_locks_the_heartbeat_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    file = tmp_path / "one.open"
    lock = SessionLock(file, HERE)
    lock.hold()
    assert session_at(file, always) == HERE
    assert session_at(file, never) is None
    lock.close()
    assert session_at(file, always) is None
