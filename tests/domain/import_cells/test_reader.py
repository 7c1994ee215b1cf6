"""Columns of files decide once how their cells are meant, and what nothing decides is asked."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpitui.domain.import_answers import Asked, ImportAnswers
from kpitui.domain.import_cells.reader import CellReader, ReadAgain
from kpitui.domain.import_rows import ImportRow, NoValue, RawReading, Rejected
from kpitui.domain.periods import PeriodKind
from tests.domain.import_cells.real_cells import (
    TODAY,
    column,
    plan,
    read_all,
    read_file,
    reader,
    refused,
    values,
)
from tests.patience import examples


def test_dates_that_are_certain_come_in() -> None:
    found, asked = read_file("dates.csv")
    by_value = {
        row.value: (row.date.isoformat(), row.covers) for row in found if isinstance(row, ImportRow)
    }
    assert by_value == {
        **{float(n): (f"2026-01-{n + 4:02}", "day") for n in range(1, 12)},
        12: ("2026-01-18", "week"), 13: ("2026-01-31", "month"), 14: ("2026-01-31", "month"),
        15: ("2026-01-31", "month"), 17: ("2026-03-31", "quarter"), 19: ("2026-03-31", "quarter"),
        20: ("2026-01-18", "day"), 21: ("2026-01-31", "month"), 22: ("2026-01-19", "day"),
        23: ("2026-01-18", "week"), 24: ("2026-01-18", "week"), 25: ("2026-01-31", "month"),
    }  # fmt: skip
    assert refused(found).keys() == {17, 19, 27}
    assert "counts days" in refused(found)[17]
    assert "year of 2026 is not over" in refused(found)[19]
    assert "has no year" in refused(found)[27]
    assert asked == []


def test_lengths_of_time_in_every_form() -> None:
    found, asked = read_file("durations.csv")
    assert values(found) == [340, 340, 340, 340, 340.5, 340, 340, 340, 90_000, 340, 45, 340]
    assert all(row.clock for row in found if isinstance(row, ImportRow))
    assert [row.line for row in found if isinstance(row, ImportRow) and row.decimals] == [6]
    assert "5.67 hardly counts seconds" in refused(found)[14]
    assert "--scale minutes" in refused(found)[14]
    assert asked == [Asked.SCALE]
    answered, asked = read_file("durations.csv", ImportAnswers(scale="minutes"))
    assert values(answered)[3] == 340
    assert values(answered)[-1] == pytest.approx(340.2)
    assert asked == []


def test_what_is_missing_is_no_value_and_never_zero() -> None:
    found, asked = read_file("missing.csv")
    assert values(found) == [90]
    assert [row.line for row in found if isinstance(row, NoValue)] == list(range(2, 15))
    assert asked == []


def test_negatives_as_people_write_them() -> None:
    found, asked = read_file("negatives.csv")
    assert values(found) == [-12, -12, -12, -12, 12]
    assert asked == [Asked.DECIMAL]
    assert values(read_file("negatives.csv", ImportAnswers(decimal="point"))[0])[-1] == -1200


def test_percents_and_thousands() -> None:
    found, asked = read_file("pct_thousands.csv")
    assert values(found) == [92, 92.5, 1234, 12_345_678, 1234, 1234, 1234, 1234]
    assert [row.mark for row in found if isinstance(row, ImportRow)][:3] == ["%", "%", ""]
    assert asked == []


@pytest.mark.parametrize("name", ["only_thousands_de.csv", "only_thousands_us.csv"])
def test_thousands_alone_are_asked_about(name: str) -> None:
    found, asked = read_file(name)
    assert values(found) == []
    assert asked == [Asked.DECIMAL]
    thousands: tuple[float, ...] = (1080, 1170)
    by_comma = values(read_file(name, ImportAnswers(decimal="comma"))[0])
    by_point = values(read_file(name, ImportAnswers(decimal="point"))[0])
    assert by_comma == ([*thousands] if "de" in name else [1.08, 1.17])
    assert by_point == ([1.08, 1.17] if "de" in name else [*thousands])


def test_a_late_decimal_comes_in() -> None:
    found, asked = read_file("late_decimal.csv")
    assert len(values(found)) == 301
    assert values(found)[-1] == 4.5
    assert asked == []


def test_a_decimal_comma_beside_thousands() -> None:
    assert values(read_file("semicolon_decimal_comma.csv")[0]) == [92.5, 1234.5, 88]


def test_odd_sample_sizes_are_refused_by_name() -> None:
    found, _ = read_file("n_odd.csv")
    assert [row.n for row in found if isinstance(row, ImportRow)] == [1200, None]
    assert all(reason.startswith("n: ") for reason in refused(found).values())
    assert refused(found).keys() == {2, 3, 4}


def test_a_sample_of_one_is_one() -> None:
    sizes = ("1", "1.200", "1'200", "-", "50%", "1 answers")
    raws = [RawReading(2, "CSAT", "2026-01-05", "90", "value", n=size) for size in sizes]
    found = read_all(reader(), raws)
    assert [row.n for row in found if isinstance(row, ImportRow)] == [1, 1200, 1200, None, 1]


def test_parts_of_a_whole() -> None:
    found, _ = read_file("ratio_zero.csv")
    assert isinstance(found[0], NoValue)
    assert [(row.numerator, row.denominator) for row in found if isinstance(row, ImportRow)] == [
        (0, 10), (12, 10),
    ]  # fmt: skip
    assert refused(found).keys() == {5, 6, 7}


def test_a_ratio_takes_a_percentage_with_what_it_is_of_or_parts() -> None:
    (row,), _ = read_file("value_to_ratio.csv")
    assert isinstance(row, ImportRow)
    assert (row.value, row.numerator, row.n, row.mark) == (4.1, None, 384, "%")
    for text in ("45/50", "45 / 50", "45 of 50", "45 von 50"):
        (parts,) = read_all(reader(), column(text, name="Abandoned"))
        assert isinstance(parts, ImportRow)
        assert (parts.value, parts.numerator, parts.denominator) == (None, 45, 50)
    for text in ("45/50/60", "1/0", "-1/50", "a/b", "45/"):
        assert refused(read_all(reader(), column(text, name="Abandoned"))).keys() == {2}
    assert refused(read_all(reader(), column("45/50"))).keys() == {2}
    assert isinstance(read_all(reader(), column("0/0", name="Abandoned"))[0], NoValue)


def test_yes_and_no_are_answers() -> None:
    texts = ("Yes", "n", "TRUE", "Non")
    new = read_all(reader(), column(*texts, name="Resolved"))
    assert values(new) == [1, 0, 1, 0]
    assert [row.mark for row in new if isinstance(row, ImportRow)] == ["yes", "no", "yes", "no"]
    assert values(read_all(reader(), column(*texts, name="CSAT"))) == [100, 0, 100, 0]
    parts = read_all(reader(), column(*texts, name="Abandoned"))
    assert [(row.numerator, row.denominator) for row in parts if isinstance(row, ImportRow)] == [
        (1, 1), (0, 1), (1, 1), (0, 1),
    ]  # fmt: skip
    assert len(refused(read_all(reader(), column(*texts, name="AHT")))) == 4


def test_years_of_two_begin_where_their_lines_say_so() -> None:
    texts = ("2014/15 February", "2014/15 March", "2015/16 April", "2015/16 May")
    for looked_at in (0, 4):
        cells = reader()
        cells.look(column(*"1234", dates=texts)[:looked_at])
        raws = column(*"1234", dates=texts)
        try:
            found = list(cells.read(raws))
        except ReadAgain:
            found = list(cells.read(raws))
        assert [row.date for row in found if isinstance(row, ImportRow)] == [
            date(2015, 2, 28), date(2015, 3, 31), date(2015, 4, 30), date(2015, 5, 31),
        ]  # fmt: skip


def test_a_year_of_two_digits_that_stands_first_is_refused() -> None:
    found = read_all(reader(), column("1", "2", dates=("26/01/05", "15/01/26")))
    assert "year first" in refused(found)[2]
    assert [row.date for row in found if isinstance(row, ImportRow)] == [date(2026, 1, 15)]


@pytest.mark.parametrize(
    ("name", "lines"), [("percent_in_points.csv", {2, 3, 4}), ("dur_in_pct.csv", {2, 3})]
)
def test_a_value_of_another_kind_is_refused_with_its_column(name: str, lines: set[int]) -> None:
    found, asked = read_file(name)
    assert refused(found).keys() == lines
    assert all(reason.startswith("value: ") for reason in refused(found).values())
    assert asked == []


def test_impossible_years_are_refused() -> None:
    assert refused(read_file("future.csv")[0]).keys() == {4, 5}


def test_a_heading_says_what_is_counted() -> None:
    ms = column("340000.0", "370500.0", name="AHT", heading="AHT (ms)")
    read = read_all(reader(), ms)
    assert values(read) == [340, 370.5]
    assert [row.decimals for row in read if isinstance(row, ImportRow)] == [0, 1]
    new = read_all(reader(), column("5.5", name="Talk", heading="Talk (min)"))
    assert values(new) == [330]
    assert isinstance(new[0], ImportRow)
    assert new[0].clock


def test_a_profile_says_what_is_counted() -> None:
    cells = CellReader(TODAY, ImportAnswers(), plan().get, scales={"AHT": "milliseconds"})
    assert values(read_all(cells, column("340000", name="AHT"))) == [340]


def test_one_bad_cell_loses_its_reading_and_names_its_column() -> None:
    raws = [
        RawReading(2, "CSAT", "2026-01-05", "abc", "CSAT %"),
        RawReading(2, "AHT", "2026-01-05", "5:40", "AHT"),
        RawReading(3, "CSAT", "5-Jan", "90", "CSAT %"),
        RawReading(3, "AHT", "5-Jan", "5:40", "AHT"),
    ]
    found = read_all(reader(), raws)
    assert values(found) == [340]
    assert [row for row in found if isinstance(row, Rejected)] == [
        Rejected(2, "CSAT %: “abc” is not a number; write it like 92 or 4.5"),
        Rejected(3, "date: 5-Jan has no year; write it like 2026-01-05"),
    ]


def test_a_date_covers_what_the_profile_says() -> None:
    cells = CellReader(TODAY, ImportAnswers(), plan().get, covers=PeriodKind.MONTH)
    found = read_all(cells, column("1", "2", dates=("2026-01-05", "2026-W03")))
    assert [(row.date, row.covers) for row in found if isinstance(row, ImportRow)] == [
        (date(2026, 1, 31), "month"), (date(2026, 1, 18), "week"),
    ]  # fmt: skip


CELLS = st.text(max_size=20) | st.sampled_from(
    ("", "-", "92", "92.5 %", "1.080", "1,080", "0.9", "5:40", "5:40:00", "45/50", "yes",
     "12 calls", "2026-01-05", "01/02/2026", "13/02/2026", "2015/16 May", "Q1 2026", "#DIV/0!",
     "(12)", "340 ms")
)  # fmt: skip


@settings(max_examples=examples(200))
@given(st.lists(st.tuples(*[CELLS] * 7, st.sampled_from(["CSAT", "AHT", "Abandoned", "New"]))))
def test_whatever_stands_in_a_file_is_read_or_refused_or_missing(
    lines: list[tuple[str, ...]],
) -> None:
    raws = [
        RawReading(
            number, metric=line[7], date=line[0], value=line[1], column="value", person=line[2],
            n=line[3], numerator=line[4], denominator=line[5], note=line[6],
        )
        for number, line in enumerate(lines, 2)
    ]  # fmt: skip
    cells = reader()
    found = read_all(cells, raws)
    assert [row.line for row in found] == [raw.line for raw in raws]
    for row in found:
        if isinstance(row, ImportRow):
            assert date(1970, 1, 1) <= row.date
            assert (row.value is None) == (row.numerator is not None)
            assert (row.numerator is None) == (row.denominator is None)
            assert row.n is None or row.n > 0
        elif isinstance(row, Rejected):
            assert row.reason


def test_a_value_beside_its_parts_has_to_be_what_they_make() -> None:
    def raw(value: str) -> RawReading:
        return RawReading(
            2, "Abandoned", "2026-01-05", value, "value", numerator="45", denominator="50"
        )

    for value in ("90%", "90", "90.0", "0.9"):
        (row,) = read_all(reader(ImportAnswers(fractions="keep")), [raw(value)])
        assert isinstance(row, ImportRow)
        assert (row.value, row.numerator, row.denominator) == (None, 45, 50)
    assert "not what its parts make" in refused(read_all(reader(), [raw("92%")]))[2]


def test_names_notes_and_ids_come_with_their_reading() -> None:
    raw = RawReading(
        2, " CSAT ", "2026-01-05", "'-5", "value", "'=Ana  Ruiz", "North", note="one\n'two",
        external_id="a-1", numbered=True,
    )  # fmt: skip
    (row,) = read_all(reader(), [raw])
    assert isinstance(row, ImportRow)
    assert (row.metric, row.value, row.person, row.team) == ("CSAT", -5, "=Ana Ruiz", "North")
    assert (row.note, row.external_id, row.numbered) == ("one\n'two", "a-1", True)
    bare = read_all(reader(), column("5", name="CSAT"))[0]
    assert isinstance(bare, ImportRow)
    assert (bare.person, bare.team, bare.note, bare.external_id) == (None, None, "", None)
    long = [RawReading(2, "CSAT", "2026-01-05", "5", "value", "x" * 5000)]
    assert "characters" in refused(read_all(reader(), long))[2]
