"""A person of other habits: 3.11.2026, 4,5, weeks from Sunday, a year from April. Programs still
get ISO and points.
"""

import re
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from kpitui.domain.access import Actor
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import TODAY, record_weekly

pytestmark = pytest.mark.usefixtures("that_noon")
YESTERDAY = TODAY - timedelta(days=1)
LEADER = Actor("lee")
ISO = re.compile(r"\d{4}-\d{2}(-\d{2})?(?!\d|-W|-Q)")
POINT = re.compile(r"(?<![\d.])\d+\.\d{1,2}(?![\d.])")

SETTINGS = 'date_form = "d.m.y"\ndecimal_comma = true\n'


@pytest.fixture
def kpitui_here(
    kpitui: Command, database: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> Command:
    """The program with those settings, on the small plan with weekly readings."""
    config = Path(kpitui("paths", "--json").data["config"])
    config.parent.mkdir(parents=True)
    config.write_text(SETTINGS, "utf-8")
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    for key, value in (("first_day", "sunday"), ("first_month", "4")):
        kpitui("rules", "set", key, value, "--from", "2020-01-01", "--why", "as we count")
    record_weekly(database, 1, [80.1, 84.2, 82.3] * 8, date(2026, 11, 23), person_id=1)
    return kpitui


def dotted(day: date) -> str:
    return f"{day:%d.%m.%Y}"


@pytest.mark.parametrize(
    "words",
    [
        ["status"], ["chart", "csat"], ["chart", "csat", "--by", "day", "--last", "9"],
        ["chart", "csat", "--by", "month"], ["person", "ana"], ["due"], ["brief"],
        ["check"], ["history"], ["report"], ["people", "list"],
        ["plan", "diff", "1.12.2025", "23.11.26"], ["show"], ["show", "csat"], ["show", "improve"],
        ["team", "north"], ["readings", "csat"], ["reviews"], ["doctor"],
    ],
)  # fmt: skip
def test_what_a_person_reads_has_their_days_and_their_decimal_sign(
    kpitui_here: Command, words: list[str]
) -> None:
    said = kpitui_here(*words)
    assert said.code in (0, 1), said.err
    assert said.out
    assert not ISO.findall(said.out), said.out
    assert not POINT.findall(said.out), said.out


def test_programs_get_iso_and_points_whatever_the_settings(kpitui_here: Command) -> None:
    (csat,) = kpitui_here("status", "--json", "--as-of", "2026-11-23").data
    assert (csat["last_reading_on"], csat["period"], csat["value"]) == (
        "2026-11-23",
        "2026-11-15",
        84.2,
    )
    exported = kpitui_here("export").out
    assert "2026-11-23" in exported
    assert "82.3" in exported


def test_weeks_start_on_the_first_day(kpitui_here: Command) -> None:
    shown = kpitui_here(
        "chart", "csat", "--by", "week", "--last", "3", "--as-of", "23.11.2026", "--json"
    ).data
    assert [one["period"] for one in shown["periods"]] == ["2026-11-08", "2026-11-15", "2026-11-22"]
    said = kpitui_here("chart", "csat", "--last", "12", "--as-of", "21.11.2026").out
    assert "the week of 15 Nov is up 4,1 points on the week of 8 Nov" in said


def test_quick_entry_takes_days_and_numbers_so(kpitui_here: Command) -> None:
    said = kpitui_here("log", f"csat 82,5 ana {YESTERDAY.day}.{YESTERDAY.month}.{YESTERDAY:%y}").out
    assert f"82,5% for Ana López on {YESTERDAY:%a} {dotted(YESTERDAY)}" in said
    (entry,) = kpitui_here("log", "--add", f"csat 4.5 ana {YESTERDAY}", "--json").data
    assert (entry["date"], entry["value"]) == (YESTERDAY.isoformat(), 4.5)
    check_one_sentence(kpitui_here("log", "csat 1.234 ana"), 4, "has a point")
    tomorrow = TODAY + timedelta(days=1)
    check_one_sentence(
        kpitui_here("log", f"csat 80 ana {dotted(tomorrow)}"), 4, dotted(tomorrow), "future"
    )


def test_an_import_follows_the_settings_until_it_says_otherwise(
    kpitui_here: Command, tmp_path: Path
) -> None:
    file = tmp_path / "in.csv"
    file.write_text("metric;person;date;value\ncsat;Ana López;01/02/26;71,5\n", "utf-8")
    assert kpitui_here("import", file).code == 0
    assert "Ana López,North,2026-02-01,71.5" in kpitui_here("export").out
    assert kpitui_here("import", file, "--dates", "mdy").code == 0
    assert "2026-01-02,71.5" in kpitui_here("export").out


def test_the_history_tells_values_in_their_unit_and_moments_on_the_clock_here(
    kpitui_here: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kpitui_here("log", "aht 6:30 ana").code == 0
    said = kpitui_here("history").out
    assert "value: - → 6:30" in said
    assert f"date: - → {dotted(TODAY)}" in said
    assert dotted(TODAY) in said.splitlines()[0]


def test_what_was_done_is_told_in_the_same_form(kpitui_here: Command, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(
        "name,code,team,role,starts_on,ends_on\nAna López,ana,North,Advisor,1.1.24,24.11.26\n",
        "utf-8",
    )
    assert "leaves on 24.11.2026" in kpitui_here("people", "import", people).out
    assert kpitui_here("access", "add", "sue", "--role", "supervisor").code == 0
    gone = kpitui_here("log", "csat 80 ana 24.11.2026")
    check_one_sentence(gone, 4, "24.11.2026")


def test_moments_are_kept_in_utc_and_told_on_the_clock_of_the_place(
    kpitui_here: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = kpitui_here("history", "--limit", "1", "--json").data[0]["at"]
    assert kept.endswith("Z")
    for place, hours in (("Pacific/Kiritimati", 14), ("Pacific/Pago_Pago", -11)):
        monkeypatch.setenv("TZ", place)
        time.tzset()
        there = datetime.fromisoformat(kept).replace(tzinfo=None) + timedelta(hours=hours)
        assert f"{there:%d.%m.%Y %H:%M}" in kpitui_here("history", "--limit", "1").out
    monkeypatch.undo()
    time.tzset()


def test_sums_and_means_of_decimals_show_no_noise(kpitui_here: Command) -> None:
    noisy = re.compile(r"\d\.\d*(?:0000|9999)\d")
    for by in ("day", "week", "month", "quarter"):
        assert not noisy.findall(kpitui_here("chart", "csat", "--by", by, "--json").out)
    for words in (["status"], ["person", "ana"], ["check"], ["history"]):
        assert not noisy.findall(kpitui_here(*words, "--json").out)
    assert not noisy.findall(kpitui_here("export").out)
