"""Every screen in a real terminal: any size, light, dark, few colours or none, in ASCII, in tmux
and screen.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kpitui.actions.accounts import set_account
from kpitui.actions.measures import set_standard
from kpitui.cli.context import account_name
from kpitui.domain.access import AccessRole
from kpitui.domain.records.metric import Range
from kpitui.domain.records.standard import StandardDraft
from kpitui.exchange.demo import make_demo
from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import open_file
from kpitui.views.lookup import find_metric
from tests.colour import contrast
from tests.conftest import LEADER
from tests.goldens import Goldens
from tests.patience import LONG
from tests.pty_terminal import Terminal
from tests.walk import DAY, DOWN, ESC, READINGS, WALK, Stop, go_to, typed

PROGRAM = f"""
import os, sys, time_machine
os.chdir(os.path.dirname(sys.argv[-1]))
time_machine.travel("{DAY}T09:00:00+00:00", tick=True).start()
os.umask(0o077)
from kpitui.cli.main import run
sys.argv[0] = "kpitui"
run()
"""

MANY_COLOURS = {"COLORTERM": "truecolor"}
LIGHT = MANY_COLOURS | {"COLORFGBG": "0;15"}
NO_COLOUR = MANY_COLOURS | {"NO_COLOR": "1"}
COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")
MANY = re.compile(rb"\x1b\[(?:[0-9;]*;)?[34]8;")


@pytest.fixture(scope="module")
def of_the_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample of the day, made once."""
    return make_demo("contact_centre", tmp_path_factory.mktemp("sample") / "demo.db", DAY)


@pytest.fixture
def db(of_the_day: Path) -> Iterator[Path]:
    """A copy of the sample of the day, where paths are short enough to be shown."""
    folder = Path(tempfile.mkdtemp(prefix="k"))
    database = Path(shutil.copy(of_the_day, folder / "demo.db"))
    database.chmod(0o600)
    (folder / "readings.csv").write_text(READINGS, "utf-8")
    then = datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC).timestamp()
    os.utime(folder / "readings.csv", (then, then))
    yield database
    shutil.rmtree(folder)


@contextmanager
def kpitui(
    db: Path,
    environment: Mapping[str, str] | None = None,
    width: int = 80,
    height: int = 24,
    begins: str = "Health 1",
) -> Iterator[Terminal]:
    """The program on the day of the sample, its first screen in sight."""
    command = [sys.executable, "-c", PROGRAM, "--db", str(db)]
    opened = Terminal(
        command, width=width, height=height, environment={"TZ": "UTC"} | dict(environment or {})
    )
    try:
        opened.shows(begins)
        yield opened
        leave(opened)
    finally:
        opened.close()


def leave(opened: Terminal) -> None:
    opened.send("\x1b[21~")  # F10
    assert opened.ends() == 0


OF_DIALOGS = ("5fafff", "005faf")
"""What frames of dialogs are painted with; those of panels have other colours."""


def faint(opened: Terminal) -> set[str]:
    """Letters whose contrast is below 4.5:1, with their colours; what a dialog dims behind it does
    not count.
    """
    cells = list(opened.cells)
    corners = {
        char: (column, row)
        for column, row, char, front, _ in cells
        if char in ("╭", "╯") and front in OF_DIALOGS
    }
    left, top, right, bottom = 0, 0, *cells[-1][:2]
    if len(corners) == 2:
        (left, top), (right, bottom) = corners["╭"], corners["╯"]
    return {
        f"{char} {front} on {behind}"
        for column, row, char, front, behind in cells
        if left <= column <= right and top <= row <= bottom
        if char.isalnum() and contrast(rgb(front), rgb(behind)) < 4.5
    }


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


@pytest.mark.parametrize(
    ("size", "environment"),
    [((80, 24), MANY_COLOURS), ((120, 40), LIGHT)],
    ids=["80x24-dark", "120x40-light"],
)
def test_every_screen_is_as_it_was_and_every_word_on_it_can_be_read(
    db: Path, size: tuple[int, int], environment: dict[str, str]
) -> None:
    goldens, unreadable = Goldens("{}x{}".format(*size), db.parent), {}
    with kpitui(db, environment, *size) as opened:
        for stop in WALK:
            go_to(opened, stop)
            goldens.check(opened, stop.name)
            if found := faint(opened):
                unreadable[stop.name] = found
            typed(opened, stop.back)
    assert not unreadable
    goldens.all_alike()


OWN = (
    Stop("own", "", "Your standards"),
    Stop("own-chart", "\r", "Last readings", back=ESC),
    Stop("own-question", "w", "Ask why", back=ESC),
    Stop("own-contact", DOWN * 4 + "\r", "w Dispute", back=ESC),
    Stop("own-coaching", "\t", "call review"),
)


@pytest.mark.parametrize(
    ("size", "environment"),
    [((80, 24), MANY_COLOURS), ((120, 40), LIGHT)],
    ids=["80x24-dark", "120x40-light"],
)
def test_the_page_of_a_member_is_as_it_was_and_every_word_on_it_can_be_read(
    db: Path, size: tuple[int, int], environment: dict[str, str]
) -> None:
    database = open_file(db)
    for low, starts_on in ((93, DAY), (95, DAY + timedelta(days=31))):
        draft = StandardDraft(metric=metric_id(database), level=Range(low=low), starts_on=starts_on)
        set_standard(database, LEADER, draft, earliest=DAY)
    set_account(database, LEADER, "lee", AccessRole.LEADER)
    set_account(database, LEADER, account_name(), AccessRole.MEMBER, "Chidi Okafor")
    goldens, unreadable = Goldens("{}x{}-own".format(*size), db.parent), {}
    with kpitui(db, environment, *size, begins="Your standards") as opened:
        for stop in OWN:
            go_to(opened, stop)
            goldens.check(opened, stop.name)
            if found := faint(opened):
                unreadable[stop.name] = found
            typed(opened, stop.back)
    assert not unreadable
    goldens.all_alike()


def metric_id(database: DatabaseFile) -> int:
    return find_metric(database, "Adherence to schedule").id


PLAIN = (
    Stop("plan", DOWN * 4, "84.6%"),
    Stop("form", "e", "Edit KPI", back=ESC),
    Stop("enter-grid", "2orders\r", "Tab right", back=ESC),
    Stop("coach", "3helen\r", "Enter for next", back=ESC),
    Stop("review", "4", "KPI 1 of 2"),
    Stop("team", "5" + DOWN + "\r", "Adherence to procedure", back=ESC),
    Stop("differ", "D", "no clear difference", back=ESC),
    Stop("board", "8", "week to", back=ESC),
    Stop("keys", "?", "This screen", back=ESC),
    Stop("palette", "\x10", "Commands", back=ESC),
)  # fmt: skip


def test_in_the_locale_c_not_a_byte_is_anything_but_ascii(db: Path) -> None:
    goldens = Goldens("ascii", db.parent)
    with kpitui(db, {"LANG": "C"}) as opened:
        for stop in WALK if LONG else PLAIN:
            go_to(opened, stop)
            if stop in PLAIN:
                goldens.check(opened, stop.name)
            typed(opened, stop.back)
    assert opened.received.isascii()
    goldens.all_alike()


def test_a_form_keeps_what_is_typed_whatever_becomes_of_the_window(db: Path) -> None:
    goldens = Goldens("resized", db.parent)
    with kpitui(db) as opened:
        go_to(opened, Stop("", DOWN * 4 + "e", "Edit KPI"))
        opened.send("\x08\x08\x08\x08\x08\x0891")
        opened.shows("Target            91")
        for width, height in ((60, 20), (30, 10), (200, 60)):
            opened.resize(width, height)
            opened.shows("Too small" if width < 60 else "91")
            goldens.check(opened, f"form-{width}x{height}")
        go_to(opened, Stop("", ESC + "4", "KPI 1 of 2"))
        goldens.check(opened, "review-200x60")
        opened.resize(60, 20)
        opened.shows("Too small for the whole Review")
        goldens.check(opened, "review-60x20")
        go_to(opened, Stop("", "1e", "91"))
        goldens.check(opened, "plan-60x20")
        typed(opened, ESC)
    goldens.all_alike()


TERMINALS = ["xterm", "linux", "vt100", *(["screen", "tmux-256color"] if LONG else [])]


@pytest.mark.parametrize("term", TERMINALS)
def test_every_kind_of_terminal_gets_the_colours_it_has(db: Path, term: str) -> None:
    with kpitui(db, {"TERM": term}) as opened:
        go_to(opened, Stop("", DOWN * 4, "84.6%"))
        go_to(opened, Stop("", "4", "KPI 1 of 2"))
        assert COLOUR.search(opened.received)
        assert bool(MANY.search(opened.received)) == term.endswith("256color")
        assert opened.text.isascii() == (term == "linux")


SIXTEEN = [
    ({"TERM": "linux"}, "cyan"),
    ({"TERM": "xterm", "COLORFGBG": "0;15"}, "blue"),
    *([({"TERM": "xterm"}, "cyan")] if LONG else []),
]
"""Terminals of sixteen colours, dark and light; the long form has a dark one of the light kind."""


@pytest.mark.parametrize(("environment", "accent"), SIXTEEN)
def test_in_sixteen_colours_there_is_one_accent_and_yellow_and_red_are_bold(
    db: Path, environment: dict[str, str], accent: str
) -> None:
    # the tab of the screen stands reversed, in the colour of the ground
    meant = {"default", "black", "white", "green", "brown", "red", accent}
    with kpitui(db, environment) as opened:
        for stop in (
            Stop("", DOWN * 4, "84.6%"), Stop("", "?", "This screen", back=ESC),
            Stop("", "e", "Edit KPI", back=ESC), Stop("", "8", "week to"),
            Stop("", "6", "issues"), Stop("", "2hel\r", "Type a value"),
        ):  # fmt: skip
            go_to(opened, stop)
            opened.quiet(0.3)
            letters = [cell for row in opened.rows for cell in row if cell.letter.strip()]
            assert {letter.front for letter in letters} <= meant, stop
            pale = [
                letter for letter in letters if letter.front in ("brown", "red") and not letter.bold
            ]
            assert not pale, (stop, pale[:3])
            typed(opened, stop.back)


@pytest.mark.parametrize("environment", [environment for environment, _ in SIXTEEN])
def test_in_sixteen_colours_status_is_green_yellow_and_red_and_the_cursor_one_bar(
    db: Path, environment: dict[str, str]
) -> None:
    # What terminals show as yellow is called brown there.
    words = {
        "Customer": ("on track", "green"),
        "Quality": ("at risk", "brown"),
        "schedule": ("not met", "red"),
    }
    with kpitui(db, environment) as opened:
        go_to(opened, Stop("", DOWN, "Grow brand loyalty"))
        cells = list(opened.cells)
        for name, (word, colour) in words.items():
            row, line = next(
                (at, one) for at, one in enumerate(opened.text.splitlines()) if name in one
            )
            column = line.index(word)
            seen = {
                front
                for x, y, _, front, _ in cells
                if y == row and column <= x < column + len(word)
            }
            assert seen == {colour}, word
        go_to(opened, Stop("", DOWN * 2, "week to 15 Nov"))
        opened.until(lambda: any("at risk" in line for line in opened.marked), "at risk")
        row = next(at for at, line in enumerate(opened.text.splitlines()) if "at risk" in line)
        looks = [
            (front, behind) for x, y, _, front, behind in opened.cells if y == row and 10 <= x < 77
        ]
        assert len(set(looks)) == 1
        for stop, name in (
            (Stop("", "5" + DOWN * 2, "Advisor"), "Fatima"),
            (Stop("", "/aver", "standard of everyone", back=ESC), "Average handle time"),
            (Stop("", "2hel", "Helen Marsh"), "Helen Marsh"),
        ):
            go_to(opened, stop)
            opened.until(lambda: any(name in line for line in opened.marked), name)  # noqa: B023
            bar = next(line for line in opened.marked if name in line)
            row = next(at for at, line in enumerate(opened.text.splitlines()) if bar in line)
            bars = [tuple(look) for x, y, _, *look in opened.cells if y == row and 4 <= x < 70]
            assert len(set(bars)) == 1, name
            typed(opened, stop.back)


def test_who_wants_no_colour_is_sent_none_and_sees_where_the_cursor_is(db: Path) -> None:
    with kpitui(db, NO_COLOUR) as opened:
        for stop, marked in (
            (Stop("", DOWN * 4, "84.6%"), "Customer satisfaction"),
            (Stop("", "/aver", "standard of everyone", back=ESC), "Average handle time"),
            (Stop("", "6", "issues"), "Quality of communication"),
            (Stop("", "\x10undo", "Undo your last change", back=ESC), "Undo"),
        ):
            go_to(opened, stop)
            # called at once
            opened.until(lambda: any(marked in line for line in opened.marked), marked)  # noqa: B023
            typed(opened, stop.back)
        for stop in PLAIN if LONG else ():
            go_to(opened, stop)
            typed(opened, stop.back)
        assert not COLOUR.search(opened.received)


PAGES = (
    "plan-larger",
    "review",
    "review-standard",
    "review-table",
    "review-summary",
    "person",
    "health-page",
    "keys",
    "team",
    "sort",
)
"""Where one reads, and nothing is marked."""


def test_on_every_screen_the_cursor_of_the_terminal_stands_in_what_is_marked_and_ctrl_l_paints_it_again(  # noqa: E501
    db: Path,
) -> None:
    with kpitui(db, NO_COLOUR) as opened:
        for stop in WALK:
            go_to(opened, stop)
            if stop.name not in PAGES:
                opened.until(
                    lambda: opened.stands_in_marked, f"the cursor in what is marked on {stop.name}"
                )
            opened.until(lambda: is_painted_again(opened), f"{stop.name} painted again")
            typed(opened, stop.back)


def is_painted_again(opened: Terminal) -> bool:
    """Whether ctrl+l brings back what stood there before another program wrote on it."""
    before = opened.text
    opened.feed(b"\x1b[3;9r\x1b(0\x1b[2J\x1b[5;5HBroadcast message from root")
    opened.send("\x0c")
    opened.until(lambda: "Broadcast" not in opened.text, "a page without what another wrote")
    opened.quiet(0.2)
    return opened.text == before


def test_a_cursor_that_is_to_be_seen_is_not_hidden(db: Path) -> None:
    with kpitui(db) as opened:
        assert opened.received.rfind(b"\x1b[?25l") > opened.received.rfind(b"\x1b[?25h")
    settings = Path(os.environ["HOME"]) / ".config" / "kpitui" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("cursor = true\n", "utf-8")
    with kpitui(db) as opened:
        opened.shows("Make every customer glad")
        assert b"\x1b[?25l" not in opened.received


@pytest.mark.parametrize("term", ["screen", "linux", "vt100"])
def test_where_there_is_no_other_page_to_go_back_to_this_one_is_cleared(
    db: Path, term: str
) -> None:
    opened = Terminal([sys.executable, "-c", PROGRAM, "--db", str(db)], environment={"TERM": term})
    try:
        opened.shows("Make every customer glad")
        leave(opened)
        opened.quiet()
        assert not opened.text.strip()
    finally:
        opened.close()


def multiplexers(db: Path, name: str) -> dict[str, tuple[list[str], bytes, list[str], list[str]]]:
    """How each is opened with the program in it, left with its default prefix, entered
    again, and ended.
    """
    inside = [sys.executable, "-m", "kpitui", "--db", str(db)]
    tmux = ["tmux", "-L", name, "-f", "/dev/null"]
    screen = ["screen", "-U", "-c", "/dev/null"]
    return {
        "tmux": (
            [*tmux, "new-session", *inside],
            b"\x02d",
            [*tmux, "attach"],
            [*tmux, "kill-server"],
        ),
        "screen": (
            [*screen, "-S", name, *inside],
            b"\x01d",
            [*screen, "-r", name],
            [*screen, "-S", name, "-X", "quit"],
        ),
    }


@pytest.mark.parametrize("kind", ["tmux", "screen"])
def test_inside_a_multiplexer_one_leaves_and_comes_back_to_what_was_typed(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    if shutil.which(kind) is None:
        pytest.skip(f"{kind} is not installed")
    tmp_path.chmod(0o700)
    monkeypatch.setenv("SCREENDIR", str(tmp_path))
    monkeypatch.setenv("TMUX_TMPDIR", str(tmp_path))
    monkeypatch.delenv("TMUX", raising=False)
    opening, prefix_d, again, ending = multiplexers(db, f"kpitui{os.getpid()}")[kind]
    try:
        opened = Terminal(opening)
        try:
            opened.shows("Grow brand loyalty")
            opened.send("2")
            opened.shows("Type a name or team")
            opened.send("helen\r")
            opened.shows("Adherence to schedule")
            opened.send("91/100")
            opened.shows("91/100")
            opened.send(prefix_d)
            opened.ends()
        finally:
            opened.close()
        back = Terminal(again)
        try:
            back.shows("Helen Marsh", "91/100")
            back.send("\x1b[21~")  # F10
            back.shows("Not saved: 1 value")
            back.send("\x1b[21~")
            back.ends()
        finally:
            back.close()
    finally:
        subprocess.run(ending, check=False, capture_output=True)
