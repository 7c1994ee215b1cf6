"""A supervisor of one team reads the same verdicts, figures and charts of the team as a leader."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from tests.own_teams import changed
from tests.scope_asked import ask
from tests.scope_world import READERS, World

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


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with time_machine.travel(DAY, tick=True):
        made = World.make(tmp_path_factory.mktemp("figures"), whole=True)
        for reader in READERS:
            changed(made.of(reader), FEWEST)
        yield made


def told(
    world: World, account: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> tuple[int, str, str]:
    (reader,) = (one for one in READERS if one.account == account)
    monkeypatch.setenv("KPITUI_DB", str(world.of(reader)))
    with time_machine.travel(DAY, tick=True):
        said = ask(*words)
    # How much was coached is told of the agents that someone sees.
    out = re.sub(r"^## Coaching\n.*?(?=^## )", "", said.out, flags=re.M | re.S)
    return said.code, out, said.err


@pytest.mark.parametrize("words", OF_THE_TEAM, ids=" ".join)
def test_a_figure_is_the_same_for_a_leader_and_for_the_supervisor(
    world: World, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    leader, narrowed = (told(world, one, words, monkeypatch) for one in ("lee", "zoe"))
    assert leader[0] == 0
    assert len(leader[1]) > 1
    assert narrowed == leader


def findings(world: World, account: str, monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    data: Any = json.loads(told(world, account, ("check", "--json"), monkeypatch)[1])
    return {(one["code"], f"{one['record']}: {one['title']}") for one in data}


def test_health_finds_the_same_but_for_people_and_teams_outside(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything, narrowed = (findings(world, one, monkeypatch) for one in ("lee", "zoe"))
    shared = {one for one in everything if "of your teams" not in one[1]}
    assert {one for one in narrowed if "of your teams" not in one[1]} <= shared
    left_out = {code for code, _ in everything - narrowed}
    assert left_out <= {"C401", "C402", "C403", "C404", "C405", "S301", "S308", "S309", "K217"}


def test_a_viewer_is_not_told_that_no_one_was_coached(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not {code for code, _ in findings(world, "vic", monkeypatch)} & {"C403", "S308"}
    said = told(world, "vic", ("person", "Helen"), monkeypatch)[1]
    assert said.count("Coaching is for the person, their line and leaders.") == 1
    assert "not coached" not in said


def test_the_coaching_of_a_report_says_whose_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader, narrowed = (ask_report(world, one, monkeypatch) for one in ("lee", "zoe"))
    assert "of your teams" not in leader
    assert re.search(r"\d+ sessions? with \d+ agents? of your teams", narrowed)


def ask_report(world: World, account: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The section Coaching of the report of October."""
    (reader,) = (one for one in READERS if one.account == account)
    monkeypatch.setenv("KPITUI_DB", str(world.of(reader)))
    with time_machine.travel(DAY, tick=True):
        said = ask("report", "--all", "--month", "2026-10").out
    (found,) = re.findall(r"^## Coaching\n.*?(?=^## )", said, flags=re.M | re.S)
    return str(found)
