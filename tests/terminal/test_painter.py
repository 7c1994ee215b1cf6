"""What is sent to the terminal makes the same picture there as Textual's own codes would, with far
fewer bytes.
"""

import random
import string

import pyte
import pytest
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Offset, Region, Size
from textual.strip import Strip

from kpitui.terminal.painter import Painter
from kpitui.terminal.repeats import NONE, Letters
from tests.pty_terminal import RepeatingScreen, RepeatingStream

BOTH = Letters.ASCII | Letters.OTHERS

WIDTH, HEIGHT = 40, 16
SIZE = Size(WIDTH, HEIGHT)
STYLES = [
    None, Style(color="red"), Style(color="#8899aa", bgcolor="#112233"),
    Style(bold=True, bgcolor="blue"),
    Style(reverse=True), Style(dim=True, underline=True, color="green"),
    Style(bold=True, italic=True, strike=True), Style(bold=True, dim=True, color="green"),
]  # fmt: skip
CONSOLE = Console(color_system="truecolor", force_terminal=True)


class Twin:
    """Two terminals: one takes our codes, the other Textual's own for the same pictures."""

    def __init__(self, *, repeats: Letters = NONE) -> None:
        self.ours, self.textuals = RepeatingScreen(WIDTH, HEIGHT), pyte.Screen(WIDTH, HEIGHT)
        self.painter = Painter()
        self.repeats = repeats
        self.sent = 0

    def show(self, update: LayoutUpdate | ChopsUpdate) -> str:
        codes = self.painter.paint(update, SIZE, CONSOLE, repeats=self.repeats)
        self.sent += len(codes)
        RepeatingStream(self.ours).feed(codes.encode())
        pyte.Stream(self.textuals).feed(update.render_segments(CONSOLE))
        for y in range(HEIGHT):
            for x in range(WIDTH):
                assert seen(self.ours, y, x) == seen(self.textuals, y, x), (y, x, codes)
        return codes


def seen(screen: pyte.Screen, y: int, x: int) -> tuple[object, ...]:
    """A cell as an eye sees it: a blank has no colour of its own unless it is turned
    around or underlined.
    """
    cell = screen.buffer[y][x]
    if cell.data == " " and not (cell.reverse or cell.underscore):
        return " ", cell.bg
    return tuple(cell)


def line(text: str, style: Style | None = None) -> Strip:
    return Strip([Segment(text.ljust(WIDTH)[:WIDTH], style)])


def whole(lines: list[Strip]) -> LayoutUpdate:
    return LayoutUpdate([[strip] for strip in lines], Region(0, 0, WIDTH, HEIGHT))


def part(lines: dict[int, Strip]) -> ChopsUpdate:
    chops = [{0: lines.get(y)} for y in range(HEIGHT)]
    return ChopsUpdate(chops, [(y, 0, WIDTH) for y in sorted(lines)], [[WIDTH]] * HEIGHT)


def random_strip(chance: random.Random, words: str) -> Strip:
    segments, left = [], WIDTH
    while left:
        text = "".join(chance.choice(words) for _ in range(chance.randint(1, left)))
        segments.append(Segment(text, chance.choice(STYLES)))
        left -= len(text)
    return Strip(segments)


@pytest.mark.parametrize("repeats", [NONE, Letters.ASCII, BOTH])
@pytest.mark.parametrize("words", [string.ascii_letters + "    ▁▂▇│✓é", " " * 19 + "────é"])
@pytest.mark.parametrize("seed", range(4))
def test_any_pictures_come_out_as_they_would_without_it(
    seed: int, words: str, repeats: Letters
) -> None:
    chance, twin = random.Random(seed), Twin(repeats=repeats)
    lines = [random_strip(chance, words) for _ in range(HEIGHT)]
    twin.show(whole(lines))
    for _ in range(25):
        kind = chance.random()
        if kind < 0.3:  # some lines, of which most cells stay
            changed = {y: random_strip(chance, words) for y in chance.sample(range(HEIGHT), 3)}
        elif kind < 0.7:  # a block goes up or down by one
            top, bottom = sorted(chance.sample(range(HEIGHT + 1), 2))
            block = lines[top:bottom]
            block = block[1:] + block[:1] if kind < 0.5 else block[-1:] + block[:-1]
            changed = dict(enumerate(block, top))
        else:
            changed = dict(enumerate(random_strip(chance, words) for _ in range(HEIGHT)))
        for y, strip in changed.items():
            lines[y] = strip
        twin.show(part(changed))


def test_wide_and_combining_letters_leave_nothing_behind() -> None:
    twin = Twin()
    twin.show(whole([line("")] * HEIGHT))
    for text in ("漢字 and more", "an 漢字 more", "e\u0301t\u0301 漢", "plain again", "漢"):
        cells = sum(
            2 if "\u4e00" <= one <= "\u9fff" else 0 if one == "\u0301" else 1 for one in text
        )
        twin.show(part({3: Strip([Segment(text), Segment(" " * (WIDTH - cells))])}))


def test_what_a_terminal_draws_narrower_leaves_nothing_of_what_stood_there() -> None:
    screen, painter = pyte.Screen(WIDTH, HEIGHT), Painter()
    # pyte gives such a heart one cell, Textual two; and pyte draws nothing of what follows it.
    for text, drawn in (
        ("漢字漢 before", "漢字漢 before"),
        ("\u2764\ufe0f after", "\u2764"),
        ("漢字 x", "漢字 x"),
    ):
        strip = Strip([Segment(text), Segment(" " * (WIDTH - cell_len(text)))])
        pyte.Stream(screen).feed(painter.paint(part({3: strip}), SIZE, CONSOLE))
        assert screen.display[3].rstrip() == drawn


def test_a_cell_that_changes_costs_some_bytes_and_one_that_does_not_none() -> None:
    twin = Twin()
    twin.show(whole([line(f"line {y}", STYLES[2]) for y in range(HEIGHT)]))
    assert twin.show(part({4: line("line 4", STYLES[2])})) == ""
    assert len(twin.show(part({4: line("line X", STYLES[2])}))) < 60


def test_blanks_are_sent_only_where_their_change_is_seen() -> None:
    twin = Twin()
    twin.show(whole([line("name")] * HEIGHT))
    assert len(twin.show(part({3: line("name", Style(bold=True, color="red"))}))) < 30
    assert len(twin.show(part({3: line("name", Style(reverse=True))}))) > WIDTH


def test_a_frame_costs_its_letters_and_its_colour_once() -> None:
    twin, frame = Twin(), Style(color="red", bgcolor="blue")
    inside = [Segment(" " * (WIDTH - 2), Style(bgcolor="blue"))]
    row = Strip([Segment("│", frame), *inside, Segment("│", frame)])
    codes = twin.show(whole([row] * HEIGHT))
    assert codes.count("m") == 2, "one colour for all, and its end"
    assert len(codes) < HEIGHT * (WIDTH + len("\x1b[99H")) + 20


def test_a_colour_that_comes_again_and_again_is_sent_once() -> None:
    twin, line_colour = Twin(), Style(color="green")
    dot = Style(color="red")
    row = [Segment("·", dot), Segment("─", line_colour)] * (WIDTH // 2)
    twin.show(whole([line("")] * HEIGHT))
    codes = twin.show(part({3: Strip(row[::-1]), 5: Strip(row), 7: Strip(row)}))
    assert codes.count("m") == 3, "red, green, and none at the end"


def test_a_line_down_needs_no_place_for_each_of_its_letters() -> None:
    twin = Twin()
    twin.show(whole([line("")] * HEIGHT))
    codes = twin.show(part({y: line("    │") for y in range(8)}))
    assert codes.count("\x1b[D\x1b[B") + codes.count("\x1b[B\x1b[D") == 7
    assert codes.count("H") == 1


def test_a_terminal_that_repeats_letters_is_sent_one_of_each_run() -> None:
    twin = Twin(repeats=BOTH)
    codes = twin.show(whole([line("─" * WIDTH), *[line("")] * (HEIGHT - 1)]))
    assert codes.count("─") == 1
    assert len(codes) < 10 * HEIGHT + 10
    assert "aaaa" in twin.show(part({3: line("aaaa")})), "where it is no shorter"


def test_what_is_bold_no_more_keeps_its_colours() -> None:
    twin, ground = Twin(), "#112233"
    words = [Segment("key", Style(bold=True, color="red", bgcolor=ground)),
             Segment(" word".ljust(WIDTH - 3), Style(color="red", bgcolor=ground))]  # fmt: skip
    codes = twin.show(part({3: Strip(words)}))
    assert "\x1b[22m word" in codes


def test_cells_that_stay_are_passed_over_where_that_is_shorter() -> None:
    twin = Twin()
    twin.show(whole([line("a⣀⣀⣀b", STYLES[1])] * HEIGHT))
    assert "x\x1b[3Cy" in twin.show(part({3: line("x⣀⣀⣀y", STYLES[1])}))
    twin.show(part({4: line("a12b", STYLES[1])}))
    assert "x12y" in twin.show(part({4: line("x12y", STYLES[1])}))


def test_below_wide_letters_the_ground_stays() -> None:
    twin, ground = Twin(), Style(bgcolor="#112233")
    letters = Style(color="red", bgcolor="#112233")
    names = [Segment(" ", ground), Segment("漢字", letters), Segment(" " * (WIDTH - 5), ground)]
    plain = [Segment(" ", ground), Segment("name".ljust(WIDTH - 1), letters)]
    twin.show(part({3: Strip(names), 4: Strip(plain), 5: Strip(plain)}))


def test_a_list_that_scrolls_by_one_is_moved_by_the_terminal() -> None:
    twin = Twin()
    rows = [f"row {number:03d} of many, with a word or two" for number in range(100)]
    twin.show(whole([line(row, STYLES[1]) for row in rows[:HEIGHT]]))
    for first in (1, 2, 3, 2, 1, 0):
        moved = {y: line(one, STYLES[1]) for y, one in enumerate(rows[first : first + HEIGHT - 1])}
        assert len(twin.show(part(moved))) < 120


def test_a_window_of_another_size_is_painted_whole() -> None:
    painter = Painter()
    picture = whole([line(f"line {y}") for y in range(HEIGHT)])
    first = painter.paint(picture, SIZE, CONSOLE)
    assert painter.paint(picture, SIZE, CONSOLE) == ""
    painter.forget()
    assert painter.paint(picture, SIZE, CONSOLE) == first


def test_what_lies_outside_of_a_window_that_was_made_smaller_is_left_out() -> None:
    screen, painter = pyte.Screen(20, 8), Painter()
    ends = [[20, 24, WIDTH]] * HEIGHT
    chops = [
        {0: Strip([Segment("a" * 20)]), 20: None, 24: Strip([Segment("b" * 16)])}
        for _ in range(HEIGHT)
    ]
    update = ChopsUpdate(chops, [(y, 0, WIDTH) for y in range(HEIGHT)], ends)
    pyte.Stream(screen).feed(painter.paint(update, Size(20, 8), CONSOLE))
    assert screen.display == ["a" * 20] * 8


def test_colours_are_those_of_the_terminal() -> None:
    console = Console(color_system="standard", force_terminal=True)
    assert console._color_system is ColorSystem.STANDARD
    sent = Painter().paint(whole([line("x", Style(color="#ff0000"))] * HEIGHT), SIZE, console)
    assert "38;2" not in sent
    assert "\x1b[91m" in sent or "\x1b[1;31m" in sent


def test_a_code_in_a_text_is_drawn_and_never_sent() -> None:
    painter = Painter()
    strip = Strip([Segment("a\x1b[2J\x07b\x9b31m\u202ec".ljust(WIDTH))])
    painter.paint(
        LayoutUpdate([[Strip([Segment(" " * WIDTH)])]], Region(0, 0, WIDTH, 1)), SIZE, CONSOLE
    )
    codes = painter.paint(LayoutUpdate([[strip]], Region(0, 0, WIDTH, 1)), SIZE, CONSOLE)
    assert "\x1b[2J" not in codes
    assert not set("\x07\x9b\u202e") & set(codes)
    assert "a\u241b[2J\u2407b" in codes


def test_what_begins_where_the_cursor_stands_needs_no_move() -> None:
    painter, before = Painter(), whole([line("x")] * HEIGHT)
    painter.paint(before, SIZE, CONSOLE, Offset(0, 0))
    sent = painter.paint(part({3: line("y")}), SIZE, CONSOLE, Offset(0, 3))
    assert sent == "y"
    # what another program left is not trusted
    painter.forget()
    assert painter.paint(before, SIZE, CONSOLE, Offset(0, 0)).startswith("\x1b[1H")


@pytest.mark.parametrize("colour", ["red", "yellow"])
def test_red_and_yellow_are_bold_where_there_are_sixteen_colours(colour: str) -> None:
    console = Console(color_system="standard", force_terminal=True)
    sent = Painter().paint(whole([line("x", Style(color=colour))] * HEIGHT), SIZE, console)
    assert f"\x1b[1;3{'1' if colour == 'red' else '3'}m" in sent
    dim = Style(color=colour, dim=True)
    assert "\x1b[1" not in Painter().paint(whole([line("x", dim)]), SIZE, console)[4:]
