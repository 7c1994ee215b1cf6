"""What an import makes of rows: metrics that nobody defined, logs, names written otherwise, teams,
corrections; and what it asks first.
"""

import contextlib
import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kpitui.actions.import_readings import import_readings
from kpitui.actions.import_report import ImportReport
from kpitui.actions.measures import edit_metric
from kpitui.actions.people import add_person
from kpitui.actions.readings import record
from kpitui.actions.undo import redo, undo
from kpitui.domain.access import Actor
from kpitui.domain.import_answers import Asked, ImportAnswers
from kpitui.domain.import_rows import ImportRow, NoValue, Rejected
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.metric import Aggregation, Cadence, Direction
from kpitui.domain.records.person import PersonDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.hash_chain import look_along
from kpitui.storage.people import load_people
from kpitui.storage.plan import load_metrics
from kpitui.storage.records import rows
from kpitui.storage.summaries import wrong_summaries
from kpitui.views.catalogue import load_catalogue
from kpitui.views.export import readings_for_export
from kpitui.views.history import HistoryQuestion, load_history
from tests.conftest import LEADER, TODAY, copied, other_program

DAY = date(2026, 11, 2)


def row(metric: str = "csat", value: float | None = 90.0, **more: Any) -> ImportRow:
    found: dict[str, Any] = {"line": 2, "date": DAY, "metric": metric, "value": value}
    return ImportRow(**(found | more))


def lines(found: Iterable[ImportRow]) -> list[ImportRow]:
    return [replace(one, line=place + 2) for place, one in enumerate(found)]


def take(
    database: DatabaseFile, found: Iterable[ImportRow | Rejected | NoValue], **options: Any
) -> ImportReport:
    given_answers = {
        key: options.pop(key) for key in ImportAnswers.__struct_fields__ if key in options
    }
    answers = ImportAnswers(**{"no_person": "keep"} | given_answers)
    options = {"create": True} | options
    return import_readings(
        database, LEADER, found, metrics={}, answers=answers, catalogue=load_catalogue,
        source="in.csv", today=TODAY, **options,
    )  # fmt: skip


def kept(database: DatabaseFile) -> list[tuple[Any, ...]]:
    names = ("metric", "person", "team", "date", "value", "n", "numerator", "denominator")
    return [tuple(one[name] for name in names) for one in readings_for_export(database)]


def numbers(database: DatabaseFile) -> list[Any]:
    return [one[4] if one[6] is None else one[6:] for one in kept(database)]


def metric(database: DatabaseFile, name: str) -> Any:
    with reading(database) as db:
        return next(one for one in load_metrics(db) if one.name == name)


def memberships(database: DatabaseFile, name: str) -> list[tuple[str, str, str | None]]:
    with reading(database) as db:
        found = rows(
            db,
            "SELECT teams.name AS team, memberships.starts_on, memberships.ends_on "
            "FROM memberships JOIN people ON people.id = person_id "
            "JOIN teams ON teams.id = team_id "
            "WHERE people.name = :name ORDER BY memberships.starts_on",
            {"name": name},
        )
    return [tuple(one.values()) for one in found]


def days(count: int, apart: int = 1) -> list[date]:
    return [DAY - timedelta(days=apart * place) for place in range(count)]


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


LOG = [row("Talk", float(value), person=who, date=day)
       for day in days(2) for who in ("ana", "Uma") for value in (100, 200, 600)]  # fmt: skip


def test_a_log_is_refused_whole_until_somebody_says_what_becomes_of_it(
    database: DatabaseFile,
) -> None:
    report = take(database, lines(LOG), yes=True)
    (question,) = report.questions
    assert (question.asked, question.default, report.added) == (Asked.ADD_UP, "", 0)
    assert question.answers == ("mean", "sum", "count", "yes")
    assert kept(database) == []
    assert report.rejected == []
    with reading(database) as db:
        assert [person.name for person in load_people(db)] == ["[red]Bo[/]", "Ana López"]


@pytest.mark.parametrize(
    ("how", "value", "n", "aggregation"),
    [("mean", 300.0, 3, "mean"), ("sum", 900.0, None, "sum"), ("count", 3.0, None, "sum")],
)
def test_a_log_is_added_up(
    database: DatabaseFile, how: str, value: float, n: int | None, aggregation: str
) -> None:
    report = take(database, lines(LOG), add_up=how)
    assert (report.added, report.questions) == (4, [])
    assert {one[4:6] for one in kept(database)} == {(value, n)}
    assert metric(database, "Talk").aggregation == aggregation
    again = take(database, lines(LOG), add_up=how)
    assert (again.added, again.unchanged) == (0, 4)


def test_the_share_of_yes_is_a_ratio(database: DatabaseFile) -> None:
    words = {1.0: "Yes", 0.0: "No"}
    found = [row("Resolved", value, mark=words[value]) for value in (1.0, 1.0, 0.0, 1.0)]
    talk = [row("Talk", value) for value in (10.0, 20.0, 60.0)]
    take(database, lines(found + talk), add_up="mean")
    assert numbers(database) == [(3.0, 4.0), 30.0]
    assert metric(database, "Resolved").unit == "%"
    take(database, lines(row("Flag", value) for value in (1.0, 0.0, 0.0, 0.0)), add_up="yes")
    assert numbers(database)[2:] == [(1.0, 4.0)]


def test_a_mean_of_percentages_gains_no_weight_in_a_ratio(database: DatabaseFile) -> None:
    found = [row("Occupancy %", value, mark="%") for value in (90.0, 94.0, 95.0, 97.0)]
    found += [replace(import_row, metric="Abandoned", value=3.0, n=10) for import_row in found]
    take(
        database,
        lines(replace(import_row, person="Uma") for import_row in found),
        match="new",
        add_up="mean",
    )
    assert [one[4:] for one in kept(database)] == [
        (94.0, None, None, None),
        (None, None, pytest.approx(1.2), 40.0),
    ]


def test_a_few_lines_that_say_it_again_are_slips_and_told(database: DatabaseFile) -> None:
    found = [row(value=90.0), row(value=90.0), row(value=70.0, person="ana")]
    report = take(database, lines(found))
    assert (report.added, report.rejected, report.questions) == (2, [], [])
    assert report.said == ["1 reading repeats an earlier one and was taken once: 3."]


@pytest.mark.parametrize("values", [(92.0, 88.0, 70.0), (92.0, 88.0), (92.0, 92.0, 70.0)])
def test_a_second_value_of_a_day_is_never_dropped_unasked(
    database: DatabaseFile, values: tuple[float, ...]
) -> None:
    found = [*(row(value=value, person="ana") for value in values),
             row(value=95.0, person="[red]Bo[/]", date=days(2)[1])]  # fmt: skip
    report = take(database, lines(found), yes=True)
    assert [question.asked for question in report.questions] == [Asked.ADD_UP]
    assert kept(database) == []


def test_lines_that_name_nobody_among_lines_of_people_are_asked_about(
    database: DatabaseFile,
) -> None:
    people = [row("Calls", 41.0, person="ana"), row("Calls", 39.0, person="[red]Bo[/]")]
    for nameless in (row("Calls", 7.0), row("Calls", 7.0, team="North")):
        found = lines([*people, nameless])
        (question,) = take(database, found, no_person=None).questions
        assert (question.asked, question.default) == (Asked.NO_PERSON, "skip")
        assert question.examples == ("line 4",)
        assert question.sentence.startswith("1 line names no person, while other lines of Calls do")
        assert take(database, found, no_person="keep", dry_run=True).added == 3
        for by in ({"yes": True}, {"no_person": "skip"}, {"yes": True, "add_up": "mean"}):
            report = take(database, found, **{"no_person": None, "dry_run": True} | by)
            assert (report.added, report.questions) == (2, [])
            assert "1 line that names no person was left out: 4." in report.said


def test_a_file_of_a_team_beside_one_of_people_is_not_asked_about(database: DatabaseFile) -> None:
    found = lines([row("Calls", 7.0, team="North"), row("Chats", 3.0, person="ana"), row()])
    assert take(database, found, no_person=None).added == 3


def test_the_mean_of_a_log_leaves_counts_totals_and_says_so(database: DatabaseFile) -> None:
    take(database, [row("Contacts", 4.0, date=days(9)[8])])
    found = [row(name, value, person="ana")
             for name in ("Orders", "Contacts", "Talk") for value in (5.0, 4.0)]  # fmt: skip
    report = take(database, lines(found), add_up="mean")
    assert [one[0:1] + one[4:6] for one in kept(database)[1:]] == [
        ("Orders", 9.0, None), ("Contacts", 9.0, None), ("Talk", 4.5, 2),
    ]  # fmt: skip
    assert metric(database, "Orders").aggregation == Aggregation.SUM
    assert report.said == [
        "Contacts, Orders are counts: their lines of one day were totalled, not averaged."
    ]


def test_a_source_that_numbers_its_readings_is_no_log(database: DatabaseFile) -> None:
    found = lines(row(value=value, numbered=True) for value in (90.0, 80.0, 80.0, 90.0, 85.0))
    assert take(database, found).added == 5
    again = take(database, found)
    assert (again.added, again.unchanged, again.rejected) == (0, 5, [])
    assert take(database, [*found, replace(found[0], line=9)]).added == 1


def test_own_ids_tell_readings_of_a_day_apart(database: DatabaseFile) -> None:
    found = lines(row(value=5.0, external_id=f"c{place}") for place in range(6))
    report = take(database, [*found, replace(found[0], line=9)])
    assert (report.added, [rejected.line for rejected in report.rejected]) == (6, [9])


@pytest.mark.parametrize("called", ["Unassigned", "unknown", "Nobody", "N/A", "(none)"])
def test_lines_of_no_one_are_asked_about_and_left_out(database: DatabaseFile, called: str) -> None:
    found = lines([row(person="ana"), row(value=80.0, person=called)])
    (question,) = take(database, found).questions
    assert question.sentence.startswith(f"1 line is of no one ({called})")
    report = take(database, found, totals="skip", dry_run=True)
    assert (report.added, report.new_people) == (1, [])
    assert report.said == ["1 line that adds others up or is of no one was left out: 3."]


def test_a_line_of_several_readings_is_one_line(database: DatabaseFile) -> None:
    found = [
        row(name, 9.5, line=place, person="Total", date=day)
        for place, day in enumerate(days(3), start=2)
        for name in ("Steps", "Paces")
    ]
    (question,) = take(database, found).questions
    assert question.sentence.startswith("3 lines add others up (Total)")
    report = take(database, found, totals="skip")
    assert report.said == ["3 lines that add others up were left out: 2, 3, 4."]


def test_a_person_in_no_team_is_taken_without_one(database: DatabaseFile) -> None:
    report = take(database, lines([row(person="Uma Oak", team="Unassigned")]))
    assert (report.questions, report.added, report.new_teams) == ([], 1, [])


@pytest.mark.parametrize(
    "called",
    [
        "Total",
        "Grand Total",
        "All agents",
        "All Staff",
        "Average",
        "All",
        "Sum",
        "(blank)",
        "Gesamt",
        "Team avg",
    ],
)
def test_lines_that_add_others_up_are_asked_about_and_left_out(
    database: DatabaseFile, called: str
) -> None:
    for subject in ("person", "team"):
        found = lines([row(person="ana"), row(value=80.0, **{subject: called})])
        asked = take(database, found)
        assert [question.asked for question in asked.questions] == [Asked.TOTALS]
        assert (asked.questions[0].default, asked.questions[0].examples) == ("skip", (called,))
        assert kept(database) == []
        report = take(database, found, totals="skip", dry_run=True)
        assert (report.added, report.new_people, report.new_teams) == (1, [], [])
        assert "left out: 3." in report.said[0]
        assert take(database, found, yes=True, dry_run=True).added == 1
        assert take(database, found, totals="keep", dry_run=True).added == 2


def test_what_lies_outside_the_valid_range_is_asked_about(database: DatabaseFile) -> None:
    found = lines([row(value=9250.0), row(value=-5.0, person="ana"), row(value=92.5, team="North")])
    for options in ({}, {"yes": True}):
        (question,) = take(database, found, **options).questions
        assert (question.asked, question.default) == (Asked.IMPLAUSIBLE, "")
        assert "9250" in question.examples[0]
    assert kept(database) == []
    report = take(database, found, implausible="skip")
    assert (report.added, report.rejected_count, numbers(database)) == (1, 2, [92.5])
    assert take(database, found, implausible="take").added == 2
    assert take(database, found).questions == []  # they are there already


@pytest.mark.parametrize(
    ("name", "sure"),
    [
        ("López, Ana", True),
        ("ana.lopez@example.org", True),
        ("A. López", False),
        ("Lopez", False),
        ("Ana María López", False),
    ],
)
def test_a_name_written_otherwise_is_asked_about(
    database: DatabaseFile, name: str, sure: bool
) -> None:
    found = [row(person=name)]
    (question,) = take(database, found).questions
    assert (question.asked, question.default) == (Asked.MATCH, "same" if sure else "")
    assert question.examples == (f"“{name}” = Ana López",)
    assert bool(take(database, found, yes=True, dry_run=True).questions) is not sure
    assert take(database, found, match="new", dry_run=True).new_people == [name]
    report = take(database, found, match="same")
    assert (report.new_people, kept(database)[0][1]) == ([], "Ana López")
    assert report.said == [f"“{name}” was taken for Ana López."]


def test_numbers_that_are_codes_and_names_that_fit_two(database: DatabaseFile) -> None:
    for name, code in (("Uma Oak", "0041"), ("Uma Ash", "0042")):
        add_person(database, LEADER, PersonDraft(name=name, code=code, starts_on=DAY))
    assert [question.asked for question in take(database, [row(person="41")]).questions] == [
        Asked.MATCH
    ]
    report = take(database, lines([row(person="41"), row(person="Uma")]), match="same")
    assert (kept(database)[0][1], "fits 2" in report.rejected[0].reason) == ("Uma Oak", True)


def people_now(database: DatabaseFile) -> list[tuple[str, str | None]]:
    with reading(database) as db:
        return [(person.name, person.code) for person in load_people(db)]


def test_people_of_one_name_are_told_apart_by_their_codes(database: DatabaseFile) -> None:
    before = people_now(database)
    found = lines([
        row(value=80.0, person="Smith, Alex", code="1005"),
        row(value=70.0, person="Smith, Alex", code="1006"),
        row(value=60.0, person=None, code="1006", date=days(2)[1]),
    ])  # fmt: skip
    report = take(database, found, no_person=None)
    assert report.new_people == ["Smith, Alex", "Smith, Alex (1006)"]
    made = [one for one in people_now(database) if one not in before]
    assert made == [("Smith, Alex", "1005"), ("Smith, Alex (1006)", "1006")]
    by_name = {(one[1], one[4]) for one in kept(database)}
    assert by_name == {("Smith, Alex", 80.0), ("Smith, Alex (1006)", 70.0),
                       ("Smith, Alex (1006)", 60.0)}  # fmt: skip
    assert take(database, found, create=False).unchanged == 3
    other = take(database, lines([row(value=81.0, person="Alex Smith-Oak", code="1005",
                                      date=days(3)[2])]))  # fmt: skip
    assert (other.new_people, other.questions) == ([], [])
    assert "“Alex Smith-Oak” was taken for Smith, Alex." in other.said


def test_another_code_of_somebody_known_is_asked_about(database: DatabaseFile) -> None:
    add_person(database, LEADER, PersonDraft(name="Uma Oak", code="0041", starts_on=DAY))
    found = [row(person="Uma Oak", code="0042")]
    (question,) = take(database, found).questions
    assert (question.asked, question.default) == (Asked.MATCH, "")
    assert question.examples == ("“Uma Oak (0042)” = Uma Oak",)
    assert take(database, found, match="new", dry_run=True).new_people == ["Uma Oak (0042)"]
    (refused,) = take(database, found, create=False).rejected
    assert "is there with the code 0041, not 0042; --match same" in refused.reason
    assert take(database, found, match="same").new_people == []
    assert kept(database)[0][1] == "Uma Oak"


def test_the_code_of_somebody_else_gives_nobody_their_readings(database: DatabaseFile) -> None:
    add_person(database, LEADER, PersonDraft(name="Uma Oak", code="0041", starts_on=DAY))
    take(database, lines([row(person="ana", code="0041"), row(person="Vic Ash", code="0041")]))
    assert {one[1] for one in kept(database)} == {"Ana López", "Vic Ash"}
    take(database, [row(value=85.0, person="[red]Bo[/]", code="a.b-c")])  # a code of another kind
    assert kept(database)[-1][1] == "[red]Bo[/]"


def test_a_code_behind_its_name_is_of_that_person(database: DatabaseFile) -> None:
    add_person(database, LEADER, PersonDraft(name="Uma Oak", code="0041", starts_on=DAY))
    (question,) = take(database, [row(person="Oak, Uma (41)")]).questions
    assert (question.default, question.examples) == ("same", ("“Oak, Uma (41)” = Uma Oak",))
    assert take(database, [row(person="Uma Oak (42)")]).new_people == ["Uma Oak (42)"]


ROSTERS = st.one_of(
    st.builds(
        lambda word, numbers, form: [form.format(word, number) for number in numbers],
        st.sampled_from(["Person", "Agent", "Team lead", "Müller"]),
        st.lists(st.integers(1, 3000), min_size=2, max_size=12, unique=True),
        st.sampled_from(["{} {}", "{} {:03}", "{1} {0}", "{} ({})", "{}-{}", "{} #{} 7", "{}{}"]),
    ),
    st.lists(st.sampled_from("ABCDEFGH"), min_size=2, unique=True).map(
        lambda letters: [f"{letter}. Smith" for letter in letters]
    ),
)


@given(ROSTERS, st.sampled_from(({"yes": True}, {"match": "same"}, {})))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_people_who_differ_in_a_number_or_an_initial_are_never_one(
    database: DatabaseFile, roster: list[str], options: dict[str, Any]
) -> None:
    found = lines(row(person=name) for name in roster)
    report = take(database, found, dry_run=True, **options)
    assert (report.questions, report.new_people, report.said) == ([], roster, [])


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


def test_a_column_of_ids_is_no_column_of_people(database: DatabaseFile) -> None:
    found = lines(row(person=f"ID{place:04}") for place in range(200))
    questions = take(database, found, yes=True).questions
    assert [(question.asked, question.answers) for question in questions] == [
        (Asked.MATCH, ("new",))
    ]
    people = lines(row(person=f"{first} {last}") for first in "ABCDEF" for last in "UVWXYZ")
    named = [replace(person, person=f"{person.person}{person.person}") for person in people]
    assert take(database, named, dry_run=True, match="new").questions == []


def test_of_a_million_ids_no_more_are_read_than_tell(database: DatabaseFile) -> None:
    found = lines(row(person=f"ID{place:06}") for place in range(9000))
    stream = iter(found)
    report = take(database, stream)
    assert [(question.asked, question.answers) for question in report.questions] == [
        (Asked.MATCH, ("new",))
    ]
    assert len(list(stream)) > 2500
    assert len(take(database, found, match="new", dry_run=True).new_people) == 9000


def test_refused_lines_make_nobody(database: DatabaseFile) -> None:
    future = TODAY + timedelta(days=9)
    found = lines(
        [row("Steps", date=future, person="Typo Two"), row(date=future, team="Nrth"),
         row("aht", 95.0, mark="%", person="Typo Three")]
    )  # fmt: skip
    report = take(database, found)
    assert (report.new_metrics, report.new_people, report.new_teams) == ([], [], [])
    with reading(database) as db:
        assert len(load_people(db)) == 2


def test_the_team_of_a_line_counts_and_begins_a_membership(database: DatabaseFile) -> None:
    first, second = days(2)[::-1]
    found = [
        row(person="Uma", team="North", date=first),
        row(person="Uma", team="East", date=second),
    ]
    report = take(database, lines(found), dry_run=True)
    assert [(move.old, move.new, move.on) for move in report.moves] == [
        ("", "North", first),
        ("North", "East", second),
    ]
    take(database, lines(found))
    assert [one[2] for one in kept(database)] == ["North", "East"]
    assert memberships(database, "Uma") == [
        ("North", first.isoformat(), second.isoformat()),
        ("East", second.isoformat(), None),
    ]
    assert take(database, lines(found)).moves == []


def test_somebody_known_is_moved_with_create_and_told_of_without(database: DatabaseFile) -> None:
    told = take(database, [row(person="ana", team="South")], create=False, dry_run=True)
    assert [(move.old, move.new, move.made) for move in told.moves] == [("North", "South", False)]
    take(database, [row(person="ana", team="South")])
    assert [one[2] for one in kept(database)] == ["South"]
    assert [membership[:2] for membership in memberships(database, "Ana López")] == [
        ("North", "2024-01-01"),
        ("South", DAY.isoformat()),
    ]
    with reading(database) as db:
        roles = rows(db, "SELECT role_id FROM memberships WHERE person_id = 1")
        assert wrong_summaries(db) == 0
    assert [role["role_id"] for role in roles] == [1, 1]


def test_somebody_who_comes_back_to_a_team_moves_each_time(database: DatabaseFile) -> None:
    found = [
        row(person="Uma", team=team, date=DAY + timedelta(days=place))
        for place, team in enumerate(("North", "East", "East", "North"))
    ]
    take(database, lines(found), teams="person")
    assert [membership[0] for membership in memberships(database, "Uma")] == [
        "North",
        "East",
        "North",
    ]
    assert [one[2] for one in kept(database)] == ["North", "East", "East", "North"]


def test_two_teams_of_one_person_on_a_day_are_those_of_the_calls(database: DatabaseFile) -> None:
    first, second = days(2)[::-1]
    found = lines([
        row("Orders", 5.0, person="ana", team="Sales", date=first),
        row("Orders", 4.0, person="ana", team="Sales", date=first),
        row("Orders", 1.0, person="ana", team="Billing", date=first),
        row("Orders", 3.0, person="ana", team="Sales", date=second),
        row("Orders", 2.0, person="Uma", team="Sales", date=second),
    ])  # fmt: skip
    asked = take(database, found, add_up="mean")
    (question,) = asked.questions
    assert (question.asked, question.default) == (Asked.TEAMS, "call")
    assert question.examples == ("Ana López: Sales, Billing",)
    report = take(database, found, add_up="mean", teams="call")
    assert (report.moves, report.new_teams) == ([], [])
    assert "people stay in the teams that they are in" in " ".join(report.said)
    assert [one[1:3] + one[4:5] for one in kept(database)] == [
        ("Ana López", "North", 10.0), ("Ana López", "North", 3.0), ("Uma", None, 2.0),
    ]  # fmt: skip
    assert memberships(database, "Ana López") == [("North", "2024-01-01", None)]
    assert take(database, found, add_up="mean", yes=True).unchanged == 3


def test_the_teams_of_people_add_up_to_one_reading_a_day_too(database: DatabaseFile) -> None:
    found = [row("Orders", value, person="Uma", team=team)
             for value, team in ((5.0, "Sales"), (1.0, "Billing"))]  # fmt: skip
    take(database, lines(found), add_up="mean", teams="person")
    assert [one[1:3] + one[4:5] for one in kept(database)] == [("Uma", "Sales", 6.0)]
    assert [membership[0] for membership in memberships(database, "Uma")] == ["Sales"]


def test_somebody_in_more_than_three_teams_is_asked_about(database: DatabaseFile) -> None:
    teams = ("North", "East", "South", "West")
    found = lines(row(person="Uma", team=team, date=day)
                  for team, day in zip(teams, days(4)[::-1], strict=True))  # fmt: skip
    assert [question.asked for question in take(database, found).questions] == [Asked.TEAMS]
    told = take(database, found, create=False)
    assert (told.questions, told.moves) == ([], [])


def test_another_value_is_a_correction_with_update_only(database: DatabaseFile) -> None:
    take(database, lines([row(person="ana", n=9, note="first"), row("aht", 300.0)]))
    new = lines([row(value=91.0, person="ana"), row("aht", 300.0)])
    refused = take(database, new)
    assert (refused.added, refused.unchanged) == (0, 1)
    assert "--update" in refused.rejected[0].reason
    tried = take(database, new, update=True, dry_run=True)
    report = take(database, new, update=True)
    assert tried.updated == report.updated
    (changed,) = report.updated
    assert (changed.subject, changed.old, changed.new) == ("Ana López", "90 n=9", "91 n=9")
    assert (report.added, report.unchanged, report.rejected) == (0, 1, [])
    assert numbers(database) == [91.0, 300.0]
    again = take(database, new, update=True)
    assert (again.unchanged, again.updated_count) == (2, 0)
    with reading(database) as db:
        assert wrong_summaries(db) == 0


def test_each_correction_of_an_import_has_its_row_in_the_history(database: DatabaseFile) -> None:
    people = [f"Uma {word}" for word in ("Oak", "Ash", "Elm")]
    take(database, lines(row(person=name) for name in people))
    take(database, lines(row(value=80.0 + at, person=one) for at, one in enumerate(people)),
         update=True)  # fmt: skip
    with reading(database) as db:
        found = rows(db, "SELECT * FROM changes WHERE table_name = 'readings' AND kind = 'update'")
        now = rows(db, "SELECT * FROM readings ORDER BY id")
        assert wrong_summaries(db) == 0
        chain = look_along(db)
        assert (chain.outside, chain.broken_at) == (0, None)
    assert [json.loads(one["after"]) for one in found] == now
    before = [json.loads(one["before"]) for one in found]
    assert [(one["value"], one["version"]) for one in before] == [(90.0, 1)] * 3
    assert [one["record_id"] for one in found] == [one["id"] for one in now]
    assert len({one["deed_id"] for one in found}) == 1


def test_corrections_and_new_readings_of_one_import_are_undone_together(
    database: DatabaseFile,
) -> None:
    take(database, lines([row(person="ana"), row(value=70.0, person="[red]Bo[/]")]))
    before = kept(database)
    found = [row(value=95.0, person="ana"), row(value=60.0, date=days(3)[2], person="ana")]
    take(database, lines([*found, row(value=65.0, team="North")]), update=True)
    after = kept(database)
    for _ in range(2):
        undo(database, LEADER)
        assert kept(database) == before
        redo(database, LEADER)
        assert kept(database) == after
        with reading(database) as db:
            assert wrong_summaries(db) == 0


def test_several_readings_of_a_day_are_corrected_by_hand(database: DatabaseFile) -> None:
    take(database, lines(row(value=value, numbered=True) for value in (80.0, 90.0)))
    report = take(database, [row(value=85.0)], update=True)
    assert (report.updated, "several" in report.rejected[0].reason) == ([], True)
    assert take(database, [row(value=90.0)]).unchanged == 1


def test_cells_without_a_value_are_counted_and_no_rejects(database: DatabaseFile) -> None:
    found: list[ImportRow | NoValue] = [NoValue(2, "CSAT", "n/a"), row()]
    found += [NoValue(place, "x", "-") for place in range(99)]
    report = take(database, found)
    assert (report.read, report.added, report.rejected_count) == (1, 1, 0)
    assert (report.no_value_count, report.no_value[0]) == (100, NoValue(2, "CSAT", "n/a"))


def test_the_line_of_a_reject_is_kept_as_it_stands(database: DatabaseFile) -> None:
    seen: list[Rejected] = []
    take(database, [Rejected(3, "bad", ("a", "", "b"))], on_reject=seen.append)
    assert seen == [Rejected(3, "bad", ("a", "", "b"))]


def test_the_history_names_the_file(database: DatabaseFile) -> None:
    take(database, [row()])
    assert "in.csv" in load_history(database, HistoryQuestion(limit=1))[0].title


KEYS = st.tuples(
    st.sampled_from(["csat", "Steps"]), st.sampled_from(["ana", "Uma", None]), st.integers(0, 3)
)


@given(st.lists(st.tuples(KEYS, st.sampled_from([10.0, 20.0, 30.0])), min_size=1, max_size=25))
def test_no_value_is_lost_however_often_keys_stand_twice(
    made_once: Path, tmp_path_factory: pytest.TempPathFactory,
    found: list[tuple[tuple[str, str | None, int], float]],
) -> None:  # fmt: skip
    database = copied(made_once / "plan.db", tmp_path_factory.mktemp("twice"))
    given_rows = lines(
        row(name, value, person=who, date=days(4)[day]) for (name, who, day), value in found
    )
    counts = {key: [v for k, v in found if k == key] for key, _ in found}
    report = take(database, given_rows)
    one_value_each = all(len({*values}) == 1 for values in counts.values())
    if not report.questions:
        assert one_value_each
        assert (report.added, report.rejected_count) == (len(counts), 0)
        return
    assert not one_value_each or len(found) - len(counts) > 2
    assert kept(database) == []
    report = take(database, given_rows, add_up="mean")
    assert report.added == len(counts)
    assert sum(one[5] or 1 for one in kept(database)) == len(found)
    total = sum(one[4] * (one[5] or 1) for one in kept(database))
    assert total == pytest.approx(sum(value for _, value in found))
    again = take(database, given_rows, add_up="mean")
    assert (again.added, again.unchanged) == (0, len(counts))
    with reading(database) as db:
        assert wrong_summaries(db) == 0


def made(database: DatabaseFile) -> dict[str, list[str]]:
    """What is in the file besides readings, by what it is called."""
    with reading(database) as db:
        found = {
            table: [str(one["name"]) for one in rows(db, f"SELECT name FROM {table} ORDER BY id")]
            for table in ("metrics", "people", "teams")
        }
        spans = rows(db, "SELECT person_id, team_id, starts_on, ends_on FROM memberships")
    return found | {"memberships": [str(span) for span in spans]}


BROUGHT = lines(
    [row("Steps", 1.5, person="Uma", team="East"), row("Steps", 2.5, team="West"),
     row(person="ana", team="South"), row(person="Vic", date=days(2)[1])]
)  # fmt: skip


def test_an_import_undone_leaves_nothing_behind_that_only_it_made(database: DatabaseFile) -> None:
    before = made(database)
    take(database, BROUGHT)
    after, brought = made(database), kept(database)
    assert after != before
    for _ in range(2):
        assert undo(database, LEADER).stays == ()
        assert (made(database), kept(database)) == (before, [])
        redo(database, LEADER)
        assert (made(database), kept(database)) == (after, brought)
        with reading(database) as db:
            assert wrong_summaries(db) == 0


def test_what_others_record_meanwhile_takes_no_id_of_an_import_undone(
    database: DatabaseFile,
) -> None:
    take(database, BROUGHT)
    brought = kept(database)
    undo(database, LEADER)
    with reading(database) as db:
        assert rows(db, "SELECT * FROM readings WHERE metric_id > 3") == []
    record(database, Actor("mia"), [ReadingDraft(metric_id=1, date=DAY, value=1)], today=TODAY)
    import_readings(database, Actor("mia"), [row(value=5.0, team="North")], metrics={}, today=TODAY)
    redo(database, LEADER)
    assert [one for one in kept(database) if one in brought] == brought
    assert len(kept(database)) == len(brought) + 2
    with reading(database) as db:
        assert wrong_summaries(db) == 0


def test_what_is_used_since_stays_when_an_import_is_undone(database: DatabaseFile) -> None:
    take(database, BROUGHT)
    with reading(database) as db:
        uma = next(person for person in load_people(db) if person.name == "Uma")
        steps = next(one.id for one in load_metrics(db) if one.name == "Steps")
    draft = ReadingDraft(metric_id=steps, person_id=uma.id, date=TODAY, value=4)
    record(database, Actor("mia"), [draft], today=TODAY)
    stays = undo(database, LEADER).stays
    assert {one.split(",")[0] for one in stays} == {"metric Steps", "person Uma", "team East"}
    assert [one[:5] for one in kept(database)] == [("Steps", "Uma", "East", str(TODAY), 4.0)]
    assert made(database)["people"][2:] == ["Uma"]
    assert memberships(database, "Uma") == [("East", str(DAY), None)]
    redo(database, LEADER)
    assert len(kept(database)) == 5


def test_no_other_program_deletes_a_reading(database: DatabaseFile) -> None:
    take(database, [row()])
    undo(database, LEADER)
    with (
        pytest.raises(Exception, match="voided, never deleted"),
        contextlib.closing(other_program(database.path)) as db,
    ):
        db.execute("DELETE FROM readings")


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
