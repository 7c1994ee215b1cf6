import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kpitui.charts.legend import glyphs_of
from kpitui.charts.text import (
    Charset,
    Chart,
    Run,
    Style,
    cells_of,
    charset_for,
    fit,
    name_lines,
    plain,
    plain_text,
)
from kpitui.words.spans import SIGNS, mark

CHARSETS = st.sampled_from(list(Charset))


@given(st.text())
def test_a_cell_list_is_as_long_as_the_text_is_wide(text: str) -> None:
    cells = cells_of(text)
    assert cell_len("".join(cells)) == len(cells)


def test_every_character_of_the_first_plane_has_the_width_that_the_screen_gives_it() -> None:
    wrong = [
        char
        for char in map(chr, range(0xD800))
        if cell_len("".join(cells_of(char))) != len(cells_of(char))
    ]
    assert wrong == []


@given(st.text(alphabet="a\u0301中👍🏽👩\u200d👧\u202e\x1b\x9b\ufe0f\u20e3🇩🇪क्षि\u1100\u1161\t\n"))
def test_hostile_text_keeps_its_width_and_loses_its_controls(text: str) -> None:
    cells = cells_of(text)
    joined = "".join(cells)
    assert cell_len(joined) == len(cells)
    assert not set(joined) & set("\x1b\x9b\u202e\u200d\ufe0f\t\n")


@given(st.text(), st.integers(0, 30), CHARSETS)
def test_fitted_text_never_takes_more_than_its_room(
    text: str, width: int, charset: Charset
) -> None:
    cells = fit(text, width, charset)
    assert len(cells) <= width
    assert cell_len("".join(cells)) == len(cells)
    if charset is Charset.ASCII:
        assert "".join(cells).isascii()


def test_text_that_is_cut_says_so() -> None:
    assert "".join(fit("Zufriedenheit", 6, Charset.BRAILLE)) == "Zufri…"
    assert "".join(fit("Zufriedenheit", 6, Charset.ASCII)) == "Zufr.."
    assert "".join(fit("満足度指数", 4, Charset.BRAILLE)) == "満 …"


def test_combining_marks_stay_with_their_letter() -> None:
    assert cells_of("q\u0323x") == ["q\u0323", "x"]
    assert cells_of("満\u0323x") == ["満\u0323", "", "x"]


def test_plain_text_has_no_blanks_at_line_ends() -> None:
    chart = Chart(
        5, 2, ((Run("a ", Style.LABEL), Run("   ", Style.BLANK)), (Run("  b  ", Style.VALUE),))
    )
    assert chart.text_lines == ("a    ", "  b  ")
    assert plain_text(chart) == "a\n  b"


@pytest.mark.parametrize(
    ("encoding", "terminal", "charset"),
    [
        ("utf-8", "xterm-256color", Charset.BRAILLE),
        ("UTF8", "", Charset.BRAILLE),
        ("utf-8", "linux", Charset.ASCII),
        ("utf-8", "dumb", Charset.ASCII),
        ("ANSI_X3.4-1968", "xterm", Charset.ASCII),
        ("iso-8859-1", "xterm", Charset.ASCII),
    ],
)
def test_the_character_set_follows_the_terminal(
    encoding: str, terminal: str, charset: Charset
) -> None:
    assert charset_for(encoding, terminal) is charset


def test_in_ascii_each_sign_means_one_thing() -> None:
    signs = [plain(sign, Charset.ASCII) for sign, _ in SIGNS]
    chart = glyphs_of(Charset.ASCII)
    others = ["v", ">", "..", chart.point, chart.unusual, chart.unfinished]
    assert len({*signs, *others}) == len(signs) + len(others)
    # better and worse are good and bad everywhere
    assert (chart.better, chart.worse) == (signs[0], signs[2])
    statuses = ("on track", "at risk", "off track", "stale", "no data", "below", "clearly below")
    assert {mark(status) for status in statuses} <= {sign for sign, _ in SIGNS}


@given(st.text(), st.integers(2, 30), CHARSETS)
def test_a_name_in_lines_is_whole_and_none_is_wider(
    text: str, width: int, charset: Charset
) -> None:
    lines = name_lines(text, width, charset)
    assert all(cell_len("".join(line)) == len(line) <= width for line in lines)
    whole = "".join(cells_of(plain(text, charset)))
    assert "".join(map("".join, lines)).replace(" ", "") == whole.replace(" ", "")


def test_a_name_is_broken_between_words() -> None:
    lines = name_lines("Said the request back in own words", 16, Charset.BRAILLE)
    assert ["".join(line) for line in lines] == ["Said the request", "back in own", "words"]


def test_two_names_that_a_terminal_cannot_show_do_not_look_the_same() -> None:
    names = [
        "王小明", "李大明", "田中 花子", "田中 太郎", "김철수", "Дмитрий", "Мария", "王 芳",
        "李 芳", "कि", "कु",
    ]  # fmt: skip
    shown = [plain(name, Charset.ASCII) for name in names]
    assert len({*shown}) == len(names), shown
    assert all(name.isascii() and "?" in name for name in shown)
    assert plain("田中 花子 (N)", Charset.ASCII) == f"{shown[2]} (N)"  # the same wherever it is
    assert plain("3 µs, 5 Ω, 👍", Charset.ASCII) == "3 ?s, 5 ?, ?"  # signs are no names


def test_letters_have_the_likeness_that_people_type_for_them() -> None:
    assert plain("Łukasz Großmann, Søren, ÆØÞ, José", Charset.ASCII) == (
        "Lukasz Grossmann, Soren, AEOTH, Jose"
    )
