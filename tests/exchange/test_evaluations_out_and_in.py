"""Evaluations that go out come in again: the same, however sheet and questions are called."""

import json
from pathlib import Path

import pytest

from kpitui.domain.evaluation_columns import comment_heading, question_heading
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.record_labels import Labels
from kpitui.storage.records import rows
from tests.cli.conftest import Command, check_one_sentence, kpitui
from tests.cli.test_score import ANSWERS, scored
from tests.exchange.evaluation_tables import ANA, kept, wide

__all__ = ["kpitui", "scored"]


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
@pytest.mark.parametrize("what", ["evaluations", "answers"])
def test_what_goes_out_comes_in_again(
    scored: Command, database: DatabaseFile, tmp_path: Path, form: str, what: str
) -> None:
    scored("score", f'ana 8841 {ANSWERS} "=HYPERLINK(1)" fri chat')
    done = scored("score", "ana 8842 y--04y4y44-40--yn4y4 'with \x1b[31m'")
    assert done.code == 0, done.err
    scored("import", wide(tmp_path / "in.csv", ANA | {"comment on tone": "-too fast"}))
    before = kept(database)
    file = tmp_path / f"out.{form}"
    assert scored("export", what, "-o", file).code == 0
    for _ in range(3):
        scored("undo")
    assert kept(database)["evaluations"] == []
    done = scored("import", file)
    assert done.code == 0, done.err
    assert "3 evaluations read: 3 added" in done.out
    assert kept(database) == before
    assert "3 already there" in scored("import", file).out


def test_an_empty_export_comes_in_as_nothing(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    for form in ("csv", "json"):
        for what in ("evaluations", "answers"):
            file = tmp_path / f"{what}.{form}"
            scored("export", what, "-o", file)
            assert "0 evaluations read" in scored("import", file).out, file


def test_without_a_sheet_a_file_of_ours_says_what_brings_one(
    scored: Command, kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    scored("score", f"ana 8841 {ANSWERS}")
    scored("export", "evaluations", "-o", tmp_path / "e.csv")
    scored("undo")
    scored("undo")
    check_one_sentence(scored("import", tmp_path / "e.csv"), 4, "kpitui sheet load FILE brings one")


@pytest.mark.parametrize(
    "key", ["date", "person", "score", "comment on tone", "question x", "question date", "note"]
)
def test_a_question_that_is_called_as_a_column_has_a_heading_of_its_own(key: str) -> None:
    headings = [question_heading(key), comment_heading(key)]
    assert len({*headings, "date", "person", "score", "note", question_heading("tone")}) == 7
    assert comment_heading("tone") not in headings


def test_keys_that_look_like_columns_go_out_and_come_in(
    scored: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    text = scored("sheet", "show", "call").out
    text = text.replace('key = "tone"', 'key = "date"').replace('key = "notes"', 'key = "person"')
    (tmp_path / "call.toml").write_text(text.replace('key = "data"', 'key = "comment on date"'))
    assert scored("sheet", "load", tmp_path / "call.toml").code == 0
    scored("score", f"ana 8841 {ANSWERS} fri")
    before = kept(database)
    scored("export", "evaluations", "-o", tmp_path / "out.csv")
    scored("undo")
    done = scored("import", tmp_path / "out.csv")
    assert done.code == 0, done.err
    assert kept(database) == before


def test_history_names_the_contact_of_an_evaluation_and_of_its_reading(
    scored: Command, database: DatabaseFile
) -> None:
    scored("score", f"ana 8841 {ANSWERS} fri")
    scored("log", "csat", "90", "ana")
    told = scored("history").out
    assert "Ana López, A call, 2026-11-20, contact 8841" in told
    with reading(database) as db:
        labels = [
            Labels(db).of("readings", row) for row in rows(db, "SELECT * FROM readings ORDER BY id")
        ]
    assert [label.endswith("2026-11-20, contact 8841") for label in labels] == [True, False]


def test_json_has_the_same_keys(scored: Command) -> None:
    scored("score", f"ana 8841 {ANSWERS} fri")
    told = json.loads(scored("export", "evaluations", "--format", "json").out)
    (one,) = told["evaluations"]
    assert (one["greeting"], one["holds"], one["tone"]) == ("yes", 0, 4)
    assert list(one)[13:15] == ["sheet_from", "score"]
