"""What the screens refuse, loading refuses with the same sentence, and writes nothing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from kpitui.actions import measures, people, plan
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.plan import Learned
from kpitui.actions.readings import record
from kpitui.actions.undo import undo
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import BadData, KpituiError, Refused
from kpitui.domain.fields import FieldErrors, FieldReader
from kpitui.domain.plan_drafts import read_goal, read_kpi, read_metric, read_standard
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.goal import GoalDraft
from kpitui.domain.records.kpi import KpiDraft
from kpitui.domain.records.metric import Aggregation, Cadence, Definition, Direction, Range
from kpitui.domain.records.mission import MissionDraft
from kpitui.domain.records.person import Person, PersonDraft
from kpitui.domain.records.standard import StandardDraft
from kpitui.domain.records.standard import StandardScope as Whom
from kpitui.domain.records.team import Team
from kpitui.exchange.people_file import load_people_file
from kpitui.exchange.plan_text import read_plan
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people, load_teams
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.records import rows
from tests.actions.test_plan_changes import content as plan_content
from tests.bring_in import bring_in
from tests.conftest import LEADER, TODAY, record_weekly

EARLY, LONG_AGO = date(2025, 6, 1), date(2020, 1, 1)
MORE = """
[[priority]]
title = "Answer faster"
starts_on = 2026-01-01

[[priority.strategy]]
title = "Call back"
starts_on = 2026-01-01
ends_on = 2026-06-01
verdict = "hardly used"

[[standard]]
metric = "csat"
level = [
    { level = 70, starts_on = 2026-01-01, ends_on = 2026-06-01 },
    { level = 75, starts_on = 2026-06-01 },
]

[[team]]
name = "East"
starts_on = 2024-01-01
ends_on = 2026-01-01

[[person]]
name = "Cara"
code = "cara"
starts_on = 2025-01-01
membership = [
    { team = "North", starts_on = 2025-01-01, ends_on = 2026-03-01 },
    { team = "South", starts_on = 2026-03-01 },
]

[[person]]
name = "Dan"
starts_on = 2025-01-01
ends_on = 2026-02-01

[[metric]]
name = "Retired"
code = "old"
direction = "lower"
aggregation = "sum"
cadence = "weekly"
ends_on = 2026-01-01
"""
"""What the rules need besides the small plan: something of everything that has ended."""

Edit = Callable[[DatabaseFile], object]


@pytest.fixture
def full(database: DatabaseFile) -> DatabaseFile:
    """The small plan with more, readings in it, and a closed month."""
    load_plan_document(database, LEADER, read_plan(MORE, "more.toml"), today=TODAY)
    record_weekly(database, 1, [80.0, 81.0], TODAY, person_id=1)
    plan.close_month(database, LEADER, "2026-09", TODAY)
    return database


def content(database: DatabaseFile) -> dict[str, list[dict[str, object]]]:
    """Everything in the file, its history too."""
    with reading(database) as db:
        tables = rows(db, "SELECT name FROM sqlite_master WHERE type = 'table'")
        return {table["name"]: rows(db, f"SELECT * FROM {table['name']}") for table in tables}


def records(database: DatabaseFile) -> PlanRecords:
    with reading(database) as db:
        return load_plan(db)


def person(database: DatabaseFile, name: str) -> Person:
    with reading(database) as db:
        return next(one for one in load_people(db) if one.name == name)


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


STRATEGY = """[[priority]]
title = "Grow brand loyalty"
[[priority.strategy]]
title = "Improve the customer experience"
"""
KPI = f"""{STRATEGY}[[priority.strategy.kpi]]
metric = "csat"
"""
NEW_KPI = f"""{STRATEGY}[[priority.strategy.kpi]]
metric = "aht"
due_on = 2027-06-30
target = [{{ low = 250, high = 300 }}]
"""
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


def refused_when_edited(edit: Edit, database: DatabaseFile) -> str:
    with pytest.raises((BadData, Refused, FieldErrors)) as told:
        edit(database)
    if isinstance(told.value, FieldErrors):
        assert len(told.value.errors) == 1
        return str(told.value)
    assert isinstance(told.value, KpituiError)
    return told.value.sentence


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


PEOPLE: dict[str, tuple[Edit, str]] = {
    "nobody is gone before their last reading": (
        lambda db: people.person_left(db, LEADER, person(db, "Ana López"), date(2026, 11, 1)),
        "Ana López,ana,,,,2026-11-01",
    ),
    "nobody is gone before they came": (
        lambda db: people.person_left(db, LEADER, person(db, "Cara"), LONG_AGO),
        "Cara,cara,,,,2020-01-01",
    ),
    "nobody moves who left": (
        lambda db: people.move_person(db, LEADER, person(db, "Dan"), "South", None, TODAY),
        "Dan,,South,,,",
    ),
    "nobody moves into a team that ended": (
        lambda db: people.move_person(db, LEADER, person(db, "Cara"), "East", None, TODAY),
        "Cara,,East,,,",
    ),
}  # fmt: skip
"""What a line of people asks for; the first line of its file is the header."""


@pytest.mark.parametrize("rule", PEOPLE)
def test_what_editing_refuses_a_line_of_people_is_refused_for(
    full: DatabaseFile, tmp_path: Path, rule: str
) -> None:
    edit, line = PEOPLE[rule]
    before = content(full)
    sentence = refused_when_edited(edit, full)
    file = tmp_path / "people.csv"
    file.write_text(f"name,code,team,role,starts_on,ends_on\nEve,,,,,\n{line}\n", "utf-8")
    with pytest.raises(BadData) as told:
        load_people_file(full, LEADER, file, today=TODAY)
    assert told.value.sentence == f"Line 3: {sentence}"
    assert content(full) == before


READINGS: dict[str, tuple[ReadingDraft, str]] = {
    "a metric that ended takes none": (
        ReadingDraft(metric_id=4, date=TODAY, value=1), "old,,,2026-11-23,1,,"
    ),
    "no reading is of the future": (
        ReadingDraft(metric_id=1, date=date(2026, 12, 1), value=1), "csat,,,2026-12-01,1,,"
    ),
    "a closed month asks for a reason": (
        ReadingDraft(metric_id=1, date=date(2026, 9, 1), value=1), "csat,,,2026-09-01,1,,"
    ),
    "one number is no ratio": (
        ReadingDraft(metric_id=1, date=TODAY, numerator=1, denominator=2), "csat,,,2026-11-23,,1,2"
    ),
    "nobody has one from before they came": (
        ReadingDraft(metric_id=1, person_id=3, date=LONG_AGO, value=1),
        "csat,Cara,,2020-01-01,1,,",
    ),
    "nobody has one from after they left": (
        ReadingDraft(metric_id=1, person_id=4, date=TODAY, value=1), "csat,Dan,,2026-11-23,1,,"
    ),
    "a team that ended has none": (
        ReadingDraft(metric_id=1, team_id=3, date=TODAY, value=1), "csat,,East,2026-11-23,1,,"
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", READINGS)
def test_what_recording_refuses_a_line_of_readings_is_refused_for(
    full: DatabaseFile, tmp_path: Path, rule: str
) -> None:
    draft, line = READINGS[rule]
    before = content(full)
    sentence = refused_when_edited(lambda db: record(db, LEADER, [draft], today=TODAY), full)
    file = tmp_path / "readings.csv"
    file.write_text(f"metric,person,team,date,value,numerator,denominator\n{line}\n", "utf-8")
    report = bring_in(full, LEADER, file, today=TODAY)
    assert [(rejected.line, rejected.reason) for rejected in report.rejected] == [(2, sentence)]
    assert content(full) == before


def load(database: DatabaseFile, text: str, *, dry_run: bool = False) -> tuple[str, ...]:
    document = read_plan(text, "plan.toml")
    return load_plan_document(database, LEADER, document, today=TODAY, dry_run=dry_run).lines


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


@pytest.mark.parametrize("role", [AccessRole.SUPERVISOR, AccessRole.MEMBER, AccessRole.VIEWER])
def test_only_a_leader_loads(full: DatabaseFile, role: AccessRole) -> None:
    document = read_plan('[[role]]\nname = "New"', "plan.toml")
    with pytest.raises(Refused, match=f"A {role} may not"):
        load_plan_document(full, Actor("sue", role), document, today=TODAY)


def test_only_what_the_document_names_is_written(full: DatabaseFile) -> None:
    before = content(full)
    text = KPI.replace("[[priority.strategy.kpi]]", 'owner = "kim"\n[[priority.strategy.kpi]]')
    assert load(full, text + "warn = 2") == (
        "changed strategy Improve the customer experience: owner",
        "changed KPI csat: warn",
    )
    after = content(full)
    for table, column in (("strategies", "owner"), ("kpis", "warn")):
        for old, new in zip(before[table], after[table], strict=True):
            assert {name for name in old if old[name] != new[name]} <= {column, "version"}
    for table in ("priorities", "metrics", "targets", "people", "teams", "memberships"):
        assert after[table] == before[table]


def test_a_target_without_a_day_holds_from_today_on(full: DatabaseFile) -> None:
    assert load(full, KPI + "target = [{ level = 88 }]") == ("changed KPI csat: target",)
    old, new = records(full).kpis[0].targets
    assert (old.level.low, old.ends_on) == (85, TODAY)
    assert (new.level.low, new.starts_on) == (88, TODAY)
    assert load(full, KPI + "target = [{ level = 88 }]") == ()


def test_a_dry_run_says_what_the_load_then_does(full: DatabaseFile) -> None:
    text = KPI + "ends_on = 2026-11-23" + NEW_KPI.removeprefix(STRATEGY).join(["\n", ""])
    before = content(full)
    would = load(full, text, dry_run=True)
    assert content(full) == before
    assert load(full, text) == would == ("changed KPI csat: ends_on", "added KPI aht")


def test_the_order_of_the_document_moves_what_it_names_only(full: DatabaseFile) -> None:
    load(full, '[[priority]]\ntitle = "Third"')
    text = '[[priority]]\ntitle = "Third"\n[[priority]]\ntitle = "Grow brand loyalty"'
    assert load(full, text) == ("changed the order of priorities",)
    titles = [priority.title for priority in records(full).priorities]
    assert titles == ["Third", "Answer faster", "Grow brand loyalty"]
    assert load(full, text) == ()


def test_what_was_learned_is_put_right_by_the_document(full: DatabaseFile) -> None:
    text = '[[priority]]\ntitle = "Answer faster"\n[[priority.strategy]]\ntitle = "Call back"\n'
    assert load(full, text + 'verdict = "never used"') == ("changed strategy Call back: verdict",)
    (verdict,) = records(full).verdicts.values()
    assert (verdict.words, verdict.date) == ("never used", date(2026, 6, 1))


def test_a_load_is_taken_back_whole(full: DatabaseFile) -> None:
    before = plan_content(full)
    text = (
        '[[mission]]\nstatement = "Other"\nreason = "we merged"\n[[role]]\nname = "Coach"\n'
        '[[priority]]\ntitle = "Grow brand loyalty"\nends_on = 2026-11-23\n'
        '[[priority.strategy]]\ntitle = "Improve the customer experience"\nverdict = "it worked"\n'
        '[[standard]]\nmetric = "csat"\nlevel = [{ level = 78 }]\n'
    )
    assert len(load(full, text)) == 4
    undo(full, LEADER)
    assert plan_content(full) == before
