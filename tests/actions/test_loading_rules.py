"""What the screens refuse, loading refuses with the same sentence, and writes nothing."""

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from kpitui.actions import measures, people, plan
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.plan import Learned
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.fields import FieldReader
from kpitui.domain.plan_drafts import read_goal, read_kpi, read_metric, read_standard
from kpitui.domain.records.goal import GoalDraft
from kpitui.domain.records.kpi import KpiDraft
from kpitui.domain.records.metric import Aggregation, Cadence, Definition, Direction, Range
from kpitui.domain.records.mission import MissionDraft
from kpitui.domain.records.person import PersonDraft
from kpitui.domain.records.standard import StandardDraft
from kpitui.domain.records.standard import StandardScope as Whom
from kpitui.domain.records.team import Team
from kpitui.exchange.plan_text import read_plan
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_teams
from tests.actions.loaded_plans import (
    EARLY,
    KPI,
    LONG_AGO,
    NEW_KPI,
    STRATEGY,
    Edit,
    content,
    load,
    person,
    records,
    refused_when_edited,
)
from tests.conftest import LEADER, TODAY


def team(database: DatabaseFile, name: str) -> Team:
    with reading(database) as db:
        return next(one for one in load_teams(db) if one.name == name)


def kpi(metric_id: int, starts_on: date = TODAY) -> KpiDraft:
    return KpiDraft(
        metric=metric_id, baseline=1, target=Range(low=90), starts_on=starts_on,
        due_on=date(2028, 1, 1),
    )  # fmt: skip


def standard(metric_id: int, low: float, starts_on: date) -> StandardDraft:
    return StandardDraft(metric=metric_id, scope=Whom(), level=Range(low=low), starts_on=starts_on)


def form(read: Callable[..., object], texts: dict[str, str], code: str = "", *more: object) -> Edit:
    """A form that is filled in, with a metric where it is about one."""

    def fill(database: DatabaseFile) -> None:
        reader = FieldReader(texts, TODAY)
        about = [m for m in records(database).metrics.values() if m.code == code]
        read(reader, *about, *more)
        reader.done()

    return fill


def edit_metric(of: str, **changed: object) -> Edit:
    def edit(database: DatabaseFile) -> None:
        old = next(m for m in records(database).metrics.values() if m.code == of)
        measures.edit_metric(database, LEADER, old, replace(old, **changed))

    return edit


def add_metric(name: str, code: str) -> Edit:
    metric = Definition(
        direction=Direction.HIGHER,
        aggregation=Aggregation.MEAN,
        cadence=Cadence.WEEKLY,
        name=name,
        code=code,
    )
    return lambda db: measures.add_metric(db, LEADER, metric)


CSAT = """[[metric]]
name = "Customer satisfaction"
code = "csat"
direction = "higher"
aggregation = "mean"
cadence = "weekly"
"""
NEW_METRIC = CSAT.replace("Customer satisfaction", "New")
KPI_TEXTS = {"target": "250-300", "starts_on": "2026-11-23", "due_on": "2027-06-30"}

RULES: dict[str, tuple[Edit, str]] = {
    "a mission changes for a reason": (
        lambda db: plan.change_mission(
            db, LEADER, MissionDraft(statement="Other", starts_on=TODAY), records(db).missions[0]
        ),
        '[[mission]]\nstatement = "Other"',
    ),
    "a mission starts after that before it": (
        lambda db: plan.change_mission(
            db, LEADER, MissionDraft(statement="Other", reason="x", starts_on=LONG_AGO),
            records(db).missions[0],
        ),
        '[[mission]]\nstatement = "Other"\nreason = "x"\nstarts_on = 2020-01-01',
    ),
    "a strategy ends with a verdict": (
        lambda db: plan.end_strategy(db, LEADER, records(db).strategies[0], TODAY, Learned("")),
        STRATEGY + "ends_on = 2026-11-23",
    ),
    "a priority ends with a verdict on each strategy": (
        lambda db: plan.end_priority(db, LEADER, records(db).priorities[0], TODAY, {}),
        '[[priority]]\ntitle = "Grow brand loyalty"\nends_on = 2026-11-23',
    ),
    "a strategy ends after its KPIs start": (
        lambda db: plan.end_strategy(
            db, LEADER, records(db).strategies[0], date(2026, 1, 2), Learned("no")
        ),
        STRATEGY + 'ends_on = 2026-01-02\nverdict = "no"',
    ),
    "a priority ends after its start": (
        lambda db: plan.end_priority(db, LEADER, records(db).priorities[1], EARLY, {}),
        '[[priority]]\ntitle = "Answer faster"\nends_on = 2025-06-01',
    ),
    "what has ended starts before that": (
        lambda db: plan.edit_strategy(
            db, LEADER, records(db).strategies[1], GoalDraft(title="Call back", starts_on=TODAY)
        ),
        '[[priority]]\ntitle = "Answer faster"\n[[priority.strategy]]\ntitle = "Call back"\n'
        "starts_on = 2026-11-23",
    ),
    "a priority is planned until a day after its start": (
        form(read_goal, {"title": "x", "starts_on": "2026-11-23", "planned_until": "2026-11-01"}),
        '[[priority]]\ntitle = "x"\nstarts_on = 2026-11-23\nplanned_until = 2026-11-01',
    ),
    "a strategy is planned until a day after the start that it has": (
        form(read_goal, {"title": "x", "starts_on": "2026-01-01", "planned_until": "2025-11-01"}),
        STRATEGY + "planned_until = 2025-11-01",
    ),
    "how readings combine stays": (
        edit_metric("csat", aggregation=Aggregation.SUM),
        CSAT.replace('"mean"', '"sum"'),
    ),
    "the code of a new metric is free": (add_metric(name="New", code="CSAT"), NEW_METRIC),
    "the name of a new metric is no code": (
        add_metric(name="AHT", code="new"),
        NEW_METRIC.replace("New", "AHT").replace('"csat"', '"new"'),
    ),
    "another code of a metric is free": (
        edit_metric("csat", code="aht"), CSAT.replace('"csat"', '"aht"')
    ),
    "plausible ends are in order": (
        form(read_metric, {"name": "x", "direction": "higher", "aggregation": "mean",
            "cadence": "weekly", "plausible_low": "0", "plausible_high": "-1", "decimals": "1"}),
        CSAT + "plausible_high = -1",
    ),
    "a KPI is let go before its metric": (
        lambda db: measures.end_metric(
            db, LEADER, next(m for m in records(db).metrics.values() if m.code == "csat"), TODAY
        ),
        CSAT + "ends_on = 2026-11-23",
    ),
    "a standard ends before its metric": (
        lambda db: measures.end_metric(
            db, LEADER, next(m for m in records(db).metrics.values() if m.code == "aht"), TODAY
        ),
        CSAT.replace("Customer satisfaction", "Average handle time").replace("csat", "aht")
        .replace("higher", "within") + "ends_on = 2026-11-23",
    ),
    "a metric is one KPI of a strategy at a time": (
        lambda db: measures.tie_kpi(db, LEADER, records(db).strategies[0], kpi(1)),
        KPI + "starts_on = 2026-11-23\ndue_on = 2027-06-30\ntarget = [{ level = 90 }]",
    ),
    "a KPI belongs to a strategy that lives": (
        lambda db: measures.tie_kpi(db, LEADER, records(db).strategies[1], kpi(1)),
        NEW_KPI.replace("Grow brand loyalty", "Answer faster").replace(
            "Improve the customer experience", "Call back"
        ),
    ),
    "a KPI ends after its start": (
        lambda db: measures.end_kpi(db, LEADER, records(db).kpis[0], EARLY),
        KPI + "ends_on = 2025-06-01",
    ),
    "a KPI is due after its start": (
        form(read_kpi, KPI_TEXTS | {"due_on": "2026-11-22"}, "aht"),
        NEW_KPI.replace("2027-06-30", "2026-11-22"),
    ),
    "a KPI is due after the start that it has": (
        form(read_kpi, KPI_TEXTS | {"starts_on": "2026-01-05", "due_on": "2026-01-01"}, "aht"),
        KPI + "due_on = 2026-01-01",
    ),
    "a metric can have its baseline": (
        form(read_kpi, KPI_TEXTS | {"target": "80", "baseline": "101"}, "csat"),
        KPI + "baseline = 101",
    ),
    "a metric can have its target": (
        form(read_kpi, KPI_TEXTS | {"target": "10-20"}, "aht"),
        NEW_KPI.replace("250", "10").replace("300", "20"),
    ),
    "a metric can have its new target": (
        form(read_kpi, KPI_TEXTS | {"target": "101"}, "csat"),
        KPI + "target = [{ level = 101 }]",
    ),
    "a warning lies within what the metric can be": (
        form(read_kpi, KPI_TEXTS | {"target": "80", "warn": "101"}, "csat"),
        KPI + "warn = 101",
    ),
    "a metric can have its standard": (
        form(read_standard, {"level": "10-20", "starts_on": "2026-11-23"}, "aht", Whom()),
        '[[standard]]\nmetric = "aht"\nlevel = [{ low = 10, high = 20 }]',
    ),
    "a level starts after those that are there": (
        lambda db: measures.set_standard(
            db, LEADER, standard(1, 60, date(2026, 3, 1)), earliest=TODAY
        ),
        '[[standard]]\nmetric = "csat"\nlevel = [{ level = 60, starts_on = 2026-03-01 }]',
    ),
    "another level of a standard judges nothing that was before": (
        lambda db: measures.set_standard(
            db, LEADER, standard(1, 60, date(2026, 9, 1)), earliest=TODAY
        ),
        '[[standard]]\nmetric = "csat"\nlevel = [{ level = 60, starts_on = 2026-09-01 }]',
    ),
    "a standard ends after its start": (
        lambda db: measures.end_standard(
            db, LEADER, next(s for s in records(db).standards if s.metric_id == 1),
            date(2026, 6, 1),
        ),
        '[[standard]]\nmetric = "csat"\n'
        "level = [{ level = 75, starts_on = 2026-06-01, ends_on = 2026-06-01 }]",
    ),
    "a team that has people does not end": (
        lambda db: people.end_team(db, LEADER, team(db, "South"), TODAY),
        '[[team]]\nname = "South"\nends_on = 2026-11-23',
    ),
    "a team ends after its start": (
        lambda db: people.end_team(db, LEADER, team(db, "East"), LONG_AGO),
        '[[team]]\nname = "East"\nends_on = 2020-01-01',
    ),
    "a code is of one person": (
        lambda db: people.add_person(
            db, LEADER, PersonDraft(name="New", code="ANA", starts_on=TODAY)
        ),
        '[[person]]\nname = "New"\ncode = "ANA"',
    ),
    "another code is of nobody else": (
        lambda db: people.edit_person(db, LEADER, person(db, "Cara"), "Cara", "ana"),
        '[[person]]\nname = "Cara"\ncode = "ana"',
    ),
    "nobody is gone before their last reading": (
        lambda db: people.person_left(db, LEADER, person(db, "Ana López"), date(2026, 11, 1)),
        '[[person]]\nname = "Ana López"\nends_on = 2026-11-01',
    ),
    "nobody is gone before they came": (
        lambda db: people.person_left(db, LEADER, person(db, "Cara"), LONG_AGO),
        '[[person]]\nname = "Cara"\nends_on = 2020-01-01',
    ),
    "nobody moves before a later move": (
        lambda db: people.move_person(
            db, LEADER, person(db, "Cara"), "South", None, date(2026, 2, 1)
        ),
        '[[person]]\nname = "Cara"\nmembership = [{ team = "South", starts_on = 2026-02-01 }]',
    ),
    "nobody moves before they came": (
        lambda db: people.move_person(db, LEADER, person(db, "Cara"), "South", None, LONG_AGO),
        '[[person]]\nname = "Cara"\nmembership = [{ team = "South", starts_on = 2020-01-01 }]',
    ),
    "nobody moves who left": (
        lambda db: people.move_person(db, LEADER, person(db, "Dan"), "South", None, TODAY),
        '[[person]]\nname = "Dan"\nmembership = [{ team = "South", starts_on = 2026-11-23 }]',
    ),
    "nobody moves into a team that ended": (
        lambda db: people.move_person(db, LEADER, person(db, "Cara"), "East", None, TODAY),
        '[[person]]\nname = "Cara"\nmembership = [{ team = "East", starts_on = 2026-11-23 }]',
    ),
}  # fmt: skip
"""A change that the screens refuse, and the document that asks for the same."""


@pytest.mark.parametrize("rule", RULES)
def test_what_editing_refuses_a_document_is_refused_for(full: DatabaseFile, rule: str) -> None:
    edit, text = RULES[rule]
    before = content(full)
    sentence = refused_when_edited(edit, full)
    document = read_plan(text, "plan.toml")
    for dry_run in (True, False):
        with pytest.raises((BadData, Refused)) as told:
            load_plan_document(full, LEADER, document, today=TODAY, dry_run=dry_run)
        assert sentence in told.value.sentence
        assert told.value.sentence.split("“")[0] in (
            "mission ", "metric ", "priority ", "strategy ", "KPI ", "standard ", "team ", "person "
        )  # fmt: skip
    assert content(full) == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (KPI.replace("csat", "aht") + "due_on = 2027-06-30", "needs one from its start"),
        (NEW_KPI.replace("due_on = 2027-06-30\n", ""), "a KPI needs a target date"),
        (NEW_KPI.replace("low = 250, high = 300", "level = 250"), "needs two numbers"),
        (KPI + "target = [{ level = 90, starts_on = 2026-01-05 }]", "applies from 2026-11-23"),
        (STRATEGY + 'verdict = "it worked"', "belongs to a strategy that ended"),
        ('[[person]]\nname = "Cara"\nstarts_on = 2026-04-01', "a team or a reading on 2025-01-01"),
        (
            '[[person]]\nname = "Cara"\nmembership = [{ starts_on = 2026-03-01, '
            "ends_on = 2026-03-01 }]",
            "started there on 2026-03-01",
        ),
    ],
)
def test_what_only_a_document_can_ask_for_is_held_to_the_same_rules(
    full: DatabaseFile, text: str, words: str
) -> None:
    before = content(full)
    with pytest.raises((BadData, Refused), match=words):
        load(full, text)
    assert content(full) == before
