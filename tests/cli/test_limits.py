"""Limits by the commands: shares of unlike sizes, too few events, rules, what they rest on."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Command

CASES = Path(__file__).parents[1] / "cases" / "judgement"

DAY = "2015-10-12"


@pytest.fixture
def pd(kpitui: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """39 weeks of 400 calls at about 90 %, and a holiday week of 9 of 12."""
    path = tmp_path / "pd.db"
    monkeypatch.setenv("KPITUI_DB", str(path))
    assert kpitui("init").code == 0
    assert kpitui("plan", "load", CASES / "pd.toml").code == 0
    assert kpitui("import", "--create", CASES / "pd.csv").code == 0
    return path


def test_a_holiday_week_is_no_signal(kpitui: Command, pd: Path) -> None:
    data = kpitui("chart", "fcr", "--as-of", DAY, "--json").data
    assert data["signals"] == []
    (segment,) = data["segments"]
    assert segment["kind"] == "p_prime"
    first, last = data["periods"][0], data["periods"][-1]
    assert (last["value"], last["denominator"]) == (75.0, 12.0)
    assert first["lower"] > segment["lower"] > last["lower"]
    assert last["upper"] > 100, "what decides is not clamped"
    assert (segment["shown_lower"], segment["shown_upper"]) == (
        segment["lower"],
        min(segment["upper"], 100.0),
    )
    assert segment["events"] is None
    words = kpitui("chart", "fcr", "--as-of", DAY, "--why").out
    assert "routine variation" in words
    assert "Laney" in words
    table = kpitui("chart", "fcr", "--as-of", DAY, "--values").out.splitlines()
    row = next(line for line in table if line.startswith("2015-W41"))
    assert row.split()[-1] == "100.0%"


def test_the_nhs_publishes_xmr(kpitui: Command, pd: Path) -> None:
    data = kpitui("chart", "fcr", "--as-of", DAY, "--rules", "nhs", "--json").data
    assert data["segments"][0]["kind"] == "xmr"
    assert data["periods"][-1]["lower"] is None
    assert {"rule": "beyond_limit", "side": "low", "periods": ["2015-W41"]} in data["signals"]


def test_anhoejs_rules_go_by_runs_about_the_median(kpitui: Command, pd: Path) -> None:
    data = kpitui("chart", "fcr", "--as-of", DAY, "--rules", "anhoej", "--json").data
    assert data["signals"] == []
    values = sorted(one["value"] for one in data["periods"] if one["value"] is not None)
    assert data["segments"][0]["mean"] == pytest.approx((values[19] + values[20]) / 2)
    why = kpitui("chart", "fcr", "--as-of", DAY, "--rules", "anhoej", "--why").out
    assert "Anhøj & Olesen" in why


def weekly(path: Path, values: list[float]) -> Path:
    lines = ["metric,date,value"]
    for week, value in enumerate(values):
        lines.append(f"m,{date(2026, 1, 5) + timedelta(weeks=week)},{value:g}")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture
def counted(kpitui: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty file with one metric, m, that sums whole numbers by week."""
    monkeypatch.setenv("KPITUI_DB", str(tmp_path / "few.db"))
    plan = tmp_path / "few.toml"
    plan.write_text(
        'kpitui = 1\n[[metric]]\nname = "Complaints upheld"\ncode = "m"\ndirection = "lower"\n'
        'aggregation = "sum"\ncadence = "weekly"\nunit = "complaints"\ndecimals = 0\n',
        "utf-8",
    )
    assert kpitui("init").code == 0
    assert kpitui("plan", "load", plan).code == 0
    return tmp_path


def test_too_few_events_have_no_limits_and_say_by_what_to_judge(
    kpitui: Command, counted: Path
) -> None:
    weeks = weekly(
        counted / "few.csv", [0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0]
    )
    assert kpitui("import", weeks).code == 0
    data = kpitui("chart", "m", "--as-of", "2026-05-25", "--json").data
    assert data["words"] == ["0.3 a week is too few to judge by; by year it is 16"]
    assert data["signals"] == []
    (segment,) = data["segments"]
    assert (segment["lower"], segment["mean"], segment["events"]) == (None, None, 0.3)
    why = kpitui("chart", "m", "--as-of", "2026-05-25", "--why").out
    assert "no limits below 2 events a period on average" in why
    by_month = kpitui("chart", "m", "--as-of", "2026-05-25", "--by", "month", "--json").data
    assert by_month["segments"][0]["events"] is None, "fewer than 6 months are told first"


def test_counts_are_drawn_not_below_zero(kpitui: Command, counted: Path) -> None:
    weeks = weekly(counted / "few.csv", [0, 5, 1, 6, 2, 4, 0, 7, 3, 0, 5, 2, 6, 1])
    assert kpitui("import", weeks).code == 0
    (segment,) = kpitui("chart", "m", "--as-of", "2026-04-20", "--json").data["segments"]
    assert segment["lower"] < 0
    assert segment["shown_lower"] == 0
    assert segment["shown_upper"] == segment["upper"]


def test_a_median_crossed_too_seldom_is_said(kpitui: Command, counted: Path) -> None:
    weeks = weekly(counted / "few.csv", [*[9, 8, 9, 8, 9, 8], *[3, 4, 3, 4, 3, 4]] * 2)
    assert kpitui("import", weeks).code == 0
    asked = ("chart", "m", "--as-of", "2026-06-29", "--rules", "anhoej")
    data = kpitui(*asked, "--json").data
    assert [(one["rule"], one["side"]) for one in data["signals"]] == [("crossings", None)]
    assert any("the median is crossed too rarely" in sentence for sentence in data["words"])
    drawn = kpitui(*asked, "--why").out
    assert "binomial" in drawn
    assert not {*"●✗◆"} & {*drawn}, "no one period is the signal"
    assert "crossings" in kpitui(*asked, "--values").out


@pytest.mark.parametrize("screened", [True, False])
def test_why_names_screening(kpitui: Command, counted: Path, screened: bool) -> None:
    weeks = weekly(counted / "few.csv", [5, 6, 5, 6, 5, 6, 5, 6, 5, 60, 5, 6, 5, 6])
    assert kpitui("import", weeks).code == 0
    options = ["--screen"] if screened else []
    out = kpitui("chart", "m", "--as-of", "2026-04-20", "--why", *options).out
    assert ("(--screen)" in out) is screened


def test_the_rule_takes_median_and_median_range(kpitui: Command, counted: Path) -> None:
    weeks = weekly(counted / "few.csv", [50, 52, 48, 50, 53, 5000, 49, 51, 50, 47, 52, 50, 49, 51])
    assert kpitui("import", weeks).code == 0
    kpitui("rules", "set", "limits_from", "median", "--from", "2026-01-01", "--why", "a leap")
    data = kpitui("chart", "m", "--as-of", "2026-04-20", "--json").data
    (segment,) = data["segments"]
    assert segment["mean"] == 50.0
    assert 40 < segment["lower"] < segment["upper"] < 60
    assert "median" in kpitui("chart", "m", "--as-of", "2026-04-20", "--why").out
