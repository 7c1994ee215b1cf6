"""`kpitui report`: to standard output or into a new file, as of a day or a month."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from msgspec.structs import replace

from kpitui.actions.coaching import follow_up, record_session
from kpitui.actions.reviews import review
from kpitui.domain.records.review import Decision, ReviewDraft
from kpitui.domain.records.session import (
    FollowUpOutcome,
    FollowUpSaid,
    SessionDraft,
    SessionKind,
)
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import LEADER, TODAY, record_weekly


@pytest.fixture
def db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Path:
    record_weekly(database, 1, [80.0, 84.0, 82.0] * 8, TODAY, person_id=1)
    review(
        database,
        LEADER,
        ReviewDraft(kpi_id=1, decision=Decision.STOP, comment="no"),
        date(2026, 10, 5),
    )
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    return database.path


@pytest.mark.usefixtures("db")
def test_markdown_goes_to_standard_output_and_html_where_it_is_asked_for(
    kpitui: Command, tmp_path: Path
) -> None:
    assert kpitui("report").out.startswith("# Review as of ")
    assert kpitui("report", "--format", "html").out.startswith("<!doctype html>")
    written = kpitui("report", "-o", tmp_path / "r.html")
    assert (written.code, written.out) == (0, "")
    assert (tmp_path / "r.html").read_text("utf-8").startswith("<!doctype html>")
    check_one_sentence(kpitui("report", "-o", tmp_path / "r.html"), 4, "already there")
    check_one_sentence(kpitui("report", "-o", tmp_path / "r"), 2, "has no known ending")
    assert kpitui("report", "-o", tmp_path / "r", "--format", "md").code == 0


@pytest.mark.usefixtures("db")
def test_a_month_tells_its_own_decisions_as_of_its_end(kpitui: Command) -> None:
    october = kpitui("report", "--month", "2026-10").out
    assert "# Review as of 2026-10-31" in october
    assert "- 2026-10-05 stop, lee: no" in october
    september = kpitui("report", "--month", "2026-09").out
    assert "- nothing yet" in september
    assert "# Review as of 2026-09-15" in kpitui("report", "--as-of", "2026-09-15").out


@pytest.mark.usefixtures("db")
def test_the_coaching_of_the_days_and_what_became_of_it(
    kpitui: Command, database: DatabaseFile
) -> None:
    assert "## Coaching" not in kpitui("report", "--month", "2026-10").out
    terms = SessionDraft(
        person_id=1, with_ids=(2,), date=date(2026, 10, 5), kind=SessionKind.TRAINING, minutes=60,
        seen="late", follow_up_on=date(2026, 10, 12),
    )  # fmt: skip
    several = record_session(database, LEADER, terms, today=TODAY)
    alone = replace(terms, with_ids=(), minutes=25)
    one = record_session(database, LEADER, alone, today=TODAY)
    empty = replace(alone, seen="", follow_up_on=None)
    record_session(database, LEADER, empty, today=TODAY)
    day = date(2026, 10, 20)
    follow_up(database, LEADER, several.session_id, 1, day)
    follow_up(database, LEADER, one.session_id, 1, day, FollowUpSaid(FollowUpOutcome.PARTLY))
    not_yet = FollowUpSaid(FollowUpOutcome.NOT_YET)
    follow_up(database, LEADER, several.with_ids[0], 1, day, not_yet)
    said = "- 2 sessions with 2 agents, 1 h 25 min.\n- Follow-ups: 1 kept, 1 partly, 1 not yet.\n"
    assert said in kpitui("report", "--month", "2026-10").out
    page = kpitui("report", "--month", "2026-10", "--format", "html").out
    assert "<li>2 sessions with 2 agents, 1 h 25 min.</li>" in page
    south = kpitui("report", "--month", "2026-10", "--team", "south").out
    assert "- 1 session with 1 agent, 1 h.\n- Follow-ups: 1 not yet.\n" in south


@pytest.mark.usefixtures("db")
def test_what_is_not_yet_done_of_an_earlier_session_is_of_the_days_it_was_said(
    kpitui: Command, database: DatabaseFile
) -> None:
    terms = SessionDraft(
        person_id=1, date=date(2026, 9, 7), kind=SessionKind.TRAINING, seen="late",
        follow_up_on=date(2026, 10, 5),
    )  # fmt: skip
    not_yet = FollowUpSaid(FollowUpOutcome.NOT_YET)
    with time_machine.travel(datetime(2026, 10, 20, 12, tzinfo=UTC), tick=False):
        for said in (FollowUpSaid(), not_yet):
            one = record_session(database, LEADER, terms, today=date(2026, 10, 20))
            follow_up(database, LEADER, one.session_id, 1, date(2026, 10, 20), said)
    assert "- Follow-ups: 1 kept, 1 not yet.\n" in kpitui("report", "--month", "2026-10").out
    assert "not yet." not in kpitui("report", "--month", "2026-11").out


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("month", ["2026-13", "october", "2026", "0000-01x", "9999-12"])
def test_a_wrong_month_is_one_sentence(kpitui: Command, month: str) -> None:
    check_one_sentence(kpitui("report", "--month", month), 2, month)
    check_one_sentence(
        kpitui("report", "--month", "2026-10", "--as-of", "2026-10-01"), 2, "not both"
    )


def test_an_empty_file_has_nothing_to_report(
    kpitui: Command, empty: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPITUI_DB", str(empty.path))
    check_one_sentence(kpitui("report"), 1, "nothing to report")
