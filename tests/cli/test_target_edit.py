"""The sample with the target of a KPI edited, as `target_edit.toml` of the cases has it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine

from kpitui.exchange.demo import make_demo
from kpitui.exchange.plan_text import load_plan_file
from kpitui.storage.opening import open_file
from tests.cli.conftest import Command
from tests.conftest import LEADER
from tests.judgement_cases import CASES

SATURDAY = date(2026, 11, 28)
ASKED = (
    ("report", "--month", "2026-09"), ("report", "--month", "2026-10"),
    ("status", "--as-of", "2026-11-20"), ("status", "--as-of", "2026-07-01", "--json"),
    ("chart", "Quality of communication", "--as-of", "2026-11-20", "--json"),
    ("chart", "Quality of communication", "--json"),
)  # fmt: skip
"""Days before the edit; and of today the chart, whose weeks were judged by the old target."""


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 28, 12, tzinfo=UTC), tick=False):
        yield


def test_a_target_that_is_edited_today_changes_nothing_that_was_said(
    kpitui: Command, tmp_path: Path
) -> None:
    database = open_file(make_demo("contact_centre", tmp_path / "demo.db", SATURDAY))

    def said() -> list[str]:
        answers = [kpitui(*words, "--db", database.path) for words in ASKED]
        assert all(answer.out and not answer.err for answer in answers)
        return [answer.out for answer in answers]

    before = said()
    done = load_plan_file(database, LEADER, CASES / "target_edit.toml", today=SATURDAY)
    assert "changed KPI Quality of communication: target" in done.lines
    assert said() == before
    # Of today the new target shows, and the week that ended before is judged as it was.
    (quality,) = [one for one in kpitui("status", "--json", "--db", database.path).data
                  if one["metric"] == "qoc"]  # fmt: skip
    assert (quality["target"], quality["status"], quality["period"]) == (87, "at risk", "2026-W47")
