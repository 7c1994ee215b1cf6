"""Two people change one record: the second sees both versions side by side and chooses; nobody's
work is lost.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from kpitui.actions import measures, people, plan
from kpitui.actions.coaching import change_session, record_session
from kpitui.actions.corrections import correct_reading
from kpitui.domain.access import Actor
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.goal import GoalDraft, Priority
from kpitui.domain.records.kpi import KpiDraft
from kpitui.domain.records.metric import Range
from kpitui.domain.records.mission import MissionDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.domain.records.standard import StandardDraft, StandardScope
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people
from kpitui.storage.plan import load_plan
from kpitui.ui.dialogs.versions import VersionsDialog
from kpitui.views.coaching import load_sessions_of
from kpitui.views.history import HistoryQuestion, load_history
from kpitui.views.overview import Overview, load_overview
from kpitui.views.readings import load_readings
from tests.conftest import TODAY
from tests.ui.conftest import app_on, screen_text, shows, type_text, until

KIM = Actor("kim")
"""Who sits elsewhere."""


def overview(database: DatabaseFile) -> Overview:
    return load_overview(database, AsOf(TODAY, TODAY))


def the_priority(database: DatabaseFile) -> Priority:
    return overview(database).priorities[0].priority


def kim_edits(database: DatabaseFile, **values: str) -> None:
    """Kim changes the priority on her own screen, with the dates as they are."""
    now = the_priority(database)
    draft = GoalDraft(
        title=values.get("title", now.title), owner=values.get("owner", now.owner),
        starts_on=now.starts_on, description=values.get("description", now.description),
    )  # fmt: skip
    plan.edit_priority(database, KIM, now, draft)


async def type_priority(pilot: Pilot[None], title: str) -> None:
    """Open the form of the priority and type another title, without saving."""
    await shows(pilot, "Grow brand loyalty")
    await pilot.press("down", "e")
    await shows(pilot, "Edit priority")
    await pilot.press("end", "ctrl+u")
    await type_text(pilot, title)


async def both_are_shown(pilot: Pilot[None], *texts: str) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, VersionsDialog))
    await shows(pilot, "kim saved the values on the right", "Your values are not saved", *texts)


async def test_the_second_chooses_field_by_field(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await type_priority(pilot, "Keep who we have")
        kim_edits(database, title="Win them back", owner="kim", description="")
        await pilot.press("ctrl+s")
        await both_are_shown(pilot, "Keep who we have", "Win them back", "1 to choose")
        assert the_priority(database).title == "Win them back"
        await pilot.press("ctrl+s")  # one field is not chosen yet
        await shows(pilot, "1 to choose")
        assert the_priority(database).title == "Win them back"
        await pilot.press("left", "ctrl+s")
        await shows(pilot, "The priority is changed", "Keep who we have")
    now = the_priority(database)
    assert (now.title, now.owner) == ("Keep who we have", "kim")


async def test_theirs_is_left_as_it_is_without_a_change(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await type_priority(pilot, "Keep who we have")
        kim_edits(database, title="Win them back", owner="kim")
        changes = len(load_history(database, HistoryQuestion()))
        await pilot.press("ctrl+s")
        await both_are_shown(pilot, "Win them back")
        await pilot.press("t", "ctrl+s")
        await shows(pilot, "Nothing changed", "Win them back")
        assert app.context.unsaved.empty
    assert len(load_history(database, HistoryQuestion())) == changes
    assert the_priority(database).title == "Win them back"


async def test_who_leaves_it_for_later_finds_their_words_and_only_theirs(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await type_priority(pilot, "Keep who we have")
        kim_edits(database, title="Win them back", owner="kim")
        await pilot.press("ctrl+s")
        await both_are_shown(pilot)
        await pilot.press("escape")
        await shows(pilot, "draft is kept", "Win them back")
        await pilot.press("e")
        await shows(pilot, "Edit priority", "Keep who we have", "kim")
        await pilot.press("ctrl+s")
        await shows(pilot, "The priority is changed")
    assert (the_priority(database).title, the_priority(database).owner) == (
        "Keep who we have",
        "kim",
    )


async def test_words_kept_from_before_do_not_go_over_a_newer_version(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await type_priority(pilot, "Keep who we have")
        await pilot.press("escape")  # typed, and left for later
        await until(pilot, lambda: "Edit priority" not in screen_text(app))
        kim_edits(database, owner="kim")
        await shows(pilot, "kim")
        await pilot.press("e")
        await shows(
            pilot, "Edit priority", "Keep who we have", "kim"
        )  # another field: nothing to choose
        await pilot.press("escape")
        kim_edits(database, title="Win them back")
        await shows(pilot, "Win them back")
        await pilot.press("e")
        await both_are_shown(pilot, "Keep who we have", "Win them back")
        await pilot.press("m", "ctrl+s")
        await shows(pilot, "The priority is changed")
    assert (the_priority(database).title, the_priority(database).owner) == (
        "Keep who we have",
        "kim",
    )


async def test_one_who_is_overtaken_twice_sees_the_newest(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await type_priority(pilot, "Keep who we have")
        kim_edits(database, title="Win them back")
        await pilot.press("ctrl+s")
        await both_are_shown(pilot, "Win them back")
        kim_edits(database, title="Win them all")
        await pilot.press("m", "ctrl+s")
        await both_are_shown(pilot, "Win them all")
        await pilot.press("m", "ctrl+s")
        await shows(pilot, "The priority is changed")
    assert the_priority(database).title == "Keep who we have"


async def test_the_same_change_is_no_quarrel(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await type_priority(pilot, "Win them back")
        kim_edits(database, title="Win them back")
        await pilot.press("ctrl+s")
        await shows(pilot, "kim saved the same;", "left to save.")
        assert app.context.unsaved.empty


async def test_what_both_make_together_may_need_mending(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "e")
        await shows(pilot, "Edit priority")
        await pilot.press("enter", "enter", "enter")
        await type_text(pilot, "2026-06-30")  # planned until
        now = the_priority(database)
        draft = GoalDraft(title=now.title, starts_on=TODAY, planned_until=None)
        plan.edit_priority(database, KIM, now, draft)
        await pilot.press("ctrl+s")
        await both_are_shown(pilot, "2026-06-30", "2026-11-23")
        await pilot.press(
            "ctrl+s"
        )  # each changed another field, and together they end before they begin
        await shows(
            pilot, "Edit priority", "do not fit together", "it is before the start on 23 Nov"
        )
        await type_text(pilot, "2027-06-30")  # takes the place of what is wrong
        await pilot.press("ctrl+s")
        await until(pilot, lambda: the_priority(database).planned_until == date(2027, 6, 30))


def kim_moves_the_target(database: DatabaseFile) -> None:
    line = overview(database).priorities[0].strategies[0].kpis[0]
    kpi = line.kpi
    assert kpi.due_on is not None
    draft = KpiDraft(
        metric=kpi.metric_id, baseline=70, target=Range(low=91.0), starts_on=kpi.starts_on,
        due_on=kpi.due_on, warn=3, owner="lee",
    )  # fmt: skip
    measures.edit_kpi(database, KIM, kpi, draft, TODAY)


def kim_sets_the_standard(database: DatabaseFile) -> None:
    draft = StandardDraft(metric=3, scope=StandardScope(), level=Range(low=91.0), starts_on=TODAY)
    measures.set_standard(database, KIM, draft, earliest=TODAY)


def kim_changes_the_mission(database: DatabaseFile) -> None:
    draft = MissionDraft(statement="Ninety-one", reason="shorter", starts_on=TODAY)
    plan.change_mission(database, KIM, draft, overview(database).mission)


def kim_defines_the_metric(database: DatabaseFile) -> None:
    with reading(database) as db:
        metric = load_plan(db).metrics[2]
    part = replace(metric, name="Ninety-one")
    measures.edit_metric(database, KIM, metric, part)


def kim_names_the_person(database: DatabaseFile) -> None:
    with reading(database) as db:
        person = load_people(db, [1])[0]
    people.edit_person(database, KIM, person, "Ninety-one", person.code)


@pytest.mark.parametrize(
    ("keys", "title", "theirs"),
    [
        (("end", "up", "e"), "New level", kim_sets_the_standard),
        (("down", "down", "down", "e"), "Edit KPI", kim_moves_the_target),
        (("e",), "Change the mission", kim_changes_the_mission),
        (("5", "down", "e"), "Edit person", kim_names_the_person),
    ],
)
async def test_every_form_shows_both(
    database: DatabaseFile,
    keys: tuple[str, ...],
    title: str,
    theirs: Callable[[DatabaseFile], None],
) -> None:
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press(*keys)
        await shows(pilot, title)
        await pilot.press("end", "ctrl+u")
        await type_text(pilot, "88")
        if title == "Change the mission":
            await pilot.press("down", "x")
        theirs(database)
        changes = len(load_history(database, HistoryQuestion()))
        await pilot.press("ctrl+s")
        await both_are_shown(pilot, "88")
        assert "91" in screen_text(app) or "Ninety-one" in screen_text(app)
        assert len(load_history(database, HistoryQuestion())) == changes
        await pilot.press("m", "ctrl+s")
        await until(pilot, lambda: len(load_history(database, HistoryQuestion())) == changes + 1)


async def test_a_session_written_down_anew_by_two(database: DatabaseFile) -> None:
    draft = SessionDraft(
        person_id=1,
        date=TODAY - timedelta(days=2),
        kind=SessionKind.TRAINING,
        seen="late",
        agreed="",
    )
    record_session(database, KIM, draft, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "down", "s")
        await shows(pilot, "Coaching of Ana")
        await pilot.press("e")
        await shows(pilot, "Observed")
        await pilot.press("down", "down", "down", "down", "end")
        await type_text(pilot, " at the greeting")
        session = load_sessions_of(database, 1)[0].session
        change_session(database, KIM, session, replace(draft, seen="late twice"), today=TODAY)
        await pilot.press("ctrl+s")
        await both_are_shown(pilot, "late at the greeting", "late twice")
        await pilot.press("left", "ctrl+s")
        await until(
            pilot, lambda: load_sessions_of(database, 1)[0].session.seen == "late at the greeting"
        )


async def test_a_reading_corrected_by_two(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "due")
        await pilot.press("down", "down", "v")
        await shows(pilot, "readings")
        await pilot.press("e")
        await shows(pilot, "Value")
        await pilot.press("end", "ctrl+u")
        await type_text(pilot, "77")
        old = load_readings(lively, 1, SubjectFilter((1,)))[0].recorded
        correct_reading(lively, KIM, old, replace(old.draft, value=66.0), today=TODAY)
        await pilot.press("ctrl+s")
        await both_are_shown(pilot, "77", "66")
        await pilot.press("t", "ctrl+s")
        await shows(pilot, "Nothing changed")
    assert load_readings(lively, 1, SubjectFilter((1,)))[0].recorded.draft.value == 66
