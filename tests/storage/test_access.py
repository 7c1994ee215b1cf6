"""Who may do what in two states of a file: what differs, and one put into the other."""

from datetime import date
from pathlib import Path

import pytest

from kpitui.actions.accounts import end_account, end_key, set_account
from kpitui.domain.access import AccessRole
from kpitui.domain.history import ChangeRecord
from kpitui.domain.ssh_keys import parse_key
from kpitui.storage.access import Access, access_differences, load_access, put_access
from kpitui.storage.accounts import RESTORED, given_in
from kpitui.storage.database import DatabaseFile, reading, writing
from tests.cli.test_access import ed25519
from tests.conftest import LEADER, TODAY, copied

MEMBER, SUPERVISOR = AccessRole.MEMBER, AccessRole.SUPERVISOR


def access(database: DatabaseFile) -> Access:
    with reading(database) as db:
        return load_access(db)


@pytest.fixture
def other(made_once: Path, tmp_path: Path) -> DatabaseFile:
    """The same file, as it is elsewhere."""
    (tmp_path / "other").mkdir()
    return copied(made_once / "plan.db", tmp_path / "other")


def give(database: DatabaseFile, name: str, number: int, until: str = "") -> str:
    """A key for somebody; its fingerprint."""
    key = parse_key(ed25519(number, f"{name}@desk"))
    expires_on = date.fromisoformat(until) if until else None
    set_account(database, LEADER, name, MEMBER, keys=[key], expires_on=expires_on)
    return key.fingerprint


def test_every_difference_is_a_line(database: DatabaseFile, other: DatabaseFile) -> None:
    then, today = database, other
    set_account(then, LEADER, "kim", SUPERVISOR)
    set_account(today, LEADER, "kim", MEMBER)
    set_account(then, LEADER, "ana", MEMBER, "Ana López")
    set_account(today, LEADER, "ana", MEMBER)
    set_account(then, LEADER, "zoe", MEMBER)
    lost, kept = give(then, "zoe", 1), give(then, "ana", 2, "2027-01-01")
    assert give(today, "ana", 2) == kept
    new = give(today, "mia", 3)
    assert access_differences(access(then), access(today)) == [
        "ana belongs to Ana López, not to no person",
        "kim is supervisor, not member",
        "zoe is member again",
        f"{kept} of ana is valid until 2027-01-01, not until it is revoked",
        f"zoe can log in with ssh-ed25519 {lost} again",
        "mia has no account",
        f"mia can no longer log in with ssh-ed25519 {new}",
    ]
    assert access_differences(access(then), access(then)) == []


def test_without_accounts_anyone_is_a_leader(database: DatabaseFile, other: DatabaseFile) -> None:
    set_account(other, LEADER, "kim", MEMBER)
    assert access_differences(access(database), access(other)) == [
        "without roles, anyone who opens the file is a leader",
        "kim has no account",
        "lee has no account",
    ]
    assert access_differences(access(database), access(database)) == []


def test_a_key_that_somebody_else_has_now_is_told(
    database: DatabaseFile, other: DatabaseFile
) -> None:
    fingerprint = give(database, "kim", 1)
    assert give(other, "mia", 1) == fingerprint
    assert access_differences(access(database), access(other)) == [
        "kim is member again",
        f"kim can log in with ssh-ed25519 {fingerprint} again",
        "mia has no account",
    ]


def put(into: DatabaseFile, of: DatabaseFile) -> None:
    with writing(into, ChangeRecord(LEADER, RESTORED)) as db:
        put_access(db, access(of), TODAY)


def test_a_state_that_is_put_into_a_file_leaves_no_difference(
    database: DatabaseFile, other: DatabaseFile
) -> None:
    give(database, "kim", 1)
    give(database, "zoe", 2)
    give(database, "ana", 4, "2027-01-01")
    set_account(database, LEADER, "ana", MEMBER, "Ana López")
    give(other, "kim", 3)
    give(other, "mia", 2)
    give(other, "ana", 4)
    set_account(other, LEADER, "kim", SUPERVISOR)
    put(database, other)
    assert access_differences(access(database), access(other)) == []
    assert access_differences(access(other), access(database)) == []
    before = access(database)
    put(database, other)
    assert access(database) == before


def test_a_name_that_was_given_to_another_since_is_given_here_too(
    database: DatabaseFile, other: DatabaseFile
) -> None:
    for file in (database, other):
        set_account(file, LEADER, "kim", MEMBER)
    end_account(other, LEADER, "kim", TODAY)
    set_account(other, LEADER, "kim", MEMBER)
    put(database, other)
    with reading(database) as db:
        assert len(given_in(db, "kim")) == 2
    put(database, other)
    with reading(database) as db:
        assert len(given_in(db, "kim")) == 2


def test_a_key_that_was_taken_back_is_taken_back_here_too(
    database: DatabaseFile, other: DatabaseFile
) -> None:
    fingerprint = give(database, "kim", 1)
    give(other, "kim", 1)
    end_key(other, LEADER, "kim", fingerprint, TODAY)
    put(database, other)
    assert access(database).keys == {}
    assert {*access(database).accounts} == {"kim", "lee"}
