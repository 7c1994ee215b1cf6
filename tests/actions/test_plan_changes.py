"""Changing the plan by hand, and taking each change back."""

import contextlib
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from kpitui.actions import measures, plan
from kpitui.actions.plan import Learned
from kpitui.actions.readings import record
from kpitui.actions.undo import redo, undo, upcoming
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import BadData, Conflict, NothingFound, Refused
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.goal import GoalDraft
from kpitui.domain.records.kpi import KpiDraft
from kpitui.domain.records.metric import Aggregation, Cadence, Definition, Direction, Place, Range
from kpitui.domain.records.mission import MissionDraft
from kpitui.domain.records.standard import StandardDraft, StandardScope
from kpitui.storage.connections import connect
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.records import rows
from kpitui.storage.summaries import wrong_summaries
from kpitui.views.export import readings_for_export
from kpitui.views.history import HistoryQuestion, load_history
from tests.conftest import LEADER, TODAY, record_weekly

NEW_METRIC = Definition(
    name="Net promoter score",
    code="nps",
    direction=Direction.HIGHER,
    aggregation=Aggregation.MEAN,
    cadence=Cadence.MONTHLY,
)
TABLES = (
    "missions", "priorities", "strategies", "metrics", "kpis", "standards", "targets", "verdicts",
    "annotations",
)  # fmt: skip

Change = Callable[[DatabaseFile, PlanRecords], object]


def records(database: DatabaseFile) -> PlanRecords:
    with reading(database) as db:
        return load_plan(db)


def content(database: DatabaseFile) -> dict[str, list[dict[str, object]]]:
    """Everything the plan holds, but for how often each record was changed."""
    with reading(database) as db:
        return {
            table: [
                {k: v for k, v in row.items() if k != "version"}
                for row in rows(db, f"SELECT * FROM {table} ORDER BY id")
            ]
            for table in TABLES
        }


def goal(title: str, starts_on: date = TODAY) -> GoalDraft:
    return GoalDraft(title=title, starts_on=starts_on)


def kpi(metric: int | Definition = 3, target: float = 95) -> KpiDraft:
    return KpiDraft(
        metric=metric,
        baseline=90,
        target=Range(low=target),
        starts_on=TODAY,
        due_on=date(2027, 6, 30),
        warn=1,
    )


def level(
    low: float, starts_on: date = TODAY, metric: int | Definition = 3, **scope: int
) -> StandardDraft:
    return StandardDraft(
        metric=metric, scope=StandardScope(**scope), level=Range(low=low), starts_on=starts_on
    )


CHANGES: dict[str, Change] = {
    "change mission": lambda db, p: plan.change_mission(
        db,
        LEADER,
        MissionDraft(statement="Another", reason="we merged", starts_on=TODAY),
        p.missions[0],
    ),
    "add priority": lambda db, _: plan.add_priority(db, LEADER, goal("Cut the waiting")),
    "add strategy": lambda db, p: plan.add_strategy(db, LEADER, p.priorities[0], goal("Hire more")),
    "edit priority": lambda db, p: plan.edit_priority(
        db, LEADER, p.priorities[0], goal("Grow trust")
    ),
    "edit strategy": lambda db, p: plan.edit_strategy(
        db, LEADER, p.strategies[0], goal("Listen better")
    ),
    "end strategy": lambda db, p: plan.end_strategy(
        db, LEADER, p.strategies[0], TODAY, Learned("it worked", "csat up")
    ),
    "end priority": lambda db, p: plan.end_priority(
        db, LEADER, p.priorities[0], TODAY, {p.strategies[0].id: Learned("it worked")}
    ),
    "make KPI": lambda db, p: measures.tie_kpi(db, LEADER, p.strategies[0], kpi()),
    "make KPI of a new metric": lambda db, p: measures.tie_kpi(
        db, LEADER, p.strategies[0], kpi(NEW_METRIC)
    ),
    "edit KPI": lambda db, p: measures.edit_kpi(
        db, LEADER, p.kpis[0], kpi(p.kpis[0].metric_id, 88), TODAY
    ),
    "end KPI": lambda db, p: measures.end_kpi(db, LEADER, p.kpis[0], TODAY),
    "set standard": lambda db, _: measures.set_standard(db, LEADER, level(93), earliest=TODAY),
    "set standard of a person": lambda db, _: measures.set_standard(
        db, LEADER, level(80, person_id=1), earliest=TODAY
    ),
    "set standard of a new metric": lambda db, _: measures.set_standard(
        db, LEADER, level(40, metric=NEW_METRIC), earliest=TODAY
    ),
    "end standard": lambda db, p: measures.end_standard(db, LEADER, p.standards[0], TODAY),
    "add metric": lambda db, _: measures.add_metric(db, LEADER, NEW_METRIC),
    "mark as context": lambda db, p: measures.place_metric(db, LEADER, p.metrics[1], Place.CONTEXT),
    "annotate": lambda db, _: measures.annotate(
        db, LEADER, AnnotationDraft(metric_id=1, date=TODAY, text="new phone menu", new_limits=True)
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_can_be_taken_back_and_both_are_in_the_history(
    database: DatabaseFile, name: str
) -> None:
    before = content(database)
    CHANGES[name](database, records(database))
    assert content(database) != before
    undone = undo(database, LEADER)
    assert content(database) == before
    newest, second = load_history(database, HistoryQuestion(limit=2))
    assert newest.undoes == second.change_id == undone.change_id
    assert second.undone
    assert second.by == newest.by == "lee"


def test_changes_are_taken_back_one_after_the_other(database: DatabaseFile) -> None:
    states = [content(database)]
    for name in ("add priority", "make KPI", "edit KPI", "end priority"):
        CHANGES[name](database, records(database))
        states.append(content(database))
    for state in reversed(states[:-1]):
        undo(database, LEADER)
        assert content(database) == state


def test_a_change_on_which_something_depends_is_refused_with_what_it_is(
    database: DatabaseFile,
) -> None:
    priority_id = plan.add_priority(database, LEADER, goal("Cut the waiting"))
    added = load_history(database, HistoryQuestion(limit=1))[0].change_id
    priority = next(
        priority for priority in records(database).priorities if priority.id == priority_id
    )
    plan.add_strategy(database, LEADER, priority, goal("Hire more"))
    before = content(database)
    with pytest.raises(
        Refused, match="strategy “Hire more” depends on the priority “Cut the waiting”"
    ):
        undo(database, LEADER, added)
    assert content(database) == before


def test_what_somebody_else_changed_since_is_not_taken_back(database: DatabaseFile) -> None:
    plan.edit_priority(database, LEADER, records(database).priorities[0], goal("Grow trust"))
    plan.edit_priority(
        database, Actor("mia"), records(database).priorities[0], goal("Grow more trust")
    )
    with pytest.raises(Refused, match=r"mia has changed that priority.*Only they can undo that"):
        undo(database, LEADER)
    with pytest.raises(Refused, match="mia did that"):
        undo(database, LEADER, load_history(database, HistoryQuestion(limit=1))[0].change_id)


def test_what_another_program_changed_since_is_not_taken_back(database: DatabaseFile) -> None:
    plan.edit_priority(database, LEADER, records(database).priorities[0], goal("Grow trust"))
    with contextlib.closing(connect(database.path)) as other:
        other.execute("UPDATE priorities SET title = 'Grow more trust'")
    with pytest.raises(Refused, match="That priority was changed since then by another program"):
        undo(database, LEADER)


def test_nothing_of_mine_is_nothing_to_take_back(database: DatabaseFile) -> None:
    with pytest.raises(NothingFound, match="Nothing to undo"):
        undo(database, Actor("mia"))


def test_a_reading_taken_back_is_voided_and_counts_no_more(database: DatabaseFile) -> None:
    record_weekly(database, 1, [80.0], TODAY, person_id=1)
    undo(database, LEADER)
    with reading(database) as db:
        assert rows(db, "SELECT state FROM readings") == [{"state": "void"}]
        assert rows(db, "SELECT * FROM day_summaries") == []


def test_a_reading_in_a_closed_month_is_not_taken_back(database: DatabaseFile) -> None:
    record_weekly(database, 1, [80.0], date(2026, 10, 1), person_id=1)
    measures_of = load_history(database, HistoryQuestion(limit=1))[0].change_id
    plan.close_month(database, LEADER, "2026-10", TODAY)
    with pytest.raises(Refused, match="2026-10 is locked"):
        undo(database, LEADER, measures_of)


def test_a_closed_month_takes_a_correction_with_a_reason_only(database: DatabaseFile) -> None:
    plan.close_month(database, LEADER, "2026-10", TODAY)
    draft = ReadingDraft(metric_id=1, person_id=1, date=date(2026, 10, 5), value=80)
    with pytest.raises(Refused, match="needs a reason"):
        record(database, LEADER, [draft], today=TODAY)
    record(database, LEADER, [draft], today=TODAY, reason="the survey came late")
    assert load_history(database, HistoryQuestion(limit=1))[0].why == "the survey came late"


def test_the_running_month_is_not_closed(database: DatabaseFile) -> None:
    with pytest.raises(BadData, match="not over"):
        plan.close_month(database, LEADER, "2026-11", TODAY)


def test_a_new_target_leaves_the_old_one_to_the_days_it_was_for(database: DatabaseFile) -> None:
    held = records(database).kpis[0]
    measures.edit_kpi(database, LEADER, held, kpi(held.metric_id, 88), TODAY)
    old, new = records(database).kpis[0].targets
    assert (old.level.low, old.ends_on) == (85, TODAY)
    assert (new.level.low, new.starts_on, new.ends_on) == (88, TODAY, None)


def test_a_level_of_the_same_day_is_fixed_not_doubled(database: DatabaseFile) -> None:
    measures.set_standard(database, LEADER, level(93), earliest=TODAY)
    measures.set_standard(database, LEADER, level(94), earliest=TODAY)
    standard = next(standard for standard in records(database).standards if standard.metric_id == 3)
    assert [target.level.low for target in standard.levels] == [92, 94]


def test_a_level_cannot_start_before_a_later_one(database: DatabaseFile) -> None:
    june = date(2026, 6, 1)
    measures.set_standard(database, LEADER, level(93, june), earliest=june)
    with pytest.raises(BadData, match="Another level applies from 2026-06-01"):
        measures.set_standard(database, LEADER, level(91, date(2026, 3, 1)), earliest=june)


@pytest.mark.parametrize("low", [93.0, 1.0])
def test_another_level_of_a_standard_judges_nothing_that_was_before(
    database: DatabaseFile, low: float
) -> None:
    before = records(database).standards
    with pytest.raises(BadData, match=f"Another level applies from {TODAY}; .* with a reason"):
        measures.set_standard(
            database, LEADER, level(low, TODAY - timedelta(days=1)), earliest=TODAY
        )
    assert records(database).standards == before


def test_the_first_level_of_a_new_standard_may_begin_in_the_past(database: DatabaseFile) -> None:
    past = date(2026, 3, 1)
    new = measures.set_standard(database, LEADER, level(80, past, person_id=1), earliest=TODAY)
    (held,) = next(
        standard for standard in records(database).standards if standard.id == new
    ).levels
    assert (held.starts_on, held.level.low) == (past, 80)
    # it cannot be another one from that day on either
    with pytest.raises(BadData, match=f"Another level applies from {TODAY};"):
        measures.set_standard(database, LEADER, level(70, past, person_id=1), earliest=TODAY)


def test_ending_a_strategy_ends_its_kpis_and_leaves_metric_readings_and_standards(
    database: DatabaseFile,
) -> None:
    record_weekly(database, 1, [80.0, 81.0], TODAY, person_id=1)
    before = content(database)
    CHANGES["end strategy"](database, records(database))
    after = content(database)
    assert [one["ends_on"] for one in after["kpis"]] == [TODAY.isoformat()]
    assert after["metrics"] == before["metrics"]
    assert after["standards"] == before["standards"]
    assert after["targets"] == before["targets"]
    assert after["verdicts"][0]["words"] == "it worked"


def test_a_strategy_ends_only_with_a_verdict(database: DatabaseFile) -> None:
    with pytest.raises(BadData, match="what you learned"):
        plan.end_strategy(database, LEADER, records(database).strategies[0], TODAY, Learned(""))


def test_two_edits_of_one_record_conflict_with_both_kept_apart(database: DatabaseFile) -> None:
    stale = records(database).priorities[0]
    plan.edit_priority(database, Actor("mia"), stale, goal("Grow trust"))
    with pytest.raises(Conflict, match="mia changed that record"):
        plan.edit_priority(database, LEADER, stale, goal("Grow faith"))


def test_a_metric_that_is_edited_keeps_its_end_and_its_place(database: DatabaseFile) -> None:
    metric_id = measures.add_metric(database, LEADER, NEW_METRIC)
    measures.place_metric(database, LEADER, records(database).metrics[metric_id], Place.CONTEXT)
    measures.end_metric(database, LEADER, records(database).metrics[metric_id], TODAY)
    held = records(database).metrics[metric_id]
    measures.edit_metric(database, LEADER, held, replace(NEW_METRIC, code="npsc"))
    edited = records(database).metrics[metric_id]
    assert (edited.code, edited.ends_on, edited.place) == ("npsc", TODAY, Place.CONTEXT)


def test_a_metric_is_one_kpi_of_a_strategy_at_a_time(database: DatabaseFile) -> None:
    with pytest.raises(Refused, match="KPI of “Improve the customer experience” already"):
        measures.tie_kpi(database, LEADER, records(database).strategies[0], kpi(1))


@pytest.mark.parametrize("role", [AccessRole.SUPERVISOR, AccessRole.MEMBER, AccessRole.VIEWER])
@pytest.mark.parametrize("name", sorted(set(CHANGES) - {"annotate"}))
def test_only_a_leader_changes_the_plan(
    database: DatabaseFile, role: AccessRole, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(database)
    monkeypatch.setattr("tests.actions.test_plan_changes.LEADER", Actor("sue", role))
    with pytest.raises(Refused, match=f"A {role} may not"):
        CHANGES[name](database, records(database))
    assert content(database) == before


@pytest.mark.parametrize("name", CHANGES)
def test_every_undo_can_be_redone_and_undone_again(database: DatabaseFile, name: str) -> None:
    before = content(database)
    CHANGES[name](database, records(database))
    after = content(database)
    for _ in range(3):
        undo(database, LEADER)
        assert content(database) == before
        redone = redo(database, LEADER)
        assert content(database) == after
    found = load_history(database, HistoryQuestion())
    assert found[0].title == f"redo: {redone.label}"
    assert [line.undone for line in found if line.title == redone.label] == [False]


def test_what_was_undone_step_by_step_is_redone_step_by_step(database: DatabaseFile) -> None:
    states = [content(database)]
    for name in ("add priority", "make KPI", "edit KPI", "end priority"):
        CHANGES[name](database, records(database))
        states.append(content(database))
    for state in reversed(states[:-1]):
        undo(database, LEADER)
        assert content(database) == state
    for state in states[1:]:
        redo(database, LEADER)
        assert content(database) == state
    with pytest.raises(NothingFound, match="Nothing to redo"):
        redo(database, LEADER)
    undo(database, LEADER)
    assert content(database) == states[-2]


def test_who_did_something_else_since_has_nothing_to_redo(database: DatabaseFile) -> None:
    CHANGES["add priority"](database, records(database))
    undo(database, LEADER)
    CHANGES["edit priority"](database, records(database))
    with pytest.raises(NothingFound, match="Nothing to redo"):
        redo(database, LEADER)


def test_an_undo_is_redone_by_its_number_where_nothing_depends_on_it(
    database: DatabaseFile,
) -> None:
    CHANGES["edit priority"](database, records(database))
    undo(database, LEADER)
    undone = load_history(database, HistoryQuestion(limit=1))[0].change_id
    plan.edit_priority(database, Actor("mia"), records(database).priorities[0], goal("Another"))
    with pytest.raises(Refused, match="mia has changed that priority since then"):
        redo(database, LEADER, undone)
    with pytest.raises(Refused, match="Only an undo can be redone"):
        redo(database, LEADER, 1)


def test_readings_are_kept_again(database: DatabaseFile) -> None:
    drafts = [ReadingDraft(metric_id=1, date=TODAY, value=value) for value in (81.0, 83.0)]
    record(database, LEADER, drafts, today=TODAY)
    kept = list(readings_for_export(database))
    assert upcoming(database, LEADER).readings == 2
    undo(database, LEADER)
    assert list(readings_for_export(database)) == []
    redo(database, LEADER)
    assert list(readings_for_export(database)) == kept
    with reading(database) as db:
        assert wrong_summaries(db) == 0


def test_a_change_is_told_by_its_record_and_how_many_more_it_touched(
    database: DatabaseFile,
) -> None:
    def told(name: str) -> str:
        CHANGES[name](database, records(database))
        return load_history(database, HistoryQuestion(limit=1))[0].title

    strategy = "Improve the customer experience"
    assert told("make KPI") == f"make KPI: Adherence to schedule, {strategy}"
    assert told("edit KPI") == f"edit KPI: Customer satisfaction, {strategy}"
    assert told("set standard of a new metric") == "set standard: Net promoter score and 2 more"
    assert told("end priority") == "end priority: Grow brand loyalty and 4 more"
