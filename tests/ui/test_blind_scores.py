"""However blindly one types, no answer lands on another question."""

import asyncio
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kpitui.domain.records.sheet import Question
from kpitui.domain.sheet_score import read_answer
from kpitui.storage.database import DatabaseFile
from kpitui.ui.screens.score import ScoreScreen
from tests.actions.test_evaluations import load
from tests.conftest import copied
from tests.patience import LONG
from tests.ui.conftest import all_at_once, app_on, shows, until
from tests.ui.score_sheets import evaluations, open_ana, refused_keys, score_screen, typed_keys

KINDS = st.sampled_from(["yes/no", "1-5", "count of"])
QUESTIONS = st.lists(st.tuples(KINDS, st.booleans()), min_size=1, max_size=9)
KEYS = st.lists(
    st.sampled_from([*"yn-0123456789xjkqu:/", "back", "comment", "enter", "up", "down", "delete"]),
    max_size=40,
)
SENT = {
    "back": "\x7f", "comment": "cy n 5 x\r", "enter": "\r", "up": "\x1b[A", "down": "\x1b[B",
    "delete": "\x1b[3~",
}  # fmt: skip


def sheet_of(questions: Sequence[tuple[str, bool]]) -> dict[str, Any]:
    asked = [
        {"key": f"q{at}", "text": f"Question {at}", "kind": kind, "not_applicable": spare}
        | ({"limit": 4} if kind == "count of" else {})
        for at, (kind, spare) in enumerate(questions)
    ]
    version = {"starts_on": date(2026, 1, 1), "section": [{"name": "All", "question": asked}]}
    return {"name": "A call", "code": "call", "metric": "csat", "version": [version]}


def meant(questions: Sequence[Question], keys: Sequence[str]) -> tuple[dict[str, str], bool]:
    """The answers that somebody means who knows where the cursor is, and whether Enter saved, or
    the cursor left the questions.
    """
    answers: dict[str, str] = {}
    commented: set[int] = set()
    at = 0
    for key in keys:
        last = len(questions)
        if key == "back":
            at = max(0, at - 1)
            answers.pop(questions[at].key, None)
        elif key == "delete":
            if at < last:
                answers.pop(questions[at].key, None)
        elif key == "up":
            if at == 0:
                return answers, True
            at -= 1
        elif key == "comment":
            commented.add(at)
            at += int(at < last and questions[at].key in answers)
        elif key in ("enter", "down"):
            if at == last and key == "enter":
                return answers, True
            at = min(last, at + 1)
        elif at < last:
            answers.pop(questions[at].key, None)
            if fits(questions[at], key):
                answers[questions[at].key] = key
            at += 1
    return answers, False


def fits(question: Question, key: str) -> bool:
    """Whether a key answers a question."""
    try:
        read_answer(question, key)
    except ValueError:
        return False
    return True


@settings(
    max_examples=100 if LONG else 4, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(questions=QUESTIONS, keys=KEYS)
def test_no_answer_lands_on_another_question_however_one_types(
    made_once: Path, questions: list[tuple[str, bool]], keys: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = copied(made_once / "plan.db", Path(folder))
        load(database, sheet_of(questions))
        asyncio.run(_types_blindly(database, keys))


async def _types_blindly(database: DatabaseFile, keys: list[str]) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        screen = score_screen(app)
        asked = screen.answers.questions
        wanted, left = meant(asked, keys)
        all_at_once(app, "\r" + "".join(SENT.get(key, key) for key in keys))
        await pilot.press("pagedown")  # once it is seen, all before it are
        found = {
            question.key: screen.answers.typed(question)
            for question in asked
            if screen.answers.typed(question)
        }
        if not left:
            assert found == wanted


ANY_KEY = st.sampled_from([*"yn-0123456789xz"])
LONG_SHEET = st.lists(st.tuples(KINDS, st.booleans()), min_size=20, max_size=20)
COUNT = 4 if LONG else 3
CONTACTS = st.lists(st.lists(ANY_KEY, min_size=20, max_size=20), min_size=COUNT, max_size=COUNT)


@settings(
    max_examples=50 if LONG else 2, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(questions=LONG_SHEET, contacts=CONTACTS)
def test_of_twenty_keys_each_is_the_answer_of_its_own_question_or_nothing_is_saved(
    made_once: Path, questions: list[tuple[str, bool]], contacts: list[list[str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = copied(made_once / "plan.db", Path(folder))
        load(database, sheet_of(questions))
        asyncio.run(_scores_blindly(database, contacts))


async def _scores_blindly(database: DatabaseFile, contacts: list[list[str]]) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_ana(pilot)
        for at, keys in enumerate(contacts):
            asked = score_screen(app).answers.questions
            good = [fits(one, key) for one, key in zip(asked, keys, strict=True)]
            all_at_once(app, f"{at}\r{''.join(keys)}\x13")
            if not all(good):
                await shows(pilot, "Not saved: ")
                assert len(evaluations(database)) == at
                for place, (key, fit) in enumerate(zip(keys, good, strict=True)):
                    assert typed_keys(app)[place] == (key if fit else "")
                    assert refused_keys(app)[place] == ("" if fit else key)
                slips = [place for place, fit in enumerate(good) if not fit]
                right = {place: asked[place].answers[0][0] for place in slips}
                keys = [right.get(place, key) for place, key in enumerate(keys)]
                all_at_once(app, "".join(f"\r{right[place]}\x13" for place in slips))
            await shows(pilot, f"Scored Ana López, contact {at}")
            found = next(
                evaluation
                for evaluation in evaluations(database)
                if evaluation.reference == str(at)
            )
            assert [answer.value for answer in found.answers] == [
                read_answer(one, key) for one, key in zip(asked, keys, strict=True)
            ]
            await pilot.press("S")
            await until(pilot, lambda: isinstance(app.screen, ScoreScreen))
