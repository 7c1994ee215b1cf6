"""Which person a name or a code of a file means, and who is asked about."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kpitui.actions.people import add_person
from kpitui.domain.import_answers import Asked
from kpitui.domain.records.person import PersonDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people
from tests.actions.import_lines import DAY, days, kept, lines, row, take
from tests.conftest import LEADER, TODAY


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
