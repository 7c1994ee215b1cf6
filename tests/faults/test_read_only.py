"""A file that may only be read: who looks is let in or told why not, and who writes is
told in one sentence.
"""

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import open_file
from kpitui.storage.records import rows
from kpitui.storage.schema import OLDEST_SCHEMA
from tests.conftest import TODAY, record_weekly
from tests.faults.processes import small_disk
from tests.patience import LONG, PATIENCE
from tests.pty_terminal import Terminal
from tests.storage.test_migrations import make_old

pytestmark = pytest.mark.slow

RIGHTS = [(0o644, 0o755), (0o640, 0o755), (0o644, 0o777), (0o444, 0o555)]

AS_SOMEBODY = """
import contextlib, io, os, sys
from kpitui.cli.main import COMMANDS, run
path, other, user, words = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
def answer(db):
    sys.argv = ["kpitui", "--db", db, *words]
    try:
        run()
    except SystemExit as end:
        return end.code
# Once as ourselves and on another file: what is imported now may be where nobody else can read it.
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    answer(other)
os.setgroups([]); os.setgid(user); os.setuid(user)
sys.exit(answer(path))
"""


def check_refused(done: "subprocess.CompletedProcess[str]") -> None:
    assert done.returncode == 4, done
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr


def check_told_or_shown(done: "subprocess.CompletedProcess[str]") -> None:
    if done.returncode:
        check_refused(done)
    else:
        assert "Customer satisfaction" in done.stdout


@pytest.fixture
def place(database: DatabaseFile) -> Iterator[Path]:
    """The file where everybody can get to it."""
    record_weekly(database, 1, [80.0], TODAY, person_id=1)
    folder = Path(f"/var/tmp/kpitui-{os.getpid()}-{database.inode}")
    folder.mkdir(mode=0o755)
    shutil.copyfile(database.path, folder / "kpi.db")
    yield folder / "kpi.db"
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("file", "folder"),
    [(0o644, 0o755), (0o640, 0o755), (0o644, 0o777), (0o444, 0o555)][: 4 if LONG else 2],
)
def test_a_file_and_a_folder_of_somebody_else(
    database: DatabaseFile, place: Path, file: int, folder: int
) -> None:
    if os.getuid() != 0:
        pytest.skip("the rights of others are tested as root, who can be anybody")

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        user = str(pwd.getpwnam("nobody").pw_uid)
        command = [sys.executable, "-c", AS_SOMEBODY, str(place), str(database.path), user, *words]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=PATIENCE
        )

    place.chmod(file)
    place.parent.chmod(folder)
    check_refused(run("log", "csat 92 ana"))
    check_told_or_shown(run("status"))
    place.parent.chmod(0o755)
    place.chmod(0o600)
    with reading(open_file(place)) as db:
        assert rows(db, "SELECT count(*) AS n FROM readings") == [{"n": 1}]


def test_a_folder_where_no_copy_or_file_may_be_made_is_named(
    database: DatabaseFile, place: Path, tmp_path: Path
) -> None:
    if os.getuid() != 0:
        pytest.skip("the rights of others are tested as root, who can be anybody")
    closed, nobody = place.parent / "closed", pwd.getpwnam("nobody")
    closed.mkdir(mode=0o755)
    os.chown(place, nobody.pw_uid, nobody.pw_gid)
    os.chown(place.parent, nobody.pw_uid, nobody.pw_gid)
    there = f"os.chdir({str(closed)!r})\nsys.exit(answer(path))"
    script = AS_SOMEBODY.replace("sys.exit(answer(path))", there)
    told = [str(place), str(database.path), str(nobody.pw_uid)]
    home = {**os.environ, "HOME": str(place.parent)}
    for words in (
        ["backup", "copy.db"],
        ["backup", "--keep", "3", "."],
        ["demo", "--keep", "demo.db"],
    ):
        done = subprocess.run(
            [sys.executable, "-c", script, *told, *words],
            capture_output=True, text=True, check=False, timeout=PATIENCE, cwd=tmp_path, env=home,
        )  # fmt: skip
        check_refused(done)
        assert f"You may not make a file in {closed}; choose another folder" in done.stderr
    assert not list(closed.iterdir())


def test_doctor_tells_who_may_only_read_that_they_could_not_update_the_file(
    database: DatabaseFile, place: Path
) -> None:
    if os.getuid() != 0:
        pytest.skip("the rights of others are tested as root, who can be anybody")
    place.unlink()
    make_old(place, OLDEST_SCHEMA)
    place.chmod(0o644)
    place.parent.chmod(0o777)
    user = str(pwd.getpwnam("nobody").pw_uid)
    command = [sys.executable, "-c", AS_SOMEBODY, str(place), str(database.path), user]
    told = subprocess.run(
        [*command, "doctor"], capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert told.returncode == 1, told
    assert f"it would be refused, and the file stay as it is: You may not open {place}" in (
        told.stdout
    )


def test_a_file_system_that_is_read_only(database: DatabaseFile, tmp_path: Path) -> None:
    def run(*words: str, of: Path | None = None) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "kpitui", "--db", str(of or path), *words]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=PATIENCE
        )

    with small_disk(tmp_path / "disk", 4000) as disk:
        path = disk / "kpi.db"
        shutil.copyfile(database.path, path)
        path.chmod(0o600)
        make_old(disk / "old.db", OLDEST_SCHEMA)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        check_refused(run("log", "csat 92 ana"))
        check_told_or_shown(run("status"))
        for words in (["doctor"], ["status"]):
            refused = run(*words, of=disk / "old.db")
            check_refused(refused)
            assert "may only be read; have it mounted for writing" in refused.stderr
        opened = Terminal([sys.executable, "-m", "kpitui", "--db", str(path)])
        try:
            opened.until(lambda: "1 Plan" in opened.text or opened.process.poll() is not None)
            if opened.process.poll() is not None:
                opened.quiet()
                assert "may only be read" in opened.text
                assert "Traceback" not in opened.text
        finally:
            opened.close()
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        assert run("log", "csat 92 ana").returncode == 0
