"""`kpitui check`: issues by rule, exit 1 where there are any; explained, dismissed."""

import re
from pathlib import Path

import pytest

from kpitui.domain.health import RULES
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import TODAY, record_weekly


@pytest.fixture
def db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Path:
    record_weekly(database, 1, [80.0, 84.0, 82.0] * 8, TODAY, person_id=1)
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    return database.path


@pytest.mark.usefixtures("db")
def test_issues_stand_below_the_heading_of_their_rule(kpitui: Command) -> None:
    found = kpitui("check")
    assert found.code == 1
    lines = found.out.splitlines()
    counts = [
        int(heading[1])
        for line in lines
        if (heading := re.fullmatch(r"[PKSDC][1-5]\d\d \S.* \((\d+)\)", line))
    ]
    assert len(counts) + sum(counts) == len(lines)
    at = lines.index("S303 Standard not measured lately (2)")
    assert lines[at + 1].startswith("  Adherence to schedule of everyone  no readings yet")
    assert lines[at + 2].startswith("  Average handle time of everyone  ")
    data = kpitui("check", "--json").data
    assert len(data) == sum(counts)
    assert data[0].keys() == {"code", "severity", "record", "title", "why", "mend", "accepted"}
    assert data[0]["accepted"] is None


def issues(kpitui: Command) -> list[str]:
    return [line for line in kpitui("check").out.splitlines() if line.startswith("  ")]


@pytest.mark.usefixtures("db")
def test_a_finding_is_accepted_with_a_reason_and_a_day(kpitui: Command) -> None:
    before = issues(kpitui)
    accepted = kpitui(
        "check", "--accept", "s303", "adherence", "--why", "moved to spring", "--until", "+3m"
    )
    assert (accepted.code, accepted.out) == (0, "")
    after = kpitui("check")
    assert len(issues(kpitui)) == len(before) - 1
    assert "1 issue is dismissed" in after.err
    data = kpitui("check", "--json").data
    assert [
        one["accepted"]
        for one in data
        if one["record"].startswith("Adherence") and one["code"] == "S303"
    ] == ["moved to spring"]
    check_one_sentence(
        kpitui("check", "--accept", "S303", "nobody", "--why", "x", "--until", "+3m"),
        1,
        "no issue",
    )
    check_one_sentence(
        kpitui("check", "--accept", "S303", "adherence", "--why", "x"), 2, "--until DATE"
    )
    check_one_sentence(
        kpitui("check", "--accept", "S303", "adherence", "--why", "x", "--until", "soon"),
        2,
        "--until",
    )


def test_every_rule_is_explained(kpitui: Command) -> None:
    for code in RULES:
        told = kpitui("check", "--explain", code.lower())
        assert told.code == 0
        assert told.out.splitlines()[0].startswith(code)
        assert "Example: " in told.out
        assert "Fix: " in told.out
    check_one_sentence(kpitui("check", "--explain", "Z999"), 1, "There is no rule Z999")


def test_a_plan_without_findings_ends_with_0(kpitui: Command, db: Path) -> None:
    for line in kpitui("check", "--json").data:
        kpitui("check", "--accept", line["code"], line["record"], "--why", "x", "--until", "+1y")
    clean = kpitui("check")
    assert (clean.code, clean.out) == (0, "")
    assert "No issues." in clean.err
