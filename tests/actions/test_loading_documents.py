"""What a document asks for that no screen does, and how much of the file it changes."""

from datetime import date

import pytest

from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.undo import undo
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import Refused
from kpitui.exchange.plan_text import read_plan
from kpitui.storage.database import DatabaseFile
from tests.actions.loaded_plans import KPI, NEW_KPI, STRATEGY, content, load, records
from tests.actions.test_plan_changes import content as plan_content
from tests.conftest import LEADER, TODAY


@pytest.mark.parametrize("role", [AccessRole.SUPERVISOR, AccessRole.MEMBER, AccessRole.VIEWER])
def test_only_a_leader_loads(full: DatabaseFile, role: AccessRole) -> None:
    document = read_plan('[[role]]\nname = "New"', "plan.toml")
    with pytest.raises(Refused, match=f"A {role} may not"):
        load_plan_document(full, Actor("sue", role), document, today=TODAY)


def test_only_what_the_document_names_is_written(full: DatabaseFile) -> None:
    before = content(full)
    text = KPI.replace("[[priority.strategy.kpi]]", 'owner = "kim"\n[[priority.strategy.kpi]]')
    assert load(full, text + "warn = 2") == (
        "changed strategy Improve the customer experience: owner",
        "changed KPI csat: warn",
    )
    after = content(full)
    for table, column in (("strategies", "owner"), ("kpis", "warn")):
        for old, new in zip(before[table], after[table], strict=True):
            assert {name for name in old if old[name] != new[name]} <= {column, "version"}
    for table in ("priorities", "metrics", "targets", "people", "teams", "memberships"):
        assert after[table] == before[table]


def test_a_target_without_a_day_holds_from_today_on(full: DatabaseFile) -> None:
    assert load(full, KPI + "target = [{ level = 88 }]") == ("changed KPI csat: target",)
    old, new = records(full).kpis[0].targets
    assert (old.level.low, old.ends_on) == (85, TODAY)
    assert (new.level.low, new.starts_on) == (88, TODAY)
    assert load(full, KPI + "target = [{ level = 88 }]") == ()


def test_a_dry_run_says_what_the_load_then_does(full: DatabaseFile) -> None:
    text = KPI + "ends_on = 2026-11-23" + NEW_KPI.removeprefix(STRATEGY).join(["\n", ""])
    before = content(full)
    would = load(full, text, dry_run=True)
    assert content(full) == before
    assert load(full, text) == would == ("changed KPI csat: ends_on", "added KPI aht")


def test_the_order_of_the_document_moves_what_it_names_only(full: DatabaseFile) -> None:
    load(full, '[[priority]]\ntitle = "Third"')
    text = '[[priority]]\ntitle = "Third"\n[[priority]]\ntitle = "Grow brand loyalty"'
    assert load(full, text) == ("changed the order of priorities",)
    titles = [priority.title for priority in records(full).priorities]
    assert titles == ["Third", "Answer faster", "Grow brand loyalty"]
    assert load(full, text) == ()


def test_what_was_learned_is_put_right_by_the_document(full: DatabaseFile) -> None:
    text = '[[priority]]\ntitle = "Answer faster"\n[[priority.strategy]]\ntitle = "Call back"\n'
    assert load(full, text + 'verdict = "never used"') == ("changed strategy Call back: verdict",)
    (verdict,) = records(full).verdicts.values()
    assert (verdict.words, verdict.date) == ("never used", date(2026, 6, 1))


def test_a_load_is_taken_back_whole(full: DatabaseFile) -> None:
    before = plan_content(full)
    text = (
        '[[mission]]\nstatement = "Other"\nreason = "we merged"\n[[role]]\nname = "Coach"\n'
        '[[priority]]\ntitle = "Grow brand loyalty"\nends_on = 2026-11-23\n'
        '[[priority.strategy]]\ntitle = "Improve the customer experience"\nverdict = "it worked"\n'
        '[[standard]]\nmetric = "csat"\nlevel = [{ level = 78 }]\n'
    )
    assert len(load(full, text)) == 4
    undo(full, LEADER)
    assert plan_content(full) == before
