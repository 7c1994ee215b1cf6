"""A supervisor of one team reads the same verdicts, figures and charts of the team as a leader."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine

from kpitui.domain.access import Actor
from kpitui.domain.history import ChangeRecord
from kpitui.storage.database import writing
from kpitui.storage.opening import open_file
from tests.cli.conftest import Answer
from tests.conftest import all_in_one_file, held_open
from tests.once import once_a_run
from tests.own_teams import changed
from tests.scope_asked import ask
from tests.scope_world import READERS, become, make_world

DAY = date(2026, 10, 30)
METRICS = ("csat", "qoc", "aht", "wrap", "prod", "schedule", "procedure", "sl", "abandon",
           "offered")  # fmt: skip
PEOPLE = ("Helen", "Priya", *(f"Marv Marlow {number}" for number in (2, 3, 4, 5, 8)))
TEAMS = ("orders", "aftercare", "evening")
EARLIER = ("2026-03-01", "2025-12-01")

OF_THE_TEAM: tuple[tuple[str, ...], ...] = (
    *(("person", name, "--json") for name in PEOPLE),
    *(("evaluations", name, "--json") for name in PEOPLE[:2]),
    *(("sheet", "weakest", "--person", name, "--json") for name in PEOPLE[:2]),
    *(("expect", name) for name in PEOPLE[:2]),
    ("team", "orders", "--json"), ("team", "orders"), ("team", "orders", "--day"),
    ("sheet", "weakest", "--json"), ("sheet", "drift", "--json"),
    ("board", "--all", "--json"), *(("board", "--team", team, "--json") for team in TEAMS),
    ("status", "--json"), ("status", "--guards"), ("show",), ("show", "--json"),
    ("report", "--all"), ("reviews", "--json"),
    *(("chart", metric, "--json") for metric in METRICS),
    *(("chart", metric, "--team", team, "--json") for metric in METRICS for team in TEAMS),
    *(("chart", metric, "--person", "Priya", "--json") for metric in METRICS),
    *(("chart", metric, "--by", "month", "--json") for metric in METRICS),
    *(("differ", metric, "--team", "orders", "--json") for metric in METRICS[:7]),
    *(("show", metric) for metric in METRICS),
    *((*words, "--as-of", day) for day in EARLIER for words in (
        ("person", "Priya", "--json"), ("team", "orders", "--json"),
        ("board", "--all", "--json"),
        ("show",), ("status", "--json"), ("chart", "csat", "--json"),
    )),
)  # fmt: skip
"""What tells of the own team, of other teams as teams, and of everyone together."""


FEWEST = "INSERT INTO rules (name, value, starts_on) VALUES ('fewest_in_group', '2', '2024-01-01');"
"""Two seniors of other teams are enough to be shown together; what is left out of fewer is tested
in `tests/views/test_groups_of_few`.
"""


ASKING = ("lee", "zoe", "vic")
"""A leader, a supervisor of one team, a viewer."""


def make_files(folder: Path) -> None:
    """The whole sample with all marks, as the file of each who asks."""
    with time_machine.travel(DAY, tick=True):
        base = folder / "base.db"
        make_world(base, whole=True)
        changed(base, FEWEST)
        with writing(open_file(base), ChangeRecord(Actor("lee"), "seal")):
            pass  # what another program wrote is sealed
        all_in_one_file(base)
    for account in ASKING:
        (reader,) = (reader for reader in READERS if reader.account == account)
        become(Path(shutil.copy(base, folder / f"{account}.db")), reader)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the file of each who asks, which stays open."""
    made = once_a_run(tmp_path_factory, "scope-figures", make_files)
    folder = tmp_path_factory.mktemp("figures")
    with ExitStack() as stack:
        for account in ASKING:
            shutil.copy(made / f"{account}.db", folder)
            stack.enter_context(held_open(folder / f"{account}.db"))
        yield folder


def said_to(
    world: Path, account: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> Answer:
    """What a command says to one of them."""
    monkeypatch.setenv("KPITUI_DB", str(world / f"{account}.db"))
    with time_machine.travel(DAY, tick=True):
        return ask(*words)


def told(
    world: Path, account: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> tuple[int, str, str]:
    said = said_to(world, account, words, monkeypatch)
    # How much was coached is told of the agents that someone sees.
    out = re.sub(r"^## Coaching\n.*?(?=^## )", "", said.out, flags=re.M | re.S)
    return said.code, out, said.err


@pytest.mark.parametrize("words", OF_THE_TEAM, ids=" ".join)
def test_a_figure_is_the_same_for_a_leader_and_for_the_supervisor(
    world: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    leader, narrowed = (told(world, one, words, monkeypatch) for one in ("lee", "zoe"))
    assert leader[0] == 0
    assert len(leader[1]) > 1
    assert narrowed == leader


AS_TEAMS: tuple[tuple[str, ...], ...] = (
    *(("team", team, "--json") for team in TEAMS), ("board", "--all", "--json"),
    ("status", "--json"), ("show",), ("people", "list"),
    *(("chart", metric, "--team", "orders", "--json") for metric in ("csat", "prod")),
)  # fmt: skip
"""What tells of everyone in figures alone."""


@pytest.mark.parametrize("words", AS_TEAMS, ids=" ".join)
def test_a_viewer_who_is_not_told_why_someone_was_away_reads_the_same_figures(
    world: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    leader, viewer = (told(world, one, words, monkeypatch) for one in ("lee", "vic"))
    assert leader[0] == 0
    assert viewer == leader


def test_a_viewer_sees_the_days_away_and_not_why(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("away", "--list", "--past", "--all")
    leader, viewer = (told(world, one, asked, monkeypatch)[1] for one in ("lee", "vic"))
    assert viewer.splitlines() == [re.sub(r": hush\w+$", "", one) for one in leader.splitlines()]
    assert "hush" in leader


def findings(world: Path, account: str, monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    data: Any = json.loads(told(world, account, ("check", "--json"), monkeypatch)[1])
    return {(one["code"], f"{one['record']}: {one['title']}") for one in data}


def test_health_finds_the_same_but_for_people_and_teams_outside(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything, narrowed = (findings(world, one, monkeypatch) for one in ("lee", "zoe"))
    shared = {one for one in everything if "of your teams" not in one[1]}
    assert {one for one in narrowed if "of your teams" not in one[1]} <= shared
    left_out = {code for code, _ in everything - narrowed}
    assert left_out <= {"C401", "C402", "C403", "C404", "C405", "S301", "S308", "S309", "K217"}


def test_a_viewer_is_not_told_that_no_one_was_coached(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not {code for code, _ in findings(world, "vic", monkeypatch)} & {"C403", "S308"}
    said = told(world, "vic", ("person", "Helen"), monkeypatch)[1]
    assert said.count("Coaching is for the person, their line and leaders.") == 1
    assert "not coached" not in said


def test_the_coaching_of_a_report_says_whose_it_is(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader, narrowed = (ask_report(world, one, monkeypatch) for one in ("lee", "zoe"))
    assert "of your teams" not in leader
    assert re.search(r"\d+ sessions? with \d+ agents? of your teams", narrowed)


def ask_report(world: Path, account: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The section Coaching of the report of October."""
    said = said_to(world, account, ("report", "--all", "--month", "2026-10"), monkeypatch).out
    (found,) = re.findall(r"^## Coaching\n.*?(?=^## )", said, flags=re.M | re.S)
    return str(found)
