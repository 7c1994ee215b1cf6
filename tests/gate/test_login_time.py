"""From `ssh` to the first screen, beside a bare command over the same ssh in the same
run; run with -s.
"""

import subprocess
from time import perf_counter

import pytest

from tests.gate.server import USER, Server
from tests.patience import LONG

ROUNDS = 20 if LONG else 1


def median(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) // 2]


@pytest.mark.benchmark
def test_from_ssh_to_the_first_screen(server: Server) -> None:
    kim, bare = server.let_in("kim", "supervisor"), server.new_key("bare")
    with (server.folder / "keys" / USER).open("a", encoding="utf-8") as keys:
        keys.write(bare.with_suffix(".pub").read_text("utf-8"))
    nothing: list[float] = []
    verb: list[float] = []
    screens: list[float] = []
    for _ in range(ROUNDS):
        for key, words, found in ((bare, "true", nothing), (kim, "status", verb)):
            began = perf_counter()
            subprocess.run(
                server.ssh(key, words),
                check=True,
                stdout=subprocess.DEVNULL,
                stdin=subprocess.DEVNULL,
            )
            found.append(perf_counter() - began)
        began = perf_counter()
        with server.terminal(kim) as opened:
            opened.until(lambda: b"Grow brand loyalty" in opened.received, "the plan")
            screens.append(perf_counter() - began)
            opened.send("q")
            assert opened.ends() == 0
    print(
        f"{ROUNDS} logins on loopback, medians: ssh host true {1000 * median(nothing):.0f} ms, "
        f"ssh host status {1000 * median(verb):.0f} ms, ssh -t host to the plan on the screen "
        f"{1000 * median(screens):.0f} ms ({median(screens) / median(nothing):.1f} times)"
    )
