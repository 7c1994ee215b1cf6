"""A member at the gate: their own page, and nothing of others by any verb or key."""

import re
from base64 import b64decode
from datetime import date
from pathlib import Path

import pytest

from kpitui.actions.coaching import record_session
from kpitui.actions.measures import set_standard
from kpitui.actions.readings import record
from kpitui.domain.access import OF_A_MEMBER, VERBS, AccessRole, Actor
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.metric import Range
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.domain.records.standard import StandardDraft
from kpitui.ui.backoff import is_busy
from tests.conftest import LEADER, TODAY
from tests.gate.direct import Gate
from tests.patience import LONG
from tests.pty_terminal import Terminal

OTHERS = ("[red]Bo[/]", "Bo", "71.25", "33.75", "secret of Bo", "South", "Grow brand", "lee")
"""What stands in the file about anybody but Ana and who coached her, and the plan, which is not
hers to see.
"""

OPTIONS = (
    "", " bo", " [red]Bo[/]", " b", " --json bo", " --help", " ana bo",
)  # fmt: skip
MORE_OPTIONS = (
    " zoe", " csat bo", " --person bo", " --all", " -- bo", " --as-of 2026-11-21 bo", " csat",
    " --json", " --team South", " South", " --explain K211", " -", " --format json",
    " --month 2026-10", " csat 90 ana", " csat 90 bo", " bo listened", " north", " lee",
)  # fmt: skip
COPIED = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)")
KIM = Actor("kim", AccessRole.SUPERVISOR)


@pytest.fixture
def lively(gate: Gate) -> Gate:
    """With readings and a session of Bo and of Ana."""
    day = date(2026, 11, 20)
    values = [
        ReadingDraft(metric_id=1, person_id=2, date=day, value=value) for value in (71.25, 33.75)
    ]
    record(
        gate.database,
        KIM,
        [*values, ReadingDraft(metric_id=2, person_id=1, date=day, value=310)],
        today=TODAY,
    )
    for person, seen in ((2, "secret of Bo"), (1, "kept calm")):
        session = SessionDraft(
            person_id=person,
            date=day,
            kind=SessionKind.ROLE_PLAY,
            focus=(),
            seen=seen,
            agreed="try again",
        )
        record_session(gate.database, KIM, session, today=TODAY)
    return gate


def nothing_of_others(text: str, *but: str) -> None:
    text = text.replace("kpitui: ", "")
    for word in but:
        text = text.replace(word, "")
    assert [word for word in OTHERS if word in text] == []


def test_no_verb_with_any_words_tells_a_member_of_others(lively: Gate) -> None:
    assert (
        "71.25" in lively.ask("kim", "export").stdout
    )  # the words that are looked for are there to be seen
    options = OPTIONS + (MORE_OPTIONS if LONG else ())
    for verb in VERBS:
        for words in options if verb == "person" or LONG else (" bo",):
            done = lively.ask("ana", verb + words)
            assert done.returncode in ((0, 1, 2, 3) if verb in OF_A_MEMBER else (3,)), (
                verb,
                words,
                done,
            )
            nothing_of_others(done.stdout + done.stderr, words.strip())
    for words in ("ana", "ana --json", "an --as-of 2026-11-21"):
        own = lively.ask("ana", f"person {words}")
        assert own.returncode == 0, own.stderr
        assert "try again" in own.stdout
        assert "5:10" in own.stdout or "310" in own.stdout  # seconds, for programs
        nothing_of_others(own.stdout)


def test_a_member_takes_their_own_calendar_along_and_nothing_else(lively: Gate) -> None:
    done = lively.ask("ana", "export calendar --mine")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("BEGIN:VCALENDAR")
    assert "Bo" not in done.stdout
    for words in ("export", "export people", "export decisions", "export readings --format json"):
        refused = lively.ask("ana", words)
        assert (refused.returncode, refused.stdout) == (3, ""), words
        nothing_of_others(refused.stderr)


def test_no_key_shows_a_member_anything_of_others(lively: Gate) -> None:
    with lively.terminal("ana") as opened:
        opened.shows("Ana López", "Your standards")
        opened.quiet()
        home = opened.text
        keys = [
            *map(chr, range(33, 127)),
            " ",
            "\r",
            "\t\x1b[Z",
            "\x7f",
            "\x1b[A",
            "\x1b[B",
            "\x1b[C",
            "\x1b[D",
        ]
        keys += [f"\x1b[{number}~" for number in (15, 17, 18, 19, 20)] + [
            "\x1bOQ",
            "\x1bOR",
            "\x1bOS",
            "\x1bOP",
        ]
        keys += ["\x14", "\x13", "\x0f", "\x0b", "\x15", "\x18", "\x1a", "\x0e"]
        for key in keys:
            if key == "q":
                continue
            opened.send(key)
            opened.quiet(
                0.5 if is_busy() else 0.03
            )  # a form may open that the next key is typed in
            if opened.text != home:
                nothing_of_others(opened.text)
                back(opened, home)
            assert opened.process.poll() is None, f"{key!r} ended the session"
        # The palette finds no action that leads to others.
        for words in ("review", "plan", "people", "bo", "export", "screenshot", "history", "go to"):
            opened.send("\x10")
            opened.until(lambda: opened.text != home, "the palette")
            opened.send(words + "\r")
            opened.quiet(0.3)
            nothing_of_others(opened.text, words)
            back(opened, home)
        opened.send("q")
        assert opened.ends() == 0
    # What is copied goes to the terminal in base64.
    received = COPIED.sub(lambda found: b64decode(found[1]), opened.received).decode(
        "utf-8", "replace"
    )
    assert "Your standards" in received
    assert "71.25" not in received
    assert "Bo" not in received
    assert sum(path.name == "kpi.db" for path in lively.database.path.parent.iterdir()) == 1
    assert not list(Path.cwd().glob("*.svg"))


def back(opened: Terminal, home: str) -> None:
    """Close what a key opened and go to the first line, whose keys the bar names; a notice goes
    by itself.
    """

    def is_home() -> bool:
        opened.send("\x1b[H\x1b")
        for _ in range(8):
            if opened.text == home:
                return True
            opened.read(0.02)
        return opened.text == home

    opened.until(is_home, f"what was there before:\n{home}\nnow")


def test_a_member_acknowledges_their_own_session_and_writes_nothing_else(lively: Gate) -> None:
    with lively.terminal("ana") as opened:
        opened.shows("Ana López", "Your standards")
        for key in ("a", "e", "x", "c", "p", "s"):
            opened.send(key)
            opened.quiet(0.1)
            opened.send("\x1b")
            opened.quiet(0.15)
        opened.send("\t")
        opened.shows("role-play", "kept calm")
        opened.send("a")
        opened.shows(" by ana", "confirmed ")
        opened.send("\x1b[21~")
        assert opened.ends() == 0
    said = lively.ask("kim", "history").stdout
    assert [line for line in said.splitlines() if " ana " in line and "acknowledg" in line]


def test_a_member_reads_asks_does_and_answers_by_keys_over_a_terminal(lively: Gate) -> None:
    draft = StandardDraft(metric=3, level=Range(low=95), starts_on=TODAY)
    set_standard(lively.database, LEADER, draft, earliest=TODAY)
    with lively.terminal("ana") as opened:
        opened.shows("Your standards", "1 new level", "before ≥ 92.0%", "a Seen", "w Ask why")
        opened.send("w")
        opened.shows("Ask why: Adherence to schedule")
        opened.send("why 95 now\r")
        opened.shows("You asked", "why 95 now", "Not answered yet.")
        opened.send("\t")
        opened.shows("kept calm", "e Answer")
        opened.send("e")
        opened.shows("Your answer to the role-play")
        opened.send("I tried it twice\r")
        opened.shows("your answer: I tried it twice")
        nothing_of_others(opened.text)
        opened.send("\x1b[21~")
        assert opened.ends() == 0
    due = lively.ask("kim", "due").stdout
    (asked,) = [line for line in due.splitlines() if "why 95 now" in line]
    assert "Ana López" in asked
    number = asked.partition("--question ")[2].split()[0]
    assert lively.ask("kim", f"answer --question {number} calls come later").returncode == 0
    assert "why 95 now" not in lively.ask("kim", "due").stdout
    own = lively.ask("ana", "person ana").stdout
    assert "kim answered" in own
    assert "calls come later" in own
    nothing_of_others(own)
    refused = lively.ask("ana", f"answer --question {number} mine")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
