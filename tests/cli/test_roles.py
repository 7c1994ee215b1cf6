"""Every command by every role, on a file that a group shares: who may change what, and what a
member is never told.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import click
import pytest

from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import record_session
from kpitui.actions.readings import record
from kpitui.cli.context import account_name
from kpitui.cli.main import COMMANDS, cli
from kpitui.domain.access import AccessRole
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import open_file
from tests.cli.conftest import Command
from tests.cli.test_access import ed25519
from tests.conftest import LEADER, TODAY, all_in_one_file, copied, held_open
from tests.gate.test_members import KIM, OTHERS
from tests.once import once_a_run

SHEET = """
[[sheet]]
name = "A call"
code = "call"
metric = "Customer satisfaction"
[[sheet.version]]
starts_on = 2026-01-01
[[sheet.version.section]]
name = "All"
[[sheet.version.section.question]]
key = "greeting"
text = "Greeted"
kind = "yes/no"
"""
EVERYBODY, LOOKS, WORKS, LEADS = (
    "leader supervisor member viewer",
    "leader supervisor viewer",
    "leader supervisor",
    "leader",
)
TABLE: dict[str, tuple[str, ...]] = {
    # What touches no file, or one of one's own; what opens one's own page.
    "open": (EVERYBODY, ""), "demo": (EVERYBODY, "--json --keep {new}"),
    "init": (EVERYBODY, "--db {new}"), "keys": (EVERYBODY, ""), "paths": (EVERYBODY, ""),
    "help": (EVERYBODY, "enter"), "completion": (EVERYBODY, "bash"),
    "man": (EVERYBODY, ""), "access setup": (EVERYBODY, ""),
    "person": (EVERYBODY, "ana", "ana --json", "ana --as-of 2026-11-21"),
    "expect": (EVERYBODY, "ana", "ana --format html", "ana --format md -o {new}"),
    "session": ("leader supervisor member", "ana", "ana --format html", "ana --format md -o {new}"),
    "seen": (EVERYBODY, "adherence"), "done": (EVERYBODY, "nothing"),
    "answer": (EVERYBODY, "thanks", "--session 2 thanks"),
    "evaluations": (EVERYBODY, "", "ana --answers", "--json"), "dispute": (EVERYBODY, "1 1 no"),
    "undo": (EVERYBODY, ""), "redo": (EVERYBODY, ""),
    # What looks at everybody.
    "status": (LOOKS, "", "--json"), "show": (LOOKS, "csat", "adherence"),
    "team": (LOOKS, "south", "north"), "readings": (LOOKS, "csat", "aht --json"),
    "due": (LOOKS, "", "--json"), "brief": (EVERYBODY, "", "--format md", "--format json"),
    "chart": (LOOKS, "csat", "csat --person bo"), "reviews": (LOOKS, "", "--json"),
    "decisions": (LOOKS, "", "--json", "--open"),
    "review": (WORKS, "csat --decide keep", "csat --decide adjust --what x --who ana --by +9d"),
    "board": (LOOKS, "", "--json"), "differ": (LOOKS, "csat", "csat --json"),
    "effect": (LOOKS, "", "--json"),
    "report": (LOOKS, "", "-o {new}"), "check": (LOOKS, "", "--json"),
    "export": (LOOKS, "", "--format json", "-o {new}"),
    "history": (LOOKS, "", "--json"),
    "sheet list": (LOOKS, "", "--json"), "sheet show": (LOOKS, "", "--shipped call"),
    "sheet diff": (LOOKS, "{sheet}"), "sheet weakest": (LOOKS, "", "--team north --json"),
    "calibrate list": (LOOKS, "", "--json"), "calibrate show": (LOOKS, "1", "1 --json"),
    "plan show": (LOOKS, ""), "plan diff": (LOOKS, "2026-01-01"),
    "people list": (LOOKS, "", "--json"),
    "people data": (LEADS, "bo", "bo --format md"), "people forget": (LEADS, "bo --yes"),
    "access list": (LOOKS, "", "--json"),
    "access keys": (LOOKS, "", "--into {new}"), "rules": (LOOKS, "", "--json"),
    "rhythm": (LOOKS, "", "--json"),
    "backup": (LOOKS, "{new}"), "doctor": (LOOKS, "", "--json"),
    # What writes.
    "log": (WORKS, "--yes csat 92 ana", "--yes csat 92 bo"),
    "away": (WORKS, "ana until fri", "bo away 1 dec"),
    "event": (WORKS, 'csat "menu" north', 'csat "desk" bo'),
    "coach": (WORKS, 'bo role-play "listened"'),
    "import": (WORKS, "{csv}"),
    "calibrate open": (WORKS, "ana 8841"), "calibrate score": (WORKS, "1 yy50"),
    "calibrate close": (WORKS, "1"), "sheet drift": (WORKS, "", "--json"),
    "score": (WORKS, "ana 8841 yy50"), "sheet load": (LEADS, "{sheet}"),
    "sheet contacts": (WORKS, "{contacts}"), "decide": (WORKS, "1 stands why"),
    "plan load": (LEADS, "{plan}"), "people import": (LEADS, "{people}"),
    "people leave": (LEADS, "bo --to ana", "ana --dry-run --json"),
    "guard": (LEADS, "improve aht", "improve adherence"),
    "rules set": (LEADS, "rule_set nhs --why x", "time_zone Europe/Rome --why x"),
    "access add": (LEADS, "zoe --role viewer", "{me} --role leader --key {key}"),
    "access role": (LEADS, "kim viewer"),
    "access teams": (LEADS, "kim --every"),
    "access remove": (LEADS, "kim"), "restore": (LEADS, "--take-access {copy}"),
}  # fmt: skip
"""Every command with the roles that may ask for it, and words to ask with; `gate` has a
test of its own.
"""


def make_shared(plan: Path, folder: Path) -> None:
    """A file with readings and sessions of Bo and of Ana, and its leader Lee; and one for each
    role, in which who asks has it.
    """
    database = copied(plan, folder)
    day = date(2026, 11, 20)
    values = [
        ReadingDraft(metric_id=1, person_id=2, date=day, value=value) for value in (71.25, 33.75)
    ]
    record(
        database,
        KIM,
        [*values, ReadingDraft(metric_id=2, person_id=1, date=day, value=310)],
        today=TODAY,
    )
    for person, seen in ((2, "secret of Bo"), (1, "kept calm")):
        session = SessionDraft(
            person_id=person,
            date=day,
            kind=SessionKind.ROLE_PLAY,
            focus=(),
            seen=seen,
            agreed="try again",
        )
        record_session(database, KIM, session, today=TODAY)
    for name in ("lee", "kim"):
        set_account(database, LEADER, name, AccessRole.LEADER)
    all_in_one_file(database.path)
    for role in AccessRole:
        of_role = Path(shutil.copy(database.path, folder / f"{role}.db"))
        set_account(open_file(of_role), LEADER, account_name(), role, "Ana López")
        all_in_one_file(of_role)


Shared = Callable[[AccessRole | None], DatabaseFile]


@pytest.fixture
def shared_with(
    made_once: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Shared]:  # fmt: skip
    """A copy of the file of a role, or of the one without, named by the environment."""
    once = once_a_run(
        tmp_path_factory, "roles", lambda folder: make_shared(made_once / "plan.db", folder)
    )
    monkeypatch.setenv("KPITUI_DB", str(tmp_path / "kpi.db"))
    with ExitStack() as stack:

        def copy(role: AccessRole | None) -> DatabaseFile:
            database = copied(once / f"{role or 'kpi'}.db", tmp_path)
            stack.enter_context(held_open(database.path))
            return database

        yield copy


@pytest.fixture
def shared(shared_with: Shared) -> DatabaseFile:
    """A copy of the one without a role."""
    return shared_with(None)


def every_command(group: click.Group, before: str = "") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                yield f"{before}{name}"
            yield from every_command(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_every_command_has_its_roles() -> None:
    assert isinstance(cli, click.Group)
    assert set(every_command(cli)) == {*TABLE, "gate"}
    assert len(TABLE) > len(COMMANDS)


@pytest.mark.parametrize("role", [*AccessRole])
@pytest.mark.parametrize("name", TABLE)
def test_a_role_may_ask_for_what_is_its_own_and_a_member_is_told_of_nobody_else(
    kpitui: Command, shared_with: Shared, tmp_path: Path, name: str, role: AccessRole
) -> None:
    named = ("csv", "plan", "people", "key", "copy", "sheet", "contacts")
    files = {what: tmp_path / f"{what}.given" for what in named}
    files["csv"].write_text("metric,person,date,value\ncsat,ana,2026-11-19,81\n", "utf-8")
    files["plan"].write_text('[[role]]\nname = "Coach"\n', "utf-8")
    files["people"].write_text(
        "name,code,team,role,starts_on,ends_on\nZoe,zoe,North,,2026-01-01,\n", "utf-8"
    )
    files["key"].write_text(ed25519(1), "utf-8")
    files["sheet"].write_text(SHEET, "utf-8")
    files["contacts"].write_text("reference,person,date\n8841,ana,2026-11-19\n", "utf-8")
    roles, *asked = TABLE[name]
    began = ("restore", "evaluations", "dispute")  # with what was there before the role was
    shared = shared_with(None if name in began else role)
    if name == "restore":
        assert kpitui("backup", files["copy"]).code == 0
    if name in ("evaluations", "dispute"):
        set_account(shared, LEADER, account_name(), AccessRole.LEADER)
        assert kpitui("sheet", "load", files["sheet"]).code == 0
        for contact in ("ana 8841 y", "bo 9001 y"):
            assert kpitui("score", contact).code == 0
    if name in began:
        set_account(shared, LEADER, account_name(), role, "Ana López")
    for place, words in enumerate(asked):
        given = [
            word.strip('"').format(**files, me=account_name(), new=tmp_path / f"new-{place}.md")
            for word in words.split(" ") if word
        ]  # fmt: skip
        if '"' in words:
            given = [words]
        done = kpitui(*name.split(" "), *given)
        allowed = role.value in roles
        assert (done.code != 3) == allowed, (role, name, given, done)
        assert (done.code in (0, 1) or name == "open") if allowed else done.out == "", (
            role,
            name,
            given,
            done,
        )
        assert allowed or done.err.count("\n") == 1
        if role is AccessRole.MEMBER and name not in ("help", "man", "demo"):
            said = (done.out + done.err).replace(str(tmp_path), "")
            assert [word for word in OTHERS if re.search(rf"\b{re.escape(word)}\b", said)] == [], (
                name,
                given,
                said,
            )
            assert not any(tmp_path.glob("new-*")) or name in ("init", "expect", "session")


def test_a_member_asks_for_another_person_and_is_told_of_nobody(
    kpitui: Command, shared: DatabaseFile
) -> None:
    set_account(shared, LEADER, account_name(), AccessRole.MEMBER, "Ana López")
    for words in ("bo", "[red]Bo[/]", "b", "--json bo", "zoe", "o"):
        done = kpitui("person", *words.split(" "))
        assert done.code != 0
        assert "Bo" not in (done.out + done.err).replace(words, "")
    assert "try again" in kpitui("person", "ana").out


@pytest.mark.skipif(os.getuid() != 0, reason="gives the file to another account, as root alone can")
def test_nobody_opens_the_gate_of_a_file_as_somebody_else(shared: DatabaseFile) -> None:
    os.chown(shared.path, 65534, -1)
    for asked in ("export", "status"):
        done = subprocess.run(
            [sys.executable, "-m", "kpitui", "--db", str(shared.path), "gate", "--as", "lee"],
            env=os.environ | {"SSH_ORIGINAL_COMMAND": asked}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (3, "", 1), done
        assert "Only the account that owns" in done.stderr
