"""What a session did: said of its own metric only, beside what else could have done it and those not coached."""

from datetime import date, timedelta

import pytest

from kpitui.actions.coaching import record_session
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.measures import annotate, set_standard
from kpitui.config import Config
from kpitui.domain.coaching import SessionKind
from kpitui.domain.coaching_drafts import SessionDraft
from kpitui.domain.coaching_effect import EffectVerdict
from kpitui.domain.metrics import Range
from kpitui.domain.periods import AsOf
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.plan_drafts import AnnotationDraft, Scope, StandardDraft
from kpitui.views import DatabaseFile
from kpitui.views.coaching import load_sessions_of
from kpitui.views.effect import SessionEffect, load_effects, load_newest_effects
from tests.conftest import LEADER, TODAY, record_weekly

AS_OF = AsOf(TODAY, TODAY)
LAST = date(2026, 11, 20)
QUIET = [70.0, 72.0, 69.0, 71.0, 68.0, 70.0] * 2
BETTER = [73.0, 72.0, 73.5, 72.5, 74.0, 73.0, 72.5, 73.5]
CSAT, ANA = 1, 1


def coach(database: DatabaseFile, weeks_ago: int, person_id: int = ANA) -> date:
    """A session about satisfaction in the week so many weeks before the last finished one."""
    day = LAST - timedelta(weeks=weeks_ago)
    draft = SessionDraft(person_id=person_id, date=day, kind=SessionKind.ROLE_PLAY, focus=(CSAT,), agreed="listen")
    record_session(database, LEADER, draft, today=TODAY)
    return day


def effect(database: DatabaseFile, as_of: AsOf = AS_OF) -> SessionEffect:
    """The effect of the newest session of Ana."""
    session = load_sessions_of(database, ANA)[0].session
    return load_effects(database, [session], as_of, Config())[session.id, CSAT]


@pytest.fixture
def coached(database: DatabaseFile) -> DatabaseFile:
    """Ana, coached eight weeks ago, and better since."""
    record_weekly(database, CSAT, [*QUIET, 71.0, *BETTER], LAST, person_id=ANA)
    coach(database, len(BETTER))
    return database


def test_a_signal_of_improvement_says_since_when_and_by_what(coached: DatabaseFile) -> None:
    found = effect(coached)
    assert found.effect.verdict is EffectVerdict.IMPROVEMENT
    assert found.words == (
        "Customer satisfaction: signal of improvement: 8 weeks above the mean before since 2026-W40, "
        "limits from the 12 weeks before",
    )


def test_limits_are_worked_out_as_the_config_says(coached: DatabaseFile) -> None:
    session = load_sessions_of(coached, ANA)[0].session
    found = load_effects(coached, [session], AS_OF, Config(limits_from="median"))[session.id, CSAT].effect.limits
    usual = effect(coached).effect.limits
    assert found is not None
    assert usual is not None
    assert usual.average_moving_range == pytest.approx(24 / 11)
    assert found.average_moving_range == 2


def test_it_is_looked_at_from_a_day_of_the_past(coached: DatabaseFile) -> None:
    then = AsOf(LAST - timedelta(weeks=5) + timedelta(days=2), TODAY)  # the Sunday
    assert effect(coached, then).words == ("Customer satisfaction: no signal yet (3 of 8)",)


def test_the_running_week_and_gaps_count_for_nothing(database: DatabaseFile) -> None:
    record_weekly(database, CSAT, [*QUIET, 71.0, 73.0], LAST - timedelta(weeks=2), person_id=ANA)
    record_weekly(database, CSAT, [99.0], TODAY, person_id=ANA)
    coach(database, 3)
    assert effect(database).words == ("Customer satisfaction: no signal yet (1 of 8)",)


def test_too_few_weeks_before(database: DatabaseFile) -> None:
    record_weekly(database, CSAT, [*QUIET[:7], 71.0, *BETTER], LAST, person_id=ANA)
    coach(database, len(BETTER))
    assert effect(database).words == ("Customer satisfaction: not enough data: 7 of the 12 weeks before",)


def test_two_sessions_in_one_window_cannot_be_told_apart(coached: DatabaseFile) -> None:
    other = coach(coached, len(BETTER) + 3)
    assert effect(coached).shared == (f"session of {other}",)
    assert "cannot be told apart (signal of improvement" in effect(coached).words[0]
    assert effect(coached).words[0].endswith(f"also session of {other}")


def test_an_older_session_is_another_story(coached: DatabaseFile) -> None:
    coach(coached, len(BETTER) + 9)
    assert effect(coached).shared == ()


def test_a_change_of_the_plan_in_the_window_is_named(coached: DatabaseFile) -> None:
    day = LAST - timedelta(weeks=4)
    strategy = {"title": "Answer sooner", "starts_on": day, "kpi": [
        {"metric": "csat", "baseline": 70, "starts_on": day, "due_on": date(2027, 1, 1),
         "target": [{"level": 80, "starts_on": day}]},
    ]}  # fmt: skip
    plan = {"priority": [{"title": "Grow brand loyalty", "starts_on": date(2026, 1, 1), "strategy": [strategy]}]}
    load_plan_document(coached, LEADER, PlanDocument.model_validate(plan), today=TODAY)
    set_standard(
        coached, LEADER, StandardDraft(metric=CSAT, scope=Scope(), level=Range(low=72), starts_on=LAST),
    )  # fmt: skip
    event = AnnotationDraft(metric_id=CSAT, date=LAST, text="New phones", new_limits=True, reason="x")
    annotate(coached, LEADER, event)
    assert effect(coached).shared == (
        f"strategy “Answer sooner” began on {day}", f"new target on {day}", f"new standard on {LAST}",
        f"“New phones” on {LAST}",
    )  # fmt: skip


def test_the_team_not_coached_stands_beside_it(coached: DatabaseFile) -> None:
    person = {
        "name": "Chidi", "starts_on": date(2024, 1, 1),
        "membership": [{"team": "North", "role": "Advisor", "starts_on": date(2024, 1, 1)}],
    }  # fmt: skip
    load_plan_document(coached, LEADER, PlanDocument.model_validate({"person": [person]}), today=TODAY)
    record_weekly(coached, CSAT, [*QUIET, 71.0, *BETTER], LAST, person_id=3)
    record_weekly(coached, CSAT, [*QUIET, 71.0, *[50.0] * 8], LAST, person_id=2)  # Bo is of South
    found = effect(coached)
    assert (found.others, found.team_name) == (1, "North")
    assert found.words[-1].startswith("1 of North, not coached: signal of improvement")
    lines = load_sessions_of(coached, ANA)[:1]
    ((said,), (alone,)) = (
        load_newest_effects(coached, lines, AS_OF, Config(), team=team).values() for team in (True, False)
    )
    assert (said, alone) == (found.words, found.words[:-1])  # a member is told nothing of the others
    coach(coached, 6, person_id=3)
    assert effect(coached).team is None


def test_who_was_picked_at_the_worst_is_not_taken_for_success(database: DatabaseFile) -> None:
    record_weekly(database, CSAT, [*QUIET, 66.0, 71.0, 70.0, 71.0], LAST, person_id=ANA)
    coach(database, 2)
    first, second = effect(database).words
    assert first == "Customer satisfaction: no signal yet (2 of 8)"
    assert second.startswith("the week before was the worst of 8: about 3.")
    assert second.endswith(" points would have come back by itself")
