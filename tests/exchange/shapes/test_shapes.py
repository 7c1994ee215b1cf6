"""Tables of every shape, guessed and read: what each cell is a reading of."""

import pytest

from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.domain.import_answers import Asked, ImportAnswers
from kpitui.domain.import_rows import RawReading, Rejected
from kpitui.exchange.profile import Profile, read_profile
from kpitui.exchange.shapes.guess import with_answers
from tests.exchange.shapes.lines import DAY, FILES, case, guessed, read, records, told


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
