"""From `ssh` to the first screen, beside a bare command over the same ssh in the same
run; run with -s.
"""

import pytest

from tests.benchmarks.shared import let_in_bare, seconds_of, seconds_to
from tests.gate.server import Server
from tests.patience import LONG

ROUNDS = 20 if LONG else 1


def median(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) // 2]


@pytest.mark.benchmark
def test_from_ssh_to_the_first_screen(server: Server) -> None:
    kim, bare = server.let_in("kim", "supervisor"), let_in_bare(server)
    nothing: list[float] = []
    verb: list[float] = []
    screens: list[float] = []
    for _ in range(ROUNDS):
        nothing.append(seconds_of(server, bare, "true"))
        verb.append(seconds_of(server, kim, "status"))
        screens.append(seconds_to("Grow brand loyalty", server, kim))
    print(
        f"{ROUNDS} logins on loopback, medians: ssh host true {1000 * median(nothing):.0f} ms, "
        f"ssh host status {1000 * median(verb):.0f} ms, ssh -t host to the plan on the screen "
        f"{1000 * median(screens):.0f} ms ({median(screens) / median(nothing):.1f} times)"
    )
