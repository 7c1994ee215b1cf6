"""How contacts were scored: the member sees, disputes, and reads what was decided; the coach
decides where it waits; all by keys.
"""

import pytest
from textual.widgets import OptionList

from kpitui.actions.accounts import set_account
from kpitui.actions.disputes import decide_dispute, dispute_answer
from kpitui.actions.evaluations import record_evaluations
from kpitui.charts.text import Charset
from kpitui.domain.access import AccessRole, Actor
from kpitui.storage.database import DatabaseFile
from kpitui.ui.app import KpituiApp
from kpitui.ui.screens.contact import ContactScreen
from kpitui.views.contacts import load_contacts, load_disputed
from tests.actions.test_disputes import NOW, STANDS
from tests.actions.test_evaluations import draft, load
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, screen_text, shows, type_text, until

ANA, KIM = Actor("ana", AccessRole.MEMBER), Actor("kim", AccessRole.SUPERVISOR)
HOSTILE = "I [b]did[/] greet"
SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def ours(lively: DatabaseFile) -> DatabaseFile:
    """With accounts, and two contacts of Ana that Kim scored: not greeted, and all well."""
    load(lively)
    set_account(lively, LEADER, "lee", AccessRole.LEADER)
    set_account(lively, LEADER, "kim", AccessRole.SUPERVISOR)
    set_account(lively, LEADER, "ana", AccessRole.MEMBER, "Ana López")
    both = [draft(lively, "ny50", reference="8841"), draft(lively, "yy50", reference="[i]8842[/]")]
    record_evaluations(lively, KIM, both, today=TODAY)
    return lively


def go_to(app: KpituiApp, key: str) -> None:
    """Put the mark of the left list on a line."""
    listed = app.screen.query_one("#expected-lines", OptionList)
    listed.highlighted = [option.id for option in listed.options].index(key)


@pytest.mark.parametrize("size", SIZES)
async def test_a_member_sees_says_so_and_disputes_what_a_coach_then_decides(
    ours: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(ours, actor=ANA)
    async with app.run_test(size=size, notifications=True) as pilot:
        await shows(pilot, "Your standards", "Ana López")
        go_to(app, "contact-1")
        await shows(pilot, "Your contacts that were scored", "8841", "80.0%", "[i]8842[/]", "! new")
        await pilot.press("a")
        await shows(pilot, "Noted as seen; u to undo.")
        await pilot.press("enter")
        await shows(pilot, "Contact 8841", "80.0%", "scored by kim", "Greeted", "Checked identity")
        assert isinstance(app.screen, ContactScreen)
        assert "a Seen" not in screen_text(app)
        await pilot.press("down")
        await shows(pilot, "critical: no makes the score 0")
        await pilot.press("up", "w")
        await shows(pilot, "Dispute this answer", "Greeted: no", "kim or a coach decides")
        await type_text(pilot, HOSTILE)
        await pilot.press("enter")
        await shows(pilot, "Disputed; your coach gets it; u to undo.")
        await shows(pilot, "Ana López disputed", "Not decided yet.")
        assert "w Dispute" not in screen_text(app)
        await pilot.press("escape")
        await shows(pilot, "1 disputed")

    app = app_on(ours, actor=KIM)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("3")
        await shows(pilot, "1 to answer", "dispute", HOSTILE)
        await pilot.press("enter")
        await shows(pilot, "Decide a dispute of Ana López", f"disputes: {HOSTILE}", "as it is")
        await pilot.press("y", "enter")
        await type_text(pilot, "heard it again")
        await pilot.press("enter")
        await shows(pilot, "Ana López has your decision: answer and score changed; ctrl+p undo.")
        await until(pilot, lambda: HOSTILE not in screen_text(app))
        assert load_contacts(ours, 1, TODAY)[1].evaluation.score == 100

    app = app_on(ours, actor=ANA)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Your standards")
        go_to(app, "contact-1")
        await shows(pilot, "! decided", "a Seen")
        await pilot.press("enter")
        await shows(pilot, "Contact 8841", "was no", "100.0%", "a Seen")
        await pilot.press("enter")
        await shows(
            pilot,
            "was no, yes since",
            "(dispute)",
            "it was changed. heard it again",
            "Ana López disputed",
        )
        await pilot.press("escape", "a")
        await shows(pilot, "Contact 8841", "was no")
        await pilot.press("escape")
        await until(pilot, lambda: "! decided" not in screen_text(app))


async def test_an_answer_that_stands_says_so_in_its_line(ours: DatabaseFile) -> None:
    dispute(ours)
    (one,) = load_disputed(ours)
    decide_dispute(ours, KIM, one.dispute, one.answer.answer, STANDS, NOW, today=TODAY)
    app = app_on(ours, actor=ANA)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Your standards")
        go_to(app, "contact-1")
        await shows(pilot, "! decided")
        await pilot.press("enter")
        await shows(pilot, "Contact 8841", "stands", "a Seen")


async def test_a_dispute_that_is_left_as_it_is_stands(ours: DatabaseFile) -> None:
    dispute(ours)
    app = app_on(ours, actor=KIM)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("3")
        await shows(pilot, "1 to answer", "Space answer")
        await pilot.press("space")
        await shows(pilot, "Decide a dispute of Ana López")
        await pilot.press("7", "enter")
        await type_text(pilot, "no greeting to be heard")
        await pilot.press("enter")
        await shows(pilot, "answer y or n")
        await pilot.press("up", "n", "enter", "enter")
        await shows(pilot, "Ana López has your decision: it stands; ctrl+p undo.")
        assert load_disputed(ours) == []
        assert load_contacts(ours, 1, TODAY)[1].evaluation.score == 80
    (found,) = load_contacts(ours, 1, TODAY)[1].answers[0].disputes
    assert found.answer == "no greeting to be heard"


async def test_what_another_decided_meanwhile_is_told(ours: DatabaseFile) -> None:
    dispute(ours)
    app = app_on(ours, actor=KIM)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("3")
        await shows(pilot, "1 to answer")
        await pilot.press("enter")
        await shows(pilot, "Decide a dispute of Ana López")
        (line,) = load_disputed(ours)
        decide_dispute(ours, LEADER, line.dispute, line.answer.answer, STANDS, NOW, today=TODAY)
        await pilot.press("enter")
        await type_text(pilot, "so it is")
        await pilot.press("enter")
        await shows(pilot, "lee changed that record")


async def test_the_weakest_questions_stand_on_the_pages(ours: DatabaseFile) -> None:
    app = app_on(ours, charset=Charset.ASCII, actor=KIM)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("5")
        await shows(pilot, "Ana L")
        await type_text(pilot, "/ana")
        await pilot.press("enter")
        await shows(pilot, "Advisor, North")
        await pilot.press("enter")
        await shows(
            pilot, "Weakest questions  2 evaluations; no others to compare with", "50%, 1 of 2",
            "#####.....",
        )  # fmt: skip


def dispute(database: DatabaseFile) -> None:
    one = load_contacts(database, 1, TODAY)[1]
    question_id = one.answers[0].question.id
    dispute_answer(database, ANA, one.evaluation.id, question_id, HOSTILE, NOW)
