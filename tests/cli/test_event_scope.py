"""Events of a team or a person, for programs: drawn where they belong, out and in again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from msgspec.structs import replace

from kpitui.actions.measures import annotate
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import LEADER, TODAY, copied, record_weekly

DAY = date(2026, 9, 14)


@pytest.fixture
def db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    record_weekly(database, 1, [80.0, 84.0, 82.0] * 8, date(2026, 11, 20), person_id=1)
    scopes: list[dict[str, int]] = [{}, {"team_id": 1}, {"team_id": 2}, {"person_id": 1}]
    for whom in scopes:
        event = replace(AnnotationDraft(metric_id=1, date=DAY, text=f"event {len(whom)}"), **whom)
        annotate(database, LEADER, event)
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    with time_machine.travel(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)):
        yield database.path


@pytest.mark.usefixtures("db")
def test_a_chart_tells_programs_of_the_events_of_its_subject(kpitui: Command) -> None:
    def whose(*subject: str) -> list[tuple[object, object]]:
        found = kpitui("chart", "csat", *subject, "--json").data["events"]
        return [(one["team"], one["person"]) for one in found]

    (event,) = kpitui("chart", "csat", "--json").data["events"]
    assert event == {
        "date": "2026-09-14", "period": "2026-W38", "text": "event 0", "new_limits": False,
        "team": None, "person": None,
    }  # fmt: skip
    assert whose("--team", "North") == [(None, None), ("North", None)]
    assert whose("--team", "South") == [(None, None), ("South", None)]
    assert whose("--person", "ana") == [(None, None), ("North", None), (None, "Ana López")]
    assert "(2) 2026-09-14 event 1 · North" in kpitui("chart", "csat", "--team", "North").out


def test_events_go_out_with_their_scope_and_come_in_again(
    kpitui: Command, db: Path, tmp_path: Path, made_once: Path
) -> None:
    out = tmp_path / "events.csv"
    assert kpitui("export", "events", "-o", out).code == 0
    lines = out.read_text("utf-8").splitlines()
    assert lines[0] == "metric,priority,strategy,date,text,new_limits,reason,team,person"
    assert [line.split(",")[-2:] for line in lines[1:]] == [
        ["", ""], ["North", ""], ["South", ""], ["", "Ana López"],
    ]  # fmt: skip
    (tmp_path / "new").mkdir()
    other = copied(made_once / "plan.db", tmp_path / "new").path
    assert kpitui("import", out, "--db", other).code == 0
    again = tmp_path / "again.csv"
    assert kpitui("export", "events", "-o", again, "--db", other).code == 0
    assert again.read_text("utf-8") == out.read_text("utf-8")
    assert "0 added" in kpitui("import", out).out
    assert db.exists()


@pytest.mark.usefixtures("db")
def test_an_event_that_cannot_be_is_named_with_its_line(kpitui: Command, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    head = "metric,date,text,new_limits,reason,team,person\n"
    for row, said in (
        ("csat,2026-09-01,x,false,,West,", "there is no team “West”"),
        ("csat,2026-09-01,x,false,,North,Ana López", "name a team or a person, not both"),
        ("csat,2023-12-31,x,false,,North,", "North starts on 2024-01-01; choose that day or a "),
    ):
        file.write_text(head + row + "\n", "utf-8")
        answer = kpitui("import", file)
        assert said in answer.out + answer.err, answer


@pytest.mark.usefixtures("db")
def test_an_event_is_added_in_words(kpitui: Command) -> None:
    said = kpitui("event", 'csat "own rota" north 2026-10-05')
    assert (said.code, said.out) == (
        0, "recorded event of North on Mon 2026-10-05, Customer satisfaction: own rota\n",
    )  # fmt: skip
    told = kpitui("event", "--json", 'csat "another desk" ana !"a quiet room"').data
    assert (told["person_id"], told["new_limits"], told["reason"]) == (1, True, "a quiet room")
    assert "own rota · North" in kpitui("chart", "csat", "--team", "north", "--values").out
    check_one_sentence(kpitui("event", 'csat "x" west'), 4, "“west” not recognised", "Nothing was")
    check_one_sentence(
        kpitui("event", 'csat "x" south 2020-01-01'), 4, "South starts on 2024-01-01; choose that"
    )


@pytest.mark.usefixtures("db")
def test_an_event_long_before_the_plan_is_refused(kpitui: Command) -> None:
    said = "1999-03-01 is more than a year before the plan and its readings begin, 2024-01-01"
    check_one_sentence(kpitui("event", 'csat "x" 1999-03-01'), 4, said, "check the year")
    assert kpitui("event", 'csat "x" 2023-03-01').code == 0, "within a year of the first day"
    check_one_sentence(kpitui("event", 'csat "x" !"" nort'), 4, "give a reason for the reset")
