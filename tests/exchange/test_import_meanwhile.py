"""What others do while a file is read, and two imports at once."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from kpitui.actions.import_readings import import_readings
from kpitui.actions.import_report import ImportReport
from kpitui.actions.plan import close_month
from kpitui.actions.readings import record
from kpitui.domain.import_answers import ImportAnswers
from kpitui.domain.import_rows import ImportRow
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.summaries import wrong_summaries
from tests.conftest import LEADER, TODAY
from tests.exchange.brought_in import bring, kept


def lines_while(change: Callable[[], object], count: int = 1) -> Iterator[ImportRow]:
    """Readings of Ana, as if something was done while the file was being read."""
    for place in range(count):
        yield ImportRow(
            line=place + 2, metric="csat", date=date(2026, 11, 2 + place), person="ana", value=90.0
        )
    change()


def bring_while(
    database: DatabaseFile, change: Callable[[], object], **options: Any
) -> ImportReport:
    return import_readings(
        database, LEADER, lines_while(change, 2), metrics={}, today=TODAY, **options
    )


def test_what_others_record_while_a_file_is_read_goes_in_once(database: DatabaseFile) -> None:
    same = ReadingDraft(metric_id=1, person_id=1, date=date(2026, 11, 2), value=90.0)
    report = bring_while(database, lambda: record(database, LEADER, [same], today=TODAY))
    assert (report.added, report.unchanged, report.rejected) == (1, 1, [])
    other = replace(same, value=10.0)
    report = bring_while(database, lambda: record(database, LEADER, [other], today=TODAY))
    assert (report.added, report.unchanged, report.rejected) == (0, 2, [])
    assert [row[4] for row in kept(database)] == [90.0, 90.0, 10.0]


def test_a_month_closed_while_a_file_is_read_is_closed_to_it(database: DatabaseFile) -> None:
    close = partial(close_month, database, LEADER, "2026-11", today=date(2026, 12, 1))
    strict = bring_while(database, close, strict=True)
    assert (strict.added, strict.rejected_count) == (0, 2)
    assert "locked" in strict.rejected[0].reason
    assert bring_while(database, lambda: None, why="late figures").added == 2


def test_what_a_locked_month_holds_already_is_no_change_of_it(
    database: DatabaseFile, tmp_path: Path
) -> None:
    content = "metric,person,date,value\ncsat,ana,2026-10-01,80\ncsat,ana,2026-11-02,90\n"
    bring(database, tmp_path, content)
    close_month(database, LEADER, "2026-10", today=TODAY)
    again = bring(database, tmp_path, content)
    assert (again.added, again.unchanged, again.rejected_count) == (0, 2, 0)
    more = bring(database, tmp_path, content + "csat,ana,2026-10-08,81\ncsat,ana,2026-11-03,9\n")
    assert (more.added, more.unchanged, more.rejected_count) == (1, 2, 1)
    assert "2026-10 is locked" in more.rejected[0].reason
    other = bring(
        database, tmp_path, content.replace("80", "70"), answers=ImportAnswers(update=True)
    )
    assert "2026-10 is locked" in other.rejected[0].reason


def test_two_imports_at_once_make_a_person_once(database: DatabaseFile) -> None:
    def line() -> ImportRow:
        return ImportRow(line=2, metric="csat", date=date(2026, 11, 2), person="Zoe", value=90.0)

    def with_another() -> Iterator[ImportRow]:
        yield line()
        import_readings(database, LEADER, [line()], metrics={}, create=True, today=TODAY)

    report = import_readings(database, LEADER, with_another(), metrics={}, create=True, today=TODAY)
    assert (report.added, report.unchanged, report.new_people) == (0, 1, [])
    assert [row[1] for row in kept(database)] == ["Zoe"]


def test_others_save_while_a_file_is_read(database: DatabaseFile) -> None:
    ids = []
    mine = ReadingDraft(metric_id=1, person_id=2, date=date(2026, 11, 2), value=70.0)
    bring_while(database, lambda: ids.append(record(database, LEADER, [mine], today=TODAY)))
    assert ids == [(1,)]
    with reading(database) as db:
        assert wrong_summaries(db) == 0
