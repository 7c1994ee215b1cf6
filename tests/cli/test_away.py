"""Who is away, by command, and what is not due of them meanwhile."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine

from kpitui.actions.coaching import record_session
from kpitui.domain.records.action import Promise
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence, kpitui
from tests.conftest import LEADER, TODAY, record_weekly

__all__ = ["kpitui"]


@pytest.fixture(autouse=True)
def _today(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False):  # a Monday
        yield database.path


def test_it_is_said_in_words_and_listed(kpitui: Command) -> None:
    assert kpitui("away", "ana until 14 dec holiday").out == (
        "recorded: Ana López is away until Mon 2026-12-14, back on Tue 2026-12-15: holiday\n"
    )
    kpitui("away", "bo away 2 jan to 8 jan")
    assert kpitui("away", "--list").out.splitlines() == [
        "Ana López (North)  2026-11-23 to 2026-12-14, back 2026-12-15: holiday",
        "[red]Bo[/] (South)  2027-01-02 to 2027-01-08, back 2027-01-09",
    ]
    assert kpitui("away", "--team", "south", "--json").data == [
        {
            "person": "[red]Bo[/]", "team": "South", "absence": 2, "starts_on": "2027-01-02",
            "back_on": "2027-01-09", "reason": None,
        }
    ]  # fmt: skip
    found = kpitui("away", "ana", "back", "10", "dec", "--json").data
    assert (found["person"], found["back_on"]) == ("Ana López", "2026-12-10")
    assert kpitui("away", "--as-of", "2026-12-10").out.count("\n") == 1
    assert kpitui("away", "--as-of", "2026-12-10", "--past").out.count("\n") == 2
    assert "add absence" in kpitui("history").out
    kpitui("undo")
    assert "back 2026-12-15" in kpitui("away").out


def test_what_does_not_fit_is_one_sentence(kpitui: Command) -> None:
    check_one_sentence(kpitui("away", "zoe until fri"), 4, "“zoe” is no person", "Nothing was")
    check_one_sentence(kpitui("away", "ana back"), 1, "Ana López is not away on 2026-11-23")
    check_one_sentence(kpitui("away", "--list", "ana"), 2, "or --list alone")
    check_one_sentence(kpitui("away", "ana", "--team", "north"), 2, "go with --list")
    assert kpitui("away").err == "No one is away.\n"
    assert kpitui("away", "--team", "south").err == "No one is away in South.\n"


def test_a_name_alone_asks_and_records_nothing(kpitui: Command) -> None:
    asked = kpitui("away", "ana")
    assert (asked.code, asked.out) == (0, "")
    assert "Ana López is not away. Say until when" in asked.err
    kpitui("away", "ana until 1 dec")
    found = "Ana López (North)  2026-11-23 to 2026-12-01, back 2026-12-02"
    assert kpitui("away", "ana").out == f"{found}\n"
    assert [one["back_on"] for one in kpitui("away", "ana", "--json").data] == ["2026-12-02"]
    refused = kpitui("away", "ana away")
    check_one_sentence(refused, 3, "Ana López is away until 2026-12-01 already")
    check_one_sentence(kpitui("away", "ana bo until fri"), 4, "“bo” is a person too", "Nothing was")
    assert len(kpitui("away", "--json").data) == 1


def test_nothing_is_due_of_who_is_away(kpitui: Command, database: DatabaseFile) -> None:
    for person_id, name in ((1, "Ana López"), (2, "[red]Bo[/]")):
        session = SessionDraft(
            person_id=person_id, date=TODAY - timedelta(days=14), kind=SessionKind.ROLE_PLAY,
            follow_up_on=TODAY - timedelta(days=7), seen=f"seen of {name}",
            actions=(
                Promise(text="listen", due_on=TODAY - timedelta(days=7)),
                Promise(text="new script", who="lee", due_on=TODAY - timedelta(days=7)),
            ),
        )  # fmt: skip
        record_session(database, LEADER, session, today=TODAY)
    before = kpitui("due", "--json").data
    kpitui("away", "ana until 14 dec")
    after = kpitui("due", "--json").data
    assert [one["person"] for one in before["readings"]] == ["[red]Bo[/]", "Ana López", None]
    assert [one["person"] for one in after["readings"]] == ["[red]Bo[/]", None]
    assert [one["person"] for one in after["follow_ups"]] == ["[red]Bo[/]"]
    # What somebody else is to do can be done all the same.
    assert [one["who"] for one in after["actions"] if one["person"] == "Ana López"] == ["lee"]
    assert kpitui("brief").out.count("Ana") == 1
    found = [(one["code"], one["record"]) for one in kpitui("check", "--json").data]
    assert ("C401", "[red]Bo[/]") in found
    assert ("C401", "Ana López") not in found
    back = kpitui("due", "--as-of", "2026-12-15", "--json").data
    assert [one["person"] for one in back["readings"]] == ["[red]Bo[/]", "Ana López", None]


def test_days_away_are_not_missed(kpitui: Command, database: DatabaseFile) -> None:
    """A KPI is due of who was read lately; lately does not count the time somebody was away."""
    record_weekly(database, 1, [80.0, 82.0], date(2026, 6, 5), person_id=1)
    csat = {"metric": "Customer satisfaction", "cadence": "weekly", "last_on": "2026-06-05"}

    def due() -> list[dict[str, object]]:
        found = kpitui("due", "--json").data["readings"]
        return next(one["due"] for one in found if one["person"] == "Ana López")

    assert csat not in due()
    kpitui("away", "ana 2026-06-08 to 2026-11-20")
    assert csat in due()


def test_a_value_typed_all_the_same_counts(kpitui: Command) -> None:
    kpitui("away", "ana until 14 dec")
    assert kpitui("log", "adherence 45/50 ana").code == 0
    page = kpitui("person", "ana", "--json").data
    assert next(one for one in page["expectations"] if one["unit"] == "%")["value"] == 90.0


def test_absences_come_in_from_a_file_and_again_as_they_changed(
    kpitui: Command, tmp_path: Path
) -> None:
    file = tmp_path / "leave.csv"
    file.write_text(
        "person,starts_on,back_on,reason\n"
        "Ana López,2026-12-01,2026-12-15,holiday\n"
        "Ana López,2026-12-10,2026-12-20,\n"
        "ana,2027-01-04,,\n"
        "Zoe,2026-12-01,2026-12-02,\n"
        "Ana López,2027-03-05,2027-03-01,\n",
        "utf-8",
    )
    answer = kpitui("import", file)
    assert answer.code == 4
    assert answer.out == "5 absences read: 2 added, 0 already there, 3 rejected\n"
    for said in ("is away from 2026-12-01 to 2026-12-14 already", "there is no person “Zoe”",
                 "the first day back must be after the first day away"):  # fmt: skip
        assert said in answer.err
    out = tmp_path / "out.csv"
    kpitui("export", "absences", "-o", out)
    assert out.read_text("utf-8").splitlines() == [
        "person,starts_on,back_on,reason",
        "Ana López,2026-12-01,2026-12-15,holiday",
        "Ana López,2027-01-04,,",
    ]
    out.write_text(out.read_text("utf-8").replace("2026-12-15", "2026-12-12"), "utf-8")
    assert kpitui("import", out).out == "2 absences read: 1 added, 1 already there, 0 rejected\n"
    assert "2026-12-01 to 2026-12-11, back 2026-12-12" in kpitui("away").out
