"""What is expected of somebody: the most specific standard that has a level on the day."""

from datetime import date

from kpitui.domain.people import scopes_on
from kpitui.domain.plan import Expectations, expectation, scopes_held, scopes_of
from kpitui.domain.records.dated import Target
from kpitui.domain.records.metric import Range
from kpitui.domain.records.person import Membership, Person
from kpitui.domain.records.standard import Standard
from kpitui.domain.team_tree import FLAT

JANUARY, MARCH, MAY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)


def standard(id_: int, low: float, *, until: date | None = None, **subject: int) -> Standard:
    level = Target(id=id_, level=Range(low=low), starts_on=JANUARY, ends_on=until)
    return Standard(id=id_, metric_id=1, levels=(level,), **subject)


EVERYBODY, NORTH, ADVISORS = (
    standard(1, 80),
    standard(2, 85, team_id=7),
    standard(3, 90, role_id=5, until=MARCH),
)
ANA = standard(4, 95, person_id=1)


def expected(day: date, *standards: Standard, person_id: int = 1) -> int | None:
    found = expectation(standards, day, FLAT, person_id=person_id, role_id=5, team_id=7)
    return found[0].id if found else None


def test_a_person_comes_before_a_role_a_role_before_a_team_and_a_team_before_everybody() -> None:
    assert expected(JANUARY, EVERYBODY, NORTH, ADVISORS, ANA) == 4
    assert expected(JANUARY, EVERYBODY, NORTH, ADVISORS, ANA, person_id=2) == 3
    assert expected(JANUARY, NORTH, EVERYBODY) == 2
    assert expected(JANUARY, EVERYBODY) == 1


def test_a_standard_without_a_level_that_day_gives_way_to_the_next() -> None:
    assert expected(MAY, EVERYBODY, NORTH, ADVISORS) == 2
    assert expected(MAY, ADVISORS) is None


def test_standards_of_others_do_not_count() -> None:
    found = Expectations([NORTH, ADVISORS, ANA], FLAT)
    assert (
        found.of(scopes_of(FLAT, JANUARY, person_id=None, role_id=None, team_id=None), JANUARY)
        is None
    )
    assert found.of(scopes_of(FLAT, JANUARY, person_id=2, role_id=6, team_id=8), JANUARY) is None


def test_what_holds_for_somebody_follows_their_memberships() -> None:
    memberships = (
        Membership(id=1, person_id=1, team_id=7, role_id=5, starts_on=JANUARY, ends_on=MARCH),
        Membership(id=2, person_id=1, team_id=8, starts_on=MARCH),
    )
    ana = Person(id=1, name="Ana", starts_on=JANUARY, memberships=memberships)
    held = scopes_held([NORTH, ADVISORS], JANUARY)
    assert not held.isdisjoint(scopes_on(ana, JANUARY, FLAT))
    assert held.isdisjoint(scopes_on(ana, MAY, FLAT))
    assert scopes_held([NORTH, ADVISORS], MAY) == {NORTH.scope}
