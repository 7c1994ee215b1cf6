"""Keys of accounts: which are taken, what sshd is told of them, and the file of root's that they
stand in.
"""

import base64
import os
import shutil
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kpitui.exchange.key_files import BEGIN, END
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import TODAY


@pytest.fixture(autouse=True)
def _the_file(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPITUI_DB", str(database.path))


def key(kind: str, *fields: bytes, comment: str = "") -> str:
    """A line of a .pub file."""
    raw = b"".join(len(one).to_bytes(4) + one for one in (kind.encode(), *fields))
    return f"{kind} {base64.b64encode(raw).decode()} {comment}".rstrip()


def ed25519(number: int, comment: str = "") -> str:
    return key("ssh-ed25519", bytes([number]) * 32, comment=comment)


def rsa(bits: int) -> str:
    return key("ssh-rsa", b"\1\0\1", (1 << bits - 1).to_bytes(bits // 8 + 1))


GOOD = {
    "ed25519": ed25519(1, "sue@desk"),
    "rsa": rsa(2048),
    "ecdsa": key("ecdsa-sha2-nistp256", b"nistp256", b"\4" + bytes(64)),
    "a security key": key("sk-ssh-ed25519@openssh.com", bytes(32), b"ssh:"),
}
BAD = {
    "small": (rsa(1024), "1024 bits is not safe"),
    "dss": (key("ssh-dss", *[b"1"] * 4), "ssh-dss keys are no longer safe"),
    "a certificate": (key("ssh-ed25519-cert-v01@openssh.com", b"1"), "not an accepted type of key"),
    "cut": (ed25519(1)[:-9], "damaged"),
    "of another kind than it says": (ed25519(1).replace("ssh-ed25519", "ssh-rsa"), "damaged"),
    "of too few bytes": (key("ssh-ed25519", bytes(31)), "damaged"),
    "with options before it": (f'command="sh" {ed25519(1)}', "not an accepted type of key"),
    "private": ("-----BEGIN OPENSSH PRIVATE KEY-----\nx\n", "private key, which only its owner"),
    "none": ("# nothing\n\n", "No key found in it"),
    "no text": ("ssh-ed25519 \x1b]0;owned\x07 x", "damaged"),
}


def fingerprints(kpitui: Command, account: str) -> list[str]:
    (found,) = (one for one in kpitui("access", "list", "--json").data if one["account"] == account)
    return [one["fingerprint"] for one in found["keys"]]


def test_the_person_of_an_account_is_named_in_full(kpitui: Command) -> None:
    add = ("access", "add", "kim", "--role", "member", "--person")
    said = kpitui(*add, "lópez")
    check_one_sentence(said, 1, "There is no person “lópez”; did you mean Ana López?")
    assert kpitui(*add, "ana lopez").code == 0
    (kim,) = (one for one in kpitui("access", "list", "--json").data if one["account"] == "kim")
    assert kim["person"] == "Ana López"


def test_several_keys_of_one_account_come_in_with_their_comments_and_their_last_day(
    kpitui: Command, tmp_path: Path
) -> None:
    one, more = tmp_path / "one.pub", tmp_path / "more.pub"
    one.write_text(GOOD["ed25519"] + "\n", "utf-8")
    more.write_text(
        "# two of them\n" + GOOD["rsa"] + "\n" + GOOD["ecdsa"] + " Süe at\x1b[0m home\n", "utf-8"
    )
    said = kpitui(
        "access", "add", "sue", "--role", "leader", "--key", one, "--key", more, "--expires", "+1y"
    )
    assert said.code == 0, said.err
    told = kpitui("access", "list").out
    last = (TODAY + timedelta(days=365)).year
    assert told.count(f"until {last}-") == 3
    assert "sue@desk" in told
    assert "\x1b" not in told
    if keygen := shutil.which("ssh-keygen"):
        shown = subprocess.run(
            [keygen, "-lf", one], capture_output=True, text=True, check=True
        ).stdout
        assert shown.split()[1] == fingerprints(kpitui, "sue")[0]
    history = kpitui("history").out
    assert all(fingerprint in history for fingerprint in fingerprints(kpitui, "sue"))


def test_a_key_is_given_as_a_line_too_and_found_by_what_the_log_of_sshd_says(
    kpitui: Command,
) -> None:
    add = ("access", "add", "sue", "--role", "leader", "--key")
    assert kpitui(*add, GOOD["ed25519"]).code == 0
    (found,) = fingerprints(kpitui, "sue")
    assert "set account: sue" in kpitui("history", "--record", found).out
    assert kpitui("history", "--record", found[::-1]).code == 1
    check_one_sentence(kpitui(*add, "ssh-ed25519 AAAA sue"), 4, "The ssh-ed25519 key is damaged")
    check_one_sentence(kpitui(*add, "no.pub"), 4, "There is no file no.pub")


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_key_is_taken(kpitui: Command, tmp_path: Path, kind: str) -> None:
    (tmp_path / "k.pub").write_text(GOOD[kind], "utf-8")
    assert kpitui("access", "add", "sue", "--role", "leader", "--key", tmp_path / "k.pub").code == 0
    assert len(fingerprints(kpitui, "sue")) == 1


@pytest.mark.parametrize("what", BAD)
def test_a_bad_key_is_refused_and_nothing_of_the_account_is_kept(
    kpitui: Command, tmp_path: Path, what: str
) -> None:
    text, said = BAD[what]
    (tmp_path / "k.pub").write_text(text, "utf-8")
    check_one_sentence(
        kpitui("access", "add", "sue", "--role", "leader", "--key", tmp_path / "k.pub"), 4, said
    )
    assert kpitui("access", "list", "--json").data == []


def test_a_key_says_who_somebody_is(kpitui: Command, tmp_path: Path) -> None:
    (tmp_path / "k.pub").write_text(ed25519(1), "utf-8")
    assert kpitui("access", "add", "sue", "--role", "leader", "--key", tmp_path / "k.pub").code == 0
    stolen = kpitui("access", "add", "kim", "--role", "viewer", "--key", tmp_path / "k.pub")
    check_one_sentence(stolen, 3, "belongs to sue")
    for name in ("-x", "a b", "x;id", 'x"', "x\ny", "", "é", "x" * 65):
        assert (
            kpitui(
                "access", "add", "--role", "viewer", "--key", tmp_path / "k.pub", "--", name
            ).code
            == 4
        ), name


def test_sshd_is_told_of_keys_that_hold_in_lines_that_open_the_gate_alone(
    kpitui: Command, tmp_path: Path, database: DatabaseFile
) -> None:
    (tmp_path / "k.pub").write_text(ed25519(1, 'x" command="sh"') + "\n" + ed25519(2), "utf-8")
    assert kpitui("access", "add", "sue", "--role", "leader", "--key", tmp_path / "k.pub").code == 0
    (tmp_path / "old.pub").write_text(ed25519(3), "utf-8")
    kpitui(
        "access",
        "add",
        "kim",
        "--role",
        "viewer",
        "--key",
        tmp_path / "old.pub",
        "--expires",
        "yesterday",
    )
    (tmp_path / "soon.pub").write_text(ed25519(4), "utf-8")
    kpitui(
        "access",
        "add",
        "bo",
        "--role",
        "viewer",
        "--key",
        tmp_path / "soon.pub",
        "--expires",
        "2031-12-31",
    )
    lines = kpitui("access", "keys").out.splitlines()
    assert len(lines) == 3
    for line in lines:
        assert line.startswith('restrict,pty,command="exec ')
        assert f"-I -m kpitui --db {database.path} gate --as " in line
    assert ',expiry-time="20320101" ssh-ed25519 ' in lines[0]
    first, other = fingerprints(kpitui, "sue")
    assert kpitui("access", "keys", "--fingerprint", first).out.splitlines() == lines[1:2]
    assert kpitui("access", "keys", "--fingerprint", "SHA256:nobody").out == ""
    assert kpitui("access", "keys", "--user", "somebody-else", "--fingerprint", first).out == ""
    assert kpitui("access", "remove", "sue", "--key", other).code == 0
    assert len(kpitui("access", "keys").out.splitlines()) == 2


def test_the_block_of_ours_takes_the_place_of_the_one_before_and_the_rest_stays(
    kpitui: Command, tmp_path: Path
) -> None:
    (tmp_path / "k.pub").write_text(ed25519(1), "utf-8")
    kpitui("access", "add", "sue", "--role", "leader", "--key", tmp_path / "k.pub")
    keys = tmp_path / "authorized_keys"
    keys.write_text("# mine\nssh-ed25519 AAAA me@home\n", "utf-8")
    keys.chmod(0o644)
    assert kpitui("access", "keys", "--into", keys).code == 0
    (line,) = kpitui("access", "keys").out.splitlines()
    assert keys.read_text("utf-8") == f"# mine\nssh-ed25519 AAAA me@home\n{BEGIN}\n{line}\n{END}\n"
    keys.write_text(keys.read_text("utf-8") + "# after\n", "utf-8")
    kpitui("access", "remove", "sue", "--key", fingerprints(kpitui, "sue")[0])
    assert kpitui("access", "keys", "--into", keys).code == 0
    assert keys.read_text("utf-8") == f"# mine\nssh-ed25519 AAAA me@home\n{BEGIN}\n{END}\n# after\n"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o644
    assert sorted(path.name for path in tmp_path.iterdir() if "authorized" in path.name) == [
        "authorized_keys"
    ]
    keys.write_text(f"{BEGIN}\n{BEGIN}\n{END}\n", "utf-8")
    check_one_sentence(kpitui("access", "keys", "--into", keys), 4, "is broken")
    new = tmp_path / "new"
    assert kpitui("access", "keys", "--into", new).code == 0
    assert stat.S_IMODE(new.stat().st_mode) == 0o600
    check_one_sentence(
        kpitui("access", "keys", "--into", tmp_path / "no" / "file"), 4, "cannot be written"
    )


def test_a_full_disk_leaves_the_keys_as_they_were(kpitui: Command, tmp_path: Path) -> None:
    keys = tmp_path / "authorized_keys"
    keys.write_text("# mine\n" * 1000, "utf-8")
    limited = f"ulimit -f 1; exec kpitui access keys --into {keys}"
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    # Or half of what is compiled of a module would be written, and would stay for every later test.
    environment = os.environ | {"PATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        ["bash", "-c", limited], capture_output=True, text=True, env=environment, check=False
    )
    assert (done.returncode, done.stderr.count("\n")) == (4, 1), done
    assert keys.read_text("utf-8") == "# mine\n" * 1000


def test_a_program_that_the_account_could_not_run_is_told_with_the_steps(
    kpitui: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "root" / "bin"
    folder.mkdir(parents=True)
    (folder / "python").symlink_to(sys.executable)
    folder.parent.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    file = str(tmp_path / "kpitui" / "data" / "kpi.db")
    for more in ((), ("--systemd",)):
        said = kpitui("--db", file, "access", "setup", *more)
        assert said.code == 0
        assert f"Other accounts cannot run {folder / 'python'}, as " in said.err
        assert "install kpitui where everyone can run it" in said.err
    ours = kpitui("--db", file, "access", "setup", "--systemd", "--account", "root")
    assert ours.err == ""
    script = kpitui("--db", file, "access", "setup").out
    assert script.index("kpi cannot run kpitui") < script.index("install -d -o kpi")
