"""A server's day in its smallest form: a few supervisors, a dropped line each, an import and a
backup.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from kpitui.actions.readings import record
from kpitui.domain.access import Actor
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.drafts import Typed
from kpitui.storage.opening import open_file
from kpitui.storage.records import rows
from kpitui.storage.session_drafts import SessionDrafts
from kpitui.storage.session_locks import Whereabouts
from kpitui.views.doctor import examine
from tests.benchmarks.day_file import make_file
from tests.benchmarks.day_kept import Kept
from tests.benchmarks.day_report import quantile, told
from tests.benchmarks.server_day import Day, lived
from tests.conftest import TODAY
from tests.gate.server import SSHD
from tests.patience import LONG

PEOPLE = 4 if LONG else 2
"""The first brings his session over to a newer program, the second brings in a file."""


@pytest.mark.benchmark
def test_a_day_of_a_few_supervisors_loses_nothing(tmp_path: Path) -> None:
    if not Path(SSHD).exists():
        pytest.skip("there is no sshd on this machine; .ci/run installs it where it may")
    file = tmp_path / "kpi.db"
    make_file(file, 1, today=date.today(), scored=0)
    outcome = lived(Day(people=PEOPLE, minutes=0.2, think=2, morning=2), tmp_path, open_file(file))
    said = "\n".join(told(outcome))
    assert (outcome.troubles, outcome.faults) == ([], []), said
    assert {"drop", "bring_in", "upgrade", "left"} <= set(outcome.done)
    assert outcome.done.count("drop") == PEOPLE
    assert outcome.backup is not None
    assert outcome.kept.count > 200
    assert examine(open_file(file)).findings == ()
    for head in ("key", "save, all kinds", "login", "import of a file", "backup: "):
        assert f"\n{head}" in said


def test_what_is_lost_or_doubled_or_never_told_of_is_named(database: DatabaseFile) -> None:
    kept = Kept()
    kept.add("line", "super00-001", "super00-002")
    marks = ("super00-001", "super00-001", "super00-003")
    drafts = [
        ReadingDraft(metric_id=1, person_id=1, date=TODAY - timedelta(days=at), value=80, note=mark)
        for at, mark in enumerate(marks)
    ]
    record(database, Actor("super00"), drafts, today=TODAY)
    assert kept.faults(database) == [
        "line lost: super00-002", "line 2 times: super00-001", "line never told of: super00-003",
    ]  # fmt: skip


def test_what_was_typed_when_a_line_dropped_is_saved_or_in_a_draft_or_lost(
    database: DatabaseFile, tmp_path: Path
) -> None:
    kept = Kept()
    with reading(database) as db:
        codes = [str(row["code"]) for row in rows(db, "SELECT code FROM metrics ORDER BY id")]
    marks = [f"super00 {code} Ana López 75.0" for code in codes]
    kept.drop("value", *marks)
    kept.drop("session", "super00-001 greets", "super00-002 greets")
    record(database, Actor("super00"), [
        ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=75)
    ], today=TODAY)  # fmt: skip
    drafts = SessionDrafts(tmp_path / "drafts", database, "super00", "s", Whereabouts())
    drafts.keep(Typed(
        cells={"person-1": {1: "75", 2: "75"}},
        sessions={"person-1": {"seen": "super00-001 greets"}},
    ))  # fmt: skip
    assert kept.in_drafts(database, tmp_path) == [
        *sorted(f"value still in a draft: {mark}" for mark in marks[:2]),
        "session still in a draft: super00-001 greets",
    ]  # fmt: skip
    assert kept.faults(database, tmp_path) == [
        f"value lost with its line: {marks[2]}", f"value saved and offered once more: {marks[0]}",
        "session lost with its line: super00-002 greets",
    ]  # fmt: skip


def test_the_share_that_is_no_slower() -> None:
    assert [quantile([3.0, 1.0, 2.0], share) for share in (0, 0.5, 0.99)] == [1, 2, 3]
