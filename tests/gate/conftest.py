"""A server for every test of the gate, with a leader, a supervisor and a member."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpitui.actions.accounts import set_account
from kpitui.actions.rules import set_rule
from kpitui.domain.access import AccessRole
from kpitui.storage.database import DatabaseFile
from tests.conftest import LEADER, TODAY
from tests.gate.direct import Gate
from tests.gate.server import SSHD, Server, serving


def beginning_with_the_plan(database: DatabaseFile) -> None:
    """What the stories of the gate look for first, whoever comes in."""
    for role in ("leader", "supervisor"):
        set_rule(database, LEADER, f"start_{role}", "plan", TODAY, "as agreed")


@pytest.fixture
def server(database: DatabaseFile, tmp_path: Path) -> Iterator[Server]:
    if not Path(SSHD).exists():
        pytest.skip("there is no sshd on this machine; .ci/run installs it where it may")
    folder = tmp_path / "server"
    folder.mkdir()
    beginning_with_the_plan(database)
    with serving(folder, database.path) as running:
        yield running


@pytest.fixture
def gate(database: DatabaseFile, tmp_path: Path) -> Gate:
    """The gate without sshd; Lee leads, Ana is a member and her own person, Bo is somebody else."""
    beginning_with_the_plan(database)
    for account, role, person in (
        ("lee", "leader", ""),
        ("kim", "supervisor", ""),
        ("ana", "member", "Ana López"),
    ):
        set_account(database, LEADER, account, AccessRole(role), person)
    return Gate(database, tmp_path / "home")
