"""`kpitui board`: the tiles as text, and for programs."""

from datetime import date

import pytest

from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import TODAY, record_shares, record_weekly

AS_OF = ("--as-of", TODAY.isoformat())
LAST = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    monkeypatch.setenv("LANG", "C.UTF-8")
    record_weekly(
        database, 1, [70.0 + (at * 7 % 5) for at in range(20)] + [86.0] * 9, LAST, person_id=1
    )
    record_shares(database, [95.0] * 20 + [80.0] * 9, LAST, person_id=2)


def test_tiles_stand_beside_one_another_as_wide_as_the_terminal(
    kpitui: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for columns, across in (("80", 2), ("120", 3), ("40", 1), ("10", 1)):
        monkeypatch.setenv("COLUMNS", columns)
        said = kpitui("board", *AS_OF)
        assert said.code == 0, said.err
        title, legend, blank, heads, figures, *_ = said.out.splitlines()
        assert title == "1 KPI, 2 standards  everyone, worst first"
        assert legend.startswith("━━ target  ● better  ✗ worse")
        assert blank == ""
        if columns != "10":
            assert len(heads.split("  ")) == across
            assert heads.startswith("✓ Customer satisfaction ─")
            assert figures.startswith("86.0%   ≥ 85.0%")
            assert "▼ worse since 21 Sep" in said.out
        assert max(map(len, said.out.splitlines()[2:])) <= int(columns)
        assert "\x1b" not in said.out


def test_programs_get_the_promised_shape(kpitui: Command) -> None:
    said = kpitui("board", "--json", *AS_OF).data
    assert said["team"] is None
    assert [one["key"] for one in said["tiles"]] == ["kpi-1", "standard-2", "standard-1"]
    kpi, adherence, handle_time = said["tiles"]
    assert {**kpi, "periods": None, "sparkline": None, "better": None, "lower": 0, "upper": 0} == {
        "key": "kpi-1", "kind": "kpi", "id": 1, "name": "Customer satisfaction", "metric": "csat",
        "scope": None, "status": "on track", "verdict": None,
        "value": 86.0, "unit": "%", "direction": "higher",
        "period": "2026-W47", "running": False, "target": 85.0, "target_low": 85.0,
        "target_high": None, "lower": 0, "upper": 0, "periods": None, "sparkline": None,
        "change": {"mark": "better", "side": "high", "strength": "real", "since": "2026-W39"},
        "better": None, "worse": [],
    }  # fmt: skip
    assert (kpi["better"][0], kpi["better"][-1]) == ("2026-W39", "2026-W47")
    assert kpi["lower"] < kpi["upper"]
    assert len(kpi["periods"]) == len(kpi["sparkline"]) == 26
    assert (adherence["change"]["mark"], adherence["scope"]) == ("worse", "everyone")
    assert (handle_time["value"], handle_time["sparkline"], handle_time["change"]) == (
        None, [], None,
    )  # fmt: skip


def test_a_team_has_its_own_readings(kpitui: Command) -> None:
    said = kpitui("board", "--json", "--team", "south", *AS_OF).data
    assert said["team"] == "South"
    status = {one["metric"]: (one["status"], one["value"]) for one in said["tiles"]}
    assert status == {
        "csat": ("no data", None), "adherence": ("not met", 80.0), "aht": ("no data", None),
    }  # fmt: skip
    assert "  South, worst first" in kpitui("board", "--team", "south", *AS_OF).out
    check_one_sentence(kpitui("board", "--team", "west"), 1, "no team “west”")


def test_a_day_before_the_plan_has_nothing(kpitui: Command) -> None:
    check_one_sentence(kpitui("board", "--as-of", "2020-01-01"), 1, "No KPIs and no standards")


def test_in_the_locale_c_it_is_ascii(kpitui: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "C")
    said = kpitui("board", *AS_OF).out
    assert said.isascii()
    assert "^ better since 21 Sep" in said
    assert "== target  + better  x worse" in said
