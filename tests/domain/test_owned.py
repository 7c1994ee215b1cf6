"""What is someone's to do: who owns what, and who coaches whom."""

from datetime import date, timedelta

from kpitui.domain.health.snapshot import Snapshot
from kpitui.domain.owned import TAKES_OVER, Duty, owned, owned_by
from kpitui.domain.records.action import Action
from kpitui.domain.records.person import Person
from kpitui.domain.records.session import CoachingSession, SessionKind

TODAY = date(2026, 11, 23)
ANA, BO = (
    Person(id=at, name=name, starts_on=date(2025, 1, 1)) for at, name in ((1, "Ana"), (2, "Bo"))
)


def session(
    number: int, coach: str, back: int, person_id: int = 1, *, actions: tuple[Action, ...] = (),
    follow_up_on: date | None = None, followed_up_on: date | None = None,
) -> CoachingSession:  # fmt: skip
    return CoachingSession(
        id=number, coach=coach, person_id=person_id, kind=SessionKind.TRAINING, actions=actions,
        date=TODAY - timedelta(days=back), follow_up_on=follow_up_on,
        followed_up_on=followed_up_on,
    )  # fmt: skip


def coaches(
    *sessions: CoachingSession, people: tuple[Person, ...] = (ANA, BO)
) -> list[tuple[int, str]]:
    found = owned(
        Snapshot(today=TODAY), sessions, {person.id: person for person in people}, TODAY, 60
    )
    return sorted((one.id, one.owner) for one in found if one.duty is Duty.COACHING)


def test_an_agent_is_coached_by_who_held_the_newest_session() -> None:
    assert coaches(session(1, "helen", 30), session(2, "lukas", 7)) == [(2, "lukas")]
    assert coaches(session(1, "helen", 61)) == []
    assert coaches(session(1, "helen", 7, 2), people=(ANA,)) == []


def test_a_follow_up_that_is_planned_stays_with_who_planned_it() -> None:
    assert coaches(session(1, "helen", 90, follow_up_on=TODAY), session(2, "lukas", 7)) == [
        (1, "helen"), (2, "lukas"),
    ]  # fmt: skip
    planned = session(1, "helen", 90, follow_up_on=TODAY)
    assert coaches(planned, session(2, "helen", 7)) == [(2, "helen")]
    held = session(1, "helen", 90, follow_up_on=TODAY, followed_up_on=TODAY)
    assert coaches(held, session(2, "lukas", 7)) == [(2, "lukas")]


def test_who_took_over_coaches_now_even_where_they_took_over_once_more() -> None:
    first = Action(id=1, session_id=1, text=TAKES_OVER, who="Zoe")
    second = Action(id=2, session_id=1, text=TAKES_OVER, who="Cy", done_on=TODAY)
    assert coaches(session(1, "helen", 7, actions=(first,))) == [(1, "Zoe")]
    assert coaches(session(1, "helen", 7, actions=(first, second))) == [(1, "Cy")]
    # An older follow-up of theirs goes with it.
    planned = session(1, "helen", 90, follow_up_on=TODAY)
    assert coaches(planned, session(2, "helen", 7, actions=(first,))) == [(2, "Zoe")]


def test_actions_of_others_are_theirs_and_those_of_the_agent_are_not() -> None:
    actions = (
        Action(id=1, session_id=1, text="listen", who="Ana"),
        Action(id=2, session_id=1, text="new script", who=" HELEN "),
        Action(id=3, session_id=1, text="done", who="helen", done_on=TODAY),
    )
    held = [session(1, "lukas", 90, actions=actions)]
    found = owned(Snapshot(today=TODAY), held, {1: ANA}, TODAY, 60)
    assert [one.said for one in owned_by(found, {"helen"})] == ["action new script"]
