"""A year of the organisation's own: by months of another year, or by weeks; from a day on."""

import csv
from datetime import date
from pathlib import Path

import pytest

from kpitui.actions.reviews import lock_baseline, review
from kpitui.domain.access import Actor
from kpitui.domain.periods import AsOf
from kpitui.domain.records.decision import DecisionDraft
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.review import Decision, ReviewDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import open_file
from kpitui.storage.plan import load_metrics
from kpitui.views.decisions import load_every_decision, load_limits_to_lock
from tests.cli.conftest import Command, check_one_sentence, kpitui
from tests.conftest import LEADER, record_weekly

__all__ = ["kpitui"]

LAST = date(2026, 11, 23)
VALUES = [float(80 + at % 5) for at in range(60)]


@pytest.fixture
def here(kpitui: Command, database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    record_weekly(database, 1, VALUES, LAST, person_id=1)
    return kpitui


def rule(here: Command, key: str, value: str, day: str = "2020-01-01") -> None:
    said = here("rules", "set", key, value, "--from", day, "--why", "our year")
    assert said.code == 0, said.err


def periods(here: Command, *more: str, by: str = "month") -> list[dict[str, object]]:
    data = here("chart", "csat", "--by", by, "--as-of", "2026-11-23", "--json", *more).data
    return list(data["periods"])


def test_a_year_of_weeks_names_every_period(here: Command) -> None:
    for key, value in (
        ("year_pattern", "4-4-5"), ("first_month", "10"), ("year_named_by", "end"),
        ("year_label", "FY{yy}"), ("week_label", "{year} W{nn}"),
    ):  # fmt: skip
        rule(here, key, value)
    assert [period["period"] for period in periods(here)[-3:]] == [
        "FY27 P01",
        "FY27 P02",
        "FY27 P03",
    ]
    last = periods(here)[-3]
    assert (last["first"], last["last"]) == ("2026-09-28", "2026-10-25")
    assert periods(here, by="quarter")[-1]["period"] == "FY27 Q1"
    assert periods(here, by="week")[-1]["period"] == "FY27 W09"
    chart = here("chart", "csat", "--by", "month", "--as-of", "2026-11-23").out
    assert "FY27 P03" in chart
    assert "Nov" not in chart.splitlines()[-4]
    table = here("chart", "csat", "--by", "month", "--as-of", "2026-11-23", "--values").out
    assert table.splitlines()[1].startswith("FY27 P03")
    assert "FY27 W08" in here("status", "--as-of", "2026-11-23").out


def test_thirteen_periods_are_counted_as_periods(here: Command) -> None:
    rule(here, "year_pattern", "13x4")
    table = here("chart", "csat", "--by", "month", "--as-of", "2026-11-20", "--values").out
    assert table.splitlines()[1].startswith("2026-P12")
    assert "period so far" in table
    assert periods(here)[-1]["period"] == "2026-P12"


def test_a_report_of_a_period_by_its_name(here: Command) -> None:
    rule(here, "year_label", "FY{yy}")
    rule(here, "first_month", "4")
    report = here("report", "--month", "fy26 p07").out
    assert report.startswith("# Review of FY26 P07, as of 2026-10-31\n")
    assert here("report", "--as-of", "2026-10-31").out.startswith("# Review as of 2026-10-31\n")
    check_one_sentence(
        here("report", "--month", "fy26 p14"), 2, "; type it like 2026-10 or FY26 P0"
    )
    check_one_sentence(here("report", "--month", "FY40 P01"), 2, "FY40 P01 has not started")


def test_days_can_be_periods_of_the_own_year(here: Command) -> None:
    rule(here, "year_label", "FY{yy}")
    rule(here, "first_month", "4")
    assert here("status", "--as-of", "FY26 P07").out == here("status", "--as-of", "2026-10-31").out
    said = here("rules", "set", "rule_set", "nhs", "--from", "FY30 P01", "--why", "then")
    assert "rule_set is nhs from 2030-04-01" in said.err
    check_one_sentence(here("status", "--as-of", "FY30 P01"), 2, "FY30 P01 is not over")


def test_days_can_be_years_by_their_own_name(here: Command) -> None:
    rule(here, "year_label", "FY{yy}")
    rule(here, "first_month", "4")
    assert here("status", "--as-of", "fy25").out == here("status", "--as-of", "2026-03-31").out
    said = here("rules", "set", "rule_set", "nhs", "--from", "FY30", "--why", "then")
    assert "rule_set is nhs from 2030-04-01" in said.err
    check_one_sentence(here("status", "--as-of", "FY40"), 2, "FY40 is not over")
    for word in ("eom", "eoq", "eoy"):
        check_one_sentence(here("status", "--as-of", word), 2, f"{word} is in the future")


def test_what_was_before_the_day_of_the_rule_stays(here: Command) -> None:
    before = periods(here)
    rule(here, "year_pattern", "4-4-5", "2026-09-28")
    after = periods(here)
    assert [one["period"] for one in after] == [
        *(one["period"] for one in before[:-2]), "2026-P10", "2026-P11", "2026-P12",
    ]  # fmt: skip
    # The last month has the days up to the rule's, and what was counted then is counted once.
    assert after[: len(before) - 3] == before[:-3]
    assert sum(float(str(one["n"] or 0)) for one in after) == sum(
        float(str(one["n"] or 0)) for one in before
    )
    assert here("rules", "--json").data["rules"][4]["value"] == "4-4-5"


def test_limits_locked_under_another_calendar_stay_as_they_are(
    here: Command, database: DatabaseFile
) -> None:
    lock_baseline(database, LEADER, 1, date(2025, 12, 1), date(2026, 6, 28), "before summer")
    asked = ("chart", "csat", "--as-of", "2026-11-23", "--json")
    before = here(*asked).data
    for key, value in (("first_day", "sunday"), ("year_pattern", "13x4")):
        rule(here, key, value, "2026-09-06")
    after = here(*asked).data
    assert before["segments"][0]["locked"]
    lines = ("mean", "lower", "upper", "average_moving_range", "locked")
    was, now = (
        [{key: one[key] for key in lines} for one in of["segments"]] for of in (before, after)
    )
    assert now == was
    assert after["periods"][:40] == before["periods"][:40]
    refused = here("rules", "set", "first_day", "friday", "--from", "2026-01-01", "--why", "rota")
    check_one_sentence(refused, 4, "are locked from 2025-12-01 to 2026-06-28")
    assert here(*asked).data == after
    # Three quarters have no limits that could move, and a name cuts nothing.
    rule(here, "year_label", "FY{yy}", "2026-01-01")
    rule(here, "first_month", "4", "2026-01-01")


def test_limits_that_are_locked_by_month_stay_as_they_are(
    here: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    lock_baseline(database, LEADER, 1, date(2025, 10, 1), date(2026, 10, 31), "a year as it was")
    asked = ("chart", "csat", "--by", "month", "--as-of", "2026-11-23", "--json")
    before = here(*asked).data
    assert before["segments"][0]["locked"]
    plan = tmp_path / "plan.toml"
    plan.write_text('[[rules]]\nstarts_on = 2025-12-28\nyear_pattern = "4-4-5"\n', "utf-8")
    for refused in (
        here("rules", "set", "year_pattern", "4-4-5", "--from", "2025-12-28", "--why", "ours"),
        here("plan", "load", plan),
    ):
        check_one_sentence(refused, 4, "those days would make other months")
    assert here(*asked).data == before
    rule(here, "year_pattern", "4-4-5", "2026-11-01")
    assert here("undo").code == here("redo").code == 0


def test_quarters_that_are_locked_are_not_cut_otherwise(
    here: Command, database: DatabaseFile
) -> None:
    lock_baseline(database, LEADER, 1, date(2025, 5, 1), date(2026, 10, 31), "as it was")
    refused = here("rules", "set", "first_month", "2", "--from", "2025-08-01", "--why", "ours")
    check_one_sentence(refused, 4, "those days would make other quarters")


def test_a_calendar_that_moved_months_is_not_done_again_over_a_lock(
    here: Command, database: DatabaseFile
) -> None:
    rule(here, "year_pattern", "4-4-5", "2025-12-28")
    assert here("undo").code == 0
    # Nothing but the undo was done by the one who did it.
    lock_baseline(
        database, Actor("kim"), 1, date(2025, 10, 1), date(2026, 10, 31), "a year as it was"
    )
    check_one_sentence(here("redo"), 4, "those days would make other months")


def test_a_file_can_tell_periods_by_their_names(here: Command, tmp_path: Path) -> None:
    for key, value in (("year_pattern", "4-5-4"), ("first_month", "2"), ("first_day", "sunday")):
        rule(here, key, value)
    rule(here, "year_label", "FY{yy}")
    file = tmp_path / "periods.csv"
    file.write_text(
        "Period,Customer satisfaction\nFY25 P12,41\nP01 FY26,42\nFY2026-P2,43\n2026 P03,44\n",
        "utf-8",
    )
    said = here("import", file, "--metric", "csat", "--yes")
    assert said.code == 0, said.err
    rows = [*csv.DictReader(here("export", "readings").out.splitlines())]
    days = [row["date"] for row in rows if row["person"] != "Ana"][-4:]
    assert days == ["2026-01-31", "2026-02-28", "2026-04-04", "2026-05-02"]


def test_a_period_of_a_year_that_no_one_described_is_not_guessed(
    here: Command, tmp_path: Path
) -> None:
    file = tmp_path / "periods.csv"
    file.write_text("Period,csat\nFY26 P01,42\nFY26 P02,43\n", "utf-8")
    said = here("import", file, "--yes")
    assert "kpitui rules set year_label FY{yy}" in said.err + said.out


def test_undoing_a_calendar_leaves_the_limits_locked_under_it(
    here: Command, database: DatabaseFile
) -> None:
    rule(here, "first_day", "sunday")
    lock_baseline(database, LEADER, 1, date(2025, 12, 7), date(2026, 6, 27), "before summer")
    check_one_sentence(here("undo"), 4, "are locked from 2025-12-07 to 2026-06-27")


def test_limits_locked_with_a_decision_are_held_against_periods_as_they_were(
    here: Command, database: DatabaseFile
) -> None:
    day, metric = date(2026, 8, 31), metric_of(database)
    then = AsOf(day, day)
    draft = ReviewDraft(kpi_id=1, decision=Decision.ADJUST, confidence=7, comment="", seen="")
    decided = DecisionDraft(text="shorter greeting", who="Lee", due_on=LAST)
    review(
        database, LEADER, draft, day, decided=decided,
        limits=load_limits_to_lock(database, metric, then),
    )  # fmt: skip
    record_weekly(database, 1, [95.0] * 8, LAST, person_id=2)
    now = AsOf(LAST, LAST)
    (before,) = load_every_decision(database, now)
    assert before.moved.verdict == "better"
    rule(here, "first_day", "thursday", "2026-09-17")
    (after,) = load_every_decision(open_file(database.path), now)
    assert (after.moved, after.since) == (before.moved, before.since)


def metric_of(database: DatabaseFile) -> Metric:
    with reading(database) as db:
        return load_metrics(db, [1])[0]
