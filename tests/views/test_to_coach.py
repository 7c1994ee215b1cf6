"""Who is to be coached, and why: one list, worst first; a file that says nothing shouts nothing."""

import itertools
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from kpitui.actions.absences import add_absence
from kpitui.actions.coaching import record_session
from kpitui.actions.people import add_person
from kpitui.actions.rhythms import set_rhythm
from kpitui.actions.rules import set_rule
from kpitui.config import Config
from kpitui.domain.errors import BadData
from kpitui.domain.periods import AsOf
from kpitui.domain.records.absence import AbsenceDraft
from kpitui.domain.records.action import Promise
from kpitui.domain.records.person import PersonDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.coaching import COUNTS, load_sessions_of
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import kept_open
from kpitui.storage.people import load_roles
from kpitui.views.own_teams import load_one_team
from kpitui.views.person import load_person_page
from kpitui.views.to_coach import ToCoach, Why, load_to_coach
from tests.conftest import LEADER, TODAY, record_shares
from tests.own_teams import DAY, OUTSIDE, sample_with_accounts

NOW = AsOf(TODAY, TODAY)
ANA, BO = 1, 2
NORTH = 1
BEGIN = date(2026, 1, 1)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def rule(database: DatabaseFile, key: str, days: int, starts_on: date = BEGIN) -> None:
    set_rule(database, LEADER, key, days, starts_on, "agreed in the round of team leaders")


def coached(database: DatabaseFile, person_id: int, days_ago: int, **said: Any) -> None:
    said = said or {"seen": "She lets people finish"}
    draft = SessionDraft(
        kind=SessionKind.ONE_TO_ONE, date=ago(days_ago), person_id=person_id, **said
    )
    record_session(database, LEADER, draft, today=TODAY)


def lines(database: DatabaseFile) -> dict[str, ToCoach]:
    return {line.name: line for line in load_to_coach(database, NOW).lines}


def test_a_file_that_says_nothing_about_rhythm_shouts_nothing(database: DatabaseFile) -> None:
    coached(database, ANA, 200)
    assert lines(database) == {}


def test_who_was_not_coached_within_the_rhythm_is_listed_with_the_days_over(
    database: DatabaseFile,
) -> None:
    rule(database, "coach_every", 14)
    coached(database, ANA, 26)
    coached(database, BO, 13)
    ana = lines(database)["Ana López"]
    assert [*lines(database)] == ["Ana López"]
    assert ana.reasons == (Why.OVERDUE,)
    assert (ana.coached.last_on, ana.coached.days_over(TODAY)) == (ago(26), 12)
    assert ana.team == "North"


def test_on_the_day_itself_it_is_due_and_no_day_over(database: DatabaseFile) -> None:
    rule(database, "coach_every", 14)
    coached(database, ANA, 14)
    assert lines(database)["Ana López"].coached.days_over(TODAY) == 0


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({"seen": "greets by name"}, True),
        ({"agreed": "listen to two calls"}, True),
        ({"actions": (Promise(text="listen to two calls"),)}, True),
        ({"behaviour": "empathy", "minutes": 30}, False),
    ],
)
def test_a_session_counts_where_something_was_observed_or_agreed(
    database: DatabaseFile, said: dict[str, Any], counts: bool
) -> None:
    rule(database, "coach_every", 14)
    coached(database, ANA, 1, **said)
    assert ("Ana López" not in lines(database)) is counts


def test_blanks_and_a_session_of_tomorrow_are_no_coaching(database: DatabaseFile) -> None:
    rule(database, "coach_every", 14)
    coached(database, ANA, 20)
    coached(database, ANA, 2, behaviour="empathy", seen=" \n ")
    assert lines(database)["Ana López"].coached.last_on == ago(20)
    before = load_to_coach(database, AsOf(ago(25), ago(25))).lines
    assert {coach.name: coach.coached.last_on for coach in before}["Ana López"] is None


def test_a_rhythm_set_today_makes_no_one_overdue_before_it(database: DatabaseFile) -> None:
    coached(database, ANA, 60)
    rule(database, "coach_every", 14, ago(3))
    found = lines(database)
    assert [*found] == ["[red]Bo[/]", "Ana López"]  # never coached before coached long ago
    assert {one.coached.days_over(TODAY) for one in found.values()} == {3}


def test_a_role_has_its_own_rhythm_and_may_have_none(database: DatabaseFile) -> None:
    with reading(database) as db:
        (advisor,) = load_roles(db)
    rule(database, "coach_every", 14)
    for person in (ANA, BO):
        coached(database, person, 20)
    set_rhythm(database, LEADER, advisor, 30, BEGIN, "seniors")
    assert lines(database) == {}
    set_rhythm(database, LEADER, advisor, 7, ago(2), "a new phone menu")
    assert {line.coached.days_over(TODAY) for line in lines(database).values()} == {2}
    set_rhythm(database, LEADER, advisor, 0, ago(1), "by themselves")
    assert lines(database) == {}
    with pytest.raises(BadData, match="already"):
        set_rhythm(database, LEADER, advisor, 0, TODAY, "again")
    with pytest.raises(BadData, match="reason"):
        set_rhythm(database, LEADER, advisor, 3, TODAY, " ")
    with pytest.raises(BadData, match="366"):
        set_rhythm(database, LEADER, advisor, 367, TODAY, "never")


def test_who_is_new_is_listed_until_coached_and_then_more_often(database: DatabaseFile) -> None:
    rule(database, "new_for", 60)
    rule(database, "coach_new_every", 7)
    add_person(
        database, LEADER, PersonDraft(name="Cleo", team="North", role="Advisor", starts_on=ago(3))
    )
    assert [(line.name, line.reasons) for line in lines(database).values()] == [
        ("Cleo", (Why.NEW,))
    ]
    coached(database, 3, 1)
    assert lines(database) == {}
    week_later = AsOf(TODAY + timedelta(days=8), TODAY + timedelta(days=8))
    (cleo,) = load_to_coach(database, week_later).lines
    assert cleo.reasons == (Why.OVERDUE,)
    assert cleo.coached.rhythm is not None
    assert (cleo.coached.rhythm.days, str(cleo.coached.rhythm.because)) == (7, "new")


def test_who_is_new_in_a_role_that_no_one_coaches_is_not_listed(database: DatabaseFile) -> None:
    rule(database, "new_for", 60)
    with reading(database) as db:
        (advisor,) = load_roles(db)
    draft = PersonDraft(name="Cleo", team="North", role="Advisor", starts_on=ago(3))
    add_person(database, LEADER, draft)
    assert [*lines(database)] == ["Cleo"]
    set_rhythm(database, LEADER, advisor, 0, BEGIN, "by themselves")
    assert lines(database) == {}


def test_who_is_clearly_below_a_standard_is_listed_until_coached_on_it(
    database: DatabaseFile,
) -> None:
    record_shares(database, [70.0] * 12, TODAY - timedelta(days=1), person_id=ANA)
    (below,) = lines(database)["Ana López"].below
    assert below.metric.code == "adherence"
    coached(database, ANA, 1, seen="the breaks", focus=(3,))
    assert lines(database) == {}
    rule(database, "coach_below_every", 1)
    assert lines(database)["Ana López"].reasons == (Why.OVERDUE,)


def test_what_most_of_a_team_miss_together_is_no_matter_of_one_of_them(
    database: DatabaseFile,
) -> None:
    rule(database, "coach_below_every", 1)
    record_shares(database, [70.0] * 12, TODAY - timedelta(days=1), person_id=ANA)
    assert lines(database)["Ana López"].reasons == (Why.OVERDUE, Why.BELOW)
    page = load_person_page(database, ANA, NOW, Config())
    assert page.coached == lines(database)["Ana López"].coached
    for number, name in enumerate(("Cleo", "Dan"), 3):
        add_person(database, LEADER, PersonDraft(name=name, team="North", starts_on=ago(300)))
        record_shares(database, [70.0] * 12, TODAY - timedelta(days=1), person_id=number)
    assert lines(database) == {}
    page = load_person_page(database, ANA, NOW, Config())
    assert page.coached is not None
    assert page.coached.rhythm is None


def test_worst_first_and_a_person_once_with_all_reasons(database: DatabaseFile) -> None:
    rule(database, "coach_every", 14)
    for name, days in (("Cleo", 20), ("Dan", 2)):
        add_person(database, LEADER, PersonDraft(name=name, starts_on=ago(300)))
        coached(database, 3 if name == "Cleo" else 4, days)
    coached(database, ANA, 30, seen="x", follow_up_on=ago(16))
    coached(database, BO, 5, seen="x", follow_up_on=ago(1))
    found = load_to_coach(database, NOW).lines
    assert [(coach.name, coach.reasons) for coach in found] == [
        ("Ana López", (Why.OVERDUE, Why.FOLLOW_UP)),
        ("Cleo", (Why.OVERDUE,)),
        ("[red]Bo[/]", (Why.FOLLOW_UP,)),
    ]
    assert [coach.due_on for coach in found] == [ago(16), ago(6), ago(1)]


def test_no_one_who_is_away_or_left_is_listed_and_days_away_are_no_days_over(
    database: DatabaseFile,
) -> None:
    rule(database, "coach_every", 14)
    for person in (ANA, BO):
        coached(database, person, 26)
    add_absence(database, LEADER, ANA, AbsenceDraft(starts_on=ago(1)))
    add_absence(database, LEADER, BO, AbsenceDraft(starts_on=ago(20), ends_on=ago(10)))
    assert {line.name: line.coached.days_over(TODAY) for line in lines(database).values()} == {
        "[red]Bo[/]": 2
    }


def test_the_list_is_about_the_teams_that_are_shown(database: DatabaseFile) -> None:
    rule(database, "coach_every", 14)
    north = load_one_team(database, NORTH, TODAY)
    assert [line.name for line in load_to_coach(database, NOW, north).lines] == ["Ana López"]


def test_an_account_sees_those_of_its_teams_and_who_sees_no_words_no_one(tmp_path: Path) -> None:
    more = """
    INSERT INTO rules (name, value, starts_on) VALUES ('coach_every', '1', '2026-01-01');
    INSERT INTO accounts (name, role) VALUES ('vic', 'viewer');
    INSERT INTO accounts (name, role, person_id)
        SELECT 'tom', 'member', id FROM people WHERE name = 'Grace Adeyemi';
    """
    now = AsOf(DAY, DAY)
    with sample_with_accounts(tmp_path, more) as file:
        every, own, viewer, member = (
            load_to_coach(replace(file, seen_by=name), now) for name in ("lee", "zoe", "vic", "tom")
        )
    names = {line.name for line in own.lines}
    assert names < {line.name for line in every.lines}
    assert names
    assert not names & {*OUTSIDE}
    assert not viewer.lines
    assert not member.lines


FIRST, DAYS = date(2026, 6, 1), 90
day = some.integers(0, DAYS).map(lambda back: FIRST + timedelta(days=back))


@given(
    every=some.integers(1, 40),
    sessions=some.sets(day, max_size=3),
    edges=some.lists(day, min_size=2, max_size=4, unique=True),
    on=day,
)
def test_whatever_the_sessions_and_absences(
    made_once: Path, tmp_path_factory: pytest.TempPathFactory, every: int, sessions: set[date],
    edges: list[date], on: date,
) -> None:  # fmt: skip
    """Someone is listed on a day that they are here and worked so many days since the last session,
    and on no other.
    """
    path = tmp_path_factory.mktemp("rhythm") / "kpi.db"
    shutil.copy(made_once / "plan.db", path)
    edges = sorted(edges)
    absences = [*zip(edges[::2], edges[1::2], strict=False)]
    with kept_open(path) as database:
        rule(database, "coach_every", every, date(2024, 1, 1))
        for session in sessions:
            coached(database, ANA, (TODAY - session).days)
        for first, back in absences:
            add_absence(database, LEADER, ANA, AbsenceDraft(starts_on=first, ends_on=back))
        found = {line.name: line for line in load_to_coach(database, AsOf(on, on)).lines}
    away = {
        first + timedelta(days=k) for first, back in absences for k in range((back - first).days)
    }
    begins = max((session for session in sessions if session <= on), default=date(2024, 1, 1))
    since = (begins + timedelta(days=k) for k in range(1, (on - begins).days + 1))
    worked = sum(one not in away for one in since)
    assert ("Ana López" in found) is (on not in away and worked >= every)
    if "Ana López" in found:
        assert found["Ana López"].coached.days_over(on) == worked - every


def test_the_rule_of_queries_and_that_of_records_agree_on_what_counts(
    database: DatabaseFile,
) -> None:
    """What was observed, agreed, strong, or is to be done; blanks are nothing."""
    words = ("", " \n\t", "calm")
    for seen, strengths, agreed in itertools.product(words, repeat=3):
        for actions in ((), (Promise(text="listen"),)):
            draft = SessionDraft(
                kind=SessionKind.TRAINING, date=ago(2), person_id=1, seen=seen,
                strengths=strengths, agreed=agreed, actions=actions,
            )  # fmt: skip
            record_session(database, LEADER, draft, today=TODAY)
            with reading(database) as db:
                newest = load_sessions_of(db, 1)[-1]
                sql = f"SELECT {COUNTS} FROM sessions WHERE id = ?"
                (counted,) = db.execute(sql, [newest.id]).fetchone()
            assert newest.counts is bool(counted), draft


def test_neither_focus_nor_who_else_was_there_makes_it_coaching(database: DatabaseFile) -> None:
    rule(database, "coach_every", 14)
    coached(database, ANA, 1, focus=(1,), behaviour="empathy", with_ids=(BO,))
    assert {*lines(database)} == {"Ana López", "[red]Bo[/]"}
    coached(database, ANA, 1, strengths="lets people finish")
    assert {*lines(database)} == {"[red]Bo[/]"}
