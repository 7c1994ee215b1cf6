"""The samples: their text, the databases built from it, and the copies that end today."""

import csv
import os
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from datetime import date, timedelta
from math import fsum
from pathlib import Path

import pytest

from kpitui.actions.build_sample import SAMPLE_ACTOR, SampleText, build_sample
from kpitui.actions.import_readings import import_readings
from kpitui.actions.load_plan import load_plan_document
from kpitui.domain.errors import BadData
from kpitui.domain.import_rows import ImportRow
from kpitui.domain.periods import AsOf, PeriodKind, period_of
from kpitui.domain.process_limits import process_limits
from kpitui.domain.progress import Status
from kpitui.domain.sheet_document import SheetDocument
from kpitui.exchange.demo import SAMPLES, make_demo
from kpitui.exchange.sample import read_sample
from kpitui.paths import samples
from kpitui.storage.coaching import load_annotations, load_sessions, load_sessions_of
from kpitui.storage.database import reading
from kpitui.storage.doctor import findings_of_damage
from kpitui.storage.opening import open_file
from kpitui.storage.plan import load_metrics
from kpitui.storage.records import rows
from kpitui.views.decisions import load_every_decision
from kpitui.views.evaluations_due import load_evaluations_due
from kpitui.views.health import load_health
from kpitui.views.series import PeriodValue, load_series
from kpitui.views.shipped_sheets import shipped_sheet
from tests.exchange.sample_files import overview, queried, tables_of, tables_that_differ
from tests.once import once_a_run

CENTRE = samples() / "contact_centre"
LAST_DAY = date(2026, 10, 30)
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


def series(
    path: Path, code: str, *, last: int | None = None, day: date = LAST_DAY
) -> list[PeriodValue]:
    with reading(open_file(path)) as db:
        metric = next(metric for metric in load_metrics(db) if metric.code == code)
        found = load_series(db, metric, AsOf(day, day + timedelta(days=7)))
        return found[-last:] if last else found


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


# ---------------------------------------------------------------- the story


def test_the_screens_have_something_to_tell() -> None:
    now = overview(samples() / "contact_centre.db", LAST_DAY)
    assert {line.metric.code: line.standing.judgement.status for line in now.kpis} == {
        "csat": Status.ON_TRACK,
        "qoc": Status.AT_RISK,
    }
    standards = {
        line.metric.code: line.status for line in now.standards if line.scope == "everyone"
    }
    assert standards == {
        "aht": "met",
        "wrap": "met",
        "prod": "met",
        "schedule": "not met",
        "procedure": "stale",
    }
    assert {line.scope for line in now.standards} >= {
        "Evening line",
        "every Senior advisor",
        "Siobhán O'Neill",
    }
    assert {metric.code for metric in now.context} == {"sl", "abandon", "offered"}
    before = overview(samples() / "contact_centre.db", date(2025, 10, 31))
    assert [line.priority.title for line in before.priorities] == ["Answer faster"]
    assert {line.metric.code for line in before.kpis} == {"sl", "abandon"}


@pytest.mark.parametrize("code", ["csat", "qoc"])
def test_role_play_is_a_change_that_limits_flag_and_that_stays(code: str) -> None:
    periods = series(samples() / "contact_centre.db", code, last=26)
    values = [period.value for period in periods]
    start = next(index for index, one in enumerate(periods) if one.period.last >= date(2026, 8, 12))
    limits = process_limits(values, baseline=(0, start), unfinished_last=True)
    runs = [signal for signal in limits.signals if signal.rule == "run"]
    assert [(signal.side, signal.indices[-1]) for signal in runs] == [("high", len(values) - 2)]
    assert runs[0].indices[0] in (start - 1, start)
    assert not [signal for signal in limits.signals if signal.indices[-1] < start]


def test_the_bad_week_is_the_worst_of_all_and_yet_routine_variation() -> None:
    periods = series(samples() / "contact_centre.db", "csat")
    bad = next(
        index
        for index, one in enumerate(periods)
        if one.period.first <= date(2026, 6, 12) <= one.period.last
    )
    values = [period.value for period in periods if period.value is not None]
    assert len(values) == len(periods) == 78
    assert values[bad] == min(values)
    mean = sum(values[:bad]) / bad
    assert values[bad + 1] > mean
    calm = process_limits(
        values[: next(i for i, one in enumerate(periods) if one.period.last >= date(2026, 8, 12))]
    )
    assert calm.signals == ()


def test_one_person_is_short_of_a_standard_for_months_and_was_not_coached_for_it() -> None:
    found = queried(
        samples() / "contact_centre.db",
        "SELECT strftime('%Y-%m', date) AS month, sum(numerator) / sum(denominator) AS value "
        "FROM readings JOIN people ON people.id = person_id JOIN metrics ON metrics.id = metric_id "
        "WHERE people.code = 'bartosz' AND metrics.code = 'prod' GROUP BY month ORDER BY month",
    )
    assert all(row["value"] < 7.2 for row in found[-5:])
    assert all(row["value"] > 7.2 for row in found[:12])
    with reading(open_file(samples() / "contact_centre.db")) as db:
        bartosz = rows(db, "SELECT id FROM people WHERE code = 'bartosz'")[0]["id"]
        assert all(session.date < date(2026, 5, 1) for session in load_sessions_of(db, bartosz))


# ---------------------------------------------------------------- NHS 111


def test_the_published_figures_come_out() -> None:
    march = series(samples() / "nhs111.db", "answered60", day=date(2016, 3, 31))[-1]
    assert march.period.label == "2016-03"
    assert march.value is not None
    assert (
        round(march.value, 1) == 70.7
    )  # the mean of the providers' percentages is 73.6, which says nothing
    year = queried(
        samples() / "nhs111.db",
        "SELECT 100 * sum(numerator) / sum(denominator) AS percent FROM day_summaries "
        "JOIN metrics ON metrics.id = metric_id WHERE code = 'answered60' AND team_id = -1",
    )
    assert round(year[0]["percent"], 2) == 87.81


def test_months_are_dated_on_their_last_day_and_lengths_are_seconds() -> None:
    days = queried(samples() / "nhs111.db", "SELECT DISTINCT date FROM readings ORDER BY date")
    assert [row["date"] for row in days][-2:] == ["2016-02-29", "2016-03-31"]
    assert len(days) == 12
    april = series(samples() / "nhs111.db", "episode", day=date(2016, 3, 31))[0]
    assert april.value is not None
    assert round(april.value) == 899  # NHS England published 14 minutes 59 seconds


def test_the_sample_is_judged_by_the_week() -> None:
    with reading(open_file(samples() / "contact_centre.db")) as db:
        assert {PeriodKind.of(metric.cadence) for metric in load_metrics(db)} == {PeriodKind.WEEK}


# ---------------------------------------------------------------- scored contacts

BEFORE = Path(__file__).parents[1] / "cases" / "quality" / "communication.csv"
"""What the sample's quality of communication was while it was typed, one number a week."""


def _shown(sums: Mapping[Hashable, tuple[float, float]]) -> dict[Hashable, tuple[str, float]]:
    return {key: (f"{weighted / n:.1f}", n) for key, (weighted, n) in sums.items()}


@pytest.mark.parametrize("of", ["person", "team", "everyone"])
@pytest.mark.parametrize("kind", [PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER])
def test_scored_contacts_come_to_what_everyones_quality_was(of: str, kind: PeriodKind) -> None:
    """Each as the screens show it: at one decimal, of so many contacts."""
    path = samples() / "contact_centre.db"
    teams = {
        (row["person"], row["date"]): row["team"]
        for row in queried(
            path,
            "SELECT people.name AS person, teams.name AS team, date FROM readings "
            "JOIN people ON people.id = person_id JOIN teams ON teams.id = team_id "
            "JOIN metrics ON metrics.id = metric_id WHERE metrics.code = 'qoc'",
        )
    }

    def key(person: str, day: str) -> Hashable:
        subject = {"person": person, "team": teams[person, day], "everyone": ""}[of]
        return subject, period_of(date.fromisoformat(day), kind).last

    before: dict[Hashable, list[tuple[float, float]]] = defaultdict(list)
    with BEFORE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            n = int(row["n"])
            before[key(row["person"], row["date"])].append((float(row["value"]) * n, n))
    now: dict[Hashable, list[tuple[float, float]]] = defaultdict(list)
    for row in queried(path, "SELECT person, date, score FROM v_evaluations WHERE reading > 0"):
        now[key(row["person"], row["date"])].append((row["score"], 1))
    told, tells = (
        _shown(
            {
                one: (round(fsum(w for w, _ in many), 6), sum(n for _, n in many))
                for one, many in sums.items()
            }
        )
        for sums in (before, now)
    )
    assert len(told) > 6
    assert tells == told


def test_every_week_of_a_person_is_read_as_before_from_the_file() -> None:
    with BEFORE.open(encoding="utf-8", newline="") as file:
        before = [*csv.DictReader(file)]
    found = queried(
        samples() / "contact_centre.db",
        "SELECT people.name AS person, date, round(sum(value * n) / sum(n), 1) AS value, "
        "sum(n) AS n FROM readings JOIN people ON people.id = person_id "
        "JOIN metrics ON metrics.id = metric_id WHERE metrics.code = 'qoc' AND state = 'kept' "
        "GROUP BY person_id, date",
    )
    assert {(one["person"], one["date"], one["value"], one["n"]) for one in found} == {
        (one["person"], one["date"], float(one["value"]), int(one["n"])) for one in before
    }
    assert len(before) == 1665


def test_the_sample_has_all_that_evaluations_bring() -> None:
    def told(sql: str) -> list[object]:
        return [tuple(row.values()) for row in queried(samples() / "contact_centre.db", sql)]

    versions = told(
        "SELECT code, starts_on FROM sheet_versions JOIN sheets ON sheets.id = sheet_id"
    )
    assert versions == [("call", "2025-05-05"), ("call", "2026-01-05")]
    assert told("SELECT count(*) FROM evaluations WHERE reading_id IS NOT NULL") == [(4990,)]
    assert told("SELECT count(*) FROM evaluations WHERE score IS NULL OR score <> unfailed") == [
        (0,)
    ]
    assert len(told("SELECT DISTINCT reference FROM evaluations")) == 4991
    # One call scored by three, who differ in two questions.
    differing = told(
        "SELECT question FROM v_answers JOIN v_evaluations USING (evaluation) "
        "WHERE calibration > 0 GROUP BY question HAVING count(DISTINCT answer) > 1 ORDER BY 1"
    )
    assert differing == [("empathy",), ("next_steps",)]
    assert told("SELECT count(DISTINCT evaluator) FROM evaluations WHERE calibration_id > 0") == [
        (3,)
    ]
    disputes = told(
        "SELECT outcome, value, raised_by = people.name FROM disputes "
        "JOIN evaluations ON evaluations.id = disputes.evaluation_id "
        "JOIN people ON people.id = person_id "
        "JOIN answers USING (evaluation_id, question_id) ORDER BY disputes.id"
    )
    assert disputes == [("stands", 0, 1), (None, 0, 1)]
    linked = told(
        "SELECT count(DISTINCT session_id), "
        "min(julianday(sessions.date) - julianday(evaluations.date)) > 0, "
        "sum(sessions.person_id <> evaluations.person_id) FROM session_evaluations "
        "JOIN sessions ON sessions.id = session_id "
        "JOIN evaluations ON evaluations.id = evaluation_id"
    )
    assert linked == [(21, 1, 0)]
    assert told(
        "SELECT count(DISTINCT person_id), min(date) >= '2026-10-01', max(date) FROM contacts"
    ) == [(23, 1, "2026-10-30")]


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 11, 29), date(2027, 3, 18)])
def test_a_demonstration_shows_who_has_too_few_evaluations_and_which_contact_is_next(
    tmp_path: Path, day: date
) -> None:
    database = open_file(make_demo("contact_centre", tmp_path / "demo.db", day))
    due = load_evaluations_due(database, AsOf(day, day))
    assert due
    assert {evaluation_due.asked for evaluation_due in due} == {10}
    assert all(
        evaluation_due.contact is not None and evaluation_due.contact.date.month == day.month
        for evaluation_due in due
    )
    found = load_health(database, AsOf(day, day)).open
    (few,) = (finding.found for finding in found if finding.rule.code == "K217")
    assert few.record == "Quality of communication"
    assert "fewer than 10 calls evaluated" in few.detail


def test_the_sample_is_scored_with_the_sheet_that_ships() -> None:
    own = SheetDocument.model_validate(
        tomllib.loads((CENTRE / "sheets.toml").read_text(encoding="utf-8"))
    )
    (sheet,) = own.sheet
    first, second = sheet.version
    assert shipped_sheet("call", first.starts_on).version == (first,)
    more = [question.key for question in second.questions if question not in first.questions]
    assert (more, len(second.questions)) == (["plain_words"], len(first.questions) + 1)


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
