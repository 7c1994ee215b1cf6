"""What an account for some teams is told where it asks for more: one sentence, which does not say
what there is.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from kpitui.domain.access import AccessRole, Actor, Channel
from tests.cli.conftest import Answer, check_one_sentence
from tests.scope_asked import ask, ask_at_gate
from tests.scope_world import DAY, READERS, World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with time_machine.travel(DAY, tick=True):
        yield World.make(tmp_path_factory.mktemp("refusals"))


def become(world: World, account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask as an account from now on."""
    (reader,) = (reader for reader in READERS if reader.account == account)
    monkeypatch.setenv("KPITUI_DB", str(world.of(reader)))


@pytest.fixture
def zoe(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Who asks supervises one team."""
    become(world, "zoe", monkeypatch)
    with time_machine.travel(DAY, tick=True):
        yield


THERE, NOT_THERE = "Zorv Quill 12", "Zorv Nemo 12"


@pytest.mark.parametrize(
    "words",
    [
        ("person", "{}"), ("expect", "{}"), ("evaluations", "{}"),
        ("chart", "csat", "--person", "{}"),
        ("done", "x", "--person", "{}"), ("calibrate", "open", "{} 8841"),
        ("log", 'csat 92 "" {}'), ("sheet", "weakest", "--person", "{}"),
        ("log", "csat 92 {}"), ("event", 'csat "x" {}'), ("coach", '{} training "x"'),
        ("away", "{} until 14 dec"), ("coach", "--coach", "{}", 'helen training "x"'),
        ("review", "csat", "--decide", "adjust", "--what", "x, {} by +9d"),
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.usefixtures("zoe")
def test_someone_outside_is_told_as_someone_who_is_not_there(words: tuple[str, ...]) -> None:
    def asked(name: str) -> Answer:
        said = ask(*(word.format(name) for word in words))
        return Answer(said.code, said.out.replace(name, "X"), said.err.replace(name, "X"))

    assert asked(THERE) == asked(NOT_THERE)
    assert asked(THERE).code != 0


@pytest.mark.usefixtures("zoe")
def test_a_name_that_is_not_in_the_teams_is_told_so() -> None:
    said = "No one in your teams is called “zorv”; kpitui team NAME shows who is in one."
    check_one_sentence(ask("person", "zorv"), 1, said)
    adjust = "review", "csat", "--decide", "adjust", "--what", "x, lukas by +9d"
    for asked in (adjust, ("coach", "--coach", "lukas", 'helen training "x"')):
        assert "no one in your teams is called “lukas”" in ask(*asked).err


@pytest.mark.usefixtures("zoe")
def test_a_line_of_a_file_about_someone_outside_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "readings.csv"
    file.write_text(
        "metric,person,team,date,value\ncsat,Zorv Quil 12,,2026-11-19,81\n"
        "csat,,Aftercare,2026-11-19,81\ncsat,Helen Marsh,,2026-11-19,80\n",
        "utf-8",
    )
    said = ask("import", file, "--dry-run", "--no-person", "keep")
    assert "1 would be added, 0 already there, 2 rejected" in said.out
    fix = "fix the name, or ask a leader to import what is of other teams"
    assert f"no one in your teams is called “Zorv Quil 12”; {fix}" in said.err
    assert "Aftercare is not one of your teams" in said.err


@pytest.mark.usefixtures("zoe")
def test_records_of_others_are_not_there_by_their_number(world: World) -> None:
    for words in (
        ("calibrate", "close", "1"), ("decide", str(world.numbers["dispute"]), "stands", "so"),
        ("answer", "--question", str(world.numbers["question"]), "so"),
        ("evaluations", "--seen", str(world.numbers["evaluation"])),
    ):  # fmt: skip
        check_one_sentence(ask(*words), 1, "There is no")


@pytest.mark.usefixtures("zoe")
def test_another_team_and_the_organisation_are_not_recorded() -> None:
    check_one_sentence(ask("event", 'csat "menu" aftercare'), 3, "Aftercare is not one of your")
    check_one_sentence(ask("event", 'csat "menu"'), 3, "An event of everyone is not one of your")
    assert ask("log", "csat 92 aftercare").code == 3


NAMED = re.compile(r"kpitui (?:--\S+ )*([a-z]+)")


@pytest.mark.parametrize(
    "words",
    [
        ("show", "zzz"), ("team", "zzz"), ("person", "zzz"), ("log", "zzz 1"),
        ("log", "csat 92 zzz"), ("score", "zzz 9 y"), ("chart", "zzz"), ("board", "--team", "zzz"),
        ("calibrate", "open", "zzz", "9"), ("sheet", "weakest", "--team", "zzz"),
        ("decisions", "--kpi", "zzz"), ("review", "zzz", "--decide", "keep"),
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.usefixtures("zoe")
def test_an_error_at_the_gate_names_no_command_that_is_not_there(words: tuple[str, ...]) -> None:
    said = ask_at_gate(*words)
    assert (said.code, said.out) != (0, "")
    kim = Actor("kim", AccessRole.SUPERVISOR, Channel.GATE)
    named = NAMED.findall(said.err.replace("kpitui: ", ""))
    assert [one for one in named if not kim.may_ask_for(one)] == []


@pytest.mark.usefixtures("zoe")
def test_a_copy_is_for_who_sees_every_team_and_doctor_finds_the_whole_file_sound(
    tmp_path: Path,
) -> None:
    check_one_sentence(ask("backup", tmp_path / "copy.db"), 3, "holds every team; ask a leader")
    assert not (tmp_path / "copy.db").exists()
    said = ask("doctor").out
    assert "day summaries differ" not in said
    assert "the history was altered" not in said
    assert "note: every, vic see every team; narrow an account with" in said


@pytest.mark.usefixtures("zoe")
def test_another_team_is_told_as_a_team() -> None:
    said = ask("team", "aftercare", "--day")
    assert (said.code, said.out) == (0, "Aftercare: 8 people\n")
    assert "Another team is seen as a team" in said.err
    assert "Aftercare: 8 people" in ask("people", "list").out
    assert ask("team", "aftercare", "--json").data["not_shown"] == 8


@pytest.mark.parametrize(
    "words",
    [
        ("log", "--replace", "csat 92 tom 2026-03-27"),
        ("log", "--replace", "csat 92 tom 2026-03-22"),
        ("log", "--add", "csat 92 tom 2026-03-27"), ("coach", 'tom training "x"'),
        ("away", "tom until 14 dec"), ("away", "tom back 14 dec"), ("event", 'csat "x" tom'),
        ("done", "x", "--person", "tom"), ("seen", "schedule", "--person", "tom"),
        ("done", "--outcome", "kept", "--person", "tom"),
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.usefixtures("zoe")
def test_who_went_to_another_team_is_refused_whether_there_is_a_row_of_them_or_not(
    words: tuple[str, ...],
) -> None:
    said = ask(*words)
    check_one_sentence(said, 3, "Tom Whitfield is not in your teams; ask a")


@pytest.mark.usefixtures("zoe")
def test_nothing_is_asked_of_a_value_that_may_not_be_saved() -> None:
    for words in ("aht 5:00 aftercare", "csat 920 aftercare", "csat 3 tom"):
        said = ask("log", words)
        assert said.code == 3, said
        assert "unusual" not in said.err
        assert "outside the valid range" not in said.err
    everyone = ask("log", "aht 1 organisation")
    check_one_sentence(everyone, 3, "The whole organisation is not one of your teams")


@pytest.mark.parametrize("name", ["Zorv Quill 12", "Zorv Nemo 12", "quill12"])
@pytest.mark.usefixtures("zoe")
def test_a_name_of_a_file_that_may_be_of_another_team_is_neither_told_nor_made(
    tmp_path: Path, name: str
) -> None:
    fix = "ask a leader to import what is of other teams"
    readings, contacts = tmp_path / "readings.csv", tmp_path / "contacts.csv"
    sessions = tmp_path / "sessions.csv"
    readings.write_text(f"metric,person,date,value\ncsat,{name},2026-11-19,81\n", "utf-8")
    contacts.write_text(f"reference,person,date\n8841,{name},2026-11-19\n", "utf-8")
    sessions.write_text(
        f"date,person,coach,kind,seen\n2026-11-19,{name},zoe,training,listens\n", "utf-8"
    )
    said = ask("import", readings, "--create", "--yes")
    assert f"no one in your teams is called “{name}”; fix the name, or {fix}" in said.err
    assert "0 added, 0 already there, 1 rejected" in said.out
    said = ask("import", sessions, "--dry-run")
    assert f"no one in your teams is called “{name}”; fix the name, or {fix}" in said.err
    said = ask("sheet", "contacts", contacts, "--dry-run")
    assert f"who are not in your teams: {name} (1). Fix the name, or {fix}" in said.err


@pytest.mark.usefixtures("zoe")
def test_what_is_not_shown_is_not_said_to_be_nothing() -> None:
    people = "People of Aftercare are not shown to you."
    for words in (("away", "--list"), ("due",)):
        assert people in ask(*words, "--team", "aftercare").err
    check_one_sentence(ask("readings", "aht", "--team", "aftercare"), 1,
                       "Readings of Aftercare are not shown to you.")  # fmt: skip
    assert "Evaluations of Tom Whitfield are not shown to you." in ask("evaluations", "tom").err
    check_one_sentence(ask("sheet", "weakest", "--person", "tom"), 1,
                       "Evaluations of Tom Whitfield are not shown to you.")  # fmt: skip


@pytest.mark.parametrize("account", ["zoe", "lee"])
@pytest.mark.parametrize(
    "asked",
    ["people data zorv", "people forget zorv --yes", "access list", "plan show", "rules", "doctor",
     "backup x.db"],
)  # fmt: skip
def test_what_there_is_on_the_server_alone_is_told_so_at_the_gate(
    world: World, asked: str, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    become(world, account, monkeypatch)
    with time_machine.travel(DAY, tick=True):
        said = ask_at_gate(*asked.split())
    verb = asked.split()[0]
    check_one_sentence(said, 3, f"{verb} runs on the server itself, not through this login; a ")
    assert "zorv" not in said.err


@pytest.mark.usefixtures("zoe")
def test_a_name_in_words_is_told_as_one_that_is_not_in_the_teams() -> None:
    check_one_sentence(ask("away", "lukas until 14 dec"), 4, "no one in your teams is called “luk")
    check_one_sentence(ask("coach", 'lukas training "x"'), 4, "no name of someone in your teams g")


@pytest.mark.parametrize(("account", "shown"), [("lee", True), ("zoe", True), ("vic", False)])
def test_who_is_not_shown_what_someone_has_seen_is_not_told_that_they_have_not(
    world: World, account: str, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The agent asked about that level, so they have seen it."""
    become(world, account, monkeypatch)
    with time_machine.travel(DAY, tick=True):
        told, answer = (ask("person", "marv marlow 4", *more).out for more in ((), ("--json",)))
    assert ("Does 6.4 stay" in told) is shown
    assert "not seen yet" not in told
    assert [load["seen_by"] for load in json.loads(answer)["new_levels"]] == (
        ["Siobhán O'Neill"] if shown else []
    )


@pytest.mark.usefixtures("zoe")
def test_a_viewer_is_told_nothing_of_what_they_cannot_do(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for account in ("vic", "vera"):
        become(world, account, monkeypatch)
        brief = ask("brief").out.splitlines()
        assert [one.partition(" ")[0] for one in brief] == ["KPIs", "KPIs"]
        assert "kpitui decide" not in ask("due").out
    become(world, "vera", monkeypatch)
    check_one_sentence(ask("calibrate", "list"), 1, "No calibrations of your teams yet.\n")
    become(world, "zoe", monkeypatch)
    assert "follow-ups and actions due in Orders: " in ask("brief").out
    *_, waiting = ask("brief", "--team", "aftercare").out.splitlines()
    assert waiting == "People of Aftercare are not shown to you."
