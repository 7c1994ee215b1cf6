"""Readings from CSV as people save them: what goes in, what is rejected and why, and that nothing
goes in twice.
"""

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from kpitui.domain.errors import BadFile, KpituiError, WrongUsage
from kpitui.domain.import_answers import Asked, ImportAnswers
from kpitui.exchange.rejects import rejects_file
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows
from tests.bring_in import bring_in
from tests.conftest import LEADER, TODAY
from tests.exchange.brought_in import bring, kept

ANA = ("Customer satisfaction", "Ana López", "North", "2026-11-02", 91.5, 12)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_come_in_as_programs_save_them(
    database: DatabaseFile, tmp_path: Path, delimiter: str, encoding: str, end: str
) -> None:
    lines = ["metric,person,date,value,n", "csat,Ana López,2026-11-02,91.5,12", ""]
    content = end.join(lines).replace(",", delimiter).encode(encoding)
    bring(database, tmp_path, content, encoding="latin-1" if encoding == "latin-1" else None)
    assert kept(database) == [ANA]


@pytest.mark.parametrize(
    ("metric", "value", "number"),
    [
        ("csat", "91,5", 91.5),
        ("csat", "91.5%", 91.5),
        ("csat", " 91.5 ", 91.5),
        ("aht", "6:30", 390.0),
        ("aht", "0:06:30", 390.0),
        ("aht", "390", 390.0),
        ("CSAT", "90", 90.0),
        ("customer  SATISFACTION", "90", 90.0),
    ],
)
def test_numbers_as_people_write_them(
    database: DatabaseFile, tmp_path: Path, metric: str, value: str, number: float
) -> None:
    report = bring(
        database, tmp_path, f'metric,team,date,value\n{metric},North,2026-11-02,"{value}"\n'
    )
    assert report.rejected == []
    assert [row[4] for row in kept(database)] == [number]


@pytest.mark.parametrize("create", [False, True])
def test_a_name_without_its_accents_is_the_person_and_that_is_said(
    database: DatabaseFile, tmp_path: Path, create: bool
) -> None:
    content = "metric,person,date,value\ncsat,ANA LOPEZ,2026-11-02,90\n"
    report = bring(database, tmp_path, content, create=create)
    assert (report.added, report.new_people) == (1, [])
    assert report.said == ["“ANA LOPEZ” was taken for Ana López."]
    assert [row[1] for row in kept(database)] == ["Ana López"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("csat,Ana López,2026-11-02,abc", "abc"),
        ("csat,Ana López,2026-11-02,1e308", "1e308"),
        ("csat,Ana López,2026-11-02,0:03:25", "length of time"),
        ("csat,Ana López,2026-11-02,TRUE", "yes or no is no value of Customer"),
        ("csat,Ana López,2026-11-24,90", "future"),
        ("csat,Ana López,2026-02-30,90", "2026-02-30"),
        ("csat,Ana López,yesterday,90", "not a date"),
        ("csat,Ana López,2026-12,90", "not over"),
        ("csat,Ana López,2023-12-31,90", "started on 2024-01-01"),
        ("nps,Ana López,2026-11-02,90", "no metric “nps”"),
        ("csta,Ana López,2026-11-02,90", "no metric “csta”; did you mean csat? define it"),
        ("csat,Dana,2026-11-02,90", "no person “Dana”"),
        ("csat,López,2026-11-02,90", "did you mean Ana López?"),
        ("csat,Ana López,2026-11-02", "ends before the column value"),
        ("csat,Ana López,2026-11-02,90,more", "5 cells"),
        (f"{'x' * 200},Ana López,2026-11-02,90", "longer than"),
    ],
)
def test_a_bad_line_is_named_with_its_reason_and_the_others_go_in(
    database: DatabaseFile, tmp_path: Path, line: str, reason: str
) -> None:
    content = (
        f"metric,person,date,value\ncsat,Ana López,2026-11-03,80\n{line}\ncsat,Ana "
        "López,2026-11-04,81\n"
    )
    report = bring(database, tmp_path, content)
    assert (report.read, report.added) == (3, 2)
    (rejected,) = report.rejected
    assert rejected.line == 3
    assert reason in rejected.reason


def test_of_many_names_that_are_not_there_the_first_are_compared_with_all_others(
    database: DatabaseFile, tmp_path: Path
) -> None:
    """A foreign file holds thousands, and each one is compared with every name there is."""
    lines = [f"csta{'x' * place},Ana López,2026-11-02,90" for place in range(30)]
    content = "\n".join(["metric,person,date,value", "csat,Ana López,2026-11-03,80", *lines, ""])
    reasons = [rejected.reason for rejected in bring(database, tmp_path, content).rejected]
    assert len(reasons) == 30
    assert "did you mean csat?" in reasons[0]
    late = "metric,person,date,value\ncsat,Ana López,2026-11-04,80\n" + "\n".join(
        [*(f"zz{place},Ana López,2026-11-02,90" for place in range(30)), lines[0], ""]
    )
    report = bring(database, tmp_path, late)
    assert not any("did you mean" in rejected.reason for rejected in report.rejected)


@pytest.mark.parametrize("cell", ["", "n/a", "nan", "inf", "-", "#DIV/0!"])
def test_a_cell_without_a_value_is_counted_and_is_no_reject(
    database: DatabaseFile, tmp_path: Path, cell: str
) -> None:
    content = f"metric,team,date,value\ncsat,North,2026-11-02,{cell}\ncsat,North,2026-11-03,80\n"
    report = bring(database, tmp_path, content)
    assert (report.read, report.added, report.rejected) == (1, 1, [])
    assert [(value.line, value.column, value.text) for value in report.no_value] == [
        (2, "value", cell)
    ]


@pytest.mark.parametrize(
    ("line", "asked", "answers"),
    [
        ("csat,North,01/02/2026,90", Asked.DATES, ImportAnswers(dates="dmy")),
        ('nps,North,2026-11-02,"1,234"', Asked.DECIMAL, ImportAnswers(decimal="comma")),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_and_nothing_comes_in(
    database: DatabaseFile, tmp_path: Path, line: str, asked: Asked, answers: ImportAnswers
) -> None:
    content = f"metric,team,date,value\ncsat,North,2026-11-03,80\n{line}\n"
    report = bring(database, tmp_path, content, create=True)
    assert [question.asked for question in report.questions] == [asked]
    assert (report.added, kept(database)) == (0, [])
    assert bring(database, tmp_path, content, create=True, answers=answers).added == 2


def test_a_day_first_date_is_read_once_it_is_said(database: DatabaseFile, tmp_path: Path) -> None:
    content = "metric,team,date,value\ncsat,North,01/02/2026,90\n"
    bring(database, tmp_path, content, answers=ImportAnswers(dates="dmy"))
    bring(database, tmp_path, content, answers=ImportAnswers(dates="mdy"))
    assert [row[3] for row in kept(database)] == ["2026-02-01", "2026-01-02"]


def test_a_month_is_its_last_day(database: DatabaseFile, tmp_path: Path) -> None:
    bring(database, tmp_path, "metric,team,date,value\ncsat,North,2026-02,90\n")
    assert [row[3] for row in kept(database)] == ["2026-02-28"]


def test_the_same_file_twice_adds_nothing(database: DatabaseFile, tmp_path: Path) -> None:
    content = (
        "metric,person,date,value,n,numerator,denominator,id\ncsat,Ana López,2026-11-02,91,3,,,a1\n"
        "csat,Ana López,2026-11-02,92,,,,a2\nadherence,Ana López,2026-11-02,,,45,50,\n"
    )
    assert bring(database, tmp_path, content).added == 3
    again = bring(database, tmp_path, content)
    assert (again.added, again.unchanged, again.rejected) == (0, 3, [])
    assert len(kept(database)) == 3


def test_two_values_for_one_day_are_told_apart_by_an_id_only(
    database: DatabaseFile, tmp_path: Path
) -> None:
    twice = "metric,person,date,value\ncsat,Ana López,2026-11-02,91\ncsat,Ana López,2026-11-02,92\n"
    report = bring(database, tmp_path, twice)
    assert (report.added, [question.asked for question in report.questions]) == (0, [Asked.ADD_UP])
    bring(database, tmp_path, twice.rpartition("csat")[0])
    other = bring(database, tmp_path, "metric,person,date,value\ncsat,Ana López,2026-11-02,93\n")
    assert (other.added, "another value" in other.rejected[0].reason) == (0, True)


def test_strict_takes_all_or_nothing_and_a_dry_run_nothing(
    database: DatabaseFile, tmp_path: Path
) -> None:
    content = (
        "metric,person,date,value\ncsat,New Person,2026-11-02,91\ncsat,New Person,2026-11-02,abc\n"
    )
    strict = bring(database, tmp_path, content, create=True, strict=True)
    assert (strict.added, len(strict.rejected), strict.new_people) == (0, 1, [])
    dry = bring(database, tmp_path, content, create=True, dry_run=True)
    assert (dry.added, dry.new_people) == (1, ["New Person"])
    assert kept(database) == []
    assert bring(database, tmp_path, content, create=True).new_people == ["New Person"]
    assert len(kept(database)) == 1


def test_rejects_are_a_file_that_says_what_to_fix(database: DatabaseFile, tmp_path: Path) -> None:
    rejects, content = (
        tmp_path / "rejects.csv",
        "metric,date,value\nnps,2026-11-02,=1\ncsat,2026-11-02,90\n",
    )
    with rejects_file(rejects) as on_reject:
        bring(database, tmp_path, content, on_reject=on_reject)
    assert rejects.stat().st_mode & 0o777 == 0o600
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert [one["line"] for one in found] == ["2"]
    with pytest.raises(BadFile, match="already there"), rejects_file(rejects):
        pass
    with rejects_file(tmp_path / "none.csv") as on_reject:
        bring(database, tmp_path, "metric,date,value\ncsat,2026-11-02,90\n", on_reject=on_reject)
    assert not (tmp_path / "none.csv").exists()
    with pytest.raises(BadFile, match="empty"), rejects_file(tmp_path / "failed.csv") as on_reject:
        bring(database, tmp_path, "", on_reject=on_reject)
    assert not (tmp_path / "failed.csv").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (b"name,when\nx,y\n", "no column of line 1 holds numbers"),
        (b"metric,date\ncsat,2026-11-02\n", "no column of line 1 holds numbers"),
        (b"metric,date,value,value\n", "twice"),
        (b"metric,date,value\ncsat,2026-11-02,9\xff0\n", "--encoding"),
        (b"metric,person,date,value\ncsat,\x8eR\x93c,2026-11-02,90\n", "--encoding"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence_and_nothing_goes_in(
    database: DatabaseFile, tmp_path: Path, content: bytes, words: str
) -> None:
    with pytest.raises(BadFile) as told:
        bring(database, tmp_path, content)
    assert words in told.value.sentence
    assert "\n" not in told.value.sentence
    assert kept(database) == []


def test_what_is_no_file_is_one_sentence(database: DatabaseFile, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for place in (
        tmp_path / "no.csv",
        tmp_path,
        tmp_path / "fifo",
        Path("/dev/null"),
        Path("a\0b"),
    ):
        with pytest.raises(KpituiError) as told:
            bring_in(database, LEADER, place, today=TODAY)
        assert told.value.exit_code == 4
        assert told.value.sentence.count("\n") == 0


def test_an_encoding_that_does_not_exist_is_wrong_usage(
    database: DatabaseFile, tmp_path: Path
) -> None:
    with pytest.raises(WrongUsage, match="utf-9"):
        bring(database, tmp_path, "metric,date,value\n", encoding="utf-9")


def test_today_is_not_the_future(database: DatabaseFile, tmp_path: Path) -> None:
    report = bring(database, tmp_path, f"metric,team,date,value\ncsat,North,{TODAY},90\n")
    assert (report.added, kept(database)[0][3]) == (1, date.isoformat(TODAY))


def test_typographic_signs_of_a_file_mean_the_plain_ones(
    database: DatabaseFile, tmp_path: Path
) -> None:
    (tmp_path / "in.csv").write_text(
        "Metric;Date;Person;Value;n\ncsat;２０２６－１１－０３;Ana\u00a0López;９２,５\u00a0%;１２\n"
        "csat;2026\u201111\u201104;ana;–;\naht;2026-11-05;ana;５：３０;\ngrowth;2026-11-06;ana;–4,5;\n",
        "utf-8",
    )
    report = bring_in(database, LEADER, tmp_path / "in.csv", today=TODAY, create=True)
    assert (report.rejected, [value.line for value in report.no_value]) == ([], [3])
    with reading(database) as db:
        found = [
            tuple(row.values())
            for row in rows(db, "SELECT date, value, n FROM readings ORDER BY date")
        ]
    assert found == [
        ("2026-11-03", 92.5, 12),
        ("2026-11-05", 330.0, None),
        ("2026-11-06", -4.5, None),
    ]
