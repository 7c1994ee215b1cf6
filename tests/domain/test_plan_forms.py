"""The forms of the plan: what each field says where it is wrong, all of them at once."""

from collections.abc import Callable
from datetime import date

import pytest

from kpitui.domain.activity_entry import typed_activities
from kpitui.domain.event_scope import EventSubjects
from kpitui.domain.fields import FieldErrors, FieldReader
from kpitui.domain.plan_drafts import (
    read_annotation,
    read_goal,
    read_kpi,
    read_metric,
    read_mission,
    read_standard,
)
from kpitui.domain.records.activity import Activity, activity_said
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.domain.records.standard import StandardScope
from kpitui.domain.records.team import Team

TODAY = date(2026, 11, 23)
SUBJECTS = EventSubjects(
    [
        Team(id=1, name="Orders", starts_on=date(2026, 1, 1)),
        Team(id=2, name="Night", starts_on=date(2025, 1, 1), ends_on=date(2026, 3, 1)),
    ],
    [
        Person(id=7, name="Ana Cruz", code="ana", starts_on=date(2026, 6, 1)),
        Person(id=8, name="Orla Finn", starts_on=date(2025, 1, 1), ends_on=date(2026, 11, 1)),
    ],
)


def reader(**texts: str) -> FieldReader:
    return FieldReader(texts, TODAY)


def errors(read: Callable[[FieldReader], object], **texts: str) -> dict[str, str]:
    with pytest.raises(FieldErrors) as caught:
        read(reader(**texts))
    return caught.value.errors


def of_metric(form: FieldReader) -> AnnotationDraft:
    return read_annotation(form, 1, None, SUBJECTS)


def test_an_event_is_of_today_or_earlier_has_a_text_and_says_why_limits_start_again() -> None:
    assert errors(of_metric, text=" ", date="2026-11-24", new_limits="yes") == {
        "text": "type something here",
        "date": "2026-11-24 is in the future; type a day up to today",
        "reason": "give a reason for the reset: without one it may hide a signal",
    }
    assert errors(of_metric, text="New phones", date="today", new_limits="maybe") == {
        "new_limits": "type yes or no"
    }
    assert list(errors(of_metric, text="x" * 501, date="today", new_limits="no")) == ["text"]


def test_where_it_is_tomorrow_already_an_event_may_be_of_then() -> None:
    texts = {"text": "New phones", "date": "2026-11-24", "new_limits": "no"}
    tomorrow = date(2026, 11, 24)
    assert of_metric(FieldReader(texts, TODAY, latest=tomorrow)).date == tomorrow


def test_an_event_is_read_as_typed() -> None:
    texts = {"text": "New phones", "date": "yesterday"}
    assert of_metric(reader(**texts, new_limits="n")) == AnnotationDraft(
        metric_id=1, date=date(2026, 11, 22), text="New phones"
    )
    last_friday = of_metric(reader(text="New phones", date="fri", new_limits="n"))
    assert last_friday.date == date(2026, 11, 20)
    form = reader(**texts, new_limits="y", reason="another tool")
    split = read_annotation(form, None, 2, SUBJECTS)
    assert (split.strategy_id, split.new_limits, split.reason) == (2, True, "another tool")


def test_an_event_is_of_the_organisation_or_of_one_team_or_person_who_is_there_then() -> None:
    texts = {"text": "Role-play", "new_limits": "n"}

    def scope(whom: str) -> tuple[int | None, int | None]:
        found = of_metric(reader(**texts, date="2026-10-01", whom=whom))
        return found.team_id, found.person_id

    assert scope("") == scope("org") == scope("everyone") == (None, None)
    assert scope("orders") == (1, None)
    assert scope("ana") == (None, 7)
    for whom, day, key, said in (
        ("Billing", "today", "whom", "No team or person called “Billing”; type organisation, or a "
         "name"),
        ("Or", "2026-10-01", "whom", "“Or” fits 3: organisation, Orders, Orla Finn; type more of "
         "the name"),
        ("Night", "2026-03-01", "whom", "Night ended on 2026-03-01; choose an earlier day"),
        ("Orders", "2025-12-31", "whom", "Orders starts on 2026-01-01; choose that day or a later "
         "one"),
        ("Orla", "today", "whom", "Orla Finn left on 2026-11-01; choose an earlier day"),
    ):  # fmt: skip
        assert errors(of_metric, **texts, date=day, whom=whom) == {key: said}
    assert of_metric(reader(**texts, date="2026-02-28", whom="night")).team_id == 2
    with pytest.raises(ValueError, match="for the organisation, or for one team or one person"):
        AnnotationDraft(metric_id=1, team_id=1, person_id=7, date=TODAY, text="x")


def test_texts_have_their_limits() -> None:
    def mission(form: FieldReader) -> object:
        return read_mission(form, first=True)

    assert mission(reader(statement="x" * 500, starts_on="today"))
    assert list(errors(mission, statement="x" * 501, starts_on="today")) == ["statement"]
    assert read_goal(reader(title="x" * 120, starts_on="today")).title == "x" * 120
    assert list(errors(read_goal, title="x" * 121, starts_on="today")) == ["title"]
    form = reader(**METRIC, unit="x" * 21)
    assert read_metric(form).unit == ""
    assert list(form.errors) == ["unit"]
    form = reader(**METRIC, unit="x" * 20)
    assert (read_metric(form).unit, form.errors) == ("x" * 20, {})


def test_a_kpi_and_a_standard_are_of_a_metric_that_is_there_or_of_one_to_be_made() -> None:
    part = read_metric(reader(**METRIC))
    there = Metric(
        id=7, name="Sales", code="sales", direction=part.direction, aggregation=part.aggregation,
        cadence=part.cadence,
    )  # fmt: skip
    texts = {"target": "5", "level": "5", "starts_on": "today", "due_on": "today", "warn": "1"}
    for metric, expected in ((there, 7), (part, part)):
        assert read_kpi(reader(**texts), metric).metric == expected
        assert read_standard(reader(**texts), metric, StandardScope(team_id=1)).metric == expected
    assert errors(lambda form: read_kpi(form, there), **texts | {"due_on": "2026-11-22"}) == {
        "due_on": "it is before the start on 2026-11-23"
    }


def test_every_mission_but_the_first_needs_a_reason() -> None:
    texts = {"statement": "Answer every call", "starts_on": "today"}
    assert read_mission(reader(**texts), first=True).reason == ""
    assert list(errors(lambda form: read_mission(form, first=False), **texts)) == ["reason"]
    assert read_mission(reader(**texts, reason="merged"), first=False).reason == "merged"


def test_a_priority_may_be_planned_until_the_day_it_starts_but_not_before() -> None:
    texts = {"title": "Grow", "starts_on": "2026-11-23"}
    assert read_goal(reader(**texts, planned_until="2026-11-23")).planned_until == TODAY
    assert errors(read_goal, **texts, planned_until="2026-11-22") == {
        "planned_until": "it is before the start on 2026-11-23"
    }


def goal_of(activities: str, kept: tuple[Activity, ...] = ()) -> tuple[Activity, ...]:
    form = reader(title="Grow", starts_on="today", activities=activities)
    return read_goal(form, teams=SUBJECTS.teams, kept=kept).activities


def test_an_activity_has_its_days_and_its_teams_behind_at() -> None:
    later = date(2027, 1, 11)
    assert goal_of("Training; Role-play @2027-01-11 @orders") == (
        Activity(text="Training"),
        Activity(text="Role-play", starts_on=later, team_ids=(1,)),
    )
    (dated,) = goal_of("Role-play @Night @2025-05-01 @2025-06-01 @night")
    assert dated == Activity(
        text="Role-play", starts_on=date(2025, 5, 1), ends_on=date(2025, 6, 1), team_ids=(2,)
    )
    names = {team.id: team.name for team in SUBJECTS.teams}
    assert typed_activities([dated], names) == "Role-play @2025-05-01 @2025-06-01 @Night"
    assert goal_of(typed_activities([dated], names)) == (dated,)
    assert activity_said(dated, names) == "Role-play · 2025-05-01 to 2025-06-01 · Night"
    assert goal_of("ask lee@example.org") == (Activity(text="ask lee@example.org"),)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Role-play @Billing", "“Billing” is no day and no team"),
        ("@today", "type the activity before its days and teams (@)"),
        ("x @2027-01-01 @2027-02-01 @2027-03-01", "“x” has more than a first and a last day"),
        ("x @2027-02-01 @2027-01-01", "“x” ends before it starts"),
        ("x @2026-05-01 @Night", "Night ended on 2026-03-01; choose an earlier day"),
        ("x @2025-05-01 @Orders", "Orders starts on 2026-01-01; choose that day or a later one"),
    ],
)
def test_an_activity_that_cannot_be_is_told_in_one_sentence(typed: str, said: str) -> None:
    form = {"title": "Grow", "starts_on": "today", "activities": typed}

    def read(form: FieldReader) -> object:
        return read_goal(form, teams=SUBJECTS.teams)

    assert errors(read, **form) == {"activities": said}


def test_an_activity_that_is_not_touched_stays_whatever_its_words() -> None:
    kept = (Activity(text="mail @ noon"), Activity(text="x", starts_on=TODAY, team_ids=(2,)))
    names = {team.id: team.name for team in SUBJECTS.teams}
    assert goal_of(typed_activities(kept, names), kept) == kept


def test_activities_stand_apart_by_semicolons() -> None:
    goal = read_goal(reader(title="Grow", starts_on="today", activities="call back; ; listen in "))
    assert goal.activities == (Activity(text="call back"), Activity(text="listen in"))


METRIC = {
    "name": "Sales", "direction": "h", "aggregation": "sum", "cadence": "w", "decimals": "0",
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("name", "", "type something here"),
        ("direction", "x", "type higher, lower or within"),
        ("aggregation", "", "type average, total, latest or ratio"),
        ("cadence", "", "type daily, weekly, monthly or quarterly"),
        ("decimals", "7", "type 0 to 6"),
        ("decimals", "", "type 0 to 6"),
    ],
)
def test_a_metric_says_what_is_wrong_beside_the_field(field: str, text: str, said: str) -> None:
    form = reader(**METRIC | {field: text})
    read_metric(form)
    assert form.errors == {field: said}


def test_the_plausible_range_of_a_metric_is_in_order_and_may_be_one_value() -> None:
    form = reader(**METRIC, plausible_low="5", plausible_high="4")
    read_metric(form)
    assert form.errors == {"plausible_high": "it is below the lowest valid value"}
    form = reader(**METRIC, plausible_low="5", plausible_high="5")
    part = read_metric(form)
    assert (form.errors, part.plausible_low, part.plausible_high) == ({}, 5, 5)
    assert (part.name, part.code, part.decimals) == ("Sales", "sales", 0)
