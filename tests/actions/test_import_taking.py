"""What an import makes of rows: metrics that nobody defined, logs, names written otherwise, teams,
corrections; and what it asks first.
"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.import_answers import Asked
from kpitui.domain.import_rows import ImportRow, NoValue
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.summaries import wrong_summaries
from tests.actions.import_lines import days, kept, lines, numbers, row, take
from tests.conftest import copied


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


def test_cells_without_a_value_are_counted_and_no_rejects(database: DatabaseFile) -> None:
    found: list[ImportRow | NoValue] = [NoValue(2, "CSAT", "n/a"), row()]
    found += [NoValue(place, "x", "-") for place in range(99)]
    report = take(database, found)
    assert (report.read, report.added, report.rejected_count) == (1, 1, 0)
    assert (report.no_value_count, report.no_value[0]) == (100, NoValue(2, "CSAT", "n/a"))


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
