"""`kpitui check`: a line a finding, exit 1 where there is any; explained, accepted."""

import re
from pathlib import Path

import pytest

from kpitui.domain.health import RULES
from kpitui.views import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import TODAY, record_weekly


@pytest.fixture
def db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Path:
    record_weekly(database, 1, [80.0, 84.0, 82.0] * 8, TODAY, person_id=1)
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    return database.path


@pytest.mark.usefixtures("db")
def test_a_line_a_finding_like_a_linter(kpitui: Command) -> None:
    found = kpitui("check")
    assert found.code == 1
    lines = found.out.splitlines()
    assert all(re.match(r"[PKSDC][1-5]\d\d .+: .+ \(.+\)$", line) for line in lines)
    assert any(line.startswith("S303 Adherence to schedule of everybody: a neglected standard") for line in lines)
    data = kpitui("check", "--json").data
    assert len(data) == len(lines)
    assert data[0].keys() == {"code", "severity", "record", "title", "why", "mend", "accepted"}
    assert data[0]["accepted"] is None


@pytest.mark.usefixtures("db")
def test_a_finding_is_accepted_with_a_reason_and_a_day(kpitui: Command) -> None:
    before = kpitui("check").out.splitlines()
    accepted = kpitui("check", "--accept", "s303", "adherence", "--why", "moved to spring", "--until", "+3m")
    assert (accepted.code, accepted.out) == (0, "")
    after = kpitui("check")
    assert len(after.out.splitlines()) == len(before) - 1
    assert "1 finding is accepted" in after.err
    data = kpitui("check", "--json").data
    assert [one["accepted"] for one in data if one["record"].startswith("Adherence") and one["code"] == "S303"] == [
        "moved to spring"
    ]
    check_one_sentence(kpitui("check", "--accept", "S303", "nobody", "--why", "x", "--until", "+3m"), 1, "no finding")
    check_one_sentence(kpitui("check", "--accept", "S303", "adherence", "--why", "x"), 2, "--until DATE")
    check_one_sentence(kpitui("check", "--accept", "S303", "adherence", "--why", "x", "--until", "soon"), 2, "--until")


def test_every_rule_is_explained(kpitui: Command) -> None:
    for code in RULES:
        told = kpitui("check", "--explain", code.lower())
        assert told.code == 0
        assert told.out.splitlines()[0].startswith(code)
        assert "Example: " in told.out
        assert "Mend: " in told.out
    check_one_sentence(kpitui("check", "--explain", "Z999"), 1, "There is no rule Z999")


def test_a_plan_without_findings_ends_with_0(kpitui: Command, db: Path) -> None:
    for line in kpitui("check", "--json").data:
        kpitui("check", "--accept", line["code"], line["record"], "--why", "x", "--until", "+1y")
    clean = kpitui("check")
    assert (clean.code, clean.out) == (0, "")
    assert "Nothing is found." in clean.err
