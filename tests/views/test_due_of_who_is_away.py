"""Whatever the absences, cadences, starts and ends: no due line falls on a day somebody is away,
and on every other day the standard asks as it always does.
"""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpitui.actions.absences import add_absence
from kpitui.actions.coaching import record_session
from kpitui.actions.people import add_person
from kpitui.actions.readings import record
from kpitui.domain.history import ChangeRecord
from kpitui.domain.periods import AsOf, PeriodKind, period_of
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.absence import AbsenceDraft
from kpitui.domain.records.action import Promise
from kpitui.domain.records.metric import Cadence
from kpitui.domain.records.person import PersonDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.opening import kept_open
from kpitui.views.coaching import load_open
from kpitui.views.due import load_due
from tests.conftest import LEADER
from tests.patience import LONG, examples

FIRST, DAYS = date(2026, 9, 1), 75
LAST = FIRST + timedelta(days=DAYS)
day = st.integers(0, DAYS).map(lambda back: FIRST + timedelta(days=back))


@st.composite
def spans(draw: st.DrawFn) -> list[tuple[date, date | None]]:
    """Absences one after the other, the last perhaps without an end."""
    edges = sorted(draw(st.sets(day, max_size=7)))
    pairs: list[tuple[date, date | None]] = [*zip(edges[::2], edges[1::2], strict=False)]
    if len(edges) % 2:
        pairs.append((edges[-1], None))
    return pairs


def away(absences: list[tuple[date, date | None]], on: date) -> bool:
    return any(first <= on and (back is None or on < back) for first, back in absences)


@pytest.fixture(scope="module")
def file(made_once: Path) -> Path:
    return made_once / "plan.db"


@settings(max_examples=examples(50))
@given(
    starts_on=day, stays=st.one_of(st.none(), st.integers(1, DAYS)), absences=spans(),
    cadence=st.sampled_from(Cadence), read=st.sets(day, max_size=4),
)  # fmt: skip
def test_no_due_line_falls_on_a_day_away(
    file: Path, tmp_path_factory: pytest.TempPathFactory, starts_on: date, stays: int | None,
    absences: list[tuple[date, date | None]], cadence: Cadence, read: set[date],
) -> None:  # fmt: skip
    """In the short form the days around each edge, and every third; in the long form every day."""
    ends_on = None if stays is None else starts_on + timedelta(days=stays)
    path = tmp_path_factory.mktemp("away") / "kpi.db"
    shutil.copy(file, path)
    with kept_open(path) as database:
        person_id = _somebody(database, starts_on, absences, cadence, read)
        if ends_on is not None:
            with writing(database, ChangeRecord(LEADER, "left")) as db:
                db.execute(
                    "UPDATE people SET ends_on = ? WHERE id = ?", [ends_on.isoformat(), person_id]
                )
        edges = [starts_on, ends_on, *read, *(one for pair in absences for one in pair)]
        around = {edge + timedelta(days=by) for edge in edges if edge for by in (-1, 0, 1)}
        for back in range(DAYS + 1):
            on = FIRST + timedelta(days=back)
            if not LONG and back % 3 and on not in around:
                continue
            found = load_due(database, AsOf(on, on))
            due = {
                reading.metric.name
                for each in found
                if each.person_id == person_id
                for reading in each.readings
            }
            here = starts_on <= on and (ends_on is None or on < ends_on)
            running = period_of(on, PeriodKind.of(cadence)).first
            asked = (
                here and not away(absences, on) and not any(running <= one <= on for one in read)
            )
            assert ("Average handle time" in due) == asked, on
            if away(absences, on) or not here:
                assert not due, on
            open_lines = [line.key for line in load_open(database, on)]
            there = here and not away(absences, on)
            assert ["session-1" in open_lines, "action-1" in open_lines] == [there] * 2, on
            assert ("action-2" in open_lines) == here, on  # of someone who is not away
    shutil.rmtree(path.parent)


def _somebody(
    database: DatabaseFile, starts_on: date, absences: list[tuple[date, date | None]],
    cadence: Cadence, read: set[date],
) -> int:  # fmt: skip
    """Somebody new with their absences and their readings of a standard of a cadence."""
    person_id = add_person(database, LEADER, PersonDraft(name="Zoe", starts_on=date(2026, 1, 1)))
    _set(database, "metrics", 2, "cadence", cadence.value)
    session = SessionDraft(
        person_id=person_id, date=date(2026, 8, 3), kind=SessionKind.TRAINING, seen="calm",
        follow_up_on=date(2026, 8, 20),
        actions=(
            Promise(text="listen", due_on=date(2026, 8, 20)),
            Promise(text="new script", who="lee", due_on=date(2026, 8, 20)),
        ),
    )  # fmt: skip
    record_session(database, LEADER, session, today=LAST)
    drafts = [ReadingDraft(metric_id=2, date=on, value=320.0, person_id=person_id) for on in read]
    record(database, LEADER, drafts, today=LAST)
    for first, back_on in absences:
        add_absence(database, LEADER, person_id, AbsenceDraft(starts_on=first, ends_on=back_on))
    _set(database, "people", person_id, "starts_on", starts_on.isoformat())
    return person_id


def _set(database: DatabaseFile, table: str, record_id: int, column: str, value: str) -> None:
    with writing(database, ChangeRecord(LEADER, "set")) as db:
        db.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", [value, record_id])
