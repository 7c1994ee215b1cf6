"""A real sshd on the loopback address, with its own settings, host key and keys, for one test."""

import contextlib
import getpass
import io
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kpitui.cli.main import cli
from tests.patience import PATIENCE
from tests.pty_terminal import Terminal

SSHD = shutil.which("sshd") or "/usr/sbin/sshd"
USER = getpass.getuser()
OPEN = "AcceptEnv *\nX11Forwarding yes\nAllowAgentForwarding yes\nGatewayPorts yes\n"
"""What an administrator could have left open beside the gate.

Not `PermitTunnel`: `restrict` leaves it as it is, so that the lines of `access setup` forbid it.
"""


@dataclass
class Server:
    """A running sshd, and what its clients say."""

    folder: Path
    database: Path
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    pid: int = 0
    """The process of sshd that listens."""

    @property
    def log(self) -> str:
        """What the gate wrote."""
        path = self.folder / "log" / "gate.log"
        return path.read_text("utf-8") if path.exists() else ""

    @property
    def home(self) -> Path:
        """Where the gate keeps its settings and what is typed."""
        return self.folder / "home"

    def set_up(self, **settings: str | float) -> None:
        """Other settings of the gate."""
        path = self.home / ".config" / "kpitui" / "config.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = {"log": str(self.folder / "log" / "gate.log")} | settings
        path.write_text(
            "[gate]\n" + "".join(f"{name} = {value!r}\n" for name, value in lines.items()), "utf-8"
        )

    def kpitui(self, *words: str | Path) -> str:
        """A command on the server, as its administrator."""
        with contextlib.redirect_stdout(io.StringIO()) as said:
            code = cli.main(["--db", str(self.database), *map(str, words)], standalone_mode=False)
        assert not code, said.getvalue()
        return said.getvalue()

    def new_key(self, name: str, *more: str) -> Path:
        """A pair of keys of somebody."""
        path = self.folder / "clients" / name
        path.parent.mkdir(exist_ok=True)
        subprocess.run(
            [
                "ssh-keygen",
                "-q",
                "-N",
                "",
                "-C",
                f"{name}@desk",
                "-f",
                path,
                *(more or ("-t", "ed25519")),
            ],
            check=True,
        )
        return path

    def let_in(self, name: str, role: str, *more: str) -> Path:
        """An account with a key, known to sshd."""
        key = self.new_key(name)
        self.kpitui("access", "add", name, "--role", role, *more, "--key", f"{key}.pub")
        self.write_keys()
        return key

    def write_keys(self) -> None:
        """Tell sshd who may come in."""
        self.kpitui("access", "keys", "--into", self.folder / "keys" / USER, "--home", self.home)

    def ssh(self, key: Path, *words: str, options: Sequence[str] = ()) -> list[str]:
        """The command of a client."""
        known = [
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "LogLevel=ERROR",
        ]
        alone = ["-F", "none", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-i", str(key)]
        return [
            "ssh",
            *alone,
            *known,
            *options,
            "-p",
            str(self.port),
            f"{USER}@127.0.0.1",
            "--",
            *words,
        ]

    def ask(
        self, key: Path, *words: str, stdin: str | bytes = b"", options: Sequence[str] = ()
    ) -> subprocess.CompletedProcess[str]:
        """What a client without a terminal gets."""
        sent = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            self.ssh(key, *words, options=options), input=sent, capture_output=True,
            timeout=PATIENCE, env=os.environ | self.environment, check=False,
        )  # fmt: skip
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    @contextlib.contextmanager
    def terminal(
        self, key: Path, *words: str, width: int = 80, height: int = 24, options: Sequence[str] = ()
    ) -> Iterator[Terminal]:
        """A client with a terminal."""
        command = self.ssh(key, *words, options=["-tt", *options])
        opened = Terminal(command, width=width, height=height, environment=self.environment)
        try:
            yield opened
        finally:
            opened.close()

    def processes(self) -> list[int]:
        """The gates that are open on this file."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (folder / "cmdline").read_bytes().split(b"\0")
                if b"gate" in words and os.fsencode(self.database) in words:
                    found.append(int(folder.name))
        return found


@contextlib.contextmanager
def serving(folder: Path, database: Path, more: str = OPEN) -> Iterator[Server]:
    """A server for the file, in a folder of its own."""
    for name in ("keys", "log", "sshd"):
        (folder / name).mkdir()
    host_key = folder / "sshd" / "host_key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", host_key], check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Server(folder, database, port)
    server.set_up()
    settings = folder / "sshd" / "config"
    settings.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {host_key}\nPidFile none\nUsePAM "
        f"no\nStrictModes no\nAuthorizedKeysFile {folder}/keys/%u\nPermitRootLogin "
        f"yes\nPasswordAuthentication yes\nSubsystem sftp internal-sftp\n{more}",
        "utf-8",
    )
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    with (folder / "sshd" / "log").open("wb") as log:
        process = subprocess.Popen(
            [SSHD, "-D", "-e", "-f", settings], stderr=log, start_new_session=True
        )
    server.pid = process.pid
    try:
        deadline = time.monotonic() + PATIENCE
        while not re.search(r"listening on", (folder / "sshd" / "log").read_text("utf-8")):
            assert process.poll() is None, (folder / "sshd" / "log").read_text("utf-8")
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)
        for pid in server.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
