"""The rules of a file: the same for everyone who opens it, each from a day on, set by a leader."""

import contextlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from kpitui.actions.accounts import set_account
from kpitui.actions.plan import close_month
from kpitui.domain.access import AccessRole
from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import open_file
from kpitui.storage.presence import Presence
from kpitui.storage.watch import FileWatch
from tests.cli.conftest import Command, check_one_sentence, kpitui
from tests.conftest import LEADER, TODAY, other_program, record_weekly

__all__ = ["kpitui"]

Settings = Callable[[str], None]
LAST = date(2026, 11, 23)
THREE_NEAR = [50, 52, 48, 50, 53, 47, 49, 51, 50, 47, 52, 50, 49, 51, 62, 61, 50, 51, 49, 50]


@pytest.fixture
def here(kpitui: Command, database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    record_weekly(database, 1, [float(one) for one in THREE_NEAR], LAST, person_id=1)
    return kpitui


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """What the person who asks has in their settings."""
    path = tmp_path / "config" / "kpitui" / "config.toml"
    path.parent.mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def write(text: str) -> None:
        path.write_text(text, "utf-8")

    return write


def rules_of(here: Command) -> dict[str, str]:
    return {one["key"]: one["value"] for one in here("rules", "--json").data["rules"]}


OTHER_SETTINGS = """
rules = "anhoej"
limits_from = "median"
first_day = "sunday"
first_month = 4
[health]
live_priorities = 1
kpis_of_a_strategy = 1
"""

QUESTIONS = [
    ["status", "--json", "--as-of", "2026-11-23"], ["chart", "csat", "--as-of", "2026-11-23"],
    ["chart", "csat", "--by", "quarter", "--json"], ["check", "--as-of", "2026-11-23"],
    ["report", "--month", "2026-10"], ["person", "ana", "--as-of", "2026-11-23"],
    ["team", "north", "--as-of", "2026-11-23"], ["due", "--as-of", "2026-11-23"],
    ["reviews", "--as-of", "2026-11-23"],
]  # fmt: skip


def test_two_people_of_unlike_settings_read_the_same(here: Command, settings: Settings) -> None:
    first = [here(*words).out for words in QUESTIONS]
    assert all(first)
    settings(OTHER_SETTINGS)
    assert [here(*words).out for words in QUESTIONS] == first
    here("rules", "set", "first_day", "sunday", "--from", "2020-01-01", "--why", "ours")
    then = [here(*words).out for words in QUESTIONS]
    assert then != first
    settings("")
    assert [here(*words).out for words in QUESTIONS] == then


def test_a_rule_holds_from_a_day_on_and_says_since_when_and_who(here: Command) -> None:
    before = here("status", "--json", "--as-of", "2026-11-01").out
    chart = here("chart", "csat", "--as-of", "2026-11-15", "--json").data
    said = here(
        "rules", "set", "first_day", "sunday", "--from", "2026-11-10", "--why", "our rota", "--json"
    )
    assert said.code == 0
    assert "first_day is sunday from 2026-11-10" in said.err
    held = next(one for one in said.data["rules"] if one["key"] == "first_day")
    assert (held["value"], held["starts_on"], held["by"]) == ("sunday", "2026-11-10", "root")
    assert held["why"] == "our rota"
    assert "first_day: sunday; since 2026-11-10, root: our rota\n" in here("rules").out
    assert "rule_set: wheeler\n" in here("rules").out
    assert here("status", "--json", "--as-of", "2026-11-01").out == before
    then = here("chart", "csat", "--as-of", "2026-11-15", "--json").data
    was, now = ([one["period"] for one in of["periods"]] for of in (chart, then))
    assert was[-2:] == ["2026-W45", "2026-W46"]
    assert now == [*was[:-1], "2026-11-10"]
    assert "set rule: first_day" in here("history").out
    assert "our rota" in here("history", "--json").out


def test_the_set_of_rules_finds_other_signals_and_chart_rules_asks_what_if(here: Command) -> None:
    question = ["chart", "csat", "--json", "--as-of", "2026-11-23"]
    wheeler, anhoej = here(*question).out, here(*question, "--rules", "anhoej").out
    assert wheeler != anhoej
    here("rules", "set", "rule-set", "anhoej", "--from", "2026-11-23", "--why", "one voice")
    assert here(*question).out == anhoej
    assert here(*question, "--rules", "wheeler").out == wheeler
    assert here("undo").code == 0
    assert here(*question).out == wheeler
    assert here("redo").code == 0
    assert here(*question).out == anhoej
    assert here("doctor").code == 0


def test_a_coming_rule_is_said_and_holds_when_its_day_comes(here: Command) -> None:
    day = TODAY + timedelta(days=30)
    here("rules", "set", "first_month", "4", "--from", day.isoformat(), "--why", "new year")
    assert rules_of(here)["first_month"] == "1"
    assert f"first_month: 1; from {day}: 4\n" in here("rules").out
    here("rules", "set", "first_month", "4", "--why", "at once")
    assert rules_of(here)["first_month"] == "4"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["rule_set", "mine", "--why", "x"], 4, "wheeler, nhs or anhoej, not “mine”"),
        (["first_month", "13", "--why", "x"], 4, "a whole number from 1 to 12, not “13”"),
        (["first_mont", "4", "--why", "x"], 4, "did you mean first_month?"),
        (["share_of_kpis", "0", "--why", "x"], 4, "a number above 0 up to 1"),
        (["activity_words", ",", "--why", "x"], 4, "it has no value"),
        (["first_month", "4"], 2, "--why"),
        (["first_month", "4", "--why", " "], 2, "--why"),
        (["first_month", "4", "--from", "soon", "--why", "x"], 2, "--from"),
        (["time_zone", "Europe/Berln", "--why", "x"], 4, "did you mean Europe/Berlin?"),
        (["time_zone", "Europe/Rome", "--from", "2027-01-01", "--why", "x"], 2, "leave --from out"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_set(
    here: Command, words: list[str], code: int, said: str
) -> None:
    before = here("rules").out
    check_one_sentence(here("rules", "set", *words), code, said)
    assert here("rules").out == before


def test_the_same_value_again_is_no_change(here: Command) -> None:
    words = ["rules", "set", "live_priorities", "3", "--why", "few is more"]
    assert here(*words).code == 0
    check_one_sentence(here(*words), 4, "live_priorities is 3 already")


@pytest.mark.parametrize("role", [AccessRole.SUPERVISOR, AccessRole.VIEWER])
def test_only_a_leader_sets_one_and_takes_settings_over(
    here: Command, database: DatabaseFile, settings: Settings, role: AccessRole
) -> None:
    set_account(database, LEADER, "boss", AccessRole.LEADER)
    set_account(database, LEADER, "root", role)
    settings('rules = "nhs"\n')
    check_one_sentence(
        here("rules", "set", "rule_set", "nhs", "--why", "x"), 3, "may not change the rules"
    )
    assert "settings" not in here("log", "csat", "80", "ana").err
    assert rules_of(here)["rule_set"] == "wheeler"


def test_no_closed_month_is_judged_by_another_rule(here: Command, database: DatabaseFile) -> None:
    close_month(database, LEADER, "2026-10", date(2026, 11, 24))
    words = ["rules", "set", "rule_set", "nhs", "--why", "x", "--from"]
    check_one_sentence(here(*words, "2026-10-31"), 4, "2026-10 is locked")
    check_one_sentence(here(*words, "2026-08-01"), 4, "2026-10 is locked")
    assert here(*words, "2026-11-01").code == 0


def test_the_settings_of_a_leader_are_taken_over_once_and_said(
    here: Command, settings: Settings
) -> None:
    before = str(TODAY - timedelta(days=1))
    old = here("chart", "csat", "--rules", "anhoej", "--as-of", before).out
    settings('rules = "anhoej"\n[health]\nlive_priorities = 3\n')
    look = here("status")
    assert "rules, health.live_priorities" in look.err
    assert rules_of(here)["rule_set"] == "wheeler"
    said = here("log", "csat", "80", "bo", "--json")
    assert said.code == 0
    assert "Adopted from your settings: rule_set anhoej, live_priorities 3." in said.err
    assert (rules_of(here)["rule_set"], rules_of(here)["live_priorities"]) == ("anhoej", "3")
    assert here("chart", "csat", "--as-of", before).out == old
    assert "rule_set: anhoej; from the beginning, root: someone's settings" in here("rules").out
    assert "adopt settings: live_priorities and 1 more" in here("history").out
    doctor = here("doctor")
    assert doctor.code == 0
    assert "without effect in" in doctor.out
    assert "rules, health.live_priorities; they are rules of the file" in doctor.out
    settings('rules = "nhs"\n')
    assert here("log", "csat", "81", "bo", "2026-11-20").err == ""
    assert rules_of(here)["rule_set"] == "anhoej"
    settings("")
    assert "without effect" not in here("doctor").out


def test_what_was_taken_over_and_undone_does_not_come_again(
    here: Command, settings: Settings
) -> None:
    settings('rules = "nhs"\n')
    here("plan", "load", "/dev/null")
    assert rules_of(here)["rule_set"] == "nhs"
    assert here("undo").code == 0
    assert rules_of(here)["rule_set"] == "wheeler"
    assert here("log", "csat", "80", "bo").err == ""
    assert rules_of(here)["rule_set"] == "wheeler"


def test_settings_that_never_held_are_left_out(here: Command, settings: Settings) -> None:
    settings('rules = "mine"\nfirst_month = 4\n')
    assert here("log", "csat", "80", "bo").code == 0
    assert (rules_of(here)["rule_set"], rules_of(here)["first_month"]) == ("wheeler", "4")


def test_the_text_of_the_plan_carries_them(here: Command, tmp_path: Path) -> None:
    for key, value, day in (
        ("rule_set", "nhs", "2026-01-01"), ("activity_words", "calls made, b", "2026-01-01"),
        ("rule_set", "anhoej", "2026-11-01"), ("share_of_kpis", "0.25", "2026-11-01"),
    ):  # fmt: skip
        assert here("rules", "set", key, value, "--from", day, "--why", "x").code == 0
    plan, other = tmp_path / "plan.toml", tmp_path / "other.db"
    plan.write_text(here("plan", "show").out, "utf-8")
    assert '[[rules]]\nstarts_on = 2026-01-01\nrule_set = "nhs"\n' in plan.read_text("utf-8")
    assert "nhs" in here("plan", "show", "--as-of", "2026-10-01").out
    assert "nhs" not in here("plan", "show", "--as-of", "2026-11-01").out
    assert here("--db", other, "init").code == 0
    loaded = here("--db", other, "plan", "load", plan, "--json").data["done"]
    assert "set rule rule_set: anhoej" in loaded
    assert here("--db", other, "plan", "show").out == plan.read_text("utf-8")
    assert here("--db", other, "plan", "load", plan, "--json").data["done"] == []


def test_a_table_of_rules_in_a_plan_holds_from_today_on(here: Command, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text("[rules]\nfirst_month = 4\n", "utf-8")
    assert here("plan", "load", plan, "--dry-run").out == "set rule first_month: 4\n"
    assert rules_of(here)["first_month"] == "1"
    assert here("plan", "load", plan).code == 0
    assert rules_of(here)["first_month"] == "4"
    plan.write_text("[rules]\nfirst_mont = 4\n", "utf-8")
    check_one_sentence(here("plan", "load", plan), 4, "did you mean first_month?")
    plan.write_text("[rules]\nfirst_month = 13\n", "utf-8")
    check_one_sentence(here("plan", "load", plan), 4, "from 1 to 12")


def test_an_open_file_follows_the_rules_that_somebody_else_sets(
    here: Command, database: DatabaseFile
) -> None:
    other = open_file(database.path)
    watch = FileWatch(other, Presence("1", "sue"))
    here("rules", "set", "first_month", "4", "--why", "our year")
    assert other.rules.on(TODAY).first_month == 1
    watch.look(0.0)
    assert other.rules.on(TODAY).first_month == 4
    here("undo")
    watch.look(0.0)
    assert other.rules.on(TODAY).first_month == 1
    watch.close()


def test_a_rule_of_another_program_rules_nothing_and_a_value_that_fits_none_is_told(
    here: Command, database: DatabaseFile
) -> None:
    put = "INSERT INTO rules (name, value, starts_on) VALUES (?, ?, '2026-01-01')"
    with contextlib.closing(other_program(database.path)) as connection:
        connection.execute(put, ("moon", "full"))
    assert here("status").code == 0
    assert "moon" not in here("rules").out
    with contextlib.closing(other_program(database.path)) as connection:
        connection.execute(put, ("rule_set", "lunar"))
    check_one_sentence(here("status"), 4, "has a rule that this kpitui does not know", "“lunar”")


def test_undo_and_redo_keep_who_set_a_rule_and_why(here: Command) -> None:
    set_again = ("rules", "set", "live_priorities")
    here(*set_again, "3", "--why", "few is more")
    said = here("rules").out
    assert "few is more" in said
    here("undo")
    here("redo")
    assert here("rules").out == said
    here(*set_again, "4", "--why", "one more")
    here("undo")
    assert here("rules").out == said
    assert here("redo").code == 0
    assert "one more" in here("rules").out
    assert here("history", "--limit", "1").out.splitlines()[1].strip() == "why: one more"
