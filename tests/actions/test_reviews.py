"""What is decided in a review, and what limits rest on, is on record and can be taken back."""

from datetime import date

import pytest

from kpitui.actions.measures import annotate, end_kpi
from kpitui.actions.reviews import lock_baseline, review, split_limits, unlock_baseline
from kpitui.actions.undo import undo
from kpitui.config import Config
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import BadData, Conflict, NothingFound, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.periods import AsOf, short_day
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.review import Decision, ReviewDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_plan
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.history import HistoryQuestion, load_history
from kpitui.views.reviews import ReviewItem, load_review_list
from tests.conftest import LEADER, TODAY, record_weekly

AS_OF = AsOf(TODAY, TODAY)
KEEP = ReviewDraft(
    kpi_id=1, decision=Decision.KEEP, confidence=7, comment="steady", seen="as before"
)
QUIET = [70.0, 72.0, 69.0, 71.0, 68.0, 70.0] * 2


@pytest.fixture
def shifted(database: DatabaseFile) -> DatabaseFile:
    """Twelve quiet weeks, then ten that are better; the last of them ended yesterday."""
    record_weekly(database, 1, [*QUIET, *[80.0, 82.0] * 5], date(2026, 11, 20), person_id=1)
    return database


def chart(database: DatabaseFile, subject: SubjectFilter | None = None) -> MetricChart:
    return load_chart(database, ChartQuestion(1, subject or SubjectFilter()), AS_OF, Config())


def items(database: DatabaseFile) -> tuple[ReviewItem, ...]:
    return load_review_list(database, AS_OF).items


def test_a_review_is_on_record_with_who_and_what_was_seen(database: DatabaseFile) -> None:
    review(database, LEADER, KEEP, TODAY)
    (item,) = items(database)
    assert item.done
    kept = item.reviews[0]
    assert (kept.decision, kept.confidence, kept.comment, kept.seen, kept.by, kept.date) == (
        Decision.KEEP, 7, "steady", "as before", "lee", TODAY,
    )  # fmt: skip
    undo(database, LEADER)
    assert items(database)[0].reviews == ()


def test_the_same_change_given_twice_is_one_review(database: DatabaseFile) -> None:
    change = ChangeRecord(LEADER, "review")
    review(database, LEADER, KEEP, TODAY, change=change)
    review(database, LEADER, KEEP, TODAY, change=change)
    assert len(items(database)[0].reviews) == 1


def test_a_review_of_last_week_is_not_one_of_this_week(database: DatabaseFile) -> None:
    review(database, LEADER, KEEP, date(2026, 11, 16))
    assert not items(database)[0].done
    review(database, LEADER, KEEP, date(2026, 11, 17))
    assert items(database)[0].done


def test_there_is_nothing_to_decide_of_a_kpi_from_the_day_it_ended_on(
    database: DatabaseFile,
) -> None:
    with reading(database) as db:
        (kpi,) = load_plan(db).kpis
    end_kpi(database, LEADER, kpi, TODAY)
    review(database, LEADER, KEEP, date(2026, 11, 22))
    with pytest.raises(BadData, match="That KPI ended on 2026-11-23"):
        review(database, LEADER, KEEP, TODAY)


def test_who_only_looks_decides_nothing(database: DatabaseFile) -> None:
    with pytest.raises(Refused, match="may not review KPIs"):
        review(database, Actor("vi", AccessRole.VIEWER), KEEP, TODAY)


def test_limits_locked_to_a_span_show_what_came_later(shifted: DatabaseFile) -> None:
    free = chart(shifted)
    assert free.locked_or_offered[0] is None
    lock_baseline(
        shifted, LEADER, 1, free.periods[0].first, free.periods[11].last, "before the role-plays"
    )
    locked = chart(shifted)
    assert locked.limits.segments[0].basis == (0, 12)
    assert locked.words[0] == (
        "10 weeks above the limits since "
        f"{short_day(free.periods[12].first, TODAY)}: a real change for the better"
    )
    assert load_history(shifted, HistoryQuestion(limit=1))[0].why == "before the role-plays"
    assert chart(shifted, SubjectFilter(person_ids=(1,))).limits.segments[0].basis == (0, 22), (
        "the span is that of all"
    )
    lock_baseline(
        shifted, LEADER, 1, free.periods[0].first, free.periods[7].last, "only the spring"
    )
    assert chart(shifted).limits.segments[0].basis == (0, 8)
    undo(shifted, LEADER)
    assert chart(shifted).limits.segments[0].basis == (0, 12)
    unlock_baseline(shifted, LEADER, 1)
    assert chart(shifted).limits == free.limits
    undo(shifted, LEADER)
    assert chart(shifted).limits.segments[0].locked
    undo(shifted, LEADER)
    with pytest.raises(NothingFound, match="not locked"):
        unlock_baseline(shifted, LEADER, 1)


def test_limits_are_offered_up_to_a_change_that_leaves_enough_before_it(
    database: DatabaseFile,
) -> None:
    early = [70.0, 72.0, 40.0, 71.0, 68.0, 70.0, *QUIET]
    record_weekly(database, 1, early, date(2026, 11, 20), person_id=1)
    found = chart(database)
    assert found.limits.signals[0].indices[0] == 2
    last = found.periods[len(early) - 1].label
    assert found.locked_or_offered == (None, (found.periods[0].label, last))


def test_a_span_may_be_one_day(shifted: DatabaseFile) -> None:
    day = chart(shifted).periods[3].last
    lock_baseline(shifted, LEADER, 1, day, day, "")
    unlock_baseline(shifted, LEADER, 1)


def test_a_span_without_readings_locks_nothing(shifted: DatabaseFile) -> None:
    lock_baseline(shifted, LEADER, 1, date(2020, 1, 1), date(2020, 6, 30), "")
    assert not chart(shifted).limits.segments[0].locked
    with pytest.raises(BadData, match="is before the first"):
        lock_baseline(shifted, LEADER, 1, date(2020, 6, 30), date(2020, 1, 1), "")


def test_limits_start_anew_at_an_event_for_a_reason(shifted: DatabaseFile) -> None:
    change = chart(shifted).periods[12]
    event = AnnotationDraft(metric_id=1, date=change.first, text="Role-plays begin")
    annotate(shifted, LEADER, event)
    proposed = chart(shifted).proposed_split
    assert proposed is not None
    assert proposed.text == "Role-plays begin"
    with pytest.raises(BadData, match="without one it may hide a signal"):
        split_limits(shifted, LEADER, proposed.id, proposed.version, "")
    split_limits(shifted, LEADER, proposed.id, proposed.version, "another way of working")
    after = chart(shifted)
    assert [(segment.start, segment.stop) for segment in after.limits.segments] == [
        (0, 12),
        (12, 22),
    ]
    assert after.limits.signals == ()
    assert after.proposed_split is None
    with pytest.raises(BadData, match="already"):
        split_limits(shifted, LEADER, proposed.id, proposed.version, "twice")
    split_limits(shifted, LEADER, proposed.id, after.marked[0].version, "it was not", split=False)
    assert len(chart(shifted).limits.segments) == 1
    undo(shifted, LEADER)
    assert len(chart(shifted).limits.segments) == 2


@pytest.mark.parametrize(("period", "proposed"), [(10, False), (11, True), (12, True), (13, False)])
def test_a_split_is_proposed_at_an_event_of_the_period_that_changed_or_of_the_one_before(
    shifted: DatabaseFile, period: int, proposed: bool
) -> None:
    event = AnnotationDraft(
        metric_id=1, date=chart(shifted).periods[period].first, text="Role-plays begin"
    )
    annotate(shifted, LEADER, event)
    assert (chart(shifted).proposed_split is not None) == proposed


def test_a_split_inside_a_locked_span_ends_the_span(shifted: DatabaseFile) -> None:
    periods = chart(shifted).periods
    lock_baseline(shifted, LEADER, 1, periods[0].first, periods[11].last, "")
    annotate(
        shifted, LEADER,
        AnnotationDraft(metric_id=1, date=periods[8].first, text="New phones", new_limits=True,
            reason="x"),
    )  # fmt: skip
    assert [segment.basis for segment in chart(shifted).limits.segments] == [(0, 8), (8, 22)]


def test_an_event_of_the_strategy_splits_the_limits_of_its_kpis(shifted: DatabaseFile) -> None:
    day = chart(shifted).periods[12].first
    annotate(
        shifted,
        LEADER,
        AnnotationDraft(strategy_id=1, date=day, text="Begun anew", new_limits=True, reason="x"),
    )
    assert len(chart(shifted).limits.segments) == 2


def test_who_changed_an_event_meanwhile_is_named(shifted: DatabaseFile) -> None:
    annotate(
        shifted, LEADER, AnnotationDraft(metric_id=1, date=date(2026, 9, 1), text="New phones")
    )
    old = chart(shifted).marked[0]
    split_limits(shifted, Actor("kim"), old.id, old.version, "x")
    split_limits(shifted, Actor("kim"), old.id, old.version + 1, "y", split=False)
    with pytest.raises(Conflict, match="kim changed"):
        split_limits(shifted, LEADER, old.id, old.version, "mine")
