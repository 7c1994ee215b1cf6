"""The gate as sshd runs it for a key, without sshd: for what does not hang on how
somebody came in.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kpitui.storage.database import DatabaseFile
from tests.patience import PATIENCE
from tests.pty_terminal import Terminal


@dataclass
class Gate:
    """The gate of a file, with its settings in a home of its own."""

    database: DatabaseFile
    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.set_up()

    def set_up(self, **settings: float) -> None:
        """Other settings of the gate."""
        path = self.home / ".config" / "kpitui" / "config.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        more = "".join(f"{name} = {value}\n" for name, value in settings.items())
        path.write_text(f"[gate]\nlog = '{self.home / 'gate.log'}'\n{more}", "utf-8")

    @property
    def log(self) -> str:
        """What it wrote."""
        path = self.home / "gate.log"
        return path.read_text("utf-8") if path.exists() else ""

    def command(self, name: str) -> list[str]:
        """What stands in the line of a key."""
        words = ["--db", str(self.database.path), "gate", "--home", str(self.home), "--as", name]
        return [sys.executable, "-I", "-m", "kpitui", *words]

    def ask(self, name: str, asked: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """What somebody without a terminal gets."""
        return subprocess.run(
            self.command(name), input=stdin, capture_output=True, text=True, check=False,
            timeout=PATIENCE, env=os.environ | self.environment | {"SSH_ORIGINAL_COMMAND": asked},
        )  # fmt: skip

    @contextlib.contextmanager
    def asking(self, name: str, asked: str) -> Iterator[subprocess.Popen[bytes]]:
        """Somebody without a terminal who has asked, and whose end nothing reads or sends yet."""
        with subprocess.Popen(
            self.command(name), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | self.environment | {"SSH_ORIGINAL_COMMAND": asked},
        ) as client:  # fmt: skip
            try:
                yield client
            finally:
                client.kill()

    @contextlib.contextmanager
    def terminal(self, name: str, width: int = 80, height: int = 24) -> Iterator[Terminal]:
        """Somebody with a terminal."""
        opened = Terminal(
            self.command(name), width=width, height=height, environment=self.environment
        )
        try:
            yield opened
        finally:
            opened.close()
