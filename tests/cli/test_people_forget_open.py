"""What `people forget` ends and clears beside the records: drafts at the gate, the last visit, what
was open, and a reason that would name who is gone.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import time_machine

from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import record_session
from kpitui.actions.readings import record
from kpitui.cli.context import account_name
from kpitui.domain.access import AccessRole
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.action import Promise
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.paths import config_file
from kpitui.storage import forgotten_drafts
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.drafts import Typed, file_stem, keep_typed, load_typed
from kpitui.storage.records import rows
from kpitui.storage.visits import visit
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import LEADER, TODAY

ANA = "Ana López"
PUMPKIN = "secret phrase pumpkin"


@pytest.fixture(autouse=True)
def _on_a_day() -> Iterator[None]:
    with time_machine.travel(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def at_gate(database: DatabaseFile) -> tuple[DatabaseFile, Path]:
    """A supervisor typed something of Ana through the gate, which keeps it beside the file."""
    set_account(database, LEADER, account_name(), AccessRole.LEADER)
    set_account(database, LEADER, "bri", AccessRole.SUPERVISOR)
    folder = database.path.parent / ".state" / "kpitui" / "drafts"
    folder.mkdir(parents=True)
    file = folder / f"{file_stem(database, 'bri')}.s1.json"
    keep_typed(
        file, Typed(sessions={"person-1": {"seen": PUMPKIN}, "person-2": {"seen": "was kind"}})
    )
    return database, file


def forget(kpitui: Command, database: DatabaseFile, *more: str) -> str:
    said = kpitui("--db", database.path, "people", "forget", "ana", "--yes", *more)
    assert said.code == 0, said.err
    return said.out


def test_a_draft_that_the_gate_keeps_beside_the_file_goes(
    at_gate: tuple[DatabaseFile, Path], kpitui: Command
) -> None:
    database, file = at_gate
    shown = kpitui("--db", database.path, "people", "data", "ana").data["drafts"]
    assert shown == {str(file): {"sessions": {"person-1": {"seen": PUMPKIN}}}}
    assert "and 1 draft" in forget(kpitui, database)
    assert load_typed(file).sessions == {"person-2": {"seen": "was kind"}}


def test_drafts_of_a_gate_with_a_home_of_its_own_go_where_the_settings_name_it(
    at_gate: tuple[DatabaseFile, Path], kpitui: Command, tmp_path: Path
) -> None:
    database, beside = at_gate
    home = tmp_path / "gate home"
    file = home / ".local" / "state" / "kpitui" / "drafts" / beside.name
    settings = config_file()
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(f'[gate]\nhome = "{home}"\n', "utf-8")
    missing = kpitui("--db", database.path, "people", "forget", "ana", "--yes")
    check_one_sentence(missing, 4, f"{settings} names {home} as the home of the gate")
    file.parent.mkdir(parents=True)
    beside.rename(file)
    assert str(file) in kpitui("--db", database.path, "people", "data", "ana").data["drafts"]
    said = forget(kpitui, database)
    assert "and 1 draft" in said
    assert "the drafts in" in said
    assert str(file.parent) in said
    assert load_typed(file).sessions == {"person-2": {"seen": "was kind"}}


def test_a_draft_that_cannot_be_written_is_named(
    at_gate: tuple[DatabaseFile, Path], kpitui: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, file = at_gate

    def read_only(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(forgotten_drafts, "keep_typed", read_only)
    said = forget(kpitui, database)
    assert f"cannot be read or written here, so they are not cleared: {file}" in said


def test_that_they_were_here_is_forgotten(database: DatabaseFile, kpitui: Command) -> None:
    set_account(database, LEADER, account_name(), AccessRole.LEADER)
    set_account(database, LEADER, "ana.l", AccessRole.SUPERVISOR, ANA)
    for name in ("ana.l", "bri"):
        visit(database, name, datetime(2026, 9, 1, 8, tzinfo=UTC))
    assert "visits" not in forget(kpitui, database)
    with reading(database) as db:
        assert rows(db, "SELECT name FROM visits") == [{"name": "bri"}]


@pytest.mark.parametrize("why", ["Ana López asked", "she, LÓPEZ, asked", "code ana asked"])
def test_a_reason_that_names_them_is_refused(
    database: DatabaseFile, kpitui: Command, why: str
) -> None:
    before = database.path.read_bytes()
    said = kpitui("--db", database.path, "people", "forget", "ana", "--yes", "--why", why)
    check_one_sentence(said, 3, "The reason holds", "give a reason without a name")
    assert database.path.read_bytes() == before
    forget(kpitui, database, "--why", "she asked for it; the manager agreed")


def test_what_was_open_of_them_ends_though_they_were_read_today(
    database: DatabaseFile, kpitui: Command
) -> None:
    record(
        database, LEADER, today=TODAY,
        drafts=[ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=70)],
    )  # fmt: skip
    later = TODAY + timedelta(days=14)
    session = SessionDraft(
        person_id=1, date=TODAY, kind=SessionKind.ROLE_PLAY, focus=(1,), seen="x", agreed="y",
        actions=(Promise(text="breathe twice", who=ANA, due_on=later),), follow_up_on=later,
    )  # fmt: skip
    record_session(database, LEADER, session, today=TODAY)
    assert ANA in kpitui("--db", database.path, "due").out
    forget(kpitui, database)
    assert "Former" not in kpitui("--db", database.path, "due").out
    assert "[forgotten]" not in kpitui("--db", database.path, "export", "calendar").out
    page = kpitui("--db", database.path, "person", "former").out
    assert "[forgotten] (" not in page
    with reading(database) as db:
        assert rows(db, "SELECT follow_up_on FROM sessions") == [{"follow_up_on": None}]
        assert rows(db, "SELECT id FROM actions") == []
    assert "altered" not in kpitui("--db", database.path, "doctor").out


def test_days_away_are_taken_of_days_they_were_here_and_without_a_reason(
    database: DatabaseFile, kpitui: Command
) -> None:
    forget(kpitui, database)
    away = partial(kpitui, "--db", database.path, "away")
    said = away("former 9 nov to 13 nov the dentist")
    check_one_sentence(said, 3, "Former agent 1 was forgotten; no more words are kept about them")
    check_one_sentence(away("former until 14 dec"), 4, "Former agent 1 left on 2026-11-23")
    assert away("former 9 nov to 13 nov").code == 0
    with reading(database) as db:
        (kept,) = rows(db, "SELECT starts_on, ends_on, reason FROM absences")
    assert kept == {"starts_on": "2026-11-09", "ends_on": "2026-11-14", "reason": ""}


def test_it_is_said_what_stays_without_an_owner(database: DatabaseFile, kpitui: Command) -> None:
    session = SessionDraft(
        person_id=2, date=TODAY, kind=SessionKind.ROLE_PLAY, focus=(1,), seen="x", agreed="y",
        actions=(Promise(text="bring the list of names", who=ANA),),
    )  # fmt: skip
    record_session(database, LEADER, session, today=TODAY)
    said = forget(kpitui, database)
    assert "Without an owner now, as kpitui check says (K216): action bring the list" in said
    assert "K216" in kpitui("--db", database.path, "check").out


def test_leavers_alone_are_listed(database: DatabaseFile, kpitui: Command) -> None:
    none = kpitui("--db", database.path, "people", "list", "--left")
    check_one_sentence(none, 1, "No one has left")
    forget(kpitui, database)
    assert kpitui("--db", database.path, "people", "list", "--left").out.startswith("Former agent")
    (one,) = kpitui("--db", database.path, "people", "list", "--left", "--json").data
    assert one["name"] == "Former agent 1"


def test_how_many_of_the_places_are_names_is_said_first(
    database: DatabaseFile, kpitui: Command
) -> None:
    said = ((1, "came in late again"), (2, "came in late again"), (2, f"as {ANA}"))
    for day, (person, note) in enumerate(said):
        draft = ReadingDraft(
            metric_id=1, person_id=person, date=TODAY - timedelta(days=day), value=70, note=note
        )
        record(database, LEADER, [draft], today=TODAY)
    lines = forget(kpitui, database).splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("- "))
    assert lines[first - 1] == (
        "Of these 2 are of a name or code, 2 are of a remark that stands elsewhere too."
    )
