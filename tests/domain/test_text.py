"""Text that comes in: the hostile inputs, and what holds for any text."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpitui.domain.text import (
    PATH_MOST,
    clean,
    may_hold_codes,
    name_key,
    name_order,
    pasted,
    picture,
    printable,
    short_paths,
)

LIMIT = 10_000
CASES = json.loads((Path(__file__).parents[1] / "cases" / "hostile_inputs.json").read_text("utf-8"))
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Default_Ignorable_Code_Point of Unicode 16, which the standard library does not know.
IGNORED = (
    "ad 34f 61c 115f-1160 17b4-17b5 180b-180f 200b-200f 202a-202e 2060-206f 3164 fe00-fe0f feff "
    "ffa0 fff0-fff8 1bca0-1bca3 1d173-1d17a e0000-e0fff"
)
NEVER_DRAWN = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b\ufeff\ud800-\udfff{BIDI}]")
NASTY = st.text(
    st.sampled_from(
        "aZ1©\u0301\u0323\u0344\u0489\u0f73\u302e\u093f\ufe0f\ufe00\u20e3\u200b\u200c\u200d\u00ad\u115f\u1160\u3164 "  # noqa: E501
        "\t\r\n\u000b\u0085\u2028\u3000\u2003\x00\x07\x1b\x7f\x9b[]mcP\\;0\u202e\u2066\u1ea1अ❤👩가각K\ue000\ufffe\U0001ffff\ud800"
    ),
    max_size=40,
)
ANY = st.text(st.characters(), max_size=60) | NASTY


def of_kind(*kinds: str) -> list[object]:
    return [pytest.param(case["input"], id=case["id"]) for case in CASES if case["kind"] in kinds]


def ignored_characters() -> list[str]:
    ends = [[int(end, 16) for end in part.split("-")] for part in IGNORED.split()]
    return [chr(code) for pair in ends for code in range(pair[0], pair[-1] + 1)]


def test_every_kind_of_text_has_cases() -> None:
    kinds = {case["kind"] for case in CASES}
    assert {
        "terminal escape", "bidi override", "zero width", "homoglyph", "normalisation",
        "combining flood (zalgo)", "wide / complex script", "NUL", "private use / noncharacter",
        "long", "Textual/Rich markup", "Markdown / HTML", "{format} / % strings",
    } <= kinds  # fmt: skip


@pytest.mark.parametrize("text", of_kind("terminal escape", "bidi override", "zero width", "NUL"))
def test_no_control_is_stored_or_drawn(text: str) -> None:
    stored = clean(text, LIMIT)
    assert not NEVER_DRAWN.search(stored)
    assert printable(stored) == stored
    assert not NEVER_DRAWN.search(printable(text))


@pytest.mark.parametrize(
    ("id", "kept"),
    [
        ("H001", "CSAT52;c;cm0gLXJmIH4="),
        ("H003", "a0;ROOT SHELLb"),
        ("H005", "1337;File=name=eA==;inline=1:AAAA"),
        ("H006", "777;notify;CSAT;you are fired"),
        ("H008", "visiblehidden"),
        ("H010", ""),
        ("H011", ""),
        ("H013", "tmux;52;c;eA=="),
        ("H015", "Gxx"),
        ("H016", "c"),
        ("H018", "red"),
        ("H020", "note"),
        ("H021", ""),
        ("H023", "FAIL PASS"),
        ("H025", "ab"),
        ("H026", "lqqk"),
        ("H028", "abc"),
        ("H030", "abc"),
        ("H031", "CSAT"),
        ("H033", "softhyphen line para"),
        ("H036", "Atención"),
        ("H048", "ab"),
        ("H050", "\ufffd\ufffd\ufffd"),
    ],
)
def test_the_visible_text_is_kept(id: str, kept: str) -> None:
    assert clean(next(case["input"] for case in CASES if case["id"] == id), LIMIT) == kept


@pytest.mark.parametrize(
    "text",
    of_kind("wide / complex script", "homoglyph", "Textual/Rich markup", "Markdown / HTML",
        "{format} / % strings",
            "LIKE wildcards", "regex"),
)  # fmt: skip
def test_what_is_only_text_stays_character_for_character(text: str) -> None:
    assert clean(text, LIMIT) == text
    assert printable(text) == text


def test_a_blank_that_holds_two_words_together_and_a_joiner_at_the_end_make_no_second_name() -> (
    None
):
    assert name_key("Anna\u00a0Maria") == name_key("Anna Maria")
    assert name_key("علی\u200c") == name_key("علی")
    assert name_key("می\u200cخواهم") != name_key("میخواهم")


@pytest.mark.parametrize(
    "char", ["\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\U000effff", "\U0010fffe", "\ud800"]
)
def test_what_is_no_character_becomes_a_mark(char: str) -> None:
    assert clean(f"a{char}b", LIMIT) == "a\ufffdb"


@pytest.mark.parametrize(
    "text", ["1\ufe0f", "1\ufe0fst\u20e3", "\ufe0f1", "e\u0301\ufe0f", "Q\u200d1"]
)
def test_what_only_hides_behind_a_letter_or_a_digit_goes(text: str) -> None:
    assert clean(text, LIMIT) == clean(text.replace("\ufe0f", "").replace("\u200d", ""), LIMIT)


@pytest.mark.parametrize("char", BIDI)
def test_names_that_differ_only_in_bidi_marks_are_the_same(char: str) -> None:
    assert name_key(clean(f"{char}CS{char}AT{char}", LIMIT)) == name_key("CSAT")


def test_no_invisible_character_makes_a_second_name() -> None:
    assert [
        f"U+{ord(char):04X}"
        for char in ignored_characters()
        if clean(f"CS{char}AT{char}", LIMIT) != "CSAT"
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        "1\ufe0f\u20e3 first", "#\ufe0f\u20e3", "©\ufe0f", "❤\ufe0f\u200d🔥", "می\u200cخواهم",
        "র\u200d্য", "မြွှို့", "ه\u200d. 1403", "क्\u200d", "می\u200c", "10\u00a0% of\u202fcalls",
        "Anna\u00a0Maria",
    ],
)  # fmt: skip
def test_what_changes_the_picture_stays(text: str) -> None:
    assert clean(text, LIMIT) == text


def test_letters_that_only_look_alike_are_other_names() -> None:
    assert name_key(clean("СSАT", LIMIT)) != name_key("CSAT")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Atencio\u0301n", "ATENCIÓN"),
        ("  North \t West ", "north west"),
        ("STRASSE", "Straße"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("\u212bngström", "ångström"),
    ],
)
def test_names_are_the_same_without_case_and_form(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) == name_key(clean(one, LIMIT))


@pytest.mark.parametrize(
    "mark", ["\u0351", "\u0323\u0351", "\u0489", "\u0e31", "\u302e", "\ufe0f", "\u0344", "\u0f73"]
)
@pytest.mark.parametrize("base", ["Z", "अ", ""])
def test_a_flood_of_marks_is_cut(base: str, mark: str) -> None:
    kept = clean(f"{base}{mark * 5000} next", LIMIT)
    assert unicodedata.normalize("NFD", kept).startswith(base)
    assert len(kept) <= len(base) + 8 + len(" next")
    assert sum(unicodedata.combining(char) > 0 for char in kept) <= 8


def test_at_most_four_accents_stay_on_a_letter() -> None:
    (flood,) = (case["input"] for case in CASES if case["id"] == "H038")
    assert clean(flood, LIMIT) == unicodedata.normalize("NFC", flood[:5])
    through = "\u0338"  # a stroke through the letter, of the lowest class of accents
    assert clean("a" + 9 * through, LIMIT) == "a" + 4 * through


@pytest.mark.parametrize(("typed", "stay"), [(8, 8), (9, 8), (40, 8)])
def test_at_most_eight_vowel_signs_stay_on_a_syllable(typed: int, stay: int) -> None:
    assert clean("क" + "\u0941" * typed, LIMIT) == "क" + "\u0941" * stay


def test_normalising_a_flood_takes_no_time() -> None:
    # Sorting these marks took half a minute.
    assert clean("Z" + "\u0351" * 100_000 + "\u0323" * 100_000, LIMIT) == "Z" + "\u0351" * 4


@pytest.mark.parametrize("limit", [120, 2000, 10_000])
def test_a_long_text_is_refused_and_not_cut(limit: int) -> None:
    assert clean("x" * limit, limit) == "x" * limit
    for length in (limit + 1, 10_000_000):
        with pytest.raises(ValueError, match=f"longer than {limit:,} characters; shorten it"):
            clean("x" * length, limit)


def test_many_line_ends_collapse() -> None:
    assert clean("\n" * 50_000, LIMIT, multiline=True) == ""
    assert clean("a" + "\n" * 50_000 + "b", LIMIT, multiline=True) == "a\n\nb"
    assert clean("a" + "\n" * 50_000 + "b", LIMIT) == "a b"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\u0085", "\x0b", "\x0c"])
def test_every_line_end_is_one(end: str) -> None:
    assert clean(f"one {end}two", LIMIT, multiline=True) == "one\ntwo"
    assert clean(f"one {end}two", LIMIT) == "one two"


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("a\tb\nc\u2028d", "a b c d"),
        ("a\x00b", "a\u2400b"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b31m", "\\x9b31m"),
        ("a\u202eb", "a\ufffdb"),
        ("\ud800", "\ufffd"),
        ("a\u200db", "a\ufffdb"),
        ("[red]x[/]", "[red]x[/]"),
    ],
)
def test_a_control_is_drawn_as_a_mark(text: str, drawn: str) -> None:
    assert printable(text) == drawn


@given(ANY)
def test_nothing_drawn_is_a_control(text: str) -> None:
    assert not NEVER_DRAWN.search(printable(text))


@given(ANY, st.booleans())
@example("a\u200d\u0301", False)
@example("a\u200d\u200dअ", False)
@example("अ\u0301\u0301\u0301\u0301\u200d\u0301b", False)
@example("क\u2003\u200dख", False)
@example("1\ufe0f\u0301\u20e3", False)
def test_cleaning_twice_changes_nothing(text: str, multiline: bool) -> None:
    once = clean(text, LIMIT, multiline=multiline)
    assert clean(once, LIMIT, multiline=multiline) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()


@given(ANY)
def test_what_is_stored_is_drawn_as_it_is(text: str) -> None:
    stored = clean(text, LIMIT)
    assert printable(stored) == stored
    lines = clean(text, LIMIT, multiline=True)
    assert printable(lines) == lines.replace("\n", " ")


@given(st.text(st.characters(categories=["L", "N", "Po", "So", "Zs"]), max_size=60))
def test_one_form_or_the_other_is_stored_as_the_same(text: str) -> None:
    assert clean(unicodedata.normalize("NFD", text), LIMIT) == clean(text, LIMIT)


@given(ANY)
def test_any_text_has_a_key_of_one_line(text: str) -> None:
    key = name_key(clean(text, LIMIT))
    assert key == " ".join(key.split())
    assert unicodedata.is_normalized("NFC", key)


HARD = [
    "a\x1b]0;x\x07b",
    "\x9b31m",
    "x\u202ey\u200b",
    "a\x00\x7f\n\tb",
    "z\u200dw\ud800",
    "👨\u200d👩\u200d👧",
    "Ana López",
]


@pytest.mark.parametrize("text", HARD)
def test_the_picture_of_a_text_is_as_long_as_it_and_holds_no_code(text: str) -> None:
    shown = picture(text)
    assert len(shown) == len(text)
    assert printable(shown) == shown


@pytest.mark.parametrize("text", HARD)
def test_a_paste_keeps_its_words_and_loses_its_codes(text: str) -> None:
    taken = pasted(text)
    assert printable(taken) == taken
    assert pasted(taken) == taken


def test_blanks_at_the_end_of_a_paste_stay_and_an_escape_code_goes_whole() -> None:
    assert pasted("csat \x1b[1;31m80\nana ") == "csat 80 ana "


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/home/" + "a" * 60 + "/kpi.db", "/home/…/kpi.db"),
        ("/srv/centre/results/of-the/north/" + "x" * 9 + "/november.csv",
         "/srv/…/of-the/north/xxxxxxxxx/november.csv"),
        ("/home/ana/" + "results-of-november-2026-north.csv",
         "/home/…/results-of-november-2026-north.csv"),
        ("/a/" + "b" * 30 + "/results-of-november-2026-north-2.csv",
         "/a/…/results-of-november-2026-north-2.csv"),
        ("b" * 30 + "/results-of-november-2026.csv", "…/results-of-november-2026.csv"),
    ],
)  # fmt: skip
def test_a_long_path_in_a_sentence_leaves_out_folders_and_never_a_part_of_its_name(
    path: str, shown: str
) -> None:
    said = short_paths(f"there is no file {path} here")
    assert said == f"there is no file {path if len(path) <= PATH_MOST else shown} here"
    assert len(shown) <= PATH_MOST
    huge = short_paths(f"at /{'b' * 300}")
    assert len(huge) <= len("at …/") + PATH_MOST
    fits = f"at /{'b' * (PATH_MOST - 1)}"
    assert short_paths(fits) == fits


def test_names_are_listed_as_people_look_for_them() -> None:
    names = ["Zoë", "Ингрид", "Øyvind", "Élodie", "elodie", "Ingrid", "Dmitri", "Elodie", "Łukasz"]
    assert sorted(names, key=name_order) == [
        "Dmitri", "elodie", "Elodie", "Élodie", "Ingrid", "Łukasz", "Øyvind", "Zoë", "Ингрид",
    ]  # fmt: skip


def test_a_command_in_a_sentence_stays_whole_so_that_it_can_be_copied() -> None:
    path = "/srv/" + "a" * 60 + "/people.csv"
    said = f"{path} is a list of people; bring it in with: kpitui people import {path}"
    shown = short_paths(said)
    assert shown.endswith(f"with: kpitui people import {path}")
    assert shown.split()[0] == "/srv/…/people.csv"


def test_json_that_is_not_looked_through_holds_nothing_that_is_not_printable() -> None:
    spans = (
        (0, 0x3200),
        (0xD7FF, 0x10000),
        (0x1BCA0, 0x1BCB0),
        (0x1D170, 0x1D180),
        (0xE0000, 0xE1001),
    )
    letters = [chr(one) for first, end in spans for one in range(first, end)]
    marked = [
        letter for letter in letters if printable(f"é{letter}", multiline=True) != f"é{letter}"
    ]
    assert len(marked) > 2000
    assert [one for one in marked if not may_hold_codes(json.dumps(one))] == []
    assert not may_hold_codes(json.dumps({"who": "Zoë O'Neill", "note": 'a "word"\n- next\\'}))
