"""Public keys of SSH: what a line of a key file says, whether it is good enough, and the line that
sshd reads.
"""

import base64
import binascii
import re
import shlex
from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from kpitui.domain.errors import BadData
from kpitui.domain.text import clean

SMALLEST_RSA = 2048
"""Bits; what is smaller can be broken (NIST SP 800-57)."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")
"""What the name of someone who comes in by a key may be: it stands in a command line."""

COMMENT_LIMIT = 100
_KINDS = {
    "ssh-ed25519": 2, "ssh-rsa": 3, "ecdsa-sha2-nistp256": 3, "ecdsa-sha2-nistp384": 3,
    "ecdsa-sha2-nistp521": 3,
    "sk-ssh-ed25519@openssh.com": 3, "sk-ecdsa-sha2-nistp256@openssh.com": 4,
}  # fmt: skip
"""The kinds that are taken, with the number of fields in each (RFC 4253 §6.6, RFC 5656 §3.1, RFC
8709 §4).
"""


class SshKey(Struct, frozen=True):
    """A public key: its kind, its bytes in base64, and what its owner wrote behind it."""

    kind: str
    blob: str
    comment: str = ""

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` and the log of sshd write it."""
        import hashlib  # brings OpenSSL, which no session needs

        digest = hashlib.sha256(base64.b64decode(self.blob)).digest()
        return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def parse_keys(text: str) -> list[SshKey]:
    """The public keys of a file, one a line; raises `BadData` for the first line that
    is no good key.
    """
    if "PRIVATE KEY-----" in text:
        raise BadData(
            "That is a private key, which only its owner may have; give the file that ends in .pub."
        )
    lines = [line.strip() for line in text.splitlines()]
    found = [parse_key(line) for line in lines if line and not line.startswith("#")]
    if not found:
        raise BadData("No key found in it; a public key is a line like: ssh-ed25519 AAAA… name")
    return found


def is_key_line(text: str) -> bool:
    """Whether it begins as a public key does, of a kind that is taken or of an old one."""
    kind, blank, _ = text.strip().partition(" ")
    return bool(blank) and (kind in _KINDS or kind == "ssh-dss")


def stored_key(kind: str, blob: str, comment: str) -> SshKey | None:
    """A key as it was stored; None where another program left what is none, by which
    no one comes in.
    """
    try:
        return parse_key(f"{kind} {blob} {comment}")
    except BadData:
        return None


def parse_key(line: str) -> SshKey:
    """The key of a line; raises `BadData` where its kind, its size or its bytes are not
    good enough.
    """
    kind, _, rest = line.partition(" ")
    blob, _, comment = rest.strip().partition(" ")
    shown = clean(kind[:40], 40)
    if kind == "ssh-dss":
        raise BadData("ssh-dss keys are no longer safe; make a new one with: ssh-keygen -t ed25519")
    if kind not in _KINDS:
        raise BadData(
            f"“{shown}” is not an accepted type of key; make one with: ssh-keygen -t ed25519"
        )
    try:
        raw = base64.b64decode(blob, validate=True)
        fields = _fields(raw)
    except (binascii.Error, ValueError):
        raise BadData(
            f"The {shown} key is damaged; copy the whole line of the .pub file."
        ) from None
    if len(fields) != _KINDS[kind] or fields[0] != kind.encode():
        raise BadData(f"The {shown} key is damaged; copy the whole line of the .pub file.")
    if kind == "ssh-ed25519" and len(fields[1]) != 32:
        raise BadData(f"The {shown} key is damaged; copy the whole line of the .pub file.")
    if kind == "ssh-rsa" and (bits := int.from_bytes(fields[2]).bit_length()) < SMALLEST_RSA:
        raise BadData(
            f"An RSA key of {bits} bits is not safe; make a new one with: ssh-keygen -t ed25519"
        )
    return SshKey(
        kind, base64.b64encode(raw).decode(), clean(comment[:COMMENT_LIMIT], COMMENT_LIMIT)
    )


def _fields(raw: bytes) -> list[bytes]:
    """The length-prefixed strings of a key (RFC 4251 §5); raises `ValueError` where they do not
    fill it.
    """
    found, place = [], 0
    while place < len(raw):
        size = int.from_bytes(raw[place : place + 4])
        place += 4 + size
        if place > len(raw):
            raise ValueError
        found.append(raw[place - size : place])
    return found


def authorized_line(key: SshKey, command: Sequence[str], expires_on: date | None) -> str:
    """The line of `authorized_keys` (sshd(8)) by which a key runs that command and nothing else.

    A key holds through the day `expires_on`.
    """
    # `exec` leaves no shell between sshd and the program, and sshd takes a backslash for one before
    # a quote only.
    words = "exec " + shlex.join(command)
    if "\n" in words or '\\"' in words:
        raise BadData(
            "The path of the database cannot go in a key file; choose one without quotes and line "
            "breaks."
        )
    options = ["restrict", "pty", 'command="' + words.replace('"', '\\"') + '"']
    if expires_on is not None:
        options.append(f'expiry-time="{expires_on + timedelta(days=1):%Y%m%d}"')
    comment = "".join(sign for sign in key.comment if sign.isascii() and sign.isprintable())
    return " ".join([",".join(options), key.kind, key.blob, comment]).rstrip()
