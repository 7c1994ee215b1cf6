"""Coach proposes the weakest question as focus, and a session links the contacts that it talks
about; all by keys.
"""

from copy import deepcopy

import pytest

from kpitui.actions.evaluations import record_evaluations
from kpitui.storage.database import DatabaseFile
from kpitui.views.coaching import load_sessions_of
from tests.actions.test_evaluations import SHEET, draft, load
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, type_text, until


@pytest.fixture
def scored(lively: DatabaseFile) -> DatabaseFile:
    """Two contacts of Ana: the one not greeted."""
    load(lively)
    both = [draft(lively, "ny50", reference="8841"), draft(lively, "yy50", reference="[b]2[/]")]
    record_evaluations(lively, LEADER, both, today=TODAY)
    return lively


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_long_question_that_is_proposed_is_seen_whole(
    lively: DatabaseFile, size: tuple[int, int]
) -> None:
    sheet = deepcopy(SHEET)
    text = "Told the caller [b]what[/] happens next, by when, and whom to ask if it does not"
    sheet["version"][0]["section"][0]["question"][0]["text"] = text
    load(lively, sheet)
    record_evaluations(lively, LEADER, [draft(lively, "ny50", reference="8841")], today=TODAY)
    app = app_on(lively)
    async with app.run_test(size=size) as pilot:
        await pilot.press("3", *"ana", "enter")
        await shows(pilot, "weakest question:")
        left = " ".join(one[:80].strip("│ ") for one in screen_text(app).splitlines())
        shown = " ".join(left.split())
        assert f"weakest question: {text}: 0 of 1" in shown


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_weakest_question_is_proposed_and_contacts_are_linked(
    scored: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(scored)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("3", *"ana", "enter")
        await shows(pilot, "weakest question: Greeted: 1 of 2", "newest: [b]2[/]; 8841")
        all_at_once(app, "c\rGree")
        await shows(pilot, "Greeted")
        await pilot.press("right", "enter")
        await type_text(pilot, "88; nonsense")
        await pilot.press("enter", "ctrl+s")
        await shows(pilot, "no contact “nonsense” of this agent was scored")
        assert load_sessions_of(scored, 1) == []
        await pilot.press("escape")
        await shows(pilot, "! no contact “nonsense” of this agent was scored")
        await pilot.press("escape")
        await until(pilot, lambda: "Session with" not in screen_text(app))
        await pilot.press(*"ana", "enter")
        await shows(pilot, "Draft restored", "88; nonsense")
        await pilot.press("down", "down", "ctrl+u")
        await type_text(pilot, "8841; [b")
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved the call review with Ana L")
        (line,) = load_sessions_of(scored, 1)
        assert (line.about, [evaluation.name for evaluation in line.evaluations]) == (
            "Greeted", ["8841", "[b]2[/]"],
        )  # fmt: skip
        await pilot.press("f6")
        await type_text(pilot, "/ana")
        await pilot.press("enter", "s")
        await shows(pilot, "Coaching of Ana L")
        await pilot.press("enter")
        await shows(pilot, "Evaluations", "8841 (80.0%)", "[b]2[/] (100.0%)")
        await pilot.press("escape", "e")
        await shows(pilot, "8841; [b]2[/]")
