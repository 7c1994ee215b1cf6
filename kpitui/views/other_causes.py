"""What else than a coaching session could have changed its metric in the same time."""

from collections.abc import Collection, Iterator
from datetime import date

from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.session import CoachingSession
from kpitui.storage.coaching import load_annotations, load_session_days
from kpitui.storage.driver import Database
from kpitui.storage.plan import PlanRecords
from kpitui.views.around_session import Window
from kpitui.views.events import events_of


def other_causes(
    db: Database, plan: PlanRecords, session: CoachingSession, metric_id: int, window: Window
) -> Iterator[str]:
    """Other sessions with the person, changes of the plan and events in the window of a session."""
    yield from _sessions_beside(db, session, metric_id, window)
    yield from _changes_of_plan(plan, metric_id, window)
    strategies = {kpi.strategy_id for kpi in plan.kpis if kpi.metric_id == metric_id}
    yield from _events(db, session.person_id, metric_id, strategies, window)


def _sessions_beside(
    db: Database, session: CoachingSession, metric_id: int, window: Window
) -> Iterator[str]:
    """Those about the same metric, or about none in particular."""
    days = load_session_days(db, [session.person_id]).get(session.person_id, ())
    for day in days:
        about = metric_id in day.focus or not day.focus
        if day.id != session.id and about and window.near <= day.date <= window.end:
            yield f"session of {day.date}"


def _changes_of_plan(plan: PlanRecords, metric_id: int, window: Window) -> Iterator[str]:
    def inside(day: date | None) -> bool:
        return day is not None and window.near <= day <= window.end

    kpis = [kpi for kpi in plan.kpis if kpi.metric_id == metric_id]
    strategies = {kpi.strategy_id for kpi in kpis}
    for strategy in plan.strategies:
        if strategy.id in strategies and inside(strategy.starts_on):
            yield f"strategy “{strategy.title}” began on {strategy.starts_on}"
        if strategy.id in strategies and inside(strategy.ends_on):
            yield f"strategy “{strategy.title}” ended on {strategy.ends_on}"
    for kpi in kpis:
        yield from (
            f"new target on {target.starts_on}"
            for target in kpi.targets
            if inside(target.starts_on)
        )
    for standard in plan.standards:
        if standard.metric_id == metric_id:
            yield from (
                f"new standard on {level.starts_on}"
                for level in standard.levels
                if inside(level.starts_on)
            )


def _events(
    db: Database, person_id: int, metric_id: int, strategies: Collection[int], window: Window
) -> Iterator[str]:
    """Each event that concerns the person once, whatever metric and strategy it was noted on. Where
    limits start again before the session, nothing older counts, so that it is no other cause.
    """
    every = load_annotations(db, metric_id=metric_id, strategy_ids=strategies)
    events = events_of(db, every, SubjectFilter((person_id,)))
    said = (
        f"“{event.text}” on {event.date}"
        for event in events
        if (window.at.first if event.new_limits else window.near) <= event.date <= window.end
    )
    yield from dict.fromkeys(said)
