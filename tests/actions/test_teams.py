"""Which team is under which, from when: circles and ended teams are refused, all is undone."""

from datetime import date, timedelta

import pytest

from kpitui.actions import people
from kpitui.actions.plan import close_month
from kpitui.actions.teams import put_team_under
from kpitui.actions.undo import redo, undo
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import BadData, Conflict, Refused
from kpitui.domain.records.team import Team
from kpitui.domain.team_tree import in_tree_order
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_teams
from kpitui.storage.records import rows
from kpitui.storage.teams import load_team_tree, path_of, spans_under, teams_under
from kpitui.views.history import HistoryQuestion, load_history
from tests.conftest import LEADER, TODAY, other_program, record_weekly

JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)
EARLY = date(2026, 1, 1)


def team(database: DatabaseFile, name: str) -> Team:
    with reading(database) as db:
        return next(one for one in load_teams(db) if one.name == name)


def places(database: DatabaseFile) -> list[tuple[str, str, str, str | None]]:
    with reading(database) as db:
        found = rows(
            db,
            "SELECT own.name AS team, above.name AS under, team_parents.* FROM team_parents "
            "JOIN teams AS own ON own.id = team_id JOIN teams AS above ON above.id = parent_id "
            "ORDER BY own.name, team_parents.starts_on",
        )
    return [(one["team"], one["under"], one["starts_on"], one["ends_on"]) for one in found]


def put(database: DatabaseFile, name: str, under: str, on: date) -> None:
    parent = team(database, under) if under else None
    put_team_under(database, LEADER, team(database, name), parent, on)


@pytest.fixture
def sites(database: DatabaseFile) -> DatabaseFile:
    for name in ("Site", "Other"):
        people.add_team(database, LEADER, name, EARLY)
    return database


def test_a_team_is_put_under_another_from_a_day_on(sites: DatabaseFile) -> None:
    put(sites, "North", "Site", JUNE)
    put(sites, "North", "Other", JULY)
    put(sites, "North", "", AUGUST)
    assert places(sites) == [
        ("North", "Site", "2026-06-01", "2026-07-01"),
        ("North", "Other", "2026-07-01", "2026-08-01"),
    ]
    north, site, other = (team(sites, name).id for name in ("North", "Site", "Other"))
    with reading(sites) as db:
        assert path_of(db, north, JUNE) == "Site › North"
        assert path_of(db, north, AUGUST) == "North"
        assert teams_under(db, site, JUNE) == tuple(sorted((site, north)))
        assert teams_under(db, site, JULY) == (site,)
        assert teams_under(db, other, JULY - timedelta(days=1)) == (other,)
        assert spans_under(db, site, EARLY, TODAY)[north] == [(JUNE, date(2026, 6, 30))]


def test_a_place_is_put_right_on_its_own_day(sites: DatabaseFile) -> None:
    put(sites, "North", "Site", JUNE)
    put(sites, "North", "Other", JUNE)
    assert places(sites) == [("North", "Other", "2026-06-01", None)]
    put(sites, "North", "", JUNE)
    assert places(sites) == []


def test_what_changes_nothing_is_no_change(sites: DatabaseFile) -> None:
    put(sites, "North", "Site", JUNE)
    put(sites, "North", "Site", JULY)
    assert places(sites) == [("North", "Site", "2026-06-01", None)]


def test_a_circle_is_refused_and_named(sites: DatabaseFile) -> None:
    put(sites, "North", "Site", JUNE)
    put(sites, "Site", "Other", JUNE)
    with pytest.raises(BadData) as refused:
        put(sites, "Other", "North", JULY)
    assert refused.value.sentence == (
        "Other cannot be under North, as they would go round in a circle: Other is under North, "
        "North under Site, Site under Other."
    )
    with pytest.raises(BadData, match="Site cannot be under itself"):
        put(sites, "Site", "Site", JUNE)


def test_a_circle_that_would_come_later_is_refused_too(sites: DatabaseFile) -> None:
    put(sites, "Site", "North", AUGUST)
    with pytest.raises(BadData, match="North is under Site, Site under North"):
        put(sites, "North", "Site", JUNE)


def test_what_is_placed_anew_later_is_not_placed_before(sites: DatabaseFile) -> None:
    put(sites, "North", "Site", JULY)
    with pytest.raises(Refused, match="North has another place from 2026-07-01 on"):
        put(sites, "North", "Other", JUNE)


def test_a_team_that_ended_holds_no_other_and_is_in_none(sites: DatabaseFile) -> None:
    people.end_team(sites, LEADER, team(sites, "Other"), JULY)
    with pytest.raises(BadData, match="Other ended on 2026-07-01; choose a team that is still"):
        put(sites, "North", "Other", JULY)
    with pytest.raises(BadData, match="Other ended on 2026-07-01"):
        put(sites, "Other", "North", AUGUST)
    with pytest.raises(BadData, match="Site started on 2026-01-01; choose that day"):
        put(sites, "North", "Site", date(2025, 12, 1))


def test_a_team_with_others_under_it_does_not_end(sites: DatabaseFile) -> None:
    put(sites, "North", "Site", JUNE)
    with pytest.raises(Refused, match="Site has North under it on 2026-07-01 or later; move them"):
        people.end_team(sites, LEADER, team(sites, "Site"), JULY)
    put(sites, "North", "", JULY)
    people.end_team(sites, LEADER, team(sites, "Site"), JULY)


def test_a_locked_month_keeps_its_tree(sites: DatabaseFile) -> None:
    record_weekly(sites, 1, [80.0], JUNE, team_id=team(sites, "North").id)
    close_month(sites, LEADER, "2026-06", TODAY)
    put(sites, "Other", "Site", JUNE)
    with pytest.raises(BadData, match="2026-06 is locked; a team can only change its place on a"):
        put(sites, "North", "Site", JUNE)
    put(sites, "North", "Site", JULY)


def test_two_who_place_one_team_at_once(sites: DatabaseFile) -> None:
    seen = team(sites, "North")
    put(sites, "North", "Site", JUNE)
    with pytest.raises(Conflict):
        put_team_under(sites, LEADER, seen, team(sites, "Other"), JUNE)


def test_only_a_leader_places_teams(sites: DatabaseFile) -> None:
    sue = Actor("sue", AccessRole.SUPERVISOR)
    with pytest.raises(Refused, match="A supervisor may not change teams and people"):
        put_team_under(sites, sue, team(sites, "North"), team(sites, "Site"), JUNE)


def test_a_place_is_one_change_with_its_history_and_undo(sites: DatabaseFile) -> None:
    put(sites, "North", "Site", JUNE)
    put(sites, "North", "Other", JULY)
    before = places(sites)
    undo(sites, LEADER)
    assert places(sites) == [("North", "Site", "2026-06-01", None)]
    redo(sites, LEADER)
    assert places(sites) == before
    assert load_history(sites, HistoryQuestion())[0].title.startswith(
        "redo: put team under: North, Other"
    )


def test_a_new_team_comes_with_its_place_and_goes_with_it(sites: DatabaseFile) -> None:
    people.add_team(sites, LEADER, "East", JUNE, team(sites, "Site"))
    assert places(sites) == [("East", "Site", "2026-06-01", None)]
    undo(sites, LEADER)
    assert places(sites) == []
    with reading(sites) as db:
        assert "East" not in [one.name for one in load_teams(db)]


def test_a_team_that_others_are_under_is_not_undone(sites: DatabaseFile) -> None:
    people.add_team(sites, LEADER, "West", EARLY)
    put_team_under(sites, Actor("joe"), team(sites, "North"), team(sites, "West"), JUNE)
    with pytest.raises(Refused, match="The place of a team “North, West” depends on the team"):
        undo(sites, LEADER)


def test_the_first_place_moves_with_the_start_of_a_team(sites: DatabaseFile) -> None:
    people.add_team(sites, LEADER, "East", JULY, team(sites, "Site"))
    people.start_on(sites, LEADER, team(sites, "East"), JUNE)
    assert places(sites) == [("East", "Site", "2026-06-01", None)]


def test_a_first_place_that_began_later_than_the_team_stays(sites: DatabaseFile) -> None:
    people.add_team(sites, LEADER, "East", EARLY)
    put(sites, "East", "Site", JULY)
    people.start_on(sites, LEADER, team(sites, "East"), JUNE)
    assert places(sites) == [("East", "Site", "2026-07-01", None)]


def test_a_circle_of_another_program_has_an_end(sites: DatabaseFile) -> None:
    with other_program(sites.path) as connection:
        for own, above in (("North", "Site"), ("Site", "Other"), ("Other", "North")):
            connection.execute(
                "INSERT INTO team_parents (team_id, parent_id, starts_on) SELECT own.id, above.id, "
                "'2026-06-01' FROM teams AS own, teams AS above WHERE own.name = ? "
                "AND above.name = ?",
                [own, above],
            )
    north, site, other = (team(sites, name).id for name in ("North", "Site", "Other"))
    with reading(sites) as db:
        tree = load_team_tree(db)
        assert tree.above(north, JULY) == ()
        assert tree.circle(north, JULY) == (north, site, other)
        assert tree.circle(team(sites, "South").id, JULY) == ()
        assert sorted(tree.under(site, JULY)) == sorted((north, site, other))
        assert sorted(teams_under(db, site, JULY)) == sorted((north, site, other))
        assert path_of(db, north, JULY) == "North"
        lines = [*in_tree_order(load_teams(db), tree, JULY)]
        assert spans_under(db, site, EARLY, JULY) == {
            site: [(EARLY, JULY)], north: [(JUNE, JULY)], other: [(JUNE, JULY)]
        }  # fmt: skip
    assert len({line.team.id for line in lines}) == len(lines) == 4
    assert {line.level for line in lines} == {0}


def test_teams_come_in_the_order_of_their_tree(sites: DatabaseFile) -> None:
    put(sites, "North", "Site", JUNE)
    put(sites, "Site", "Other", JUNE)
    with reading(sites) as db:
        teams, tree = load_teams(db), load_team_tree(db)
    lines = [(line.team.name, line.level) for line in in_tree_order(teams, tree, JULY)]
    assert lines == [("Other", 0), ("Site", 1), ("North", 2), ("South", 0)]
    few = [one for one in teams if one.name != "Site"]
    lines = [(line.team.name, line.level) for line in in_tree_order(few, tree, JULY)]
    assert lines == [("Other", 0), ("North", 1), ("South", 0)]


def test_a_name_and_a_place_are_edited_in_one_change(sites: DatabaseFile) -> None:
    site = team(sites, "Site")
    people.edit_team(sites, LEADER, team(sites, "North"), "North-West", site, JUNE)
    assert places(sites) == [("North-West", "Site", "2026-06-01", None)]
    people.edit_team(sites, LEADER, team(sites, "North-West"), "Nord", site, JULY)
    assert places(sites) == [("Nord", "Site", "2026-06-01", None)]
    people.edit_team(sites, LEADER, team(sites, "Nord"), "Nord", site, JULY)
    undo(sites, LEADER)
    undo(sites, LEADER)
    assert places(sites) == []
    assert team(sites, "North").name == "North"
