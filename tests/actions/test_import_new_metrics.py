"""What an import makes of metrics that are not there: their name, unit, rhythm and code."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from kpitui.actions.measures import edit_metric
from kpitui.domain.import_answers import Asked
from kpitui.domain.records.metric import Aggregation, Cadence, Direction
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_metrics
from kpitui.views.history import HistoryQuestion, load_history
from tests.actions.import_lines import days, kept, lines, metric, numbers, row, take
from tests.conftest import LEADER


@pytest.mark.parametrize(
    ("name", "marks", "unit", "aggregation", "direction"),
    [
        ("Repeat calls %", {}, "%", "mean", "higher"),
        ("Repeat", {"mark": "%"}, "%", "mean", "higher"),
        ("Tickets closed", {}, "", "sum", "higher"),
        ("Time per ticket (s)", {}, "m:ss", "mean", "higher"),
        ("hold_seconds", {}, "m:ss", "mean", "higher"),
        ("Pause (min)", {}, "min", "mean", "higher"),
        ("Cost", {"mark": "€"}, "€", "mean", "higher"),
        ("Waiting", {"clock": True}, "m:ss", "mean", "higher"),
        ("Wrap-up time", {"clock": True}, "m:ss", "mean", "within"),
        ("Abandon rate", {"mark": "%"}, "%", "ratio", "lower"),
        ("Quejas", {}, "complaints", "sum", "lower"),
        ("Net Promoter Score", {}, "points", "mean", "higher"),
    ],
)
def test_an_unknown_metric_is_guessed_from_its_name_and_values(
    database: DatabaseFile, name: str, marks: dict[str, Any], unit: str, aggregation: str,
    direction: str,
) -> None:  # fmt: skip
    found = [row(name, 30.0 + place, date=day, **marks) for place, day in enumerate(days(5))]
    report = take(database, lines(found), scale="seconds")
    made = metric(database, name)
    assert (report.questions, report.added, report.new_metrics) == ([], 5, [name])
    assert (made.unit, made.aggregation, made.direction) == (unit, aggregation, direction)
    assert (made.cadence, made.place) == (Cadence.DAILY, "unsorted")
    (assumed,) = report.assumed
    assert {"unit", "aggregation", "direction", "cadence", "decimals"} <= {*assumed.reasons}
    assert all(assumed.reasons.values())


def test_times_of_hours_are_shown_with_hours(database: DatabaseFile) -> None:
    found = [row("Shift", 30000.0 + at, date=one, clock=True) for at, one in enumerate(days(3))]
    found += [row("Break", 900.0 * at, date=one, clock=True) for at, one in enumerate(days(9), 1)]
    take(database, lines(found))
    assert [metric(database, name).unit for name in ("Shift", "Break")] == ["h:mm:ss", "m:ss"]


@pytest.mark.parametrize(
    ("apart", "cadence"),
    [(1, "daily"), (3, "daily"), (7, "weekly"), (14, "weekly"), (30, "monthly"), (91, "quarterly")],
)
def test_how_often_a_metric_is_read_is_told_by_the_days_of_each_subject(
    database: DatabaseFile, apart: int, cadence: str
) -> None:
    found = [
        row("Steps", 1.5, date=day + timedelta(days=number), person=person)
        for number, person in enumerate(("Uma", "Vic", "Wes"))
        for day in days(6, apart)
    ]
    take(database, lines(found))
    assert metric(database, "Steps").cadence == cadence


def test_parts_make_a_ratio_and_decimals_are_those_of_the_values(database: DatabaseFile) -> None:
    parts = [row("Solved", None, numerator=8.0, denominator=10.0, date=day) for day in days(3)]
    marked = [row("Share", 1.25, decimals=5, date=day) for day in days(3)]
    take(database, lines(parts + marked))
    solved, share = metric(database, "Solved"), metric(database, "Share")
    assert (solved.aggregation, solved.unit, solved.scale) == (Aggregation.RATIO, "%", 100.0)
    assert (solved.plausible_low, solved.plausible_high) == (0, 100)
    assert (share.aggregation, share.decimals) == (Aggregation.MEAN, 2)


def test_a_percentage_with_its_sample_size_gives_parts_where_the_metric_is_a_ratio(
    database: DatabaseFile,
) -> None:
    found = [row("adherence", 95.0, n=480, mark="%"), row("Abandoned", 4.1, n=384, mark="%")]
    take(database, lines(found))
    assert numbers(database) == [(456.0, 480.0), (pytest.approx(15.744), 384.0)]


def test_a_metric_of_another_name_in_the_catalogue_is_that_metric(database: DatabaseFile) -> None:
    report = take(database, lines([row("Handle time", 330.0), row("AHT", 340.0, person="ana")]))
    assert (report.new_metrics, report.questions) == ([], [])
    assert {one[0] for one in kept(database)} == {"Average handle time"}
    assert report.said == ["“Handle time” was taken for Average handle time."]


def test_codes_of_new_metrics_are_short_and_none_is_given_twice(database: DatabaseFile) -> None:
    names = ("Calls", "Calls per day", "Cost per delivery", "AHT two", "Cat", "第一", "12")
    take(database, lines(row(name, 1.5) for name in names))
    with reading(database) as db:
        codes = [one.code for one in load_metrics(db)]
    assert len({code.casefold() for code in codes}) == len(codes)
    assert all(len(code) < 12 for code in codes)


def test_a_metric_without_create_is_a_reject(database: DatabaseFile) -> None:
    report = take(database, [row("Steps")], create=False)
    assert (report.added, report.new_metrics) == (0, [])
    assert "--create" in report.rejected[0].reason


def test_a_metric_with_its_unit_behind_is_asked_about(database: DatabaseFile) -> None:
    found = lines([row("csat"), row("Csat", date=days(2)[1]), row("CSAT %", date=days(3)[2])])
    (question,) = take(database, found).questions
    assert (question.asked, question.default) == (Asked.MATCH, "same")
    assert take(database, found, yes=True).added == 3


def test_a_metric_of_another_unit_or_kind_is_another(database: DatabaseFile) -> None:
    first = [row("Sales", 7.0), row("Pause", 1.5), row("Handle", 300.0, clock=True)]
    take(database, lines(first))
    others = ["Sales %", "Average sales", "Number of pause", "Pause (min)"]
    report = take(database, lines(row(name, 3.0) for name in others), yes=True)
    assert (report.new_metrics, report.said) == (others, [])
    same = ["Number of sales", "Avg handle", "Handle (s)", "Pause rate"]
    report = take(database, lines(row(name, 3.0, date=days(2)[1]) for name in same), yes=True)
    assert (report.new_metrics, len(report.said)) == ([], 4)


def test_what_was_assumed_is_kept_until_somebody_says_otherwise(database: DatabaseFile) -> None:
    take(database, lines(row("Steps", 1.5, date=day) for day in days(3)))
    steps = metric(database, "Steps")
    assert {*steps.assumed} == {"unit", "aggregation", "decimals", "cadence", "direction"}
    assert metric(database, "Customer satisfaction").assumed == ()
    told = load_history(database, HistoryQuestion(limit=1))[0].told
    assert any("unit, combine by, decimals, recorded, better when" in str(one) for one in told)
    edit_metric(database, LEADER, steps, replace(steps, direction=Direction.LOWER, unit="km"))
    steps = metric(database, "Steps")
    assert {*steps.assumed} == {"aggregation", "decimals", "cadence"}
    take(database, [row("Steps", 2.5, person="ana")])
    assert metric(database, "Steps").unit == "km"


def test_dates_that_are_periods_say_how_often_a_metric_is_read(database: DatabaseFile) -> None:
    take(database, lines(row(f"A {one}", 1.5, covers=one) for one in ("week", "month", "quarter")))
    with reading(database) as db:
        found = {one.name: one.cadence for one in load_metrics(db)}
    assert [found[f"A {one}"] for one in ("week", "month", "quarter")] == [
        "weekly",
        "monthly",
        "quarterly",
    ]


def test_two_headings_of_one_file_are_two_metrics(database: DatabaseFile) -> None:
    report = take(database, lines([row("Handle", 9.0), row("Avg Handle", 3.0)]))
    assert (report.questions, report.new_metrics) == ([], ["Handle", "Avg Handle"])


def test_a_code_of_a_new_metric_is_no_name_of_another_new_one(database: DatabaseFile) -> None:
    names = ["Calls Handled", "Calls", "CH", "AHT two", "Handle time b"]
    report = take(database, lines(row(name, 1.5) for name in names))
    assert (report.added, report.new_metrics) == (5, names)
    assert sorted(one[0] for one in kept(database)) == sorted(names)


@pytest.mark.parametrize("answer", ["same", "new", None])
def test_a_code_that_an_import_gave_is_asked_about_before_it_is_a_name(
    database: DatabaseFile, answer: Any
) -> None:
    take(database, lines([row("Orders Offered", 9.0)]))
    code = metric(database, "Orders Offered").code
    report = take(database, lines([row(code.upper(), 3.0, date=days(2)[1])]), match=answer)
    told = [f"“{code.upper()}” was taken for Orders Offered, as its code."]
    assert [question.asked for question in report.questions] == ([] if answer else [Asked.MATCH])
    reasons = ["“OO” is the code of Orders Offered; give that metric another code first"]
    assert [rejected.reason for rejected in report.rejected] == (reasons if answer == "new" else [])
    assert report.said == (told if answer == "same" else [])


def test_the_code_of_a_new_metric_is_no_word_that_another_may_be_called(
    database: DatabaseFile,
) -> None:
    take(database, lines([row("Calls Offered", 9.0), row("Time to answer", 8.5)]))
    report = take(database, lines([row("Calls", 9.0), row("Time", 8.5)]))
    assert (report.new_metrics, report.questions) == (["Calls", "Time"], [])


def test_ids_in_a_file_with_several_metrics_are_seen_by_its_lines(database: DatabaseFile) -> None:
    found = [
        row(name, 1.5, line=place + 2, person=f"c{place}")
        for place in range(30)
        for name in ("Steps", "Paces", "Miles")
    ]
    assert [question.asked for question in take(database, found).questions] == [Asked.MATCH]


def test_a_count_is_not_taken_for_a_rate_of_the_same_word(database: DatabaseFile) -> None:
    found = [row("Transfers", 10.0 + place, date=day) for place, day in enumerate(days(4))]
    rates = [replace(import_row, metric="Transfer rate", mark="%") for import_row in found]
    take(database, lines(found + rates))
    assert (metric(database, "Transfers").aggregation, metric(database, "Transfers").unit) == (
        "sum",
        "",
    )
    assert metric(database, "Transfer rate").unit == "%"


def test_a_part_larger_than_the_whole_is_told(database: DatabaseFile) -> None:
    take(database, lines([row("Solved", None, numerator=9.0, denominator=10.0)]))
    solved = metric(database, "Solved")
    edit_metric(database, LEADER, solved, replace(solved, plausible_high=None))
    odd = row("Solved", None, numerator=12.0, denominator=10.0, person="ana", line=7)
    assert take(database, [odd]).said == ["1 reading has a part larger than the whole: line 7."]
