"""One cell that is certain decides for its column and its file: day first, decimal sign, year."""

from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpitui.domain.import_answers import Asked, ImportAnswers
from kpitui.domain.import_cells.reader import CellReader, ReadAgain
from kpitui.domain.import_rows import ImportRow
from tests.domain.import_cells.real_cells import (
    TODAY,
    column,
    plan,
    read_all,
    reader,
    refused,
    values,
)
from tests.patience import examples


def test_usual_dates_hold_only_where_no_date_says_otherwise() -> None:
    usual = CellReader(TODAY, ImportAnswers(), plan().get, usual_dates="mdy")
    (row,) = read_all(usual, column("1", dates=("01/02/2026",)))
    assert isinstance(row, ImportRow)
    assert row.date == date(2026, 1, 2)
    proved = CellReader(TODAY, ImportAnswers(), plan().get, usual_dates="mdy")
    found = read_all(proved, column("1", "2", dates=("01/02/2026", "13/02/2026")))
    assert [row.date for row in found if isinstance(row, ImportRow)] == [
        date(2026, 2, 1), date(2026, 2, 13),
    ]  # fmt: skip


@pytest.mark.parametrize("usual", [None, "mdy"])
def test_dates_with_dots_have_the_day_first_unless_one_proves_otherwise(
    usual: Literal["mdy"] | None,
) -> None:
    def days(*dates: str, dots: Literal["mdy"] | None = None) -> list[date]:
        cells = CellReader(TODAY, ImportAnswers(dates=dots), plan().get, usual_dates=usual)
        found = read_all(cells, column(*"12"[: len(dates)], dates=dates))
        assert cells.questions == []
        return [row.date for row in found if isinstance(row, ImportRow)]

    assert days("03.02.2026", "4.3.26 08:15") == [date(2026, 2, 3), date(2026, 3, 4)]
    assert days("03.02.2026", "02.13.2026") == [date(2026, 3, 2), date(2026, 2, 13)]
    assert days("03.02.2026", "01/13/2026") == [date(2026, 2, 3), date(2026, 1, 13)]
    assert days("03.02.2026", "13.02.2026") == [date(2026, 2, 3), date(2026, 2, 13)]
    assert days("01/02/2026", "13.02.2026") == [date(2026, 2, 1), date(2026, 2, 13)]
    assert days("03.02.2026", dots="mdy") == [date(2026, 3, 2)]


@pytest.mark.parametrize("text", ["2024/25", "2024/25 May"])
def test_a_year_of_two_says_how_to_set_when_it_begins(text: str) -> None:
    found = read_all(reader(), column("1", dates=(text,)))
    assert "kpitui rules set first_month 4" in refused(found)[2]


def test_a_usual_comma_is_only_proposed() -> None:
    cells = CellReader(TODAY, ImportAnswers(), plan().get, usual_comma=True)
    assert values(read_all(cells, column("1.080"))) == []
    assert cells.questions[0].default == "comma"
    taken = CellReader(TODAY, ImportAnswers(yes=True), plan().get, usual_comma=True)
    assert values(read_all(taken, column("1.080"))) == [1080]
    assert values(read_all(taken, column("1.080", "4,5", "4.5"))) == [1080, 4.5, 4.5]
    assert taken.questions == []


def test_a_sign_that_was_answered_holds_for_every_cell() -> None:
    point = reader(ImportAnswers(decimal="point"))
    found = read_all(point, column("4,5", "1.080", "1,080"))
    assert values(found) == [1.08, 1080]
    assert "decimal comma" in refused(found)[2]
    assert point.questions == []


def test_a_column_that_does_not_tell_follows_the_rest_of_its_file() -> None:
    raws = [*column("92,5", name="CSAT", heading="CSAT"), *column("1.080", heading="Calls")]
    assert values(read_all(reader(), raws)) == [92.5, 1080]


@settings(max_examples=examples(50))
@given(
    st.lists(st.dates(date(2020, 1, 1), date(2026, 3, 31)), min_size=1, max_size=40),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]),
    st.integers(0, 3),
)
def test_one_day_over_twelve_decides_for_every_cell_wherever_it_stands(
    days: list[date], form: str, looked_at: int
) -> None:
    raws = column(*("1" for _ in days), dates=tuple(day.strftime(form) for day in days))
    cells = reader()
    cells.look(raws[:looked_at])
    try:
        found = list(cells.read(raws))
    except ReadAgain:
        found = list(cells.read(raws))
    decided = any(day.day > 12 for day in days)
    read = [row.date for row in found if isinstance(row, ImportRow)]
    if decided or all(day.day == day.month for day in days):
        assert read == days
        assert cells.questions == []
    else:
        assert read == [day for day in days if day.day == day.month]
        assert [question.asked for question in cells.questions] == [Asked.DATES]


@settings(max_examples=examples(50))
@given(st.lists(st.integers(0, 10**8), min_size=1, max_size=30), st.booleans(), st.integers(0, 2))
def test_one_number_decides_the_sign_of_its_column(
    milli: list[int], comma: bool, looked_at: int
) -> None:
    texts = []
    for number in milli:
        text = f"{number / 1000:,.3f}" if number % 10 else f"{number // 1000:,}"
        texts.append(text.translate(str.maketrans(",.", ".,")) if comma else text)
    expected = [number / 1000 if number % 10 else float(number // 1000) for number in milli]
    raws = column(*texts)
    cells = reader()
    cells.look(raws[:looked_at])
    try:
        found = list(cells.read(raws))
    except ReadAgain:
        found = list(cells.read(raws))
    if cells.questions:
        assert [question.asked for question in cells.questions] == [Asked.DECIMAL]
        assert set(values(found)) <= set(expected)
    else:
        assert values(found) == expected


@given(
    st.lists(
        st.sampled_from(["1.080", "1,080", "4,5", "4.5", "1.234,5", "1,234.5", "12"]), max_size=8
    )
)
def test_a_column_that_says_both_is_read_only_where_a_cell_is_certain(texts: list[str]) -> None:
    certain = {"4,5": 4.5, "4.5": 4.5, "1.234,5": 1234.5, "1,234.5": 1234.5, "12": 12.0}
    comma, point = {"4,5", "1.234,5"} & set(texts), {"4.5", "1,234.5"} & set(texts)
    either = {"1.080": 1080 if comma else 1.08, "1,080": 1.08 if comma else 1080}
    known = certain | (either if bool(comma) != bool(point) else {})
    cells = reader()
    assert values(read_all(cells, column(*texts))) == [
        known[text] for text in texts if text in known
    ]


def test_the_file_is_read_again_at_most_once() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(60)]
    raws = column(*("1" for _ in days), dates=tuple(day.strftime("%d/%m/%Y") for day in days))
    cells = reader()
    cells.look(raws[:3])
    with pytest.raises(ReadAgain):
        list(cells.read(raws))
    assert [row.date for row in cells.read(raws) if isinstance(row, ImportRow)] == days
