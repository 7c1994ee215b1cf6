"""The lists that Record and Coach begin with: columns, one cursor, and who it is on beside them."""

from datetime import date

from textual.widgets import OptionList

from kpitui.actions.coaching import record_session
from kpitui.domain.access import Actor
from kpitui.domain.records.action import Promise
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile
from tests.conftest import TODAY
from tests.ui.conftest import app_on, screen_text, shows, until

KIM = Actor("kim")
SESSION = SessionDraft(
    person_id=1,
    date=date(2026, 11, 9),
    kind=SessionKind.CALL_REVIEW,
    agreed="greet first",
    actions=(Promise(text="greet by [name]", who="Ana López", due_on=date(2026, 11, 16)),),
)


async def test_record_has_what_is_due_and_the_last_session_in_columns(
    database: DatabaseFile,
) -> None:
    record_session(database, KIM, SESSION, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "─ Agents and teams ─", "Ana López")
        lines = screen_text(app).splitlines()
        heads = next(line for line in lines if "agent or team" in line and "last session" in line)
        ana = next(line for line in lines if line.lstrip().startswith("Ana López"))
        assert ana[heads.index("last session") :].startswith("9 Nov")
        assert ana[heads.rindex("team") :].startswith("North")
        end = heads.index("due") + len("due")
        assert int(ana[end - 3 : end]) > 0
        await pilot.press("enter")
        assert "╭" not in screen_text(app), "no frame in a window of this size"


async def test_what_is_due_of_the_highlighted_agent_stands_beside_the_list(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"ana")
        await shows(pilot, "╭ Ana López ─", "│ Results due  ", "Adherence to schedule")
        await pilot.press("backspace", "backspace", "backspace", *"bo")
        await shows(pilot, "╭ [red]Bo[/] ─")
        await pilot.press("ctrl+u", *"lopze")
        await shows(pilot, "No match; did you mean Ana López?")
        await until(pilot, lambda: "╭ [red]Bo[/] ─" not in screen_text(app))
        await pilot.press("enter")
        assert "Type a value" not in screen_text(app), "a slip chooses no one"
        await pilot.press("ctrl+u", "slash", *"lopze")
        await shows(pilot, "Find", "No match; did you mean Ana López?")


async def test_one_cursor_goes_through_what_is_due_and_the_agents(database: DatabaseFile) -> None:
    record_session(database, KIM, SESSION, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(pilot, "╭ Due ─", "! 16 Nov  action", "╭ Agents ─", "last session")
        await shows(pilot, "│ Session of 9 Nov", "greet first", "Still to do")
        waiting = app.screen.query_one("#waiting", OptionList)
        names = app.screen.query_one("#names", OptionList)
        assert (waiting.highlighted, names.highlighted) == (0, None)
        await pilot.press("down")
        assert (waiting.highlighted, names.highlighted) == (None, 0)
        await shows(pilot, "│ Last session", "not coached yet")
        await pilot.press("down")
        await shows(pilot, "│ Last session 9 Nov")
        await pilot.press("down")
        assert (waiting.highlighted, names.highlighted) == (None, 1), "it ends at the end"
        await pilot.press("up", "up")
        assert (waiting.highlighted, names.highlighted) == (0, None)
        await pilot.press("up")
        assert (waiting.highlighted, names.highlighted) == (0, None), "and begins at the top"
        await pilot.press("down", "down")
        assert (waiting.highlighted, names.highlighted) == (None, 1)
        await pilot.press("a")
        await until(pilot, lambda: "╭ Due ─" not in screen_text(app))
        await pilot.press("backspace")
        await shows(pilot, "╭ Due ─")
        assert (waiting.highlighted, names.highlighted) == (0, None)


async def test_the_fields_of_a_session_say_what_to_type(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3", *"ana", "enter")
        await shows(
            pilot, "Session type      r role-play, s side-by-side", "Observed          what"
        )
        await pilot.press("t", "enter")
        await shows(pilot, "Session type      training")
