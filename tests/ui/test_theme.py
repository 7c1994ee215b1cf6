"""The themes: every text can be read, status is told apart by all eyes, and a setting
finds its theme.
"""

from itertools import combinations

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.color import Color
from textual.filter import dim_color
from textual.theme import BUILTIN_THEMES, Theme

from kpitui.config import Config
from kpitui.storage.database import DatabaseFile
from kpitui.ui.theme import DARK, LIGHT, theme_for, themes
from tests.colour import BLIND, Rgb, distance, pairs
from tests.ui.conftest import app_on, shows, until

OWN = [theme for theme in themes() if not theme.ansi]
TEXTS = (
    "foreground", "text-primary", "text-accent", "text-success", "text-warning", "text-error",
    "text-muted", "text-disabled", "footer-foreground", "footer-key-foreground",
)  # fmt: skip
GROUNDS = ("background", "surface", "panel", "block-cursor-background",
    "block-cursor-blurred-background",
           "primary-muted", "footer-background")  # fmt: skip


def resolved(theme: Theme) -> dict[str, str]:
    """Every variable of a theme, as the style sheets see it."""
    return theme.to_color_system().generate() | theme.variables


def rgb(colour: str) -> Rgb:
    red, green, blue = Color.parse(colour).rgb
    return red, green, blue


@pytest.mark.parametrize("theme", OWN, ids=lambda theme: theme.name)
def test_every_text_stands_out_from_every_background(theme: Theme) -> None:
    found = resolved(theme)
    grounds = {name: rgb(found[name]) for name in GROUNDS}
    low = {
        pair: ratio
        for pair, ratio in pairs({name: rgb(found[name]) for name in TEXTS}, grounds).items()
        if ratio < 4.5
    }
    assert not low
    # What is marked as dim is drawn nearer to what stands behind it.
    for name, ground in grounds.items():
        dimmed = dim_color(
            RichColor.from_rgb(*ground), RichColor.from_rgb(*rgb(found["foreground"]))
        ).triplet
        assert dimmed is not None
        assert (
            pairs({"dim": (dimmed.red, dimmed.green, dimmed.blue)}, {name: ground})[
                f"dim on {name}"
            ]
            >= 4.5
        ), name
    # The screen that one is on stands reversed in the bar on top.
    assert (
        pairs({"panel": rgb(found["panel"])}, {"primary": rgb(found["primary"])})[
            "panel on primary"
        ]
        >= 4.5
    )


@pytest.mark.parametrize("theme", OWN, ids=lambda theme: theme.name)
def test_on_a_terminal_of_256_colours_it_can_be_read_too(theme: Theme) -> None:
    found = {
        name: rgb(colour) for name, colour in resolved(theme).items() if name in TEXTS + GROUNDS
    }
    few = {
        name: Color.from_rich_color(
            RichColor.from_rgb(*colour).downgrade(ColorSystem.EIGHT_BIT)
        ).rgb
        for name, colour in found.items()
    }
    texts, grounds = ({name: few[name] for name in names} for names in (TEXTS, GROUNDS))
    assert not {pair: ratio for pair, ratio in pairs(texts, grounds).items() if ratio < 4.5}


@pytest.mark.parametrize("theme", OWN, ids=lambda theme: theme.name)
@pytest.mark.parametrize("blind", BLIND)
def test_good_doubtful_and_bad_differ_for_eyes_without_red_or_green(
    theme: Theme, blind: str
) -> None:
    found = resolved(theme)
    for one, other in combinations(("text-success", "text-warning", "text-error"), 2):
        assert distance(rgb(found[one]), rgb(found[other]), blind) > 15, (one, other)


@pytest.mark.parametrize(
    ("wanted", "environment", "few", "name"),
    [
        ("auto", {}, False, "kpitui-dark"),
        ("auto", {"COLORFGBG": "0;15"}, False, "kpitui-light"),
        ("auto", {"COLORFGBG": "15;default;0"}, False, "kpitui-dark"),
        ("auto", {}, True, "ansi-dark"),
        ("auto", {"COLORFGBG": "0;7"}, True, "ansi-light"),
        ("auto", {"NO_COLOR": "1"}, False, "ansi-dark"),
        ("kpitui-light", {"COLORFGBG": "15;0"}, False, "kpitui-light"),
        ("kpitui-light", {}, True, "kpitui-light"),
        ("kpitui-light", {"NO_COLOR": "1"}, False, "ansi-light"),
        ("ansi-light", {}, False, "ansi-light"),
        ("textual-light", {}, False, "kpitui-light"),
        ("nord", {}, False, "kpitui-dark"),
    ],
)
def test_a_setting_and_a_terminal_have_one_theme(
    wanted: str, environment: dict[str, str], few: bool, name: str
) -> None:
    assert theme_for(wanted, environment, few_colours=few) == name


@pytest.fixture(autouse=True)
def _many_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")


async def test_the_palette_offers_our_themes_alone(database: DatabaseFile) -> None:
    app = app_on(database, config=Config(theme=LIGHT))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        assert app.theme == LIGHT
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("ctrl+p", *"theme", "enter")
        await shows(pilot, "ansi-dark", "ansi-light", "kpitui-dark", "kpitui-light")
        assert set(app.available_themes) == {DARK, LIGHT, "ansi-dark", "ansi-light"}
        await pilot.press("1")
        await until(pilot, lambda: app.theme == DARK)
        await shows(pilot, "Grow brand loyalty")


@pytest.mark.parametrize("name", ["textual-light", "my-own"])
async def test_a_theme_that_is_not_ours_is_told_with_those_that_are(
    database: DatabaseFile, name: str
) -> None:
    app = app_on(database, config=Config(theme=name))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, f"There is no theme {name}", "kpitui-light")
        dark = BUILTIN_THEMES[name].dark if name in BUILTIN_THEMES else True
        assert app.theme == (DARK if dark else LIGHT)


@pytest.mark.parametrize("name", [DARK, LIGHT, "ansi-dark", "ansi-light"])
async def test_good_and_bad_weeks_and_the_line_have_colours_of_their_own_in_a_chart(
    lively: DatabaseFile, name: str
) -> None:
    app = app_on(lively, config=Config(theme=name))
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "● better", "✗ worse", "• week")
        painted = {
            segment.text.strip(): segment.style
            for strip in app.screen._compositor.render_strips()
            for segment in strip
            if segment.text.strip() in {"●", "✗", "•"}
        }
        colours = {glyph: style.color for glyph, style in painted.items() if style}
        assert len(colours) == 3
        assert len({*colours.values()}) == 3
        assert not any(colour is None or colour.is_default for colour in colours.values())
