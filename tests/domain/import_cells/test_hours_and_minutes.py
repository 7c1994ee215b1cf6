"""Numbers that may be hours, minutes, seconds or less are asked about, or told by their file."""

from functools import partial

import pytest

from kpitui.domain.import_answers import Asked, ImportAnswers
from kpitui.domain.import_cells.reader import CellReader
from kpitui.domain.import_rows import ImportRow
from tests.domain.import_cells.real_cells import (
    TODAY,
    column,
    metric,
    plan,
    read_all,
    reader,
    refused,
    values,
)


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
