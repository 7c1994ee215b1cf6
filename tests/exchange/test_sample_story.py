"""The samples tell a story that screens and judgement find, and NHS 111 its published figures."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.process_limits import process_limits
from kpitui.domain.progress import Status
from kpitui.paths import samples
from kpitui.storage.coaching import load_sessions_of
from kpitui.storage.database import reading
from kpitui.storage.opening import open_file
from kpitui.storage.plan import load_metrics
from kpitui.storage.records import rows
from kpitui.views.series import PeriodValue, load_series
from tests.exchange.sample_files import LAST_DAY, overview, queried


def series(
    path: Path, code: str, *, last: int | None = None, day: date = LAST_DAY
) -> list[PeriodValue]:
    with reading(open_file(path)) as db:
        metric = next(metric for metric in load_metrics(db) if metric.code == code)
        found = load_series(db, metric, AsOf(day, day + timedelta(days=7)))
        return found[-last:] if last else found


# ---------------------------------------------------------------- the story


def test_the_screens_have_something_to_tell() -> None:
    now = overview(samples() / "contact_centre.db", LAST_DAY)
    assert {line.metric.code: line.standing.judgement.status for line in now.kpis} == {
        "csat": Status.ON_TRACK,
        "qoc": Status.AT_RISK,
    }
    standards = {
        line.metric.code: line.status for line in now.standards if line.scope == "everyone"
    }
    assert standards == {
        "aht": "met",
        "wrap": "met",
        "prod": "met",
        "schedule": "not met",
        "procedure": "stale",
    }
    assert {line.scope for line in now.standards} >= {
        "Evening line",
        "every Senior advisor",
        "Siobhán O'Neill",
    }
    assert {metric.code for metric in now.context} == {"sl", "abandon", "offered"}
    before = overview(samples() / "contact_centre.db", date(2025, 10, 31))
    assert [line.priority.title for line in before.priorities] == ["Answer faster"]
    assert {line.metric.code for line in before.kpis} == {"sl", "abandon"}


@pytest.mark.parametrize("code", ["csat", "qoc"])
def test_role_play_is_a_change_that_limits_flag_and_that_stays(code: str) -> None:
    periods = series(samples() / "contact_centre.db", code, last=26)
    values = [period.value for period in periods]
    start = next(index for index, one in enumerate(periods) if one.period.last >= date(2026, 8, 12))
    limits = process_limits(values, baseline=(0, start), unfinished_last=True)
    runs = [signal for signal in limits.signals if signal.rule == "run"]
    assert [(signal.side, signal.indices[-1]) for signal in runs] == [("high", len(values) - 2)]
    assert runs[0].indices[0] in (start - 1, start)
    assert not [signal for signal in limits.signals if signal.indices[-1] < start]


def test_the_bad_week_is_the_worst_of_all_and_yet_routine_variation() -> None:
    periods = series(samples() / "contact_centre.db", "csat")
    bad = next(
        index
        for index, one in enumerate(periods)
        if one.period.first <= date(2026, 6, 12) <= one.period.last
    )
    values = [period.value for period in periods if period.value is not None]
    assert len(values) == len(periods) == 78
    assert values[bad] == min(values)
    mean = sum(values[:bad]) / bad
    assert values[bad + 1] > mean
    calm = process_limits(
        values[: next(i for i, one in enumerate(periods) if one.period.last >= date(2026, 8, 12))]
    )
    assert calm.signals == ()


def test_one_person_is_short_of_a_standard_for_months_and_was_not_coached_for_it() -> None:
    found = queried(
        samples() / "contact_centre.db",
        "SELECT strftime('%Y-%m', date) AS month, sum(numerator) / sum(denominator) AS value "
        "FROM readings JOIN people ON people.id = person_id JOIN metrics ON metrics.id = metric_id "
        "WHERE people.code = 'bartosz' AND metrics.code = 'prod' GROUP BY month ORDER BY month",
    )
    assert all(row["value"] < 7.2 for row in found[-5:])
    assert all(row["value"] > 7.2 for row in found[:12])
    with reading(open_file(samples() / "contact_centre.db")) as db:
        bartosz = rows(db, "SELECT id FROM people WHERE code = 'bartosz'")[0]["id"]
        assert all(session.date < date(2026, 5, 1) for session in load_sessions_of(db, bartosz))


# ---------------------------------------------------------------- NHS 111


def test_the_published_figures_come_out() -> None:
    march = series(samples() / "nhs111.db", "answered60", day=date(2016, 3, 31))[-1]
    assert march.period.label == "2016-03"
    assert march.value is not None
    assert (
        round(march.value, 1) == 70.7
    )  # the mean of the providers' percentages is 73.6, which says nothing
    year = queried(
        samples() / "nhs111.db",
        "SELECT 100 * sum(numerator) / sum(denominator) AS percent FROM day_summaries "
        "JOIN metrics ON metrics.id = metric_id WHERE code = 'answered60' AND team_id = -1",
    )
    assert round(year[0]["percent"], 2) == 87.81


def test_months_are_dated_on_their_last_day_and_lengths_are_seconds() -> None:
    days = queried(samples() / "nhs111.db", "SELECT DISTINCT date FROM readings ORDER BY date")
    assert [row["date"] for row in days][-2:] == ["2016-02-29", "2016-03-31"]
    assert len(days) == 12
    april = series(samples() / "nhs111.db", "episode", day=date(2016, 3, 31))[0]
    assert april.value is not None
    assert round(april.value) == 899  # NHS England published 14 minutes 59 seconds


def test_the_sample_is_judged_by_the_week() -> None:
    with reading(open_file(samples() / "contact_centre.db")) as db:
        assert {PeriodKind.of(metric.cadence) for metric in load_metrics(db)} == {PeriodKind.WEEK}
