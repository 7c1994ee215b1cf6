"""The Containerfile, built and run. No image can be had here, so its steps go into a copy of this
system in a namespace of its own: layered over the root, gone with the process.
"""

import os
import re
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import LONG, PATIENCE

ROOT = Path(__file__).parent.parent.parent
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""The Python of the system, which the account of the gate may run."""

TOOLS = ("unshare", "chroot", "mount", "apt-get", "ssh", "ssh-keygen", "runuser")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not LONG or os.geteuid() != 0 or not all(map(shutil.which, TOOLS)),
        reason="root builds it from Debian's packages; KPITUI_LONG=1 does it",
    ),
]


def steps(text: str) -> Iterator[tuple[str, str]]:
    """The instructions of a Containerfile with what they say."""
    for line in re.sub(r"\\\n", "", text).splitlines():
        if line and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            yield word, rest.strip()


def script(first_key: str, port: int) -> str:
    """What makes the image and starts it, in the shell of a mount namespace."""
    lines = [
        "mount -t tmpfs none $BASE; mkdir $BASE/upper $BASE/work $BASE/root",
        "mount -t overlay none -o lowerdir=/,upperdir=$BASE/upper,workdir=$BASE/work $BASE/root",
        "for one in proc dev dev/pts; do mount --rbind /$one $BASE/root/$one; done",
        "mount -t tmpfs none $BASE/root/run; mount -t tmpfs none $BASE/root/tmp",
        "rm -f $BASE/root/etc/ssh/sshd_config.d/*",
    ]
    settings, start = f"export KPITUI_FIRST_KEY={shlex.quote(first_key)};", ""
    for word, rest in steps((ROOT / "Containerfile").read_text("utf-8")):
        if word == "RUN":
            lines.append(f"chroot $BASE/root sh -ec {shlex.quote(settings + rest)}")
        elif word == "COPY":
            _, to = rest.split()
            lines.append(f"mkdir -p $BASE/root{to}; cp -r $CONTEXT/. $BASE/root{to}")
        elif word == "ENV":
            settings += f"export {rest};"
        elif word == "VOLUME":
            lines.append(f"mkdir -p $BASE/root{rest}; mount --bind $VOLUME $BASE/root{rest}")
        elif word == "CMD":
            start = rest.strip('[]"')
        else:
            assert word in ("FROM", "EXPOSE"), word
    run = f"{settings} exec {start} -p {port} -o ListenAddress=127.0.0.1"
    return "\n".join([*lines, f"exec chroot $BASE/root sh -ec {shlex.quote(run)}"])


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build is given: the checkout without what is ignored."""
    ignored = (ROOT / ".containerignore").read_text("utf-8").split()
    folder = tmp_path_factory.mktemp("build") / "context"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*ignored, "__pycache__"))
    return folder


class Container:
    """A container that was started, and what its clients say."""

    def __init__(self, folder: Path, context: Path, first_key: str = "") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        base, self.volume = folder / "base", folder / "volume"
        for one in (base, self.volume):
            one.mkdir(exist_ok=True)
        self.said = folder / "said"
        values = {"BASE": str(base), "CONTEXT": str(context), "VOLUME": str(self.volume)}
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec",
                 script(first_key, self.port)],
                stdout=said, stderr=said,
                env={"PATH": PATH, "HOME": "/root", **_package_index()} | values,
            )  # fmt: skip

    def wait(self) -> None:
        """Until it answers, or said why not."""
        until = time.monotonic() + 60 * PATIENCE
        while time.monotonic() < until:
            assert self.process.poll() is None, self.said.read_text()[-2000:]
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.2)
        raise AssertionError(self.said.read_text()[-2000:])

    def ssh(self, key: Path, *words: str) -> "subprocess.CompletedProcess[str]":
        """A command of a client."""
        options = "-F none -oIdentitiesOnly=yes -oBatchMode=yes -oStrictHostKeyChecking=no"
        return subprocess.run(
            ["ssh", *options.split(), "-oUserKnownHostsFile=/dev/null", "-oLogLevel=ERROR",
             "-i", str(key), "-p", str(self.port), "kpi@127.0.0.1", *words],
            capture_output=True, text=True, check=False, timeout=60 * PATIENCE,
        )  # fmt: skip

    def stop(self) -> None:
        """Take it down, as with the machine."""
        self.process.kill()
        self.process.wait()


def test_a_container_lets_in_its_first_leader_and_keeps_the_file(
    tmp_path: Path, context: Path
) -> None:
    key = tmp_path / "sue"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    public = key.with_suffix(".pub").read_text("utf-8").strip()
    first = Container(tmp_path, context, public)
    try:
        first.wait()
        assert "No KPIs" in first.ssh(key, "status").stderr
        refused = first.ssh(key, "sh", "-c", "id")
        assert refused.returncode == 3
        assert "uid=" not in refused.stdout
    finally:
        first.stop()
    host = (first.volume / "host" / "ed25519").read_bytes()
    again = Container(tmp_path, context)
    try:
        again.wait()
        assert again.ssh(key, "history", "--json").returncode == 0
        assert (again.volume / "host" / "ed25519").read_bytes() == host
        assert "name=sue" in (again.volume / "log" / "gate.log").read_text("utf-8")
    finally:
        again.stop()


def test_a_container_without_a_first_key_says_what_it_needs(tmp_path: Path, context: Path) -> None:
    begun = Container(tmp_path, context)
    try:
        assert begun.process.wait(600 * PATIENCE) == 2
        assert "KPITUI_FIRST_KEY" in begun.said.read_text()
    finally:
        begun.stop()


def _package_index() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
