"""What goes out comes in again: a new file made of the exports equals the old one."""

import csv
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from msgspec.structs import replace

from kpitui.actions.absences import add_absence
from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import follow_up, record_session, reply_to_session
from kpitui.actions.corrections import void_reading
from kpitui.actions.evaluations import record_evaluations
from kpitui.actions.people import add_person, end_membership, move_person, person_left
from kpitui.actions.readings import record
from kpitui.actions.seen_levels import answer_question, ask_why, see_levels
from kpitui.cli.context import account_name
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.readings import ReadingDraft, SubjectFilter
from kpitui.domain.records.absence import AbsenceDraft
from kpitui.domain.records.action import Promise
from kpitui.domain.records.dated import ALWAYS
from kpitui.domain.records.metric import Range
from kpitui.domain.records.person import PersonDraft
from kpitui.domain.records.seen_level import LevelKey
from kpitui.domain.records.session import (
    FollowUpOutcome,
    FollowUpSaid,
    SessionDraft,
    SessionKind,
)
from kpitui.exchange.demo import make_demo
from kpitui.storage.coaching import load_sessions_of
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import open_file
from kpitui.storage.people import load_person
from kpitui.storage.records import rows
from kpitui.storage.seen_levels import load_open_questions
from kpitui.views.coaching import load_contact_names
from kpitui.views.coaching import load_sessions_of as load_session_lines
from kpitui.views.readings import load_readings
from tests.actions.test_evaluations import draft, load
from tests.cli.conftest import Command, check_one_sentence
from tests.cli.conftest import kpitui_today as kpitui
from tests.conftest import LEADER, TODAY, all_in_one_file, held_open, other_program
from tests.last_months import leave_out_what_is_old
from tests.once import once_a_run
from tests.patience import LONG
from tests.scope_asked import ask

__all__ = ["kpitui"]

FORMS = ("csv", "json", "xlsx")
SAMPLES = ("contact_centre", "nhs111", "twelve", "catalogue")
OUT = [*product(SAMPLES, FORMS)] if LONG else [
    *product(SAMPLES[:1], FORMS), *zip(SAMPLES[1:], FORMS, strict=True)
]  # fmt: skip
TWELVE = Path(__file__).parents[1] / "cases" / "twelve"

_OF = "CASE a.type WHEN 'object' THEN a.value ->> '{}' END"
_TEAMS = (
    "SELECT group_concat(t.name) FROM json_each(CASE a.type WHEN 'object' THEN a.value END, "
    "'$.teams') AS one JOIN teams t ON t.id = one.value"
)
ACTIVITIES = (
    f"(SELECT json_group_array(json_array(coalesce({_OF.format('text')}, a.value), "
    f"{_OF.format('starts_on')}, {_OF.format('ends_on')}, ({_TEAMS}))) "
    "FROM json_each(s.activities) a)"
)
"""The activities of a strategy with the names of their teams."""

ENTERED = {
    "missions": "SELECT statement, reason, starts_on, ends_on FROM missions",
    "priorities": "SELECT title, description, owner, starts_on, ends_on, position FROM priorities",
    "strategies": f"SELECT p.title AS priority, s.title, s.description, s.owner, {ACTIVITIES}, "
    "s.starts_on, s.ends_on, s.position FROM strategies s "
    "JOIN priorities p ON p.id = s.priority_id",
    "kpis": "SELECT s.title, m.name, k.baseline, k.warn, k.owner, k.due_on, k.starts_on, k.ends_on "
    "FROM kpis k JOIN strategies s ON s.id = k.strategy_id JOIN metrics m ON m.id = k.metric_id",
    "targets": "SELECT m.name, t.low, t.high, t.starts_on, t.ends_on, t.due_on, t.from_level "
    "FROM targets t LEFT JOIN kpis k ON k.id = t.kpi_id "
    "LEFT JOIN standards s ON s.id = t.standard_id "
    "JOIN metrics m ON m.id = coalesce(k.metric_id, s.metric_id)",
    "standards": "SELECT m.name, teams.name AS team, roles.name AS role, people.name AS person "
    "FROM standards s JOIN metrics m ON m.id = s.metric_id LEFT JOIN teams ON teams.id = s.team_id "
    "LEFT JOIN roles ON roles.id = s.role_id LEFT JOIN people ON people.id = s.person_id",
    "teams": "SELECT name, starts_on, ends_on FROM teams",
    "roles": "SELECT name FROM roles",
    "people": "SELECT name, code, starts_on, ends_on FROM people",
    "memberships": "SELECT people.name, teams.name AS team, roles.name AS role, m.starts_on, "
    "m.ends_on, m.hours FROM memberships m JOIN people ON people.id = m.person_id "
    "LEFT JOIN teams ON teams.id = m.team_id LEFT JOIN roles ON roles.id = m.role_id",
    "sessions": "SELECT people.name, coach, date, kind, minutes, behaviour, seen, agreed, "
    "follow_up_on, followed_up_on, acknowledged_at, acknowledged_by, reply, strengths, "
    "reference, outcome, outcome_note, (SELECT p.name || f.date || f.coach FROM sessions f "
    "JOIN people p ON p.id = f.person_id WHERE f.id = s.together_id) AS together, "
    "(SELECT group_concat(name) FROM (SELECT metrics.name FROM session_metrics f "
    "JOIN metrics ON metrics.id = f.metric_id WHERE f.session_id = s.id ORDER BY f.id)) AS focus, "
    "(SELECT group_concat(name) FROM (SELECT e.date || ' ' || e.reference AS name "
    "FROM session_evaluations l JOIN evaluations e ON e.id = l.evaluation_id "
    "WHERE l.session_id = s.id ORDER BY l.id)) AS talked_about "
    "FROM sessions s JOIN people ON people.id = s.person_id",
    "actions": "SELECT people.name, s.date, s.kind, a.text, a.who, a.due_on, a.done_on "
    "FROM actions a JOIN sessions s ON s.id = a.session_id JOIN people ON people.id = s.person_id",
    "reviews": "SELECT s.title, m.name, k.starts_on, r.date, r.seen, r.decision, r.confidence, "
    "r.comment, r.by FROM reviews r JOIN kpis k ON k.id = r.kpi_id "
    "JOIN strategies s ON s.id = k.strategy_id JOIN metrics m ON m.id = k.metric_id",
    "decisions": "SELECT s.title, m.name, r.date, r.by, r.decision, d.text, d.who, d.due_on, "
    "d.done_on, d.result, d.periods, d.middle, d.low, d.high FROM decisions d "
    "JOIN reviews r ON r.id = d.review_id JOIN kpis k ON k.id = r.kpi_id "
    "JOIN strategies s ON s.id = k.strategy_id JOIN metrics m ON m.id = k.metric_id",
    "events": "SELECT m.name, s.title, a.date, a.text, a.new_limits, a.reason, t.name AS team, "
    "p.name AS person FROM annotations a "
    "LEFT JOIN metrics m ON m.id = a.metric_id LEFT JOIN strategies s ON s.id = a.strategy_id "
    "LEFT JOIN teams t ON t.id = a.team_id LEFT JOIN people p ON p.id = a.person_id",
    "levels": "SELECT people.name AS person, m.name AS metric, s.starts_on, low, high, "
    "datetime(seen_at), seen_by, question, answer, datetime(answered_at), answered_by "
    "FROM seen_levels s JOIN metrics m ON m.id = s.metric_id "
    "JOIN people ON people.id = s.person_id",
    "absences": "SELECT people.name, a.starts_on, a.ends_on, a.reason FROM absences a "
    "JOIN people ON people.id = a.person_id",
    "readings": "SELECT m.name, people.name AS person, teams.name AS team, r.date, r.value, "
    "r.numerator, r.denominator, r.n, r.note, r.state, r.external_id, s.date AS session, s.coach "
    "FROM readings r JOIN metrics m ON m.id = r.metric_id "
    "LEFT JOIN people ON people.id = r.person_id LEFT JOIN teams ON teams.id = r.team_id "
    "LEFT JOIN sessions s ON s.id = r.session_id WHERE r.state <> 'void'",
    "evaluations": "SELECT p.name, v.starts_on, e.date, e.evaluator, e.reference, e.channel, "
    "e.note, e.score, e.unfailed, r.value, r.n, c.reference AS calibration, e.seen_at, e.seen_by "
    "FROM evaluations e JOIN people p ON p.id = e.person_id "
    "JOIN sheet_versions v ON v.id = e.sheet_version_id LEFT JOIN readings r ON r.id = reading_id "
    "LEFT JOIN calibrations c ON c.id = e.calibration_id",
    "answers": "SELECT p.name, e.evaluator, e.reference, v.starts_on, q.key, a.value, a.comment "
    "FROM answers a JOIN evaluations e ON e.id = a.evaluation_id JOIN people p "
    "ON p.id = e.person_id JOIN sheet_questions q ON q.id = a.question_id "
    "JOIN sheet_versions v ON v.id = q.sheet_version_id",
    "calibrations": "SELECT p.name, v.starts_on, c.date, c.reference, c.channel, c.note, "
    "opened_by, closed_on FROM calibrations c JOIN people p ON p.id = c.person_id "
    "JOIN sheet_versions v ON v.id = c.sheet_version_id",
    "disputes": "SELECT p.name, e.date, e.evaluator, e.reference, q.key, d.text, "
    "datetime(d.raised_at), raised_by, outcome, answer, datetime(answered_at), answered_by "
    "FROM disputes d JOIN evaluations e ON e.id = evaluation_id JOIN people p "
    "ON p.id = e.person_id JOIN sheet_questions q ON q.id = question_id",
    "contacts": "SELECT p.name, c.date, c.reference, c.channel FROM contacts c "
    "JOIN people p ON p.id = c.person_id",
}
"""What people entered, with names in place of ids."""
PEOPLE = ("people", "memberships", "roles")
ENTERED_IN_FILES = (
    "evaluations", "disputes", "contacts", "sessions", "actions", "reviews", "decisions", "events",
    "levels", "readings",
)  # fmt: skip


def entered(path: Path, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
    with reading(open_file(path)) as db:
        return {
            table: sorted((tuple(row.values()) for row in rows(db, ENTERED[table])), key=repr)
            for table in tables or ENTERED
        }


@pytest.fixture
def new(made_once: Path, tmp_path: Path) -> Callable[[], Path]:
    """A new file."""

    def make() -> Path:
        path = tmp_path / "new.db"
        for one in tmp_path.glob("new.db*"):
            one.unlink()
        return Path(shutil.copy(made_once / "empty.db", path))

    return make


def make_samples(folder: Path) -> None:
    """Files with what people entered; of the large one the last months, in the long form all."""
    make_demo("nhs111", folder / "nhs111.db", TODAY)
    centre = make_demo("contact_centre", folder / "contact_centre.db", TODAY)
    if not LONG:
        with closing(other_program(centre)) as db:
            leave_out_what_is_old(db, spare=50)
    assert ask("--db", folder / "catalogue.db", "init", "--catalogue", "contact-centre").code == 0
    twelve, plan = folder / "twelve.db", folder / "plan12.toml"
    assert ask("--db", twelve, "init").code == 0
    plan.write_text(with_verdicts((TWELVE / "plan12.toml").read_text("utf-8")), "utf-8")
    back(ask, twelve, "plan", "load", plan)
    back(ask, twelve, "people", "import", TWELVE / "p12.csv")
    back(ask, twelve, "import", TWELVE / "r12.csv")
    for file in folder.glob("*.db"):
        all_in_one_file(file)


@pytest.fixture
def sample(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A copy of one of them."""
    made = once_a_run(tmp_path_factory, "out-and-back", make_samples)
    path = Path(shutil.copy(made / f"{request.param}.db", tmp_path / "sample.db"))
    with held_open(path):
        yield path


def with_verdicts(plan: str) -> str:
    """The plan of before what was learned from a strategy had to be said."""
    learned = 'verdict = "The wait fell and stayed."'
    return re.sub(
        r"(?<=\[\[priority\.strategy\]\]\n)(?=starts_on.*\nends_on)", f"{learned}\n", plan
    )


def out(kpitui: Command, db: Path, what: str, file: Path) -> Path:
    file.unlink(missing_ok=True)
    done = kpitui("--db", db, "export", what, "-o", file)
    assert done.code == 0, done.err
    return file


def back(kpitui: Command, db: Path, *words: str | Path) -> Any:
    done = kpitui("--db", db, *words, "--json")
    assert done.code == 0, done
    return done.data


@pytest.mark.parametrize(("sample", "form"), OUT, indirect=["sample"])
def test_a_new_file_made_of_the_exports_equals_the_sample(
    kpitui: Command, sample: Path, new: Callable[[], Path], tmp_path: Path, form: str
) -> None:
    """The long form takes every form of every sample, and all months of the large one."""
    db = new()
    back(kpitui, db, "plan", "load", out(kpitui, sample, "plan", tmp_path / "plan.toml"))
    people = out(kpitui, sample, "people", tmp_path / f"people.{form}")
    assert back(kpitui, db, "people", "import", people)["done"] == []
    sheets = tmp_path / "sheets.toml"
    sheets.write_text(kpitui("--db", sample, "sheet", "show").out, "utf-8")
    if "[[sheet]]" in sheets.read_text("utf-8"):
        assert kpitui("--db", db, "sheet", "load", sheets).code == 0
    for what in ENTERED_IN_FILES:
        file = out(kpitui, sample, what, tmp_path / f"{what}.{form}")
        first = back(kpitui, db, "import", file)
        assert (first["added"] + first["unchanged"], first["rejected"]) == (first["read"], [])
        again = back(kpitui, db, "import", file)
        assert (again["added"], again["unchanged"], again["rejected"]) == (0, first["read"], [])
    assert entered(db) == entered(sample)


@pytest.mark.parametrize("sample", SAMPLES, indirect=True)
def test_people_with_all_their_teams_come_back_without_the_plan(
    kpitui: Command, sample: Path, new: Callable[[], Path], tmp_path: Path
) -> None:
    people = out(kpitui, sample, "people", tmp_path / "people.csv")
    db = new()
    first = back(kpitui, db, "people", "import", people)
    assert len(first["done"]) >= len(entered(sample, "people")["people"])
    assert back(kpitui, db, "people", "import", people)["done"] == []
    assert entered(db, *PEOPLE) == entered(sample, *PEOPLE)


def test_people_who_paused_left_or_never_had_a_team_come_back_as_they_were(
    kpitui: Command, database: DatabaseFile, new: Callable[[], Path], tmp_path: Path
) -> None:
    by = database, LEADER

    def add(name: str, *moves: tuple[str, str | None, str | None]) -> int:
        day, team, role = moves[0]
        draft = PersonDraft(name=name, team=team, role=role, starts_on=date.fromisoformat(day))
        person_id = add_person(*by, draft)
        for day, team, role in moves[1:]:
            with reading(database) as connection:
                person = load_person(connection, person_id)
            assert person is not None
            on = date.fromisoformat(day)
            if team == "left":
                person_left(*by, person, on)
            elif team is None and role is None:
                end_membership(*by, person, person.memberships[-1], on)
            else:
                move_person(*by, person, team, role, on)
        return person_id

    add("Always Here", (ALWAYS.isoformat(), "North", "Advisor"))
    add("Always, then Elsewhere", (ALWAYS.isoformat(), "North", "Advisor"),
        ("2026-03-01", "South", "Advisor"))  # fmt: skip
    add("No Team", ("2026-01-01", None, None))
    add("Begun Without", ("2026-01-01", None, None), ("2026-02-01", "North", "Advisor"))
    add("Paused", ("2026-01-01", "North", None), ("2026-02-01", None, None),
        ("2026-04-01", "South", "Advisor"))  # fmt: skip
    add("Left", ("2026-01-01", "North", "Advisor"), ("2026-03-01", "South", None),
        ("2026-05-01", "left", None))  # fmt: skip
    add("Stopped", ("2026-01-01", "North", "Advisor"), ("2026-05-01", None, None))
    add("=1+1", ("2026-01-01", "North", "Advisor"), ("2026-05-01", "=team()", "@role"))
    add("Left on the day of a move", ("2026-01-01", "North", "Advisor"),
        ("2026-05-01", "South", "Advisor"), ("2026-05-01", "left", None))  # fmt: skip
    half = add("Half Time", ("2026-01-01", "North", "Advisor"))
    for on, hours in ((date(2026, 3, 1), 20.0), (date(2026, 6, 1), None), (date(2026, 9, 1), 37.5)):
        with reading(database) as connection:
            person = load_person(connection, half)
        assert person is not None
        move_person(*by, person, "North", "Advisor", on, hours)
    people = out(kpitui, database.path, "people", tmp_path / "people.csv")
    assert "1970" not in people.read_text("utf-8")
    db = new()
    back(kpitui, db, "people", "import", people)
    assert entered(db, *PEOPLE) == entered(database.path, *PEOPLE)
    assert back(kpitui, db, "people", "import", people)["done"] == []
    assert back(kpitui, database.path, "people", "import", people)["done"] == []


@pytest.fixture
def lively(database: DatabaseFile) -> DatabaseFile:
    """Three readings of one day, one that does not apply, one that was voided, and two sessions of
    one day with a reading each.
    """
    drafts = [
        ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=value, note=note)
        for value, note in ((90.0, ""), (80.0, "'=quoted\nand more"), (80.0, ""))
    ]
    drafts += [
        ReadingDraft(metric_id=1, person_id=1, date=TODAY, not_applicable=True, note="=on leave"),
        ReadingDraft(metric_id=3, team_id=2, date=TODAY, not_applicable=True),
        ReadingDraft(metric_id=3, team_id=2, date=TODAY, numerator=1.25, denominator=3),
        ReadingDraft(metric_id=1, date=TODAY, value=9250.0, n=7, external_id="x-1"),
        ReadingDraft(metric_id=1, date=TODAY, value=1e-9),
        ReadingDraft(metric_id=1, person_id=2, date=TODAY, value=151.5),
    ]
    record(database, LEADER, drafts, today=TODAY)
    gone = load_readings(database, 1, SubjectFilter((2,)))[0].recorded
    void_reading(database, LEADER, gone, today=TODAY)
    for text in ("greet by name", "greet; by @name"):
        taken = ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=77.0)
        session = SessionDraft(
            person_id=1, kind=SessionKind.ROLE_PLAY, date=TODAY, focus=(2, 1), behaviour="empathy",
            seen="=1+1", agreed=text, actions=(Promise(text=text), Promise(text="-x")),
            readings=(taken,),
        )  # fmt: skip
        record_session(database, LEADER, session, today=TODAY)
    several = replace(
        session, readings=(), with_ids=(2,), coach="Dr: Weiß", strengths="=warm\nand clear",
        reference="C-1; C-2", follow_up_on=TODAY,
    )  # fmt: skip
    first = record_session(database, LEADER, several, today=TODAY)
    said = FollowUpSaid(FollowUpOutcome.NOT_YET, "+half; of them")
    follow_up(database, LEADER, first.session_id, 1, TODAY, said)
    follow_up(database, LEADER, first.with_ids[0], 1, TODAY)
    say_of_levels(database)
    with reading(database) as connection:
        ana = load_person(connection, 1)
    assert ana is not None
    move_person(database, LEADER, ana, "North", "Advisor", date(2026, 11, 2), 20)
    for absence in (
        AbsenceDraft(starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 15), reason="=leave"),
        AbsenceDraft(starts_on=date(2026, 12, 1)),
    ):
        add_absence(database, LEADER, 1, absence)
    return database


def say_of_levels(database: DatabaseFile) -> None:
    """A session that Ana answered, a level that she was told of, one that she asked about, and one
    with its answer.
    """
    set_account(database, LEADER, "lee", AccessRole.LEADER)
    set_account(database, LEADER, account_name(), AccessRole.LEADER)
    set_account(database, LEADER, "ana", AccessRole.MEMBER, "Ana López")
    ana, now = Actor("ana", AccessRole.MEMBER), datetime(2026, 11, 23, 9, tzinfo=UTC)
    with reading(database) as db:
        session = load_sessions_of(db, 1)[0]
    reply_to_session(database, ana, session, "=1+1; I tried")
    levels = [LevelKey(3, TODAY, Range(low=low)) for low in (92.5, 93.0)]
    levels.append(LevelKey(2, TODAY, Range(low=270, high=390)))
    see_levels(database, LEADER, [(1, levels[0])], now)
    for level in levels[1:]:
        ask_why(database, ana, 1, level, "=why; [b]now[/]?", now)
    with reading(database) as db:
        asked = load_open_questions(db)[0]
    answer_question(database, LEADER, asked, "-because", now)


@pytest.mark.parametrize("form", FORMS)
def test_three_readings_of_a_day_what_does_not_apply_and_sessions_come_back(
    kpitui: Command, lively: DatabaseFile, new: Callable[[], Path], tmp_path: Path, form: str
) -> None:
    old, db = lively.path, new()
    back(kpitui, db, "plan", "load", out(kpitui, old, "plan", tmp_path / "plan.toml"))
    for what in ("sessions", "actions", "levels", "absences", "readings"):
        file = out(kpitui, old, what, tmp_path / f"{what}.{form}")
        first = back(kpitui, db, "import", file)
        assert (first["rejected"], first["added"] + first["unchanged"]) == ([], first["read"])
        for again in (db, old):
            said = back(kpitui, again, "import", file)
            assert (said["added"], said["unchanged"]) == (0, first["read"]), what
    assert entered(db) == entered(old)
    assert sum(row[9] == "not applicable" for row in entered(db, "readings")["readings"]) == 2
    assert len(entered(db, "levels")["levels"]) == 3


@pytest.mark.parametrize("form", FORMS)
def test_voided_readings_go_out_when_asked_for_and_stay_out_on_the_way_back(
    kpitui: Command, lively: DatabaseFile, new: Callable[[], Path], tmp_path: Path, form: str
) -> None:
    file = tmp_path / f"all.{form}"
    assert kpitui("--db", lively.path, "export", "--with-voided", "-o", file).code == 0
    if form == "xlsx":
        head, *lines = openpyxl.load_workbook(file).worksheets[0].values
        rows = [dict(zip(map(str, head), line, strict=True)) for line in lines]
    elif form == "json":
        rows = json.loads(file.read_text("utf-8"))
    else:
        rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    assert [row["person"] for row in rows if row["voided"]] == ["[red]Bo[/]"]
    assert "151.5" not in kpitui("--db", lively.path, "export").out
    db = new()
    back(kpitui, db, "plan", "load", out(kpitui, lively.path, "plan", tmp_path / "plan.toml"))
    told = kpitui("--db", db, "import", file)
    assert "1 voided reading was left out." in told.err
    assert "2 readings name a coaching session that is not in the file" in told.err
    assert "151.5" not in kpitui("--db", db, "export").out
    check_one_sentence(
        kpitui("--db", db, "export", "people", "--with-voided"), 2, "Only readings can be void"
    )


@pytest.mark.parametrize("form", FORMS)
def test_numbers_of_our_own_files_are_in_the_unit_of_their_metric_whatever_its_name_says(
    kpitui: Command, new: Callable[[], Path], tmp_path: Path, form: str
) -> None:
    old, db = tmp_path / "old.db", tmp_path / "new.db"
    plan = tmp_path / "units.toml"
    units = {"Wait (min)": "min", "Talk (min)": "m:ss", "Handle (ms)": "ms", "Rate %": "%"}
    plan.write_text(
        "".join(
            f'[[metric]]\nname = "{name}"\ncode = "c{n}"\nunit = "{unit}"\ndirection = "lower"\n'
            'aggregation = "mean"\ncadence = "daily"\n'
            for n, (name, unit) in enumerate(units.items())
        ),
        "utf-8",
    )
    shutil.copy(new(), old)
    back(kpitui, old, "plan", "load", plan)
    typed = {"Wait (min)": 3.5, "Talk (min)": 1.125, "Handle (ms)": 1250.0, "Rate %": 0.925}
    lines = [
        {"reading": 1, "recorded_by": "x", "metric": name, "date": "2026-11-03", "value": value}
        for name, value in typed.items()
    ]
    (tmp_path / "typed.json").write_text(json.dumps(lines), "utf-8")
    assert back(kpitui, old, "import", tmp_path / "typed.json")["added"] == 4
    file = out(kpitui, old, "readings", tmp_path / f"readings.{form}")
    assert back(kpitui, old, "import", file)["unchanged"] == 4
    for create in ([], ["--create"]):
        new()
        if not create:
            back(kpitui, db, "plan", "load", plan)
        assert back(kpitui, db, "import", file, *create)["added"] == 4
        found = json.loads(kpitui("--db", db, "export", "--format", "json").out)
        assert {one["metric"]: one["value"] for one in found} == typed


def test_sessions_come_back_with_the_contacts_that_they_talk_about(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    load(database)
    for reference in ("8841", "8841", "=8842"):
        one = draft(database, "yy50", reference=reference)
        record_evaluations(database, LEADER, [one], today=TODAY, again=True)
    without = tmp_path / "without.db"
    all_in_one_file(database.path)
    shutil.copy(database.path, without)
    names = load_contact_names(database, 1)
    session = SessionDraft(
        person_id=1, date=TODAY, kind=SessionKind.CALL_REVIEW,
        evaluations=(names["=8842"], names["8841 #2"]),
    )  # fmt: skip
    record_session(database, LEADER, session, today=TODAY)
    for form in FORMS:
        file = out(kpitui, database.path, "sessions", tmp_path / f"sessions.{form}")
        db = tmp_path / f"{form}.db"
        shutil.copy(without, db)
        assert back(kpitui, db, "import", file)["added"] == 1
        (line,) = load_session_lines(open_file(db), 1)
        assert [evaluation.name for evaluation in line.evaluations] == ["=8842", "8841 #2"]
        assert back(kpitui, db, "import", file)["unchanged"] == 1
        assert kpitui("--db", db, "undo").code == 0
        assert load_session_lines(open_file(db), 1) == []
        assert kpitui("--db", db, "redo").code == 0
