"""A server for every test of the gate, with a leader, a supervisor and a member."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpitui.views import DatabaseFile
from tests.gate.server import SSHD, Server, serving


@pytest.fixture
def server(database: DatabaseFile, tmp_path: Path) -> Iterator[Server]:
    if not Path(SSHD).exists():
        pytest.skip("there is no sshd on this machine; .ci/run installs it where it may")
    folder = tmp_path / "server"
    folder.mkdir()
    with serving(folder, database.path) as running:
        yield running
