"""An answer that somebody takes slowly, or not at all, keeps nobody from the file."""

import contextlib
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from kpitui.actions.corrections import correct_reading, void_reading
from kpitui.actions.readings import record
from kpitui.domain.readings import ReadingDraft, SubjectFilter
from kpitui.exchange.demo import make_demo
from kpitui.storage.connections import connect
from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import kept_open
from kpitui.views.export import readings_for_export
from kpitui.views.readings import load_readings
from tests.conftest import LEADER, TODAY


@pytest.fixture
def long(tmp_path: Path) -> "contextlib.AbstractContextManager[DatabaseFile]":
    """A file with more readings than one read of the export takes."""
    return kept_open(make_demo("contact_centre", tmp_path / "demo.db", TODAY))


def held(file: DatabaseFile) -> bool:
    """Whether somebody looks at an old state of the file, which no checkpoint gets past."""
    with contextlib.closing(connect(file.path)) as connection:
        connection.execute("PRAGMA busy_timeout = 0")
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return bool(busy)


def test_an_export_that_stands_still_holds_nothing_and_leaves_out_what_came_after_its_start(
    long: "contextlib.AbstractContextManager[DatabaseFile]",
) -> None:
    with long as file:
        before = [row["reading"] for row in readings_for_export(file)]
        assert len(before) > 10_000
        rows = readings_for_export(file)
        first = [next(rows)["reading"] for _ in range(100)]
        last = load_readings(file, 1, SubjectFilter())[0].recorded
        record(file, LEADER, [ReadingDraft(metric_id=1, date=TODAY, value=71.5)], today=TODAY)
        void_reading(file, LEADER, last, today=TODAY)
        assert not held(file)
        rest = [row["reading"] for row in rows]
        assert not held(file)
        assert first + rest == [one for one in before if one != last.id]
        assert len([*readings_for_export(file)]) == len(before)  # the new one is in the next


def test_a_reading_that_is_corrected_to_another_day_meanwhile_is_neither_lost_nor_there_twice(
    long: "contextlib.AbstractContextManager[DatabaseFile]",
) -> None:
    with long as file:
        rows = readings_for_export(file)
        next(rows)
        newest = load_readings(file, 1, SubjectFilter())[0].recorded
        correct_reading(
            file, LEADER, newest, replace(newest.draft, date=date(2026, 4, 1)), today=TODAY
        )
        assert [row["date"] for row in rows if row["reading"] == newest.id] == ["2026-04-01"]
