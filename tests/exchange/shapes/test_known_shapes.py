"""Each shape that tables have in practice: what its last cell is a reading of."""

from pathlib import Path

import pytest

from kpitui.domain.errors import WrongUsage
from kpitui.domain.import_answers import Asked, ImportAnswers
from kpitui.exchange.profile import read_profile
from tests.exchange.shapes.lines import DAY, Told, guessed, read, told

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
