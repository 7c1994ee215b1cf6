"""Who may do what: accounts that are given, tied to a person, removed, and let in again."""

import pytest

from kpitui.actions.accounts import end_account, set_account
from kpitui.actions.undo import undo
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import NothingFound, Refused
from kpitui.storage.accounts import live_accounts, person_of, role_of
from kpitui.storage.database import DatabaseFile, reading
from tests.conftest import LEADER, TODAY

MEMBER = AccessRole.MEMBER


def roles(database: DatabaseFile) -> dict[str, str]:
    with reading(database) as db:
        return {account["name"]: account["role"] for account in live_accounts(db)}


def person(database: DatabaseFile, name: str) -> int | None:
    with reading(database) as db:
        return person_of(db, name)


def test_who_gives_the_first_account_is_leader(database: DatabaseFile) -> None:
    assert set_account(database, LEADER, "ana", MEMBER, "Ana López") == [
        "lee is leader",
        "ana is member",
    ]
    assert roles(database) == {"ana": "member", "lee": "leader"}


def test_without_accounts_everybody_is_a_leader_and_with_them_a_stranger_a_viewer(
    database: DatabaseFile,
) -> None:
    def role(name: str) -> AccessRole:
        with reading(database) as db:
            return role_of(db, name)

    assert role("kim") is AccessRole.LEADER
    set_account(database, LEADER, "ana", MEMBER)
    assert [role(name) for name in ("lee", "ana", "kim")] == [
        AccessRole.LEADER,
        MEMBER,
        AccessRole.VIEWER,
    ]


def test_an_account_is_of_its_person_until_it_is_removed(database: DatabaseFile) -> None:
    set_account(database, LEADER, "ana", MEMBER, "Ana López")
    assert (person(database, "ana"), person(database, "lee"), person(database, "kim")) == (
        1,
        None,
        None,
    )
    end_account(database, LEADER, "ana", TODAY)
    assert person(database, "ana") is None
    set_account(database, LEADER, "ana", MEMBER)
    assert person(database, "ana") is None, "the next one of that name is somebody else"


def test_who_comes_back_as_the_same_person_is_who_they_were(database: DatabaseFile) -> None:
    set_account(database, LEADER, "ana", MEMBER, "Ana López")
    with pytest.raises(NothingFound, match="There is no removed account ana"):
        set_account(database, LEADER, "ana", MEMBER, same_person=True)
    end_account(database, LEADER, "ana", TODAY)
    assert set_account(database, LEADER, "ana", None, same_person=True) == ["ana is member"]
    assert person(database, "ana") == 1


def test_nobody_locks_themselves_or_everybody_out(database: DatabaseFile) -> None:
    with pytest.raises(Refused, match="The first account must be a leader"):
        set_account(database, LEADER, "lee", MEMBER)
    set_account(database, LEADER, "mia", AccessRole.LEADER)
    with pytest.raises(Refused, match="You would lock yourself out"):
        set_account(database, LEADER, "lee", MEMBER)
    with pytest.raises(Refused, match="You would lock yourself out"):
        end_account(database, LEADER, "lee", TODAY)
    mia = Actor("mia")
    end_account(database, mia, "lee", TODAY)
    stranger = Actor("kim")
    with pytest.raises(Refused, match="There has to be a leader"):
        end_account(database, stranger, "mia", TODAY)
    with pytest.raises(Refused, match="There has to be a leader"):
        set_account(database, stranger, "mia", MEMBER)
    assert roles(database) == {"mia": "leader"}
    undo(database, mia)
    assert roles(database) == {"lee": "leader", "mia": "leader"}


@pytest.mark.parametrize("role", [AccessRole.SUPERVISOR, MEMBER, AccessRole.VIEWER])
def test_only_a_leader_says_who_may_do_what(database: DatabaseFile, role: AccessRole) -> None:
    set_account(database, LEADER, "ana", MEMBER)
    somebody = Actor("sue", role)
    with pytest.raises(Refused, match=f"A {role} may not manage access"):
        set_account(database, somebody, "sue", AccessRole.LEADER)
    with pytest.raises(Refused, match=f"A {role} may not manage access"):
        end_account(database, somebody, "ana", TODAY)
    assert roles(database) == {"ana": "member", "lee": "leader"}
