"""The teams that the lines of a file name: who joins, moves and comes back."""

from datetime import timedelta

from kpitui.domain.import_answers import Asked
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows
from kpitui.storage.summaries import wrong_summaries
from tests.actions.import_lines import DAY, days, kept, lines, memberships, row, take


def test_the_team_of_a_line_counts_and_begins_a_membership(database: DatabaseFile) -> None:
    first, second = days(2)[::-1]
    found = [
        row(person="Uma", team="North", date=first),
        row(person="Uma", team="East", date=second),
    ]
    report = take(database, lines(found), dry_run=True)
    assert [(move.old, move.new, move.on) for move in report.moves] == [
        ("", "North", first),
        ("North", "East", second),
    ]
    take(database, lines(found))
    assert [one[2] for one in kept(database)] == ["North", "East"]
    assert memberships(database, "Uma") == [
        ("North", first.isoformat(), second.isoformat()),
        ("East", second.isoformat(), None),
    ]
    assert take(database, lines(found)).moves == []


def test_somebody_known_is_moved_with_create_and_told_of_without(database: DatabaseFile) -> None:
    told = take(database, [row(person="ana", team="South")], create=False, dry_run=True)
    assert [(move.old, move.new, move.made) for move in told.moves] == [("North", "South", False)]
    take(database, [row(person="ana", team="South")])
    assert [one[2] for one in kept(database)] == ["South"]
    assert [membership[:2] for membership in memberships(database, "Ana López")] == [
        ("North", "2024-01-01"),
        ("South", DAY.isoformat()),
    ]
    with reading(database) as db:
        roles = rows(db, "SELECT role_id FROM memberships WHERE person_id = 1")
        assert wrong_summaries(db) == 0
    assert [role["role_id"] for role in roles] == [1, 1]


def test_somebody_who_comes_back_to_a_team_moves_each_time(database: DatabaseFile) -> None:
    found = [
        row(person="Uma", team=team, date=DAY + timedelta(days=place))
        for place, team in enumerate(("North", "East", "East", "North"))
    ]
    take(database, lines(found), teams="person")
    assert [membership[0] for membership in memberships(database, "Uma")] == [
        "North",
        "East",
        "North",
    ]
    assert [one[2] for one in kept(database)] == ["North", "East", "East", "North"]


def test_two_teams_of_one_person_on_a_day_are_those_of_the_calls(database: DatabaseFile) -> None:
    first, second = days(2)[::-1]
    found = lines([
        row("Orders", 5.0, person="ana", team="Sales", date=first),
        row("Orders", 4.0, person="ana", team="Sales", date=first),
        row("Orders", 1.0, person="ana", team="Billing", date=first),
        row("Orders", 3.0, person="ana", team="Sales", date=second),
        row("Orders", 2.0, person="Uma", team="Sales", date=second),
    ])  # fmt: skip
    asked = take(database, found, add_up="mean")
    (question,) = asked.questions
    assert (question.asked, question.default) == (Asked.TEAMS, "call")
    assert question.examples == ("Ana López: Sales, Billing",)
    report = take(database, found, add_up="mean", teams="call")
    assert (report.moves, report.new_teams) == ([], [])
    assert "people stay in the teams that they are in" in " ".join(report.said)
    assert [one[1:3] + one[4:5] for one in kept(database)] == [
        ("Ana López", "North", 10.0), ("Ana López", "North", 3.0), ("Uma", None, 2.0),
    ]  # fmt: skip
    assert memberships(database, "Ana López") == [("North", "2024-01-01", None)]
    assert take(database, found, add_up="mean", yes=True).unchanged == 3


def test_the_teams_of_people_add_up_to_one_reading_a_day_too(database: DatabaseFile) -> None:
    found = [row("Orders", value, person="Uma", team=team)
             for value, team in ((5.0, "Sales"), (1.0, "Billing"))]  # fmt: skip
    take(database, lines(found), add_up="mean", teams="person")
    assert [one[1:3] + one[4:5] for one in kept(database)] == [("Uma", "Sales", 6.0)]
    assert [membership[0] for membership in memberships(database, "Uma")] == ["Sales"]


def test_somebody_in_more_than_three_teams_is_asked_about(database: DatabaseFile) -> None:
    teams = ("North", "East", "South", "West")
    found = lines(row(person="Uma", team=team, date=day)
                  for team, day in zip(teams, days(4)[::-1], strict=True))  # fmt: skip
    assert [question.asked for question in take(database, found).questions] == [Asked.TEAMS]
    told = take(database, found, create=False)
    assert (told.questions, told.moves) == ([], [])
