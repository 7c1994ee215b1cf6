"""A wrong reading is corrected or voided; what stood there stays in the history."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from kpitui.actions.corrections import correct_reading, record_placed, void_reading
from kpitui.actions.people import move_person
from kpitui.actions.plan import close_month
from kpitui.actions.readings import record
from kpitui.actions.undo import redo, undo
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import BadData, Conflict, ReasonNeeded, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.readings import ReadingDraft, RecordedReading, SubjectFilter
from kpitui.domain.same_day import Placed
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_person
from kpitui.storage.records import rows
from kpitui.views.history import HistoryQuestion, load_history
from kpitui.views.readings import load_readings
from tests.conftest import LEADER, TODAY, record_weekly

KIM = Actor("kim", AccessRole.SUPERVISOR)


def newest(database: DatabaseFile) -> RecordedReading:
    return load_readings(database, 1, SubjectFilter())[0].recorded


def changed(old: RecordedReading, **values: Any) -> ReadingDraft:
    return replace(old.draft, **values)


@pytest.fixture
def wrong(database: DatabaseFile) -> RecordedReading:
    record_weekly(database, 1, [80.0, 8.0], date(2026, 11, 20), person_id=1)
    return newest(database)


def day_sums(database: DatabaseFile) -> list[tuple[object, ...]]:
    with reading(database) as db:
        found = rows(
            db, "SELECT date, count, weighted FROM day_summaries WHERE team_id = -1 ORDER BY date"
        )
    return [tuple(row.values()) for row in found]


def test_a_corrected_reading_counts_as_what_it_says_now_and_the_history_has_both(
    database: DatabaseFile, wrong: RecordedReading
) -> None:
    correct_reading(
        database,
        LEADER,
        wrong,
        changed(wrong, value=81.0, n=4, note="typo"),
        today=TODAY,
        why="typo",
    )
    assert newest(database).draft.value == 81
    assert day_sums(database)[-1] == ("2026-11-20", 1, 324)
    entry = load_history(database, HistoryQuestion(limit=1))[0]
    assert ("value", "8%", "81%") in entry.told[0].differences
    assert entry.why == "typo"
    undo(database, LEADER)
    assert newest(database).draft == wrong.draft


def test_a_reading_moved_to_another_day_takes_the_team_of_that_day(
    database: DatabaseFile, wrong: RecordedReading
) -> None:
    with reading(database) as db:
        person = load_person(db, 1)
    assert person is not None
    move_person(database, LEADER, person, "South", "Advisor", date(2026, 11, 21))
    correct_reading(database, LEADER, wrong, changed(wrong, date=date(2026, 11, 22)), today=TODAY)
    with reading(database) as db:
        team = rows(
            db,
            "SELECT teams.name FROM readings JOIN teams ON teams.id = team_id "
            "ORDER BY readings.id DESC",
        )
    assert team[0]["name"] == "South"


def test_a_voided_reading_counts_no_more_and_stays_on_record(
    database: DatabaseFile, wrong: RecordedReading
) -> None:
    void_reading(database, LEADER, wrong, today=TODAY)
    assert [total[0] for total in day_sums(database)] == ["2026-11-13"]
    assert [line.kept for line in load_readings(database, 1, SubjectFilter())] == [False, True]
    with pytest.raises(Refused, match="void already"):
        void_reading(database, LEADER, wrong, today=TODAY)


CHANGES: dict[str, Callable[[DatabaseFile, RecordedReading, str], None]] = {
    "correct": lambda db, old, why: correct_reading(
        db, LEADER, old, changed(old, value=81.0), today=TODAY, why=why
    ),
    "void": lambda db, old, why: void_reading(db, LEADER, old, today=TODAY, why=why),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_closed_month_asks_for_a_reason(database: DatabaseFile, change: str) -> None:
    record_weekly(database, 1, [8.0], date(2026, 10, 2), person_id=1)
    close_month(database, LEADER, "2026-10", TODAY)
    with pytest.raises(ReasonNeeded):
        CHANGES[change](database, newest(database), "")
    CHANGES[change](database, newest(database), "typo")


@pytest.mark.parametrize("change", CHANGES)
def test_what_somebody_else_changed_since_is_a_conflict(
    database: DatabaseFile, wrong: RecordedReading, change: str
) -> None:
    correct_reading(database, Actor("mia"), wrong, changed(wrong, value=82.0), today=TODAY)
    with pytest.raises(Conflict, match="mia changed"):
        CHANGES[change](database, wrong, "")
    assert newest(database).draft.value == 82


@pytest.mark.parametrize("change", CHANGES)
def test_a_member_corrects_nothing(
    database: DatabaseFile, wrong: RecordedReading, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.actions.test_corrections.LEADER", Actor("mo", AccessRole.MEMBER))
    with pytest.raises(Refused, match="A member may not record readings"):
        CHANGES[change](database, wrong, "")


def test_a_correction_obeys_the_rules_of_a_reading(
    database: DatabaseFile, wrong: RecordedReading
) -> None:
    with pytest.raises(BadData, match="is in the future"):
        correct_reading(
            database, LEADER, wrong, changed(wrong, date=date(2026, 11, 30)), today=TODAY
        )
    ratio = changed(wrong, value=None, numerator=4, denominator=5)
    with pytest.raises(BadData, match="not a ratio"):
        correct_reading(database, LEADER, wrong, ratio, today=TODAY)


def test_what_does_not_apply_counts_nowhere_and_can_be_voided_or_taken_back(
    database: DatabaseFile,
) -> None:
    record_weekly(database, 1, [80.0], date(2026, 11, 20), person_id=1)
    off = ReadingDraft(metric_id=1, person_id=1, date=date(2026, 11, 21), not_applicable=True)
    record(database, LEADER, [off], today=TODAY)
    assert day_sums(database) == [("2026-11-20", 1, 80)]
    assert newest(database).draft.not_applicable
    void_reading(database, LEADER, newest(database), today=TODAY)
    undo(database, LEADER)
    correct_reading(
        database,
        LEADER,
        newest(database),
        changed(newest(database), not_applicable=False, value=82.0),
        today=TODAY,
    )
    assert day_sums(database)[-1] == ("2026-11-21", 1, 82)
    correct_reading(
        database,
        LEADER,
        newest(database),
        changed(newest(database), not_applicable=True, value=None),
        today=TODAY,
    )
    assert day_sums(database) == [("2026-11-20", 1, 80)]
    undo(database, LEADER)
    undo(database, LEADER)
    undo(database, LEADER)
    assert not load_readings(database, 1, SubjectFilter())[0].kept


def test_what_nobody_was_told_of_is_not_added_to(
    database: DatabaseFile, wrong: RecordedReading
) -> None:
    def save(known: set[int]) -> None:
        one = Placed(changed(wrong, value=81.0), known=frozenset(known))
        record_placed(
            database, LEADER, [one], today=TODAY, change=ChangeRecord(LEADER, "record readings")
        )

    with pytest.raises(Conflict, match="lee recorded one for that day a moment ago; try again"):
        save(set())
    assert newest(database) == wrong
    save({wrong.id})
    assert newest(database).draft.value == 81.0


def test_one_takes_the_place_of_two_in_one_change(
    database: DatabaseFile, wrong: RecordedReading
) -> None:
    record(database, LEADER, [changed(wrong, value=9.0)], today=TODAY)
    other = newest(database)
    new, change = changed(other, value=81.0), ChangeRecord(LEADER, "record readings")
    record_placed(database, LEADER, [Placed(new, other, (wrong,))], today=TODAY, change=change)
    lines = load_readings(database, 1, SubjectFilter())
    assert [(line.recorded.draft.value, line.who) for line in lines[:2]] == [
        (81.0, "lee, corrected by lee"),
        (8.0, "lee, voided by lee"),
    ]


def test_undone_and_done_again_is_not_corrected(
    database: DatabaseFile, wrong: RecordedReading
) -> None:
    def who() -> str:
        return load_readings(database, 1, SubjectFilter())[0].who

    record(database, LEADER, [replace(wrong.draft, date=TODAY, value=90.0)], today=TODAY)
    undo(database, LEADER)
    assert who() == "lee, voided by lee"
    redo(database, LEADER)
    assert who() == "lee"
    newer = newest(database)
    correct_reading(database, KIM, newer, changed(newer, value=91.0), today=TODAY)
    assert who() == "lee, corrected by kim"
    undo(database, KIM)
    assert who() == "lee"
    redo(database, KIM)
    assert who() == "lee, corrected by kim"


@pytest.mark.parametrize(
    ("draft", "said", "cell"),
    [
        (ReadingDraft(metric_id=1, person_id=1, date=TODAY, numerator=4, denominator=5),
            "Ana López, Customer satisfaction: Customer satisfaction is one number", (1, 1)),
        (ReadingDraft(metric_id=1, team_id=1, date=TODAY, numerator=4, denominator=5),
            "Customer satisfaction: Customer satisfaction is one number", None),
        (ReadingDraft(metric_id=99, date=TODAY, value=9),
            "That metric was removed from the file", None),
    ],
)  # fmt: skip
def test_an_error_names_the_person_and_the_metric_of_the_reading(
    database: DatabaseFile, draft: ReadingDraft, said: str, cell: tuple[int, int] | None
) -> None:
    good = Placed(ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=80))
    change = ChangeRecord(LEADER, "record readings")
    with pytest.raises(BadData) as caught:
        record_placed(database, LEADER, [good, Placed(draft)], today=TODAY, change=change)
    assert caught.value.sentence.startswith(said)
    assert caught.value.cell == cell


@pytest.mark.parametrize("how", ["corrected", "voided", "recorded"])
def test_what_was_done_in_a_closed_month_is_taken_back_and_redone_with_a_reason(
    database: DatabaseFile, how: str
) -> None:
    record_weekly(database, 1, [80.0, 8.0], date(2026, 10, 20), person_id=1)
    close_month(database, LEADER, "2026-10", TODAY)
    old = newest(database)
    if how == "corrected":
        correct_reading(database, LEADER, old, changed(old, value=81.0), today=TODAY, why="typo")
    elif how == "voided":
        void_reading(database, LEADER, old, today=TODAY, why="typo")
    else:
        late = ReadingDraft(metric_id=1, date=date(2026, 10, 21), value=81.0, person_id=1)
        record(database, LEADER, [late], today=TODAY, change=ChangeRecord(LEADER, "x", "late"))
    after = day_sums(database)
    with pytest.raises(ReasonNeeded, match="2026-10 is locked; a change in it needs a reason"):
        undo(database, LEADER)
    with pytest.raises(ReasonNeeded):
        undo(database, LEADER, why="  ")
    assert day_sums(database) == after
    undo(database, LEADER, why="it was right at first")
    assert day_sums(database) != after
    assert load_history(database, HistoryQuestion(limit=1))[0].why == "it was right at first"
    redo(database, LEADER)
    assert day_sums(database) == after
    assert load_history(database, HistoryQuestion(limit=1))[0].why in ("typo", "late")
