"""What the help page "On a shared server" tells an administrator to type, typed as it
stands there.
"""

import re
from collections.abc import Iterator

import pytest

from kpitui.exchange.plan_text import write_plan
from tests.conftest import PLAN
from tests.gate.machine import ROOT, Machine, running, wait_for, why_not
from tests.patience import LONG

PAGE = (ROOT / "kpitui" / "help" / "shared_server.md").read_text("utf-8")
FILE = "/srv/kpitui/data/kpi.db"
SSHD = "/etc/ssh/sshd_config.d/50-kpitui-kpi.conf"
EARLIER = "/etc/ssh/sshd_config.d/10-other.conf"


def block(section: str, number: int) -> list[str]:
    """The lines of one of the indented blocks of a section."""
    text = PAGE.split(f"## {section}\n")[1].split("\n## ")[0] if section else PAGE.split("\n## ")[0]
    found = re.findall(r"(?:^    .*\n)+", text, re.MULTILINE)
    return [line[4:] for line in found[number].splitlines()]


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    if why := why_not():
        pytest.skip(why)
    with running() as made:
        yield made


@pytest.mark.skipif(
    not LONG, reason="fetches packages; tests/test_packaging.py installs the same wheel"
)
def test_kpitui_is_installed_where_only_root_can_change_it() -> None:
    with running() as machine:
        machine.does("rm /usr/local/bin/kpitui")
        for line in block("", 0):
            machine.does(f"cd {ROOT} && {line}", network=True)
        machine.add_user("ana")
        assert machine.does("kpitui --version", "ana").startswith("kpitui ")
        machine.does("touch /opt/kpitui/bin/kpitui || test $? = 1", "ana")


def test_a_group_shares_a_file(machine: Machine) -> None:
    for name in ("ana", "bo", "eve"):
        machine.add_user(name)
    for line in block("A shared group", 0):
        machine.does(line)
    assert (
        machine.does("stat -c '%a %G' /srv/kpi /srv/kpi/kpi.db")
        == "2770 supervisors\n660 supervisors\n"
    )
    opening, status, doctor = block("A shared group", 1)
    machine.does("kpitui --db /srv/kpi/kpi.db plan load -", stdin=write_plan(PLAN))
    with machine.terminal(opening, "ana") as opened:
        opened.shows("Today")
        opened.send("1")
        opened.shows("Grow brand loyalty", "You are ana, supervisor")
        opened.send("q")
        assert opened.ends() == 0
    assert "Customer satisfaction" in machine.does(status, "ana")
    assert "all is well" in machine.does(doctor, "ana")
    machine.does(status.replace("status", 'log "csat 92 ana"'), "ana")
    refused = machine.run(status.replace("status", 'log "csat 91 ana"'), "bo")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "A viewer may not record readings" in refused.stderr
    assert "Customer satisfaction" in machine.does(status, "bo")
    assert "You may not open" in machine.run(status, "eve").stderr  # of another group
    assert "ana" in machine.does("kpitui --db /srv/kpi/kpi.db history")


def test_the_gate_is_set_up(machine: Machine) -> None:
    keys = {name: machine.add_user(f"{name}-desk") for name in ("sue", "kim", "ana")}
    for name, key in keys.items():
        machine.does(f"cat > {name}.pub", stdin=key)
    before = machine.does("find /etc /srv | sort | md5sum")
    printed, *rest = block("The gate", 0)
    machine.does(printed)
    assert machine.does("find /etc /srv | sort | md5sum") == before  # it prints, and does nothing
    for line in rest:
        said = machine.does(line)
    assert f"{FILE}: schema" in said
    assert "all is well" in said
    again = machine.does(
        "stat -c '%n %U %a %i' /srv/kpitui /srv/kpitui/data /srv/kpitui/data/kpi.db; getent passwd "
        "kpi"
    )
    machine.does("sh -e gate.sh")
    assert again == machine.does(
        "stat -c '%n %U %a %i' /srv/kpitui /srv/kpitui/data /srv/kpitui/data/kpi.db; getent passwd "
        "kpi"
    )
    assert re.findall(r"^/srv/kpitui\S* \w+ \d+", again, re.MULTILINE) == [
        "/srv/kpitui root 755", "/srv/kpitui/data kpi 700", "/srv/kpitui/data/kpi.db kpi 600",
    ]  # fmt: skip
    machine.does("cat > plan.toml", stdin=write_plan(PLAN))
    machine.does(
        "cat > people.csv",
        stdin="name,code,team,role,starts_on,ends_on\nZoe,zoe,North,,2026-01-01,\n",
    )
    before = machine.does("find /srv/kpitui/data -user root")
    listed = [machine.does(line) for line in block("The gate", 1)][-1]
    assert re.findall(r"^(\S+)  (\w+)", listed, re.MULTILINE) == [
        ("ana", "member"), ("kim", "supervisor"), ("kpi", "leader"), ("root", "leader"),
        ("sue", "leader"),
    ]  # fmt: skip
    assert re.search(r"ana-desk@\S+  until 20", listed)
    assert (
        before == machine.does("find /srv/kpitui/data -user root") == ""
    )  # what root did is the account's all the same
    who_has_a_key_does_what_their_role_may(machine)
    nobody_else_comes_in(machine)
    whose_key_is_revoked_comes_in_no_more(machine)
    writes_its_lines_where_the_page_says(machine)
    no_certificate_opens_a_shell(machine)
    what_is_open_is_named(machine)


def who_has_a_key_does_what_their_role_may(machine: Machine) -> None:
    screens, log, status, export, bring = block("The gate", 2)
    with machine.terminal(screens, "sue-desk") as opened:
        opened.shows("Today")
        opened.send("1")
        opened.shows("Grow brand loyalty", "You are sue, leader")
        opened.send("q")
        assert opened.ends() == 0
    assert "recorded" in machine.does(log, "kim-desk")
    assert "Customer satisfaction" in machine.does(status, "kim-desk")
    machine.does(export, "kim-desk")
    assert ",kim," in machine.does("cat readings.csv", "kim-desk")
    assert "1 already there" in machine.does(bring, "kim-desk")
    assert machine.run(status, "ana-desk").returncode == 3
    assert "Ana López: " in machine.does("ssh kpi@server person ana", "ana-desk")
    assert "Grow brand loyalty" not in machine.does("ssh kpi@server person ana", "ana-desk")


def nobody_else_comes_in(machine: Machine) -> None:
    """By a password, by another key, or as root's command."""
    machine.does(
        "ssh-keygen -q -t ed25519 -N '' -f /home/sue-desk/other && chown sue-desk: "
        "/home/sue-desk/other"
    )
    for words in (
        "-o BatchMode=yes -o IdentitiesOnly=yes -i other",
        "-o BatchMode=yes -o PubkeyAuthentication=no",
    ):
        refused = machine.run(f"ssh {words} kpi@server status", "sue-desk")
        assert (refused.returncode, "Permission denied (publickey)" in refused.stderr) == (
            255,
            True,
        ), refused


def whose_key_is_revoked_comes_in_no_more(machine: Machine) -> None:
    log = block("The gate", 2)[1]
    for line in block("The gate", 3):
        machine.does(line)
    assert machine.run(log, "kim-desk").returncode == 3
    assert machine.run("ssh -o BatchMode=yes kpi@server person ana", "ana-desk").returncode in (
        3,
        255,
    )


def writes_its_lines_where_the_page_says(machine: Machine) -> None:
    """What the gate writes down, on the machine on which it is set up."""
    for line in block("What the gate logs", 0):
        machine.does(line)
    settings = "\n".join(block("What the gate logs", 1))
    machine.does("cat > /srv/kpitui/.config/kpitui/config.toml", stdin=settings)
    machine.does("ssh kpi@server status", "sue-desk")
    machine.does("mv /srv/kpitui/log/gate.log /srv/kpitui/log/gate.log.1")  # as logrotate does
    machine.does("ssh kpi@server status", "sue-desk")
    for name in ("gate.log.1", "gate.log"):
        (line,) = machine.does(f"cat /srv/kpitui/log/{name}").splitlines()
        assert re.search(
            r"kpitui\[\d+\]: status name=sue key=SHA256:\S+ from=127\.0\.0\.1 result=0 after=", line
        )
    assert machine.does("stat -c %U:%a /srv/kpitui/log/gate.log") == "kpi:600\n"
    assert "all is well" in machine.does(f"kpitui --db {FILE} doctor --gate")


def earlier(*lines: str) -> tuple[str, str]:
    """Lines of another administrator that come before those of the gate, and how they go again."""
    words = " ".join(f"'{line}'" for line in lines)
    return f"printf '%s\\n' {words} > {EARLIER}", f"rm {EARLIER}"


def no_certificate_opens_a_shell(machine: Machine) -> None:
    """An authority that the server trusts for logins, and a certificate of it for the account of
    the gate.
    """
    machine.does("ssh-keygen -q -t ed25519 -N '' -f ca && cp ca.pub /etc/ssh/ca.pub")
    machine.does(
        "ssh-keygen -q -t ed25519 -N '' -f cert && ssh-keygen -q -s ca -I x -n kpi cert.pub"
    )
    trusts, no_more = earlier("TrustedUserCAKeys /etc/ssh/ca.pub")
    shell = "ssh -T -o BatchMode=yes -o IdentitiesOnly=yes -i cert kpi@server id"
    machine.does(f"{trusts} && systemctl reload ssh")
    wait_for(machine, "sshd -T | grep -q 'trustedusercakeys /etc/ssh/ca.pub'", "root")
    refused = machine.run(shell)
    assert (refused.returncode, refused.stdout) == (255, ""), refused
    assert "all is well" in machine.does(f"kpitui --db {FILE} doctor --gate")
    machine.does(
        f"cp {SSHD} block && sed -i '/TrustedUserCAKeys/d; /AuthorizedPrincipals/d' {SSHD}"
    )
    machine.does("systemctl reload ssh")
    wait_for(machine, f"{shell} | grep kpi", "root")  # it would have opened one
    told = machine.run(f"kpitui --db {FILE} doctor --gate").stdout
    assert "TrustedUserCAKeys is /etc/ssh/ca.pub; the gate wants none" in told
    machine.does(f"mv block {SSHD} && {no_more} && systemctl reload ssh")


def what_is_open_is_named(machine: Machine) -> None:
    """Each thing that is opened on a sound machine is named, and fixed by what is said."""
    doctor = f"kpitui --db {FILE} doctor --gate"
    for breaks, fixes, said in (
        (f"chmod 640 {FILE}", f"chmod 600 {FILE}", "is open to others (mode 0640)"),
        ("chmod 755 /srv/kpitui/data", "chmod 700 /srv/kpitui/data",
            "/srv/kpitui/data is open to others"),
        ("usermod --shell /bin/bash kpi", "usermod --shell /bin/sh kpi", "bash reads .bashrc"),
        ("chown kpi /srv/kpitui", "chown root: /srv/kpitui",
            "fix it with: chown root: /srv/kpitui"),
        ("mv /srv/kpitui/log /srv/kpitui/gone", "mv /srv/kpitui/gone /srv/kpitui/log",
            "folder of the log"),
        ("chown root /srv/kpitui/log", "chown kpi /srv/kpitui/log",
            "of the log does not belong to kpi"),
        (f"sed -i /DisableF/d {SSHD}", f"sed -i '/Accept/i DisableForwarding yes' {SSHD}",
         "DisableForwarding is no; the gate wants yes: put “DisableForwarding yes” into the block "
         f"of kpi in {SSHD}"),
        (f"sed -i s/TZ/PYTHONPATH/ {SSHD}", f"sed -i s/PYTHONPATH/TZ/ {SSHD}",
            "lets PYTHONPATH in"),
        (f"mv {SSHD} /root/block", f"mv /root/block {SSHD}", "ClientAliveInterval is 0"),
        (*earlier("Match User kpi", "ForceCommand /bin/sh"),
            f"is /bin/sh; the gate wants none: {EARLIER}:2 (Match"),
        (*earlier("Match Group kpi", "PermitTTY no"),
            f"{EARLIER}:2 (Match Group kpi) overrides the block"),
        (*earlier("Match User kpi", "AuthorizedKeysFile /home/sue-desk/.ssh/authorized_keys"),
         ("keys come from /home/sue-desk/.ssh/authorized_keys, and others than root may write "
         "to")),
        (*earlier("Match User k*", "AuthenticationMethods any"), "AuthenticationMethods is any"),
        (*earlier("AllowUsers root kpi@10.0.0.0/8"),
         f"AllowUsers (root kpi@10.0.0.0/8) keeps kpi out: add kpi to it, in {EARLIER}:1"),
        (*earlier("DenyUsers kp?"), "DenyUsers (kp?) keeps kpi out"),
        (*earlier("AllowGroups admin"), "AllowGroups (admin) keeps kpi out"),
        (*earlier("PermitUserEnvironment yes"),
            "put “PermitUserEnvironment no” into /etc/ssh/sshd_config"),
    ):  # fmt: skip
        machine.does(breaks)
        told = machine.run(doctor)
        found = told.stdout.count("\n- ")
        assert (told.returncode, said in told.stdout) == (1, True), (breaks, told)
        assert found == 1 or "block" in breaks or "authorized_keys" in breaks, (breaks, told)
        machine.does(fixes)
    assert "all is well" in machine.does(doctor)
    by_address, gone = earlier("Match Address 10.0.0.0/8", "PasswordAuthentication yes")
    machine.does(by_address)
    local = machine.run(doctor)
    assert (local.returncode, f"{EARLIER}:1 (Match Address 10.0.0.0/8)" in local.stderr) == (
        0,
        True,
    ), local
    assert (
        "PasswordAuthentication is yes"
        in machine.run(f"{doctor} --from 192.168.1.1 --from 10.1.2.3").stdout
    )
    machine.does(gone)
    told = machine.run(f"HOME=/srv/kpitui runuser -u kpi -- {doctor}")
    assert told.stderr.endswith("sshd -T -C user=kpi,host=localhost,addr=127.0.0.1.\n"), told
