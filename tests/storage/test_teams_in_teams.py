"""What counts of teams in teams: each reading once, at the highest level it was read, in the tree
of its day; against a count by hand.
"""

import contextlib
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.readings import record
from kpitui.actions.teams import put_team_under
from kpitui.domain.access import Actor
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import EVERYBODY, ReadingDraft, SubjectFilter
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import create_file, open_file
from kpitui.storage.people import load_team
from kpitui.storage.records import rows
from kpitui.views.series import load_series
from tests.conftest import LEADER, kept_copy, other_program
from tests.judgement_cases import metrics_of
from tests.patience import examples
from tests.storage.test_days import CODES, PLAN, TODAY, Row, draft, slow_value, within

FIRST = date(2026, 10, 5)
TEAMS = range(1, 7)
EARLY = date(2024, 1, 1)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("planned") / "plan.db"
    create_file(path)
    of_teams = {
        "team": [{"name": f"T{team}", "starts_on": EARLY} for team in TEAMS],
        "person": [
            {"name": f"P{team}", "starts_on": EARLY, "membership": [
                {"team": f"T{team}", "role": "Advisor", "starts_on": EARLY}]}
            for team in TEAMS
        ],
    }  # fmt: skip
    document = PlanDocument.model_validate(PLAN.model_dump(exclude_unset=True) | of_teams)
    load_plan_document(open_file(path), Actor("planner"), document, today=TODAY)
    with contextlib.closing(other_program(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def a_forest(seed: int) -> tuple[list[tuple[int, int | None, int]], list[ReadingDraft]]:
    """Places of teams in the order of their days, and readings of all levels, of few days."""
    dice = Random(seed)
    days = sorted(dice.randint(-3, 13) for _ in range(dice.randint(0, 14)))
    above = [*TEAMS, *TEAMS, None]
    placed = [(dice.choice(TEAMS), dice.choice(above), day) for day in days]
    drafts = []
    for metric_id in range(1, 5):
        often = dice.choice((0.1, 0.3, 0.6))
        of: list[tuple[int | None, int | None]] = [(None, team) for team in TEAMS]
        of += [(team, None) for team in TEAMS]
        of += [(None, None)] * dice.choice((0, 0, 0, 1))
        for whose in of * dice.choice((1, 2)):
            if dice.random() < often:
                size = dice.choice((None, dice.randint(1, 5)))
                drafts.append(
                    draft(metric_id, whose, dice.randint(0, 13), dice.randint(0, 9), size)
                )
    return placed, drafts


def place(database: DatabaseFile, places: list[tuple[int, int | None, int]]) -> None:
    for team_id, parent_id, day in places:
        with reading(database) as db:
            team = load_team(db, team_id)
            parent = load_team(db, parent_id) if parent_id else None
        with contextlib.suppress(BadData, Refused):
            put_team_under(database, LEADER, team, parent, FIRST + timedelta(days=day))


def chain(places: list[Row], team_id: int | None, day: str) -> list[int]:
    """A team and those above it on a day, asked row by row."""
    found: list[int] = []
    while team_id is not None:
        found.append(team_id)
        held = [
            one["parent_id"]
            for one in places
            if one["team_id"] == team_id
            and one["starts_on"] <= day
            and (one["ends_on"] is None or day < one["ends_on"])
        ]
        assert len(held) <= 1
        team_id = held[0] if held else None
    return found


def counted_by_hand(places: list[Row], found: list[Row], subject: SubjectFilter) -> list[Row]:
    """The readings of one period that count, one after the other."""
    top = subject.team_id
    if top is None and (
        own := [one for one in found if not one["person_id"] and not one["team_id"]]
    ):
        return own
    read = {one["team_id"] for one in found if one["person_id"] is None}
    counts = []
    for one in found:
        above = chain(places, one["team_id"], one["date"])
        if top is not None:
            if top not in above:
                continue
            above = above[: above.index(top) + 1]
        # Of a person any team of theirs that was read itself covers them, of a team those above.
        if read.isdisjoint(above if one["person_id"] is not None else above[1:]):
            counts.append(one)
    return counts


@settings(max_examples=examples(40))
@given(st.integers(0, 10**9))
def test_in_any_dated_forest_every_level_has_what_a_count_by_hand_gives(
    planned: Path, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    with kept_copy(planned, tmp_path_factory.mktemp("forest")) as database:
        count_all(database, *a_forest(seed))


def count_all(
    database: DatabaseFile, placed: list[tuple[int, int | None, int]], drafts: list[ReadingDraft]
) -> None:
    """Put the teams in their places, record, and count every series by hand."""
    place(database, placed)
    record(database, LEADER, drafts, today=TODAY)
    metrics = metrics_of(database)
    with reading(database) as db:
        places = rows(db, "SELECT * FROM team_parents")
        kept = rows(db, "SELECT * FROM readings WHERE state = 'kept'")
        for code in CODES:
            for subject in (EVERYBODY, *(SubjectFilter(team_id=team) for team in TEAMS)):
                for kind in (PeriodKind.WEEK, PeriodKind.MONTH):
                    points = load_series(
                        db, metrics[code], AsOf(TODAY, TODAY), kind=kind, subject=subject
                    )
                    for point in points:
                        inside = [one for one in kept if within(one, metrics[code], point.period)]
                        expected = slow_value(code, counted_by_hand(places, inside, subject))
                        assert point.value == (
                            None
                            if expected is None
                            else pytest.approx(expected, rel=1e-9, abs=1e-9)
                        ), (code, subject, point.period.label)
