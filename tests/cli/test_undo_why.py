"""Undo on the command line: what was done in a closed month is taken back with its reason."""

from kpitui.actions.plan import close_month
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import LEADER, TODAY


def test_a_reading_of_a_closed_month_is_taken_back_with_a_reason(
    kpitui: Command, database: DatabaseFile
) -> None:
    close_month(database, LEADER, "2026-10", TODAY)
    where = ("--db", database.path)
    late = kpitui("log", "csat", "81", "2026-10-20", "--why", "late", *where)
    assert late.code == 0, late
    deed = kpitui("history", "--limit", "1", *where).out.split()[0]
    check_one_sentence(kpitui("undo", deed, *where), 3, "2026-10 is locked", "--why")
    assert "undone: " in kpitui("undo", deed, "--why", "it was right", *where).out
    assert "why: it was right" in kpitui("history", "--limit", "1", *where).out
