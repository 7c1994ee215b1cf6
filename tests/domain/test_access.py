"""Who may do what: the four roles, and what each can ask for through the gate."""

import pytest

from kpitui.domain.access import VERBS, AccessRole, Actor, Permission

LEADER, SUPERVISOR, MEMBER, VIEWER = (Actor("lee", role) for role in AccessRole)
WORK = {
    Permission.READINGS, Permission.COACHING, Permission.ANNOTATIONS, Permission.REVIEWS,
    Permission.ABSENCES,
}  # fmt: skip


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [(LEADER, {*Permission}), (SUPERVISOR, WORK), (MEMBER, set()), (VIEWER, set())],
)
def test_each_role_may_do_its_work(actor: Actor, allowed: set[Permission]) -> None:
    assert {permission for permission in Permission if actor.may(permission)} == allowed


def test_through_the_gate_each_asks_for_what_they_may_see_and_do() -> None:
    changes, own = (
        {"log", "coach", "event", "import", "score", "decide", "review"},
        {
            "person",
            "expect",
            "session",
            "seen",
            "done",
            "answer",
            "evaluations",
            "dispute",
            "export",
            "brief",
            "help",
        },
    )
    assert {verb for verb in VERBS if LEADER.may_ask_for(verb)} == {*VERBS}
    assert {verb for verb in VERBS if SUPERVISOR.may_ask_for(verb)} == {*VERBS}
    assert {verb for verb in VERBS if VIEWER.may_ask_for(verb)} == {*VERBS} - changes
    assert {verb for verb in VERBS if MEMBER.may_ask_for(verb)} == own
    assert not LEADER.may_ask_for("restore")


def test_a_member_opens_the_file_for_their_own_page_only() -> None:
    own = ("person", "expect", "session", "seen", "done", "answer", "evaluations", "dispute")
    commands = (*own, "open", "undo", "redo", "due", "decide", "sheet")
    assert [MEMBER.may_open_file_for(command) for command in commands] == [True] * 11 + [False] * 3
    assert all(VIEWER.may_open_file_for(command) for command in commands)
    assert [actor.sees_everybody for actor in (LEADER, SUPERVISOR, MEMBER, VIEWER)] == [
        True, True, False, True,
    ]  # fmt: skip


def test_a_role_is_at_least_another_that_sees_and_may_do_no_more() -> None:
    everyone = (LEADER, SUPERVISOR, VIEWER, MEMBER)
    assert {actor.role: [actor.is_at_least(other) for other in everyone] for actor in everyone} == {
        AccessRole.LEADER: [True, True, True, True],
        AccessRole.SUPERVISOR: [False, True, True, True],
        AccessRole.VIEWER: [False, False, True, True],
        AccessRole.MEMBER: [False, False, False, True],
    }
