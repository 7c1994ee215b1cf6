"""A line that froze: who may no longer be in, and who is silent, is out also where nothing is taken
any more.
"""

from datetime import date

import pytest

from kpitui.actions.accounts import end_account
from tests.conftest import LEADER
from tests.gate.direct import Gate
from tests.patience import PATIENCE
from tests.test_stopped_terminals import WAYS, kept, typing


@pytest.mark.parametrize("why", ["idle", "the account is gone"])
@pytest.mark.parametrize("way", WAYS)
def test_the_gate_closes_on_a_line_that_froze(gate: Gate, way: str, why: str) -> None:
    if why == "idle":
        settings = gate.home / ".config" / "kpitui" / "config.toml"
        settings.write_text(settings.read_text("utf-8") + "idle_minutes = 0.1\n", "utf-8")
    with gate.terminal("kim") as opened:
        typing(opened, way)
        state = gate.home / ".local" / "state" / "kpitui" / "drafts"
        kept("5:2", lambda: " ".join(path.read_text("utf-8") for path in state.glob("*.json")))
        if why != "idle":
            end_account(gate.database, LEADER, "kim", date(2026, 1, 1))
        opened.process.wait(PATIENCE)
        assert opened.process.returncode == 3
        assert "logout name=kim" in gate.log
