"""Closing a month and opening it again: by whom, which, and why."""

from datetime import date

import pytest

from kpitui.actions.plan import close_month, open_month
from kpitui.actions.rules import set_rule
from kpitui.actions.undo import undo
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import BadData, Refused
from kpitui.storage.closed_months import load_closed_months
from kpitui.storage.database import DatabaseFile, reading
from kpitui.views.history import HistoryQuestion, load_history
from tests.conftest import LEADER, TODAY


def closed(database: DatabaseFile) -> list[str]:
    with reading(database) as db:
        return sorted(load_closed_months(db))


@pytest.mark.parametrize("role", [AccessRole.SUPERVISOR, AccessRole.MEMBER, AccessRole.VIEWER])
def test_only_a_leader_closes_and_opens_a_month(database: DatabaseFile, role: AccessRole) -> None:
    somebody = Actor("sue", role)
    with pytest.raises(Refused, match=f"A {role} may not lock a month"):
        close_month(database, somebody, "2026-10", TODAY)
    assert closed(database) == []
    close_month(database, LEADER, "2026-10", TODAY)
    with pytest.raises(Refused, match=f"A {role} may not lock a month"):
        open_month(database, somebody, "2026-10", "the survey came late")
    assert closed(database) == ["2026-10"]


def test_the_month_before_this_one_is_the_last_that_closes(database: DatabaseFile) -> None:
    for month in ("2026-11", "2026-12"):
        with pytest.raises(BadData, match=f"{month} is not over yet"):
            close_month(database, LEADER, month, TODAY)
    close_month(database, LEADER, "2026-10", TODAY)
    assert closed(database) == ["2026-10"]


def test_a_month_closes_once_and_opens_only_when_closed_and_with_a_reason(
    database: DatabaseFile,
) -> None:
    with pytest.raises(BadData, match="2026-10 is not locked"):
        open_month(database, LEADER, "2026-10", "the survey came late")
    close_month(database, LEADER, "2026-10", TODAY)
    with pytest.raises(BadData, match="2026-10 is locked already"):
        close_month(database, LEADER, "2026-10", TODAY)
    with pytest.raises(BadData, match="Give a reason to unlock 2026-10"):
        open_month(database, LEADER, "2026-10", "")
    open_month(database, LEADER, "2026-10", "the survey came late")
    assert closed(database) == []
    assert load_history(database, HistoryQuestion(limit=1))[0].why == "the survey came late"
    undo(database, LEADER)
    assert closed(database) == ["2026-10"]


def test_a_rule_starts_after_a_closed_month(database: DatabaseFile) -> None:
    close_month(database, LEADER, "2026-10", TODAY)
    with pytest.raises(BadData, match="2026-10 is locked; a rule can only start on a day after it"):
        set_rule(database, LEADER, "first_month", 4, date(2026, 10, 31), "our year")
