import random
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import Struct

from kpitui.domain.naming import (
    Choices,
    Fit,
    Names,
    Several,
    beginning_so,
    rest_of,
    stands_out,
    words_of,
)
from kpitui.domain.text import name_key
from kpitui.domain.typography import folded


class Thing(Struct, frozen=True):
    name: str
    code: str | None = None


FIRST_CALL = Thing("First-call resolution", "fcr")
CALL_QUALITY = Thing("Quality of call (QA)", "qoc")
JOSE, JOSÉ = Thing("Jose Ruiz"), Thing("José Ruiz", "jr")
ANA, BEA = Thing("Ana López", "al"), Thing("Bea Anders", "ana lópez")
KNOWN = Names([FIRST_CALL, CALL_QUALITY, JOSE, JOSÉ, ANA, BEA])


@pytest.mark.parametrize(
    ("typed", "fit", "found"),
    [
        ("FCR", Fit.WRITTEN, [FIRST_CALL]),
        ("first-call  RESOLUTION", Fit.WRITTEN, [FIRST_CALL]),
        ("jose ruiz", Fit.WRITTEN, [JOSE]),
        ("josé ruiz", Fit.WRITTEN, [JOSÉ]),
        ("ana lópez", Fit.WRITTEN, [ANA]),  # a name before the same code of somebody else
        ("ana lopez", Fit.SPELT, [ANA]),
        ("jósé ruiz", Fit.SPELT, [JOSE, JOSÉ]),
        ("f res", Fit.BEGUN, [FIRST_CALL]),
        ("first-c", Fit.BEGUN, [FIRST_CALL]),
        ("call", Fit.BEGUN, [FIRST_CALL, CALL_QUALITY]),
        ("[qa]", Fit.BEGUN, [CALL_QUALITY]),
        ("ru", Fit.BEGUN, [JOSE, JOSÉ]),
        ("res first", Fit.NOT, []),
        ("all", Fit.NOT, []),
        ("fc", Fit.NOT, []),
        ("-", Fit.NOT, []),
        ("", Fit.NOT, []),
    ],
)
def test_the_best_fit_counts(typed: str, fit: Fit, found: list[Thing]) -> None:
    assert KNOWN.fits(typed) == (fit, found)


def test_several_are_asked_about_and_none_is_none() -> None:
    with pytest.raises(Several, match="“call” fits 2: First-call resolution, Quality of call") as e:
        KNOWN.meant(" call ")
    assert e.value.choices == Choices("call", (FIRST_CALL.name, CALL_QUALITY.name))
    assert KNOWN.meant("zoe") is None
    assert KNOWN.meant("anders") == BEA


def test_files_and_rights_name_in_full() -> None:
    assert KNOWN.meant("anders", in_full=True) is None
    assert KNOWN.meant("call", in_full=True) is None
    assert KNOWN.meant("ana lopez", in_full=True) == ANA
    assert KNOWN.meant("qoc", in_full=True) == CALL_QUALITY


def test_without_codes_a_name_is_whole() -> None:
    assert KNOWN.fits("fcr", codes=False) == (Fit.NOT, [])
    assert KNOWN.fits("anders", codes=False) == (Fit.NOT, [])
    assert KNOWN.fits("BEA anders", codes=False) == (Fit.WRITTEN, [BEA])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fccr", "fcr"),
        ("nders", "Bea Anders"),
        ("resolusion", "First-call resolution"),
        ("loepz", "Ana López"),
        ("bea andres", "Bea Anders"),
        ("xyzzy", ""),
        ("", ""),
    ],
)
def test_a_slip_is_told_what_it_missed(typed: str, meant: str) -> None:
    assert KNOWN.near(typed) == meant


def test_a_list_offers_what_begins_then_what_holds_then_scattered_letters() -> None:
    teams = [Thing(name) for name in ("A slow road", "Low", "The low one", "Ladder of wood", "Zed")]
    names = [thing.name for thing in Names(teams).offered("low")]
    assert names == ["Low", "The low one", "A slow road", "Ladder of wood"]
    assert Names(teams).offered("") == teams
    assert KNOWN.offered("qoc")[0] == CALL_QUALITY
    assert KNOWN.offered("fc")[0] == FIRST_CALL
    assert KNOWN.offered("al")[0] == ANA


def test_where_a_new_name_may_be_made_only_a_beginning_is_completed() -> None:
    roles = ["Senior advisor", "Team lead", "Team coach"]
    assert beginning_so(roles, "sen") == ["Senior advisor"]
    assert beginning_so(roles, "advisor") == []
    assert beginning_so(roles, "team") == ["Team lead", "Team coach"]
    assert beginning_so([*roles, "Team"], "team") == ["Team"]
    assert beginning_so(roles, "") == []


def test_short_parts_do_not_stand_out_but_short_codes_do() -> None:
    assert not stands_out(Fit.BEGUN, "of")
    assert stands_out(Fit.BEGUN, "qua")
    assert stands_out(Fit.WRITTEN, "al")


# whatever the names are -------------------------------------------------------------------------

LETTERS = "abÀàßéſıİø łΑα-–' ’.(\u00a0\u200d″ŉ１"
TEXT = st.one_of(st.text(LETTERS, max_size=8), st.text(max_size=8))
NAMES = st.lists(
    st.builds(Thing, TEXT.filter(name_key), st.one_of(st.none(), TEXT)),
    unique_by=lambda one: name_key(one.name),
    max_size=8,
)


@given(NAMES)
def test_a_whole_name_or_code_always_wins(things: list[Thing]) -> None:
    for thing in things:
        assert Names(things).fits(thing.name) == (Fit.WRITTEN, [thing])
        assert Names(things).meant(thing.name, in_full=True) == thing
    codes = Counter(name_key(thing.code or "") for thing in things)
    names = {name_key(thing.name) for thing in things}
    for thing in things:
        key = name_key(thing.code or "")
        if key and codes[key] == 1 and key not in names:
            assert Names(things).meant(thing.code or "") == thing


@given(NAMES, TEXT, st.randoms(use_true_random=False))
def test_the_order_of_the_names_decides_nothing(
    things: list[Thing], typed: str, shuffling: random.Random
) -> None:
    others = shuffling.sample(things, len(things))
    for one in (typed, *(thing.name[:3] for thing in things)):
        (fit, found), (again, same) = Names(things).fits(one), Names(others).fits(one)
        assert fit == again
        assert {*found} == {*same}
        assert Names(things).near(one) == Names(others).near(one)
        assert {*Names(things).offered(one)} == {*Names(others).offered(one)}


@given(NAMES, TEXT)
def test_whatever_is_offered_is_found_again(things: list[Thing], typed: str) -> None:
    known = Names(things)
    for thing in known.offered(typed):
        assert known.meant(thing.name) == thing
    fit, found = known.fits(typed)
    assert {*found} <= {*known.offered(typed)}
    if fit < Fit.BEGUN:
        assert {*known.offered(typed)[: len(found)]} == {*found}


@given(NAMES)
def test_what_completes_a_word_is_found_again(things: list[Thing]) -> None:
    known = Names(things)
    for thing in things:
        for word in words_of(thing.name, thing.code):
            begun = word[: len(word) // 2 + 1]
            if folded(word).startswith(folded(begun)):
                assert folded(begun + rest_of(word, begun)) == folded(word)
            assert known.fits(word)[1] or not any(map(str.isalnum, folded(word)))


@given(TEXT)
@example("″")
@example("ŉ")
def test_folding_is_done_once_and_for_all(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(TEXT, TEXT)
def test_what_is_written_alike_is_spelt_alike(one: str, other: str) -> None:
    if name_key(one) == name_key(other):
        assert folded(one).split() == folded(other).split()
    assert folded(name_key(one)).split() == folded(one).split()


def test_a_list_to_choose_from_has_the_best_first() -> None:
    written, code = Thing("Sales"), Thing("Turnover", "sales")
    begins, part, later_code = Thing("Sales per hour"), Thing("Net sales"), Thing("Gains", "salesx")
    holds, in_code = Thing("Wholesales"), Thing("Losses", "presales")
    letters, other = Thing("Shrinkage at a low estimate, sure"), Thing("Waiting time")
    every = [other, letters, in_code, holds, later_code, part, begins, code, written]
    known = Names(every)
    assert known.offered("sales") == [
        written, begins, later_code, part, code, in_code, holds, letters,
    ]  # fmt: skip
    assert known.offered("sal es")[:1] == [letters]
    assert Names([later_code, Thing("Salesx"), code]).offered("salesx")[:1] == [Thing("Salesx")]
    assert Names([begins, code]).offered("sales") == [code, begins], "its whole code is typed"
    assert known.offered("") == every


@pytest.mark.parametrize(("count", "more"), [(6, ""), (7, ", …")])
def test_six_names_are_told_of_those_that_fit(count: int, more: str) -> None:
    names = tuple(f"Ana {number}" for number in range(count))
    assert Choices("ana", names).sentence == (
        f"“ana” fits {count}: Ana 0, Ana 1, Ana 2, Ana 3, Ana 4, Ana 5{more}; type more of the name"
    )


@pytest.mark.parametrize(
    ("word", "begun", "rest"),
    [
        ("López", "l", "ópez"),
        ("López", "LO", "pez"),
        ("López", "lopez", ""),
        ("López", "opez", ""),
        ("Straße", "strass", "e"),
        ("csat", "", ""),
    ],
)
def test_a_word_goes_on_behind_what_was_typed_of_it(word: str, begun: str, rest: str) -> None:
    assert rest_of(word, begun) == rest
