"""Other programs read a copy: DuckDB and Datasette, each in a process of its own, say
what kpitui says.
"""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

from kpitui import paths
from kpitui.actions.absences import add_absence
from kpitui.actions.backup import backup
from kpitui.actions.coaching import record_session
from kpitui.actions.measures import annotate
from kpitui.actions.readings import record
from kpitui.actions.reviews import review
from kpitui.actions.seen_levels import see_levels
from kpitui.domain.periods import PeriodKind
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.absence import AbsenceDraft
from kpitui.domain.records.action import Promise
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.decision import DecisionDraft, LockedLimits
from kpitui.domain.records.metric import Range
from kpitui.domain.records.review import Decision, ReviewDraft
from kpitui.domain.records.seen_level import LevelKey
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.exchange.parquet import scanner
from kpitui.storage.database import DatabaseFile
from kpitui.views.export import Exported, exported, table_columns
from tests.cli.conftest import Command, check_one_sentence, kpitui
from tests.conftest import LEADER, TODAY, record_weekly
from tests.patience import LONG, PATIENCE

__all__ = ["kpitui"]

VIEWS = ("v_readings", "v_kpis", "v_standards", "v_status_by_month")
needs_duckdb = pytest.mark.skipif(scanner() is None, reason="there is no DuckDB here")

DUCKDB = """
import json, sys
import duckdb
connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
connection.load_extension(sys.argv[1])
told = []
for sql in sys.argv[2:]:
    found = connection.execute(sql)
    names = [one[0] for one in found.description]
    told.append([dict(zip(names, row)) for row in found.fetchall()])
print(json.dumps(told, default=str))
"""
Row = dict[str, object]


def duckdb(*sql: str, folder: Path) -> list[Row]:
    """The rows of the last statement, by DuckDB in a process of its own."""
    return duckdb_each(*sql, folder=folder)[-1]


def duckdb_each(*sql: str, folder: Path) -> list[list[Row]]:
    """The rows of each statement, all in one process."""
    done = subprocess.run(
        [sys.executable, "-c", DUCKDB, str(scanner()), *sql],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def page() -> str:
    return (paths.help_pages() / "other_programs.md").read_text("utf-8")


def statements() -> list[str]:
    return re.findall(r"^    ((?:ATTACH|SELECT) .+);$", page(), re.MULTILINE)


@pytest.fixture
def full(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> DatabaseFile:
    """The small plan with readings of every kind, named by the environment."""
    record_weekly(database, 1, [80.5, 84.25, 82.0] * 8, TODAY, person_id=1, n=12)
    drafts = [
        ReadingDraft(metric_id=3, team_id=2, date=TODAY, numerator=45, denominator=50),
        ReadingDraft(
            metric_id=1,
            person_id=2,
            date=TODAY,
            value=81.0,
            n=12,
            note="a \"quoted\"; 'word', and 王",
        ),
    ]
    record(database, LEADER, drafts, today=TODAY)
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    return database


@pytest.fixture
def copy(full: DatabaseFile, tmp_path: Path) -> Path:
    """A copy that nobody can change."""
    backup(full, tmp_path / "copy.db")
    (tmp_path / "copy.db").chmod(0o400)
    return tmp_path / "copy.db"


@needs_duckdb
def test_duckdb_reads_every_view_of_a_copy_as_the_page_says(copy: Path, kpitui: Command) -> None:
    attach, by_status, by_month, _ = statements()
    months = duckdb(attach, by_status, folder=copy.parent)
    told = {
        one["period"]: one["value"]
        for one in kpitui("chart", "csat", "--by", "month", "--json").data["periods"]
    }
    assert months
    assert {month["month"]: round(float(str(month["value"])), 9) for month in months} == {
        month: round(value, 9) for month, value in told.items() if value is not None
    }
    counted = duckdb(attach, by_month, folder=copy.parent)
    assert sum(int(str(one["count_star()"])) for one in counted) == 26
    for view in VIEWS:
        columns = [
            one["column_name"] for one in duckdb(attach, f"DESCRIBE kpi.{view}", folder=copy.parent)
        ]
        named = re.search(rf"^\| `{view}` \| [^|]+ \| (.+) \|$", page(), re.MULTILINE)
        assert named is not None
        assert re.findall("`([a-z_]+)`", named[1]) == columns


@needs_duckdb
def test_the_lines_of_the_page_need_no_network(copy: Path) -> None:
    lines = re.findall(r"^    ((?:from|import|connection|print)\b.+)$", page(), re.MULTILINE)
    home = copy.parent / "home"
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        capture_output=True, text=True, check=False, cwd=copy.parent, timeout=PATIENCE,
        env={**os.environ, "HOME": str(home)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.search(r"Customer satisfaction .* 2026-11 .* 83\.\d", done.stdout), done.stdout
    assert not [*home.rglob("*.duckdb_extension")]  # what DuckDB fetches it keeps there


@needs_duckdb
def test_parquet_holds_what_csv_holds(full: DatabaseFile, kpitui: Command, tmp_path: Path) -> None:
    out = tmp_path / "it's a 'file'.parquet"
    before = {*tmp_path.iterdir()}
    done = kpitui("export", "--format", "parquet", "-o", out)
    assert (done.code, done.out) == (0, ""), done.err
    assert str(out) in done.err
    assert {*tmp_path.iterdir()} == before | {out}
    assert out.stat().st_mode & 0o777 == 0o600
    quoted = "'" + str(out).replace("'", "''") + "'"
    shown = duckdb(f"SELECT * FROM {quoted} ORDER BY reading", folder=tmp_path)
    exported = list(csv.DictReader(kpitui("export").out.splitlines()))
    assert len(shown) == len(exported) == 26
    for ours, theirs in zip(
        sorted(exported, key=lambda row: int(row["reading"])), shown, strict=True
    ):
        for key in ("metric", "person", "team", "date", "note"):
            assert ours[key] == (theirs[key] or "")
        for key in ("n", "numerator", "denominator"):
            assert (float(ours[key]) if ours[key] else None) == theirs[key]
    assert [one["value"] for one in shown if one["code"] == "adherence"] == [90.0]
    described = duckdb(f"DESCRIBE SELECT * FROM {quoted}", folder=tmp_path)
    kinds = {one["column_name"]: one["column_type"] for one in described}
    assert (kinds["date"], kinds["value"], kinds["n"]) == ("DATE", "DOUBLE", "BIGINT")
    check_one_sentence(kpitui("export", "--format", "parquet", "-o", out), 4, "already there")
    last = statements()[-1].replace("readings.parquet", out.name.replace("'", "''"))
    assert duckdb(last, folder=tmp_path)


def test_parquet_needs_a_file_and_the_extra(
    full: DatabaseFile, kpitui: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_one_sentence(kpitui("export", "--format", "parquet"), 2, "-o")

    class Without(PathFinder):
        """Finds every module but DuckDB, as on a machine without the extra."""

        @classmethod
        # as the class above has it
        def find_spec(cls, name, path=None, target=None):  # type: ignore[no-untyped-def]
            return None if name.startswith("duckdb") else super().find_spec(name, path, target)

    monkeypatch.setattr(
        sys,
        "meta_path",
        [Without if protocol is PathFinder else protocol for protocol in sys.meta_path],
    )
    answer = kpitui("export", "--format", "parquet", "-o", tmp_path / "r.parquet")
    check_one_sentence(answer, 2, "DuckDB", "kpitui[analysis]")
    assert not (tmp_path / "r.parquet").exists()


@pytest.mark.slow
@pytest.mark.skipif(
    not LONG or shutil.which("uvx") is None, reason="the long form, with uvx: KPITUI_LONG=1"
)
def test_datasette_shows_every_view_of_a_copy(copy: Path, kpitui: Command) -> None:
    def shown(place: str) -> str:
        command = [
            "uvx",
            "-q",
            "--from",
            "datasette>=0.65,<0.66",
            "datasette",
            "-i",
            str(copy),
            "--get",
            place,
        ]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=3 * PATIENCE
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    readings = json.loads(shown("/copy/v_readings.json?_shape=array&_size=max"))
    assert len(readings) == 26
    assert {reading["date"] for reading in readings} == {
        one["date"] for one in csv.DictReader(kpitui("export").out.splitlines())
    }
    for view in VIEWS[1:]:
        assert json.loads(shown(f"/copy/{view}.json?_shape=array")), view
    months = csv.DictReader(shown("/copy/v_status_by_month.csv").splitlines())
    assert {month["code"] for month in months} == {"csat"}


def scored_once(kpitui: Command, folder: Path) -> None:
    """One contact of Ana, scored on the call sheet that ships."""
    shown = kpitui("sheet", "show", "--shipped", "call").out
    text = re.sub(r"starts_on = \S+", "starts_on = 2026-06-01", shown)
    text = text.replace("Quality of communication", "Customer satisfaction")
    (folder / "call.toml").write_text(text, "utf-8")
    assert kpitui("sheet", "load", folder / "call.toml").code == 0
    line = "ana 8841 yyy04y4y44y40yyyn4y4 2026-11-20"
    assert kpitui("score", line).code == 0


def said_of_it(kpitui: Command, folder: Path) -> None:
    """A dispute of that contact, and a list with one more."""
    for name, text in (
        (
            "disputes",
            "person,evaluation,question,text,raised_at,raised_by\n"
            "ana,8841,greeting,I did,2026-11-21T09:00:00Z,ana\n",
        ),
        ("contacts", "reference,person,date,channel\n8842,ana,2026-11-20,call\n"),
    ):
        (folder / f"{name}.csv").write_text(text, "utf-8")
        assert kpitui("import", folder / f"{name}.csv").code == 0


@needs_duckdb
def test_every_list_goes_out_as_parquet_with_days_as_days(
    full: DatabaseFile, kpitui: Command, tmp_path: Path
) -> None:
    session = SessionDraft(
        person_id=1, kind=SessionKind.ROLE_PLAY, date=TODAY, seen='a "quoted",\nword', minutes=20,
        actions=(Promise(text="=1+1", due_on=TODAY),),
    )  # fmt: skip
    record_session(full, LEADER, session, today=TODAY)
    adjust = ReviewDraft(kpi_id=1, decision=Decision.ADJUST, confidence=7)
    todo = DecisionDraft(text="ask, “twice”", who="ana", due_on=TODAY)
    limits = LockedLimits(PeriodKind.WEEK, 80.0, 70.5, 89.5)
    review(full, LEADER, adjust, TODAY, decided=todo, limits=limits)
    annotate(full, LEADER, AnnotationDraft(metric_id=1, date=TODAY, text="new menu"))
    see_levels(full, LEADER, [(1, LevelKey(3, TODAY, Range(low=93.5)))], datetime.now(UTC))
    scored_once(kpitui, tmp_path)
    add_absence(full, LEADER, 1, AbsenceDraft(starts_on=TODAY, reason="leave"))
    said_of_it(kpitui, tmp_path)
    lists = [one for one in Exported if one is not Exported.READINGS]
    for what in lists:
        assert kpitui("export", what, "-o", tmp_path / f"{what}.parquet").code == 0, what
    asked = [f"SELECT * FROM '{tmp_path / what}.parquet'" for what in lists]
    found = duckdb_each(*asked, *(f"DESCRIBE {one}" for one in asked), folder=tmp_path)
    for what, held, columns in zip(lists, found, found[len(lists) :], strict=False):
        expected = list(exported(full, what))
        assert len(held) == len(expected) > 0, what
        types = {str(column["column_name"]): column["column_type"] for column in columns}
        assert tuple(types) == table_columns(full, what)
        days = {name for name in types if name == "date" or name.endswith("_on")}
        assert {types[name] for name in days} <= {"DATE"}, what
        for row, was in zip(held, expected, strict=True):
            moments = {"at", "seen_at", "recorded_at", "raised_at"}
            for name in set(types) - moments - {"before", "after", "focus", "new_limits"}:
                told = was[name], was[name] or None, str(was[name])
                assert row[name] in told, (what, name)
        again = kpitui("export", what, "-o", tmp_path / f"{what}.parquet")
        check_one_sentence(again, 4, "already there")
    assert not list(tmp_path.glob(".kpitui-*"))
