"""An import is undone and redone as one change."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from kpitui.actions.corrections import correct_reading
from kpitui.actions.readings import record
from kpitui.actions.undo import redo, undo
from kpitui.domain.access import Actor
from kpitui.domain.errors import Refused
from kpitui.domain.readings import ReadingDraft, SubjectFilter
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.summaries import wrong_summaries
from kpitui.views.history import HistoryQuestion, load_history
from kpitui.views.readings import load_readings
from tests.conftest import LEADER, TODAY
from tests.exchange.brought_in import bring, kept
from tests.storage.test_hash_chain import tamper


def test_an_import_is_taken_back_as_one_change_unless_something_of_it_was_fixed(
    database: DatabaseFile, tmp_path: Path
) -> None:
    lines = "".join(f"csat,ana,2026-10-{day:02},80\n" for day in range(1, 29))
    content = f"metric,person,date,value\n{lines}"
    assert bring(database, tmp_path, content).added == 28
    imported = load_history(database, HistoryQuestion(words="import"))[0].change_id
    old = load_readings(database, 1, SubjectFilter())[0].recorded
    new = replace(old.draft, value=81.0)
    correct_reading(database, LEADER, old, new, today=TODAY)
    with pytest.raises(Refused, match="corrected since"):
        undo(database, LEADER, imported)
    undo(database, LEADER)
    undo(database, LEADER, imported)
    assert kept(database) == []
    assert bring(database, tmp_path, content).added == 28


def test_an_import_of_a_time_when_its_readings_were_not_noted_is_taken_back(
    database: DatabaseFile, tmp_path: Path
) -> None:
    bring(database, tmp_path, "metric,person,date,value\ncsat,ana,2026-10-01,80\n")
    tamper(
        database,
        "UPDATE changes SET after = json_remove(after, '$.first', '$.last') WHERE kind = 'bulk'",
    )
    undo(database, LEADER)
    assert kept(database) == []


def test_an_import_undone_leaves_what_others_recorded_on_its_days(
    database: DatabaseFile, tmp_path: Path
) -> None:
    others = [
        ReadingDraft(metric_id=1, team_id=1, date=date(2026, 11, 2), value=70.0),
        ReadingDraft(metric_id=1, person_id=2, date=date(2026, 11, 3), value=71.0),
    ]
    record(database, LEADER, others, today=TODAY)
    bring(
        database,
        tmp_path,
        "metric,person,date,value\naht,ana,2026-11-02,3600\ncsat,ana,2026-11-03,3\n",
    )
    undo(database, LEADER)
    assert [row[4] for row in kept(database)] == [70.0, 71.0]
    with reading(database) as db:
        assert wrong_summaries(db) == 0


def test_an_import_redone_brings_back_its_own_readings_only(
    database: DatabaseFile, tmp_path: Path
) -> None:
    def mistake(day: int) -> None:
        mia = Actor("mia")
        draft = ReadingDraft(metric_id=1, person_id=1, date=date(2026, 11, day), value=8)
        record(database, mia, [draft], today=TODAY)
        undo(database, mia)

    mistake(9)
    bring(database, tmp_path, "metric,person,date,value\ncsat,ana,2026-11-02,80\n")
    mistake(10)
    before = kept(database)
    undo(database, LEADER)
    assert kept(database) == []
    redo(database, LEADER)
    assert kept(database) == before
    assert len(before) == 1


def test_an_import_undone_is_redone_in_one_step(database: DatabaseFile, tmp_path: Path) -> None:
    bring(
        database,
        tmp_path,
        "metric,person,date,value\ncsat,ana,2026-11-02,81\ncsat,Zoe,2026-11-03,83\n",
        create=True,
    )
    brought = kept(database)
    for _ in range(2):
        undo(database, LEADER)
        assert kept(database) == []
        redo(database, LEADER)
        assert kept(database) == brought
        with reading(database) as db:
            assert wrong_summaries(db) == 0


def test_an_import_that_was_brought_again_since_is_not_redone(
    database: DatabaseFile, tmp_path: Path
) -> None:
    content = "metric,person,date,value,id\ncsat,ana,2026-11-02,81,r1\n"
    bring(database, tmp_path, content)
    undo(database, LEADER)
    undone = load_history(database, HistoryQuestion(limit=1))[0].change_id
    bring(database, tmp_path, content)
    with pytest.raises(Refused, match="imported again since"):
        redo(database, LEADER, undone)
