"""What another session of the same account left, as the program that opens meets it."""

import asyncio
from pathlib import Path

from msgspec.structs import replace

from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import Typed, load_typed
from kpitui.storage.session_drafts import SessionDrafts
from kpitui.storage.session_locks import Whereabouts
from kpitui.ui.app import KpituiApp
from kpitui.ui.dialogs.field_row import FieldRow
from tests.ui.conftest import app_on, shows, until


async def test_a_session_that_ends_just_as_the_next_begins_has_its_draft_named(
    database: DatabaseFile, tmp_path: Path
) -> None:
    def drafts(session: str) -> SessionDrafts:
        return SessionDrafts(tmp_path / "drafts", database, "lee", session, Whereabouts())

    before, now = drafts("before"), drafts("now")
    before.keep(Typed(words="csat 91"))
    assert now.take_over(lambda _: set())[0].empty  # it lives
    before.close()
    context = replace(app_on(database).context, drafts=now)
    async with KpituiApp(context).run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Draft restored: a line of quick entry (:).")


async def test_what_is_typed_in_a_form_is_kept_at_every_step_until_the_program_is_gone(
    database: DatabaseFile, tmp_path: Path
) -> None:
    drafts = SessionDrafts(tmp_path / "drafts", database, "lee", "now", Whereabouts())
    app = KpituiApp(replace(app_on(database).context, drafts=drafts))
    kept: list[dict[str, str]] = []
    looking = True

    async def keep_at_every_step() -> None:
        while looking:
            app.keep_drafts()
            kept.extend(load_typed(drafts.file).forms.values())
            await asyncio.sleep(0)

    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "down", "e")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        await pilot.press("8", "7")
        await shows(pilot, "87")
        steps = asyncio.create_task(keep_at_every_step())
    looking = False
    await steps
    assert kept
    assert all(one["target"] == "87" for one in kept)
