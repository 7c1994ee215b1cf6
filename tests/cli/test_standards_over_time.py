"""Pages tell what is expected now from what was judged against, and from what is coming."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine

from kpitui.actions import measures
from kpitui.domain.records.metric import Range
from kpitui.domain.records.standard import StandardDraft, StandardScope
from kpitui.exchange.demo import make_demo
from kpitui.exchange.plan_text import load_plan_file
from kpitui.storage.database import reading
from kpitui.storage.opening import open_file
from kpitui.storage.plan import load_metrics
from tests.cli.conftest import Command
from tests.conftest import LEADER
from tests.judgement_cases import CASES

MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 28, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample with two levels that hold since this week, and one that comes in January."""
    database = open_file(make_demo("contact_centre", tmp_path / "demo.db", SATURDAY))
    path = CASES / "standards_changed_this_week.toml"
    load_plan_file(database, LEADER, path, today=MONDAY)
    with reading(database) as db:
        adherence = next(m.id for m in load_metrics(db) if m.name == "Adherence to schedule")
    coming = StandardDraft(
        metric=adherence, scope=StandardScope(), level=Range(low=98), starts_on=date(2027, 1, 1)
    )
    measures.set_standard(database, LEADER, coming, earliest=SATURDAY)
    return database.path


def test_a_person_is_judged_by_last_weeks_level_and_told_this_weeks(
    kpitui: Command, sample: Path
) -> None:
    when = ("--as-of", "2026-11-28", "--db", sample)
    text = kpitui("person", "Lukas Brandt", *when).out
    assert "Adherence to schedule: expected now: ≥ 97.0%" in text, text
    assert "Adherence to schedule: judged against: ≥ 92.0%" in text
    assert "Adherence to schedule: from 2027-01-01: ≥ 98.0%" in text
    data = kpitui("person", "Lukas Brandt", "--json", *when).data
    adherence = next(one for one in data["expectations"] if one["metric"].endswith("schedule"))
    assert (adherence["standard"], adherence["expected_low"], adherence["coming_low"]) == (
        92.0, 97.0, 98.0,
    )  # fmt: skip
    assert adherence["coming_on"] == "2027-01-01"


def test_the_plan_tells_the_three_apart(kpitui: Command, sample: Path) -> None:
    when = ("--as-of", "2026-11-28", "--db", sample)
    text = kpitui("show", "Adherence to schedule", *when).out
    assert "expected now: ≥ 97.0% for everyone since 2026-11-25" in text, text
    assert "judged against: ≥ 92.0% for everyone" in text
    assert "from 2027-01-01: ≥ 98.0% for everyone" in text
    tree = kpitui("show", *when).out
    (line,) = [one for one in tree.splitlines() if "Adherence to schedule of everyone" in one]
    assert ", standard ≥ 92.0%; expected now: ≥ 97.0%" in line
