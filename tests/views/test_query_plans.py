"""No picture looks through all readings: what each view asks is traced, and the plan of every query is read."""

import contextlib
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

import pytest

from kpitui import views
from kpitui.config import Config
from kpitui.domain.access import Actor, Way
from kpitui.domain.cells import Cell
from kpitui.domain.entry import Subject as Named
from kpitui.domain.entry import Understood
from kpitui.domain.errors import NothingFound, Refused
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import ReadingDraft
from kpitui.exchange.demo import make_demo
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import kept_open
from kpitui.views import (
    Subject,
    access,
    actors,
    chart,
    coaching,
    due,
    effect,
    entry,
    find,
    grid,
    health,
    history,
    lookup,
    overview,
    people,
    person,
    plan_diff,
    plan_document,
    plan_past,
    planning,
    readings,
    records_now,
    report,
    reviews,
    same_day,
    sorting,
    usual,
    vocabulary,
)

TODAY = date(2026, 11, 23)
NOW, CONFIG = AsOf(TODAY, TODAY), Config()
BEFORE = date(2026, 3, 1)
EVERYTHING_ON_PURPOSE = {"doctor.examine", "place.warnings", "place.remark_on_sqlite", "export.readings_for_export"}
"""What looks a file over, or hands all of it out."""


def calls(file: DatabaseFile) -> dict[str, list[Callable[[], object]]]:
    """Every view by its name, asked for a person, a team and everybody where that makes a difference."""
    metrics = vocabulary.load_metrics_by_id(file, TODAY)
    subjects = (Subject(), Subject(team_id=1), Subject(person_ids=(1,)))
    named = (Named("all"), Named("team", team_id=1), Named("Ana", person_id=1))
    coached = next(one for one in range(1, 25) if coaching.load_sessions_of(file, one))
    sessions = coaching.load_sessions_of(file, coached)
    kpis = overview.load_overview(file, NOW, CONFIG).kpis
    newest = readings.load_readings(file, 1, Subject())[0].recorded
    drafts = [
        ReadingDraft(metric_id=1, person_id=one.person_id, team_id=one.team_id, date=TODAY, value=1.0) for one in named
    ]
    return {
        "access.admitted": [lambda: access.admitted(file, "sue", "x", TODAY)],
        "access.draft_owner": [lambda: access.draft_owner(file, "sue")],
        "access.load_accounts": [lambda: access.load_accounts(file)],
        "access.load_closed_months": [lambda: access.load_closed_months(file)],
        "access.load_keys": [lambda: access.load_keys(file)],
        "actors.actor_named": [lambda: actors.actor_named(file, "sue", Way.CLI)],
        "actors.only_person": [lambda: actors.only_person(file, Actor("sue"))],
        "chart.load_chart": [
            partial(chart.load_chart, file, chart.ChartQuestion(1, one), NOW, CONFIG) for one in subjects
        ],
        "coaching.load_open": [lambda: coaching.load_open(file, TODAY)],
        "coaching.load_sessions_of": [partial(coaching.load_sessions_of, file, one) for one in (1, coached)],
        "due.load_due": [partial(due.load_due, file, NOW, CONFIG, one) for one in (None, 1)],
        "due.load_follow_ups": [lambda: due.load_follow_ups(file, TODAY)],
        "effect.load_effects": [lambda: effect.load_effects(file, [one.session for one in sessions], NOW, CONFIG)],
        "effect.load_newest_effects": [lambda: effect.load_newest_effects(file, sessions, NOW, CONFIG)],
        "entry.load_entry_rows": [
            partial(entry.load_entry_rows, file, entry.Somebody("x", "", one.person_id, one.team_id), NOW, CONFIG)
            for one in named
        ],
        "entry.load_people_here": [lambda: entry.load_people_here(file, TODAY)],
        "entry.load_subjects": [lambda: entry.load_subjects(file, TODAY)],
        "find.load_findables": [lambda: find.load_findables(file, NOW)],
        "grid.load_grid": [lambda: grid.load_grid(file, 1, TODAY, NOW, CONFIG)],
        "grid.load_usual": [lambda: grid.load_usual(file, [(1, 1), (2, 2)], metrics.values(), NOW, CONFIG)],
        "health.load_health": [lambda: health.load_health(file, NOW, CONFIG)],
        "history.load_history": [
            lambda: history.load_history(file, history.HistoryQuestion()),
            lambda: history.load_history(file, history.HistoryQuestion(words="reading", since=BEFORE)),
        ],
        "lookup.find_metric": [lambda: lookup.find_metric(file, "csat")],
        "lookup.find_person": [lambda: lookup.find_person(file, "helen")],
        "lookup.find_team": [lambda: lookup.find_team(file, "orders")],
        "overview.load_overview": [lambda: overview.load_overview(file, NOW, CONFIG, ended=True)],
        "people.load_people_lines": [lambda: people.load_people_lines(file, TODAY, gone=True)],
        "person.load_person_page": [partial(person.load_person_page, file, one, NOW, CONFIG) for one in (1, coached)],
        "person.load_team_page": [lambda: person.load_team_page(file, 1, NOW, CONFIG)],
        "plan_diff.load_plan_diff": [lambda: plan_diff.load_plan_diff(file, BEFORE, TODAY, TODAY, CONFIG)],
        "plan_document.load_document": [lambda: plan_document.load_document(file, NOW)],
        "plan_past.load_change_days": [lambda: plan_past.load_change_days(file, TODAY)],
        "planning.kpi_story": [lambda: planning.kpi_story(file, kpis, NOW, CONFIG)],
        "planning.load_offers": [lambda: planning.load_offers(file, NOW, CONFIG)],
        "readings.load_readings": [partial(readings.load_readings, file, 1, one) for one in subjects],
        "records_now.load_now": [lambda: records_now.load_now(file, newest)],
        "records_now.who_changed": [lambda: records_now.who_changed(file, newest)],
        "report.load_report": [lambda: report.load_report(file, NOW, CONFIG, BEFORE)],
        "reviews.load_review_list": [lambda: reviews.load_review_list(file, NOW, CONFIG, ended=True)],
        "same_day.load_same_day": [lambda: same_day.load_same_day(file, drafts)],
        "sorting.load_sorting": [lambda: sorting.load_sorting(file, TODAY)],
        "usual.load_usual": [
            lambda: usual.load_usual(
                file, [Understood(metrics[1], one, TODAY, Cell(1.0)) for one in named], NOW, CONFIG
            )
        ],
        "vocabulary.load_metrics_by_id": [lambda: vocabulary.load_metrics_by_id(file, TODAY)],
        "vocabulary.load_vocabulary": [lambda: vocabulary.load_vocabulary(file, TODAY)],
    }


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseFile]:
    path = make_demo("contact_centre", tmp_path_factory.mktemp("demo") / "demo.db", TODAY)
    with kept_open(path) as file:
        yield file


def statements(file: DatabaseFile, ask: Callable[[], object]) -> set[str]:
    """What a view asks of the file; its connection is the one that stays open."""
    asked: set[str] = set()
    with reading(file) as db:
        pass
    db.set_trace_callback(asked.add)
    with contextlib.suppress(Refused, NothingFound):
        ask()
    db.set_trace_callback(None)
    return {one for one in asked if one.lstrip().upper().startswith(("SELECT", "WITH"))}


def looks_through(file: DatabaseFile, sql: str) -> list[str]:
    """The steps of a query that look through every reading or every summary."""
    with reading(file) as db:
        steps = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
    return [one for one in steps if one.startswith(("SCAN readings", "SCAN day_summaries"))]


def test_every_view_is_asked_here(kept: DatabaseFile) -> None:
    found = set()
    for module in pkgutil.iter_modules(views.__path__):
        for name, one in vars(importlib.import_module(f"kpitui.views.{module.name}")).items():
            own = inspect.isfunction(one) and one.__module__ == f"kpitui.views.{module.name}" and name[0] != "_"
            if own and "database" in inspect.signature(one).parameters:
                found.add(f"{module.name}.{name}")
    assert found == {*calls(kept), *EVERYTHING_ON_PURPOSE}


def test_no_view_looks_through_all_readings_or_summaries(kept: DatabaseFile) -> None:
    asked = 0
    for name, questions in calls(kept).items():
        for ask in questions:
            for sql in statements(kept, ask):
                asked += 1
                assert looks_through(kept, sql) == [], f"{name}: {sql}"
    assert asked > 150


def test_a_look_through_all_readings_would_be_found(kept: DatabaseFile) -> None:
    assert looks_through(kept, "SELECT count(*) FROM readings WHERE value > 1") == ["SCAN readings"]
