"""Teams that had an activity stand beside those that have not had it yet, by plain arithmetic."""

from datetime import date, timedelta

from kpitui.actions.readings import record
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.activity import Activity
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_metrics
from kpitui.views.rollout import Rollout, RolloutSide, load_rollouts, starts_of
from tests.conftest import LEADER, TODAY, record_shares, record_weekly

AS_OF = AsOf(TODAY, TODAY)
LAST = date(2026, 11, 20)
BEGAN = date(2026, 10, 7)
"""A Wednesday: its week belongs to neither side, six whole weeks are after it."""
CSAT, ADHERENCE, NORTH, SOUTH, ANA, BO = 1, 3, 1, 2, 1, 2


def activity(text: str, starts_on: date | None, *teams: int) -> Activity:
    return Activity(text=text, starts_on=starts_on, team_ids=teams)


def rollouts(database: DatabaseFile, *activities: Activity, metric: int = CSAT) -> list[Rollout]:
    with reading(database) as db:
        metrics = load_metrics(db, [metric])
        return [*load_rollouts(db, activities, metrics, AS_OF, database.rules.on(TODAY))]


def test_one_name_is_one_activity_and_only_one_that_began_in_a_team_is_compared() -> None:
    later = BEGAN + timedelta(days=30)
    found = starts_of(
        [
            activity("Role-play", later, NORTH, SOUTH),
            activity("role-play", BEGAN, NORTH),
            activity("Everyone's", BEGAN),
            activity("Not begun", later + timedelta(days=1), NORTH),
            activity("No day", None, NORTH),
        ],
        later,
    )
    assert found == [("Role-play", {NORTH: BEGAN, SOUTH: later})]


def test_each_side_has_its_whole_weeks_and_the_week_of_the_start_is_none(
    database: DatabaseFile,
) -> None:
    for person, step in ((ANA, 10.0), (BO, 0.0)):
        values = [70.0] * 30 + [99.0] + [70.0 + step] * 6
        record_weekly(database, CSAT, values, LAST, person_id=person)
    record_weekly(database, CSAT, [1.0], TODAY, person_id=ANA)  # the running week
    (found,) = rollouts(database, activity("Role-play", BEGAN, NORTH))
    north, south = found.teams
    assert (north.team, north.had, south.team, south.had) == ("North", True, "South", False)
    assert (north.before, north.after) == (RolloutSide(70.0, 24), RolloutSide(80.0, 6))
    assert (south.before, south.after) == (RolloutSide(70.0, 24), RolloutSide(70.0, 6))


def test_a_team_that_started_later_is_looked_at_from_its_own_day(database: DatabaseFile) -> None:
    for person in (ANA, BO):
        record_weekly(database, CSAT, [float(week) for week in range(20)], LAST, person_id=person)
    later = BEGAN + timedelta(weeks=3)
    (found,) = rollouts(
        database, activity("Role-play", BEGAN, NORTH), activity("Role-play", later, SOUTH)
    )
    assert [(team.before.n, team.after.n) for team in found.teams] == [(13, 6), (16, 3)]
    assert found.since == BEGAN


def test_shares_are_combined_by_their_sizes_and_a_team_without_readings_is_left_out(
    database: DatabaseFile,
) -> None:
    record_shares(database, [90.0] * 12, BEGAN - timedelta(weeks=1), person_id=ANA)
    draft = ReadingDraft(
        metric_id=ADHERENCE, person_id=ANA, date=LAST - timedelta(weeks=1),
        numerator=1, denominator=900,
    )  # fmt: skip
    record(database, LEADER, [draft], today=TODAY)
    record_shares(database, [99.0], LAST, person_id=ANA)
    (found,) = rollouts(database, activity("Role-play", BEGAN, NORTH), metric=ADHERENCE)
    (north,) = found.teams
    assert (north.before, north.after) == (RolloutSide(90.0, 12), RolloutSide(10.0, 2))


def test_where_no_team_that_had_it_was_read_nothing_is_said(database: DatabaseFile) -> None:
    record_weekly(database, CSAT, [70.0] * 20, LAST, person_id=BO)
    assert rollouts(database, activity("Role-play", BEGAN, NORTH)) == []
