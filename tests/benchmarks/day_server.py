"""What the server of a day costs, apart from those who type at it: its processes are in a control
group of their own.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
V1, V2 = Path("/sys/fs/cgroup/cpuacct"), Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Memory:
    """Megabytes that are shared are counted in parts (PSS)."""

    screens: float
    sessions: int
    other: float
    """sshd, commands and the backup."""


class ControlGroup:
    """The processes of the server, those that it starts too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, pid: int) -> None:
        """A process that is in it from now on, with all that it starts."""
        (self._folder / "cgroup.procs").write_text(str(pid), "ascii")

    @property
    def cpu(self) -> float:
        """Seconds of computing so far."""
        usage = self._folder / "cpuacct.usage"
        if usage.exists():
            return int(usage.read_text("ascii")) / 1e9
        told = (self._folder / "cpu.stat").read_text("ascii")
        found = re.search(r"^usage_usec (\d+)", told, re.MULTILINE)
        return int(found[1]) / 1e6 if found else 0.0

    @property
    def memory(self) -> Memory:
        """What its processes hold now."""
        screens, sessions, other = 0.0, 0, 0.0
        for pid in (self._folder / "cgroup.procs").read_text("ascii").split():
            with contextlib.suppress(OSError):
                folder = Path("/proc") / pid
                words = (folder / "cmdline").read_bytes().split(b"\0")
                found = re.search(r"^Pss:\s+(\d+)", (folder / "smaps_rollup").read_text("ascii"),
                                  re.MULTILINE)  # fmt: skip
                size = int(found[1]) / 1024 if found else 0.0
                if b"gate" in words:
                    screens, sessions = screens + size, sessions + 1
                else:
                    other += size
        return Memory(screens, sessions, other)


@contextlib.contextmanager
def control_group() -> Iterator[ControlGroup | None]:
    """One for the server, or none where none may be made."""
    base = V1 if V1.is_dir() else V2
    folder = base / f"kpitui-day-{os.getpid()}"
    try:
        folder.mkdir()
    except OSError:
        yield None
        return
    try:
        yield ControlGroup(folder)
    finally:
        for _ in range(50):  # until its last process is gone
            with contextlib.suppress(OSError):
                folder.rmdir()
                break
            time.sleep(0.1)


def machine_cpu() -> tuple[float, float]:
    """Seconds of computing of the whole machine, and of this process with those it started and
    has waited for.
    """
    first = Path("/proc/stat").read_text("ascii").splitlines()[0].split()[1:]
    user, nice, system, _, _, irq, soft, *_ = map(int, first)
    ours = os.times()
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK"), sum(ours[:4])


def machine() -> str:
    """What the figures were measured on."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text("utf-8"))
    total = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text("ascii"))
    size = int(total[1]) / 2**20 if total else 0
    return f"{os.cpu_count()} cores ({model[1] if model else 'unknown'}), {size:.0f} GB"


def newer_program(folder: Path) -> str:
    """The program as its next version is installed beside it: the Python that runs it."""
    code = folder / "code"
    for name in ("kpitui", "styles", "sample_db"):
        shutil.copytree(ROOT / name, code / name, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    (packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
    old = sysconfig.get_path("purelib")
    (packages / "newer.pth").write_text(f"{code}\n{old}\n", "utf-8")
    python = str(folder / "venv" / "bin" / "python")
    subprocess.run([python, "-I", "-m", "compileall", "-q", code / "kpitui"], check=True)
    return python


def runs(python: str, name: str) -> bool:
    """Whether an account is in at the gate with the program of that Python."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if words[0] == python.encode() and name.encode() in words:
                return True
    return False
