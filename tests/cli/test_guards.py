"""`kpitui status --guards`: what got worse at the same time, in words and for programs."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import TODAY, record_shares, record_weekly
from tests.views.test_meanwhile import WORSE

SAID = "meanwhile, of 2 looked at: Adherence to schedule below the mean since 14 Sep"


@pytest.fixture
def db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    record_weekly(database, 1, [80.0, 84.0, 82.0] * 8, TODAY, person_id=1)
    record_shares(database, [*WORSE, 80.0], TODAY)
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    with time_machine.travel(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)):
        yield database.path


@pytest.mark.usefixtures("db")
def test_status_says_below_each_kpi_what_got_worse_where_it_is_asked(kpitui: Command) -> None:
    assert "meanwhile" not in kpitui("status").out
    first, second = kpitui("status", "--guards").out.splitlines()
    assert "Customer satisfaction" in first
    assert second.strip() == SAID


@pytest.mark.usefixtures("db")
def test_programs_get_what_got_worse_and_how_many_were_looked_at(kpitui: Command) -> None:
    (plain,) = kpitui("status", "--json").data
    (asked,) = kpitui("status", "--json", "--guards").data
    worse = {
        "metric": "adherence", "since": "2026-W38", "side": "low", "strength": "real",
        "guard": False,
    }  # fmt: skip
    assert asked == plain | {"guards": [worse], "looked_at": 2}


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("form", ["md", "html"])
def test_a_report_says_it_below_the_kpi(kpitui: Command, form: str) -> None:
    assert SAID in kpitui("report", "--format", form).out


def guards(kpitui: Command) -> list[str]:
    (priority,) = kpitui("plan", "show", "--json").data["priority"]
    return [str(one) for one in priority["strategy"][0]["guards"]]


@pytest.mark.usefixtures("db")
def test_a_guard_comes_first_and_is_told_of_where_nothing_changed(kpitui: Command) -> None:
    said = kpitui("guard", "experience", "aht")
    assert (said.code, said.err) == (
        0, "Average handle time is a guard of Improve the customer experience.\n"
    )  # fmt: skip
    kpitui("guard", "experience", "adherence")
    lines = [line.strip() for line in kpitui("status", "--guards").out.splitlines()]
    assert lines[1:] == [
        SAID.replace("Adherence", "guard Adherence"),
        "guard Average handle time: too few periods to tell",
    ]
    (kpi,) = kpitui("status", "--json", "--guards").data
    assert [one["guard"] for one in kpi["guards"]] == [True]
    assert kpi["looked_at"] == 2
    before = kpitui("status", "--guards", "--as-of", "2026-11-22").out
    assert "guard " not in before


@pytest.mark.usefixtures("db")
def test_a_guard_is_part_of_the_plan_and_can_be_removed_and_undone(kpitui: Command) -> None:
    kpitui("guard", "experience", "aht")
    assert 'guards = [\n    "Average handle time",\n]' in kpitui("plan", "show").out
    assert "set guards" in kpitui("history").out
    kpitui("guard", "experience", "aht", "--remove")
    assert guards(kpitui) == []
    kpitui("undo")
    assert guards(kpitui) == ["Average handle time"]
    check_one_sentence(kpitui("guard", "experience", "csat"), 4, "is a KPI of this strategy")


@pytest.mark.usefixtures("db")
def test_a_plan_file_names_guards_by_code_and_what_it_leaves_out_stays(
    kpitui: Command, tmp_path: Path
) -> None:
    head = '[[priority]]\ntitle = "Grow brand loyalty"\n[[priority.strategy]]\n'
    head += 'title = "Improve the customer experience"\n'
    for lines, kept in (
        ('guards = ["aht"]\n', ["Average handle time"]),
        ('owner = "lee"\n', ["Average handle time"]),
        ("guards = []\n", []),
    ):
        (tmp_path / "plan.toml").write_text(head + lines, "utf-8")
        assert kpitui("plan", "load", tmp_path / "plan.toml").code == 0
        assert guards(kpitui) == kept


@pytest.mark.usefixtures("db")
def test_the_signals_of_a_report_cover_standards(kpitui: Command) -> None:
    signals = kpitui("report").out.split("## Signals")[1].split("##")[0]
    assert "standard Adherence to schedule of everyone: 10 weeks below the limits" in signals
    before = kpitui("report", "--as-of", "2026-09-01").out
    assert "No KPI shows more than routine variation, and no standard got worse." in before
