"""Forgetting somebody: what goes, what stays, where it still stands, and when it is refused."""

import contextlib
import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kpitui.actions.absences import add_absence
from kpitui.actions.accounts import set_account
from kpitui.actions.calibrations import close_calibration
from kpitui.actions.coaching import follow_up, record_session
from kpitui.actions.contacts import ContactToLoad, load_contacts
from kpitui.actions.disputes import dispute_answer
from kpitui.actions.evaluations import record_evaluations
from kpitui.actions.forgetting import Forgotten, OwnFolders, finish, forget, going, look_again
from kpitui.actions.import_readings import import_readings
from kpitui.actions.measures import annotate
from kpitui.actions.plan import close_month, open_month
from kpitui.actions.readings import record
from kpitui.actions.seen_levels import ask_why
from kpitui.actions.undo import undo, upcoming
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import Busy, Refused
from kpitui.domain.import_rows import ImportRow
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.absence import AbsenceDraft
from kpitui.domain.records.action import Promise
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.calibration import Calibration
from kpitui.domain.records.metric import Range
from kpitui.domain.records.person import Person
from kpitui.domain.records.seen_level import LevelKey
from kpitui.domain.records.session import (
    FollowUpOutcome,
    FollowUpSaid,
    SessionDraft,
    SessionKind,
)
from kpitui.storage import cleaning
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.drafts import Typed, file_stem, keep_typed
from kpitui.storage.erased_words import ErasedKind
from kpitui.storage.opening import open_file
from kpitui.storage.people import load_people
from kpitui.storage.personal import HELD
from kpitui.storage.presence import Presence, stay
from kpitui.storage.records import rows
from kpitui.views.contacts import load_contacts as load_contacts_of
from kpitui.views.contacts import load_disputed
from kpitui.views.doctor import examine
from kpitui.views.history import HistoryQuestion, load_history
from kpitui.views.level_notices import load_questions
from kpitui.views.personal_data import load_personal_data
from tests.actions.test_calibrations import ANA as CALIBRATES
from tests.actions.test_calibrations import BO, opened, score
from tests.actions.test_evaluations import draft, load
from tests.conftest import LEADER, NEEDS_WAL, TODAY, all_in_one_file, kept_copy, other_program

ANA = "Ana López"
SEEN = "hung up on the caller twice"
SECRETS = (
    ANA, "ana lópez", SEEN, "agreed to breathe", "late from the dentist", "ana.l",
    "laughs with callers", "call C-8841", "only on Mondays",
)  # fmt: skip


def person(database: DatabaseFile, name: str = ANA) -> Person:
    with reading(database) as db:
        return next(one for one in load_people(db) if one.name == name)


def folders(database: DatabaseFile) -> OwnFolders:
    folder = database.path.parent / "drafts"
    folder.mkdir(exist_ok=True)
    return OwnFolders((folder,), database.path.parent / "copies")


def fill(database: DatabaseFile) -> None:
    """A reading with a note, a session with an action, an account."""
    set_account(database, LEADER, "lee", AccessRole.LEADER)
    set_account(database, LEADER, "ana.l", AccessRole.MEMBER, ANA)
    note = "late from the dentist"
    record(
        database, LEADER, today=TODAY,
        drafts=[ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=70, note=note)],
    )  # fmt: skip
    session = SessionDraft(
        person_id=1, date=TODAY, kind=SessionKind.ROLE_PLAY, focus=(1,), seen=SEEN,
        agreed="agreed to breathe", actions=(Promise(text="breathe twice", who=ANA),),
        strengths="laughs with callers", reference="call C-8841", follow_up_on=TODAY,
    )  # fmt: skip
    session_id = record_session(database, LEADER, session, today=TODAY).session_id
    said = FollowUpSaid(FollowUpOutcome.PARTLY, "only on Mondays")
    follow_up(database, LEADER, session_id, 1, TODAY, said)


@pytest.fixture
def filled(database: DatabaseFile) -> DatabaseFile:
    fill(database)
    return database


def forgotten(database: DatabaseFile, who: str = ANA) -> Forgotten:
    (found,) = forget(database, LEADER, [person(database, who)], folders(database), "asked for it")
    return found


def texts_in(database: DatabaseFile) -> str:
    """Everything that stands in any table."""
    with reading(database) as db:
        return json.dumps(
            [db.execute(f"SELECT * FROM {table}").fetchall() for table in HELD], default=str,
            ensure_ascii=False,
        )  # fmt: skip


def bytes_of(database: DatabaseFile) -> bytes:
    """The file with what lies beside it, read by another process."""
    files = [str(path) for path in database.path.parent.iterdir() if path.name.startswith("kpi.db")]
    return subprocess.run(["cat", *files], capture_output=True, check=True).stdout


def test_nothing_of_them_is_left_in_any_table_or_byte(filled: DatabaseFile) -> None:
    assert all(secret in texts_in(filled) for secret in SECRETS)
    found = forgotten(filled)
    assert found.stands == "Former agent 1"
    assert [secret for secret in SECRETS if secret in texts_in(filled)] == []
    content = bytes_of(filled)
    for one in (*SECRETS, "breathe twice"):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert one.encode(encoding) not in content, one
    assert examine(filled).findings == ()
    assert [leftover.text for leftover in found.left] == []


def test_what_a_session_with_others_leaves_of_them_comes_first(database: DatabaseFile) -> None:
    remark = "a remark of many calls"
    record(
        database, LEADER, today=TODAY,
        drafts=[
            ReadingDraft(metric_id=1, person_id=one, date=TODAY, value=70, note=remark)
            for one in (1, 2)
        ],
    )  # fmt: skip
    together = SessionDraft(
        person_id=1, with_ids=(2,), date=TODAY, kind=SessionKind.TRAINING,
        seen="she laughed while he talked", actions=(Promise(text="they swap their calls"),),
    )  # fmt: skip
    record_session(database, LEADER, together, today=TODAY)
    texts = (
        leftover.text for leftover in forgotten(database).left if leftover.kind is ErasedKind.TEXT
    )
    left = [*dict.fromkeys(texts)]
    assert {*left[:2]} == {"she laughed while he talked", "they swap their calls"}
    assert left[2:] == [remark]


def test_their_readings_stay_in_the_sums(filled: DatabaseFile) -> None:
    sums = "SELECT * FROM day_summaries"
    values = "SELECT metric_id, person_id, team_id, date, value FROM readings"
    with reading(filled) as db:
        before = db.execute(sums).fetchall(), db.execute(values).fetchall()
    forgotten(filled)
    with reading(filled) as db:
        assert (db.execute(sums).fetchall(), db.execute(values).fetchall()) == before


def test_they_are_gone_and_their_account_with_them(filled: DatabaseFile) -> None:
    forgotten(filled)
    then = person(filled, "Former agent 1")
    assert (then.code, then.forgotten_on) == (None, filled.clock.today())
    assert then.ends_on is not None
    assert all(held.ends_on for held in then.memberships)
    with reading(filled) as db:
        accounts = db.execute("SELECT name, ends_on FROM accounts ORDER BY id").fetchall()
    assert accounts[1] == (
        "Former agent 1",
        then.forgotten_on.isoformat() if then.forgotten_on else "",
    )


def test_the_history_says_who_and_why_but_not_what(filled: DatabaseFile) -> None:
    forgotten(filled)
    newest, *older = load_history(filled, HistoryQuestion())
    assert (newest.title, newest.why) == ("forget person: Former agent 1", "asked for it")
    told = [(name, now) for line in older for one in line.told for name, _, now in one.differences]
    assert ("observed", "[forgotten]") in told


def test_undo_says_why_it_cannot(filled: DatabaseFile) -> None:
    with reading(filled) as db:
        session = db.execute("SELECT max(id) FROM deeds").fetchone()[0]
    forgotten(filled)
    with pytest.raises(Refused, match="of Former agent 1 was erased when they were forgotten"):
        undo(filled, LEADER, session)
    with pytest.raises(Refused, match="was forgotten by that, which cannot be undone"):
        undo(filled, LEADER, session + 1)
    with pytest.raises(Refused, match="was forgotten by that, which cannot be undone"):
        upcoming(filled, LEADER)


def test_names_in_the_notes_of_others_are_listed_and_stay(filled: DatabaseFile) -> None:
    note = f"sat beside {ANA}, and López laughed"
    record(
        filled, LEADER, today=TODAY,
        drafts=[ReadingDraft(metric_id=1, person_id=2, date=TODAY, value=71, note=note)],
    )  # fmt: skip
    found = forgotten(filled)
    left = {(leftover.text, leftover.where, leftover.count) for leftover in found.left}
    assert (ANA, "reading", 1) in left
    assert ("López", "the history", 1) in left
    assert note in texts_in(filled)


def test_a_copy_beside_the_file_is_named(filled: DatabaseFile) -> None:
    copy = filled.path.with_name("kpi.db.schema-18.backup")
    all_in_one_file(filled.path)
    copy.write_bytes(subprocess.run(["cat", filled.path], capture_output=True, check=True).stdout)
    left = {(leftover.text, leftover.where) for leftover in forgotten(filled).left}
    assert (ANA, f"the copy {copy}") in left
    assert (SEEN, f"the copy {copy}") in left


def test_their_drafts_go_and_what_is_left_in_others_is_named(filled: DatabaseFile) -> None:
    own_folders = folders(filled)
    (folder,) = own_folders.drafts
    own = folder / f"{file_stem(filled, 'ana.l')}.s1.json"
    lee = folder / f"{file_stem(filled, 'lee')}.s2.json"
    keep_typed(own, Typed(words="my page"))
    keep_typed(
        lee,
        Typed(
            cells={"person-1": {1: "92"}, "person-2": {1: "93"}},
            sessions={"person-1": {"seen": "shouted"}, "person-2": {"seen": f"beside {ANA}"}},
            grids={"1": {"date": "2026-11-23", "1 1": "90", "2 1": "91"}},
        ),
    )
    assert going(filled, LEADER, person(filled), own_folders).drafts == 2
    held = load_personal_data(filled, LEADER, person(filled), [folder]).drafts
    assert held[str(own)] == {"words": "my page"}
    assert "shouted" in str(held[str(lee)]["sessions"])
    found = forgotten(filled)
    assert found.drafts == 2
    assert not own.exists()
    kept = json.loads(lee.read_text())
    assert kept["cells"] == {"person-2": {"1": "93"}}
    assert kept["grids"] == {"1": {"date": "2026-11-23", "2 1": "91"}}
    assert [leftover.where for leftover in found.left] == [f"the draft {lee}"]


def test_drafts_about_their_records_go(filled: DatabaseFile) -> None:
    with reading(filled) as db:
        theirs = [
            f"{key}-{row['id']}"
            for key, table in (
                ("session", "sessions"), ("follow-up", "sessions"), ("reply", "sessions"),
                ("correct", "readings"), ("void", "readings"),
            )
            for row in rows(db, f"SELECT id FROM {table} WHERE person_id = 1")
        ]  # fmt: skip
    assert len(theirs) == 5
    others = ["session-4711", "absence-of-2", "move-person-2", "metric-1", "mission"]
    own_folders = folders(filled)
    lee = own_folders.drafts[0] / f"{file_stem(filled, 'lee')}.s2.json"
    texts = {key: {"seen": "shouted"} for key in [*theirs, "absence-of-1", *others]}
    keep_typed(lee, Typed(forms=texts, stood={key: {"seen": ""} for key in texts}))
    assert going(filled, LEADER, person(filled), own_folders).drafts == 1
    forgotten(filled)
    kept = json.loads(lee.read_text())
    assert [*kept["forms"]] == [*kept["stood"]] == others


def scored(database: DatabaseFile, calibration: Calibration) -> None:
    for by in (CALIBRATES, BO):
        score(database, by, calibration, "yy50", note="her call-8841-x")


def compared(database: DatabaseFile, reference: str) -> None:
    calibration = opened(database, reference)
    scored(database, calibration)
    close_calibration(database, LEADER, calibration.id, today=TODAY)


def test_contacts_and_scored_calls_go(database: DatabaseFile) -> None:
    load(database)
    line = ContactToLoad(reference="call-8842-x", person=ANA, code="", date=TODAY)
    load_contacts(database, LEADER, [line], today=TODAY)
    compared(database, "call-8841-x")
    found = forgotten(database)
    assert "call-884" not in texts_in(database)
    with reading(database) as db:
        assert db.execute("SELECT count(*) FROM contacts").fetchone() == (0,)
    assert not any("call-884" in leftover.text for leftover in found.left)


def test_refusals_are_one_sentence_each(filled: DatabaseFile) -> None:
    who, folder = person(filled), folders(filled)

    def refused(words: str, by: Actor = LEADER) -> None:
        before = texts_in(filled)
        with pytest.raises(Refused, match=words):
            forget(filled, by, [who], folder)
        with pytest.raises(Refused, match=words):
            going(filled, by, who, folder)
        assert texts_in(filled) == before

    refused("may not change teams and people", Actor("sue", AccessRole.SUPERVISOR))
    refused("is you, by the account ana.l", Actor("ana.l"))
    stay(filled, Presence("there", "ana.l"), time.time())
    refused("is in the file at this moment; try again when they have left")
    stay(filled, Presence("there", "ana.l"), time.time() - 1000)
    set_account(filled, LEADER, "ana.l", AccessRole.LEADER)
    close_month(filled, Actor("ana.l"), "2026-09", TODAY)
    refused("alone locked 2026-09; unlock it and lock it again as another leader first")
    open_month(filled, LEADER, "2026-09", "again")
    close_month(filled, LEADER, "2026-09", TODAY)
    load(filled)
    calibration = opened(filled)
    scored(filled, calibration)
    refused("is in an open calibration; close it first: kpitui calibrate close 1")
    close_calibration(filled, LEADER, calibration.id, today=TODAY)
    set_account(filled, Actor("ana.l"), "lee", AccessRole.MEMBER)
    refused("is the last leader; make another account leader first", Actor("lee"))
    set_account(filled, Actor("ana.l"), "lee", AccessRole.LEADER)
    forget(filled, LEADER, [who], folder)
    who = person(filled, "Former agent 1")
    refused("Former agent 1 was forgotten on .* already")


def test_nothing_that_they_disputed_or_asked_waits_for_anyone(filled: DatabaseFile) -> None:
    load(filled)
    ana = Actor("ana.l", AccessRole.MEMBER)
    record_evaluations(filled, LEADER, [draft(filled, "ny50")], today=TODAY)
    (contact,) = load_contacts_of(filled, 1, TODAY)
    now = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)
    question = contact.answers[0].question.id
    dispute_answer(filled, ana, contact.evaluation.id, question, "I did greet", now)
    ask_why(filled, ana, 1, LevelKey(3, TODAY, Range(low=93)), "why 93", now)
    assert (len(load_disputed(filled)), len(load_questions(filled))) == (1, 1)
    forgotten(filled)
    assert (load_disputed(filled), load_questions(filled)) == ([], [])


def test_later_figures_of_who_was_forgotten_keep_no_salt(filled: DatabaseFile) -> None:
    forgotten(filled)
    record(
        filled, LEADER, today=TODAY,
        drafts=[ReadingDraft(metric_id=2, person_id=1, date=TODAY, value=300)],
    )  # fmt: skip
    assert examine(filled).findings == ()


def test_no_words_about_who_was_forgotten_come_in_again(
    filled: DatabaseFile, tmp_path: Path
) -> None:
    """A screen that was open meanwhile, words and files all name them still; no one could ever
    take it out again.
    """
    forgotten(filled)
    again = "late again"
    note = ReadingDraft(metric_id=2, person_id=1, date=TODAY, value=300, note=again)
    session = SessionDraft(person_id=1, date=TODAY, kind=SessionKind.ROLE_PLAY, seen=again)
    promised = SessionDraft(
        person_id=1, date=TODAY, kind=SessionKind.ROLE_PLAY, actions=(Promise(text=again),)
    )
    event = AnnotationDraft(metric_id=1, person_id=1, date=TODAY, text=again)
    away = AbsenceDraft(starts_on=TODAY - timedelta(days=3), ends_on=TODAY, reason=again)
    held = "Former agent 1 was forgotten; no more words are kept about them"
    for written in (
        lambda: record(filled, LEADER, [note], today=TODAY),
        lambda: record_session(filled, LEADER, session, today=TODAY),
        lambda: record_session(filled, LEADER, promised, today=TODAY),
        lambda: annotate(filled, LEADER, event),
        lambda: add_absence(filled, LEADER, 1, away),
        lambda: load_contacts(
            filled,
            LEADER,
            [ContactToLoad(reference="call-1", person="Former agent 1", code="", date=TODAY)],
            today=TODAY,
        ),
    ):
        with pytest.raises(Refused, match=held):
            written()
    day = TODAY - timedelta(days=1)
    line = ImportRow(2, "Customer satisfaction", day, value=70, person="Former agent 1")
    report = import_readings(
        filled, LEADER, [replace(line, note=again), replace(line, line=3)], metrics={}, today=TODAY
    )
    assert (report.added, [rejected.line for rejected in report.rejected]) == (1, [2])
    assert "was forgotten" in report.rejected[0].reason
    assert again not in texts_in(filled)
    assert examine(filled).findings == ()


@NEEDS_WAL
def test_who_reads_meanwhile_holds_up_the_cleaning_and_nothing_else(
    filled: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaning, "WAIT_SECONDS", 0.2)
    with contextlib.closing(other_program(filled.path)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM people").fetchone()
        with pytest.raises(Busy, match="its log cannot be cut yet; finish it with the same"):
            forgotten(filled)
    assert person(filled, "Former agent 1").forgotten_on
    assert any("finish it with" in finding for finding in examine(filled).findings)
    assert finish(filled, LEADER) == ["Former agent 1"]
    assert not any(secret.encode() in bytes_of(filled) for secret in SECRETS)
    assert examine(filled).findings == ()


PROGRAM = """
import sys
from pathlib import Path
from kpitui.actions.forgetting import OwnFolders, forget
from kpitui.domain.access import Actor
from kpitui.storage.database import reading
from kpitui.storage.opening import open_file
from kpitui.storage.people import load_people
database = open_file(Path(sys.argv[1]))
with reading(database) as db:
    people = [one for one in load_people(db) if one.id == 1]
print("ready", flush=True)
sys.stdin.readline()
folder = Path(sys.argv[1]).parent
forget(database, Actor("lee"), people, OwnFolders((folder / "drafts",), folder / "copies"))
print("done", flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.01, 0.02, 0.03, 0.045, 0.06, 0.08, 0.1, 0.15, 0.25])
def test_a_kill_leaves_all_or_nothing_and_it_can_be_finished(
    tmp_path: Path, made_once: Path, delay: float
) -> None:
    with kept_copy(made_once / "plan.db", tmp_path) as database:
        fill(database)
        for day in range(1, 20):
            value = ReadingDraft(
                metric_id=1, person_id=1, date=TODAY.replace(day=day), value=70 + day % 9,
                note=f"{SEEN} on day {day}",
            )  # fmt: skip
            record(database, LEADER, [value], today=TODAY)
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, tmp_path / "kpi.db"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("\n")
        process.stdin.flush()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
    database = open_file(tmp_path / "kpi.db")
    there = [secret for secret in SECRETS if secret in texts_in(database)]
    assert there in ([], list(SECRETS))
    if there:
        forgotten(database)
    else:
        finish(database, LEADER)
    assert not any(secret.encode() in bytes_of(database) for secret in SECRETS)
    assert look_again(database, [ANA], folders(database)) == ()
    assert examine(database).findings == ()
