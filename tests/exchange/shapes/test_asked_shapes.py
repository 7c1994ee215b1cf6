"""What a table does not say is asked about: its day, its table, its metric; else it is refused."""

import pytest

from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.domain.import_answers import Asked, ImportAnswers
from tests.exchange.shapes.lines import DAY, guessed, read, told


def test_dates_down_without_a_year_ask_for_it() -> None:
    text = "KPI,Month,Value\nCSAT,Jan,90\nCSAT,Feb,91\n"
    assert [question.asked for question in guessed(text)[1]] == [Asked.DATE]
    assert [one[3] for one in told(text, ImportAnswers(date="2026"))] == ["Jan 2026", "Feb 2026"]


@pytest.mark.parametrize(
    ("above", "day"),
    [
        ("Daily board\nDate: 5 Jan 2026\n", "5 Jan 2026"),
        ("Monthly board\n,Jan 2026\n", "Jan 2026"),
        ("From 2026-01-01,to 2026-01-31\n", ""),
        ("Dates: 2026-01-01 - 2026-01-31\n", ""),
        ("", ""),
    ],
)
def test_a_day_above_the_table_is_proposed(above: str, day: str) -> None:
    text = f"{above}\nKPI,Actual,Target,RAG\nCSAT,90%,85%,G\nAHT,5:40,6:00,G\n"
    (question,) = guessed(text)[1]
    assert (question.asked, question.default) == (Asked.DATE, day)
    assert [one[4] for one in told(text, ImportAnswers(date="2026-01-31"))] == ["90%", "5:40"]


def test_two_tables_on_one_sheet_are_asked_about_by_line() -> None:
    text = (
        f"KPI,Date,Value\nCSAT,{DAY},90\n\nBy agent\nAgent,Date,Calls\nAna,{DAY},10\n"
        f"\nTeam,Month,Complaints\nNorth,Jan-26,3\n"
    )
    _, questions = guessed(text)
    assert [(question.asked, question.answers, question.default) for question in questions] == [
        (Asked.HEADER, ("1", "5", "8"), "")
    ]
    assert questions[0].examples[1] == "line 5: Agent, Date, Calls"
    for header, metric in ((1, "CSAT"), (5, "Calls"), (8, "Complaints")):
        found = told(text, ImportAnswers(header=header))
        assert [one[0] for one in found] == [metric]
        assert guessed(text, ImportAnswers(header=header))[1] == []


def test_two_lines_of_headings_are_seen_where_the_first_is_named() -> None:
    text = f"KPI,Date,Value\nCSAT,{DAY},90\n\n,Jan-26,\nAgent,Calls,AHT\nAna,10,5:40\n"
    assert told(text, ImportAnswers(header=4))[-1] == ("AHT", "Ana", "", "Jan-26", "5:40")


def test_a_header_on_an_empty_line_is_refused() -> None:
    with pytest.raises(BadFile, match="Line 3 holds no headings"):
        guessed(f"metric,date,value\nCSAT,{DAY},90\n", ImportAnswers(header=3))


def test_a_metric_that_no_column_names_is_asked_for_or_stands_above() -> None:
    text = f"Date,Agent,Score\n{DAY},Ana,90\n"
    _, questions = guessed(text)
    assert [question.asked for question in questions] == [Asked.METRIC]
    with pytest.raises(WrongUsage, match="--metric"):
        read(text)
    assert told(text, ImportAnswers(metric="CSAT")) == [("CSAT", "Ana", "", DAY, "90")]
    assert told(f"Average handle time\n\n{text}")[0][0] == "Average handle time"
    _, questions = guessed(f"Something new\n\n{text}")
    assert (questions[0].answers, questions[0].default) == (("Something new",), "Something new")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"CSAT,{DAY},90\nCSAT,2026-01-06,91\n", "Line 1 holds values already"),
        ("a,b\nc,d\n", "No column of line 1 holds numbers"),
        (
            "Name,Personnel No,Team,Hire date\nAna Ruiz,1041,North,2024-03-01\n",
            "looks like a list of people; bring it in with: kpitui people import",
        ),
        (
            "First name,Surname,Employee no.,Team,Job title,Contract hours,Start\n"
            "Ana,Ruiz,1041,North,Agent,37,2024-03-01\nBo,Lind,1042,North,Agent,20,2024-03-02\n",
            "looks like a list of people; bring it in with: kpitui people import",
        ),
        ("", "is empty"),
        (f"Date,Calls,Calls\n{DAY},1,2\n", "Calls stands there twice"),
        ("KPI,Jan-26,Jan-26\nCSAT,1,2\n", "Jan-26 stands there twice"),
        ("n" * 201 + ",date\n", "more than 200 characters"),
        (",".join(f"c{place}" for place in range(20_000)) + "\n", "20,000 columns"),
    ],
)
def test_what_cannot_be_guessed_is_one_sentence(text: str, words: str) -> None:
    with pytest.raises(BadFile, match=words) as refused:
        guessed(text)
    assert "\n" not in refused.value.sentence
    assert len(refused.value.sentence) < 400
