"""A server as an administrator finds it: the machine of the tests with folders, users and a network
of its own.

Nothing that is done in there stays: /etc, /srv and the like are overlaid, and everything ends with
the test.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.patience import PATIENCE
from tests.pty_terminal import Terminal

ROOT = Path(__file__).parent.parent.parent
_OVERLAID = "etc root srv home var opt usr/local"
_BUILD = f"""
set -e
mount -t tmpfs none /mnt
mount -t tmpfs none /run
mkdir /run/sshd
for folder in {_OVERLAID}; do
    mkdir -p /mnt/$folder/upper /mnt/$folder/work
    mount -t overlay overlay -o lowerdir=/$folder,upperdir=/mnt/$folder/upper,workdir=/mnt/$folder/work /$folder
done
chmod 711 /root  # where the Python of the tests may lie
ip link set lo up
echo '127.0.0.1 server' >> /etc/hosts
echo ready
exec sleep infinity
"""  # noqa: E501
_RELOAD = '#!/bin/sh\n[ "$*" = "reload ssh" ] && exec kill -HUP "$(cat /run/sshd.pid)"\n'
"""What `systemctl reload ssh` does; there is no systemd in there."""


def why_not() -> str:
    """Why there can be no such machine here, or nothing."""
    if os.getuid() != 0:
        return "only root can make users and mount folders"
    if not (shutil.which("sshd") or Path("/usr/sbin/sshd").exists()):
        return "there is no sshd on this machine"
    for place in (ROOT, *ROOT.parents):
        if place.stat().st_uid != 0 or place.stat().st_mode & 0o022:
            return (
                f"others than root may write to {place}, and the gate of a checkout there is "
                "rightly called open"
            )
        if place != Path("/root") and not place.stat().st_mode & 0o001:
            return f"nobody but root may enter {place}, and so run the program of this checkout"
    tried = subprocess.run(
        ["unshare", "-mnp", "--fork", "sh", "-c", "mount -t tmpfs none /mnt && ip link set lo up"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return tried.stderr.strip()


@dataclass
class Machine:
    """A running one; `pid` is that of its first process."""

    pid: int

    def command(self, line: str, user: str = "root") -> list[str]:
        """A line as somebody types it there."""
        path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        inside = ["nsenter", f"--target={self.pid}", "-m", "-n", "-p"]
        home = f"HOME={'/root' if user == 'root' else f'/home/{user}'}"
        clean = ["env", "-i", path, home, "TERM=xterm-256color", "LANG=C.UTF-8"]
        become = [] if user == "root" else ["runuser", "-u", user, "--"]
        return [*inside, *clean, *become, "bash", "-c", f"cd && {line}"]

    def run(
        self, line: str, user: str = "root", stdin: str = "", *, network: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """What it says; with `network` it reaches that of the machine of the tests."""
        command = [word for word in self.command(line, user) if not network or word != "-n"]
        patience = 20 * PATIENCE if network else PATIENCE
        return subprocess.run(
            command, input=stdin, capture_output=True, text=True, timeout=patience, check=False
        )

    def does(self, line: str, user: str = "root", stdin: str = "", *, network: bool = False) -> str:
        """What a line says that must go well."""
        done = self.run(line, user, stdin, network=network)
        assert done.returncode == 0, (line, done.stdout, done.stderr)
        return done.stdout

    @contextlib.contextmanager
    def terminal(self, line: str, user: str) -> Iterator[Terminal]:
        """Somebody's terminal."""
        opened = Terminal(self.command(line, user))
        try:
            yield opened
        finally:
            opened.close()

    def add_user(self, name: str) -> str:
        """Somebody with an account, a key, and a login by it; the public key."""
        self.does(f"useradd --create-home --shell /bin/bash {name}")
        self.does("mkdir -m 700 .ssh && ssh-keygen -q -t ed25519 -N '' -f .ssh/id_ed25519", name)
        return self.does("cat .ssh/id_ed25519.pub | tee .ssh/authorized_keys", name)


@contextlib.contextmanager
def running() -> Iterator[Machine]:
    """A machine with a sshd as Debian sets it up, and kpitui where everybody can run it."""
    process = subprocess.Popen(
        ["unshare", "-mnp", "--fork", "--kill-child", "--mount-proc", "sh", "-c", _BUILD],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        children = (
            Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("utf-8").split()
        )
        machine = Machine(int(children[0]))
        machine.does(f"ln -s {Path(sys.executable).parent / 'kpitui'} /usr/local/bin/kpitui")
        machine.does(
            "cat > /usr/local/sbin/systemctl && chmod 755 /usr/local/sbin/systemctl", stdin=_RELOAD
        )
        machine.does("ssh-keygen -A && /usr/sbin/sshd")
        machine.does(
            "until ssh-keyscan server > /etc/ssh/ssh_known_hosts; do sleep 0.1; done"
        )  # once it listens
        yield machine
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)


def wait_for(machine: Machine, line: str, user: str) -> None:
    """Wait until a line goes well."""
    deadline = time.monotonic() + PATIENCE
    while (done := machine.run(line, user)).returncode:
        assert time.monotonic() < deadline, (done.stdout, done.stderr)
