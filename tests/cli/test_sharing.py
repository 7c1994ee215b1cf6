"""A file that a group shares: made as it must be, and what is not so is named with what
fixes it.
"""

import grp
import os
import stat
import subprocess
from pathlib import Path

import pytest

from kpitui.storage import place as looks
from kpitui.storage.database import DatabaseFile
from kpitui.storage.place import findings_of_file
from kpitui.ui.app import KpituiApp
from tests.cli.conftest import Command, check_one_sentence
from tests.ui.conftest import _quick_fingers, app_on, shows

__all__ = ["_quick_fingers"]


def own_group() -> str:
    """A group that whoever runs the tests may give files to."""
    return grp.getgrgid(os.getgid()).gr_name


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def shared(kpitui: Command, tmp_path: Path) -> Path:
    """A file in the folder of a group, made under a strict umask."""
    path = tmp_path / "srv" / "kpi.db"
    before = os.umask(0o077)
    try:
        assert kpitui("--db", path, "init", "--group", own_group()).code == 0
    finally:
        os.umask(before)
    return path


@pytest.fixture
def private_umask() -> object:
    before = os.umask(0o007)
    yield
    os.umask(before)


@pytest.mark.usefixtures("private_umask")
def test_a_shared_file_is_made_as_it_must_be(kpitui: Command, shared: Path) -> None:
    assert mode(shared.parent) == 0o2770
    assert mode(shared) == 0o660
    assert shared.stat().st_gid == shared.parent.stat().st_gid == os.getgid()
    done = kpitui("--db", shared, "doctor")
    assert (done.code, done.out.count("- ")) == (0, 0), done.out


def test_a_group_that_is_not_there_and_a_folder_in_use_are_refused(
    kpitui: Command, tmp_path: Path
) -> None:
    path = tmp_path / "srv" / "kpi.db"
    check_one_sentence(
        kpitui("--db", path, "init", "--group", "no-such-group"), 2, "groupadd no-such-group"
    )
    assert not path.parent.exists()
    path.parent.mkdir()
    (path.parent / "letter.txt").write_text("private", "utf-8")
    before = mode(path.parent)
    check_one_sentence(kpitui("--db", path, "init", "--group", own_group()), 4, "chmod 2770")
    assert mode(path.parent) == before
    assert not path.exists()
    (path.parent / "letter.txt").unlink()
    assert kpitui("--db", path, "init", "--group", own_group()).code == 0
    assert mode(path.parent) == 0o2770


@pytest.mark.usefixtures("private_umask")
def test_what_is_wrong_is_named_with_what_fixes_it(shared: Path) -> None:
    assert findings_of_file(shared) == []
    shared.chmod(0o664)
    assert [f"chmod o-rwx '{shared}'" in finding for finding in findings_of_file(shared)] == [True]
    shared.chmod(0o660)
    shared.parent.chmod(0o0770)
    assert [f"chmod 2770 '{shared.parent}'" in finding for finding in findings_of_file(shared)] == [
        True
    ]
    shared.parent.chmod(0o2770)
    os.umask(0o022)
    assert [
        "umask 022" in finding and "umask 007" in finding for finding in findings_of_file(shared)
    ] == [True]
    os.umask(0o007)


def test_who_is_not_the_owner_is_not_told_what_the_owner_alone_can_fix(shared: Path) -> None:
    shared.chmod(0o664)
    shared.parent.chmod(0o0770)
    stranger = shared.stat().st_uid + 1000
    said = " ".join(findings_of_file(shared, stranger))
    assert "chmod o-rwx" not in said
    assert "chmod 2770" not in said
    assert "chmod o-rwx" in " ".join(findings_of_file(shared, shared.stat().st_uid))


def test_a_network_file_system_is_named(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # This machine has no such mount, so one that it has is given the name.
    found = subprocess.run(
        ["df", "--output=fstype", shared.parent], capture_output=True, text=True, check=True
    )
    kind = found.stdout.split()[-1]
    monkeypatch.setattr(looks, "NETWORK_FILE_SYSTEMS", {kind: "NFS"})
    assert any("network file system (NFS)" in finding for finding in findings_of_file(shared))


async def test_the_start_names_it_too(database: DatabaseFile) -> None:
    database.path.chmod(0o644)
    app: KpituiApp = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "everyone on this machine", "chmod o-rwx")
