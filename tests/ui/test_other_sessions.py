"""What another session of the same account left, as the program that opens meets it."""

from pathlib import Path

from msgspec.structs import replace

from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import SessionDrafts, Typed
from kpitui.storage.session_locks import Whereabouts
from kpitui.ui.app import KpituiApp
from tests.ui.conftest import app_on, shows


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
        await shows(pilot, "Your other session has ended")
