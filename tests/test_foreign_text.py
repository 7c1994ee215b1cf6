"""A program that writes raw SQL leaves codes in every column of text: no command and no document
lets one out.
"""

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from kpitui.cli.context import account_name
from kpitui.cli.main import COMMANDS
from kpitui.exchange.demo import make_demo
from kpitui.exchange.parquet import scanner
from kpitui.storage.driver import sqlite3
from kpitui.views.export import Exported
from tests.cli.conftest import Answer, Command
from tests.cli.conftest import kpitui_today as kpitui
from tests.conftest import all_in_one_file, held_open
from tests.exchange.test_other_programs import duckdb
from tests.foreign_text import CONTROL, add_rows, poison
from tests.last_months import leave_out_what_is_old
from tests.once import once_a_run
from tests.patience import LONG

__all__ = ["kpitui"]

READ: tuple[tuple[str, ...], ...] = (
    ("status", "--guards"), ("guard", "experience", "wrap"),
    ("status",), ("brief",), ("due",), ("check",), ("check", "--accepted"), ("history",),
    ("history", "--by", "sam"), ("show", "Customer"), ("show", "quality"), ("show",),
    ("board",), ("board", "--team", "Orders"), ("differ", "csat"), ("differ", "handle"),
    ("person", "Helen"), ("team", "Orders"), ("readings", "--limit", "40"), ("chart", "csat"),
    ("chart", "csat", "--values", "--why"), ("reviews",), ("decisions",),
    ("review", "csat", "--decide", "adjust", "--what", "x, helen by +9d"), ("people", "list"),
    ("access", "list"), ("access", "keys"), ("people", "data", "Helen"),
    ("people", "data", "Helen", "--format", "md"),
    ("people", "data", "Helen", "--format", "html"), ("people", "forget", "Amir"),
    ("people", "forget", "Amir", "--yes"), ("people", "forget", "--left-before", "1d"),
    ("plan", "show"), ("plan", "diff", "2026-01-01"), ("report",),
    ("report", "--format", "html"), ("export",), ("export", "--format", "json"), ("doctor",),
    *(("export", what) for what in (*Exported, "plan")), ("export", "--with-voided"),
    *(("export", what, "--format", "json") for what in (*Exported, "plan")),
    ("log", "csat 92 helen"), ("log", "handle 9:59:00 helen"), ("log", "zzz 1"),
    ("coach", "helen role-play 20m \"heard\" !call >+7d"), ("undo",), ("undo", "1"), ("redo",),
    ("rhythm",), ("rhythm", "zzz", "14d", "--why", "x"), ("due", "--coaching"),
    ("rules",), ("rules", "--time-zone", "Mars/Base"), ("person", "nobody"),
    ("check", "--accept", "H05", "Helen", "--why", "x", "--until", "2099-01-01"),
    ("access", "role", "zoe", "viewer"), ("access", "remove", "nobody"),
    ("access", "add", "kim", "--person", "Helen"),
    ("expect", "Helen"), ("expect", "Helen", "--format", "html"), ("effect",),
    *(("session", "Helen", "--format", form) for form in ("text", "md", "html")),
    ("done", "--person", "Helen", "--outcome", "partly", "so"),
    ("effect", "--kind", "role-play"), ("seen", "handle", "--person", "Helen"),
    ("done", "zzz", "--person", "Helen"), ("answer", "so"), ("answer", "--question", "1", "so"),
    ("people", "leave", "Helen", "--dry-run"),
    ("away",), ("away", "--past", "--json"), ("away", "zzz until fri"), ("away", "helen back"),
    ("event", 'custom "new menu" orders fri'), ("sheet", "list"), ("sheet", "show"),
    ("calibrate", "list"), ("calibrate", "show", "1"),
    ("score", "helen 8841 y", "--sheet", "zoes"), ("score", "zzz 1 y", "--sheet", "zoes"),
    ("sheet", "weakest"), ("sheet", "weakest", "--person", "Helen"),
    ("evaluations", "Amir", "--answers"), ("evaluations", "Amir", "--json"),
    ("evaluations", "--seen", "1"), ("dispute", "1", "1", "no"), ("decide", "1", "stands", "so"),
    ("completion", "bash"), ("man",), ("keys",), ("paths",), ("help",),
)  # fmt: skip
ALSO_JSON = (
    "status", "board", "brief", "due", "check", "history", "show", "person", "team", "readings",
    "chart", "reviews", "decisions", "doctor", "rules", "rhythm", "differ", "effect",
)  # fmt: skip
ELSEWHERE = {
    "open": "every screen: tests/test_hostile_screens.py", "demo": "makes a file of its own",
    "init": "makes a file of its own", "import": "tests/test_doors_in.py",
    "gate": "the same commands", "backup": "prints a path", "restore": "prints a path",
}  # fmt: skip


def make_three(folder: Path) -> None:
    """The sample with a row in every table, a copy with codes in every column of text, and one in
    which who asks has something of their own.
    """
    clean = make_demo("contact_centre", folder / "clean.db", date.today())
    if not LONG:
        with sqlite3.connect(clean) as db:
            leave_out_what_is_old(db, days=300)
        db.close()
    add_rows(clean)
    all_in_one_file(clean)
    poisoned = shutil.copyfile(clean, folder / "poisoned.db")
    took = poison(poisoned)
    assert len(took) > 60, took
    all_in_one_file(poisoned)
    make_written_in(shutil.copyfile(clean, folder / "written.db"))


@pytest.fixture(scope="session")
def three_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where they are."""
    return once_a_run(tmp_path_factory, "foreign-text", make_three)


@pytest.fixture
def clean_file(three_files: Path) -> Path:
    """The sample with a row in every table: its last months; in the long form all of it."""
    return three_files / "clean.db"


@pytest.fixture
def foreign(three_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of what the other program left, named by the environment."""
    path = tmp_path / "foreign.db"
    shutil.copyfile(three_files / "poisoned.db", path)
    monkeypatch.setenv("KPITUI_DB", str(path))
    with held_open(path):
        yield path


def leaks(answer: Answer) -> list[str]:
    """Where an answer, or what a program reads out of it, holds a code."""
    text = answer.out + answer.err
    if answer.out[:1] in "[{" and answer.out:
        text += "".join(words_of(json.loads(answer.out)))
    return [ascii(text[max(0, at.start() - 30) : at.end() + 10]) for at in CONTROL.finditer(text)]


def words_of(data: object) -> Iterator[str]:
    """Every text of an answer for programs, names of keys too."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield str(name)
            yield from words_of(value)
    elif isinstance(data, list):
        for value in data:
            yield from words_of(value)
    elif isinstance(data, str):
        yield data


def test_every_command_is_read_here_or_is_named() -> None:
    assert {words[0] for words in READ} | ELSEWHERE.keys() == COMMANDS.keys()


@pytest.mark.parametrize(
    "words", [*READ, *((*one, "--json") for one in READ if one[0] in ALSO_JSON)], ids=" ".join
)
def test_no_command_lets_a_code_out(foreign: Path, kpitui: Command, words: tuple[str, ...]) -> None:
    said = kpitui(*words)
    assert leaks(said) == []
    assert said.out + said.err or words == ("access", "keys")  # no key in it is one any more


def make_written_in(path: Path) -> None:
    """Codes in every column of text; who asks leads, and is a person with
    a session, an open action and a question without an answer.
    """
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM access_keys")
        db.execute("DELETE FROM accounts")
        # Her standard has a new level since yesterday.
        db.execute("DELETE FROM seen_levels WHERE question = ''")
        db.execute("UPDATE targets SET ends_on = date('now', '-1 day') WHERE standard_id = 8")
        db.execute(
            "INSERT INTO targets (standard_id, low, starts_on) "
            "VALUES (8, 6.6, date('now', '-1 day'))"
        )
        db.execute("UPDATE seen_levels SET answer = '', answered_at = NULL, answered_by = NULL")
        db.execute(
            "INSERT INTO accounts (name, role, person_id) "
            "SELECT ?, 'leader', person_id FROM seen_levels",
            [account_name()],
        )
    db.close()
    poison(path, keep=frozenset({"accounts.name"}))
    all_in_one_file(path)


@pytest.fixture
def written_in(three_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that."""
    path = shutil.copyfile(three_files / "written.db", tmp_path / "written.db")
    monkeypatch.setenv("KPITUI_DB", str(path))
    return path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("due",), "Orders"),
        (("due", "--json"), "Orders"),
        (("expect", "Siobhán"), "Average handle"),
        (("effect",), "role-play"),
        (("effect", "--strategy", "experience", "--json"), "role-play"),
        (("seen", "productivity"), "has seen the new level of Productivity"),
        (("seen", "productivity", "--json"), "Productivity"),
        (("seen", "handle", "--ask", "why?"), "Asked about Average handle"),
        (("done", "replay"), "Replay one own call"),
        (("done", "replay", "--json"), "Replay one own call"),
        (("answer", "so"), "Your answer"),
        (("answer", "--question", "1", "so"), "has your answer"),
        (("event", 'custom "new menu" orders fri'), "recorded event of Orders"),
        (("event", 'custom "new menu" orders fri', "--json"), "new menu"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_what_these_commands_do_is_told_without_a_code(
    written_in: Path, kpitui: Command, words: tuple[str, ...], said: str
) -> None:
    told = kpitui(*words)
    assert told.code == 0, told
    assert said in told.out + told.err
    assert leaks(told) == []


def test_a_key_that_another_program_broke_keeps_nobody_else_out(
    clean_file: Path, kpitui: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shutil.copyfile(clean_file, tmp_path / "keys.db")
    monkeypatch.setenv("KPITUI_DB", str(path))
    with sqlite3.connect(path) as db:
        db.execute("UPDATE access_keys SET comment = ?", ["x\x1b[2J\nssh-rsa AAAA evil"])
        db.execute("INSERT INTO accounts (name, role) VALUES (?, 'leader')", ["k\x1b[2J\nim"])
        db.execute(
            "INSERT INTO access_keys (account_id, kind, blob, fingerprint) "
            "SELECT accounts.id, kind, blob, 'SHA256:y' FROM accounts, access_keys "
            "WHERE name LIKE 'k%'"
        )
        db.execute(
            "INSERT INTO access_keys (account_id, kind, blob, fingerprint) "
            "SELECT account_id, kind, '\x1b', 'SHA256:z' FROM access_keys LIMIT 1"
        )
    db.close()
    said = kpitui("access", "keys")
    (line,) = said.out.splitlines()
    assert "--as zoe" in line
    assert leaks(said) == []


@pytest.mark.skipif(scanner() is None, reason="there is no DuckDB here")
def test_parquet_holds_no_code(foreign: Path, kpitui: Command, tmp_path: Path) -> None:
    assert kpitui("export", "--format", "parquet", "-o", tmp_path / "out.parquet").code == 0
    rows = duckdb(f"SELECT * FROM '{tmp_path / 'out.parquet'}'", folder=tmp_path)
    assert len(rows) > 1000
    texts = {one for row in rows for one in row.values() if isinstance(one, str)}
    assert any("Helen" in text for text in texts)
    assert not [ascii(text) for text in texts if CONTROL.search(text)]


@pytest.mark.parametrize("what", [*Exported, "report"])
def test_workbooks_hold_no_code(foreign: Path, kpitui: Command, tmp_path: Path, what: str) -> None:
    words = ("report",) if what == "report" else ("export", what)
    assert kpitui(*words, "-o", tmp_path / "out.xlsx").code == 0
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        parts = [book.read(name).decode("utf-8") for name in book.namelist()]
    assert sum(map(len, parts)) > 1000
    assert not [ascii(part[:200]) for part in parts if CONTROL.search(re.sub(r"[\r\n]", "", part))]
    openpyxl.load_workbook(tmp_path / "out.xlsx")


def test_a_command_answers_through_the_one_door() -> None:
    # What is printed by another way is not looked over.
    for file in (Path(__file__).parents[1] / "kpitui" / "cli").glob("*.py"):
        found = re.findall(
            r"click\.echo|\bprint\(|sys\.std(?:out|err)\.write", file.read_text("utf-8")
        )
        assert not found or file.name in ("context.py", "main.py"), file.name
