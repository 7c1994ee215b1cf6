"""Rows in and out: records found by their names, ids, places in an order, and JSON of others."""

from datetime import date

import pytest

from kpitui.actions.people import add_person
from kpitui.domain.errors import BadData, Conflict
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.person import PersonDraft
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.named import id_named, near_name
from kpitui.storage.records import (
    delete,
    find_rows,
    from_json,
    has_rows,
    insert,
    next_position,
    row_named,
    row_of,
    update,
)
from tests.conftest import LEADER

START = date(2026, 1, 1)


def test_a_name_is_found_in_full_by_its_code_and_without_accents(database: DatabaseFile) -> None:
    with reading(database) as db:
        for typed in ("Ana López", "ana  LÓPEZ", "ANA", "ana lopez"):
            assert id_named(db, "people", typed) == 1, typed
        for typed in ("Ana L", "López", "Anna López", ""):
            assert id_named(db, "people", typed) is None, typed
        assert id_named(db, "teams", "north") == 1
        assert near_name(db, "people", "Ana Lopze") == "Ana López"
        assert near_name(db, "people", "Zyx") == ""


def test_a_name_without_accents_that_two_have_is_asked_about(database: DatabaseFile) -> None:
    other = add_person(database, LEADER, PersonDraft(name="Ana Lôpez", starts_on=START))
    with reading(database) as db:
        assert id_named(db, "people", "Ana Lôpez") == other
        with pytest.raises(BadData, match="“Ana Lopez” fits 2: Ana López, Ana Lôpez"):
            id_named(db, "people", "Ana Lopez")


def test_the_name_of_one_stands_before_the_code_of_another(database: DatabaseFile) -> None:
    other = add_person(database, LEADER, PersonDraft(name="Kim", code="bea", starts_on=START))
    bea = add_person(database, LEADER, PersonDraft(name="Bea", starts_on=START))
    with reading(database) as db:
        assert (id_named(db, "people", "bea"), id_named(db, "people", "kim")) == (bea, other)


def test_rows_are_found_by_what_they_hold_and_nothing_stands_for_none(
    database: DatabaseFile,
) -> None:
    with reading(database) as db:
        assert [row["id"] for row in find_rows(db, "people", {"code": None})] == [2]
        assert [row["id"] for row in find_rows(db, "people", {}, "id DESC")] == [2, 1]
        assert has_rows(db, "people", {"code": "ana", "ends_on": None})
        assert not has_rows(db, "people", {"code": None, "id": 1})
        found = row_named(db, "strategies", "IMPROVE the customer experience", priority_id=1)
        assert found is not None
        assert row_named(db, "strategies", "Improve the customer experience", priority_id=2) is None
        with pytest.raises(BadData, match="removed from the file"):
            row_of(db, "people", 99)


def role(name: str) -> dict[str, str]:
    return {"name": name, "name_key": name.lower()}


def test_a_new_row_comes_below_all_others_and_its_id_is_never_one_that_was_taken_away(
    database: DatabaseFile,
) -> None:
    with writing(database, ChangeRecord(LEADER, "roles")) as db:
        assert next_position(db, "priorities") == 1
        assert next_position(db, "strategies", priority_id=1) == 1
        assert next_position(db, "strategies", priority_id=9) == 0
        first, second = insert(db, "roles", role("A")), insert(db, "roles", role("B"))
        delete(db, "roles", second)
        third = insert(db, "roles", role("C"))
        assert (second, third) == (first + 1, first + 2)
        delete(db, "roles", first)
        assert insert(db, "roles", role("D")) == third + 1
        assert insert(db, "roles", role("A") | {"id": first}) == first


def test_a_row_is_changed_in_the_version_it_was_read_with(database: DatabaseFile) -> None:
    with writing(database, ChangeRecord(LEADER, "roles")) as db:
        update(db, "roles", 1, 1, role("Coach"))
        assert row_of(db, "roles", 1)["version"] == 2
        with pytest.raises(Conflict, match="lee changed that record"):
            update(db, "roles", 1, 1, role("Trainer"))
        with pytest.raises(Conflict, match="was removed"):
            update(db, "roles", 99, 1, role("Trainer"))


def test_half_a_character_that_json_can_say_is_a_mark_in_its_place() -> None:
    assert from_json('["a", {"b": 1}]') == ["a", {"b": 1}]
    assert from_json('["half \\udc00", "é"]') == ["half \ufffd", "é"]
    assert from_json('["\\ud83d\\ude00"]') == ["\U0001f600"]
