"""Recording readings: rules, history, summaries, and retries."""

from datetime import date, timedelta
from typing import Any

import pytest

from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.readings import record
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.records import insert, rows
from kpitui.storage.summaries import rebuild_summaries, wrong_summaries
from tests.conftest import LEADER, TODAY

CSAT, AHT, ADHERENCE = 1, 2, 3
ANA, BO = 1, 2
NORTH, SOUTH = 1, 2


def csat(value: float = 80.0, day: date = TODAY, **more: Any) -> ReadingDraft:
    values: dict[str, Any] = {"metric_id": CSAT, "date": day, "value": value}
    return ReadingDraft(**values | more)


def saved(database: DatabaseFile) -> list[dict[str, object]]:
    with reading(database) as db:
        return rows(db, "SELECT * FROM readings ORDER BY id")


def test_a_reading_keeps_the_team_the_person_had_that_day(database: DatabaseFile) -> None:
    move = {
        "person": [
            {
                "name": "Ana López",
                "membership": [
                    {
                        "team": "North",
                        "role": "Advisor",
                        "starts_on": date(2024, 1, 1),
                        "ends_on": date(2026, 6, 1),
                    },
                    {"team": "South", "role": "Advisor", "starts_on": date(2026, 6, 1)},
                ],
            }
        ]
    }
    load_plan_document(database, LEADER, PlanDocument.model_validate(move), today=TODAY)
    record(
        database,
        LEADER,
        [csat(day=date(2026, 5, 31), person_id=ANA), csat(person_id=ANA)],
        today=TODAY,
    )
    assert [row["team_id"] for row in saved(database)] == [NORTH, SOUTH]


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (csat(day=TODAY + timedelta(days=1)), "future"),
        (csat(day=date(2023, 12, 31), person_id=ANA), "started on"),
        (csat(metric_id=99), "removed from the file"),
        (csat(person_id=99), "removed from the file"),
        (csat(team_id=99), "removed from the file"),
        (ReadingDraft(metric_id=CSAT, date=TODAY, numerator=1, denominator=2), "not a ratio"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_one_sentence_and_nothing_is_saved(
    database: DatabaseFile, draft: ReadingDraft, words: str
) -> None:
    with pytest.raises(BadData, match=words) as caught:
        record(database, LEADER, [csat(), draft], today=TODAY)
    assert "\n" not in caught.value.sentence
    assert saved(database) == []


def test_an_ended_metric_takes_no_later_reading(database: DatabaseFile) -> None:
    with writing(database, ChangeRecord(LEADER, "test")) as db:
        db.execute("UPDATE metrics SET ends_on = '2026-11-01' WHERE id = 1")
    with pytest.raises(BadData, match="ended on 2026-11-01"):
        record(database, LEADER, [csat()], today=TODAY)
    record(database, LEADER, [csat(day=date(2026, 10, 31))], today=TODAY)


def test_a_closed_month_asks_for_a_reason(database: DatabaseFile) -> None:
    with writing(database, ChangeRecord(LEADER, "test")) as db:
        insert(db, "closed_periods", {"month": "2026-10"})
    with pytest.raises(Refused, match="2026-10 is locked"):
        record(database, LEADER, [csat(day=date(2026, 10, 5))], today=TODAY)
    with_reason = ChangeRecord(LEADER, "record readings", why="found in the drawer")
    record(database, LEADER, [csat(day=date(2026, 10, 5))], today=TODAY, change=with_reason)
    assert len(saved(database)) == 1


@pytest.mark.parametrize("role", [AccessRole.MEMBER, AccessRole.VIEWER])
def test_who_may_not_record_is_refused(database: DatabaseFile, role: AccessRole) -> None:
    with pytest.raises(Refused, match=f"A {role} may not record readings") as caught:
        record(database, Actor("x", role), [csat()], today=TODAY)
    assert caught.value.exit_code == 3


def test_the_same_change_again_records_nothing_twice_and_answers_the_same(
    database: DatabaseFile,
) -> None:
    change = ChangeRecord(LEADER, "record readings")
    first = record(database, LEADER, [csat(), csat(81)], today=TODAY, change=change)
    again = record(database, LEADER, [csat(), csat(81)], today=TODAY, change=change)
    assert again == first
    assert len(saved(database)) == 2


def test_the_history_says_who_when_and_by_which_way(database: DatabaseFile) -> None:
    record(database, LEADER, [csat(91.5, person_id=ANA, note="after role-play")], today=TODAY)
    with reading(database) as db:
        change = rows(
            db,
            "SELECT by, way, kind, json_extract(after, '$.value') AS value, json_extract(after, "
            "'$.note') AS note FROM changes JOIN deeds ON deeds.id = deed_id "
            "WHERE table_name = 'readings'",
        )
    assert change == [
        {"by": "lee", "way": "cli", "kind": "insert", "value": 91.5, "note": "after role-play"}
    ]


def test_summaries_follow_every_change_of_a_reading(database: DatabaseFile) -> None:
    day = date(2026, 11, 2)
    record(
        database,
        LEADER,
        [
            csat(80, day, person_id=ANA, n=10),
            csat(90, day, person_id=BO),
            csat(70, day),
            ReadingDraft(metric_id=ADHERENCE, date=day, person_id=ANA, numerator=9, denominator=10),
        ],
        today=TODAY,
    )
    changes = (
        "UPDATE readings SET value = 85.5 WHERE id = 1",
        "UPDATE readings SET state = 'void' WHERE id = 2",
        "UPDATE readings SET date = '2026-11-03', team_id = 2 WHERE id = 1",
        "UPDATE readings SET state = 'kept' WHERE id = 2",
        "UPDATE readings SET numerator = 8 WHERE id = 4",
    )
    for statement in changes:
        with writing(database, ChangeRecord(LEADER, "test")) as db:
            db.execute(statement)
        with reading(database) as db:
            assert wrong_summaries(db) == 0, statement


def test_doctor_finds_and_fixes_a_wrong_summary(database: DatabaseFile) -> None:
    record(database, LEADER, [csat(80), csat(90)], today=TODAY)
    with writing(database, ChangeRecord(LEADER, "test")) as db:
        db.execute("UPDATE day_summaries SET total = total + 1 WHERE team_id = -1")
    with reading(database) as db:
        assert wrong_summaries(db) == 1
    with writing(database, ChangeRecord(LEADER, "test")) as db:
        rebuild_summaries(db)
    with reading(database) as db:
        assert wrong_summaries(db) == 0


def test_a_reading_is_never_deleted(database: DatabaseFile) -> None:
    record(database, LEADER, [csat()], today=TODAY)
    with (
        pytest.raises(BadData, match="voided, never deleted"),
        writing(database, ChangeRecord(LEADER, "test")) as db,
    ):
        db.execute("DELETE FROM readings")
