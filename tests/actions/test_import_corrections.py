"""Another value of a reading that is there: a correction, with its history, undone as one."""

import json

from kpitui.actions.undo import redo, undo
from kpitui.domain.import_rows import Rejected
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.hash_chain import look_along
from kpitui.storage.records import rows
from kpitui.storage.summaries import wrong_summaries
from kpitui.views.history import HistoryQuestion, load_history
from tests.actions.import_lines import days, kept, lines, numbers, row, take
from tests.conftest import LEADER


def test_another_value_is_a_correction_with_update_only(database: DatabaseFile) -> None:
    take(database, lines([row(person="ana", n=9, note="first"), row("aht", 300.0)]))
    new = lines([row(value=91.0, person="ana"), row("aht", 300.0)])
    refused = take(database, new)
    assert (refused.added, refused.unchanged) == (0, 1)
    assert "--update" in refused.rejected[0].reason
    tried = take(database, new, update=True, dry_run=True)
    report = take(database, new, update=True)
    assert tried.updated == report.updated
    (changed,) = report.updated
    assert (changed.subject, changed.old, changed.new) == ("Ana López", "90 n=9", "91 n=9")
    assert (report.added, report.unchanged, report.rejected) == (0, 1, [])
    assert numbers(database) == [91.0, 300.0]
    again = take(database, new, update=True)
    assert (again.unchanged, again.updated_count) == (2, 0)
    with reading(database) as db:
        assert wrong_summaries(db) == 0


def test_each_correction_of_an_import_has_its_row_in_the_history(database: DatabaseFile) -> None:
    people = [f"Uma {word}" for word in ("Oak", "Ash", "Elm")]
    take(database, lines(row(person=name) for name in people))
    take(database, lines(row(value=80.0 + at, person=one) for at, one in enumerate(people)),
         update=True)  # fmt: skip
    with reading(database) as db:
        found = rows(db, "SELECT * FROM changes WHERE table_name = 'readings' AND kind = 'update'")
        now = rows(db, "SELECT * FROM readings ORDER BY id")
        assert wrong_summaries(db) == 0
        chain = look_along(db)
        assert (chain.outside, chain.broken_at) == (0, None)
    assert [json.loads(one["after"]) for one in found] == now
    before = [json.loads(one["before"]) for one in found]
    assert [(one["value"], one["version"]) for one in before] == [(90.0, 1)] * 3
    assert [one["record_id"] for one in found] == [one["id"] for one in now]
    assert len({one["deed_id"] for one in found}) == 1


def test_corrections_and_new_readings_of_one_import_are_undone_together(
    database: DatabaseFile,
) -> None:
    take(database, lines([row(person="ana"), row(value=70.0, person="[red]Bo[/]")]))
    before = kept(database)
    found = [row(value=95.0, person="ana"), row(value=60.0, date=days(3)[2], person="ana")]
    take(database, lines([*found, row(value=65.0, team="North")]), update=True)
    after = kept(database)
    for _ in range(2):
        undo(database, LEADER)
        assert kept(database) == before
        redo(database, LEADER)
        assert kept(database) == after
        with reading(database) as db:
            assert wrong_summaries(db) == 0


def test_several_readings_of_a_day_are_corrected_by_hand(database: DatabaseFile) -> None:
    take(database, lines(row(value=value, numbered=True) for value in (80.0, 90.0)))
    report = take(database, [row(value=85.0)], update=True)
    assert (report.updated, "several" in report.rejected[0].reason) == ([], True)
    assert take(database, [row(value=90.0)]).unchanged == 1


def test_the_line_of_a_reject_is_kept_as_it_stands(database: DatabaseFile) -> None:
    seen: list[Rejected] = []
    take(database, [Rejected(3, "bad", ("a", "", "b"))], on_reject=seen.append)
    assert seen == [Rejected(3, "bad", ("a", "", "b"))]


def test_the_history_names_the_file(database: DatabaseFile) -> None:
    take(database, [row()])
    assert "in.csv" in load_history(database, HistoryQuestion(limit=1))[0].title
