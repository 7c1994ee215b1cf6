"""`kpitui keys`: every key with its id, and what the settings make of them."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command


def settings(kpitui: Command, text: str) -> None:
    config = Path(kpitui("paths", "--json").data["config"])
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(text, "utf-8")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def test_every_key_with_its_id(kpitui: Command) -> None:
    answer = kpitui("keys")
    assert answer.code == 0
    assert "  form.save              ctrl+s F9          Save\n" in answer.out
    assert answer.err == ""
    by_id = {one["id"]: one for one in kpitui("keys", "--json").data}
    assert by_id["app.find"] == {
        "id": "app.find", "keys": ["slash"], "default": ["slash"], "label": "Find",
        "screens": ["everywhere"],
        "description": "Go to a plan item, metric, team or person by part of its name",
        "changed": False,
    }  # fmt: skip


def test_what_the_settings_change_is_marked_and_what_cannot_be_is_named(kpitui: Command) -> None:
    settings(kpitui, 'keys_preset = "vim"\n[keys]\n"plan.note" = "N"\nplan.edit = "a"\n')
    answer = kpitui("keys")
    assert answer.code == 1
    assert "* plan.note              N " in answer.out
    assert "* list.first             home g " in answer.out
    assert "  plan.edit              e " in answer.out
    assert answer.err == (
        "kpitui: [keys] plan.edit cannot have a: that is plan.add (Plan). It keeps the keys it "
        "had.\n"
    )
    changed = {one["id"] for one in kpitui("keys", "--json").data if one["changed"]}
    assert {"plan.note", "list.first", "people.team"} <= changed
    assert "plan.edit" not in changed
