"""What is wrong or unusual in a session is marked, and asked about once when saving."""

from kpitui.actions.readings import record
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile
from kpitui.ui.dialogs.field_row import FieldRow
from kpitui.ui.widgets.entry_sheet import EntrySheet
from kpitui.views.coaching import load_sessions_of
from kpitui.views.same_day import load_same_day
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, until
from tests.ui.session_fields import focused_key, open_session


async def test_wrong_fields_say_what_to_type_and_the_rest_stays(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3", *"ana", "enter")
        await shows(pilot, "Results")
        all_at_once(app, "x\rav\r0\rseen\r\rcall @someday\r\ryesterday\r\x13")
        await shows(
            pilot,
            "type role-play, side-by-side",
            "type minutes, such as 20",
            "someday is not a date",
        )
        await shows(pilot, "Not saved yet: 4 refused", "Session type: x", "it is before the start")
        await pilot.press("escape")
        await shows(pilot, "Not saved: 4 to check.", "seen")
        assert load_sessions_of(lively, 1) == []
        await until(pilot, lambda: focused_key(app) == "kind")
        await pilot.press("ctrl+u", *"o", "down", "down", "ctrl+u", *"5")
        all_at_once(app, '\r\r\r\x15call @fri\r\r\x15+7d\r9/10 "fine"\r\x13')
        await shows(pilot, "Saved the one-to-one, 1 reading, 1 action with Ana López.")


async def test_a_wrong_field_is_marked_when_it_is_left_and_the_cursor_goes_on(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 30)) as pilot:
        await open_session(pilot)
        all_at_once(app, "r\rcsat\rlong")
        await shows(pilot, "long")
        assert "type minutes" not in screen_text(app)
        await pilot.press("enter")
        await shows(pilot, "! type minutes, such as 20", "Length (min): type minutes, such as 20.")
        assert focused_key(app) == "seen"
        await pilot.press("tab", "tab", "tab")
        all_at_once(app, "someday")
        await pilot.press("up")
        await shows(pilot, "! someday is not a date", "! type minutes, such as 20")
        assert focused_key(app) == "action-0"
        await pilot.press(*["up"] * 3)
        await until(pilot, lambda: focused_key(app) == "minutes")
        await pilot.press("2", "0")
        await until(pilot, lambda: "type minutes" not in screen_text(app))
        minutes = next(row for row in app.screen.query(FieldRow) if row.field.key == "minutes")
        assert minutes.input.value == "20"


async def test_saving_lists_every_fault_and_the_cursor_stays_in_its_cell(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 30)) as pilot:
        await open_session(pilot)
        all_at_once(app, "r\r\rlong\r\r\r\rsomeday\r45/50\rx1\r\x1b[A\x1b[A7/9\x13")
        await shows(
            pilot, "Not saved yet: 3 refused", "! Ana López, Length (min): long  type minutes",
            "Follow-up date  someday", "Average handle time  x1",
        )  # fmt: skip
        await pilot.press("ctrl+s")
        await shows(pilot, "Not saved: fix or clear the 3 marked !", "! type minutes, such as 20")
        sheet = app.screen.query_one(EntrySheet)
        assert (app.screen.focused, sheet.place, sheet.value) == (sheet, 0, "7/9")
        await pilot.press(*"8/9")
        await until(pilot, lambda: sheet.value == "8/9")
        await pilot.press("ctrl+s")
        await shows(pilot, "Not saved yet: 3 refused")
        await pilot.press("escape")
        await until(pilot, lambda: focused_key(app) == "minutes")
        await pilot.press(*"20", *["down"] * 4, "ctrl+u", "ctrl+s")
        await shows(pilot, "Not saved yet: 1 refused", "Average handle time  x1")
        await pilot.press("escape")
        await until(pilot, lambda: app.focused is sheet and sheet.place == 1)
        assert load_sessions_of(lively, 1) == []


async def test_an_implausible_reading_is_asked_about_when_saving(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3", *"ana", "enter")
        await shows(pilot, "Results")
        all_at_once(app, "t\r\r\r\r\r\r\r\r\r400\r")
        await shows(pilot, "400.0% is outside the valid range 0.0%–100.0%")
        await pilot.press("up")
        all_at_once(app, "410\r")  # typed over, not behind it
        await shows(pilot, "410.0% is outside the valid range 0.0%–100.0%")
        await pilot.press("ctrl+s")
        await shows(pilot, "Not saved yet: 1 to confirm", "Ana López, Customer satisfaction: 410")
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved the training, 1 reading with Ana López.")


async def test_a_result_for_a_day_that_has_one_is_asked_about_once(lively: DatabaseFile) -> None:
    old = ReadingDraft(metric_id=2, person_id=1, date=TODAY, value=392.0, n=187)
    record(lively, LEADER, [old], today=TODAY)
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3", *"ana", "enter")
        await shows(pilot, "Results")
        all_at_once(app, "r\r\r\rwarm\rgreet\r\r\r45/50\r\r6:20\r\x13")
        await shows(
            pilot, "1 recorded already", "that day has 6:32 by lee", "r replaces it, a adds to it"
        )
        await pilot.press("r", "ctrl+s")
        await shows(
            pilot,
            "Saved the role-play, 2 readings with Ana López; changed 6:32 → 6:20 (n=187",
            "kept)",
        )
    session = load_sessions_of(lively, 1)[0]
    assert [(metric.code, cell.value) for metric, cell in session.readings] == [
        ("aht", 380.0),
        ("adherence", None),
    ]
    standing = load_same_day(lively, [old])[0]
    assert [
        (standing_reading.recorded.draft.value, standing_reading.recorded.draft.n)
        for standing_reading in standing
    ] == [(380.0, 187)]


async def test_a_value_too_many_takes_the_place_of_no_other(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3", *"ana", "enter")
        await shows(pilot, "Results")
        all_at_once(app, "r\r\r\rwarm\rgreet\r\r\r45/50\r6:00\r81\r77")
        await shows(pilot, "not typed anywhere")
        await pilot.press("up", "enter", "5", "ctrl+s")
        await shows(pilot, "Saved the role-play, 3 readings with Ana López.")
    cells = [cell.value for _, cell in load_sessions_of(lively, 1)[0].readings]
    assert cells == [None, 360.0, 81.0]
