"""Somebody types without looking: every value lands on the line it was meant for, or nothing is
saved at all.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from textual import events
from textual.pilot import Pilot

from kpitui.actions.load_plan import load_plan_document
from kpitui.domain.numbers import NotANumber
from kpitui.domain.records.metric import Metric
from kpitui.domain.value_parsing import Cell, parse_cell
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import create_file, open_file
from kpitui.storage.records import rows
from kpitui.terminal.typed_ahead import SAVING
from kpitui.ui.app import KpituiApp
from kpitui.ui.dialogs.saving import SavingQuestion
from kpitui.views.vocabulary import load_metrics_by_id
from tests.conftest import LEADER, PLAN, TODAY, record_weekly
from tests.patience import LONG
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, until
from tests.ui.team_tables import add_people

APPS, SHEETS = (100, 20) if LONG else (2, 12)
"""So many programs are started, and so many sheets are typed into each."""

NAMES = ["Ana López", "Bea", "Cem", "Dora"]
METRICS = {
    "Adherence to schedule": "adherence",
    "Average handle time": "aht",
    "Customer satisfaction": "csat",
}
VALUES = {
    "adherence": ["45/50", "9/10", "470/480", "1/50", "1/0", "92"],
    "aht": ["5:40", "6:01", "5:10", "12:20", "0:05", "340", "99999", "5:::"],
    "csat": ["82", "83.5", "71%", "60", "12", "99999", "8 2x"],
}  # fmt: skip
"""Routine, unusual, implausible and refused values."""

NOTES = ["", "", "", ' "after the call', "n hjkl quit? 2:1/", ' "calm" ']
ODD = ["", "", "-", "-n on leave", "abc", "-5", '"only a note', "  "]


class Sheet(Struct, frozen=True):
    """What somebody types: of whom, in which shape, so many days ago, and a text for each cell in
    their order.

    `answer`: replace what the day has already, add to it, or neither.
    """

    person: str
    grid: bool
    back: int
    picks: list[tuple[int, int, int]]
    answer: str


SHEET = st.builds(
    Sheet,
    person=st.sampled_from(NAMES),
    grid=st.booleans(),
    back=st.integers(0, 300),
    picks=st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 5), st.integers(0, 15)),
        min_size=12,
        max_size=12,
    ),
    answer=st.sampled_from(["r", "a", ""]),
)


def text_for(code: str, pick: tuple[int, int, int]) -> str:
    value, note, odd = pick
    if odd < len(ODD):
        return ODD[odd]
    return VALUES[code][value % len(VALUES[code])] + NOTES[note]


def meant(text: str, metric: Metric, *, grid: bool) -> Cell | None:
    """What a text makes; raises `NotANumber`. In a table no value begins with a letter, so that
    nothing is typed.
    """
    if not text.strip() or (grid and text[0].isalpha()):
        return None
    return parse_cell(
        text.replace("n", ' "', 1) if "n" in text and '"' not in text else text, metric
    )


def readings_on(file: DatabaseFile, day: date) -> "Saved":
    with reading(file) as db:
        found: list[dict[str, Any]] = rows(
            db,
            "SELECT people.name AS person, metrics.code AS code, readings.* FROM readings "
            "JOIN people ON people.id = person_id JOIN metrics ON metrics.id = metric_id "
            "WHERE date = :day AND state <> 'void' ORDER BY readings.id",
            {"day": day.isoformat()},
        )
    saved: Saved = {}
    for row in found:
        nothing = row["state"] == "not applicable"
        cell = Cell(
            row["value"], row["numerator"], row["denominator"], row["n"], row["note"] or "", nothing
        )
        saved.setdefault((row["person"], row["code"]), []).append(cell)
    return saved


def small_office(folder: Path) -> DatabaseFile:
    """Four people with a history, so that some values are unusual; it ends before the days that are
    typed for.
    """
    create_file(folder / "kpi.db")
    file = open_file(folder / "kpi.db")
    load_plan_document(file, LEADER, PLAN, today=TODAY)
    add_people(file, NAMES[1:])
    with reading(file) as db:
        ids = {row["name"]: row["id"] for row in rows(db, "SELECT id, name FROM people")}
    for name in NAMES[:3]:
        person = ids[name]
        record_weekly(
            file,
            1,
            [80.0 + place % 4 for place in range(30)],
            TODAY - timedelta(days=1),
            person_id=person,
        )
        record_weekly(
            file,
            2,
            [330.0 + 10 * (place % 4) for place in range(30)],
            TODAY - timedelta(days=1),
            person_id=person,
        )
    return file


async def settled(app: KpituiApp) -> None:
    """Wait until every key that was sent has done all it does, a save too."""
    for _ in range(3):  # the driver's own steps to the queue of the app
        await asyncio.sleep(0)
    arrived = asyncio.Event()
    app.post_message(events.Callback(arrived.set))
    await arrived.wait()
    await app.typed_ahead.passed_on()
    if saving := [worker for worker in app.workers if worker.group == SAVING]:
        await app.workers.wait_for_complete(saving)
    await app.typed_ahead.passed_on()


def codes_shown(app: KpituiApp) -> list[str]:
    """The metrics of the lines on the screen, in their order."""
    lines = screen_text(app).splitlines()
    return [code for line in lines for name, code in METRICS.items() if name in line][:3]


async def type_sheet(
    pilot: Pilot[None], app: KpituiApp, file: DatabaseFile, sheet: Sheet, day: date
) -> None:
    before = readings_on(file, day)
    all_at_once(app, f"{'north' if sheet.grid else sheet.person.split()[0].lower()}\r")
    await settled(app)
    all_at_once(app, f"\x14\x15{day.isoformat()}\r")
    await settled(app)
    if not sheet.grid:  # laid out, and painted with the next picture
        await until(pilot, lambda: len(codes_shown(app)) == 3)
    cells = [(sheet.person, code) for code in codes_shown(app)]
    if sheet.grid:  # down, then the next column
        cells = [(name, code) for code in ("adherence", "aht", "csat") for name in NAMES]
    assert len(cells) == (12 if sheet.grid else 3), screen_text(app)
    texts = [text_for(code, pick) for (_, code), pick in zip(cells, sheet.picks, strict=False)]
    all_at_once(app, "".join(f"{text}\r" for text in texts) + "\x13")
    await settled(app)
    expected, nothing = becomes(file, before, dict(zip(cells, texts, strict=True)), sheet)
    if isinstance(app.screen, SavingQuestion):
        assert readings_on(file, day) == before
        all_at_once(app, f"{sheet.answer}\x13")
        await settled(app)
    told = f"{texts} {sheet.answer}\n{screen_text(app)}"
    assert readings_on(file, day) == (before if nothing else expected), told
    while not app.screen.has_class("-choosing"):
        await pilot.press("escape")  # nothing of it is to be there when the next one is typed
    app.context.unsaved.cells.clear()
    app.context.unsaved.grids.clear()
    app.context.unsaved.days.clear()


Saved = dict[tuple[str, str], list[Cell]]


def becomes(
    file: DatabaseFile, before: Saved, typed: dict[tuple[str, str], str], sheet: Sheet
) -> tuple[Saved, bool]:
    """What the file is to hold, and whether that is what it held before, as something was refused
    or not answered.
    """
    metrics = {metric.code: metric for metric in load_metrics_by_id(file, TODAY).values()}
    expected, nothing = dict(before), False
    for (person, code), text in typed.items():
        try:
            cell = meant(text, metrics[code], grid=sheet.grid)
        except NotANumber:
            nothing = True
            continue
        stands = before.get((person, code), [])
        if cell is None:
            continue
        asked = (
            stands and not sheet.grid
        )  # what a cell of the table shows is corrected without a question
        nothing = nothing or bool(asked and not sheet.answer)
        expected[person, code] = [*stands, cell] if asked and sheet.answer == "a" else [cell]
    return expected, nothing


def in_the_program(
    file: DatabaseFile, do: Callable[[Pilot[None], KpituiApp], Awaitable[None]]
) -> None:
    async def run() -> None:
        app = app_on(file)
        async with app.run_test(size=(80, 24)) as pilot:
            await shows(pilot, "Grow brand loyalty")
            await pilot.press("2")
            await do(pilot, app)

    asyncio.run(run())


@given(sheets=st.lists(SHEET, min_size=SHEETS, max_size=SHEETS, unique_by=lambda one: one.back))
@settings(
    max_examples=APPS, deadline=None, suppress_health_check=list(HealthCheck),
    # the sheet that fails is told as it was typed
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # fmt: skip
def test_random_sheets_typed_blind_land_on_their_lines_or_nowhere(sheets: list[Sheet]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = small_office(Path(folder))

        async def type_all(pilot: Pilot[None], app: KpituiApp) -> None:
            for sheet in sheets:
                await type_sheet(pilot, app, file, sheet, TODAY - timedelta(days=2 + sheet.back))

        in_the_program(file, type_all)
