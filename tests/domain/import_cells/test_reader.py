"""Columns of files decide once how their cells are meant, and what nothing decides is asked."""

from datetime import date, timedelta
from functools import partial
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpitui.domain.import_answers import Asked, ImportAnswers
from kpitui.domain.import_cells.reader import CellReader, ReadAgain
from kpitui.domain.import_rows import ImportRow, NoValue, RawReading, Rejected
from kpitui.domain.periods import PeriodKind
from tests.domain.import_cells.real_cells import (
    TODAY,
    Read,
    long_file,
    metric,
    plan,
    read_all,
    reader,
    refused,
    values,
)
from tests.patience import examples


def read_file(name: str, answers: ImportAnswers | None = None) -> tuple[Read, list[Asked]]:
    cells = reader(answers)
    found = read_all(cells, long_file(name))
    return found, [question.asked for question in cells.questions]


def column(
    *texts: str, name: str = "Calls", heading: str = "value", dates: tuple[str, ...] = ()
) -> list[RawReading]:
    return [
        RawReading(line, name, dates[line - 2] if dates else "2026-01-05", text, heading)
        for line, text in enumerate(texts, 2)
    ]


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


def test_fractions_in_a_metric_in_percent_are_asked_about() -> None:
    found, asked = read_file("fractions.csv")
    assert values(found) == []
    assert asked == [Asked.FRACTIONS]
    assert values(read_file("fractions.csv", ImportAnswers(fractions="percent"))[0]) == [
        91,
        92.5,
        88,
        100,
    ]
    assert values(read_file("fractions.csv", ImportAnswers(fractions="keep"))[0]) == [
        0.91,
        0.925,
        0.88,
        1,
    ]
    scaled, _ = read_file("fractions.csv", ImportAnswers(yes=True))
    assert values(scaled) == [91, 92.5, 88, 100]
    assert [row.decimals for row in scaled if isinstance(row, ImportRow)] == [0, 1, 0, 0]


def test_a_fraction_beside_percents_is_asked_about_and_a_low_rate_is_not() -> None:
    found, asked = read_file("implausible.csv")
    assert values(found) == [9250, -5, 92.5]
    assert asked == [Asked.FRACTIONS]
    cells = reader()
    assert values(read_all(cells, column("4.1", "0.8", "1.2", "3.3", name="CSAT"))) == [
        4.1,
        0.8,
        1.2,
        3.3,
    ]
    assert cells.questions == []


def test_a_number_in_the_unit_of_its_metric_is_read() -> None:
    units = {"Calls": "calls", "NPS": "points", "Cost": "€", "Bare": ""}
    cells = reader(metric_of=lambda name: metric(name, units[name]))
    texts = {"Calls": "12 calls", "NPS": "4.5 pts", "Cost": "EUR 4,50", "Bare": "3 boxes"}
    read = [read_all(cells, column(text, name=name))[0] for name, text in texts.items()]
    assert values(read) == [12, 4.5, 4.5, 3]
    wrong = {"Calls": "12 points", "NPS": "4.5 EUR", "Cost": "$4.50", "Bare": "3%"}
    for name, text in wrong.items():
        assert refused(read_all(cells, column(text, name=name))).keys() == {2}, name


def test_a_metric_that_stays_below_one_percent_has_no_fractions() -> None:
    low = reader(metric_of=lambda name: metric(name, "%", low=0, high=1))
    assert values(read_all(low, column("0.4", "0.25%", name="Errors"))) == [0.4, 0.25]
    assert low.questions == []


def test_a_percentage_of_its_own_is_no_fraction() -> None:
    cells = reader()
    found = read_all(cells, column("0.5%", "0.9 %", "1%", name="CSAT"))
    assert values(found) == [0.5, 0.9, 1]
    assert [row.mark for row in found if isinstance(row, ImportRow)] == ["%"] * 3
    assert cells.questions == []
    assert len(refused(read_all(reader(), column("12 calls", "$5", name="CSAT")))) == 2


def test_a_rate_close_to_the_others_is_no_fraction() -> None:
    asked = {"0.925": True, "0.5": True, "0.1": False, "3.5": False}
    for text, doubtful in asked.items():
        cells = reader()
        read_all(cells, column("85", "92.5", "90", text, name="CSAT"))
        assert bool(cells.questions) == doubtful, text
    cells = reader()
    read_all(cells, column("15", "16", "14", "0.9", name="CSAT"))
    assert cells.questions == []


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


def test_milliseconds_are_asked_about_where_the_plausible_range_says_so() -> None:
    plausible = {"AHT": metric("AHT", "m:ss", low=30, high=3600)}
    cells = reader(metric_of=plausible.get)
    found = read_all(cells, column("340000", "370000", name="AHT"))
    assert "--scale milliseconds" in refused(found)[2]
    assert [question.asked for question in cells.questions] == [Asked.SCALE]
    told = reader(ImportAnswers(scale="milliseconds"), plausible.get)
    assert values(read_all(told, column("340000", "370000", name="AHT"))) == [340, 370]


def test_a_new_metric_is_asked_about_by_what_it_likely_is() -> None:
    likely = metric("Handle time", "m:ss", low=30, high=3600)
    raws = column("340000.0", "370000.0", name="Avg Handle")
    asks = CellReader(TODAY, ImportAnswers(), plan().get, likely_of=lambda _: likely)
    assert refused(read_all(asks, raws)).keys() == {2, 3}
    assert [question.asked for question in asks.questions] == [Asked.SCALE]
    answers = ImportAnswers(scale="milliseconds")
    told = CellReader(TODAY, answers, plan().get, likely_of=lambda _: likely)
    assert values(read_all(told, raws)) == [340, 370]
    by_name = reader(answers)
    counts = column("41", "38", name="Handle", heading="Handle")
    assert values(read_all(by_name, [*raws, *counts])) == [340, 370, 41, 38]
    assert refused(read_all(reader(), [*raws, *counts])).keys() == {2, 3}


def test_hours_under_a_name_that_is_new_are_hours() -> None:
    cells = reader()
    hours = column("7:31:00", "12:57:00", name="Login Time", heading="Login Time")
    assert values(read_all(cells, hours)) == [27_060, 46_620]
    seconds = column("27060", "46620", name="Login Time", heading="Login Time")
    assert values(read_all(cells, seconds)) == [27_060, 46_620]
    assert cells.questions == []


@pytest.mark.parametrize(
    ("name", "texts", "asked"),
    [
        ("Staffed Time", ("7:45", "7:30"), True), ("Login Time", ("08:01", "07:58"), True),
        ("Logout", ("16:32", "16:29"), True), ("Break time", ("0:15", "0:30"), True),
        ("StaffedTime", ("7:45", "8:02"), True), ("Call start", ("09:10", "09:40"), True),
        ("Arrival Time", ("08:01", "09:12"), True), ("Arbeitszeit", ("7:45", "7:30"), True),
        ("Duration", ("9:12", "14:02"), True), ("Duration", ("9:12", "4:02"), False),
        ("Talk Time", ("5:40", "14:20"), False), ("Hold", ("05:40", "04:20"), False),
        ("Wrap time", ("5:40", "6:01"), False), ("Avg Handle", ("05:40", "14:01"), False),
        ("Wait (h)", ("5:40", "6:01"), False), ("Staffed Time", ("7:45:00", "7:30:00"), False),
        ("Login Time", ("7:45", "0:07:30"), False), ("Shift (min)", ("7:45", "7:30"), False),
        ("Average speed of answer", ("00:40", "01:10"), False),
    ],
)  # fmt: skip
def test_two_numbers_of_a_shift_or_a_day_may_be_hours_and_minutes(
    name: str, texts: tuple[str, ...], asked: bool
) -> None:
    cells, raws = reader(), column(*texts, name=name, heading=name)
    found = read_all(cells, raws)
    assert [question.asked for question in cells.questions] == [Asked.SCALE] * asked
    if not asked:
        assert len(values(found)) == len(texts)
        return
    assert "--scale hours" in refused(found)[2]
    assert cells.questions[0].answers == ("minutes", "hours")
    minutes = values(read_all(reader(ImportAnswers(scale="minutes")), raws))
    hours = values(read_all(reader(ImportAnswers(scale="hours")), raws))
    first, second = (int(part) for part in texts[0].split(":"))
    assert (minutes[0], hours[0]) == (60 * first + second, 3600 * first + 60 * second)


def test_two_numbers_are_hours_where_the_heading_says_so_and_asked_of_metrics_of_hours() -> None:
    (row,) = read_all(reader(), column("7:45", name="Staffed time (h)", heading="Staffed time (h)"))
    assert isinstance(row, ImportRow)
    assert row.value == 27_900
    for name, unit, asked in (
        ("Duration", "h:mm:ss", True), ("Duration", "m:ss", False), ("Break time", "m:ss", True),
        ("Talk time", "h:mm:ss", False),
    ):  # fmt: skip
        cells = reader(metric_of=partial(metric, unit=unit))
        read_all(cells, column("7:45", "7:30", name=name))
        assert bool(cells.questions) == asked, name


def test_a_late_time_of_the_day_asks_about_all_before_it() -> None:
    raws = column("9:12", "8:02", *["9:40"] * 600, "14:30", name="Duration", heading="Duration")
    cells = reader()
    assert len(refused(read_all(cells, raws))) == len(raws)
    assert [question.asked for question in cells.questions] == [Asked.SCALE]


def test_an_answer_that_makes_no_sense_of_a_cell_leaves_it_out() -> None:
    beside = column("0:05:40", "0:06:00", "0.0039", "5:40:00", name="AHT")
    minutes, days = ImportAnswers(scale="minutes"), ImportAnswers(scale="days")
    by_minutes = read_all(reader(minutes), beside)
    assert values(by_minutes) == [340, 360, 340]
    assert "far from the other" in refused(by_minutes)[4]
    by_days = read_all(reader(days), beside)
    assert values(by_days) == [340, 360, pytest.approx(336.96)]
    assert refused(by_days).keys() == {5}


def test_one_question_is_asked_of_many_metrics() -> None:
    cells = reader(metric_of=lambda name: metric(name, "%"))
    read_all(cells, [raw for n in range(5) for raw in column("0.9", name=f"M{n}", heading=f"M{n}")])
    (question,) = cells.questions
    assert "“M0”, “M1”, “M2” and 2 more" in question.sentence


def test_what_excel_makes_of_a_typed_time_is_asked_about() -> None:
    typed = column("5:40:00", "6:10:00", "4:55:00", name="AHT")
    cells = reader()
    assert len(refused(read_all(cells, typed))) == 3
    assert cells.questions[0].answers == ("minutes", "hours")
    assert values(read_all(reader(ImportAnswers(scale="minutes")), typed)) == [340, 370, 295]
    assert values(read_all(reader(ImportAnswers(scale="hours")), typed)) == [20_400, 22_200, 17_700]
    beside = column("0:05:40", "0:06:00", "5:40:00", name="AHT")
    assert refused(read_all(reader(), beside)).keys() == {4}


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


@pytest.mark.parametrize(
    ("unit", "texts", "asked"),
    [
        ("m:ss", ("5.67", "6.1"), True), ("m:ss", ("5", "7"), False),
        ("m:ss", ("61.5", "5.5"), False),
        ("m:ss", ("340000", "370000"), True), ("m:ss", ("18000", "340000"), True),
        ("m:ss", ("17999", "340000"), False), ("h:mm:ss", ("28800", "340000"), False),
        ("h:mm:ss", ("28800000", "27000000"), True), ("h:mm:ss", ("7.5", "8"), True),
    ],
)  # fmt: skip
def test_numbers_that_hardly_count_seconds_are_asked_about(
    unit: str, texts: tuple[str, ...], asked: bool
) -> None:
    cells = reader(metric_of=lambda name: metric(name, unit))
    read_all(cells, column(*texts, name="Time"))
    assert [question.asked for question in cells.questions] == [Asked.SCALE] * asked
