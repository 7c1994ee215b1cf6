"""What must be refused at the gate, asked for by a real client of a real sshd that leaves
everything else open.
"""

import json
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.gate.server import USER, Server
from tests.patience import LONG, PATIENCE

CASES = json.loads(
    (Path(__file__).parent.parent / "cases" / "hostile_inputs.json").read_text("utf-8")
)
NO_VERBS = (
    "sh", "log;id", "access list", "--db /etc/passwd status", "", "status\nid",
    "status " + "x" * 100_000, "export -o/tmp/out", "import /etc/passwd",
    "sheet load /etc/passwd",
)  # fmt: skip
MORE_NO_VERBS = (
    "$(id)", "log it's", "scp -t /tmp", "person ana --db /tmp/x",
    "bash -i", "/bin/sh -c id", "status;id", "`id`", "../log", "gate --as lee", "backup /tmp/x",
    "restore /tmp/x", "init", "open", "demo", "plan show", "undo", "people list", "paths", "doctor",
    "-h", "--help", "--version", "--no-color status", "-c import os", " ", "log\u001b[0m",
    "log x\rid", "log 'csat 92", "rsync --server .", "internal-sftp", "exit",
    "log csat 92 ana --db /tmp/elsewhere.db", "status --db=/etc/passwd", "export -o /tmp/out",
    "report -o /tmp/out.html", "import - --profile /etc/passwd", "import - --rejects /tmp/out",
    "import -- /etc/passwd", "sheet load -", "sheet load -- /etc/passwd", "sheet diff /etc/passwd",
    "history --db /tmp/x",
)  # fmt: skip


def changes(server: Server) -> int:
    return int(server.kpitui("doctor").split("history: ")[1].split(" ")[0])


def test_what_is_no_verb_is_refused_in_one_sentence_with_a_number_that_stands_in_the_log(
    server: Server,
) -> None:
    kim = server.let_in("kim", "supervisor")
    before = changes(server)
    for asked in (*NO_VERBS, *(MORE_NO_VERBS if LONG else ())):
        done = server.ask(kim, asked)
        said = done.stderr.splitlines()
        if (
            not asked.strip() and done.returncode != 3
        ):  # the client sends no command then, and has no terminal
            assert (done.returncode, "need a terminal" in done.stderr) == (2, True), (asked, done)
            continue
        assert (done.returncode, done.stdout, len(said)) == (3, "", 1), (asked[:80], done.stderr)
        number = said[0].rpartition("(number ")[2].rstrip(")")
        assert f"number={number} " in server.log, asked
        assert "Traceback" not in done.stderr
        assert str(server.database) not in done.stderr
    assert changes(server) == before
    assert not Path("/tmp/out").exists()


def test_without_a_terminal_a_command_is_named_that_the_account_may_use(server: Server) -> None:
    for name, role, such in (("kim", "supervisor", "status"), ("ana", "member", "person")):
        more = ("--person", "Ana López") if role == "member" else ()
        done = server.ask(server.let_in(name, role, *more), "")
        assert done.returncode in (2, 255), done
        if done.returncode == 2:  # an older client sends nothing at all
            assert f"such as: {such} (number" in done.stderr
    for word in ("passwd", "elsewhere", "bash", "csat"):
        assert word not in server.log


def test_words_are_no_shell_words(server: Server) -> None:
    kim = server.let_in("kim", "supervisor")
    done = server.ask(kim, "log x; id")
    assert (done.returncode, done.stdout) == (4, "")
    assert "Nothing was saved" in done.stderr
    done = server.ask(kim, "log csat 92 ana $(id) `id` && id | tee /tmp/out > /tmp/out")
    assert done.returncode == 4, done
    assert not Path("/tmp/out").exists()
    done = server.ask(kim, 'log csat 92 ana "note $(id) `id`"')
    assert done.returncode == 0
    assert "$(id) `id`" in server.kpitui("export")


def test_no_other_way_of_ssh_is_open(server: Server, tmp_path: Path) -> None:
    kim = server.let_in("kim", "supervisor")
    # Files: sftp asks for a subsystem, scp and rsync for commands.
    ssh = server.ssh(kim)
    copying = [
        "-i",
        str(kim),
        "-P",
        str(server.port),
        "-o",
        "StrictHostKeyChecking=no",
        "-o",
        "BatchMode=yes",
    ]
    copying += ["-F", "none", "-o", "UserKnownHostsFile=/dev/null"]
    for command in (
        ["sftp", *copying, "-b", "-", f"{USER}@127.0.0.1"],
        ["scp", *copying, f"{USER}@127.0.0.1:/etc/passwd", str(tmp_path / "stolen")],
        ["scp", "-O", *copying, f"{USER}@127.0.0.1:/etc/passwd", str(tmp_path / "stolen")],
        ["scp", *copying, str(kim), f"{USER}@127.0.0.1:/tmp/out"],
    ):
        done = subprocess.run(
            command, input=b"get /etc/passwd\n", capture_output=True, timeout=PATIENCE, check=False
        )
        assert done.returncode != 0, command
    if shutil.which("rsync"):
        done = subprocess.run(["rsync", "-e", " ".join(ssh[:-2]), f"{USER}@127.0.0.1:/etc/passwd",
                tmp_path / "stolen"],
                              capture_output=True, timeout=PATIENCE, check=False)  # fmt: skip
        assert done.returncode != 0
    assert not (tmp_path / "stolen").exists()
    assert not Path("/tmp/out").exists()


def test_nothing_is_forwarded(server: Server) -> None:
    kim = server.let_in("kim", "supervisor")
    with socket.socket() as listening, socket.socket() as free:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(0.3)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        # A port from the client to the server's network: the server says no when it is used.
        done = server.ask(kim, options=["-W", f"127.0.0.1:{listening.getsockname()[1]}"])
        assert "administratively prohibited" in done.stderr or done.returncode != 0
        with pytest.raises(TimeoutError):
            listening.accept()
        # A port of the server, to the client: refused at the start, told by the client.
        strict = ["-o", "ExitOnForwardFailure=yes"]
        done = server.ask(kim, "status", options=["-R", f"{port}:127.0.0.1:22", *strict])
        assert done.returncode == 255, done
        done = server.ask(kim, "status", options=["-w", "any:any", "-v"])
        assert "Server has rejected tunnel device forwarding" in done.stderr
        assert "Tunnel forwarding failed" in done.stderr


def test_no_agent_and_no_x11_of_the_client_reaches_the_server(
    server: Server, tmp_path: Path
) -> None:
    kim = server.let_in("kim", "supervisor")
    sock = str(tmp_path / "agent")
    with subprocess.Popen(["ssh-agent", "-D", "-a", sock], stdout=subprocess.PIPE) as agent:
        assert agent.stdout is not None
        agent.stdout.readline()
        server.environment = {"SSH_AUTH_SOCK": sock, "DISPLAY": "127.0.0.1:99"}
        with server.terminal(kim, options=["-A", "-Y", "-v"]) as opened:
            opened.shows("Grow brand loyalty")
            (inside,) = server.processes()
            brought = Path(f"/proc/{inside}/environ").read_bytes()
            opened.send("q")
            assert opened.ends() == 0
        agent.terminate()
    assert b"SSH_CONNECTION=127.0.0.1" in brought
    assert not any(name in brought for name in (b"SSH_AUTH_SOCK", b"DISPLAY"))
    assert b"X11 forwarding request failed" in opened.received


def test_who_else_is_not_let_in(server: Server) -> None:
    kim = server.let_in("kim", "supervisor")
    ana = server.let_in("ana", "member", "--person", "Ana López")
    # A key that nobody knows, and the password of the account, which no key of ours asks for.
    assert server.ask(server.new_key("stranger"), "status").returncode == 255
    done = server.ask(
        kim, "status", options=["-o", "PubkeyAuthentication=no", "-o", "PasswordAuthentication=yes"]
    )
    assert done.returncode == 255
    # The key of somebody else is somebody else.
    assert server.ask(ana, "status").returncode == 3
    assert server.ask(kim, "log csat 91 ana").returncode == 0
    assert ",kim," in server.kpitui("export")
    # A line that sshd still has for a key that was taken back opens nothing.
    fingerprint = server.kpitui("access", "list").split("SHA256:")[2].split(" ")[0]
    server.kpitui("access", "remove", "kim", "--key", f"SHA256:{fingerprint}")
    done = server.ask(kim, "status")
    assert (done.returncode, done.stdout) == (3, "")
    assert "Your key was revoked" in done.stderr


def test_nothing_of_the_clients_environment_has_effect(server: Server, tmp_path: Path) -> None:
    kim = server.let_in("kim", "supervisor")
    evil = tmp_path / "evil"
    evil.mkdir()
    (evil / "sitecustomize.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", "utf-8")
    (evil / "evil.py").write_text(
        f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Driver: pass", "utf-8"
    )
    (evil / "config.toml").write_text("nonsense = 1", "utf-8")
    server.environment = {
        "PYTHONPATH": str(evil), "PYTHONSTARTUP": str(evil / "evil.py"), "PYTHONINSPECT": "1",
        "PYTHONHOME": "", "TEXTUAL_LOG": str(tmp_path / "textual.log"),
        "TEXTUAL_DRIVER": "evil:Driver", "TEXTUAL": "devtools,debug", "TEXTUAL_DEBUG": "1",
        "KPITUI_DB": "/etc/passwd", "XDG_CONFIG_HOME": str(evil), "XDG_STATE_HOME": str(evil),
        "HOME": str(evil), "TMPDIR": str(evil), "USER": "lee", "LOGNAME": "lee", "SUDO_USER": "lee",
        "LANG": "../../x", "COLORTERM": "\x1b]0;owned\x07",
        "SSH_CONNECTION": "6.6.6.6 1 2.2.2.2 2", "PAGER": "sh", "EDITOR": "sh", "BROWSER": "sh",
        "PYTHONBREAKPOINT": "os.system",
    }  # fmt: skip
    send = ["-o", f"SendEnv {' '.join(server.environment)}"]
    done = server.ask(kim, "status", options=send)
    assert done.returncode == 0, done
    assert "\x1b" not in done.stdout + done.stderr
    with server.terminal(kim, options=send) as opened:
        opened.shows("Grow brand loyalty", "You are kim, supervisor")
        opened.send("q")
        assert opened.ends() == 0
        assert b"owned" not in opened.received
    assert sorted(path.name for path in evil.iterdir()) == [
        "config.toml",
        "evil.py",
        "sitecustomize.py",
    ]
    assert not (tmp_path / "ran").exists()
    assert not (tmp_path / "textual.log").exists()
    assert "6.6.6.6" not in server.log
    assert "from=127.0.0.1" in server.log


def test_a_terminal_may_call_itself_what_it_likes_and_claim_to_be_huge(server: Server) -> None:
    kim = server.let_in("kim", "supervisor")
    for name in (
        "\x1b]0;owned\x07",
        *(("../../../etc/passwd", "x" * 5000, "xterm\nid") if LONG else ()),
    ):
        server.environment["TERM"] = name
        with server.terminal(kim) as opened:
            opened.shows("Grow brand loyalty")
            opened.send("q")
            assert opened.ends() == 0
            assert b"owned" not in opened.received
