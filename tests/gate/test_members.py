"""A member at the gate: their own page, and nothing of others by any verb or key."""

from pathlib import Path

import pytest

from kpitui.domain.access import VERBS
from kpitui.views import DatabaseFile
from tests.gate.direct import Gate

OTHERS = ("[red]Bo[/]", "Bo", "71.25", "33.75", "secret of Bo", "South", "Grow brand", "lee")
"""What stands in the file about anybody but Ana and who coached her, and the plan, which is not hers to see."""

OPTIONS = (
    "", " ana", " bo", " Bo", " [red]Bo[/]", " csat", " csat bo", " --json", " --person bo", " --team South", " South",
    " --all", " --as-of 2026-11-01", " --explain K211", " -", " --format json", " --month 2026-10", " --help",
    " csat 90 ana", " csat 90 bo", " bo listened",
)  # fmt: skip


@pytest.fixture
def lively(gate: Gate) -> Gate:
    """With readings and a session of Bo and of Ana."""
    said = gate.ask("kim", "log 'csat 71.25 bo 2026-11-20; csat 33.75 bo 2026-11-19; csat 64.5 ana 2026-11-20'")
    assert said.returncode == 0, said.stderr
    for who, words in (("bo", "secret of Bo"), ("ana", "kept calm")):
        said = gate.ask("kim", f"coach '{who} role-play 20m \"{words}\" !try again'")
        assert said.returncode == 0, said.stderr
    return gate


def nothing_of_others(text: str, *but: str) -> None:
    text = text.replace("kpitui: ", "")
    for word in but:
        text = text.replace(word, "")
    assert [word for word in OTHERS if word in text] == []


def test_no_verb_with_any_words_tells_a_member_of_others(lively: Gate) -> None:
    assert "71.25" in lively.ask("kim", "export").stdout  # the words that are looked for are there to be seen
    for verb in VERBS:
        for options in OPTIONS if verb == "person" else OPTIONS[:3]:
            done = lively.ask("ana", verb + options)
            assert done.returncode in ((0, 1, 2, 3) if verb == "person" else (3,)), (verb, options, done)
            nothing_of_others(done.stdout + done.stderr)
    own = lively.ask("ana", "person ana")
    assert own.returncode == 0, own.stderr
    assert "kept calm" in own.stdout
    assert "64.5" in own.stdout


def test_no_option_of_the_page_tells_a_member_of_others(lively: Gate) -> None:
    for words in ("ana --json", "ana --as-of 2026-11-21", "ana --json --as-of 2026-11-21", "ana bo", "ana -- bo"):
        nothing_of_others((done := lively.ask("ana", f"person {words}")).stdout + done.stderr)
        assert done.returncode in (0, 1, 2, 3, 4), words


def test_no_key_shows_a_member_anything_of_others(lively: Gate, database: DatabaseFile) -> None:
    with lively.terminal("ana", 120, 40) as opened:
        opened.shows("Ana López", "coaching (1")
        keys = [*map(chr, range(33, 127)), " ", "\r", "\t", "\x7f", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"]
        keys += [f"\x1b[{number}~" for number in (15, 17, 18, 19, 20)] + ["\x1bOQ", "\x1bOR", "\x1bOS", "\x1bOP"]
        keys += ["\x14", "\x13", "\x0f", "\x0b", "\x15", "\x18", "\x1a", "\x0e"]
        for key in keys:
            if key == "q":
                continue
            opened.send(key)
            opened.quiet(0.08)
            nothing_of_others(opened.text, "You are ana, member")
            opened.send("\x1b")
            opened.quiet(0.15)
            assert opened.process.poll() is None, f"{key!r} ended the session"
        # The palette finds no action that leads to others.
        for words in ("review", "plan", "people", "bo", "export", "screenshot", "history", "go to"):
            opened.send("\x10")
            opened.quiet(0.2)
            opened.send(words + "\r")
            opened.quiet(0.3)
            nothing_of_others(opened.text, words, "You are ana, member")
            opened.send("\x1b")
            opened.quiet(0.15)
            opened.send("\x1b")
            opened.quiet(0.15)
        opened.send("q")
        assert opened.ends() == 0
    assert "71.25" not in opened.received.decode("utf-8", "replace")
    assert "Bo" not in opened.received.decode("utf-8", "replace")
    assert sum(one.name == "kpi.db" for one in database.path.parent.iterdir()) == 1
    assert not list(Path.cwd().glob("*.svg"))


def test_a_member_acknowledges_their_own_session_and_writes_nothing_else(lively: Gate) -> None:
    with lively.terminal("ana") as opened:
        opened.shows("Ana López", "coaching (1")
        for key in ("a", "e", "x", "c", "p"):
            opened.send(key)
            opened.quiet(0.1)
            opened.send("\x1b")
            opened.quiet(0.15)
        opened.send("s")
        opened.shows("role-play", "kept calm")
        opened.send("y")
        opened.shows("acknowledged")
        opened.send("\x1b[21~")
        assert opened.ends() == 0
    said = lively.ask("kim", "history").stdout
    assert [line for line in said.splitlines() if " ana " in line and "acknowledg" in line]
