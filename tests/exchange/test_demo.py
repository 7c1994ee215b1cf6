"""Copies of the samples: moved so that they end today, and files at work."""

import json
import stat
from collections import defaultdict
from datetime import date, datetime, timedelta
from math import isclose
from pathlib import Path

import pytest

from kpitui.actions.build_sample import SAMPLE_ACTOR
from kpitui.domain.errors import BadData, BadFile, WrongUsage
from kpitui.domain.history import ChangeRecord
from kpitui.exchange.demo import make_demo
from kpitui.paths import samples
from kpitui.storage.activities import with_days_moved
from kpitui.storage.database import writing
from kpitui.storage.driver import HAS_WAL_RESET_BUG
from kpitui.storage.opening import open_file
from kpitui.storage.records import insert
from kpitui.storage.shift_dates import shift_dates
from kpitui.views.doctor import examine
from tests.conftest import all_in_one_file
from tests.exchange.sample_files import content, overview, queried

LAST_DAY = date(2026, 10, 30)
TODAY = date(2027, 2, 10)


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    return make_demo("contact_centre", tmp_path / "demo.db", TODAY)


def test_a_copy_ends_today_and_tells_the_same_story(demo: Path) -> None:
    moved = (TODAY - LAST_DAY).days
    source, copy = content(samples() / "contact_centre.db"), content(demo)
    assert max(row["date"] for row in copy["readings"]) == TODAY.isoformat()
    dated = 0
    for table, kept in source.items():
        for before, after in zip(kept, copy[table], strict=True):
            for column, value in before.items():
                if column == "date" or column.endswith("_on"):
                    value = (
                        value and (date.fromisoformat(value) + timedelta(days=moved)).isoformat()
                    )
                    dated += value is not None
                elif column == "activities":
                    value = with_days_moved(value, lambda day: day + timedelta(days=moved))
                elif column.endswith("_at") and value:
                    moment = datetime.fromisoformat(value) + timedelta(days=moved)
                    value = f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"
                elif column == "at":
                    value = f"{TODAY - timedelta(days=1)}T09:00:00.000Z"
                elif (column in ("before", "after") and table == "changes") or table == "seals":
                    continue
                assert after[column] == value, (table, column)
    assert dated > 13_000
    assert examine(open_file(demo)).findings == ()  # it is sealed on its own days
    now = overview(demo, TODAY)
    assert [line.priority.title for line in now.priorities] == ["Grow brand loyalty"]
    assert {line.metric.code: line.standing.judgement.status.value for line in now.kpis} == {
        "csat": "on track",
        "qoc": "at risk",
    }


@pytest.mark.parametrize(
    "today", [LAST_DAY + timedelta(days=days) for days in (-400, -7, 0, 1, 2, 3, 4, 5, 6, 7)]
)
def test_weeks_stay_weekly_whatever_today_is(today: date, tmp_path: Path) -> None:
    copy = make_demo("contact_centre", tmp_path / "demo.db", today)
    days = [
        date.fromisoformat(row["date"])
        for row in queried(copy, "SELECT DISTINCT date FROM readings ORDER BY 1")
    ]
    assert days == [today - timedelta(weeks=back) for back in range(77, -1, -1)]
    statuses = {
        line.metric.code: line.standing.judgement.status.value
        for line in overview(copy, today).kpis
    }
    assert statuses == {"csat": "on track", "qoc": "at risk"}


def test_the_history_of_a_copy_is_moved_with_it(demo: Path) -> None:
    def newest(table: str) -> list[dict[str, str]]:
        sql = f"SELECT record_id, after FROM changes WHERE table_name = '{table}' ORDER BY id"
        kept = {row["record_id"]: json.loads(row["after"]) for row in queried(demo, sql)}
        return [kept[record_id] for record_id in sorted(kept)]

    for table, column in (
        ("priorities", "ends_on"),
        ("sessions", "date"),
        ("targets", "starts_on"),
    ):
        assert [row[column] for row in newest(table)] == [
            row[column] for row in queried(demo, f"SELECT {column} FROM {table} ORDER BY id")
        ]
    kept = [row["activities"] for row in queried(demo, "SELECT activities FROM strategies")]
    assert [row["activities"] for row in newest("strategies")] == kept
    first, second, third = json.loads(kept[1])
    days = [date.fromisoformat(one["starts_on"]) for one in (first, second, third)]
    assert [(days[1] - day).days for day in days] == [183, 0, 100]


def test_summaries_of_a_copy_equal_its_readings(demo: Path) -> None:
    sums: dict[tuple[object, ...], list[float]] = defaultdict(lambda: [0.0] * 4)
    for row in queried(demo, "SELECT * FROM readings"):
        entry = sums[row["metric_id"], row["date"], row["team_id"] or 0]
        weight = 0 if row["value"] is None else row["n"] or 1
        for place, amount in enumerate(
            (
                1,
                weight,
                weight * (row["value"] or 0),
                (row["numerator"] or 0) + (row["denominator"] or 0),
            )
        ):
            entry[place] += amount
    kept = queried(demo, "SELECT * FROM day_summaries WHERE team_id >= 0")
    assert len(kept) == len(sums)
    for row in kept:
        found = (
            row["count"],
            row["weight"],
            row["weighted"],
            row["numerator"] + row["denominator"],
        )
        for one, other in zip(
            found, sums[row["metric_id"], row["date"], row["team_id"]], strict=True
        ):
            assert isclose(one, other, rel_tol=1e-9)


def test_a_copy_is_a_file_at_work(demo: Path) -> None:
    assert stat.S_IMODE(demo.stat().st_mode) == 0o600
    journal = b"\x01\x01" if HAS_WAL_RESET_BUG else b"\x02\x02"
    assert demo.read_bytes()[18:20] == journal, (
        "several people write to a file at work: WAL where that is safe"
    )
    database = open_file(demo)
    with writing(database, ChangeRecord(SAMPLE_ACTOR, "test")) as db:
        insert(db, "readings", {"metric_id": 1, "date": "2030-01-01", "value": 3.0})
    assert len(queried(demo, "SELECT * FROM day_summaries WHERE date = '2030-01-01'")) == 2
    assert queried(demo, "SELECT table_name FROM changes ORDER BY id DESC LIMIT 1") == [
        {"table_name": "readings"}
    ]
    with (
        pytest.raises(BadData, match="voided, never deleted"),
        writing(database, ChangeRecord(SAMPLE_ACTOR, "test")) as db,
    ):
        db.execute("DELETE FROM readings WHERE date = '2030-01-01'")


def test_real_readings_keep_their_dates(tmp_path: Path) -> None:
    copy = make_demo("nhs111", tmp_path / "nhs.db", TODAY)
    assert queried(copy, "SELECT max(date) AS day FROM readings") == [{"day": "2016-03-31"}]


def test_a_copy_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    taken = tmp_path / "taken.db"
    taken.write_text("mine")
    with pytest.raises(BadFile, match="already there"):
        make_demo("contact_centre", taken, TODAY)
    assert taken.read_text() == "mine"
    left = tmp_path / "new.db-wal"
    left.write_text("of another file")
    with pytest.raises(BadFile, match="left over from another database"):
        make_demo("contact_centre", tmp_path / "new.db", TODAY)
    assert not (tmp_path / "new.db").exists()


def test_an_unknown_sample_is_told_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(
        WrongUsage, match="no sample “ski”; the samples are contact_centre and nhs111"
    ):
        make_demo("ski", tmp_path / "x.db", TODAY)
    assert not (tmp_path / "x.db").exists()


def test_closed_months_are_not_moved_by_days(demo: Path) -> None:
    database = open_file(demo)
    with writing(database, ChangeRecord(SAMPLE_ACTOR, "test")) as db:
        insert(db, "closed_periods", {"month": "2026-09"})
    all_in_one_file(demo)
    before = demo.read_bytes()
    with pytest.raises(BadData, match="locked months"):
        shift_dates(database, 7)
    all_in_one_file(demo)
    assert demo.read_bytes() == before
