"""What `people forget` says is still found: in copies, in what others wrote, and what it leaves
out, as noise.
"""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest

from kpitui.actions.absences import add_absence
from kpitui.actions.coaching import record_session
from kpitui.actions.readings import record
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.absence import AbsenceDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage import cleaning
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows
from tests.cli.conftest import Command
from tests.conftest import LEADER, TODAY

SEEN = "hung up on the caller twice"
ANA = "Ana López"


def note(database: DatabaseFile, person: int, text: str, day: int = 0) -> None:
    draft = ReadingDraft(
        metric_id=1, person_id=person, date=TODAY - timedelta(days=day), value=70, note=text
    )
    record(database, LEADER, [draft], today=TODAY)


@pytest.fixture
def coached(database: DatabaseFile) -> DatabaseFile:
    session = SessionDraft(
        person_id=1, date=TODAY, kind=SessionKind.ROLE_PLAY, focus=(1,), seen=SEEN, agreed="late",
    )  # fmt: skip
    record_session(database, LEADER, session, today=TODAY)
    return database


def forgotten(kpitui: Command, database: DatabaseFile) -> list[str]:
    said = kpitui("--db", database.path, "people", "forget", "ana", "--yes")
    assert said.code == 0, said.err
    return said.out.splitlines()


def test_copies_that_kpitui_backup_made_are_searched_wherever_they_lie(
    coached: DatabaseFile, kpitui: Command, tmp_path: Path
) -> None:
    far, nightly = tmp_path / "far" / "before.kpi", tmp_path / "nightly"
    far.parent.mkdir()
    nightly.mkdir()
    assert kpitui("--db", coached.path, "backup", far).code == 0
    said = kpitui("--db", coached.path, "backup", "--keep", "3", nightly)
    lines = forgotten(kpitui, coached)
    for copy in (str(far), said.out.strip()):
        (line,) = [line for line in lines if copy in line]
        assert f"“{ANA}”" in line
        assert "keep it, or delete it" in line


def test_a_copy_that_was_deleted_is_not_told_and_one_out_of_reach_is(
    coached: DatabaseFile, kpitui: Command, tmp_path: Path
) -> None:
    gone, disk = tmp_path / "gone.db", tmp_path / "disk"
    disk.mkdir()
    kpitui("--db", coached.path, "backup", gone)
    kpitui("--db", coached.path, "backup", disk / "far.db")
    gone.unlink()
    disk.rename(tmp_path / "taken-out")
    lines = "\n".join(forgotten(kpitui, coached))
    assert str(gone) not in lines
    assert f"- not searched, as it cannot be read now: {disk / 'far.db'}" in lines


def test_other_copies_in_the_folder_are_searched_and_packed_ones_are_named(
    coached: DatabaseFile, kpitui: Command
) -> None:
    whole = coached.path.with_name("whole.db")
    kpitui("--db", coached.path, "backup", whole)
    content = whole.read_bytes()
    beside = [coached.path.with_name(one) for one in ("kpi.db.bak", "monday.backup", "old.sqlite")]
    for path in beside:
        path.write_bytes(content)
    packed = coached.path.with_name("kpi.db.gz")
    packed.write_bytes(gzip.compress(content))
    (coached.path.with_name("notes.txt")).write_text(f"buy cake for {ANA}")
    lines = forgotten(kpitui, coached)
    for path in (*beside, whole):
        assert any(str(path) in line and "keep it, or delete it" in line for line in lines), path
    assert f"- not searched, as it is packed: {packed}" in lines
    assert not any("notes.txt" in line for line in lines)


def test_names_stand_first_and_every_place_is_listed(
    coached: DatabaseFile, kpitui: Command
) -> None:
    for day in range(50):
        note(coached, 1, f"a remark of some length {day}", day)
        note(coached, 2, f"a remark of some length {day}", day)
    note(coached, 2, "sat beside Ana LÓPEZ", 60)
    lines = [one for one in forgotten(kpitui, coached) if one.startswith("- ")]
    assert lines[0].startswith(f"- name “{ANA}” in reading: 1")
    assert lines[1].startswith(f"- name “{ANA}” in the history: 1")
    assert all(line.startswith("- text “a remark of some length") for line in lines[2:])
    assert len([line for line in lines if "in reading" in line]) == 51
    assert not any("more" in line for line in lines)


def test_short_words_and_parts_of_longer_words_are_no_hits(
    coached: DatabaseFile, kpitui: Command
) -> None:
    note(coached, 1, "ok")
    note(coached, 1, "shouted", 1)
    note(coached, 2, "ok")
    note(coached, 2, "Banana bread; she was shouted at, and late", 1)
    lines = forgotten(kpitui, coached)
    assert "Still found: nothing" in lines[1]


def test_a_reason_of_an_absence_leaves_nothing_behind(
    coached: DatabaseFile, kpitui: Command
) -> None:
    away = AbsenceDraft(
        starts_on=TODAY, ends_on=TODAY + timedelta(days=9), reason="clinic in Bristol"
    )
    add_absence(coached, LEADER, 1, away)
    assert "clinic" in kpitui("--db", coached.path, "away", "--list", "--all").out
    assert "[forgotten]" not in "\n".join(forgotten(kpitui, coached))
    with reading(coached) as db:
        assert rows(db, "SELECT reason FROM absences") == [{"reason": ""}]
    assert "altered" not in kpitui("--db", coached.path, "doctor").out


def test_our_own_pseudonym_is_no_hit(coached: DatabaseFile, kpitui: Command) -> None:
    note(coached, 2, "the former agent at this desk was loud")
    forgotten(kpitui, coached)
    with reading(coached) as db:
        assert db.execute("SELECT count(*) FROM forgetting").fetchone() == (1,)
    again = kpitui("--db", coached.path, "people", "forget", "bo", "--yes")
    assert "Former" not in "".join(again.out.splitlines()[1:])


def test_that_others_cannot_save_meanwhile_is_said_where_they_would_feel_it(
    coached: DatabaseFile, kpitui: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = kpitui("--db", coached.path, "people", "forget", "bo", "--yes").err
    assert "no one else can" not in said  # a small file takes no time
    monkeypatch.setattr(cleaning, "_BYTES_A_SECOND", coached.path.stat().st_size / 12)
    said = kpitui("--db", coached.path, "people", "forget", "ana", "--yes").err
    assert said.startswith("The file is written again now, which takes about 12 s: until then no ")
