"""A key or a role that is taken back while a verb is at work: nothing is written after it."""

import fcntl
import os
import subprocess
import termios
import time

from kpitui.actions.accounts import end_account, end_key, set_account
from kpitui.domain.access import AccessRole
from kpitui.domain.ssh_keys import parse_key
from tests.cli.test_access import ed25519
from tests.conftest import LEADER, TODAY
from tests.gate.direct import Gate
from tests.patience import PATIENCE

CSV = b"metric,person,date,value\ncsat,ana,2026-11-20,81\ncsat,ana,2026-11-19,82\n"


def until_read(pipe: int) -> None:
    """Wait until the other end has taken all that was sent."""
    deadline = time.monotonic() + PATIENCE
    while fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)) != bytes(4):
        assert time.monotonic() < deadline, "nobody reads what is sent"
        time.sleep(0.02)


def brings_in(gate: Gate, *taken_back: str) -> subprocess.CompletedProcess[bytes]:
    """Kim sends a file; what is named is taken back before its end is sent."""
    key = parse_key(ed25519(1))
    set_account(gate.database, LEADER, "kim", None, keys=[key])
    command = [*gate.command("kim"), "--key", key.fingerprint]
    environment = os.environ | {"SSH_ORIGINAL_COMMAND": "import -"}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as client:
        assert client.stdin is not None
        client.stdin.write(CSV)
        client.stdin.flush()
        until_read(client.stdin.fileno())
        for what in taken_back:
            if what == "key":
                end_key(gate.database, LEADER, "kim", key.fingerprint, TODAY)
            elif what == "account":
                end_account(gate.database, LEADER, "kim", TODAY)
            else:
                set_account(gate.database, LEADER, "kim", AccessRole(what))
        out, err = client.communicate(timeout=PATIENCE)
    return subprocess.CompletedProcess(command, client.returncode, out, err)


def test_a_key_that_is_taken_back_while_a_file_is_sent_writes_nothing(gate: Gate) -> None:
    for what, why in (("key", "Your key was revoked"), ("viewer", "You are a viewer now"),
                      ("account", "The account kim was removed")):  # fmt: skip
        set_account(gate.database, LEADER, "kim", AccessRole.SUPERVISOR)
        done = brings_in(gate, what)
        assert (done.returncode, done.stdout) == (3, b""), done
        assert why.encode() in done.stderr
        assert b"Nothing was saved." in done.stderr
        assert b"Ana" not in gate.ask("lee", "export").stdout.encode()
        assert "import name=kim" in gate.log
    set_account(gate.database, LEADER, "kim", AccessRole.SUPERVISOR)
    assert b"2 added" in brings_in(gate, "leader").stdout  # who may do more goes on
