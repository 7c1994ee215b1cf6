"""A line to the server that drops: who was in is in no more, and finds what was typed
at the next login.
"""

import os
import signal
import time

from kpitui.storage.database import DatabaseFile
from tests.gate.server import Server
from tests.patience import PATIENCE
from tests.test_session_drafts import presences


def test_a_client_that_is_killed_is_gone_within_ten_seconds_and_what_it_typed_is_there(
    server: Server, database: DatabaseFile
) -> None:
    key = server.let_in("sam", "supervisor")
    server.write_keys()
    with server.terminal(key) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("2ana\r")
        opened.shows("Ana López", "due")
        opened.send("44/50\r")
        opened.shows("44/50")
        opened.until(lambda: presences(database) == 1)
        began = time.monotonic()
        os.kill(opened.process.pid, signal.SIGKILL)
        while presences(database) and time.monotonic() - began < PATIENCE:
            time.sleep(0.05)
        assert time.monotonic() - began < 10
    with server.terminal(key) as opened:
        opened.shows("Draft restored: 1 value")
        opened.send("2ana\r")
        opened.shows("44/50")


def test_what_one_account_typed_is_offered_to_no_other(server: Server) -> None:
    sam, kim = server.let_in("sam", "supervisor"), server.let_in("kim", "supervisor")
    server.write_keys()
    with server.terminal(sam) as first:
        first.shows("Grow brand loyalty")
        first.send(":csat 91")
        first.shows("Customer satisfaction 91.0%")
        os.kill(first.process.pid, signal.SIGKILL)
    with server.terminal(kim) as second:
        second.shows("Grow brand loyalty")
        second.quiet()
        assert "Draft restored" not in second.text
        with server.terminal(sam) as again:
            again.shows("Draft restored: a line")
