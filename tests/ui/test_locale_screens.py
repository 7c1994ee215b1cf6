"""Every screen for a person who writes 03.11.2026 and 4,5: no ISO day and no decimal point is left
on any of them.
"""

import re
from datetime import date

from kpitui.actions.measures import annotate
from kpitui.actions.rules import set_rule
from kpitui.config import Config
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.storage.database import DatabaseFile
from tests.conftest import LEADER
from tests.ui.conftest import app_on, screen_text, shows, type_text, until

ISO = re.compile(r"\d{4}-\d{2}(?:-\d{2})?(?!\d|-W|-Q)")
POINT = re.compile(r"(?<![\d.])\d+\.\d{1,2}(?![\d.])")
HERE = Config(date_form="d.m.y", decimal_comma=True)

WALK = [
    ("g", "Mission"), ("j", "Priority since"), ("j", "Strategy since"), ("j", "by 31.12.2026"),
    ("enter", "esc Back to the tree"), ("escape", "Standards"), ("v", "20.11.2026"),
    ("e", "Correct"), ("escape", "20.11.2026"), ("escape", "Standards"), ("e", "31.12.2026"),
    ("escape", "Standards"),
    ("n", "such as: new phone menu"), ("escape", "Standards"), ("d", "01.01.2027"),
    ("escape", "Standards"), ("C", "10.2026"), ("escape", "Standards"),
    ("left_square_bracket", "as of"), ("t", "Standards"),
    ("4", "31.12.2026"), ("v", "15.11.2026"), ("b", "Lock the limits"), ("escape", "15.11.2026"),
    ("5", "North"), ("j", "Ana"), ("enter", "latest"), ("escape", "North"),
    ("6", "issues"), ("j", "issues"), ("7", "load plan"), ("j", "on 22.09.2026"),
    ("3", "session"), ("2", "Type a name or team"), ("a", "Ana"), ("enter", "since 01.01.2024"),
]  # fmt: skip


async def test_no_screen_shows_another_form(lively: DatabaseFile) -> None:
    event = AnnotationDraft(metric_id=1, date=date(2026, 9, 22), text="new phone menu")
    annotate(lively, LEADER, event)
    set_rule(lively, LEADER, "first_day", "sunday", date(2020, 1, 1), "as we count")
    app = app_on(lively, config=HERE)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        for key, words in WALK:
            await pilot.press(key)
            await shows(pilot, words)
            text = screen_text(app)
            assert not ISO.findall(text), f"{key}\n{text}"
            assert not POINT.findall(text), f"{key}\n{text}"


async def test_a_day_and_a_number_are_typed_as_they_are_shown(lively: DatabaseFile) -> None:
    app = app_on(lively, config=HERE)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, "csat 82,5 ana 20.11.26")
        await shows(pilot, "82,5% for Ana López on Fri 20.11.2026")
        await pilot.press("enter")
        await shows(pilot, "that day has 84,0% by lee")
        await pilot.press("a", "ctrl+s")
        await until(pilot, lambda: "Nothing is saved yet" not in screen_text(app))
        await shows(pilot, "82,5%")
        await pilot.press("g", "j", "j", "j", "v")
        await shows(pilot, "82,5%", "20.11.2026")


async def test_a_new_metric_in_money_has_two_decimals_and_its_sign_where_people_write_it(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively, config=HERE)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("g", "j", "j", "a")
        await shows(pilot, "Make a KPI")
        await type_text(pilot, "Cost per call\r")
        await shows(pilot, "a new metric: describe it")
        await type_text(pilot, "\x15€\r\x15lower\r")
        await until(pilot, lambda: re.search(r"Decimals +2\b", screen_text(app)) is not None)
        await type_text(pilot, "\r\r\r\r\r\r\r\r6,1\r4.5 €\r")
        await pilot.press("ctrl+s")
        await shows(pilot, "Cost per call", "≤ 4,50")
        await pilot.press("G", "g", "j", "j", "j")
        await shows(pilot, "≤ 4,50 € ", "baseline 6,10 €")
