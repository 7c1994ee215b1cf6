"""The units that `access setup --systemd` prints, run as root runs them, in a namespace of their
own, and looked at by systemd and logrotate themselves.
"""

import os
import re
import shlex
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from kpitui.storage.driver import sqlite3
from tests.cli.conftest import Command

_FOLDERS = ("/etc/systemd/system", "/etc/tmpfiles.d", "/etc/logrotate.d", "/var/backups")
needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or not all(map(shutil.which, ("unshare", "systemd-analyze"))),
    reason="root runs the units, in a mount namespace, and systemd looks at them",
)
HARD_NAMES = ("kpi%t $x", 'a "b" \\n', "plain")


@pytest.mark.parametrize("name", HARD_NAMES)
@needs_root
def test_systemd_finds_no_fault_and_the_copy_is_made(
    kpitui: Command, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name / "data" / "kpi.db"
    file.parent.mkdir(parents=True)
    assert kpitui("--db", str(file), "init").code == 0
    script = tmp_path / "units.sh"
    script.write_text(
        kpitui("--db", str(file), "access", "setup", "--systemd", "--account", "root").out
    )
    seen = _as_root(script, "systemd-analyze verify --man=no /etc/systemd/system/kpitui-*")
    assert seen.returncode == 0
    assert "kpitui" not in seen.stderr, seen.stderr
    units = tmp_path / "seen"
    backup = _line(units / "kpitui-root-backup.service", "ExecStart=")
    assert str(file) in backup
    (to,) = (tmp_path / "copies",)
    to.mkdir()
    backup[-1] = str(to)
    subprocess.run(backup, check=True, capture_output=True)
    (copy,) = to.iterdir()
    assert sqlite3.connect(copy).execute("PRAGMA quick_check").fetchone() == ("ok",)


@needs_root
def test_the_folders_are_those_of_who_writes_there(kpitui: Command, tmp_path: Path) -> None:
    file = tmp_path / "home" / "data" / "kpi.db"
    file.parent.mkdir(parents=True)
    script = tmp_path / "units.sh"
    script.write_text(
        kpitui("--db", str(file), "access", "setup", "--systemd", "--account", "root").out
    )
    _as_root(script, "stat -c '%a %U' /var/backups/kpitui/root > $SEEN/modes")
    assert (tmp_path / "seen" / "modes").read_text() == "700 root\n"
    log = tmp_path / "home" / "log"
    assert stat.S_IMODE(log.stat().st_mode) == 0o700


@pytest.mark.skipif(
    not shutil.which("logrotate") or os.geteuid() != 0, reason="logrotate reads its file"
)
def test_logrotate_reads_its_file(kpitui: Command, tmp_path: Path) -> None:
    file = tmp_path / "a b" / "data" / "kpi.db"
    log = tmp_path / "a b" / "log" / "gate.log"
    log.parent.mkdir(parents=True)
    log.write_text("a line\n")
    text = kpitui("--db", str(file), "access", "setup", "--systemd", "--account", "root").out
    rotation = tmp_path / "rotation"
    rotation.write_text(text.split("/etc/logrotate.d/kpitui-root <<'END'\n")[1].split("END\n")[0])
    state = tmp_path / "state"
    run = ["logrotate", "--force", "--state", str(state), str(rotation)]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (log.parent / "gate.log.1").read_text() == "a line\n"


@pytest.mark.parametrize("more", [[], ["--systemd"]], ids=["sshd", "units"])
def test_two_gates_of_one_server_share_no_file_and_no_folder_of_copies(
    kpitui: Command, tmp_path: Path, more: list[str]
) -> None:
    written = []
    for account in ("kpi", "sales"):
        file = str(tmp_path / account / "data" / "kpi.db")
        script = kpitui("--db", file, "access", "setup", "--account", account, *more).out
        written.append({*re.findall(r"cat > (\S+)|(/var/backups\S+?)[\"\n]", script)})
    assert all(written)
    assert written[0] & written[1] <= {("", "/var/backups/kpitui")}


@pytest.mark.parametrize("account", ["kpi; reboot", "", "-x", "a b", "kpi\nExecStart=/bin/sh"])
def test_an_account_that_is_none_gets_no_units(
    kpitui: Command, tmp_path: Path, account: str
) -> None:
    said = kpitui(
        "--db", str(tmp_path / "x" / "k.db"), "access", "setup", "--systemd", "--account", account
    )
    assert said.code == 2
    assert "such as kpi" in said.err


def _as_root(script: Path, look: str) -> "subprocess.CompletedProcess[str]":
    seen = script.parent / "seen"
    seen.mkdir()
    mounts = "; ".join(f"mkdir -p {folder}; mount -t tmpfs none {folder}" for folder in _FOLDERS)
    # No systemd runs in a container, so that nothing could be told to read its units again.
    steps = f"systemctl() {{ :; }}; {mounts}; . {shlex.quote(str(script))}; "
    steps += f"cp /etc/systemd/system/* $SEEN; {look}"
    return subprocess.run(
        ["unshare", "--mount", "sh", "-ec", steps],
        capture_output=True, text=True, check=False, env={**os.environ, "SEEN": str(seen)},
    )  # fmt: skip


def _line(unit: Path, begins: str) -> list[str]:
    (line,) = (one for one in unit.read_text().splitlines() if one.startswith(begins))
    # In quotes systemd reads a backslash as the shell does; its own signs stand twice.
    words = shlex.split(line.removeprefix(begins))
    return [word.replace("%%", "%").replace("$$", "$") for word in words]
