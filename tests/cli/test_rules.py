"""The time zone of the organisation, and that of who types an entry."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import time_machine

from kpitui.actions.accounts import set_account
from kpitui.domain.access import AccessRole
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import open_file
from kpitui.storage.presence import Presence
from kpitui.storage.records import rows
from kpitui.storage.watch import FileWatch
from tests.cli.conftest import Command, check_one_sentence, kpitui
from tests.conftest import LEADER, record_weekly
from tests.patience import PATIENCE

__all__ = ["kpitui"]

Place = Callable[[str], None]
SUNDAY_EVENING = "2026-11-22T18:00:00Z"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(SUNDAY_EVENING, tick=False):
        yield


@pytest.fixture
def sits_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Where the terminal says that it is."""

    def place(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield place
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def here(kpitui: Command, database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    return kpitui


def days_recorded(database: DatabaseFile) -> list[str]:
    with reading(database) as db:
        return [row["date"] for row in rows(db, "SELECT date FROM readings ORDER BY id")]


def test_without_a_rule_the_server_says_what_day_it_is(here: Command, sits_in: Place) -> None:
    sits_in("Asia/Tokyo")
    assert here("rules").out.splitlines()[:2] == [
        "time zone: that of the server (Asia/Tokyo); set one with: kpitui rules --time-zone NAME",
        "today: 2026-11-23",
    ]
    sits_in("America/New_York")
    said = here("rules", "--json").data
    assert (said["time_zone"], said["server_time_zone"]) == (None, "America/New_York")
    assert said["today"] == "2026-11-22"


def test_a_leader_sets_the_zone_it_is_in_the_history_and_can_be_undone(
    here: Command, database: DatabaseFile
) -> None:
    assert (
        here("rules", "--time-zone", "Pacific/Auckland").out
        == "time zone: Pacific/Auckland\ntoday: 2026-11-23\n"
    )
    assert "set rule: time zone" in here("history").out
    assert "rule time zone value: - → Pacific/Auckland" in here("history").out
    assert here("rules", "--time-zone", "America/Lima").out.endswith(
        "today: 2026-11-22\n"
    )  # the later one holds
    check_one_sentence(here("rules", "--time-zone", "America/Lima"), 4, "America/Lima already")
    assert here("undo").code == here("undo").code == 0
    assert here("rules", "--json").data["time_zone"] is None
    assert here("doctor").code == 0


@pytest.mark.parametrize("role", [AccessRole.SUPERVISOR, AccessRole.MEMBER, AccessRole.VIEWER])
def test_nobody_else_sets_it(here: Command, database: DatabaseFile, role: AccessRole) -> None:
    set_account(database, LEADER, "boss", AccessRole.LEADER)
    set_account(database, LEADER, "root", role)
    said = "see only their own page" if role is AccessRole.MEMBER else "may not change the rules"
    check_one_sentence(here("rules", "--time-zone", "Europe/Rome"), 3, said)


@pytest.mark.parametrize(
    ("zone", "said"),
    [("Europe/Berln", "did you mean Europe/Berlin?"), ("Europe", "There is no time zone"),
        ("", "names are like"),
     ("../../etc/passwd", "names are like"), ("\x1b[2J", "There is no time zone")],
)  # fmt: skip
def test_a_zone_that_is_none_is_told(here: Command, zone: str, said: str) -> None:
    check_one_sentence(here("rules", "--time-zone", zone), 4, said)
    assert here("rules", "--json").data["time_zone"] is None


def test_a_machine_without_time_zones_says_so(
    here: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    (tmp_path / "tzdata.py").write_text("raise ImportError")
    bare = os.environ | {"PYTHONTZPATH": "", "PYTHONPATH": str(tmp_path)}

    def there(*words: str) -> str:
        command = [sys.executable, "-m", "kpitui", *words]
        done = subprocess.run(
            command, env=bare, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        assert (done.returncode, done.stdout) == (4, "")
        return done.stderr

    no_data = "kpitui: This machine has no time zone data; install its package tzdata.\n"
    assert there("rules", "--time-zone", "Europe/Rome") == no_data
    assert here("rules", "--time-zone", "Europe/Berlin").code == 0
    assert there("status") == (
        f"kpitui: {database.path} is kept in the time zone “Europe/Berlin”, which this machine "
        "does not know; install or update its package tzdata.\n"
    )


def test_periods_and_what_is_due_go_by_the_zone_of_the_organisation(
    here: Command, database: DatabaseFile
) -> None:
    record_weekly(database, 2, [330.0], date(2026, 11, 20), person_id=1)
    assert (
        "Average handle time" not in here("due", "--team", "north").out
    )  # it is Sunday, and the week runs
    here("rules", "--time-zone", "Pacific/Auckland")
    assert (
        "Average handle time (last 2026-11-20)" in here("due", "--team", "north").out
    )  # there it is Monday
    assert here("due", "--as-of", "today").out == here("due").out
    here("rules", "--time-zone", "America/Lima")
    assert "Average handle time" not in here("due", "--team", "north").out


def test_the_history_is_told_and_asked_for_by_the_clock_of_the_organisation(
    here: Command, sits_in: Place
) -> None:
    here("rules", "--time-zone", "Pacific/Auckland")
    for place in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # whoever looks
        sits_in(place)
        assert "2026-11-23 07:00" in here("history", "--limit", "1").out
        assert here("history", "--since", "2026-11-23").code == 0
    assert here("history", "--since", "2026-11-24").code == 1


def test_the_plan_of_a_day_is_that_of_its_end_there(here: Command, tmp_path: Path) -> None:
    here("rules", "--time-zone", "Pacific/Auckland")
    plan = tmp_path / "plan.toml"
    plan.write_text(
        '[[priority]]\ntitle = "Grow brand loyalty"\ndescription = "New words"\nstarts_on = '
        "2026-01-01\n"
    )
    assert here("plan", "load", plan).code == 0  # there it is the 23rd
    assert "New words" not in here("plan", "show", "--as-of", "2026-11-22").out
    with time_machine.travel("2026-11-24T18:00:00Z", tick=False):
        assert "New words" in here("plan", "show", "--as-of", "2026-11-23").out


def test_a_month_is_over_when_it_is_over_there(here: Command) -> None:
    with time_machine.travel("2026-11-30T18:00:00Z", tick=False):
        here("rules", "--time-zone", "America/Lima")
        assert here("report", "--month", "2026-12").code == 2
        here("rules", "--time-zone", "Pacific/Auckland")
        assert "has not started" not in here("report", "--month", "2026-12").err


def test_the_zone_of_who_types_proposes_the_day_and_no_more(
    here: Command, database: DatabaseFile, sits_in: Place
) -> None:
    here("rules", "--time-zone", "America/Lima")
    sits_in("Pacific/Auckland")  # where it is Monday already
    assert (
        here("log", "aht", "5:40", "ana").out
        == "recorded Average handle time 5:40 for Ana López on Mon 2026-11-23\n"
    )
    assert here("log", "aht", "5:40", "bo", "yesterday").code == 0
    assert here("coach", 'ana role-play 20m "greets late"').code == 0
    assert days_recorded(database) == ["2026-11-23", "2026-11-22"]
    assert here("rules", "--json").data["today"] == "2026-11-22"
    check_one_sentence(here("log", "aht 5:40 ana 2026-11-24"), 4, "is in the future")
    here("rules", "--time-zone", "Pacific/Kiritimati")
    sits_in("America/Lima")  # a day behind
    assert here("log", "aht", "5:50", "ana", "--json").data[0]["date"] == "2026-11-22"
    for day in ("2026-11-23", "23 nov"):  # what the organisation calls today
        assert (
            here("log", "--add", "aht", "5:50", "ana", day, "--json").data[0]["date"]
            == "2026-11-23"
        )
    assert "on Mon 2026-11-23" in here("coach", "ana role-play 23 nov").out
    check_one_sentence(here("log", "aht 5:40 ana 2026-11-24"), 4, "is in the future")


def test_the_setting_of_an_account_goes_before_its_terminal(
    here: Command,
    database: DatabaseFile,
    sits_in: Place,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = tmp_path / "config" / "kpitui" / "config.toml"
    settings.parent.mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    here("rules", "--time-zone", "America/Lima")
    sits_in("Etc/UTC")
    settings.write_text('[time_zones]\nroot = "Pacific/Auckland"\n')
    assert "on Mon 2026-11-23" in here("log", "aht", "5:40", "ana").out
    settings.write_text('[time_zones]\nroot = "Pacific/Aukland"\n')
    check_one_sentence(here("status"), 4, "time_zones.root", "“Pacific/Aukland”")
    settings.write_text("")
    sits_in("; nonsense")  # what a terminal says may be anything
    assert "on Sun 2026-11-22" in here("log", "aht", "5:40", "bo").out


def test_an_open_file_follows_the_rule_that_somebody_else_sets(
    here: Command, database: DatabaseFile
) -> None:
    other = open_file(database.path)
    watch = FileWatch(other, Presence("1", "sue"))
    here("rules", "--time-zone", "Pacific/Auckland")
    assert other.clock.today() == date(2026, 11, 22)
    watch.look(0.0)
    assert other.clock.today() == date(2026, 11, 23)
    watch.close()
