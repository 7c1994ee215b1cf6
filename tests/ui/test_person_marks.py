"""Who is clearly below is red and first; signs and sample sizes stand beside the values."""

import re
from datetime import date

from rich.style import Style

from kpitui.actions.people import add_person
from kpitui.domain.records.person import PersonDraft
from kpitui.storage.database import DatabaseFile
from kpitui.ui.app import KpituiApp
from kpitui.ui.team_page import team_words
from kpitui.views.team import load_team_page
from tests.conftest import LEADER
from tests.ui.conftest import app_on, screen_text, shows, until
from tests.ui.person_pages import moved, weekly_shares


def look_of(app: KpituiApp, text: str) -> Style:
    """How the piece of the screen that begins with a text is drawn."""
    strips = app.screen._compositor.render_strips()
    (found,) = {
        segment.style
        for strip in strips
        for segment in strip
        if segment.text.strip().startswith(text)
    }
    assert found is not None
    return found


async def test_clearly_below_is_red_and_first_and_below_is_grey(lively: DatabaseFile) -> None:
    moved(lively, 2, "North")
    add_person(lively, LEADER, PersonDraft(name="Cy", team="North", starts_on=date(2024, 1, 1)))
    weekly_shares(lively, 1, [7.0] * 12)
    weekly_shares(lively, 2, [10.0] * 11 + [9.0])
    weekly_shares(lively, 3, [10.0] * 12)
    app = app_on(lively)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "enter")
        await shows(pilot, "team since 1 Jan 2024, 3 people", "✗  70.0% 7/10", "↓  90.0% 9/10")
        said = screen_text(app)
        assert said.index("Ana López") < said.index("[red]Bo[/]") < said.index("Cy ")
        red, grey = look_of(app, "✗  70.0%"), look_of(app, "↓  90.0%")
        assert red.bold
        assert grey.bold is not True
        assert red.color != grey.color
        await pilot.press("space")
        await shows(pilot, "clearly below", "70.0% over 12 weeks, 84 of 120")
        await pilot.press("2")
        await shows(pilot, "Agent or team")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "clearly below (70.0% over 12 weeks, 84 of 120)")


async def test_each_cell_of_the_table_has_its_sign_and_the_marked_one_its_size(
    lively: DatabaseFile,
) -> None:
    weekly_shares(lively, 1, [7.0] * 12)
    moved(lively, 2, "North")
    weekly_shares(lively, 2, [10.0] * 11 + [9.0])
    for size in ((80, 24), (120, 40)):
        app = app_on(lively)
        async with app.run_test(size=size) as pilot:
            await shows(pilot, "Grow brand loyalty")
            await pilot.press("2")
            await shows(pilot, "Agent or team")
            await pilot.press(*"north", "enter")
            await shows(pilot, "Type a value, Enter down", "↓ below: 90.0%, 9 of 10 in the")
            await pilot.press("down")
            await shows(pilot, "✗ clearly below: 70.0% over 12")
            assert "84 of 120" in " ".join(screen_text(app).split())
            ana, bo = line_of(app, "Ana López "), line_of(app, "[red]Bo[/] ")
            assert "✗" in ana
            assert "✓" in ana  # handle time
            assert "↓" in bo
            await pilot.press("up", "7", "0")
            await shows(pilot, "70")
            assert look_of(app, "✗").bold
            assert look_of(app, "✗").color != look_of(app, "✓").color
            assert "↓" not in line_of(app, "[red]Bo[/] ")  # what is typed has a mark of its own


async def test_record_of_the_sample_shows_sizes_beside_the_values(sample: DatabaseFile) -> None:
    app = app_on(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2", *"helen", "enter")
        await shows(pilot, "Helen Marsh", "standard trend")
        for standard in (r"96\.7% +464/480 ✓", r"5:57  m:ss +54 +✓", r"8\.1  calls/h 54/6\.7 +✓"):
            assert re.search(standard, screen_text(app)), standard


async def test_each_line_of_record_has_the_sign_and_the_sample_size(lively: DatabaseFile) -> None:
    weekly_shares(lively, 1, [7.0] * 12)
    app = app_on(lively)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "Agent or team")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "clearly below (70.0% over 12 weeks, 84 of 120)")
        assert "70.0%7/10✗≥" in line_of(app, "Adherence to").replace(" ", "")
        assert look_of(app, "✗").bold
        assert look_of(app, "✗").color != look_of(app, "✓").color
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "7/10" not in screen_text(app))
        assert "✗ " in line_of(app, "Adherence to")


def line_of(app: KpituiApp, text: str) -> str:
    """The line of the screen with a text."""
    return next(one for one in screen_text(app).splitlines() if text in one)


def test_sample_sizes_of_a_team_stand_beside_below_or_in_words(lively: DatabaseFile) -> None:
    moved(lively, 2, "North")
    weekly_shares(lively, 1, [7.0] * 12)
    weekly_shares(lively, 2, [10.0] * 11 + [9.0])
    context = app_on(lively).context
    page = load_team_page(lively, 1, context.as_of)

    def drawn(width: int, height: int) -> list[str]:
        return [word.plain for word in team_words(page, context, width, height)]

    def lines_with(text: str, lines: list[str]) -> list[str]:
        return [line for line in lines if text in line]

    assert "✗ 70.0% 7/10  ✓ 6:00" in lines_with("Ana", drawn(40, 3))[0]
    below = drawn(30, 100)
    (ana,) = (place for place, one in enumerate(below) if "✗ 70.0%" in one)
    assert "7/10" not in below[ana]
    assert below[ana + 1].index("7/10") == below[ana].index("70.0%")
    low = drawn(30, 8)
    assert "7/10" not in "".join(lines_with("Ana", low)[:1])
    told = lines_with("↓ below", low)[-1]
    assert told.startswith("[red]Bo[/]: ↓ below  Adherence to schedule  90.0%, 9 of 10, standard")
