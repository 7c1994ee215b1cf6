"""A coaching session on the command line."""

import pytest

from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, check_one_sentence

LINE = 'ana role-play empathy 20m csat 82 "greeted too late" !greet by name >2026-12-07 2026-11-20'


@pytest.fixture(autouse=True)
def _db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPITUI_DB", str(database.path))


def test_a_session_is_written_down_in_one_line(kpitui: Command) -> None:
    said = kpitui("coach", LINE)
    assert said.code == 0, said.err
    assert said.out.splitlines() == [
        "recorded role-play with Ana López on Fri 2026-11-20, 20 min, focus empathy",
        "reading: Customer satisfaction 82%",
        "observed: greeted too late",
        "action: greet by name, due 2026-12-07",
        "follow-up: Mon 2026-12-07",
    ]
    assert kpitui("export").out.count("\n") == 2
    assert kpitui("undo").code == 0
    assert kpitui("export").out.count("\n") == 1


def test_programs_get_it_as_json(kpitui: Command) -> None:
    told = kpitui("coach", "--json", LINE).data
    assert told["session"] == 1
    assert len(told["readings"]) == 1
    assert (told["kind"], told["minutes"], told["actions"][0]["text"]) == (
        "role-play",
        20,
        "greet by name",
    )


def test_what_is_not_understood_records_nothing(kpitui: Command) -> None:
    check_one_sentence(
        kpitui("coach", "ana 20m"), 4, "type the session type", "Nothing was recorded"
    )
    check_one_sentence(
        kpitui("coach", "ana review csat 400"), 4, "is outside the valid range", "--yes"
    )
    assert kpitui("coach", "--yes", "ana review csat 400").code == 0
