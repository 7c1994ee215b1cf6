"""What the end of a strategy tells: only what moved in its time is its own."""

from datetime import date
from pathlib import Path

import pytest

from kpitui.actions.load_plan import load_plan_document
from kpitui.config import Config
from kpitui.domain.periods import AsOf
from kpitui.exchange.demo import make_demo
from kpitui.exchange.plan_text import read_plan
from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import open_file
from kpitui.views.overview import load_overview
from kpitui.views.planning import kpi_story
from tests.conftest import LEADER, TODAY, record_weekly
from tests.judgement_cases import CASES

LAST = date(2026, 11, 20)
CALM = [75.0, 76.0, 74.0, 75.5, 74.5] * 12
SAMPLE_ENDS = date(2026, 11, 29)


def story(database: DatabaseFile, day: date = TODAY) -> dict[str, str]:
    """The story of each KPI by its strategy."""
    as_of = AsOf(day, day)
    lines = load_overview(database, as_of).kpis
    told = kpi_story(database, lines, as_of, Config())
    return {line.strategy.title: one for line, one in zip(lines, told, strict=True)}


@pytest.mark.parametrize(
    ("weeks", "told"),
    [
        (10, "10 weeks above the limits since 14 Sep: a real change for the better"),
        (
            50,
            "since 8 Dec 2025: a real change for the better; "
            "started in the week of 8 Dec 2025, before the str",
        ),
    ],
)
def test_a_change_that_had_begun_before_the_strategy_is_named_as_such(
    database: DatabaseFile, weeks: int, told: str
) -> None:
    record_weekly(database, 1, [*CALM, *[84.0] * weeks], LAST)
    (one,) = story(database).values()
    assert told in one
    assert ("started" in one) == (weeks == 50)


def test_a_change_in_its_time_that_is_over_is_told(database: DatabaseFile) -> None:
    record_weekly(database, 1, [*CALM, *[84.0] * 9, *CALM[:9]], LAST)
    (one,) = story(database).values()
    assert "above the mean from the week of 20 Jul to the week of 14 Sep" in one


def test_the_poster_campaign_is_not_credited_with_what_role_play_did(tmp_path: Path) -> None:
    file = open_file(make_demo("contact_centre", tmp_path / "demo.db", SAMPLE_ENDS))
    case = CASES / "strategy_begun_after_the_signal.toml"
    document = read_plan(case.read_text("utf-8"), case.name)
    load_plan_document(file, LEADER, document, today=SAMPLE_ENDS)
    poster = story(file, SAMPLE_ENDS)["Poster campaign"]
    assert "started in the week of 7 Sep, before the strategy" in poster
