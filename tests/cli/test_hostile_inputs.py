"""The hostile inputs through every door: forms, cells, sessions, quick entry, the
command line and files.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kpitui.actions.coaching import record_session
from kpitui.domain.dates import NotADate, parse_date
from kpitui.domain.entry import NotUnderstood, understand
from kpitui.domain.entry_phrase import Understood
from kpitui.domain.import_answers import ImportAnswers
from kpitui.domain.numbers import NotANumber, parse_number
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.domain.text import NOTE_LIMIT, clean
from kpitui.domain.value_parsing import parse_cell
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows
from kpitui.ui.dialogs.field_input import FieldInput
from kpitui.ui.dialogs.field_row import FieldRow
from kpitui.views.coaching import load_sessions_of
from kpitui.views.vocabulary import load_vocabulary
from tests.bring_in import bring_in
from tests.cli.conftest import Command
from tests.conftest import LEADER, TODAY
from tests.patience import LONG
from tests.ui.conftest import _quick_fingers, app_on, screen_text, shows, until

__all__ = ["_quick_fingers"]

CASES = json.loads((Path(__file__).parents[1] / "cases" / "hostile_inputs.json").read_text("utf-8"))
TEXT_KINDS = {
    "terminal escape", "bidi override", "zero width", "homoglyph", "normalisation",
    "combining flood (zalgo)", "wide / complex script", "NUL", "private use / noncharacter",
    "Textual/Rich markup", "Markdown / HTML",
    "{format} / % strings", "CSV formula injection", "LIKE wildcards", "regex",
}  # fmt: skip
ELSEWHERE = {"SSH_ORIGINAL_COMMAND", "environment"}
"""For the gate, which is not built yet."""
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u061c\u200e\u200f]")


def inputs(kind: str) -> dict[str, str]:
    return {case["id"]: case["input"] for case in CASES if case["kind"] == kind}


def test_every_kind_is_tested_here_or_is_named() -> None:
    """Numbers and dates stand in this file too; paths and long texts below; files in
    tests/exchange.
    """
    assert {case["kind"] for case in CASES} == TEXT_KINDS | ELSEWHERE | {
        "number",
        "date",
        "path",
        "long",
        "CSV file",
    }


def notes(database: DatabaseFile) -> list[str | None]:
    with reading(database) as db:
        return [row["note"] for row in rows(db, "SELECT note FROM readings ORDER BY id")]


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def groups(size: int) -> Iterator[list[str]]:
    found = [case["input"] for case in CASES if case["kind"] in TEXT_KINDS]
    for start in range(0, len(found), size):
        yield found[start : start + size]


@pytest.mark.parametrize("several", [*groups(12)])
def test_a_note_of_the_command_line_is_text(
    database: DatabaseFile, kpitui: Command, monkeypatch: pytest.MonkeyPatch, several: list[str]
) -> None:
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    for text in several:
        said = kpitui("log", "--add", f"csat 80 ana 2026-11-20 {quoted(text)}")
        assert said.code == 0, said.err
        assert not CONTROLS.search(said.out), ascii(said.out)
    assert notes(database) == [clean(text, NOTE_LIMIT) or None for text in several]
    exported = kpitui("export").out
    printed = exported + "".join(
        kpitui(*words).out for words in (("history",), ("history", "--json"))
    )
    assert not CONTROLS.search(printed), ascii(printed)
    for row in csv.DictReader(io.StringIO(exported)):
        assert not row["note"].startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("several", [*groups(12)])
def test_a_file_brings_names_and_notes_as_text(
    database: DatabaseFile, tmp_path: Path, several: list[str]
) -> None:
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="", errors="replace") as out:
        writer = csv.writer(out)
        writer.writerow(["metric", "person", "date", "value", "note"])
        for place, text in enumerate(several):
            writer.writerow(["csat", f"Q{place} {text}", "2026-11-20", "80", text])
    report = bring_in(database, LEADER, tmp_path / "in.csv", create=True, today=TODAY)
    again = bring_in(database, LEADER, tmp_path / "in.csv", create=True, today=TODAY)
    assert all(
        "characters" in rejected.reason for rejected in report.rejected
    )  # too long for a name, told with its line
    assert report.added + report.rejected_count == len(several)
    assert (again.unchanged, again.new_people) == (report.added, [])
    for stored in (*report.new_people, *(note or "" for note in notes(database))):
        assert not CONTROLS.search(stored.replace("\n", " ")), ascii(stored)


@pytest.mark.parametrize("several", [*groups(16)][: None if LONG else 1])
async def test_cells_forms_and_sessions_show_words_as_words(
    database: DatabaseFile, several: list[str]
) -> None:
    for place, text in enumerate(several):
        draft = SessionDraft(
            person_id=1, date=date(2026, 11, 1 + place), kind=SessionKind.TRAINING,
            seen=f"S{place} {text}", behaviour=clean(text, 110)[:110],
        )  # fmt: skip
        record_session(database, LEADER, draft, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        for place in range(0, len(several), 3):
            await pilot.press("a")
            await shows(pilot, "New priority")
            # As a terminal delivers it: pasted, so that no control code in it is a key.
            words = ("title", "owner", "description")
            fields = [row for row in app.screen.query(FieldRow) if row.field.key in words]
            for field, text in zip(fields, several[place : place + 3], strict=False):
                assert isinstance(field.input, FieldInput)
                field.input.insert_text_at_cursor(f"T{place} {text}"[:100])
            await pilot.press("ctrl+s")
            # a str
            await until(pilot, lambda place=place: f"T{place}" in screen_text(app))  # type: ignore[misc]
            await pilot.press("escape", "home")
        await pilot.press("5", "down", "s")
        await shows(pilot, "Coaching of Ana")
        assert len(load_sessions_of(database, 1)) == len(several)
        for strip in app.screen._compositor.render_strips():
            assert not CONTROLS.search(strip.text), ascii(strip.text)


NUMBERS = inputs("number")
MISSING = {"H104", "H106", "H125", "H126"}
"""Cells of a file that say that there is no value."""
READ = {"H113", "H115", "H116", "H118", "H120", "H130"}


@pytest.mark.parametrize("id", sorted(NUMBERS))
def test_a_number_means_the_same_at_every_door(
    database: DatabaseFile, tmp_path: Path, id: str
) -> None:
    text, known = NUMBERS[id], load_vocabulary(database, TODAY)
    metric = next(metric for metric in known.metrics if metric.code == "csat")
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("metric", "date", "value"), ("csat", "2026-11-20", text)])
    report = bring_in(
        database,
        LEADER,
        tmp_path / "in.csv",
        answers=ImportAnswers(implausible="take"),
        today=TODAY,
    )
    (answer,) = understand(f"csat {text.strip()}", known, TODAY)
    if id in READ:
        value = parse_number(text)
        assert parse_cell(text, metric).value == value
        assert isinstance(answer, Understood)
        assert answer.cell.value == value
        asks = id == "H116"  # a file says it once, or is asked
        assert (report.added, report.rejected_count) == (0 if asks else 1, int(asks))
        assert bool(report.questions) == asks
    else:
        with pytest.raises(NotANumber):
            parse_cell(text, metric)
        assert isinstance(answer, NotUnderstood)
        lines = [rejected.line for rejected in report.rejected] + [
            value.line for value in report.no_value
        ]
        assert (report.added, lines) == (0, [2])
        assert bool(report.no_value) == (id in MISSING)


DATES = inputs("date")
DAYS_OF_A_FILE = {"H138", "H141"}
"""What programs write, and nobody types."""


@pytest.mark.parametrize("id", sorted(DATES))
def test_a_date_means_the_same_at_every_door(
    database: DatabaseFile,
    kpitui: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    id: str,
) -> None:
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    text = DATES[id]
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("metric", "date", "value"), ("csat", text, "80")])
    report = bring_in(database, LEADER, tmp_path / "in.csv", today=TODAY)
    if id in DAYS_OF_A_FILE:
        assert (report.added, report.rejected_count) == (1, 0)
        return
    assert (report.added, report.rejected_count, report.rejected[0].line) == (0, 1, 2)
    if text:
        said = kpitui("log", f"csat 80 {text}")
        assert said.code == 4
        assert said.err.count("\n") == 1
    if id != "H135":
        with pytest.raises(NotADate):
            parse_date(text, TODAY)
    assert notes(database) == []


@pytest.mark.parametrize("text", ["x" * 10_000_000, "a\n" * 50_000], ids=["H051", "H053"])
def test_what_is_too_long_is_refused_before_it_is_kept(
    database: DatabaseFile, kpitui: Command, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    said = kpitui("log", f"csat 80 ana 2026-11-20 {quoted(text)}")
    assert said.code == 4
    assert "characters" in said.err
    assert len(said.err) < 300
    assert notes(database) == []


PATHS = {
    id: text
    for id, text in inputs("path").items()
    if text.startswith(("/", "~", "-", ".", "CON", "dir"))
}


@pytest.mark.parametrize("id", sorted(PATHS))
def test_a_path_that_is_no_file_is_one_sentence(
    database: DatabaseFile,
    kpitui: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    id: str,
) -> None:
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dir").mkdir()
    for words in (
        ("import", "--", PATHS[id]),
        ("export", "-o", PATHS[id]),
        ("--db", PATHS[id], "status"),
    ):
        said = kpitui(*words)
        if said.code == 0:  # a new file of that name, here
            assert "export" in words
            continue
        assert said.code in (2, 4), said
        assert "Traceback" not in said.err
        assert said.out == ""
