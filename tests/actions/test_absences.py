"""When somebody is away: added, put right, ended, taken out; what is refused; undo."""

from datetime import date

import pytest
from msgspec.structs import replace

from kpitui.actions.absences import (
    add_absence,
    change_absence,
    end_absence,
    remove_absence,
    say_away,
)
from kpitui.actions.accounts import set_account
from kpitui.actions.corrections import record_placed
from kpitui.actions.people import person_left, remove_person
from kpitui.actions.plan import close_month
from kpitui.actions.readings import record
from kpitui.actions.undo import redo, undo
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.away_entry import Away
from kpitui.domain.entry_names import Subject
from kpitui.domain.errors import BadData, Conflict, NothingFound, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.absence import Absence, AbsenceDraft
from kpitui.domain.records.person import Person
from kpitui.domain.same_day import Placed
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_person
from tests.conftest import LEADER, TODAY

ANA = Subject("Ana López", person_id=1)
MAY = AbsenceDraft(starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 15), reason="holiday")


def ana(database: DatabaseFile) -> Person:
    with reading(database) as db:
        found = load_person(db, 1)
    assert found is not None
    return found


def spans(database: DatabaseFile) -> list[tuple[date, date | None, str]]:
    return [
        (absence.starts_on, absence.ends_on, absence.reason) for absence in ana(database).absences
    ]


def only(database: DatabaseFile) -> Absence:
    (one,) = ana(database).absences
    return one


def test_an_absence_is_added_put_right_ended_and_taken_out_and_each_is_undone(
    database: DatabaseFile,
) -> None:
    add_absence(database, LEADER, 1, MAY)
    assert spans(database) == [(date(2026, 12, 1), date(2026, 12, 15), "holiday")]
    draft = AbsenceDraft(starts_on=date(2026, 12, 2), reason="leave")
    change_absence(database, LEADER, only(database), draft)
    assert spans(database) == [(date(2026, 12, 2), None, "leave")]
    end_absence(database, LEADER, only(database), date(2026, 12, 10))
    assert spans(database) == [(date(2026, 12, 2), date(2026, 12, 10), "leave")]
    remove_absence(database, LEADER, only(database))
    assert spans(database) == []
    for expected in (
        [(date(2026, 12, 2), date(2026, 12, 10), "leave")],
        [(date(2026, 12, 2), None, "leave")],
        [(date(2026, 12, 1), date(2026, 12, 15), "holiday")],
        [],
    ):
        undo(database, LEADER)
        assert spans(database) == expected
    redo(database, LEADER)
    assert spans(database) == [(date(2026, 12, 1), date(2026, 12, 15), "holiday")]


def test_a_supervisor_may_and_a_viewer_may_not(database: DatabaseFile) -> None:
    supervisor = Actor("sam", AccessRole.SUPERVISOR)
    add_absence(database, supervisor, 1, MAY)
    undo(database, supervisor)
    with pytest.raises(Refused, match="A viewer may not say who is away"):
        add_absence(database, Actor("vic", AccessRole.VIEWER), 1, MAY)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2026, 12, 14), date(2026, 12, 16)), (date(2026, 11, 1), date(2026, 12, 2)),
        (date(2026, 11, 1), None), (date(2026, 12, 1), date(2026, 12, 2)),
    ],
)  # fmt: skip
def test_two_absences_never_overlap(
    database: DatabaseFile, starts_on: date, ends_on: date | None
) -> None:
    add_absence(database, LEADER, 1, MAY)
    with pytest.raises(Refused) as refused:
        add_absence(database, LEADER, 1, AbsenceDraft(starts_on=starts_on, ends_on=ends_on))
    assert refused.value.sentence == (
        "Ana López is away from 2026-12-01 to 2026-12-14 already; change that absence instead: "
        "w on People."
    )
    add_absence(database, LEADER, 1, AbsenceDraft(starts_on=date(2026, 12, 15)))
    add_absence(database, LEADER, 2, MAY)


def test_it_lies_between_their_first_day_and_their_last(database: DatabaseFile) -> None:
    with pytest.raises(BadData, match="started on 2024-01-01; choose that day or later"):
        add_absence(database, LEADER, 1, AbsenceDraft(starts_on=date(2023, 12, 31)))
    person_left(database, LEADER, ana(database), date(2026, 11, 30))
    with pytest.raises(BadData, match="left on 2026-11-30; choose a day before that"):
        add_absence(database, LEADER, 1, MAY)
    with pytest.raises(ValueError, match="the first day back must be after the first day away"):
        AbsenceDraft(starts_on=TODAY, ends_on=TODAY)


def test_what_somebody_else_changed_meanwhile_stays(database: DatabaseFile) -> None:
    add_absence(database, LEADER, 1, MAY)
    seen = only(database)
    end_absence(database, LEADER, seen, date(2026, 12, 10))
    with pytest.raises(Conflict):
        end_absence(database, Actor("sam"), seen, date(2026, 12, 11))
    with pytest.raises(Conflict):
        remove_absence(database, Actor("sam"), seen)
    assert only(database).ends_on == date(2026, 12, 10)


def test_locked_months_stay_as_they_were(database: DatabaseFile) -> None:
    add_absence(
        database, LEADER, 1, AbsenceDraft(starts_on=date(2026, 9, 14), ends_on=date(2026, 11, 5))
    )
    close_month(database, LEADER, "2026-10", TODAY)
    refused = "2026-10 is locked, so who was away in it stays; choose days from 2026-11-01 on"
    with pytest.raises(Refused, match=refused):
        end_absence(database, LEADER, only(database), date(2026, 10, 30))
    with pytest.raises(Refused, match=refused):
        remove_absence(database, LEADER, only(database))
    with pytest.raises(Refused, match=refused):
        undo(database, LEADER, 2)
    with pytest.raises(Refused, match=refused):
        add_absence(
            database, LEADER, 2,
            AbsenceDraft(starts_on=date(2026, 10, 31), ends_on=date(2026, 11, 2)),
        )  # fmt: skip
    end_absence(database, LEADER, only(database), date(2026, 11, 3))
    assert only(database).ends_on == date(2026, 11, 3)


def test_words_begin_an_absence_move_its_end_and_end_it(database: DatabaseFile) -> None:
    def say(**said: object) -> Absence | None:
        return say_away(database, LEADER, Away(ANA, **said), TODAY)  # type: ignore[arg-type] # words

    say(ends_on=date(2026, 11, 28), reason="leave")
    assert spans(database) == [(TODAY, date(2026, 11, 28), "leave")]
    say(ends_on=date(2026, 12, 5))
    assert spans(database) == [(TODAY, date(2026, 12, 5), "leave")]
    say(back=True, starts_on=date(2026, 12, 1))
    assert spans(database) == [(TODAY, date(2026, 12, 1), "leave")]
    say(back=True, starts_on=TODAY)
    assert spans(database) == []
    with pytest.raises(NothingFound) as nothing:
        say(back=True)
    assert nothing.value.sentence == (
        "Ana López is not away on 2026-11-23; kpitui away --list says who is away when."
    )
    with pytest.raises(BadData, match="The first day back must be after the first day away"):
        say(ends_on=TODAY)


def test_who_was_entered_by_mistake_goes_with_their_absences(database: DatabaseFile) -> None:
    add_absence(database, LEADER, 1, MAY)
    remove_person(database, LEADER, ana(database))
    undo(database, LEADER)
    assert len(ana(database).absences) == 1


def test_who_is_outside_is_refused_before_anything_is_told_of_them(
    database: DatabaseFile,
) -> None:
    add_absence(database, LEADER, 1, MAY)
    record(database, LEADER, [ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=90.0)],
           today=TODAY)  # fmt: skip
    set_account(database, LEADER, "lee", AccessRole.LEADER)
    set_account(database, LEADER, "zoe", AccessRole.SUPERVISOR, teams=("South",))
    zoe = Actor("zoe", AccessRole.SUPERVISOR)
    seen = replace(database, seen_by="zoe")
    for said in (Away(ANA, ends_on=date(2026, 12, 20), starts_on=date(2026, 12, 2)),
                 Away(ANA, back=True, starts_on=date(2026, 12, 3))):  # fmt: skip
        with pytest.raises(Refused, match="not in your teams, or of another team; ask a leader"):
            say_away(seen, zoe, said, TODAY)
    again = ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=91.0)
    placed = Placed(again, known=frozenset())
    with pytest.raises(Refused, match="not in your teams, or of another team; ask a leader"):
        record_placed(seen, zoe, [placed], today=TODAY, change=ChangeRecord(zoe, "record"))
