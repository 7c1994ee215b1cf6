"""The whole plan kept by keys alone, as a leader would."""

import contextlib

import time_machine
from textual.pilot import Pilot

from kpitui.actions.plan import edit_priority
from kpitui.domain.access import AccessRole, Actor, Way
from kpitui.domain.plan_drafts import GoalDraft
from kpitui.storage.database import begin, connect, reading
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.ui.dialogs.form import FieldRow
from kpitui.views import DatabaseFile
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, screen_text, shows, type_text, until


def records(database: DatabaseFile) -> PlanRecords:
    with reading(database) as db:
        return load_plan(db)


async def fill(pilot: Pilot[None], key: str, **texts: str) -> None:
    """Open a form with a key, type into its fields, and save it."""
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
        for words in ("Make every customer glad they called", "Grow brand loyalty", "Improve the customer experience"):
            await pilot.press("a")
            await until(pilot, lambda: bool(app.screen.query(FieldRow)))
            await type_text(pilot, words)
            await pilot.press("ctrl+s")
            await shows(pilot, words, "u takes it back")
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
    assert [one.metric_id for one in plan.kpis] == [1, 2]
    assert len(plan.standards) == 5
    assert {one.id for one in plan.metrics.values()} == set(range(1, 8))


async def test_each_wrong_field_says_what_to_type_and_nothing_is_lost(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down")
        await fill(pilot, "p", metric="adherence", target="lots", due_on="2020-01-01")
        await shows(pilot, "lots is not a number", "it lies before the start")
        assert "Adherence to schedule" in screen_text(app)
        await pilot.press("escape")
        await pilot.press("p")
        await shows(pilot, "Make a KPI", "Adherence to schedule", "lots", "This is what you typed before")
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


async def test_ending_a_priority_shows_what_ends_and_asks_for_the_verdict(lively: DatabaseFile) -> None:
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
        await shows(pilot, "Grow brand loyalty  ended 2026-11-23", "ended 2026-11-23, on track with 84.0%")
        await pilot.press("down", "down")
        await shows(pilot, "what was learned: role-play worked")
    with reading(lively) as db:
        assert "8" in db.execute("SELECT moved FROM verdicts").fetchone()[0]


async def test_replacing_every_priority_and_strategy_changes_no_standard(lively: DatabaseFile) -> None:
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
        await shows(pilot, "It is a KPI now")
        lines = screen_text(app).splitlines()
        apart = next(place for place, line in enumerate(lines) if "Standards" in line)
        assert any("Average handle time" in line and "4:00–6:00" in line for line in lines[:apart])
        assert any("Average handle time" in line and "5:00–6:30" in line for line in lines[apart:])
    after = records(lively)
    assert after.standards == before
    assert [one.ends_on for one in after.priorities] == [TODAY, None]


async def test_a_standard_of_one_person_wins_and_a_new_level_is_a_new_row(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("G", "h")
        await fill(pilot, "s", metric="handle", level="4:00-7:00", whom="ana")
        await shows(pilot, "Ana López", "4:00–7:00")
        await fill(pilot, "e", level="4:30-7:00", starts_on="2026-11-01")
        await shows(pilot, "Another level holds from 2026-11-23")
    own = next(one for one in records(lively).standards if one.person_id)
    assert [one.level.low for one in own.levels] == [240]


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


async def test_u_takes_back_the_last_deed_and_again_the_one_before(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await fill(pilot, "a", title="Cut the waiting")
        await shows(pilot, "Priority added")
        await fill(pilot, "e", title="Halve the waiting")
        await shows(pilot, "Halve the waiting")
        await pilot.press("u")
        await shows(pilot, "Taken back: edit priority", "Cut the waiting")
        await pilot.press("u")
        await shows(pilot, "Taken back: add priority")
        assert "waiting" not in screen_text(app).split("────")[0]
        await pilot.press("7")
        await shows(pilot, "undo: add priority", "taken back", "lee")
        await pilot.press("slash", *"edit")
        await until(pilot, lambda: "load plan" not in screen_text(app))
        await pilot.press("enter", "down")
        await shows(pilot, "title: Cut the waiting → Halve the waiting")


async def test_changing_the_mission_asks_for_a_reason(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await fill(pilot, "e", statement="Answer every call")
        await shows(pilot, "say why the mission changes")
        await fill(pilot, "tab", reason="we merged")
        await shows(pilot, "Answer every call", "since 2026-11-23")
        await pilot.press("left_square_bracket")
        await shows(
            pilot, "Make every customer glad", "as of 2026-11-22 read-only"
        )  # what changed today is not skipped
        await pilot.press("left_square_bracket")
        await shows(pilot, "as of 2026-01-05 read-only")
        await pilot.press("right_square_bracket")
        await shows(pilot, "Answer every call")


async def test_the_past_stops_where_words_were_edited(database: DatabaseFile) -> None:
    with time_machine.travel("2026-11-20T09:00:00Z"):
        with reading(database) as db:
            (priority,) = load_plan(db).priorities
        edit_priority(database, LEADER, priority, GoalDraft(title="Grow loyalty", starts_on=priority.starts_on))
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow loyalty")
        await pilot.press("left_square_bracket")
        await shows(pilot, "as of 2026-11-20", "Grow loyalty")
        await pilot.press("left_square_bracket")
        await shows(pilot, "as of 2026-01-05", "Grow brand loyalty")


async def test_the_past_is_read_only_and_in_its_own_words(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("left_square_bracket")
        await shows(pilot, "as of 2026-01-05 read-only")
        await pilot.press("left_square_bracket", "left_square_bracket")
        await shows(pilot, "as of 2024-01-01")
        assert "Grow brand loyalty" not in screen_text(app)
        assert "a Add" not in screen_text(app)
        await pilot.press("a")
        assert not app.screen.query(FieldRow)
        await pilot.press("left_square_bracket")
        await shows(pilot, "There is no plan before that")
        await pilot.press("right_square_bracket")
        await shows(pilot, "as of 2026-01-01", "Grow brand loyalty")
        await pilot.press("t")
        await until(pilot, lambda: "read-only" not in screen_text(app))


async def test_a_supervisor_is_not_offered_what_they_may_not_do(database: DatabaseFile) -> None:
    app = app_on(database, actor=Actor("sue", AccessRole.SUPERVISOR, Way.TUI))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        assert "e Edit" not in screen_text(app)
        assert "n Note" in screen_text(app)
        await pilot.press("e", "x", "a")
        assert not app.screen.query(FieldRow)
        await pilot.press("down", "down", "down")
        await fill(pilot, "n", text="new phone menu")
        await shows(pilot, "new phone menu")


async def test_hostile_words_are_words(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await fill(pilot, "a", title="[/x] [@click=app.quit]a[/] 林\x1b]52;c;aGk=\x07", owner="[bold]O'Neill")
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
        edit_priority(database, Actor("mia"), stale, GoalDraft(title="Grow trust", starts_on=stale.starts_on))
        await pilot.press("tab", *"Lee", "ctrl+s")
        await shows(pilot, "mia saved the right side", "Grow brand loyalty", "Grow trust", "Lee")
        await pilot.press("ctrl+s")  # each changed another field: both changes are proposed
        await shows(pilot, "owner Lee")
    assert (records(database).priorities[0].title, records(database).priorities[0].owner) == ("Grow trust", "Lee")


async def test_a_file_that_is_busy_loses_nothing(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        with contextlib.closing(connect(database.path)) as other:
            begin(other)
            await fill(pilot, "a", title="Cut the waiting")
            await pilot.press("down", "down", "down")
            await shows(pilot, "nothing was ever read")  # a waiting save holds up no key
            await until(pilot, lambda: bool(app.screen.query(FieldRow)))
            await shows(pilot, "Not saved.", "Cut the waiting")
            other.execute("ROLLBACK")
        await pilot.press("ctrl+s")
        await shows(pilot, "Priority added")
