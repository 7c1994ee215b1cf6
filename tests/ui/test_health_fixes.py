"""A key on an issue opens the form of the very record, and what is fixed is gone."""

import re
from datetime import date, timedelta

import pytest

from kpitui.actions.coaching import record_session
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.measures import annotate
from kpitui.actions.readings import record
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.health import RULES
from kpitui.domain.health.rule import Rule
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.action import Promise
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.exchange.plan_text import read_plan
from kpitui.storage.database import DatabaseFile
from kpitui.ui.dialogs.field_row import FieldRow
from kpitui.ui.screens.health import HealthScreen
from kpitui.views.health import load_health
from kpitui.words.health import keys
from tests.conftest import LEADER, TODAY, record_shares
from tests.ui.conftest import app_on, screen_text, shows, until
from tests.ui.health_issues import NOW, count, on_health, to_finding


def codes(database: DatabaseFile) -> list[str]:
    return [finding.rule.code for finding in load_health(database, NOW).open]


def shares(database: DatabaseFile, values: list[float], person_id: int) -> None:
    """Adherence of a person, a share of 100 a week, the newest in the last finished one."""
    drafts = [
        ReadingDraft(
            metric_id=3, person_id=person_id, numerator=value, denominator=100,
            date=date(2026, 11, 20) - timedelta(weeks=weeks),
        )
        for weeks, value in enumerate(values)
    ]  # fmt: skip
    record(database, LEADER, drafts, today=TODAY)


HANDLE_TIME = (
    '[[priority]]\ntitle = "Grow brand loyalty"\n[[priority.strategy]]\n'
    'title = "Improve the customer experience"\n[[priority.strategy.kpi]]\nmetric = "aht"\n'
    "due_on = 2026-12-31\ntarget = [{ low = 300, high = 330 }]\n"
)
FORMS: dict[str, tuple[str, str, str]] = {
    "P103": (
        '[[priority]]\ntitle = "Grow brand loyalty"\n[[priority.strategy]]\ntitle = "Call back"\n',
        "enter", "Make a KPI: Call back",
    ),
    "P104": (
        '[[priority]]\ntitle = "Grow brand loyalty"\nplanned_until = 2026-11-01\n',
        "enter", "Edit priority",
    ),
    "P102": (
        '[[priority]]\ntitle = "Answer faster"\n',
        "x", "End the priority: Answer faster",
    ),
    "K209": (
        '[[priority]]\ntitle = "Grow brand loyalty"\n[[priority.strategy]]\n'
        'title = "Improve the customer experience"\n[[priority.strategy.kpi]]\nmetric = "csat"\n'
        'owner = ""\n',
        "enter", "Edit KPI: Customer satisfaction",
    ),
    "S304": (
        '[[metric]]\nname = "Open tabs"\ndirection = "lower"\naggregation = "sum"\n'
        'cadence = "weekly"\n',
        "enter", "KPI of a strategy",
    ),
    "S305": (
        '[[metric]]\nname = "Service level"\nunit = "%"\ndirection = "higher"\n'
        'aggregation = "ratio"\ncadence = "weekly"\n[[standard]]\nmetric = "Service level"\n'
        'person = "Ana López"\nlevel = [{ level = 80 }]\n',
        "enter", "End the standard: Service level, of Ana López",
    ),
    "P108": (
        '[[priority]]\ntitle = "Grow brand loyalty"\nplanned_until = 2026-12-31\n'
        '[[priority.strategy]]\ntitle = "Improve the customer experience"\n'
        'planned_until = 2027-06-30\n[[priority]]\ntitle = "Answer faster"\n',
        "m", "to Answer faster",
    ),
    "K211": (HANDLE_TIME, "x", "End the KPI: Average handle time"),
    "S306": (HANDLE_TIME, "enter", "End the standard: Average handle time, of everyone"),
    "S302": (
        '[[standard]]\nmetric = "csat"\nlevel = [\n' + "".join(
            f"{{ level = {80 + month}, starts_on = 2026-0{month}-01 }},\n" for month in (1, 3, 6, 9)
        ) + "]\n",
        "enter", "New level: Customer satisfaction",
    ),
    "D502": ("", "enter", "Edit metric: Adherence to schedule"),
}  # fmt: skip
"""What makes a finding, the key that fixes it, and the form that opens."""


@pytest.mark.parametrize("code", FORMS)
async def test_a_key_opens_the_form_of_the_very_record_over_the_list(
    database: DatabaseFile, code: str
) -> None:
    text, key, shown = FORMS[code]
    load_plan_document(database, LEADER, read_plan(text, "more.toml"), today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_health(pilot, code)
        await pilot.press(key)
        await shows(pilot, shown)
        assert [screen.id for screen in app.screen_stack][-2] == "health-screen"


async def test_what_is_fixed_there_is_gone_from_the_list(database: DatabaseFile) -> None:
    before = count(database)
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_health(pilot, "D502")
        await pilot.press("enter")
        await shows(pilot, "Edit metric: Adherence to schedule")
        rows = {row.field.key: row.input for row in app.screen.query(FieldRow)}
        rows["unit"].value, rows["definition"].value = "%", "Minutes worked as planned"
        await pilot.press("ctrl+s")
        await shows(pilot, f"{before - 1} issues", "The metric is changed")
        assert app.screen.id == "health-screen"
        await pilot.press("u")
        await shows(pilot, f"{before} issues")


async def test_a_follow_up_and_an_action_are_done_from_the_list(lively: DatabaseFile) -> None:
    draft = SessionDraft(
        person_id=2,
        date=date(2026, 11, 2),
        kind=SessionKind.TRAINING,
        follow_up_on=date(2026, 11, 16),
        actions=(Promise(text="send the script", due_on=date(2026, 11, 10)),),
    )
    record_session(lively, LEADER, draft, today=TODAY)
    app = app_on(lively)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_health(pilot, "C401")
        await shows(pilot, "[red]Bo[/]", "the session of 2 Nov was due for")
        await pilot.press("enter")
        await shows(pilot, "k kept, p partly, n not yet")
        await pilot.press("ctrl+s")
        await shows(pilot, "Follow-up with [red]Bo[/] done: kept")
        await to_finding(pilot, "C402")
        await pilot.press("enter")
        await shows(pilot, "“send the script” is done")
    assert {"C401", "C402"}.isdisjoint(codes(lively))


async def test_a_reason_is_given_to_limits_that_start_again(lively: DatabaseFile) -> None:
    event = AnnotationDraft(metric_id=1, date=date(2026, 10, 1), text="New phones", new_limits=True)
    annotate(lively, LEADER, event)
    app = app_on(lively)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_health(pilot, "D503")
        await pilot.press("enter")
        await shows(pilot, "Reason for reset: Customer satisfaction", "New phones")
        await pilot.press(*"another system", "ctrl+s")
        await shows(pilot, "The reason is kept")
    assert "D503" not in codes(lively)


async def test_one_of_too_many_priorities_is_chosen_and_ended(database: DatabaseFile) -> None:
    text = "".join(f'[[priority]]\ntitle = "Priority {n}"\n' for n in range(6))
    load_plan_document(database, LEADER, read_plan(text, "more.toml"), today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_health(pilot, "P106")
        await pilot.press("enter")
        await shows(pilot, "Which one ends?", "Priority 3")
        await pilot.press("down", "enter")
        await shows(pilot, "End the priority: Priority 0")
        await pilot.press("ctrl+s")
        await shows(pilot, "The priority is ended")
        await to_finding(pilot, "P106")
        assert app.screen.id == "health-screen"


async def test_what_is_to_be_recorded_is_recorded_of_whom_it_is_due(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_health(pilot, "S303")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.id == "enter-screen")
        await shows(pilot, "Adherence to schedule")


async def test_who_is_left_alone_is_coached(lively: DatabaseFile) -> None:
    shares(lively, [70.0] * 6, 1)
    app = app_on(lively)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_health(pilot, "C403")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.id == "coach-screen")
        await shows(pilot, "Ana López", "Agreed next steps")
        about = {row.field.key: row.input for row in app.screen.query(FieldRow)}["about"]
        assert about.value == "Adherence to schedule"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.id == "health-screen")
        await pilot.press("f4")
        await shows(pilot, "Ana López", "Agreed next steps", "esc Change agent")
        await pilot.press("escape")  # nobody typed it: nothing waits to be saved
        await shows(pilot, "1 to coach", "Enter coach")
        assert "a session not saved" not in screen_text(app)
        await pilot.press(*"ana", "enter")
        await shows(pilot, "Agreed next steps")
        about = {row.field.key: row.input for row in app.screen.query(FieldRow)}["about"]
        assert not about.value


async def test_one_of_those_that_a_worse_standard_is_for_is_coached_on_it(
    lively: DatabaseFile,
) -> None:
    worse = [*[95.0, 96.0, 94.0, 95.0] * 8, *[88.0] * 10]
    record_shares(lively, worse, date(2026, 11, 20), person_id=2)
    app = app_on(lively)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_health(pilot, "S307")
        await pilot.press("c")
        await shows(pilot, "Who is coached on Adherence to schedule?", "Ana López", "[red]Bo[/]")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.id == "coach-screen")
        await shows(pilot, "[red]Bo[/]", "Agreed next steps")
        about = {row.field.key: row.input for row in app.screen.query(FieldRow)}["about"]
        assert about.value == "Adherence to schedule"


@pytest.mark.parametrize("key", ["enter", "n"])
async def test_what_made_a_standard_worse_is_noted_over_the_list(
    lively: DatabaseFile, key: str
) -> None:
    worse = [*[95.0, 96.0, 94.0, 95.0] * 8, *[88.0] * 10]
    record_shares(lively, worse, date(2026, 11, 20), person_id=2)
    app = app_on(lively)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_health(pilot, "S307")
        await shows(pilot, "(Enter: note")
        await pilot.press(key)
        await shows(pilot, "Add an event: Adherence to schedule")
        assert [screen.id for screen in app.screen_stack][-2] == "health-screen"
        await pilot.press(*"New rota", "ctrl+s")
        await shows(pilot, "Noted")  # which passes, and what is counted takes its time
        await until(pilot, lambda: "S307" not in codes(lively))
        assert app.screen.id == "health-screen"


async def test_who_may_not_change_the_plan_is_led_to_the_record(database: DatabaseFile) -> None:
    app = app_on(database, actor=Actor("vi", AccessRole.VIEWER))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_health(pilot, "D502")
        await shows(pilot, "(Enter: go", "there)")
        assert "End" not in screen_text(app).splitlines()[-1]
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.id == "plan-screen")


async def test_a_kpi_that_was_not_reviewed_is_reviewed_at_once(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_health(pilot, "K210")
        await shows(pilot, "(Enter: go", "there, then k, a or s)")
        await pilot.press("enter")
        await shows(pilot, "K210: Review it", "Customer satisfaction")
        assert app.screen.id == "review-screen"
        await pilot.press("k")
        await until(pilot, lambda: "K210" not in codes(lively))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_says_what_its_keys_do(rule: Rule) -> None:
    said = keys(rule)
    assert said.startswith("Enter: ")
    there = {var.key: var for var in vars(HealthScreen)["BINDINGS"]}
    for letter in re.findall(r", ([a-z]): ", said):
        assert there[letter].action.startswith("fix_by")


async def test_an_empty_file_gets_its_mission_from_the_list(empty: DatabaseFile) -> None:
    app = app_on(empty)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("6")
        await shows(pilot, "P101 No mission (1)")
        await pilot.press("enter")
        await shows(pilot, "why we exist")
        await pilot.press(*"Help", "ctrl+s")
        await shows(pilot, "No issues: the plan is well kept.")


async def test_a_standard_is_set_where_a_kpi_is_one(database: DatabaseFile) -> None:
    load_plan_document(database, LEADER, read_plan(HANDLE_TIME, "more.toml"), today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_health(pilot, "K211")
        await pilot.press("s")
        await shows(pilot, "New standard: Average handle time")


async def test_what_a_whole_team_shares_is_noted_on_the_chart_of_the_metric(
    sample: DatabaseFile,
) -> None:
    app = app_on(sample)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_health(pilot, "C405")
        await shows(pilot, "7 of 8 are below the standard", "New shift plan")
        await pilot.press("n")
        await shows(pilot, "Add an event: Adherence to schedule")
        await pilot.press("escape", "v")
        await until(pilot, lambda: app.screen.id == "people-screen")
        await shows(pilot, "Evening line", "Adherence to schedule: 7 of 8 are below together;")
