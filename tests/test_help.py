"""The help says what is there: its keys are the keys of the screens, its commands those
of the program.
"""

import re
from pathlib import Path

import pytest
from msgspec.structs import fields
from textual.binding import Binding
from textual.widget import Widget

from kpitui import paths
from kpitui.charts.text import Charset, plain
from kpitui.cli.help_text import page_as_text
from kpitui.config import Config, GateSettings
from kpitui.domain.file_rules import FileRules
from kpitui.domain.health import RULES
from kpitui.domain.thresholds import Thresholds
from kpitui.terminal.keys import MOVE, key_words
from kpitui.terminal.words_area import WordsArea
from kpitui.ui.app import KpituiApp
from kpitui.ui.scoring import ScoresContacts
from kpitui.ui.screens.board import BoardScreen
from kpitui.ui.screens.calibration import CalibrationScreen, ComparedList
from kpitui.ui.screens.calibrations import CalibrationList, CalibrationsScreen
from kpitui.ui.screens.coach import CoachScreen
from kpitui.ui.screens.differ import DifferLines, DifferScreen
from kpitui.ui.screens.drift import DriftScreen
from kpitui.ui.screens.effect import EffectList, EffectScreen
from kpitui.ui.screens.enter import EnterScreen
from kpitui.ui.screens.health import Findings, HealthScreen
from kpitui.ui.screens.history import FilterInput, HistoryScreen
from kpitui.ui.screens.import_file import ImportScreen, PathInput
from kpitui.ui.screens.people import PeopleScreen
from kpitui.ui.screens.person import PersonScreen
from kpitui.ui.screens.plan import PlanScreen
from kpitui.ui.screens.readings import ReadingsScreen
from kpitui.ui.screens.review import ReviewScreen
from kpitui.ui.screens.review_summary import ReviewSummary
from kpitui.ui.screens.score import ScoreScreen
from kpitui.ui.screens.sessions import SessionsScreen
from kpitui.ui.screens.sort import SortScreen
from kpitui.ui.widgets.board_grid import BoardGrid
from kpitui.ui.widgets.entry_grid import EntryGrid
from kpitui.ui.widgets.people_rows import PeopleRows
from kpitui.ui.widgets.plan_tree import PlanTree
from kpitui.ui.widgets.score_sheet import ScoreSheet
from kpitui.ui.widgets.session_sheet import SessionSheet
from kpitui.views.help import PAGES, load_page
from tests.cli.conftest import Command, check_one_sentence
from tests.cli.conftest import kpitui_today as kpitui
from tests.help_pictures import WIDE, picture_of, pictures

__all__ = ["kpitui"]

SCREENS: dict[str, tuple[type[Widget], ...]] = {
    "plan": (PlanScreen, PlanTree, SortScreen, ReadingsScreen),
    "enter": (EnterScreen, EntryGrid),
    "coach": (CoachScreen, SessionsScreen, EffectScreen, EffectList, SessionSheet, WordsArea),
    "review": (ReviewScreen, ReviewSummary),
    "people": (PeopleScreen, PeopleRows, PersonScreen),
    "health": (HealthScreen, Findings),
    "history": (HistoryScreen, FilterInput),
    "board": (BoardScreen, BoardGrid),
    "differ": (DifferScreen, DifferLines),
    "calibration": (
        CalibrationsScreen,
        CalibrationList,
        CalibrationScreen,
        ComparedList,
        DriftScreen,
    ),
    "sheets": (ScoreScreen, ScoreSheet, ScoresContacts),
    "data": (ImportScreen, PathInput),
}
"""What the keys of a page belong to."""

MOVES = {"j", "k", "h", "l", "g", "G"}
"""Letters that move in every list, whose keys need no page of their own."""
IN_WORDS = {"-", "n", "n=31", "y", "0", "9"}
"""Typed into a cell, or as answers, so they are no bindings."""


def bindings(kind: type[Widget]) -> list[Binding]:
    found = []
    for base in kind.__mro__:
        for var in vars(base).get("BINDINGS", ()):
            if isinstance(var, Binding) and var.id and base.__module__.startswith("kpitui."):
                found.append(var)
    return found


def keys(binding: Binding) -> set[str]:
    return {key_words(key) for key in binding.key.split(",")}


def text_of(page: str) -> str:
    """A page without its blocks of code, whose fences would pair with the marks of keys."""
    text = (paths.help_pages() / f"{page}.md").read_text("utf-8")
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def said(page: str) -> set[str]:
    """Every key that a page names: what stands in backticks, and the keys that have a name."""
    text = text_of(page)
    words = {word for quoted in re.findall(r"`([^`]+)`", text) for word in quoted.split()}
    named = re.findall(r"\b(?:Enter|Tab|Backspace|Delete|F9|up|down|left|right)\b", text)
    words |= {name if name == "F9" else name.lower() for name in named}
    return words | ({"up", "down", "left", "right"} if "arrows" in text else set())


@pytest.mark.parametrize("page", SCREENS)
def test_a_page_names_every_key_of_its_screen(page: str) -> None:
    missing = [
        f"{binding.key} ({binding.id}): {binding.tooltip}"
        for kind in SCREENS[page]
        for binding in bindings(kind)
        if binding.group != MOVE and not keys(binding) & said(page)
    ]
    assert not missing


@pytest.mark.parametrize("page", SCREENS)
def test_a_page_names_no_key_that_does_nothing(page: str) -> None:
    known = {
        key
        for kind in (*SCREENS[page], KpituiApp)
        for binding in bindings(kind)  # type: ignore[arg-type] # an App has bindings as a widget has
        for key in keys(binding)
    }
    tables = re.findall(
        r"^\| ([^|]+) \|", text_of(page).partition("| key | does |")[2], re.MULTILINE
    )
    named = {
        key
        for cell in tables
        for quoted in re.findall(r"`([^`]+)`", cell)
        for key in quoted.split()
    }
    assert named
    assert not {
        key for key in named if key not in known | IN_WORDS | MOVES and not key.startswith("kpitui")
    }


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_a_title_and_links_that_lead_somewhere(page: str) -> None:
    found = load_page(page)
    assert text_of(page).startswith(f"# {found.title}\n")
    assert set(found.links) <= set(PAGES) - {page}
    assert len(found.links) <= 9, "a digit follows a link"
    assert "](" not in found.text, "only links between pages: nothing may open a browser"
    assert not re.search(r"https?://", found.text)


def test_every_file_is_a_page() -> None:
    assert {path.stem for path in paths.help_pages().glob("*.md")} == set(PAGES)


def test_the_pages_of_the_rules_are_their_own_words() -> None:
    text = load_page("codes").text
    for rule in RULES.values():
        for paragraph in rule.page:
            assert paragraph in text


def test_every_setting_stands_in_the_help_with_its_default(kpitui: Command) -> None:
    text = load_page("settings").text
    tables = {"keys", "time_zones", "gate"}
    for record in (Config, GateSettings, FileRules, Thresholds):
        for field in fields(record):
            name = field.name
            if name in ("health", "calendars"):
                continue  # the thresholds themselves, and what the rules of other days come to
            if name in tables:
                assert f"`[{name}]`" in text
            elif not isinstance(field.default, tuple):
                default = field.default
                shown = str(default).lower() if isinstance(default, bool) else default
                shown = f'"{default}"' if isinstance(default, str) else shown
                assert f"- `{name} = {shown}`: " in text


def test_the_command_prints_contents_pages_and_rules(kpitui: Command) -> None:
    contents = kpitui("help").out
    assert [line.split()[0] for line in contents.splitlines()] == list(PAGES)
    assert kpitui("help", "ideas").out.startswith("KPI and standard\n================\n")
    assert (
        "See also, with kpitui help: limits, first_steps, plan, glossary, codes\n"
        in kpitui("help", "ideas").out
    )
    assert kpitui("help", "quick", "entry").out.startswith("Quick entry\n")
    assert kpitui("help", "routine").out.startswith("Real change and routine\n")
    assert kpitui("help", "k211").out.startswith("K211 Standard used as a KPI")
    check_one_sentence(kpitui("help", "weather"), 1, "weather", "quick_entry")
    check_one_sentence(kpitui("help", "e"), 1, "the pages are")


@pytest.mark.parametrize("columns", ["30", "80", "100"])
def test_a_printed_page_keeps_within_its_width(
    kpitui: Command, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for page in ("ideas", "enter", "quick_entry", "limits"):
        out = kpitui("help", page).out
        longest = max((line for line in out.splitlines() if not line.startswith("    ")), key=len)
        assert len(longest) <= int(columns)
        assert not re.search(r"`\||\*\*|\]\(|<!--", out)


def test_a_plain_terminal_gets_plain_text(kpitui: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "C")
    for page in PAGES:
        assert kpitui("help", page).out.isascii()


def test_the_pages_ship_with_the_program() -> None:
    assert paths.help_pages().is_relative_to(Path(paths.__file__).parent)


def test_a_table_too_wide_for_columns_names_them_in_each_row() -> None:
    told = "\n".join(page_as_text(load_page("shared_server"), 80))
    assert (
        "a key, until the screen shows it\n"
        "    half of them took up to: 0.03 s\n"
        "    95 of 100 took up to: 0.09 s\n"
    ) in told
    assert "\n    half of them took up to\n" not in told


def test_what_stands_between_fences_comes_out_as_it_is() -> None:
    """Text to copy into a file, with its empty lines."""
    told = "\n".join(page_as_text(load_page("sheets"), 80))
    assert "```" not in told
    assert '    [[sheet]]\n    name = "A call"\n    code = "call"' in told
    assert "\n\n    [[sheet.version]]\n    starts_on" in told


@pytest.mark.parametrize(("page", "name"), pictures())
def test_a_picture_is_printed_as_it_is_and_in_ascii_too(
    kpitui: Command, monkeypatch: pytest.MonkeyPatch, page: str, name: str
) -> None:
    kept = picture_of(page, name)
    assert max(map(len, kept)) <= WIDE
    assert "".join(f"    {line}".rstrip() + "\n" for line in kept) in kpitui("help", page).out
    monkeypatch.setenv("LANG", "C")
    # A `?` is a sign of its own: what is unusual, or has no data.
    marks = sum(line.count("?") for line in kept)
    printed = kpitui("help", page).out
    begin = printed.index(plain(kept[0], Charset.ASCII))
    shown = "\n".join(printed[begin:].split("\n")[: len(kept)])
    assert shown.count("?") == marks
