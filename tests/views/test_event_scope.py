"""An event of a team or a person is drawn, counted and used for limits there and nowhere else."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kpitui.actions.coaching import record_session
from kpitui.actions.measures import annotate
from kpitui.actions.people import move_person
from kpitui.config import Config
from kpitui.domain.errors import BadData
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import EVERYBODY, SubjectFilter
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people
from kpitui.storage.plan import load_metrics
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.coaching import load_sessions_of
from kpitui.views.effect import load_effects
from kpitui.views.health import load_health
from kpitui.views.judgement import Judged, Look, judge
from tests.conftest import LEADER, TODAY, copied, kept_copy, record_weekly
from tests.patience import examples

AS_OF = AsOf(TODAY, TODAY)
LAST = date(2026, 11, 20)
MOVED = LAST - timedelta(weeks=12)
"""Ana is in North up to this day, and in South from then on."""
CSAT, NORTH, SOUTH, ANA, BO = 1, 1, 2, 1, 2
SUBJECTS = {
    "everyone": EVERYBODY,
    "North": SubjectFilter(team_id=NORTH),
    "South": SubjectFilter(team_id=SOUTH),
    "Ana": SubjectFilter((ANA,)),
    "Bo": SubjectFilter((BO,)),
}
SCOPES: dict[str, dict[str, int]] = {
    "everyone": {}, "North": {"team_id": NORTH}, "South": {"team_id": SOUTH},
    "Ana": {"person_id": ANA}, "Bo": {"person_id": BO},
}  # fmt: skip


def event(scope: str, weeks_ago: int, *, split: bool = False, strategy: bool = False,
          text: str = "role-play") -> AnnotationDraft:  # fmt: skip
    """An event so many weeks before the last finished one, on satisfaction or its strategy."""
    return AnnotationDraft(
        metric_id=None if strategy else CSAT, strategy_id=1 if strategy else None, text=text,
        date=LAST - timedelta(weeks=weeks_ago), new_limits=split, reason="another way" * split,
        **SCOPES[scope],
    )  # fmt: skip


def is_of(event: AnnotationDraft, subject: str) -> bool:
    """Whether it concerns a subject, by the story of these people."""
    scope = next(name for name, ids in SCOPES.items() if ids == _ids(event))
    of_ana = "North" if event.date < MOVED else "South"
    return scope in {
        "everyone": ("everyone",), "North": ("everyone", "North"), "South": ("everyone", "South"),
        "Ana": ("everyone", "Ana", of_ana), "Bo": ("everyone", "Bo", "South"),
    }[subject]  # fmt: skip


def _ids(event: AnnotationDraft) -> dict[str, int]:
    ids = {"team_id": event.team_id, "person_id": event.person_id}
    return {key: one for key, one in ids.items() if one is not None}


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory, made_once: Path) -> Path:
    """Half a year of Ana and Bo, with a step in the middle."""
    folder = tmp_path_factory.mktemp("told")
    database = copied(made_once / "plan.db", folder)
    with reading(database) as db:
        ana = next(person for person in load_people(db) if person.id == ANA)
    move_person(database, LEADER, ana, "South", "Advisor", MOVED)
    for person, level in ((ANA, 70.0), (BO, 80.0)):
        values = [level + 3 * (week % 3) + 9 * (week > 13) for week in range(27)]
        record_weekly(database, CSAT, values, LAST, person_id=person)
    return database.path


def seen(database: DatabaseFile, subject: str) -> tuple[Judged, MetricChart, list[object]]:
    """Verdict and chart of a subject; events without their ids."""
    question = ChartQuestion(CSAT, SUBJECTS[subject], subject)
    chart = load_chart(database, question, AS_OF, Config())
    with reading(database) as db:
        (metric,) = load_metrics(db, [CSAT])
        look = Look(metric, SUBJECTS[subject])
        judged = judge(db, look, AS_OF, database.rules.on(TODAY))
    return judged, replace(chart, notes=()), [replace(note, id=0) for note in chart.notes]


EVENTS = st.lists(
    st.builds(
        event, st.sampled_from([*SCOPES]), st.integers(0, 26), split=st.booleans(),
        strategy=st.booleans(), text=st.sampled_from(["menu", "rota"]),
    ),
    max_size=4,
)  # fmt: skip


@settings(max_examples=examples(25))
@given(events=EVENTS, subject=st.sampled_from([*SUBJECTS]))
def test_an_event_of_others_changes_no_verdict_no_limit_and_no_chart(
    tmp_path_factory: pytest.TempPathFactory, told: Path, events: list[AnnotationDraft],
    subject: str,
) -> None:  # fmt: skip
    with (
        kept_copy(told, tmp_path_factory.mktemp("every")) as every,
        kept_copy(told, tmp_path_factory.mktemp("own")) as own,
    ):
        for draft in events:
            annotate(every, LEADER, draft)
            if is_of(draft, subject):
                annotate(own, LEADER, draft)
        assert seen(every, subject) == seen(own, subject)


@pytest.fixture
def file(tmp_path: Path, told: Path) -> DatabaseFile:
    return copied(told, tmp_path)


def test_a_split_of_a_team_splits_the_limits_of_its_people_of_that_day(file: DatabaseFile) -> None:
    annotate(file, LEADER, event("South", 13, split=True))
    splits = {name: len(seen(file, name)[0].limits.segments) for name in SUBJECTS}
    assert splits == {"everyone": 1, "North": 1, "South": 2, "Ana": 1, "Bo": 2}
    annotate(file, LEADER, event("everyone", 6, split=True))
    splits = {name: len(seen(file, name)[0].limits.segments) for name in SUBJECTS}
    assert splits == {"everyone": 2, "North": 2, "South": 3, "Ana": 2, "Bo": 3}


def test_the_chart_names_whom_an_event_concerns(file: DatabaseFile) -> None:
    for scope in ("everyone", "South", "Bo"):
        annotate(file, LEADER, event(scope, 3))
    annotate(file, LEADER, event("Ana", 4, text="own desk"))

    def names(subject: str) -> list[str]:
        question = ChartQuestion(CSAT, SUBJECTS[subject], subject)
        return [one.said for one in load_chart(file, question, AS_OF, Config()).marked]

    assert names("everyone") == ["role-play"]
    assert names("North") == ["role-play"]
    assert names("South") == ["role-play", "role-play · South"]
    assert names("Bo") == ["role-play", "role-play · South", "role-play · [red]Bo[/]"]
    assert names("Ana") == ["own desk · Ana López", "role-play", "role-play · South"]


def test_the_effect_of_a_session_looks_at_resets_of_its_person(file: DatabaseFile) -> None:
    day = LAST - timedelta(weeks=8)
    draft = SessionDraft(person_id=ANA, date=day, kind=SessionKind.ROLE_PLAY, focus=(CSAT,))
    record_session(file, LEADER, draft, today=TODAY)

    def shared() -> tuple[str, ...]:
        session = load_sessions_of(file, ANA)[0].session
        return load_effects(file, [session], AS_OF, Config())[session.id, CSAT].shared

    annotate(file, LEADER, event("Bo", 5, split=True))
    annotate(file, LEADER, event("North", 5, split=True))
    assert shared() == ()
    annotate(file, LEADER, event("South", 5, split=True, text="new rota"))
    assert shared() == (f"“new rota” on {LAST - timedelta(weeks=5)}",)


def test_an_event_needs_a_team_or_person_who_is_there_that_day(file: DatabaseFile) -> None:
    with pytest.raises(BadData, match=r"^\[red\]Bo\[/\] starts on 2025-01-01; choose that day or"):
        annotate(file, LEADER, replace(event("Bo", 0), date=date(2024, 12, 31)))


def test_health_names_the_scope_of_a_reset_without_a_reason(file: DatabaseFile) -> None:
    annotate(file, LEADER, replace(event("South", 5, split=True), reason=""))
    (found,) = [
        finding.found for finding in load_health(file, AS_OF).open if finding.rule.code == "D503"
    ]
    assert "role-play · South" in found.detail
