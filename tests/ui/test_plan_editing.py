"""The whole plan kept by keys alone, as a leader would."""

import contextlib
import re

import time_machine
from textual.pilot import Pilot

from kpitui.actions import measures
from kpitui.actions.plan import edit_priority
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.domain.records.goal import GoalDraft
from kpitui.domain.records.metric import Aggregation, Cadence, Definition, Direction
from kpitui.storage.connections import begin, connect
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.ui.dialogs.field_row import FieldRow
from tests.conftest import LEADER, TODAY, record_shares
from tests.ui.conftest import app_on, screen_text, shows, type_text, until
from tests.views.test_meanwhile import WORSE


def records(database: DatabaseFile) -> PlanRecords:
    with reading(database) as db:
        return load_plan(db)


async def fill(pilot: Pilot[None], key: str, **texts: str) -> None:
    """Open a form with a key, or stay in one that is open; type into its fields, and save it."""
    if key:
        await pilot.press(key)
    await until(pilot, lambda: bool(pilot.app.screen.query(FieldRow)))
    for field, text in texts.items():
        rows = [row for row in pilot.app.screen.query(FieldRow) if row.field.key == field]
        rows[0].input.focus()
        rows[0].input.value = text
        await pilot.pause()
    await pilot.press("ctrl+s")


async def test_the_talks_example_from_an_empty_file(empty: DatabaseFile) -> None:
    app = app_on(empty)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "No mission yet")
        for words in (
            "Make every customer glad they called",
            "Grow brand loyalty",
            "Improve the customer experience",
        ):
            await pilot.press("a")
            await until(pilot, lambda: bool(app.screen.query(FieldRow)))
            await type_text(pilot, words)
            await pilot.press("ctrl+s")
            await shows(pilot, words, "u to undo")
        await fill(pilot, "a", metric="customer satisfaction", baseline="80", target="86")
        await shows(pilot, "Customer satisfaction", "no data", "≥ 86.0%")
        await fill(pilot, "p", metric="quality of comm", target="85")
        await shows(pilot, "Quality of communication")
        await pilot.press("G")
        for metric, level in (
            ("average handle", "4:30-6:15"), ("wrap", "0:20-0:50"), ("productivity", "8"),
            ("adherence to schedule", "92"), ("adherence to procedure", "95"),
        ):  # fmt: skip
            await fill(pilot, "a", metric=metric, level=level)
            await until(pilot, lambda: not app.screen.query(FieldRow))
        await shows(pilot, "Average handle time", "4:30–6:15", "Adherence to procedure", "≥ 95.0%")
    plan = records(empty)
    assert [kpi.metric_id for kpi in plan.kpis] == [1, 2]
    assert len(plan.standards) == 5
    assert {metric.id for metric in plan.metrics.values()} == set(range(1, 8))


async def test_each_wrong_field_says_what_to_type_and_nothing_is_lost(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down")
        await fill(pilot, "p", metric="adherence", target="lots", due_on="2020-01-01")
        await shows(pilot, "lots is not a number", "it is before the start")
        assert "Adherence to schedule" in screen_text(app)
        await pilot.press("escape")
        await pilot.press("p")
        await shows(pilot, "Make a KPI", "Adherence to schedule", "lots", "Draft restored. Ctrl+R")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "lots" not in screen_text(app))
    assert len(records(database).kpis) == 1


async def test_dates_of_a_form_understand_words(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await fill(pilot, "a", title="Cut the waiting", starts_on="+1d", planned_until="eoy")
        await until(pilot, lambda: len(records(database).priorities) == 2)
    added = records(database).priorities[1]
    assert (str(added.starts_on), str(added.planned_until)) == ("2026-11-24", "2026-12-31")


async def test_ending_a_priority_shows_what_ends_and_asks_for_the_verdict(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "x")
        await shows(pilot, "End the priority", "Ends with it: Improve the customer experience",
                    "from 70.0%, target ≥ 85.0%, last 84.0%")  # fmt: skip
        await pilot.press("ctrl+s")
        await shows(pilot, "type something here")
        await fill(pilot, "tab", **{"verdict-1": "role-play worked"})
        await until(pilot, lambda: "Grow brand loyalty" not in screen_text(app).split("────")[0])
        await pilot.press("full_stop")
        await shows(pilot, "Grow brand loyalty  ", "ended 23 Nov, on track with 84.0%")
        await pilot.press("down", "down")
        await shows(pilot, "what was learned: role-play worked")
    with reading(lively) as db:
        assert "8" in db.execute("SELECT moved FROM verdicts").fetchone()[0]


async def test_a_verdict_tells_what_got_worse_in_the_time_of_a_strategy(
    lively: DatabaseFile,
) -> None:
    record_shares(lively, [*WORSE, 80.0], TODAY)
    app = app_on(lively)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "x")
        await shows(pilot, "End the strategy", "Adherence to schedule below the mean since")
        await fill(pilot, "tab", **{"verdict-1": "role-play worked"})
        await until(pilot, lambda: bool(records(lively).verdicts))
    told = records(lively).verdicts[1].moved
    assert "meanwhile, of 2 looked at: Adherence to schedule below the mean" in told


async def test_replacing_every_priority_and_strategy_changes_no_standard(
    lively: DatabaseFile,
) -> None:
    before = records(lively).standards
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down")
        await fill(pilot, "x", **{"verdict-1": "it worked"})
        await shows(pilot, "The priority is ended")
        await pilot.press("g")
        await fill(pilot, "a", title="Cut the waiting")
        await shows(pilot, "Priority added")
        await fill(pilot, "a", title="Staff the evening line")
        await shows(pilot, "Strategy added")
        await fill(pilot, "a", metric="handle", target="4:00-6:00")
        await shows(pilot, "KPI added")
        lines = screen_text(app).splitlines()
        apart = next(place for place, line in enumerate(lines) if "Standards" in line)
        assert any("Average handle time" in line and "4:00–6:00" in line for line in lines[:apart])
        assert any("Average handle time" in line and "5:00–6:30" in line for line in lines[apart:])
    after = records(lively)
    assert after.standards == before
    assert [priority.ends_on for priority in after.priorities] == [TODAY, None]


async def test_a_standard_of_one_person_wins_and_a_new_level_is_a_new_row(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("G", "h")
        await fill(pilot, "s", metric="handle", level="4:00-7:00", whom="ana")
        await shows(pilot, "Ana López", "4:00–7:00")
        await fill(pilot, "e", level="4:30-7:00", starts_on="2026-11-01")
        await shows(pilot, "Another level applies from 23 Nov")
    own = next(standard for standard in records(lively).standards if standard.person_id)
    assert [level.level.low for level in own.levels] == [240]


async def test_another_level_judges_no_day_that_is_over(lively: DatabaseFile) -> None:
    before, app = records(lively).standards, app_on(lively)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("G")
        await fill(pilot, "e", level="4:30-7:00", starts_on="2026-11-01")
        await shows(pilot, "Another level applies from 23 Nov;", "(w)")
        assert records(lively).standards == before
        await fill(pilot, "", starts_on="2026-11-23")
        await until(pilot, lambda: records(lively).standards != before)
    held = next(standard for standard in records(lively).standards if len(standard.levels) == 2)
    assert [level.starts_on for level in held.levels][1:] == [TODAY]


async def test_moving_and_making_a_kpi_only_under_a_strategy(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("p")
        await shows(pilot, "A metric becomes a KPI")
        await fill(pilot, "a", title="Cut the waiting")
        await shows(pilot, "Priority added")
        await pilot.press("m")
        await shows(pilot, "Move: Cut the waiting", "up", "to the top")
        await pilot.press("enter")
        await until(pilot, lambda: records(database).priorities[0].title == "Cut the waiting")
        await shows(pilot, "Moved")
        await pilot.press("down", "down", "m")
        await shows(pilot, "to Cut the waiting")
        await pilot.press("enter")
        await until(pilot, lambda: records(database).strategies[0].priority_id == 2)


async def test_u_takes_back_the_last_change_and_again_the_one_before(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await fill(pilot, "a", title="Cut the waiting")
        await shows(pilot, "Priority added")
        await fill(pilot, "e", title="Halve the waiting")
        await shows(pilot, "Halve the waiting")
        await pilot.press("u")
        await shows(pilot, "Undone: edit priority", "Cut the waiting")
        await pilot.press("u")
        await shows(pilot, "Undone: add priority")
        await until(pilot, lambda: "waiting" not in screen_text(app).split("────")[0])
        await pilot.press("7")
        await shows(pilot, "undo: add priority", "undone", "lee")
        await pilot.press("slash", *"edit")
        await until(pilot, lambda: "load plan" not in screen_text(app))
        await pilot.press("enter", "down")
        await shows(pilot, "It was undone since.", "title  Cut the waiting → Halve the waiting")


async def test_changing_the_mission_asks_for_a_reason(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await fill(pilot, "e", statement="Answer every call")
        await shows(pilot, "say why the mission changes")
        await fill(pilot, "tab", reason="we merged")
        await shows(pilot, "Answer every call", "since 23 Nov")
        await pilot.press("left_square_bracket")
        await shows(
            pilot, "Make every customer glad", "as of 22 Nov read-only"
        )  # what changed today is not skipped
        await pilot.press("left_square_bracket")
        await shows(pilot, "as of 5 Jan read-only")
        await pilot.press("right_square_bracket")
        await shows(pilot, "Answer every call")


async def test_the_past_stops_where_words_were_edited(database: DatabaseFile) -> None:
    with time_machine.travel("2026-11-20T09:00:00Z"):
        with reading(database) as db:
            (priority,) = load_plan(db).priorities
        edit_priority(
            database,
            LEADER,
            priority,
            GoalDraft(title="Grow loyalty", starts_on=priority.starts_on),
        )
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow loyalty")
        await pilot.press("left_square_bracket")
        await shows(pilot, "as of 20 Nov", "Grow loyalty")
        await pilot.press("left_square_bracket")
        await shows(pilot, "as of 5 Jan", "Grow brand loyalty")


async def test_the_past_is_read_only_and_in_its_own_words(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("left_square_bracket")
        await shows(pilot, "as of 5 Jan read-only")
        await pilot.press("left_square_bracket", "left_square_bracket")
        await shows(pilot, "as of 1 Jan 2024")
        assert "Grow brand loyalty" not in screen_text(app)
        assert "a Add" not in screen_text(app)
        await pilot.press("a")
        assert not app.screen.query(FieldRow)
        await pilot.press("left_square_bracket")
        await shows(pilot, "There is no plan before that")
        await pilot.press("right_square_bracket")
        await shows(pilot, "as of 1 Jan", "Grow brand loyalty")
        offered = [binding.binding.description for binding in app.screen.active_bindings.values()]
        assert {"Earlier", "Later", "Today"} <= {*offered}
        await pilot.press("t")
        await until(pilot, lambda: "read-only" not in screen_text(app))


async def test_a_supervisor_is_not_offered_what_they_may_not_do(database: DatabaseFile) -> None:
    app = app_on(database, actor=Actor("sue", AccessRole.SUPERVISOR, Channel.TUI))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        assert "e Edit" not in screen_text(app)
        assert "n Event" in screen_text(app)
        await pilot.press("e", "x", "a")
        assert not app.screen.query(FieldRow)
        await pilot.press("down", "down", "down")
        await fill(pilot, "n", text="new phone menu")
        await shows(pilot, "new phone menu")


async def test_hostile_words_are_words(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await fill(
            pilot,
            "a",
            title="[/x] [@click=app.quit]a[/] 林\x1b]52;c;aGk=\x07",
            owner="[bold]O'Neill",
        )
        await shows(pilot, "[/x] [@click=app.quit]a[/] 林")
        await pilot.press("m", "escape", "e")
        await shows(pilot, "[bold]O'Neill")
        assert "\x1b" not in screen_text(app)


async def test_two_who_edit_one_record_lose_nothing(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "e")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        stale = records(database).priorities[0]
        edit_priority(
            database, Actor("mia"), stale, GoalDraft(title="Grow trust", starts_on=stale.starts_on)
        )
        await pilot.press("tab", *"Lee", "ctrl+s")
        await shows(
            pilot, "mia saved the values on the right", "Grow brand loyalty", "Grow trust", "Lee"
        )
        await pilot.press("ctrl+s")  # each changed another field: both changes are proposed
        await shows(pilot, "owner Lee")
    assert (records(database).priorities[0].title, records(database).priorities[0].owner) == (
        "Grow trust",
        "Lee",
    )


async def test_a_file_that_is_busy_loses_nothing(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        with contextlib.closing(connect(database.path)) as other:
            begin(other)
            await fill(pilot, "a", title="Cut the waiting")
            await pilot.press("down", "down", "down")
            await shows(pilot, "no readings yet")  # a waiting save holds up no key
            await until(pilot, lambda: bool(app.screen.query(FieldRow)))
            await shows(pilot, "Not saved.", "Cut the waiting")
            other.execute("ROLLBACK")
        await pilot.press("ctrl+s")
        await shows(pilot, "Priority added")


async def test_how_a_metric_is_worked_out_is_typed_in_its_form_and_stands_among_the_facts(
    lively: DatabaseFile,
) -> None:
    first = Definition(
        name="Transfers", code="transfers", direction=Direction.LOWER,
        aggregation=Aggregation.RATIO, cadence=Cadence.WEEKLY, formula="handed on / answered",
    )  # fmt: skip
    measures.add_metric(lively, LEADER, first)
    app = app_on(lively)
    async with app.run_test(size=(160, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("G", "right", "down")
        await shows(pilot, "formula: handed on / answered")
        await fill(pilot, "a", name="Occupancy", formula="handling time / time signed in")
        await shows(pilot, "Metric added", "formula: handling time / time signed in")
        await fill(pilot, "e", formula="handling / (handling + waiting)")
        await shows(pilot, "formula: handling / (handling + waiting)")
    assert [
        metric.formula for metric in records(lively).metrics.values() if metric.name == "Occupancy"
    ] == ["handling / (handling + waiting)"]


async def test_a_new_metric_of_a_kpi_is_asked_for_its_formula(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down")
        await fill(pilot, "p", metric="Callbacks kept", formula="kept / promised", target="95")
        await shows(pilot, "KPI added", "no readings yet")


async def test_a_new_metric_begins_as_the_catalogue_has_one_of_that_name(
    empty: DatabaseFile,
) -> None:
    app = app_on(empty)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "No mission yet")
        await pilot.press("G", "a")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        typed = {row.field.key: row.input for row in app.screen.query(FieldRow)}
        for name, unit, direction in (
            ("Answer time", "m:ss", "lower"), ("Callbacks kept", "%", "higher"),
            ("Callback (min)", "min", "higher"),
        ):  # fmt: skip
            typed["metric"].focus()
            typed["metric"].value = name
            await pilot.press("tab")
            await until(pilot, lambda: typed["level"].has_focus or typed["unit"].has_focus)
            assert (typed["unit"].value, typed["direction"].value) == (unit, direction), name


async def test_another_target_leads_on_from_today_and_a_slip_is_corrected_with_a_reason(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "down")
        await fill(pilot, "e", target="92")
        await shows(pilot, "The KPI is changed")
        first, second = records(database).kpis[0].targets
        assert (first.level.low, first.ends_on, second.level.low) == (85, TODAY, 92)
        await fill(pilot, "w", level="91")
        await shows(pilot, "Correct: Customer satisfaction", "type something here")
        await fill(pilot, "", why="the board said 91")
        await shows(pilot, "The target is corrected")
    assert [row.level.low for row in records(database).kpis[0].targets] == [85, 91]


async def test_a_new_metric_in_percent_is_asked_about_above_100(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("g", "j", "j", "a")
        await shows(pilot, "Make a KPI")
        await type_text(pilot, "Callbacks kept\r")
        await shows(pilot, "a new metric: describe it")
        valid = re.compile(r"Valid from +(\d*) .*Valid to +(\d*) ", re.DOTALL)

        def is_valid(low: str, high: str) -> bool:
            found = valid.search(screen_text(app))
            return found is not None and found.groups() == (low, high)

        await until(pilot, lambda: is_valid("0", "100"))
        await type_text(pilot, "\x15calls\r")
        await until(pilot, lambda: is_valid("", ""))
        await pilot.press("up")
        await type_text(pilot, "\x15%" + "\r" * 11 + "120\r\x13")
        await shows(pilot, "outside the valid range of the metric")
