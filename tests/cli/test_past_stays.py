"""What was said of a day of the past stays, whatever is edited since: every kind of edit."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import cycle, product
from pathlib import Path

import pytest
import time_machine
from msgspec.structs import replace

from kpitui.actions import measures, paths, people, plan, reviews
from kpitui.actions.corrections import correct_reading, void_reading
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.readings import record
from kpitui.actions.undo import undo
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import ReadingDraft, RecordedReading
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.goal import GoalDraft, Strategy
from kpitui.domain.records.kpi import CorrectionDraft, KpiDraft
from kpitui.domain.records.metric import Direction, Place, Range
from kpitui.domain.records.mission import MissionDraft
from kpitui.domain.records.person import Person, PersonDraft
from kpitui.domain.records.review import Decision, ReviewDraft
from kpitui.domain.records.standard import StandardDraft, StandardScope
from kpitui.domain.records.team import Team
from kpitui.storage.coaching import load_annotations
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import create_file, open_file
from kpitui.storage.people import load_people, load_roles, load_teams
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.readings import load_reading
from kpitui.views.history import HistoryQuestion, load_history
from tests.bring_in import bring_in
from tests.cli.conftest import Command
from tests.conftest import LEADER, PLAN, TODAY, all_in_one_file, kept_copy
from tests.patience import LONG

MONTH, DAY = "2026-10", date(2026, 10, 31)
EARLIER = date(2026, 10, 10)
"""A day of the month, for what is written down late."""


def at(day: date) -> time_machine.travel:
    return time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), tick=False)


def records(database: DatabaseFile) -> PlanRecords:
    with reading(database) as db:
        return load_plan(db)


MORE = PlanDocument.model_validate(
    {
        "priority": [
            {"title": "Answer faster", "starts_on": date(2026, 2, 1), "strategy": [
                {"title": "Call back", "starts_on": date(2026, 2, 1)}]},
            {"title": "Grow brand loyalty", "strategy": [
                {"title": "A trial", "starts_on": date(2026, 3, 1), "ends_on": date(2026, 10, 12),
                    "verdict": "It cost more than it gave", "kpi": [
                    {"metric": "adherence", "baseline": 80, "starts_on": date(2026, 3, 1),
                        "due_on": date(2026, 12, 1), "target": [
                        {"level": 90, "starts_on": date(2026, 3, 1)}]}]}]},
        ],
        "standard": [
            {"metric": "csat", "team": "North",
                "level": [{"level": 75, "starts_on": date(2026, 6, 1)}]},
            {"metric": "csat", "role": "Advisor",
                "level": [{"level": 70, "starts_on": date(2026, 6, 1)}]},
            {"metric": "aht", "person": "Ana López",
                "level": [{"low": 280, "high": 380, "starts_on": date(2026, 6, 1)}]},
        ],
    }
)  # fmt: skip


def fill(database: DatabaseFile, plan_on: date) -> None:
    """A plan that is written down on a day, and readings up to November."""
    with at(plan_on):
        load_plan_document(database, LEADER, PLAN, today=plan_on)
        load_plan_document(database, LEADER, MORE, today=plan_on)
    with at(max(plan_on, date(2026, 11, 2))):
        drafts = [
            ReadingDraft(
                metric_id=1, person_id=1 + week % 2, date=DAY - timedelta(weeks=week, days=2),
                value=80.0 + (week * 7) % 5, n=10, note="a remark" if week == 3 else "",
            )
            for week in range(30)
        ] + [
            ReadingDraft(
                metric_id=2, person_id=1, date=DAY - timedelta(weeks=week, days=2), value=320.0
            )
            for week in range(3)
        ]  # fmt: skip
        record(database, LEADER, drafts, today=date(2026, 11, 2))
        event = AnnotationDraft(metric_id=1, date=date(2026, 8, 3), text="New phone menu")
        measures.annotate(database, LEADER, event)


Made = Callable[[date, bool], DatabaseFile]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[date, bool], Path]:
    """A file with a plan that was written down on a day, and whether the month is closed; every
    test has a copy of it.
    """

    @cache
    def file(plan_on: date, closed: bool) -> Path:
        path = tmp_path_factory.mktemp("past") / "kpi.db"
        with at(plan_on):
            create_file(path)
        database = open_file(path)
        fill(database, plan_on)
        if closed:
            with at(date(2026, 11, 5)):
                plan.close_month(database, LEADER, MONTH, date(2026, 11, 5))
        all_in_one_file(path)
        return path

    return file


@pytest.fixture
def made(tmp_path: Path, once: Callable[[date, bool], Path]) -> Iterator[Made]:
    with ExitStack() as stack:

        def copy(plan_on: date, closed: bool) -> DatabaseFile:
            return stack.enter_context(kept_copy(once(plan_on, closed), tmp_path))

        yield copy


def kpi_draft(database: DatabaseFile, **changed: object) -> KpiDraft:
    kpi = records(database).kpis[0]
    assert kpi.due_on is not None
    same = KpiDraft(
        metric=kpi.metric_id, baseline=kpi.baseline, target=kpi.targets[-1].level,
        starts_on=kpi.starts_on, due_on=kpi.due_on, warn=kpi.warn, owner=kpi.owner,
    )  # fmt: skip
    return replace(same, **changed)


def edit_kpi(**changed: object) -> Callable[[DatabaseFile], object]:
    def edit(database: DatabaseFile) -> None:
        draft = kpi_draft(database, **changed)
        measures.edit_kpi(database, LEADER, records(database).kpis[0], draft, TODAY)

    return edit


def edit_metric(**changed: object) -> Callable[[DatabaseFile], object]:
    def edit(database: DatabaseFile) -> None:
        old = records(database).metrics[1]
        measures.edit_metric(database, LEADER, old, replace(old, **changed))

    return edit


def correct(database: DatabaseFile) -> None:
    kpi = records(database).kpis[0]
    draft = CorrectionDraft(level=Range(low=60), due_on=TODAY, baseline=10, why="a slip")
    paths.correct_kpi(database, LEADER, kpi, kpi.targets[0], draft)


def set_standard(level: Range, **scope: int) -> Callable[[DatabaseFile], object]:
    draft = StandardDraft(metric=1, scope=StandardScope(**scope), level=level, starts_on=TODAY)
    return lambda database: measures.set_standard(database, LEADER, draft, earliest=TODAY)


def end_standards(database: DatabaseFile) -> None:
    for standard in records(database).standards:
        measures.end_standard(database, LEADER, standard, TODAY)


def correct_levels(database: DatabaseFile) -> None:
    for standard in records(database).standards:
        aim = paths.PathEnd(Range(low=1, high=2))
        paths.correct_level(database, LEADER, standard, standard.levels[0], aim, "a slip")


def person(database: DatabaseFile, number: int) -> Person:
    with reading(database) as db:
        return next(one for one in load_people(db) if one.id == number)


def team(database: DatabaseFile, number: int) -> Team:
    with reading(database) as db:
        return next(one for one in load_teams(db) if one.id == number)


def rename_role(database: DatabaseFile) -> None:
    with reading(database) as db:
        (role,) = load_roles(db)
    people.rename_role(database, LEADER, role, "Agent")


def split(database: DatabaseFile) -> None:
    with reading(database) as db:
        (event,) = load_annotations(db)
    reviews.split_limits(database, LEADER, event.id, event.version, "another process")


def strategy(database: DatabaseFile, number: int) -> Strategy:
    return next(one for one in records(database).strategies if one.id == number)


def reword(database: DatabaseFile) -> None:
    found = records(database)
    for priority in found.priorities:
        draft = GoalDraft(
            title=f"{priority.title} again", owner="kim", starts_on=priority.starts_on
        )
        plan.edit_priority(database, LEADER, priority, draft)
    for other in found.strategies:
        if other.ends_on is None:
            draft = GoalDraft(title=f"{other.title} again", starts_on=other.starts_on)
            plan.edit_strategy(database, LEADER, other, draft)


def another_verdict(database: DatabaseFile) -> None:
    ended = next(one for one in records(database).strategies if one.ends_on)
    assert ended.ends_on is not None
    plan.end_strategy(database, LEADER, ended, ended.ends_on, plan.Learned("It was fine", "no"))


def review_now(database: DatabaseFile) -> None:
    draft = ReviewDraft(
        kpi_id=records(database).kpis[0].id, decision=Decision.STOP, comment="enough"
    )
    reviews.review(database, LEADER, draft, TODAY)


def move_kpi(database: DatabaseFile) -> None:
    found = records(database)
    other = next(one for one in found.strategies if one.title == "Call back")
    measures.move_kpi(database, LEADER, found.kpis[0], other)


def new_mission(database: DatabaseFile) -> None:
    draft = MissionDraft(statement="Other", reason="x", starts_on=TODAY)
    plan.change_mission(database, LEADER, draft, records(database).missions[0])


def undo_event(database: DatabaseFile) -> None:
    found = load_history(database, HistoryQuestion(words="add event"))
    undo(database, LEADER, found[0].change_id)


EDITS: dict[str, Callable[[DatabaseFile], object]] = {
    "edit KPI: target": edit_kpi(target=Range(low=95)),
    "edit KPI: day, warn level and owner": edit_kpi(due_on=date(2027, 6, 1), warn=9, owner="kim"),
    "edit KPI: a later target": edit_kpi(target=Range(low=70), target_from=date(2027, 1, 1)),
    "correct target and baseline": correct,
    "end KPI": lambda db: measures.end_kpi(db, LEADER, records(db).kpis[0], TODAY),
    "move KPI": move_kpi,
    "tie KPI": lambda db: measures.tie_kpi(
        db, LEADER, strategy(db, 1),
        kpi_draft(db, metric=2, target=Range(low=1, high=2), starts_on=TODAY),
    ),
    "edit metric: names": edit_metric(name="CX", code="cx", definition="other"),
    "edit metric: unit, decimals, direction": edit_metric(
        unit="points", decimals=3, direction=Direction.LOWER
    ),
    "place metric": lambda db: measures.place_metric(
        db, LEADER, records(db).metrics[3], Place.CONTEXT
    ),
    "set standard of everybody": set_standard(Range(low=1)),
    "set standard of a team": set_standard(Range(low=1), team_id=1),
    "set standard of a role": set_standard(Range(low=1), role_id=1),
    "end standards": end_standards,
    "correct levels": correct_levels,
    "rename team": lambda db: people.rename_team(db, LEADER, team(db, 1), "Nord"),
    "rename role": rename_role,
    "rename person": lambda db: people.edit_person(db, LEADER, person(db, 1), "Zoe", "zoe"),
    "move person": lambda db: people.move_person(
        db, LEADER, person(db, 1), "South", None, TODAY
    ),
    "person left": lambda db: people.person_left(db, LEADER, person(db, 2), TODAY),
    "add person": lambda db: people.add_person(
        db, LEADER, PersonDraft(name="Cara", team="North", role="Advisor", starts_on=TODAY)
    ),
    "edit titles and owners": reword,
    "reorder": lambda db: plan.reorder(
        db, LEADER, records(db).priorities[0], [one.id for one in records(db).priorities][::-1]
    ),
    "move strategy": lambda db: plan.move_strategy(
        db, LEADER, strategy(db, 1),
        next(priority for priority in records(db).priorities if priority.title == "Answer faster"),
    ),
    "end strategy": lambda db: plan.end_strategy(
        db, LEADER, strategy(db, 1), TODAY, plan.Learned("so")
    ),
    "change mission": new_mission,
    "fix mission": lambda db: plan.fix_mission(
        db, LEADER, records(db).missions[0], "another reason", None
    ),
    "another verdict": another_verdict,
    "review": review_now,
    "split limits": split,
    "lock month": lambda db: plan.close_month(db, LEADER, "2026-09", TODAY),
}  # fmt: skip
"""Every kind of edit, made today."""

BACKDATED: dict[str, Callable[[DatabaseFile], object]] = {
    "annotate": lambda db: measures.annotate(
        db, LEADER,
        AnnotationDraft(metric_id=1, date=EARLIER, text="Late", new_limits=True, reason="x"),
    ),
    "end KPI": lambda db: measures.end_kpi(db, LEADER, records(db).kpis[0], EARLIER),
    "end strategy": lambda db: plan.end_strategy(
        db, LEADER, strategy(db, 1), EARLIER, plan.Learned("so")
    ),
    "set standard": lambda db: measures.set_standard(
        db, LEADER,
        StandardDraft(
            metric=3, scope=StandardScope(role_id=1), level=Range(low=1), starts_on=EARLIER
        ),
        earliest=TODAY,
    ),
    "add priority": lambda db: plan.add_priority(
        db, LEADER, GoalDraft(title="New", starts_on=EARLIER)
    ),
    "move person": lambda db: people.move_person(
        db, LEADER, person(db, 2), "North", None, date(2026, 10, 30)
    ),
    "lock limits": lambda db: reviews.lock_baseline(
        db, LEADER, 1, date(2026, 8, 1), date(2026, 9, 15), "x"
    ),
    "undo": undo_event,
}  # fmt: skip
"""Edits of today that reach back into the month; a closed one takes none of them."""

ASKED = (
    ("report", "--month", MONTH), ("report", "--month", MONTH, "--format", "html"),
    ("status", "--as-of", str(DAY)), ("status", "--as-of", str(DAY), "--json"),
    ("chart", "1", "--as-of", str(DAY), "--json"), ("due", "--as-of", str(DAY)),
    ("person", "[red]Bo[/]", "--as-of", str(DAY)),
    ("person", "[red]Bo[/]", "--as-of", str(DAY), "--json"),
)  # fmt: skip


@pytest.fixture
def said(kpitui: Command) -> Callable[[DatabaseFile], Iterator[str]]:
    """Everything that is said of the day."""

    def told(database: DatabaseFile) -> Iterator[str]:
        name = records(database).metrics[1].code
        for words in ASKED:
            answer = kpitui(
                *(name if word == "1" else word for word in words), "--db", database.path
            )
            assert answer.err == "" or "due" in words, answer.err
            yield answer.out

    return told


@pytest.fixture(scope="session")
def told_once() -> "ToldOnce":
    """What was said of each file before anybody edited it."""
    return {}


Said = Callable[[DatabaseFile], Iterator[str]]
ToldOnce = dict[tuple[date, bool], list[str]]


def changed(before: list[str], after: list[str]) -> list[str]:
    return [
        f"{' '.join(words)}: {old} → {new}"
        for words, one, other in zip(ASKED, before, after, strict=True)
        for old, new in zip(one.splitlines(), other.splitlines(), strict=False)
        if one != other and old != new
    ] + [" ".join(w) for w, one, other in zip(ASKED, before, after, strict=True) if one != other]


PLANNED_ON = (date(2026, 9, 1), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("edit", "plan_on"),
    product(EDITS, PLANNED_ON) if LONG else [*zip(EDITS, cycle(PLANNED_ON), strict=False)],
)
def test_no_edit_changes_what_was_said_of_an_open_month(
    made: Made, said: Said, told_once: ToldOnce, edit: str, plan_on: date
) -> None:
    """In the short form every edit of a plan that was written down before the month or after it;
    in the long form of both.
    """
    database = made(plan_on, False)
    with at(TODAY):
        before = told_once.get((plan_on, False)) or list(said(database))
        told_once[plan_on, False] = before
        assert len(before[0]) > 500
        EDITS[edit](database)
        assert changed(before, list(said(database))) == []


@pytest.mark.parametrize("edit", [*EDITS, *(f"backdated {edit}" for edit in BACKDATED)])
def test_no_edit_changes_what_was_said_of_a_closed_month(
    made: Made, said: Said, told_once: ToldOnce, edit: str
) -> None:
    plan_on = date(2026, 9, 1)
    database = made(plan_on, True)
    late = edit.removeprefix("backdated ")
    change = EDITS[edit] if late == edit else BACKDATED[late]
    with at(TODAY):
        before = told_once.get((plan_on, True)) or list(said(database))
        told_once[plan_on, True] = before
        change(database)
        assert changed(before, list(said(database))) == []


ONE, TWO = (
    "1 reading of these days was corrected since.",
    "2 readings of these days were corrected since.",
)


def loaded(database: DatabaseFile, number: int) -> RecordedReading:
    with reading(database) as db:
        old = load_reading(db, number)
    assert old is not None
    return old


@pytest.mark.parametrize("closed", [True, False])
def test_a_corrected_reading_changes_it_and_it_says_so(
    made: Made, said: Said, closed: bool
) -> None:
    database = made(date(2026, 9, 1), closed)
    with at(TODAY):
        before = list(said(database))
        assert not any("corrected since" in text for text in before)
        old = loaded(database, 1)
        new = replace(old.draft, value=12.0)
        correct_reading(database, LEADER, old, new, today=TODAY, why="typed wrongly")
        after = list(said(database))
        assert changed(before, after)
        assert all(ONE in text for text in after[:3]), after[:3]
        assert after[2].endswith(f"{ONE}\n")
        undo(database, LEADER, why="it was right")
        assert list(said(database)) == before


def test_voided_readings_are_said_in_a_report_of_their_days_and_no_other(
    made: Made, said: Said, kpitui: Command
) -> None:
    database = made(date(2026, 9, 1), False)
    with at(TODAY):
        for number in (1, 2):
            void_reading(database, LEADER, loaded(database, number), today=TODAY)
        # read long before the month that is reported, and judged by nobody in it
        void_reading(database, LEADER, loaded(database, 30), today=TODAY)
        markdown, html = list(said(database))[:2]
        assert f"\n\n{TWO}\n\n" in markdown
        assert f"<p>{TWO}</p>" in html
        today = kpitui("status", "--db", database.path)
        assert "corrected since" not in today.out


def test_an_import_that_was_undone_since_is_said(tmp_path: Path, made: Made, said: Said) -> None:
    database = made(date(2026, 9, 1), False)
    file = tmp_path / "more.csv"
    file.write_text("metric,person,date,value\naht,[red]Bo[/],2026-10-30,300\n", "utf-8")
    with at(date(2026, 11, 2)):
        bring_in(database, LEADER, file, today=date(2026, 11, 2))
    with at(TODAY):
        assert "corrected since" not in next(said(database))
        undo(database, LEADER)
        assert ONE in next(said(database))


def test_the_report_of_a_month_has_what_ended_in_it_and_its_verdicts(
    made: Made, said: Said
) -> None:
    database = made(date(2026, 9, 1), False)
    with at(TODAY):
        text = next(said(database))
    assert "A trial, ended 2026-10-12: It cost more than it gave" in text
    assert "Adherence to schedule, ended 2026-10-12: no data with -, target ≥ 90.0%" in text
