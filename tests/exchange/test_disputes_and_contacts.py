"""Disputes and lists of contacts out of the file and in again."""

import contextlib
import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from kpitui.actions.accounts import set_account
from kpitui.actions.contacts import ContactToLoad, load_contacts
from kpitui.actions.disputes import dispute_answer
from kpitui.cli.context import account_name
from kpitui.domain.access import AccessRole, Actor
from kpitui.exchange.own_files import import_own, own_file
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows
from tests.actions.test_disputes import ANA, NOW, STANDS, contact, decide, dispute, scored
from tests.cli.conftest import Command, kpitui
from tests.conftest import LEADER, TODAY, other_program

__all__ = ["kpitui", "scored"]

KEPT = {
    "disputes": "SELECT evaluation_id, question_id, text, datetime(raised_at), raised_by, outcome, "
    "answer, datetime(answered_at), answered_by FROM disputes ORDER BY id",
    "contacts": "SELECT reference, person_id, date, channel FROM contacts ORDER BY id",
}
FORMS = ("csv", "json", "xlsx")
LISTED = ContactToLoad(
    reference="=9001", person="Ana López", code="", date=date(2026, 11, 3), channel="chat"
)


def kept(database: DatabaseFile, what: str) -> list[tuple[object, ...]]:
    with reading(database) as db:
        return [tuple(row.values()) for row in rows(db, KEPT[what])]


def disputed(database: DatabaseFile) -> None:
    """A dispute that was decided, and one of another question that waits."""
    set_account(database, LEADER, account_name(), AccessRole.LEADER)
    dispute(database, "=1+1; [b]I did[/]")
    decide(database, STANDS)
    one = contact(database)
    question = one.answers[2].question.id
    dispute_answer(database, ANA, one.evaluation.id, question, "clear enough", NOW)


def written(kpitui: Command, database: DatabaseFile, what: str, file: Path) -> Path:
    done = kpitui("--db", database.path, "export", what, "-o", file)
    assert done.code == 0, done.err
    return file


@pytest.mark.parametrize("form", FORMS)
def test_disputes_go_out_and_come_in_again(
    kpitui: Command, scored: DatabaseFile, tmp_path: Path, form: str
) -> None:
    disputed(scored)
    before = kept(scored, "disputes")
    file = written(kpitui, scored, "disputes", tmp_path / f"out.{form}")
    again = kpitui("--db", scored.path, "import", file)
    assert again.out == "2 disputes read: 0 added, 2 already there, 0 rejected\n"
    with_none(scored, "disputes")
    done = kpitui("--db", scored.path, "import", file, "--dry-run")
    assert done.out == "2 disputes read: 2 would be added, 0 already there, 0 rejected\n"
    assert kept(scored, "disputes") == []
    assert kpitui("--db", scored.path, "import", file).code == 0
    assert kept(scored, "disputes") == before
    assert "import disputes" in kpitui("--db", scored.path, "history").out
    assert kpitui("--db", scored.path, "undo").code == 0
    assert kept(scored, "disputes") == []
    assert kpitui("--db", scored.path, "redo").code == 0
    assert kept(scored, "disputes") == before


def with_none(database: DatabaseFile, table: str) -> None:
    with contextlib.closing(other_program(database.path)) as connection:
        connection.execute(f"DELETE FROM {table}")
        connection.commit()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"evaluation": "77"}, "Ana López has no evaluation “77”; import the evaluations first"),
        ({"person": "nobody"}, "there is no person “nobody”"),
        ({"question": "warmth"}, "“warmth” is no question that was answered in evaluation 8841"),
        ({"text": "another sentence"}, "8841 has another dispute of “clear” that is open"),
        ({"raised_at": "soon"}, "raised_at: “soon” is no moment such as 2026-11-23T09:00:00Z"),
        ({"outcome": "perhaps"}, "outcome: "),
        ({"outcome": "stands"}, "a decision needs outcome, answered_at and answered_by"),
        ({"text": ""}, "text: "),
        (
            {"outcome": "stands", "answer": "heard", "answered_at": "2026-11-23T11:00:00+00:00",
             "answered_by": "kim"},
            "that dispute is in the file already, and was not decided so; decide it there",
        ),
    ],
)  # fmt: skip
def test_a_dispute_that_cannot_be_taken_names_its_line(
    kpitui: Command, scored: DatabaseFile, tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    disputed(scored)
    before = kept(scored, "disputes")
    file = written(kpitui, scored, "disputes", tmp_path / "out.csv")
    lines = [*csv.DictReader(io.StringIO(file.read_text("utf-8")))]
    lines[1] |= changed
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, lines[0])
        writer.writeheader()
        writer.writerows(lines)
    done = kpitui("--db", scored.path, "import", file)
    assert done.code == 4
    assert said in done.err
    assert "line 3" in done.err.casefold()
    assert kept(scored, "disputes") == before


def test_what_others_said_is_for_a_leader_to_bring_in(
    kpitui: Command, scored: DatabaseFile, tmp_path: Path
) -> None:
    disputed(scored)
    file = written(kpitui, scored, "disputes", tmp_path / "out.json")
    with_none(scored, "disputes")
    own = own_file(file)
    assert own is not None
    kim = Actor("kim", AccessRole.SUPERVISOR)
    done = import_own(scored, kim, file, own, strict=False, dry_run=False, today=TODAY)
    assert {one.reason for one in done.rejected} == {
        "It was said by ana; ask a leader to import it"
    }


@pytest.mark.parametrize("form", FORMS)
def test_lists_of_contacts_go_out_and_come_in_again(
    kpitui: Command, database: DatabaseFile, tmp_path: Path, form: str
) -> None:
    load_contacts(database, Actor(account_name(), AccessRole.LEADER), [LISTED], today=TODAY)
    before = kept(database, "contacts")
    assert before == [("=9001", 1, "2026-11-03", "chat")]
    file = written(kpitui, database, "contacts", tmp_path / f"out.{form}")
    again = kpitui("--db", database.path, "import", file)
    assert again.out == "1 contact read: 0 added, 1 already there, 0 rejected\n"
    assert kpitui("--db", database.path, "undo").code == 0
    assert kept(database, "contacts") == []
    assert kpitui("--db", database.path, "import", file).code == 0
    assert kept(database, "contacts") == before


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1,nobody,2026-11-03,", "there is no person “nobody”"),
        ("1,Ana López,2026-12-24,", "2026-12-24 is in the future"),
        ("1,Ana López,2025-09-30,", "2025-09-30 is more than 13 months ago"),
        ("1,Ana López,soon,", "date: "),
        (",Ana López,2026-11-03,", "reference: "),
        (f"1,Ana López,2026-11-03,{'x' * 130}", "channel: "),
    ],
)
def test_a_contact_that_cannot_be_taken_names_its_line(
    kpitui: Command, database: DatabaseFile, tmp_path: Path, line: str, said: str
) -> None:
    file = tmp_path / "in.csv"
    file.write_text(f"reference,person,date,channel\n2,Ana López,2026-11-03,\n{line}\n", "utf-8")
    done = kpitui("--db", database.path, "import", file)
    assert done.code == 4
    assert said in done.err
    assert "1 added" in done.out
    assert len(kept(database, "contacts")) == 1


def test_a_sheet_that_is_only_called_contacts_is_read_as_any_other(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "contacts"
    book.active.append(["person", "date", "metric", "value"])
    book.active.append(["ana", "2026-11-03", "csat", 81])
    book.save(tmp_path / "log.xlsx")
    done = kpitui("--db", database.path, "import", tmp_path / "log.xlsx", "--json")
    assert done.data["added"] == 1, done
    assert kept(database, "contacts") == []


def test_a_file_with_more_than_a_contact_is_no_list_of_contacts(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    file = tmp_path / "readings.csv"
    file.write_text("reference,person,date,channel,metric,value\n1,ana,2026-11-03,chat,csat,81\n")
    done = kpitui("--db", database.path, "import", file, "--json")
    assert done.data["added"] == 1, done
    assert kept(database, "contacts") == []
