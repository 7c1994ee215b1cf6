"""What a session did: said of its own metric only, beside what else could have done it and those
not coached.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from kpitui.actions.coaching import record_session
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.measures import annotate, set_standard
from kpitui.actions.readings import record
from kpitui.config import Config
from kpitui.domain.coaching_effect import Headline
from kpitui.domain.periods import AsOf
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.metric import Range
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.domain.records.standard import StandardDraft, StandardScope
from kpitui.exchange.plan_text import read_plan
from kpitui.storage.database import DatabaseFile
from kpitui.views.coaching import load_sessions_of
from kpitui.views.effect import SessionEffect, load_effects, load_newest_effects
from tests.conftest import LEADER, TODAY, record_weekly
from tests.judgement_cases import made_case, metrics_of

AS_OF = AsOf(TODAY, TODAY)
LAST = date(2026, 11, 20)
QUIET = [70.0, 72.0, 69.0, 71.0, 68.0, 70.0] * 2
BETTER = [73.0, 72.0, 73.5, 72.5, 74.0, 73.0, 72.5, 73.5]
CSAT, ANA = 1, 1


def coach(database: DatabaseFile, weeks_ago: int, person_id: int = ANA) -> date:
    """A session about satisfaction in the week so many weeks before the last finished one."""
    day = LAST - timedelta(weeks=weeks_ago)
    draft = SessionDraft(
        person_id=person_id, date=day, kind=SessionKind.ROLE_PLAY, focus=(CSAT,), agreed="listen"
    )
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


def test_the_headline_comes_with_the_numbers(coached: DatabaseFile) -> None:
    found = effect(coached)
    assert (found.effect.headline, found.effect.peers) == (Headline.BETTER, 0)
    assert found.words == (
        "Customer satisfaction: better than before: 70.0% → 73.0%, own change only "
        "(fewer than 3 of North not coached)",
    )


def with_peers(database: DatabaseFile, after: float, count: int = 7) -> None:
    """So many others of the team of Ana, who are at a level since her session."""
    others = [
        {
            "name": f"Peer {number}", "starts_on": date(2024, 1, 1),
            "membership": [{"team": "North", "role": "Advisor", "starts_on": date(2024, 1, 1)}],
        }
        for number in range(count)
    ]  # fmt: skip
    load_plan_document(
        database, LEADER, PlanDocument.model_validate({"person": others}), today=TODAY
    )
    for number in range(count):
        values = [*QUIET, 71.0, *[after] * 8]
        record_weekly(database, CSAT, values, LAST, person_id=3 + number)


@pytest.mark.parametrize(
    ("after", "headline"),
    [(70.0, "more than those not coached"), (73.0, "with everyone"), (78.0, "fell behind")],
)
def test_it_is_held_against_those_of_the_team_who_were_not_coached(
    coached: DatabaseFile, after: float, headline: str
) -> None:
    with_peers(coached, after)
    record_weekly(coached, CSAT, [*QUIET, 71.0, *[50.0] * 8], LAST, person_id=2)  # Bo is of South
    assert effect(coached).words == (
        f"Customer satisfaction: {headline}: 70.0% → 73.0%, peers 70.0% → {after}% "
        "(7 of North not coached)",
    )


@pytest.mark.parametrize(("weeks_ago", "peers"), [(20, 6), (21, 7), (0, 6)])
def test_who_had_a_session_within_twelve_weeks_is_no_peer(
    coached: DatabaseFile, weeks_ago: int, peers: int
) -> None:
    with_peers(coached, 70.0)
    coach(coached, weeks_ago, person_id=3)
    assert effect(coached).effect.peers == peers


def test_a_member_is_told_the_same_headline_and_nothing_of_the_others(
    coached: DatabaseFile,
) -> None:
    with_peers(coached, 70.0)
    lines = load_sessions_of(coached, ANA)[:1]
    found = load_newest_effects(coached, lines, AS_OF, Config(), team=False)
    ((said,),) = found.words.values()
    assert said == "Customer satisfaction: more than those not coached: 70.0% → 73.0%"
    day = LAST - timedelta(weeks=8)
    assert found.in_brief == (
        f"Coached {day}: Customer satisfaction 70.0% → 73.0%: more than those not coached"
    )
    everyone = load_newest_effects(coached, lines, AS_OF, Config()).in_brief
    assert everyone == found.in_brief.replace("73.0%", "73.0% (peers 70.0% → 70.0%)")


def test_in_brief_is_the_newest_session_that_can_be_judged(coached: DatabaseFile) -> None:
    judged = LAST - timedelta(weeks=8)
    for weeks_ago, told in ((0, judged), (3, judged), (4, LAST - timedelta(weeks=4))):
        coach(coached, weeks_ago)
        lines = load_sessions_of(coached, ANA)
        said = load_newest_effects(coached, lines, AS_OF, Config()).in_brief
        assert said.startswith(f"Coached {told}: ")
    assert load_newest_effects(coached, [], AS_OF, Config()).in_brief == ""


def test_it_is_looked_at_from_a_day_of_the_past(coached: DatabaseFile) -> None:
    then = AsOf(LAST - timedelta(weeks=5) + timedelta(days=2), TODAY)  # the Sunday
    assert effect(coached, then).words == (
        "Customer satisfaction: no clear change yet (results in 3 of 8 weeks after): 70.0% → 72.8%"
        ", own change only (fewer than 3 of North not coached)",
    )


def said_first(found: SessionEffect) -> str:
    """The headline without the numbers."""
    return found.words[0].split(": ")[1]


def test_the_running_week_and_gaps_count_for_nothing(database: DatabaseFile) -> None:
    record_weekly(database, CSAT, [*QUIET, 71.0, 73.0], LAST - timedelta(weeks=2), person_id=ANA)
    record_weekly(database, CSAT, [99.0], TODAY, person_id=ANA)
    coach(database, 3)
    assert said_first(effect(database)) == "no clear change yet (results in 1 of 8 weeks after)"


def test_somebody_without_any_reading(database: DatabaseFile) -> None:
    coach(database, 3)
    assert effect(database).words == (
        "Customer satisfaction: not enough data, 0 of the 12 weeks before",
    )


def test_too_few_weeks_before(database: DatabaseFile) -> None:
    record_weekly(database, CSAT, [*QUIET[:7], 71.0, *BETTER], LAST, person_id=ANA)
    coach(database, len(BETTER))
    assert effect(database).words == (
        "Customer satisfaction: not enough data, 7 of the 12 weeks before: 70.0% → 73.0%",
    )


def test_two_sessions_in_one_window_cannot_be_told_apart(coached: DatabaseFile) -> None:
    other = coach(coached, len(BETTER) + 3)
    assert effect(coached).shared == (f"session of {other}",)
    assert said_first(effect(coached)) == f"cannot be told apart from session of {other}"


def test_an_older_session_is_another_story(coached: DatabaseFile) -> None:
    coach(coached, len(BETTER) + 9)
    assert effect(coached).shared == ()


def test_a_session_about_another_metric_is_another_story(coached: DatabaseFile) -> None:
    for focus, shared in (((2,), 0), ((), 1)):
        draft = SessionDraft(
            person_id=ANA, date=LAST - timedelta(weeks=9), kind=SessionKind.TRAINING, focus=focus,
            behaviour="" if focus else "empathy", agreed="listen",
        )  # fmt: skip
        record_session(coached, LEADER, draft, today=TODAY)
        session = load_sessions_of(coached, ANA)[0].session
        found = load_effects(coached, [session], AS_OF, Config())[session.id, CSAT]
        assert len(found.shared) == shared


def test_a_change_of_the_plan_in_the_window_is_named(coached: DatabaseFile) -> None:
    day = LAST - timedelta(weeks=4)
    strategy = {"title": "Answer sooner", "starts_on": day, "kpi": [
        {"metric": "csat", "baseline": 70, "starts_on": day, "due_on": date(2027, 1, 1),
         "target": [{"level": 80, "starts_on": day}]},
    ]}  # fmt: skip
    plan = {
        "priority": [
            {"title": "Grow brand loyalty", "starts_on": date(2026, 1, 1), "strategy": [strategy]}
        ]
    }
    load_plan_document(coached, LEADER, PlanDocument.model_validate(plan), today=TODAY)
    set_standard(
        coached, LEADER,
        StandardDraft(metric=CSAT, scope=StandardScope(), level=Range(low=72), starts_on=LAST),
        earliest=LAST,
    )  # fmt: skip
    for days, split in ((7 * 8 + 7, False), (7 * 8 + 7, True), (0, True)):
        event = AnnotationDraft(
            metric_id=CSAT, date=LAST - timedelta(days), text="New phones" if split else "Snow",
            new_limits=split, reason="x" if split else "",
        )  # fmt: skip
        annotate(coached, LEADER, event)
    assert effect(coached).shared == (
        f"strategy “Answer sooner” began on {day}", f"new target on {day}",
        f"new standard on {LAST}", f"“Snow” on {LAST - timedelta(weeks=9)}",
        f"“New phones” on {LAST}",
    )  # fmt: skip


def test_who_was_picked_at_the_worst_is_not_taken_for_success(database: DatabaseFile) -> None:
    record_weekly(database, CSAT, [*QUIET, 66.0, 71.0, 70.0, 71.0], LAST, person_id=ANA)
    coach(database, 2)
    first, second = effect(database).words
    assert first.startswith(
        "Customer satisfaction: no clear change yet (results in 2 of 8 weeks after): "
    )
    assert second.startswith("the week before was the worst of 8: about 3.")
    assert second.endswith(" points of rebound would be expected anyway")


def said_of(database: DatabaseFile, code: str, day: date, as_of: date) -> SessionEffect:
    """What is said of a session with Ana about a metric of a case."""
    metric = metrics_of(database)[code]
    draft = SessionDraft(
        person_id=ANA, date=day, kind=SessionKind.ROLE_PLAY, focus=(metric.id,), agreed="listen"
    )
    record_session(database, LEADER, draft, today=as_of)
    session = load_sessions_of(database, ANA)[0].session
    looked = AsOf(as_of, as_of)
    return load_effects(database, [session], looked, Config())[session.id, metric.id]


@pytest.mark.parametrize(
    ("code", "before", "peers", "noun"), [("qd", 24, 1, "day"), ("qw", 14, 3, "week")]
)
def test_results_on_some_days_only_come_to_a_verdict(
    tmp_path: Path, code: str, before: int, peers: int, noun: str
) -> None:
    today = date(2026, 8, 31)
    found = said_of(made_case("eff", tmp_path, today), code, date(2026, 4, 15), today)
    own = found.effect.own
    assert (own.n_before, own.n_after, found.effect.peers) == (before, 8, peers)
    assert said_first(found) == f"no clear change (results in 8 of 8 {noun}s after)"


def on_new_sheet(folder: Path, day: date) -> SessionEffect:
    """What is said of a session of the case in which limits started again in week 14."""
    today = date(2026, 7, 20)
    database = made_case("eff2", folder, today)
    sheet = AnnotationDraft(
        metric_id=1, date=date(2026, 3, 30), text="New sheet", new_limits=True, reason="x"
    )
    annotate(database, LEADER, sheet)
    return said_of(database, "q", day, today)


def test_too_few_weeks_since_limits_started_again_claim_nothing(tmp_path: Path) -> None:
    found = on_new_sheet(tmp_path, date(2026, 5, 13))
    assert said_first(found) == (
        "no clear change (results in 8 of 8 weeks after), limits reset in "
        "the week of 30 Mar, 6 of the 12 weeks before"
    )


def test_nothing_before_limits_started_again_counts(tmp_path: Path) -> None:
    found = on_new_sheet(tmp_path, date(2026, 6, 24))
    own = found.effect.own
    newest = (87.1, 84.4, 83.1, 82.1, 86.6, 82.7, 86.6, 82.7, 84.1, 85.6, 90.2, 86.4)
    assert (own.values_before, own.n_after) == (newest, 2)
    assert said_first(found) == "no clear change yet (results in 2 of 8 weeks after)"


def test_limits_that_start_again_where_the_readings_begin_cut_nothing(
    database: DatabaseFile,
) -> None:
    record_weekly(database, CSAT, [*QUIET[:7], 71.0, *BETTER], LAST, person_id=ANA)
    begun = LAST - timedelta(weeks=7 + len(BETTER), days=LAST.weekday())
    event = AnnotationDraft(metric_id=CSAT, date=begun, text="New", new_limits=True, reason="x")
    annotate(database, LEADER, event)
    coach(database, len(BETTER))
    assert said_first(effect(database)) == "not enough data, 7 of the 12 weeks before"


def test_a_result_every_four_weeks_counts_as_one_every_week(database: DatabaseFile) -> None:
    values = [*QUIET * 2, 71.0, *BETTER]
    for back, value in enumerate(reversed(values)):
        day = LAST - timedelta(weeks=4 * back)
        record_weekly(database, CSAT, [value], day, person_id=ANA)
    coach(database, 4 * len(BETTER))
    found = effect(database)
    assert (found.effect.own.n_before, found.effect.own.n_after) == (24, 8)
    plan = (
        "strategy “Improve the customer experience” began on 2026-01-01",
        "new target on 2026-01-05",
    )
    assert (found.effect.headline, found.shared) == (Headline.CANNOT_TELL, plan)
    earlier = coach(database, 4 * (len(BETTER) + 8))
    coach(database, 4 * (len(BETTER) + 9))
    assert effect(database).shared == (f"session of {earlier}", *plan)


def test_many_results_with_gaps_between_them_are_not_said_to_be_few(
    database: DatabaseFile,
) -> None:
    back = 0
    for step, value in enumerate([*BETTER, 71.0, *QUIET]):
        record_weekly(database, CSAT, [value], LAST - timedelta(weeks=back), person_id=ANA)
        back += (1, 6, 11)[step % 3] if step > len(BETTER) else 1
    coach(database, len(BETTER))
    assert said_first(effect(database)) == "not enough data, too many gaps in the weeks before"


def test_weeks_weigh_as_much_as_their_samples(database: DatabaseFile) -> None:
    week_before = LAST - timedelta(weeks=1)
    record_weekly(database, CSAT, [*QUIET, 71.0, *[70.0] * 7], week_before, person_id=ANA)
    heavy = ReadingDraft(metric_id=CSAT, date=LAST, person_id=ANA, value=90.0, n=92)
    record(database, LEADER, [heavy], today=TODAY)
    coach(database, 8)
    after = effect(database).effect.own.after
    assert after == pytest.approx((7 * 70 + 92 * 90) / 99)


CALLS = """
[[metric]]
name = "Calls"
code = "calls"
decimals = 0
direction = "higher"
aggregation = "sum"
cadence = "weekly"
"""


def test_part_of_a_week_is_no_week(database: DatabaseFile) -> None:
    load_plan_document(database, LEADER, read_plan(CALLS, "c.toml"), today=TODAY)
    calls = metrics_of(database)["calls"].id
    weeks = [*QUIET, 71.0, *BETTER]
    drafts = [
        ReadingDraft(metric_id=calls, date=monday + timedelta(days=day), person_id=ANA, value=value)
        for back, value in enumerate(reversed(weeks))
        for monday in [LAST - timedelta(weeks=back, days=LAST.weekday())]
        for day in range(2 if back == 3 else 5)
    ]
    record(database, LEADER, drafts, today=TODAY)
    session = SessionDraft(
        person_id=ANA, date=LAST - timedelta(weeks=len(BETTER)), kind=SessionKind.ROLE_PLAY,
        focus=(calls,), agreed="call",
    )  # fmt: skip
    record_session(database, LEADER, session, today=TODAY)
    newest = load_sessions_of(database, ANA)[0].session
    found = load_effects(database, [newest], AS_OF, Config())[newest.id, calls]
    assert said_first(found) == "no clear change yet (results in 7 of 8 weeks after)"
