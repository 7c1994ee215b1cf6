"""What got worse at the same time as a strategy."""

from datetime import date

import pytest

from kpitui.config import Config
from kpitui.domain.clock import Clock
from kpitui.domain.periods import AsOf
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.views.meanwhile import Meanwhile, load_meanwhile
from kpitui.words.meanwhile import meanwhile
from kpitui.words.spans import texts_of
from kpitui.words.speech import Speech
from tests.conftest import TODAY, record_shares, record_weekly

NOW = AsOf(TODAY, TODAY)
LAST = date(2026, 11, 20)
AHT = 2
CALM = [90.0, 91.0, 89.0, 90.5, 89.5, 90.0, 91.0, 89.0, 90.5, 89.5] * 3
WORSE = [*CALM, *[80.0] * 10]


def plan_of(database: DatabaseFile) -> PlanRecords:
    with reading(database) as db:
        return load_plan(db)


def found(database: DatabaseFile, *, beside_kpi: bool = True, as_of: AsOf = NOW) -> Meanwhile:
    plan = plan_of(database)
    (strategy,), (kpi,) = plan.strategies, plan.kpis
    return load_meanwhile(database, strategy, as_of, kpi if beside_kpi else None)


def said(database: DatabaseFile) -> list[str]:
    speech = Speech(Config().writing, Clock(), TODAY)
    return texts_of(meanwhile(found(database), speech))


def test_a_standard_that_got_worse_is_said_with_how_many_were_looked_at(
    database: DatabaseFile,
) -> None:
    record_shares(database, WORSE, LAST)
    assert said(database) == [
        "meanwhile, of 2 looked at: Adherence to schedule below the mean since 14 Sep"
    ]


HANDLE_TIME = "meanwhile, of 2 looked at: Average handle time"


@pytest.mark.parametrize("end", [90.0, 98.0])
def test_calm_or_better_is_not_said(database: DatabaseFile, end: float) -> None:
    record_shares(database, [*CALM, *[end - 1, end + 1] * 5], LAST)
    assert said(database) == []
    assert found(database).looked_at == 2


def test_one_unusual_week_is_no_change_for_the_worse(database: DatabaseFile) -> None:
    record_shares(database, [*CALM, 60.0], LAST)
    assert said(database) == []


@pytest.mark.parametrize(
    ("level", "told"),
    [
        (450.0, [f"{HANDLE_TIME} above the mean since 14 Sep"]),
        (250.0, [f"{HANDLE_TIME} below the mean since 14 Sep"]),
        (380.0, []),  # 300 to 390 is expected
    ],
)
def test_a_band_is_worse_outside_what_is_expected(
    database: DatabaseFile, level: float, told: list[str]
) -> None:
    record_weekly(database, AHT, [*[one + 250 for one in CALM], *[level] * 10], LAST)
    assert said(database) == told


def test_what_began_before_the_strategy_is_not_said(database: DatabaseFile) -> None:
    values = [*CALM, *CALM, *[80.0] * 50]  # from December 2025 on, the strategy from January
    record_shares(database, values, LAST)
    assert said(database) == []
