"""Setting the gate up: the lines for sshd, printed and never written, and a look at a set-up that is there."""

import os
import pwd
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from kpitui.cli.gate_log import SYSLOG
from kpitui.config import load_config
from kpitui.domain.errors import BadFile

KEYS_FOLDER = Path("/etc/kpitui/keys")
SSHD_SETTINGS = Path("/etc/ssh/sshd_config.d/50-kpitui.conf")
SHELLS = ("/bin/sh", "/bin/dash", "/usr/bin/sh", "/usr/bin/dash")
"""Shells that read no file before a forced command; bash reads .bashrc."""

WANTED = {
    "disableforwarding": "yes", "permittunnel": "no", "permituserrc": "no",
    "permituserenvironment": "no", "passwordauthentication": "no", "kbdinteractiveauthentication": "no",
}  # fmt: skip
_HARMLESS = ("KPITUI_NONE", "none")


def keys_command(database: Path) -> str:
    """What sshd runs to ask who may come in."""
    words = [sys.executable, "-I", "-m", "kpitui", "--db", str(database), "access", "keys"]
    return f"{shlex.join(words)} --user %u --fingerprint %f"


def sshd_lines(account: str, database: Path) -> list[str]:
    """The lines of sshd for the account that owns the file."""
    if asks_sshd_directly():
        keys = [f"AuthorizedKeysCommand {keys_command(database)}", f"AuthorizedKeysCommandUser {account}"]
        keys.append("AuthorizedKeysFile none")
    else:
        keys = [f"AuthorizedKeysFile {KEYS_FOLDER}/%u"]
    closed = (
        "AuthenticationMethods publickey", "PasswordAuthentication no", "KbdInteractiveAuthentication no",
        "DisableForwarding yes", "PermitTunnel no", "PermitUserRC no", "AcceptEnv KPITUI_NONE",
        "SetEnv LANG=C.UTF-8", "MaxSessions 2", "ClientAliveInterval 30", "ClientAliveCountMax 3",
    )  # fmt: skip
    return [f"Match User {account}", *(f"    {line}" for line in (*keys, *closed))]


def asks_sshd_directly() -> bool:
    """Whether sshd would run this Python: it and every folder above it are root's, and nobody else's to write."""
    return not any(_others_may_write(Path(sys.executable).resolve()))


def _others_may_write(path: Path) -> Iterator[Path]:
    for one in (path, *path.parents):
        info = one.stat()
        if info.st_uid != 0 or info.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            yield one


def setup_lines(account: str, database: Path) -> Iterator[str]:
    """What root does once, as a script to read and to run; nothing of it is done here."""
    account, folder = shlex.quote(account), shlex.quote(str(database.parent))
    kpitui = shlex.join([sys.executable, "-I", "-m", "kpitui", "--db", str(database)])
    yield "# As root. One account owns the file; nobody comes in as that account but through the gate."
    yield f"useradd --system --create-home --home-dir {folder} --shell /bin/sh {account}"
    yield f"usermod --password '*' {account}"
    yield f"chown {account}: {folder}"
    yield f"chmod 700 {folder}"
    yield f"runuser -u {account} -- {kpitui} init"
    yield "# Root says from now on who comes in; the first of them with the key in sue.pub."
    yield f"runuser -u {account} -- {kpitui} access add root --role leader"
    yield f"{kpitui} access add sue --role leader --key sue.pub"
    if not asks_sshd_directly():
        yield "# sshd runs no program that others may write: the keys go into a file of root's, after each change."
        yield f"mkdir -p {KEYS_FOLDER}"
        yield f"{kpitui} access keys --into {KEYS_FOLDER}/{account} --home {folder}"
        yield f"chmod 644 {KEYS_FOLDER}/{account}"
    yield f"cat > {SSHD_SETTINGS} <<'END'"
    yield from sshd_lines(account, database)
    yield "END"
    yield "sshd -t"
    yield f"# Next: systemctl reload ssh; then look it over: {kpitui} doctor --gate"


def look_over(database: Path) -> tuple[list[str], list[str]]:
    """What is open or wrong in a set-up that is there, and what could not be looked at."""
    info = database.stat()
    owner = pwd.getpwuid(info.st_uid)
    found = [*_of_the_file(database), *_of_the_program(), *_of_the_account(owner)]
    if os.geteuid() != 0:
        return found, ["sshd: only root may ask it for its settings"]
    sshd = shutil.which("sshd") or "/usr/sbin/sshd"
    asked = f"user={owner.pw_name},host=localhost,addr=127.0.0.1"
    try:
        done = subprocess.run([sshd, "-T", "-C", asked], capture_output=True, text=True, check=False, timeout=20)
    except OSError:
        return found, ["sshd: it is not on this machine"]
    if done.returncode:
        return found, [f"sshd: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'it says nothing'}"]
    return [*found, *of_sshd(done.stdout, owner.pw_dir)], []


def _of_the_file(database: Path) -> Iterator[str]:
    mode = stat.S_IMODE(database.stat().st_mode)
    if mode & 0o077:
        yield f"{database} is open to others (mode {mode:04o}); mend it with: chmod 600 {database}"
    folder = stat.S_IMODE(database.parent.stat().st_mode)
    if folder & 0o077:
        yield f"{database.parent} is open to others (mode {folder:04o}); mend it with: chmod 700 {database.parent}"


def _of_the_program() -> Iterator[str]:
    places = (Path(sys.executable).absolute(), Path(sys.executable).resolve(), Path(__file__).parent)
    open_to = dict.fromkeys(one for place in places for one in _others_may_write(place))
    if open_to:
        yield (
            f"Others than root may write to {next(iter(open_to))}, and so to what the gate runs; "
            "install kpitui where only root may, such as in /opt"
        )


def _of_the_account(owner: pwd.struct_passwd) -> Iterator[str]:
    if owner.pw_shell not in SHELLS:
        yield (
            f"The shell of {owner.pw_name} is {owner.pw_shell}; bash reads .bashrc even for a forced command, "
            f"mend it with: usermod --shell /bin/sh {owner.pw_name}"
        )
    own_keys = Path(owner.pw_dir) / ".ssh" / "authorized_keys"
    try:
        there = own_keys.exists()
    except OSError:
        there = False
    if there:
        yield f"{own_keys} lies where {owner.pw_name} may write; keep the keys in {KEYS_FOLDER}"
    yield from _of_the_log(owner)


def _of_the_log(owner: pwd.struct_passwd) -> Iterator[str]:
    try:
        log = load_config(Path(owner.pw_dir) / ".config" / "kpitui" / "config.toml").gate.log
    except BadFile as error:
        yield f"Nobody comes in: {error.sentence}"
        return
    folder = Path(log).absolute().parent
    if log == SYSLOG:
        return
    if not folder.is_dir():
        yield f"The folder of the log {log} is not there, and until it is, the lines go to syslog"
    elif folder.stat().st_uid != owner.pw_uid:
        yield f"The folder {folder} of the log is not {owner.pw_name}'s; mend it with: chown {owner.pw_name}: {folder}"


def of_sshd(settings: str, home: str) -> Iterator[str]:
    """What is open in the settings that `sshd -T` tells for the account."""
    told: dict[str, list[str]] = {}
    for line in settings.splitlines():
        name, _, value = line.partition(" ")
        told.setdefault(name.lower(), []).append(value.strip())
    for name, wanted in WANTED.items():
        value = told.get(name, [""])[0]
        if value != wanted:
            yield f"sshd: {name} is {value or 'not known'}; the gate wants {wanted} (kpitui access setup)"
    files = told.get("authorizedkeysfile", [""])[0].split()
    inside = [one for one in files if one != "none" and (not one.startswith("/") or one.startswith(f"{home}/"))]
    if inside:
        yield f"sshd: keys are read from {inside[0]} in the home of the account; a file written there opens a shell"
    accepted = [one for value in told.get("acceptenv", []) for one in value.split() if one not in _HARMLESS]
    if accepted:
        yield f"sshd: AcceptEnv lets {' '.join(accepted)} in; a client could run code by LD_PRELOAD where * is taken"
    if told.get("clientaliveinterval", ["0"])[0] == "0":
        yield "sshd: ClientAliveInterval is 0; a line that is dead would be held for ever"
