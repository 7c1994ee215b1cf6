"""Small files of the shapes that people bring, each brought in by command as EXPECT.tsv says: what
is certain comes in, what is not is asked, and nothing is ever taken wrong in silence.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command, kpitui
from tests.conftest import all_in_one_file, held_open
from tests.once import once_a_run
from tests.scope_asked import ask

__all__ = ["kpitui"]

FILES = Path(__file__).parents[1] / "cases" / "files"
CREATE = ("--create",)
Values = dict[str, list[float]]


def make_new_file(folder: Path) -> None:
    """A file with the plan of these files."""
    file = folder / "new.db"
    assert ask("--db", file, "init", "--mission", "Help everybody who calls").code == 0
    assert ask("--db", file, "plan", "load", FILES / "base_plan.toml").code == 0
    all_in_one_file(file)


@pytest.fixture
def new_file(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A copy of it, named by the environment."""
    file = tmp_path / "new.db"
    shutil.copy(once_a_run(tmp_path_factory, "real-files", make_new_file) / "new.db", file)
    monkeypatch.setenv("KPITUI_DB", str(file))
    monkeypatch.chdir(FILES)
    with held_open(file):
        yield file


def readings(kpitui: Command) -> list[dict[str, Any]]:
    return list(kpitui("export", "readings", "--format", "json").data)


def values(kpitui: Command) -> Values:
    """What came in, in the order of the lines, by metric; of parts their percentage."""
    found: Values = {}
    for row in readings(kpitui):
        value = row["value"]
        if value is None:
            value = round(100 * row["numerator"] / row["denominator"], 6)
        found.setdefault(row["metric"], []).append(value)
    return found


def csat(*found: float) -> Values:
    return {"CSAT": [*found]}


MILLION = 12345678.0


@pytest.mark.parametrize(
    ("file", "options", "found"),
    [
        ("pct_thousands.csv", CREATE, csat(92, 92.5) | {"Calls": [1234, MILLION, *[1234.0] * 4]}),
        ("missing.csv", CREATE, csat(90)),
        ("negatives.csv", (*CREATE, "--decimal", "point"),
            {"NPS": [-12, -12, -12, -12, 12, -1200]}),
        ("semicolon_decimal_comma.csv", (*CREATE, "--implausible", "take"), csat(92.5, 1234.5, 88)),
        ("utf16le_bom.csv", (*CREATE, "--implausible", "take"), csat(92.5, 1234.5, 88)),
        ("utf16be_bom.csv", (*CREATE, "--implausible", "take"), csat(92.5, 1234.5, 88)),
        ("cp1252.csv", (*CREATE, "--implausible", "skip"), csat(92.5, 88)),
        ("cp1252_opt.csv", (*CREATE, "--encoding", "cp1252", "--implausible", "take"),
            csat(92.5, 1234.5, 88)),
        ("sjis_opt.csv", (*CREATE, "--encoding", "shift_jis"), csat(92)),
        ("utf8_bom_crlf.csv", CREATE, csat(92)),
        ("mac_cr.csv", CREATE, csat(92, 93)),
        ("sep_line.csv", CREATE, csat(92)),
        ("pipe.csv", CREATE, csat(92)),
        ("trailing_delim.csv", CREATE, csat(92, 93)),
        ("short_row.csv", CREATE, csat(92)),
        ("blank_lines_and_repeated_header.csv", CREATE, csat(92, 93)),
        ("title_rows.csv", CREATE, csat(92)),
        ("quoted_newline.csv", CREATE, csat(92, 93)),
        ("nul.csv", CREATE, csat(92)),
        ("unclosed_quote.csv", CREATE, csat(92, 93, 94)),
        ("header_case_space.csv", CREATE, csat(92)),
        ("header_only.csv", CREATE, {}),
        ("excel_text_eq.csv", CREATE, csat(92)),
        ("x_percent.xlsx", CREATE, csat(92.5, 90, 100, 92.5, 92.5, 93)),
        ("x_1904.xlsx", CREATE, csat(90)),
        ("x_formula_uncached.xlsx", CREATE, csat(92)),
        ("x_merged_metric.xlsx", CREATE, csat(90, 91, 92)),
        ("x_sheets2.xlsx", (*CREATE, "--sheet", "Data"), csat(90)),
        ("x_empty_sheets.xlsx", CREATE, csat(90)),
        ("x_wrong_dimension.xlsx", CREATE, csat(90, 91, 92, 93)),
        ("x_no_dimension.xlsx", CREATE, csat(90, 91, 92, 93)),
        ("x_formatted_blank_rows.xlsx", CREATE, csat(90, 91, 92, 93)),
        ("x_dimension_short.xlsx", CREATE, csat(90, 91, 92, 93)),
        ("x_total.xlsx", CREATE, csat(90)),
        ("x_textnum.xlsx", CREATE,
            {"Calls": [90, 1234, 1234, 1234.5, 90.00000000001, 0.333333333333333]}),
        ("x_html.xls", CREATE, csat(90)),
        ("x_csv_named.xlsx", CREATE, csat(90)),
        ("x_date_header.xlsx", CREATE, csat(90, 91)),
        ("implausible.csv", (*CREATE, "--fractions", "percent", "--implausible", "skip"),
            csat(92.5, 92.5)),
        ("fractions.csv", (*CREATE, "--yes"), csat(91, 92.5, 88, 100)),
        ("fractions.csv", (*CREATE, "--fractions", "keep"), csat(0.91, 0.925, 0.88, 1)),
        ("future.csv", CREATE, {}),
        ("only_thousands_de.csv", (*CREATE, "--decimal", "comma"), {"Calls": [1080, 1170]}),
        ("only_thousands_de.csv", (*CREATE, "--decimal", "point"), {"Calls": [1.08, 1.17]}),
        ("only_thousands_us.csv", (*CREATE, "--decimal", "point"), {"Calls": [1080, 1170]}),
        ("mixed_eol.csv", CREATE, csat(90, 91)),
        ("value_to_ratio.csv", CREATE, {"Abandoned": [4.1]}),
        ("n_odd.csv", CREATE, csat(90, 90)),
        ("synonyms.csv", CREATE, csat(90)),
        ("case_names.csv", (*CREATE, "--yes"), csat(90, 91, 92)),
        ("case_names.csv", (*CREATE, "--match", "new"), csat(90, 91) | {"CSAT %": [92]}),
        ("many_columns.csv", CREATE, csat(90)),
        ("nbsp_header.csv", CREATE, csat(90)),
        ("percent_in_points.csv", CREATE, {}),
        ("dur_in_pct.csv", CREATE, {}),
        ("real_old.xls", CREATE, csat(90)),
        ("sheet.ods", CREATE, csat(90)),
        ("x_durations.xlsx", (*CREATE, "--scale", "hours"),
            {"AHT": [*[340.0] * 4, 340, 340, 90000, 20400, 20400]}),
        ("r11_long_heap.csv", CREATE,
            {"Service level": [78.2, 81], "AHT": [340], "Repeat calls": [12.5],
             "Absence": [6.1]}),
        ("r13_raw_log.csv", ("--profile", "r13_raw_log.toml", "--add-up", "mean"),
            {"Handle time": [985, 698.5]}),
        ("person_and_team.csv", CREATE, csat(90, 80)),
        ("refused_make_people.csv", CREATE, {}),
    ],
)  # fmt: skip
def test_what_is_certain_comes_in_as_it_is_meant(
    kpitui: Command, new_file: Path, file: str, options: tuple[str, ...], found: Values
) -> None:
    kpitui("import", file, *options)
    assert values(kpitui) == found


@pytest.mark.parametrize(
    ("file", "options", "asked"),
    [
        ("durations.csv", CREATE, {"scale"}),
        ("negatives.csv", CREATE, {"decimal"}),
        ("dates.csv", CREATE, {"add-up"}),
        ("dup_in_file.csv", CREATE, {"add-up"}),
        ("semicolon_decimal_comma.csv", CREATE, {"implausible"}),
        ("x_durations.xlsx", CREATE, {"scale"}),
        ("x_dates.xlsx", CREATE, {"dates"}),
        ("x_named.csv", CREATE, {"dates"}),
        ("implausible.csv", CREATE, {"fractions", "implausible"}),
        ("fractions.csv", CREATE, {"fractions"}),
        ("only_thousands_de.csv", CREATE, {"decimal"}),
        ("only_thousands_us.csv", CREATE, {"decimal"}),
        ("case_names.csv", CREATE, {"match"}),
        ("r04_people_across.csv", (), {"date"}),
        ("r05_attendance_pivot.csv", CREATE, {"dates"}),
        ("r09_call_log.csv", CREATE, {"add-up"}),
        ("r13_raw_log.csv", ("--profile", "r13_raw_log.toml"), {"add-up"}),
    ],
)
def test_what_is_not_certain_is_asked_and_nothing_comes_in(
    kpitui: Command, new_file: Path, file: str, options: tuple[str, ...], asked: set[str]
) -> None:
    answer = kpitui("import", file, *options, "--json")
    assert answer.code == 4
    assert asked <= {one["asked"] for one in answer.data["questions"]}
    assert (answer.data["added"], readings(kpitui)) == (0, [])
    for question in answer.data["questions"]:
        assert question["sentence"]


@pytest.mark.parametrize(
    ("file", "options", "code", "words"),
    [
        ("sjis.csv", CREATE, 4, "--encoding"),
        ("dup_header.csv", CREATE, 4, "the column value stands there twice"),
        ("empty.csv", CREATE, 4, "is empty"),
        ("x_sheets.xlsx", CREATE, 2, "Data, Notes, Hidden (hidden, empty); name one with --sheet"),
        ("x_ole.xls", CREATE, 4, "choose a workbook (.xlsx) or CSV"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    kpitui: Command, new_file: Path, file: str, options: tuple[str, ...], code: int, words: str
) -> None:
    answer = kpitui("import", file, *options)
    assert answer.code == code
    assert words in answer.err
    assert readings(kpitui) == []


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("missing.csv", ["13 cells have no value"]),
        ("blank_lines_and_repeated_header.csv", ["Line 8 is left out: Total, 185", "Line 9"]),
        ("x_total.xlsx", ["Line 3 is left out: Total", "* preliminary"]),
        ("x_formula_uncached.xlsx", ["C2 and B3 hold formulas that were never worked out"]),
        ("x_html.xls", ["It is a web page"]),
        ("nul.csv", ["line 3"]),
        ("unclosed_quote.csv", ["Line 2 opens a quote that is never closed"]),
        ("future.csv", ["2027-01-05 is in the future", "1900-01-01", "0206-01-05"]),
        ("ratio_zero.csv", ["0 / 0"]),
        ("n_odd.csv", ["line 2: n: 0", "line 3: n: -3", "line 4: n: 12.5"]),
        ("percent_in_points.csv", ["12% is a percentage, and NPS is not; give it in points"]),
        ("dur_in_pct.csv", ["is a length of time, and", "give it in %"]),
        ("r11_long_heap.csv", ["Left out: “Target”"]),
    ],
)
def test_what_does_not_come_in_is_said(
    kpitui: Command, new_file: Path, file: str, words: list[str]
) -> None:
    answer = kpitui("import", file, *CREATE)
    for said in words:
        assert said in answer.out + answer.err


def test_the_lines_of_agents_come_in_by_a_profile(kpitui: Command, new_file: Path) -> None:
    assert kpitui("import", "r01_agent_day.csv", "--profile", "wide.toml").code == 0
    found = readings(kpitui)
    assert len(found) == 13
    assert {(row["person"], row["team"]) for row in found} == {
        ("Ana Ruiz", "North"), ("Ben Oak", "South"),
    }  # fmt: skip
    later = {
        (row["person"], row["metric"]): row["value"] for row in found if row["date"] == "2026-01-06"
    }
    assert later == {
        ("Ana Ruiz", "Calls handled"): 1041, ("Ana Ruiz", "Handle time"): 330,
        ("Ana Ruiz", "Adherence"): 94, ("Ben Oak", "Calls handled"): 36,
        ("Ben Oak", "Handle time"): 380,
    }  # fmt: skip


def test_days_and_measures_in_the_headings_are_told_apart(kpitui: Command, new_file: Path) -> None:
    answer = kpitui(
        "import", "r05_attendance_pivot.csv", *CREATE, "--dates", "dmy", "--scale", "hours"
    )
    assert answer.code == 0, answer.err
    found = readings(kpitui)
    assert len(found) == 6
    assert {row["date"] for row in found} == {"2026-01-05", "2026-01-06"}
    assert {row["person"] for row in found} == {"Ana Ruiz", "Ben Oak"}


def test_milliseconds_are_said_once(kpitui: Command, new_file: Path) -> None:
    options = ("--scale", "milliseconds")
    answer = kpitui("import", "r07_interval_ms.csv", *CREATE, *options)
    assert answer.code == 0, answer.err
    found = {
        (row["person"], row["metric"]): (row["date"], row["value"]) for row in readings(kpitui)
    }
    assert found["Ana Ruiz", "Avg Handle"] == ("2026-01-05", 340)
    assert found["Ben Oak", "Avg Handle"] == ("2026-01-05", 370)
    assert found["Ana Ruiz", "Handle"] == ("2026-01-05", 41)


def test_a_log_of_calls_is_added_up_by_day_and_agent(kpitui: Command, new_file: Path) -> None:
    answer = kpitui("import", "r09_call_log.csv", *CREATE, "--add-up", "mean")
    assert answer.code == 0, answer.err
    found = {(row["person"], row["metric"]): row for row in readings(kpitui)}
    speed = found["Ana Ruiz", "Speed of answer in seconds"]
    assert (speed["value"], speed["n"]) == (89.5, 2)
    resolved = found["Ana Ruiz", "Resolved"]
    assert (resolved["numerator"], resolved["denominator"]) == (1, 3)
    assert found["Ben Oak", "Satisfaction rating"]["value"] == 4


def test_people_without_a_start_were_always_here(kpitui: Command, new_file: Path) -> None:
    assert kpitui("people", "import", "people_no_start.csv").code == 0
    assert kpitui("import", "people_then_history.csv").code == 0
    assert values(kpitui) == csat(70)
    put_right = kpitui("people", "import", "people_with_start.csv")
    assert put_right.out == "Dee Fox is here since 2025-01-01, was always\n"


def test_a_team_beside_a_person_counts_from_that_day_on(kpitui: Command, new_file: Path) -> None:
    answer = kpitui("import", "person_and_team.csv", *CREATE)
    assert "Ana Ruiz: to North on 2026-01-10" in answer.out
    assert [(row["person"], row["team"]) for row in readings(kpitui)] == [
        ("Ana Ruiz", "North"), ("Ben Oak", "South"),
    ]  # fmt: skip


def test_refused_lines_make_nobody(kpitui: Command, new_file: Path) -> None:
    assert kpitui("import", "refused_make_people.csv", *CREATE).code == 4
    assert kpitui("people", "list").code == 1


def test_a_correction_is_asked_for_shown_and_kept_in_the_history(
    kpitui: Command, new_file: Path
) -> None:
    assert kpitui("import", "reimport_1.csv", *CREATE).code == 0
    without = kpitui("import", "reimport_2.csv", *CREATE)
    assert without.code == 4
    assert "--update" in without.err
    assert values(kpitui) == csat(90, 80)
    updated = kpitui("import", "reimport_2.csv", "--update")
    assert updated.code == 0, updated.err
    assert "CSAT, Ana Ruiz, 2026-01-05: 90 became 91" in updated.out
    assert sorted(values(kpitui)["CSAT"]) == [80, 91]
    assert "91" in kpitui("history", "--limit", "5").out


def test_what_kpitui_exported_comes_back_with_all_of_one_day(
    kpitui: Command, new_file: Path
) -> None:
    assert kpitui("import", "own_export_same_day.csv", *CREATE).code == 0
    assert values(kpitui) == csat(90, 80, 80)
    again = kpitui("import", "own_export_same_day.csv", *CREATE)
    assert "3 already there" in again.out


def test_days_as_people_and_programs_write_them(kpitui: Command, new_file: Path) -> None:
    """Every line of dates.csv by itself: read as that day or period, or refused with a sentence."""
    lines = (FILES / "dates.csv").read_text("utf-8").splitlines()
    found: dict[str, str] = {}
    for line in lines[1:]:
        file = new_file.parent / "one.csv"
        file.write_text(f"{lines[0]}\n{line}\n", "utf-8")
        before = len(readings(kpitui))
        assert kpitui("import", file).code in (0, 4)
        after = readings(kpitui)
        if len(after) > before:
            text = line.removeprefix("CSAT,").rpartition(",")[0].strip('"')
            found[text] = after[-1]["date"]
            assert kpitui("undo").code == 0
    assert found == {
        text: f"2026-01-{day}"
        for day, texts in {
            "05": ["2026-01-05"], "06": ["2026/01/06"], "07": ["20260107"],
            "08": ["2026-01-08 00:00:00"], "09": ["2026-01-09T23:30:00Z"],
            "10": ["2026-01-10T08:00:00+02:00"], "11": ["Jan 11 2026"], "12": ["12-Jan-2026"],
            "13": ["13 January 2026"], "14": ["14.01.2026"], "15": ["15/01/2026"],
            "18": ["2026-W03", "Sunday, January 18, 2026", "Week 3 2026", "W3/2026"],
            "19": ["1/19/2026 12:00:00 AM"],
            "31": ["Jan-26", "January 2026", "2026-01", "01/2026", "2026 M01"],
        }.items()
        for text in texts
    } | {"Q1 2026": "2026-03-31", "2026-Q1": "2026-03-31"}  # fmt: skip


@pytest.mark.parametrize("name", ["First contact resolution", "Solved"])
def test_one_yes_or_no_a_day_is_all_or_nothing_of_a_share(
    new_file: Path, kpitui: Command, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(f"Date,Agent,{name}\n2026-11-02,Ana,Y\n2026-11-03,Ana,N\n", "utf-8")
    for added, unchanged in ((2, 0), (0, 2)):
        said = kpitui("import", file, "--create", "--json")
        assert (said.code, said.data["added"], said.data["unchanged"]) == (0, added, unchanged)
    assert values(kpitui) == {name: [100, 0]}
