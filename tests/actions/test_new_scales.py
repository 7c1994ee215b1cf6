"""A new version of a call sheet: limits of its own are proposed where its scores are made of other
questions, until someone resets the limits there or keeps them.
"""

from datetime import date
from typing import Any

import pytest

from kpitui.actions.measures import annotate
from kpitui.actions.reviews import split_limits
from kpitui.actions.undo import undo
from kpitui.config import Config
from kpitui.domain.errors import BadData
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.periods import AsOf
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.storage.database import DatabaseFile
from kpitui.views.chart import ChartQuestion, load_chart
from tests.actions.test_evaluations import SHEET, load
from tests.cli.conftest import Command, kpitui
from tests.conftest import LEADER, TODAY, record_weekly
from tests.ui.conftest import _quick_fingers, app_on, screen_text, shows, until

__all__ = ["_quick_fingers", "kpitui"]

CHANGED = date(2026, 9, 7)
VALUES = [80.0, 84.0, 82.0, 83.0, 81.0, 82.0] * 4


def changed(**change: Any) -> dict[str, Any]:
    """The sheet with a second version, whose third question is another one."""
    (version,) = SHEET["version"]
    opening, solving = version["section"]
    clear, holds = solving["question"]
    section = [opening, solving | {"question": [clear | change, holds]}]
    return SHEET | {"version": [version, {"starts_on": CHANGED, "section": section}]}


@pytest.fixture
def scored(database: DatabaseFile) -> DatabaseFile:
    """Half a year of scores, and a second version of their sheet in which a question weighs
    more.
    """
    record_weekly(database, 1, VALUES, date(2026, 11, 20), person_id=1)
    load(database)
    load(database, changed(weight=3))
    return database


def chart(database: DatabaseFile) -> MetricChart:
    return load_chart(database, ChartQuestion(1), AsOf(TODAY, TODAY), Config())


def proposed(database: DatabaseFile) -> str | None:
    found = chart(database).proposed_split
    return found.text if found else None


def test_the_day_of_a_version_with_other_weights_is_proposed_until_the_limits_are_reset(
    scored: DatabaseFile,
) -> None:
    event = chart(scored).proposed_split
    assert event is not None
    assert (event.text, event.date, event.rescored) == (
        "New version of the call sheet “A call”", CHANGED, True,
    )  # fmt: skip
    split_limits(scored, LEADER, event.id, event.version, "other weights")
    assert proposed(scored) is None
    assert len(chart(scored).limits.segments) == 2
    undo(scored, LEADER)
    assert proposed(scored) is not None


def test_who_keeps_the_limits_for_a_reason_is_not_asked_again(scored: DatabaseFile) -> None:
    event = chart(scored).proposed_split
    assert event is not None
    with pytest.raises(BadData, match="not reset there"):
        split_limits(scored, LEADER, event.id, event.version, "", split=False)
    split_limits(scored, LEADER, event.id, event.version, "weighs the same", split=False)
    assert proposed(scored) is None
    assert len(chart(scored).limits.segments) == 1
    kept = next(note for note in chart(scored).marked if note.id == event.id)
    with pytest.raises(BadData, match="not reset there"):
        split_limits(scored, LEADER, kept.id, kept.version, "again", split=False)
    split_limits(scored, LEADER, kept.id, kept.version, "it does weigh more")
    assert len(chart(scored).limits.segments) == 2


@pytest.mark.parametrize(
    ("change", "is_proposed"),
    [
        ({"text": "Words that are clear"}, False),
        ({"anchors": {"1": "no", "5": "yes"}}, False),
        ({"weight": 3}, True),
        ({"key": "clarity"}, True),
        ({"not_applicable": False}, True),
        ({"kind": "yes/no"}, True),
    ],
)
def test_a_version_with_other_words_only_proposes_nothing(
    database: DatabaseFile, change: dict[str, Any], is_proposed: bool
) -> None:
    record_weekly(database, 1, VALUES, date(2026, 11, 20), person_id=1)
    load(database)
    load(database, changed(**change))
    assert (proposed(database) is not None) is is_proposed
    assert "New version of the call sheet “A call”" in {one.text for one in chart(database).marked}


def test_another_event_of_the_day_and_one_of_a_team_propose_nothing(
    scored: DatabaseFile,
) -> None:
    annotate(scored, LEADER, AnnotationDraft(metric_id=1, date=CHANGED, text="New phones"))
    assert proposed(scored) == "New version of the call sheet “A call”"


def test_the_chart_of_the_shell_says_so_in_a_line(kpitui: Command, scored: DatabaseFile) -> None:

    done = kpitui("--db", scored.path, "chart", "csat")
    told = done.out
    assert done.code == 0, done.err
    assert (
        "another version of the call sheet since 2026-09-07; l on Review or L on "
        "Plan resets the limits there" in " ".join(told.split())
    )
    assert kpitui("--db", scored.path, "chart", "csat", "--json").data["reset_proposed"] == {
        "date": "2026-09-07", "text": "New version of the call sheet “A call”",
    }  # fmt: skip
    event = chart(scored).proposed_split
    assert event is not None
    split_limits(scored, LEADER, event.id, event.version, "other weights")
    assert (
        "another version of the call sheet" not in kpitui("--db", scored.path, "chart", "csat").out
    )
    assert kpitui("--db", scored.path, "chart", "csat", "--json").data["reset_proposed"] is None


@pytest.mark.parametrize("answer", ["", "no"])
async def test_one_key_where_the_chart_is_looked_at_asks_and_the_answer_stands(
    scored: DatabaseFile, answer: str
) -> None:
    app = app_on(scored)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "Another version of the call")
        await pilot.press("l")
        await shows(pilot, "Reset the limits: Customer satisfaction", "yes", "other questions")
        if answer:
            await pilot.press("down", *["backspace"] * 3, *answer)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: proposed(scored) is None)
        assert len(chart(scored).limits.segments) == (1 if answer else 2)
        await until(pilot, lambda: "Another version of the call" not in screen_text(app))


async def test_the_plan_asks_too(scored: DatabaseFile) -> None:
    app = app_on(scored)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("/", *"customer sat", "enter")
        await shows(pilot, "Another version of the call", "press L")
        await pilot.press("L")
        await shows(pilot, "Reset the limits: Customer satisfaction")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(chart(scored).limits.segments) == 2)
