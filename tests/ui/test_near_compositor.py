"""What is drawn of a change is what Textual's own way of drawing makes of it."""

import random
from functools import partial

import pyte
import pytest
from textual._compositor import ChopsUpdate
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from kpitui.storage.database import DatabaseFile
from kpitui.terminal.near_compositor import NearCompositor
from tests.ui.conftest import app_on, shows


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_parts_of_the_screen_are_drawn_as_textual_draws_them(
    lively: DatabaseFile, size: tuple[int, int]
) -> None:
    app, chance = app_on(lively), random.Random(7)
    width, height = size
    async with app.run_test(size=size, notifications=True) as pilot:
        for key, says in (
            ("down", "Grow brand loyalty"),
            ("y", "Copied 1 line"),
            ("2", "Ana López"),
            ("5", "North"),
        ):
            await pilot.press(key)
            await shows(pilot, says)
            compositor = app.screen._compositor
            assert isinstance(compositor, NearCompositor)
            for _ in range(8):
                parts = set()
                for _ in range(chance.randint(1, 3)):
                    x, y = chance.randrange(width), chance.randrange(height)
                    parts.add(
                        Region(x, y, chance.randint(1, width - x), chance.randint(1, height - y))
                    )
                pictures = []
                for draw in (
                    compositor.render_partial_update,
                    super(NearCompositor, compositor).render_partial_update,
                ):
                    compositor._dirty_regions = set(parts)
                    update = draw()
                    assert isinstance(update, ChopsUpdate)
                    pictures.append(picture(update.render_segments(app.console), size))
                assert pictures[0] == pictures[1], parts
            wholes = [
                picture(draw().render_segments(app.console), size)
                for draw in (
                    compositor.render_full_update,
                    super(NearCompositor, compositor).render_full_update,
                )
            ]
            assert wholes[0] == wholes[1]


def picture(codes: str, size: tuple[int, int]) -> list[list[object]]:
    """Every cell of a terminal that was sent some codes."""
    width, height = size
    screen = pyte.Screen(width, height)
    pyte.Stream(screen).feed(codes)
    return [[screen.buffer[y][x] for x in range(width)] for y in range(height)]


async def test_what_lies_behind_or_elsewhere_is_not_drawn(
    lively: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        asked: list[tuple[str | None, int, int]] = []

        def listening(widget: Widget, crop: Region) -> list[Strip]:
            asked.append((widget.id, crop.y, crop.height))
            return type(widget).render_lines(widget, crop)

        for widget in app.screen._compositor.visible_widgets:
            monkeypatch.setattr(widget, "render_lines", partial(listening, widget))
        app.screen._compositor._dirty_regions = {Region(3, 5, 4, 2)}
        app.screen._compositor.render_partial_update()
        assert asked == [("plan-tree", 2, 2)]


async def test_a_line_is_cut_only_where_another_widget_is_drawn(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(160, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        compositor = app.screen._compositor
        lines = [[*line] for line in compositor.render_full_update().strips]
        below_the_bar = lines[10]
        assert [strip.cell_length for strip in below_the_bar] == [2, 93, 1, 2, 61, 1]
        assert len(lines[0]) == len(lines[39]) == 1
