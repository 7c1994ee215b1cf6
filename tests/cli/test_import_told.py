"""What the import command says of a file that does not come in whole."""

import io
from pathlib import Path

import pytest

from kpitui.exchange.xlsx_out import new_workbook
from kpitui.storage.database import DatabaseFile
from tests.cli.conftest import Command, kpitui

__all__ = ["kpitui"]


@pytest.fixture
def db(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small plan, named by the environment."""
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    return database.path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "in.csv"


def test_names_that_are_not_known_are_told_in_one_line(
    kpitui: Command, db: Path, file: Path
) -> None:
    file.write_text(
        "metric,date,value\n"
        + "".join(f"Metric {name},2026-11-02,9\n" for name in "ABCDEFG")
        + "Metric A,2026-11-03,9\ncsat,2026-11-03,oops\ncsat,2026-11-04,oops\n",
        "utf-8",
    )
    done = kpitui("import", file)
    assert done.code == 4
    first, second = done.err.splitlines()
    assert first == (
        "7 metrics are not known: Metric A, Metric B, Metric C, Metric D, Metric E and 2 more; "
        "--create makes them (8 lines: 2, 3, 4, 5, 6, 7, 8, 9)"
    )
    assert second.startswith("2 lines, 10, 11: value: “oops”")


def test_one_name_that_is_not_known_is_told_with_what_it_may_be(
    kpitui: Command, db: Path, file: Path
) -> None:
    file.write_text("metric,date,value\ncsatt,2026-11-02,9\ncsatt,2026-11-03,9\n", "utf-8")
    (said,) = kpitui("import", file).err.splitlines()
    assert said.startswith("2 lines, 2, 3: there is no metric “csatt”; did you mean csat?")


def test_one_is_told_as_one(kpitui: Command, db: Path, file: Path) -> None:
    file.write_text("metric,date,value\ncsat,2026-11-02,90\n", "utf-8")
    said = kpitui("import", file).out
    assert said.splitlines()[0] == "1 reading read: 1 added, 0 already there, 0 rejected"


def test_a_file_without_a_line_says_so(kpitui: Command, db: Path, file: Path) -> None:
    file.write_text("metric,date,value\n", "utf-8")
    done = kpitui("import", file)
    assert (done.code, done.err) == (0, f"{file} has no line below the headings.\n")


def test_programs_get_the_sheets_that_there_are(kpitui: Command, db: Path, file: Path) -> None:
    book = file.with_suffix(".xlsx")
    with new_workbook(book) as made:
        for name in ("North", "South"):
            made.add_sheet(name, ("metric", "date", "value"), [("csat", "2026-11-02", 90)])
    asked = kpitui("import", book, "--json")
    assert (asked.code, "name one with --sheet" in asked.err) == (2, True)
    (question,) = asked.data["questions"]
    assert (question["asked"], question["answers"]) == ("sheet", ["North", "South"])


def test_the_history_names_standard_input(
    kpitui: Command, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"metric,date,person,value\ncsat,2026-11-02,Uma Oak,90\nTalks,2026-11-02,,9\n"
    for _ in range(2):  # what is undone comes in again
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
        done = kpitui("import", "-", "--create")
        assert "2 readings read: 2 added" in done.out
        undone = kpitui("undo")
        assert undone.out.startswith("undone: import readings from standard input")
        assert "Uma Oak" not in kpitui("people", "list").out


def test_rejects_come_in_again_once_they_are_fixed(kpitui: Command, db: Path, file: Path) -> None:
    file.write_text(
        "Report of November,,,,\nDate,Agent,CSAT,Talk time,Remark\n"
        "2026-11-02,Ana López,x1,y2,\n2026-11-03,Ana López,90,5:10,-\n"
        '2026-11-04,Ana López,91,oops,"a, b"\n'
        + "".join(f"2026-11-0{day},Ana López,90,5:10,\n" for day in range(5, 10)),
        "utf-8",
    )
    rejects = file.with_name("rejects.csv")
    assert kpitui("import", file, "--create", "--rejects", rejects).code == 4
    head, *rest = rejects.read_text("utf-8").splitlines()
    assert head == "line,reason,Date,Agent,CSAT,Talk time,Remark"
    assert [one.split(",")[0] for one in rest] == ["3", "5"]
    assert ("“x1”" in rest[0], "; " in rest[0], "“y2”" in rest[0]) == (True, True, True)
    fixed = rejects.read_text("utf-8").replace(",x1,y2,", ",88,5:00,").replace("oops,", "5:20,")
    rejects.write_text(fixed, "utf-8")
    done = kpitui("import", rejects, "--create")
    assert (done.code, "3 added, 1 already there" in done.out) == (0, True)
    assert "Left out: the columns line and reason" in done.err


def test_an_import_that_asks_first_leaves_no_rejects_in_the_way_of_the_next(
    kpitui: Command, db: Path, file: Path
) -> None:
    lines = ["Date,Agent,CSAT", "01/10/2026,Ana López,x1"]
    lines += [f"0{day}/10/2026,Ana López,90" for day in range(2, 9)]
    file.write_text("\n".join(lines), "utf-8")
    rejects = file.with_name("rejects.csv")
    asked = kpitui("import", file, "--create", "--rejects", rejects)
    assert "Answer this first" in asked.err + asked.out
    assert not rejects.exists()
    answered = kpitui("import", file, "--create", "--rejects", rejects, "--dates", "dmy")
    assert "already there; choose" not in answered.err
    assert rejects.read_text("utf-8").count("x1") == 2  # in the reason too


def test_rejects_that_are_not_fixed_are_the_same_rejects(
    kpitui: Command, db: Path, file: Path
) -> None:
    file.write_text("metric,date,value\ncsatt,2026-11-02,90\n", "utf-8")
    rejects, again = file.with_name("rejects.csv"), file.with_name("again.csv")
    assert kpitui("import", file, "--rejects", rejects).code == 4
    assert kpitui("import", rejects, "--rejects", again).code == 4
    assert again.read_text("utf-8") == rejects.read_text("utf-8")


def test_rejects_of_our_own_readings_come_in_again(kpitui: Command, db: Path, file: Path) -> None:
    file.write_text("metric,date,value\ncsat,2026-11-02,90\ncsat,2026-11-03,91\n", "utf-8")
    kpitui("import", file)
    own = kpitui("export", "readings").out
    kpitui("undo")
    rejects, broken = file.with_name("rejects.csv"), file.with_name("own.csv")
    broken.write_text(own.replace("2026-11-03", "2026-13-43"), "utf-8")
    assert kpitui("import", broken, "--rejects", rejects).code == 4
    head, line = rejects.read_text("utf-8").splitlines()
    assert head == f"line,reason,{own.splitlines()[0]}"
    rejects.write_text(f"{head}\n{line.replace('2026-13-43', '2026-11-03')}\n", "utf-8")
    assert "1 added" in kpitui("import", rejects).out


def test_yes_takes_what_the_lay_out_offers_too(kpitui: Command, db: Path, file: Path) -> None:
    file.write_text("Kindness by agent,,\nDate,Uma Oak,Tom Baker\n2026-11-02,9,8\n", "utf-8")
    asked = kpitui("import", file, "--create")
    assert (asked.code, "--metric [Kindness]|columns" in asked.err) == (4, True)
    done = kpitui("import", file, "--create", "--yes").out
    assert ("2 added" in done, "new people: 2: Uma Oak, Tom Baker" in done) == (True, True)


def test_what_changes_is_told_first_and_what_is_asked_last(
    kpitui: Command, db: Path, file: Path
) -> None:
    file.write_text(
        "metric,date,person,team,value\ncsat,2026-11-02,Ana López,South,90\n"
        "csat,2026-11-02,Ana López,South,91\n"
        * 3
        + "csat,2026-11-03,Total,,91\ncsat,2026-11-04,Total,,91\n"
        + "".join(f"csat,2026-11-02,Person {chr(65 + n)}x,North,90\n" for n in range(25)),
        "utf-8",
    )
    said = kpitui("import", file, "--create", "--dry-run")
    assert said.code == 4
    assert said.out.splitlines()[0].startswith("Ana López: ")
    last = said.err.splitlines()[-5:]
    assert "--totals [skip]|keep" in " ".join(last)
    assert "for example: Total" not in said.err


def test_lines_are_counted_beyond_those_that_are_kept(
    kpitui: Command, db: Path, file: Path
) -> None:
    file.write_text("metric,date,value\n" + "nps,2026-11-02,9\n" * 1200, "utf-8")
    assert "1,200 lines, 2, 3" in kpitui("import", file).err
    names = "".join(f"m{place % 2},2026-11-02,9\n" for place in range(1300))
    file.write_text(f"metric,date,value\n{names}", "utf-8")
    assert "(1,300 lines: 2, 3" in kpitui("import", file).err


def test_a_metric_of_a_far_name_is_not_guessed(kpitui: Command, db: Path, file: Path) -> None:
    file.write_text("metric,date,value\nCost per contact,2026-11-02,9\n", "utf-8")
    assert kpitui("import", file, "--create").code == 0
    file.write_text("metric,date,value\nCoct,2026-11-02,9\n", "utf-8")
    assert "did you mean Cost" not in kpitui("import", file, "--json").out


def test_names_with_commas_stand_in_quotes(kpitui: Command, db: Path, file: Path) -> None:
    file.write_text(
        'metric,date,person,value\ncsat,2026-11-02,"Oak, Uma",9\ncsat,2026-11-02,"Fir, Tom",9\n',
        "utf-8",
    )
    assert "2 people are not known: “Oak, Uma”, “Fir, Tom”; --create" in kpitui("import", file).err
    done = kpitui("import", file, "--create").out
    assert "new people: 2: “Oak, Uma”, “Fir, Tom”" in done
