"""A server's day in its smallest form: four supervisors, a dropped line each, an import and a
backup.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from kpitui.actions.readings import record
from kpitui.domain.access import Actor
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import open_file
from kpitui.views.doctor import examine
from tests.benchmarks.day_file import make_file
from tests.benchmarks.day_kept import Kept
from tests.benchmarks.day_report import quantile, told
from tests.benchmarks.server_day import Day, lived
from tests.conftest import TODAY
from tests.gate.server import SSHD


@pytest.mark.benchmark
def test_a_day_of_four_supervisors_loses_nothing(tmp_path: Path) -> None:
    if not Path(SSHD).exists():
        pytest.skip("there is no sshd on this machine; .ci/run installs it where it may")
    file = tmp_path / "kpi.db"
    make_file(file, 1, today=date.today(), scored=0)
    outcome = lived(Day(people=4, minutes=0.2, think=2, morning=2), tmp_path, open_file(file))
    said = "\n".join(told(outcome))
    assert (outcome.troubles, outcome.faults) == ([], []), said
    assert {"drop", "bring_in", "upgrade", "left"} <= set(outcome.done)
    assert outcome.done.count("drop") == 4
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


def test_the_share_that_is_no_slower() -> None:
    assert [quantile([3.0, 1.0, 2.0], share) for share in (0, 0.5, 0.99)] == [1, 2, 3]
