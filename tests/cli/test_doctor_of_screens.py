"""What `kpitui doctor` says of the screens, of whose libraries another version may be installed."""

import json
import sys

import pytest

from kpitui.storage.database import DatabaseFile
from kpitui.terminal.textual_inside import missing_parts, own_driver, own_painter
from tests.cli.conftest import Command


def test_a_part_that_is_gone_is_missed_and_doctor_says_so(
    kpitui: Command, database: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    doctor = ("--db", database.path, "doctor")
    assert "Textual" not in kpitui(*doctor).out
    monkeypatch.delattr("textual.screen.Screen._push_result_callback")
    monkeypatch.setitem(sys.modules, "textual._keyboard_protocol", None)
    missing_parts.cache_clear()
    try:
        said = kpitui(*doctor)
        notes = json.loads(kpitui(*doctor, "--json").out)["notes"]
        assert own_driver() is None
        assert own_painter() is None
    finally:
        missing_parts.cache_clear()
    assert said.code == 0
    for name in ("_keyboard_protocol.FUNCTIONAL_KEYS", "screen.Screen._push_result_callback"):
        assert f"textual.{name}" in said.out
        assert f"textual.{name}" in notes[-1]
