"""The sheet of a contact under a pilot: how one comes to it, and what it and the file hold."""

from datetime import date
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import Actor, Channel
from kpitui.domain.records.evaluation import Evaluation
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.evaluations import load_evaluations_of
from kpitui.storage.session_drafts import SessionDrafts
from kpitui.storage.session_locks import Whereabouts
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.screens.score import ScoreScreen
from kpitui.ui.widgets.person_panels import ExpectedPanel
from tests.actions.test_evaluations import SHEET, load
from tests.conftest import TODAY
from tests.ui.conftest import screen_text, shows


def long_sheet(count: int, **of_all: object) -> dict[str, Any]:
    """A sheet of so many yes/no questions."""
    questions = [
        {"key": f"q{at}", "text": f"Question of number {at}", "kind": "yes/no"} | of_all
        for at in range(1, count + 1)
    ]
    section = {"name": "All of it", "question": questions}
    version = {"starts_on": date(2026, 1, 1), "section": [section]}
    return {"name": "A call", "code": "call", "metric": "csat", "version": [version]}


async def open_ana(pilot: Pilot[None]) -> None:
    """The sheet for Ana, from Record."""
    await shows(pilot, "Grow brand loyalty")
    await pilot.press("2")
    await shows(pilot, "Ana L")
    await pilot.press(*"ana", "enter")
    await shows(pilot, "Type a value")
    await pilot.press("S")
    await shows(pilot, "call number", "A call")


def evaluations(database: DatabaseFile, person_id: int = 1) -> list[Evaluation]:
    with reading(database) as db:
        return load_evaluations_of(db, person_id)


def score_screen(app: KpituiApp) -> ScoreScreen:
    assert isinstance(app.screen, ScoreScreen)
    return app.screen


def typed_keys(app: KpituiApp) -> list[str]:
    answers = score_screen(app).answers
    return [answers.typed(question) for question in answers.questions]


def refused_keys(app: KpituiApp) -> list[str]:
    answers = score_screen(app).answers
    return [answers.refused(question) for question in answers.questions]


def new_version(database: DatabaseFile) -> None:
    """From November on the second question is one more, and the first is asked otherwise."""
    old = SHEET["version"][0]
    questions = [
        {"key": "greeting", "text": "Greeted by name", "kind": "1–5"},
        {"key": "mood", "text": "Was friendly", "kind": "yes/no"},
        {"key": "identity", "text": "Checked identity", "kind": "yes/no", "critical": True},
    ]
    section = {"name": "Opening", "question": questions}
    new = {"starts_on": date(2026, 11, 1), "section": [section]}
    load(database, SHEET | {"version": [old, new]})


async def open_page(pilot: Pilot[None]) -> None:
    await shows(pilot, "Grow brand loyalty")
    await pilot.press("5")
    await shows(pilot, "Ana L")
    await pilot.press("j", "enter")
    await shows(pilot, "Evaluations")


async def mark_evaluation(pilot: Pilot[None], app: KpituiApp) -> None:
    panel = app.screen.query_one(ExpectedPanel)
    await pilot.press("home")
    for _ in range(30):
        if panel.scored is not None:
            return
        await pilot.press("down")
    raise AssertionError(screen_text(app))


def context_of(database: DatabaseFile, folder: Path, session: str) -> AppContext:
    drafts = SessionDrafts(folder, database, "lee", session, Whereabouts())
    kept, _ = drafts.take_over(lambda _: set())
    actor = Actor("lee", channel=Channel.TUI)
    return AppContext(
        database, actor, Config(), Charset.BRAILLE, "kpi.db", today=lambda: TODAY, unsaved=kept,
        drafts=drafts,
    )  # fmt: skip
