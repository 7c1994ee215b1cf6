"""Files that kpitui wrote are known by what they begin with; what is wrong in them is told."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kpitui.actions.import_entered import EnteredReport
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import Refused
from kpitui.exchange.own_files import import_own, own_file
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence, kpitui
from tests.conftest import TODAY
from tests.patience import PATIENCE

__all__ = ["kpitui"]

SESSION = {
    "coach": "lee", "person": "Ana López", "date": "2026-11-03", "kind": "role-play",
    "focus": ["csat"], "agreed": "greet by name",
}  # fmt: skip
READING = {"reading": 1, "metric": "csat", "date": "2026-11-03", "value": 81.5, "recorded_by": "x"}


@pytest.fixture
def db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> DatabaseFile:
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    return database


def sessions(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"kpitui": "sessions", "sessions": rows}), "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[]", "readings"),
        ('\ufeff [\n  {"metric": 1}]', "readings"),
        ('{"kpitui": "sessions", "sessions": []}', "sessions"),
        ('{\n  "kpitui" : "actions",\n "actions": []}', "actions"),
        ('{"history": [], "kpitui": "history"}', "history"),
        ("Coach,Person,Date,Kind\n", "sessions"),
        ("person,session,text\n", "actions"),
        ("name,code,team,role,starts_on,ends_on\n", "people"),
        ("reading,metric,person,team,date,value,recorded_by\n", "readings"),
    ],
)
def test_a_file_of_ours_is_known(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "file").write_text(text, "utf-8")
    own = own_file(tmp_path / "file")
    assert own is not None
    assert own.what == what


@pytest.mark.parametrize(
    "text", ["metric,date,value\n", '{"kpitui": 1}', '{"kpitui": "plan"}', "", "[1, 2]", "\x00\xff"]
)
def test_any_other_file_is_none_of_ours(tmp_path: Path, text: str) -> None:
    (tmp_path / "file").write_text(text, "utf-8")
    assert own_file(tmp_path / "file") is None


def test_people_and_the_history_say_where_they_belong(
    kpitui: Command, db: DatabaseFile, tmp_path: Path
) -> None:
    for what, said in (("people", "kpitui people import"), ("history", "cannot be imported")):
        for form in ("csv", "json"):
            file = tmp_path / f"{what}.{form}"
            assert kpitui("export", what, "-o", file).code == 0
            check_one_sentence(kpitui("import", file), 4, said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"metric": "csat", "date": "2026-11-03", "value": 81.5}', "ends before its list does"),
        ('[{"metric": "csat", "value": NaN}]', "NaN is no number"),
        ('[{"metric": "csat", "value": 1.2.3}]', "not JSON"),
        ('[{"metric": "csat"}, 12]', "an object was expected"),
    ],
)
def test_broken_json_is_one_sentence_with_its_line_and_brings_nothing(
    kpitui: Command, db: DatabaseFile, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "in.json").write_text("\n\n" + text, "utf-8")
    check_one_sentence(kpitui("import", tmp_path / "in.json"), 4, said, "line 3")
    assert kpitui("export").out.count("\n") == 1


@pytest.mark.parametrize("indent", [None, 2])
def test_json_of_any_layout_comes_in_and_a_wrong_value_names_its_line(
    kpitui: Command, db: DatabaseFile, tmp_path: Path, indent: int | None
) -> None:
    rows = [READING, READING | {"value": "x"}, READING | {"value": None, "not_applicable": True}]
    (tmp_path / "in.json").write_text(json.dumps(rows, indent=indent), "utf-8")
    said = kpitui("import", tmp_path / "in.json")
    assert said.code == 4
    assert "2 added" in said.out
    assert ("line 9" if indent else "line 2") in said.err


def test_lists_of_other_programs_come_in_by_their_keys(
    kpitui: Command, db: DatabaseFile, tmp_path: Path
) -> None:
    rows = [{"value": 81.5, "metric": "csat", "date": "2026-11-03", "person": "ana", "x": [1]}]
    (tmp_path / "in.json").write_text(json.dumps(rows), "utf-8")
    assert kpitui("import", tmp_path / "in.json").code == 0
    assert "Ana López,North,2026-11-03,81.5" in kpitui("export").out


def test_sessions_are_tried_taken_whole_or_told_line_by_line(
    kpitui: Command, db: DatabaseFile, tmp_path: Path
) -> None:
    file = sessions(
        tmp_path / "in.json",
        SESSION,
        SESSION | {"person": "Anna Lopez"},
        SESSION | {"date": "2027-01-01"},
        SESSION | {"kind": "shouting"},
        SESSION | {"follow_up_on": "2026-11-01"},
        SESSION | {"colour": "red"},
        SESSION | {"date": "2020-01-01"},
    )
    for option in ("--dry-run", "--strict"):
        assert kpitui("import", file, option).code == 4
        assert kpitui("export", "sessions").out.count("\n") == 1
    rejects = tmp_path / "rejects.csv"
    said = kpitui("import", file, "--json", "--rejects", rejects)
    assert (said.code, said.data["added"], said.data["rejected_count"]) == (4, 1, 6)
    assert rejects.read_text("utf-8").count("\n") == 7
    reasons = " ".join(one["reason"] for one in said.data["rejected"])
    for word in ("Anna Lopez", "future", "kind", "follow-up", "colour", "not here"):
        assert word in reasons
    assert kpitui("undo").code == 0
    assert kpitui("export", "sessions").out.count("\n") == 1


def test_a_session_with_other_words_and_an_action_that_was_done_are_not_overwritten(
    kpitui: Command, db: DatabaseFile, tmp_path: Path
) -> None:
    action = {"text": "greet", "due_on": "2026-11-10"}
    one = SESSION | {"session": "2026-11-03 lee", "actions": [action]}
    assert kpitui("import", sessions(tmp_path / "in.json", one)).code == 0
    for changed in (
        one | {"agreed": "something else"},
        one | {"actions": [action | {"done_on": "2026-11-09"}]},
    ):
        said = kpitui("import", sessions(tmp_path / "in.json", changed))
        assert said.code == 4
        assert "already" in said.err
    more = one | {"actions": [action, {"text": "smile"}]}
    assert kpitui("import", sessions(tmp_path / "in.json", more), "--json").data["added"] == 1
    assert kpitui("export", "actions").out.count("\n") == 3


def test_a_supervisor_brings_in_their_own_sessions_only(
    database: DatabaseFile, tmp_path: Path
) -> None:
    file = sessions(tmp_path / "in.json", SESSION, SESSION | {"coach": "sue"})
    own, sue = own_file(file), Actor("sue", AccessRole.SUPERVISOR)
    assert own is not None

    def brought(actor: Actor) -> EnteredReport:
        assert own is not None
        return import_own(database, actor, file, own, strict=False, dry_run=False, today=TODAY)

    said = brought(sue)
    assert (said.added, [rejected.line for rejected in said.rejected]) == (1, [1])
    assert "session by lee" in said.rejected[0].reason
    with pytest.raises(Refused, match="coaching"):
        brought(Actor("vera", AccessRole.VIEWER))


def test_reviews_and_events_name_what_they_are_of(
    kpitui: Command, db: DatabaseFile, tmp_path: Path
) -> None:
    review = {
        "strategy": "Improve the customer experience", "metric": "csat", "date": "2026-10-05",
        "by": "kim", "decision": "keep", "confidence": 7,
    }  # fmt: skip
    rows = [
        review,
        review | {"strategy": "Another"},
        review | {"date": "2025-01-01"},
        review | {"kpi_starts_on": "2026-02-02"},
        review | {"decision": "wait"},
        review | {"date": "2027-01-01"},
    ]
    (tmp_path / "in.json").write_text(json.dumps({"kpitui": "reviews", "reviews": rows}))
    said = kpitui("import", tmp_path / "in.json", "--json").data
    assert (said["added"], said["rejected_count"]) == (1, 5)
    assert ",kim,keep,7," in kpitui("export", "reviews").out
    events = [
        {"metric": "csat", "date": "2026-10-05", "text": "new menu"},
        {"date": "2026-10-05", "text": "of nothing"},
        {"metric": "csat", "date": "2026-10-05", "text": "split", "new_limits": True},
    ]
    (tmp_path / "in.json").write_text(json.dumps({"kpitui": "events", "events": events}))
    said = kpitui("import", tmp_path / "in.json", "--json").data
    assert (said["added"], said["rejected_count"]) == (1, 2)


def test_a_file_comes_in_by_standard_input_too(db: DatabaseFile, tmp_path: Path) -> None:
    for content, said in (
        (json.dumps([READING]), "1 reading read: 1 added"),
        (sessions(tmp_path / "in.json", SESSION).read_text(), "1 session read: 1 added"),
        ("metric,date,value\ncsat,2026-11-04,70\n", "1 reading read: 1 added"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "kpitui", "--db", str(db.path), "import", "-"],
            input=content, capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
