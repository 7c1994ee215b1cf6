"""What is one's own: the teams of the account with all below, else the team of its person, else
everything.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import EVERYBODY
from kpitui.storage.database import DatabaseFile
from kpitui.views.coaching import load_open
from kpitui.views.due import load_due
from kpitui.views.evaluations_due import load_evaluations_due
from kpitui.views.health import load_health
from kpitui.views.own_teams import EVERY_TEAM, load_own_teams, load_teams_under
from kpitui.views.people import load_people_lines
from kpitui.views.readings import load_readings
from tests.own_teams import DAY, LEADER, SUPERVISOR, changed, sample_with_accounts

NOW = AsOf(DAY, DAY)
ORDERS, AFTERCARE, EVENING = 1, 2, 3
UNDER = "INSERT INTO team_parents (team_id, parent_id, starts_on, ends_on) VALUES ({}, {}, {}, {});"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[DatabaseFile]:
    with sample_with_accounts(tmp_path) as database:
        # The tests put its teams under one another themselves.
        changed(database.path, "DELETE FROM team_parents; DELETE FROM teams WHERE name = 'Bristol'")
        yield database


def test_the_teams_of_the_account_come_first_then_the_team_of_its_person(
    file: DatabaseFile,
) -> None:
    zoe = load_own_teams(file, Actor("zoe", SUPERVISOR), DAY)
    assert (zoe.said, {*zoe.ids}, len(zoe.people), zoe.whole) == ("Orders", {ORDERS}, 7, False)
    two = load_own_teams(file, Actor("two", SUPERVISOR), DAY)
    assert (two.said, {*two.ids}, len(two.people)) == (
        "Aftercare and Evening line", {AFTERCARE, EVENING}, 17
    ), "one of them left"  # fmt: skip
    lena = load_own_teams(file, Actor("lena", LEADER), DAY)
    assert (lena.said, {*lena.ids}, lena.whole) == ("Orders", {ORDERS}, True)


@pytest.mark.parametrize(
    "actor",
    [
        Actor("lee", LEADER),
        Actor("nobody", AccessRole.VIEWER),
        Actor("zoe", AccessRole.MEMBER),
    ],
)
def test_who_has_no_team_sees_everything(file: DatabaseFile, actor: Actor) -> None:
    assert load_own_teams(file, actor, DAY) == EVERY_TEAM
    assert not EVERY_TEAM
    assert EVERY_TEAM.said == "every team"


def test_a_file_without_accounts_is_as_it_was(file: DatabaseFile) -> None:
    changed(file.path, "DELETE FROM account_teams; DELETE FROM accounts;")
    for name in ("zoe", "lena", "lee"):
        assert load_own_teams(file, Actor(name), DAY) == EVERY_TEAM


def test_what_is_below_a_team_on_the_day_is_ones_own(file: DatabaseFile) -> None:
    changed(file.path, UNDER.format(AFTERCARE, ORDERS, "'2026-11-01'", "'2026-11-15'"))
    changed(file.path, UNDER.format(EVENING, AFTERCARE, "'2026-11-01'", "NULL"))

    def own(day: date) -> set[int]:
        return {*load_own_teams(file, Actor("zoe", SUPERVISOR), day).ids}

    assert own(date(2026, 11, 14)) == {ORDERS, AFTERCARE, EVENING}
    assert own(date(2026, 11, 15)) == own(date(2026, 10, 31)) == {ORDERS}
    assert load_teams_under(file, AFTERCARE, DAY).ids == {AFTERCARE, EVENING}
    two = load_own_teams(file, Actor("two", SUPERVISOR), DAY)
    assert (two.said, {*two.ids}) == ("Aftercare", {AFTERCARE, EVENING})


def test_a_circle_of_teams_has_an_end(file: DatabaseFile) -> None:
    changed(file.path, UNDER.format(AFTERCARE, EVENING, "'2026-11-01'", "NULL"))
    changed(file.path, UNDER.format(EVENING, AFTERCARE, "'2026-11-01'", "NULL"))
    two = load_own_teams(file, Actor("two", SUPERVISOR), DAY)
    assert (two.said, {*two.ids}) == ("Aftercare and Evening line", {AFTERCARE, EVENING})


def test_the_team_of_the_day_counts_for_who_moved(file: DatabaseFile) -> None:
    changed(
        file.path,
        "UPDATE memberships SET ends_on = '2026-11-10' WHERE person_id = "
        "(SELECT person_id FROM accounts WHERE name = 'lena') AND ends_on IS NULL; "
        "INSERT INTO memberships (person_id, team_id, starts_on) "
        "SELECT person_id, 2, '2026-11-10' FROM accounts WHERE name = 'lena';",
    )
    lena = Actor("lena", LEADER)
    assert load_own_teams(file, lena, date(2026, 11, 9)).said == "Orders"
    assert load_own_teams(file, lena, date(2026, 11, 10)).said == "Aftercare"


def test_each_list_holds_ones_own_teams_and_every_one_what_all_lists_of_teams_hold(
    file: DatabaseFile,
) -> None:
    teams = [load_teams_under(file, one, DAY) for one in (ORDERS, AFTERCARE, EVENING)]

    def same(all_of: Sequence[object], *parts: Sequence[object]) -> None:
        assert all(parts), "each team has something"
        assert sorted(map(repr, all_of)) == sorted(repr(one) for part in parts for one in part)

    same(
        [subject for subject in load_due(file, NOW) if subject.team or subject.person_id],
        *(load_due(file, NOW, team) for team in teams),
    )
    same(
        load_evaluations_due(file, NOW) or [],
        *(load_evaluations_due(file, NOW, team) or [] for team in teams),
    )
    same(load_open(file, DAY), *(load_open(file, DAY, team) for team in teams))
    people = load_people_lines(file, DAY, gone=True)
    same(people.lines, *(people.of(team).lines for team in teams))
    shown = [team for team in people.teams if team.id in (ORDERS, AFTERCARE, EVENING)]
    same(shown, *(people.of(team).teams for team in teams))


def test_issues_of_the_plan_are_everyones_and_those_of_people_their_teams(
    file: DatabaseFile,
) -> None:
    found = {finding.id for finding in load_health(file, NOW).open}
    of_teams = [
        {finding.id for finding in load_health(file, NOW, load_teams_under(file, team, DAY)).open}
        for team in (ORDERS, AFTERCARE, EVENING)
    ]
    assert set.union(*of_teams) == found
    shared = set.intersection(*of_teams)
    assert {code for code, _ in shared} >= {"K202"}
    assert not [key for _, key in shared if key.startswith(("person-", "team-", "session-"))]
    assert all(team - shared for team in of_teams)


def test_readings_of_everyone_are_those_of_ones_own_teams_and_of_the_organisation(
    file: DatabaseFile,
) -> None:
    changed(
        file.path,
        "INSERT INTO readings (metric_id, date, value) VALUES (3, '2026-11-19', 300), "
        "(3, '2026-11-18', 301);",
    )
    orders = load_teams_under(file, ORDERS, DAY)
    names = {line.person.name for line in load_people_lines(file, DAY).of(orders).lines}
    found = load_readings(file, 3, EVERYBODY, shown=orders)
    assert len(found) == 500
    moved = "Tom Whitfield"  # was in Orders before
    assert {line.subject for line in found} <= {*names, moved, "Orders", "organisation"}
    assert [line.subject for line in found[:2]] == ["organisation"] * 2
    days = [line.recorded.draft.date for line in found]
    assert days == sorted(days, reverse=True)


def test_many_teams_are_counted() -> None:
    from kpitui.domain.records.team import Team
    from kpitui.views.own_teams import TeamsShown

    teams = tuple(Team(id=at, name=f"T{at}", starts_on=DAY) for at in range(5))
    assert TeamsShown(teams).said == "T0, T1 and 3 more"
