"""Every reading counts once, at the level it was read: period values against a slow count."""

import contextlib
import statistics
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kpitui.actions.corrections import correct_reading, void_reading
from kpitui.actions.import_readings import import_readings
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.readings import record
from kpitui.actions.undo import undo
from kpitui.domain.access import Actor
from kpitui.domain.errors import NothingFound, Refused
from kpitui.domain.import_answers import ImportAnswers
from kpitui.domain.import_rows import ImportRow
from kpitui.domain.periods import AsOf, Period, PeriodKind
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import (
    EVERYBODY,
    ReadingDraft,
    SubjectFilter,
)
from kpitui.domain.records.metric import Metric
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import create_file, open_file
from kpitui.storage.readings import load_reading
from kpitui.storage.records import rows
from kpitui.storage.summaries import wrong_summaries
from kpitui.views.series import PeriodValue, load_series
from tests.conftest import LEADER, copied, other_program
from tests.judgement_cases import made_case, metrics_of

TODAY = date(2026, 11, 23)
T1, ANA, BEN = SubjectFilter(team_id=1), SubjectFilter((1,)), SubjectFilter((2,))


def series(
    database: DatabaseFile,
    metric: Metric,
    subject: SubjectFilter = EVERYBODY,
) -> list[PeriodValue]:
    with reading(database) as db:
        return load_series(db, metric, AsOf(TODAY, TODAY), subject=subject)


def test_what_was_read_at_three_levels_counts_once(tmp_path: Path) -> None:
    database = made_case("dbl", tmp_path, TODAY)
    metrics = metrics_of(database)

    def values(code: str) -> list[float | None]:
        return [
            series(database, metrics[code], subject)[0].value
            for subject in (EVERYBODY, T1, ANA, BEN)
        ]

    assert values("calls") == [180, 180, 100, 80]
    assert values("csat") == [60, 86.7, 90, 70]
    assert values("fcr") == [pytest.approx(100 * 52 / 60)] * 2 + [90, 70]


def test_the_balance_of_a_team_is_the_mean_of_each_ones_latest(tmp_path: Path) -> None:
    database = made_case("dbl", tmp_path, TODAY)
    balance = metrics_of(database)["bal"]
    assert [
        series(database, balance, subject_filter)[0].value for subject_filter in (EVERYBODY, T1)
    ] == [50, 50]
    both = series(database, balance, SubjectFilter((1, 2)))
    assert (both[0].value, both[0].sums.count) == (50, 2)


def test_a_reading_without_size_among_others_with_one_weighs_as_they_do(tmp_path: Path) -> None:
    database = made_case("dbl", tmp_path, TODAY)
    handle_time = metrics_of(database)["ahtx"]
    for subject in (EVERYBODY, T1, SubjectFilter((1, 2))):
        found = series(database, handle_time, subject)[0]
        assert (found.value, found.sums.unweighted, found.sample_size) == (450, 1, 400)


CODES = ("total", "average", "balance", "share")
PLAN = PlanDocument.model_validate(
    {
        "metric": [
            {"name": code, "code": code, "direction": "higher", "aggregation": aggregation,
             "cadence": "weekly"}
            for code, aggregation in zip(CODES, ("sum", "mean", "last", "ratio"), strict=True)
        ],
        "team": [{"name": one, "starts_on": date(2024, 1, 1)} for one in ("North", "South")],
        "role": [{"name": "Advisor"}],
        "person": [
            {"name": name, "starts_on": date(2024, 1, 1), "membership": [
                {"team": team, "role": "Advisor", "starts_on": date(2024, 1, 1)}]}
            for name, team in (("Ana", "North"), ("Ben", "North"), ("Cem", "South"))
        ] + [{"name": "Dov", "starts_on": date(2024, 1, 1)}],
    }
)  # fmt: skip
TEAMS = {1: 1, 2: 1, 3: 2, 4: None}
SUBJECTS = (EVERYBODY, T1, SubjectFilter(team_id=2), ANA, SubjectFilter((1, 3)))


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("planned") / "plan.db"
    create_file(path)
    load_plan_document(open_file(path), Actor("planner"), PLAN, today=TODAY)
    with contextlib.closing(other_program(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def draft(
    metric_id: int, of: tuple[int | None, int | None], day: int, value: int, n: int | None
) -> ReadingDraft:
    numbers: dict[str, Any] = {"value": float(value), "n": n}
    if metric_id == 4 and n is not None and value % 2:  # else with its size, or alone
        numbers = {"numerator": float(value), "denominator": float(n)}
    person_id, team_id = of
    return ReadingDraft(
        metric_id=metric_id, person_id=person_id, team_id=team_id,
        date=date(2026, 10, 5) + timedelta(days=day), **numbers,
    )  # fmt: skip


DRAFTS = st.builds(
    draft,
    st.integers(1, 4),
    st.sampled_from(
        [(None, None), (None, 1), (None, 2), (1, None), (2, None), (3, None), (4, None)]
    ),
    st.integers(0, 13),
    st.integers(0, 9),
    st.none() | st.integers(1, 5),
)
STEPS = st.lists(
    st.tuples(st.just("record"), st.lists(DRAFTS, min_size=1, max_size=6))
    | st.tuples(st.just("import"), st.lists(DRAFTS, min_size=1, max_size=6))
    | st.tuples(st.sampled_from(["correct", "move", "void"]), st.integers(0, 20))
    | st.tuples(st.just("undo"), st.none()),
    min_size=1,
    max_size=8,
)


def take(database: DatabaseFile, step: str, what: Any, place: int) -> None:
    if step == "record":
        record(database, LEADER, what, today=TODAY)
    elif step == "import":
        lines = [
            ImportRow(
                line=line, metric=CODES[one.metric_id - 1], date=one.date,
                person={None: None, 1: "Ana", 2: "Ben", 3: "Cem", 4: "Dov"}[one.person_id],
                team={None: None, 1: "North", 2: "South"}[one.team_id], value=one.value,
                numerator=one.numerator, denominator=one.denominator, n=one.n,
                external_id=f"{place}-{line}",
            )
            for line, one in enumerate(what)
        ]  # fmt: skip
        answers = ImportAnswers(no_person="keep")
        import_readings(database, LEADER, lines, metrics={}, answers=answers, today=TODAY)
    elif step == "undo":
        with contextlib.suppress(NothingFound, Refused):
            undo(database, LEADER)
    else:
        with reading(database) as db:
            old = load_reading(db, what)
        if old is None:
            return
        if step == "void":
            void_reading(database, LEADER, old, today=TODAY)
        elif step == "move":
            moved = replace(old.draft, date=old.draft.date + timedelta(days=3))
            correct_reading(database, LEADER, old, moved, today=TODAY)
        elif old.draft.value is not None:
            new = replace(old.draft, value=old.draft.value + 0.5, n=2)
            correct_reading(database, LEADER, old, new, today=TODAY)


Row = dict[str, Any]


def slow_count(found: Sequence[Row], subject: SubjectFilter) -> list[Row]:
    """The readings that count for a subject, looked for one level after the other."""
    people = [one for one in found if one["person_id"] is not None]
    if subject.person_ids:
        return [person for person in people if person["person_id"] in subject.person_ids]
    if subject.team_id is None:
        own = [one for one in found if one["person_id"] is None and one["team_id"] is None]
        if own:
            return own
        of_teams = [slow_count(found, SubjectFilter(team_id=one)) for one in (1, 2)]
        return [
            *of_teams[0],
            *of_teams[1],
            *(person for person in people if person["team_id"] is None),
        ]
    of_team = [one for one in found if one["team_id"] == subject.team_id]
    return [one for one in of_team if one["person_id"] is None] or of_team


def slow_value(code: str, found: list[Row]) -> float | None:
    if not found:
        return None
    if code == "share":
        parts = [one for one in found if one["numerator"] is not None]
        if parts:
            return added(parts, "numerator") / added(parts, "denominator")
        return added(found, "value") / len(found)
    if code == "total":
        return added(found, "value")
    if code == "balance":
        latest: dict[object, str] = {}
        for one in found:
            whose = one["person_id"], one["person_id"] is None and one["team_id"]
            latest[whose] = max(latest.get(whose, ""), one["date"])
        found = [
            one
            for one in found
            if latest[one["person_id"], one["person_id"] is None and one["team_id"]] == one["date"]
        ]
    sizes = [one["n"] for one in found if one["n"]]
    usual = statistics.median(sizes) if sizes and code == "average" else 1
    weights = [float(one["n"] or usual) for one in found]
    values = [float(one["value"]) for one in found]
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)


def added(found: list[Row], column: str) -> float:
    return sum(float(one[column]) for one in found)


@settings(max_examples=25)
@given(STEPS)
def test_whatever_is_recorded_corrected_or_undone_every_period_has_what_a_slow_count_gives(
    planned: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, Any]]
) -> None:
    database = copied(planned, tmp_path_factory.mktemp("days"))
    for place, (step, what) in enumerate(steps):
        take(database, step, what, place)
        with reading(database) as db:
            assert wrong_summaries(db) == 0
    metrics = metrics_of(database)
    with reading(database) as db:
        kept = rows(db, "SELECT * FROM readings WHERE state = 'kept'")
        found = {
            (code, subject, kind): load_series(
                db, metrics[code], AsOf(TODAY, TODAY), kind=kind, subject=subject
            )
            for code in CODES
            for subject in SUBJECTS
            for kind in (PeriodKind.WEEK, PeriodKind.MONTH)
        }
    for (code, subject, _), points in found.items():
        for point in points:
            inside = [one for one in kept if within(one, metrics[code], point.period)]
            expected = slow_value(code, slow_count(inside, subject))
            if code == "share":
                assert_sizes_of_a_ratio(point, slow_count(inside, subject))
            assert point.value == (
                None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-9)
            ), (code, subject, point.period.label)


def assert_sizes_of_a_ratio(point: PeriodValue, counted: list[Row]) -> None:
    """That what has no parts is counted as left out or unweighted, and never has a size."""
    bare = sum(one["numerator"] is None for one in counted)
    sizes = [one["denominator"] for one in counted if one["denominator"] is not None]
    assert (point.left_out, point.unweighted) == ((bare, 0) if sizes else (0, bare))
    assert point.sample_size == sum(sizes)


def within(row: Row, metric: Metric, period: Period) -> bool:
    day = date.fromisoformat(row["date"])
    return bool(row["metric_id"] == metric.id and period.first <= day <= period.last)


def test_an_import_that_is_undone_leaves_the_other_readings_of_its_days_at_their_levels(
    planned: Path, tmp_path: Path
) -> None:
    database = copied(planned, tmp_path)
    of_all_levels = [draft(1, whose, 0, 5, 2) for whose in ((None, None), (None, 1), (1, None))]
    record(database, LEADER, of_all_levels, today=TODAY)
    kept = "SELECT * FROM day_summaries ORDER BY team_id, read_of"
    with reading(database) as db:
        before = rows(db, kept)
    take(database, "import", [draft(1, whose, 0, 7, 1) for whose in ((None, 1), (1, None))], 1)
    with reading(database) as db:
        assert wrong_summaries(db) == 0
        assert rows(db, kept) != before
    undo(database, LEADER)
    with reading(database) as db:
        assert wrong_summaries(db) == 0
        assert rows(db, kept) == before
