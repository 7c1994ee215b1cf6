"""What systemd does every day on a server: a copy of the file, a check, and the log moved on. The
files are printed as a script for root, and never written here.
"""

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from kpitui.config import load_config
from kpitui.domain.errors import WrongUsage
from kpitui.gate.log import SYSLOG

BACKUPS = Path("/var/backups/kpitui")
"""Of root, so that no one who gets in as the account can take the copies away; those of each
account have a folder of their own in it, and each account has units of its own.
"""

KEPT = 14
"""Copies that are kept."""

_ACCOUNT = re.compile(r"[a-zA-Z_][a-zA-Z0-9_.-]{0,31}")
_UNITS = Path("/etc/systemd/system")
_WORDS = {"\\": "\\\\", '"': '\\"', "%": "%%"}
"""What systemd would read as something else within quotes."""


def unit_script(account: str, database: Path) -> Iterator[str]:
    """The lines of a script that root reads and runs once, again if need be: timers for a nightly
    copy and a daily check, the folders they need, and how the log is moved on.

    Raises `WrongUsage` for a path or an account that a unit cannot hold.
    """
    if "\n" in f"{database}{sys.executable}":
        raise WrongUsage("A path with a line end cannot stand in a unit; give the file another.")
    if not _ACCOUNT.fullmatch(account):
        raise WrongUsage("--account is the name of a system account, such as kpi.")
    home = database.parent.parent
    log, copies = _log_of(home), BACKUPS / account
    name, folders = f"kpitui-{account}", Path(f"/etc/tmpfiles.d/kpitui-{account}.conf")
    files = [
        (_UNITS / f"{name}-backup.service", _backup(database, copies)),
        (_UNITS / f"{name}-backup.timer", _timer("A nightly copy of the KPI file", "02:30")),
        (_UNITS / f"{name}-check.service", _check(database, copies)),
        (_UNITS / f"{name}-check.timer", _timer("A daily look at the KPI file", "06:00")),
        (folders, _folders(account, copies, log)),
        (Path("/etc/logrotate.d") / name, _rotation(account, log)),
    ]
    yield "# As root; safe to run again. What each file is for stands in its first line."
    for path, lines in files:
        yield f"cat > {path} <<'END'"
        yield from lines
        yield "END"
    yield f"systemd-tmpfiles --create {folders}"
    yield "systemctl daemon-reload"
    yield f"# Next: systemctl enable --now {name}-backup.timer {name}-check.timer"
    yield f"# and try one: systemctl start {name}-backup.service"


def _log_of(home: Path) -> Path:
    log = load_config(home / ".config" / "kpitui" / "config.toml").gate.log
    return home / "log" / "gate.log" if log == SYSLOG else Path(log).absolute()


def _quoted(text: object) -> str:
    return '"' + "".join(_WORDS.get(sign, sign) for sign in str(text)) + '"'


def _command(database: Path, *words: object) -> str:
    program = (sys.executable, "-I", "-m", "kpitui", "--db", database, *words)
    return " ".join(_quoted(word).replace("$", "$$") for word in program)


def _service(what: str, database: Path, copies: Path, *runs: str) -> Iterator[str]:
    yield f"# {what}; journalctl shows its lines."
    yield "[Unit]"
    yield f"Description={what}"
    yield f"RequiresMountsFor={_quoted(database.parent)}"
    yield "[Service]"
    yield "Type=oneshot"
    yield from (f"ExecStart={run}" for run in runs)
    yield "# Root, as who made the gate; it may write here alone, and asks no network."
    yield "ProtectSystem=strict"
    yield f"ReadWritePaths={_quoted(database.parent)} {_quoted(copies)}"
    yield "PrivateTmp=yes"
    yield "PrivateNetwork=yes"
    yield "NoNewPrivileges=yes"
    yield "ProtectKernelTunables=yes"
    yield "Nice=10"


def _backup(database: Path, copies: Path) -> Iterator[str]:
    run = _command(database, "backup", "--keep", KEPT, copies)
    return _service("A nightly copy of the KPI file, the newest kept", database, copies, run)


def _check(database: Path, copies: Path) -> Iterator[str]:
    # The check ends with 1 where it has something to say, which is no failure of the unit; what
    # doctor finds wrong with the file is one.
    check, doctor = _command(database, "check"), _command(database, "doctor")
    what = "A daily look at how KPIs are used, and at the file; failed where doctor finds a fault"
    return _service(what, database, copies, f"-{check}", doctor)


def _timer(what: str, at: str) -> Iterator[str]:
    yield f"# {what}, and once after the server was off at that time."
    yield "[Unit]"
    yield f"Description={what}"
    yield "[Timer]"
    yield f"OnCalendar=*-*-* {at}:00"
    yield "RandomizedDelaySec=10min"
    yield "Persistent=yes"
    yield "[Install]"
    yield "WantedBy=timers.target"


def _folders(account: str, copies: Path, log: Path) -> Iterator[str]:
    yield "# The folders of the copies, of root alone, and of the log."
    yield from (f"d {_quoted(folder)} 0700 root root -" for folder in (BACKUPS, copies))
    yield f"d {_quoted(log.parent)} 0700 {account} {account} -"


def _rotation(account: str, log: Path) -> Iterator[str]:
    yield "# The log of the gate, if it has a file of its own: a new one each week."
    yield shlex.quote(str(log)) + " {"
    yield f"    su {account} {account}"
    yield from ("    weekly", "    rotate 8", "    missingok", "    notifempty", "}")
