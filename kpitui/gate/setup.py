"""Setting the gate up: the lines for sshd, printed and never written, and a look at a set-up that
is there.
"""

import os
import pwd
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from kpitui.config import load_config
from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.gate.log import SYSLOG
from kpitui.gate.sshd import (
    KEYS_FOLDER,
    SshdQuestion,
    asks_sshd_directly,
    differences,
    matched_by_place,
    others_may_write,
    read_lines,
    settings_file,
    sshd_lines,
)

SHELLS = ("/bin/sh", "/bin/dash", "/usr/bin/sh", "/usr/bin/dash")
"""Shells that read no file before a forced command; bash reads .bashrc."""

_ACCOUNT = """\
# As root; safe to run again. One account owns the file; people log in as it only through the gate.
id {account} > /dev/null 2>&1 || \\
    useradd --system --user-group --no-create-home --home-dir {home} --shell /bin/sh {account}
usermod --home {home} --shell /bin/sh --password '*' {account}
runuser -u {account} -- {kpitui} --version > /dev/null || \\
    {{ echo {account} cannot run kpitui: install it in /opt, where everyone can >&2; exit 1; }}
# Its home belongs to root: only root may write what a login reads there. The file is inside it.
[ -d {home} ] || install -d -o root -g root -m 755 {home}
install -d -o {account} -g {account} -m 700 {folder}
[ -e {file} ] || runuser -u {account} -- {kpitui} init
# From now on root decides who can log in; the first one has the key in sue.pub.
runuser -u {account} -- {kpitui} access add root --role leader
{kpitui} access list --json | grep -q fingerprint || \\
    {kpitui} access add sue --role leader --key sue.pub
"""
_KEYS = """\
# sshd runs no program that others may write: the keys go into a file that root owns, after each \
change.
mkdir -p {keys}
{kpitui} access keys --into {keys}/{account}
chmod 644 {keys}/{account}
"""
_SSHD = """\
cat > {settings} <<'END'
{lines}
END
sshd -t || {{ mv {settings} {settings}.refused; exit 1; }}
# Next: systemctl reload ssh; then check it: {kpitui} doctor --gate
"""
"""What sets the gate up."""


def setup_lines(account: str, database: Path) -> Iterator[str]:
    """What root does once, as a script to read and to run, again if need be; nothing of it is done
    here.

    Raises `WrongUsage` where there is no folder above that of the file to be the home of the
    account.
    """
    home = database.parent.parent
    if len(home.parts) < 3:
        raise WrongUsage(
            "The file needs a folder of its own inside the home of the account, which belongs to "
            f"root; name it as /srv/kpitui/data/{database.name} with --db."
        )
    lines, settings = "\n".join(sshd_lines(account, database)), str(settings_file(account))
    account, folder, name, file, settings = map(
        shlex.quote, (account, str(database.parent), str(home), str(database), settings)
    )
    kpitui = shlex.join([sys.executable, "-I", "-m", "kpitui", "--db", str(database)])
    script = [_ACCOUNT, *([] if asks_sshd_directly() else [_KEYS]), _SSHD]
    yield from "".join(script).format(
        account=account, folder=folder, home=name, file=file, kpitui=kpitui, keys=KEYS_FOLDER,
        settings=settings, lines=lines,
    ).splitlines()  # fmt: skip


def look_over(database: Path, addresses: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """What is open or wrong in a set-up that is there, and what could not be looked at.

    sshd is asked for each of the addresses, from which people come; for this machine itself where
    none is named.
    """
    owner = pwd.getpwuid(database.stat().st_uid)
    found = [*_of_the_file(database), *_of_the_program(), *_of_the_account(owner)]
    sshd = shutil.which("sshd") or "/usr/sbin/sshd"
    every = [SshdQuestion(owner.pw_name, address, address) for address in addresses] or [
        SshdQuestion(owner.pw_name)
    ]
    if os.geteuid() != 0:
        asking = (shlex.join([sshd, *question.words]) for question in every)
        return found, [f"sshd, which only root may ask for its settings: {line}" for line in asking]
    lines = tuple(read_lines())
    unseen = [] if addresses else [
        f"what {line.place} sets for other addresses; name one with --from"
        for line in matched_by_place(lines)
    ]  # fmt: skip
    for asked in every:
        try:
            done = subprocess.run(
                [sshd, *asked.words], capture_output=True, text=True, check=False, timeout=20
            )
        except OSError:
            return found, ["sshd, which is not on this machine"]
        if done.returncode:
            said = done.stderr.strip().splitlines()
            return found, [f"sshd, which says: {said[-1] if said else 'nothing'}"]
        found += [
            difference
            for difference in differences(done.stdout, asked, database, lines)
            if difference not in found
        ]
    return found, unseen


def _of_the_file(database: Path) -> Iterator[str]:
    mode = stat.S_IMODE(database.stat().st_mode)
    if mode & 0o077:
        yield f"{database} is open to others (mode {mode:04o}); fix it with: chmod 600 {database}"
    folder = stat.S_IMODE(database.parent.stat().st_mode)
    if folder & 0o077:
        yield (
            f"{database.parent} is open to others (mode {folder:04o}); fix it with: chmod 700 "
            f"{database.parent}"
        )


def _places() -> tuple[Path, ...]:
    """Where the program lies that the gate runs."""
    python = Path(sys.executable)
    return python.absolute(), python.resolve(), Path(__file__).parent


def closed_to_the_gate() -> Iterator[str]:
    """That no other account can run this program, as the one that owns the file is to."""
    for folder in dict.fromkeys(parent for place in _places() for parent in place.parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            yield (
                f"Other accounts cannot run {sys.executable}, as {folder} is closed to them; "
                "install kpitui where everyone can run it, such as in /opt with the Python of the "
                "system, and begin again from there"
            )
            return


def _of_the_program() -> Iterator[str]:
    yield from closed_to_the_gate()
    open_to = dict.fromkeys(path for place in _places() for path in others_may_write(place))
    if open_to:
        yield (
            f"Others than root may write to {next(iter(open_to))}, and so to what the gate runs; "
            "install kpitui where only root may, such as in /opt"
        )


def _of_the_account(owner: pwd.struct_passwd) -> Iterator[str]:
    if owner.pw_shell not in SHELLS:
        yield (
            f"The shell of {owner.pw_name} is {owner.pw_shell}; bash reads .bashrc even for a "
            f"forced command, fix it with: usermod --shell /bin/sh {owner.pw_name}"
        )
    home = Path(owner.pw_dir)
    open_to = list(others_may_write(home)) if home.is_dir() else []
    if open_to:
        yield (
            f"Others than root may write to {open_to[0]}, and {home} is the home of "
            f"{owner.pw_name}, where a login reads .pam_environment; fix it with: chown root: "
            f"{open_to[0]} && chmod go-w {open_to[0]}"
        )
    yield from _of_the_log(owner)


def _of_the_log(owner: pwd.struct_passwd) -> Iterator[str]:
    try:
        log = load_config(Path(owner.pw_dir) / ".config" / "kpitui" / "config.toml").gate.log
    except BadFile as error:
        yield f"No one can log in: {error.sentence}"
        return
    folder = Path(log).absolute().parent
    if log == SYSLOG:
        return
    if not folder.is_dir():
        yield f"The folder of the log {log} does not exist; until it does, the lines go to syslog"
    elif folder.stat().st_uid != owner.pw_uid:
        yield (
            f"The folder {folder} of the log does not belong to {owner.pw_name}; fix it with: "
            f"chown {owner.pw_name}: {folder}"
        )
