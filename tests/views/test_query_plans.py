"""No picture looks through all readings: what each view asks is traced, and the plan of every query
is read.
"""

import contextlib
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial

import pytest

from kpitui import views
from kpitui.config import Config
from kpitui.domain.access import Actor, Channel
from kpitui.domain.entry_names import Subject as Named
from kpitui.domain.entry_phrase import Understood
from kpitui.domain.errors import NothingFound, Refused
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import ReadingDraft, SubjectFilter
from kpitui.domain.value_parsing import Cell
from kpitui.exchange.demo import make_demo
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import kept_open
from kpitui.views import (
    absences,
    access,
    actors,
    board,
    calendar,
    calibrations,
    chart,
    coaching,
    coaching_done,
    contacts,
    corrected,
    decisions,
    differ,
    due,
    effect,
    entry,
    evaluations_due,
    evaluator_drift,
    evaluators,
    events,
    find,
    finding_chart,
    forgotten,
    grid,
    health,
    history,
    last_visit,
    leaving,
    level_notices,
    lookup,
    meanwhile,
    metric_beside,
    moved,
    newest,
    overview,
    own_teams,
    people,
    people_verdicts,
    person,
    personal_data,
    plan_diff,
    plan_document,
    plan_past,
    planning,
    pooled_effect,
    readings,
    records_now,
    report,
    reviews,
    rhythms,
    rules,
    same_day,
    scoring,
    sheets,
    sorting,
    start,
    status,
    team,
    to_coach,
    today,
    usual,
    vocabulary,
    weakest,
)

TODAY = date(2026, 11, 23)
NOW, CONFIG = AsOf(TODAY, TODAY), Config()
BEFORE = date(2026, 3, 1)
EVERYTHING_ON_PURPOSE = {
    "doctor.examine",
    "place.warnings",
    "place.remark_on_sqlite",
    "export.readings_for_export",
    "export.exported",
    "export.table_columns",
}
"""What looks a file over, or hands all of it out."""


def calls(file: DatabaseFile) -> dict[str, list[Callable[[], object]]]:
    """Every view by its name, asked for a person, a team and everybody where that makes
    a difference.
    """
    metrics = vocabulary.load_metrics_by_id(file, TODAY)
    subjects = (SubjectFilter(), SubjectFilter(team_id=1), SubjectFilter(person_ids=(1,)))
    named = (Named("all"), Named("team", team_id=1), Named("Ana", person_id=1))
    coached = next(one for one in range(1, 25) if coaching.load_sessions_of(file, one))
    sessions = coaching.load_sessions_of(file, coached)
    kpis = overview.load_overview(file, NOW).kpis
    reviewed, whole_board = reviews.load_review_list(file, NOW), board.load_board(file, NOW)
    everybody = [line.person for line in people.load_people_lines(file, TODAY).lines]
    leader, book = Actor("helen"), sheets.load_sheet_book(file)
    blind = calibrations.load_calibration_list(file, leader)[0].calibration.id
    compared = calibrations.load_calibration_page(file, leader, blind)
    scored = next(
        found for one in everybody if (found := contacts.load_contacts(file, one.id, TODAY))
    )
    evaluation_id, person_id = scored[0].evaluation.id, scored[0].person.id
    newest_reading = readings.load_readings(file, 1, SubjectFilter())[0].recorded
    teams = own_teams.load_teams_under(file, 1, TODAY)
    whose = (own_teams.EVERY_TEAM, teams)
    sinces = (datetime(2026, 11, 16, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    seat = today.load_seat(file, leader, TODAY, teams, sinces[0])
    drafts = [
        ReadingDraft(
            metric_id=1, person_id=subject.person_id, team_id=subject.team_id, date=TODAY, value=1.0
        )
        for subject in named
    ]
    return {
        "absences.load_absence_lines": [lambda: absences.load_absence_lines(file, TODAY)],
        "absences.load_absences_not_over": [
            lambda: absences.load_absences_not_over(file, 1, TODAY)
        ],
        "access.admitted": [lambda: access.admitted(file, "sue", "x", TODAY)],
        "access.draft_owner": [lambda: access.draft_owner(file, "sue")],
        "access.load_accounts": [lambda: access.load_accounts(file)],
        "access.load_closed_months": [lambda: access.load_closed_months(file)],
        "access.load_keys": [lambda: access.load_keys(file)],
        "access.live_team_names": [lambda: access.live_team_names(file)],
        "access.require_every_team": [lambda: access.require_every_team(file)],
        "access.as_seen_by": [lambda: access.as_seen_by(file, Actor("sue"))],
        "actors.actor_named": [lambda: actors.actor_named(file, "sue", Channel.CLI)],
        "actors.only_person": [lambda: actors.only_person(file, Actor("sue"))],
        "actors.own_person": [lambda: actors.own_person(file, Actor("sue"))],
        "actors.required_person": [lambda: actors.required_person(file, Actor("sue"))],
        "decisions.load_decisions_due": [lambda: decisions.load_decisions_due(file, NOW)],
        "last_visit.load_last_visit": [
            lambda: last_visit.load_last_visit(file, leader, datetime.now(UTC))
        ],
        "leaving.load_leaving": [lambda: leaving.load_leaving(file, everybody[0], TODAY)],
        "leaving.load_leaver": [lambda: leaving.load_leaver(file, "kpi-1", TODAY)],
        "leaving.load_left_behind": [lambda: leaving.load_left_behind(file, TODAY)],
        "level_notices.load_questions": [lambda: level_notices.load_questions(file)],
        "level_notices.load_untold": [lambda: level_notices.load_untold(file, 1, TODAY)],
        "board.load_board": [partial(board.load_board, file, NOW, one) for one in (None, 1)],
        "board.load_tile_charts": [
            lambda: board.load_tile_charts(file, whole_board, whole_board.tiles)
        ],
        "calibrations.load_calibration_list": [
            lambda: calibrations.load_calibration_list(file, leader)
        ],
        "calibrations.load_calibration_page": [
            lambda: calibrations.load_calibration_page(file, leader, blind)
        ],
        "chart.load_chart": [
            partial(chart.load_chart, file, chart.ChartQuestion(1, subject), NOW, CONFIG)
            for subject in subjects
        ],
        "coaching.load_open": [lambda: coaching.load_open(file, TODAY)],
        "coaching.load_last_session_days": [lambda: coaching.load_last_session_days(file)],
        "coaching.load_sessions_of": [
            partial(coaching.load_sessions_of, file, one) for one in (1, coached)
        ],
        "coaching.load_contact_names": [lambda: coaching.load_contact_names(file, person_id)],
        "coaching.load_words_typed": [lambda: coaching.load_words_typed(file)],
        "coaching_done.load_coaching_done": [
            partial(coaching_done.load_coaching_done, file, BEFORE, TODAY, shown) for shown in whose
        ],
        "contacts.load_contact": [lambda: contacts.load_contact(file, evaluation_id)],
        "contacts.load_contacts": [
            partial(contacts.load_contacts, file, person_id, TODAY, most)
            for most in (contacts.NEWEST, None)
        ],
        "contacts.load_disputed": [lambda: contacts.load_disputed(file)],
        "corrected.load_corrected": [
            lambda: corrected.load_corrected(file, AsOf(BEFORE, TODAY), kpis)
        ],
        "differ.load_comparable": [lambda: differ.load_comparable(file, NOW)],
        "differ.load_differ": [
            partial(differ.load_differ, file, metric_id, NOW, team_id=team_id)
            for metric_id in (1, 2)
            for team_id in (None, 1)
        ],
        "evaluations_due.load_evaluations_due": [
            partial(evaluations_due.load_evaluations_due, file, NOW, shown) for shown in whose
        ],
        "evaluator_drift.load_drift_book": [lambda: evaluator_drift.load_drift_book(file, leader)],
        "evaluator_drift.load_sheet_drift": [
            partial(evaluator_drift.load_sheet_drift, file, leader, book, sheet, NOW)
            for sheet in book.sheets
        ],
        "due.load_due": [partial(due.load_due, file, NOW, shown) for shown in whose],
        "due.load_due_of": [lambda: due.load_due_of(file, [1, coached], NOW)],
        "due.load_due_together": [lambda: due.load_due_together(file, NOW)],
        "calendar.load_calendar": [
            partial(calendar.load_calendar, file, leader, NOW, mine=mine) for mine in (False, True)
        ],
        "decisions.load_doers": [lambda: decisions.load_doers(file, TODAY)],
        "decisions.load_every_decision": [lambda: decisions.load_every_decision(file, NOW)],
        "decisions.load_since_last_time": [lambda: decisions.load_since_last_time(file, NOW)],
        "decisions.load_last_decision": [
            lambda: decisions.load_last_decision(file, kpis[0].kpi.id, NOW)
        ],
        "decisions.load_limits_to_lock": [
            lambda: decisions.load_limits_to_lock(file, kpis[0].metric, NOW)
        ],
        "effect.load_effects": [
            lambda: effect.load_effects(
                file, [session.session for session in sessions], NOW, CONFIG
            )
        ],
        "effect.load_effects_by_session": [
            lambda: effect.load_effects_by_session(file, sessions, NOW, CONFIG)
        ],
        "effect.load_newest_effects": [
            lambda: effect.load_newest_effects(file, sessions, NOW, CONFIG)
        ],
        "entry.load_entry_rows": [
            partial(
                entry.load_entry_rows,
                file,
                entry.EntrySubject("x", "", subject.person_id, subject.team_id),
                NOW,
            )
            for subject in named
        ],
        "entry.load_person_name": [lambda: entry.load_person_name(file, 1)],
        "entry.load_people_here": [lambda: entry.load_people_here(file, TODAY)],
        "entry.load_subject_to_record": [lambda: entry.load_subject_to_record(file, 1, NOW)],
        "entry.load_subjects": [lambda: entry.load_subjects(file, TODAY)],
        "events.load_event_subjects": [lambda: events.load_event_subjects(file)],
        "forgotten.due_to_be_forgotten": [lambda: forgotten.due_to_be_forgotten(file, TODAY)],
        "personal_data.load_personal_data": [
            lambda: personal_data.load_personal_data(file, leader, everybody[0], [file.path.parent])
        ],
        "find.load_findables": [lambda: find.load_findables(file, NOW)],
        "finding_chart.load_finding_chart": [
            partial(finding_chart.load_finding_chart, file, finding, NOW, CONFIG)
            for finding in health.load_health(file, NOW).open
        ],
        "grid.load_grid": [lambda: grid.load_grid(file, 1, TODAY, NOW)],
        "grid.load_usual": [lambda: grid.load_usual(file, [(1, 1), (2, 2)], metrics.values(), NOW)],
        "health.load_health": [lambda: health.load_health(file, NOW)],
        "health.load_split": [lambda: health.load_split(file, 1)],
        "history.load_history": [
            lambda: history.load_history(file, history.HistoryQuestion()),
            lambda: history.load_history(
                file, history.HistoryQuestion(words="reading", since=BEFORE)
            ),
        ],
        "history.load_reading_past": [lambda: history.load_reading_past(file, 1)],
        "lookup.load_people_names": [lambda: lookup.load_people_names(file)],
        "lookup.find_metric": [lambda: lookup.find_metric(file, "csat")],
        "lookup.find_person": [lambda: lookup.find_person(file, "helen")],
        "lookup.find_person_ever": [lambda: lookup.find_person_ever(file, Actor("lee"), "helen")],
        "lookup.find_strategy": [lambda: lookup.find_strategy(file, "customer", TODAY)],
        "lookup.find_team": [lambda: lookup.find_team(file, "orders")],
        "metric_beside.load_last_sessions": [
            partial(
                metric_beside.load_last_sessions,
                file,
                entry.EntrySubject("x", "", 1, None),
                3,
                NOW,
                CONFIG,
            )
        ],
        "evaluators.evaluator_named": [
            partial(evaluators.evaluator_named, file, leader, one) for one in ("helen", "Marcus")
        ],
        "metric_beside.load_metric_beside": [
            partial(
                metric_beside.load_metric_beside,
                file,
                1,
                entry.EntrySubject("x", "", subject.person_id, subject.team_id),
                NOW,
                CONFIG,
            )
            for subject in named
        ],
        "overview.load_overview": [lambda: overview.load_overview(file, NOW, ended=True)],
        "own_teams.is_hidden": [
            lambda: own_teams.is_hidden(file, SubjectFilter((person_id,))),
            lambda: own_teams.is_hidden(file, SubjectFilter(team_id=1)),
        ],
        "own_teams.sees_some_teams": [lambda: own_teams.sees_some_teams(file)],
        "own_teams.load_one_team": [lambda: own_teams.load_one_team(file, 1, TODAY)],
        "own_teams.load_own_teams": [
            partial(own_teams.load_own_teams, file, actor, TODAY)
            for actor in (leader, Actor("sue"))
        ],
        "own_teams.load_teams_under": [lambda: own_teams.load_teams_under(file, 1, TODAY)],
        "people.load_people_lines": [lambda: people.load_people_lines(file, TODAY, gone=True)],
        "people_verdicts.load_held_metrics": [
            lambda: people_verdicts.load_held_metrics(file, NOW),
            lambda: people_verdicts.TeamVerdicts(file, NOW, everybody).of(coached),
        ],
        "person.load_person_page": [
            partial(person.load_person_page, file, one, NOW, CONFIG) for one in (1, coached)
        ],
        "team.load_team_page": [lambda: team.load_team_page(file, 1, NOW)],
        "plan_diff.load_plan_diff": [
            lambda: plan_diff.load_plan_diff(file, BEFORE, TODAY, TODAY, CONFIG)
        ],
        "meanwhile.load_beside_each": [
            lambda: meanwhile.load_beside_each(file, [(kpis[0].kpi, kpis[0].strategy)], NOW)
        ],
        "meanwhile.load_beside_strategies": [
            lambda: meanwhile.load_beside_strategies(
                file, reviewed.overview.priorities[0].strategies, NOW
            )
        ],
        "newest.load_newest": [lambda: newest.load_newest(file)],
        "moved.load_moved": [
            partial(moved.load_moved, file, NOW, since, shown)
            for since in sinces
            for shown in whose
        ],
        "moved.load_corrected_by_others": [
            partial(moved.load_corrected_by_others, file, since, "sue", shown)
            for since in sinces
            for shown in whose
        ],
        "meanwhile.load_meanwhile": [lambda: meanwhile.load_meanwhile(file, kpis[0].strategy, NOW)],
        "plan_document.load_document": [lambda: plan_document.load_document(file, NOW)],
        "pooled_effect.load_results": [lambda: pooled_effect.load_results(file, NOW)],
        "plan_past.load_change_days": [lambda: plan_past.load_change_days(file, TODAY)],
        "planning.kpi_story": [lambda: planning.kpi_story(file, kpis, NOW, CONFIG)],
        "planning.load_left": [lambda: planning.load_left(file, NOW)],
        "planning.load_offers": [lambda: planning.load_offers(file, NOW)],
        "readings.load_readings": [
            partial(readings.load_readings, file, 1, subject, shown=shown)
            for subject in subjects
            for shown in whose
        ],
        "records_now.load_now": [lambda: records_now.load_now(file, newest_reading)],
        "records_now.who_changed": [lambda: records_now.who_changed(file, newest_reading)],
        "report.load_report": [lambda: report.load_report(file, NOW, CONFIG, BEFORE)],
        "reviews.load_review_list": [lambda: reviews.load_review_list(file, NOW, ended=True)],
        "reviews.load_beside_kpis": [lambda: reviews.load_beside_kpis(file, reviewed)],
        "reviews.load_moved_standards": [
            lambda: reviews.load_moved_standards(file, reviewed.overview)
        ],
        "start.load_start": [lambda: start.load_start(file, leader, TODAY)],
        "today.is_quick": [partial(today.is_quick, file, shown) for shown in whose],
        "today.load_seat": [lambda: today.load_seat(file, leader, TODAY, teams, None)],
        "today.load_today": [partial(today.load_today, file, seat, NOW, shown) for shown in whose],
        "today.load_worse_health": [lambda: today.load_worse_health(file, seat, NOW)],
        "same_day.load_same_day": [lambda: same_day.load_same_day(file, drafts)],
        "scoring.load_to_calibrate": [lambda: scoring.load_to_calibrate(file, compared)],
        "scoring.load_to_correct": [lambda: scoring.load_to_correct(file, evaluation_id)],
        "scoring.load_to_score": [
            partial(scoring.load_to_score, file, one, TODAY) for one in (1, person_id)
        ],
        "sheets.load_sheet_book": [lambda: sheets.load_sheet_book(file)],
        "sorting.load_sorting": [lambda: sorting.load_sorting(file, TODAY)],
        "sorting.load_closer": [lambda: sorting.load_closer(file, metrics[1])],
        "rules.load_rule_lines": [lambda: rules.load_rule_lines(file, TODAY)],
        "status.load_status": [
            lambda: status.load_status(
                file, overview.load_overview(file, NOW, with_standards=False)
            )
        ],
        "usual.load_usual": [
            lambda: usual.load_usual(
                file, [Understood(metrics[1], subject, TODAY, Cell(1.0)) for subject in named], NOW
            )
        ],
        "rhythms.load_rhythm_lines": [lambda: rhythms.load_rhythm_lines(file, TODAY)],
        "rhythms.load_role_rhythm": [lambda: rhythms.load_role_rhythm(file, 1, TODAY)],
        "lookup.find_role": [lambda: lookup.find_role(file, "advisor")],
        "to_coach.load_to_coach": [
            partial(to_coach.load_to_coach, file, NOW, shown) for shown in whose
        ],
        "usual.load_usual_of": [lambda: usual.load_usual_of(file, metrics[1], drafts[0], NOW)],
        "vocabulary.load_metrics_by_id": [lambda: vocabulary.load_metrics_by_id(file, TODAY)],
        "vocabulary.load_vocabulary": [lambda: vocabulary.load_vocabulary(file, TODAY)],
        "weakest.load_weakest": [
            partial(weakest.load_weakest, file, one, NOW) for one in (1, person_id)
        ],
        "weakest.load_weakest_of_teams": [lambda: weakest.load_weakest_of_teams(file, NOW)],
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
    return [step for step in steps if step.startswith(("SCAN readings", "SCAN day_summaries"))]


def test_every_view_is_asked_here(kept: DatabaseFile) -> None:
    found = set()
    for module in pkgutil.iter_modules(views.__path__):
        for name, one in vars(importlib.import_module(f"kpitui.views.{module.name}")).items():
            own = (
                inspect.isfunction(one)
                and one.__module__ == f"kpitui.views.{module.name}"
                and name[0] != "_"
            )
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
