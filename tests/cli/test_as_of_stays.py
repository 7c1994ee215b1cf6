"""What a command says of a past day is the same whenever it is asked: what was late or ran then is
told as it was on that day.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from tests.cli.conftest import Command

DAY = date(2026, 10, 28)
COMMANDS = [
    ("brief",), ("brief", "--format", "md"), ("board",), ("check",), ("status",), ("show",),
    ("due",), ("due", "--coaching"), ("decisions",), ("decisions", "--json"), ("reviews",),
    ("report",), ("report", "--format", "html"), ("effect",), ("sheet", "weakest"),
    ("people", "list"), ("person", "helen"), ("session", "helen"), ("expect", "helen"),
    ("team", "orders"), ("team", "orders", "--deep"), ("chart", "csat"), ("chart", "csat", "--why"),
    ("chart", "aht", "--person", "helen", "--values"), ("differ", "csat"), ("sheet", "drift"),
    ("plan", "show"),
]  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_what_is_said_of_a_day_is_the_same_next_month_and_next_year(
    kpitui: Command, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("KPITUI_DB", str(Path("sample_db/contact_centre.db").absolute()))
    said = []
    for later in (0, 30, 400):
        with time_machine.travel(at_noon(DAY + timedelta(later)), tick=False):
            found = kpitui(*words, "--as-of", DAY)
        assert found.code in (0, 1), found.err
        said.append(found.out)
    assert said[0]
    assert said[1] == said[0]
    assert said[2] == said[0]


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
