"""Processes that are killed while they write: what was acknowledged is there, and
nothing is half there.
"""

import random
import time

import pytest

from kpitui.storage.database import DatabaseFile
from tests.faults.processes import check_whole, writer
from tests.patience import LONG

ROUNDS, WRITERS = 100 if LONG else 10, 8


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_writers_are_killed(database: DatabaseFile) -> None:
    chance = random.Random(7)
    acknowledged: set[str] = set()
    for number in range(ROUNDS):
        running = [writer(database, f"w{number}x{place}") for place in range(WRITERS)]
        for one in running:
            one.listen(30)  # each has begun to write, however busy the machine is
        assert all(one.acknowledged for one in running), (
            f"round {number}: a writer that never wrote"
        )
        for one in chance.sample(running, len(running)):
            time.sleep(chance.uniform(0, 0.05))  # a moment that nobody chose
            one.process.kill()
        for one in running:
            one.process.join(10)
            one.listen()
            acknowledged |= one.acknowledged
    there = check_whole(database, acknowledged)
    print(
        f"{ROUNDS * WRITERS} kills: {len(acknowledged)} deeds acknowledged, none lost; {there} "
        "there, none half"
    )
    assert len(acknowledged) >= ROUNDS * WRITERS
