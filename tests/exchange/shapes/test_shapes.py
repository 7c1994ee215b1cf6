"""Tables of every shape, guessed and read: what each cell is a reading of."""

from pathlib import Path

import pytest

from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.domain.import_answers import Asked, ImportAnswers
from kpitui.domain.import_rows import RawReading, Rejected
from kpitui.exchange.profile import Profile, read_profile
from kpitui.exchange.shapes.guess import with_answers
from tests.exchange.shapes.lines import FILES, Told, case, guessed, read, records, told

DAY = "2026-01-05"


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("title_rows.csv", [DAY]),
        ("short_row.csv", [DAY]),
        ("trailing_delim.csv", [DAY, "2026-01-06"]),
        ("header_case_space.csv", [DAY]),
        ("nbsp_header.csv", [DAY]),
        ("synonyms.csv", [DAY]),
        ("blank_lines_and_repeated_header.csv", [DAY, "2026-01-06"]),
    ],
)
def test_a_long_file_as_people_save_it(name: str, days: list[str]) -> None:
    found = told(case(name))
    assert [one[3] for one in found] == days
    assert {one[0] for one in found} == {"CSAT"}
    assert {one[4] for one in found} <= {"90", "92", "93"}


def test_totals_and_footnotes_are_left_out_and_told() -> None:
    source = case("blank_lines_and_repeated_header.csv")
    told(source)
    assert source.said == [
        "Line 8 is left out: Total, 185",
        "Line 9 is left out: Report generated 2026-01-07 08:00 by acd",
    ]


def test_parts_of_a_whole_are_values_and_days_without_a_year_stay_headings() -> None:
    texts = ("48/50", "4 of 5", "5/5")
    lines = "".join(f"2026-01-0{n},Mo Day,{text}\n" for n, text in enumerate(texts, 5))
    assert [one[4] for one in told(f"Date,Agent,Passed\n{lines}")] == [*texts]
    answers = ImportAnswers(metric="Passed", date="2026")
    across = told("Agent,4/11,5/11\nMo Day,48/50,4/5\nZoë Lee,3/5,5/5\n", answers)
    assert [one[3:] for one in across[:2]] == [("4/11/2026", "48/50"), ("5/11/2026", "4/5")]


def test_of_many_lines_that_are_left_out_the_first_are_told() -> None:
    notes = "".join(f"see page {place},,\n" for place in range(9))
    source = records(f"metric,date,value\nCSAT,{DAY},90\n{notes}")
    assert len(told(source)) == 1
    assert len(source.said) == 6
    assert source.said[-1] == "4 more lines like these are left out."


def test_a_file_with_three_thousand_columns_is_read_by_those_it_knows() -> None:
    source = case("many_columns.csv")
    assert told(source) == [("CSAT", "", "", DAY, "90")]
    assert source.said[0].endswith("and 2,988 columns more.")


def test_a_line_that_is_too_long_or_stops_short_of_its_value_is_rejected() -> None:
    found = read(f"metric,date,value\nCSAT,{DAY},90,x\nCSAT,2026-01-06\nCSAT,2026-01-07,91,,\n")
    assert found[:2] == [
        Rejected(2, "it has 4 cells, and there are 3 columns"),
        Rejected(3, "it has 2 cells and ends before the column value"),
    ]
    assert isinstance(found[2], RawReading)
    assert found[2].value == "91"


def test_a_line_of_a_sheet_may_end_where_its_cells_do() -> None:
    source = records(f"metric,date,value\nCSAT,{DAY},90\nCSAT,2026-01-06\n", workbook=True)
    assert [one[4] for one in told(source)] == ["90", ""]


def test_a_wide_file_guessed() -> None:
    found = told(case("r01_agent_day.csv"))
    assert len(found) == 20
    assert found[:5] == [
        ("Calls Handled", "Ana Ruiz", "North", DAY, "41"),
        ("AHT", "Ana Ruiz", "North", DAY, "0:05:40"),
        ("Adherence %", "Ana Ruiz", "North", DAY, "93.5%"),
        ("CSAT %", "Ana Ruiz", "North", DAY, "92%"),
        ("Surveys", "Ana Ruiz", "North", DAY, "12"),
    ]


def test_a_wide_file_by_a_profile_written_by_hand() -> None:
    found = read(case("r01_agent_day.csv"), read_profile(FILES / "wide.toml"))
    readings = [one for one in found if isinstance(one, RawReading)]
    assert [(reading.metric, reading.value, reading.n) for reading in readings[:4]] == [
        ("Calls handled", "41", ""), ("Handle time", "0:05:40", ""),
        ("Adherence", "93.5%", ""), ("Satisfaction", "92%", "12"),
    ]  # fmt: skip
    assert {reading.column for reading in readings} == {
        "Calls Handled",
        "AHT",
        "Adherence %",
        "CSAT %",
    }


def test_people_across_ask_for_the_day() -> None:
    profile, questions = guessed(case("r04_people_across.csv"))
    assert [(question.asked, question.answers, question.default) for question in questions] == [
        (Asked.DATE, (), "")
    ]
    assert "which day" in questions[0].sentence
    with pytest.raises(WrongUsage, match="--date"):
        read(case("r04_people_across.csv"), profile)
    found = told(case("r04_people_across.csv"), ImportAnswers(date=DAY))
    assert found[:4] == [
        ("CSAT %", "Ana Ruiz", "", DAY, "92%"), ("CSAT %", "Ben Oak", "", DAY, "85%"),
        ("CSAT %", "Cy Low", "", DAY, "88%"), ("CSAT %", "Team avg", "", DAY, "88%"),
    ]  # fmt: skip
    assert guessed(case("r04_people_across.csv"), ImportAnswers(date=DAY))[1] == []


def test_a_kept_profile_asks_for_the_day_again() -> None:
    kept, _ = guessed(case("r04_people_across.csv"))
    answered = with_answers(kept, ImportAnswers(date="2026-01-12"))
    assert {one.date for one in read(case("r04_people_across.csv"), answered)
        if isinstance(one, RawReading)} == {"2026-01-12"}  # fmt: skip
    fixed = read_profile(FILES / "wide.toml")
    assert with_answers(fixed, ImportAnswers(date="2026-01-12", metric="CSAT")) == fixed


def test_a_pivot_of_days_and_measures_in_one_heading() -> None:
    found = [one for one in told(case("r05_attendance_pivot.csv")) if one[4]]
    assert found == [
        ("Login Time", "Ana Ruiz", "", "05/01/2026", "07:31:00"),
        ("Total Shift Time", "Ana Ruiz", "", "05/01/2026", "08:24:22"),
        ("Login Time", "Ben Oak", "", "05/01/2026", "12:57:00"),
        ("Total Shift Time", "Ben Oak", "", "05/01/2026", "09:06:41"),
        ("Login Time", "Ben Oak", "", "06/01/2026", "12:59:00"),
        ("Total Shift Time", "Ben Oak", "", "06/01/2026", "09:03:49"),
    ]


def test_the_export_of_a_telephone_system() -> None:
    source = case("r07_interval_ms.csv")
    profile, _ = guessed(source)
    assert (profile.date, profile.person) == ("Interval Start", "Agent Name")
    assert profile.code == "Agent Id"
    assert profile.skip == ("Interval End", "Interval Complete", "Filters", "Media Type")
    assert [one[0] for one in told(source)[:3]] == ["Handle", "Avg Handle", "Avg Talk"]
    assert source.said == [
        "Left out: “Interval End”, “Interval Complete”, “Filters”, “Media Type”."
    ]


def test_a_log_with_a_line_a_call_keeps_yes_and_no_and_leaves_the_id() -> None:
    found = read(case("r09_call_log.csv"))
    readings = [one for one in found if isinstance(one, RawReading)]
    assert {reading.metric for reading in readings} == {
        "Answered (Y/N)", "Resolved", "Speed of answer in seconds", "AvgTalkDuration",
        "Satisfaction rating",
    }  # fmt: skip
    assert [reading.value for reading in readings if reading.metric == "Resolved"] == [
        "Y",
        "N",
        "N",
        "Y",
    ]
    assert {reading.external_id for reading in readings} == {""}


def test_a_long_heap_with_targets() -> None:
    source = case("r11_long_heap.csv")
    assert told(source)[2] == ("Average handle time", "", "North", "Jan-26", "5:40")
    assert source.said == ["Left out: “Target”."]


def test_a_site_beside_a_team_is_what_a_line_without_either_is_of() -> None:
    source = records(
        "KPI,Site,Department,Team,Agent,Date,Value\nCSAT,North,Sales,Orders,Ana,2026-11-02,81\n"
        "CSAT,North,Sales,Orders,,2026-11-02,82\nCSAT,North,Sales,,,2026-11-02,83\n"
        "CSAT,North,,,,2026-11-02,84\nCSAT,North,Sales,,Ben,2026-11-02,85\n"
    )
    assert [(person, team) for _, person, team, *_ in told(source)] == [
        ("Ana", "Orders"), ("", "Orders"), ("", "Sales"), ("", "North"), ("Ben", ""),
    ]  # fmt: skip
    assert source.said == [
        "“Site”, “Department”: used only where a line names no team and no person; where a team "
        "belongs is set on People, or by kpitui people import."
    ]


def test_a_log_of_days_and_seconds_alone() -> None:
    assert told(case("r13_raw_log.csv"))[:2] == [
        ("handle_seconds", "", "", DAY, "5"), ("handle_seconds", "", "", DAY, "1500"),
    ]  # fmt: skip
    profile = read_profile(FILES / "r13_raw_log.toml")
    assert {one.metric for one in read(case("r13_raw_log.csv"), profile)
        if isinstance(one, RawReading)} == {"Handle time"}  # fmt: skip


def test_a_value_column_that_is_there_twice_is_refused_and_can_be_named() -> None:
    with pytest.raises(BadFile, match=r"value stands there twice, as column 3 and 4.*value \(2\)"):
        guessed(case("dup_header.csv"))
    second = Profile(metric_name="metric", date="date", value="value (2)")
    found = read(case("dup_header.csv"), second)
    assert isinstance(found[0], RawReading)
    assert found[0].value == "93"


def test_an_export_of_our_own_says_that_its_readings_are_numbered() -> None:
    found = read(case("own_export_same_day.csv"))
    assert [(one.value, one.numbered, one.external_id) for one in found
        if isinstance(one, RawReading)] == [
        ("90.0", True, ""), ("80.0", True, ""), ("80.0", True, ""),
    ]  # fmt: skip


def test_a_file_with_headings_alone_has_no_readings() -> None:
    assert told(case("header_only.csv")) == []


SHAPES: dict[str, tuple[str, Told]] = {
    "day over measure": (
        ",05/01/2026,,06/01/2026,\nAgent,Calls,AHT,Calls,AHT\nAna,10,5:40,12,6:00\n",
        ("AHT", "Ana", "", "06/01/2026", "6:00"),
    ),
    "day over measure, the names of the left columns above": (
        "Agent,Team,05/01/2026,,06/01/2026,\n,,Calls,AHT,Calls,AHT\nAna,North,10,5:40,12,6:00\n",
        ("AHT", "Ana", "North", "06/01/2026", "6:00"),
    ),
    "day over measure, not merged, under a title": (
        "Attendance\n\n,Jan-26,Jan-26,Feb-26,Feb-26\nAgent,Calls,AHT,Calls,AHT\nAna,1,5:40,2,6:00\n",
        ("AHT", "Ana", "", "Feb-26", "6:00"),
    ),
    "measure over month": (
        ",CSAT,,AHT,\nAgent,Jan-26,Feb-26,Jan-26,Feb-26\nAna,90,91,5:40,6:00\n",
        ("AHT", "Ana", "", "Feb-26", "6:00"),
    ),
    "person over measure": (
        f",Cy Low,,Ed Ash,\nDate,Calls,AHT,Calls,AHT\n{DAY},10,5:40,12,6:00\n",
        ("AHT", "Ed Ash", "", DAY, "6:00"),
    ),
    "groups over measures": (
        f",,Volume,,Quality,\nAgent,Date,Offered,Handled,CSAT,NPS\nAna,{DAY},10,9,90,12\n",
        ("Quality NPS", "Ana", "", DAY, "12"),
    ),
    "metrics down, months across": (
        "Metric,Jan-26,Feb-26,Total,Target\nCSAT,90,91,90,90\nAHT,5:40,6:00,5:50,6:00\n",
        ("AHT", "", "", "Feb-26", "6:00"),
    ),
    "metrics down, months across, no name over the metrics": (
        ",2026-01-01,2026-02-01\nCSAT,90,91\nNew one,5:40,6:00\n",
        ("New one", "", "", "2026-02-01", "6:00"),
    ),
    "metrics and teams down, months across": (
        "KPI,Team,Jan 2026,Feb 2026\nCSAT,North,90,91\nCSAT,South,80,81\n",
        ("CSAT", "", "South", "Feb 2026", "81"),
    ),
    "years across": (
        "KPI,2023,2024,2025\nCSAT,90,91,92\n", ("CSAT", "", "", "2025", "92"),
    ),
    "a year a line, months across": (
        "KPI,Year,Jan,Feb\nCSAT,2025,90,91\nCSAT,2026,92,93\n",
        ("CSAT", "", "", "Feb 2026", "93"),
    ),
    "people across, days down": (
        f"Date,Metric,Cy Low,Ed Ash\n{DAY},CSAT,90,80\n", ("CSAT", "Ed Ash", "", DAY, "80"),
    ),
    "year and month in two columns": (
        "Year,Month,Team,Calls\n2026,1,North,100\n2026,2,North,110\n",
        ("Calls", "", "North", "2026-02", "110"),
    ),
    "year and the name of the month": (
        "Jahr,Monat,Kennzahl,Wert\n2026,Januar,CSAT,90\n2026,März,CSAT,91\n",
        ("CSAT", "", "", "März 2026", "91"),
    ),
    "financial years and months": (
        "Year,Period,Org Name,Calls offered\n2015/16,APRIL,York,100\n2015/16,MAY,York,90\n",
        ("Calls offered", "", "York", "2015/16 MAY", "90"),
    ),
    "financial years": (
        "Financial year,KPI,Actual\n2015/16,CSAT,90\n2016/17,CSAT,91\n",
        ("CSAT", "", "", "2016/17", "91"),
    ),
    "a table under its facts": (
        "Site,London\nAgents,12\nPeriod,Jan 2026\n\nAgent,Date,Calls\n"
        f"Ana,{DAY},1\nBen,{DAY},2\nCy,{DAY},3\n",
        ("Calls", "Cy", "", DAY, "3"),
    ),
    "a value under a name of its own": (
        f"KPI,Date,Team,Performance\nCSAT,{DAY},North,90\n", ("CSAT", "", "North", DAY, "90"),
    ),
    "what is opened and closed is counted": (
        f"Date,Team,Opened,Closed\n{DAY},North,10,8\n", ("Closed", "", "North", DAY, "8"),
    ),
    "an agent known by a number alone": (
        f"Agent Id,Date,Calls\n17,{DAY},10\n", ("Calls", "17", "", DAY, "10"),
    ),
    "year and number of the week": (
        "Year,Week,Team,Calls\n2026,1,North,100\n2026,12,North,110\n",
        ("Calls", "", "North", "2026-W12", "110"),
    ),
    "year, month and day": (
        "Year,Month,Day,Calls\n2026,1,5,100\n2026,1,16,110\n",
        ("Calls", "", "", "2026-01-16", "110"),
    ),
    "year and quarter": (
        "Year,Quarter,KPI,Actual\n2026,Q1,CSAT,90\n2026,Q2,CSAT,91\n",
        ("CSAT", "", "", "2026-Q2", "91"),
    ),
    "first name and surname": (
        f"Surname,First Name,Date,Calls\nRuiz,Ana,{DAY},10\n", ("Calls", "Ana Ruiz", "", DAY, "10"),
    ),
    "the name before the short one": (
        f"AGENT,AGENT NAME,DATE,CALLS\na.ruiz,Ana Ruiz,{DAY},10\n",
        ("CALLS", "Ana Ruiz", "", DAY, "10"),
    ),
    "the time of a call is no reading": (
        f"Date,Time,Agent,Talk\n{DAY},09:12,Ana,340\n", ("Talk", "Ana", "", DAY, "340"),
    ),
    "measure names and values": (
        "Measure Names,Month of Date,Team,Measure Values\nCSAT,January 2026,North,90\n",
        ("CSAT", "", "North", "January 2026", "90"),
    ),
    "names in brackets": (
        f"Agent[Name],Calendar[Date],[Calls Handled]\nAna,{DAY},41\n",
        ("Calls Handled", "Ana", "", DAY, "41"),
    ),
    "survey answers": (
        "ResponseId,RecordedDate,Agent,How likely are you to recommend us?,Comment\n"
        "R_1,2026-01-05 10:11:12,Ana,9,good\n",
        ("How likely are you to recommend us?", "Ana", "", "2026-01-05 10:11:12", "9"),
    ),
    "half hours of a queue": (
        "Interval,Queue,Offered,Service Level\n1/5/2026 9:30 AM,Sales,12,91.7%\n",
        ("Service Level", "", "Sales", "1/5/2026 9:30 AM", "91.7%"),
    ),
    "a pivot table of one measure": (
        "Sum of Calls,Column Labels,,\nRow Labels,2026-01-05,2026-01-06,Grand Total\n"
        "Ana,10,12,22\nBen,9,8,17\n",
        ("Calls", "Ben", "", "2026-01-06", "8"),
    ),
    "a pivot table of several measures": (
        f"Row Labels,Date,Sum of Calls,Average of AHT\nAna,{DAY},10,340\n",
        ("AHT", "Ana", "", DAY, "340"),
    ),
    "a pivot table with days down and a total below": (
        f"Row Labels,Sum of Calls\n{DAY},10\n2026-01-06,11\nGrand Total,21\n",
        ("Calls", "", "", "2026-01-06", "11"),
    ),
    "a line of units": (
        f"Agent,Date,AHT,CSAT\n,,(s),(%)\nAna,{DAY},340,90\n", ("CSAT (%)", "Ana", "", DAY, "90"),
    ),
    "days under no name": (
        f",Calls,AHT\n{DAY},10,340\n", ("AHT", "", "", DAY, "340"),
    ),
    "known people down, months across, under the name of the metric": (
        "AHT\n\n,Jan-26,Feb-26\nCy Low,5:40,5:30\n", ("AHT", "Cy Low", "", "Feb-26", "5:30"),
    ),
    "sections between the lines": (
        "KPI,Jan-26,Feb-26\nQuality,,\nCSAT,90,91\nSpeed,,\nAHT,5:40,5:30\n",
        ("AHT", "", "", "Feb-26", "5:30"),
    ),
    "a name on two lines of one cell": (
        f'"Agent\nName",Date,"Calls\nHandled"\nAna,{DAY},10\n',
        ("Calls Handled", "Ana", "", DAY, "10"),
    ),
    "a share called like a team": (
        f"Date,Agent,Service,Quality\n{DAY},Ana,82.5%,90%\n", ("Quality", "Ana", "", DAY, "90%"),
    ),
    "a result in words beside figures": (
        f"Date,Agent,Result,Calls\n{DAY},Ana,Passed,9\n", ("Calls", "Ana", "", DAY, "9"),
    ),
    "spanish": (
        "Indicador,Semana,Equipo,Agente,Valor,Objetivo\nCSAT,2026-W03,Norte,Zoë,92,90\n",
        ("CSAT", "Zoë", "Norte", "2026-W03", "92"),
    ),
    "french": (
        "Indicateur,Mois,Équipe,Valeur,Écart\nCSAT,janvier 2026,Nord,92,1\n",
        ("CSAT", "", "Nord", "janvier 2026", "92"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_the_last_cell_of_each_shape_is_of_the_right_metric_subject_and_day(name: str) -> None:
    text, last = SHAPES[name]
    assert guessed(text)[1] == []
    assert told(text)[-1] == last


@pytest.mark.parametrize("name", SHAPES)
def test_a_guess_that_is_kept_reads_the_same_again(name: str, tmp_path: Path) -> None:
    from kpitui.exchange.mapping import save_profile

    profile, _ = guessed(SHAPES[name][0])
    save_profile(tmp_path / "p.toml", profile)
    assert read_profile(tmp_path / "p.toml") == profile
    assert read(SHAPES[name][0], read_profile(tmp_path / "p.toml")) == read(SHAPES[name][0])


@pytest.mark.parametrize(
    ("heads", "days"),
    [
        ("Jan,Feb,March", ["Jan 2026", "Feb 2026", "March 2026"]),
        ("Wk 1,Wk 2,KW 12", ["2026-W01", "2026-W02", "2026-W12"]),
        ("Q1,Q2,Q3", ["2026-Q1", "2026-Q2", "2026-Q3"]),
        ("5-Jan,6-Jan,7-Jan", ["5 Jan 2026", "6 Jan 2026", "7 Jan 2026"]),
        ("Mon 05/01,Tue 06/01,Wed 07/01", ["05/01/2026", "06/01/2026", "07/01/2026"]),
    ],
)
def test_dates_across_without_a_year_ask_for_it(heads: str, days: list[str]) -> None:
    text = f"KPI,{heads}\nCSAT,90,91,92\n"
    _, questions = guessed(text)
    assert [question.asked for question in questions] == [Asked.DATE]
    assert "no year" in questions[0].sentence
    with pytest.raises(WrongUsage, match="--date"):
        read(text)
    assert [one[3] for one in told(text, ImportAnswers(date="2026"))] == days


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


def test_known_people_across_are_people() -> None:
    text = f"Date,Zoë Lee,Mo Day\n{DAY},90,80\n"
    assert told(text, ImportAnswers(metric="CSAT")) == [
        ("CSAT", "Zoë Lee", "", DAY, "90"), ("CSAT", "Mo Day", "", DAY, "80"),
    ]  # fmt: skip


def test_a_sample_size_belongs_to_the_figure_left_of_it_where_its_name_says_so() -> None:
    text = f"Date,Team,CSAT %,Base,NPS,Calls,NPS n,Surveys\n{DAY},North,90,12,33,50,20,7\n"
    profile, _ = guessed(text)
    found = [one for one in read(text, profile) if isinstance(one, RawReading)]
    assert [(reading.metric, reading.value, reading.n) for reading in found] == [
        ("CSAT %", "90", "12"), ("NPS", "33", "20"), ("Calls", "50", ""), ("Surveys", "7", ""),
    ]  # fmt: skip


def test_part_and_whole_make_one_metric() -> None:
    found = read(f"Date,SL numerator,SL denominator,Calls\n{DAY},90,100,120\n")
    assert [
        (one.metric, one.value, one.numerator, one.denominator)
        for one in found
        if isinstance(one, RawReading)
    ] == [("SL", "", "90", "100"), ("Calls", "120", "", "")]


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


def test_a_profile_whose_column_is_not_there_says_what_is() -> None:
    profile = Profile(metric_name="metric", date="When", value="value")
    with pytest.raises(BadFile, match=r"no column “When”; it has metric, date, value"):
        read(f"metric,date,value\nCSAT,{DAY},90\n", profile)


def test_a_metric_of_a_profile_whose_column_is_not_there_says_so() -> None:
    profile = read_profile(FILES / "wide.toml")
    with pytest.raises(BadFile, match="no column “Adherence %”"):
        read(f"Agent,Team,Date,Calls Handled,AHT\nAna,North,{DAY},9,340\n", profile)


def test_a_profile_finds_its_columns_however_they_are_spelt_and_under_titles() -> None:
    profile = Profile(metric_name="Call type", date="Log date", value="Mean time")
    text = f"Printed by,somebody,x\n\ncall_type,LOG DATE,mean-time\nSales,{DAY},90\n"
    assert read(text, profile) == [
        RawReading(4, "Sales", DAY, "90", "Mean time"),
    ]


def test_reading_stops_at_the_next_table() -> None:
    text = f"KPI,Date,Value\nCSAT,{DAY},90\n\nAgent,Date,Calls\nAna,{DAY},10\n"
    assert len(read(text, Profile(header=1, metric_name="KPI", date="Date", value="Value"))) == 1


AGENTS = f"AHT by agent,,,\nDate,Ana Ruiz,Tom Baker,All agents\n{DAY},5:40,6:10,5:55\n"


def test_columns_called_as_people_are_of_a_metric_that_is_asked_for() -> None:
    source = AGENTS.replace("AHT by", "Grooming per")
    _, (question,) = guessed(source)
    assert (question.asked, question.answers) == (Asked.METRIC, ("Grooming", "columns"))
    assert question.default == "Grooming"
    assert "Ana Ruiz, Tom Baker" in question.sentence
    found = told(source, ImportAnswers(metric="Grooming"))
    assert found[0] == ("Grooming", "Ana Ruiz", "", DAY, "5:40")
    found = told(source, ImportAnswers(metric="columns"))
    assert [one[:2] for one in found][:2] == [("Ana Ruiz", ""), ("Tom Baker", "")]
    assert guessed(source, ImportAnswers(metric="columns"))[1] == []


@pytest.mark.parametrize(
    "heads", ["Talk Time,Hold Time", "Calls Offered,Calls Handled", "Ana Ruiz,First Fix", "Ana,Tom"]
)
def test_columns_called_as_measures_are_metrics(heads: str) -> None:
    profile, questions = guessed(f"Date,{heads}\n{DAY},5,6\n")
    assert questions == []
    assert [one.value for one in profile.metric] == heads.split(",")
