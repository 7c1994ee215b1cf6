"""An import that is undone leaves nothing behind but what is used since."""

import contextlib

import pytest

from kpitui.actions.import_readings import import_readings
from kpitui.actions.readings import record
from kpitui.actions.undo import redo, undo
from kpitui.domain.access import Actor
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people
from kpitui.storage.plan import load_metrics
from kpitui.storage.records import rows
from kpitui.storage.summaries import wrong_summaries
from tests.actions.import_lines import DAY, days, kept, lines, made, memberships, row, take
from tests.conftest import LEADER, TODAY, other_program

BROUGHT = lines(
    [row("Steps", 1.5, person="Uma", team="East"), row("Steps", 2.5, team="West"),
     row(person="ana", team="South"), row(person="Vic", date=days(2)[1])]
)  # fmt: skip


def test_an_import_undone_leaves_nothing_behind_that_only_it_made(database: DatabaseFile) -> None:
    before = made(database)
    take(database, BROUGHT)
    after, brought = made(database), kept(database)
    assert after != before
    for _ in range(2):
        assert undo(database, LEADER).stays == ()
        assert (made(database), kept(database)) == (before, [])
        redo(database, LEADER)
        assert (made(database), kept(database)) == (after, brought)
        with reading(database) as db:
            assert wrong_summaries(db) == 0


def test_what_others_record_meanwhile_takes_no_id_of_an_import_undone(
    database: DatabaseFile,
) -> None:
    take(database, BROUGHT)
    brought = kept(database)
    undo(database, LEADER)
    with reading(database) as db:
        assert rows(db, "SELECT * FROM readings WHERE metric_id > 3") == []
    record(database, Actor("mia"), [ReadingDraft(metric_id=1, date=DAY, value=1)], today=TODAY)
    import_readings(database, Actor("mia"), [row(value=5.0, team="North")], metrics={}, today=TODAY)
    redo(database, LEADER)
    assert [one for one in kept(database) if one in brought] == brought
    assert len(kept(database)) == len(brought) + 2
    with reading(database) as db:
        assert wrong_summaries(db) == 0


def test_what_is_used_since_stays_when_an_import_is_undone(database: DatabaseFile) -> None:
    take(database, BROUGHT)
    with reading(database) as db:
        uma = next(person for person in load_people(db) if person.name == "Uma")
        steps = next(one.id for one in load_metrics(db) if one.name == "Steps")
    draft = ReadingDraft(metric_id=steps, person_id=uma.id, date=TODAY, value=4)
    record(database, Actor("mia"), [draft], today=TODAY)
    stays = undo(database, LEADER).stays
    assert {one.split(",")[0] for one in stays} == {"metric Steps", "person Uma", "team East"}
    assert [one[:5] for one in kept(database)] == [("Steps", "Uma", "East", str(TODAY), 4.0)]
    assert made(database)["people"][2:] == ["Uma"]
    assert memberships(database, "Uma") == [("East", str(DAY), None)]
    redo(database, LEADER)
    assert len(kept(database)) == 5


def test_no_other_program_deletes_a_reading(database: DatabaseFile) -> None:
    take(database, [row()])
    undo(database, LEADER)
    with (
        pytest.raises(Exception, match="voided, never deleted"),
        contextlib.closing(other_program(database.path)) as db,
    ):
        db.execute("DELETE FROM readings")
