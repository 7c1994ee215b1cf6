"""What is typed in a sheet and not saved is there again, and can be cleared."""

from pathlib import Path

from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import Typed, load_typed
from kpitui.storage.session_drafts import SessionDrafts
from kpitui.storage.session_locks import Whereabouts
from kpitui.ui.app import KpituiApp
from tests.actions.test_evaluations import load
from tests.ui.conftest import all_at_once, app_on, shows, type_text, until
from tests.ui.score_sheets import context_of, evaluations, open_ana, typed_keys


async def test_what_was_typed_is_there_at_the_next_start_and_for_no_other_session(
    database: DatabaseFile, tmp_path: Path
) -> None:
    load(database)
    folder = tmp_path / "drafts"
    app = KpituiApp(context_of(database, folder, "one"))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        all_at_once(app, "8841\rycclear\r\x14\x15-3d\r")
        await shows(pilot, "20 Nov")

        def is_kept() -> bool:
            kept = [load_typed(file).evaluations for file in folder.glob("*.json")]
            return any(one.get("date") == "2026-11-20" for found in kept for one in found.values())

        await until(pilot, is_kept)
        other = context_of(database, folder, "two")
        assert other.unsaved == Typed()
        assert other.drafts is not None
        other.drafts.close()
    app = KpituiApp(context_of(database, folder, "three"))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Draft restored: 1 evaluation (S on the agent).")
        await pilot.press("2")
        await shows(pilot, "Ana L")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "Type a value")
        await pilot.press("S")
        await shows(pilot, "8841", "20 Nov", "y yes", "clear", " 2 of 4 ")
        all_at_once(app, "y50\x13")
        await shows(pilot, "Scored Ana López, contact 8841: 100.0%")
    assert all(load_typed(file).empty for file in folder.glob("*.json"))


async def test_what_is_typed_can_be_cleared_and_the_channel_has_a_key(
    database: DatabaseFile,
) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_ana(pilot)
        all_at_once(app, "8841\ry5")
        await pilot.press("f7")
        await type_text(pilot, "chat")
        await pilot.press("escape")
        await shows(pilot, "the draft is kept")
        await pilot.press("S")
        await shows(pilot, "Draft restored, Ctrl+R clears it", "8841", "chat")
        await pilot.press("ctrl+r")
        await shows(pilot, "Type the number of the contact", "call number")
        assert typed_keys(app) == ["", "", "", ""]
        all_at_once(app, "8842\ryn50\x13")
        await shows(pilot, "Scored Ana López, contact 8842")
    (saved,) = evaluations(database)
    assert (saved.reference, saved.channel) == ("8842", "")


def test_what_arrived_just_before_a_kill_is_offered_no_more(
    database: DatabaseFile, tmp_path: Path
) -> None:
    def drafts(session: str) -> SessionDrafts:
        return SessionDrafts(tmp_path / "drafts", database, "lee", session, Whereabouts())

    saved = {"person-1-sheet-1": {"reference": "8841", "answer-greeting": "y"}}
    other = {"person-2-sheet-1": {"reference": "8842"}}
    killed = drafts("killed")
    on_its_way = Typed(evaluations=dict(saved))
    killed.keep(Typed(evaluations=saved | other, saves={"change": on_its_way}))
    killed.close()
    assert drafts("next").take_over(lambda changes: {*changes})[0].evaluations == other


async def test_esc_and_the_keys_of_the_bar_keep_what_is_typed(database: DatabaseFile) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_ana(pilot)
        await pilot.press(*"8841", "enter", "y", "escape")
        await shows(pilot, "Not saved; the draft is kept", "Type a value")
        await pilot.press("S")
        await shows(pilot, "Draft restored", "8841")
        await pilot.press("y", "f2")
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("q")
        await shows(pilot, "Not saved: 1 evaluation (S on the agent)")
        await pilot.press("f3")
        await shows(pilot, "Type a value")
        await pilot.press("S")
        await shows(pilot, "8841", "2 left")
        await pilot.press("backspace", "backspace", "up", *["backspace"] * 4, "escape")
        await shows(pilot, "Type a value")
        assert app.context.unsaved.evaluations == {}


async def test_the_keys_are_told(database: DatabaseFile) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(100, 50)) as pilot:
        await open_ana(pilot)
        await pilot.press("enter", "?")
        await shows(pilot, "Keys: Score", "Comment this question", "Save the evaluation")
