"""Who is moved from an earlier day on takes the readings of these days along."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from kpitui.actions.corrections import correct_reading
from kpitui.actions.load_people import load_people_rows
from kpitui.actions.load_spells import PersonSaid
from kpitui.actions.people import add_person, end_membership, move_person, start_on
from kpitui.actions.plan import close_month
from kpitui.actions.readings import record
from kpitui.actions.undo import redo, undo
from kpitui.domain.errors import BadData, ReasonNeeded
from kpitui.domain.readings import ReadingDraft, SubjectFilter
from kpitui.domain.records.person import Person, PersonDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_person
from kpitui.storage.summaries import wrong_summaries
from kpitui.views.history import HistoryQuestion, load_history
from kpitui.views.readings import ReadingLine, load_readings
from tests.conftest import LEADER, TODAY, narrowed
from tests.evaluated import score, with_sheet
from tests.scope_asked import ask

ANA, CSAT, NORTH, SOUTH = 1, 1, 1, 2
MOVED = date(2026, 11, 9)


def read(database: DatabaseFile, *days: int, person_id: int = ANA) -> None:
    drafts = [
        ReadingDraft(metric_id=CSAT, person_id=person_id, date=date(2026, 11, day), value=90.0)
        for day in days
    ]
    record(database, LEADER, drafts, today=TODAY)


def person(database: DatabaseFile, person_id: int = ANA) -> Person:
    with reading(database) as db:
        found = load_person(db, person_id)
    assert found is not None
    return found


def move(database: DatabaseFile, team: str | None, on: date = MOVED) -> None:
    move_person(database, LEADER, person(database), team, "Advisor", on)


def lines(database: DatabaseFile, team_id: int | None = None) -> Sequence[ReadingLine]:
    return load_readings(database, CSAT, SubjectFilter(team_id=team_id))


def days(database: DatabaseFile, team_id: int) -> list[int]:
    """The days in November of the readings that count for a team."""
    with reading(database) as db:
        assert wrong_summaries(db) == 0
    return sorted(
        line.recorded.draft.date.day for line in lines(database, team_id=team_id) if line.kept
    )


def test_a_move_from_an_earlier_day_takes_the_readings_along(database: DatabaseFile) -> None:
    read(database, 2, 9, 16)
    move(database, "South")
    assert (days(database, NORTH), days(database, SOUTH)) == ([2], [9, 16])
    assert {line.who for line in lines(database)} == {LEADER.name}  # no one corrected anything
    newest = load_history(database, HistoryQuestion())[0]
    assert newest.title.startswith("move person: Ana López, South, ")
    assert newest.title.endswith(" and 2 more, 2 readings went along")


def test_the_old_supervisor_sees_them_no_more_and_the_new_one_does(database: DatabaseFile) -> None:
    read(database, 2, 9, 16)
    move(database, "South")
    seen = [narrowed(database, name, team) for name, team in (("nora", "North"), ("sue", "South"))]
    assert [[line.recorded.draft.date.day for line in lines(file)] for file in seen] == [
        [2], [16, 9, 2],
    ]  # fmt: skip


def test_undo_brings_them_back_with_those_recorded_or_corrected_since(
    database: DatabaseFile,
) -> None:
    read(database, 9)
    move(database, "South")
    read(database, 16)
    (line,) = (line for line in lines(database) if line.recorded.draft.date.day == 9)
    draft = ReadingDraft(metric_id=CSAT, person_id=ANA, date=MOVED, value=91.0)
    correct_reading(database, LEADER, line.recorded, draft, today=TODAY)
    with reading(database) as db:
        (change,) = db.execute("SELECT id FROM deeds WHERE action = 'move person'").fetchone()
    undo(database, LEADER, change)
    assert (days(database, NORTH), days(database, SOUTH)) == ([9, 16], [])
    redo(database, LEADER)
    assert (days(database, NORTH), days(database, SOUTH)) == ([], [9, 16])


def test_a_reading_of_a_locked_month_stays_and_so_does_who_it_is_of(database: DatabaseFile) -> None:
    read(database, 2, 9)
    october = ReadingDraft(metric_id=CSAT, person_id=ANA, date=date(2026, 10, 12), value=90.0)
    record(database, LEADER, [october], today=TODAY)
    close_month(database, LEADER, "2026-10", TODAY)
    with pytest.raises(BadData) as refused:
        move(database, "South", date(2026, 10, 5))
    assert refused.value.sentence == (
        "2026-10 is locked, and Ana López has readings in it, which would count for another team; "
        "choose a day after it."
    )
    assert days(database, NORTH) == [2, 9, 12]
    move(database, "South", date(2026, 10, 19))
    assert days(database, SOUTH) == [2, 9]


def test_what_is_undone_in_a_month_that_was_locked_since_asks_why(database: DatabaseFile) -> None:
    october = ReadingDraft(metric_id=CSAT, person_id=ANA, date=date(2026, 10, 12), value=90.0)
    record(database, LEADER, [october], today=TODAY)
    move(database, "South", date(2026, 10, 5))
    close_month(database, LEADER, "2026-10", TODAY)
    with reading(database) as db:
        (change,) = db.execute("SELECT id FROM deeds WHERE action = 'move person'").fetchone()
    with pytest.raises(ReasonNeeded):
        undo(database, LEADER, change)
    assert days(database, SOUTH) == [12]
    undo(database, LEADER, change, "it was another Ana")
    assert (days(database, NORTH), days(database, SOUTH)) == ([12], [])


def test_an_evaluation_goes_along_with_its_reading(database: DatabaseFile) -> None:
    with_sheet(database)
    score(database, [(ANA, MOVED, 80.0)])
    move(database, "South")
    with reading(database) as db:
        sql = "SELECT team_id FROM evaluations JOIN readings ON readings.id = reading_id"
        assert db.execute(sql).fetchall() == [(SOUTH,)]


def test_the_end_of_a_team_and_the_first_day_in_it_do_too(database: DatabaseFile) -> None:
    read(database, 2, 9)
    ana = person(database)
    end_membership(database, LEADER, ana, ana.memberships[0], MOVED)
    assert days(database, NORTH) == [2]
    cy = add_person(
        database, LEADER, PersonDraft(name="Cy", team="South", role=None, starts_on=MOVED)
    )
    start_on(database, LEADER, person(database, cy), date(2026, 11, 2))
    read(database, 2, 16, person_id=cy)
    assert days(database, SOUTH) == [2, 16]


def test_who_is_moved_by_a_file_takes_them_along_too(database: DatabaseFile) -> None:
    read(database, 2, 9, 16)
    said = PersonSaid(name="Ana López", team="South", role="Advisor", starts_on=MOVED)
    load_people_rows(database, LEADER, [(2, said)], today=TODAY, dry_run=False)
    assert (days(database, NORTH), days(database, SOUTH)) == ([2], [9, 16])
    undo(database, LEADER)
    assert (days(database, NORTH), days(database, SOUTH)) == ([2, 9, 16], [])


def test_a_file_of_readings_that_moves_people_takes_those_along_that_are_there(
    database: DatabaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(database, 2, 9)
    file = tmp_path / "in.csv"
    file.write_text("metric,person,team,date,value\ncsat,ana,South,2026-11-09,90\n"
                    "csat,ana,South,2026-11-16,92\n", "utf-8")  # fmt: skip
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    assert ask("import", file, "--create", "--yes").code == 0
    assert (days(database, NORTH), days(database, SOUTH)) == ([2], [9, 16])
    with reading(database) as db:
        ((by,),) = db.execute("SELECT max(by) FROM deeds WHERE action LIKE 'import%'").fetchall()
    undo(database, replace(LEADER, name=by))
    assert (days(database, NORTH), days(database, SOUTH)) == ([2, 9], [])
