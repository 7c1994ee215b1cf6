"""Spans: each style is drawn, the chain above a KPI is made in one place, and what somebody typed
is cleaned where it is shown.
"""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import kpitui
from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.health.rule import Severity
from kpitui.domain.progress import Status
from kpitui.domain.writing import Writing
from kpitui.storage.database import DatabaseFile
from kpitui.ui.app_context import AppContext
from kpitui.ui.theme import STYLES, painted
from kpitui.words.spans import Span, line, mark, muted, status, status_style, text_of, title
from kpitui.words.speech import Speech
from tests.conftest import LEADER, TODAY

PACKAGE = Path(kpitui.__file__).parent


def styles_named() -> Iterator[str]:
    for path in (PACKAGE / "words").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Span"), args=[_, ast.Constant(value=str(style))]):
                    yield style


def test_every_style_is_drawn() -> None:
    named = {*styles_named()}
    assert {"title", "warning", "good"} <= named
    statuses = {status_style(word) for word in (*Status, "met", "not met", "no level")}
    severities = {f"severity:{severity}" for severity in Severity}
    assert named | statuses | severities <= STYLES.keys()


def test_the_chain_above_a_kpi_is_made_in_one_place() -> None:
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "› " in node.value
    }
    path_of_a_team = "domain/team_tree.py"
    assert found == {"words/kpi.py", path_of_a_team}


def test_empty_parts_are_left_out() -> None:
    assert line("a", "", title(""), line(muted("b"))) == (Span("a"), Span("b", "muted"))


@pytest.mark.parametrize("word", [*Status, "met", "not met", "no level"])
def test_a_status_has_a_mark_besides_its_colour(word: str) -> None:
    assert text_of(line(status(word))) == f"{mark(word)} {word}"
    assert len(mark(word)) == 1


@pytest.mark.parametrize(
    ("charset", "shown"),
    [(Charset.BRAILLE, "✗ off track › [red]é[/]"), (Charset.ASCII, "x off track > [red]e[/]")],
)
def test_what_is_painted_is_neither_markup_nor_a_control_code(
    database: DatabaseFile, charset: Charset, shown: str
) -> None:
    context = AppContext(database, LEADER, Config(), charset, "kpi.db", today=lambda: TODAY)
    drawn = painted(line(status("off track"), " › [red]é[/]\x1b[2J"), context)
    assert drawn.plain.startswith(shown)
    assert "\x1b" not in drawn.plain
    assert [span.style for span in drawn.spans] == [STYLES["status:off track"]]


def test_speech_writes_days_and_numbers_as_they_are_read(database: DatabaseFile) -> None:
    speech = Speech(Writing(decimal_comma=True, date_form="d.m.y"), database.clock, TODAY)
    assert speech.day(date(2026, 11, 2)) == "02.11.2026"
    assert speech.day(None) == ""
    assert speech.words("new target on 2026-11-02, “2026-11-02”") == (
        "new target on 02.11.2026, “2026-11-02”"
    )
    assert [speech.late(day) for day in (None, TODAY, date(2026, 11, 22))] == [False, False, True]
