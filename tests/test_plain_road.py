"""Whatever a screen shows, a command says as text: the table of the help, walked on the sample row
by row.
"""

import re
import shlex
import time
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import pytest

from kpitui import paths
from kpitui.charts.text import Charset
from kpitui.cli.context import Environment
from kpitui.cli.open import _importing
from kpitui.config import Config
from kpitui.domain.access import Actor, Channel
from kpitui.domain.health import RULES
from kpitui.domain.history import new_id
from kpitui.exchange.demo import make_demo
from kpitui.storage.opening import kept_open, open_file
from kpitui.storage.presence import Presence, stay
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from tests.cli.conftest import Command
from tests.cli.conftest import kpitui_today as kpitui
from tests.ui.conftest import _quick_fingers, all_at_once, screen_text, until
from tests.walk import DOWN

__all__ = ["_quick_fingers", "kpitui"]

NUMBERS = r"\d+:\d\d|\d+\.\d%"
K211 = ("down",) * list(RULES).index("K211")

FIRST = ("backspace", "backspace")
"""The review goes on where it was left; of the two KPIs of the sample the second is
satisfaction.
"""

ROAD: dict[str, tuple[tuple[str, ...], str, str]] = {
    "kpitui brief --format md": (
        ("0",), "Results due", r"not met|at risk|off track|KPIs and standards to look at",
    ),
    "kpitui show": (("1",), "of 2 on track", rf"{NUMBERS}|\d of \d on track"),
    "kpitui show csat": (
        ("1", "g", "down", "down", "down", "down"), "ahead of plan",
        r"\d+% of the way|owner \w+ \w+|expected by now|79\.0%"
    ),
    "kpitui chart csat": (
        ("4", *FIRST, "space"), "KPI 2 of 2  Customer satisfaction",
        r"\d+ weeks above [\w ]+|20\S+ (?:Role|Train)\w+"
    ),
    "kpitui board": (("8",), "worst first", NUMBERS),
    "kpitui status": (("1", "g"), "of 2 on track", r"(?:at risk|on track) +([\d.]+%?)"),
    "kpitui status --guards": (
        ("1", "g", "down", "down", "down"), "Meanwhile",
        r"Adherence to schedule (?:below|above) the \w+"
    ),
    "kpitui plan diff 2026-01-01 2026-11-01": (
        ("1", "d", "ctrl+u", *"2026-01-01", "enter", "ctrl+u", *"2026-11-01", "ctrl+s"),
        "KPIs added", r"(?:added|ended|changed): ([^\n│]+)",
    ),
    "kpitui show --unsorted": (("1", "o"), "Hold time", r"Hold time"),
    "kpitui readings csat": (
        ("1", "g", "down", "down", "down", "down", "v"), "Customer satisfaction, everyone",
        r"[\d.]+% +n=\d+  \w+ \w+"
    ),
    "kpitui person helen": (("/", *"helen", "enter", "enter"), "esc Back", NUMBERS),
    "kpitui team orders --day": (
        ("2", *"orders", "enter"), "Enter down", rf"({NUMBERS})(?=[^\n]*││)"
    ),
    "kpitui rules": (("2",), "Date today", r"Date today +(\w+ \d+ \w+)"),
    "kpitui due": (("3",), "to coach", r"! (\d+ \w\w\w)  |action: ([^\n]+?)  "),
    "kpitui due --coaching": (
        ("3",), "to coach", r"coached \d+ days? ago|follow-up due 20\d\d-\d\d-\d\d"
    ),
    "kpitui rhythm": (
        ("5", "down", "down", "o"), "Coached every", r"Name +(Advisor|Senior advisor|Team leader)"
    ),
    "kpitui person lukas": (("/", *"lukas", "enter", "s"), "Coaching of",
        r"│ ([A-Z][a-z ]+: no clear change)"),
    "kpitui session lukas": (("/", *"lukas", "enter", "s", "o"), "One-to-one: Lukas",
        r"[✓✗] [A-Z][a-z -]+: [\d.:]+"),
    "kpitui effect": (("5", "E"), "median change",
        r"Better than [a-z ]+ in \d+ of \d+|[+-]\d\.\d\d"),
    "kpitui reviews": (("4",), "why:",
        r"\d+ \w\w\w (?:keep|adjust|stop), confidence \d+ of"),
    "kpitui decisions": (("4", "d"), "Since last time", r"Review calls in pairs"),
    "kpitui chart csat --values": (
        ("4", *FIRST, "space", "v"), "period ", r"20\d\d-W\d\d +[\d.]+%",
    ),
    "kpitui chart csat --why": (("4", *FIRST, "space", "question_mark"), "Which rule applied",
        r"± [\d.]+ × mean"),
    "kpitui report": (("4", "e"), "Reviewed", NUMBERS),
    "kpitui people list": (("5",), "Orders",
        r"([A-Z]\w+ [A-Z]\w+) +[✓✗~↓? ]*(?:Advisor|Team leader|Senior advisor)"),
    "kpitui team orders": (("/", *"orders", "enter", "enter"), "team since", r"[✓✗~] ([\d.:]+%?)"),
    "kpitui team orders --deep": (
        ("/", *"orders", "enter", "enter"), "team since", r"[✓✗~] ([\d.:]+%?)"
    ),
    "kpitui differ csat": (("5", "D", "m", *("down",) * 4, "enter"), "Customer satisfaction",
        r"([\d.]+%) +\d+ +[\d.–%]+ +(?:▲|▼|no clear)|differs: \w+, \w+"),
    "kpitui check": (("6",), "issues", r"([A-Z]\d{3} [^\n│]+? \(\d+\))"),
    "kpitui check --explain K211": (("6", "p", *K211, "enter"), "Example: ", r"Fix: (.{20,30})"),
    "kpitui history": (("7",), "import readings",
        r"\d+ \w\w\w \d\d:\d\d|import readings|in the app|on the command line|by an import"),
    "kpitui import readings.csv --dry-run": (
        ("i", "ctrl+u", *"readings.csv", "enter", "enter"), "rejected",
        r"(\d+) (?:to add|new|rejected)|line \d+"
    ),
    "kpitui sheet show": (
        ("/", *"helen", "enter", "enter", "S"), "Greeted with",
        r"Greeted with [a-z ]+|Used the caller's [a-z]+"
    ),
    "kpitui doctor": (("question_mark",), "Also open", r"Also open: (\w+)"),
    "kpitui help limits": (("4", "H", "end", "2"), "Every number moves",
        r"Every number moves[^.]*"),
}  # fmt: skip
"""For each command of the table: the keys to what it says, what stands there, and what of it the
command must say.
"""


def rows() -> list[str]:
    text = (paths.help_pages() / "commands.md").read_text("utf-8")
    return re.findall(r"^\|[^|]+\|[^|]+\| `(kpitui [^`]+)` \|$", text, re.MULTILINE)


def shown(text: str, pattern: str) -> set[str]:
    """What of a screen is to be said by its command."""
    return {
        (next(filter(None, found.groups()), None) or found[0]).strip()
        for found in re.finditer(pattern, text)
    }


def with_days_of_screens(told: str) -> str:
    """What a command says, and once more with its days as screens say them: 1 Dec, Tue 1 Dec."""

    def said(form: str) -> str:
        return re.sub(
            r"\b20\d\d-\d\d-\d\d\b",
            lambda found: f"{date.fromisoformat(found[0]):{form}}".replace(" 0", " ").lstrip("0"),
            told,
        )

    return " ".join([told, said("%d %b"), said("%a %d %b")])


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kpitui: Command) -> Path:
    """The sample with somebody else in it, a metric without a place, and a file of
    readings beside it.
    """
    file = make_demo("contact_centre", tmp_path / "demo.db", date.today())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KPITUI_DB", str(file))
    monkeypatch.setenv("LANG", "C.UTF-8")
    metric = (
        'name = "Hold time"\ncode = "hold"\ndirection = "lower"\naggregation = '
        '"mean"\ncadence = "weekly"\n'
    )
    Path("more.toml").write_text(f"[[metric]]\n{metric}", "utf-8")
    assert kpitui("plan", "load", "more.toml").code == 0
    day = date.today() - timedelta(days=27)  # on which the sample, moved to today, has none
    Path("readings.csv").write_text(
        f"metric,person,date,value\ncsat,helen,{day},81\ncsat,Zed Quill,{day},8\n"
    )
    stay(open_file(file), Presence(new_id(), "ana"), time.time())
    return file


async def ssh_session(app: KpituiApp, rows: Iterable[str]) -> dict[str, str]:
    """What the screen says at the end of the keys of each row."""
    seen = {}
    async with app.run_test(size=(160, 60)) as pilot:
        await until(
            pilot, lambda: all(one in screen_text(app) for one in ("of 2 on track", "with ana"))
        )
        for row in rows:
            keys, stands, pattern = ROAD[row]
            for key, together in groupby(keys):
                if key == "down":  # drawn once and not for each line
                    all_at_once(app, DOWN * len([*together]))
                else:
                    await pilot.press(*together)

            def stands_there(stands: str = stands, pattern: str = pattern) -> bool:
                text = screen_text(app)
                return stands in text and bool(shown(text, pattern))

            await until(pilot, stands_there)
            seen[row] = screen_text(app)
            while len(app.screen_stack) > 1:
                await pilot.press("escape")
            await pilot.press("f2")
    return seen


async def test_what_each_screen_shows_its_command_says(sample: Path, kpitui: Command) -> None:
    assert sorted(rows()) == sorted([*ROAD, "kpitui person helen"]), (
        "a row of the help without its walk"
    )
    with kept_open(sample) as file:
        env = Environment(file, Actor("lee", channel=Channel.TUI), Config())
        context = AppContext(env.database, env.actor, env.config, Charset.BRAILLE, "demo")
        seen = await ssh_session(KpituiApp(context, _importing(env)), ROAD)
    missing = []
    for row, (_, _, pattern) in ROAD.items():
        answer = kpitui(*shlex.split(row)[1:])
        told = with_days_of_screens(" ".join(f"{answer.out} {answer.err}".split()))
        wanted = shown(seen[row], pattern)
        assert wanted, f"{row}: nothing is looked for in\n{seen[row]}"
        missing += [f"{row}: {one}" for one in sorted(wanted) if " ".join(one.split()) not in told]
    assert not missing, "\n".join(missing)
