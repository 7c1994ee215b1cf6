"""Evaluations out of the file and in again, and those of other programs."""

import contextlib
import csv
import io
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace

from kpitui.actions.evaluations import correct_evaluation
from kpitui.actions.plan import close_month
from kpitui.cli.context import Environment
from kpitui.cli.open_files import look_at
from kpitui.config import Config
from kpitui.domain.errors import BadFile
from kpitui.domain.evaluation_columns import question_heading
from kpitui.domain.history import ChangeRecord
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.evaluations import load_evaluation
from kpitui.storage.records import insert, rows
from tests.cli.conftest import Command, check_one_sentence, kpitui
from tests.cli.test_score import ANSWERS, scored
from tests.conftest import LEADER, TODAY, other_program
from tests.exchange.evaluation_tables import ANA, GIVEN, KEYS, TABLES, kept, wide

__all__ = ["kpitui", "scored"]


def test_a_row_is_an_evaluation_with_its_reading(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    bo = ANA | {"person": "[red]Bo[/]", "reference": "8842", "channel": "chat", "identity": "n/a"}
    file = wide(tmp_path / "in.csv", ANA | {"channel": "call"}, bo)
    tried = scored("import", file, "--dry-run")
    assert "2 would be added" in tried.out
    assert kept(database)["evaluations"] == []
    done = scored("import", file)
    assert (done.code, done.out) == (
        0, "2 evaluations read: 2 added, 0 already there, 0 rejected\n",
    )  # fmt: skip
    assert "0 added, 2 already there" in scored("import", file).out
    found = kept(database)
    assert {(one[4], one[3], one[5], round(one[7], 1)) for one in found["evaluations"]} == {
        ("8841", "Lee Q", "call", 87.1), ("8842", "Lee Q", "chat", 86.4),
    }  # fmt: skip
    assert len(found["readings"]) == 2
    assert len(found["answers"]) == 40
    told = scored("history").out
    assert "import evaluations from in.csv" in told
    assert "answer  added: - → 40" in told
    scored("undo")
    assert kept(database) == {table: [] for table in TABLES}
    scored("redo")
    assert kept(database) == found
    assert "issues" not in scored("doctor").out.replace("0 issues", "")


def test_an_evaluation_that_was_changed_since_keeps_its_import_from_being_undone(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    scored("import", wide(tmp_path / "in.csv", ANA))
    with reading(database) as db:
        change = rows(db, "SELECT max(id) AS id FROM deeds")[0]["id"]
    again = wide(tmp_path / "more.csv", ANA | {"reference": "9"})
    scored("import", again)

    with reading(database) as db:
        old = load_evaluation(db, 1)
    assert old is not None
    first = replace(old.answers[0], value=0.0)
    correct_evaluation(database, LEADER, old, old, [first, *old.answers[1:]], today=TODAY)
    check_one_sentence(scored("undo", str(change)), 3, "changed")
    assert len(kept(database)["evaluations"]) == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("UPDATE readings SET value = 12", "evaluations differ from their reading"),
        ("UPDATE readings SET state = 'void'", "evaluations differ from their reading"),
        ("UPDATE evaluations SET unfailed = 12", "a score that is not that of their answers"),
        (
            "INSERT INTO sheet_versions (id, sheet_id, starts_on) VALUES (9, 1, '2026-06-02');"
            "UPDATE evaluations SET sheet_version_id = 9",
            "answers of another version of the sheet",
        ),
    ],
)
def test_doctor_finds_what_another_program_made_of_an_evaluation(
    scored: Command, database: DatabaseFile, wrong: str, said: str
) -> None:
    scored("score", f"ana 8841 {ANSWERS} fri")
    assert "evaluation" not in scored("doctor").out
    with contextlib.closing(other_program(database.path)) as connection:
        connection.executescript(wrong)
        connection.commit()
    told = scored("doctor").out
    assert said in told
    assert "Ana López, 2026-11-20, contact 8841" in told
    assert scored("backup", f"{database.path}.copy").code == 0


def test_a_row_may_be_one_answer(scored: Command, database: DatabaseFile, tmp_path: Path) -> None:
    lines = [
        {"id": number, "agent": "ana", "call date": "2026-11-03", "reviewer": "Lee Q",
         "question": key, "answer": GIVEN[key],
         "comment": "=1+1" if key == "notes" else ""}
        for number in ("1", "2")
        for key in KEYS
    ]  # fmt: skip
    file = wide(tmp_path / "in.csv", *lines)
    assert "2 evaluations read: 2 added" in scored("import", file).out
    assert "2 already there" in scored("import", file).out
    assert {one[4] for one in kept(database)["evaluations"]} == {"1", "2"}
    assert [one[4] for one in kept(database)["answers"] if one[4]] == ["=1+1"] * 2
    exported = scored("export", "evaluations").out
    assert {one["comment on notes"] for one in csv.DictReader(io.StringIO(exported))} == {"'=1+1"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"greeting": "perhaps"}, "“Greeted with company and name” cannot be “perhaps”"),
        ({"questions": "6"}, "“Asked what was needed to understand the request” cannot be “6”"),
        ({"correct": ""}, "“The answer was correct” is not answered"),
        ({"correct": "n/a"}, "“The answer was correct” always applies"),
        ({"person": "nobody"}, "there is no person “nobody”"),
        ({"date": "2026-12-24"}, "2026-12-24 is in the future"),
        ({"date": "2026-05-31"}, "the call sheet A call has no version on 2026-05-31"),
        ({"date": "soon"}, "soon"),
        ({"sheet": "A cal"}, "there is no call sheet “A cal”; did you mean A call?"),
        ({"note": "x" * 600}, "500"),
    ],
)
def test_what_cannot_be_taken_names_its_line_and_question(
    scored: Command, database: DatabaseFile, tmp_path: Path, line: dict[str, str], said: str
) -> None:
    good = ANA | {"reference": "1", "note": "", "sheet": "call"}
    done = scored("import", wide(tmp_path / "in.csv", good, good | {"reference": "2"} | line))
    assert done.code == 4
    assert "1 added" in done.out
    assert said in done.err
    assert "3" in done.err.split(said)[-1] + done.err.split(said)[0]
    assert len(kept(database)["evaluations"]) == 1


def test_an_answer_in_a_file_of_answers_names_its_own_line(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    lines = [{"person": "ana", "date": "2026-11-03", "reference": "1", "question": key,
              "answer": GIVEN[key]} for key in KEYS]  # fmt: skip
    lines[6]["answer"] = "9"
    done = scored("import", wide(tmp_path / "in.csv", *lines), "--json")
    assert done.data["rejected"] == [
        {
            "line": 8,
            "reason": "“Showed understanding for the caller's situation” cannot be “9”; answer 1 "
            "to 5",
        }
    ]
    lines[6] |= {"answer": "4", "question": "warmth"}
    done = scored("import", wide(tmp_path / "in.csv", *lines), "--json")
    assert done.data["rejected"][0]["line"] == 8
    assert "“warmth” is no question of A call" in done.data["rejected"][0]["reason"]
    assert kept(database)["evaluations"] == []


def test_files_of_other_programs_are_known_by_the_questions_they_have(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    with reading(database) as db:
        texts = {
            row["key"]: row["text"] for row in rows(db, "SELECT key, text FROM sheet_questions")
        }
    line = {"Agent Name": "López, Ana", "Date of call": "03/11/2026", "Call ID": "77",
            "Reviewer": "Lee Q", "Name": "x"}  # fmt: skip
    said = {"y": "Yes", "n": "NO", "4": "4.0"}
    line |= {texts[key]: said.get(given, given) for key, given in GIVEN.items()}
    file = wide(tmp_path / "qa.csv", line)
    asked = scored("import", file)
    assert asked.code == 4
    assert "--dates dmy|mdy" in asked.err
    assert "--match [same]|new" in asked.err
    assert kept(database)["evaluations"] == []
    assert scored("import", file, "--json").data["questions"][0]["asked"] == "dates"
    done = scored("import", file, "--dates", "dmy", "--match", "same")
    assert done.code == 0, done.err
    (found,) = kept(database)["evaluations"]
    assert found[:5] == ("Ana López", "2026-06-01", "2026-11-03", "Lee Q", "77")
    assert round(found[7], 1) == 87.1


@pytest.mark.parametrize("kept_keys", [("greeting", "listening"), KEYS[:9]])
def test_a_file_with_few_of_the_questions_is_told_which_it_lacks(
    scored: Command, database: DatabaseFile, tmp_path: Path, kept_keys: tuple[str, ...]
) -> None:
    lacking = [key for key in KEYS if key not in kept_keys]
    line = {key: text for key, text in ANA.items() if key not in lacking}
    done = scored("import", wide(tmp_path / "in.csv", line))
    check_one_sentence(done, 4)
    assert f"has columns for {len(kept_keys)} of the 20 questions of A call; it lacks" in done.err
    assert ", ".join(map(question_heading, lacking)) in done.err
    assert kept(database)["evaluations"] == []


def test_the_import_screen_says_which_command_takes_evaluations(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    env = Environment(database, LEADER, Config())
    with pytest.raises(BadFile, match=r"bring it in with: kpitui import in\.csv"):
        look_at(env, wide(tmp_path / "in.csv", ANA), None, None, None)
    (tmp_path / "readings.csv").write_text("metric,person,date,value\ncsat,ana,2026-11-03,81\n")
    assert look_at(env, tmp_path / "readings.csv", None, None, None).columns


def test_a_sheet_of_numbers_comes_in_too(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(list(ANA))
    book.active.append([int(one) if one in "0123456789" else one for one in ANA.values()])
    book.save(tmp_path / "qa.xlsx")
    done = scored("import", tmp_path / "qa.xlsx")
    assert done.code == 0, done.err
    assert "1 added" in done.out
    assert len(kept(database)["answers"]) == 20


def test_which_sheet_is_asked_where_the_file_could_be_of_two(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    text = scored("sheet", "show", "call").out
    other = text.replace('"A call"', '"Second line"').replace('code = "call"', 'code = "second"')
    (tmp_path / "second.toml").write_text(other)
    assert scored("sheet", "load", tmp_path / "second.toml").code == 0
    file = wide(tmp_path / "in.csv", ANA)
    asked = scored("import", file)
    assert asked.code == 4
    assert "--call-sheet call|second" in asked.err
    assert "1 added" in scored("import", file, "--call-sheet", "second").out
    named = wide(tmp_path / "named.csv", ANA | {"sheet": "A call"})
    assert "1 added" in scored("import", named).out
    check_one_sentence(scored("import", file, "--call-sheet", "third"), 1, "no call sheet “third”")


def test_a_locked_month_asks_for_the_reason(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:

    with writing(database, ChangeRecord(LEADER, "lock month")) as db:
        insert(db, "closed_periods", {"month": "2026-11"})
    file = wide(tmp_path / "in.csv", ANA)
    refused = scored("import", file)
    assert refused.code == 4
    assert "2026-11 is locked" in refused.err
    assert "1 added" in scored("import", file, "--why", "late calls").out


def test_the_same_contact_with_other_answers_is_told_and_not_taken(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    scored("import", wide(tmp_path / "in.csv", ANA))
    before = kept(database)
    done = scored("import", wide(tmp_path / "other.csv", ANA | {"tone": "1"}))
    assert done.code == 4
    assert "Lee Q scored contact 8841 of Ana López already" in done.err
    assert kept(database) == before


@pytest.mark.parametrize("what", ["evaluations", "answers"])
def test_a_contact_scored_again_on_purpose_comes_back_too(
    scored: Command, database: DatabaseFile, tmp_path: Path, what: str
) -> None:
    assert scored("score", f"ana 8841 {ANSWERS}").code == 0
    for note in ("", ' "heard again"'):
        assert scored("score", f"ana 8841 {ANSWERS}{note}", "--again").code == 0
    before = kept(database)
    file = tmp_path / f"{what}.csv"
    file.write_text(scored("export", what).out)
    assert "0 added, 3 already there, 0 rejected" in scored("import", file).out
    for _ in range(3):
        scored("undo")
    assert kept(database, "evaluations") == {"evaluations": []}
    assert "3 added, 0 already there, 0 rejected" in scored("import", file).out
    assert kept(database) == before


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({}, "is in the file twice, with the same answers; where both count, number each"),
        ({"note": "again"}, "is in the file twice, with another note; where both count"),
        ({"greeting": "n"}, "is in the file twice, with other answers"),
    ],
)
def test_a_line_that_is_twice_in_a_file_is_told_as_such(
    scored: Command, tmp_path: Path, other: dict[str, str], said: str
) -> None:
    done = scored("import", wide(tmp_path / "in.csv", ANA | {"note": ""}, ANA | other))
    assert said in done.out + done.err
    assert "1 added, 0 already there, 1 rejected" in done.out + done.err
    numbered = [ANA | {"reference": "8850", "evaluation": n} | other for n in ("1", "1", "2")]
    done = scored("import", wide(tmp_path / "numbers.csv", *numbered))
    assert "2 added, 0 already there, 1 rejected" in done.out + done.err


def test_a_locked_month_takes_what_it_holds_already(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    assert scored("score", f"ana 8841 {ANSWERS} 20 oct").code == 0
    (tmp_path / "out.csv").write_text(scored("export", "evaluations").out)
    close_month(database, LEADER, "2026-10", TODAY)
    for more in ((), ("--dry-run",)):
        again = scored("import", tmp_path / "out.csv", *more)
        assert again.code == 0
        assert "1 already there, 0 rejected" in again.out


def test_readings_that_were_imported_first_become_the_evaluations(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    scored("score", f"ana 8841 {ANSWERS} fri")
    for what in ("readings", "evaluations"):
        scored("export", what, "-o", tmp_path / f"{what}.csv")
    lines = [*csv.DictReader(io.StringIO((tmp_path / "readings.csv").read_text()))]
    assert [line["contact"] for line in lines] == ["8841"]
    before = kept(database)
    scored("undo")
    for order in (("readings", "evaluations"), ("evaluations", "readings")):
        for what in order:
            done = scored("import", tmp_path / f"{what}.csv")
            assert done.code == 0, done.err
        assert kept(database) == before
        scored("undo")
        if order[0] == "readings":
            scored("undo")
