"""The samples: their text, the databases built from it, and the copies that end today."""

import csv
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from kpitui.actions.build_sample import SAMPLE_ACTOR, SampleText, build_sample
from kpitui.actions.import_readings import import_readings
from kpitui.actions.load_plan import load_plan_document
from kpitui.domain.errors import BadData
from kpitui.domain.import_rows import ImportRow
from kpitui.domain.periods import AsOf
from kpitui.exchange.demo import SAMPLES
from kpitui.exchange.sample import read_sample
from kpitui.paths import samples
from kpitui.storage.coaching import load_annotations, load_sessions
from kpitui.storage.database import reading
from kpitui.storage.doctor import findings_of_damage
from kpitui.storage.opening import open_file
from kpitui.storage.records import rows
from kpitui.views.decisions import load_every_decision
from tests.exchange.sample_files import CENTRE, LAST_DAY, queried, tables_of, tables_that_differ
from tests.once import once_a_run

NAMES = sorted(SAMPLES)


@pytest.fixture(scope="module")
def texts() -> dict[str, SampleText]:
    return {name: read_sample(samples() / name) for name in NAMES}


def build(folder: Path) -> None:
    for name in NAMES:
        build_sample(folder / f"{name}.db", read_sample(samples() / name))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A copy of each, built from its text."""
    made, folder = once_a_run(tmp_path_factory, "built", build), tmp_path_factory.mktemp("built")
    return {name: Path(shutil.copy(made / f"{name}.db", folder)) for name in NAMES}


def csv_rows() -> Iterator[dict[str, str]]:
    with (CENTRE / "readings.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


# ---------------------------------------------------------------- the text


def test_the_generator_writes_the_committed_text_byte_for_byte(tmp_path: Path) -> None:
    script = samples() / "generate.py"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, script, tmp_path], check=True, env=environment)
    for name in (
        "readings.csv", "sessions.toml", "sheets.toml", "evaluations.csv", "evaluations.toml",
        "contacts.csv",
    ):  # fmt: skip
        assert (tmp_path / name).read_bytes() == (CENTRE / name).read_bytes(), name


def test_the_readings_are_sorted_weekly_and_span_78_weeks() -> None:
    days = [row["date"] for row in csv_rows()]
    assert days == sorted(days)
    fridays = sorted(set(days))
    assert fridays == [(LAST_DAY - timedelta(weeks=back)).isoformat() for back in range(77, -1, -1)]


def test_awkward_names_are_stored_as_they_are() -> None:
    people = {
        row["name"] for row in queried(samples() / "contact_centre.db", "SELECT name FROM people")
    }
    assert len(people) == 24
    assert {"Sam Ortiz [red desk]", "佐藤 美咲", "王小明", "Siobhán O'Neill"} <= people
    assert max(map(len, people)) == 60
    metrics = queried(samples() / "contact_centre.db", "SELECT name FROM metrics")
    assert {"name": "Calls offered [all lines]"} in metrics


# ---------------------------------------------------------------- the databases


def test_every_reading_of_the_text_is_in_the_database_and_no_other(built: dict[str, Path]) -> None:
    def number(text: str) -> float | None:
        return float(text) if text else None

    expected = sorted(
        (
            row["date"],
            row["metric"],
            row["person"],
            row["team"],
            *(str(number(row[name])) for name in ("value", "n", "numerator", "denominator")),
            row["note"],
        )
        for row in csv_rows()
    )
    kept = queried(
        built["contact_centre"],
        "SELECT readings.date, metrics.code AS metric, coalesce(people.name, '') AS person, "
        "iif(person_id IS NULL, coalesce(teams.name, ''), '') AS team, value, n * 1.0 AS n, "
        "numerator, denominator, coalesce(note, '') AS note FROM readings "
        "JOIN metrics ON metrics.id = metric_id LEFT JOIN people ON people.id = person_id LEFT "
        "JOIN teams ON teams.id = team_id "
        "WHERE readings.id NOT IN (SELECT reading_id FROM evaluations WHERE reading_id > 0)",
    )
    found = sorted(
        tuple(text if isinstance(text, str) else str(text) for text in row.values()) for row in kept
    )
    assert found == expected


def test_readings_keep_the_team_of_their_day(built: dict[str, Path]) -> None:
    teams = queried(
        built["contact_centre"],
        "SELECT teams.name, min(date) AS first, max(date) AS last FROM readings "
        "JOIN people ON people.id = person_id JOIN teams ON teams.id = team_id "
        "WHERE people.name = 'Tom Whitfield' GROUP BY teams.name ORDER BY first",
    )
    assert [row["name"] for row in teams] == ["Orders", "Aftercare"]
    assert teams[0]["last"] < "2026-03-30" <= teams[1]["first"]


@pytest.mark.parametrize("name", NAMES)
def test_the_plan_in_the_database_is_the_document(
    name: str, texts: dict[str, SampleText], built: dict[str, Path]
) -> None:
    plan = texts[name].plan
    again = load_plan_document(
        open_file(built[name]),
        SAMPLE_ACTOR,
        plan,
        today=texts[name].last_day + timedelta(days=30),
        dry_run=True,
    )
    assert again.lines == ()
    strategies = [part for priority in plan.priority for part in priority.strategy]
    kpis = [kpi for strategy in strategies for kpi in strategy.kpi]
    counts = {
        "missions": len(plan.mission),
        "metrics": len(plan.metric) + len(texts[name].metrics),
        "people": len(plan.person),
        "memberships": sum(len(person.membership) for person in plan.person),
        "priorities": len(plan.priority),
        "strategies": len(strategies),
        "kpis": len(kpis),
        "standards": len(plan.standard),
        "targets": sum(len(kpi.target) for kpi in kpis)
        + sum(len(part.level) for part in plan.standard),
    }
    for table, count in counts.items():
        assert queried(built[name], f"SELECT count(*) AS n FROM {table}") == [{"n": count}], table


def test_sessions_and_annotations_in_the_database_are_the_text(built: dict[str, Path]) -> None:
    with reading(open_file(built["contact_centre"])) as db:
        sessions, annotations = load_sessions(db), load_annotations(db)
        people = {row["id"]: row["name"] for row in rows(db, "SELECT id, name FROM people")}
        metrics = {row["id"]: row["name"] for row in rows(db, "SELECT id, name FROM metrics")}
        strategies = {
            row["id"]: row["title"] for row in rows(db, "SELECT id, title FROM strategies")
        }
    of = {session.id: people[session.person_id] for session in sessions}
    found = [
        {
            "coach": session.coach,
            "person": people[session.person_id],
            **({"together": of[session.together_id]} if session.together_id else {}),
            "date": session.date,
            "kind": session.kind.value,
            "minutes": session.minutes,
            "focus": [metrics[metric_id] for metric_id in session.focus],
            "seen": session.seen,
            "agreed": session.agreed,
            "follow_up_on": session.follow_up_on,
            **({"followed_up_on": session.followed_up_on} if session.followed_up_on else {}),
            "action": [
                {
                    "text": action.text,
                    "who": action.who,
                    "due_on": action.due_on,
                    **({"done_on": action.done_on} if action.done_on else {}),
                }
                for action in session.actions
            ],
        }
        for session in sessions
    ]
    assert len(found) == 41
    assert [one["person"] for one in found if "together" in one] == ["Tom Whitfield"]
    assert found == tomllib.loads((CENTRE / "sessions.toml").read_text(encoding="utf-8"))["session"]
    events = tomllib.loads((CENTRE / "annotations.toml").read_text(encoding="utf-8"))["annotation"]
    versions = tomllib.loads((CENTRE / "sheets.toml").read_text(encoding="utf-8"))["sheet"]
    news = (versions[0]["version"][1]["starts_on"], "New version of the call sheet “A call”", "")
    assert sorted(
        (annotation.date, annotation.text, annotation.reason) for annotation in annotations
    ) == sorted(
        [*((event["date"], event["text"], event.get("reason", "")) for event in events), news]
    )
    assert {
        metrics[annotation.metric_id] for annotation in annotations if annotation.metric_id
    } == {event["metric"] for event in events if "metric" in event}
    assert {
        strategies[annotation.strategy_id] for annotation in annotations if annotation.strategy_id
    } == {"Improve the customer experience"}


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_database_holds_what_its_text_says(
    name: str, built: dict[str, Path], tmp_path: Path
) -> None:
    committed = Path(shutil.copy(samples() / f"{name}.db", tmp_path))
    assert tables_of(committed) == tables_of(built[name])
    assert tables_that_differ(committed, built[name]) == [], "run python -m kpitui.exchange.sample"


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_database_is_one_small_whole_file(name: str) -> None:
    file = samples() / f"{name}.db"
    assert file.stat().st_size < 8_000_000
    assert file.read_bytes()[18:20] == b"\x01\x01", (
        "a file in WAL mode is not whole without its -wal"
    )
    with reading(open_file(file)) as db:
        assert findings_of_damage(db) == []
    assert not list(samples().glob(f"{name}.db-*"))


@pytest.mark.parametrize("name", NAMES)
def test_a_second_import_adds_nothing(
    name: str, texts: dict[str, SampleText], built: dict[str, Path], tmp_path: Path
) -> None:
    database = open_file(Path(shutil.copy(built[name], tmp_path)))
    text = texts[name]
    report = import_readings(
        database,
        SAMPLE_ACTOR,
        text.readings,
        metrics=text.metrics,
        create=text.create,
        today=text.last_day,
    )
    assert (report.added, report.rejected, report.new_teams) == (0, [], [])
    assert report.unchanged == report.read == len(text.readings)


def test_a_reading_that_cannot_be_taken_stops_the_build(
    texts: dict[str, SampleText], tmp_path: Path
) -> None:
    text = texts["contact_centre"]
    stranger = ImportRow(line=9, metric="csat", date=LAST_DAY, person="Noah Body", value=80.0)
    wrong = SampleText(
        text.plan, [stranger], text.coaching, text.reviews, text.metrics, create=False
    )
    with pytest.raises(BadData, match="line 9: there is no person “Noah Body”"):
        build_sample(tmp_path / "wrong.db", wrong)
    assert list(tmp_path.iterdir()) == []


def test_a_decision_is_open_on_the_day_before_it_was_done(built: dict[str, Path]) -> None:
    file = open_file(built["contact_centre"])

    def done_on(number: int, day: date) -> date | None:
        found = load_every_decision(file, AsOf(day, LAST_DAY))
        return next(line.decision.done_on for line in found if line.decision.id == number)

    done = [
        (line.decision.id, line.decision.done_on)
        for line in load_every_decision(file, AsOf(LAST_DAY, LAST_DAY))
        if line.decision.done_on
    ]
    assert done
    for number, day in done:
        assert done_on(number, day) == day
        assert done_on(number, day - timedelta(days=1)) is None
