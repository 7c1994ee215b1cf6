"""How often who is coached, by commands: a leader says it, everyone sees who is to be coached."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from kpitui.actions.coaching import record_session
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence, kpitui
from tests.conftest import LEADER, TODAY
from tests.views.test_to_coach import ago

__all__ = ["kpitui"]


@pytest.fixture
def here(
    kpitui: Command, database: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Command]:
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    draft = SessionDraft(
        kind=SessionKind.TRAINING, date=ago(26), person_id=1, seen="calm", follow_up_on=ago(3)
    )
    record_session(database, LEADER, draft, today=TODAY)
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False):
        yield kpitui


def test_a_role_is_coached_every_two_weeks_and_who_is_not_is_listed(here: Command) -> None:
    first = "everyone: not at fixed intervals\nnew: not at fixed intervals\n"
    assert here("rhythm").out.startswith(first)
    said = here("rhythm", "advisor", "2w", "--from", "2026-01-01", "--why", "agreed with leaders")
    assert "Advisor: every 14 days from 2026-01-01; kpitui undo reverts it." in said.err
    assert "Advisor: every 14 days; since 2026-01-01, " in here("rhythm").out
    found = here("due", "--coaching").out
    assert (
        "Ana López (North): 12 days overdue: coached 26 days ago, every 14 days; follow-up" in found
    )
    assert "[red]Bo[/] (South): " in found
    assert "not coached yet, every 14 days" in found
    ana = next(
        one for one in here("due", "--json").data["to_coach"] if one["person"] == "Ana López"
    )
    assert ana["reasons"] == ["overdue", "follow-up"]
    assert ana["coaching"] == {
        "last_on": ago(26).isoformat(), "every_days": 14, "because": None,
        "due_on": ago(12).isoformat(), "days_over": 12,
    }  # fmt: skip
    here("undo")
    assert "Advisor: as everyone" in here("rhythm").out
    assert [one["reasons"] for one in here("due", "--coaching", "--json").data["to_coach"]] == [
        ["follow-up"]
    ]


def test_everyone_those_who_are_new_and_those_below_have_one_by_the_rules(here: Command) -> None:
    for whose, key in (
        ("everyone", "coach_every"), ("new", "coach_new_every"), ("below", "coach_below_every"),
    ):  # fmt: skip
        said = here("rhythm", whose, "7", "--why", "x").err
        assert ("say for how long: kpitui rules set new_for 90" in said) is (whose == "new")
        rules = {one["key"]: one["value"] for one in here("rules", "--json").data["rules"]}
        assert rules[key] == "7"
    by_whose = {one["whose"]: one for one in here("rhythm", "--json").data}
    assert (by_whose["below"]["days"], by_whose["below"]["rule"]) == (7, "coach_below_every")


def test_a_rhythm_to_come_is_told_and_holds_from_its_day(here: Command) -> None:
    here("rhythm", "advisor", "30d", "--why", "x")
    here("rhythm", "advisor", "none", "--from", "2027-01-01", "--why", "y")
    assert "Advisor: every 30 days; since 2026-11-23" in here("rhythm").out
    assert "from 2027-01-01: not at fixed intervals" in here("rhythm").out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("nurse",), 1, "nurse"),
        (("advisor", "--why", "x"), 2, "14d"),
        (("advisor", "soon"), 2, "such as 14d or 2w"),
        (("advisor", "14d"), 2, "--why"),
        (("advisor", "soon", "--why", "x"), 2, "such as 14d or 2w"),
        (("advisor", "53w", "--why", "x"), 2, "up to 366d"),
        (("nurse", "14d", "--why", "x"), 1, "nurse"),
        (("--why", "x"), 2, "go with a role"),
    ],
)
def test_what_does_not_fit_is_one_sentence(
    here: Command, words: tuple[str, ...], code: int, sentence: str
) -> None:
    check_one_sentence(here("rhythm", *words), code, sentence)


def test_a_rhythm_goes_out_with_the_plan_and_back(
    here: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here("rhythm", "advisor", "14d", "--from", "2026-01-01", "--why", "x")
    here("rhythm", "advisor", "0", "--from", "2026-06-01", "--why", "x")
    plan = tmp_path / "plan.toml"
    plan.write_text(here("plan", "show").out, "utf-8")
    then = here("plan", "show", "--as-of", "2026-03-01").out
    assert "{ days = 14, starts_on = 2026-01-01 }" in then
    assert "2026-06-01 }" not in then
    monkeypatch.setenv("KPITUI_DB", str(tmp_path / "other.db"))
    here("init")
    here("plan", "load", str(plan))
    assert "Advisor: not at fixed intervals; since 2026-06-01" in here("rhythm").out
    assert here("plan", "load", str(plan)).out == ""


def test_a_role_alone_shows_its_rhythm(here: Command) -> None:
    here("rhythm", "advisor", "2w", "--from", "2026-01-01", "--why", "agreed")
    said = here("rhythm", "Advisor").out
    assert said.startswith("Advisor: every 14 days; since 2026-01-01, ")
    assert said.count("\n") == 1
    assert here("rhythm", "new").out == "new: not at fixed intervals\n"
    (one,) = here("rhythm", "advisor", "--json").data
    assert (one["role"], one["days"]) == ("Advisor", 14)


def test_a_shorter_rhythm_keeps_the_days_over_that_are_shown(here: Command) -> None:
    here("rhythm", "advisor", "20d", "--from", "2026-01-01", "--why", "agreed")
    assert "Ana López (North): 6 days overdue" in here("due", "--coaching").out
    here("rhythm", "advisor", "14d", "--why", "more")
    told = here("due", "--coaching").out
    assert "Ana López (North): 6 days overdue: coached 26 days ago, every 14 days" in told


def test_who_left_owes_nothing_anywhere(here: Command) -> None:
    assert "follow-ups and actions due: 1" in here("brief").out
    here("people", "leave", "Ana López", "--on", "2026-11-20")
    for words in (("due",), ("due", "--coaching")):
        assert "Ana López" not in here(*words).out, words
    assert "follow-ups and actions due: none" in here("brief").out
    assert here("due", "--json").data["follow_ups"] == []


def test_a_rhythm_that_changed_is_told_with_the_plan(here: Command) -> None:
    here("rhythm", "advisor", "2w", "--from", "2026-10-01", "--why", "agreed")
    here("rhythm", "everyone", "4w", "--from", "2026-11-01", "--why", "agreed")
    said = here("plan", "diff", "2026-09-01", "2026-11-20").out.splitlines()
    assert said[-2:] == [
        "rhythms changed: Advisor: coached as everyone → every 14 days",
        "rhythms changed: everyone: coached not at fixed intervals → every 28 days",
    ]
    again = here("plan", "diff", "2026-11-02", "2026-11-20").out
    assert "rhythms" not in again
    told = here("plan", "diff", "2026-10-02", "2026-11-20", "--json").data[-1]
    assert (told["section"], len(told["changed"])) == ("rhythms", 1)
