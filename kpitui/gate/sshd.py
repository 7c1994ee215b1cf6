"""sshd's settings for the account of the gate: the block that opens it, and what
differs from it in effect.
"""

import ipaddress
import os
import pwd
import re
import shlex
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from glob import glob
from grp import getgrgid
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

SSHD_CONFIG = Path("/etc/ssh/sshd_config")
SSHD_SETTINGS = Path("/etc/ssh/sshd_config.d")
KEYS_FOLDER = Path("/etc/kpitui/keys")

CLOSED = {
    "AuthenticationMethods": "publickey", "PubkeyAuthentication": "yes",
    "PasswordAuthentication": "no", "KbdInteractiveAuthentication": "no",
    "HostbasedAuthentication": "no", "GSSAPIAuthentication": "no",
    "KerberosAuthentication": "no", "PermitEmptyPasswords": "no",
    # A certificate of such an authority, or a command from elsewhere, would pass the command of a
    # key.
    "TrustedUserCAKeys": "none", "AuthorizedPrincipalsFile": "none",
    "AuthorizedPrincipalsCommand": "none",
    "ForceCommand": "none", "ChrootDirectory": "none",
    "DisableForwarding": "yes", "PermitTunnel": "no", "PermitUserRC": "no", "PermitTTY": "yes",
}  # fmt: skip
"""What stands in the block, and has to be in effect, word for word."""

_GLOBAL = {"PermitUserEnvironment": "no", "StrictModes": "yes"}
"""The same, of what sshd takes outside of every block only."""

_ACCEPTED = frozenset({"TZ", "KPITUI_NONE", "none"})
"""What a client may set: the gate looks at each of them."""

_OF_THE_GATE = re.compile(r'restrict,pty,command="exec \S+ -I -m kpitui --db [^"]* gate [^"]*"[ ,]')
_MATCHED_BY_PLACE = re.compile(
    r"\b(?:address|host|localaddress|localport|rdomain)\b", re.IGNORECASE
)


class SshdQuestion(Struct, frozen=True):
    """For whom sshd is asked: the account, and from where they come."""

    account: str
    address: str = "127.0.0.1"
    host: str = "localhost"

    @property
    def words(self) -> list[str]:
        """What makes sshd tell the settings in effect."""
        return ["-T", "-C", f"user={self.account},host={self.host},addr={self.address}"]


def settings_file(account: str) -> Path:
    """Where the block of an account stands; a server may have several gates."""
    return SSHD_SETTINGS / f"50-kpitui-{account}.conf"


def keys_command(database: Path) -> str:
    """What sshd runs to ask who may come in."""
    words = [sys.executable, "-I", "-m", "kpitui", "--db", str(database), "access", "keys"]
    return f"{shlex.join(words)} --user %u --fingerprint %f"


def asks_sshd_directly() -> bool:
    """Whether sshd would run this Python: it and every folder above it are root's, and no one
    else's to write.
    """
    return not any(others_may_write(Path(sys.executable).resolve()))


def others_may_write(path: Path) -> Iterator[Path]:
    """The path, and the folders above it, that others than root may write to."""
    for folder in (path, *path.parents):
        info = folder.stat()
        if info.st_uid != 0 or info.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            yield folder


def sshd_lines(account: str, database: Path) -> list[str]:
    """The lines of sshd for the account that owns the file."""
    if asks_sshd_directly():
        keys = [
            f"AuthorizedKeysCommand {keys_command(database)}",
            f"AuthorizedKeysCommandUser {account}",
        ]
        keys.append("AuthorizedKeysFile none")
    else:
        keys = [f"AuthorizedKeysFile {KEYS_FOLDER}/%u", "AuthorizedKeysCommand none"]
    closed = [f"{name} {value}" for name, value in CLOSED.items()]
    closed += ["AcceptEnv TZ", "SetEnv LANG=C.UTF-8", "MaxSessions 2", "ClientAliveInterval 30"]
    return [
        f"Match User {account}",
        *(f"    {line}" for line in (*keys, *closed, "ClientAliveCountMax 3")),
    ]


# what is in effect --------------------------------------------------------------------------------


def differences(
    told: str, asked: SshdQuestion, database: Path, lines: Iterable["SshdLine"]
) -> Iterator[str]:
    """What differs from what the gate needs in the settings that `sshd -T` tells, a sentence each
    with its fix.
    """
    inside: dict[str, list[str]] = {}
    for line in told.splitlines():
        name, _, value = line.partition(" ")
        inside.setdefault(name.lower(), []).append(value.strip())
    settings = Settings(inside, asked, tuple(lines))
    yield from settings.closed()
    yield from settings.keys(database)
    yield from settings.environment()
    yield from settings.lines_that_stay()
    yield from settings.who_may_come()


class Settings(Struct, frozen=True):
    """The settings in effect for someone, and where each is set."""

    told: Mapping[str, list[str]]
    asked: SshdQuestion
    lines: tuple["SshdLine", ...]

    def of(self, name: str) -> str:
        """The value of a setting; empty where this sshd does not know it."""
        return self.told.get(name.lower(), [""])[0]

    def fix(self, name: str, value: str) -> str:
        """What to do about a setting that is another."""
        file = settings_file(self._account)
        of_name = [line for line in self.lines if line.name == name.lower()]
        elsewhere = [line for line in of_name if line.file != file]
        # A block wins over what stands outside of blocks, and of two blocks the first.
        by_match = [line for line in elsewhere if line.match]
        if name in _GLOBAL:
            return f"put “{name} {value}” into {SSHD_CONFIG}"
        if by_match and (len(of_name) > len(elsewhere) or not elsewhere[0].match):
            return (
                f"{by_match[0].place} overrides the block of the gate; remove it there, or "
                f"exclude {self._account}"
            )
        return f"put “{name} {value}” into the block of {self._account} in {file}"

    @property
    def _account(self) -> str:
        return self.asked.account

    def differs(self, name: str, wanted: str, value: str = "") -> str:
        """The sentence about a setting that is another than the gate wants."""
        return (
            f"sshd: {name} is {value or self.of(name)}; the gate wants {wanted}: "
            f"{self.fix(name, wanted)}"
        )

    def closed(self) -> Iterator[str]:
        """What has to be so, word for word; a setting that this sshd does not know
        cannot be open.
        """
        for name, wanted in (CLOSED | _GLOBAL).items():
            if self.of(name) not in ("", wanted):
                yield self.differs(name, wanted)

    def keys(self, database: Path) -> Iterator[str]:
        """Whether the keys come from kpitui alone."""
        command = self.of("AuthorizedKeysCommand")
        files = [name for name in self.of("AuthorizedKeysFile").split() if name != "none"]
        ours = _asks_for_keys_of(command, database)
        if command not in ("", "none") and not ours:
            yield self.differs("AuthorizedKeysCommand", keys_command(database))
        if ours and self.of("AuthorizedKeysCommandUser") != self._account:
            yield self.differs("AuthorizedKeysCommandUser", self._account)
        for file in files:
            yield from self._keys_in(file)
        if not files and command in ("", "none"):
            yield (
                f"sshd: it has no keys for {self._account}, so no one can log in: run what kpitui "
                "access setup prints"
            )

    def _keys_in(self, named: str) -> Iterator[str]:
        owner = pwd.getpwnam(self._account)
        path = Path(
            named.replace("%u", self._account)
            .replace("%h", owner.pw_dir)
            .replace("%U", str(owner.pw_uid))
        )
        path = path if path.is_absolute() else Path(owner.pw_dir) / path
        wanted = f"{KEYS_FOLDER}/%u" if not asks_sshd_directly() else "none"
        if not path.exists():
            if named != f"{KEYS_FOLDER}/%u":
                yield self.differs("AuthorizedKeysFile", wanted, named)
            return
        if found := list(others_may_write(path)):
            yield (
                f"sshd: keys come from {path}, and others than root may write to {found[0]}; "
                f"{self.fix('AuthorizedKeysFile', wanted)}"
            )
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if line.strip() and not line.startswith("#") and not _OF_THE_GATE.match(line):
                yield (
                    f"sshd: line {number} of {path} lets a key in past the gate; take it out of "
                    "the file"
                )
                return

    def environment(self) -> Iterator[str]:
        """What comes from the client."""
        accepted = [
            one
            for value in self.told.get("acceptenv", [])
            for one in value.split()
            if one not in _ACCEPTED
        ]
        if accepted:
            yield (
                f"sshd: AcceptEnv lets {' '.join(accepted)} in, and LD_PRELOAD where * is taken "
                f"runs code: {self.fix('AcceptEnv', 'TZ')}"
            )
        if not any("LANG=" in one for one in self.told.get("setenv", [])):
            fix = self.fix("SetEnv", "LANG=C.UTF-8")
            yield f"sshd: SetEnv says no LANG, so letters beyond ASCII may be lost: {fix}"

    def lines_that_stay(self) -> Iterator[str]:
        """Whether a line that is dead is let go, and whether a session may be opened at all."""
        for name, wanted, what in (
            ("ClientAliveInterval", "30", "a dead connection would stay open for ever"),
            ("ClientAliveCountMax", "3", "a dead connection would stay open for ever"),
            ("MaxSessions", "2", "no one could open a session"),
        ):
            if self.of(name) == "0":
                yield f"sshd: {name} is 0, so {what}: {self.fix(name, wanted)}"

    def who_may_come(self) -> Iterator[str]:
        """Whether lists of users and groups, which are the administrator's to keep, leave the
        account in.
        """
        groups = [
            getgrgid(one).gr_name
            for one in os.getgrouplist(self._account, pwd.getpwnam(self._account).pw_gid)
        ]
        for name, names, allows in (
            ("DenyUsers", [self._account], False), ("AllowUsers", [self._account], True),
            ("DenyGroups", groups, False), ("AllowGroups", groups, True),
        ):  # fmt: skip
            listed = [word for value in self.told.get(name.lower(), []) for word in value.split()]
            if listed and any(self._matches(listed, name) for name in names) != allows:
                place = next(
                    (line.place for line in self.lines if line.name == name.lower()),
                    str(SSHD_CONFIG),
                )
                what = f"add {names[0]} to it" if allows else f"exclude {names[0]} from it"
                yield (
                    f"sshd: {name} ({' '.join(listed)}) keeps {self._account} out: {what}, in "
                    f"{place}"
                )
        if self.of("RefuseConnection") == "yes":
            yield self.differs("RefuseConnection", "no")

    def _matches(self, patterns: list[str], name: str) -> bool:
        fitting = [pattern for pattern in patterns if self._fits(pattern.removeprefix("!"), name)]
        return bool(fitting) and not any(name.startswith("!") for name in fitting)

    def _fits(self, pattern: str, name: str) -> bool:
        user, at, host = pattern.rpartition("@")
        return _fits(user if at else pattern, name) and (not at or self._is_from(host))

    def _is_from(self, host: str) -> bool:
        try:
            return ipaddress.ip_address(self.asked.address) in ipaddress.ip_network(
                host, strict=False
            )
        except ValueError:
            return _fits(host, self.asked.host) or _fits(host, self.asked.address)


def _asks_for_keys_of(command: str, database: Path) -> bool:
    """Whether a command asks kpitui who may come in to this file."""
    words = shlex.split(command)
    named = dict(pairwise(words)).get("--db")
    asks = words[-6:] == ["access", "keys", "--user", "%u", "--fingerprint", "%f"]
    return asks and named is not None and Path(named).resolve() == database.resolve()


def _fits(pattern: str, name: str) -> bool:
    """Whether a name fits a pattern of sshd, in which * and ? stand for others."""
    made = "".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in pattern)
    return re.fullmatch(made, name) is not None


# where it is set ----------------------------------------------------------------------------------


class SshdLine(Struct, frozen=True):
    """A setting in one of sshd's files; `match` is the block that it stands in, if any."""

    file: Path
    number: int
    name: str
    value: str
    match: str

    @property
    def place(self) -> str:
        """Where it stands, as an editor takes it, with its block."""
        return f"{self.file}:{self.number}" + (f" (Match {self.match})" if self.match else "")


def read_lines(path: Path = SSHD_CONFIG, match: str = "") -> Iterator[SshdLine]:
    """The settings in sshd's files, in the order in which it reads them; those that cannot be read
    are left out.
    """
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return
    for number, line in enumerate(text.splitlines(), 1):
        name, _, value = line.strip().replace("=", " ", 1).replace("\t", " ").partition(" ")
        value = value.strip()
        if not name or name.startswith("#"):
            continue
        if name.lower() == "include":
            for pattern in value.split():
                # it may be absolute
                for one in sorted(glob(str(path.parent / pattern))):  # noqa: PTH207
                    yield from read_lines(Path(one), match)
        elif name.lower() == "match":
            match = "" if value.lower() == "all" else value
            yield SshdLine(path, number, "match", value, match)
        else:
            yield SshdLine(path, number, name.lower(), value, match)


def matched_by_place(lines: Iterable[SshdLine]) -> list[SshdLine]:
    """Blocks that hold for some addresses, hosts or ports only."""
    return [line for line in lines if line.name == "match" and _MATCHED_BY_PLACE.search(line.value)]
