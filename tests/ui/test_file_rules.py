"""The rules of the file on the Plan screen: everyone sees them, a leader sets one."""

from datetime import date
from pathlib import Path

from kpitui.actions.rules import set_rule
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import open_file
from tests.conftest import LEADER, TODAY
from tests.pty_terminal import terminal
from tests.ui.conftest import app_on, screen_text, shows, type_text


async def test_a_leader_sets_a_rule_in_a_form(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("R")
        await shows(pilot, "Rules of this file", "rule_set: wheeler", "first_month: 1")
        await type_text(pilot, "first_month\r")
        await shows(pilot, "a whole number from 1 to 12")
        await type_text(pilot, "13\r\rour year\r")
        await shows(pilot, "type a whole number from 1 to 12")
        await type_text(pilot, "4")
        await pilot.press("ctrl+s")
        await shows(pilot, "The rule is set")
        await pilot.press("R")
        await shows(pilot, "first_month: 4; since 23 Nov, lee: our year")
        await pilot.press("escape", "u")
        await shows(pilot, "set rule: first_month")
    assert open_file(lively.path).rules.on(TODAY).first_month == 1


async def test_who_may_not_set_one_reads_them(lively: DatabaseFile) -> None:
    set_rule(lively, LEADER, "rule_set", "nhs", date(2026, 1, 1), "as the trust does")
    app = app_on(lively, actor=Actor("sue", AccessRole.SUPERVISOR, Channel.TUI))
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("R")
        await shows(pilot, "rule_set: nhs; since 1 Jan, lee: as the trust does")
        assert "ctrl+s" not in screen_text(app)


def test_the_screens_take_the_rules_of_settings_over_and_say_it_once(
    database: DatabaseFile, tmp_path: Path
) -> None:
    settings = tmp_path / "config" / "kpitui" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('rules = "nhs"\n[health]\nlive_priorities = 3\n', "utf-8")
    here = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    with terminal("--db", database.path, environment=here) as opened:
        opened.shows("Grow brand loyalty")
        opened.shows("Adopted from your settings: rule_set", "nhs, live_priorities 3")
    held = open_file(database.path).rules.on(TODAY)
    assert (held.rule_set, held.health.live_priorities) == ("nhs", 3)
    with terminal("--db", database.path, environment=here) as opened:
        opened.shows("Grow brand loyalty")
        opened.quiet()
        assert "Adopted" not in opened.text
