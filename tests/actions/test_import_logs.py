"""Several lines of one day and person: a log is added up, and slips and ids are told."""

import pytest
from msgspec.structs import replace

from kpitui.domain.import_answers import Asked
from kpitui.domain.records.metric import Aggregation
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people
from tests.actions.import_lines import days, kept, lines, metric, numbers, row, take

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
