"""Readings out: no text is a formula in a sheet, and what goes out comes in again the same."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.actions.import_report import ImportReport
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.readings import record
from kpitui.domain.guarded_text import guarded, unguarded
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import ReadingDraft
from kpitui.exchange.csv_out import write_export
from kpitui.exchange.import_file import import_file
from kpitui.exchange.read_file import Source
from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import create_file, open_file
from kpitui.views.export import Exported, readings_for_export
from tests.conftest import LEADER, PLAN, TODAY

HOSTILE = [
    "=HYPERLINK(1)", "+1", "-1+2", "@SUM(A1)", "'=quoted", "％", "[/]", '"quoted", with comma',
    "two\nlines",
    "顧客満足",
    "'; DROP TABLE readings; --", "＝1",
]  # fmt: skip


@given(st.text())
def test_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    shown = guarded(text)
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert unguarded(shown) == text


def exported(database: DatabaseFile) -> str:
    out = io.StringIO()
    write_export(database, Exported.READINGS, out, "csv")
    return out.getvalue()


def without_traces(database: DatabaseFile) -> list[dict[str, object]]:
    traces = ("reading", "recorded_by", "recorded_at", "way")
    return [
        {key: value for key, value in row.items() if key not in traces}
        for row in readings_for_export(database)
    ]


@pytest.fixture
def filled(database: DatabaseFile) -> DatabaseFile:
    drafts = [
        ReadingDraft(metric_id=1, date=TODAY, value=-1.5 - place, n=3, person_id=1, note=note)
        for place, note in enumerate(HOSTILE)
    ]
    drafts += [
        ReadingDraft(metric_id=3, date=TODAY, numerator=1 / 3, denominator=3, team_id=2),
        ReadingDraft(metric_id=2, date=TODAY, value=0.1 + 0.2, person_id=2),
        ReadingDraft(metric_id=2, date=TODAY, value=1e-9),
    ]
    record(database, LEADER, drafts, today=TODAY)
    return database


def test_no_cell_is_a_formula_and_numbers_stay_numbers(filled: DatabaseFile) -> None:
    for row in csv.DictReader(io.StringIO(exported(filled))):
        for name in ("metric", "person", "team", "note", "id", "recorded_by"):
            assert not row[name].startswith(("=", "+", "-", "@", "＝")), row
        for name in ("value", "numerator", "denominator", "n"):
            assert row[name] == "" or float(row[name]) is not None


def test_what_goes_out_comes_in_again_the_same(filled: DatabaseFile, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    file.write_text(exported(filled), "utf-8")
    create_file(tmp_path / "second.db")
    second = open_file(tmp_path / "second.db")
    load_plan_document(second, LEADER, PLAN, today=TODAY)
    assert brought_back(second, file).rejected == []
    assert without_traces(second) == without_traces(filled)


def brought_back(database: DatabaseFile, file: Path) -> ImportReport:
    return import_file(database, LEADER, Source(file), today=TODAY)


def test_json_is_json_also_where_nothing_is_there(filled: DatabaseFile, tmp_path: Path) -> None:
    out = io.StringIO()
    write_export(filled, Exported.READINGS, out, "json")
    assert [row["note"] for row in json.loads(out.getvalue())][: len(HOSTILE)] == HOSTILE
    create_file(tmp_path / "empty.db")
    out = io.StringIO()
    write_export(open_file(tmp_path / "empty.db"), Exported.READINGS, out, "json")
    assert json.loads(out.getvalue()) == []


def test_names_of_people_are_no_formulas_either(empty: DatabaseFile, tmp_path: Path) -> None:
    people = [{"name": name} for name in HOSTILE if "\n" not in name]
    metric = PLAN.metric[0].model_dump()
    load_plan_document(
        empty,
        LEADER,
        PlanDocument.model_validate({"metric": [metric], "person": people}),
        today=TODAY,
    )
    record(
        empty,
        LEADER,
        [
            ReadingDraft(metric_id=1, date=TODAY, value=1, person_id=place)
            for place in range(1, len(people) + 1)
        ],
        today=TODAY,
    )
    (tmp_path / "out.csv").write_text(exported(empty), "utf-8")
    again = brought_back(empty, tmp_path / "out.csv")
    assert (again.added, again.unchanged, again.rejected) == (0, len(people), [])
