"""The scored contacts of the sample: what they come to, and what each feature needs of them."""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Hashable, Mapping
from datetime import date
from math import fsum
from pathlib import Path

import pytest

from kpitui.domain.periods import AsOf, PeriodKind, period_of
from kpitui.domain.sheet_document import SheetDocument
from kpitui.exchange.demo import make_demo
from kpitui.paths import samples
from kpitui.storage.opening import open_file
from kpitui.views.evaluations_due import load_evaluations_due
from kpitui.views.health import load_health
from kpitui.views.shipped_sheets import shipped_sheet
from tests.exchange.sample_files import CENTRE, queried

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
