"""A server for every test of the gate, with a leader, a supervisor and a member."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpitui.actions.accounts import set_account
from kpitui.domain.access import AccessRole
from kpitui.storage.database import DatabaseFile
from tests.conftest import LEADER
from tests.gate.direct import Gate
from tests.gate.server import SSHD, Server, serving


@pytest.fixture
def server(database: DatabaseFile, tmp_path: Path) -> Iterator[Server]:
    if not Path(SSHD).exists():
        pytest.skip("there is no sshd on this machine; .ci/run installs it where it may")
    folder = tmp_path / "server"
    folder.mkdir()
    with serving(folder, database.path) as running:
        yield running


@pytest.fixture
def gate(database: DatabaseFile, tmp_path: Path) -> Gate:
    """The gate without sshd; Lee leads, Ana is a member and her own person, Bo is somebody else."""
    for account, role, person in (
        ("lee", "leader", ""),
        ("kim", "supervisor", ""),
        ("ana", "member", "Ana López"),
    ):
        set_account(database, LEADER, account, AccessRole(role), person)
    return Gate(database, tmp_path / "home")
